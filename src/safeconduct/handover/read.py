"""Reading what was written down at the doors: ``EVENTS.csv``.

One row is one event of one person, or one head-count. A CSV file in UTF-8 with comma, semicolon or tab, and these
columns, in any order:

| column | what | |
|---|---|---|
| event_id | made by whoever writes the row; the same id with the same content is one event | compulsory |
| person_id | the number on the wristband; empty for a head-count | |
| event | a value of EventKind, or ``counted`` for a head-count | compulsory |
| occurred_at | when it happened, ISO 8601 with zone | compulsory |
| recorded_at | when it was written down, likewise; not before occurred_at | compulsory |
| place | site_id or vehicle_id; compulsory for boarded, arrived and counted | column compulsory |
| by | staff_id or party | |
| reason | compulsory for not boarded, refused, died, missed and left out | |
| tranche | a number | |
| number | people counted; for ``counted`` only | |
"""

from __future__ import annotations

import csv
import datetime as dt
import hashlib
import io
import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from safeconduct.errors import Fault, UnreadableInput
from safeconduct.handover.model import CustodyEvent, EventKind, HeadCount
from safeconduct.handover.rules import lacks

COUNTED = "counted"
COMPULSORY = ("event_id", "person_id", "event", "occurred_at", "recorded_at", "place")
COLUMNS = (*COMPULSORY, "by", "reason", "tranche", "number")
_TIME = "a date and time with its zone, such as 2026-02-12T01:30:00Z"
_TIME_IN_ROW = re.compile(r"[,;\t]\s*\d{4}-\d\d-\d\d[T ]\d\d:\d\d")
_KINDS = frozenset(kind.value for kind in EventKind)


@dataclass(frozen=True, slots=True)
class EventFile:
    """A file of events, read without a fault. A row that stands twice is there once."""

    events: tuple[CustodyEvent, ...]
    counts: tuple[HeadCount, ...]
    sha256: str


def read_events(path: Path, *, persons: Collection[str] | None = None, latest: dt.datetime | None = None) -> EventFile:
    """Read ``path``. ``persons`` are the person ids of the operation; left out, any id is taken. An event recorded
    after ``latest`` is a fault: it could not be taken back, and nothing could be booked for its person before it.

    Raises UnreadableInput with every fault of the file.
    """
    try:
        content = path.read_bytes()
        text = content.decode("utf-8-sig")
    except FileNotFoundError:
        fault = Fault(path.name, "no such file", "a CSV file of events")
        raise UnreadableInput(f"{path} cannot be read.", [fault]) from None
    except OSError as error:
        fault = Fault(path.name or str(path), str(error.strerror), "a CSV file of events")
        raise UnreadableInput(f"{path} cannot be read.", [fault]) from None
    except UnicodeDecodeError as error:
        fault = Fault(path.name, f"byte {error.object[error.start]:#04x} at {error.start}", "a CSV file in UTF-8")
        raise UnreadableInput(f"{path.name} cannot be read.", [fault]) from None
    return _Reader(path.name, persons, latest).read(text, hashlib.sha256(content).hexdigest())


