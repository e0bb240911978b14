"""The order in which two sides give, so that neither is ever far ahead of the other.

The lead is what one side has given less what the other has, in weighted people. A step of weight w moves the lead by w,
so no order can stay below ceil(w_max / 2) (or below the difference that the agreement itself leaves at the end). People
are therefore arranged in bundles: each starts and ends at a lead of zero and stays within that bound on the way.
Source: Sandholm and Lesser, "Safe exchange", AAAI WS-94-02 and IJCAI 1995, with custody in neutral hands between steps.
"""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Sequence
from dataclasses import dataclass

from safeconduct.selection.units import Unit

Key = tuple[object, ...]


@dataclass(frozen=True, slots=True)
class Step:
    """One unit on its way, with the signed weight by which it moves the lead, and its place in the order of need."""

    unit: Unit
    weight: int
    key: Key


@dataclass(frozen=True, slots=True)
class Bundle:
    """Steps that are carried out one after the other. ``closed``: the lead is zero at its end."""

    steps: tuple[Step, ...]
    closed: bool = True

    @property
    def key(self) -> Key:
        """The most urgent member sets the place of the whole bundle: nobody waits for the others of a bundle."""
        return min([step.key for step in self.steps])


def lower_bound(steps: Sequence[Step]) -> int:
    """No order of these steps can keep the lead within less."""
    heaviest = max((abs(step.weight) for step in steps), default=0)
    return max(-(-heaviest // 2), abs(sum(step.weight for step in steps)))


def bundle(steps: Sequence[Step]) -> list[Bundle]:
    """All steps of two sides, arranged in bundles; each side's people in the order of need wherever the weights allow.

    Steps of weight zero are bundles of their own.
    """
    still = [Bundle((step,)) for step in steps if step.weight == 0]
    ones = {sign: deque(sorted((s for s in steps if s.weight == sign), key=lambda s: s.key)) for sign in (1, -1)}
    heavy = sorted((step for step in steps if abs(step.weight) > 1), key=lambda step: step.key)
    enough = all(
        sum(abs(s.weight) for s in heavy if (s.weight > 0) is (sign < 0)) <= len(ones[sign]) for sign in (1, -1)
    )
    if not enough:
        return still + _banded(steps)
    found = []
    for step in heavy:
        other = ones[-1 if step.weight > 0 else 1]
        # The least urgent of the other side are lifted to the place of the group; nobody is held back for it.
        against = [other.pop() for _ in range(abs(step.weight))][::-1]
        half = len(against) // 2
        found.append(Bundle((*against[:half], step, *against[half:])))
    turn = 1
    while ones[1] and ones[-1]:
        found.append(Bundle((ones[turn].popleft(), ones[-turn].popleft())))
        turn = -turn
    rest = [*ones[1], *ones[-1]]
    found += [Bundle((step,), closed=False) for step in rest]
    return still + found


def _banded(steps: Sequence[Step]) -> list[Bundle]:
    """The general case, few single people: search for an order within the smallest band that the search can keep."""
    moving = [step for step in steps if step.weight]
    limit = max(1, lower_bound(moving))
    heaviest = max(abs(step.weight) for step in moving)
    order = None
    while order is None:
        order = _within(moving, limit)
        limit += 1
        assert limit <= 2 * heaviest + abs(sum(step.weight for step in moving)) + 2
    found, lead, start = [], 0, 0
    for index, step in enumerate(order):
        lead += step.weight
        if lead == 0:
            found.append(Bundle(tuple(order[start : index + 1])))
            start = index + 1
    if start < len(order):
        found.append(Bundle(tuple(order[start:]), closed=False))
    return found


def _within(steps: Sequence[Step], limit: int) -> list[Step] | None:
    """An order that keeps the lead within ``limit``: always make way for the heaviest step that is left."""
    left: dict[int, deque[Step]] = defaultdict(deque)
    for step in sorted(steps, key=lambda step: step.key):
        left[step.weight].append(step)
    lead, order = 0, []
    while left:
        weight = _next_weight(list(left), lead, limit)
        if weight is None:
            return None
        order.append(left[weight].popleft())
        if not left[weight]:
            del left[weight]
        lead += weight
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
