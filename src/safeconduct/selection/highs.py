"""Programmes inside HiGHS, passed as arrays in one call. One thread, a fixed seed: equal input gives equal answers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from safeconduct.selection.columns import Columns, Merged
from safeconduct.selection.narrow import Found, Narrow
from safeconduct.selection.programme import Programme

MANY = 2  # times as many columns are worth the rows that link them to those they divide
FEW = 10  # branch-and-bound nodes for what is asked for outright
NODES = 200_000  # branch-and-bound nodes for one level; a limit by nodes, not by time, keeps the answer the same
OPTIONS = (
    ("output_flag", False),
    ("threads", 1),
    ("parallel", "off"),
    ("random_seed", 0),
    ("mip_rel_gap", 0.0),
    ("mip_abs_gap", 0.5),
    ("mip_max_nodes", NODES),
    ("mip_feasibility_tolerance", 1e-7),
)
# Over few large classes, searching near the relaxation costs more than it finds: the cuts close the gap by themselves.
PLAIN = tuple(
    (f"mip_heuristic_run_{name}", False)
    for name in ("feasibility_jump", "root_reduced_cost", "zi_round", "rins", "rens")
)


class Level:
    """The programme of one level, holding the levels before it at the values ``held``.

    Columns that this level and those before it cannot tell apart are one. With ``narrow``, what the levels before leave
    open, it is an integer programme. Where that leaves many more columns than
    the levels *before* can tell apart, it asks for whole numbers of the latter only; how these divide
    for the level itself needs no search, for the greatest weights come first.
    """

    def __init__(
        self, columns: Columns, merged: Merged, level: int, held: Sequence[int], narrow: Narrow | None = None
    ) -> None:
        import numpy as np

        whole = narrow is not None
        finer, coarser = len(merged.firsts[level + 1]), len(merged.firsts[level])
        linked = whole and finer > MANY * coarser
        self.whole, self.prefix = whole, level if linked else level + 1
        first = merged.at(self.prefix)
        entries = [entries_of(columns, first)]
        cost = columns.levels[level][first].astype(float)
        self.count = len(first)
        ends = narrow.ends(self.prefix) if narrow is not None else None
        least, most = ends or (merged.sums(self.prefix, columns.least), merged.sums(self.prefix, columns.most))
        links = 0
        if linked:
            parts = merged.firsts[level + 1]
            group = np.searchsorted(merged.firsts[level], parts, side="right") - 1
            several = np.flatnonzero(np.bincount(group, minlength=self.count) > 1)
            parts = np.flatnonzero(np.isin(group, several))
            links, group = len(several), group[parts]
            part_first = merged.at(level + 1)[parts]
            row = len(columns.rows) + len(held) + np.searchsorted(several, group)
            cost[several] = 0.0
            cost = np.concatenate([cost, columns.levels[level][part_first]])
            inner = (merged.sums(level + 1, merged.spread(level, side))[parts] for side in (least, most))
            least, most = (np.concatenate([own, more]) for own, more in zip((least, most), inner, strict=True))
            own = len(columns.rows) + len(held) + np.arange(links)
            entries.append((own, several, np.ones(links)))
            entries.append((row, self.count + np.arange(len(parts)), -np.ones(len(parts))))
        for index in range(len(held)):
            weights = columns.levels[index][first]
            there = np.flatnonzero(weights)
            entries.append((np.full(len(there), len(columns.rows) + index), there, weights[there]))
        self.cost = cost
        self.highs = load(
            cost,
            (least, most),
            (
                [*(row.least for row in columns.rows), *held, *[0] * links],
                [*(row.most for row in columns.rows), *[None] * len(held), *[0] * links],
            ),
            entries,
            PLAIN,
        )
        if whole:
            integer(self.highs, self.count)

    def ask(self, value: int) -> None:
        """Only ask whether this level can reach ``value``, and do not look for more than a few nodes."""
        import numpy as np

        floor(self.highs, self.cost, value)
        every = len(self.cost)
        self.highs.changeColsCost(every, np.arange(every, dtype=np.int32), np.zeros(every))
        self.highs.setOptionValue("mip_max_nodes", FEW)

    def impossible(self) -> bool:
        """Whether it is certain that there is no solution, once this has run."""
        import highspy

        return bool(self.highs.getModelStatus() == highspy.HighsModelStatus.kInfeasible)

    def run(self) -> Found | None:
        """None where there is no solution, or none was found within the limit of nodes."""
        import numpy as np

        solution = run(self.highs)
        if solution is None:
            return None
        return Found(np.array(solution.col_value)[: self.count], () if self.whole else tuple(solution.row_dual))


class Model:
    """A programme inside HiGHS, class by class: the columns are the classes, then the auxiliary variables."""

    def __init__(self, programme: Programme, without: frozenset[str] = frozenset()) -> None:
        import numpy as np

        columns = Columns(programme, without)
        self.columns = columns.count
        limits = [row.least for row in columns.rows], [row.most for row in columns.rows]
        entries = [entries_of(columns, np.arange(columns.count))]
        self.highs = load(np.zeros(columns.count), (columns.least, columns.most), limits, entries)

    def objective(self, level: Sequence[int]) -> None:
        import numpy as np

        every = np.arange(self.columns, dtype=np.int32)
        self.highs.changeColsCost(self.columns, every, np.array(level, dtype=float))

    def floor(self, level: Sequence[int], value: int) -> None:
        """Ask for at least ``value`` of a level from now on."""
        floor(self.highs, level, value)

    def whole(self) -> None:
        """From now on only whole numbers count."""
        integer(self.highs, self.columns)

    def run(self) -> Any:
        """The solver's solution, or None where there is none."""
        return run(self.highs)


