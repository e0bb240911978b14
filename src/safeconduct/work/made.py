"""What the steps of a run share: what is made so far, where it goes, and who is told."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from safeconduct import movement, people, selection, terms
from safeconduct.errors import SafeconductError
from safeconduct.work.case import Case
from safeconduct.work.case_files import CaseFiles
from safeconduct.work.outputs import Outputs

if TYPE_CHECKING:
    from safeconduct.record import Verified
    from safeconduct.store.queries import Document, Operation

ACTOR = "run"
TITLES = {
    "case": "Read the case folder",
    "store": "Open the operation and receive the lists",
    "people": "Find who is on both sides' lists",
    "terms": "Check the agreement and put it in force",
    "selection": "Select who goes, and in which order",
    "movement": "Plan corridors, timetable, vehicles and crews",
    "paper": "Print the papers",
    "bulletin": "Prepare the bulletin",
    "record": "Verify the record",
}


@dataclass(frozen=True, slots=True)
class Done:
    """One finished step: its name in TITLES, a sentence with its numbers, and the seconds it took."""

    step: str
    sentence: str
    seconds: float


@dataclass(slots=True)
class Made:
    """What the steps have made so far. A step that was not reached has left its field empty."""

    case: Case
    files: CaseFiles
    done: list[Done] = field(default_factory=list)
    operation: Operation | None = None
    adopted: Document | None = None  # a revision of an earlier run's selection, which this run follows
    matches: people.Matches | None = None
    reports: tuple[people.FamilyReport, ...] = ()
    reports_refused: str = ""  # why what families report could not be compared
    queue: Sequence[people.QueueItem] = ()
    twice: tuple[people.Twice, ...] = ()
    set_aside: tuple[people.SetAside, ...] = ()
    persons: tuple[people.Person, ...] = ()
    findings: tuple[terms.Finding, ...] = ()
    chosen: selection.Selection | None = None
    plan: movement.Plan | None = None
    map_attribution: str = ""
    papers: list[tuple[str, str]] = field(default_factory=list)  # (file, title)
    verified: Verified | None = None
    stopped: SafeconductError | None = None


class Teller:
    """Told when a step begins and ends. The command line shows it; this one keeps silent."""

    def begin(self, step: str) -> None:
        """``step`` is about to start."""

    def end(self, done: Done) -> None:
        """A step is finished."""


@dataclass(frozen=True, slots=True)
class Context:
    """What a step is given: what is made so far, the results folder, the map's cache, and randomness."""

    made: Made
    outputs: Outputs
    cache: Path
    token_bytes: Callable[[int], bytes]

    def now(self) -> dt.datetime:
        return self.made.case.clock or dt.datetime.now(dt.UTC)

    def change(self, because: str) -> Any:
        from safeconduct.work.change import change

        return change(ACTOR, self.made.operation, because, clock=self.now, token_bytes=self.token_bytes)


def digest(*parts: str) -> str:
    """SHA-256 (hex) of the parts, a line each: of what a document was made from."""
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()