class _Reader:
    def __init__(self, file: str, persons: Collection[str] | None, latest: dt.datetime | None) -> None:
        self.file = file
        self.latest = latest
        self.persons = None if persons is None else frozenset(persons)
        self.faults: list[Fault] = []
        self.row = 0
        self.seen: dict[str, tuple[int, CustodyEvent | HeadCount]] = {}

    def fault(self, field: str, found: str, expected: str) -> None:
        self.faults.append(Fault(self.file, found or "nothing", expected, self.row, field))

    def read(self, text: str, sha256: str) -> EventFile:
        rows = csv.reader(io.StringIO(text, newline=""), delimiter=_separator(text), strict=True)
        try:
            self._rows(rows)
        except csv.Error:  # else an open quotation mark would draw the events below it into one reason
            found = f"a quotation mark that is not closed, or not doubled (seen at line {rows.line_num})"
            self.faults.append(Fault(self.file, found, "CSV text", self.row + 1, code="csv"))
        if self.faults:
            count = len(self.faults)
            what = "1 fault" if count == 1 else f"{count} faults"
            raise UnreadableInput(f"{self.file} has {what}. Nothing of it was booked.", self.faults)
        read = [item for _, item in self.seen.values()]
        return EventFile(
            tuple(item for item in read if isinstance(item, CustodyEvent)),
            tuple(item for item in read if isinstance(item, HeadCount)),
            sha256,
        )

    def _rows(self, rows: Iterator[list[str]]) -> None:
        headings = [heading.strip().casefold() for heading in next(rows, [])]
        self.row = 1
        self._headings(headings)
        if self.faults:
            return
        for self.row, row in enumerate(rows, start=2):
            if any(cell.strip() for cell in row):
                self._row(headings, row)

    def _headings(self, headings: list[str]) -> None:
        for name in COMPULSORY:
            if name not in headings:
                self.fault(name, "no such column", f"the columns {', '.join(COMPULSORY)}")
        for name in dict.fromkeys(headings):
            if name not in COLUMNS:
                self.fault(name, "a column that is not known", f"only {', '.join(COLUMNS)}")
            elif headings.count(name) > 1:
                self.fault(name, f"{headings.count(name)} columns of that name", "one")

    def _row(self, headings: list[str], row: list[str]) -> None:
        if len(row) > len(headings):
            extra = ", ".join(row[len(headings) :])
            self.fault("event_id", f"{len(row)} cells ({extra} too many)", f"{len(headings)} cells, as the headings")
            return
        cells = dict.fromkeys(COLUMNS, "") | {name: cell.strip() for name, cell in zip(headings, row, strict=False)}
        before = len(self.faults)
        for name, cell in cells.items():
            if _holds_a_row(cell):
                self.fault(name, "a cell with another row in it", "a quotation mark at its end, as at its beginning")
        occurred, recorded = self._time(cells, "occurred_at"), self._time(cells, "recorded_at")
        if not cells["event_id"]:
            self.fault("event_id", "", "an id that no other event has")
        if cells["event"] == COUNTED:
            item: CustodyEvent | HeadCount | None = self._count(cells, occurred, recorded)
        else:
            item = self._event(cells, occurred, recorded)
        if item is not None and len(self.faults) == before:
            self._once(cells["event_id"], item)

    def _event(
        self, cells: Mapping[str, str], occurred: dt.datetime | None, recorded: dt.datetime | None
    ) -> CustodyEvent | None:
        kind = cells["event"].casefold().replace(" ", "_").replace("-", "_")
        if kind not in _KINDS:
            self.fault("event", cells["event"], f"one of {', '.join([*EventKind, COUNTED])}")
        if not cells["person_id"]:
            self.fault("person_id", "", "the number of a person")
        elif self.persons is not None and cells["person_id"] not in self.persons:
            self.fault("person_id", cells["person_id"], "a person of this operation")
        if cells["number"]:
            self.fault("number", cells["number"], f"nothing, unless the event is {COUNTED}")
        tranche = self._whole(cells, "tranche", least=1) if cells["tranche"] else None
        if kind not in _KINDS or occurred is None or recorded is None:
            return None
        event = CustodyEvent(
            cells["event_id"],
            cells["person_id"],
            EventKind(kind),
            occurred,
            recorded,
            cells["place"],
            cells["by"],
            cells["reason"],
            tranche,
        )
        for lack in lacks(event):
            self.fault(lack.field, lack.found, lack.expected)
        if self.latest is not None and recorded > self.latest:
            expected = f"a time that is not yet to come, at most {self.latest:%Y-%m-%dT%H:%MZ}"
            self.faults.append(Fault(self.file, cells["recorded_at"], expected, self.row, "recorded_at", "future"))
        return event

    def _count(
        self, cells: Mapping[str, str], occurred: dt.datetime | None, recorded: dt.datetime | None
    ) -> HeadCount | None:
        if cells["person_id"]:
            self.fault("person_id", cells["person_id"], "nothing: a head-count is not of one person")
        if not cells["place"]:
            self.fault("place", "", "the site_id or vehicle_id of the door")
        if occurred is not None and recorded is not None and recorded < occurred:
            self.fault("recorded_at", cells["recorded_at"], "a time not before occurred_at")
        number = self._whole(cells, "number", least=0)
        if occurred is None or number is None:
            return None
        return HeadCount(cells["event_id"], cells["place"], occurred, number, cells["by"])

    def _once(self, event_id: str, item: CustodyEvent | HeadCount) -> None:
        first = self.seen.setdefault(event_id, (self.row, item))
        if first[1] != item:
            self.fault("event_id", f"{event_id}, which row {first[0]} has with other content", "an id of its own")

    def _time(self, cells: Mapping[str, str], field: str) -> dt.datetime | None:
        try:
            time = dt.datetime.fromisoformat(cells[field])
        except ValueError:
            time = None
        if time is None or time.tzinfo is None:
            self.fault(field, cells[field], _TIME)
            return None
        return time.astimezone(dt.UTC)

    def _whole(self, cells: Mapping[str, str], field: str, *, least: int) -> int | None:
        cell = cells[field]
        if not (cell.isascii() and cell.isdigit()) or int(cell) < least:
            self.fault(field, cell, f"a whole number, {least} or more")
            return None
        return int(cell)


def _holds_a_row(cell: str) -> bool:
    """Whether a line of the cell but the first has two times: the mark that closes it was meant to close another."""
    return any(len(_TIME_IN_ROW.findall(line)) > 1 for line in cell.splitlines()[1:])


def _separator(text: str) -> str:
    first = text.split("\n", 1)[0]
    return max(",;\t", key=first.count)
