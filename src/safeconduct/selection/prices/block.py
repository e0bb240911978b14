"""People who share ceilings with each other and with nobody else: who of them go at a price for each that is counted.

People who take one place each go in the order of their worth. Of those who take several together, most are settled by
what their places are worth to others; for the few for which that does not decide, every number of places that they may
take together is looked at. Worth and price are vectors, one number for each level of the objective, and the first
number that differs decides.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from safeconduct.selection.columns import Columns

STATES = 400_000  # numbers of places, times ways to take them, that are looked at in one block
WIDE = 2**61  # a block of which more than this is worth more than that is not looked at
NONE = -(2**62)  # what cannot be

Uses = Mapping[int, int]  # by row, for one unit


@dataclass(frozen=True, slots=True)
class Bundle:
    """A column that takes several places, or places under several ceilings: at most ``most`` times ``uses``."""

    column: int
    uses: tuple[int, ...]
    worth: int
    most: int


class Queue:
    """Columns of which each unit takes one place under one ceiling, in the order of their worth."""

    def __init__(self, of: Any, worth: Any, most: Any) -> None:
        import numpy as np

        order = np.argsort(-worth, kind="stable")
        self.of, self.worth, self.most = of[order], worth[order], most[order]
        self.ends = np.cumsum(self.most)
        self.raw = np.repeat(self.worth, self.most)
        self.each = np.maximum(self.raw, 0)  # nobody goes who is worth less than nothing
        self.sums = np.concatenate([[0], np.cumsum(self.each)])

    def at(self, place: int) -> int:
        """What the one at a place, counted from 1, is worth; 0 after the last, and where there is no such place."""
        return int(self.each[place - 1]) if 0 < place <= len(self.each) else 0

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


class Block:
    """The columns ``of``, and the places that a unit of each takes (``uses``, by pattern) of so many (``caps``)."""

    def __init__(self, columns: Columns, of: Any, uses: Sequence[Uses], caps: Mapping[int, int]) -> None:
        import numpy as np

        self.of, self.least, self.levels = of, columns.least[of], columns.levels[:, of]
        self.free = columns.most[of] - self.least
        self.pattern = columns.pattern[of]
        pattern = self.pattern.tolist()
        rows = sorted({row for one in set(pattern) for row in uses[one]})
        takes = {one: tuple([uses[one].get(row, 0) for row in rows]) for one in set(pattern)}
        table = np.array([takes[one] for one in pattern], dtype=np.int64).reshape(len(of), len(rows))
        self.caps = [caps[row] - int(owed) for row, owed in zip(rows, self.least @ table, strict=True)]
        self.counts = np.zeros(len(of), dtype=np.int64)
        alone = (table.sum(axis=1) == 1) & (self.free > 0)
        self.queues = [np.flatnonzero(alone & (table[:, at] == 1)) for at in range(len(rows))]
        self.bundled = np.flatnonzero(~alone & (self.free > 0))
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

    def at(self, price: Sequence[int]) -> At | None:
        """Who go where everyone who counts costs so much; None where there is too much to look at.

        A price of fewer numbers than there are levels looks at the first levels only.
        """
        import numpy as np

        worths = [level - self.counts * own for level, own in zip(self.levels, price, strict=False)]
        wide, worth = 1, np.zeros(len(self.of), dtype=np.int64)
        for level in reversed(worths):
            if wide >= WIDE:
                return None
            worth = worth + level * wide
            wide *= 2 * int(abs(level) @ self.free) + 1
        if wide * self.most_places >= WIDE or min(self.caps) < 0:
            return None
        queues = [Queue(of, worth[of], self.free[of]) for of in self.queues]
        room, taken, open_ = settle(worth[self.bundled], self.takes, self.free[self.bundled], queues, self.caps)
        widest = tuple(room)
        left = [
            Bundle(int(at), tuple(use), int(worth[at]), int(self.free[at]))
            for at, use in zip(self.bundled[open_], self.takes[open_].tolist(), strict=True)
        ]
        chosen = look(left, queues, room)
        if chosen is None:
            return None
        for bundle, number in zip(left, chosen[0], strict=True):
            taken[self.bundled == bundle.column] = number
            room = [most - number * use for most, use in zip(room, bundle.uses, strict=True)]
        goes = np.flatnonzero(taken)
        bundles = dict(zip(self.bundled[goes].tolist(), taken[goes].tolist(), strict=True))
        if chosen[1]:
            return At(queues, room, bundles, (), tuple(room), tuple(room))
        narrowest = self._after(widest, left)
        return At(queues, room, bundles, tuple([one.column for one in left]), narrowest, widest)

    @staticmethod
    def _after(room: Sequence[int], bundles: Sequence[Bundle]) -> tuple[int, ...]:
        """The room that is left at least, however many of the bundles go."""
        takes = [sum(one.uses[at] * one.most for one in bundles) for at in range(len(room))]
        return tuple([max(0, left - take) for left, take in zip(room, takes, strict=True)])


@dataclass(frozen=True, slots=True)
class At:
    """Who go at a price: of each bundle how many, and how many places that leaves to each queue.

    ``loose`` are the bundles of which another choice may be as good; with these, between ``narrowest`` and ``widest``
    places may be left to each queue.
    """

    queues: list[Queue]
    room: list[int]
    bundles: dict[int, int]
    loose: tuple[int, ...]
    narrowest: tuple[int, ...]
    widest: tuple[int, ...]

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


def settle(
    worth: Any, uses: Any, most: Any, queues: Sequence[Queue], caps: Sequence[int]
) -> tuple[list[int], Any, Any]:
    """The room that the bundles of which it is settled leave, how many of each go, and which ones are still open.

    A bundle takes the places of singles. Of these, the best that it can ever take is that of the one who goes if all
    open bundles go too, and the least that of the one who goes if none does. Worth more than as many of the former, it
    goes; worth less than as many of the latter, it stays.
    """
    import numpy as np

    room, taken, open_ = np.array(caps, dtype=np.int64), np.zeros(len(worth), dtype=np.int64), np.arange(len(worth))
    while len(open_):
        own, use = worth[open_], uses[open_]
        first = room - most[open_] @ use + 1  # of the places that all of them would take
        cheap = np.array([queue.at(left) for queue, left in zip(queues, room.tolist(), strict=True)])
        dear = np.array([queue.at(place) for queue, place in zip(queues, first.tolist(), strict=True)])
        stays = own < use @ cheap
        goes = ~stays & (use[:, first < 1] == 0).all(axis=1) & (own > use @ dear)
        if not (stays | goes).any():
            break
        sure = open_[goes]
        taken[sure] = most[sure]
        room = room - most[sure] @ uses[sure]
        open_ = open_[~stays & ~goes]
    return room.tolist(), taken, open_


def look(bundles: Sequence[Bundle], queues: Sequence[Queue], room: Sequence[int]) -> tuple[list[int], bool] | None:
    """Of each bundle how many go, and whether that is the only best choice; None where there is too much to look at."""
    import numpy as np

    if not bundles:
        return [], True
    shape = [min(left, sum(one.uses[at] * one.most for one in bundles)) + 1 for at, left in enumerate(room)]
    if int(np.prod(shape, dtype=float)) * (1 + sum(one.most for one in bundles)) > STATES:
        return None
    worth = np.full(shape, NONE, dtype=np.int64)  # the most that can be had in so many places
    ways = np.zeros(shape, dtype=np.int8)  # in how many ways, two standing for more
    worth[(0,) * len(shape)], ways[(0,) * len(shape)] = 0, 1
    steps = [worth]
    for one in bundles:
        had, ways_had = worth, ways
        worth, ways = had.copy(), ways_had.copy()
        for number in range(1, one.most + 1):
            takes = [use * number for use in one.uses]
            if any(take >= size for take, size in zip(takes, shape, strict=True)):
                break
            into = tuple(slice(take, None) for take in takes)
            from_ = tuple(slice(0, size - take) for take, size in zip(takes, shape, strict=True))
            made = np.where(had[from_] == NONE, NONE, had[from_] + number * one.worth)
            more, same = made > worth[into], (made == worth[into]) & (made != NONE)
            both = np.minimum(2, ways[into] + ways_had[from_])
            ways[into] = np.where(more, ways_had[from_], np.where(same, both, ways[into]))
            worth[into] = np.maximum(worth[into], made)
        steps.append(worth)
    total = worth
    for at, (queue, left) in enumerate(zip(queues, room, strict=True)):
        places = np.minimum(left - np.arange(shape[at]), len(queue.each))
        total = total + queue.sums[places].reshape([-1 if one == at else 1 for one in range(len(shape))])
    total = np.where(worth == NONE, NONE, total)
    best = np.flatnonzero(total == total.max())
    only = len(best) == 1 and int(ways.flat[best[0]]) == 1
    place = tuple(int(one) for one in np.unravel_index(best[0], shape))
    chosen: list[int] = []
    for one, had, now in zip(bundles[::-1], steps[-2::-1], steps[:0:-1], strict=True):
        for number in range(one.most + 1):  # one of them leads here
            before = tuple(at - number * use for at, use in zip(place, one.uses, strict=True))
            if min(before) >= 0 and had[before] != NONE and had[before] + number * one.worth == now[place]:
                break
        chosen.append(number)
        place = before
    return chosen[::-1], only
