"""Everything that Safeconduct raises on purpose, each with the exit code the command line ends with.

SafeconductError
├── RefusedByRule       1   a rule of the house, of the agreement or of the law says no
├── UsageError          2   the command was called with words it does not know
├── UnreadableInput     3   a file cannot be read as what it claims to be
├── NothingFeasible     4   the input is sound, but no selection or plan satisfies it
└── DoesNotVerify       5   a log, a certificate or a signature does not check

Every error carries its faults, all of them at once, so that a list officer mends a file in one go.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong, said so that the person who made the file can mend it.

    ``row`` is the row as a spreadsheet numbers it (the heading row is 1); ``field`` is the column heading as it
    stands in the file, or the key of a TOML or GeoJSON file.
    """

    file: str
    found: str
    expected: str
    row: int | None = None
    field: str | None = None
    code: str = ""

    def __str__(self) -> str:
        place = self.file
        if self.row:
            place += f", {'line' if self.file.endswith('.toml') else 'row'} {self.row}"
        if self.field:
            place += f", {self.field}"
        code = f" [{self.code}]" if self.code else ""
        return f"{place}: found {self.found}; expected {self.expected}{code}"


class SafeconductError(Exception):
    """The root of the tree. ``summary`` is one sentence; ``faults`` are the particulars, in file and row order."""

    exit_code = 1

    def __init__(self, summary: str, faults: Iterable[Fault] = ()) -> None:
        self.summary = summary
        self.faults = tuple(faults)
        super().__init__(summary)

    def __str__(self) -> str:
        return "\n".join([self.summary, *(f"  {fault}" for fault in self.faults)])


class RefusedByRule(SafeconductError):
    """A rule of the house, of the agreement or of the law forbids it."""

    exit_code = 1


class UsageError(SafeconductError):
    """The call itself is off: an unknown verb, a missing file name, two options that exclude each other."""

    exit_code = 2


class UnreadableInput(SafeconductError):
    """A file cannot be read as what it claims to be. Nothing of it was taken."""

    exit_code = 3


class NothingFeasible(SafeconductError):
    """The input is sound, but no selection, corridor, timetable or loading satisfies it."""

    exit_code = 4


class DoesNotVerify(SafeconductError):
    """A log, a certificate or a signature does not check. Do not act on it."""

    exit_code = 5
