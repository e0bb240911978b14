"""Lists in: one file of one party becomes entries, or all its faults at once."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from safeconduct.errors import Fault, UnreadableInput
from safeconduct.people import letters, values
from safeconduct.people.dates import NoDate, parse_date
from safeconduct.people.headings import Layout, find_layout
from safeconduct.people.model import (
    Carriage,
    Consent,
    Entry,
    GroupKind,
    ListKind,
    Medical,
    PartialDate,
    Sex,
    Status,
)
from safeconduct.people.repeated import flag_repeated, tell_ids_apart
from safeconduct.people.sheets import Sheet, read_sheet

EMPTY_NAME = "empty_name"
NO_SITE = "no_site"
BEFORE_1900 = "before_1900"
FUTURE = "in_the_future"
FAULTS_SHOWN = 200

_FREE = ("family_name", "given_name", "patronymic", "rank", "unit", "place", "site", "group", "note")
_NAMES = ("family_name", "given_name", "patronymic")


@dataclass(frozen=True, slots=True)
class ListSource:
    """A file, and what its party says that it is."""

    path: Path
    party: str
    kind: ListKind


@dataclass(frozen=True, slots=True)
class ListFile:
    """A list that was read without a fault. ``sha256`` (hex) is that of the file's bytes; ``encoding`` is empty for
    workbooks; ``ignored`` are the headings that no field answers to."""

    entries: tuple[Entry, ...]
    sha256: str
    party: str
    kind: ListKind
    file: str
    encoding: str = ""
    ignored: tuple[str, ...] = ()


def read_list(
    path: Path, *, party: str, kind: ListKind, parties: Collection[str], on: dt.date | None = None
) -> ListFile:
    """Read one list. Formats: XLSX, XLS, ODS, CSV (docs/reference/lists.md).

    An id that several rows have is no fault: each row is kept, and gets an id of its own (``tell_ids_apart``).

    ``parties`` are the ids that the column *home* may name. Dates after ``on`` are flagged as in the future; without
    it none is. Raises UnreadableInput with every fault of the file; nothing of a faulty file is taken.
    """
    sheet = read_sheet(path)
    layout = find_layout(sheet, kind)
    reader = _Reader(sheet, layout, party, kind, frozenset(parties), on)
    entries = reader.entries()
    if reader.faults:
        raise UnreadableInput(_summary(sheet.file, reader.faults), _shown(sheet.file, reader.faults))
    ignored = tuple(title for at, title in enumerate(layout.titles) if title and at not in layout.columns.values())
    return ListFile(tuple(entries), sheet.sha256, party, kind, sheet.file, sheet.encoding, ignored)


def read_lists(
    sources: Iterable[ListSource], *, parties: Collection[str], on: dt.date | None = None
) -> tuple[ListFile, ...]:
    """Read several lists, in the order given. Raises UnreadableInput with the faults of all of them together."""
    files: list[ListFile] = []
    faults: list[Fault] = []
    for source in sources:
        try:
            files.append(read_list(source.path, party=source.party, kind=source.kind, parties=parties, on=on))
        except UnreadableInput as error:
            faults.extend(error.faults)
    if faults:
        names = ", ".join(dict.fromkeys(fault.file for fault in faults))
        raise UnreadableInput(f"{len(faults)} faults in the lists: {names}.", faults)
    return tuple(files)


def _summary(file: str, faults: Sequence[Fault]) -> str:
    count = f"{len(faults)} faults" if len(faults) > 1 else "a fault"
    return f"{file} has {count}; nothing of it was taken."


def _shown(file: str, faults: Sequence[Fault]) -> list[Fault]:
    """All the faults, but of thousands of the same kind the first, and how many more there are."""
    if len(faults) <= FAULTS_SHOWN:
        return list(faults)
    rest = len(faults) - FAULTS_SHOWN
    more = Fault(file, f"{rest} more faults like these", "a list without them", code="more")
    return [*faults[:FAULTS_SHOWN], more]


class _Reader:
    """Reads the rows of one sheet and collects the faults. Lives for one call of read_list."""

    def __init__(
        self,
        sheet: Sheet,
        layout: Layout,
        party: str,
        kind: ListKind,
        parties: frozenset[str],
        on: dt.date | None,
    ) -> None:
        self.sheet, self.layout, self.party, self.kind, self.parties, self.on = sheet, layout, party, kind, parties, on
        self.faults: list[Fault] = []
        self.row = 0
        self.at = dict(layout.columns)
        self.words: dict[tuple[str, str], str | None] = {}

    def entries(self) -> list[Entry]:
        entries: list[Entry] = []
        rows_of: dict[str, list[int]] = {}
        guardians: list[tuple[int, str, str]] = []
        for index in range(self.layout.first, len(self.sheet.rows)):
            cells = self.sheet.rows[index]
            self.row = index + 1
            original = {
                self.layout.titles[at]: text
                for at, cell in enumerate(cells)
                if at < len(self.layout.titles) and self.layout.titles[at] and (text := _written(cell))
            }
            if not any(map(_written, cells)):
                continue
            entry = self._entry(cells, original)
            if entry is None:
                continue
            rows_of.setdefault(entry.entry_id, []).append(self.row)
            if entry.guardian_id:
                guardians.append((self.row, entry.entry_id, entry.guardian_id))
            entries.append(entry)
        for row, entry_id, guardian in guardians:
            self.row = row
            if guardian == entry_id:
                self._fault("guardian_id", f"{guardian!r}, the person's own id", "the id of another entry", "guardian")
            elif guardian not in rows_of:
                self._fault("guardian_id", repr(guardian), "the id of an entry in this list", "guardian")
            elif len(rows_of[guardian]) > 1:
                rows = " and ".join(map(str, rows_of[guardian][:2]))
                found = f"{guardian!r}, which more than one row has (rows {rows})"
                self._fault("guardian_id", found, "the id of one entry in this list", "guardian")
        self.faults.sort(key=lambda fault: fault.row or 0)
        return flag_repeated(tell_ids_apart(entries))

    def _entry(self, cells: Sequence[object], original: dict[str, str]) -> Entry | None:
        entry_id = self._id(cells, "entry_id")
        if not entry_id:
            self._fault("entry_id", "nothing", "an id for this row", "no_id")
            return None
        flags: list[str] = []
        free = {field: self._free(cells, field, flags) for field in _FREE if field in self.at}
        if not free.get("family_name") and not free.get("given_name"):
            flags.append(EMPTY_NAME)
        if self.kind is ListKind.HELD and not free.get("site"):
            flags.append(NO_SITE)
        remains, carriage = self._remains(cells)
        sex, status, medical = (self._word(cells, field) for field in ("sex", "status", "medical"))
        group_kind = self._word(cells, "group_kind")
        return Entry(
            entry_id=entry_id,
            party=self.party,
            kind=self.kind,
            row=self.row,
            file=self.sheet.file,
            birth_date=self._date(cells, "birth_date", flags),
            sex=Sex(sex) if sex else None,
            status=Status(status) if status else None,
            medical=Medical(medical) if medical else None,
            carriage=carriage,
            consent=Consent(self._word(cells, "consent") or "unknown"),
            held_since=self._date(cells, "held_since", flags),
            group_kind=GroupKind(group_kind) if group_kind else None,
            guardian_id=self._id(cells, "guardian_id"),
            guardian_consent=Consent(self._word(cells, "guardian_consent") or "unknown"),
            remains=remains,
            home=self._home(cells),
            flags=tuple(flags),
            original=original,
            **free,
        )

    def _cell(self, cells: Sequence[object], field: str) -> object:
        at = self.at.get(field)
        return cells[at] if at is not None and at < len(cells) else None

    def _id(self, cells: Sequence[object], field: str) -> str:
        return _written(self._cell(cells, field))

    def _free(self, cells: Sequence[object], field: str, flags: list[str]) -> str:
        text = _written(self._cell(cells, field))
        if text and (field in _NAMES or not text.isascii()):
            for code in letters.oddities(text):
                if field in _NAMES or code not in (letters.LONG, letters.DIGITS, letters.MIXED):
                    flags.append(f"{code}:{field}")
        return text

    def _word(self, cells: Sequence[object], field: str) -> str | None:
        cell = self._cell(cells, field)
        if isinstance(cell, bool):
            cell = "yes" if cell else "no"
        text = _written(cell)
        if not text:
            return None
        key = (field, text)
        if key not in self.words:
            self.words[key] = values.value_of(field, text)
        value = self.words[key]
        if value is None:
            known = ", ".join(self._own(field, value) for value in values.WORDS[field])
            self._fault(field, repr(text), f"one of {known}, or their words in the other languages", "unknown_word")
        return value

    def _own(self, field: str, value: str) -> str:
        """A value word in the language of the list, with the English one behind it: 'сидячи' (seat)."""
        word, english = (values.WORDS[field][value][language][0] for language in (self.layout.language(), "en"))
        return repr(word) if word == english else f"{word!r} ({english})"

    def _remains(self, cells: Sequence[object]) -> tuple[bool, Carriage | None]:
        said = self._word(cells, "remains")
        carried = self._word(cells, "carriage")
        carriage = Carriage(carried) if carried else None
        written = repr(_written(self._cell(cells, "carriage")))
        if said == "yes" and carriage in (Carriage.SEAT, Carriage.STRETCHER):
            expected = f"{self._own('carriage', 'remains')}, or nothing"
            self._fault("carriage", f"{written} for remains", expected, "contradiction")
        if said == "no" and carriage is Carriage.REMAINS:
            expected = f"{self._own('carriage', 'seat')} or {self._own('carriage', 'stretcher')}"
            self._fault("carriage", f"{written} for a living person", expected, "contradiction")
        if said == "yes" or carriage is Carriage.REMAINS:
            return True, Carriage.REMAINS
        return False, carriage

    def _date(self, cells: Sequence[object], field: str, flags: list[str]) -> PartialDate | None:
        cell = self._cell(cells, field)
        try:
            date, odd = parse_date(cell)
        except NoDate as error:
            self._fault(field, repr(_written(cell)), str(error), "date")
            return None
        flags.extend(f"{code}:{field}" for code in odd)
        if date is not None:
            if date.year < 1900:
                flags.append(f"{BEFORE_1900}:{field}")
            if self.on is not None and date.earliest() > self.on:
                flags.append(f"{FUTURE}:{field}")
        return date

    def _home(self, cells: Sequence[object]) -> str:
        home = _written(self._cell(cells, "home"))
        if not home:
            return ""
        if home not in self.parties:
            known = ", ".join(map(repr, sorted(self.parties)))
            self._fault("home", repr(home), f"one of the parties {known}", "unknown_party")
        elif self.kind is ListKind.HELD and home == self.party:
            self._fault("home", f"{home!r}, the party that holds the person", "another party, or nothing", "own_party")
        return home

    def _fault(self, field: str, found: str, expected: str, code: str) -> None:
        title = self.layout.title(field)
        self.faults.append(Fault(self.sheet.file, _short(found), expected, row=self.row, field=title, code=code))


def _short(text: str) -> str:
    return text if len(text) <= 80 else text[:77] + "..."


def _written(cell: object) -> str:
    """A cell as text, without spaces at its ends: 12.0 is "12", and text is left as it stands ("0012")."""
    if isinstance(cell, str):
        return cell.strip()
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell)
