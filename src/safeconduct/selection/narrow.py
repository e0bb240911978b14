"""What the levels before leave open: how far each column can be from the end at which the relaxation holds it.

Where the relaxation of a level has the value b and the level is held at v, every point that reaches v strays from the
relaxed ends by d, column by column, with  sum of |reduced cost| * d <= b - v.  The integer programmes of later levels
therefore need to look at few columns only, and these within narrow limits.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from safeconduct.selection.columns import Columns, Merged
from safeconduct.selection.prices.optimum import Priced

SLACK = 1e-6  # in units of the level, and again in millionths of a millionth of its value, for the solver's arithmetic


@dataclass(frozen=True, slots=True)
class Found:
    """What HiGHS answers: the value of every column, and the multiplier of every row (of linear programmes only)."""

    values: Any
    duals: tuple[float, ...]


class Narrow:
    """Limits of the columns that follow from the levels so far, and from ``priced``, if prices have shown anything."""

    def __init__(self, columns: Columns, merged: Merged, priced: Priced | None = None) -> None:
        self.columns, self.merged = columns, merged
        self.least, self.most = columns.least, columns.most
        if priced is not None:
            self.least, self.most = priced.point.copy(), priced.point.copy()
            self.least[priced.free], self.most[priced.free] = columns.least[priced.free], columns.most[priced.free]
        self.known: list[tuple[int, Any, Any]] = []  # the level, how far each of its columns strays, from which end

    def learn(self, level: int, loose: Found, value: int) -> None:
        """A level, whose relaxation is ``loose``, is held at ``value``."""
        import numpy as np

        columns, first = self.columns, self.merged.at(level + 1)
        weights, prices = columns.levels[level][first], np.array(loose.duals)
        combined = np.zeros(len(columns.starts) - 1)
        of = np.repeat(np.arange(len(combined)), np.diff(columns.starts))
        np.add.at(combined, of, columns.value * prices[: len(columns.rows)][columns.index])
        reduced = weights - combined[columns.pattern[first]]
        for held, price in enumerate(prices[len(columns.rows) :]):
            reduced = reduced - price * columns.levels[held][first]
        bound = float(weights @ loose.values)
        left = max(0.0, bound - value) + SLACK + 1e-9 * abs(bound)
        far = np.floor(left / np.maximum(abs(reduced), 1e-9) + SLACK)
        sign = np.where(abs(reduced) <= SLACK, 0, np.sign(reduced)).astype(np.int64)
        self.known.append((level, np.minimum(far, 2.0**53).astype(np.int64), sign))

    def reaching(self, level: int, loose: Found, value: int) -> Narrow:
        """What would be left open if the level, whose relaxation is ``loose``, were held at ``value`` too."""
        other = Narrow(self.columns, self.merged)
        other.least, other.most = self.least, self.most
        other.known += self.known
        other.learn(level, loose, value)
        return other

    def ends(self, levels: int) -> tuple[Any, Any]:
        """Least and most of every group of columns that are equal in the first ``levels`` levels."""
        import numpy as np

        least, most = (self.merged.sums(levels, side) for side in (self.least, self.most))
        low, high = least, most
        for level, far, sign in self.known:
            if level + 1 <= levels:
                mine, theirs = self.merged.firsts[levels], self.merged.firsts[level + 1]
                parent = np.searchsorted(theirs, mine, side="right") - 1
                high = np.where(sign[parent] < 0, np.minimum(high, least + far[parent]), high)
                low = np.where(sign[parent] > 0, np.maximum(low, most - far[parent]), low)
        return low, high
