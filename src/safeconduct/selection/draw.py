"""The lot between whole selections: where several are equally good, each person's chance is leximin, and anyone can
draw again.

The lottery is written in whole numbers over one denominator, and the number drawn comes from the seed:
HMAC-SHA-256(seed, "which of the equal selections"), read as a number, modulo the denominator. The proof that the
chances are leximin (``fair``) is made only where the lot is written down.
"""

from __future__ import annotations

import dataclasses
import hmac
import math
from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import Any

from safeconduct.selection.certify import free_columns, written
from safeconduct.selection.columns import Columns
from safeconduct.selection.face import Entries, Face, narrowed
from safeconduct.selection.leximin import leximin
from safeconduct.selection.programme import Programme
from safeconduct.selection.solve import Solution

DENOMINATOR = 10**9  # at most
SMALL = 1000  # weights are taken for fractions with at most this denominator
DRAWN = b"which of the equal selections"
Point = tuple[int, ...]


@dataclasses.dataclass(frozen=True, slots=True)
class Draw:
    """Points (classes, then auxiliary variables) of a face with whole weights, and which of them was drawn.

    ``prices`` are those of each stage of the search among the columns ``free``; all others are the same in each
    selection that is as good. From both the proof is made that the chances are leximin.
    """

    face: Face
    points: tuple[Point, ...]
    weights: tuple[int, ...]
    drawn: int
    prices: tuple[tuple[float, ...], ...]
    free: tuple[int, ...]

    def chance(self, column: int) -> Fraction:
        """The chance, before the lot fell, of everyone of the class in this column."""
        places = sum(point[column] * weight for point, weight in zip(self.points, self.weights, strict=True))
        return Fraction(places, sum(self.weights) * self.face.sizes[column])

    def words(self, column: int) -> str:
        """What a sentence says of the lot to those of a class; empty where it could decide nothing for them."""
        chance = self.chance(column)
        if len(self.points) == 1 or not 0 < chance < 1:
            return ""
        told = str(chance) if chance.denominator <= SMALL else f"about {float(chance):.6f}"
        drawn = f"number {self.drawn + 1} was drawn"
        return f"{len(self.points)} equally good selections ({drawn}), with a chance of {told} to go"

    def _settled(self) -> Iterator[tuple[float, ...]]:
        """Prices by which the classes that are not free cannot have more: for each chance below 1 that some of them
        have, all of them with that chance or less."""
        free, base = set(self.free), self.points[0]
        chances = {
            column: Fraction(base[column], size) for column, size in enumerate(self.face.sizes) if column not in free
        }
        for chance in sorted({*chances.values()} - {Fraction(1)}):
            yield tuple([float(chances.get(column, 2) <= chance) for column in range(len(self.face.sizes))])

    def document(self, levels: int) -> dict[str, Any]:
        """What the certificate says of the lot: every point as its difference from the one drawn, and the proof.

        ``levels`` is the number of levels, of which the last rows of the face say that each has its value.
        """
        from safeconduct.selection.fair import NEAR, greatest_gain, prove_lot

        base, classes = self.points[self.drawn], len(self.face.sizes)
        proofs = prove_lot(self.face, levels, self.points, (*self.prices, *self._settled()))
        gain = greatest_gain(proofs, self.face.sizes, self.points, self.weights)
        return {
            "denominator": sum(self.weights),
            "drawn": self.drawn,
            "exact": gain <= Fraction(1, NEAR),
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
            "proofs": [{"prices": [list(one) for one in each.whole], **written(each.proof)} for each in proofs],
        }


def draw(programme: Programme, solution: Solution, seed: str) -> tuple[Solution, Draw]:
    """One of the selections that are as good as ``solution`` in every level, drawn with ``seed`` (hex)."""
    face, base = face_of(programme, solution), (*solution.taken, *solution.aux)
    free = solution.free
    if free is None:
        free = free_columns(Columns(programme), solution.values, dict(enumerate(solution.duals)))
    lottery = leximin(narrowed(face, base, free)) if free else None
    if lottery is None:  # nothing else is as good, or the solver lost the point it has found before
        points: list[tuple[Point, float]] = [(base, 1.0)]
    else:
        points = sorted((_spread(base, free, one), w) for one, w in zip(lottery.points, lottery.weights, strict=True))
    weights = whole([weight for _, weight in points])
    kept = [(point, weight) for (point, _), weight in zip(points, weights, strict=True) if weight]
    number = int.from_bytes(hmac.digest(bytes.fromhex(seed), DRAWN, "sha256"), "big") % sum(weights)
    drawn = 0
    while number >= kept[drawn][1]:
        number -= kept[drawn][1]
        drawn += 1
    chosen = kept[drawn][0]
    count = len(programme.classes)
    made = dataclasses.replace(solution, taken=chosen[:count], aux=chosen[count:])
    none = (0.0,) * count
    prices = tuple([_spread(none, free, one) for one in lottery.prices]) if lottery is not None else ()
    return made, Draw(
        face, tuple(point for point, _ in kept), tuple(weight for _, weight in kept), drawn, prices, tuple(free)
    )


def _spread[N: (int, float)](base: tuple[N, ...], free: Sequence[int], values: Sequence[N]) -> tuple[N, ...]:
    """``base``, with other values in the first of the columns ``free``."""
    found = list(base)
    for column, value in zip(free, values, strict=False):
        found[column] = value
    return tuple(found)


def whole(weights: Sequence[float]) -> list[int]:
    """The weights as whole numbers: exactly, where they are small fractions, over at most DENOMINATOR in all.

    Others are rounded to that many parts; what rounding leaves goes to the largest remainders.
    """
    near = [Fraction(weight).limit_denominator(SMALL) for weight in weights]
    common = math.lcm(*(one.denominator for one in near))
    close = all(abs(one - weight) < 1 / DENOMINATOR for one, weight in zip(near, weights, strict=True))
    if close and sum(near) == 1 and common <= DENOMINATOR:
        return [int(one * common) * (DENOMINATOR // common) for one in near]
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
