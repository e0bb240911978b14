"""More entries of one name than anybody could tell apart: kept, named, and in nobody's way."""

import csv
from dataclasses import replace
from pathlib import Path

import pytest

from people_lists import two_lists
from safeconduct.errors import RefusedByRule
from safeconduct.people import Band, DuckDB, Entry, ListKind, Matches, PartialDate, duplicates, match, write_set_aside
from safeconduct.people.aside import told

BUDGET = 60_000  # a combination of values of more than 600 pairs is a crowd: 25 entries on each list
CROWD = 40
ENGINE = DuckDB(threads=1)


def crowd(kind: ListKind, size: int = CROWD, born: str | None = "1990", **said: str) -> list[Entry]:
    """So many entries of one name, father and year."""
    party, given = ("azure", "Іван") if kind is ListKind.HELD else ("amber", "Иван")
    date = PartialDate.parse(born) if born else None
    made = Entry("", party, kind, 0, f"{party}-{kind}.csv", "Мороз", given, "Петрович", date)
    made = replace(made, **said)  # type: ignore[arg-type]
    return [replace(made, entry_id=f"C{n}", row=n + 2) for n in range(size)]


def both(size: int = CROWD, born: str | None = "1990", **said: str) -> tuple[list[Entry], list[Entry]]:
    """A crowd on each list, among a hundred others of whom half are on both."""
    held, sought = two_lists(100, 11)
    return held + crowd(ListKind.HELD, size, born, **said), sought + crowd(ListKind.SOUGHT, size, born, **said)


def proposed(found: Matches) -> set[tuple[str, str]]:
    return {(pair.held_id, pair.sought_id) for pair in found.pairs if pair.band is Band.PROPOSE}


def test_a_crowd_is_set_aside_and_everybody_else_is_matched_as_usual() -> None:
    """All of it is named with how many say the same, and has no match; the others find the same partners."""
    found = match(*both(), budget=BUDGET, engine=ENGINE)
    alone = match(*two_lists(100, 11), budget=BUDGET, engine=ENGINE)
    assert {(one.kind, one.entry_id) for one in found.set_aside} == {
        (kind, f"C{n}") for kind in (ListKind.HELD, ListKind.SOUGHT) for n in range(CROWD)
    }
    said = {(one.crowd, one.rule, one.held, one.sought, one.compared) for one in found.set_aside}
    assert said == {(1, "family + given + father", CROWD, CROWD, False)}
    assert {("azure", f"C{n}") for n in range(CROWD)} <= set(found.unmatched_held)
    assert not found.tight
    assert not found.uncompared_held
    assert len(proposed(alone)) > 30
    assert proposed(found) == proposed(alone)
    assert alone.set_aside == ()


def test_exchanging_the_lists_sets_the_same_entries_aside() -> None:
    """What is counted is pairs, so a crowd of forty before thirty is one from either side."""
    held, sought = both()
    held = held[:-10]
    here = match(held, sought, budget=BUDGET, engine=ENGINE)
    there = match(
        [replace(entry, kind=ListKind.HELD) for entry in sought],
        [replace(entry, kind=ListKind.SOUGHT) for entry in held],
        budget=BUDGET,
        engine=ENGINE,
    )
    other = {ListKind.HELD: ListKind.SOUGHT, ListKind.SOUGHT: ListKind.HELD}
    back = {replace(one, kind=other[one.kind], held=one.sought, sought=one.held) for one in there.set_aside}
    assert back == set(here.set_aside)
    assert len(back) == 2 * CROWD - 10


def test_a_crowd_on_one_list_is_compared_with_the_few_on_the_other() -> None:
    """Forty entries for one person asked for are forty pairs, which people can look at."""
    held, sought = both()
    found = match(held, sought[: -CROWD + 1], budget=BUDGET, engine=ENGINE)
    assert found.set_aside == ()
    assert sum(pair.sought_id == "C0" and pair.band is Band.REVIEW for pair in found.pairs) == CROWD


def test_namesakes_whom_birth_dates_tell_apart_are_no_crowd() -> None:
    """Their names alone pair nobody any more; their dates do."""
    held, sought = both()
    born = [PartialDate(1960 + n, n % 12 + 1, n % 28 + 1) for n in range(CROWD)]
    held[-CROWD:] = [replace(one, birth_date=born[n]) for n, one in enumerate(held[-CROWD:])]
    sought[-CROWD:] = [replace(one, birth_date=born[n]) for n, one in enumerate(sought[-CROWD:])]
    found = match(held, sought, budget=BUDGET, engine=ENGINE)
    assert found.set_aside == ()
    assert found.tight
    assert {(f"C{n}", f"C{n}") for n in range(CROWD)} <= proposed(found)


