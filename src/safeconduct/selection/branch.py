"""Proof by cases, where one combination of the demands does not reach: a tree whose leaves each carry a bound.

At each fork a sum of columns is at most k, or at least k + 1; nothing lies between. The open case with the highest
bound is divided first, so that what has been proven when the limit is reached is the best that so many cases prove.
"""

from __future__ import annotations

import dataclasses
import heapq
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from safeconduct.selection.certify import Assumption, Cases, Exact, Leaf, Proof
from safeconduct.selection.highs import Level

LEAVES = 2000  # at most, of one level, before those that are not needed are taken out
WORTH = 50  # fewer leaves than this are not begun,
LITTLE = 4  # or than this, where the bound is hardly above the value:
NEAR = 2  # by so much or less
DEPTH = 200  # assumptions at most, one upon the other, so that any reader of JSON can follow
WORK = 400_000  # leaves times columns, so that the certificate can be checked within a second
FAR = 10**6  # how hard the multipliers that show a case to be impossible are pressed,
FARTHER = 10**3  # or so many times as hard as the greatest weight, if that is more


@dataclass(slots=True)
class _Case:
    """An open or closed case: what is assumed, its proof, and where it would be divided (a merged column, and k)."""

    assumed: tuple[Assumption, ...]
    leaf: Leaf
    fork: tuple[int, int] | None
    halves: tuple[_Case, _Case] | None = None


class Bounded(Protocol):
    """Something that has a bound: a relaxation of ``demands`` rows, whose places each stand for some columns."""

    demands: int
    leading: Sequence[int]  # places that are divided before others

    def relaxation(self) -> Any:
        """The relaxation in HiGHS, its first ``demands`` rows being those that multipliers are for."""

    def leaf(self, duals: Sequence[float], assumed: Sequence[Assumption] = ()) -> Leaf:
        """The best bound that these multipliers prove: of the demands, then of what is ``assumed`` of some places."""

    def columns_at(self, place: int) -> tuple[int, ...]:
        """The columns that are one place of the relaxation."""


class OfLevel:
    """A level of the certificate, for the search by cases."""

    def __init__(self, exact: Exact) -> None:
        self.exact, self.leaf = exact, exact.leaf
        self.demands = len(exact.columns.rows) + exact.level
        leading = set(exact.columns.leading)
        self.leading: Sequence[int] = [place for place, column in enumerate(exact.first.tolist()) if column in leading]

    def relaxation(self) -> Any:
        exact = self.exact
        return Level(exact.columns, exact.merged, exact.level, exact.held).highs

    def columns_at(self, place: int) -> tuple[int, ...]:
        merged, ends = self.exact.merged, self.exact.merged.firsts[self.exact.level + 1]
        end = int(ends[place + 1]) if place + 1 < len(ends) else len(merged.order)
        return tuple(sorted(int(one) for one in merged.order[int(ends[place]) : end]))


