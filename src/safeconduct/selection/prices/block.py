"""People who share ceilings with each other and nobody else: who of them go at a price for each that is counted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from safeconduct.selection.columns import Columns
from safeconduct.selection.prices.bundles import LARGEST, Bundle, core, look, settle, states
from safeconduct.selection.prices.queue import Queue, joined

FEW = 8  # bundles of which all is looked at without settling more of them first
Uses = Mapping[int, int]  # by row, for one unit


class Block:
    """The columns ``of``, and the places that a unit of each takes (``uses``, by pattern) of so many (``caps``)."""

    def __init__(self, columns: Columns, of: Any, uses: Sequence[Uses], caps: Mapping[int, int]) -> None:
        import numpy as np

        self.of, self.least, self.levels = of, columns.least[of], columns.levels[:, of]
        self.number = columns.most[of] - self.least
        self.pattern = columns.pattern[of]
        pattern = self.pattern.tolist()
        rows = self.rows = sorted({row for one in set(pattern) for row in uses[one]})
        takes = {one: tuple([uses[one].get(row, 0) for row in rows]) for one in set(pattern)}
        table = self.table = np.array([takes[one] for one in pattern], dtype=np.int64).reshape(len(of), len(rows))
        self.caps = [caps[row] - int(owed) for row, owed in zip(rows, self.least @ table, strict=True)]
        self.counts = np.zeros(len(of), dtype=np.int64)
        alone = (table.sum(axis=1) == 1) & (self.number > 0)
        self.queues = [np.flatnonzero(alone & (table[:, at] == 1)) for at in range(len(rows))]
        self.bundled = np.flatnonzero(~alone & (self.number > 0))
        self.takes = table[self.bundled]
        self.most_places = int(table.sum(axis=1).max())
        self.alone = alone

    def count(self, counts: Sequence[int]) -> None:
        """From now on a unit of each pattern counts for so many, and has their price."""
        import numpy as np

        self.counts = np.array(counts, dtype=np.int64)[self.pattern]

    @property
    def singly(self) -> bool:
        """Whether whoever takes one place counts for one."""
        return bool((self.counts[self.alone] == 1).all())

    def at(self, price: Sequence[int], effort: int) -> At | None:
        """Who go where everyone who counts costs so much; None where there is more to look at than ``effort``."""
        import numpy as np

        settled = self._settled(price)
        if settled is None:
            return None
        worths, queues, room, taken, left = settled
        looked = states(left, room) if left else 0
        if looked > min(effort, LARGEST):
            return None
        chosen = self._look(left, worths, room) if left else ([], True)
        if chosen is None:
            return None
        widest = tuple(room)
        for bundle, number in zip(left, chosen[0], strict=True):
            taken[self.bundled == bundle.column] = number
            room = [most - number * use for most, use in zip(room, bundle.uses, strict=True)]
        goes = np.flatnonzero(taken)
        bundles = dict(zip(self.bundled[goes].tolist(), taken[goes].tolist(), strict=True))
        if chosen[1]:
            return At(queues, room, bundles, (), tuple(room), tuple(room), looked)
        return At(queues, room, bundles, tuple([one.column for one in left]), _after(widest, left), widest, looked)

    def free(self, price: Sequence[int]) -> list[int] | None:
        """The columns of which more or fewer may go for the same worth in the first levels, as many as there are
        numbers in the price, or more than these; None where there is too much to look at."""
        settled = self._settled(price)
        if settled is None:
            return None
        _, queues, room, _, left = settled
        return At(queues, room, {}, tuple([one.column for one in left]), _after(room, left), tuple(room), 0).free()

    def _settled(self, price: Sequence[int]) -> tuple[list[Any], list[Queue], list[int], Any, list[Bundle]] | None:
        """Worth by level, queues, room, how many of each bundle go, and those of which that is open."""
        import numpy as np

        worths = [level - self.counts * own for level, own in zip(self.levels, price, strict=False)]
        worth = joined(worths, [int(abs(one).max(initial=0)) * (1 + self.most_places) for one in worths])
        if worth is None or min(self.caps) < 0:
            return None
        queues = [Queue(of, worth[of], self.number[of]) for of in self.queues]
        own, most = worth[self.bundled], self.number[self.bundled]
        room, taken, open_ = settle(own, self.takes, most, queues, self.caps)
        if len(open_) > FEW:
            sure, rest = core(own[open_], self.takes[open_], most[open_], queues, room)
            taken[open_] = sure
            room, open_ = (np.array(room) - sure @ self.takes[open_]).tolist(), open_[rest]
        each = zip(self.bundled[open_].tolist(), self.takes[open_].tolist(), most[open_].tolist(), strict=True)
        return worths, queues, room, taken, [Bundle(at, tuple(use), number) for at, use, number in each]

    def _look(
        self, left: Sequence[Bundle], worths: Sequence[Any], room: Sequence[int]
    ) -> tuple[list[int], bool] | None:
        """``look``, with worths between which only the bundles that are left, and as many singles, can decide."""
        import numpy as np

        of = np.array([one.column for one in left])
        places = sum(sum(one.uses) * one.most for one in left)
        far = [
            int(abs(one[of]) @ self.number[of]) + places * int(abs(one[self.alone]).max(initial=0)) for one in worths
        ]
        worth = joined(worths, far)
        if worth is None:
            return None
        queues = [Queue(of, worth[of], self.number[of]) for of in self.queues]
        return look(left, worth[of].tolist(), queues, room)


@dataclass(frozen=True, slots=True)
class At:
    """Who go at a price: of each bundle how many, and how many places that leaves to each queue.

    ``loose`` are the bundles of which another choice may be as good; with these, between ``narrowest`` and ``widest``
    places may be left to each queue. ``effort`` is how much was looked at.
    """

    queues: list[Queue]
    room: list[int]
    bundles: dict[int, int]
    loose: tuple[int, ...]
    narrowest: tuple[int, ...]
    widest: tuple[int, ...]
    effort: int

    def most(self) -> list[int]:
        """Of each queue how many go, where nobody goes for nothing."""
        places = zip(self.queues, self.room, strict=True)
        return [min(int(queue.most[queue.worth > 0].sum()), room) for queue, room in places]

    def free(self) -> list[int]:
        """The columns of which more or fewer may go for the same worth, or more than these."""
        found = list(self.loose)
        for queue, least, most in zip(self.queues, self.narrowest, self.widest, strict=True):
            found += queue.free(least, most).tolist()
        return found


def _after(room: Sequence[int], bundles: Sequence[Bundle]) -> tuple[int, ...]:
    """The room that is left at least, however many of the bundles go."""
    takes = [sum(one.uses[at] * one.most for one in bundles) for at in range(len(room))]
    return tuple([max(0, left - take) for left, take in zip(room, takes, strict=True)])
