"""Files in, rows of cells out: XLSX and ODS workbooks, and CSV in any usual encoding with any usual separator."""

from __future__ import annotations

import csv
import hashlib
import io
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from safeconduct.errors import Fault, UnreadableInput
from safeconduct.people import columns
from safeconduct.people.encoding import decode

WORKBOOKS = (".xlsx", ".xlsm", ".xls", ".xlsb", ".ods")
TEXTS = (".csv", ".tsv", ".txt")
SEPARATORS = ",;\t|"
# What a file under a text name may really be, by its first bytes.
_OTHERS = (
    (b"PK\x03\x04", "a workbook or an archive under a text name"),
    (b"\xd0\xcf\x11\xe0", "an old workbook or document under a text name"),
    (b"%PDF", "a PDF document"),
    (b"\x89PNG", "a picture (PNG)"),
    (b"\xff\xd8\xff", "a picture (JPEG)"),
    (b"GIF8", "a picture (GIF)"),
    (b"{\\rtf", "an RTF document"),
    (b"<!DOCTYPE", "a web page"),
    (b"<html", "a web page"),
)
TOP = 30  # rows among which the headings must stand: title rows above them are tolerated
_FIELD_LIMIT = 1_000_000
_WIDE = 5  # separators in a cell of several lines from which on it looks like rows, and not like a note


@dataclass(frozen=True, slots=True)
class Sheet:
    """The rows of one sheet, cells as the file types them. ``rows[i]`` is the row a spreadsheet numbers ``i + 1``."""

    file: str
    sha256: str
    rows: Sequence[Sequence[object]]
    encoding: str = ""


def read_sheet(path: Path) -> Sheet:
    """Read the one sheet of ``path`` that has list headings. Raises UnreadableInput."""
    name = path.name or str(path)
    try:
        data = path.read_bytes()
    except OSError as error:
        raise _unreadable(name, f"no readable file ({error.strerror})", "a list") from error
    digest = hashlib.sha256(data).hexdigest()
    suffix = path.suffix.lower()
    if not data.strip():
        raise _unreadable(name, "an empty file", "a list with a heading row")
    if suffix in WORKBOOKS:
        return Sheet(name, digest, _workbook(name, suffix, data))
    if suffix in TEXTS:
        for mark, what in _OTHERS:
            if data.startswith(mark):
                raise _unreadable(name, what, "CSV text, or a workbook under its own ending, .xlsx or .ods")
        return _text(name, digest, data)
    raise _unreadable(name, f"the file ending {suffix or '(none)'}", "one of .xlsx .ods .csv")


def heading_score(cells: Sequence[object]) -> int:
    """How many cells of a row are headings of the lists or HXL tags."""
    count = 0
    for cell in cells:
        if isinstance(cell, str) and cell.strip():
            known = columns.field_of_tag(cell) if cell.lstrip().startswith("#") else None
            count += known is not None or columns.field_of(cell) is not None
    return count


def _unreadable(file: str, found: str, expected: str) -> UnreadableInput:
    return UnreadableInput(f"{file} cannot be read.", [Fault(file, found, expected, code="file")])


def _workbook(name: str, suffix: str, data: bytes) -> Sequence[Sequence[object]]:
    from python_calamine import CalamineError, CalamineWorkbook

    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        sheets = [(title, book.get_sheet_by_name(title).to_python(skip_empty_area=False)) for title in book.sheet_names]
    except (CalamineError, ValueError, OSError) as error:
        locked = suffix == ".xlsx" and data.startswith(b"\xd0\xcf\x11\xe0")
        found = "a workbook that is locked with a password" if locked else "a damaged workbook, or none"
        raise _unreadable(name, found, "an XLSX or ODS file that opens without a password") from error
    lists = [(title, rows) for title, rows in sheets if max(map(heading_score, rows[:TOP]), default=0) >= 2]
    if len(lists) > 1:
        titles = ", ".join(repr(title) for title, _ in lists)
        raise _unreadable(name, f"{len(lists)} sheets with headings ({titles})", "one list in one file")
    rows: Sequence[Sequence[object]] = lists[0][1] if lists else (sheets[0][1] if sheets else [])
    return rows


def _text(name: str, digest: str, data: bytes) -> Sheet:
    try:
        decoded = decode(data)
    except (ValueError, UnicodeError) as error:
        found = "bytes that are text in no known encoding: a picture, a damaged download or a locked file, perhaps"
        raise _unreadable(name, found, "CSV text in UTF-8 or a usual Cyrillic code page") from error
    text = decoded.text
    if "\0" in text:
        raise _unreadable(name, "zero bytes among the text", "CSV text")
    rows = max((_parsed(name, text, separator, TOP) for separator in SEPARATORS), key=_likeness)
    separator = next(sign for sign in SEPARATORS if _parsed(name, text, sign, TOP) == rows)
    rows = _parsed(name, text, separator, None)
    _refuse_swallowed(name, text, separator, rows)
    return Sheet(name, digest, rows, decoded.encoding)


def _parsed(name: str, text: str, separator: str, limit: int | None) -> list[list[str]]:
    csv.field_size_limit(_FIELD_LIMIT)
    rows: list[list[str]] = []
    try:
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=separator):
            if not rows and row and row[0].lower().startswith("sep=") and len(row) <= 2:
                row = []  # a line that Excel writes for itself; its row number stays
            rows.append(row)
            if limit is not None and len(rows) >= limit:
                break
    except csv.Error as error:
        if limit is None:
            found = f"a cell of more than {_FIELD_LIMIT:,} letters, or a quotation mark that is never closed"
            fault = Fault(name, found, "CSV text, in which each quotation mark is closed", len(rows) + 1, code="csv")
            raise UnreadableInput(f"{name} is not sound CSV.", [fault]) from error
    return rows


def _refuse_swallowed(name: str, text: str, separator: str, rows: list[list[str]]) -> None:
    """A quotation mark that is not closed draws the rows below it into one cell, and the people of them are lost."""
    width = len(max(rows[:TOP], key=heading_score, default=[]))
    swallowed = {
        number
        for number, row in enumerate(rows, 1)
        if any("\n" in cell and cell.count(separator) >= max(width - 1, _WIDE) for cell in row)
    }
    if _ends_in_quotes(text, separator):
        swallowed.add(len(rows))
    found = "a quotation mark that is not closed, and takes in what follows it"
    expected = "CSV text, in which each quotation mark is closed"
    if swallowed:
        faults = [Fault(name, found, expected, number, code="csv") for number in sorted(swallowed)]
        raise UnreadableInput(f"{name} is not sound CSV.", faults)


def _ends_in_quotes(text: str, separator: str) -> bool:
    """Whether a row of its own, put behind the text, is read as part of the row before."""
    (last,) = deque(csv.reader(io.StringIO(f"{text}\nend", newline=""), delimiter=separator), maxlen=1)
    return last != ["end"]


def _likeness(rows: list[list[str]]) -> tuple[int, int]:
    """The best heading row, then the most columns."""
    return max(map(heading_score, rows), default=0), max(map(len, rows), default=0)
