"""What an agreement means for one person."""

from __future__ import annotations

import dataclasses
import datetime as dt

import pytest

from agreements import HEAD, ON, ONE_FOR_ONE, agreement, person
from safeconduct.people.model import Consent, Identity, Medical, PartialDate, Status
from safeconduct.terms import Bar, Predicate, Rules, held_months, holds, parse_terms

VETO = """
[[veto]]
id = "v1"
by = "azure"
entries = ["H-kept"]
reason = "criminal_proceedings"
expires = 2026-03-01
"""
REMAINS = """
[[clause]]
id = "remains"
kind = "remains"
between = ["azure", "amber"]
"""


def rules(*parts: str) -> Rules:
    return Rules(agreement(ONE_FOR_ONE, *parts, most=5), ON)


def test_a_person_goes_under_the_first_clause_that_covers_them() -> None:
    """A seriously wounded civilian of twenty goes as seriously wounded: that clause stands first."""
    judged = rules()
    assert judged.standing(person("a", medical=Medical.SERIOUSLY_SICK, status=Status.CIVILIAN)).clause == "wounded"
    assert judged.standing(person("b", status=Status.CIVILIAN)).clause == "protected"
    assert judged.standing(person("c")).clause == "others"


@pytest.mark.parametrize(
    ("facts", "bar", "words"),
    [
        ({"identity": Identity.CLAIMED}, Bar.NOT_CONFIRMED, "no party says that it holds them"),
        ({"identity": Identity.ACKNOWLEDGED}, Bar.NOT_CONFIRMED, "nobody has asked for them"),
        ({"consent": Consent.UNKNOWN}, Bar.NO_CONSENT, "nobody has yet asked them"),
        ({"consent": Consent.NO}, Bar.NO_CONSENT, "do not want to go"),
        ({"age": 12, "guardian_consent": Consent.UNKNOWN}, Bar.NO_CONSENT, "has not yet been asked (AP I 78)"),
        ({"age": 12, "guardian_consent": Consent.NO}, Bar.NO_CONSENT, "has not consented"),
        ({"age": 12, "consent": Consent.NO}, Bar.NO_CONSENT, "do not want to go"),
        ({"birth_date": None, "guardian_consent": Consent.NO}, Bar.NO_CONSENT, "may be a child, and the parent"),
        ({"birth_date": None, "guardian": "b", "guardian_consent": Consent.UNKNOWN}, Bar.NO_CONSENT, "not yet been"),
        ({"guardian_consent": Consent.NO}, Bar.NO_CONSENT, "although their birth date is that of an adult"),
        ({"held_id": "H-kept"}, Bar.VETOED, "veto v1 keeps them back until 2026-03-01 (criminal proceedings)"),
        ({"remains": True}, Bar.NOT_ELIGIBLE, "no clause of the agreement covers remains"),
    ],
)
def test_what_bars_a_person_and_the_words_for_it(facts: dict[str, object], bar: Bar, words: str) -> None:
    """Each bar has its sentence; the first that applies is told."""
    standing = rules(VETO).standing(person("a", **facts))
    assert standing.bar is bar
    assert words in standing.why


def test_a_veto_ends_by_itself_and_binds_only_the_holders_own_list() -> None:
    """On the day it expires nobody is kept back any more; the other party's entry of the same name never was."""
    later = Rules(agreement(ONE_FOR_ONE, VETO, most=5), dt.date(2026, 3, 1))
    assert later.standing(person("a", held_id="H-kept")).bar is None
    assert rules(VETO).standing(person("a", "amber", "azure", held_id="H-kept")).bar is None


def test_a_child_needs_the_guardians_consent_not_to_be_asked_like_an_adult() -> None:
    """A small child with the guardian's consent goes even if it was not asked itself."""
    assert rules().standing(person("a", age=4, consent=Consent.UNKNOWN)).bar is None


def test_without_a_birth_date_somebody_who_answers_makes_a_child() -> None:
    """A guardian named or asked is a sign of childhood; without either a missing birth date says nothing."""
    judged, under_18 = rules(), Predicate("is", fact="age_under", value=18)
    for facts in ({"guardian": "b", "guardian_consent": Consent.UNKNOWN}, {"guardian_consent": Consent.YES}):
        ward = person("a", birth_date=None, **facts)
        assert judged.is_child(ward)
        assert holds(under_18, ward, ON) is True
        assert holds(Predicate("is", fact="age_at_least", value=18), ward, ON) is False
        assert holds(Predicate("is", fact="age_under", value=25), ward, ON) is None
    other = person("a", birth_date=None, guardian_consent=Consent.UNKNOWN)
    assert not judged.is_child(other)
    assert judged.standing(other).clause == "others"
    assert holds(under_18, other, ON) is None


