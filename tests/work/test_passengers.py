"""Who rides with whom follows from the lists, whatever a clause says."""

from __future__ import annotations

import datetime as dt

from house import TOP
from safeconduct.people import Identity, PartialDate, Person, Status
from safeconduct.selection import Selection, Tranche
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


def test_a_child_rides_with_its_guardian() -> None:
    """Though no group is named, both bear one label; a stranger bears none."""
    people = [person("P-CHILD", 2019, "P-MOTHER"), person("P-MOTHER", 1990), person("P-OTHER", 1980)]
    order = tuple(one.person_id for one in people)
    chosen = Selection((), (Tranche(1, order),), (), (), 0, "", {}, {})
    child, mother, other = passengers(chosen, people, TERMS, DAY)
    assert child.group == mother.group != ""
    assert other.group == ""
