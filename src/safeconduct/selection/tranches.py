"""Dividing those who go into tranches: the greatest need first, both sides in step, groups whole, remains apart."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import NoReturn

from safeconduct.errors import Fault, NothingFeasible
from safeconduct.selection.fit import NotFound
from safeconduct.selection.load import NoRoom
from safeconduct.selection.model import Tranche
from safeconduct.selection.need import Queue, Stream, Weigh, queue
from safeconduct.selection.packets import Packed, fitted, loaded, ordered, pack, sequences
from safeconduct.selection.units import Unit, Way
from safeconduct.terms import Agreement, Named, OneForOne, Quota, Ratio, Remains, Scales

NO_CAP = 10**9
Moves = tuple[tuple[Stream | None, int], ...]  # of each member: between whom, and by how much the lead moves


@dataclass(frozen=True, slots=True)
class Order:
    """The tranches, and the lead after each person. ``least`` is the lead that no order could stay below."""

    tranches: tuple[Tranche, ...]
    exposure: tuple[int, ...]
    reached: int
    least: int


def weights(agreement: Agreement, ways: Sequence[Way], parties: Sequence[str]) -> dict[Way, tuple[Stream, int]]:
    """For each way whose clause sets one side against the other: between whom, and how much one person counts."""
    rank = {party: index for index, party in enumerate(parties)}
    found: dict[Way, tuple[Stream, int]] = {}
    scales = Scales.of(agreement)
    for way in ways:
        clause = agreement.clause(way[0].split("#")[0])
        _, holder, home = way
        weight = 0
        match clause:
            case OneForOne() | Named():
                weight = 1
            case Remains():
                weight = int(clause.one_for_one)
            case Quota():
                weight = int(clause.min == clause.max and (home, holder) in clause.flows)
            case Ratio():
                weight = clause.get if clause.flows[0] == (holder, home) else clause.give
        if weight:
            assert clause is not None
            weight *= scales.counts(clause, way[0])
            first, second = sorted((holder, home), key=rank.__getitem__)
            found[way] = (first, second), weight if holder == first else -weight
    return found


def arrange(
    agreement: Agreement,
    chosen: Sequence[Unit],
    ways: Sequence[Way],
    parties: Sequence[str],
    exchanges: Mapping[str, str],
) -> Order:
    """Divide the chosen units. ``exchanges`` ties units, by ticket, that are all or nothing: a package, a named swap.

    Raises NothingFeasible where the sizes, the number of tranches or the limit of the lead cannot be kept.
    """
    rule = agreement.tranches
    weigh = weights(agreement, ways, parties)
    living = [unit for unit in chosen if not unit.remains]
    packed = pack(queue(agreement, living, weigh, exchanges), parties)
    tranches, leads = _living(agreement, living, packed, weigh, parties)
    remains = [unit for unit in chosen if unit.remains]
    remains_caps = [rule.remains_cap_per_side or rule.cap_per_side or NO_CAP]
    packed_remains = pack(queue(agreement, remains, weigh, exchanges), parties)
    try:
        apart, more = _divide(packed_remains, weigh, remains_caps)
    except NoRoom as error:
        _no_room(agreement, error)
    numbered = [
        *(Tranche(index + 1, order) for index, order in enumerate(tranches)),
        *(Tranche(len(tranches) + index + 1, order, remains=True) for index, order in enumerate(apart)),
    ]
    everyone, least = (*leads, *more), max(packed.least, packed_remains.least)
    reached = max(max(everyone, default=0), -min(everyone, default=0))
    if rule.exposure is not None and reached > rule.exposure:
        how = "cannot be avoided" if least > rule.exposure else "was not avoided in these tranches"
        _refuse(agreement, f"a lead of {reached} {how}", f"exposure = {reached} or more, or smaller groups")
    return Order(tuple(numbered), everyone, reached, least)


def _living(
    agreement: Agreement, living: Sequence[Unit], packed: Packed, weigh: Weigh, parties: Sequence[str]
) -> tuple[list[tuple[str, ...]], list[int]]:
    """The tranches of the living, and the lead after each of them."""
    rule = agreement.tranches
    caps = _caps(agreement, living)
    allowed = len(rule.sizes) or rule.count
    while True:
        load = None
        try:
            load = loaded(packed, caps)
        except NoRoom as error:
            if not rule.sizes:
                _no_room(agreement, error)
        if load is not None and all(load.bundles) and (allowed is None or len(load.bundles) <= allowed):
            return _in_order(packed.queue, [ordered(placed) for placed in load.bundles], weigh)
        if rule.cap_per_side is not None or rule.sizes:
            break
        caps = [caps[0] + 1]
    assert allowed is not None
    needed = max(len(load.bundles), allowed + 1) if load is not None else allowed + 1
    limits, lead = [*caps, *caps[-1:] * allowed][:allowed], rule.exposure
    lead = None if lead is None or packed.least > lead else lead  # see ``arrange``
    try:
        found = fitted(packed, limits, load, lead, parties)
        if found is None and lead is not None:
            found = fitted(packed, limits, load, None, parties)
    except NotFound:
        _refuse(agreement, f"no division into {allowed} tranches was found", "larger ones, or more of them")
    if found is None:
        _refuse(agreement, f"{allowed} tranches do not hold those who go", f"{needed} of them, or larger ones")
    return _in_order(packed.queue, sequences(packed.queue, found, parties), weigh)


def _caps(agreement: Agreement, living: Sequence[Unit]) -> list[int]:
    rule = agreement.tranches
    if rule.sizes:
        return list(rule.sizes)
    if rule.cap_per_side is not None:
        return [rule.cap_per_side]
    if rule.count is not None:
        sides: dict[str, int] = defaultdict(int)
        for unit in living:
            sides[unit.holder] += unit.size
        largest = max((unit.size for unit in living), default=1)
        return [max(largest, -(-max(sides.values(), default=1) // rule.count))]
    return [NO_CAP]


def _divide(packed: Packed, weigh: Weigh, caps: Sequence[int]) -> tuple[list[tuple[str, ...]], list[int]]:
    """The people of each tranche in order, and the lead after each."""
    return _in_order(packed.queue, [ordered(placed) for placed in loaded(packed, caps).bundles], weigh)


def _in_order(
    queue: Queue, sequences: Sequence[Sequence[int]], weigh: Weigh
) -> tuple[list[tuple[str, ...]], list[int]]:
    """The people of each tranche, whose places are given in order, and the lead after each."""
    orders, leads = [], []
    lead = Lead(weigh)
    moves = [lead.moves(one.counts) for one in queue.traits]
    for places in sequences:
        orders.append(tuple([name for place in places for name in queue.members[place]]))
        leads += lead.after([moves[queue.kinds[place]] for place in places])
    return orders, leads


class Lead:
    """The lead as people go: of the party first in name order where there are two, else of the pair concerned."""

    def __init__(self, weigh: Weigh) -> None:
        self._weigh = weigh
        self._leads: dict[Stream, int] = defaultdict(int)
        self._now = 0

    def moves(self, counts: Sequence[tuple[Way, int]]) -> Moves:
        """Of a unit of whom so many go each way: for each member, between whom and by how much the lead moves."""
        found: list[tuple[Stream | None, int]] = []
        for way, count in counts:
            stream, weight = self._weigh.get(way, (None, 0))
            ahead = stream is None or stream[0] == min(stream)
            found += [(stream, weight if ahead else -weight)] * count
        return tuple(found)

    def after(self, units: Iterable[Moves]) -> list[int]:
        """The lead after each member of units that go one after the other, of each unit its ``moves``."""
        leads, now = self._leads, self._now
        found: list[int] = []
        for stream, move in chain.from_iterable(units):
            if stream is not None:
                now = leads[stream] = leads[stream] + move
            found.append(now)
        self._now = now
        return found


def _no_room(agreement: Agreement, error: NoRoom) -> NoReturn:
    size = error.args[0]
    _refuse(agreement, f"{size} people who are not parted fit into no tranche", f"room for {size} of one side")


def _refuse(agreement: Agreement, found: str, expected: str) -> NoReturn:
    fault = Fault(agreement.file, found, expected, row=agreement.tranches.line or None, field="tranches")
    raise NothingFeasible("The people who may go cannot be divided as the agreement asks.", [fault])
