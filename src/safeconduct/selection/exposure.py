"""The order in which two sides give, so that neither is ever far ahead of the other.

The lead is what one side has given less what the other has, in weighted people. A step of weight w moves the lead by w,
so no order can stay below ceil(w_max / 2) (or below the difference that the agreement itself leaves at the end). People
are therefore arranged in bundles: each starts and ends at a lead of zero and stays within that bound on the way.
Source: Sandholm and Lesser, "Safe exchange", AAAI WS-94-02 and IJCAI 1995, with custody in neutral hands between steps.
"""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Mapping, Sequence
from itertools import cycle
from typing import NamedTuple

Bundle = tuple[int, ...]
"""Places in the order of need, carried out one after the other. The most urgent member, which is the least place, sets
the place of the whole bundle: nobody waits for the others of a bundle."""


class Bundles(NamedTuple):
    """After a bundle of ``closed`` the lead is what it was before; those of ``left`` are a difference at the end."""

    closed: list[Bundle]
    left: list[Bundle]


def lower_bound(weights: Sequence[int]) -> int:
    """No order of steps of these weights can keep the lead within less."""
    heaviest = max(map(abs, weights), default=0)
    return max(-(-heaviest // 2), abs(sum(weights)))


def bundle(weights: Mapping[int, int]) -> Bundles:
    """All steps of two sides, in bundles; each side's people in the order of need wherever the weights allow.

    ``weights`` has for each place in the order of need, in that order, the signed weight by which the step moves the
    lead. Steps of weight zero are bundles of their own.
    """
    still = [(place,) for place, weight in weights.items() if not weight]
    ones = {sign: [place for place, weight in weights.items() if weight == sign] for sign in (1, -1)}
    heavy = [(place, weight) for place, weight in weights.items() if abs(weight) > 1]
    enough = all(sum(abs(w) for _, w in heavy if (w > 0) is (sign < 0)) <= len(ones[sign]) for sign in (1, -1))
    if not enough:
        closed, left = _banded(weights)
        return Bundles([*still, *closed], left)
    found: list[Bundle] = []
    for place, weight in heavy:
        other = ones[-1 if weight > 0 else 1]
        # The least urgent of the other side are lifted to the place of the group; nobody is held back for it.
        against = [other.pop() for _ in range(abs(weight))][::-1]
        half = len(against) // 2
        found.append((*against[:half], place, *against[half:]))
    pairs = zip(ones[1], ones[-1], cycle((True, False)), strict=False)
    found += [(one, other) if turn else (other, one) for one, other, turn in pairs]
    both = min(len(ones[1]), len(ones[-1]))
    return Bundles([*still, *found], [(place,) for place in (*ones[1][both:], *ones[-1][both:])])


def _banded(weights: Mapping[int, int]) -> Bundles:
    """The general case, few single people: search for an order within the smallest band that the search can keep."""
    moving = {place: weight for place, weight in weights.items() if weight}
    heaviest, end = max(map(abs, moving.values())), abs(sum(moving.values()))
    limit = max(1, lower_bound(list(moving.values())))
    order = None
    while order is None:
        order = _within(moving, limit)
        limit += 1
        assert limit <= 2 * heaviest + end + 2
    found: list[Bundle] = []
    lead, start = 0, 0
    for index, place in enumerate(order):
        lead += moving[place]
        if lead == 0:
            found.append(tuple(order[start : index + 1]))
            start = index + 1
    return Bundles(found, [tuple(order[start:])] if start < len(order) else [])


def _within(weights: Mapping[int, int], limit: int) -> list[int] | None:
    """An order that keeps the lead within ``limit``: always make way for the heaviest step that is left."""
    left: dict[int, deque[int]] = defaultdict(deque)
    for place, weight in weights.items():
        left[weight].append(place)
    lead, order = 0, []
    while left:
        weight_ = _next_weight(list(left), lead, limit)
        if weight_ is None:
            return None
        order.append(left[weight_].popleft())
        if not left[weight_]:
            del left[weight_]
        lead += weight_
    return order


def _next_weight(weights: Sequence[int], lead: int, limit: int) -> int | None:
    by_size = sorted(weights, key=lambda weight: (-abs(weight), abs(lead + weight), weight))
    for target in by_size:
        if abs(lead + target) <= limit:
            return target
        # Make way: move against the target with the heaviest step that stays in the band.
        for weight in by_size:
            if (weight > 0) is not (target > 0) and abs(lead + weight) <= limit:
                return weight
    return None
