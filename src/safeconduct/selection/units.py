"""From persons to units: who can go at all, alone or tied to others, and what everyone counts for."""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from safeconduct.people.model import GroupKind, Medical, Person
from safeconduct.selection.lottery import tickets
from safeconduct.selection.marks import marks
from safeconduct.selection.model import Reason
from safeconduct.terms import (
    Agreement,
    Alike,
    All,
    Bar,
    Judge,
    Named,
    Priority,
    Rules,
    Scales,
    Standing,
    guardians,
    held_months,
    preferred_kinds,
    strict_kinds,
    together,
)

# (clause id, holder, home); after the id stand, for named people, # and the entry, and where people are counted by
# rank, #= and how many each counts for.
Way = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class Unit:
    """People who go together or not at all; mostly one person.

    ``counts`` says how many members go each way; ``levels`` what the unit adds to each priority of the agreement;
    ``owed`` that a clause lets all its people go, so that the unit is not weighed against others.
    """

    members: tuple[str, ...]
    counts: tuple[tuple[Way, int], ...]
    levels: tuple[int, ...]
    owed: bool
    remains: bool
    ticket: str
    clauses: tuple[str, ...] = ()  # of each member, in their order
    marks: tuple[tuple[str, int], ...] = ()  # how many members are of a group that should rather be whole
    medical: int = 2  # the greatest need among the members: 0 seriously wounded or sick, 1 wounded, 2 none

    @property
    def size(self) -> int:
        return len(self.members)

    @property
    def holder(self) -> str:
        return self.counts[0][0][1]


@dataclass(frozen=True, slots=True)
class Barred:
    """Why a person cannot be considered. ``clause`` is the one they would have gone under, or the one that blocks."""

    reason: Reason
    why: str
    clause: str


@dataclass(frozen=True, slots=True)
class Population:
    """Every person is either in exactly one unit or barred. ``parties`` are in the order drawn by lot (see below)."""

    units: tuple[Unit, ...]
    barred: dict[str, Barred]
    parties: tuple[str, ...]
    ways: tuple[Way, ...]


def draw_parties(agreement: Agreement, persons: Sequence[Person], seed: str) -> tuple[str, ...]:
    """The parties in an order drawn by lot from what they hold and seek, so that no name ever decides anything."""
    key = bytes.fromhex(seed)
    held: dict[str, list[str]] = defaultdict(list)
    sought: dict[str, list[str]] = defaultdict(list)
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
    standings = {person.person_id: rules.standing(person) for person in persons}
    strict, answering = strict_kinds(agreement), guardians(rules, persons)
    barred: dict[str, Barred] = {}
    sets: list[list[Person]] = []
    for tied in together(persons, strict, answering):
        if len(tied) == 1 and standings[tied[0].person_id].bar is None:
            sets.append(tied)
        elif blocked := _blocked(tied, standings, strict, answering):
            barred.update(blocked)
        else:
            sets.append(sorted(tied, key=lambda person: person.person_id))
    parties = draw_parties(agreement, persons, seed)
    weigh = _Weigher(agreement, on)
    owed = {clause.id for clause in agreement.clauses if isinstance(clause, All)}
    scales = Scales.of(agreement)
    named = {clause.id for clause in agreement.clauses if isinstance(clause, Named)}
    units = []
    drawn_for = tickets(seed, [[person.person_id for person in group] for group in sets])
    alone: dict[Way, tuple[tuple[tuple[Way, int]], tuple[str], bool]] = {}  # shared by all who go alone on a way

    def way(person: Person) -> Way:
        clause = standings[person.person_id].clause
        label = f"{clause}#{person.held_id}" if clause in named else clause + scales.mark(clause, person)
        return label, person.holder, person.home

    for members, drawn, marked in zip(sets, drawn_for, marks(sets, preferred_kinds(agreement)), strict=True):
        only, gone = members[0], way(members[0])
        if len(members) == 1:
            if (shared := alone.get(gone)) is None:
                clause = standings[only.person_id].clause
                shared = alone[gone] = ((gone, 1),), (clause,), clause in owed
            counts, one, due = shared
            name, need = (only.person_id,), _NEED[only.medical]
            units.append(Unit(name, counts, weigh.one(only), due, only.remains, drawn, one, marked, need))
            continue
        clauses = tuple([standings[person.person_id].clause for person in members])
        units.append(
            Unit(
                members=tuple([person.person_id for person in members]),
                counts=tuple(sorted(Counter(map(way, members)).items())),
                levels=weigh(members),
                owed=not owed.isdisjoint(clauses),
                remains=only.remains,
                ticket=drawn,
                clauses=clauses,
                marks=marked,
                medical=min([_NEED[person.medical] for person in members]),
            )
        )
    units.sort(key=lambda unit: unit.ticket)
    return Population(tuple(units), barred, parties, order_ways(agreement, parties, units))


def order_ways(agreement: Agreement, parties: Sequence[str], units: Sequence[Unit]) -> tuple[Way, ...]:
    """The ways that the units go, by clause, then by the parties as drawn, then by the tickets of named people."""
    place = {clause.id: index for index, clause in enumerate(agreement.clauses)}
    rank = {party: index for index, party in enumerate(parties)}
    found = {way for unit in units for way, _ in unit.counts}
    entry = {way: unit.ticket for unit in units for way, _ in unit.counts if "#" in way[0]}
    return tuple(
        sorted(found, key=lambda way: (place[way[0].split("#")[0]], rank[way[1]], rank[way[2]], entry.get(way, "")))
    )


