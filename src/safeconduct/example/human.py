"""One synthetic person of the example, before any list spells their name."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

from safeconduct.example.draw import Draw
from safeconduct.example.family_names import FamilyName
from safeconduct.example.given_names import Forms
from safeconduct.people.model import Carriage, Consent, GroupKind, Medical, Status

TODAY = dt.date(2026, 2, 12)  # the first day of the example's planning window


@dataclass(frozen=True, slots=True)
class Human:
    """One synthetic person. ``number`` counts from 0 in the home party; ``guardian`` and ``brother_of`` are numbers."""

    number: int
    female: bool
    given: Forms
    father: Forms
    family: FamilyName
    born: dt.date
    place: int
    status: Status
    rank: int | None = None
    unit: int = 0
    medical: Medical = Medical.NONE
    carriage: Carriage = Carriage.SEAT
    consent: Consent = Consent.YES
    held: bool = True
    held_since: dt.date | None = None
    site: int = 0
    sought: bool = True
    group: int = 0
    group_kind: GroupKind | None = None
    guardian: int | None = None
    guardian_consent: Consent = Consent.UNKNOWN
    remains: bool = False
    brothers: tuple[int, ...] = field(default=())  # people who could be taken for this one

    @property
    def age(self) -> int:
        return TODAY.year - self.born.year - ((TODAY.month, TODAY.day) < (self.born.month, self.born.day))


def day_between(draw: Draw, first: dt.date, last: dt.date) -> dt.date:
    """A day from ``first`` to ``last``, both included."""
    return first + dt.timedelta(days=draw.below((last - first).days + 1))


def born(draw: Draw, least_age: int, most_age: int) -> dt.date:
    """The birth date of somebody who is from ``least_age`` to ``most_age`` years old today."""
    oldest = TODAY.replace(year=TODAY.year - most_age - 1) + dt.timedelta(days=1)
    return day_between(draw, oldest, TODAY.replace(year=TODAY.year - least_age))
