"""Tranches after a change: everyone who stays keeps theirs; who enters takes a place left free, or the first with room.

A tranche of which anybody was received has begun, and nobody is added to it or taken from it. Remains stay apart and
last. Where the agreement cannot be kept so, the fewest people change their tranche (``fewest``).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence, Set
from contextlib import suppress
from dataclasses import dataclass, field, replace

from safeconduct.errors import Fault, NothingFeasible, SafeconductError
from safeconduct.selection.answers.division import Hand, Limits, Told
from safeconduct.selection.answers.fewest import Item, fewest
from safeconduct.selection.answers.steps import GivenUp, Weigh, insert, order_within, step, urgency
from safeconduct.selection.model import Tranche
from safeconduct.selection.need import Stream
from safeconduct.selection.tranches import NO_CAP, Lead, Order, arrange, weights
from safeconduct.selection.units import Unit, Way
from safeconduct.terms import Agreement, TrancheRule


@dataclass(eq=False)
class _Hand:
    """One hand-over as it fills up. ``number`` is the one announced, or 0 for a new one."""

    number: int
    remains: bool
    begun: bool
    units: list[Unit] = field(default_factory=list)
    free: Counter[str] = field(default_factory=Counter)  # places left by people of each holder who no longer go

    def people(self, holder: str) -> int:
        return sum(unit.size for unit in self.units if unit.holder == holder)


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
    loose = replace(agreement, tranches=TrancheRule(medical_first=agreement.tranches.medical_first))
    least = arrange(loose, chosen, ways, parties, exchanges).least
    limits = _limits(agreement.tranches, sum(abs(step(unit, weigh)[1]) for unit in chosen))
    placed = {unit.ticket for hand in hands for unit in hand.units}
    fresh = [unit for unit in chosen if unit.ticket not in placed]
    target = agreement.tranches.exposure or max(least, 1)
    filled = _fill(limits, [_copy(hand) for hand in hands], fresh, exchanges, weigh, target)
    wrong, shown = _wrong(limits, filled, weigh), True
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
    reached, curve = _curve(filled, weigh)
    tranches = tuple(
        Tranche(index, tuple(name for unit in hand.units for name in unit.members), hand.remains)
        for index, hand in enumerate(filled, start=1)
    )
    numbers = {hand.number: index for index, hand in enumerate(filled, start=1) if hand.number}
    return Refilled(Order(tranches, curve, reached, least), numbers, _why(filled, before, wrong), shown)


def _limits(rule: TrancheRule, no_limit: int) -> Limits:
    return Limits(
        no_limit if rule.exposure is None else rule.exposure,
        rule.sizes or (rule.cap_per_side or NO_CAP,),
        rule.remains_cap_per_side or rule.cap_per_side or NO_CAP,
        len(rule.sizes) or rule.count,
    )


def _stayers(
    chosen: Sequence[Unit], before: Sequence[Tranche], received: Set[str], holders: Mapping[str, str]
) -> tuple[list[_Hand], dict[str, Told]]:
    """The tranches announced with those who stay and the places left free; and where each unit was announced.

    People who were not together and are not parted now stay where most of them were announced. Where that tranche has
    begun, nobody can join it; whoever is not parted from them then leaves it.
    """
    hands = [_Hand(one.number, one.remains, not received.isdisjoint(one.order)) for one in before]
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


def _copy(hand: _Hand) -> _Hand:
    return replace(hand, units=list(hand.units), free=Counter(hand.free))


def _fill(
    limits: Limits,
    hands: list[_Hand],
    fresh: Sequence[Unit],
    exchanges: Mapping[str, str],
    weigh: Weigh,
    target: int,
) -> list[_Hand]:
    """Everyone who stays where they were, those who enter in the places left free, and the leads within the target by
    the order inside the tranches that change, as far as that can be."""
    changed = _enter(limits, hands, fresh, exchanges)
    hands = [hand for hand in hands if hand.units]
    hands.sort(key=lambda hand: hand.remains)
    if _curve(hands, weigh)[0] > target:
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


def _wrong(limits: Limits, hands: Sequence[_Hand], weigh: Weigh) -> str:
    """What of the agreement these tranches break, in words; empty where nothing."""
    if _curve(hands, weigh)[0] > limits.lead:
        ahead = max(limits.lead + 1, _between(hands, weigh))
        return f"one side would be {ahead} ahead, and {limits.lead} is the most that was agreed"
    living = sum(not hand.remains for hand in hands)
    if limits.most is not None and living > limits.most:
        return f"there would be {living} tranches, and {limits.most} is the most that was agreed"
    for place, hand in enumerate(hands):
        cap = limits.cap(place, hand.remains)
        for holder in dict.fromkeys(unit.holder for unit in hand.units):
            if hand.people(holder) > cap:
                return f"tranche {place + 1} would have {hand.people(holder)} of one side, and {cap} is the most"
    return ""


def _moved(
    hands: Sequence[_Hand],
    fresh: Sequence[Unit],
    told: Mapping[str, Told],
    exchanges: Mapping[str, str],
    weigh: Weigh,
    limits: Limits,
) -> tuple[list[_Hand], bool]:
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
            hand = _Hand(0, units[0].remains, False) if place is None else _copy(hands[place])
            hand.units = units
            made.append(hand)
    return made, shown


def _between(hands: Sequence[_Hand], weigh: Weigh) -> int:
    """The greatest lead at the end of a tranche, which no order inside the tranches can change."""
    greatest = 0
    for remains in (False, True):
        now: Counter[Stream] = Counter()
        for hand in (one for one in hands if one.remains is remains):
            for stream, moves in (step(unit, weigh) for unit in hand.units):
                if stream is not None:
                    now[stream] += moves
            greatest = max([greatest, *map(abs, now.values())])
    return greatest


def _why(hands: Sequence[_Hand], before: Sequence[Tranche], wrong: str) -> dict[str, str]:
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


def _enter(limits: Limits, hands: list[_Hand], fresh: Sequence[Unit], exchanges: Mapping[str, str]) -> list[_Hand]:
    """Put everyone who enters somewhere; those of one exchange together. Gives the tranches that were added to."""
    packets: dict[str, list[Unit]] = {}
    for unit in sorted(fresh, key=urgency):
        packets.setdefault(exchanges.get(unit.ticket, unit.ticket), []).append(unit)
    changed: list[_Hand] = []
    for units in packets.values():
        needs: Counter[str] = Counter()
        for unit in units:
            needs[unit.holder] += unit.size
        hand = _room(limits, hands, needs, units[0].remains)
        for unit in units:
            insert(hand.units, unit)
        hand.free.subtract({holder: min(need, hand.free[holder]) for holder, need in needs.items()})
        hand.free = +hand.free
        changed.append(hand)
    return changed


def _room(limits: Limits, hands: list[_Hand], needs: Mapping[str, int], remains: bool) -> _Hand:
    """The first open tranche in which these places were left free; else the first with room; else a new one."""
    open_ = [(index, hand) for index, hand in enumerate(hands) if hand.remains is remains and not hand.begun]
    for _, hand in open_:
        if all(hand.free[holder] >= need for holder, need in needs.items()):
            return hand
    for index, hand in open_:
        cap = limits.cap(index, remains)
        if all(hand.people(holder) + need <= cap for holder, need in needs.items()):
            return hand
    new = _Hand(0, remains, False)
    living = sum(not hand.remains for hand in hands)
    hands.insert(len(hands) if remains else living, new)
    return new


def _curve(hands: Sequence[_Hand], weigh: Weigh) -> tuple[int, tuple[int, ...]]:
    """The greatest lead, and the lead after each person; remains are never in one balance with the living."""
    curve: list[int] = []
    for remains in (False, True):
        lead = Lead(weigh)
        for hand in hands:
            if hand.remains is remains:
                curve += lead.after([lead.moves(unit.counts) for unit in hand.units])
    return max(map(abs, curve), default=0), tuple(curve)
