"""All equally good selections as one polytope, and the small linear programmes over it that the lottery needs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

Entries = tuple[tuple[int, int], ...]  # (column, weight), ...


@dataclass(frozen=True, slots=True)
class Face:
    """Whole points x with ``least <= x <= most`` and ``low <= sum of weights * x <= high`` for every row.

    The first ``len(sizes)`` columns are the classes whose chances count, each of so many units.
    """

    sizes: tuple[int, ...]
    least: tuple[int, ...]
    most: tuple[int, ...]
    rows: tuple[tuple[Entries, int | None, int | None], ...]

    def holds(self, point: Sequence[int]) -> bool:
        """Whether a whole point is on the face, in exact arithmetic."""
        if any(not low <= x <= high for low, x, high in zip(self.least, point, self.most, strict=True)):
            return False
        for entries, low, high in self.rows:
            total = sum(weight * point[column] for column, weight in entries)
            if (low is not None and total < low) or (high is not None and total > high):
                return False
        return True


def narrowed(face: Face, point: Sequence[int], free: Sequence[int]) -> Face:
    """The face over the columns ``free`` alone (in order), where all others are as in the point."""
    if len(free) == len(face.most):
        return face
    place = {column: at for at, column in enumerate(free)}
    rows: list[tuple[Entries, int | None, int | None]] = []
    for entries, low, high in face.rows:
        mine = tuple([(place[column], weight) for column, weight in entries if column in place])
        if mine:
            rest = sum(weight * point[column] for column, weight in entries if column not in place)
            rows.append((mine, low if low is None else low - rest, high if high is None else high - rest))
    sizes = tuple([face.sizes[column] for column in free if column < len(face.sizes)])
    least, most = (tuple([side[column] for column in free]) for side in (face.least, face.most))
    return Face(sizes, least, most, tuple(rows))


@dataclass(frozen=True, slots=True)
class Found:
    """A relaxed solution: the least chance, the price of every class's floor, and the point."""

    value: float
    prices: Sequence[float]
    x: Sequence[float]


class _Highs:
    """HiGHS on one thread, silent; rows and columns are added as they come."""

    def __init__(self) -> None:
        import highspy
        import numpy as np

        self.np, self.hs = np, highspy
        base: Any = highspy.Highs.__mro__[1]  # the wrapper class prints a banner before it can be told not to
        self.highs: Any = base()
        for option, value in (
            ("output_flag", False),
            ("threads", 1),
            ("parallel", "off"),
            ("random_seed", 0),
            ("mip_rel_gap", 0.0),
            ("mip_abs_gap", 1e-9),
        ):
            self.highs.setOptionValue(option, value)
        self.infinity = highspy.kHighsInf

    def column(self, cost: float, low: float, high: float, entries: Sequence[tuple[int, float]]) -> None:
        index = self.np.array([at for at, _ in entries], dtype=self.np.int32)
        weights = self.np.array([weight for _, weight in entries], dtype=float)
        self.highs.addCol(cost, low, high, len(entries), index, weights)

    def row(self, low: float, high: float, entries: Sequence[tuple[int, float]]) -> None:
        index = self.np.array([at for at, _ in entries], dtype=self.np.int32)
        weights = self.np.array([weight for _, weight in entries], dtype=float)
        self.highs.addRow(low, high, len(entries), index, weights)

    def run(self) -> Any:
        self.highs.run()
        good = self.highs.getInfo().primal_solution_status == self.hs.SolutionStatus.kSolutionStatusFeasible
        return self.highs.getSolution() if good else None


