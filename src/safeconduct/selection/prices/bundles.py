"""People who take several places together: which of them go, where singles want the same places.

Most are settled by what their places are worth to singles; for the few for which that does not decide, every number of
places that they may take together is looked at.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from safeconduct.selection.prices.queue import Queue

STATES = 50_000_000  # numbers of places, times ways to take them, that are looked at in all: about half a second,
LARGEST = 8_000_000  # and in one block, which takes eight bytes for each
SWEEPS = 3  # over the queues, until the prices of their places fit each other
NONE = -(2**62)  # what cannot be


@dataclass(frozen=True, slots=True)
class Bundle:
    """A column that takes several places, or places under several ceilings: at most ``most`` times ``uses``."""

    column: int
    uses: tuple[int, ...]
    most: int


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


def core(worth: Any, uses: Any, most: Any, queues: Sequence[Queue], room: Sequence[int]) -> tuple[Any, Any]:
    """Of bundles and the room for them: how many of each surely go, and which ones are open for all that.

    Each queue has a price for a place. Whoever is worth more than their places goes; as far as these prices bound more
    than can be had then, a bundle whose worth is nearer to the price of its places may go or stay (the core of the
    problem: Balas and Zemel, Operations Research 28, 1980).
    """
    import numpy as np

    prices = np.array([queue.at(left) for queue, left in zip(queues, room, strict=True)])
    for _ in range(SWEEPS):
        for at, queue in enumerate(queues):
            low, high = 0, 1 + max(int(worth.max()), queue.at(1))
            while low < high:  # the least price at which nobody is kept from a place that is worth more than that
                prices[at] = middle = (low + high) // 2
                left = room[at] - int((most * (worth > uses @ prices)) @ uses[:, at])
                low, high = (low, middle) if left >= 0 and queue.at(left + 1) <= middle else (middle + 1, high)
            prices[at] = low
    gain = worth - uses @ prices
    goes = gain > 0
    left = np.array(room) - (most * goes) @ uses
    if (left < 0).any():
        return np.zeros_like(most), np.arange(len(worth))
    gap = sum(queue.gap(*each) for queue, *each in zip(queues, left.tolist(), prices.tolist(), strict=True))
    return most * (gain > gap), np.flatnonzero(abs(gain) <= gap)


def states(bundles: Sequence[Bundle], room: Sequence[int]) -> int:
    """How much there is to look at."""
    return math.prod(_shape(bundles, room)) * (1 + sum(one.most for one in bundles))


def _shape(bundles: Sequence[Bundle], room: Sequence[int]) -> list[int]:
    """How many numbers of places, from none, the bundles can take together under each ceiling."""
    return [min(left, sum(one.uses[at] * one.most for one in bundles)) + 1 for at, left in enumerate(room)]


def look(
    bundles: Sequence[Bundle], own: Sequence[int], queues: Sequence[Queue], room: Sequence[int]
) -> tuple[list[int], bool]:
    """Of each bundle, worth ``own``, how many go, and whether that is the only best choice."""
    import numpy as np

    shape = _shape(bundles, room)
    worth = np.full(shape, NONE, dtype=np.int64)  # the most that can be had in so many places
    ways = np.zeros(shape, dtype=np.int8)  # in how many ways, two standing for more
    worth[(0,) * len(shape)], ways[(0,) * len(shape)] = 0, 1
    steps = [worth]
    for one, each in zip(bundles, own, strict=True):
        had, ways_had = worth, ways
        worth, ways = had.copy(), ways_had.copy()
        for number in range(1, one.most + 1):
            takes = [use * number for use in one.uses]
            if any(take >= size for take, size in zip(takes, shape, strict=True)):
                break
            into = tuple(slice(take, None) for take in takes)
            from_ = tuple(slice(0, size - take) for take, size in zip(takes, shape, strict=True))
            made = np.where(had[from_] == NONE, NONE, had[from_] + number * each)
            more, same = made > worth[into], (made == worth[into]) & (made != NONE)
            both = np.minimum(2, ways[into] + ways_had[from_])
            ways[into] = np.where(more, ways_had[from_], np.where(same, both, ways[into]))
            worth[into] = np.maximum(worth[into], made)
        steps.append(worth)
    total = worth
    for at, (queue, left) in enumerate(zip(queues, room, strict=True)):
        low = left - shape[at] + 1
        there = queue.each[low:left]
        sums = np.concatenate([[0], np.cumsum(there)])
        places = np.minimum(np.arange(shape[at])[::-1], len(there))  # beyond those that are left when all bundles go
        total = total + sums[places].reshape([-1 if one == at else 1 for one in range(len(shape))])
    total = np.where(worth == NONE, NONE, total)
    best = np.flatnonzero(total == total.max())
    only = len(best) == 1 and int(ways.flat[best[0]]) == 1
    place = tuple(int(one) for one in np.unravel_index(best[0], shape))
    chosen: list[int] = []
    for one, each, had, now in zip(bundles[::-1], own[::-1], steps[-2::-1], steps[:0:-1], strict=True):
        for number in range(one.most + 1):  # one of them leads here
            before = tuple(at - number * use for at, use in zip(place, one.uses, strict=True))
            if min(before) >= 0 and had[before] != NONE and had[before] + number * each == now[place]:
                break
        chosen.append(number)
        place = before
    return chosen[::-1], only
