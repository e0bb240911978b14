"""From persons to units: who can go at all, alone or tied to others, and what everyone counts for."""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from operator import attrgetter
from typing import NamedTuple

from safeconduct.people.model import Person
from safeconduct.selection.blocked import blocked
from safeconduct.selection.kind import Barred, Kind, Way, kinds
from safeconduct.selection.lottery import tickets
from safeconduct.selection.marks import Marks, marks
from safeconduct.terms import Agreement, Rules, guardians, preferred_kinds, strict_kinds, tied

__all__ = ["Barred", "Kind", "Population", "Unit", "Way", "build", "draw_parties", "order_ways"]


class Unit(NamedTuple):
    """People who go together or not at all; mostly one person. Units of one kind share it.

    ``counts`` says how many members go each way; ``levels`` what the unit adds to each priority of the agreement;
    ``owed`` that a clause lets all its people go, so that the unit is not weighed against others.
    """

    members: tuple[str, ...]
    ticket: str
    kind: Kind

    @property
    def counts(self) -> tuple[tuple[Way, int], ...]:
        return self.kind.counts

    @property
    def levels(self) -> tuple[int, ...]:
        return self.kind.levels

    @property
    def owed(self) -> bool:
        return self.kind.owed

    @property
    def remains(self) -> bool:
        return self.kind.remains

    @property
    def clauses(self) -> tuple[str, ...]:
        """Of each member, in their order."""
        return self.kind.clauses

    @property
    def marks(self) -> Marks:
        """How many members are of a group that should rather be whole."""
        return self.kind.marks

    @property
    def medical(self) -> int:
        """The greatest need among the members: 0 seriously wounded or sick, 1 wounded, 2 none."""
        return self.kind.medical

    @property
    def size(self) -> int:
        return len(self.members)

    @property
    def holder(self) -> str:
        return self.kind.counts[0][0][1]


@dataclass(frozen=True, slots=True)
class Population:
    """Every person is either in exactly one unit or barred. ``parties`` are in the order drawn by lot (see below).

    ``units`` come in the order of their tickets.
    """

    units: tuple[Unit, ...]
    barred: dict[str, Barred]
    parties: tuple[str, ...]
    ways: tuple[Way, ...]


def draw_parties(agreement: Agreement, persons: Sequence[Person], seed: str) -> tuple[str, ...]:
    """The parties in an order drawn by lot from what they hold and seek, so that no name ever decides anything."""
    key = bytes.fromhex(seed)
    held: dict[str, list[str]] = {party: [] for party in agreement.parties}
    sought: dict[str, list[str]] = {party: [] for party in agreement.parties}
    for person in persons:
        held[person.holder].append(person.person_id)
        sought[person.home].append(person.person_id)

    def lot(party: str) -> bytes:
        content = "\n".join([*sorted(held[party]), "/", *sorted(sought[party])])
        return hmac.digest(key, hashlib.sha256(content.encode()).digest(), "sha256")

    return tuple(sorted(agreement.parties, key=lot))


def build(agreement: Agreement, persons: Sequence[Person], on: dt.date, seed: str) -> Population:
    """Judge every person, join those who are not parted, and count."""
    rules = Rules(agreement, on)
    judged = kinds(agreement, rules, persons, on)
    strict, answering = strict_kinds(agreement), guardians(rules, persons)
    sets = tied(persons, strict, answering)
    alone: list[Kind | Barred | None] = [*judged]
    for members in sets:
        for index in members:
            alone[index] = None
    barred = {person.person_id: kind for person, kind in zip(persons, alone, strict=True) if isinstance(kind, Barred)}
    free = [person for person, kind in zip(persons, alone, strict=True) if isinstance(kind, Kind)]
    names: list[tuple[str, ...]] = [(person.person_id,) for person in free]
    found = [kind for kind in alone if isinstance(kind, Kind)]
    preferred = preferred_kinds(agreement)
    going = [[person] for person in free] if preferred else []  # as ``names``, where anybody asks for them
    shared: dict[Kind, Kind] = {}
    for members in sets:
        people = [persons[index] for index in members]
        of = {persons[index].person_id: judged[index] for index in members}
        own = {name: kind for name, kind in of.items() if isinstance(kind, Barred)}
        if why := blocked(people, own, strict, answering):
            barred.update(why)
            continue
        people.sort(key=attrgetter("person_id"))
        kind = _joined([each for person in people if isinstance(each := of[person.person_id], Kind)])
        names.append(tuple([person.person_id for person in people]))
        found.append(shared.setdefault(kind, kind))
        if preferred:
            going.append(people)
    if preferred:
        found = [_marked(kind, mark) for kind, mark in zip(found, marks(going, preferred), strict=True)]
    units = [*map(Unit._make, zip(names, tickets(seed, names), found, strict=True))]
    units.sort(key=attrgetter("ticket"))
    parties = draw_parties(agreement, persons, seed)
    return Population(tuple(units), barred, parties, order_ways(agreement, parties, units))


def _joined(members: Sequence[Kind]) -> Kind:
    """What people are who go together, in the order in which they are members."""
    ways = Counter(kind.counts[0][0] for kind in members)
    return Kind(
        counts=tuple(sorted(ways.items())),
        levels=tuple([sum(column) for column in zip(*[kind.levels for kind in members], strict=True)]),
        owed=any(kind.owed for kind in members),
        remains=members[0].remains,
        clauses=tuple([kind.clauses[0] for kind in members]),
        medical=min(kind.medical for kind in members),
    )


def _marked(kind: Kind, mark: Marks) -> Kind:
    return replace(kind, marks=mark) if mark else kind


def order_ways(agreement: Agreement, parties: Sequence[str], units: Sequence[Unit]) -> tuple[Way, ...]:
    """The ways that the units go, by clause, then by the parties as drawn, then by the tickets of named people."""
    place = {clause.id: index for index, clause in enumerate(agreement.clauses)}
    rank = {party: index for index, party in enumerate(parties)}
    entry: dict[Way, str] = {}  # of each way the greatest ticket, where the clause has more after its id
    last = dict(zip(map(id, map(attrgetter("kind"), units)), units, strict=True))  # of each kind
    for unit in last.values():
        for way, _ in unit.counts:
            entry[way] = max(entry.get(way, ""), unit.ticket if "#" in way[0] else "")
    return tuple(sorted(entry, key=lambda way: (place[way[0].split("#")[0]], rank[way[1]], rank[way[2]], entry[way])))
