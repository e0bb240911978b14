"""The optimum without a search, where prices prove it, or as many of its levels as they prove.

Of the clauses' demands, those that say *at most so many* divide people into blocks, often one for each way. Demands
that bind several blocks, such as a balance, are given a price instead. At the right prices the best of each block, all
together, keep these demands as well. Nothing that keeps all demands can then be better (Everett, Operations Research
11, 1963), and whatever is as good is as good in each block, so that few columns are left in which equals can differ.
Where no prices fit exactly, each still bound from above what can be had, mostly exactly in all levels but the last.
How the prices were found does not matter: what they prove is reckoned anew, in whole numbers.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from safeconduct.selection.columns import Columns
from safeconduct.selection.prices.balance import Arc, End, Room, Waiting, Worth, balance
from safeconduct.selection.prices.block import At, Block
from safeconduct.selection.prices.bundles import STATES
from safeconduct.selection.programme import Row

ROUNDS = 8  # of prices, and what goes at them, before it is given up


@dataclass(frozen=True, slots=True)
class Priced:
    """What prices show. ``point`` is how many of each column go, and the best there is in the first ``depth`` levels;
    whatever is as good in these differs from it in the columns ``free`` only (in order). ``prices``, by demand, and the
    ``blocks`` are what proves it, and that no more than ``upper`` can be had."""

    point: Any
    depth: int
    free: list[int]
    prices: dict[End, Worth]
    blocks: list[Block]
    upper: Worth


def by_prices(columns: Columns) -> Priced | None:
    """The best that prices find, if they prove it to be the best in any level."""
    if columns.count > columns.people or not columns.count:
        return None
    if columns.levels.min(initial=0) < 0 or not columns.levels.any(axis=0).all():
        return None
    return _Prices(columns).look()


class _Prices:
    def __init__(self, columns: Columns) -> None:
        import numpy as np

        self.columns, self.levels = columns, len(columns.levels)
        index, value = columns.index.tolist(), columns.value.tolist()
        entries = [dict(zip(index[at:to], value[at:to], strict=True)) for at, to in pairwise(columns.starts.tolist())]
        falling = {row for row, weight in zip(index, value, strict=True) if weight < 0}
        self.caps = {
            at: row.most
            for at, row in enumerate(columns.rows)
            if row.least is None and row.most is not None and at not in falling
        }
        self.uses = [{row: one[row] for row in one if row in self.caps} for one in entries]
        self.binds = [{row: one[row] for row in one if row not in self.caps} for one in entries]
        people = np.bincount(columns.pattern, columns.most, len(entries))
        for at, (uses, binds) in enumerate(zip(self.uses, self.binds, strict=True)):
            if not uses:  # as many as there are
                uses[-1 - at] = max([1, *map(abs, binds.values())])
                self.caps[-1 - at] = int(people[at]) * uses[-1 - at]
        self.sets = _sharing(self.uses)
        block = np.zeros(len(entries), dtype=np.int64)
        for at, places in enumerate(self.sets):
            block[places] = at
        order = np.argsort(block[columns.pattern], kind="stable")
        ends = np.cumsum(np.bincount(block[columns.pattern], minlength=len(self.sets)))
        self.blocks = [Block(columns, of, self.uses, self.caps) for of in np.split(order, ends[:-1])]
        self.prices: list[Worth] = [()] * len(self.blocks)  # at which they were looked at last
        self.goes: list[At | None] = [None] * len(self.blocks)
        self.effort = STATES
        self.bound: set[End] = set()  # the demands that have prices
        self.ends: list[tuple[End, End]] = []  # of each block, those for and against which its people count
        self.best: tuple[Worth, Any] | None = None
        self.upper: tuple[Worth, dict[End, Worth]] | None = None

    def look(self) -> Priced | None:
        nothing = (0,) * self.levels
        goes = self._at([nothing] * len(self.blocks))
        if goes is None:
            return None
        totals = self._totals(self._joined(goes, [one.room for one in goes]))
        broken = {row.clause for row, total in zip(self.columns.rows, totals, strict=True) if _off(row, total)}
        self.bound = {at for at, row in enumerate(self.columns.rows) if row.clause in broken and at not in self.caps}
        counted = [_counted({row: n for row, n in one.items() if row in self.bound}) for one in self.binds]
        sure = [one for one in counted if one is not None]
        if len(sure) < len(counted) or not self._count(sure):
            return None
        self._balance(goes)
        return self._shown()

    def _at(self, prices: Sequence[Worth]) -> list[At] | None:
        """Of each block who go at its price; None where some block is too much to look at."""
        for at, (block, price) in enumerate(zip(self.blocks, prices, strict=True)):
            if self.goes[at] is None or self.prices[at] != price:
                self.goes[at], self.prices[at] = block.at(price, self.effort), price
                if (found := self.goes[at]) is None:
                    return None
                self.effort -= found.effort
        goes = [one for one in self.goes if one is not None]
        return goes if len(goes) == len(self.blocks) else None

    def _count(self, counted: Sequence[tuple[int, tuple[End, End]]]) -> bool:
        """Tell the blocks of each pattern how many a unit counts, and between which ends; whether that can be."""
        counts = [count for count, _ in counted]
        for block, places in zip(self.blocks, self.sets, strict=True):
            block.count(counts)
            mine = {counted[at][1] for at in places if counts[at]}
            if len(mine) > 1 or (mine and not block.singly):
                return False
            self.ends.append(mine.pop() if mine else (-1, -1))
        return True

    def _balance(self, goes: list[At] | None) -> None:
        """Prices, who go at them, prices at which these are balanced, and so on, until the same people go again."""
        seen: list[list[dict[int, int]]] = []
        while goes is not None and len(seen) < ROUNDS:
            bundles = [one.bundles for one in goes]
            if bundles in seen:  # if it is of more than one round ago, it goes round in a circle
                return
            seen.append(bundles)
            waiting = [
                _waiting(block, one, each) for block, one, each in zip(self.blocks, goes, self.ends, strict=True)
            ]
            taken = [one.taken for one in waiting]
            rooms, excess = self._excess(self._joined(goes, taken))
            arcs: list[Arc] = [*(one for one in waiting if one.ends != (-1, -1)), *rooms]
            prices = balance(arcs, excess, self.levels)
            if prices is None:
                return
            self._reached(self._joined(goes, taken))
            goes = self._at([self._price(prices, each) for each in self.ends])
            if goes is not None:
                self._bounded(goes, prices)

    def _reached(self, point: Any) -> None:
        """Remember a point, if it keeps every demand and is better than those before."""
        if self.columns.keeps(point):
            values = tuple((self.columns.levels @ point).tolist())
            if self.best is None or values > self.best[0]:
                self.best = values, point

    def _bounded(self, goes: Sequence[At], prices: dict[End, Worth]) -> None:
        """Remember how much there can be at most, by these prices and who go at them, if it is less than before."""
        point = self._joined(goes, [one.most() for one in goes])
        upper, totals, ground = (self.columns.levels @ point).tolist(), self._totals(point), prices[-1]
        for at in self.bound:
            row, price = self.columns.rows[at], prices[at]
            if price != ground:
                side = row.least if price > ground else row.most
                if side is None:
                    return
                far = totals[at] - side
                upper = [so + (one - other) * far for so, one, other in zip(upper, price, ground, strict=True)]
        if self.upper is None or tuple(upper) < self.upper[0]:
            self.upper = tuple(upper), prices

    def _shown(self) -> Priced | None:
        """How many levels are proven, and where else what is as good in them can be."""
        if self.best is None or self.upper is None:
            return None
        (values, point), (upper, prices) = self.best, self.upper
        depth = next((at for at, each in enumerate(zip(values, upper, strict=True)) if len(set(each)) > 1), self.levels)
        if not depth:
            return None
        costs = [self._price(prices, each)[:depth] for each in self.ends]
        goes = self._at(costs) if depth == self.levels else None
        own = [one.free() for one in goes] if goes else [*map(Block.free, self.blocks, costs)]
        free: list[int] = []
        for block, mine in zip(self.blocks, own, strict=True):
            if mine is None:
                return None
            free += block.of[mine].tolist()
        return Priced(point, depth, sorted(free), prices, self.blocks, upper)

    def _price(self, prices: dict[End, Worth], ends: tuple[End, End]) -> Worth:
        first, second = (prices[end] for end in ends)
        return tuple([two - one for one, two in zip(first, second, strict=True)])

    def _totals(self, point: Any) -> list[int]:
        totals: list[int] = self.columns.totals(point).tolist()
        return totals

    def _excess(self, point: Any) -> tuple[list[Room], dict[End, int]]:
        """Of each demand by how much too much is reached (less than 0: too little), and the room that it leaves."""
        totals = self._totals(point)
        far = 1 + int(self.columns.most.sum()) * int(abs(self.columns.value).max(initial=0))  # more than any total
        rooms, excess = [], {}
        for at in sorted(self.bound):
            row, total = self.columns.rows[at], totals[at]
            least, most = -far if row.least is None else row.least, far if row.most is None else row.most
            value = min(max(total, least), most)
            rooms.append(Room(at, value, least, most, self.levels))
            excess[at] = total - value
        excess[-1] = -sum(excess.values())
        return rooms, excess

    def _joined(self, goes: Sequence[At], taken: Sequence[Sequence[int]]) -> Any:
        """Of each block those who go."""
        point = self.columns.least.copy()
        for block, one, numbers in zip(self.blocks, goes, taken, strict=True):
            mine = block.least.copy()
            for column, number in one.bundles.items():
                mine[column] += number
            for queue, number in zip(one.queues, numbers, strict=True):
                mine[queue.of] += queue.first(number)
            point[block.of] = mine
        return point


def _off(row: Row, total: int) -> bool:
    return (row.least is not None and total < row.least) or (row.most is not None and total > row.most)


def _sharing(uses: Sequence[dict[int, int]]) -> list[list[int]]:
    """The patterns in sets that share no ceiling."""
    above: dict[int, int] = {}  # of ceilings

    def top(row: int) -> int:
        while row in above:
            row = above[row]
        return row

    for under in uses:
        first, *others = {top(row) for row in under}
        above.update(dict.fromkeys(others, first))
    sets: dict[int, list[int]] = {}
    for at, under in enumerate(uses):
        sets.setdefault(top(next(iter(under))), []).append(at)
    return list(sets.values())


def _counted(binds: dict[int, int]) -> tuple[int, tuple[End, End]] | None:
    """How many a unit counts, for which demand and against which; None where it is more than one of each."""
    for_ = [row for row, weight in binds.items() if weight > 0]
    against = [row for row, weight in binds.items() if weight < 0]
    numbers = {abs(weight) for weight in binds.values() if weight}
    if len(for_) > 1 or len(against) > 1 or len(numbers) > 1:
        return None
    return (numbers.pop() if numbers else 0), (for_[0] if for_ else -1, against[0] if against else -1)


def _waiting(block: Block, at: At, ends: tuple[End, End]) -> Waiting:
    queues = []
    for queue in at.queues:
        some = queue.most > 0
        worths = [tuple(one) for one in block.levels[:, queue.of[some]].T.tolist()]
        queues.append((worths, queue.ends[some].tolist()))
    return Waiting(ends, queues, at.room)
