"""The linear relaxation of the packing of swaps, with bounds that do not trust floating point.

maximise  sum worth_c x_c   subject to   each place is taken at most once,  x >= 0,
tightened by two kinds of rows that every whole solution satisfies:

- *threes*: of any three places, at most one swap takes two or more (subset-row inequalities of Jepsen, Petersen,
  Spoorendonk and Pisinger, Operations Research 56, 2008; a Chvatal-Gomory cut with multipliers 1/2);
- *crowd*: no more people go than an earlier bound has proven.

Any multipliers y >= 0 of the rows bound every solution: its worth is at most sum y_r rhs_r + sum_c max(0, worth_c -
y.a_c). The multipliers that the solver returns are rounded up to multiples of 1/SCALE and the sum is taken in whole
numbers, so a solver that is a little wrong makes the bound a little weaker, never false.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from safeconduct.selection.swaps.enumerate import Columns, Mask, Numbers

SCALE = 1 << 24
Reals = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Relaxed:
    """What one solve says: the (fractional) swaps, the proven bound, and what taking each swap would cost of it.

    ``ceiling`` and ``cost`` are in units of 1/SCALE: a solution with swap c is worth at most ``ceiling - cost[c]``.
    """

    x: Reals
    ceiling: int
    cost: Numbers

    @property
    def bound(self) -> int:
        """The greatest whole worth that the ceiling allows."""
        return self.ceiling // SCALE


class Relaxation:
    """A linear programme that grows rows and forbids columns. One thread, simplex, no randomness."""

    def __init__(self, columns: Columns, worth: Numbers) -> None:
        import highspy

        self.columns, self.worth = columns, worth
        self.allowed: Mask = np.ones(len(worth), bool)
        self.rhs: list[int] = [1] * columns.place_count
        self.extra: list[Numbers] = []  # coefficients of the rows after those of the places
        self._infinity = highspy.kHighsInf
        model = highspy.HighsLp()
        model.num_col_, model.num_row_ = len(worth), columns.place_count
        model.col_cost_ = -worth.astype(float)
        model.col_lower_ = np.zeros(len(worth))
        model.col_upper_ = np.full(len(worth), self._infinity)
        model.row_lower_ = np.full(columns.place_count, -self._infinity)
        model.row_upper_ = np.ones(columns.place_count)
        model.a_matrix_.format_ = highspy.MatrixFormat.kColwise
        model.a_matrix_.start_ = np.append(0, np.cumsum(columns.sizes)).astype(np.int32)
        model.a_matrix_.index_ = columns.places[columns.places < columns.place_count].astype(np.int32)
        model.a_matrix_.value_ = np.ones(int(columns.sizes.sum()))
        # The class Highs prints a banner on stdout before it can be told not to; the one below it does not.
        base: Any = highspy.Highs.__mro__[1]
        self._highs: Any = base()
        for option, value in (("output_flag", False), ("threads", 1), ("presolve", "off"), ("solver", "simplex")):
            self._highs.setOptionValue(option, value)
        self._highs.passModel(model)

    def add_row(self, coefficients: Numbers, rhs: int) -> None:
        """Add the row sum coefficients_c x_c <= rhs, which every whole solution must satisfy."""
        at = np.flatnonzero(coefficients).astype(np.int32)
        self._highs.addRow(-self._infinity, float(rhs), len(at), at, coefficients[at].astype(float))
        self.rhs.append(rhs)
        self.extra.append(coefficients)

    def allow(self, allowed: Mask) -> None:
        """Open the columns in the mask and shut all others."""
        changed = np.flatnonzero(self.allowed != allowed).astype(np.int32)
        if len(changed):
            upper = np.where(allowed[changed], self._infinity, 0.0)
            self._highs.changeColsBounds(len(changed), changed, np.zeros(len(changed)), upper)
            self.allowed = allowed

    def solve(self) -> Relaxed:
        """Solve the relaxation over the open columns."""
        self._highs.run()
        solution = self._highs.getSolution()
        price = np.ceil(np.maximum(-np.array(solution.row_dual), 0.0) * SCALE).astype(np.int64)
        places = self.columns.place_count
        cost = np.append(price[:places], 0)[self.columns.places].sum(axis=1) - self.worth * SCALE
        for multiplier, coefficients in zip(price[places:].tolist(), self.extra, strict=True):
            if multiplier:
                cost += multiplier * coefficients
        ceiling = int(price @ np.array(self.rhs, np.int64)) - int(np.minimum(cost[self.allowed], 0).sum())
        return Relaxed(np.array(solution.col_value), ceiling, np.maximum(cost, 0))
