"""Who loses the lot between equally good selections reads that they lost a draw, with the chance that they had."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from agreements import HEAD, ON, person
from safeconduct.people import write_persons
from safeconduct.people.model import Consent, GroupKind, Person
from safeconduct.selection import Outcome, Reason, Selection, answers, select, verify_folder, write_selection
from safeconduct.selection.answers import News
from safeconduct.terms import Agreement, parse_terms

SEEDS = [hashlib.sha256(bytes([n])).hexdigest() for n in range(6)]
LOT = '[lottery]\nparties = ["azure", "amber", "host"]\nno_reveal = "stop"\nshares = "leximin"\n'
WAY = 'from = "azure"\nto = "amber"\nmirror = false\n'
TERMS = (
    HEAD
    + f'[[clause]]\nid = "y"\nkind = "quota"\n{WAY}category = "young"\n'
    + f'[[clause]]\nid = "q"\nkind = "quota"\n{WAY}category = "anyone"\n'
    + f'[[clause]]\nid = "both"\nkind = "quota"\n{WAY}over = ["y", "q"]\nmax = 3\n'
    + '[[clause]]\nid = "f"\nkind = "keep_together"\ngroups = ["family"]\n[[priority]]\nid = "people"\n'
    + LOT
)


def family(name: str, number: int, **facts: object) -> list[Person]:
    return [person(f"{name}{n}", group=name, group_kind=GroupKind.FAMILY, **facts) for n in range(number)]


def crowd() -> list[Person]:
    """For three places: two pairs, one of them young, of which one can go; one person who goes in any case; and four
    who are not parted and can never go."""
    return [*family("a", 2, age=20), *family("b", 2, age=40), person("c"), *family("d", 4)]


def solve(seed: str, terms: Agreement | None = None) -> tuple[Selection, dict[str, Outcome]]:
    made = select(terms or parse_terms(TERMS), crowd(), on=ON, seed=seed)
    return made, {one.person_id: one for one in made.outcomes}


@pytest.mark.parametrize("seed", SEEDS)
def test_the_pair_that_stays_has_lost_the_draw(seed: str, tmp_path: Path) -> None:
    """It reads the chance and what was drawn; so does the pair that goes; the others were in no lot."""
    made, told = solve(seed)
    won, lost = ("a0", "b0") if told["a0"].tranche else ("b0", "a0")
    drawn = made.certificate["lottery"]["drawn"] + 1
    lot = f"a lot fell between 2 equally good selections (number {drawn} was drawn), with a chance of 1/2 to go"
    assert told[lost].reason is Reason.LOST_DRAW
    assert lot in told[lost].sentence
    assert told[lost].ticket == "", "no ticket could have let them go"
    assert f"A{lot[1:]}." in told[won].sentence
    assert (told["c"].reason, told["d0"].reason) == (Reason.SELECTED, Reason.BINDING_CLAUSE)
    assert "lot" not in told["c"].sentence + told["d0"].sentence
    write_selection(made, crowd(), tmp_path)
    write_persons(crowd(), tmp_path / "persons.csv")
    assert verify_folder(tmp_path)["selected"] == 3


@pytest.mark.parametrize("seed", SEEDS[:2])
def test_the_evidence_names_the_lot_and_the_chance(seed: str) -> None:
    """The answer is one of six, and what it rests on can be looked up in the certificate."""
    made, told = solve(seed)
    lost = "b1" if told["a0"].tranche else "a1"
    by_id = {one.person_id: one for one in crowd()}
    terms = parse_terms(TERMS)
    why = answers.why(made, terms, by_id, answers.ties(terms, crowd(), ON), ON, lost)
    said = {one.fact: (one.value, one.source) for one in why.evidence}
    assert why.answer == "lost_draw"
    assert said["chance in the lot"] == ("1/2, the same for everyone of the class", "certificate.json, lottery")
    number = made.certificate["lottery"]["drawn"] + 1
    assert said["what decided"][0] == f"number {number} of 2 equally good selections was drawn"


def test_a_ticket_decides_within_a_class_and_the_lot_between_selections() -> None:
    """Five places: both pairs and one of three who are alone, or all three and one of the pairs. Whoever of the three
    stays is told the ticket, the cut-off and the chance."""
    people = [*family("a", 2, age=20), *family("b", 2, age=40), *(person(f"c{n}") for n in range(3))]
    both = 0
    for seed in SEEDS:
        made = select(parse_terms(TERMS.replace("max = 3", "max = 5")), people, on=ON, seed=seed)
        lost = [one for one in made.outcomes if one.reason is Reason.LOST_DRAW]
        alone = [one for one in lost if one.person_id.startswith("c")]
        assert all(one.ticket and "above the cut-off" in one.sentence for one in alone)
        assert all("equally good selections" in one.sentence for one in lost)
        both += bool(alone)
    assert both


def test_where_only_tickets_decide_no_lot_between_selections_is_told() -> None:
    """Six places: both pairs go, and two of the three who are alone, whatever the lot."""
    people = [*family("a", 2, age=20), *family("b", 2, age=40), *(person(f"c{n}") for n in range(3))]
    made = select(parse_terms(TERMS.replace("max = 3", "max = 6")), people, on=ON, seed=SEEDS[0])
    (lost,) = [one for one in made.outcomes if one.reason is Reason.LOST_DRAW]
    assert "above the cut-off" in lost.sentence
    assert "equally good" not in lost.sentence


def swapped(text: str) -> str:
    return text.replace("azure", "!").replace("amber", "azure").replace("!", "amber")


@pytest.mark.parametrize("seed", SEEDS[:3])
def test_the_mirror_tells_the_same(seed: str) -> None:
    """The parties' names exchanged, everybody has the same reason and the same sentence."""
    made, _ = solve(seed)
    other = [
        Person(**{**{name: getattr(one, name) for name in one.__slots__}, "holder": one.home, "home": one.holder})
        for one in crowd()
    ]
    mirrored = select(parse_terms(swapped(TERMS)), other, on=ON, seed=seed)
    assert [(one.reason, swapped(one.sentence)) for one in made.outcomes] == [
        (one.reason, one.sentence) for one in mirrored.outcomes
    ]


def test_after_a_revision_the_lot_is_told_too(tmp_path: Path) -> None:
    """One of the pair that was announced refuses; of two pairs like it one follows by lot, and the other lost it."""
    terms = parse_terms(TERMS)
    people = [*crowd(), *family("e", 2, age=20, months=0), *family("f", 2, age=40, months=0)]
    made = select(terms, people, on=ON, seed=SEEDS[0])
    goes = next(one for one in made.outcomes if one.tranche and one.person_id != "c")
    now = [
        one if one.person_id != goes.person_id else person(one.person_id, **{**_facts(one), "consent": Consent.NO})
        for one in people
    ]
    again = answers.revise(made, people, terms, News(tuple(now)), on=ON)
    lost = [one for one in again.selection.outcomes if one.reason is Reason.LOST_DRAW]
    assert lost
    assert all("equally good selections" in one.sentence for one in lost)
    write_selection(again.selection, again.persons, tmp_path)
    write_persons(again.persons, tmp_path / "persons.csv")
    assert verify_folder(tmp_path)["leave"] == 2


def _facts(one: Person) -> dict[str, object]:
    return {"group": one.group, "group_kind": one.group_kind, "birth_date": one.birth_date}
