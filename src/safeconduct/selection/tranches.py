"""Dividing those who go into tranches: the greatest need first, both sides in step, groups whole, remains apart."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, groupby
from operator import itemgetter
from typing import NoReturn

from safeconduct.errors import Fault, NothingFeasible
from safeconduct.selection.exposure import Bundle, bundle, lower_bound
from safeconduct.selection.load import Load, Needs, NoRoom
from safeconduct.selection.model import Tranche
from safeconduct.selection.need import Queue, Stream, Weigh, queue
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
    try:
        return _arrange(agreement, chosen, weights(agreement, ways, parties), parties, exchanges)
    except NoRoom as error:
        size = error.args[0]
        _refuse(agreement, f"{size} people who are not parted fit into no tranche", f"room for {size} of one side")


def _arrange(
    agreement: Agreement,
    chosen: Sequence[Unit],
    weigh: Weigh,
    parties: Sequence[str],
    exchanges: Mapping[str, str],
) -> Order:
    rule = agreement.tranches
    living: list[Unit] = []
    remains: list[Unit] = []
    for unit in chosen:
        (remains if unit.remains else living).append(unit)
    caps = _caps(agreement, living)
    packed = _pack(queue(agreement, living, weigh, exchanges), parties)
    while True:
        tranches, leads = _divide(packed, weigh, caps)
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
    packed_remains = _pack(queue(agreement, remains, weigh, exchanges), parties)
    apart, more = _divide(packed_remains, weigh, remains_caps)
    numbered = [
        *(Tranche(index + 1, order) for index, order in enumerate(tranches)),
        *(Tranche(len(tranches) + index + 1, order, remains=True) for index, order in enumerate(apart)),
    ]
    everyone = (*leads, *more)
    reached = max(max(everyone, default=0), -min(everyone, default=0))
    if rule.exposure is not None and reached > rule.exposure:
        _refuse(agreement, f"a lead of {reached} cannot be avoided", f"exposure = {reached} or more, or smaller groups")
    return Order(tuple(numbered), everyone, reached, max(packed.least, packed_remains.least))


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


@dataclass(frozen=True, slots=True)
class _Packed:
    """The units in the order of need, in packets in the order in which these look for a tranche."""

    queue: Queue
    packets: list[tuple[bool, int, Bundle, Stream | None]]  # left over at the end, place, who, between whom
    least: int


def _pack(queue: Queue, parties: Sequence[str]) -> _Packed:
    """The units in bundles, and what lead no order of them can avoid."""
    tied = {place for places in queue.tied.values() for place in places}
    streams: dict[Stream, dict[int, int]] = defaultdict(dict)
    moving: dict[Stream, list[int]] = defaultdict(list)  # tied: what no order can avoid counts them as well
    packets: list[tuple[bool, int, Bundle, Stream | None]] = []
    known = [(one.stream, one.weight) for one in queue.traits]
    for place, kind in enumerate(queue.kinds):
        stream, weight = known[kind]
        if place in tied:
            if stream is not None:
                moving[stream].append(weight)
        elif stream is None:
            packets.append((False, place, (place,), None))
        else:
            streams[stream][place] = weight
    for stream, weights_ in streams.items():
        moving[stream] += weights_.values()
    for stream in sorted(streams, key=lambda pair: (parties.index(pair[0]), parties.index(pair[1]))):
        closed, left = bundle(streams[stream])
        packets += [(False, min(who), who, stream) for who in closed]
        packets += [(True, min(who), who, stream) for who in left]
    packets += [(False, places[0], tuple(places), None) for _, places in sorted(queue.tied.items())]
    # What leaves a difference at the end comes last, so that it does not add to the lead before.
    packets.sort(key=itemgetter(0, 1))
    return _Packed(queue, packets, max(map(lower_bound, moving.values()), default=0))


def _divide(packed: _Packed, weigh: Weigh, caps: Sequence[int]) -> tuple[list[tuple[str, ...]], list[int]]:
    """The people of each tranche in order, and the lead after each."""
    members, kinds = packed.queue.members, packed.queue.kinds
    orders, leads = [], []
    lead = Lead(weigh)
    moves = [lead.moves(one.counts) for one in packed.queue.traits]
    for placed in _place(packed, caps).bundles:
        places = [place for _, _, who in sorted(placed, key=itemgetter(0, 1)) for place in who]
        orders.append(tuple([name for place in places for name in members[place]]))
        leads += lead.after([moves[kinds[place]] for place in places])
    return orders, leads


def _place(packed: _Packed, caps: Sequence[int]) -> Load:
    """Each packet into the first tranche with room on all its sides, the most urgent first.

    Packets in a row that need the same room are placed together.
    """
    load = Load(caps, {}, [])
    last: dict[Stream | None, int] = {}
    hints: dict[Needs, int] = {}
    known: dict[Bundle, Needs] = {}
    kinds, sides, alike = packed.queue.kinds, *_sides(packed.queue)

    def needs_of(who: Bundle) -> Needs:
        own = tuple([alike[kinds[place]] for place in who])
        found = known.get(own)
        if found is None:
            found = known[own] = _together([sides[side] for side in own])
        return found

    largest, serial = max(caps), 0
    for (left, stream, needs), run in groupby(packed.packets, lambda one: (one[0], one[3], needs_of(one[2]))):
        batch = list(run)
        part, at = 2 if left else 1, 0
        while at < len(batch):
            start = last.get(stream, 0) if left else 0
            if max([need for _, need in needs]) <= largest:
                tranche = load.first_open(needs, max(start, hints.get(needs, 0)))
                if not left:
                    hints[needs] = tranche
                many = min(load.room(tranche, needs), len(batch) - at)
                load.put(tranche, needs, [(part, key, who) for _, key, who, _ in batch[at : at + many]], many)
            else:
                own = [sides[alike[kinds[place]]] for place in batch[at][2]]
                tranche, many = _split(load, batch[at][2], own, start, serial + at), 1
            at += many
            last[stream] = max(tranche, last.get(stream, 0))
        serial += len(batch)
    return load


def _split(load: Load, who: Bundle, sides: Sequence[tuple[str, int]], start: int, serial: int) -> int:
    """A bundle larger than a tranche: its steps in order, the end of one tranche into the beginning of the next."""
    tranche = max(start, max(0, len(load.bundles) - 1))
    first = tranche
    for index, (place, side) in enumerate(zip(who, sides, strict=True)):
        tranche = load.first_open((side,), tranche)
        load.put(tranche, (side,), [(0 if tranche > first else 3, (serial, index), (place,))])
    return tranche


def _sides(queue: Queue) -> tuple[list[tuple[str, int]], list[int]]:
    """The different (holder, number of people) that units have, and for each kind which of them it has."""
    own = [(one.holder, one.size) for one in queue.traits]
    sides = sorted(set(own))
    at = {side: index for index, side in enumerate(sides)}
    return sides, [at[side] for side in own]


def _together(sides: Sequence[tuple[str, int]]) -> Needs:
    needs: dict[str, int] = defaultdict(int)
    for holder, size in sides:
        needs[holder] += size
    return tuple(sorted(needs.items()))


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


def _refuse(agreement: Agreement, found: str, expected: str) -> NoReturn:
    fault = Fault(agreement.file, found, expected, row=agreement.tranches.line or None, field="tranches")
    raise NothingFeasible("The people who may go cannot be divided as the agreement asks.", [fault])
