"""The values that the papers need beyond the plan itself."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

Names = Mapping[str, str]
"""A name by language: ``{"en": "Azure", "uk": ...}``. English is always there."""


@dataclass(frozen=True, slots=True)
class Letterhead:
    """What stands at the head of every paper of an operation.

    ``parties`` are the names by party id. ``time_zone`` is an IANA name; every time is printed in it and in UTC.
    ``rehearsal`` prints a warning on each page.
    """

    number: int
    intermediary: Names
    parties: Mapping[str, Names]
    time_zone: str
    rehearsal: bool = True


@dataclass(frozen=True, slots=True)
class ActLine:
    """One person in a handover act. None leaves a box to be filled by hand.

    ``names`` are the name as the giver and as the receiver spell it; left out, the act has numbers only. ``reason`` is
    one letter of the act's key of reasons, or words.
    """

    person_id: str
    names: tuple[str, ...] = ()
    identity: bool | None = None
    will: bool | None = None
    fit: bool | None = None
    seals: bool | None = None
    given: bool | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class ActTotals:
    """How many are listed in one direction, and how many were given and not given; None is filled by hand."""

    giver: str
    receiver: str
    listed: int
    given: int | None = None
    not_given: int | None = None


@dataclass(frozen=True, slots=True)
class Act:
    """A handover act before it is printed: one direction of one tranche.

    ``agreed_sha256`` is the digest of the list that both parties agreed. ``totals`` are of both directions.
    ``remarks`` by party id (or ``"neutral"``); who has none gets lines to write on. In escrow ``release`` is when
    people are released by the plan, and ``in_custody`` when all were in custody; None leaves a line to fill in.
    """

    tranche: int
    giver: str
    receiver: str
    place: str
    at: dt.datetime
    lines: tuple[ActLine, ...]
    totals: tuple[ActTotals, ...]
    agreed_sha256: str
    remarks: Mapping[str, str]
    remains: bool = False
    release: dt.datetime | None = None
    in_custody: dt.datetime | None = None


@dataclass(frozen=True, slots=True)
class Guarantee:
    """A party's word that the movement will be left in peace: who gave it, when it was received, and its reference."""

    party: str
    given_by: str
    received_at: dt.datetime
    reference: str
