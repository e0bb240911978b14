"""What the decisions make of the entries."""

import datetime as dt
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from safeconduct.errors import RefusedByRule, UnreadableInput
from safeconduct.people.model import (
    Carriage,
    Consent,
    Decision,
    Entry,
    GroupKind,
    Identity,
    ListKind,
    Medical,
    PartialDate,
    Person,
    Verdict,
)
from safeconduct.people.persons import persons
from safeconduct.people.persons_file import read_persons, write_persons

ON = dt.date(2026, 2, 11)
NOON = dt.datetime(2026, 2, 11, 12, tzinfo=dt.UTC)
KEY = b"k" * 32
PARTIES = ("azure", "amber")


def held(number: int, party: str = "azure", **said: object) -> Entry:
    said = {"family_name": f"Мороз{number}", "site": "S1"} | said
    return Entry(f"H{number}", party, ListKind.HELD, number + 1, **said)  # type: ignore[arg-type]


def sought(number: int, party: str = "amber", **said: object) -> Entry:
    said = {"family_name": f"Moroz{number}"} | said
    return Entry(f"S{number}", party, ListKind.SOUGHT, number + 1, **said)  # type: ignore[arg-type]


def same(one: Entry, other: Entry) -> Decision:
    assert (one.kind, other.kind) == (ListKind.HELD, ListKind.SOUGHT)
    number = f"D-{one.party}-{one.entry_id}"
    return Decision(number, one.party, one.entry_id, other.party, other.entry_id, Verdict.SAME, "olena", "peter", NOON)


def made(entries: list[Entry], *decisions: Decision, parties: tuple[str, ...] = PARTIES) -> tuple[Person, ...]:
    return persons(entries, decisions, parties=parties, key=KEY, on=ON)


def matched(one: Entry, other: Entry) -> Person:
    (person,) = made([one, other], same(one, other))
    return person


def test_a_decision_makes_one_person_of_two_entries() -> None:
    """The others stay apart: acknowledged by their holder, or claimed by those who seek them."""
    one, two, three, four = held(1), held(2), sought(1), sought(2)
    found = {person.identity: person for person in made([one, two, three, four], same(one, three))}
    assert len(found) == 3
    match, alone, claim = found[Identity.MATCHED], found[Identity.ACKNOWLEDGED], found[Identity.CLAIMED]
    assert (match.holder, match.home, match.held_id, match.sought_id) == ("azure", "amber", "H1", "S1")
    assert (alone.holder, alone.home, alone.held_id, alone.sought_id) == ("azure", "amber", "H2", "")
    assert (claim.holder, claim.home, claim.held_id, claim.sought_id) == ("azure", "amber", "", "S2")


def test_what_families_report_makes_no_person() -> None:
    """A family's report is no statement of a party."""
    report = Entry("F1", "amber", ListKind.FAMILY, 2, family_name="Moroz")
    assert len(made([held(1), report])) == 1


def test_the_holder_says_where_and_whether_a_person_goes() -> None:
    """Site, consent and carriage are the holder's to say."""
    one = held(1, consent=Consent.NO, carriage=Carriage.STRETCHER)
    person = matched(one, sought(1, consent=Consent.YES, carriage=Carriage.SEAT))
    assert (person.site, person.consent, person.carriage) == ("S1", Consent.NO, Carriage.STRETCHER)


def test_the_graver_of_two_findings_counts() -> None:
    """Whichever list says it."""
    for one, other in ((Medical.WOUNDED, Medical.SERIOUSLY_SICK), (Medical.SERIOUSLY_SICK, Medical.WOUNDED)):
        person = matched(held(1, medical=one), sought(1, medical=other))
        assert person.medical is Medical.SERIOUSLY_SICK
        assert "medical_differs" in person.notes
    assert matched(held(1), sought(1, medical=Medical.WOUNDED)).medical is Medical.WOUNDED


def test_the_seriously_wounded_lie_until_somebody_says_more() -> None:
    """Nobody is put on a seat because a cell was empty."""
    person = matched(held(1, medical=Medical.SERIOUSLY_WOUNDED), sought(1))
    assert person.carriage is Carriage.STRETCHER
    assert "carriage_not_said" in person.notes


@pytest.mark.parametrize(
    ("one", "other", "date", "differs"),
    [
        ("1990", "1990-05-12", "1990-05-12", False),
        ("1990-05-12", "1990", "1990-05-12", False),
        ("1991", "1990-05-12", "1990-05-12", True),
        ("1990-05-13", "1990-05-12", "1990-05-13", True),
        ("2990", "1990", "1990", False),
    ],
)
def test_the_more_exact_birth_date_counts_and_a_conflict_is_noted(
    one: str, other: str, date: str, differs: bool
) -> None:
    """A year alone does not contradict a day in it; a date to come is not believed."""
    person = matched(held(1, birth_date=PartialDate.parse(one)), sought(1, birth_date=PartialDate.parse(other)))
    assert (str(person.birth_date), "birth_date_differs" in person.notes) == (date, differs)


