"""The optimum after a change, judging again only the people whom the change can reach.

Who goes with whom, and everybody's ticket, do not depend on the clauses; so people whose clause, facts and ties are the
same are weighed as before. Of the rest, whoever is alone is judged once for each combination of facts; the others, with
all to whom they are tied, go through ``build`` like at the beginning.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping

from safeconduct.errors import RefusedByRule
from safeconduct.people.model import Person
from safeconduct.selection.answers.changes import Supposed
from safeconduct.selection.answers.ground import Answered, Ground, solved, ties
from safeconduct.selection.answers.reach import keeping, reach
from safeconduct.selection.answers.regroup import Judged, judge, regroup
from safeconduct.selection.formulate import over_classes
from safeconduct.selection.programme import Programme, UnitClass
from safeconduct.selection.units import Population, build
from safeconduct.terms import Agreement, entry_faults, require

Grouped = tuple[Population, tuple[UnitClass, ...]]


def resolve(ground: Ground, supposed: Supposed) -> Answered:
    """The optimum of the supposed agreement over the supposed persons.

    Raises RefusedByRule where the linter finds an error in it, or in an entry that it names, or where somebody is to be
    forced who may not go; NothingFeasible where it cannot be kept.
    """
    require(supposed.agreement, None, ground.on)
    persons = {**ground.persons, **supposed.persons} if supposed.persons else ground.persons
    if faults := entry_faults(supposed.agreement, list(persons.values()), ground.on):
        raise RefusedByRule("The persons do not fit the supposed agreement.", faults)
    return unchecked(ground, supposed)


def unchecked(ground: Ground, supposed: Supposed) -> Answered:
    """The same without the linter, for one of many tries."""
    agreement = supposed.agreement
    population, classes = _again(ground, supposed)
    if supposed.forced:
        classes = _forced(population, classes, supposed.forced)
    programme = over_classes(agreement, population, classes)
    return Answered(agreement, population, programme, *solved(agreement, programme, ground.seed, multipliers=False))


def without(ground: Ground, person_id: str) -> Programme:
    """The programme as it would be had a person never been declared; the order of the parties stays as drawn."""
    left = {name: person for name, person in ground.persons.items() if name != person_id}
    tied = {name for name in ground.ties.get(person_id, ()) if name != person_id}
    population, classes = _merge(ground, ground.agreement, left, {person_id, *tied}, Judged())
    return over_classes(ground.agreement, population, classes)


def _again(ground: Ground, supposed: Supposed) -> Grouped:
    """Everyone under the supposed agreement. No supposed fact of a person ties anybody who was not tied before."""
    agreement, table, before = supposed.agreement, ground.table, ground.answered
    reached = reach(table, ground.agreement, agreement)
    tied, persons = ground.ties, ground.persons
    if supposed.persons:
        persons = {**persons, **supposed.persons}
        touched, apart = reached.touched.copy(), reached.apart.copy()
        touched[[table.place[name] for name in supposed.persons]] = True
        apart[[table.place[name] for name in supposed.persons]] = True
        reached = dataclasses.replace(reached, touched=touched, apart=apart)
    elif not reached.touched.any():
        return before.population, before.programme.classes
    if keeping(ground.agreement) != keeping(agreement):
        tied = _both(tied, ties(agreement, list(persons.values()), ground.on))
    judged, left = judge(agreement, table, before.population.units, reached)
    return _merge(ground, agreement, persons, _closed((table.persons[at].person_id for at in left), tied), judged)


def _merge(
    ground: Ground, agreement: Agreement, persons: Mapping[str, Person], fresh: set[str], judged: Judged
) -> Grouped:
    """Everyone of before, with ``fresh`` built again under ``agreement`` (or gone, if not in ``persons``)."""
    before, table = ground.answered, ground.table
    if fresh:
        fresh = _with_groups(ground, persons, fresh)
        again = build(agreement, [persons[name] for name in sorted(fresh) if name in persons], ground.on, ground.seed)
        places = [at for at, one in enumerate(table.persons) if one.person_id in fresh]
        gone = [unit for unit in table.unit[places].tolist() if unit >= 0]
        judged.gone.update(gone)
        for unit in gone:
            judged.instead.pop(unit, None)
        judged.more += again.units
        judged.freed |= fresh
        judged.barred.update(again.barred)
    return regroup(agreement, before.population, before.programme.classes, table, judged, ground.seed)


def _closed(names: Iterable[str], tied: Mapping[str, tuple[str, ...]]) -> set[str]:
    """The names and everyone to whom they are tied, over however many ties."""
    found: set[str] = set()
    waiting = list(names)
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            waiting += [other for other in tied.get(name, ()) if other not in found]
    return found


def _with_groups(ground: Ground, persons: Mapping[str, Person], fresh: set[str]) -> set[str]:
    """``fresh`` and all of their groups: whether a group should rather be whole is looked at for all of it."""
    groups = {one.group for name in fresh for one in (persons.get(name), ground.persons[name]) if one and one.group}
    mates = {name for name, one in persons.items() if one.group in groups} if groups else set()
    return _closed({*fresh, *mates}, ground.ties)


def _both(one: Mapping[str, tuple[str, ...]], other: Mapping[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
    return {name: (*one.get(name, ()), *other.get(name, ())) for name in {*one, *other}}


def _forced(population: Population, classes: tuple[UnitClass, ...], forced: tuple[str, ...]) -> tuple[UnitClass, ...]:
    """The classes with the forced units in classes of their own, whose people are owed their place."""
    for name in forced:
        if (barred := population.barred.get(name)) is not None:
            raise RefusedByRule(f"{name} cannot be let go by any number: {barred.why}.")
    wanted = {unit.ticket: unit for name in forced for unit in population.units if name in unit.members}
    weighed = {(unit.counts, unit.levels, unit.owed, unit.remains, unit.marks) for unit in wanted.values()}
    found: list[UnitClass] = []
    for group in classes:
        if (group.counts, group.levels, group.owed, group.remains, group.marks) not in weighed:
            found.append(group)
            continue
        found.append(dataclasses.replace(group, owed=True, units=tuple(u for u in group.units if u.ticket in wanted)))
        if rest := tuple(unit for unit in group.units if unit.ticket not in wanted):
            found.append(dataclasses.replace(group, units=rest))
    return tuple(found)
