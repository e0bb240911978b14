"""A child and the guardian who is held with it go together, or neither goes (AP I 74, 78)."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

import pytest

from agreements import FAMILIES, HEAD, ON, ONE_FOR_ONE, PRIORITIES, SEED, agreement, person
from safeconduct.errors import DoesNotVerify
from safeconduct.people import write_persons
from safeconduct.people.model import Consent, GroupKind, Identity, Person, Status
from safeconduct.selection import Outcome, Reason, select, verify_folder, write_selection
from safeconduct.selection.check import PERSONS
from safeconduct.terms import parse_terms

SELECTED, BLOCKED = Reason.SELECTED, Reason.GROUP_BLOCKED
VETO = '[[veto]]\nid = "v"\nby = "azure"\nentries = ["H-mother"]\nreason = "own_request"\nexpires = 2026-05-01\n'


def solve(people: list[Person], *parts: str) -> dict[str, Outcome]:
    made = select(agreement(ONE_FOR_ONE, PRIORITIES, *parts, most=9), people, on=ON, seed=SEED)
    return {outcome.person_id: outcome for outcome in made.outcomes}


def child(name: str = "child", **facts: Any) -> Person:
    return person(name, **{"age": 7, "guardian": "mother", **facts})


def mother(**facts: Any) -> Person:
    return person("mother", **{"status": Status.CIVILIAN, **facts})


def test_a_child_and_its_guardian_go_in_one_tranche() -> None:
    """Neither a group nor a clause ties them: the law does. Tranches of two would otherwise part them."""
    people = [mother(months=1), child(), *(person(f"c{n}", age=12, months=40) for n in range(3))]
    outcomes = solve(people, "[tranches]\ncap_per_side = 2\n")
    assert {outcome.reason for outcome in outcomes.values()} == {SELECTED}
    assert outcomes["child"].tranche == outcomes["mother"].tranche
    assert "Goes together with 1 other, and they are not parted." in outcomes["child"].sentence


@pytest.mark.parametrize(
    ("facts", "parts", "reason", "words"),
    [
        ({"consent": Consent.NO}, (), Reason.NO_CONSENT, "no consent"),
        ({"consent": Consent.UNKNOWN}, (), Reason.NO_CONSENT, "no consent"),
        ({"identity": Identity.ACKNOWLEDGED}, (), Reason.NOT_CONFIRMED, "not confirmed"),
        ({}, (VETO,), Reason.VETOED, "vetoed"),
    ],
)
def test_a_child_of_seven_is_not_sent_alone(
    facts: dict[str, Any], parts: tuple[str, ...], reason: Reason, words: str
) -> None:
    """The guardian has refused, was not asked, is not confirmed, or is kept back. The sentence names the fact only."""
    outcomes = solve([mother(**facts), child()], *parts)
    assert outcomes["mother"].reason is reason
    assert outcomes["child"].reason is BLOCKED
    assert f"their guardian, held by the same party, cannot go ({words})" in outcomes["child"].sentence
    assert "mother" not in outcomes["child"].sentence


@pytest.mark.parametrize("facts", [{"consent": Consent.NO}, {"guardian_consent": Consent.UNKNOWN}])
def test_a_child_is_not_left_without_the_guardian_who_is_held_with_it(facts: dict[str, Any]) -> None:
    """Where the child cannot go, whoever answers for it stays, and reads why."""
    outcomes = solve([mother(), child(**facts)])
    assert outcomes["child"].reason is Reason.NO_CONSENT
    assert outcomes["mother"].reason is BLOCKED
    assert "a child for whom they answer cannot go (no consent)" in outcomes["mother"].sentence


@pytest.mark.parametrize(
    "guardian",
    [
        person("mother", "amber", "azure", consent=Consent.NO),
        mother(identity=Identity.CLAIMED),
        mother(remains=True),
        person("somebody else"),
    ],
    ids=["held by the other party", "held by nobody", "dead", "not listed"],
)
def test_where_the_guardian_is_not_held_with_the_child_the_written_consent_counts(guardian: Person) -> None:
    """Then there is nobody to travel with."""
    assert solve([guardian, child()])["child"].reason is SELECTED
    unasked = solve([guardian, child(guardian_consent=Consent.UNKNOWN)])["child"]
    assert unasked.reason is Reason.NO_CONSENT


def test_a_grown_up_child_is_tied_to_nobody() -> None:
    """A guardian named for a person who is certainly eighteen keeps nobody back."""
    people = [mother(consent=Consent.NO), child(age=19, status=Status.CIVILIAN)]
    assert solve(people)["child"].reason is SELECTED


def test_without_a_birth_date_a_person_with_a_guardian_is_a_child() -> None:
    """The guardian's "no" counts although no age is known, and so does the tie."""
    unknown = child(birth_date=None)
    assert solve([mother(), unknown])["child"].clause == "protected"
    assert solve([mother(consent=Consent.NO), unknown])["child"].reason is BLOCKED
    refused = solve([person("child", birth_date=None, guardian_consent=Consent.NO)])["child"]
    assert refused.reason is Reason.NO_CONSENT


