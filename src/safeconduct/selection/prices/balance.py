"""Prices at which people who balance each other agree: a flow between the demands that bind whole parties.

Each block of people counts for one demand and against another (or for or against nobody, which is one end more). One
person less in it moves what is too much from the one end to the other, and costs what that person is worth; one more
moves it back. Moving all that is too much to where there is too little, each time by the cheapest steps that are left,
ends in the best for the bundles given, and in a price for each end.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from typing import Protocol

Worth = tuple[int, ...]
End = int  # the number of a demand, or -1 for none
MOST_STEPS = 20_000


class Arc(Protocol):
    """Something of which there can be more or less: more of it counts for the first of ``ends``, against the second."""

    ends: tuple[End, End]

    def less(self) -> tuple[Worth, int] | None:
        """What one less costs, and how often at that cost; None where there cannot be less."""

    def more(self) -> tuple[Worth, int] | None:
        """What one more is worth, and how often; None where there cannot be more."""

    def move(self, number: int) -> None:
        """So many more, or less where it is negative; of the kind that was named last."""


class Room:
    """How far a demand leaves open what is reached: it costs nothing."""

    def __init__(self, end: End, value: int, least: int, most: int, levels: int) -> None:
        self.ends, self.value, self.least, self.most = (-1, end), value, least, most
        self._nothing = (0,) * levels

    def less(self) -> tuple[Worth, int] | None:
        return (self._nothing, self.value - self.least) if self.value > self.least else None

    def more(self) -> tuple[Worth, int] | None:
        return (self._nothing, self.most - self.value) if self.value < self.most else None

    def move(self, number: int) -> None:
        self.value += number


class Waiting:
    """The queues of a block: in each the worth of its columns, in order, where each ends, and how many may go."""

    def __init__(
        self, ends: tuple[End, End], queues: Sequence[tuple[list[Worth], list[int]]], room: Sequence[int]
    ) -> None:
        self.ends, self.queues = ends, queues
        self.most = [min(left, stops[-1] if stops else 0) for left, (_, stops) in zip(room, queues, strict=True)]
        self.taken = list(self.most)
        self._named = 0

    def less(self) -> tuple[Worth, int] | None:
        found = None
        for at, (worths, stops) in enumerate(self.queues):
            if taken := self.taken[at]:
                column = bisect_left(stops, taken)
                if found is None or worths[column] < found[0]:
                    found = worths[column], taken - (stops[column - 1] if column else 0)
                    self._named = at
        return found

    def more(self) -> tuple[Worth, int] | None:
        found = None
        for at, (worths, stops) in enumerate(self.queues):
            if (taken := self.taken[at]) < self.most[at]:
                column = bisect_left(stops, taken + 1)
                if found is None or worths[column] > found[0]:
                    found = worths[column], min(stops[column], self.most[at]) - taken
                    self._named = at
        return found

    def move(self, number: int) -> None:
        (self.less if number < 0 else self.more)()
        self.taken[self._named] += number


def balance(arcs: Sequence[Arc], excess: dict[End, int], levels: int) -> dict[End, Worth] | None:
    """Move what is too much to where there is too little, and the price of each end; None where that cannot be."""
    for _ in range(MOST_STEPS):
        if not any(excess.values()):
            start = dict.fromkeys(excess, (0,) * levels)
            found = _cheapest(arcs, start)
            return found[0] if found else None
        start = {end: (0,) * levels for end, much in excess.items() if much > 0}
        found = _cheapest(arcs, start)
        targets = [end for end, much in excess.items() if much < 0 and found and end in found[0]]
        if not found or not targets:
            return None
        costs, by = found
        end = min(targets, key=lambda one: (costs[one], one))
        path = [*_back(by, end)]
        source = path[-1][0]
        number = min(excess[source], -excess[end], *(many for _, _, _, many in path))
        for _, arc, sign, _ in path:
            arc.move(sign * number)
        excess[source] -= number
        excess[end] += number
    return None


Steps = dict[End, tuple[End, Arc, int, int]]


def _cheapest(arcs: Sequence[Arc], start: dict[End, Worth]) -> tuple[dict[End, Worth], Steps] | None:
    """The cheapest way to every end, by the steps that are left; None where some round of steps gains something."""
    edges = []
    for arc in arcs:
        first, second = arc.ends
        if (less := arc.less()) is not None:
            edges.append((first, second, less[0], arc, -1, less[1]))
        if (more := arc.more()) is not None:
            edges.append((second, first, tuple([-one for one in more[0]]), arc, 1, more[1]))
    costs, by = dict(start), Steps()
    for _ in range(len({end for arc in arcs for end in arc.ends}) + 1):
        changed = False
        for first, second, cost, arc, sign, many in edges:
            if first in costs:
                made = tuple([one + other for one, other in zip(costs[first], cost, strict=True)])
                if second not in costs or made < costs[second]:
                    costs[second], by[second], changed = made, (first, arc, sign, many), True
        if not changed:
            return costs, by
    return None


def _back(by: Steps, end: End) -> Iterator[tuple[End, Arc, int, int]]:
    while end in by:
        yield by[end]
        end = by[end][0]
