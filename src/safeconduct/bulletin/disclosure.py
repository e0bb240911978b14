"""Disclosure control: small numbers are not published, and cannot be worked out from what is.

A number of people from 1 to 9 is published as the band 1 to 9, so that nobody can be singled out. That is not enough:
a total less the other parts gives the part away, and so does the difference between two bulletins. ``bounds`` works
out what a reader who holds every bulletin can work out, and ``leaks`` names the small numbers that would become known
more closely than their band.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from safeconduct.bulletin.model import NOT_STATED, WITHHELD, Figure, State

SMALL = 10
"""The least number that is published as it is."""

BAND = (1, SMALL - 1)


class Contradiction(ValueError):
    """No counts fit all statements: two bulletins say different things of the same people."""


@dataclass(frozen=True, slots=True)
class Statement:
    """A published figure as a reader takes it: the sum of ``cells`` is between ``low`` and ``high``, both included."""

    cells: frozenset[str]
    low: int
    high: int


def protect(count: int | None, *, withheld: bool = False) -> Figure:
    """A count as it may be published by itself."""
    if withheld:
        return WITHHELD
    if count is None:
        return NOT_STATED
    if 0 < count < SMALL:
        return Figure.band(*BAND)
    return Figure.number(count)


def protected_sum(parts: Sequence[Figure], total: int | None) -> Figure:
    """A total as it may be published beside its parts.

    Where a part is a band, the total is the range that the published parts span, which says nothing that they do not
    say. Where a part is withheld, so is the total; where one is not stated, the total is not stated.
    """
    if any(part.state is State.WITHHELD for part in parts):
        return WITHHELD
    if total is None or any(part.state is State.NOT_STATED for part in parts):
        return NOT_STATED
    if all(part.state is State.NUMBER for part in parts):
        return protect(total)
    return Figure.band(sum(part.low or 0 for part in parts), sum(part.high or 0 for part in parts))


def bounds(statements: Iterable[Statement]) -> dict[str, tuple[int, int | None]]:
    """For each cell, the least and the greatest value that fits all statements; None where there is no greatest.

    Cells are counts, 0 or more. The bounds of a cell are drawn from each statement and the bounds of its other cells
    until nothing changes. For statements that are nested or disjoint, as totals and their parts are, that is exact.
    Raises Contradiction where no counts fit.
    """
    known = list(statements)
    low = {cell: 0 for statement in known for cell in statement.cells}
    high: dict[str, int | None] = dict.fromkeys(low)
    while True:
        changed = False
        for cells, least, most in _with_sums(known):
            for cell in sorted(cells):
                rest = cells - {cell}
                up = most - sum(low[other] for other in rest)
                now = high[cell]
                if now is None or up < now:
                    high[cell], changed = up, True
                highs = [high[other] for other in rest]
                if all(value is not None for value in highs):
                    down = least - sum(value for value in highs if value is not None)
                    if down > low[cell]:
                        low[cell], changed = down, True
                least_high = high[cell]
                if least_high is not None and low[cell] > least_high:
                    raise Contradiction(cell)
        if not changed:
            return {cell: (low[cell], high[cell]) for cell in low}


def _with_sums(statements: Sequence[Statement]) -> list[tuple[frozenset[str], int, int]]:
    """The statements, and what follows for a set of cells that is a statement less the statements inside it."""
    made = [(one.cells, one.low, one.high) for one in statements]
    for outer in statements:
        inside = [one for one in statements if one.cells < outer.cells]
        for inner in inside:
            made.append((outer.cells - inner.cells, max(0, outer.low - inner.high), outer.high - inner.low))
        together = frozenset().union(*(one.cells for one in inside))
        disjoint = sum(len(one.cells) for one in inside) == len(together)
        if len(inside) > 1 and disjoint and together < outer.cells:
            least = max(0, outer.low - sum(one.high for one in inside))
            made.append((outer.cells - together, least, outer.high - sum(one.low for one in inside)))
    return made


def leaks(statements: Iterable[Statement], truth: Mapping[str, int]) -> list[str]:
    """The cells with a small number that the statements let a reader know more closely than its band, in order.

    Raises Contradiction where no counts fit the statements.
    """
    known = bounds(statements)
    found = []
    for cell, value in sorted(truth.items()):
        if 0 < value < SMALL and cell in known:
            low, high = known[cell]
            if low > BAND[0] or (high is not None and high < BAND[1]):
                found.append(cell)
    return found