class _Weigher:
    """What people add to each priority of the agreement; remains count for none of them."""

    def __init__(self, agreement: Agreement, on: dt.date) -> None:
        self._on = on
        self._judges = [(priority, Judge(priority.who, on)) for priority in agreement.priorities]
        facts = frozenset().union(*(priority.who.facts() for priority in agreement.priorities))
        measures = {priority.measure for priority in agreement.priorities}
        also = ("remains", "held_since") if "held_months" in measures else ("remains",)
        self._alike = Alike(facts, also, on)
        self._known: dict[object, tuple[int, ...]] = {}

    def __call__(self, members: Sequence[Person]) -> tuple[int, ...]:
        return tuple([sum(column) for column in zip(*map(self.one, members), strict=True)])

    def one(self, person: Person) -> tuple[int, ...]:
        key = self._alike(person)
        known = self._known.get(key)
        if known is None:
            known = self._known[key] = tuple([self._adds(person, priority, judge) for priority, judge in self._judges])
        return known

    def _adds(self, person: Person, priority: Priority, judge: Judge) -> int:
        if person.remains or judge(person) is not True:
            return 0
        return 1 if priority.measure == "people" else held_months(person, self._on)


_NEED = {Medical.SERIOUSLY_WOUNDED: 0, Medical.SERIOUSLY_SICK: 0, Medical.WOUNDED: 1, Medical.NONE: 2}
_REASONS = {
    Bar.NOT_CONFIRMED: Reason.NOT_CONFIRMED,
    Bar.NOT_ELIGIBLE: Reason.NOT_ELIGIBLE,
    Bar.VETOED: Reason.VETOED,
    Bar.NO_CONSENT: Reason.NO_CONSENT,
}


def _bar(standing: Standing) -> Barred:
    assert standing.bar is not None
    return Barred(_REASONS[standing.bar], standing.why, standing.clause)


def _blocked(
    members: Sequence[Person],
    standings: Mapping[str, Standing],
    strict: Mapping[GroupKind, str],
    answering: Mapping[str, Person],
) -> dict[str, Barred]:
    """Empty where these people can go as one; otherwise why each of them cannot."""
    own = {p.person_id: standings[p.person_id] for p in members if standings[p.person_id].bar is not None}
    if not own and len(_ways(members)) == 1:
        return {}
    return {
        person.person_id: _bar(own[person.person_id])
        if person.person_id in own
        else _tied(person, members, own, strict, answering)
        for person in members
    }


def _tied(
    person: Person,
    members: Sequence[Person],
    own: Mapping[str, Standing],
    strict: Mapping[GroupKind, str],
    answering: Mapping[str, Person],
) -> Barred:
    """What keeps back a person who could go alone: the nearest tie that explains it, as a fact without a name."""
    guardian = answering.get(person.person_id)
    if guardian is not None and guardian.person_id in own:
        bars = _bars([own[guardian.person_id]])
        why = f"their guardian, held by the same party, cannot go ({bars}), and a child is not sent alone (AP I 74, 78)"
        return Barred(Reason.GROUP_BLOCKED, why, "")
    if guardian is not None and guardian.home != person.home:
        why = "their guardian, held by the same party, would go to another, and a child is not sent alone (AP I 74, 78)"
        return Barred(Reason.GROUP_BLOCKED, why, "")
    theirs = [own[child] for child in own if child in answering and answering[child].person_id == person.person_id]
    if theirs:
        why = f"a child for whom they answer cannot go ({_bars(theirs)}), and it is not left without them (AP I 74)"
        return Barred(Reason.GROUP_BLOCKED, why, "")
    kind = person.group_kind if person.group and person.group_kind in strict else None
    group = [one for one in members if kind and one.group == person.group and one.group_kind is kind]
    if kind and (kept := [own[one.person_id] for one in group if one.person_id in own]):
        why = (
            f"{len(kept)} of the {len(group)} people of their {kind} cannot go ({_bars(kept)}), and they are not parted"
        )
        return Barred(Reason.GROUP_BLOCKED, why, strict[kind])
    if kind and len(_ways(group)) > 1:
        why = f"the {len(group)} people of their {kind} are held by, or belong to, different parties"
        return Barred(Reason.GROUP_BLOCKED, why, strict[kind])
    if own:
        why = f"{len(own)} of the {len(members)} people with whom they go or stay cannot go ({_bars(own.values())})"
    else:
        why = f"the {len(members)} people with whom they go or stay are held by, or belong to, different parties"
    return Barred(Reason.GROUP_BLOCKED, f"{why}; a child goes with its guardian, and a family whole (AP I 74)", "")


def _ways(members: Iterable[Person]) -> set[tuple[str, str]]:
    return {(person.holder, person.home) for person in members}


def _bars(standings: Iterable[Standing]) -> str:
    return ", ".join(sorted({str(standing.bar).replace("_", " ") for standing in standings if standing.bar}))
