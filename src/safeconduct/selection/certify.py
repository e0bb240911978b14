"""The proof that no better selection exists: for each level, multipliers that anyone can combine with exact arithmetic.

For multipliers m of the rows and of the levels before, every feasible y satisfies

    f(y) <= sum over rows of (m * most if m > 0 else m * least)  +  sum over columns of max(d * least_k, d * units_k)

with d the weight of the column in f less its weight in the combined rows. Any multipliers give a true bound; good ones
come from the linear programme. They are written as whole numbers over one denominator, so nothing is lost by rounding.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from safeconduct.selection.programme import Programme
from safeconduct.selection.solve import Solution, bounds

DENOMINATORS = (1, 2, 6, 12, 60, 2520, 10**6, 10**9)


@dataclass(frozen=True, slots=True)
class Proof:
    """The multipliers of one level and the bound they prove: ``total`` / ``denominator``, rounded down."""

    denominator: int
    rows: tuple[int, ...]
    levels: tuple[int, ...]
    total: int

    @property
    def bound(self) -> int:
        return self.total // self.denominator


def prove(programme: Programme, solution: Solution) -> tuple[Proof, ...]:
    """One proof per level. Where the bound is above the value, the gap is what is not proven."""
    matrix = Columns(programme)
    return tuple(_prove(matrix, solution, level) for level in range(len(programme.level_names)))


class Columns:
    """The programme column by column, for exact arithmetic."""

    def __init__(self, programme: Programme) -> None:
        self.rows = programme.rows
        self.least, self.most = bounds(programme)
        self.levels = [
            (*ours, *theirs) for ours, theirs in zip(programme.class_levels, programme.aux_levels, strict=True)
        ]
        by_way: dict[object, list[tuple[int, int]]] = {}
        by_aux: dict[str, list[tuple[int, int]]] = {}
        for index, row in enumerate(programme.rows):
            for way, weight in (*row.weights.items(), *row.marks.items()):
                by_way.setdefault(way, []).append((index, weight))
            for name, weight in row.aux.items():
                by_aux.setdefault(name, []).append((index, weight))
        self.patterns: dict[object, int] = {}
        self.entries: list[list[tuple[int, int]]] = []
        self.pattern_of: list[int] = []
        for group in programme.classes:
            pattern = (*group.counts, *group.marks)
            if pattern not in self.patterns:
                self.patterns[pattern] = len(self.entries)
                self.entries.append(
                    [(row, weight * count) for way, count in pattern for row, weight in by_way.get(way, ())]
                )
            self.pattern_of.append(self.patterns[pattern])
        for variable in programme.aux:
            self.pattern_of.append(len(self.entries))
            self.entries.append(by_aux.get(variable.name, []))

    def total(
        self, level: int, denominator: int, rows: Sequence[int], before: Sequence[int], held: Sequence[int]
    ) -> int:
        """The bound, times the denominator, that these multipliers prove for a level."""
        total = 0
        for row, multiplier in zip(self.rows, rows, strict=True):
            if multiplier:
                side = row.most if multiplier > 0 else row.least
                assert side is not None
                total += multiplier * side
        total += sum(multiplier * value for multiplier, value in zip(before, held, strict=False))
        combined = [sum(rows[row] * weight for row, weight in pattern) for pattern in self.entries]
        weights = self.levels[level]
        earlier = [(multiplier, self.levels[index]) for index, multiplier in enumerate(before) if multiplier]
        for column, pattern in enumerate(self.pattern_of):
            left = denominator * weights[column] - combined[pattern]
            for multiplier, other in earlier:
                left -= multiplier * other[column]
            if left:
                total += left * (self.most[column] if left > 0 else self.least[column])
        return total


def _prove(columns: Columns, solution: Solution, level: int) -> Proof:
    best: Proof | None = None
    duals = solution.duals[level]
    count = len(columns.rows)
    for sign in (1, -1):
        for denominator in DENOMINATORS:
            scaled = [round(sign * dual * denominator) for dual in duals]
            scaled += [0] * (count + level - len(scaled))
            rows = [_allowed(m, row.least, row.most) for m, row in zip(scaled, columns.rows, strict=False)]
            before = [min(0, multiplier) for multiplier in scaled[count : count + level]]
            total = columns.total(level, denominator, rows, before, solution.values)
            proof = Proof(denominator, tuple(rows), tuple(before), total)
            if best is None or proof.bound < best.bound:
                best = proof
            if best.bound <= solution.values[level]:
                return best
    assert best is not None
    return best


def _allowed(multiplier: int, least: int | None, most: int | None) -> int:
    """A multiplier must not lean on a side that the row does not have."""
    if multiplier > 0 and most is None:
        return 0
    if multiplier < 0 and least is None:
        return 0
    return multiplier
