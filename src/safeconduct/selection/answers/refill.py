"""Tranches after a change: everyone who stays keeps theirs; who enters takes a place left free, or the first with room.

A tranche of which anybody was received has begun, and nobody is added to it or taken from it. Remains stay apart and
last. Where the agreement cannot be kept so, the fewest people change their tranche (``fewest``).
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence, Set
from contextlib import suppress
from dataclasses import dataclass, replace

from safeconduct.errors import Fault, NothingFeasible, SafeconductError
from safeconduct.selection.answers.division import Hand, Limits, Told
from safeconduct.selection.answers.fewest import Item, fewest
from safeconduct.selection.answers.kept import Filling, broken, curve
from safeconduct.selection.answers.steps import GivenUp, Weigh, insert, order_within, step, urgency
from safeconduct.selection.exposure import lower_bound
from safeconduct.selection.model import Tranche
from safeconduct.selection.need import Stream
from safeconduct.selection.tranches import NO_CAP, Order, weights
from safeconduct.selection.units import Unit, Way
from safeconduct.terms import Agreement, TrancheRule


@dataclass(frozen=True, slots=True)
class Refilled:
    """The order; the number that each tranche announced has now; by person_id, why somebody changes theirs; and whether
    it is shown that these are the fewest."""

    order: Order
    numbers: dict[int, int]
    why: dict[str, str]
    fewest: bool


def refill(
    agreement: Agreement,
    chosen: Sequence[Unit],
    before: Sequence[Tranche],
    received: Set[str],
    holders: Mapping[str, str],
    ways: Sequence[Way],
    parties: Sequence[str],
    exchanges: Mapping[str, str],
) -> Refilled:
    """The tranches as they are now. ``holders`` are those of everyone to whom it was announced.

    Raises NothingFeasible where the agreement cannot be kept even if people who stay change their tranche, and
    SafeconductError where the search for a way was given up.
    """
    weigh = weights(agreement, ways, parties)
    hands, told = _stayers(chosen, before, received, holders)
    least = _least(chosen, weigh)
    limits = _limits(agreement.tranches, sum(abs(step(unit, weigh)[1]) for unit in chosen))
    placed = {unit.ticket for hand in hands for unit in hand.units}
    fresh = [unit for unit in chosen if unit.ticket not in placed]
    target = agreement.tranches.exposure or max(least, 1)
    filled = _fill(limits, [_copy(hand) for hand in hands], fresh, exchanges, weigh, target)
    wrong, shown = broken(limits, filled, weigh), True
    if wrong:
        try:
            filled, shown = _moved(hands, fresh, told, exchanges, weigh, limits)
        except GivenUp:
            words = f"{wrong}; other divisions of these people were tried, and none was found that keeps it"
            summary = "The search for tranches was given up. There may be some that keep the agreement, or none."
            raise SafeconductError(summary, [_fault(agreement, words)]) from None
        if not filled:
            words = f"{wrong}, whoever of those who stay changes their tranche"
            summary = "The tranches that were agreed cannot be kept with the people who go now."
            raise NothingFeasible(summary, [_fault(agreement, words)])
    reached, leads = curve(filled, weigh)
    tranches = tuple(
        Tranche(index, tuple(name for unit in hand.units for name in unit.members), hand.remains)
        for index, hand in enumerate(filled, start=1)
    )
    numbers = {hand.number: index for index, hand in enumerate(filled, start=1) if hand.number}
    return Refilled(Order(tranches, leads, reached, least), numbers, _why(filled, before, wrong), shown)


def _least(chosen: Sequence[Unit], weigh: Weigh) -> int:
    """The lead that no order of these units could stay below."""
    moving: dict[object, list[int]] = defaultdict(list)
    for unit in chosen:
        stream, moves = step(unit, weigh)
        if stream is not None:
            moving[stream, unit.remains].append(moves)
    return max(map(lower_bound, moving.values()), default=0)


def _limits(rule: TrancheRule, no_limit: int) -> Limits:
    return Limits(
        no_limit if rule.exposure is None else rule.exposure,
        rule.sizes or (rule.cap_per_side or NO_CAP,),
        rule.remains_cap_per_side or rule.cap_per_side or NO_CAP,
        len(rule.sizes) or rule.count,
    )


def _stayers(
    chosen: Sequence[Unit], before: Sequence[Tranche], received: Set[str], holders: Mapping[str, str]
) -> tuple[list[Filling], dict[str, Told]]:
    """The tranches announced with those who stay and the places left free; and where each unit was announced.

    People who were not together and are not parted now stay where most of them were announced. Where that tranche has
    begun, nobody can join it; whoever is not parted from them then leaves it.
    """
    hands = [Filling(one.number, one.remains, not received.isdisjoint(one.order)) for one in before]
    place_of = {name: place for place, tranche in enumerate(before) for name in tranche.order}
    rank = {name: rank for rank, name in enumerate(name for tranche in before for name in tranche.order)}
    stay: dict[int, list[tuple[int, Unit]]] = {place: [] for place in range(len(hands))}
    told: dict[str, Told] = {}
    for unit in chosen:
        at = Counter(place_of[name] for name in unit.members if name in place_of)
        open_ = {
            place: number
            for place, number in sorted(at.items())
            if hands[place].remains is unit.remains and (number == unit.size or not hands[place].begun)
        }
        told[unit.ticket] = tuple(open_.items())
        if open_:
            place = max(open_, key=lambda place: open_[place])
            stay[place].append((min(rank[name] for name in unit.members if place_of.get(name) == place), unit))
    goes = {name for unit in chosen for name in unit.members}
    for place, (hand, tranche) in enumerate(zip(hands, before, strict=True)):
        hand.units = [unit for _, unit in sorted(stay[place], key=lambda one: one[0])]
        hand.free = Counter(holders[name] for name in tranche.order if name not in goes)
    return hands, told


def _copy(hand: Filling) -> Filling:
    return replace(hand, units=list(hand.units), free=Counter(hand.free))


def _fill(
    limits: Limits,
    hands: list[Filling],
    fresh: Sequence[Unit],
    exchanges: Mapping[str, str],
    weigh: Weigh,
    target: int,
) -> list[Filling]:
    """Everyone who stays where they were, those who enter in the places left free, and the leads within the target by
    the order inside the tranches that change, as far as that can be."""
    changed = _enter(limits, hands, fresh, exchanges)
    hands = [hand for hand in hands if hand.units]
    hands.sort(key=lambda hand: hand.remains)
    if curve(hands, weigh)[0] > target:
        starts: Counter[Stream] = Counter()
        for before, hand in zip([None, *hands], hands, strict=False):
            if hand.remains and (before is None or not before.remains):
                starts.clear()
            if not hand.begun and (hand in changed or hand.free):
                with suppress(GivenUp):
                    hand.units = order_within(hand.units, weigh, starts, target) or hand.units
            for stream, moves in (step(unit, weigh) for unit in hand.units):
                if stream is not None:
                    starts[stream] += moves
    return hands


def _moved(
    hands: Sequence[Filling],
    fresh: Sequence[Unit],
    told: Mapping[str, Told],
    exchanges: Mapping[str, str],
    weigh: Weigh,
    limits: Limits,
) -> tuple[list[Filling], bool]:
    """The tranches with the fewest people in another one than announced, none where there is no way; and whether it is
    shown that they are the fewest."""
    packets: dict[tuple[int | None, bool, str], list[Unit]] = {}
    places: list[tuple[int | None, Unit]] = [(None, unit) for unit in fresh]
    places += [(place, unit) for place, hand in enumerate(hands) if not hand.begun for unit in hand.units]
    for at, unit in places:
        packets.setdefault((at, unit.remains, exchanges.get(unit.ticket, unit.ticket)), []).append(unit)
    items = []
    for (at, *_), units in packets.items():
        where: Counter[int] = Counter()
        for unit in units:
            where.update(dict(told[unit.ticket]))
        items.append(Item(tuple(sorted(units, key=urgency)), at, tuple(sorted(where.items()))))
    sites = [Hand(hand.remains, tuple(hand.units) if hand.begun else None) for hand in hands]
    made = []
    placed, shown = fewest(items, sites, weigh, limits) or ([], True)
    for place, units in placed:
        if units:
            hand = Filling(0, units[0].remains, False) if place is None else _copy(hands[place])
            hand.units = units
            made.append(hand)
    return made, shown


def _why(hands: Sequence[Filling], before: Sequence[Tranche], wrong: str) -> dict[str, str]:
    """For each person who is not where they were announced, the reason."""
    announced = {name: tranche for tranche in before for name in tranche.order}
    begun = {hand.number for hand in hands if hand.begun}
    found = {}
    for hand in hands:
        for unit in hand.units:
            there = [name for name in unit.members if name in announced and announced[name].number == hand.number]
            for name in unit.members:
                was = announced.get(name)
                if was is None or was.number == hand.number:
                    continue
                others = [one for one in unit.members if one not in was.order]
                if was.remains is not hand.remains:
                    found[name] = "has died, and remains go in tranches of their own"
                elif there:
                    found[name] = f"is not parted from {there[0]}, who goes in that tranche"
                elif others and was.number in begun:
                    found[name] = f"is not parted from {others[0]}, who cannot join a tranche that has begun"
                elif wrong:
                    found[name] = f"if everyone kept the tranche announced, {wrong}"
                else:
                    found[name] = f"is not parted from {others[0]}"
    return found


def _fault(agreement: Agreement, found: str) -> Fault:
    expected = "another rule for tranches, signed by the parties; or a new selection, which keeps no announcement"
    return Fault(agreement.file, found, expected, row=agreement.tranches.line or None, field="tranches")


def _enter(limits: Limits, hands: list[Filling], fresh: Sequence[Unit], exchanges: Mapping[str, str]) -> set[Filling]:
    """Put everyone who enters somewhere; those of one exchange together. Gives the tranches that were added to."""
    packets: dict[str, list[Unit]] = {}
    for unit in sorted(fresh, key=urgency):
        packets.setdefault(exchanges.get(unit.ticket, unit.ticket), []).append(unit)
    sides = {hand: hand.people() for hand in hands} if packets else {}
    changed: set[Filling] = set()
    for units in packets.values():
        needs: Counter[str] = Counter()
        for unit in units:
            needs[unit.holder] += unit.size
        hand = _room(limits, hands, sides, needs, units[0].remains)
        for unit in units:
            insert(hand.units, unit)
        sides[hand].update(needs)
        hand.free.subtract({holder: min(need, hand.free[holder]) for holder, need in needs.items()})
        hand.free = +hand.free
        changed.add(hand)
    return changed


def _room(
    limits: Limits,
    hands: list[Filling],
    sides: dict[Filling, Counter[str]],
    needs: Mapping[str, int],
    remains: bool,
) -> Filling:
    """The first open tranche in which these places were left free; else the first with room; else a new one."""
    open_ = [(index, hand) for index, hand in enumerate(hands) if hand.remains is remains and not hand.begun]
    for _, hand in open_:
        if all(hand.free[holder] >= need for holder, need in needs.items()):
            return hand
    for index, hand in open_:
        cap = limits.cap(index, remains)
        if all(sides[hand][holder] + need <= cap for holder, need in needs.items()):
            return hand
    new = Filling(0, remains, False)
    sides[new] = Counter()
    living = sum(not hand.remains for hand in hands)
    hands.insert(len(hands) if remains else living, new)
    return new
