"""Solving the programme: linear programmes level by level, then one integer programme at the values they allow.

The value of a linear relaxation, rounded down, bounds the level from above. If one integer point reaches all these
bounds, it is the lexicographic optimum. Otherwise every level is solved as an integer programme of its own. HiGHS runs
on one thread with a fixed seed, so the same input gives the same answer everywhere.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from safeconduct.selection.programme import Programme

SLACK = 1e-6
FIRST_NODES = 20  # for the one integer programme at all bounds: it finds a point soon, or there is none
NODES = 200_000  # branch-and-bound nodes for one level; a limit by nodes, not by time, keeps the answer the same


@dataclass(frozen=True, slots=True)
class Solution:
    """How many units of each class go, the auxiliary numbers, the value of each level, and hints for the certificate.

    ``duals`` has, for each level, the multipliers of the rows and of the levels before it, as the solver gave them.
    ``integer_programmes`` says how many were needed: 0 or 1 mostly.
    """

    taken: tuple[int, ...]
    aux: tuple[int, ...]
    values: tuple[int, ...]
    duals: tuple[tuple[float, ...], ...]
    integer_programmes: int


class Infeasible(Exception):
    """No point satisfies the rows. ``select`` turns it into a NothingFeasible that names the clauses."""


class Model:
    """A programme inside HiGHS. Columns are the classes, then the auxiliary variables."""

    def __init__(self, programme: Programme, without: frozenset[str] = frozenset()) -> None:
        import highspy
        import numpy as np

        self.np, self.hs, self.programme = np, highspy, programme
        self.columns = len(programme.classes) + len(programme.aux)
        rows = [row for row in programme.rows if row.clause not in without]
        starts, indices, values = _matrix(programme, rows)
        lp = highspy.HighsLp()
        lp.num_col_, lp.num_row_ = self.columns, len(rows)
        lp.col_cost_ = np.zeros(self.columns)
        self.least, self.most = bounds(programme, without)
        lp.col_lower_, lp.col_upper_ = np.array(self.least, dtype=float), np.array(self.most, dtype=float)
        infinity = highspy.kHighsInf
        lp.row_lower_ = np.array([-infinity if row.least is None else float(row.least) for row in rows])
        lp.row_upper_ = np.array([infinity if row.most is None else float(row.most) for row in rows])
        lp.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
        lp.a_matrix_.start_ = np.array(starts, dtype=np.int32)
        lp.a_matrix_.index_ = np.array(indices, dtype=np.int32)
        lp.a_matrix_.value_ = np.array(values, dtype=float)
        lp.sense_ = highspy.ObjSense.kMaximize
        # The wrapper class prints a banner on stdout before it can be told not to; its base does not.
        base: Any = highspy.Highs.__mro__[1]
        self.highs: Any = base()
        for option, value in (
            ("output_flag", False),
            ("threads", 1),
            ("parallel", "off"),
            ("random_seed", 0),
            ("mip_rel_gap", 0.0),
            ("mip_abs_gap", 0.5),
            ("mip_max_nodes", NODES),
            ("mip_feasibility_tolerance", 1e-7),
        ):
            self.highs.setOptionValue(option, value)
        self.highs.passModel(lp)

    def objective(self, level: Sequence[int]) -> None:
        self.highs.changeColsCost(self.columns, self._all(), self.np.array(level, dtype=float))

    def floor(self, level: Sequence[int], value: int) -> None:
        """Ask for at least ``value`` of a level from now on."""
        entries = [(index, float(weight)) for index, weight in enumerate(level) if weight]
        index = self.np.array([entry[0] for entry in entries], dtype=self.np.int32)
        weights = self.np.array([entry[1] for entry in entries], dtype=float)
        self.highs.addRow(float(value), self.hs.kHighsInf, len(entries), index, weights)

    def whole(self) -> None:
        """From now on only whole numbers count."""
        kinds = self.np.array([self.hs.HighsVarType.kInteger] * self.columns)
        self.highs.changeColsIntegrality(self.columns, self._all(), kinds)

    def run(self) -> Any:
        """The solver's solution, or None where there is none."""
        self.highs.run()
        status = self.highs.getModelStatus()
        good = (self.hs.HighsModelStatus.kOptimal, self.hs.HighsModelStatus.kSolutionLimit)
        if (
            status in good
            or self.highs.getInfo().primal_solution_status == self.hs.SolutionStatus.kSolutionStatusFeasible
        ):
            return self.highs.getSolution()
        return None

    def _all(self) -> Any:
        return self.np.arange(self.columns, dtype=self.np.int32)


