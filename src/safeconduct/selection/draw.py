"""The lot between whole selections: where several are equally good, each person's chance is leximin, and anyone can
draw again.

The lottery is written in whole numbers over one denominator, and the number drawn comes from the seed:
HMAC-SHA-256(seed, "which of the equal selections"), read as a number, modulo the denominator.
"""

from __future__ import annotations

import dataclasses
import hmac
from collections.abc import Sequence
from typing import Any

from safeconduct.selection.face import Entries, Face
from safeconduct.selection.leximin import leximin
from safeconduct.selection.programme import Programme
from safeconduct.selection.solve import Solution

DENOMINATOR = 10**9
DRAWN = b"which of the equal selections"
Point = tuple[int, ...]


@dataclasses.dataclass(frozen=True, slots=True)
class Draw:
    """Points (classes, then auxiliary variables) with whole weights that add up to DENOMINATOR, and the one drawn.

    ``exact`` says that the chances are leximin; otherwise the search was given up.
    """

    points: tuple[Point, ...]
    weights: tuple[int, ...]
    drawn: int
    exact: bool

    def document(self, classes: int) -> dict[str, Any]:
        """What the certificate says of the lot: every point as its difference from the one drawn."""
        base = self.points[self.drawn]
        return {
            "denominator": DENOMINATOR,
            "drawn": self.drawn,
            "exact": self.exact,
            "points": [
                {
                    "weight": weight,
                    "taken": [[k, point[k]] for k in range(classes) if point[k] != base[k]],
                    "aux": [[k - classes, point[k]] for k in range(classes, len(point)) if point[k] != base[k]],
                }
                for point, weight in zip(self.points, self.weights, strict=True)
            ],
            "chances": [
                sum(point[k] * weight for point, weight in zip(self.points, self.weights, strict=True))
                for k in range(classes)
            ],
        }


def draw(programme: Programme, solution: Solution, seed: str) -> tuple[Solution, Draw]:
    """One of the selections that are as good as ``solution`` in every level, drawn with ``seed`` (hex)."""
    face = face_of(programme, solution)
    lottery = leximin(face)
    if lottery is None:  # the solver lost the point it has found before: the lot has one selection only
        points: list[tuple[Point, float]] = [((*solution.taken, *solution.aux), 1.0)]
        exact = False
    else:
        points, exact = sorted(zip(lottery.points, lottery.weights, strict=True)), lottery.exact
    weights = whole([weight for _, weight in points])
    kept = [(point, weight) for (point, _), weight in zip(points, weights, strict=True) if weight]
    number = int.from_bytes(hmac.digest(bytes.fromhex(seed), DRAWN, "sha256"), "big") % DENOMINATOR
    drawn = 0
    while number >= kept[drawn][1]:
        number -= kept[drawn][1]
        drawn += 1
    chosen = kept[drawn][0]
    count = len(programme.classes)
    made = dataclasses.replace(solution, taken=chosen[:count], aux=chosen[count:])
    return made, Draw(tuple(point for point, _ in kept), tuple(weight for _, weight in kept), drawn, exact)


def whole(weights: Sequence[float]) -> list[int]:
    """The weights as whole numbers that add up to DENOMINATOR; what rounding leaves goes to the largest remainders."""
    scaled = [weight * DENOMINATOR for weight in weights]
    down = [int(value) for value in scaled]
    by_rest = sorted(range(len(down)), key=lambda at: (down[at] - scaled[at], at))
    for at in by_rest[: DENOMINATOR - sum(down)]:
        down[at] += 1
    return down


def face_of(programme: Programme, solution: Solution) -> Face:
    """Everything as good as the solution: the clauses' rows, and every level at its value."""
    count = len(programme.classes)
    on: dict[Any, list[tuple[int, int]]] = {}
    for column, group in enumerate(programme.classes):
        for key, number in (*group.counts, *group.marks):
            on.setdefault(key, []).append((column, number))
    place = {variable.name: count + at for at, variable in enumerate(programme.aux)}
    rows: list[tuple[Entries, int | None, int | None]] = []
    for row in programme.rows:
        entries: dict[int, int] = {place[name]: weight for name, weight in row.aux.items()}
        for key, weight in (*row.weights.items(), *row.marks.items()):
            for column, number in on.get(key, ()):
                entries[column] = entries.get(column, 0) + weight * number
        rows.append((tuple(sorted((c, w) for c, w in entries.items() if w)), row.least, row.most))
    for ours, theirs, value in zip(programme.class_levels, programme.aux_levels, solution.values, strict=True):
        entries_of = tuple((column, weight) for column, weight in enumerate((*ours, *theirs)) if weight)
        rows.append((entries_of, value, value))
    sizes = tuple(len(group.units) for group in programme.classes)
    least = (*(group.least for group in programme.classes), *(0 for _ in programme.aux))
    return Face(sizes, least, (*sizes, *(variable.most for variable in programme.aux)), tuple(rows))
