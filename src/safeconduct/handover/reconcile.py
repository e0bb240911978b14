"""Comparing what was counted at a door with what the book says, and how far one side is ahead of the other."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from safeconduct.handover.custody import moment
from safeconduct.handover.model import Custody, CustodyEvent, EventKind, HeadCount
from safeconduct.handover.rules import in_order
from safeconduct.people.model import Person

NOWHERE = ""
_STAYS = frozenset({EventKind.NOT_BOARDED, EventKind.REFUSED_TO_GO, EventKind.REFUSED_BY_PARTY, EventKind.LEFT_OUT})
_WITH_HOLDER = frozenset({EventKind.RETURNED, EventKind.FOUND})
_GONE = frozenset({EventKind.RECEIVED, EventKind.MISSED, EventKind.DIED})


def places(
    sites: Mapping[str, str], events: Iterable[CustodyEvent], *, at: dt.datetime | None = None
) -> dict[str, str]:
    """Where the book has each person at the time ``at`` (left out: after all events): a site_id or vehicle_id.

    ``sites`` are the places of detention by person id, where everybody begins. A person who was received, is missing
    or has died is nowhere, and so is not expected at any door. An event without a place leaves the person where they
    were; *returned* or *found* without a place leads back to the place of detention.
    """
    where = dict(sites)
    for event in in_order(events):
        if at is not None and event.occurred_at > at:
            break
        if event.kind in _GONE:
            where[event.person_id] = NOWHERE
        elif event.kind in _WITH_HOLDER:
            where[event.person_id] = event.place or sites.get(event.person_id, NOWHERE)
        elif event.kind not in _STAYS and event.place:
            where[event.person_id] = event.place
    return where


def died(events: Iterable[CustodyEvent], *, at: dt.datetime | None = None) -> frozenset[str]:
    """The person ids of those who had died by the time ``at``, ``at`` included (left out: by the last event).

    What is moved of them afterwards are remains, whatever the lists said: they stay in this set after they have been
    boarded, taken over or received, where the state of custody alone no longer tells.
    """
    return frozenset(
        event.person_id for event in events if event.kind is EventKind.DIED and (at is None or event.occurred_at <= at)
    )


@dataclass(frozen=True, slots=True)
class Reconciled:
    """A head-count beside the book. ``expected`` are the person ids; ``difference`` is counted minus expected.

    ``known`` is false where nobody is listed at the place and no event names it, as where its name has a slip.
    """

    count: HeadCount
    expected: tuple[str, ...]
    difference: int
    sentence: str
    known: bool = True

    @property
    def agrees(self) -> bool:
        return self.difference == 0


def reconcile(
    count: HeadCount,
    sites: Mapping[str, str],
    events: Iterable[CustodyEvent],
    *,
    remains: Collection[str] = (),
) -> Reconciled:
    """Compare a head-count with the events booked up to the moment of counting.

    A head-count is of the living. Where only remains are expected, as in a vehicle for remains, those are counted.
    ``remains`` are the person ids listed as remains; whoever had died by the moment of counting is added to them.
    """
    known = tuple(events)
    where = places(sites, known, at=count.counted_at)
    dead = died(known, at=count.counted_at).union(remains)
    here = [person for person, place in where.items() if place == count.place]
    living = [person for person in here if person not in dead]
    expected = tuple(sorted(living or here))
    difference = count.number - len(expected)
    known_place = count.place in sites.values() or any(event.place == count.place for event in known)
    said = _sentence(count, expected, difference)
    if not known_place:
        said += (
            " Nobody is listed there, and no event names the place: ask whether its name is written as it should be."
        )
    return Reconciled(count, expected, difference, said, known_place)


def _sentence(count: HeadCount, expected: tuple[str, ...], difference: int) -> str:
    said = f"{count.place}, {moment(count.counted_at)}: counted {count.number}, the book has {len(expected)}"
    if difference == 0:
        return f"{said}. They agree."
    if difference < 0:
        named = f" Expected: {', '.join(expected)}."
        return f"{said}: {-difference} too few. Let nobody drive on; call the numbers and find who is not there.{named}"
    return f"{said}: {difference} too many. Let nobody drive on; read every wristband and find who is not in the book."


@dataclass(frozen=True, slots=True)
class Lead:
    """How far ``giver`` is ahead of ``taker``: people received from the giver, minus people received from the taker.

    ``hold`` is true where one more from the giver would carry the lead beyond ``bound``.
    """

    giver: str
    taker: str
    lead: int
    bound: int
    hold: bool
    sentence: str


def leads(
    states: Mapping[str, Custody],
    persons: Iterable[Person],
    *,
    bound: int,
    events: Iterable[CustodyEvent] = (),
    unconditional: Collection[str] = (),
) -> tuple[Lead, ...]:
    """The lead of each party over each other at this moment, counting the living who have been received.

    ``bound`` is the greatest lead that the agreement lets a party have (people). ``events`` are all that led to
    ``states``. They tell who died on the way: a body received is no unit of the lead, like the remains on the lists.
    Remains are never in one balance with the living (AP I, article 34), so a death on the way neither credits the
    giver nor helps to hold anybody. Whoever goes ``unconditional`` (person ids) is in no balance either, and is not
    held for one: the seriously wounded and sick go regardless of numbers (GC III, article 109). The greatest lead comes
    first; equal leads stand in the order of the first person_id on either side, never of the parties' names.
    """
    dead = died(events)
    given: dict[tuple[str, str], int] = {}
    for person in sorted(persons, key=lambda person: person.person_id):
        if person.remains or not person.holder or not person.home or person.holder == person.home:
            continue
        if person.person_id in unconditional:
            continue
        pair = (person.holder, person.home)
        given.setdefault(pair, 0)
        given.setdefault(pair[::-1], 0)
        if states.get(person.person_id) is Custody.RECEIVED and person.person_id not in dead:
            given[pair] += 1
    found = [_lead(pair, number - given[pair[::-1]], bound) for pair, number in given.items()]
    return tuple(sorted(found, key=lambda lead: -lead.lead))


def _lead(pair: tuple[str, str], lead: int, bound: int) -> Lead:
    giver, taker = pair
    hold = lead >= bound
    where = "ahead of" if lead >= 0 else "behind"
    if lead > bound:
        what = f"beyond the bound of {bound}. Hold {giver}'s people and tell both liaison officers"
    elif hold:
        what = f"which is the bound. Hold {giver}'s people until more of {taker}'s have been received"
    else:
        what = f"bound {bound}. {bound - lead} more of {giver}'s people may be received before a hold"
    return Lead(giver, taker, lead, bound, hold, f"{giver} is {where} {taker} by {abs(lead)}, {what}.")
