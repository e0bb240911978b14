"""From people to the programme: classes of identical units, the clauses' rows, and the levels of the objective."""

from __future__ import annotations

import hmac
from collections.abc import Sequence

from safeconduct.selection.programme import Programme, UnitClass
from safeconduct.selection.rows import all_rows
from safeconduct.selection.units import Population, Unit
from safeconduct.terms import Agreement


def classify(population: Population, seed: str) -> tuple[UnitClass, ...]:
    """The classes, in an order drawn by lot: where several optima tie, the order of the columns must favour nobody."""
    rank = {party: str(index) for index, party in enumerate(population.parties)}
    found: dict[tuple[object, ...], list[Unit]] = {}
    of_kind: dict[int, list[Unit]] = {}  # kinds that differ only in what the programme does not weigh are one class
    for unit in population.units:
        kind = unit.kind
        units = of_kind.get(id(kind))
        if units is None:
            weighed = kind.counts, kind.levels, kind.owed, kind.remains, kind.marks
            units = of_kind[id(kind)] = found.setdefault(weighed, [])
        units.append(unit)
    key = bytes.fromhex(seed)
    ways_of: dict[object, str] = {}

    def lot(units: Sequence[Unit]) -> bytes:
        unit = units[0]
        ways = ways_of.get(unit.counts)
        if ways is None:
            drawn = sorted((clause, rank[holder], rank[home], count) for (clause, holder, home), count in unit.counts)
            ways = ways_of[unit.counts] = repr(drawn)
        marked = f", {unit.ticket!r}" if unit.marks else ""  # not the name of the group, which may tell a party
        return hmac.digest(key, f"({ways}, {unit.levels}, {unit.owed}, {unit.remains}{marked})".encode(), "sha256")

    return tuple(
        UnitClass(units[0].counts, units[0].levels, units[0].owed, units[0].remains, tuple(units), units[0].marks)
        for units in sorted(found.values(), key=lot)
    )


def formulate(agreement: Agreement, population: Population, seed: str) -> Programme:
    """The programme of the whole agreement for these people."""
    return over_classes(agreement, population, classify(population, seed))


def over_classes(agreement: Agreement, population: Population, classes: tuple[UnitClass, ...]) -> Programme:
    """The programme for people who are in classes already, as when only the numbers of a clause change."""
    rows, aux = all_rows(agreement, population)
    names: list[str] = []
    class_levels: list[tuple[int, ...]] = []
    for level in dict.fromkeys(variable.level for variable in aux if variable.level and not variable.last):
        names.append(level)
        class_levels.append((0,) * len(classes))
    for index, priority in enumerate(agreement.priorities):
        names.append(priority.id)
        class_levels.append(tuple(group.levels[index] for group in classes))
    people = tuple(0 if group.remains else group.size for group in classes)
    if people not in class_levels:
        names.append("people")
        class_levels.append(people)
    if any(group.remains for group in classes):
        names.append("remains")
        class_levels.append(tuple(group.size if group.remains else 0 for group in classes))
    for level in dict.fromkeys(variable.level for variable in aux if variable.level and variable.last):
        names.append(level)
        class_levels.append((0,) * len(classes))
    aux_levels = tuple(tuple(-1 if variable.level == name else 0 for variable in aux) for name in names)
    return Programme(classes, tuple(aux), tuple(rows), tuple(names), tuple(class_levels), aux_levels, population.ways)
