"""A pool while it is being read: what was found so far, with the rows it stands in, and everything that is wrong."""

from __future__ import annotations

from pathlib import Path

from safeconduct.errors import Fault, UnreadableInput
from safeconduct.selection.swaps.model import Offer, Pool

FAULTS_SHOWN = 200
MOST_PERSONS = 100_000


class Draft:
    """Collects persons and arcs (from a person to one who may go against them), and faults. For the readers only."""

    def __init__(self, path: Path) -> None:
        self.path, self.file = path, path.name
        self.faults: list[Fault] = []
        self.goodwill: dict[str, bool] = {}
        self.one_of: dict[str, str] = {}
        self.arcs: dict[tuple[str, str], int | None] = {}

    def fault(
        self, found: str, expected: str, *, row: int | None = None, field: str = "", code: str = "", file: str = ""
    ) -> None:
        found = found if len(found) <= 80 else found[:77] + "..."
        self.faults.append(Fault(file or self.file, found, expected, row, field or None, code))

    def person(self, person: str, *, goodwill: bool, one_of: str = "", row: int | None = None, field: str = "") -> None:
        if person in self.goodwill:
            self.fault(f"{person!r} again", "each id once", row=row, field=field, code="twice")
            return
        self.goodwill[person] = goodwill
        self.one_of[person] = one_of

    def arc(self, tail: str, head: str, *, row: int | None = None, field: str = "", file: str = "") -> None:
        if tail == head:
            self.fault(f"{tail!r} against itself", "two ids", row=row, field=field, code="self", file=file)
        elif self.goodwill[head]:
            found = f"an arc to {head!r}, who asks for nothing"
            self.fault(found, "an arc to a pair", row=row, field=field, code="goodwill", file=file)
        elif (tail, head) in self.arcs:
            first = self.arcs[tail, head]
            found = f"{tail!r} to {head!r} again" + (f" (see row {first})" if first else "")
            self.fault(found, "each arc once", row=row, field=field, code="twice", file=file)
        else:
            self.arcs[tail, head] = row

    def text(self, path: Path | None = None) -> str | None:
        """The text of the file, or None and a fault."""
        path = path or self.path
        try:
            return path.read_text(encoding="utf-8-sig")
        except UnicodeDecodeError as error:
            found = f"bytes at position {error.start} that are not UTF-8"
            self.fault(found, "UTF-8 text", code="encoding", file=path.name)
        except OSError as error:
            self.fault(error.strerror or str(error), "a file that can be read", code="no_file", file=path.name)
        return None

    def number(self, text: str, *, row: int, field: str, file: str = "") -> float | None:
        """The number that the text is, or None and a fault."""
        try:
            number = float(text)
        except ValueError:
            number = float("nan")
        if number - number == 0:  # neither infinite nor no number
            return number
        self.fault(repr(text.strip()), "a number", row=row, field=field, code="number", file=file)
        return None

    def whole(
        self, text: str, *, least: int, most: int, row: int, field: str, file: str = "", code: str = "number"
    ) -> int | None:
        """The whole number from ``least`` to ``most`` that the text is, or None and a fault."""
        digits = text.strip()
        if digits.isascii() and digits.isdigit() and len(digits) <= 9 and least <= int(digits) <= most:
            return int(digits)
        expected = f"a whole number from {least} to {most}" if least <= most else "no such row"
        self.fault(repr(digits), expected, row=row, field=field, code=code, file=file)
        return None

    def pool(self) -> Pool:
        """The pool; raises UnreadableInput if anything was wrong."""
        if self.faults:
            count = f"{len(self.faults)} faults" if len(self.faults) > 1 else "a fault"
            in_order = sorted(self.faults, key=lambda fault: (fault.file != self.file, fault.row or 0))
            shown = in_order[:FAULTS_SHOWN]
            if len(self.faults) > FAULTS_SHOWN:
                rest = len(self.faults) - FAULTS_SHOWN
                shown.append(Fault(self.file, f"{rest} more faults like these", "a file without them", code="more"))
            raise UnreadableInput(f"{self.file} has {count}; nothing of it was taken.", shown)
        against: dict[str, list[str]] = {person: [] for person in self.goodwill}
        for tail, head in self.arcs:
            against[head].append(tail)
        offers = (
            Offer(person, tuple(against[person]), goodwill, self.one_of[person])
            for person, goodwill in self.goodwill.items()
        )
        return Pool(tuple(offers), self.file)
