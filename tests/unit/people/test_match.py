"""Comparing lists."""

import random
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from safeconduct.people.backends import DuckDB
from safeconduct.people.match import duplicates, held_twice, match
from safeconduct.people.model import Entry, ListKind, PartialDate, Sex
from safeconduct.people.pairs import Band, Matches

FAMILIES = (
    "Ковальов|Ковалёв",
    "Шевченко|Шевченко",
    "Мельник|Мельник",
    "Щербак|Щербак",
    "Гнатюк|Гнатюк",
    "Висоцький|Высоцкий",
)
FAMILIES += (
    "Дем'янчук|Демьянчук",
    "Луценко|Луценко",
    "Ткач|Ткач",
    "Хоменко|Хоменко",
    "Зайченко|Зайченко",
    "Юрченко|Юрченко",
)
GIVEN = ("Сергій|Сергей", "Микола|Николай", "Володимир|Владимир", "Олексій|Алексей", "Дмитро|Дмитрий", "Михайло|Михаил")
GIVEN += ("Андрій|Андрей", "Юрій|Юрий", "Олег|Олег", "Ігор|Игорь", "Пилип|Филипп", "Тимофій|Тимофей")
FATHERS = ("Сергійович|Сергеевич", "Миколайович|Николаевич", "Іванович|Иванович", "Петрович|Петрович", "Ілліч|Ильич")


def lists(size: int, seed: int, parties: tuple[str, str] = ("azure", "amber")) -> tuple[list[Entry], list[Entry]]:
    """Held in Ukrainian, sought in Russian; entry H<n> is the person of S<n> for the first two thirds."""
    rng = random.Random(seed)
    held, sought = [], []
    for number in range(size):
        family, given, father = (rng.choice(words).split("|") for words in (FAMILIES, GIVEN, FATHERS))
        born = PartialDate(rng.randrange(1965, 2007), rng.randrange(1, 13), rng.randrange(1, 29))
        said = {"birth_date": born, "sex": Sex.MALE, "unit": str(rng.randrange(90))}
        one, other = rng.sample(parties, 2)
        held.append(Entry(f"H{number}", one, ListKind.HELD, number + 2, "", family[0], given[0], father[0], **said))
        if number % 3 == 2:
            born = PartialDate(rng.randrange(1965, 2007), rng.randrange(1, 13), rng.randrange(1, 29))
            family, given, father = (rng.choice(words).split("|") for words in (FAMILIES, GIVEN, FATHERS))
            said = {"birth_date": born, "unit": str(rng.randrange(90))}
        sought.append(
            Entry(f"S{number}", other, ListKind.SOUGHT, number + 2, "", family[1], given[1], father[1], **said)
        )
    return held, sought


def person(
    kind: ListKind, entry_id: str, family: str, given: str, born: str | None = "1990-05-12", **said: object
) -> Entry:
    party = "azure" if kind is ListKind.HELD else "amber"
    date = PartialDate.parse(born) if born else None
    said = {"patronymic": "Іванович"} | said
    return Entry(entry_id, party, kind, 2, "", family, given, birth_date=date, **said)  # type: ignore[arg-type]


def held(entry_id: str, family: str, given: str, born: str | None = "1990-05-12", **said: object) -> Entry:
    return person(ListKind.HELD, entry_id, family, given, born, **said)


def sought(entry_id: str, family: str, given: str, born: str | None = "1990-05-12", **said: object) -> Entry:
    return person(ListKind.SOUGHT, entry_id, family, given, born, **said)


def bands(matches: Matches) -> dict[tuple[str, str], Band]:
    return {(pair.held_id, pair.sought_id): pair.band for pair in matches.pairs}


def _crowd() -> tuple[list[Entry], list[Entry]]:
    ours, theirs = lists(60, 1)
    return [replace(e, entry_id="C" + e.entry_id) for e in ours], [
        replace(e, entry_id="C" + e.entry_id) for e in theirs
    ]