def solve(programme: Programme) -> Solution:
    """The lexicographic optimum. Raises Infeasible."""
    levels = [
        (*class_part, *aux_part)
        for class_part, aux_part in zip(programme.class_levels, programme.aux_levels, strict=True)
    ]
    if not programme.classes and not programme.aux:
        if any((row.least or 0) > 0 for row in programme.rows):
            raise Infeasible
        return Solution((), (), (0,) * len(levels), ((),) * len(levels), 0)
    model = Model(programme)
    duals: list[tuple[float, ...]] = []
    bounds_reached: list[int] = []
    relaxed = None
    for level in levels:
        model.objective(level)
        relaxed = model.run()
        if relaxed is None:
            raise Infeasible
        duals.append(tuple(relaxed.row_dual))
        bound = math.floor(_dot(level, relaxed.col_value) + SLACK)
        bounds_reached.append(bound)
        model.floor(level, bound)
    if relaxed is not None and (point := _whole_point(programme, levels, bounds_reached, relaxed.col_value)):
        return _solution(programme, levels, point, duals, 0)
    model.whole()
    model.objective([0] * model.columns)
    model.highs.setOptionValue("mip_max_nodes", FIRST_NODES)
    if (found := model.run()) is not None:
        point = _whole_point(programme, levels, bounds_reached, found.col_value)
        if point:
            return _solution(programme, levels, point, duals, 1)
    return _level_by_level(programme, levels)


def _level_by_level(programme: Programme, levels: Sequence[Sequence[int]]) -> Solution:
    """The fallback: for each level an integer programme and a linear one for its multipliers, holding those before."""
    model, relaxed = Model(programme), Model(programme)
    model.whole()
    point: list[int] | None = None
    held: list[int] = []
    duals: list[tuple[float, ...]] = []
    for level in levels:
        model.objective(level)
        found = model.run()
        if found is None:
            raise Infeasible
        point = _whole_point(programme, levels[: len(held)], held, found.col_value)
        if point is None:
            raise Infeasible
        held.append(_dot_int(level, point))
        model.floor(level, held[-1])
        relaxed.objective(level)
        loose = relaxed.run()
        duals.append(tuple(loose.row_dual) if loose is not None else ())
        relaxed.floor(level, held[-1])
    assert point is not None
    return _solution(programme, levels, point, duals, len(levels) + 1)


def _solution(
    programme: Programme,
    levels: Sequence[Sequence[int]],
    point: list[int],
    duals: Sequence[tuple[float, ...]],
    integer_programmes: int,
) -> Solution:
    people = len(programme.classes)
    values = tuple(_dot_int(level, point) for level in levels)
    return Solution(tuple(point[:people]), tuple(point[people:]), values, tuple(duals), integer_programmes)


def bounds(programme: Programme, without: frozenset[str] = frozenset()) -> tuple[list[int], list[int]]:
    """Least and most of every column. A class is free where the clause that owes its people their place is left out."""
    least, most = [], []
    for group in programme.classes:
        free = without and any(way[0] in without for way, _ in group.counts)
        least.append(0 if free else group.least)
        most.append(len(group.units))
    least += [0] * len(programme.aux)
    most += [variable.most for variable in programme.aux]
    return least, most


def _matrix(programme: Programme, rows: Sequence[Any]) -> tuple[list[int], list[int], list[int]]:
    on_way: dict[Any, list[tuple[int, int]]] = {}  # by way, and by the label of a preferred group
    for column, group in enumerate(programme.classes):
        for way, count in (*group.counts, *group.marks):
            on_way.setdefault(way, []).append((column, count))
    place = {variable.name: len(programme.classes) + index for index, variable in enumerate(programme.aux)}
    starts, indices, values = [0], [], []
    for row in rows:
        entries: dict[int, int] = {}
        for way, weight in (*row.weights.items(), *row.marks.items()):
            for column, count in on_way.get(way, ()):
                entries[column] = entries.get(column, 0) + weight * count
        for name, weight in row.aux.items():
            entries[place[name]] = weight
        for column in sorted(entries):
            if entries[column]:
                indices.append(column)
                values.append(entries[column])
        starts.append(len(indices))
    return starts, indices, values


def _whole_point(
    programme: Programme, levels: Sequence[Sequence[int]], floors: Sequence[int], values: Sequence[float]
) -> list[int] | None:
    """The point in whole numbers if it is one and satisfies everything exactly; otherwise None."""
    point = [round(value) for value in values]
    if any(abs(whole - value) > SLACK * 10 for whole, value in zip(point, values, strict=True)):
        return None
    least, most = bounds(programme)
    if any(not low <= value <= high for low, value, high in zip(least, point, most, strict=True)):
        return None
    for row, total in zip(programme.rows, row_totals(programme, point), strict=True):
        if (row.least is not None and total < row.least) or (row.most is not None and total > row.most):
            return None
    reached = all(_dot_int(level, point) >= floor for level, floor in zip(levels, floors, strict=True))
    return point if reached else None


def row_totals(programme: Programme, point: Sequence[int]) -> list[int]:
    """The middle of every row at a point: classes first, then the auxiliary variables."""
    starts, indices, values = _matrix(programme, programme.rows)
    return [
        sum(values[at] * point[indices[at]] for at in range(starts[row], starts[row + 1]))
        for row in range(len(programme.rows))
    ]


def _dot(level: Sequence[int], values: Sequence[float]) -> float:
    return math.fsum(weight * value for weight, value in zip(level, values, strict=True) if weight)


def _dot_int(level: Sequence[int], point: Sequence[int]) -> int:
    return sum(weight * value for weight, value in zip(level, point, strict=True) if weight)
