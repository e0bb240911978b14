"""The order in which two sides give, and how far one can be ahead of the other."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from safeconduct.selection.exposure import Bundle, Step, bundle, lower_bound
from safeconduct.selection.units import Unit


def steps(weights: list[int]) -> list[Step]:
    made = []
    for index, weight in enumerate(weights):
        unit = Unit((f"p{index}",), ((("c", "a", "b"), 1),), (), False, False, f"{index:04d}")
        made.append(Step(unit, weight, (index,)))
    return made


def curve(bundles: list[Bundle]) -> list[int]:
    lead, found = 0, []
    for each in [*[b for b in bundles if b.closed], *[b for b in bundles if not b.closed]]:
        for step in each.steps:
            lead += step.weight
            found.append(lead)
    return found


def test_single_people_go_in_pairs_and_take_turns_in_going_first() -> None:
    """No side is ever more than one ahead, and neither always goes first."""
    found = curve(bundle(steps([1, 1, 1, 1, -1, -1, -1, -1])))
    assert found == [1, 0, -1, 0, 1, 0, -1, 0]


def test_a_family_of_five_is_met_in_the_middle() -> None:
    """Two of the other side go first, then the family, then the other three: three ahead at most."""
    found = curve(bundle(steps([5, -1, -1, -1, -1, -1])))
    assert found == [-1, -2, 3, 2, 1, 0]


def test_nobody_is_held_back_for_a_group() -> None:
    """The least urgent single people are lifted to the place of the group, the most urgent go in pairs before."""
    made = steps([3, 1, -1, -1, -1, -1])
    group = next(b for b in bundle(made) if len(b.steps) == 4)
    assert {step.key for step in group.steps if step.weight < 0} == {(3,), (4,), (5,)}
    assert group.key == (0,)


def test_a_ratio_of_one_to_three_moves_the_lead_by_two_at_most() -> None:
    """One person weighs three: one or two of the others go first."""
    found = curve(bundle(steps([3, 3, -1, -1, -1, -1, -1, -1])))
    assert max(map(abs, found)) == 2


@given(
    st.lists(st.sampled_from([2, 2, 3, 5, 8]), max_size=6),
    st.lists(st.sampled_from([2, 3, 3, 4, 7]), max_size=6),
    st.integers(0, 30),
)
def test_with_enough_single_people_the_bound_is_reached(heavy: list[int], others: list[int], more: int) -> None:
    """Where each side has single people enough to meet the other's groups, the lead never passes the proven bound."""
    ones, minus_ones = sum(others) + more, sum(heavy) + more
    made = steps([*heavy, *[1] * ones, *[-w for w in others], *[-1] * minus_ones])
    bundles = bundle(made)
    assert max(map(abs, curve(bundles)), default=0) == lower_bound(made)
    assert sorted(step.unit.members for b in bundles for step in b.steps) == sorted(s.unit.members for s in made)
    assert all(sum(step.weight for step in b.steps) == 0 for b in bundles if b.closed)


@given(st.lists(st.integers(-9, 9), max_size=14))
def test_any_steps_are_all_carried_out_and_closed_bundles_close(weights: list[int]) -> None:
    """Whatever the weights, nobody is lost, nobody goes twice, and the lead stays below twice the heaviest step."""
    made = steps(weights)
    bundles = bundle(made)
    assert sorted(step.unit.members for b in bundles for step in b.steps) == sorted(s.unit.members for s in made)
    assert all(sum(step.weight for step in b.steps) == 0 for b in bundles if b.closed)
    heaviest = max(map(abs, weights), default=0)
    rest = abs(sum(weights))
    assert max(map(abs, curve(bundles)), default=0) <= 2 * heaviest + rest