CROWD = _crowd()


def among(ours: list[Entry], theirs: list[Entry]) -> Matches:
    """The pairs of these entries, compared among sixty others."""
    matches = match([*CROWD[0], *ours], [*CROWD[1], *theirs], engine=DuckDB(threads=1))
    ids = {entry.entry_id for entry in (*ours, *theirs)}
    return replace(matches, pairs=tuple(pair for pair in matches.pairs if {pair.held_id, pair.sought_id} <= ids))


def test_people_are_found_across_languages() -> None:
    """Two thirds of three hundred are on both lists, and nobody else is proposed."""
    found = match(*lists(300, 5), engine=DuckDB(threads=1))
    proposed = {(pair.held_id, pair.sought_id) for pair in found.pairs if pair.band is Band.PROPOSE}
    true = {(f"H{n}", f"S{n}") for n in range(300) if n % 3 != 2}
    assert proposed <= true
    assert len(proposed) >= 0.95 * len(true)
    assert {ref[1] for ref in found.unmatched_held}.isdisjoint(pair[0] for pair in proposed)


def test_the_same_lists_give_the_same_bytes() -> None:
    """Whatever the order of the rows and the number of threads."""
    ours, theirs = lists(120, 3)
    first = match(ours, theirs, engine=DuckDB(threads=1))
    random.Random(4).shuffle(ours)
    random.Random(5).shuffle(theirs)
    assert match(ours, theirs, engine=DuckDB(threads=2)) == first


@pytest.mark.parametrize("seed", range(2))
def test_other_party_names_give_the_same_pairs(seed: int) -> None:
    """The mirror: parties exchanged in the input, the same output with parties exchanged."""
    swap = {"azure": "amber", "amber": "azure"}
    ours, theirs = lists(60, seed)
    plain = match(ours, theirs, engine=DuckDB(threads=1))
    mirrored = match(
        [replace(entry, party=swap[entry.party]) for entry in ours],
        [replace(entry, party=swap[entry.party]) for entry in theirs],
        engine=DuckDB(threads=1),
    )
    back = [replace(p, held_party=swap[p.held_party], sought_party=swap[p.sought_party]) for p in mirrored.pairs]
    assert set(back) == set(plain.pairs)


def test_nobody_is_matched_within_one_party() -> None:
    """A party's held list is compared with what the others seek, not with what it seeks itself."""
    entry = held("H1", "Ковальов", "Сергій")
    assert match([entry], [replace(entry, kind=ListKind.SOUGHT, entry_id="S1")], engine=DuckDB(threads=1)).pairs == ()


@pytest.mark.parametrize(
    ("ours", "theirs", "code"),
    [
        (held("H", "Мороз", "Іван"), sought("S", "Мороз", "Пётр"), "given_name_conflict"),
        (held("H", "Мороз", "Діана"), sought("S", "Мороз", "Дана"), "given_name_conflict"),
        (held("H", "Мороз", "Іван"), sought("S", "Мороз", "И."), "given_name_not_confirmed"),
        (held("H", "Мороз", "Іван", None), sought("S", "Мороз", "Иван"), "birth_date_missing"),
        (held("H", "Мороз", "Іван"), sought("S", "Мороз", "Иван", "1990-11-28"), "birth_date_conflict"),
        (held("H", "Мороз", "Женя", sex=Sex.MALE), sought("S", "Мороз", "Женя", sex=Sex.FEMALE), "sex_conflict"),
    ],
)
def test_a_conflict_keeps_a_pair_from_being_proposed(ours: Entry, theirs: Entry, code: str) -> None:
    """However well everything else agrees; the reason is named."""
    same = {"unit": "7777", "place": "Суми"}
    (pair,) = among([replace(ours, **same)], [replace(theirs, **same)]).pairs  # type: ignore[arg-type]
    assert pair.band is not Band.PROPOSE
    assert code in pair.reasons


