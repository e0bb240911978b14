"""Who is alike before an agreement: nobody is judged by another's facts."""

from __future__ import annotations

import dataclasses

from hypothesis import given
from hypothesis import strategies as st

from agreements import HEAD, ON, person
from safeconduct.people.model import Consent, PartialDate, Person
from safeconduct.terms import Bar, Rules, held_months, holds, parse_terms

TERMS = (
    HEAD.replace("guardian_under = 18", "guardian_under = 21")
    + """
[[category]]
id = "young or long held"
who = { any = [ { age_under = 25 }, { held_months_at_least = 12 } ] }
[[clause]]
id = "some"
kind = "one_for_one"
between = ["azure", "amber"]
category = "young or long held"
[[veto]]
id = "v"
by = "azure"
reason = "criminal_proceedings"
expires = 2027-01-01
entries = ["kept"]
who = { not = { rank = ["private"] } }
"""
)
RULES = Rules(parse_terms(TERMS), ON)

partial = st.builds(PartialDate, st.sampled_from([1960, 2001, 2005, 2008, 2024, 2025]), st.sampled_from([None, 2, 9]))
people = st.builds(
    person,
    st.just("p"),
    birth_date=st.none() | partial,
    held_since=st.none() | partial,
    guardian=st.sampled_from(["", "g"]),
    guardian_consent=st.sampled_from(Consent),
    consent=st.sampled_from(Consent),
    rank=st.sampled_from(["private", "major"]),
    held_id=st.sampled_from(["", "kept", "other"]),
)


@given(st.lists(people, min_size=2, max_size=8))
def test_who_is_alike_is_judged_alike(several: list[Person]) -> None:
    """Equal keys mean an equal standing, and an equal answer to every test, as asked of each person alone."""
    who = RULES.agreement.categories[0].who
    alike = RULES.alike([who])
    found: dict[object, object] = {}
    numbers, firsts = alike.numbered(several)
    for one, number in zip(several, numbers, strict=True):
        _, key, months = firsts[number]
        assert key == alike(one)
        fresh = Rules(RULES.agreement, ON).standing(one)
        answers = dataclasses.replace(fresh, why="") if fresh.own else fresh, holds(who, one, ON), RULES.is_child(one)
        assert found.setdefault(key, answers) == answers
        assert months == held_months(one, ON)
        assert RULES.standing(one) == fresh


def test_dates_on_one_side_of_every_boundary_are_alike() -> None:
    """Somebody of thirty and somebody of fifty are one before an agreement that asks only who is under 25."""
    thirty, fifty, twenty = (person("p", birth_date=PartialDate(ON.year - age, 1, 1)) for age in (30, 50, 22))
    alike = RULES.alike()
    assert alike(thirty) == alike(fifty) != alike(twenty)


def test_words_that_name_a_birth_date_are_told_to_nobody_else() -> None:
    """Two dates leave the same question open, whether somebody is under 25; each person reads their own."""
    since, year = PartialDate(ON.year, 1, 1), ON.year - 25
    for born, words in ((PartialDate(year), f"{year}"), (PartialDate(year, 2), f"{year}-02")):
        standing = RULES.standing(person("p", birth_date=born, held_since=since, rank="private"))
        assert standing.bar is Bar.NOT_ELIGIBLE
        assert f"(the birth date {words}," in standing.why
