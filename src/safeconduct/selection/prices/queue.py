"""People who take one place each, in the order of their worth, and worth as one number.

Worth is a vector, one number for each level of the objective, and the first number that differs decides.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

WIDE = 2**61  # where more than this would have to be told apart, nothing is looked at


def joined(levels: Sequence[Any], far: Sequence[int]) -> Any:
    """Worth as one number of machine size, in which a level decides before those after it.

    ``far`` is by how much, in each level, anything can differ that is compared; None where that is too much.
    """
    import numpy as np

    wide, worth = 1, np.zeros_like(levels[0])
    for level, most in zip(reversed(levels), reversed(far), strict=True):
        if wide * (2 * most + 1) >= WIDE:
            return None
        worth = worth + level * wide
        wide *= 2 * most + 1
    return worth


class Queue:
    """Columns of which each unit takes one place under one ceiling, in the order of their worth."""

    def __init__(self, of: Any, worth: Any, most: Any) -> None:
        import numpy as np

        order = np.argsort(-worth, kind="stable")
        self.of, self.worth, self.most = of[order], worth[order], most[order]
        self.ends = np.cumsum(self.most)
        self.raw = np.repeat(self.worth, self.most)
        self.each = np.maximum(self.raw, 0)  # nobody goes who is worth less than nothing

    def at(self, place: int) -> int:
        """What the one at a place, counted from 1, is worth; 0 after the last, and where there is no such place."""
        return int(self.each[place - 1]) if 0 < place <= len(self.each) else 0

    def gap(self, left: int, price: int) -> int:
        """What is lost at a price for each place, where so many go: places that are worth less, people worth more."""
        goes, stays = self.each[:left][::-1], self.each[left:]
        cheap: list[int] = goes[: int((goes < price).sum())].tolist()
        dear: list[int] = stays[: int((stays > price).sum())].tolist()
        return sum(price - one for one in cheap) + sum(one - price for one in dear) + price * max(0, left - len(goes))

    def free(self, least: int, most: int) -> Any:
        """The columns of which more or fewer can go for the same worth, with places for ``least`` to ``most``."""
        import numpy as np

        sure = int(self.most[self.worth > 0].sum())
        if most == 0 or not len(self.raw):
            return self.of[:0]
        if least == most <= sure:  # every place is taken, and only for the last one can there be a choice
            last = (self.worth == self.raw[most - 1]) & (self.most > 0)
            choice = most < sure and self.raw[most - 1] == self.raw[most] and np.count_nonzero(last) > 1
            return self.of[last] if choice else self.of[:0]
        high = np.inf if least == 0 else self.raw[least - 1] if least <= sure else 0
        low = self.raw[most - 1] if most < sure else 0
        return self.of[(self.worth <= high) & (self.worth >= low) & (self.most > 0)]

    def first(self, number: int) -> Any:
        """How many of each column, where so many go."""
        import numpy as np

        return np.clip(number - (self.ends - self.most), 0, self.most)
