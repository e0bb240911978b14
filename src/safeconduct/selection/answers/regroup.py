"""Putting people who are judged again back among the others: their units, their classes, and the order of both.

Everybody's ticket stays. Whoever is not judged again stays in the unit that they are in, and a class of which nobody
is, stays the very same object, so that what follows can see at once that there is nothing new in it.
"""

from __future__ import annotations

import dataclasses
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from operator import attrgetter

from safeconduct.selection.answers.reach import Reach
from safeconduct.selection.answers.table import Table
from safeconduct.selection.formulate import classify
from safeconduct.selection.kind import Barred, Kind, Way, kinds
from safeconduct.selection.marks import Marks
from safeconduct.selection.programme import UnitClass
from safeconduct.selection.units import Population, Unit, order_ways
from safeconduct.terms import Agreement, Rules, preferred_kinds

_TICKET = attrgetter("ticket")
_Weighed = tuple[tuple[tuple[Way, int], ...], tuple[int, ...], bool, bool, Marks]


@dataclass(slots=True)
class Judged:
    """What has become of some people. ``gone`` are places of units that are no more; ``instead`` has units that only
    weigh otherwise; ``more`` are units that were not there; ``barred`` has whoever is barred now, ``freed`` whoever was
    and is perhaps no longer."""

    gone: set[int] = field(default_factory=set)
    instead: dict[int, Unit] = field(default_factory=dict)
    more: list[Unit] = field(default_factory=list)
    barred: dict[str, Barred] = field(default_factory=dict)
    freed: set[str] = field(default_factory=set)


def judge(agreement: Agreement, table: Table, units: Sequence[Unit], reach: Reach) -> tuple[Judged, list[int]]:
    """Judge whom a change reaches, once for each set of them; and the places of those who have to be built again.

    Where all members of a unit may still go, it only goes by another way: who they are, their levels and their medical
    need do not hang on a clause. Whoever is alone may also be barred now. All others are built again.
    """
    import numpy as np

    made, left = Judged(), []
    found = kinds(agreement, Rules(agreement, table.on), [table.persons[at] for at in reach.firsts], table.on)
    known: dict[tuple[int, tuple[int, ...]], Kind] = {}
    rather = bool(preferred_kinds(agreement))
    alone, apart, sets, of_unit = (one.tolist() for one in (table.alone, reach.apart, reach.sets, table.unit))
    done: set[int] = set()
    for place in np.flatnonzero(reach.touched).tolist():
        at = of_unit[place]
        if at in done:
            continue
        if apart[place] or (rather and not alone[place]):
            left.append(place)
            continue
        if at < 0:
            judged = found[sets[place]]
            if alone[place] and isinstance(judged, Barred):
                made.barred[table.persons[place].person_id] = judged
            else:
                left.append(place)
            continue
        unit = units[at]
        members = [place] if len(unit.members) == 1 else [table.place[name] for name in unit.members]
        numbers = tuple([sets[one] for one in members])
        key = id(unit.kind), numbers
        kind = known.get(key)
        if len(members) > 1 and any(apart[one] for one in members):
            left.append(place)
            continue
        if kind is None:
            each = [one for number in numbers if isinstance(one := found[number], Kind)]
            if len(each) < len(members):
                if alone[place]:
                    made.gone.add(at)
                    made.barred[unit.members[0]] = found[numbers[0]]
                else:
                    left.append(place)
                continue
            kind = known[key] = _by_other_ways(unit.kind, each)
        done.add(at)
        made.instead[at] = Unit(unit.members, unit.ticket, kind)
    return made, left


def _by_other_ways(kind: Kind, members: Sequence[Kind]) -> Kind:
    """What a unit is whose members are now these by themselves."""
    if len(members) == 1:
        one = members[0]
        return Kind(one.counts, kind.levels, one.owed, kind.remains, one.clauses, kind.medical, kind.marks)
    ways = Counter(one.counts[0][0] for one in members)
    clauses = tuple([one.clauses[0] for one in members])
    counts = tuple(sorted(ways.items()))
    return dataclasses.replace(kind, counts=counts, owed=any(one.owed for one in members), clauses=clauses)


def regroup(
    agreement: Agreement, before: Population, classes: Sequence[UnitClass], table: Table, judged: Judged, seed: str
) -> tuple[Population, tuple[UnitClass, ...]]:
    """Everyone as before, but for those who were judged again; as ``build`` and ``classify`` would make them."""
    units = list(before.units)
    for at, unit in judged.instead.items():
        units[at] = unit
    if judged.gone:
        units = [unit for at, unit in enumerate(units) if at not in judged.gone]
    if judged.more:
        units = sorted([*units, *judged.more], key=_TICKET)
    barred = {name: why for name, why in before.barred.items() if name not in judged.freed}
    barred.update(judged.barred)
    made = _classes(before, classes, table, judged, seed)
    ways = order_ways(agreement, before.parties, [group.units[-1] for group in made])
    return Population(tuple(units), barred, before.parties, ways), made


def _classes(
    before: Population, classes: Sequence[UnitClass], table: Table, judged: Judged, seed: str
) -> tuple[UnitClass, ...]:
    """The classes of before without the units that are gone or weigh otherwise, and with those that are new.

    The first unit of each class stands for all of it while the order of the classes is drawn.
    """
    out = judged.gone | judged.instead.keys()
    units_out = {id(before.units[at]) for at in out}
    touched = set(table.group[list(out)].tolist())
    of: dict[_Weighed, list[Unit]] = {}  # the units of the classes that are no longer as they were
    same: dict[_Weighed, UnitClass] = {}
    for at, group in enumerate(classes):
        weighed = group.counts, group.levels, group.owed, group.remains, group.marks
        if at not in touched:
            same[weighed] = group
        elif left := [unit for unit in group.units if id(unit) not in units_out]:
            of[weighed] = left
    of_kind: dict[int, list[Unit]] = {}
    for unit in (*judged.instead.values(), *judged.more):
        kind = unit.kind
        units = of_kind.get(id(kind))
        if units is None:
            weighed = kind.counts, kind.levels, kind.owed, kind.remains, kind.marks
            units = of.get(weighed)
            if units is None:
                old = same.pop(weighed, None)
                units = of[weighed] = list(old.units) if old is not None else []
            of_kind[id(kind)] = units
        units.append(unit)
    made = {id(group.units[0]): group for group in same.values()}
    for weighed, units in of.items():
        units.sort(key=_TICKET)
        made[id(units[0])] = UnitClass(*weighed[:4], tuple(units), weighed[4])
    firsts = tuple([group.units[0] for group in made.values()])
    drawn = classify(Population(firsts, {}, before.parties, ()), seed)
    return tuple([made[id(group.units[0])] for group in drawn])
