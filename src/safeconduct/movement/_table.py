"""Reading a table of the case folder: a CSV file with a heading row, every fault noted, none fatal before the end."""

from __future__ import annotations

import csv
import datetime as dt
import io
import math
from collections.abc import Callable, Collection, Iterator, Sequence
from enum import StrEnum
from pathlib import Path

from safeconduct.errors import Fault

SEPARATORS = (",", ";", "\t")


def read_text(path: Path, faults: list[Fault]) -> str | None:
    """The text of a UTF-8 file, with or without a byte-order mark; None and a fault where it cannot be read."""
    try:
        return path.read_bytes().decode("utf-8-sig")
    except FileNotFoundError:
        faults.append(Fault(path.name, "no such file", f"the file {path.name} in the case folder", code="missing-file"))
    except OSError as error:
        faults.append(Fault(path.name, str(error.strerror), "a file that can be read", code="unreadable-file"))
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        faults.append(
            Fault(path.name, "bytes that are not UTF-8", "a file saved as UTF-8", row=line, code="wrong-encoding")
        )
    return None


class Row:
    """One row of a table. The methods read a field and note what is wrong with it instead of raising."""

    def __init__(self, file: str, number: int, cells: dict[str, str], faults: list[Fault]) -> None:
        self.file = file
        self.number = number
        self._cells = cells
        self._faults = faults

    def fault(self, field: str, found: str, expected: str, code: str) -> None:
        self._faults.append(Fault(self.file, found, expected, row=self.number, field=field, code=code))

    def text(self, field: str) -> str:
        return self._cells.get(field, "")

    def needed(self, field: str) -> str:
        value = self.text(field)
        if not value:
            self.fault(field, "nothing", "a value", "empty-field")
        return value

    def one_of[E: StrEnum](self, field: str, kinds: type[E]) -> E | None:
        value = self.text(field)
        if value in {kind.value for kind in kinds}:
            return kinds(value)
        self.fault(field, repr(value), "one of " + ", ".join(kind.value for kind in kinds), "unknown-value")
        return None

    def count(self, field: str) -> int:
        """A whole number of at least 0; an empty cell is 0."""
        value = self.text(field) or "0"
        try:
            number = int(value)
        except ValueError:
            number = -1
        if number < 0:
            self.fault(field, repr(value), "a whole number, 0 or more", "bad-number")
            return 0
        return number

    def degrees(self, field: str, limit: float) -> float | None:
        value = self.text(field).replace(",", ".")
        try:
            number = float(value)
        except ValueError:
            number = math.nan
        if not abs(number) <= limit:
            self.fault(field, repr(value), f"degrees between -{limit:g} and {limit:g}", "bad-position")
            return None
        return number

    def moment(self, field: str) -> dt.datetime | None:
        return moment(self.text(field), lambda found, expected: self.fault(field, found, expected, "bad-time"))


def moment(value: str, fault: Callable[[str, str], None]) -> dt.datetime | None:
    """An ISO 8601 time with its offset, as UTC; on anything else ``fault(found, expected)`` and None."""
    try:
        time = dt.datetime.fromisoformat(value)
    except (TypeError, ValueError):
        fault(repr(value), "a time such as 2026-02-12T04:00:00Z")
        return None
    if time.tzinfo is None:
        fault(f"{value}, a time without offset", "a time with its offset, such as 2026-02-12T04:00:00Z")
        return None
    return time.astimezone(dt.UTC)


def rows(path: Path, columns: Sequence[str], faults: list[Fault]) -> Iterator[Row]:
    """The rows of a CSV file whose heading has at least ``columns``; separators comma, semicolon or tab.

    Empty rows are passed over. Row numbers are those of a spreadsheet: the heading is row 1.
    """
    text = read_text(path, faults)
    if text is None:
        return
    first = text.split("\n", 1)[0]
    separator = max(SEPARATORS, key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    try:
        table = list(reader)
    except csv.Error:  # else an open quotation mark would draw the rows below it into one cell
        found = "a quotation mark that is not closed, or not doubled"
        faults.append(Fault(path.name, found, "CSV text", reader.line_num, code="csv"))
        return
    heading = [name.strip().lower() for name in (table[0] if table else [])]
    missing = [name for name in columns if name not in heading]
    for name in missing:
        faults.append(
            Fault(path.name, "no such column", f"a column with the heading {name}", 1, name, code="missing-column")
        )
    if missing:
        return
    for number, cells in enumerate(table[1:], start=2):
        if any(cell.strip() for cell in cells):
            yield Row(path.name, number, dict(zip(heading, (c.strip() for c in cells), strict=False)), faults)


def some(path: Path, found: Collection[object], expected: str, faults: list[Fault]) -> None:
    """A fault where a table has nothing below its heading, and nothing else is wrong with it."""
    if not found and all(fault.file != path.name for fault in faults):
        faults.append(Fault(path.name, "nothing below the heading", expected, 2, code="empty-table"))
