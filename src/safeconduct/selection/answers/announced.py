"""The programme after an announcement: whoever was told that they go, goes, as far as the agreement can still be kept.

Each class falls into those who were received (they stay, whatever comes), those to whom it was announced, and the rest.
A level of its own, after the promises of the agreement and before its priorities, counts the announced who stay.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Set

from safeconduct.selection.formulate import over_classes
from safeconduct.selection.programme import Programme, UnitClass
from safeconduct.selection.units import Population, Unit
from safeconduct.terms import Agreement

LEVEL = "people to whom it was announced"


def announced_first(
    agreement: Agreement,
    population: Population,
    classes: tuple[UnitClass, ...],
    announced: Set[str],
    received: Set[str],
) -> Programme:
    """The programme with the classes divided, and the level in its place.

    ``announced`` and ``received`` are person_ids; a unit of which anybody was received is received as a whole.
    """
    divided: list[UnitClass] = []
    for group in classes:
        there: list[Unit] = []
        told: list[Unit] = []
        rest: list[Unit] = []
        for unit in group.units:
            if not received.isdisjoint(unit.members):
                there.append(unit)
            else:
                (rest if announced.isdisjoint(unit.members) else told).append(unit)
        divided += [dataclasses.replace(group, owed=True, units=tuple(there))] if there else []
        divided += [dataclasses.replace(group, units=tuple(units)) for units in (told, rest) if units]
    programme = over_classes(agreement, population, tuple(divided))
    promises = len(dict.fromkeys(variable.level for variable in programme.aux if variable.level and not variable.last))
    told_or_there = announced | received
    staying = tuple(0 if told_or_there.isdisjoint(group.units[0].members) else group.size for group in divided)
    return dataclasses.replace(
        programme,
        level_names=_insert(programme.level_names, promises, LEVEL),
        class_levels=_insert(programme.class_levels, promises, staying),
        aux_levels=_insert(programme.aux_levels, promises, (0,) * len(programme.aux)),
    )


def _insert[T](values: tuple[T, ...], place: int, value: T) -> tuple[T, ...]:
    return (*values[:place], value, *values[place:])
