"""The closed vocabulary of facts: everything that can be written in the log, one frozen class each.

A fact says that something was done, by whom and on what grounds is said by the log entry around it. Facts carry
counts, identifiers and digests, never names, birth dates or places. docs/reference/facts.md describes each, and a
test keeps that page complete.
"""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from typing import Any, ClassVar


@dataclass(frozen=True, slots=True)
class Fact:
    """The base of all facts. ``kind`` is the name under which the fact stands in the log."""

    kind: ClassVar[str] = ""

    def document(self) -> dict[str, Any]:
        """The fact as plain JSON values, with its kind."""
        return {"kind": self.kind, **dataclasses.asdict(self)}


@dataclass(frozen=True, slots=True)
class OperationOpened(Fact):
    """An exchange operation of the numbered series was opened."""

    kind: ClassVar[str] = "operation_opened"
    number: int
    parties: tuple[str, ...]
    mode: str
    seed_commitments: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ListReceived(Fact):
    """A party's list was received and read without a fault."""

    kind: ClassVar[str] = "list_received"
    party: str
    list_kind: str
    entries: int
    sha256: str


@dataclass(frozen=True, slots=True)
class EntriesMatched(Fact):
    """The lists were compared. The bands are proposals to reviewers, not decisions."""

    kind: ClassVar[str] = "entries_matched"
    key_version: str
    model_version: str
    proposed: int
    review: int


@dataclass(frozen=True, slots=True)
class DecisionRecorded(Fact):
    """Two reviewers decided whether two entries speak of one person, or took such a decision back."""

    kind: ClassVar[str] = "decision_recorded"
    decision_id: str
    verdict: str


@dataclass(frozen=True, slots=True)
class PersonsCompiled(Fact):
    """The persons of the operation were made of the entries by the decisions that stand."""

    kind: ClassVar[str] = "persons_compiled"
    persons: int
    sha256: str


@dataclass(frozen=True, slots=True)
class AgreementAdopted(Fact):
    """A version of the agreement was read, found consistent and put in force for the operation."""

    kind: ClassVar[str] = "agreement_adopted"
    agreement: str
    version: str
    sha256: str


@dataclass(frozen=True, slots=True)
class SelectionMade(Fact):
    """The people who go were selected and divided into tranches, at first or anew after the announcement."""

    kind: ClassVar[str] = "selection_made"
    sha256: str
    certificate_sha256: str
    selected: int
    tranches: int
    revises_certificate_sha256: str = ""


@dataclass(frozen=True, slots=True)
class PlanMade(Fact):
    """Corridors, timetable and vehicles for the tranches were planned."""

    kind: ClassVar[str] = "plan_made"
    sha256: str
    runs: int
    uncarried: int


@dataclass(frozen=True, slots=True)
class PaperPrinted(Fact):
    """A document was made for signature or for the road."""

    kind: ClassVar[str] = "paper_printed"
    title: str
    sha256: str


@dataclass(frozen=True, slots=True)
class CustodyEventBooked(Fact):
    """Something that happened to a person on the way was booked, and moved them to a state of custody."""

    kind: ClassVar[str] = "custody_event_booked"
    event_id: str
    person_id: str
    event: str
    state: str


@dataclass(frozen=True, slots=True)
class ReleaseBegun(Fact):
    """All of a tranche in escrow were in the intermediary's custody, and the first who had to wait was released."""

    kind: ClassVar[str] = "release_begun"
    tranche: int
    in_custody: int
    left_out: int


@dataclass(frozen=True, slots=True)
class HeadCountBooked(Fact):
    """People were counted at a door, and the number was compared with the book."""

    kind: ClassVar[str] = "head_count_booked"
    count_id: str
    counted: int
    expected: int


@dataclass(frozen=True, slots=True)
class BulletinPrepared(Fact):
    """A bulletin was drafted. It is under embargo, and nobody outside has been told."""

    kind: ClassVar[str] = "bulletin_prepared"
    bulletin: str
    sha256: str


@dataclass(frozen=True, slots=True)
class BulletinIssued(Fact):
    """A bulletin with totals was issued to the public."""

    kind: ClassVar[str] = "bulletin_issued"
    bulletin: str
    sha256: str


FACTS: dict[str, type[Fact]] = {fact.kind: fact for fact in Fact.__subclasses__()}
