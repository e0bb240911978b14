"""Does it pay to hide somebody? Found where it does, and not where a tie only fell otherwise."""

from __future__ import annotations

import dataclasses

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from agreements import FAMILIES, ON, ONE_FOR_ONE, PRIORITIES, SEED, agreement, crowd, person, template
from safeconduct.errors import NothingFeasible
from safeconduct.people.model import Consent, GroupKind, Person
from safeconduct.selection import Reason, answers, select
from safeconduct.selection.answers import Participation
from safeconduct.terms import Agreement

FAMILY = {"group": "g", "group_kind": GroupKind.FAMILY}


def tried(terms: Agreement, people: list[Person], most: int | None = None) -> Participation:
    return answers.participation(answers.ground(terms, people, on=ON, seed=SEED), most=most)


def returned(terms: Agreement, people: list[Person], party: str) -> int:
    goes = {one.person_id for one in select(terms, people, on=ON, seed=SEED).outcomes if one.reason is Reason.SELECTED}
    return sum(one.home == party and not one.remains for one in people if one.person_id in goes)


def test_one_for_one_between_single_people_never_punishes_a_declaration() -> None:
    """Each person more is a place more, or no change."""
    people = [person(f"a{n}", months=n) for n in range(4)] + [
        person(f"b{n}", "amber", "azure", months=n) for n in range(3)
    ]
    made = tried(agreement(ONE_FOR_ONE, PRIORITIES, most=9), people)
    assert made.violations == ()
    assert sum(made.left.values()) == 0
    assert {party: made.tried[party] + made.settled[party] for party in made.tried} == {"azure": 4, "amber": 3}


def test_declaring_a_relative_who_refuses_keeps_the_family_back() -> None:
    """Azure holds a family of three of whom one says no: had it hidden that one, two more of its own would return."""
    people = [person("a0", **FAMILY), person("a1", **FAMILY), person("no", consent=Consent.NO, **FAMILY)]
    people += [person(f"b{n}", "amber", "azure") for n in range(3)]
    made = tried(agreement(ONE_FOR_ONE, FAMILIES, PRIORITIES, most=9), people)
    (one,) = [each for each in made.violations if each.example == "no"]
    assert (one.party, one.returned, one.without, one.fewer, one.people) == ("azure", 0, 2, 2, 1)


def test_a_family_that_fills_the_ceiling_is_found_with_its_numbers() -> None:
    """Two places: a family of three does not fit, and each of its members, hidden, would let the other two go."""
    people = [person(f"f{n}", **FAMILY) for n in range(3)] + [person(f"b{n}", "amber", "azure") for n in range(3)]
    made = tried(agreement(ONE_FOR_ONE, FAMILIES, PRIORITIES, most=2), people)
    assert sorted(one.example for one in made.violations) == ["f0", "f1", "f2"]
    assert {one.fewer for one in made.violations} == {2}


def test_what_is_not_tried_is_counted() -> None:
    """With a limit, the people left are told, so that silence is not taken for an all-clear."""
    made = tried(template(floor=0, ceiling=3), crowd(60), most=3)
    assert sum(made.left.values()) > 0
    whole = tried(template(floor=0, ceiling=3), crowd(60))
    assert sum(whole.left.values()) == 0
    assert set(made.violations) <= set(whole.violations)


def test_swapping_the_parties_swaps_the_violations() -> None:
    """The same examples with the same numbers, in the same order."""
    people = crowd(60)
    swap = {"azure": "amber", "amber": "azure"}
    turned = [dataclasses.replace(one, holder=swap[one.holder], home=swap[one.home]) for one in people]
    one, other = (tried(template(floor=0, ceiling=3), each) for each in (people, turned))
    assert list(one.violations) == [dataclasses.replace(each, party=swap[each.party]) for each in other.violations]
    assert one.tried == {swap[party]: number for party, number in other.tried.items()}


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.integers(1, 500), st.integers(0, 3))
def test_what_is_settled_without_solving_is_so(seed: int, ceiling: int) -> None:
    """Everyone of a small crowd is left out and selected again: what is lost is what was listed, and only that."""
    people, terms = crowd(14, seed), template(floor=0, ceiling=ceiling)
    try:
        made = tried(terms, people)
    except NothingFeasible:
        return
    listed = {one.example for one in made.violations}
    assert sum([*made.tried.values(), *made.settled.values()]) == sum(one.identity != "claimed" for one in people)
    for one in people:
        left = [each for each in people if each is not one]
        if one.identity == "claimed":
            continue
        try:
            gains = returned(terms, left, one.holder) > returned(terms, people, one.holder)
        except NothingFeasible:
            continue
        assert gains or one.person_id not in listed
        assert not gains or any(each.party == one.holder for each in made.violations)
