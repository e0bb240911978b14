"""What people are before the agreement, judged once for each kind of them instead of for each person."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from safeconduct.people.model import Medical, Person
from safeconduct.selection.marks import Marks
from safeconduct.selection.model import Reason
from safeconduct.terms import Agreement, All, Bar, Judge, Named, Rules, Scales

# (clause id, holder, home); after the id stand, for named people, # and the entry, and where people are counted by
# rank, #= and how many each counts for.
Way = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class Kind:
    """What a unit is: all that matters of it except who its members are, and their ticket. See ``Unit``."""

    counts: tuple[tuple[Way, int], ...]
    levels: tuple[int, ...]
    owed: bool
    remains: bool
    clauses: tuple[str, ...]
    medical: int
    marks: Marks = ()


@dataclass(frozen=True, slots=True)
class Barred:
    """Why a person cannot be considered. ``clause`` is the one they would have gone under, or the one that blocks."""

    reason: Reason
    why: str
    clause: str


def kinds(agreement: Agreement, rules: Rules, persons: Iterable[Person], on: dt.date) -> list[Kind | Barred]:
    """What each person is by themselves, or what bars them, in the order of ``persons``."""
    judge = _Judge(agreement, rules, on)
    who = [priority.who for priority in agreement.priorities]
    alike = rules.alike(who, ("medical", "rank") if judge.scales.tables else ("medical",))
    known: dict[Any, dict[int, Kind] | Barred] = {}
    found: list[Kind | Barred] = []
    for person, (key, months) in zip(persons, alike.each(persons), strict=True):
        judged = known.get(key)
        if judged is None:
            barred, own = judge.bar(person)
            judged = {} if barred is None else barred
            if not own:
                known[key] = judged
        if isinstance(judged, Barred):
            found.append(judged)
            continue
        kind = judged.get(months)
        if kind is None:
            kind = judged[months] = judge.kind(person, months)
        found.append(kind)
    return found


class _Judge:
    """One person at a time."""

    def __init__(self, agreement: Agreement, rules: Rules, on: dt.date) -> None:
        self.rules, self.scales = rules, Scales.of(agreement)
        self._priorities = [
            (priority.measure == "people", Judge(priority.who, on)) for priority in agreement.priorities
        ]
        self._owed = {clause.id for clause in agreement.clauses if isinstance(clause, All)}
        self._named = {clause.id for clause in agreement.clauses if isinstance(clause, Named)}

    def bar(self, person: Person) -> tuple[Barred | None, bool]:
        """What bars the person, if anything, and whether its words are their own."""
        standing = self.rules.standing(person)
        if standing.bar is None:
            return None, False
        return Barred(_REASONS[standing.bar], standing.why, standing.clause), standing.own

    def kind(self, person: Person, months: int) -> Kind:
        """Of a person whom nothing bars and who has been held for so many months. Remains count in no priority."""
        clause = self.rules.standing(person).clause
        label = f"{clause}#{person.held_id}" if clause in self._named else clause + self.scales.mark(clause, person)
        levels = tuple(
            [
                0 if person.remains or judge(person) is not True else 1 if counted else months
                for counted, judge in self._priorities
            ]
        )
        way = label, person.holder, person.home
        return Kind(((way, 1),), levels, clause in self._owed, person.remains, (clause,), _NEED[person.medical])


_NEED = {Medical.SERIOUSLY_WOUNDED: 0, Medical.SERIOUSLY_SICK: 0, Medical.WOUNDED: 1, Medical.NONE: 2}
_REASONS = {
    Bar.NOT_CONFIRMED: Reason.NOT_CONFIRMED,
    Bar.NOT_ELIGIBLE: Reason.NOT_ELIGIBLE,
    Bar.VETOED: Reason.VETOED,
    Bar.NO_CONSENT: Reason.NO_CONSENT,
}
