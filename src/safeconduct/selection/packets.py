"""The people of one side and the other in packets, and the packets in tranches, the most urgent first."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter

from safeconduct.selection.exposure import Bundle, bundle, lower_bound
from safeconduct.selection.fit import Item, fit
from safeconduct.selection.load import Load, Needs, Placed
from safeconduct.selection.need import Queue, Stream


@dataclass(frozen=True, slots=True)
class Packed:
    """The units in the order of need, in packets in the order in which these look for a tranche."""

    queue: Queue
    packets: list[tuple[bool, int, Bundle, Stream | None]]  # left over at the end, place, who, between whom
    least: int


def pack(queue: Queue, parties: Sequence[str]) -> Packed:
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
    return Packed(queue, packets, max(map(lower_bound, moving.values()), default=0))


def loaded(packed: Packed, caps: Sequence[int]) -> Load:
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


def ordered(placed: Sequence[Placed]) -> list[int]:
    """The places of one tranche in the order in which they go."""
    return [place for _, _, who in sorted(placed, key=itemgetter(0, 1)) for place in who]


def fitted(
    packed: Packed, caps: Sequence[int], load: Load | None, lead: int | None, parties: Sequence[str]
) -> list[list[int]] | None:
    """The places of each tranche, one for each of ``caps``, where the order of need alone needs more; None where there
    is no such division. ``load`` is how far it came, ``lead`` what none may be above at the end of a tranche.

    Raises NotFound where the search was given up.
    """
    queue, traits = packed.queue, packed.queue.traits
    whole = {places[0]: places for places in queue.tied.values()}
    later = {place for places in queue.tied.values() for place in places[1:]}
    heads = [place for place in range(len(queue.kinds)) if place not in later]
    given = {
        place: tranche
        for tranche, placed in enumerate(load.bundles[: len(caps)] if load else ())
        for _, _, who in placed
        for place in who
    }
    items = []
    for place in heads:
        moves: dict[Stream, int] = defaultdict(int)
        units = [traits[queue.kinds[one]] for one in whole.get(place, (place,))]
        for unit in units:
            if unit.stream is not None:
                moves[unit.stream] += unit.weight
        items.append(Item(_together([(unit.holder, unit.size) for unit in units]), tuple(sorted(moves.items()))))
    tranches = fit(items, [given.get(place) for place in heads], caps, lead, parties)
    if tranches is None:
        return None
    found: list[list[int]] = [[] for _ in caps]
    for place, tranche in zip(heads, tranches, strict=True):
        found[tranche] += whole.get(place, (place,))
    while found and not found[-1]:
        found.pop()
    return [sorted(places) for places in found]


def sequences(queue: Queue, divided: Sequence[Sequence[int]], parties: Sequence[str]) -> list[list[int]]:
    """The places of each tranche in the order in which they go, so that the leads within it stay small."""
    leads: dict[Stream, int] = defaultdict(int)
    found = []
    for places in divided:
        within = {place: at for at, place in enumerate(places)}
        tied = {name: [within[one] for one in all_] for name, all_ in queue.tied.items() if all_[0] in within}
        kinds = [queue.kinds[place] for place in places]
        packets = pack(Queue([queue.members[place] for place in places], kinds, queue.traits, tied), parties).packets
        net: dict[Stream, int] = defaultdict(int)
        for left, _, who, stream in packets:
            if left and stream is not None:
                net[stream] += sum(queue.traits[kinds[at]].weight for at in who)
        # A difference that makes up for one left by the tranches before comes first, any other last.
        order = [
            (0 if left and stream and leads[stream] * net[stream] < 0 else 1 + left, place, who)
            for left, place, who, stream in packets
        ]
        for kind in kinds:
            unit = queue.traits[kind]
            if unit.stream is not None:
                leads[unit.stream] += unit.weight
        found.append([places[at] for _, _, who in sorted(order) for at in who])
    return found
