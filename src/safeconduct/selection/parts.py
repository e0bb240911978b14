"""Proof by parts: demands that bind everyone have prices, and at these people fall into parts, each with its own proof.

For whole multipliers m of the demands that bind several parts, and of the levels before, every feasible y satisfies

    f(y) <= sum over these demands of (m * most if m > 0 else m * least)  +  sum over the parts of the most of (d y)

with d as in ``certify``. In a part only its own demands are left, mostly two ceilings, and d is whole, so that what it
comes to at most is a whole number again, and is rounded down by itself: families at the ceilings of forty ways then
leave nothing open, where one combination of all demands adds up what each of them leaves open.
"""

from __future__ import annotations

import copy
from collections.abc import Sequence
from typing import Any

from safeconduct.selection.branch import divide
from safeconduct.selection.certify import FIRM, Apart, Cases, Leaf, Part, Proof
from safeconduct.selection.columns import Columns
from safeconduct.selection.face import Face
from safeconduct.selection.fair import Worth
from safeconduct.selection.prices.block import Block
from safeconduct.selection.prices.bundles import STATES
from safeconduct.selection.prices.optimum import Priced

LEAVES = 2000  # cases of all parts of a level together,
PART = 200  # and of one of them: most need none, and whatever needs many needs too many
BASES = (16, 256, 1024)  # how many of the next level one of a level before is taken to be worth


def by_parts(columns: Columns, priced: Priced, level: int, values: Sequence[int]) -> Apart | None:
    """A proof of a level by the prices that bound it, the levels before being proven by them; None where there is none,
    or where there are no two parts.

    ``values`` are those of the levels.
    """
    if priced.depth < level or sum(max(block.rows) >= 0 for block in priced.blocks) < 2:
        return None
    largest = int(abs(columns.levels).max(initial=1)) * int(columns.most.sum())
    for base in BASES:
        worth = [base ** (level - at) for at in range(level + 1)]
        if 2 * worth[0] * largest >= FIRM:
            break
        rows, left, total = _shared(columns, priced, worth)
        total -= sum(each * value for each, value in zip(worth, values[:level], strict=False))
        effort, found = STATES, list[int]()
        for block in priced.blocks:
            if (one := _best(block, left, effort)) is None:
                return None
            effort -= one[1]
            found.append(one[0])
        if total + sum(found) == priced.upper[level]:
            parts: list[Part] = []
            leaves = LEAVES  # that are left
            for block, value in zip(priced.blocks, found, strict=True):
                if max(block.rows) >= 0:
                    parts.append(_part(columns, block, left, value, min(PART, leaves)))
                    bound = parts[-1].proof.bound
                    leaves -= _leaves(parts[-1].proof) if bound <= value else leaves
                    total += bound
                else:
                    total += value
            return Apart(rows, tuple([-each for each in worth[:level]]), tuple(parts), total)
    return None


def _shared(columns: Columns, priced: Priced, worth: Sequence[int]) -> tuple[tuple[int, ...], Any, int]:
    """The multiplier of each demand that has a price, what that leaves of each column, and what their sides come to."""
    import numpy as np

    ground, total = priced.prices[-1], 0
    rows = [0] * len(columns.rows)
    for at, price in priced.prices.items():
        if at >= 0:
            pairs = zip(worth, price, ground, strict=False)
            rows[at] = -sum(each * (one - other) for each, one, other in pairs)
            side = columns.rows[at].most if rows[at] > 0 else columns.rows[at].least
            total += rows[at] * (side or 0)
    of = np.repeat(np.arange(len(columns.starts) - 1), np.diff(columns.starts))
    combined = np.zeros(len(columns.starts) - 1, dtype=np.int64)
    np.add.at(combined, of, columns.value * np.array(rows, dtype=np.int64)[columns.index])
    left = np.array(worth, dtype=np.int64) @ columns.levels[: len(worth)] - combined[columns.pattern]
    return tuple(rows), left, total


def _best(block: Block, left: Any, effort: int) -> tuple[int, int] | None:
    """What the people of a block come to at most, and how much was looked at for it."""
    import numpy as np

    mine = copy.copy(block)
    mine.levels, mine.counts = left[block.of][None, :], np.zeros_like(block.counts)
    goes = mine.at((0,), effort)
    if goes is None:
        return None
    number = block.least.copy()
    for column, many in goes.bundles.items():
        number[column] += many
    for queue, many in zip(goes.queues, goes.most(), strict=True):
        number[queue.of] += queue.first(many)
    return int(left[block.of] @ number), goes.effort


def _part(columns: Columns, block: Block, left: Any, value: int, leaves: int) -> Part:
    """The proof that a block comes to ``value`` at most, by at most so many ``leaves``.

    People who are worth as much for the same places are one.
    """
    import numpy as np

    own = [at for at, row in enumerate(block.rows) if row >= 0]
    kinds = np.column_stack([block.table[:, own], left[block.of]])
    firsts, kind = np.unique(kinds, axis=0, return_inverse=True)
    least, most = (
        np.bincount(kind, side[block.of], len(firsts)).astype(np.int64).tolist()
        for side in (columns.least, columns.most)
    )
    rows = []
    for at in range(len(own)):
        entries = tuple([(place, int(takes)) for place, takes in enumerate(firsts[:, at]) if takes])
        rows.append((entries, None, columns.rows[block.rows[own[at]]].most))
    face = Face(tuple(most), tuple(least), tuple(most), tuple(rows))
    whole = tuple([(place, int(worth)) for place, worth in enumerate(firsts[:, -1]) if worth])
    order = np.argsort(kind, kind="stable")
    ends = np.cumsum(np.bincount(kind, minlength=len(firsts)))[:-1]
    bounded = Worth(face, 0, whole, value, [tuple(sorted(one.tolist())) for one in np.split(block.of[order], ends)])
    root = bounded.root()
    proof = root if root.bound <= value else divide(bounded, root, value, leaves)
    places = tuple([block.rows[at] for at in own])
    return Part(places, _placed(proof, places, len(columns.rows)))


def _placed(proof: Proof, places: Sequence[int], count: int) -> Proof:
    """The proof with the multipliers of the part's demands in their places among all demands."""
    if isinstance(proof, Cases):
        below, above = (_placed(one, places, count) for one in (proof.below, proof.above))
        return Cases(proof.columns, proof.at, below, above)
    assert isinstance(proof, Leaf)
    rows = [0] * count
    for place, multiplier in zip(places, proof.rows, strict=True):
        rows[place] = multiplier
    return Leaf(proof.denominator, tuple(rows), (), proof.total, proof.cases)


def _leaves(proof: Proof) -> int:
    return _leaves(proof.below) + _leaves(proof.above) if isinstance(proof, Cases) else 1
