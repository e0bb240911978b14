"""persons.csv: what the later steps need to know of people, without a name among it."""

from __future__ import annotations

import csv
import dataclasses
import io
from collections.abc import Callable, Iterable, Mapping
from operator import attrgetter
from pathlib import Path
from typing import Any

from safeconduct.errors import Fault, UnreadableInput
from safeconduct.files import whole
from safeconduct.people.model import (
    Carriage,
    Consent,
    GroupKind,
    Identity,
    Medical,
    PartialDate,
    Person,
    Sex,
    Status,
)

COLUMNS = tuple(field.name for field in dataclasses.fields(Person))
_COMPULSORY = ("person_id", "holder", "home", "identity")


def _date(text: str) -> PartialDate | None:
    return PartialDate.parse(text) if text else None


def _optional[T](kind: Callable[[str], T]) -> Callable[[str], T | None]:
    return lambda text: kind(text) if text else None


def _or_default[T](kind: Callable[[str], T], default: T) -> Callable[[str], T]:
    return lambda text: kind(text) if text else default


def _truth(text: str) -> bool:
    if text not in ("", "yes", "no"):
        raise ValueError(text)
    return text == "yes"


_READ: Mapping[str, tuple[Callable[[str], Any], str]] = {
    "identity": (Identity, "matched, acknowledged or claimed"),
    "birth_date": (_date, "YYYY, YYYY-MM or YYYY-MM-DD"),
    "held_since": (_date, "YYYY, YYYY-MM or YYYY-MM-DD"),
    "sex": (_optional(Sex), "female or male"),
    "status": (_or_default(Status, Status.COMBATANT), ", ".join(Status)),
    "medical": (_or_default(Medical, Medical.NONE), ", ".join(Medical)),
    "carriage": (_or_default(Carriage, Carriage.SEAT), ", ".join(Carriage)),
    "consent": (_or_default(Consent, Consent.UNKNOWN), ", ".join(Consent)),
    "guardian_consent": (_or_default(Consent, Consent.UNKNOWN), ", ".join(Consent)),
    "group_kind": (_optional(GroupKind), ", ".join(GroupKind)),
    "remains": (_truth, "yes or no"),
    "notes": (lambda text: tuple(text.split(";")) if text else (), "codes with ; between them"),
}


def read_persons(path: Path) -> tuple[Person, ...]:
    """Read persons.csv. Raises UnreadableInput with every fault: columns, words, ids used twice, unknown guardians."""
    try:
        text = path.read_text("utf-8-sig")
    except OSError as error:
        fault = Fault(path.name, f"no readable file ({error.strerror})", "CSV text in UTF-8")
        raise UnreadableInput(f"{path.name} cannot be read.", [fault]) from error
    except UnicodeDecodeError as error:
        fault = Fault(path.name, "bytes that are not UTF-8", "CSV text in UTF-8")
        raise UnreadableInput(f"{path.name} cannot be read.", [fault]) from error
    reader = csv.DictReader(io.StringIO(text, newline=""))
    headings = reader.fieldnames or ()
    faults = [
        Fault(path.name, f"no column {name}", "it in row 1", 1, name) for name in _COMPULSORY if name not in headings
    ]
    found: list[Person] = []
    rows: dict[str, int] = {}
    guardians: list[tuple[int, str]] = []
    meanings: dict[str, dict[str, Any]] = {name: {} for name in _READ}  # few words, many rows
    for number, row in enumerate(reader, start=2):
        if faults and number == 2:
            break
        cells: dict[str, Any] = {name: (row.get(name) or "").strip() for name in COLUMNS}
        before = len(faults)
        if not cells["person_id"] or cells["person_id"] in rows:
            faults.append(Fault(path.name, repr(cells["person_id"]), "an id used once", number, "person_id"))
        rows.setdefault(cells["person_id"], number)
        if cells["guardian"]:
            guardians.append((number, cells["guardian"]))
        for name, known in meanings.items():
            word = cells[name]
            if word in known:
                cells[name] = known[word]
                continue
            read, expected = _READ[name]
            try:
                cells[name] = known[word] = read(word)
            except ValueError:
                faults.append(Fault(path.name, repr(word), expected, number, name))
        if len(faults) == before:
            found.append(Person(**cells))
    for number, guardian in guardians:
        if guardian not in rows:
            faults.append(Fault(path.name, repr(guardian), "a person_id of this file", number, "guardian"))
    if faults:
        raise UnreadableInput(f"{path.name} has faults.", faults)
    return tuple(found)


def write_persons(persons: Iterable[Person], path: Path) -> None:
    """Write persons.csv (UTF-8, line feeds), in the order given; the columns are the fields of Person."""
    with whole(path) as beside, beside.open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(COLUMNS)
        cells = attrgetter(*COLUMNS)
        for person in persons:
            writer.writerow([cell if type(cell) is str else _written(cell) for cell in cells(person)])


def _written(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, tuple):
        return ";".join(map(str, value))
    return str(value)
