"""Putting people who are judged again back among the others: their units, their classes, and the order of both.

Everybody's ticket stays. Whoever is not judged again stays in the unit that they are in, and a class of which nobody
is, stays the very same object, so that what follows can see at once that there is nothing new in it.
"""

from __future__ import annotations

import dataclasses
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from operator import attrgetter, itemgetter
from typing import Any

from safeconduct.selection.answers.reach import Reach
from safeconduct.selection.answers.table import Table
from safeconduct.selection.formulate import Lots
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
    rather = bool(preferred_kinds(agreement))
    places = np.flatnonzero(reach.touched)
    open_ = ~reach.apart[places] & (table.alone[places] if rather else True)
    left += places[~open_].tolist()
    places = places[open_]
    single = table.unit[places] >= 0
    single[single] = table.kind[table.unit[places[single]]] >= 0
    rest = [*_judge_singles(table, units, reach, found, places[single], made), *places[~single].tolist()]
    known: dict[tuple[int, tuple[int, ...]], Kind] = {}
    for place in sorted(rest):
        at = int(table.unit[place])
        if at in made.instead:
            continue
        mine = found[reach.sets[place]]
        if at < 0 or len(units[at].members) == 1:
            if table.alone[place] and isinstance(mine, Barred):
                made.barred[table.persons[place].person_id] = mine
                if at >= 0:
                    made.gone.add(at)
            else:
                left.append(place)
            continue
        unit = units[at]
        members = [table.place[name] for name in unit.members]
        numbers = tuple(reach.sets[members].tolist())
        each = [one for number in numbers if isinstance(one := found[number], Kind)]
        if reach.apart[members].any() or len(each) < len(members):
            left.append(place)
            continue
        key = id(unit.kind), numbers
        kind = known.get(key)
        if kind is None:
            kind = known[key] = _by_other_ways(unit.kind, each)
        made.instead[at] = Unit(unit.members, unit.ticket, kind)
    return made, left


def _judge_singles(
    table: Table, units: Sequence[Unit], reach: Reach, found: Sequence[Kind | Barred], places: Any, made: Judged
) -> list[int]:
    """Units of one person each, at these places, once for each kind and set; the places of those who are barred now."""
    import numpy as np

    at = table.unit[places]
    pairs, which = np.unique(table.kind[at] * len(found) + reach.sets[places], return_inverse=True)
    kinds_now = [
        _by_other_ways(table.kinds[kind], [now]) if isinstance(now := found[number], Kind) else None
        for kind, number in (divmod(pair, len(found)) for pair in pairs.tolist())
    ]
    barred = []
    for place, unit, number in zip(places.tolist(), at.tolist(), which.tolist(), strict=True):
        kind = kinds_now[number]
        if kind is None:
            barred.append(place)
        else:
            before = units[unit]
            made.instead[unit] = Unit(before.members, before.ticket, kind)
    return barred


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
    """The classes of before without the units that are gone or weigh otherwise, and with those that are new."""
    out = judged.gone | judged.instead.keys()
    units_out = {id(before.units[at]) for at in out}
    touched = set(table.group[list(out)].tolist())
    of: dict[_Weighed, list[Unit]] = {}  # the units of the classes that are no longer as they were
    same: dict[_Weighed, int] = {}  # the places of the others
    for at, group in enumerate(classes):
        weighed = group.counts, group.levels, group.owed, group.remains, group.marks
        if at not in touched:
            same[weighed] = at
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
                units = of[weighed] = [] if old is None else list(classes[old].units)
            of_kind[id(kind)] = units
        units.append(unit)
    made = [(table.lots[at], classes[at]) for at in same.values()]
    lot = Lots(before.parties, seed)
    for weighed, units in of.items():
        units.sort(key=_TICKET)
        group = UnitClass(*weighed[:4], tuple(units), weighed[4])
        made.append((lot(group), group))
    made.sort(key=itemgetter(0))
    return tuple([group for _, group in made])
