"""Who: a small closed language over the facts of a person, as data. Nothing is ever evaluated as code.

A TOML inline table is a conjunction of tests; ``any``, ``all`` and ``not`` combine tables:

    who = { status = "combatant", age_under = 25 }
    who = { any = [ { medical = ["seriously_wounded"] }, { age_at_least = 60 } ] }

A test is true, false, or open where the facts do not decide it: a birth date that is a year alone may leave open
whether a person is under 25. Only where childhood itself is in doubt (up to 18) is the doubt resolved: in favour of the
child. Without a birth date there is such a doubt where somebody answers for the person (``guarded``). There is no fact
that names a party.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from safeconduct.people.model import Consent, Medical, Person, Sex, Status

Truth = bool | None  # None: the facts leave it open

NUMBERS = ("age_under", "age_at_least", "held_months_under", "held_months_at_least")
WORDS: Mapping[str, tuple[str, ...]] = {
    "sex": tuple(Sex),
    "status": tuple(Status),
    "medical": tuple(Medical),
}
FREE_WORDS = ("rank", "unit", "site")
FACTS = (*NUMBERS, *WORDS, *FREE_WORDS, "remains")
ADULT = 18
PARTY_FACTS = ("holder", "home", "party", "held_id", "sought_id", "person_id")


@dataclass(frozen=True, slots=True)
class Predicate:
    """``op`` is *all*, *any*, *not* (over ``parts``) or *is* (one test of ``fact`` against ``value``)."""

    op: str
    parts: tuple[Predicate, ...] = ()
    fact: str = ""
    value: int | bool | tuple[str, ...] = ()

    def facts(self) -> frozenset[str]:
        """The names of all facts that the predicate asks about."""
        found = frozenset({self.fact} if self.op == "is" else ())
        return found.union(*(part.facts() for part in self.parts)) if self.parts else found

    def tests(self) -> tuple[Predicate, ...]:
        """All single tests in it."""
        return (self,) if self.op == "is" else tuple(test for part in self.parts for test in part.tests())

    def document(self) -> object:
        """The predicate as plain JSON values, the same for the same meaning as written."""
        if self.op == "is":
            value = sorted(self.value) if isinstance(self.value, tuple) else self.value
            return [self.fact, value]
        return {self.op: [part.document() for part in self.parts]}


ANYONE = Predicate("all")


def held_months(person: Person, on: dt.date) -> int:
    """Full months in captivity on ``on``, the fewest that the date given allows; 0 where no date is known."""
    if person.held_since is None:
        return 0
    since = person.held_since.latest()
    return max(0, (on.year - since.year) * 12 + on.month - since.month - (on.day < since.day))


def guarded(person: Person) -> bool:
    """Whether the lists say that somebody answers for the person: a guardian is named, or has given an answer."""
    return bool(person.guardian) or person.guardian_consent is not Consent.UNKNOWN


def holds(predicate: Predicate, person: Person, on: dt.date) -> Truth:
    """Whether ``person`` is among those meant, on the day ``on``."""
    match predicate.op:
        case "is":
            return _test(predicate, person, on)
        case "not":
            inner = holds(predicate.parts[0], person, on)
            return None if inner is None else not inner
        case "all":
            answers = [holds(part, person, on) for part in predicate.parts]
            return False if False in answers else None if None in answers else True
        case _:
            answers = [holds(part, person, on) for part in predicate.parts]
            return True if True in answers else None if None in answers else False


def _test(test: Predicate, person: Person, on: dt.date) -> Truth:
    value = test.value
    if isinstance(value, tuple):
        found = getattr(person, test.fact)
        return None if found is None else str(found) in value
    if test.fact == "remains":
        return person.remains is value
    if test.fact.startswith("held_months"):
        if person.held_since is None:
            return None
        months = held_months(person, on)
        return months < value if test.fact.endswith("under") else months >= value
    age = person.age_on(on)
    under = None if age is None else True if age[1] < value else False if age[0] >= value else None
    if under is None and value <= ADULT and (age is not None or guarded(person)):
        under = True  # a person who may be a child is treated as one
    if test.fact == "age_under" or under is None:
        return under
    return not under