def test_a_guardian_joins_the_family_of_the_child() -> None:
    """An aunt answers for one of two brothers who are a family: all three go or stay, each with the nearest reason."""
    facts: dict[str, Any] = {"group": "g", "group_kind": GroupKind.FAMILY}
    people = [mother(), child(**facts), child("brother", guardian="", **facts)]
    outcomes = solve(people, FAMILIES)
    assert len({outcome.tranche for outcome in outcomes.values()}) == 1
    outcomes = solve([mother(consent=Consent.NO), *people[1:]], FAMILIES)
    assert "their guardian, held by the same party" in outcomes["child"].sentence
    assert "1 of the 3 people with whom they go or stay cannot go (no consent)" in outcomes["brother"].sentence
    outcomes = solve([*people[:2], child("brother", guardian="", consent=Consent.NO, **facts)], FAMILIES)
    assert "1 of the 2 people of their family cannot go" in outcomes["child"].sentence
    assert "1 of the 3 people with whom they go or stay" in outcomes["mother"].sentence


def test_a_guardian_on_the_way_to_another_party_keeps_the_child_back() -> None:
    """Three parties: one holder, two homes. Nobody travels alone to the one without the other."""
    text = HEAD.replace('["azure", "amber"]', '["azure", "amber", "teal"]') + PRIORITIES
    made = select(parse_terms(text), [mother(home="teal"), child()], on=ON, seed=SEED)
    assert [outcome.reason for outcome in made.outcomes] == [BLOCKED, BLOCKED]
    assert "would go to another" in made.outcomes[0].sentence


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A selection that verifies: a child with its mother, and one who waits because of a father who refuses."""
    people = [mother(), child(), person("father", consent=Consent.NO), child("waits", guardian="father"), person("man")]
    made = select(agreement(ONE_FOR_ONE, PRIORITIES, most=9), people, on=ON, seed=SEED)
    write_selection(made, people, tmp_path)
    write_persons(people, tmp_path / PERSONS)
    verify_folder(tmp_path)
    return tmp_path


@pytest.mark.parametrize(
    ("name", "field", "value", "words"),
    [
        ("child", "guardian", "man", "parted from a group or a guardian"),
        ("child", "guardian", "", "parted from a group or a guardian"),
        ("mother", "holder", "amber", "counted wrongly|was weighed"),
        ("waits", "guardian", "", "nobody they are tied to"),
        ("waits", "birth_date", "1990-01-01", "nobody they are tied to"),
        ("waits", "birth_date", "", ""),
        ("man", "guardian_consent", "no", "may not go|was weighed"),
        ("father", "remains", "yes", "follow|nobody they are tied to"),
    ],
)
def test_the_checkers_know_the_ties(folder: Path, name: str, field: str, value: str, words: str) -> None:
    """Facts that would tie or untie somebody are found out; a missing birth date leaves a ward a child."""
    with (folder / PERSONS).open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    next(row for row in rows if row["person_id"] == name)[field] = value
    with (folder / PERSONS).open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, rows[0])
        writer.writeheader()
        writer.writerows(rows)
    if not words:
        assert verify_folder(folder)["selected"] == 2
        return
    with pytest.raises(DoesNotVerify, match=words):
        verify_folder(folder)
