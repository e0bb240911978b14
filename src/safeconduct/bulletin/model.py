"""The values of the bulletin room: what is counted, what is said of it, and in what state each figure is."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

Names = Mapping[str, str]
"""A name by language: ``{"en": "Azure", "uk": ...}``. English is always there."""


class Unit(StrEnum):
    """What is counted. The living and remains are never added up."""

    PERSONS = "persons"  # living people
    REMAINS = "remains"


class Scope(StrEnum):
    """What a total is a total of."""

    RECEIVED = "received"  # handed over and received, by the book of custody
    AGREED = "agreed"  # on the lists agreed for the operation; not public before the handover is over


class State(StrEnum):
    """What kind of thing stands in the place of a number. Zero is a number."""

    NUMBER = "number"
    BAND = "band"  # between low and high, both included
    WITHHELD = "withheld"  # known, and not published
    NOT_STATED = "not_stated"  # not known, or not yet


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure as it is published. ``low`` and ``high`` are equal for a number, and None where nothing is published."""

    state: State
    low: int | None = None
    high: int | None = None

    @classmethod
    def number(cls, value: int) -> Figure:
        return cls(State.NUMBER, value, value)

    @classmethod
    def band(cls, low: int, high: int) -> Figure:
        return cls(State.BAND, low, high) if low != high else cls.number(low)

    def document(self) -> dict[str, Any]:
        if self.state is State.NUMBER:
            return {"state": self.state.value, "number": self.low}
        if self.state is State.BAND:
            return {"state": self.state.value, "low": self.low, "high": self.high}
        return {"state": self.state.value}


WITHHELD = Figure(State.WITHHELD)
NOT_STATED = Figure(State.NOT_STATED)


@dataclass(frozen=True, slots=True)
class Party:
    """A party as the bulletin names it: its id in the case, and its name in each language."""

    party_id: str
    names: Names


@dataclass(frozen=True, slots=True)
class Total:
    """A count in one direction. ``count`` None means that it is not stated; ``withheld`` that it is not published."""

    giver: str
    receiver: str
    unit: Unit
    count: int | None
    withheld: bool = False


@dataclass(frozen=True, slots=True)
class Facts:
    """What the bulletin says of the operation besides the totals.

    ``number`` is the operation's in its series. ``day`` is the local day of the handover and ``issued`` that of the
    bulletin: nothing more exact than a day is ever published. Where the handover goes over midnight, ``day`` is its
    first and ``last_day`` its last; left out, there is one day. ``edition`` counts the bulletins on this operation; one
    that corrects an earlier one names it in ``corrects``. ``parties`` stand in the order of the case.
    """

    number: int
    day: dt.date
    issued: dt.date
    intermediary: Names
    parties: tuple[Party, ...]
    scope: Scope = Scope.RECEIVED
    rehearsal: bool = False
    edition: int = 1
    corrects: str = ""
    last_day: dt.date | None = None

    @property
    def last(self) -> dt.date:
        """The last day of the handover, which is the first where there is only one."""
        return self.day if self.last_day is None else self.last_day


@dataclass(frozen=True, slots=True)
class Bulletin:
    """A bulletin as it is published: one document, from which the page in four languages is made."""

    document: Mapping[str, Any]

    @property
    def identifier(self) -> str:
        """``039-1``: the operation and the edition."""
        return str(self.document["bulletin"])

    def json(self) -> bytes:
        """The document as UTF-8 JSON with sorted keys; the same document is the same bytes."""
        return (json.dumps(self.document, ensure_ascii=False, indent=2, sort_keys=True) + "\n").encode("utf-8")

    def sha256(self) -> str:
        return hashlib.sha256(self.json()).hexdigest()

    def html(self) -> str:
        """One page with the four languages, which needs no network."""
        from safeconduct.bulletin.page import page

        return page(self)