def test_remains_are_not_asked() -> None:
    """Consent is of the living."""
    assert rules(REMAINS).standing(person("a", remains=True, consent=Consent.UNKNOWN)).clause == "remains"


def test_who_has_died_is_exchanged_against_nobody() -> None:
    """Named or not, remains go under a clause of remains, or not at all: a body does not pay for a prisoner."""
    named = '[[clause]]\nid = "n"\nkind = "named"\ngoodwill = ["azure/H-a"]\n'
    remains = '[[clause]]\nid = "dead"\nkind = "remains"\nbetween = ["azure", "amber"]\n'
    for text, clause in ((named, ""), (named + remains, "dead")):
        rules = Rules(agreement(text), ON)
        assert rules.standing(person("a")).clause == "n"
        assert rules.standing(person("a", remains=True)).clause == clause


def test_an_agreement_may_take_people_whom_nobody_asked_for() -> None:
    """identity = "acknowledged": the holder's list suffices."""
    text = HEAD.replace('intermediary = "host"', 'intermediary = "host"\nidentity = "acknowledged"')
    judged = Rules(parse_terms(text + ONE_FOR_ONE.replace("{most}", "5")), ON)
    assert judged.standing(person("a", identity=Identity.ACKNOWLEDGED)).clause == "others"
    assert judged.standing(person("a", identity=Identity.CLAIMED)).bar is Bar.NOT_CONFIRMED


def test_nobody_goes_by_a_doubt_about_age_except_a_child() -> None:
    """A year alone that leaves 24 or 25 open is no proof of under 25; one that leaves 17 or 18 open protects."""
    under_25, under_18 = (Predicate("is", fact="age_under", value=age) for age in (25, 18))
    open_25 = person("a", birth_date=PartialDate(2001))
    open_18 = person("b", birth_date=PartialDate(2008))
    assert holds(under_25, open_25, ON) is None
    assert holds(under_18, open_18, ON) is True
    assert holds(Predicate("is", fact="age_at_least", value=18), open_18, ON) is False
    assert holds(under_25, person("c", birth_date=None), ON) is None
    assert Rules(agreement(ONE_FOR_ONE, most=5), ON).is_child(open_18)


def test_open_facts_are_told() -> None:
    """A person whom only a missing birth date keeps out reads which clause is open."""
    young = ONE_FOR_ONE.replace('category = "anyone"', 'category = "young"')
    standing = Rules(agreement(young, most=5), ON).standing(
        person("a", birth_date=None, guardian_consent=Consent.UNKNOWN)
    )
    assert standing.bar is Bar.NOT_ELIGIBLE
    assert "a missing birth date" in standing.why


def test_predicates_combine_with_three_values() -> None:
    """any, all and not follow the logic of true, false and open."""
    yes, no = Predicate("is", fact="remains", value=False), Predicate("is", fact="remains", value=True)
    maybe = Predicate("is", fact="sex", value=("female",))
    someone = dataclasses.replace(person("a"), sex=None)
    assert holds(Predicate("any", (maybe, yes)), someone, ON) is True
    assert holds(Predicate("any", (maybe, no)), someone, ON) is None
    assert holds(Predicate("all", (maybe, no)), someone, ON) is False
    assert holds(Predicate("all", (maybe, yes)), someone, ON) is None
    assert holds(Predicate("not", (maybe,)), someone, ON) is None
    assert holds(Predicate("not", (no,)), someone, ON) is True


@pytest.mark.parametrize(
    ("since", "months"),
    [("2026-02-11", 0), ("2026-01-11", 1), ("2026-01-12", 0), ("2025", 1), ("2025-02", 11), ("2027", 0)],
)
def test_months_in_captivity_are_full_and_the_fewest_that_the_date_allows(since: str, months: int) -> None:
    """A year alone counts from its last day."""
    assert held_months(person("a", held_since=PartialDate.parse(since)), ON) == months