@pytest.mark.parametrize(
    ("one", "other"), [("Нечитайленко", "Нечитайленкл"), ("Вернигоров", "Вернигороп"), ("Жабковський", "Жабковськит")]
)
def test_a_typing_error_in_the_ending_of_a_surname_leaves_it_alike(one: str, other: str) -> None:
    """The ending is what surnames are folded by, so the names are also compared with their endings on."""
    (pair,) = among([held("H", one, "Пилип")], [sought("S", other, "Филипп")]).pairs
    assert "family:like" in pair.reasons
    assert pair.band is Band.PROPOSE


@pytest.mark.parametrize(
    ("one", "other", "born"),
    [
        ("Нечитайленко-Вернигора", "Вернигора", "1990-05-12"),
        ("Нечитайленко", "Нечитайленко-Вернигора", "1990-05-12"),
        ("Вернигора-Нечитайленко", "Нечитайленко-Вернигора", "1990-05-12"),
        ("Нечитайленко Вернигора", "Вернигора", None),
    ],
)
def test_a_double_surname_and_a_part_of_it_go_to_review(one: str, other: str, born: str | None) -> None:
    """Whatever else agrees, and also without a birth date; the reason says so."""
    (pair,) = among([held("H", one, "Пилип", born)], [sought("S", other, "Филипп", born)]).pairs
    assert pair.band is Band.REVIEW
    assert {"family_name_in_part", "family:part"} <= set(pair.reasons)


def test_a_double_surname_is_itself_in_every_spelling() -> None:
    """Both parts on both sides are one name, and proposed."""
    (pair,) = among(
        [held("H", "Нечитайленко-Вернигора", "Пилип")], [sought("S", "Nechytailenko-Vernyhora", "Филипп")]
    ).pairs
    assert pair.band is Band.PROPOSE


def test_two_surnames_that_share_a_key_are_never_proposed() -> None:
    """Каримов and Керимов are two names in every language, and Керимов in Latin letters is one with Керимов."""
    (pair,) = among([held("H", "Каримов", "Пилип")], [sought("S", "Керимов", "Филипп")]).pairs
    assert pair.band is Band.REVIEW
    assert "family_name_not_confirmed" in pair.reasons
    (pair,) = among([held("H", "Керимов", "Пилип")], [sought("S", "Kerimov", "Филипп")]).pairs
    assert pair.band is Band.PROPOSE


def test_twins_are_told_apart_and_never_proposed_for_each_other() -> None:
    """Two brothers of one day: each finds himself, and neither is proposed as the other."""
    found = bands(
        among(
            [held("H1", "Мороз", "Іван", unit="77"), held("H2", "Мороз", "Петро", unit="77")],
            [sought("S1", "Мороз", "Иван", unit="77"), sought("S2", "Мороз", "Пётр", unit="77")],
        )
    )
    assert found["H1", "S1"] is found["H2", "S2"] is Band.PROPOSE
    assert found.get(("H1", "S2"), Band.NO) is not Band.PROPOSE
    assert found.get(("H2", "S1"), Band.NO) is not Band.PROPOSE


def test_an_initial_of_two_brothers_is_left_to_people() -> None:
    """With only И. to go by, and Іван and Ігор born on one day, nobody is proposed."""
    found = among([held("H1", "Мороз", "Іван"), held("H2", "Мороз", "Ігор")], [sought("S1", "Мороз", "И.")])
    assert {pair.band for pair in found.pairs} == {Band.REVIEW}


def test_two_equal_candidates_go_to_review() -> None:
    """The same person stands in the sought list twice: which entry is meant is for reviewers to say."""
    found = among([held("H1", "Мороз", "Іван")], [sought("S1", "Мороз", "Иван"), sought("S2", "Мороз", "Иван")])
    assert {pair.band for pair in found.pairs} == {Band.REVIEW}
    assert all("another_candidate_is_near" in pair.reasons for pair in found.pairs)


