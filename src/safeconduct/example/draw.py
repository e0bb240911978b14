"""A random source that gives the same draws on every machine and in every Python version.

Only ``random.Random.random`` is promised to stay the same for a seed, so everything is made of that one number.
"""

from __future__ import annotations

import random
from collections.abc import Sequence


class Draw:
    """Draws from a stream named by a seed and labels; two streams with different names do not depend on each other."""

    def __init__(self, seed: int, *labels: str) -> None:
        self.number = random.Random("/".join([str(seed), *labels])).random  # noqa: S311 - examples, not secrets

    def chance(self, share: float) -> bool:
        """True in ``share`` of the draws."""
        return self.number() < share

    def below(self, bound: int) -> int:
        """A whole number from 0 to ``bound`` - 1."""
        return int(self.number() * bound)

    def between(self, least: int, most: int) -> int:
        """A whole number from ``least`` to ``most``, both included."""
        return least + self.below(most - least + 1)

    def pick[T](self, options: Sequence[T]) -> T:
        return options[self.below(len(options))]

    def common[T](self, options: Sequence[T]) -> T:
        """One of ``options``, the first ones more often, as with names."""
        number = self.number()
        return options[int(number * number * len(options))]

    def weighted[T](self, options: Sequence[tuple[T, float]]) -> T:
        """One of ``options`` by its share; the shares sum to 1."""
        number = self.number()
        for option, share in options:
            number -= share
            if number < 0:
                return option
        return options[-1][0]
