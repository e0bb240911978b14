"""Tranches after a change: everyone who stays keeps theirs; who enters takes a place left free, or the first with room.

A tranche of which anybody was received has begun, and nobody is added to it. Remains stay apart and last.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, field, replace

from safeconduct.errors import Fault, NothingFeasible
from safeconduct.selection.model import Tranche
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


def refill(
    agreement: Agreement,
    chosen: Sequence[Unit],
    before: Sequence[Tranche],
    received: Set[str],
    holders: Mapping[str, str],
    ways: Sequence[Way],
    parties: Sequence[str],
    exchanges: Mapping[str, str],
) -> tuple[Order, dict[int, int]]:
    """The order, and the number that each tranche announced has now. ``holders`` are those of everyone announced.

    Raises NothingFeasible where the lead that was agreed can then not be kept.
    """
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
    fresh = [unit for unit in chosen if unit.ticket not in placed]
    changed = _enter(agreement, hands, fresh, exchanges)
    hands = [hand for hand in hands if hand.units]
    hands.sort(key=lambda hand: hand.remains)
    weigh = weights(agreement, ways, parties)
    reached, curve = _curve(hands, weigh)
    loose = replace(agreement, tranches=TrancheRule(medical_first=agreement.tranches.medical_first))
    anew = arrange(loose, chosen, ways, parties, exchanges)
    limit = agreement.tranches.exposure
    if reached > max(anew.least, 1) and (limit is None or reached > limit):
        for hand in hands:
            if not hand.begun and (hand in changed or hand.free):
                order = arrange(loose, hand.units, ways, parties, exchanges).tranches
                hand.units = list(dict.fromkeys(unit_of[name] for one in order for name in one.order))
        reached, curve = _curve(hands, weigh)
    if limit is not None and reached > limit:
        words = f"a lead of {reached} if everyone who stays keeps the tranche announced"
        expected = f"exposure = {reached} or more, or a new selection, in which people change their tranche"
        fault = Fault(agreement.file, words, expected, row=agreement.tranches.line or None, field="tranches")
        raise NothingFeasible("The tranches announced cannot be kept under the lead that was agreed.", [fault])
    tranches = tuple(
        Tranche(index, tuple(name for unit in hand.units for name in unit.members), hand.remains)
        for index, hand in enumerate(hands, start=1)
    )
    numbers = {hand.number: index for index, hand in enumerate(hands, start=1) if hand.number}
    return Order(tranches, curve, reached, anew.least), numbers


def _enter(
    agreement: Agreement, hands: list[_Hand], fresh: Sequence[Unit], exchanges: Mapping[str, str]
) -> list[_Hand]:
    """Put everyone who enters somewhere; those of one exchange together. Gives the tranches that were added to."""
    packets: dict[str, list[Unit]] = {}
    for unit in sorted(fresh, key=_urgency):
        packets.setdefault(exchanges.get(unit.ticket, unit.ticket), []).append(unit)
    changed: list[_Hand] = []
    for units in packets.values():
        needs: Counter[str] = Counter()
        for unit in units:
            needs[unit.holder] += unit.size
        hand = _room(agreement, hands, needs, units[0].remains)
        for unit in units:
            hand.units.insert(_place(hand, unit), unit)
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


def _place(hand: _Hand, unit: Unit) -> int:
    """Among the people of a tranche: before the first of the same holder who is less urgent, else at the end."""
    for index, other in enumerate(hand.units):
        if other.holder == unit.holder and _urgency(other) > _urgency(unit):
            return index
    return len(hand.units)


def _urgency(unit: Unit) -> tuple[object, ...]:
    return (unit.remains, unit.medical, tuple(-level for level in unit.levels), unit.ticket)


def _curve(hands: Sequence[_Hand], weigh: Mapping[Way, tuple[tuple[str, str], int]]) -> tuple[int, tuple[int, ...]]:
    lead = Lead(weigh)
    curve: list[int] = []
    for hand in hands:
        curve += lead.after([lead.moves(unit.counts) for unit in hand.units])
    return max(map(abs, curve), default=0), tuple(curve)
