"""The optimum after a change, judging again only the people whom the change can reach.

Who goes with whom, and everybody's ticket, do not depend on the clauses; so people whose clause, facts and ties are the
same are weighed as before. The rest, with all to whom they are tied, go through ``build`` like at the beginning.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Iterator, Mapping

from safeconduct.errors import RefusedByRule
from safeconduct.people.model import Person
from safeconduct.selection.answers.changes import Supposed
from safeconduct.selection.answers.ground import Answered, Ground, solved, ties
from safeconduct.selection.formulate import classify, over_classes
from safeconduct.selection.model import Reason
from safeconduct.selection.programme import Programme, UnitClass
from safeconduct.selection.units import Barred, Population, build, order_ways
from safeconduct.terms import Agreement, Clause, KeepTogether, Quota, Rules, require

_ELSEWHERE = frozenset(  # parts of an agreement that are looked at one by one, or that judge nobody
    {"id", "title", "date", "version", "categories", "clauses", "vetoes", "tranches", "lottery", "file", "sha256"}
)
_NUMBERS = frozenset(  # fields of a clause that say how many, not who
    {"line", "title", "legal_basis", "conditional", "min", "max", "on_shortfall", "tolerance", "give", "get", "lots"}
    | {"max_lots", "one_for_one", "parts", "longest_cycle", "longest_chain", "parties"}
)


def resolve(ground: Ground, supposed: Supposed) -> Answered:
    """The optimum of the supposed agreement over the supposed persons.

    Raises RefusedByRule where the linter finds an error in it, or where somebody is to be forced who may not go;
    NothingFeasible where it cannot be kept.
    """
    agreement, before = supposed.agreement, ground.answered
    require(agreement, None, ground.on)
    reached = set(_reached(ground, supposed))
    if reached:
        population = _again(ground, supposed, reached)
        classes = classify(population, ground.seed)
    else:
        population, classes = before.population, before.programme.classes
    if supposed.forced:
        classes = _forced(population, classes, supposed.forced)
    programme = over_classes(agreement, population, classes)
    return Answered(agreement, population, programme, solved(agreement, programme, ground.seed)[0])


def without(ground: Ground, person_id: str) -> Programme:
    """The programme as it would be had a person never been declared; the order of the parties stays as drawn."""
    left = {name: person for name, person in ground.persons.items() if name != person_id}
    tied = {name for name in ground.ties.get(person_id, ()) if name != person_id}
    population = _merge(ground, ground.agreement, left, {person_id, *tied})
    return over_classes(ground.agreement, population, classify(population, ground.seed))


def _reached(ground: Ground, supposed: Supposed) -> Iterator[str]:
    """Everyone whose clause, bar or ties the change can touch; more than need be is allowed, fewer is not."""
    yield from supposed.persons
    old, new = ground.agreement, supposed.agreement
    names = [field.name for field in dataclasses.fields(Agreement) if field.name not in _ELSEWHERE]
    if any(getattr(old, name) != getattr(new, name) for name in names):
        yield from ground.persons
        return
    if old.vetoes != new.vetoes:
        rules = Rules(new, ground.on)
        barred = ground.answered.population.barred
        for name, person in ground.persons.items():
            if (name in barred and barred[name].reason is Reason.VETOED) or rules.veto(person) is not None:
                yield name
    who = {one.id: one.who for one in old.categories}
    fresh = {one.id: one.who for one in new.categories}
    before = {clause.id: (_who(clause), who.get(clause.category)) for clause in old.clauses}
    after = {clause.id: (_who(clause), fresh.get(clause.category)) for clause in new.clauses}
    changed = {name for name in {*before, *after} if before.get(name) != after.get(name)}
    if changed & _keeping(old, new):
        for name, person in ground.persons.items():
            if person.group:
                yield name
    if changed:
        yield from _covered(ground, supposed.agreement, changed)


def _covered(ground: Ground, new: Agreement, changed: set[str]) -> Iterator[str]:
    """People on the ways of changed clauses, unless they go under one that stands before all of them."""
    clauses = [*ground.agreement.clauses, *new.clauses]
    flows = {flow for clause in clauses if clause.id in changed for flow in clause.flows}
    first = next((place for place, clause in enumerate(new.clauses) if clause.id in changed), len(new.clauses))
    safe = {clause.id for clause in new.clauses[:first]} & {clause.id for clause in ground.agreement.clauses}
    population = ground.answered.population
    held = {name: barred.clause for name, barred in population.barred.items()}
    for unit in population.units:
        held.update(zip(unit.members, unit.clauses, strict=True))
    rules = Rules(new, ground.on)
    for name, person in ground.persons.items():
        if (person.holder, person.home) in flows and held[name] not in safe:
            clause, _ = rules.cover(person)
            if clause is None or clause.id in changed or clause.id != held[name]:
                yield name


def _who(clause: Clause) -> tuple[object, ...]:
    """The kind of the clause and what says whom it covers, without its numbers."""
    fields = [field.name for field in dataclasses.fields(clause) if field.name not in _NUMBERS]
    said = [
        bool(clause.over) if isinstance(clause, Quota) and name == "over" else getattr(clause, name) for name in fields
    ]
    return (clause.kind, *said)


def _keeping(old: Agreement, new: Agreement) -> set[str]:
    return {clause.id for clause in (*old.clauses, *new.clauses) if isinstance(clause, KeepTogether)}


def _again(ground: Ground, supposed: Supposed, reached: set[str]) -> Population:
    persons = {**ground.persons, **supposed.persons}
    tied = ground.ties
    if supposed.persons or _keeping(ground.agreement, supposed.agreement):
        # The ties themselves may have changed: look at those of before and of now.
        tied = _both(tied, ties(supposed.agreement, list(persons.values()), ground.on))
    return _merge(ground, supposed.agreement, persons, _closed(reached, tied))


def _merge(ground: Ground, agreement: Agreement, persons: Mapping[str, Person], fresh: set[str]) -> Population:
    """The population of before, with ``fresh`` judged again under ``agreement`` (or gone, if not in ``persons``)."""
    before = ground.answered.population
    fresh = _with_groups(ground, persons, fresh)
    again = build(agreement, [persons[name] for name in sorted(fresh) if name in persons], ground.on, ground.seed)
    kept = [unit for unit in before.units if fresh.isdisjoint(unit.members)]
    units = tuple(sorted([*kept, *again.units], key=lambda unit: unit.ticket))
    barred: dict[str, Barred] = {name: why for name, why in before.barred.items() if name not in fresh}
    barred.update(again.barred)
    return Population(units, barred, before.parties, order_ways(agreement, before.parties, units))


def _closed(names: Iterable[str], tied: Mapping[str, tuple[str, ...]]) -> set[str]:
    """The names and everyone to whom they are tied, over however many ties."""
    found: set[str] = set()
    waiting = list(names)
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            waiting += tied.get(name, ())
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
    wanted = set(forced)
    found: list[UnitClass] = []
    for group in classes:
        mine = tuple(unit for unit in group.units if not wanted.isdisjoint(unit.members))
        rest = tuple(unit for unit in group.units if wanted.isdisjoint(unit.members))
        if mine:
            found.append(dataclasses.replace(group, owed=True, units=mine))
        if rest:
            found.append(dataclasses.replace(group, units=rest) if mine else group)
    return tuple(found)
