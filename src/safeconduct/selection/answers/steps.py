"""An order of the people of one tranche that keeps every lead within a limit, from the leads with which it begins."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Mapping, Sequence
from itertools import accumulate

from safeconduct.selection.need import Stream
from safeconduct.selection.units import Unit, Way

Weigh = Mapping[Way, tuple[Stream, int]]
Leads = Mapping[Stream, int]
EFFORT = 2_000  # dead ends after which the search for an order near the one given is ended


class GivenUp(Exception):
    """A search ended before it had found anything, which shows nothing about whether there is what it looked for."""


def step(unit: Unit, weigh: Weigh) -> tuple[Stream | None, int]:
    """Between whom a unit goes, and by how much it moves the lead; people who are not parted go the same way."""
    stream: Stream | None = None
    moves = 0
    for way, count in unit.counts:
        found = weigh.get(way)
        if found is not None:
            stream, moves = found[0], moves + found[1] * count
    return stream, moves


def urgency(unit: Unit) -> tuple[object, ...]:
    """The order of need among units; among equals the lot."""
    return (unit.remains, unit.medical, tuple(-level for level in unit.levels), unit.ticket)


def insert(units: list[Unit], unit: Unit) -> None:
    """Put a unit among those of a tranche: before the first of the same holder who is less urgent, else at the end."""
    need = urgency(unit)
    places = (index for index, other in enumerate(units) if other.holder == unit.holder and urgency(other) > need)
    units.insert(next(places, len(units)), unit)


def order_within(units: Sequence[Unit], weigh: Weigh, starts: Leads, limit: int) -> list[Unit] | None:
    """The units in an order in which no lead is above ``limit``, and as near as can be to the one given; or None.

    A unit moves the lead in one direction only, so that it is enough to look at the lead after it. Raises GivenUp where
    no order was found, and not all were tried.
    """
    steps = [step(unit, weigh) for unit in units]
    lanes: dict[Stream | None, list[int]] = {}
    for place, (stream, _) in enumerate(steps):
        lanes.setdefault(stream, []).append(place)
    ordered: list[deque[int]] = []
    same = True
    for stream, places in lanes.items():
        found = places
        if stream is not None:
            lane = _lane(places, [steps[place][1] for place in places], starts.get(stream, 0), limit)
            if lane is None:
                return None
            same &= lane == places
            found = lane
        ordered.append(deque(found))
    if same:
        return list(units)
    result = []
    while left := [lane for lane in ordered if lane]:
        result.append(units[min(left, key=lambda lane: lane[0]).popleft()])
    return result


def _lane(places: Sequence[int], moves: Sequence[int], start: int, limit: int) -> list[int] | None:
    """The places in an order that keeps the lead within the limit."""
    leads = list(accumulate(moves, initial=start))
    if max(abs(start), abs(leads[-1])) > limit:
        return None
    if max(leads) <= limit and min(leads) >= -limit:
        return list(places)
    queues: dict[int, list[int]] = {}
    for place, move in zip(places, moves, strict=True):
        queues.setdefault(move, []).append(place)
    try:
        path = _nearest(queues, start, limit)
    except GivenUp:
        path = _heaviest(queues, start, limit)
        if path is None:
            raise
    if path is None:
        return None
    heads = {move: iter(queue) for move, queue in queues.items()}
    return [next(heads[move]) for move in path]


def _nearest(queues: Mapping[int, Sequence[int]], start: int, limit: int) -> list[int] | None:
    """The moves in an order near the one given: a search that never tries what failed again. Raises GivenUp."""
    kinds = list(queues)
    number = sum(map(len, queues.values()))
    taken: Counter[int] = Counter()
    dead: set[tuple[int, ...]] = set()
    path: list[int] = []
    lead = start
    choices = [iter(_next(queues, kinds, taken))]
    while len(path) < number:
        for move in choices[-1]:
            if abs(lead + move) > limit:
                continue
            taken[move] += 1
            if dead and tuple(taken[kind] for kind in kinds) in dead:
                taken[move] -= 1
                continue
            path.append(move)
            lead += move
            choices.append(iter(_next(queues, kinds, taken)))
            break
        else:
            if not path:
                return None
            if len(dead) >= EFFORT:
                raise GivenUp
            dead.add(tuple(taken[kind] for kind in kinds))
            choices.pop()
            lead -= path[-1]
            taken[path.pop()] -= 1
    return path


def _next(queues: Mapping[int, Sequence[int]], kinds: Sequence[int], taken: Mapping[int, int]) -> list[int]:
    """The moves that are left, the one whose next unit is the earliest in the order given first."""
    left = [move for move in kinds if taken[move] < len(queues[move])]
    return sorted(left, key=lambda move: queues[move][taken[move]])


def _heaviest(queues: Mapping[int, Sequence[int]], start: int, limit: int) -> list[int] | None:
    """The moves with the heaviest first, making way for it where it does not fit; None where that leads nowhere."""
    left = {move: deque(queue) for move, queue in queues.items()}
    path: list[int] = []
    lead = start
    while left:
        by_size = sorted(left, key=lambda move: (-abs(move), left[move][0]))
        fits = [move for move in by_size if abs(lead + move) <= limit]
        # The heaviest that does not fit is waiting for the lead to go the other way.
        against = [move for move in fits if (move > 0) is not (by_size[0] > 0)]
        if not fits or (by_size[0] not in fits and not against):
            return None
        move = by_size[0] if by_size[0] in fits else against[0]
        left[move].popleft()
        if not left[move]:
            del left[move]
        path.append(move)
        lead += move
    return path
