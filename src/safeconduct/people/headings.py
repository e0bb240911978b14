"""Which row of a sheet holds the headings, and which column holds which field."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from safeconduct.errors import Fault, UnreadableInput
from safeconduct.people import columns
from safeconduct.people.model import ListKind
from safeconduct.people.sheets import TOP, Sheet, heading_score


@dataclass(frozen=True, slots=True)
class Layout:
    """Where things stand: ``columns`` maps a field to its column, ``titles`` are the headings as written, and
    ``first`` is the index of the first row of people."""

    columns: Mapping[str, int]
    titles: Sequence[str]
    first: int

    def title(self, field: str) -> str:
        """The heading of ``field`` as the file writes it, or the canonical name where the file has no such column."""
        at = self.columns.get(field)
        return field if at is None else self.titles[at] or field

    def language(self) -> str:
        """The language of most headings; English where two have as many."""
        written = {columns.normal(title) for title in self.titles if title}

        def count(language: str) -> int:
            words = (word for field in self.columns for word in columns.HEADINGS[field][language])
            return len(written & set(map(columns.normal, words)))

        return max(columns.LANGUAGES, key=count)


def find_layout(sheet: Sheet, kind: ListKind) -> Layout:
    """Find the heading row below any title rows, and the HXL tag row that may follow it. Raises UnreadableInput."""
    scores = [heading_score(row) for row in sheet.rows[:TOP]]
    if max(scores, default=0) < 2:
        raise _no_layout(
            sheet,
            [Fault(sheet.file, "no heading row", _expected(kind), code="headings")],
        )
    at = scores.index(max(scores))
    if at > 0 and _is_tags(sheet.rows[at]) and scores[at - 1] > 0:
        at -= 1
    row = sheet.rows[at]
    tags: Sequence[object] = ()
    first = at + 1
    if first < len(sheet.rows) and _is_tags(sheet.rows[first]):
        tags, first = sheet.rows[first], first + 1
    if _is_tags(row):
        tags = row
    titles = [str(cell).strip() if cell is not None else "" for cell in row]
    found: dict[str, int] = {}
    faults: list[Fault] = []
    for column in range(max(len(row), len(tags))):
        field = _field(row, column) or _tagged(tags, column)
        if field is None:
            continue
        if field in found:
            faults.append(
                Fault(
                    sheet.file,
                    f"the columns {titles[found[field]]!r} and {titles[column]!r} for one thing ({field})",
                    "one column for it",
                    row=at + 1,
                    field=titles[column],
                    code="heading_twice",
                )
            )
        found.setdefault(field, column)
    titles += [""] * (max(len(row), len(tags)) - len(titles))
    faults += _missing(sheet, kind, found, at)
    if faults:
        raise _no_layout(sheet, faults)
    return Layout(found, titles, first)


def _field(row: Sequence[object], column: int) -> str | None:
    cell = row[column] if column < len(row) else None
    if not isinstance(cell, str) or not cell.strip() or (cell.lstrip().startswith("#") and len(cell.strip()) > 1):
        return None
    return columns.field_of(cell)


def _tagged(tags: Sequence[object], column: int) -> str | None:
    cell = tags[column] if column < len(tags) else None
    return columns.field_of_tag(cell) if isinstance(cell, str) and cell.strip() else None


def _is_tags(row: Sequence[object]) -> bool:
    cells = [cell for cell in row if cell not in (None, "")]
    tags = [cell for cell in cells if isinstance(cell, str) and cell.lstrip().startswith("#") and len(cell.strip()) > 1]
    return bool(tags) and 2 * len(tags) > len(cells)


def _missing(sheet: Sheet, kind: ListKind, found: Mapping[str, int], at: int) -> list[Fault]:
    faults = []
    wanted = [("entry_id",), ("family_name", "given_name")]
    if kind is ListKind.HELD:
        wanted.append(("site",))
    for fields in wanted:
        if not any(field in found for field in fields):
            faults.append(
                Fault(
                    sheet.file,
                    f"no column for {' or '.join(fields)}",
                    "a heading such as " + ", ".join(repr(word) for field in fields for word in _examples(field)),
                    row=at + 1,
                    code="missing_column",
                )
            )
    return faults


def _examples(field: str) -> list[str]:
    return [columns.HEADINGS[field][language][0] for language in columns.LANGUAGES]


def _expected(kind: ListKind) -> str:
    words = [_examples("entry_id")[0], *_examples("family_name")[:3]]
    if kind is ListKind.HELD:
        words += _examples("site")[:3]
    return "a row with headings such as " + ", ".join(words)


def _no_layout(sheet: Sheet, faults: list[Fault]) -> UnreadableInput:
    return UnreadableInput(f"{sheet.file} cannot be read as a list.", faults)
