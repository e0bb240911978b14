"""Who is alike before an agreement: people whom none of its tests can tell apart on a day get equal keys.

A test of an age or of months held has few answers, however many dates there are. The key therefore holds these answers
instead of the dates, so that many people share one, and whoever judges needs to judge each key once.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator
from operator import attrgetter
from typing import Any

from safeconduct.people.model import Person
from safeconduct.terms.predicate import Predicate, Truth, guarded, held_months, holds

Key = tuple[Any, ...]


class Alike:
    """Keys of people on the day ``on``.

    ``predicates`` are all that will be asked of them, ``also`` further attributes (none of them a date) that matter,
    ``entries`` the entry ids, alone or after ``holder/``, that the agreement names one by one.
    """

    def __init__(
        self, predicates: Iterable[Predicate], also: Iterable[str], on: dt.date, entries: Iterable[str] = ()
    ) -> None:
        tests = {test for predicate in predicates for test in predicate.tests()}
        self._on, self._entries = on, frozenset(entries)
        self._of_age = tuple(sorted((test for test in tests if test.fact.startswith("age_")), key=repr))
        self._of_months = tuple(sorted((test for test in tests if test.fact.startswith("held_months_")), key=repr))
        plain = {test.fact for test in tests} - {test.fact for test in (*self._of_age, *self._of_months)}
        plain.update(also)
        self._plain: Callable[[Person], Any] = attrgetter(*sorted(plain)) if plain else (lambda _: None)
        self._numbers: dict[Any, int] = {}  # of answers
        self._ages: dict[Any, int] = {}  # by date, or whether somebody answers for a person without one
        self._months: dict[Any, tuple[int, int]] = {}  # by date: the answers, and the months

    def __call__(self, person: Person) -> Key:
        return next(self.each((person,)))[0]

    def each(self, persons: Iterable[Person]) -> Iterator[tuple[Key, int]]:
        """Of every person the key, and the full months held, which the key leaves out; 0 where no date is known."""
        ages, months, plain, entries = self._ages, self._months, self._plain, self._entries
        undated = self._number((None,) * len(self._of_months)), 0
        date: Any
        for person in persons:
            born, since = person.birth_date, person.held_since
            date = guarded(person) if born is None else (born.year, born.month, born.day)
            age = ages.get(date)
            if age is None:
                answers = self._answers(self._of_age, person)
                age = ages[date] = self._number(answers if born else (date, answers))
            held = undated
            if since is not None:
                date = since.year, since.month, since.day
                found = months.get(date)
                if found is None:
                    answers = self._answers(self._of_months, person)
                    found = months[date] = self._number(answers), held_months(person, self._on)
                held = found
            if entries and not entries.isdisjoint((person.held_id, f"{person.holder}/{person.held_id}")):
                yield (age, held[0], plain(person), person.held_id), held[1]
            else:
                yield (age, held[0], plain(person)), held[1]

    def _answers(self, tests: Iterable[Predicate], person: Person) -> tuple[Truth, ...]:
        return tuple([holds(test, person, self._on) for test in tests])

    def _number(self, answers: object) -> int:
        return self._numbers.setdefault(answers, len(self._numbers))
