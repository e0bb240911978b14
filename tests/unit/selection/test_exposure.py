"""The order in which two sides give, and how far one can be ahead of the other."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from safeconduct.selection.exposure import Bundles, bundle, lower_bound


def arranged(weights: list[int]) -> Bundles:
    """The places are those in the list, the most urgent first."""
    return bundle(dict(enumerate(weights)))


def curve(found: Bundles, weights: list[int]) -> list[int]:
    lead, told = 0, []
    for who in (*found.closed, *found.left):
        for place in who:
            lead += weights[place]
            told.append(lead)
    return told


def test_single_people_go_in_pairs_and_take_turns_in_going_first() -> None:
    """No side is ever more than one ahead, and neither always goes first."""
    weights = [1, 1, 1, 1, -1, -1, -1, -1]
    assert curve(arranged(weights), weights) == [1, 0, -1, 0, 1, 0, -1, 0]


def test_a_family_of_five_is_met_in_the_middle() -> None:
    """Two of the other side go first, then the family, then the other three: three ahead at most."""
    weights = [5, -1, -1, -1, -1, -1]
    assert curve(arranged(weights), weights) == [-1, -2, 3, 2, 1, 0]


def test_nobody_is_held_back_for_a_group() -> None:
    """The least urgent single people are lifted to the place of the group, the most urgent go in pairs before."""
    group = next(who for who in arranged([3, 1, -1, -1, -1, -1]).closed if len(who) == 4)
    assert set(group) - {0} == {3, 4, 5}
    assert min(group) == 0


def test_a_ratio_of_one_to_three_moves_the_lead_by_two_at_most() -> None:
    """One person weighs three: one or two of the others go first."""
    weights = [3, 3, -1, -1, -1, -1, -1, -1]
    assert max(map(abs, curve(arranged(weights), weights))) == 2


@given(
    st.lists(st.sampled_from([2, 2, 3, 5, 8]), max_size=6),
    st.lists(st.sampled_from([2, 3, 3, 4, 7]), max_size=6),
    st.integers(0, 30),
)
def test_with_enough_single_people_the_bound_is_reached(heavy: list[int], others: list[int], more: int) -> None:
    """Where each side has single people enough to meet the other's groups, the lead never passes the proven bound."""
    ones, minus_ones = sum(others) + more, sum(heavy) + more
    weights = [*heavy, *[1] * ones, *[-w for w in others], *[-1] * minus_ones]
    found = arranged(weights)
    assert max(map(abs, curve(found, weights)), default=0) == lower_bound(weights)
    assert sorted(place for who in (*found.closed, *found.left) for place in who) == list(range(len(weights)))
    assert all(sum(weights[place] for place in who) == 0 for who in found.closed)


@given(st.lists(st.integers(-9, 9), max_size=14))
def test_any_steps_are_all_carried_out_and_closed_bundles_close(weights: list[int]) -> None:
    """Whatever the weights, nobody is lost, nobody goes twice, and the lead stays below twice the heaviest step."""
    found = arranged(weights)
    assert sorted(place for who in (*found.closed, *found.left) for place in who) == list(range(len(weights)))
    assert all(sum(weights[place] for place in who) == 0 for who in found.closed)
    heaviest = max(map(abs, weights), default=0)
    rest = abs(sum(weights))
    assert max(map(abs, curve(found, weights)), default=0) <= 2 * heaviest + rest
