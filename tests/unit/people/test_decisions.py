"""Decisions of reviewers."""

import datetime as dt
from dataclasses import replace
from pathlib import Path

import pytest

from safeconduct.errors import UnreadableInput
from safeconduct.people.decisions import COLUMNS, check_decisions, read_decisions, standing, ties, write_decisions
from safeconduct.people.model import Decision, Entry, ListKind, Verdict

NOON = dt.datetime(2026, 2, 11, 12, tzinfo=dt.UTC)
ENTRIES = [
    *(Entry(f"H{n}", "azure", ListKind.HELD, n + 1) for n in range(1, 4)),
    *(Entry(f"S{n}", "amber", ListKind.SOUGHT, n + 1) for n in range(1, 4)),
]


def decision(number: int, held: str = "H1", sought: str = "S1", verdict: Verdict | None = Verdict.SAME) -> Decision:
    return Decision(f"D{number}", "azure", held, "amber", sought, verdict, "olena", "peter", NOON)


def faults(folder: Path, *rows: str) -> list[tuple[int | None, str]]:
    path = folder / "decisions.csv"
    path.write_text("\n".join([",".join(COLUMNS[:11]), *rows]) + "\n")
    with pytest.raises(UnreadableInput) as caught:
        read_decisions(path, ENTRIES)
    return [(fault.row, fault.code) for fault in caught.value.faults]


def test_what_is_written_is_read_back(tmp_path: Path) -> None:
    """Reasons with commas, quotes and line breaks survive, and times are in UTC."""
    path = tmp_path / "decisions.csv"
    made = (
        replace(decision(1), reason='the same scar, "left" arm\nseen on a photograph', key_version="k1"),
        replace(decision(2, "H2", "S2", Verdict.UNSURE), model_version="m1"),
        replace(decision(3, verdict=None), withdraws="D1"),
    )
    write_decisions(made, path)
    assert read_decisions(path, ENTRIES) == made
    assert "2026-02-11T12:00:00Z" in path.read_text()


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_a_spreadsheet_may_save_with_its_own_separator(tmp_path: Path, separator: str) -> None:
    """As the other files of the case folder may."""
    path = tmp_path / "decisions.csv"
    write_decisions([decision(1), decision(2, "H2", "S2")], path)
    path.write_text(path.read_text().replace(",", separator), "utf-8-sig")
    assert [one.decision_id for one in read_decisions(path, ENTRIES)] == ["D1", "D2"]


@pytest.mark.parametrize("reason", ["", '"photograph"'])
def test_an_open_quotation_mark_takes_no_decisions_away(tmp_path: Path, reason: str) -> None:
    """Whether or not a later one closes it."""
    first = 'D1,azure,H1,amber,S1,same,olena,peter,2026-02-11T12:00:00Z,"the scar,'
    second = f"D2,azure,H2,amber,S2,same,olena,peter,2026-02-11T12:00:00Z,{reason},"
    path = tmp_path / "decisions.csv"
    path.write_text("\n".join([",".join(COLUMNS[:11]), first, second]) + "\n")
    with pytest.raises(UnreadableInput, match="a quotation mark that is not closed"):
        read_decisions(path, ENTRIES)


def test_one_reviewer_is_not_enough(tmp_path: Path) -> None:
    """The same name twice, in other letters, is one reviewer; an empty name is none."""
    assert faults(
        tmp_path,
        "D1,azure,H1,amber,S1,same,olena,Olena,2026-02-11T12:00:00Z,,",
        "D2,azure,H2,amber,S2,same,olena,,2026-02-11T12:00:00Z,,",
    ) == [(2, "one_reviewer"), (3, "empty")]


