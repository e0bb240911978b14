"""Tranches after a change: everyone who stays keeps theirs; who enters takes a place left free, or the first with room.

A tranche of which anybody was received has begun, and nobody is added to it or taken from it. Remains stay apart and
last. Where the agreement cannot be kept so, the fewest people change their tranche (``fewest``).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, field, replace
from typing import NoReturn

from safeconduct.errors import Fault, NothingFeasible
from safeconduct.selection.answers.fewest import Hand, Item, fewest
from safeconduct.selection.answers.steps import Weigh, insert, order_within, step, urgency
from safeconduct.selection.model import Tranche
from safeconduct.selection.need import Stream
from safeconduct.selection.tranches import NO_CAP, Lead, Order, arrange, weights
from safeconduct.selection.units import Unit, Way
from safeconduct.terms import Agreement, TrancheRule


@dataclass
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
    """The order; the number that each tranche announced has now; and, by person_id, why somebody changes theirs."""

    order: Order
    numbers: dict[int, int]
    why: dict[str, str]


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

    Raises NothingFeasible where the agreement cannot be kept even if people who stay change their tranche.
    """
    weigh = weights(agreement, ways, parties)
    hands, fresh = _stayers(chosen, before, received, holders)
    loose = replace(agreement, tranches=TrancheRule(medical_first=agreement.tranches.medical_first))
    least = arrange(loose, chosen, ways, parties, exchanges).least
    limit = agreement.tranches.exposure
    filled = _fill(agreement, [_copy(hand) for hand in hands], fresh, exchanges, weigh, limit or max(least, 1))
    reached, _ = _curve(filled, weigh)
    wrong = _wrong(agreement, filled, reached, weigh)
    if wrong:
        no_limit = sum(abs(step(unit, weigh)[1]) for unit in chosen)
        filled = _moved(agreement, hands, fresh, exchanges, weigh, no_limit if limit is None else limit, wrong)
    reached, curve = _curve(filled, weigh)
    if still := _wrong(agreement, filled, reached, weigh):
        _refuse(agreement, still)
    tranches = tuple(
        Tranche(index, tuple(name for unit in hand.units for name in unit.members), hand.remains)
        for index, hand in enumerate(filled, start=1)
    )
    numbers = {hand.number: index for index, hand in enumerate(filled, start=1) if hand.number}
    return Refilled(Order(tranches, curve, reached, least), numbers, _why(filled, before, wrong))


def _stayers(
    chosen: Sequence[Unit], before: Sequence[Tranche], received: Set[str], holders: Mapping[str, str]
) -> tuple[list[_Hand], list[Unit]]:
    """The tranches announced with those who stay and the places left free; and those who have no place yet."""
    unit_of = {name: unit for unit in chosen for name in unit.members}
    hands = [_Hand(one.number, one.remains, not received.isdisjoint(one.order)) for one in before]
    placed: set[str] = set()
    for hand, tranche in zip(hands, before, strict=True):
        for name in tranche.order:
            unit = unit_of.get(name)
            if unit is None:
                hand.free[holders[name]] += 1
            elif unit.ticket not in placed and unit.remains is hand.remains:
                placed.add(unit.ticket)
                hand.units.append(unit)
    return hands, [unit for unit in chosen if unit.ticket not in placed]


def _copy(hand: _Hand) -> _Hand:
    return replace(hand, units=list(hand.units), free=Counter(hand.free))


def _fill(
    agreement: Agreement,
    hands: list[_Hand],
    fresh: Sequence[Unit],
    exchanges: Mapping[str, str],
    weigh: Weigh,
    target: int,
) -> list[_Hand]:
    """Everyone who stays where they were, those who enter in the places left free, and the leads within the target by
    the order inside the tranches that change, as far as that can be."""
    changed = _enter(agreement, hands, fresh, exchanges)
    hands = [hand for hand in hands if hand.units]
    hands.sort(key=lambda hand: hand.remains)
    if _curve(hands, weigh)[0] > target:
        starts: Counter[Stream] = Counter()
        for before, hand in zip([None, *hands], hands, strict=False):
            if hand.remains and (before is None or not before.remains):
                starts.clear()
            if not hand.begun and (hand in changed or hand.free):
                hand.units = order_within(hand.units, weigh, starts, target) or hand.units
            for stream, moves in (step(unit, weigh) for unit in hand.units):
                if stream is not None:
                    starts[stream] += moves
    return hands


def _wrong(agreement: Agreement, hands: Sequence[_Hand], reached: int, weigh: Weigh) -> str:
    """What of the agreement these tranches break, in words; empty where nothing."""
    rule = agreement.tranches
    if rule.exposure is not None and reached > rule.exposure:
        ahead = max(rule.exposure + 1, _between(hands, weigh))
        return f"one side would be {ahead} ahead, and {rule.exposure} is the most that was agreed"
    living = sum(not hand.remains for hand in hands)
    if rule.sizes and living > len(rule.sizes):
        return f"there would be {living} tranches, and {len(rule.sizes)} sizes were agreed"
    for index, hand in enumerate(hands):
        cap = _cap(agreement, index, hand.remains)
        for holder in dict.fromkeys(unit.holder for unit in hand.units):
            if not hand.begun and hand.people(holder) > cap:
                return f"tranche {index + 1} would have {hand.people(holder)} of one side, and {cap} is the most"
    return ""


