"""The facts of everyone as numbers in columns, so that a changed clause is judged once for each combination of them.

A test of an age, or of months held, cannot tell apart people of equal age, or of equal time, on the day. A person is
therefore three numbers: what the lists say plainly, the age, and the months.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from operator import attrgetter
from typing import Any

from safeconduct.people.model import Person
from safeconduct.selection.kind import Kind
from safeconduct.selection.programme import UnitClass
from safeconduct.selection.units import Unit
from safeconduct.terms import Predicate, guarded, held_months, holds

_PLAIN = attrgetter("holder", "home", "identity", "remains", "consent", "guardian_consent", "sex", "status", "medical")
_MANY = ("rank", "unit", "site")  # facts with so many values that they are looked at only where they are asked for


@dataclass(frozen=True, slots=True, eq=False)
class Table:
    """Of every person, in the order of ``persons``, numbers (arrays of int): equal numbers, equal facts.

    ``firsts`` are for each fact and number the place of one person who has it, ``place`` is by person_id. ``alone`` is
    true of those who are tied to nobody and in no group. ``unit`` is the place of the person's unit among all units, -1
    for those who are barred; ``group`` is for every unit the place of its class, and ``lots`` are those of
    the classes; ``kind`` is for every unit of one person the place of its kind among ``kinds``, -1 for the others.
    """

    persons: tuple[Person, ...]
    place: Mapping[str, int]
    facts: Mapping[str, Any]
    firsts: Mapping[str, tuple[int, ...]]
    alone: Any
    unit: Any
    group: Any
    lots: tuple[bytes, ...]
    kind: Any
    kinds: tuple[Kind, ...]
    on: dt.date

    def alike(self, among: Any, tests: Iterable[Predicate]) -> tuple[list[int], Any]:
        """The people at the places ``among``, put together where none of the tests can tell them apart.

        One place for each set, and for each of ``among`` the number of its set.
        """
        import numpy as np

        asked = set(tests)
        columns = [self.facts["plain"][among]]
        for fact, prefix in (("age", "age_"), ("months", "held_months_")):
            mine = sorted((test for test in asked if test.fact.startswith(prefix)), key=repr)
            columns.append(self._answers(fact, mine)[self.facts[fact][among]])
        for name in _MANY:
            if any(test.fact == name for test in asked):
                columns.append(_numbered([getattr(self.persons[at], name) for at in among.tolist()])[0])
        joined = np.zeros(len(among), dtype=np.int64)
        for column in columns:
            joined = np.unique(joined * (int(column.max(initial=0)) + 1) + column, return_inverse=True)[1]
        _, firsts = np.unique(joined, return_index=True)
        return among[firsts].tolist(), joined

    def _answers(self, fact: str, tests: Sequence[Predicate]) -> Any:
        """By number of the fact, the number of the answers that the tests give."""
        import numpy as np

        known: dict[Any, int] = {}
        people = [self.persons[at] for at in self.firsts[fact]]
        answers = [tuple([holds(test, person, self.on) for test in tests]) for person in people]
        return np.array([known.setdefault(one, len(known)) for one in answers], dtype=np.int64)


def table(
    persons: Sequence[Person],
    ties: Mapping[str, tuple[str, ...]],
    units: Sequence[Unit],
    classes: Sequence[UnitClass],
    lots: tuple[bytes, ...],
    on: dt.date,
) -> Table:
    """The columns of these persons, who make these units and classes on the day ``on``."""
    import numpy as np

    plain, firsts = _numbered(list(map(_PLAIN, persons)))
    age, ages = _counted(persons, attrgetter("birth_date"), lambda one: one.age_on(on) or guarded(one))
    months, since = _counted(
        persons, attrgetter("held_since"), lambda one: held_months(one, on) if one.held_since else None
    )
    place = {person.person_id: at for at, person in enumerate(persons)}
    unit = np.full(len(persons), -1, dtype=np.int64)
    members = [place[name] for one in units for name in one.members]
    unit[members] = np.repeat(np.arange(len(units)), [len(one.members) for one in units])
    group = np.zeros(len(units), dtype=np.int64)
    firsts_of = [place[one.members[0]] for each in classes for one in each.units]
    group[unit[firsts_of]] = np.repeat(np.arange(len(classes)), [len(each.units) for each in classes])
    alone = np.array([not person.group for person in persons], dtype=bool)
    alone[[place[name] for name in ties]] = False
    of_kind, firsts_of_kind = _numbered([id(one.kind) for one in units])
    of_kind[[len(one.members) > 1 for one in units]] = -1
    return Table(
        tuple(persons),
        place,
        {"plain": plain, "age": age, "months": months},
        {"plain": firsts, "age": ages, "months": since},
        alone,
        unit,
        group,
        lots,
        of_kind,
        tuple([units[at].kind for at in firsts_of_kind]),
        on,
    )


def _counted(
    persons: Sequence[Person], date: Callable[[Person], Any], number: Callable[[Person], object]
) -> tuple[Any, tuple[int, ...]]:
    """Numbers of what ``number`` says, which is asked once for each date; of people without one every time."""
    known: dict[Any, object] = {}
    found: list[object] = []
    for person in persons:
        day = date(person)
        if day is None:
            found.append(number(person))
            continue
        key = day.year, day.month, day.day
        if key not in known:
            known[key] = number(person)
        found.append(known[key])
    return _numbered(found)


def _numbered(values: Iterable[Any]) -> tuple[Any, tuple[int, ...]]:
    """Equal values, equal numbers, in the order in which they come first; and where each comes first."""
    import numpy as np

    known: dict[Any, int] = {}
    numbers: list[int] = []
    firsts: list[int] = []
    for at, value in enumerate(values):
        number = known.get(value)
        if number is None:
            number = known[value] = len(firsts)
            firsts.append(at)
        numbers.append(number)
    return np.array(numbers, dtype=np.int64), tuple(firsts)