class Solver(_Highs):
    """The face in HiGHS. With ``floors`` one column more, the least chance of every class that is not fixed yet."""

    def __init__(self, face: Face, floors: bool = False) -> None:
        super().__init__()
        self.face, self.columns = face, len(face.most)
        for low, high in zip(face.least, face.most, strict=True):
            self.column(0.0, low, high, ())
        if floors:
            self.column(1.0, 0.0, 1.0, ())
        self.highs.changeObjectiveSense(self.hs.ObjSense.kMaximize)
        for entries, least, most in face.rows:
            bottom = -self.infinity if least is None else float(least)
            self.row(bottom, self.infinity if most is None else float(most), entries)
        self.first = len(face.rows)
        if floors:
            for k, size in enumerate(face.sizes):
                self.row(0.0, self.infinity, ((k, 1.0), (self.columns, -float(size))))

    def fix(self, k: int, chance: float | None) -> None:
        """From now on a class has at least this chance; None frees it, for whoever goes in any case."""
        self.highs.changeCoeff(self.first + k, self.columns, 0.0)
        low = -self.infinity if chance is None else chance * self.face.sizes[k] - 1e-9
        self.highs.changeRowBounds(self.first + k, low, self.infinity)

    def run_floors(self) -> Found | None:
        solution = self.run()
        if solution is None:
            return None
        x = list(solution.col_value)
        return Found(x[self.columns], list(solution.row_dual)[self.first :], x)

    def whole(self) -> None:
        kinds = self.np.array([self.hs.HighsVarType.kInteger] * self.columns)
        self.highs.changeColsIntegrality(self.columns, self.np.arange(self.columns, dtype=self.np.int32), kinds)

    def price(self, prices: Sequence[float]) -> None:
        """Aim at the greatest worth at these prices of the first columns; the others are worth nothing."""
        costs = self.np.zeros(self.columns)
        costs[: len(prices)] = prices
        self.highs.changeColsCost(self.columns, self.np.arange(self.columns, dtype=self.np.int32), costs)

    def best(self, prices: Sequence[float]) -> tuple[int, ...] | None:
        """The whole point of the greatest worth at these prices of the counted classes."""
        self.price(prices)
        solution = self.run()
        point = None if solution is None else tuple(round(value) for value in solution.col_value)
        return point if point is not None and self.face.holds(point) else None

    def first_points(self, rounds: int) -> Iterator[tuple[int, ...]]:
        """Different points to begin with: each time whoever went before weighs less (multiplicative weights)."""
        prices = [1.0] * len(self.face.sizes)
        for _ in range(rounds):
            point = self.best(prices)
            if point is None:
                return
            yield point
            prices = [p * (0.8 if y else 1.0) for p, y in zip(prices, point, strict=False)]
            mean = sum(prices) / len(prices)
            prices = [0.9 * p / mean + 0.1 for p in prices]


class Mixture(_Highs):
    """The lottery over given points that falls short of the wanted units of each class by the least in all."""

    def __init__(self, wanted: Sequence[float]) -> None:
        super().__init__()
        self.count = len(wanted)
        for _ in wanted:
            self.column(1.0, 0.0, self.infinity, ())
        for k, units in enumerate(wanted):
            self.row(units, self.infinity, ((k, 1.0),))
        self.row(1.0, 1.0, ())

    def add(self, point: Sequence[int]) -> None:
        entries = [(k, float(y)) for k, y in enumerate(point) if y]
        self.column(0.0, 0.0, self.infinity, [*entries, (self.count, 1.0)])

    def solve(self) -> tuple[float, list[float], float]:
        """How short, the price of each class, and the worth that a new point must exceed."""
        solution = self.run()
        duals = list(solution.row_dual)
        return float(self.highs.getInfo().objective_function_value), duals[: self.count], -duals[self.count]

    def weights(self) -> list[float]:
        return [max(0.0, value) for value in list(self.run().col_value)[self.count :]]


class Floors(_Highs):
    """The lottery over given points with the greatest least chance, over the floors of those that are fixed."""

    def __init__(self, sizes: Sequence[int], points: Sequence[Sequence[int]]) -> None:
        super().__init__()
        self.sizes, self.count = sizes, len(sizes)
        self.highs.changeObjectiveSense(self.hs.ObjSense.kMaximize)
        self.column(1.0, 0.0, 1.0, ())
        for size in sizes:
            self.row(0.0 if size else -self.infinity, self.infinity, ((0, -float(size)),))
        self.row(1.0, 1.0, ())
        for point in points:
            self.add(point)

    def add(self, point: Sequence[int]) -> None:
        entries = [(k, float(y)) for k, y in enumerate(point) if y]
        self.column(0.0, 0.0, self.infinity, [*entries, (self.count, 1.0)])

    def fix(self, k: int, chance: float) -> None:
        self.highs.changeCoeff(k, 0, 0.0)
        self.highs.changeRowBounds(k, chance * self.sizes[k] - 1e-9, self.infinity)

    def solve(self) -> tuple[float, list[float], float]:
        """The least chance, the price of each class, and the worth that a new point must exceed."""
        solution = self.run()
        duals = [-dual for dual in solution.row_dual]
        return float(solution.col_value[0]), duals[: self.count], -duals[self.count]

    def weights(self) -> list[float]:
        return [max(0.0, value) for value in list(self.run().col_value)[1:]]
