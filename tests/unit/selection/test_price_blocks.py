"""People who go several together against people who go alone, under the ceilings that they share."""

from __future__ import annotations

import itertools
import random
from typing import Any

import numpy as np
import pytest

from safeconduct.selection.columns import Columns
from safeconduct.selection.kind import Kind
from safeconduct.selection.prices import optimum
from safeconduct.selection.prices.bundles import Bundle, core, look, settle
from safeconduct.selection.prices.optimum import by_prices
from safeconduct.selection.prices.queue import Queue, joined
from safeconduct.selection.programme import Programme, Row, UnitClass
from safeconduct.selection.solve import solve
from safeconduct.selection.units import Unit

Case = tuple[list[Queue], Any, Any, Any, list[int]]


def case(rng: random.Random) -> Case:
    """One ceiling or two, singles of each, and up to seven bundles with places under one of them or both."""
    count = rng.choice([1, 1, 2])
    queues = []
    for _ in range(count):
        worth = np.array([rng.randint(-3, 20) for _ in range(rng.randint(0, 8))], dtype=np.int64)
        most = np.array([rng.randint(0, 3) for _ in worth], dtype=np.int64)
        queues.append(Queue(np.arange(len(worth)), worth, most))
    number = rng.randint(1, 7)
    uses = np.array([[rng.randint(0, 3) for _ in range(count)] for _ in range(number)], dtype=np.int64)
    uses[uses.sum(axis=1) == 0, 0] = 2
    own = np.array([rng.randint(-4, 20 * int(use.sum())) for use in uses], dtype=np.int64)
    most = np.array([rng.choice([1, 1, 2]) for _ in uses], dtype=np.int64)
    return queues, own, uses, most, [rng.randint(0, 12) for _ in range(count)]


def best(queues: list[Queue], own: Any, uses: Any, most: Any, room: list[int]) -> set[tuple[int, ...]]:
    """All best choices of bundles, by trying each."""
    found: dict[tuple[int, ...], int] = {}
    for numbers in itertools.product(*(range(one + 1) for one in most.tolist())):
        left = np.array(room) - np.array(numbers) @ uses
        if (left >= 0).all():
            singles = sum(int(queue.each[:places].sum()) for queue, places in zip(queues, left.tolist(), strict=True))
            found[numbers] = int(own @ np.array(numbers)) + singles
    top = max(found.values())
    return {numbers for numbers, worth in found.items() if worth == top}


def test_what_is_settled_is_so_in_every_best_choice() -> None:
    """By the places alone, and by prices for them; both settle many, and neither settles too much."""
    sure = open_ones = 0
    for seed in range(3000):
        queues, own, uses, most, room = case(random.Random(seed))
        for settled in ("places", "prices"):
            if settled == "places":
                _, taken, rest = settle(own, uses, most, queues, room)
            else:
                taken, rest = core(own, uses, most, queues, room)
            assert not taken[rest].any()
            fixed = sorted({*range(len(own))} - {*rest.tolist()})
            for numbers in best(queues, own, uses, most, room):
                assert [numbers[at] for at in fixed] == [int(taken[at]) for at in fixed], (seed, settled)
            sure, open_ones = sure + len(fixed), open_ones + len(rest)
    assert sure > open_ones > 0


def test_of_the_bundles_that_are_left_the_best_are_chosen() -> None:
    """A best choice, and whether it is the only one."""
    only = 0
    for seed in range(1500):
        queues, own, uses, most, room = case(random.Random(seed))
        bundles = [
            Bundle(at, tuple(use), number)
            for at, (use, number) in enumerate(zip(uses.tolist(), most.tolist(), strict=True))
        ]
        chosen = look(bundles, own.tolist(), queues, room)
        every = best(queues, own, uses, most, room)
        assert tuple(chosen[0]) in every, seed
        assert chosen[1] <= (len(every) == 1), seed
        only += chosen[1]
    assert only > 300


def test_a_family_of_three_goes_before_two_who_wait_less_long() -> None:
    """Three places; the family brings 24 months, the three who would go alone 10, 9 and 4."""
    alone = Queue(np.arange(3), np.array([10, 9, 4]), np.array([1, 1, 1]))
    family = Bundle(0, (3,), 1)
    assert look([family], [24], [alone], [3]) == ([1], True)
    assert look([family], [22], [alone], [3]) == ([0], True)
    assert look([family], [23], [alone], [3]) == ([0], False)


def test_levels_become_one_number_that_orders_as_they_do() -> None:
    levels = [np.array([1, 0, 0, -1]), np.array([-40, 60, 59, 60])]
    numbers = joined(levels, [1, 60])
    assert np.argsort(-numbers).tolist() == [0, 1, 2, 3]


def test_levels_too_far_apart_for_one_number_are_none() -> None:
    assert joined([np.array([2**40]), np.array([2**40])], [2**40, 2**40]) is None


def test_what_is_too_much_to_look_at_is_left_to_a_search(monkeypatch: pytest.MonkeyPatch) -> None:
    """The effort is bounded for all blocks together, so that no agreement keeps anybody waiting."""
    rows = (Row("q", "", {("q", "azure", "amber"): 1}, None, 5),)
    classes = []
    for size, months in ((3, 30), (2, 24), (2, 22), (1, 9)):
        kind = Kind(((("q", "azure", "amber"), size),), (size, months), False, False, ("q",) * size, 2)
        classes.append(UnitClass(kind.counts, kind.levels, False, False, (Unit(("",) * size, "", kind),)))
    steps = tuple(zip(*(one.levels for one in classes), strict=True))
    made = Programme(tuple(classes), (), rows, ("people", "months"), steps, ((), ()), (("q", "azure", "amber"),))
    assert by_prices(Columns(made)) is not None
    monkeypatch.setattr(optimum, "STATES", 3)
    assert by_prices(Columns(made)) is None
    assert solve(made).values == (5, 55)