def by_cases(exact: Exact, root: Leaf, value: int) -> Proof:
    """A proof of a level with a lower bound than that of ``root``, or ``root`` where none is found."""
    return divide(OfLevel(exact), root, value, min(LEAVES, WORK // exact.columns.count))


def divide(bounded: Bounded, root: Leaf, value: int, limit: int) -> Proof:
    """The same of anything that has a bound, with at most ``limit`` leaves; ``value`` is all that need be proven."""
    if limit < (WORTH if root.bound > value + NEAR else LITTLE):
        return root
    tree = _Tree(bounded)
    first = tree.case(())
    if first is None or first.leaf.bound > root.bound:
        return root
    heap = [(-first.leaf.bound, 0, first)]
    leaves = 1
    while heap and -heap[0][0] > value:
        case = heapq.heappop(heap)[2]
        if case.fork is None or len(case.assumed) >= DEPTH or leaves >= limit:
            break
        place, at = case.fork
        below = tree.case((*case.assumed, (place, None, at)))
        above = tree.case((*case.assumed, (place, at + 1, None)))
        if below is None or above is None:
            break
        case.halves = (below, above)
        leaves += 1
        for half in case.halves:
            heapq.heappush(heap, (-half.leaf.bound, leaves * 2 + (half is above), half))
    proof = _written(bounded, first)
    return proof if proof.bound < root.bound else root


class _Tree:
    """A relaxation, solved again under one set of assumptions after another."""

    def __init__(self, bounded: Bounded) -> None:
        self.bounded, self.base = bounded, bounded.demands
        self.highs = bounded.relaxation()
        self.highs.setOptionValue("presolve", "off")
        self.highs.setOptionValue("solver", "simplex")
        self.rows: dict[int, int] = {}  # by merged column, the row that bounds it

    def case(self, assumed: tuple[Assumption, ...]) -> _Case | None:
        import highspy
        import numpy as np

        sides: dict[int, tuple[float, float]] = {}
        for place, least, most in assumed:
            low, high = sides.get(place, (-math.inf, math.inf))
            sides[place] = (
                low if least is None else max(low, float(least)),
                high if most is None else min(high, float(most)),
            )
            if place not in self.rows:
                self.rows[place] = self.base + len(self.rows)
                self.highs.addRow(-math.inf, math.inf, 1, np.array([place], dtype=np.int32), np.ones(1))
        for place, row in self.rows.items():
            self.highs.changeRowBounds(row, *sides.get(place, (-math.inf, math.inf)))
        self.highs.run()
        status = self.highs.getModelStatus()
        if status == highspy.HighsModelStatus.kOptimal:
            solution = self.highs.getSolution()
            leaf = self.bounded.leaf(self._multipliers(solution.row_dual, assumed), assumed)
            return _Case(assumed, leaf, self._fork(np.array(solution.col_value)))
        if status != highspy.HighsModelStatus.kInfeasible:
            return None
        _, there, ray = self.highs.getDualRay()
        if not there:
            return None
        far = max(FAR, FARTHER * float(abs(np.array(self.highs.getLp().col_cost_)).max(initial=0)))
        pressed = [far * float(one) / max(1e-9, float(abs(ray).max())) for one in ray]
        leaves = [self.bounded.leaf(self._multipliers([sign * one for one in pressed], assumed), assumed)
                  for sign in (1, -1)]  # fmt: skip
        return _Case(assumed, min(leaves, key=lambda leaf: leaf.bound), None)

    def _multipliers(self, duals: Any, assumed: tuple[Assumption, ...]) -> list[float]:
        """Of the rows and levels before, then of the assumptions: of several on one column, the tightest bears it."""
        found = list(duals[: self.base])
        tightest: dict[tuple[int, bool], int] = {}
        for index, (place, least, most) in enumerate(assumed):
            bound = most if least is None else least
            assert bound is not None
            key = (place, least is None)
            old = tightest.get(key)
            if old is None or (bound < _side(assumed[old])) is (least is None):
                tightest[key] = index
        for index, (place, least, _) in enumerate(assumed):
            dual = duals[self.rows[place]]
            bears = tightest[place, least is None] == index and (dual > 0) is (least is None)
            found.append(dual if bears else 0.0)
        return found

    def _fork(self, values: Any) -> tuple[int, int] | None:
        """The column that is furthest from whole, and the whole number below it; one that leads people comes first."""
        import numpy as np

        away = abs(values - np.rint(values))
        if leading := [place for place in self.bounded.leading if away[place] > 1e-6]:
            place = max(leading, key=away.__getitem__)
            return place, math.floor(values[place])
        place = int(away.argmax())
        return (place, math.floor(values[place])) if away[place] > 1e-6 else None


def _side(assumption: Assumption) -> int:
    _, least, most = assumption
    side = most if least is None else least
    assert side is not None
    return side


def _written(bounded: Bounded, case: _Case, used: Sequence[int] = ()) -> Proof:
    """The tree below a case, without the forks that no multiplier below them needs. ``used`` are the forks above."""
    if case.halves is None:
        return dataclasses.replace(case.leaf, cases=tuple(case.leaf.cases[index] for index in used))
    assert case.fork is not None
    depth = len(case.assumed)
    for half in case.halves:
        if not any(leaf.cases[depth] for leaf in _leaves(half)):
            return _written(bounded, half, used)
    place, at = case.fork
    columns = bounded.columns_at(place)
    below, above = (_written(bounded, half, (*used, depth)) for half in case.halves)
    return Cases(columns, at, below, above)


def _leaves(case: _Case) -> Iterator[Leaf]:
    if case.halves is None:
        yield case.leaf
    else:
        for half in case.halves:
            yield from _leaves(half)
