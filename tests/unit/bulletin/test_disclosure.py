"""Disclosure control."""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from safeconduct.bulletin import Figure, Statement, bounds, leaks
from safeconduct.bulletin.disclosure import Contradiction, protect, protected_sum
from safeconduct.bulletin.model import NOT_STATED, WITHHELD


def said(cells: str, low: int, high: int | None = None) -> Statement:
    return Statement(frozenset(cells), low, low if high is None else high)


@pytest.mark.parametrize(
    ("count", "figure"),
    [
        (0, Figure.number(0)),
        (1, Figure.band(1, 9)),
        (9, Figure.band(1, 9)),
        (10, Figure.number(10)),
        (None, NOT_STATED),
    ],
)
def test_small_numbers_become_a_band_and_zero_stays_zero(count: int | None, figure: Figure) -> None:
    """Zero, a band, withheld and not stated are four different things."""
    assert protect(count) == figure
    assert protect(count, withheld=True) == WITHHELD
    assert len({Figure.number(0), Figure.band(1, 9), WITHHELD, NOT_STATED}) == 4


def test_a_total_beside_a_band_is_a_range() -> None:
    """120 and a band: the exact total 125 would give 5 away, so 121 to 129 is published."""
    assert protected_sum([Figure.number(120), Figure.band(1, 9)], 125) == Figure.band(121, 129)
    assert protected_sum([Figure.number(120), Figure.number(40)], 160) == Figure.number(160)
    assert protected_sum([Figure.number(120), WITHHELD], 160) == WITHHELD
    assert protected_sum([Figure.number(120), NOT_STATED], None) == NOT_STATED


def test_a_total_less_its_other_part_gives_a_small_number_away() -> None:
    """The attack that the range defends against."""
    attack = [said("a", 120), said("b", 1, 9), said("ab", 125)]
    assert bounds(attack)["b"] == (5, 5)
    assert leaks(attack, {"a": 120, "b": 5}) == ["b"]
    assert leaks([said("a", 120), said("b", 1, 9), said("ab", 121, 129)], {"a": 120, "b": 5}) == []


def test_two_small_parts_of_a_small_total_are_narrowed() -> None:
    """Both are small, the total is 12: each is at least 3."""
    assert leaks([said("a", 1, 9), said("b", 1, 9), said("ab", 12)], {"a": 6, "b": 6}) == ["a", "b"]


def test_the_difference_of_two_totals_is_found() -> None:
    """abc less ab is c, though c was never spoken of."""
    assert bounds([said("abc", 57), said("ab", 50)])["c"] == (7, 7)


def test_statements_that_no_counts_fit_are_named_as_such() -> None:
    """And the search for bounds ends."""
    with pytest.raises(Contradiction):
        bounds([said("ab", 10), said("ab", 12), said("a", 1, 9)])


def _fits(values: tuple[int, ...], cells: str, statements: list[Statement]) -> bool:
    held = dict(zip(cells, values, strict=True))
    return all(one.low <= sum(held[cell] for cell in one.cells) <= one.high for one in statements)


@given(
    st.tuples(*[st.integers(0, 5)] * 3),
    st.sets(st.sampled_from(["a", "b", "c", "ab", "abc"]), min_size=1),
    st.lists(st.tuples(st.integers(0, 2), st.integers(0, 2)), min_size=5, max_size=5),
)
@settings(max_examples=150, deadline=None)
def test_bounds_are_what_trying_every_count_gives(
    truth: tuple[int, ...], sets: set[str], slack: list[tuple[int, int]]
) -> None:
    """For nested statements the bounds are exact: each equals the least and greatest over all counts that fit."""
    held = dict(zip("abc", truth, strict=True))
    statements = []
    for name, (below, above) in zip(sorted(sets), slack, strict=False):
        total = sum(held[cell] for cell in name)
        statements.append(said(name, max(0, total - below), total + above))
    fitting = [values for values in product(range(20), repeat=3) if _fits(values, "abc", statements)]
    for cell, found in bounds(statements).items():
        seen = {values["abc".index(cell)] for values in fitting}
        assert found == (min(seen), max(seen))
