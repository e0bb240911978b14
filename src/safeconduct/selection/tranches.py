"""Dividing those who go into tranches: the greatest need first, both sides in step, groups whole, remains apart."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from operator import attrgetter, itemgetter
from typing import NoReturn

from safeconduct.errors import Fault, NothingFeasible
from safeconduct.selection.exposure import Bundle, Step, bundle, lower_bound
from safeconduct.selection.load import Load, NoRoom
from safeconduct.selection.model import Tranche
from safeconduct.selection.units import Unit, Way
from safeconduct.terms import Agreement, Named, OneForOne, Quota, Ratio, Remains, Scales

NO_CAP = 10**9
Stream = tuple[str, str]  # two parties, in the order drawn by lot


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
    try:
        return _arrange(agreement, chosen, weights(agreement, ways, parties), parties, exchanges)
    except NoRoom as error:
        size = error.args[0]
        _refuse(agreement, f"{size} people who are not parted fit into no tranche", f"room for {size} of one side")


def _arrange(
    agreement: Agreement,
    chosen: Sequence[Unit],
    weigh: Mapping[Way, tuple[Stream, int]],
    parties: Sequence[str],
    exchanges: Mapping[str, str],
) -> Order:
    rule = agreement.tranches
    living = [unit for unit in chosen if not unit.remains]
    remains = [unit for unit in chosen if unit.remains]
    caps = _caps(agreement, living)
    while True:
        tranches, leads, least = _divide(agreement, living, weigh, parties, exchanges, caps)
        if rule.count is None or len(tranches) <= rule.count:
            break
        if rule.cap_per_side is not None or rule.sizes:
            _refuse(
                agreement, f"{len(tranches)} tranches are needed", f"count = {len(tranches)} or more, or larger ones"
            )
        caps = [caps[0] + 1]
    if rule.sizes and len(tranches) > len(rule.sizes):
        _refuse(agreement, f"{len(tranches)} tranches are needed, {len(rule.sizes)} are given", "larger sizes, or more")
    remains_caps = [rule.remains_cap_per_side or rule.cap_per_side or NO_CAP]
    apart, more, least_remains = _divide(agreement, remains, weigh, parties, exchanges, remains_caps)
    numbered = [
        *(Tranche(index + 1, order) for index, order in enumerate(tranches)),
        *(Tranche(len(tranches) + index + 1, order, remains=True) for index, order in enumerate(apart)),
    ]
    reached = max((abs(lead) for lead in (*leads, *more)), default=0)
    if rule.exposure is not None and reached > rule.exposure:
        _refuse(agreement, f"a lead of {reached} cannot be avoided", f"exposure = {reached} or more, or smaller groups")
    return Order(tuple(numbered), (*leads, *more), reached, max(least, least_remains))


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


def _divide(
    agreement: Agreement,
    units: Sequence[Unit],
    weigh: Mapping[Way, tuple[Stream, int]],
    parties: Sequence[str],
    exchanges: Mapping[str, str],
    caps: Sequence[int],
) -> tuple[list[tuple[str, ...]], list[int], int]:
    streams: dict[Stream, list[Step]] = defaultdict(list)
    unbound: list[Step] = []
    tied: dict[str, list[Step]] = defaultdict(list)
    moving: dict[Stream, list[Step]] = defaultdict(list)  # tied or not: what no order can avoid
    for place, unit in enumerate(_in_need(agreement, units)):
        moves = 0
        stream_of: Stream | None = None  # the people of a unit go one way between two parties
        for way, count in unit.counts:
            if way in weigh:
                stream_of, weight = weigh[way]
                moves += weight * count
        step = Step(unit, moves, (place,))
        if stream_of is not None:
            moving[stream_of].append(step)
        if unit.ticket in exchanges:
            tied[exchanges[unit.ticket]].append(step)
        elif stream_of is None:
            unbound.append(step)
        else:
            streams[stream_of].append(step)
    packets: list[tuple[Bundle, Stream | None]] = [(Bundle((step,)), None) for step in unbound]
    least = max(map(lower_bound, moving.values()), default=0)
    for stream in sorted(streams, key=lambda pair: (parties.index(pair[0]), parties.index(pair[1]))):
        packets += [(packet, stream) for packet in bundle(streams[stream])]
    packets += [(Bundle(tuple(sorted(steps, key=lambda s: s.key))), None) for _, steps in sorted(tied.items())]
    load = _place(packets, caps)
    orders, leads = [], []
    lead = Lead(weigh)
    for placed in load.bundles:
        order: list[str] = []
        for _, _, steps in sorted(placed, key=lambda item: (item[0], item[1])):
            for step in steps:
                order += step.unit.members
                leads += lead.follow(step.unit)
        orders.append(tuple(order))
    return orders, leads, least


def _place(packets: Sequence[tuple[Bundle, Stream | None]], caps: Sequence[int]) -> Load:
    """Each packet into the first tranche with room on all its sides, the most urgent first."""
    load = Load(caps, {}, [])
    last: dict[Stream | None, int] = {}
    hints: dict[tuple[tuple[str, int], ...], int] = {}
    # What leaves a difference at the end comes last, so that it does not add to the lead before.
    order = sorted(
        [(not packet.closed, packet.key, packet, stream) for packet, stream in packets], key=itemgetter(0, 1)
    )
    largest = max(caps)
    for serial, (open_, key, packet, stream) in enumerate(order):
        start = last.get(stream, 0) if open_ else 0
        needs = _needs(packet.steps)
        if max(needs.values()) <= largest:
            shape = tuple(needs.items())
            tranche = load.first_open(needs, max(start, hints.get(shape, 0)))
            if not open_:
                hints[shape] = tranche
            load.put(tranche, needs, 2 if open_ else 1, key, packet.steps)
        else:
            tranche = _split(load, packet, start, serial)
        if tranche > last.get(stream, 0):
            last[stream] = tranche
    return load


def _split(load: Load, packet: Bundle, start: int, serial: int) -> int:
    """A bundle larger than a tranche: its steps in order, the end of one tranche into the beginning of the next."""
    tranche = max(start, max(0, len(load.bundles) - 1))
    first = tranche
    for index, step in enumerate(packet.steps):
        needs = _needs((step,))
        tranche = load.first_open(needs, tranche)
        load.put(tranche, needs, 0 if tranche > first else 3, (serial, index), (step,))
    return tranche


def _needs(steps: Sequence[Step]) -> dict[str, int]:
    needs: dict[str, int] = {}
    for step in steps:
        holder = step.unit.holder
        needs[holder] = needs.get(holder, 0) + len(step.unit.members)
    return needs


def _in_need(agreement: Agreement, units: Sequence[Unit]) -> Iterator[Unit]:
    """The units in the order of need: medical need, then the priorities, then the lot."""
    counted = [priority.measure == "people" for priority in agreement.priorities]
    alike: dict[tuple[int, int, tuple[int, ...]], list[Unit]] = defaultdict(list)
    for unit in units:
        medical = unit.medical if agreement.tranches.medical_first and not unit.remains else 0
        alike[medical, len(unit.members), unit.levels].append(unit)
    equal: dict[tuple[int, tuple[int, ...]], list[Unit]] = defaultdict(list)
    for (medical, size, levels), found in alike.items():
        pairs = zip(counted, levels, strict=True)
        equal[medical, tuple(-min(1, value) if one else -(value // size) for one, value in pairs)] += found
    for _, found in sorted(equal.items()):
        yield from sorted(found, key=attrgetter("ticket"))


class Lead:
    """The lead as people go: of the party first in name order where there are two, else of the pair concerned."""

    def __init__(self, weigh: Mapping[Way, tuple[Stream, int]]) -> None:
        self._weigh = weigh
        self._leads: dict[Stream, int] = defaultdict(int)
        self._sign = {stream: 1 if stream[0] == min(stream) else -1 for stream, _ in weigh.values()}
        self._now = 0

    def follow(self, unit: Unit) -> list[int]:
        """The lead after each member of the unit."""
        found: list[int] = []
        for way, count in unit.counts:
            known = self._weigh.get(way)
            if known is None:
                found += [self._now] * count
                continue
            stream, weight = known
            lead, sign = self._leads[stream], self._sign[stream]
            self._leads[stream] = lead + weight * count
            if count == 1:
                found.append((lead + weight) * sign)
            else:
                found += [(lead + weight * step) * sign for step in range(1, count + 1)]
            self._now = found[-1]
        return found


def _refuse(agreement: Agreement, found: str, expected: str) -> NoReturn:
    fault = Fault(agreement.file, found, expected, row=agreement.tranches.line or None, field="tranches")
    raise NothingFeasible("The people who may go cannot be divided as the agreement asks.", [fault])
