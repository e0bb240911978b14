"""The values of the terms room: an agreement between parties, as data. The kinds of clauses are in ``kinds``."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum

from safeconduct.people.model import Identity
from safeconduct.terms.kinds import Clause, Flow, Text
from safeconduct.terms.predicate import ANYONE, Predicate


class Severity(StrEnum):
    """Whether a finding forbids the agreement or only asks for a second look."""

    ERROR = "error"
    WARNING = "warning"


class VetoReason(StrEnum):
    """The grounds on which the law allows a person to be kept back (GC III 115, 119(5); GC IV 133)."""

    CRIMINAL_PROCEEDINGS = "criminal_proceedings"
    CRIMINAL_SENTENCE = "criminal_sentence"
    UNFIT_TO_TRAVEL = "unfit_to_travel"
    OWN_REQUEST = "own_request"
    IDENTITY_IN_DOUBT = "identity_in_doubt"


@dataclass(frozen=True, slots=True)
class Category:
    """A named set of people, told by facts alone and never by party. ``needs`` are the proofs asked for."""

    id: str
    who: Predicate
    needs: tuple[str, ...] = ()
    legal_basis: str = ""
    line: int = 0


@dataclass(frozen=True, slots=True)
class Weights:
    """How many privates each rank counts for, in the clauses that name this table. ``source`` says where it is from."""

    id: str
    ranks: tuple[tuple[str, int], ...] = ()
    otherwise: int = 1  # whoever has another rank, or none
    source: str = ""
    line: int = 0

    def worth(self, rank: str) -> int:
        return dict(self.ranks).get(rank, self.otherwise)


@dataclass(frozen=True, slots=True)
class Veto:
    """People whom a party keeps back for a time, by entries of its own held list or by facts."""

    id: str
    by: str
    reason: str
    entries: tuple[str, ...] = ()
    who: Predicate | None = None
    expires: dt.date | None = None
    legal_basis: str = ""
    line: int = 0

    def in_force(self, day: dt.date) -> bool:
        return self.expires is None or day < self.expires


@dataclass(frozen=True, slots=True)
class ConsentRule:
    """Who must have been asked. ``required_for`` is *living*, *nobody* or empty (the agreement is silent)."""

    required_for: str = ""
    guardian_under: int | None = None
    line: int = 0


@dataclass(frozen=True, slots=True)
class Priority:
    """One tier: count the people of ``who``, or sum ``measure`` (people, held_months) over everyone who goes."""

    id: str
    who: Predicate = ANYONE
    measure: str = "people"
    line: int = 0


HOLD, RETURN = "hold", "return"


@dataclass(frozen=True, slots=True)
class TrancheRule:
    """How people are divided into hand-overs. ``cap_per_side`` and ``sizes`` count people of each holder.

    ``on_drop_out`` says what becomes of those who wait in escrow where somebody drops out: *hold* until every party of
    the tranche agrees to go on without that person, or *return* to the holders.
    """

    cap_per_side: int | None = None
    count: int | None = None
    sizes: tuple[int, ...] = ()
    exposure: int | None = None
    escrow: bool = True
    on_drop_out: str = HOLD
    medical_first: bool = True
    min_gap_hours: int = 0
    remains_cap_per_side: int | None = None
    line: int = 0


@dataclass(frozen=True, slots=True)
class LotteryRule:
    """Who commits to a seed, and what happens if one of them does not reveal it: *stop* or *leave_out*.

    ``shares`` is *tickets* (lots within a class of equals only) or *leximin* (also between equally good selections).
    ``beacon`` and ``round`` name a public source of randomness and which of its values counts, fixed beforehand.
    """

    scheme: str = "commit-reveal"
    parties: tuple[str, ...] = ()
    no_reveal: str = ""
    shares: str = "tickets"
    beacon: str = ""
    round: int | None = None
    line: int = 0


@dataclass(frozen=True, slots=True)
class Credit:
    """People who are still owed under a clause from an operation before: so many more from ``holder`` to ``home``."""

    clause: str
    holder: str
    home: str
    people: int


@dataclass(frozen=True, slots=True)
class Part:
    """One of several agreements that are applied together, with the digest of its own canonical form."""

    id: str
    version: str
    sha256: str
    file: str = ""


@dataclass(frozen=True, slots=True)
class Agreement:
    """The whole agreement, in the order of the file. ``sha256`` is that of the canonical form, not of the file."""

    id: str
    title: Text
    parties: tuple[str, ...]
    clauses: tuple[Clause, ...]
    intermediary: str = ""
    date: dt.date | None = None
    version: str = "1"
    identity: Identity = Identity.MATCHED
    categories: tuple[Category, ...] = ()
    consent: ConsentRule = ConsentRule()
    priorities: tuple[Priority, ...] = ()
    vetoes: tuple[Veto, ...] = ()
    weights: tuple[Weights, ...] = ()
    tranches: TrancheRule = TrancheRule()
    lottery: LotteryRule = LotteryRule()
    hostilities: str = ""  # *active* or *ended*, where the agreement says so
    replaces: str = ""  # the digest of the version before, where there is one
    credits: tuple[Credit, ...] = ()  # carried over from the operation before
    parts: tuple[Part, ...] = ()  # where several agreements are applied together
    file: str = "terms.toml"
    sha256: str = ""

    def owed(self, clause_id: str, flow: Flow) -> int:
        """How many people are owed under a clause on one way from before."""
        return sum(one.people for one in self.credits if (one.clause, (one.holder, one.home)) == (clause_id, flow))

    def category(self, category_id: str) -> Category | None:
        return next((category for category in self.categories if category.id == category_id), None)

    def clause(self, clause_id: str) -> Clause | None:
        return next((clause for clause in self.clauses if clause.id == clause_id), None)


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing the linter has to say of an agreement: what is wrong, on which line, and a way to mend it."""

    code: str
    severity: Severity
    clause: str
    line: int
    message: str
    fix: str
    law: str = ""

    def document(self) -> dict[str, object]:
        return {
            "code": self.code,
            "severity": str(self.severity),
            "clause": self.clause,
            "line": self.line,
            "message": self.message,
            "fix": self.fix,
            "law": self.law,
        }
