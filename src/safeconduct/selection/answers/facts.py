"""Which facts keep a person out of a category: the single tests that do not hold, in words, with what is known."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from safeconduct.people.model import Person
from safeconduct.terms import Predicate, holds

_SOURCES = {
    "age_under": "birth_date",
    "age_at_least": "birth_date",
    "held_months_under": "held_since",
    "held_months_at_least": "held_since",
}


def failing(who: Predicate, person: Person, on: dt.date) -> Iterator[tuple[str, str]]:
    """(test, what is known) for every single test because of which ``who`` does not hold for the person."""
    if holds(who, person, on) is True:
        return
    match who.op:
        case "is":
            yield _test(who), _known(who, person)
        case "not":
            for test in who.tests():
                yield f"not ({_test(test)})", _known(test, person)
        case _:
            for part in who.parts:
                yield from failing(part, person, on)


def _test(test: Predicate) -> str:
    value = " or ".join(test.value) if isinstance(test.value, tuple) else str(test.value).lower()
    return f"{test.fact.replace('_', ' ')} {value}"


def _known(test: Predicate, person: Person) -> str:
    name = _SOURCES.get(test.fact, test.fact)
    value = getattr(person, name)
    if isinstance(value, bool):
        value = "yes" if value else "no"
    return f"{name} {value}" if value not in (None, "") else f"{name} not known"
