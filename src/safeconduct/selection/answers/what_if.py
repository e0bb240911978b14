"""What if: the optimum under a change, and what it changes: counts per clause and party, who enters, who leaves."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any, NamedTuple

from safeconduct.people.model import Person
from safeconduct.selection.answers.changes import Change, suppose
from safeconduct.selection.answers.ground import Answered, Ground
from safeconduct.selection.answers.resolve import resolve
from safeconduct.selection.collector import collector_at_rest
from safeconduct.selection.explain import Teller, barred_sentence
from safeconduct.selection.units import Unit


@dataclass(frozen=True, slots=True)
class Count:
    """People who go under a clause from a holder to a home, before the change and after it."""

    clause: str
    holder: str
    home: str
    before: int
    after: int


class Moved(NamedTuple):
    """Somebody for whom the change makes a difference. ``sentence`` says what holds for them after it."""

    person_id: str
    holder: str
    home: str
    clause: str
    sentence: str


@dataclass(frozen=True, slots=True)
class WhatIf:
    """What changes do. ``counts`` are all that are not zero, in the order of the clauses; ``levels`` are
    (name, before, after) of every step of the objective, where one side lacks it None."""

    changes: tuple[str, ...]
    counts: tuple[Count, ...]
    levels: tuple[tuple[str, int | None, int | None], ...]
    enter: tuple[Moved, ...]
    leave: tuple[Moved, ...]

    def document(self) -> dict[str, Any]:
        """The answer as plain JSON values."""
        return {
            "changes": list(self.changes),
            "counts": [
                {"clause": c.clause, "holder": c.holder, "home": c.home, "before": c.before, "after": c.after}
                for c in self.counts
            ],
            "levels": [{"name": name, "before": before, "after": after} for name, before, after in self.levels],
            "enter": [_moved(one) for one in self.enter],
            "leave": [_moved(one) for one in self.leave],
        }


def what_if(ground: Ground, changes: Sequence[Change]) -> WhatIf:
    """Solve again under the changes, all of them together, and compare.

    Raises UsageError for a change that names what is not there, RefusedByRule for one that the linter or a person's own
    bar forbids, NothingFeasible where no selection satisfies the changed agreement.
    """
    with collector_at_rest():
        supposed = suppose(ground.agreement, ground.persons, changes)
        after = resolve(ground, supposed)
        persons = {**ground.persons, **supposed.persons}
        return compare(ground.answered, after, persons, tuple(change.words for change in changes))


def compare(before: Answered, after: Answered, persons: Mapping[str, Person], changes: tuple[str, ...]) -> WhatIf:
    """What is different between two answers about the same persons."""
    went, goes = differing(before, after)
    enter = goes.keys() - went.keys()
    leave = went.keys() - goes.keys()
    return WhatIf(
        changes=changes,
        counts=_counts(before, after),
        levels=_levels(before, after),
        enter=tuple(_moved_to(persons[name], goes[name]) for name in sorted(enter)),
        leave=tuple(_left(persons[name], went[name], told) for name, told in _reasons(after, leave)),
    )


def differing(before: Answered, after: Answered) -> tuple[dict[str, str], dict[str, str]]:
    """By person_id the clauses under which people go, before and after; without many for whom it is the same.

    Of a class that is the very same object, only those count who go in one of the answers and not in the other.
    """
    had = {
        id(group): (group, taken) for group, taken in zip(before.programme.classes, before.solution.taken, strict=True)
    }
    went: list[Sequence[Unit]] = []
    goes: list[Sequence[Unit]] = []
    for group, taken in zip(after.programme.classes, after.solution.taken, strict=True):
        _, old = had.pop(id(group), (None, 0))
        went.append(group.units[taken:old])
        goes.append(group.units[old:taken])
    went += [group.units[:old] for group, old in had.values()]
    return _clauses(went), _clauses(goes)


def _clauses(found: Sequence[Sequence[Unit]]) -> dict[str, str]:
    """By person_id the clause of each member."""
    clauses: dict[str, str] = {}
    for unit in chain.from_iterable(found):
        clauses.update(zip(unit.members, unit.kind.clauses, strict=True))
    return clauses


def _counts(before: Answered, after: Answered) -> tuple[Count, ...]:
    ways: list[Counter[tuple[str, str, str]]] = []
    for answered in (before, after):
        counted: Counter[tuple[str, str, str]] = Counter()
        for group, taken in zip(answered.programme.classes, answered.solution.taken, strict=True):
            for (label, holder, home), count in group.counts if taken else ():
                counted[label.partition("#")[0], holder, home] += count * taken
        ways.append(counted)
    place = {clause.id: index for index, clause in enumerate(after.agreement.clauses)}
    rank = {party: index for index, party in enumerate(after.population.parties)}
    found = sorted({*ways[0], *ways[1]}, key=lambda way: (place.get(way[0], len(place)), rank[way[1]], rank[way[2]]))
    return tuple(Count(*way, ways[0][way], ways[1][way]) for way in found)


def _levels(before: Answered, after: Answered) -> tuple[tuple[str, int | None, int | None], ...]:
    had = dict(zip(before.programme.level_names, before.solution.values, strict=True))
    has = dict(zip(after.programme.level_names, after.solution.values, strict=True))
    return tuple((name, had.get(name), has.get(name)) for name in dict.fromkeys([*has, *had]))


def _reasons(after: Answered, names: set[str]) -> list[tuple[str, str]]:
    """What is told to those who no longer go, made for their classes alone."""
    barred = after.population.barred
    found = {name: barred_sentence(barred[name]) for name in names if name in barred}
    if len(found) < len(names):
        teller = Teller(after.agreement, after.programme, after.solution)
        for index, (group, taken) in enumerate(zip(after.programme.classes, after.solution.taken, strict=True)):
            asked = [unit for unit in group.units[taken:] if not names.isdisjoint(unit.members)]
            if asked:
                why = teller.why(group, taken, after.lot.words(index) if after.lot else "")
                found.update({name: why.sentence(unit) for unit in asked for name in unit.members if name in names})
    return sorted(found.items())


def _left(person: Person, clause: str, sentence: str) -> Moved:
    return Moved(person.person_id, person.holder, person.home, clause, sentence)


def _moved_to(person: Person, clause: str) -> Moved:
    return _left(person, clause, f"Would go under clause {clause}.")


def _moved(one: Moved) -> dict[str, str]:
    return {
        "person_id": one.person_id,
        "holder": one.holder,
        "home": one.home,
        "clause": one.clause,
        "sentence": one.sentence,
    }
