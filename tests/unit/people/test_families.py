"""What families report: shown to reviewers, and no statement by a party."""

import datetime as dt
from dataclasses import replace
from pathlib import Path

import pytest

from safeconduct.people import (
    Band,
    Decision,
    Entry,
    FamilyReport,
    ListKind,
    Matches,
    Medical,
    Pair,
    PartialDate,
    Verdict,
    explain,
    family_reports,
    match,
    persons,
    review_queue,
    write_queue,
    write_reports,
)
from safeconduct.people.families import speaks_against, told

BORN = PartialDate(1990, 5, 12)
HELD = Entry("H1", "azure", ListKind.HELD, 2, "", "Нечитайленко", "Пилип", "Ілліч", BORN, place="Суми")
SOUGHT = Entry("S1", "amber", ListKind.SOUGHT, 2, "", "Нечитайленко", "Филипп", "Ильич", BORN, place="г. Сумы")
OTHER = Entry("S2", "amber", ListKind.SOUGHT, 3, "", "Мороз", "Олег", "", PartialDate(1971))
FAMILY = Entry("F1", "amber", ListKind.FAMILY, 2, "", "Нечитайленко", "Филипп", "", BORN, place="Рудня")


def report(kind: ListKind, band: Band = Band.PROPOSE, report_id: str = "F1") -> FamilyReport:
    entry = HELD if kind is ListKind.HELD else SOUGHT
    return FamilyReport(
        "amber", report_id, kind, entry.party, entry.entry_id, 0.9, 9, band, ("family",), (), ("place",)
    )


def test_a_report_is_found_on_both_lists_with_what_agrees_and_what_differs() -> None:
    """Among those whom the other party holds, and those whom its own party seeks; not among the rest."""
    found = family_reports([FAMILY], [HELD], [SOUGHT, OTHER])
    assert [(one.kind, one.entry_party, one.entry_id) for one in found] == [
        (ListKind.HELD, "azure", "H1"),
        (ListKind.SOUGHT, "amber", "S1"),
    ]
    assert {"family", "given", "birth"} <= set(found[0].agrees)
    assert found[0].differs == ("place",)
    assert "father" not in (*found[0].agrees, *found[0].near, *found[0].differs)


def test_a_report_is_not_compared_with_lists_that_do_not_concern_it() -> None:
    """Its own party's prisoners and the other party's missing are none of this family's."""
    own = replace(HELD, party="amber")
    theirs = replace(SOUGHT, party="azure")
    assert family_reports([FAMILY], [own], [theirs]) == ()
    assert family_reports([], [HELD], [SOUGHT]) == ()


def test_a_report_is_told_in_the_readers_language() -> None:
    """By its number, without a name."""
    assert told(report(ListKind.HELD)) == (
        "A family reports somebody (report F1 to amber) who may be the one held as H1. Agrees in family name."
        " Differs in place."
    )
    assert told(report(ListKind.SOUGHT), "uk").endswith("Збігається: прізвище. Різниться: місце.")


def test_a_report_that_fits_one_entry_only_speaks_against_the_pair() -> None:
    """Where it fits both entries, or is itself unsure, it does not."""
    assert speaks_against([report(ListKind.HELD)])
    assert not speaks_against([report(ListKind.HELD), report(ListKind.SOUGHT, Band.REVIEW)])
    assert not speaks_against([report(ListKind.HELD, Band.REVIEW)])
    assert speaks_against([report(ListKind.HELD), report(ListKind.SOUGHT, report_id="F2")])


def pair(number: int, bits: float) -> Pair:
    return Pair(f"H{number}", f"S{number}", "azure", "amber", 0.9, bits, Band.REVIEW)


