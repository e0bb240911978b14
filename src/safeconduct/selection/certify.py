"""The proof that no better selection exists: for each level, multipliers that anyone can combine with exact arithmetic.

For multipliers m of the rows and of the levels before, every feasible y satisfies

    f(y) <= sum over rows of (m * most if m > 0 else m * least)  +  sum over columns of max(d * least_k, d * units_k)

with d the weight of the column in f less its weight in the combined rows. Any multipliers give a true bound; good ones
come from the linear programme. They are written as whole numbers over one denominator, so nothing is lost by rounding.
Where this misses the value, the proof is by cases (``branch``): a sum of columns is at most k, or at least k + 1.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from typing import TYPE_CHECKING, Any

from safeconduct.selection.columns import Columns, Merged
from safeconduct.selection.programme import Programme

if TYPE_CHECKING:
    from safeconduct.selection.solve import Solution

ROUND = (10**6, 10**9)
SMALL = 1000  # single multipliers are taken for fractions with at most this denominator
FIRM = 2**62  # below this, machine integers do not overflow


@dataclass(frozen=True, slots=True)
class Leaf:
    """The multipliers of one level and the bound they prove: ``total`` / ``denominator``, rounded down.

    ``cases`` are the multipliers of the assumptions on the way to it, the first assumption first.
    """

    denominator: int
    rows: tuple[int, ...]
    levels: tuple[int, ...]
    total: int
    cases: tuple[int, ...] = ()

    @property
    def bound(self) -> int:
        return self.total // self.denominator


@dataclass(frozen=True, slots=True)
class Cases:
    """Two cases that leave out nothing: together the ``columns`` come to at most ``at``, or to at least one more."""

    columns: tuple[int, ...]
    at: int
    below: Proof
    above: Proof

    @property
    def bound(self) -> int:
        return max(self.below.bound, self.above.bound)


@dataclass(frozen=True, slots=True)
class Part:
    """The people whom the ``demands`` count, and a proof of what they come to by these demands alone."""

    demands: tuple[int, ...]
    proof: Proof


@dataclass(frozen=True, slots=True)
class Apart:
    """Whole multipliers of demands and of the levels before; what they leave is proven part by part. See ``parts``."""

    rows: tuple[int, ...]
    levels: tuple[int, ...]
    parts: tuple[Part, ...]
    total: int

    @property
    def bound(self) -> int:
        return self.total


Proof = Leaf | Cases | Apart
Assumption = tuple[int, int | None, int | None]  # a merged column, its least and its most


def written(proof: Proof) -> dict[str, Any]:
    """The proof as plain JSON values, as the certificate has it."""
    if isinstance(proof, Cases):
        halves = {"below": written(proof.below), "above": written(proof.above)}
        return {"columns": list(proof.columns), "at": proof.at, **halves}
    made = {
        "denominator": proof.denominator if isinstance(proof, Leaf) else 1,
        "rows": [[index, multiplier] for index, multiplier in enumerate(proof.rows) if multiplier],
        "before": [[index, multiplier] for index, multiplier in enumerate(proof.levels) if multiplier],
        "cases": list(proof.cases) if isinstance(proof, Leaf) else [],
        "total": proof.total,
    }
    if isinstance(proof, Apart):
        made["parts"] = [{"demands": list(one.demands), "proof": written(one.proof)} for one in proof.parts]
    return made


def prove(programme: Programme, solution: Solution) -> tuple[Proof, ...]:
    """One proof per level. Where the bound is above the value, the gap is what is not proven."""
    from safeconduct.selection.branch import by_cases
    from safeconduct.selection.parts import by_parts
    from safeconduct.selection.prices.optimum import by_prices

    columns = Columns(programme)
    if not columns.count:
        return tuple(Leaf(1, (0,) * len(columns.rows), (0,) * level, 0) for level in range(len(columns.levels)))
    merged = Merged(columns)
    priced = cache(lambda: by_prices(columns))
    proofs: list[Proof] = []
    for level, value in enumerate(solution.values):
        exact = Exact(columns, merged, level, solution.values)
        leaf = exact.leaf(solution.duals[level])
        found: list[Proof] = [leaf]
        if leaf.bound > value and (prices := priced()) is not None:
            found += [one for one in (by_parts(columns, prices, level, solution.values),) if one is not None]
        if found[-1].bound > value:
            found.append(by_cases(exact, leaf, value))
        proofs.append(min(found, key=lambda proof: proof.bound))
    return tuple(proofs)


def free_columns(
    columns: Columns, values: Sequence[int], duals: Mapping[int, Sequence[float]], among: Sequence[int] | None = None
) -> tuple[int, ...]:
    """The columns, ``among`` some, in which other solutions with these values can differ, and perhaps more (in order).

    Where the multipliers of a level (``duals``) leave over less than a step away from its end would cost, a column
    stays there.
    """
    import numpy as np

    merged, free = Merged(columns), np.ones(columns.count, dtype=bool)
    for level, multipliers in duals.items():
        exact = Exact(columns, merged, level, values)
        ends = np.append(merged.firsts[level + 1], columns.count)
        free[merged.order] &= ~np.repeat(exact.settled(exact.leaf(multipliers)), np.diff(ends))
    if among is not None:
        free &= np.isin(np.arange(columns.count), among)
    return tuple(np.flatnonzero(free).tolist())


class Exact:
    """One level in whole numbers, over the columns that it and the levels before cannot tell apart."""

    def __init__(self, columns: Columns, merged: Merged, level: int, values: Sequence[int]) -> None:
        self.columns, self.merged, self.level = columns, merged, level
        self.held, self.value = list(values[:level]), values[level]
        self.first = merged.at(level + 1)
        self.pattern = columns.pattern[self.first]
        self.weights = columns.levels[: level + 1, self.first]
        self.least, self.most = merged.sums(level + 1, columns.least), merged.sums(level + 1, columns.most)

    def leaf(self, duals: Sequence[float], assumed: Sequence[Assumption] = ()) -> Leaf:
        """The best bound that these multipliers prove: of the rows, of the levels before, of what is ``assumed``."""
        return best_leaf(duals, self.value, lambda denominator: self._over(denominator, duals, assumed))

    def _over(self, denominator: int, duals: Sequence[float], assumed: Sequence[Assumption]) -> Leaf:
        count = len(self.columns.rows)
        scaled = [round(dual * denominator) for dual in duals]
        scaled += [0] * (count + self.level + len(assumed) - len(scaled))
        total = 0

        def lean(multiplier: int, least: int | None, most: int | None) -> int:
            """The multiplier, or none if it would lean on a side that is not there; the side is added to the total."""
            nonlocal total
            side = most if multiplier > 0 else least
            total += 0 if side is None else multiplier * side
            return 0 if side is None else multiplier

        rows = [lean(m, row.least, row.most) for m, row in zip(scaled, self.columns.rows, strict=False)]
        before = [lean(m, value, None) for m, value in zip(scaled[count:], self.held, strict=False)]
        rest = scaled[count + self.level :]
        cases = [lean(m, least, most) for m, (_, least, most) in zip(rest, assumed, strict=True)]
        total += self._columns(denominator, rows, before, cases, assumed)
        return Leaf(denominator, tuple(rows), tuple(before), total, tuple(cases))

    def _columns(
        self, scale: int, rows: list[int], before: list[int], cases: list[int], assumed: Sequence[Assumption]
    ) -> int:
        """What the columns add at most to the bound: of each, the better of its two ends."""
        import numpy as np

        left = self._left(scale, rows, before, cases)
        for (place, _, _), multiplier in zip(assumed, cases, strict=True):
            left[place] -= multiplier
        return int((left * np.where(left > 0, self.most, self.least)).sum())

    def settled(self, leaf: Leaf) -> Any:
        """Which columns are at the same end in everything that reaches the value: each step away costs more than the
        bound of the leaf leaves over."""
        left = self._left(leaf.denominator, leaf.rows, leaf.levels, ())
        return abs(left) > leaf.total - leaf.denominator * self.value

    def _left(self, scale: int, rows: Sequence[int], before: Sequence[int], cases: Sequence[int]) -> Any:
        """Of each column its weight less what the multipliers make of it, over the scale."""
        import numpy as np

        of = np.repeat(np.arange(len(self.columns.starts) - 1), np.diff(self.columns.starts))
        entries = np.bincount(of, abs(self.columns.value)).max(initial=0)
        largest = (scale + sum(map(abs, before))) * int(abs(self.weights).max(initial=1))
        largest += max(map(abs, rows), default=0) * int(entries) + sum(map(abs, cases))
        kind: Any = np.int64 if largest * int(self.most.sum()) < FIRM else object  # whole numbers of any size
        combined = np.zeros(len(self.columns.starts) - 1, dtype=kind)
        np.add.at(combined, of, self.columns.value.astype(kind) * np.array(rows, dtype=kind)[self.columns.index])
        left = scale * self.weights[-1].astype(kind) - combined[self.pattern]
        for multiplier, weights in zip(before, self.weights, strict=False):
            if multiplier:
                left = left - multiplier * weights.astype(kind)
        return left


def best_leaf(duals: Sequence[float], value: int, over: Callable[[int], Leaf]) -> Leaf:
    """The lowest bound over the denominators worth trying, or the first that is down to ``value``."""
    best: Leaf | None = None
    for denominator in denominators(duals):
        made = over(denominator)
        if best is None or made.total * best.denominator < best.total * made.denominator:
            best = made
        if best.bound <= value:
            break
    assert best is not None
    return best


def denominators(duals: Sequence[float]) -> list[int]:
    """What to write multipliers over: the least common denominator of what they seem to be, then round numbers."""
    common = 1
    for dual in duals:
        if dual and common <= ROUND[-1]:
            common = math.lcm(common, Fraction(dual).limit_denominator(SMALL).denominator)
    return [*((common,) if common <= ROUND[-1] else ()), *ROUND]