def load(
    cost: Any,
    bounds: tuple[Any, Any],
    limits: tuple[Sequence[int | None], Sequence[int | None]],
    entries: Sequence[tuple[Any, Any, Any]],
    options: Sequence[tuple[str, Any]] = (),
) -> Any:
    """A HiGHS object that maximises. ``entries`` are (rows, columns, values); a limit of None is none."""
    import highspy
    import numpy as np

    row = np.concatenate([one for one, _, _ in entries])
    order = np.argsort(row, kind="stable")
    lp = highspy.HighsLp()
    lp.num_col_, lp.num_row_ = len(cost), len(limits[0])
    lp.col_cost_ = cost
    lp.col_lower_, lp.col_upper_ = (side.astype(float) for side in bounds)
    none = highspy.kHighsInf
    lp.row_lower_ = np.array([-none if limit is None else float(limit) for limit in limits[0]])
    lp.row_upper_ = np.array([none if limit is None else float(limit) for limit in limits[1]])
    lp.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    lp.a_matrix_.start_ = np.searchsorted(row[order], np.arange(lp.num_row_ + 1)).astype(np.int32)
    lp.a_matrix_.index_ = np.concatenate([one for _, one, _ in entries])[order].astype(np.int32)
    lp.a_matrix_.value_ = np.concatenate([one for _, _, one in entries])[order].astype(float)
    lp.sense_ = highspy.ObjSense.kMaximize
    # The wrapper class prints a banner on stdout before it can be told not to; its base does not.
    base: Any = highspy.Highs.__mro__[1]
    highs = base()
    for option, value in (*OPTIONS, *options):
        highs.setOptionValue(option, value)
    highs.passModel(lp)
    return highs


def floor(highs: Any, weights: Sequence[float], value: int) -> None:
    """Ask for at least ``value`` from now on."""
    import highspy
    import numpy as np

    each = np.array(weights, dtype=float)
    index = np.flatnonzero(each).astype(np.int32)
    highs.addRow(float(value), highspy.kHighsInf, len(index), index, each[index])


def integer(highs: Any, count: int) -> None:
    """Only whole numbers of the first ``count`` columns."""
    import highspy
    import numpy as np

    kinds = np.full(count, highspy.HighsVarType.kInteger)
    highs.changeColsIntegrality(count, np.arange(count, dtype=np.int32), kinds)


def run(highs: Any) -> Any:
    """The solution, or None where there is none."""
    import highspy

    highs.run()
    status = highs.getModelStatus()
    good = (highspy.HighsModelStatus.kOptimal, highspy.HighsModelStatus.kSolutionLimit)
    feasible = highs.getInfo().primal_solution_status == highspy.SolutionStatus.kSolutionStatusFeasible
    return highs.getSolution() if status in good or feasible else None


def entries_of(columns: Columns, of: Any) -> tuple[Any, Any, Any]:
    """Row, column and value of every entry of some of the columns."""
    import numpy as np

    pattern = columns.pattern[of]
    sizes = columns.starts[pattern + 1] - columns.starts[pattern]
    column = np.repeat(np.arange(len(of)), sizes)
    ends = np.cumsum(sizes)
    at = np.repeat(columns.starts[pattern] - (ends - sizes), sizes) + np.arange(ends[-1] if len(ends) else 0)
    return columns.index[at], column, columns.value[at]
