"""Questions asked at odd moments: before anybody was asked, by rank, and about people who are named."""

from __future__ import annotations

import pytest

from agreements import ON, ONE_FOR_ONE, PRIORITIES, SEED, agreement, person
from safeconduct.errors import RefusedByRule
from safeconduct.people.model import Consent, Person
from safeconduct.selection import answers
from safeconduct.terms import Agreement


def ground(terms: Agreement, people: list[Person]) -> answers.Ground:
    return answers.ground(terms, people, on=ON, seed=SEED)


def test_on_the_eve_of_the_interviews_a_clause_less_changes_nothing() -> None:
    """Nobody was asked yet, so that nobody can go, with the clause or without it."""
    people = [person("a", consent=Consent.UNKNOWN), person("b", "amber", "azure", consent=Consent.UNKNOWN)]
    asked = ground(agreement(ONE_FOR_ONE, PRIORITIES, most=5), people)
    answer = answers.what_if(asked, [answers.Remove("others")])
    assert (answer.enter, answer.leave, answer.counts) == ((), (), ())


def test_a_colonel_who_counts_for_three_needs_a_tolerance_of_three() -> None:
    """One person waits, but the clause counts three for one: the step tried must reach that far."""
    clause = (
        '[[weights]]\nid = "w"\nranks = { colonel = 3 }\n'
        '[[clause]]\nid = "c"\nkind = "one_for_one"\nbetween = ["azure", "amber"]\ncategory = "anyone"\nweights = "w"\n'
    )
    found = answers.include(ground(agreement(clause, PRIORITIES), [person("a", rank="colonel")]), "a")
    assert [one.words for one in found.remedies] == ["c.tolerance is 3, and not 0"]


def test_a_ratio_of_one_to_four_needs_a_tolerance_of_four() -> None:
    """Its tolerance is counted crosswise: one of the side that gives one counts for four."""
    ratio = '[[clause]]\nid = "r"\nkind = "ratio"\ncategory = "anyone"\nlots = false\ntolerance = 1\n'
    ratio += 'give = { party = "azure", n = 1 }\nget = { party = "amber", n = 4 }\n'
    found = answers.include(ground(agreement(ratio, PRIORITIES), [person("a")]), "a")
    assert [one.words for one in found.remedies] == ["r.tolerance is 4, and not 1"]


def test_a_question_may_not_put_a_child_into_an_exchange_by_name() -> None:
    """Under the agreement the child goes as a child; without that clause it would be bargained for by name."""
    wants = '{ entry = "azure/H-a", against = ["amber/H-b"] }, { entry = "amber/H-b", against = ["azure/H-a"] }'
    named = f'[[clause]]\nid = "n"\nkind = "named"\nbetween = ["azure", "amber"]\nwants = [ {wants} ]\n'
    people = [person("a", age=9, guardian_consent=Consent.YES), person("b", "amber", "azure")]
    asked = ground(agreement(named, PRIORITIES), people)
    with pytest.raises(RefusedByRule, match="child"):
        answers.what_if(asked, [answers.Remove("protected")])
