"""Solving the programme: prices where they decide, else linear programmes level by level, and integer ones at the end.

The value of a linear relaxation, rounded down, bounds the level from above. If the solution of the last one is whole
and reaches all these bounds, it is the lexicographic optimum, and no search was needed. Otherwise one level after the
other is settled: by its own relaxation where that is whole, by asking outright for the bounds of as many levels as can
reach theirs, or as an integer programme that holds the levels before it.
"""

from __future__ import annotations

import dataclasses
import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from safeconduct.selection.certify import free_columns
from safeconduct.selection.columns import Columns, Merged
from safeconduct.selection.highs import Level, Model
from safeconduct.selection.narrow import Found, Narrow
from safeconduct.selection.prices.equals import first_of_equals
from safeconduct.selection.prices.optimum import Priced, by_prices
from safeconduct.selection.programme import Programme

__all__ = ["Infeasible", "Model", "Solution", "row_totals", "solve"]

SLACK = 1e-6
TRIES = 3  # values, from the bound downwards, that are asked for outright before a level is searched


@dataclass(frozen=True, slots=True)
class Solution:
    """How many units of each class go, the auxiliary numbers, the value of each level, and hints for the certificate.

    ``duals`` has, for each level, the multipliers of the rows and of the levels before it, as the solver gave them.
    ``integer_programmes`` says how many were needed: mostly none. ``free``, where known, has every column in which
    another solution that is as good can differ, and perhaps more.
    """

    taken: tuple[int, ...]
    aux: tuple[int, ...]
    values: tuple[int, ...]
    duals: tuple[tuple[float, ...], ...]
    integer_programmes: int
    free: tuple[int, ...] | None = None


class Infeasible(Exception):
    """No point satisfies the rows. ``select`` turns it into a NothingFeasible that names the clauses."""


def solve(programme: Programme, multipliers: bool = True) -> Solution:
    """The lexicographic optimum. Raises Infeasible.

    Without ``multipliers`` the very same optimum, but perhaps no hints for the certificate.
    """
    columns = Columns(programme)
    levels = len(columns.levels)
    if not columns.count:
        if any((row.least or 0) > 0 for row in programme.rows):
            raise Infeasible
        return Solution((), (), (0,) * levels, ((),) * levels, 0)
    merged = Merged(columns)
    priced = by_prices(columns)
    if priced is not None:
        made = _priced(columns, merged, priced)
        return dataclasses.replace(made, duals=_multipliers(columns, merged, made.values)) if multipliers else made
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
    return _level_by_level(columns, merged, relaxed, Narrow(columns, merged))


def _priced(columns: Columns, merged: Merged, priced: Priced) -> Solution:
    """The optimum that prices prove, of equals the one whose classes come first; else by a search of the last levels.

    Without multipliers.
    """
    values = _values(columns, priced.point)
    if priced.depth == len(values):
        made = _solution(columns, first_of_equals(columns, priced.point, priced.free), [()] * len(values), 0)
        return dataclasses.replace(made, free=tuple(priced.free))
    narrow = Narrow(columns, merged, priced)
    made = _level_by_level(columns, merged, [], narrow, priced.point, values[: priced.depth])
    free = free_columns(columns, made.values, dict(enumerate(made.duals, priced.depth)), priced.free)
    return dataclasses.replace(made, duals=((),) * len(values), free=free)


def _multipliers(columns: Columns, merged: Merged, values: Sequence[int]) -> tuple[tuple[float, ...], ...]:
    """Of each level those of its relaxation, where the levels before are held at their values."""
    found = [Level(columns, merged, level, values[:level]).run() for level in range(len(values))]
    return tuple([() if one is None else one.duals for one in found])


def _level_by_level(
    columns: Columns,
    merged: Merged,
    relaxed: Sequence[Found],
    narrow: Narrow,
    point: Any = None,
    held: Sequence[int] = (),
) -> Solution:
    """One level after the other, holding the values of those before; ``relaxed`` are all, holding their bounds.

    The first levels may be ``held`` already, at what a ``point`` reaches.
    """
    duals: list[tuple[float, ...]] = []
    searched, held = 0, list(held)
    ahead, asked = list(relaxed), False
    while len(held) < len(columns.levels):
        level, upto = len(held), len(held) + 1
        if not ahead:
            ahead, asked = _relaxations(columns, merged, held), False
        made = _whole(columns, merged, upto, ahead[0]) if ahead else None
        if made is None or not _better(columns, made, held, point):
            searched += 1
            if not asked:
                made, upto = _outright(columns, merged, held, ahead, narrow)
                asked = True
            if made is None or not _better(columns, made, held, point):
                search = Level(columns, merged, level, held, narrow)
                found, upto = search.run(), level + 1
                made = None if found is None else _whole(columns, merged, search.prefix, found)
        if made is not None and _better(columns, made, held, point):
            point = made
        else:
            upto = level + 1
        if point is None:
            raise Infeasible
        held = _values(columns, point)[:upto]
        now, ahead = ahead[: upto - level], ahead[upto - level :]
        duals += [loose.duals for loose in now] or [()]
        for each, loose in enumerate(now, level):
            narrow.learn(each, loose, held[each])
            if held[each] != _bound(columns, merged, each, loose):
                ahead = []  # these hold more than can be had
    return _solution(columns, point, duals, searched)


def _relaxations(columns: Columns, merged: Merged, held: Sequence[int]) -> list[Found]:
    """Of the next level, and of those after it but the last, each holding the bounds of those before it."""
    made: list[Found] = []
    reached = list(held)
    while len(reached) < max(len(held) + 1, len(columns.levels) - 1):
        found = Level(columns, merged, len(reached), reached).run()
        if found is None:
            break
        reached.append(_bound(columns, merged, len(reached), found))
        made.append(found)
    return made


def _outright(
    columns: Columns, merged: Merged, held: Sequence[int], ahead: Sequence[Found], narrow: Narrow
) -> tuple[Any, int]:
    """A point that is best up to some level, all before which reach their bounds, and how many levels that are.

    Whoever reaches all bounds strays from the relaxations by next to nothing, so that either such a point is found at
    once, or it shows at once that there is none. The more levels are asked for, the less is open: the later ones come
    first, and the very last is left to the search. Mostly none is found where families fill the places.
    """
    narrows, reached = [narrow], list(held)
    for loose in ahead[: len(columns.levels) - 1 - len(held)]:
        level, bound = len(reached), _bound(columns, merged, len(reached), loose)
        narrows.append(narrows[-1].reaching(level, loose, bound))
        reached.append(bound)
    for level in reversed(range(len(held), len(reached))):
        before, loose = narrows[level - len(held)], ahead[level - len(held)]
        for value in range(reached[level], reached[level] - TRIES, -1):
            search = Level(columns, merged, level, reached[:level], before.reaching(level, loose, value))
            if search.prefix == level:
                break
            search.ask(value)
            found = search.run()
            if found is not None and (point := _whole(columns, merged, search.prefix, found)) is not None:
                return point, level + 1
            if not search.impossible():
                break
    return None, 0


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
    found: Counter[object] = Counter()
    for group, taken in zip(programme.classes, point, strict=False):
        for key, number in (*group.counts, *group.marks) if taken else ():
            found[key] += number * taken
    aux = dict(zip([one.name for one in programme.aux], point[len(programme.classes) :], strict=True))
    return [
        sum(weight * found[key] for key, weight in (*row.weights.items(), *row.marks.items()))
        + sum(weight * aux[name] for name, weight in row.aux.items())
        for row in programme.rows
    ]
