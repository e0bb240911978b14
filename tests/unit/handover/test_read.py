"""Reading EVENTS.csv."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from safeconduct.errors import UnreadableInput
from safeconduct.handover import CustodyEvent, EventKind, HeadCount, read_events

HEAD = "event_id,person_id,event,occurred_at,recorded_at,place,by,reason,tranche,number\n"
BOARDED = "e1,p1,boarded,2026-02-12T01:30:00Z,2026-02-12T01:31:00Z,bus-1,s1,,3,\n"


def write(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "EVENTS.csv"
    path.write_text(text, encoding="utf-8")
    return path


def faults(tmp_path: Path, text: str, persons: tuple[str, ...] | None = None) -> list[tuple[int | None, str | None]]:
    with pytest.raises(UnreadableInput) as caught:
        read_events(write(tmp_path, text), persons=persons)
    return [(fault.row, fault.field) for fault in caught.value.faults]


def test_events_and_head_counts_are_read_with_times_in_utc(tmp_path: Path) -> None:
    """A local time with its offset becomes UTC; a row `counted` is a head-count."""
    counted = "c1,,counted,2026-02-12T04:40:00+03:00,2026-02-12T01:41:00Z,bus-1,s1,,,28\n"
    read = read_events(write(tmp_path, HEAD + BOARDED + counted), persons=["p1"])
    when = dt.datetime(2026, 2, 12, 1, 30, tzinfo=dt.UTC)
    minute = dt.timedelta(minutes=1)
    assert read.events == (CustodyEvent("e1", "p1", EventKind.BOARDED, when, when + minute, "bus-1", "s1", "", 3),)
    assert read.counts == (HeadCount("c1", "bus-1", when + 10 * minute, 28, "s1"),)
    assert len(read.sha256) == 64


def test_semicolons_a_byte_order_mark_and_columns_in_another_order_are_read(tmp_path: Path) -> None:
    """What a spreadsheet program saves is taken, with only the compulsory columns."""
    text = (
        "\ufeffplace;event;person_id;event_id;recorded_at;occurred_at\r\n"
        "h1;ARRIVED;p1;e1;2026-02-12T02:00Z;2026-02-12T02:00Z\r\n\r\n"
    )
    assert read_events(write(tmp_path, text)).events[0].kind is EventKind.ARRIVED


def test_the_same_row_twice_is_one_event_and_the_same_id_with_other_content_a_fault(tmp_path: Path) -> None:
    """Two devices may both send a row; they may not disagree about it."""
    assert len(read_events(write(tmp_path, HEAD + BOARDED + BOARDED)).events) == 1
    assert faults(tmp_path, HEAD + BOARDED + BOARDED.replace("bus-1", "bus-2")) == [(3, "event_id")]


def test_all_faults_come_at_once_with_row_and_column(tmp_path: Path) -> None:
    """One look at the message is enough to mend the whole file."""
    text = HEAD + (
        "e1,p9,boarded,2026-02-12T01:30:00Z,2026-02-12T01:29:00Z,bus-1,,,,\n"
        "e2,p1,died,2026-02-12T01:30:00Z,2026-02-12T01:31:00Z,,,,,\n"
        "e3,p1,flew,2026-02-12 01:30,2026-02-12T01:31:00Z,,,,x,\n"
        ",p1,boarded,2026-02-12T01:30:00Z,2026-02-12T01:31:00Z,,,,,4\n"
        "c1,p1,counted,2026-02-12T01:30:00Z,2026-02-12T01:31:00Z,,,,,many\n"
    )
    assert faults(tmp_path, text, ("p1",)) == [
        (2, "person_id"),
        (2, "recorded_at"),
        (3, "reason"),
        (4, "occurred_at"),
        (4, "event"),
        (4, "tranche"),
        (5, "event_id"),
        (5, "number"),
        (5, "place"),
        (6, "person_id"),
        (6, "place"),
        (6, "number"),
    ]


@pytest.mark.parametrize("kind", ["not_boarded", "refused_to_go", "refused_by_party", "died", "missed"])
def test_these_events_need_a_reason(tmp_path: Path, kind: str) -> None:
    """Whatever keeps a person from going is said in words."""
    row = f"e1,p1,{kind},2026-02-12T01:30:00Z,2026-02-12T01:31:00Z,camp,s1,,,\n"
    assert faults(tmp_path, HEAD + row) == [(2, "reason")]
    assert read_events(write(tmp_path, HEAD + row.replace("s1,,", "s1,fever,"))).events[0].reason == "fever"


def test_missing_and_unknown_columns_are_named(tmp_path: Path) -> None:
    """A misspelt heading is found by both."""
    assert faults(tmp_path, HEAD.replace("occurred_at", "ocurred_at") + BOARDED) == [
        (1, "occurred_at"),
        (1, "ocurred_at"),
    ]


def test_a_file_in_another_encoding_and_a_missing_file_are_said_plainly(tmp_path: Path) -> None:
    """The message says what is expected instead."""
    path = tmp_path / "EVENTS.csv"
    path.write_bytes((HEAD + BOARDED.replace(",3", "хворий,3")).encode("cp1251"))
    with pytest.raises(UnreadableInput, match="UTF-8"):
        read_events(path)
    with pytest.raises(UnreadableInput, match="no such file"):
        read_events(tmp_path / "nothing.csv")


def test_a_reason_of_two_lines_is_one_row(tmp_path: Path) -> None:
    """Spreadsheets allow line breaks in a cell; the rows are still numbered as the spreadsheet numbers them."""
    row = 'e1,p1,died,2026-02-12T01:30:00Z,2026-02-12T01:31:00Z,camp,s1,"fever\nthen shock",1,\n'
    assert read_events(write(tmp_path, HEAD + row)).events[0].reason == "fever\nthen shock"
    assert faults(tmp_path, HEAD + row + BOARDED.replace("e1", "")) == [(3, "event_id")]


def test_a_row_with_too_many_cells_is_a_fault(tmp_path: Path) -> None:
    """A comma inside a reason without quotes would otherwise shift the columns."""
    row = "e1,p1,died,2026-02-12T01:30:00Z,2026-02-12T01:31:00Z,camp,s1,fever, then shock,1,,\n"
    assert faults(tmp_path, HEAD + row) == [(2, "event_id")]


@pytest.mark.parametrize("opened", ['"ill', '"ill" today'])
def test_an_open_quotation_mark_swallows_no_events(tmp_path: Path, opened: str) -> None:
    """The boardings below it would all be in the reason of the first event, and lost without a word."""
    first = f"e0,p0,not_boarded,2026-02-12T01:20:00Z,2026-02-12T01:20:00Z,camp,s1,{opened},1,\n"
    below = "".join(BOARDED.replace("e1,p1", f"e{n},p{n}") for n in (2, 3, 4))
    with pytest.raises(UnreadableInput, match="quotation mark that is not closed") as caught:
        read_events(write(tmp_path, HEAD + BOARDED + first + below))
    assert [(fault.row, fault.code) for fault in caught.value.faults] == [(3, "csv")]
    assert len(read_events(write(tmp_path, HEAD + BOARDED + first.replace(opened, '"""ill"""') + below)).events) == 5


@pytest.mark.parametrize("between", [0, 2])
def test_a_quotation_mark_closed_in_a_later_row_swallows_no_events(tmp_path: Path, between: int) -> None:
    """Two slips together are one sound cell: the row that the events between were drawn into is named."""
    times = "2026-02-12T01:20:00Z,2026-02-12T01:21:00Z"
    rows = [f'e0,p0,not_boarded,{times},camp,s1,"ill,1,\n', *[BOARDED] * between, f'e5,p5,died,{times},,s1,fever",1,\n']
    assert faults(tmp_path, HEAD + "".join(rows)) == [(2, "reason")]
    said = f'e0,p0,not_boarded,{times},camp,s1,"ill, with fever,\nsince 2026-02-12 01:00, by s1",1,\n'
    assert read_events(write(tmp_path, HEAD + said)).events[0].kind is EventKind.NOT_BOARDED


def test_a_folder_is_no_file_of_events(tmp_path: Path) -> None:
    """It is said as a fault of the input, with the name that was given."""
    with pytest.raises(UnreadableInput, match="Is a directory"):
        read_events(tmp_path)
    with pytest.raises(UnreadableInput, match="directory"):
        read_events(Path())
