"""From people to the programme: classes of identical units, the clauses' rows, and the levels of the objective."""

from __future__ import annotations

import hmac
from collections.abc import Sequence

from safeconduct.selection.marks import Marks
from safeconduct.selection.programme import Programme, UnitClass
from safeconduct.selection.rows import all_rows
from safeconduct.selection.units import Population, Unit, Way
from safeconduct.terms import Agreement

_Weighed = tuple[tuple[tuple[Way, int], ...], tuple[int, ...], bool, bool, Marks]


def classify(population: Population, seed: str) -> tuple[UnitClass, ...]:
    """The classes, in an order drawn by lot: where several optima tie, the order of the columns must favour nobody."""
    found: dict[_Weighed, list[Unit]] = {}
    of_kind: dict[int, list[Unit]] = {}  # kinds that differ only in what the programme does not weigh are one class
    for unit in population.units:
        kind = unit.kind
        units = of_kind.get(id(kind))
        if units is None:
            weighed = kind.counts, kind.levels, kind.owed, kind.remains, kind.marks
            units = of_kind[id(kind)] = found.setdefault(weighed, [])
        units.append(unit)
    made = [UnitClass(*weighed[:4], tuple(units), weighed[4]) for weighed, units in found.items()]
    return tuple(sorted(made, key=Lots(population.parties, seed)))


class Lots:
    """The lot of each class, by which they come in order. ``parties`` are in the order drawn."""

    def __init__(self, parties: Sequence[str], seed: str) -> None:
        self._rank = {party: str(index) for index, party in enumerate(parties)}
        self._key = bytes.fromhex(seed)
        self._ways: dict[object, str] = {}

    def __call__(self, group: UnitClass) -> bytes:
        ways = self._ways.get(group.counts)
        if ways is None:
            rank = self._rank
            drawn = sorted((clause, rank[holder], rank[home], count) for (clause, holder, home), count in group.counts)
            ways = self._ways[group.counts] = repr(drawn)
        marked = f", {group.units[0].ticket!r}" if group.marks else ""  # the group's name may tell a party
        said = f"({ways}, {group.levels}, {group.owed}, {group.remains}{marked})"
        return hmac.digest(self._key, said.encode(), "sha256")


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