def _moved(
    agreement: Agreement,
    hands: list[_Hand],
    fresh: Sequence[Unit],
    exchanges: Mapping[str, str],
    weigh: Weigh,
    limit: int,
    wrong: str,
) -> list[_Hand]:
    """The tranches with the fewest people in another one than announced."""
    rule = agreement.tranches
    if rule.sizes:
        hands = [hand for hand in hands if hand.units]
    made: list[_Hand] = []
    for remains in (False, True):
        part = [hand for hand in hands if hand.remains is remains]
        people = Counter(unit.holder for unit in fresh if unit.remains is remains for _ in unit.members)
        cap = _cap(agreement, len(part), remains)
        more = 2 + 2 * sum(-(-number // cap) for number in people.values()) if part or people else 0
        if rule.sizes and not remains:
            more = max(0, min(more, len(rule.sizes) - len(part)))
        made += [*part, *(_Hand(0, remains, False) for _ in range(more))]
    items: list[Item] = []
    packets: dict[tuple[int | None, bool, str], list[Unit]] = {}
    places: list[tuple[int | None, Unit]] = [(None, unit) for unit in fresh]
    places += [(index, unit) for index, hand in enumerate(made) if not hand.begun for unit in hand.units]
    for at, unit in places:
        packets.setdefault((at, unit.remains, exchanges.get(unit.ticket, unit.ticket)), []).append(unit)
    for (at, *_), units in packets.items():
        items.append(Item(tuple(sorted(units, key=urgency)), at))
    sites = [
        Hand(
            _cap(agreement, index, hand.remains),
            hand.remains,
            tuple(hand.units) if hand.begun else None,
            bool(rule.sizes and hand.number),
        )
        for index, hand in enumerate(made)
    ]
    placed = fewest(items, sites, weigh, limit)
    if placed is None:
        _refuse(agreement, f"{wrong}, whoever of those who stay changes their tranche")
    for hand, units in zip(made, placed, strict=True):
        hand.units = units
    return [hand for hand in made if hand.units]


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
    found = {}
    for hand in hands:
        for unit in hand.units:
            there = [name for name in unit.members if name in announced and announced[name].number == hand.number]
            for name in unit.members:
                was = announced.get(name)
                if was is None or was.number == hand.number:
                    continue
                if was.remains is not hand.remains:
                    found[name] = "has died, and remains go in tranches of their own"
                elif there:
                    found[name] = f"is not parted from {there[0]}, who goes in that tranche"
                else:
                    found[name] = f"if everyone kept the tranche announced, {wrong}"
    return found


def _refuse(agreement: Agreement, found: str) -> NoReturn:
    expected = "another rule for tranches, signed by the parties; or a new selection, which keeps no announcement"
    fault = Fault(agreement.file, found, expected, row=agreement.tranches.line or None, field="tranches")
    raise NothingFeasible("The tranches that were agreed cannot be kept with the people who go now.", [fault])


def _enter(
    agreement: Agreement, hands: list[_Hand], fresh: Sequence[Unit], exchanges: Mapping[str, str]
) -> list[_Hand]:
    """Put everyone who enters somewhere; those of one exchange together. Gives the tranches that were added to."""
    packets: dict[str, list[Unit]] = {}
    for unit in sorted(fresh, key=urgency):
        packets.setdefault(exchanges.get(unit.ticket, unit.ticket), []).append(unit)
    changed: list[_Hand] = []
    for units in packets.values():
        needs: Counter[str] = Counter()
        for unit in units:
            needs[unit.holder] += unit.size
        hand = _room(agreement, hands, needs, units[0].remains)
        for unit in units:
            insert(hand.units, unit)
        hand.free.subtract({holder: min(need, hand.free[holder]) for holder, need in needs.items()})
        hand.free = +hand.free
        changed.append(hand)
    return changed


def _room(agreement: Agreement, hands: list[_Hand], needs: Mapping[str, int], remains: bool) -> _Hand:
    """The first open tranche in which these places were left free; else the first with room; else a new one."""
    open_ = [(index, hand) for index, hand in enumerate(hands) if hand.remains is remains and not hand.begun]
    for _, hand in open_:
        if all(hand.free[holder] >= need for holder, need in needs.items()):
            return hand
    for index, hand in open_:
        cap = _cap(agreement, index, remains)
        if all(hand.people(holder) + need <= cap for holder, need in needs.items()):
            return hand
    new = _Hand(0, remains, False)
    living = sum(not hand.remains for hand in hands)
    hands.insert(len(hands) if remains else living, new)
    return new


def _cap(agreement: Agreement, index: int, remains: bool) -> int:
    rule = agreement.tranches
    if remains:
        return rule.remains_cap_per_side or rule.cap_per_side or NO_CAP
    if rule.sizes:
        return rule.sizes[min(index, len(rule.sizes) - 1)]
    return rule.cap_per_side or NO_CAP


def _curve(hands: Sequence[_Hand], weigh: Weigh) -> tuple[int, tuple[int, ...]]:
    """The greatest lead, and the lead after each person; remains are never in one balance with the living."""
    curve: list[int] = []
    for remains in (False, True):
        lead = Lead(weigh)
        for hand in hands:
            if hand.remains is remains:
                curve += lead.after([lead.moves(unit.counts) for unit in hand.units])
    return max(map(abs, curve), default=0), tuple(curve)