def test_a_guardian_is_a_person_and_a_refusal_in_either_list_is_one() -> None:
    """The child's guardian_id names an entry; the person has that entry's person."""
    child, adult = held(1, guardian_id="H2", guardian_consent=Consent.YES), held(2)
    other = sought(1, guardian_consent=Consent.NO)
    found = {person.held_id: person for person in made([child, adult, other], same(child, other))}
    assert found["H1"].guardian == found["H2"].person_id
    assert found["H1"].guardian_consent is Consent.NO


def test_groups_of_both_lists_are_joined_and_families_come_first() -> None:
    """A and B by the holder's label, B and C by the seeker's; the unit label of C's comrade D ties nobody else."""
    a, b, c, d = held(1, group="g"), held(2, group="g"), held(3), held(4, group="u", group_kind=GroupKind.UNIT)
    c = replace(c, group="u", group_kind=GroupKind.UNIT)
    x, y = sought(2, group="fam"), sought(3, group="fam", group_kind=GroupKind.FAMILY)
    found = {p.held_id: p for p in made([a, b, c, d, x, y], same(b, x), same(c, y))}
    assert found["H1"].group == found["H2"].group == found["H3"].group != ""
    assert found["H3"].group_kind is GroupKind.FAMILY
    assert found["H4"].group == ""


def test_decisions_that_cannot_stand_are_refused() -> None:
    """One held entry with two sought ones, and an entry that is on no list."""
    one, two, three = held(1), sought(1), sought(2)
    twice = replace(same(one, three), decision_id="D-2")
    with pytest.raises(RefusedByRule, match="ties to another"):
        made([one, two, three], same(one, two), twice)
    with pytest.raises(RefusedByRule, match="an entry of its sought list"):
        made([one, two], same(one, three))


def test_with_three_parties_a_held_person_needs_a_home() -> None:
    """Nobody guesses to which of two parties a person belongs."""
    three = ("azure", "amber", "third")
    with pytest.raises(RefusedByRule, match="more than two parties"):
        made([held(1)], parties=three)
    (person,) = made([held(1, home="third")], parties=three)
    assert person.home == "third"


def test_the_very_same_entry_in_two_held_lists_is_refused() -> None:
    """Two parties hand in one row, id and all: one person would count twice."""
    with pytest.raises(RefusedByRule, match="very same entry"):
        made([held(1), held(1, party="amber")])


def _swapped(name: str) -> str:
    return {"azure": "amber", "amber": "azure"}.get(name, name)


entries_of_two = st.lists(
    st.tuples(st.sampled_from(PARTIES), st.booleans(), st.sampled_from(["", "g", "u"]), st.booleans()), max_size=12
)


@settings(max_examples=60, deadline=None)
@given(entries_of_two, st.randoms(use_true_random=False))
def test_mirror_and_completeness(rows: list[tuple[str, bool, str, bool]], random: object) -> None:
    """Every entry is in exactly one person, and other party names give the same persons with other party names."""
    entries = [
        replace((held if is_held else sought)(n, party), group=group, remains=remains)
        for n, (party, is_held, group, remains) in enumerate(rows)
    ]
    helds = [entry for entry in entries if entry.kind is ListKind.HELD]
    decisions = []
    free = [entry for entry in entries if entry.kind is ListKind.SOUGHT]
    for one in helds:
        other = next((entry for entry in free if entry.party != one.party), None)
        if other is not None:
            free.remove(other)
            decisions.append(same(one, other))
    found = made(entries, *decisions)
    ids = [("h", p.holder, p.held_id) for p in found if p.held_id] + [
        ("s", p.home, p.sought_id) for p in found if p.sought_id
    ]
    assert sorted(ids) == sorted(("h" if e.kind is ListKind.HELD else "s", e.party, e.entry_id) for e in entries)
    mirrored = made(
        [replace(entry, party=_swapped(entry.party)) for entry in reversed(entries)],
        *[replace(d, held_party=_swapped(d.held_party), sought_party=_swapped(d.sought_party)) for d in decisions],
    )
    assert mirrored == tuple(replace(p, holder=_swapped(p.holder), home=_swapped(p.home)) for p in found)


def test_ids_depend_on_the_key_and_on_nothing_a_stranger_has() -> None:
    """Another operation's key gives other pseudonyms."""
    (one,) = made([held(1)])
    (other,) = persons([held(1)], (), parties=PARTIES, key=b"x" * 32, on=ON)
    assert one.person_id != other.person_id
    assert one.person_id.startswith("P-")


def test_persons_are_written_and_read_back(tmp_path: Path) -> None:
    """persons.csv carries every field, and no name."""
    one, two = held(1, birth_date=PartialDate(1990), group="g"), held(2, group="g", consent=Consent.YES)
    other = sought(1, birth_date=PartialDate(1991), rank="солдат")
    found = made([one, two, other], same(one, other))
    path = tmp_path / "persons.csv"
    write_persons(found, path)
    assert read_persons(path) == found
    assert "ороз" not in path.read_text()
    path.write_text(path.read_text().replace("matched", "mached").replace("yes", "perhaps"))
    with pytest.raises(UnreadableInput) as caught:
        read_persons(path)
    assert {fault.field for fault in caught.value.faults} == {"identity", "consent"}
