"""The fewest people in another tranche than announced, where not everyone can keep theirs.

``division`` finds the division with the fewest changes of which the leads at the ends of tranches allow it. An order
inside each tranche is then looked for; where a tranche has none, these people in it are excluded, and the search goes
on. The first division that can be ordered has therefore the fewest changes there are. New tranches come after those
announced; any number that could be of use is tried. Among people of one kind the least urgent give way.
First only people who are alone, and who enters, are divided: mostly the leads show already that as many must move
(``bound``), and then nothing else is searched.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass

from safeconduct.selection.answers.bound import moves_at_least
from safeconduct.selection.answers.division import Division, Hand, Kind, Limits, Told, kind_of
from safeconduct.selection.answers.steps import GivenUp, Weigh, insert, order_within, step, urgency
from safeconduct.selection.need import Stream
from safeconduct.selection.units import Unit

ROUNDS = 200
Placed = list[tuple[int | None, list[Unit]]]


@dataclass(frozen=True, slots=True)
class Item:
    """Units that go in one tranche: mostly one. ``at`` is where they stay if they do not move, None for those who
    enter; ``told`` says where their people were announced, and ``at`` is one of these."""

    units: tuple[Unit, ...]
    at: int | None
    told: Told

    @property
    def urgency(self) -> tuple[object, ...]:
        return min(map(urgency, self.units))


def fewest(items: Sequence[Item], hands: Sequence[Hand], weigh: Weigh, limits: Limits) -> tuple[Placed, bool] | None:
    """The units of each hand in their order, with its place among ``hands`` or None for a new one; and whether it is
    shown that no other way has fewer moves. None if there is no way at all.

    ``items`` are those of the hands that have not begun, in their order, and those who enter. Raises GivenUp where no
    way was found, and not all were tried.
    """
    kinds: dict[Kind, list[Item]] = defaultdict(list)
    known: dict[object, Kind] = {}
    for item in sorted(items, key=lambda one: one.urgency):
        alike = (tuple((unit.counts, unit.holder, unit.remains) for unit in item.units), item.told)
        if (kind := known.get(alike)) is None:
            kind = known[alike] = kind_of(item.units, item.told, weigh)
        kinds[kind].append(item)
    least = moves_at_least(items, hands, weigh, limits.lead)
    with suppress(GivenUp):
        found = _search(kinds, items, hands, _more(items, hands, limits, least), weigh, limits, _heavy(kinds))
        if found is not None and found[0] == least:
            return found[1], True
    moved: int | None = least
    while True:
        more = _more(items, hands, limits, moved)
        found = _search(kinds, items, hands, more, weigh, limits, frozenset())
        moved, shown = (None, True) if found is None else (found[0], found[2])
        if not shown or _more(items, hands, limits, moved) <= more:
            return None if found is None else found[1:]


def _heavy(kinds: Mapping[Kind, Sequence[Item]]) -> frozenset[int]:
    """The kinds of whom mostly nobody needs to move, as people who are alone can: those of families who stay."""
    return frozenset(k for k, kind in enumerate(kinds) if kind.people > 1 and kind.cost and not kind.apart)


def _more(items: Sequence[Item], hands: Sequence[Hand], limits: Limits, moved: int | None) -> Counter[bool]:
    """How many new tranches of the living and of remains can be of use if no more than so many people (None: any
    number) change theirs.

    Two new tranches in a row of which all fit into one are no better than that one. So of each two some holder's people
    are more than the cap, and that can be only so often.
    """
    needed: Counter[bool] = Counter()
    for remains in {item.units[0].remains for item in items}:
        here: dict[bool, Counter[str]] = {True: Counter(), False: Counter()}
        for item in items:
            for unit in item.units:
                if unit.remains is remains:
                    here[item.at is None][unit.holder] += unit.size
        begun = sum(hand.begun is not None for hand in hands if not hand.remains)
        if not remains and len(set(limits.caps)) > 1 and limits.most is not None:
            needed[remains] = max(0, limits.most - begun)
            continue
        fits = limits.cap(0, remains)
        for holder in here[True].keys() | here[False].keys():
            stays = here[False][holder]
            needed[remains] += 2 * (
                (here[True][holder] + (stays if moved is None else min(moved, stays))) // (fits + 1)
            )
        needed[remains] += 1
        if not remains and limits.most is not None:
            needed[remains] = min(needed[remains], max(0, limits.most - begun))
    return needed


def _search(
    kinds: Mapping[Kind, Sequence[Item]],
    items: Sequence[Item],
    hands: Sequence[Hand],
    more: Mapping[bool, int],
    weigh: Weigh,
    limits: Limits,
    fixed: frozenset[int],
) -> tuple[int, Placed, bool] | None:
    """How many people move in the best division with so many new tranches, that division, and if it is the best.

    Of the kinds ``fixed`` nobody moves in it.
    """
    order = {unit.ticket: place for place, unit in enumerate(unit for item in items for unit in item.units)}
    places: list[int | None] = []
    for remains in (False, True):
        places += [place for place, hand in enumerate(hands) if hand.remains is remains]
        places += [None] * more[remains]
    split = sum(not hand.remains for hand in hands) + more[False]
    sites = [Hand(h >= split) if place is None else hands[place] for h, place in enumerate(places)]
    now = {place: h for h, place in enumerate(places) if place is not None}
    new = {h for h, place in enumerate(places) if place is None}
    at = [Counter(None if item.at is None else now[item.at] for item in people) for people in kinds.values()]
    division = Division(list(kinds), at, sites, new, weigh, limits, fixed)
    for _ in range(ROUNDS):
        if not division.solve():
            return None
        placed = _placed(list(kinds.values()), sites, division, now, order)
        bad = _order(placed, sites, weigh, max(1, division.lead), limits.lead)
        if bad is None:
            return division.moved, list(zip(places, placed, strict=True)), division.proven
        division.exclude(bad.hand, bad.stream, shown=bad.shown)
    raise GivenUp


def _placed(
    members: Sequence[Sequence[Item]],
    hands: Sequence[Hand],
    division: Division,
    now: Mapping[int, int],
    order: Mapping[str, int],
) -> list[list[Unit]]:
    """Who goes where: of each kind the least urgent give way, and the most urgent of those go the earliest."""
    stays: list[list[Unit]] = [[] for _ in hands]
    enters: list[list[Unit]] = [[] for _ in hands]
    for k, people in enumerate(members):
        away = [item for item in people if item.at is None]
        for h in range(len(hands)):
            here = [item for item in people if item.at is not None and now[item.at] == h]
            stay = len(here) - division.leave(k, h)
            stays[h] += [unit for item in here[:stay] for unit in item.units]
            away += here[stay:]
        away.sort(key=lambda item: item.urgency)
        at = 0
        for h in range(len(hands)):
            many = division.enter(k, h)
            enters[h] += [unit for item in away[at : at + many] for unit in item.units]
            at += many
    placed: list[list[Unit]] = []
    for h, hand in enumerate(hands):
        placed.append(list(hand.begun or sorted(stays[h], key=lambda unit: order[unit.ticket])))
        for unit in sorted(enters[h], key=urgency):
            insert(placed[h], unit)
    return placed


@dataclass(frozen=True, slots=True)
class _Bad:
    """People of a stream in a hand of whom no order was found, and whether it is shown that there is none."""

    hand: int
    stream: Stream
    shown: bool


def _order(placed: list[list[Unit]], hands: Sequence[Hand], weigh: Weigh, least: int, limit: int) -> _Bad | None:
    """Order each hand within the lead that is there anyhow, or the next best; else say what has no order."""
    starts: Counter[Stream] = Counter()
    for h, hand in enumerate(hands):
        if hand.remains and (h == 0 or not hands[h - 1].remains):
            starts.clear()
        streams: dict[Stream, list[Unit]] = defaultdict(list)
        ends, heaviest = Counter(starts), 1
        for unit in placed[h]:
            stream, moves = step(unit, weigh)
            if stream is not None:
                streams[stream].append(unit)
                ends[stream] += moves
                heaviest = max(heaviest, abs(moves))
        if hand.begun is None:
            for lead in sorted({min(each, limit) for each in (least, max(least, -(-heaviest // 2)), limit)}):
                made = _ordered(placed[h], weigh, starts, lead)
                if made is not None:
                    placed[h] = made
                    break
            else:
                return next(_bad(h, streams, weigh, starts, limit))
        starts = ends
    return None


def _ordered(units: Sequence[Unit], weigh: Weigh, starts: Mapping[Stream, int], lead: int) -> list[Unit] | None:
    try:
        return order_within(units, weigh, starts, lead)
    except GivenUp:
        return None


def _bad(
    h: int, streams: Mapping[Stream, Sequence[Unit]], weigh: Weigh, starts: Mapping[Stream, int], limit: int
) -> Iterator[_Bad]:
    for stream, units in streams.items():
        try:
            if order_within(units, weigh, starts, limit) is None:
                yield _Bad(h, stream, shown=True)
        except GivenUp:
            yield _Bad(h, stream, shown=False)
