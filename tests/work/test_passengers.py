"""Who rides with whom follows from the lists, whatever a clause says."""

from __future__ import annotations

import datetime as dt

from house import TOP
from safeconduct.people import Identity, PartialDate, Person, Status
from safeconduct.selection import Selection, Tranche
from safeconduct.selection.model import Outcome, Reason
from safeconduct.terms import read_terms
from safeconduct.work.steps.planning import passengers

DAY = dt.date(2026, 2, 12)
TERMS = read_terms(TOP / "tests" / "data" / "small-case" / "terms.toml")


def person(person_id: str, born: int, guardian: str = "") -> Person:
    return Person(
        person_id,
        "azure",
        "amber",
        Identity.MATCHED,
        birth_date=PartialDate(born),
        status=Status.CIVILIAN,
        site="heron",
        guardian=guardian,
    )


def test_who_goes_under_a_clause_without_condition_is_marked() -> None:
    """The seriously wounded under all for all; somebody one for one is not."""
    people = [person("P-WOUNDED", 1990), person("P-OTHER", 1980)]
    outcomes = [
        Outcome("P-WOUNDED", Reason.SELECTED, "", "wounded", tranche=1),
        Outcome("P-OTHER", Reason.SELECTED, "", "others", tranche=1),
    ]
    kinds = {one.id: one.kind for one in TERMS.clauses}
    assert (kinds["wounded"], kinds["others"]) == ("all", "one_for_one")
    chosen = Selection(tuple(outcomes), (Tranche(1, ("P-WOUNDED", "P-OTHER")),), (), (), 0, "", {}, {})
    assert [one.unconditional for one in passengers(chosen, people, TERMS, DAY)] == [True, False]


def test_a_child_rides_with_its_guardian() -> None:
    """Though no group is named, both bear one label; a stranger bears none."""
    people = [person("P-CHILD", 2019, "P-MOTHER"), person("P-MOTHER", 1990), person("P-OTHER", 1980)]
    order = tuple(one.person_id for one in people)
    chosen = Selection((), (Tranche(1, order),), (), (), 0, "", {}, {})
    child, mother, other = passengers(chosen, people, TERMS, DAY)
    assert child.group == mother.group != ""
    assert other.group == ""
