"""Among equally good selections the one in which the class that was drawn first has the first claim."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from safeconduct.selection.columns import Columns
from safeconduct.selection.highs import entries_of, integer, load, run

MOST = 200  # columns in which equals may differ; where there are more, too long would be looked for the first


def first_of_equals(columns: Columns, point: Any, free: Sequence[int]) -> Any:
    """Of all that reach what ``point`` does, keep every demand, and differ from it in columns ``free`` only (in order):
    the one with most of the first column, of these the one with most of the second, and so on.

    With more than MOST such columns it is the point itself.
    """
    import numpy as np

    if not 0 < len(free) <= MOST:
        return point
    of = np.array(free)
    values, best = columns.levels @ point, point
    highs = _loaded(columns, point, of)
    for at, column in enumerate(free):
        if best[column] < columns.most[column]:
            highs.changeColCost(at, 1.0)
            solution = run(highs)
            highs.changeColCost(at, 0.0)
            other = point.copy()
            if solution is not None:
                other[of] = np.rint(np.array(solution.col_value)).astype(np.int64)
            if other[column] > best[column] and columns.keeps(other) and (columns.levels @ other == values).all():
                best = other
        highs.changeColBounds(at, float(best[column]), float(best[column]))
    return best


def _loaded(columns: Columns, point: Any, of: Any) -> Any:
    """Whatever is as good as the point, over the columns ``of``, in HiGHS."""
    import numpy as np

    row, column, value = entries_of(columns, of)
    totals = columns.totals(point)
    np.subtract.at(totals, row, value * point[of][column])  # what the other columns come to
    rows = [(number, columns.rows[number], int(totals[number])) for number in np.unique(row).tolist()]
    held = columns.levels[:, of] @ point[of]
    least = [None if one.least is None else one.least - rest for _, one, rest in rows] + held.tolist()
    most = [None if one.most is None else one.most - rest for _, one, rest in rows] + held.tolist()
    place = np.searchsorted(np.array([number for number, _, _ in rows]), row)
    level, at = np.nonzero(columns.levels[:, of])
    entries = [(place, column, value), (len(rows) + level, at, columns.levels[level, of[at]])]
    highs = load(np.zeros(len(of)), (columns.least[of], columns.most[of]), (least, most), entries)
    integer(highs, len(of))
    return highs