def test_an_id_that_several_rows_have_cannot_be_decided_on(tmp_path: Path) -> None:
    """The fault says what may be meant; the made ids can be decided on."""
    twins = [replace(ENTRIES[0], entry_id=f"H9#{at}", row=at * 5, flags=("repeated_id:5, 10",)) for at in (1, 2)]
    path = tmp_path / "decisions.csv"
    write_decisions([decision(1, "H9")], path)
    with pytest.raises(UnreadableInput, match=r"'H9#1' \(row 5\) or 'H9#2' \(row 10\) \[shared_id\]"):
        read_decisions(path, [*ENTRIES, *twins])
    write_decisions([decision(1, "H9#2")], path)
    assert read_decisions(path, [*ENTRIES, *twins])[0].held_id == "H9#2"


def test_a_blank_line_is_counted(tmp_path: Path) -> None:
    """The row of a fault is the one that a spreadsheet shows."""
    good = "D1,azure,H1,amber,S1,same,olena,peter,2026-02-11T12:00:00Z,,"
    assert faults(tmp_path, good, "", "D2,azure,H9,amber,S2,same,olena,peter,2026-02-11T12:00:00Z,,")[0][0] == 4
    assert faults(tmp_path, good, "", good)[0] == (4, "twice")


def test_entries_verdicts_and_times_must_be_known(tmp_path: Path) -> None:
    """All faults of all rows come at once."""
    assert faults(
        tmp_path,
        "D1,azure,H9,amber,S1,same,olena,peter,2026-02-11T12:00:00Z,,",
        "D2,azure,H1,azure,H1,maybe,olena,peter,yesterday,,",
        "D3,azure,H1,amber,S1,same,olena,peter,2026-02-11T12:00:00,,",
    ) == [(2, "unknown_entry"), (3, "unknown_entry"), (3, "one_party"), (3, "verdict"), (3, "time"), (4, "time")]


def test_a_missing_column_is_named(tmp_path: Path) -> None:
    """Without its second reviewer column the file is not one of decisions."""
    path = tmp_path / "decisions.csv"
    path.write_text(",".join(name for name in COLUMNS if name != "reviewer_2") + "\n")
    with pytest.raises(UnreadableInput, match="no column reviewer_2"):
        read_decisions(path, ENTRIES)


def test_one_entry_is_tied_to_one_other() -> None:
    """Two decisions that tie one held entry to two sought entries cannot both stand; nor the other way round."""
    assert [fault.code for fault in check_decisions([decision(1), decision(2, sought="S2")])] == ["tied_twice"]
    assert [fault.code for fault in check_decisions([decision(1), decision(2, held="H2")])] == ["tied_twice"]
    assert check_decisions([decision(1), decision(2, sought="S2", verdict=Verdict.DIFFERENT)]) == []


def test_a_pair_is_decided_once_unless_withdrawn() -> None:
    """A later decision does not change an earlier one by being later."""
    other = decision(2, verdict=Verdict.DIFFERENT)
    assert [fault.code for fault in check_decisions([decision(1), other])] == ["contradiction"]
    assert check_decisions([decision(1), replace(other, withdraws="D1")]) == []


def test_a_withdrawal_names_an_earlier_decision_that_stands() -> None:
    """Not an unknown one, not a later one, not one that is withdrawn already."""
    first, back = decision(1), replace(decision(2, verdict=None), withdraws="D1")
    assert check_decisions([first, back]) == []
    assert [fault.code for fault in check_decisions([back, first])] == ["unknown_decision"]
    again = replace(back, decision_id="D3")
    assert [fault.code for fault in check_decisions([first, back, again])] == ["withdrawn"]


def test_what_was_withdrawn_no_longer_stands_and_can_be_decided_anew() -> None:
    """The withdrawal leaves the first decision in the record and out of force."""
    every = [decision(1), replace(decision(2, verdict=None), withdraws="D1"), decision(3, sought="S2")]
    assert check_decisions(every) == []
    assert [one.decision_id for one in standing(every)] == ["D3"]
    assert list(ties(every)) == [(("azure", "H1"), ("amber", "S2"))]
