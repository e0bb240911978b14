"""What the proof rests on: whole-number bounds, rows that no whole packing breaks, and worths that can be reached."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from safeconduct.selection.swaps.cuts import triple_row, violated_triples
from safeconduct.selection.swaps.enumerate import Columns, _first_of_each
from safeconduct.selection.swaps.relaxation import SCALE, Relaxation
from safeconduct.selection.swaps.worth import Worth

PLACES = 7


def columns_of(sets: list[tuple[int, ...]]) -> Columns:
    places = np.array([(*one, *[PLACES] * (3 - len(one))) for one in sets], np.int64).reshape(-1, 3)
    sizes = np.array([len(one) for one in sets], np.int64)
    return Columns((), np.where(places < PLACES, places, -1), places, sizes, np.zeros(len(sets), bool), PLACES)


some_columns = st.lists(
    st.sampled_from([s for size in (1, 2, 3) for s in combinations(range(PLACES), size)]),
    unique=True,
    min_size=1,
    max_size=12,
).map(columns_of)


def packings(columns: Columns) -> list[list[int]]:
    """Every set of columns that share no place."""
    found: list[list[int]] = [[]]
    sets = [set(row[row < PLACES].tolist()) for row in columns.places]
    for at, one in enumerate(sets):
        found += [[*taken, at] for taken in found if all(not one & sets[other] for other in taken)]
    return found


@given(some_columns)
@settings(max_examples=80, deadline=None)
def test_the_ceiling_and_every_cost_hold(columns: Columns) -> None:
    """No packing is worth more than the ceiling, less the costs of the columns that it takes."""
    worth = Worth.of(columns).each(columns.sizes)
    relaxed = Relaxation(columns, worth).solve()
    for taken in packings(columns):
        assert worth[taken].sum() * SCALE <= relaxed.ceiling - relaxed.cost[taken].sum()


class _Liar:
    """A solver that answers with multipliers of its own making."""

    def __init__(self, multipliers: list[float], count: int) -> None:
        self.row_dual, self.col_value = [-m for m in multipliers], [0.0] * count

    def run(self) -> None:
        pass

    def getSolution(self) -> _Liar:  # the name that highspy gives it
        return self


@given(some_columns, st.lists(st.floats(-2, 30), min_size=PLACES, max_size=PLACES))
@settings(max_examples=80, deadline=None)
def test_a_solver_that_is_wrong_cannot_make_a_bound_false(columns: Columns, multipliers: list[float]) -> None:
    """Whatever multipliers come back, no packing exceeds the ceiling."""
    worth = Worth.of(columns).each(columns.sizes)
    relaxation = Relaxation(columns, worth)
    relaxation._highs = _Liar(multipliers, len(worth))
    relaxed = relaxation.solve()
    assert relaxed.ceiling >= max(int(worth[taken].sum()) for taken in packings(columns)) * SCALE


@given(some_columns)
@settings(max_examples=40, deadline=None)
def test_no_packing_breaks_a_triple_row(columns: Columns) -> None:
    """Of any three places at most one column of a packing takes two or more."""
    for triple in combinations(range(PLACES), 3):
        row = triple_row(columns, triple)
        assert all(row[taken].sum() <= 1 for taken in packings(columns))


def test_a_half_of_three_pairs_is_cut_off() -> None:
    """Half of each pair among three places overfills their row, and only theirs."""
    columns = columns_of([(0, 1), (0, 2), (1, 2), (3, 4)])
    assert violated_triples(columns, np.array([0.5, 0.5, 0.5, 1.0]), 9) == [(0, 1, 2)]
    assert violated_triples(columns, np.array([1.0, 0.0, 0.0, 1.0]), 9) == []


def test_a_half_of_three_threes_is_cut_off() -> None:
    """Columns of three that share pairs count once each, also the one that holds all three places."""
    columns = columns_of([(0, 1, 2), (0, 1, 3), (1, 2, 4), (0, 2, 5)])
    assert violated_triples(columns, np.array([0.4, 0.3, 0.3, 0.3]), 1) == [(0, 1, 2)]
    assert violated_triples(columns, np.array([0.1, 0.3, 0.3, 0.3]), 1) == []


@given(some_columns)
@settings(max_examples=80, deadline=None)
def test_what_a_packing_is_worth_counts_as_reachable(columns: Columns) -> None:
    """The rounding down of bounds never passes over the worth of a packing."""
    worth = Worth.of(columns)
    each = worth.each(columns.sizes)
    for taken in packings(columns):
        value = int(each[taken].sum())
        assert worth.reachable(value) == value
        assert worth.parts(value) == (columns.sizes[taken].sum(), (columns.sizes[taken] >= 3).sum())


@pytest.mark.parametrize(
    ("bound", "reached"), [((5, 1), (5, 1)), ((5, 0), (5, 1)), ((4, 1), (3, 1)), ((3, 2), (2, 0)), ((1, 0), (0, 0))]
)
def test_pairs_and_threes_are_even_and_odd_together(bound: tuple[int, int], reached: tuple[int, int]) -> None:
    """Where each swap takes two or three, five people need an odd number of threes, not an even one."""
    worth = Worth(unit=10, longest=3, paired=True)
    assert worth.parts(worth.reachable(bound[0] * 10 - bound[1])) == reached


@pytest.mark.parametrize("base", [10, 2**30, 2**61])
def test_the_first_of_equal_rows_is_kept(base: int) -> None:
    """Also where the numbers of a row are too great to be read as one."""
    rows = np.array([[5, 1, 9], [5, 1, 8], [5, 1, 9], [4, 1, 9], [5, 2, 9], [5, 1, 8]], np.int64)
    assert _first_of_each(rows, base).tolist() == [0, 1, 3, 4]
