"""Solving the programme: linear programmes level by level, and integer programmes only where these do not suffice.

The value of a linear relaxation, rounded down, bounds the level from above. If the solution of the last one is whole
and reaches all these bounds, it is the lexicographic optimum, and no search was needed. Otherwise each level is solved
as an integer programme that holds the levels before it, unless its own relaxation is whole.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from safeconduct.selection.columns import Columns, Merged
from safeconduct.selection.highs import Found, Level, Model
from safeconduct.selection.narrow import Narrow
from safeconduct.selection.programme import Programme

__all__ = ["Infeasible", "Model", "Solution", "row_totals", "solve"]

SLACK = 1e-6
TRIES = 2  # values, from the bound downwards, that are asked for outright before a level is searched


@dataclass(frozen=True, slots=True)
class Solution:
    """How many units of each class go, the auxiliary numbers, the value of each level, and hints for the certificate.

    ``duals`` has, for each level, the multipliers of the rows and of the levels before it, as the solver gave them.
    ``integer_programmes`` says how many were needed: mostly none.
    """

    taken: tuple[int, ...]
    aux: tuple[int, ...]
    values: tuple[int, ...]
    duals: tuple[tuple[float, ...], ...]
    integer_programmes: int


class Infeasible(Exception):
    """No point satisfies the rows. ``select`` turns it into a NothingFeasible that names the clauses."""


def solve(programme: Programme) -> Solution:
    """The lexicographic optimum. Raises Infeasible."""
    columns = Columns(programme)
    levels = len(columns.levels)
    if not columns.count:
        if any((row.least or 0) > 0 for row in programme.rows):
            raise Infeasible
        return Solution((), (), (0,) * levels, ((),) * levels, 0)
    merged = Merged(columns)
    relaxed: list[Found] = []
    reached: list[int] = []
    for level in range(levels):
        found = Level(columns, merged, level, reached).run()
        if found is None:
            break
        relaxed.append(found)
        reached.append(_bound(columns, merged, level, found))
    if not relaxed:
        raise Infeasible
    point = _whole(columns, merged, levels, relaxed[-1]) if len(relaxed) == levels else None
    if point is not None and _values(columns, point) == reached:
        return _solution(columns, point, [found.duals for found in relaxed], 0)
    return _level_by_level(columns, merged, relaxed, reached)


def _level_by_level(columns: Columns, merged: Merged, relaxed: Sequence[Found], reached: Sequence[int]) -> Solution:
    """Each level in turn, holding the values of those before. ``relaxed`` serves as long as these are ``reached``."""
    point: Any = None
    held: list[int] = []
    duals: list[tuple[float, ...]] = []
    searched, narrow = 0, Narrow(columns, merged)
    for level in range(len(columns.levels)):
        same = level < len(relaxed) and held == list(reached[:level])
        loose = relaxed[level] if same else Level(columns, merged, level, held).run()
        duals.append(loose.duals if loose is not None else ())
        made = None if loose is None else _whole(columns, merged, level + 1, loose)
        if made is None or not _better(columns, made, held, point):
            searched += 1
            made = None
            if loose is not None and level + 1 < len(columns.levels):  # of these only the value matters
                made = _near_the_bound(columns, merged, level, held, narrow, loose)
            if made is None:
                search = Level(columns, merged, level, held, narrow)
                found = search.run()
                made = None if found is None else _whole(columns, merged, search.prefix, found)
        if made is not None and _better(columns, made, held, point):
            point = made
        if point is None:
            raise Infeasible
        held = _values(columns, point)[: level + 1]
        if loose is not None:
            narrow.learn(level, loose.values, loose.duals, held[level])
    return _solution(columns, point, duals, searched)


def _near_the_bound(
    columns: Columns, merged: Merged, level: int, held: Sequence[int], narrow: Narrow, loose: Found
) -> Any:
    """A point that reaches the bound of the level, or falls short of it by as much as no point avoids; mostly None.

    Whoever reaches a value so close to the bound strays from the relaxation by next to nothing, so either such a point
    is found at once, or it shows at once that there is none.
    """
    bound = _bound(columns, merged, level, loose)
    for value in range(bound, bound - TRIES, -1):
        search = Level(columns, merged, level, held, narrow.reaching(level, loose.values, loose.duals, value))
        if search.prefix == level:
            return None
        search.ask(value)
        found = search.run()
        if found is not None:
            return _whole(columns, merged, search.prefix, found)
        if not search.impossible():
            return None
    return None


def _better(columns: Columns, point: Any, held: Sequence[int], other: Any) -> bool:
    """Whether a point reaches what is held, and at least as much of the next level as the point so far."""
    values = _values(columns, point)
    enough = all(value >= floor for value, floor in zip(values, held, strict=False))
    return enough and (other is None or values[: len(held) + 1] >= _values(columns, other)[: len(held) + 1])


def _bound(columns: Columns, merged: Merged, level: int, found: Found) -> int:
    weights = columns.levels[level][merged.at(level + 1)]
    return math.floor(math.fsum((weights * found.values).tolist()) + SLACK)


def _whole(columns: Columns, merged: Merged, levels: int, found: Found) -> Any:
    """The point of all columns if it is whole and satisfies everything exactly; otherwise None."""
    import numpy as np

    totals = np.rint(found.values)
    if (abs(totals - found.values) > SLACK * 10).any():
        return None
    point = merged.spread(levels, totals.astype(np.int64))
    fits = (merged.sums(levels, point) == totals).all()
    return point if fits and columns.keeps(point) else None


def _values(columns: Columns, point: Any) -> list[int]:
    return [int(value) for value in columns.levels @ point]


def _solution(columns: Columns, point: Any, duals: Sequence[tuple[float, ...]], searched: int) -> Solution:
    numbers = [int(value) for value in point]
    taken, aux = numbers[: columns.people], numbers[columns.people :]
    return Solution(tuple(taken), tuple(aux), tuple(_values(columns, point)), tuple(duals), searched)


def row_totals(programme: Programme, point: Sequence[int]) -> list[int]:
    """The middle of every row at a point: classes first, then the auxiliary variables."""
    return [int(total) for total in Columns(programme).totals(point)]
