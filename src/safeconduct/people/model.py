"""The values of the people room: what a list says (entries), decisions, and what they make of it (persons).

What comparing two lists gives is in ``pairs.py``.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class ListKind(StrEnum):
    """Who is on a list: people its party *holds*, people it *seeks*, or people whose *family* reports them missing."""

    HELD = "held"
    SOUGHT = "sought"
    FAMILY = "family"


class Sex(StrEnum):
    """As the list says it; it decides the endings of names and nothing about who goes."""

    FEMALE = "female"
    MALE = "male"


class Status(StrEnum):
    """Why a person is held, which decides the convention that protects them (GC III or GC IV)."""

    COMBATANT = "combatant"
    CIVILIAN = "civilian"
    MEDICAL_PERSONNEL = "medical_personnel"


class Medical(StrEnum):
    """The finding of a doctor or medical commission, as far as the agreement needs it (GC III 109, 110)."""

    NONE = "none"
    WOUNDED = "wounded"
    SERIOUSLY_WOUNDED = "seriously_wounded"
    SERIOUSLY_SICK = "seriously_sick"


class Consent(StrEnum):
    """Whether the person, asked in private, is willing to go (GC III 109(3)). ``unknown`` means nobody has asked."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


class GroupKind(StrEnum):
    """What ties the people of a group: a family, or a unit that asks to travel together."""

    FAMILY = "family"
    UNIT = "unit"


class Identity(StrEnum):
    """How far both sides agree that this person exists and is held."""

    MATCHED = "matched"  # held by one party and sought by another: reviewers decided that both speak of one person
    ACKNOWLEDGED = "acknowledged"  # on a held list only: nobody has asked for them
    CLAIMED = "claimed"  # on a sought list only: no party says that it holds them


class Carriage(StrEnum):
    """How a person can travel. Remains never share a vehicle with the living."""

    SEAT = "seat"
    STRETCHER = "stretcher"
    REMAINS = "remains"


@dataclass(frozen=True, slots=True, order=True)
class PartialDate:
    """A date that is only as exact as its source: a year alone stays a year alone."""

    year: int
    month: int | None = None
    day: int | None = None

    def __str__(self) -> str:
        """ISO 8601 with reduced precision: ``1990``, ``1990-05`` or ``1990-05-12``."""
        text = f"{self.year:04d}"
        if self.month is not None:
            text += f"-{self.month:02d}"
            if self.day is not None:
                text += f"-{self.day:02d}"
        return text

    @classmethod
    def parse(cls, text: str) -> PartialDate:
        """Read what ``str`` writes. Raises ValueError on anything else, and on a day that does not exist."""
        parts = [int(part) for part in text.split("-")]
        if not 1 <= len(parts) <= 3:
            raise ValueError(text)
        made = cls(*parts)
        made.latest()
        return made

    def earliest(self) -> dt.date:
        return dt.date(self.year, self.month or 1, self.day or 1)

    def latest(self) -> dt.date:
        if self.month is None:
            return dt.date(self.year, 12, 31)
        if self.day is None:
            following = dt.date(self.year + self.month // 12, self.month % 12 + 1, 1)
            return following - dt.timedelta(days=1)
        return dt.date(self.year, self.month, self.day)

    def age_on(self, day: dt.date) -> tuple[int, int]:
        """The least and the greatest age in full years that this birth date allows on ``day``."""
        return _full_years(self.latest(), day), _full_years(self.earliest(), day)


def _full_years(born: dt.date, day: dt.date) -> int:
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


@dataclass(frozen=True, slots=True)
class Entry:
    """One row of one list: a statement by a party, never changed after it was received.

    Names, ranks and places stand as the list spells them. ``entry_id`` is unique within its list; the triple
    (party, kind, entry_id) is unique within an operation. ``group`` is the label by which the list ties people who
    are to be kept together. ``guardian_id`` is the entry_id, in the same list, of the adult who answers for a child.
    ``home`` is given where the list says to which party a held person belongs; with two parties it may be left out.
    ``flags`` name what is odd about the row (mixed scripts, a future date, ...); ``original`` is the row as read.
    """

    entry_id: str
    party: str
    kind: ListKind
    row: int
    file: str = ""
    family_name: str = ""
    given_name: str = ""
    patronymic: str = ""
    birth_date: PartialDate | None = None
    sex: Sex | None = None
    rank: str = ""
    unit: str = ""
    place: str = ""  # where the person is from
    site: str = ""  # where the person is detained: a site_id (held lists only)
    status: Status | None = None
    medical: Medical | None = None
    carriage: Carriage | None = None
    consent: Consent = Consent.UNKNOWN
    held_since: PartialDate | None = None
    group: str = ""
    group_kind: GroupKind | None = None
    guardian_id: str = ""
    guardian_consent: Consent = Consent.UNKNOWN  # of the parents or guardian of a child (AP I 78)
    remains: bool = False
    home: str = ""
    note: str = ""
    flags: tuple[str, ...] = ()
    original: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Person:
    """What the decisions make of the entries. A person has no name here: names stay with the entries.

    ``person_id`` is a pseudonym that does not depend on which party is called what. ``holder`` is the party that holds
    the person, or the party asked where ``identity`` is *claimed*. ``home`` is the party the person would go to.
    ``held_id`` and ``sought_id`` are entry ids in the held list of ``holder`` and the sought list of ``home``.
    """

    person_id: str
    holder: str
    home: str
    identity: Identity
    held_id: str = ""
    sought_id: str = ""
    birth_date: PartialDate | None = None
    sex: Sex | None = None
    status: Status = Status.COMBATANT
    medical: Medical = Medical.NONE
    carriage: Carriage = Carriage.SEAT
    consent: Consent = Consent.UNKNOWN
    held_since: PartialDate | None = None
    rank: str = ""
    unit: str = ""
    site: str = ""
    group: str = ""  # unique within the operation, and independent of party names
    group_kind: GroupKind | None = None
    guardian: str = ""  # a person_id
    guardian_consent: Consent = Consent.UNKNOWN
    remains: bool = False
    notes: tuple[str, ...] = ()  # codes of what the entries do not agree on or do not say: "birth_date_differs", ...

    def age_on(self, day: dt.date) -> tuple[int, int] | None:
        """Least and greatest age in full years on ``day``; None where no birth date is known."""
        return None if self.birth_date is None else self.birth_date.age_on(day)


class Verdict(StrEnum):
    """What two reviewers found. ``unsure`` is a finding too: it asks for more information."""

    SAME = "same"
    DIFFERENT = "different"
    UNSURE = "unsure"


@dataclass(frozen=True, slots=True)
class Decision:
    """A decision of two reviewers on one pair of entries, or the withdrawal of an earlier one.

    Never changed after it was recorded. Where ``withdraws`` names a decision, that one no longer stands; ``verdict``
    may then be None. The versions are those of the keys and the model that proposed the pair.
    """

    decision_id: str
    held_party: str
    held_id: str
    sought_party: str
    sought_id: str
    verdict: Verdict | None
    reviewer_1: str
    reviewer_2: str
    decided_at: dt.datetime
    reason: str = ""
    withdraws: str = ""
    key_version: str = ""
    model_version: str = ""
