"""Who is alike before an agreement: people whom none of its tests can tell apart on a day get equal keys.

A test of an age or of months held has few answers, however many dates there are. The key therefore holds these answers
instead of the dates, so that many people share one, and whoever judges needs to judge each key once.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
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
        self._facts: Callable[[Person], Any] = attrgetter(*sorted(plain)) if plain else (lambda _: None)
        self._numbers: dict[Any, int] = {}  # of answers
        self._ages: dict[Any, int] = {}  # by date, or whether somebody answers for a person without one
        self._months: dict[Any, tuple[int, int]] = {}  # by date: the answers, and the months

    def __call__(self, person: Person) -> Key:
        return self.numbered((person,))[1][0][1]

    def numbered(self, persons: Iterable[Person]) -> tuple[list[int], list[tuple[Person, Key, int]]]:
        """People of one number have equal keys, and have been held for as many full months.

        Gives the number of each person, and for each number the first person who has it, their key and their months; 0
        where no date is known.
        """
        ages, months, facts_of, entries = self._ages, self._months, self._facts, self._entries
        numbers: list[int] = []
        firsts: list[tuple[Person, Key, int]] = []
        known: dict[Any, dict[tuple[int, tuple[int, int]], int]] = {}  # by facts, then by answers about the dates
        date: Any
        for person in persons:
            born, since = person.birth_date, person.held_since
            date = guarded(person) if born is None else (born.year, born.month, born.day)
            age = ages.get(date)
            if age is None:
                answers = self._answers(self._of_age, person)
                age = ages[date] = self._number(answers if born else (date, answers))
            date = None if since is None else (since.year, since.month, since.day)
            held = months.get(date)
            if held is None:
                answers = self._answers(self._of_months, person)
                held = months[date] = self._number(answers), held_months(person, self._on)
            facts = facts_of(person)
            if entries and not entries.isdisjoint((person.held_id, f"{person.holder}/{person.held_id}")):
                facts = facts, person.held_id
            row = known.get(facts)
            if row is None:
                row = known[facts] = {}
            number = row.get((age, held))
            if number is None:
                number = row[age, held] = len(firsts)
                firsts.append((person, (age, held[0], facts), held[1]))
            numbers.append(number)
        return numbers, firsts

    def _answers(self, tests: Iterable[Predicate], person: Person) -> tuple[Truth, ...]:
        return tuple([holds(test, person, self._on) for test in tests])

    def _number(self, answers: object) -> int:
        return self._numbers.setdefault(answers, len(self._numbers))