def test_who_is_like_a_crowd_but_for_a_rare_unit_is_compared_and_never_proposed() -> None:
    """The unit brings two of them together; whether another of the crowd is the right one was not looked at."""
    held, sought = both()
    held[-1], sought[-1] = replace(held[-1], unit="909 ОМБр"), replace(sought[-1], unit="909 ОМБр")
    found = match(held, sought, budget=BUDGET, engine=ENGINE)
    (pair,) = (pair for pair in found.pairs if pair.held_id == held[-1].entry_id)
    assert pair.sought_id == sought[-1].entry_id
    assert pair.band is Band.REVIEW
    assert "candidates_set_aside" in pair.reasons
    assert [one.compared for one in found.set_aside if one.entry_id == held[-1].entry_id] == [True, True]


def test_a_crowd_that_gives_names_alone_is_set_aside_too() -> None:
    """Without father and date no finer rule could tell them apart."""
    found = match(*both(born=None, patronymic=""), budget=BUDGET, engine=ENGINE)
    assert {one.rule for one in found.set_aside} == {"family + given"}
    assert len(found.set_aside) == 2 * CROWD


def test_a_crowd_within_one_list_is_set_aside_by_the_search_for_duplicates() -> None:
    """One person entered twice elsewhere in the list is found all the same."""
    one = two_lists(1, 5)[0][0]
    again = replace(one, entry_id="again")
    found = duplicates([*crowd(ListKind.HELD, 60), one, again], budget=BUDGET, engine=ENGINE)
    assert [(one.held, one.sought) for one in found.set_aside] == [(60, 0)] * 60
    assert [{pair.first[1], pair.second[1]} for pair in found.pairs] == [{one.entry_id, "again"}]


def test_a_crowd_is_told_with_its_rows_and_written_entry_by_entry(tmp_path: Path) -> None:
    """The reader can find each row in its file, and learns in what they agree."""
    held, sought = both()
    found = match(held, sought, budget=BUDGET, engine=ENGINE)
    (sentence,) = told(found.set_aside, [*held, *sought])
    assert sentence == (
        "80 entries agree in family + given + father and in nothing finer"
        " (amber-sought.csv, rows 2, 3, 4 and 37 more; azure-held.csv, rows 2, 3, 4 and 37 more);"
        " no other rule pairs any."
    )
    write_set_aside(found.set_aside, (), [*held, *sought], tmp_path / "set-aside.csv")
    with (tmp_path / "set-aside.csv").open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert len(rows) == 2 * CROWD
    assert list(rows[0].values()) == [
        "between", "held", "azure", "C0", "azure-held.csv", "2", "1", "family + given + father", "40", "40", "no"
    ]  # fmt: skip


def test_many_small_crowds_over_the_budget_keep_the_rules_to_what_is_rare() -> None:
    """No single combination is to blame; dates still bring together whom they tell apart."""
    born = [f"{1960 + n % 40}-{n % 12 + 1:02d}-{n % 28 + 1:02d}" for n in range(400)]
    ours = [replace(one, birth_date=PartialDate.parse(born[n])) for n, one in enumerate(crowd(ListKind.HELD, 400))]
    theirs = [replace(one, birth_date=PartialDate.parse(born[n])) for n, one in enumerate(crowd(ListKind.SOUGHT, 400))]
    found = match(ours, theirs, budget=BUDGET, engine=ENGINE)
    assert found.tight
    assert {(f"C{n}", f"C{n}") for n in range(400)} <= {(pair.held_id, pair.sought_id) for pair in found.pairs}


def test_rules_that_are_over_the_budget_as_a_whole_are_refused_and_named() -> None:
    """Nothing is compared where no few entries are to blame."""
    with pytest.raises(RefusedByRule, match=r"over the budget of 100\. Nothing was compared") as caught:
        match(*two_lists(300, 2), budget=100, engine=ENGINE)
    assert caught.value.faults
    assert all("pairs by the rule" in fault.found for fault in caught.value.faults)
