"""The participation check: does it ever pay to hide somebody?

A party that declares one more person whom it holds must not get fewer of its own people back for it (Ashlagi and Roth,
Theoretical Economics 2014, and Hajaj et al., AAAI 2015, on exchanges in which it does). Of people whom the agreement
cannot tell apart one is left out and the exchange solved again. Of a class of which not all go nobody needs to be
tried: without one of them the same answer stands, and is still the best. A drop counts only where every best answer
with the person returns fewer than every best answer without: not where a tie fell otherwise.
"""

from __future__ import annotations

import dataclasses
from collections import Counter
from dataclasses import dataclass
from typing import Any

from safeconduct.people.model import Identity
from safeconduct.selection.answers.ground import Ground
from safeconduct.selection.answers.resolve import without
from safeconduct.selection.formulate import over_classes
from safeconduct.selection.lottery import tickets
from safeconduct.selection.programme import Programme
from safeconduct.selection.solve import Infeasible, solve
from safeconduct.selection.units import Population


@dataclass(frozen=True, slots=True)
class Violation:
    """Declaring one of these people costs their holder ``fewer`` of its own. ``people`` count as ``example`` does."""

    party: str
    clause: str
    example: str
    people: int
    returned: int  # of the party's own living people, with the person declared
    without: int  # and had the person been hidden

    @property
    def fewer(self) -> int:
        return self.without - self.returned


@dataclass(frozen=True, slots=True)
class Participation:
    """What was tried. Counts are by party, of people: ``tried`` by solving, ``settled`` without, ``left`` not tried."""

    tried: dict[str, int]
    settled: dict[str, int]
    left: dict[str, int]
    violations: tuple[Violation, ...]

    def document(self) -> dict[str, Any]:
        """The result as plain JSON values."""
        return {
            "tried": dict(sorted(self.tried.items())),
            "settled": dict(sorted(self.settled.items())),
            "left": dict(sorted(self.left.items())),
            "violations": [{**dataclasses.asdict(one), "fewer": one.fewer} for one in self.violations],
        }


@dataclass(frozen=True, slots=True)
class _Case:
    """One person to leave out, for all who count the same; ``place`` is their class where they are single."""

    party: str
    clause: str
    person: str
    people: int
    place: int | None


def participation(ground: Ground, *, most: int | None = None) -> Participation:
    """Leave out declared people, one of each class and each of those who are tied to others, and solve again.

    At most ``most`` are tried, in an order drawn by lot; all of them where it is None.
    """
    cases, settled = _cases(ground)
    drawn = dict(zip(cases, tickets(ground.seed, [[case.person] for case in cases]), strict=True))
    order = sorted(cases, key=drawn.__getitem__)
    tried, left = order[:most], order[most:] if most is not None else []
    found = [violation for case in tried if (violation := _try(ground, case)) is not None]  # in the order drawn
    return Participation(
        _count(ground, tried),
        {party: settled[party] for party in ground.agreement.parties},
        _count(ground, left),
        tuple(sorted(found, key=lambda one: -one.fewer)),
    )


def _cases(ground: Ground) -> tuple[list[_Case], Counter[str]]:
    cases: list[_Case] = []
    settled: Counter[str] = Counter()
    answered = ground.answered
    for place, (group, taken) in enumerate(zip(answered.programme.classes, answered.solution.taken, strict=True)):
        clause = group.counts[0][0][0].partition("#")[0]
        single = [unit for unit in group.units if unit.size == 1 and unit.members[0] not in ground.ties]
        if single and taken < len(group.units):
            settled[group.units[0].holder] += len(single)
        elif single and not group.marks:
            cases.append(_Case(single[0].holder, clause, single[0].members[0], len(single), place))
        else:
            cases += [_Case(unit.holder, clause, unit.members[0], 1, None) for unit in single]
    clause_of = {name: barred.clause for name, barred in answered.population.barred.items()}
    for unit in answered.population.units:
        clause_of.update(zip(unit.members, unit.clauses, strict=True))
    for name in sorted(ground.ties):
        person = ground.persons[name]
        cases.append(_Case(person.holder, clause_of[name], name, 1, None))
    settled.update(
        ground.persons[name].holder
        for name in answered.population.barred
        if name not in ground.ties and ground.persons[name].identity is not Identity.CLAIMED
    )
    return cases, settled


def _try(ground: Ground, case: _Case) -> Violation | None:
    declared, hidden = ground.answered.programme, _hidden(ground, case)
    returned = _returned(declared, ground.answered.solution.taken, case.party)
    try:
        other = _returned(hidden, solve(hidden).taken, case.party)
        if other <= returned:
            return None
        best = _extreme(declared, case.party, 1)
        worst = _extreme(hidden, case.party, -1)
    except Infeasible:
        return None  # without this person the agreement cannot be kept at all: nobody returns
    if worst <= best:
        return None
    return Violation(case.party, case.clause, case.person, case.people, best, worst)


def _hidden(ground: Ground, case: _Case) -> Programme:
    """The programme without the person."""
    if case.place is None:
        return without(ground, case.person)
    before = ground.answered
    classes = list(before.programme.classes)
    group = classes[case.place]
    rest = tuple(unit for unit in group.units if unit.members != (case.person,))
    classes[case.place : case.place + 1] = [dataclasses.replace(group, units=rest)] if rest else []
    units = tuple(unit for unit in before.population.units if unit.members != (case.person,))
    population = Population(units, before.population.barred, before.population.parties, before.population.ways)
    return over_classes(ground.agreement, population, tuple(classes))


def _weights(programme: Programme, party: str) -> tuple[int, ...]:
    """Of each class, how many living people belong to the party."""
    return tuple(
        0 if group.remains else sum(count for way, count in group.counts if way[2] == party)
        for group in programme.classes
    )


def _returned(programme: Programme, taken: tuple[int, ...], party: str) -> int:
    return sum(weight * number for weight, number in zip(_weights(programme, party), taken, strict=True))


def _extreme(programme: Programme, party: str, sign: int) -> int:
    """The most (``sign`` 1) or the fewest (-1) of the party's people who return in any of the best answers."""
    weights = _weights(programme, party)
    extended = dataclasses.replace(
        programme,
        level_names=(*programme.level_names, "~"),
        class_levels=(*programme.class_levels, tuple(sign * weight for weight in weights)),
        aux_levels=(*programme.aux_levels, (0,) * len(programme.aux)),
    )
    return sign * solve(extended).values[-1]


def _count(ground: Ground, cases: list[_Case]) -> dict[str, int]:
    counted: Counter[str] = Counter()
    for case in cases:
        counted[case.party] += case.people
    return {party: counted[party] for party in ground.agreement.parties}
