"""What was booked in custody, and what was said since, as news for a selection that has been announced."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from safeconduct.errors import Fault, RefusedByRule, UsageError
from safeconduct.handover import Custody, CustodyEvent, EventKind, book, first_states, read_events
from safeconduct.people.model import Carriage, Consent, Identity, Person
from safeconduct.selection.answers import News


def news(persons: Sequence[Person], events: Sequence[Path], refusing: Iterable[str]) -> News:
    """The news of event files, and of people who have told somebody that they do not want to go.

    Raises UsageError for a person who is not known, UnreadableInput for a file that is none, RefusedByRule where the
    events could not have been booked.
    """
    by_id = {one.person_id: one for one in persons}
    booked, states = _booked(persons, events)
    last = {event.person_id: event for event in booked}
    said: dict[str, str] = {}
    kept: dict[str, str] = {}
    for name in refusing:
        if name not in by_id:
            raise UsageError(
                "The selection does not know this person.", [Fault("persons.csv", name, "a person_id in it")]
            )
        by_id[name] = dataclasses.replace(by_id[name], consent=Consent.NO)
        said[name] = "does not want to go"
    for name, words, person in _changes(by_id, states, booked, last):
        by_id[name], said[name] = person, words
    for name, event in last.items():
        if event.kind is EventKind.REFUSED_BY_PARTY:
            kept[name] = f"a party did not give or take them at the line ({event.event_id}: {event.reason})"
    received = frozenset(name for name, state in states.items() if state is Custody.RECEIVED)
    return News(tuple(by_id.values()), received, kept, said)


def _booked(persons: Sequence[Person], files: Sequence[Path]) -> tuple[list[CustodyEvent], Mapping[str, Custody]]:
    ids = {one.person_id for one in persons}
    read = [event for path in files for event in read_events(path, persons=ids).events]
    # Whether a tranche in escrow went on without somebody was settled at the line; it is no news of the person.
    events = [event for event in read if event.kind is not EventKind.LEFT_OUT]
    states, remains = _began(persons, events)
    booking = book(states, events, remains=remains)
    if booking.refused:
        faults = [Fault("events", one.event.event_id, one.sentence) for one in booking.refused]
        raise RefusedByRule("The events could not have been booked as they stand.", faults)
    return list(booking.booked), booking.states


def _began(persons: Sequence[Person], events: Sequence[CustodyEvent]) -> tuple[dict[str, Custody], set[str]]:
    """The states, and of whom only remains are moved, before the events. Persons of an earlier revision are as the
    events had left them: whoever was missed was held until then, and whoever died had lived."""
    died = {event.person_id for event in events if event.kind is EventKind.DIED}
    missed = {event.person_id for event in events if event.kind is EventKind.MISSED}
    acknowledged = {event.person_id for event in events if event.kind is EventKind.ACKNOWLEDGED}
    states = first_states(persons)
    states |= {name: Custody.HELD for name in missed - acknowledged if name in states}
    return states, {one.person_id for one in persons if one.remains} - died


def _changes(
    persons: Mapping[str, Person],
    states: Mapping[str, Custody],
    booked: Sequence[CustodyEvent],
    last: Mapping[str, CustodyEvent],
) -> Iterator[tuple[str, str, Person]]:
    """What events make of the facts of a person: a refusal, a death, an escape, an acknowledgement."""
    refused: dict[str, CustodyEvent] = {}
    for event in booked:
        if event.kind is EventKind.REFUSED_TO_GO:
            refused[event.person_id] = event
        elif event.kind is EventKind.BOARDED:
            refused.pop(event.person_id, None)
    for name, event in sorted(last.items()):
        person, state = persons[name], states[name]
        if state is Custody.RECEIVED:
            continue
        if name in refused:
            words = f"refused to go ({refused[name].event_id})"
            yield name, words, dataclasses.replace(person, consent=Consent.NO)
        elif state is Custody.DECEASED and not person.remains:
            dead = dataclasses.replace(person, remains=True, carriage=Carriage.REMAINS, group="", group_kind=None)
            yield name, f"died ({event.event_id})", dead
        elif state is Custody.MISSING:
            words = f"is missing ({event.event_id}): no party now says that it holds them"
            yield name, words, dataclasses.replace(person, identity=Identity.CLAIMED)
        elif event.kind is EventKind.ACKNOWLEDGED and person.identity is Identity.CLAIMED:
            words = f"the holder now says that it holds them ({event.event_id})"
            yield name, words, dataclasses.replace(person, identity=Identity.MATCHED)
