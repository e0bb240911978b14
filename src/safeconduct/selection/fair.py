"""The proof that the chances of a lot are leximin, over every selection there is and not only over those in the lot.

A lot is leximin exactly if nobody's chance can be raised without lowering that of somebody who has no more (Bertsekas
and Gallager, "Data Networks", 1992, section 6.5). For whole prices w of some classes, none below 0, let no selection
be worth more than b. If no class with a price has a greater chance than class k, then whoever raises the chance of k
by more than

    (b - what the lot is worth on average) / (w_k * units of k)

lowers that of another one of them. The prices come from the search for the lot, and b from multipliers of the demands,
as in ``certify``, by cases where one combination does not reach.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from safeconduct.selection.branch import divide
from safeconduct.selection.certify import Assumption, Leaf, Proof, best_leaf
from safeconduct.selection.face import Face
from safeconduct.selection.highs import load

NEAR = 10**6  # chances that differ by less than one in so many are taken for equal
SMALL = 1000  # a price is taken for a fraction of the greatest with at most this denominator
ROUGH = 10**9  # and else for so many parts of it
WORK = 400_000  # leaves times columns, of all prices of a lot, so that it can be checked within a second or two
LEAVES = 2000

Whole = tuple[tuple[int, int], ...]  # (class, price)


@dataclass(frozen=True, slots=True)
class Price:
    """Whole prices of some classes, and the proof that no selection is worth more than ``proof.bound``."""

    whole: Whole
    proof: Proof


def prove_lot(
    face: Face, levels: int, points: Sequence[Sequence[int]], prices: Sequence[Sequence[float]]
) -> tuple[Price, ...]:
    """For each of the ``prices`` the best proof found; no point of the lot is worth more than what is aimed at.

    The last ``levels`` rows of the face say that each level has its value.
    """
    found = []
    for price in prices:
        tried: list[tuple[Fraction, Price]] = []
        for whole in _whole_prices(price):
            value = max(sum(w * point[k] for k, w in whole) for point in points)
            worth = Worth(face, levels, whole, value)
            root = worth.root()
            proof: Proof = root
            if root.bound > value:
                proof = divide(worth, root, value, min(LEAVES, WORK // (len(face.most) * len(prices))))
            tried.append((Fraction(proof.bound - value, sum(w for _, w in whole)), Price(whole, proof)))
            if proof.bound <= value:
                break
        found += [min(tried, key=lambda one: one[0])[1]] if tried else []
    return tuple(found)


def greatest_gain(
    prices: Sequence[Price], sizes: Sequence[int], points: Sequence[Sequence[int]], weights: Sequence[int]
) -> Fraction:
    """By how much anybody's chance could be greater at most without lowering that of somebody who has no more."""
    total = sum(weights)
    units = [sum(w * point[k] for w, point in zip(weights, points, strict=True)) for k in range(len(sizes))]
    chances = [Fraction(part, total * size) for part, size in zip(units, sizes, strict=True)]
    gains = [1 - chance for chance in chances]
    for price in prices:
        top = max(chances[k] for k, _ in price.whole)
        left = price.proof.bound * total - sum(w * units[k] for k, w in price.whole)
        for k, w in price.whole:
            if top - chances[k] <= Fraction(1, NEAR):
                gains[k] = min(gains[k], Fraction(left, w * sizes[k] * total))
    return max(gains, default=Fraction(0))


class Worth:
    """What a point of a face is worth at whole prices, in whole numbers; see ``branch.Bounded``."""

    def __init__(
        self, face: Face, levels: int, whole: Whole, value: int, columns: Sequence[tuple[int, ...]] = ()
    ) -> None:
        self.face, self.levels, self.value, self.columns = face, levels, value, columns
        self.demands = len(face.rows)
        self.leading: Sequence[int] = ()
        self.prices = [0] * len(face.most)
        for k, price in whole:
            self.prices[k] = price

    def relaxation(self) -> Any:
        import numpy as np

        face, entries = self.face, [entries for entries, _, _ in self.face.rows]
        rows = np.repeat(np.arange(len(entries)), [len(one) for one in entries])
        flat = np.array([pair for one in entries for pair in one], dtype=np.int64).reshape(-1, 2)
        ends = np.array(face.least, dtype=np.int64), np.array(face.most, dtype=np.int64)
        limits = [low for _, low, _ in face.rows], [high for _, _, high in face.rows]
        return load(np.array(self.prices, dtype=float), ends, limits, [(rows, flat[:, 0], flat[:, 1])])

    def root(self) -> Leaf:
        """The bound that the multipliers of the relaxation prove."""
        highs = self.relaxation()
        highs.run()
        return self.leaf(list(highs.getSolution().row_dual))

    def columns_at(self, place: int) -> tuple[int, ...]:
        return self.columns[place] if self.columns else (place,)

    def leaf(self, duals: Sequence[float], assumed: Sequence[Assumption] = ()) -> Leaf:
        return best_leaf(duals, self.value, lambda denominator: self._over(denominator, duals, assumed))

    def _over(self, denominator: int, duals: Sequence[float], assumed: Sequence[Assumption]) -> Leaf:
        face = self.face
        left = [denominator * price for price in self.prices]
        sides = [(entries, low, high) for entries, low, high in face.rows]
        sides += [(((place, 1),), low, high) for place, low, high in assumed]
        total, multipliers = 0, []
        for dual, (entries, low, high) in zip(duals, sides, strict=True):
            multiplier = round(dual * denominator)
            side = high if multiplier > 0 else low
            multiplier = 0 if side is None else multiplier
            multipliers.append(multiplier)
            if multiplier and side is not None:
                total += multiplier * side
                for column, weight in entries:
                    left[column] -= multiplier * weight
        total += sum(
            value * (most if value > 0 else least)
            for value, least, most in zip(left, face.least, face.most, strict=True)
        )
        first = self.demands - self.levels
        rows, held = tuple(multipliers[:first]), tuple(multipliers[first : self.demands])
        return Leaf(denominator, rows, held, total, tuple(multipliers[self.demands :]))


def _whole_prices(prices: Sequence[float]) -> list[Whole]:
    """The prices as whole numbers: as small fractions of each other if they are that, and rounded."""
    greatest = max(prices, default=0.0)
    if greatest <= 0:
        return []
    shares = [max(0.0, price / greatest) for price in prices]
    near = [Fraction(share).limit_denominator(SMALL) for share in shares]
    common = math.lcm(*(one.denominator for one in near))
    rough = [round(share * ROUGH) for share in shares]
    made = [[int(one * common) for one in near]] if common <= ROUGH else []
    return [tuple((k, price) for k, price in enumerate(one) if price) for one in (*made, rough)]