def test_reports_order_the_queue_and_stand_in_it(tmp_path: Path) -> None:
    """A child by what its family says comes before the others; then whom a report speaks against."""
    held = [Entry(f"H{n}", "azure", ListKind.HELD, n, flags=("mixed_scripts:family_name",)) for n in range(4)]
    sought = [Entry(f"S{n}", "amber", ListKind.SOUGHT, n) for n in range(4)]
    family = [
        Entry("F1", "amber", ListKind.FAMILY, 2),
        Entry("F2", "amber", ListKind.FAMILY, 3, birth_date=PartialDate(2012)),
        Entry("F3", "amber", ListKind.FAMILY, 4, medical=Medical.SERIOUSLY_SICK),
    ]
    reports = [
        FamilyReport("amber", "F1", ListKind.HELD, "azure", "H1", 0.99, 9, Band.PROPOSE, ("family",), (), ()),
        FamilyReport("amber", "F2", ListKind.SOUGHT, "amber", "S2", 0.9, 4, Band.REVIEW, ("family",), (), ()),
        FamilyReport("amber", "F3", ListKind.SOUGHT, "amber", "S3", 0.9, 4, Band.REVIEW, ("family",), (), ()),
    ]
    pairs = [pair(0, 1), pair(1, 5), pair(2, 8), pair(3, 9)]
    entries = [*held, *sought, *family]
    assert [item.pair.held_id for item in review_queue(pairs, [], entries, year=2026)] == ["H0", "H1", "H2", "H3"]
    queue = review_queue(pairs, [], entries, year=2026, reports=reports)
    assert [(item.pair.held_id, item.urgency) for item in queue] == [("H3", 0), ("H2", 1), ("H1", 2), ("H0", 2)]
    write_queue(queue, Matches(tuple(pairs), "k1", "m1"), tmp_path / "queue.csv")
    written = (tmp_path / "queue.csv").read_text("utf-8").splitlines()
    assert written[0].endswith("odd_held,odd_sought,family_reports")
    assert ",azure,amber,k1,m1," in written[1]
    assert "Family name: Latin and Cyrillic letters in one word" in written[1]
    assert "report F1 to amber" in written[3]


def test_a_family_list_changes_no_pair_and_makes_no_person() -> None:
    """Nor does a decision on one of its rows: no party states it."""
    before = match([HELD], [SOUGHT])
    family_reports([FAMILY], [HELD], [SOUGHT])
    assert match([HELD], [SOUGHT]) == before

    def made(entries: list[Entry], decisions: list[Decision]) -> object:
        return persons(entries, decisions, parties=("azure", "amber"), key=b"k", on=dt.date(2026, 1, 1))

    assert made([HELD, SOUGHT, FAMILY], []) == made([HELD, SOUGHT], [])
    noon = dt.datetime(2026, 2, 11, 12, tzinfo=dt.UTC)
    tie = Decision("D1", "azure", "H1", "amber", "F1", Verdict.SAME, "olena", "peter", noon)
    with pytest.raises(Exception, match="F1"):
        made([HELD, SOUGHT, FAMILY], [tie])


def test_an_explanation_tells_reports_and_oddities_of_its_two_entries_only() -> None:
    """In the reader's language."""
    odd = replace(HELD, flags=("very_long:family_name",))
    (found,) = match([odd], [SOUGHT]).pairs
    elsewhere = replace(report(ListKind.HELD), entry_id="H9")
    explained = explain(found, odd, SOUGHT, "ru", [report(ListKind.HELD), elsewhere])
    assert explained.notes[0] == "Список удерживаемых: Фамилия: более ста букв"
    assert len(explained.notes) == 2
    assert "номером H1" in explained.notes[1]


def test_reports_are_written_without_names(tmp_path: Path) -> None:
    """Ids, probabilities and fields."""
    write_reports(family_reports([FAMILY], [HELD], [SOUGHT]), tmp_path / "reports.csv")
    text = (tmp_path / "reports.csv").read_text("utf-8")
    assert text.splitlines()[0].startswith("family_party,report_id,list,party,entry_id")
    assert text.splitlines()[1].startswith("amber,F1,held,azure,H1,")
    assert "Нечитайленко" not in text