@pytest.mark.parametrize(
    "born", ["1990-12-05", "1990-05-13", "1991-05-12", "1990"], ids=["turned", "digit", "year off", "year only"]
)
def test_dates_may_be_a_little_off(born: str) -> None:
    """A rare name with a date that is nearly right is still likely."""
    (pair,) = among([held("H", "Нечитайленко", "Пилип")], [sought("S", "Нечитайленко", "Филипп", born)]).pairs
    assert pair.probability > 0.9


def test_entries_that_say_nothing_match_nobody() -> None:
    """Empty names are kept, and have no candidate."""
    found = match(
        [held("H1", "", "", None, patronymic="")], [sought("S1", "", "", None, patronymic="")], engine=DuckDB(threads=1)
    )
    assert found.pairs == ()
    assert found.unmatched_held == found.uncompared_held == (("azure", "H1"),)
    assert match([], [], engine=DuckDB(threads=1)).pairs == ()


def test_weights_add_up_to_the_whole() -> None:
    """Prior and fields make the bits of a pair; the versions of keys and model come along."""
    found = match(*lists(60, 2), engine=DuckDB(threads=1))
    priors = {round(pair.weight_bits - sum(field.bits for field in pair.fields), 2) for pair in found.pairs}
    assert max(priors) - min(priors) <= 0.02
    assert found.key_version
    assert found.model_version


def test_one_person_on_two_held_lists_is_found() -> None:
    """Both parties say that they hold the same man: both must be asked."""
    one = held("H1", "Нечитайленко", "Пилип", unit="12")
    other = replace(one, party="amber", entry_id="X9", family_name="Нечитайленко", given_name="Филипп")
    crowd = {"azure": [*CROWD[0], one], "amber": [replace(entry, party="amber") for entry in CROWD[1]] + [other]}
    crowd = {party: [replace(e, party=party, kind=ListKind.HELD) for e in entries] for party, entries in crowd.items()}
    found = held_twice(crowd, engine=DuckDB(threads=1))
    pairs = {frozenset((twice.first, twice.second)) for twice in found if twice.band is Band.PROPOSE}
    assert frozenset((("azure", "H1"), ("amber", "X9"))) in pairs
    assert held_twice({"azure": [one]}) == ()


def test_one_person_twice_in_one_list_is_found() -> None:
    """And only within one list: the other party's entries are none of it."""
    one = held("H1", "Нечитайленко", "Пилип", unit="12")
    again = replace(one, entry_id="H2", given_name="Philip", family_name="Nechytailenko")
    other = replace(one, entry_id="X9", party="amber")
    found = duplicates([one, again, other, *CROWD[0]], engine=DuckDB(threads=1))
    assert [{twice.first[1], twice.second[1]} for twice in found.pairs if twice.band is Band.PROPOSE] == [{"H1", "H2"}]


ODD = st.text(alphabet="Моpозaе\u200b\u202eІі'-. 1\u0301王", max_size=12)


@settings(max_examples=6, deadline=None)
@given(st.lists(st.tuples(ODD, ODD, ODD, st.integers(1500, 2999)), min_size=1, max_size=8))
def test_no_entry_however_odd_breaks_the_comparison(rows: list[tuple[str, str, str, int]]) -> None:
    """Hidden, mixed and foreign letters, empty names and impossible ages: compared, and none is lost."""
    ours = [
        Entry(f"H{at}", "azure", ListKind.HELD, at, "", family, given, father, PartialDate(year))
        for at, (family, given, father, year) in enumerate(rows)
    ]
    theirs = [replace(entry, entry_id="S" + entry.entry_id, party="amber", kind=ListKind.SOUGHT) for entry in ours]
    found = match(ours, theirs, engine=DuckDB(threads=1))
    matched = {pair.held_id for pair in found.pairs if pair.band is not Band.NO}
    assert matched | {ref[1] for ref in found.unmatched_held} == {entry.entry_id for entry in ours}
    assert matched & {ref[1] for ref in found.unmatched_held} == set()
