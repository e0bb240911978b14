"""What people are before the agreement, judged once for each kind of them instead of for each person."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
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


def kinds(agreement: Agreement, rules: Rules, persons: Sequence[Person], on: dt.date) -> list[Kind | Barred]:
    """What each person is by themselves, or what bars them, in the order of ``persons``."""
    judge = _Judge(agreement, rules, on)
    who = [priority.who for priority in agreement.priorities]
    alike = rules.alike(who, ("medical", "rank") if judge.scales.tables else ("medical",))
    numbers, firsts = alike.numbered(persons)
    known: dict[Any, tuple[Kind | Barred, tuple[int, ...], bool]] = {}
    judged: list[Kind | Barred] = []
    own: set[int] = set()  # of whom each reads words of their own
    for number, (person, key, months) in enumerate(firsts):
        found = known.get(key)
        if found is None:
            found = known[key] = judge(person)
        kind, monthly, its_own = found
        judged.append(kind if isinstance(kind, Barred) else _held(kind, months, monthly))
        if its_own:
            own.add(number)
    if not own:
        return [judged[number] for number in numbers]
    return [
        judge(person)[0] if number in own else judged[number] for person, number in zip(persons, numbers, strict=True)
    ]


def _held(kind: Kind, months: int, monthly: tuple[int, ...]) -> Kind:
    """The kind after so many months; ``monthly`` is what one month adds to each level."""
    levels = tuple([level + each * months for level, each in zip(kind.levels, monthly, strict=True)])
    return Kind(kind.counts, levels, kind.owed, kind.remains, kind.clauses, kind.medical)


class _Judge:
    """One person at a time."""

    def __init__(self, agreement: Agreement, rules: Rules, on: dt.date) -> None:
        self.rules, self.scales = rules, Scales.of(agreement)
        self._priorities = [
            (priority.measure == "people", Judge(priority.who, on)) for priority in agreement.priorities
        ]
        self._owed = {clause.id for clause in agreement.clauses if isinstance(clause, All)}
        self._named = {clause.id for clause in agreement.clauses if isinstance(clause, Named)}

    def __call__(self, person: Person) -> tuple[Kind | Barred, tuple[int, ...], bool]:
        """What the person is before the first month, or what bars them; what each month adds to every level; and
        whether the words that say why are the person's own. Remains count in no priority."""
        standing = self.rules.standing(person)
        clause = standing.clause
        if standing.bar is not None:
            return Barred(_REASONS[standing.bar], standing.why, clause), (), standing.own
        label = f"{clause}#{person.held_id}" if clause in self._named else clause + self.scales.mark(clause, person)
        counts = [(counted, int(judge(person) is True and not person.remains)) for counted, judge in self._priorities]
        levels = tuple([number if counted else 0 for counted, number in counts])
        monthly = tuple([0 if counted else number for counted, number in counts])
        way = label, person.holder, person.home
        owed = clause in self._owed
        return Kind(((way, 1),), levels, owed, person.remains, (clause,), _NEED[person.medical]), monthly, False


_NEED = {Medical.SERIOUSLY_WOUNDED: 0, Medical.SERIOUSLY_SICK: 0, Medical.WOUNDED: 1, Medical.NONE: 2}
_REASONS = {
    Bar.NOT_CONFIRMED: Reason.NOT_CONFIRMED,
    Bar.NOT_ELIGIBLE: Reason.NOT_ELIGIBLE,
    Bar.VETOED: Reason.VETOED,
    Bar.NO_CONSENT: Reason.NO_CONSENT,
}
