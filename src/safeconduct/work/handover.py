"""Booking what really happened: custody events and head-counts."""

from __future__ import annotations

from collections.abc import Iterable

from safeconduct.errors import RefusedByRule
from safeconduct.handover import Booking, Custody, CustodyEvent, HeadCount, Reconciled, apply, book, reconcile, wards
from safeconduct.record.facts import CustodyEventBooked, HeadCountBooked, ReleaseBegun
from safeconduct.store import queries, tables
from safeconduct.store.content import pack
from safeconduct.work.change import Change
from safeconduct.work.escrow import escrow
from safeconduct.work.lists import BATCH


def book_event(c: Change, event: CustodyEvent) -> Custody:
    """Book one event and return the state of custody the person is in now.

    The same event sent twice is booked once. Raises RefusedByRule with the sentence if it is not allowed.
    """
    booking = book_events(c, [event])
    if booking.refused:
        raise RefusedByRule(booking.refused[0].sentence)
    return booking.states[event.person_id]


def book_events(c: Change, events: Iterable[CustodyEvent]) -> Booking:
    """Book a batch of events, each that is allowed, in the order in which they happened (see ``handover.book``).

    What was refused comes back in the booking with its sentence, and is not stored. Where the release of a tranche in
    escrow begins, that is a fact of its own: so many were in the intermediary's custody before the first was released.
    """
    states = queries.state_of_custody(c.operation)
    booking = book(
        states,
        events,
        remains=queries.of_remains(c.operation),
        earlier=queries.custody_events(c.operation),
        wards=wards(queries.persons(c.operation), c.at.date()),
        escrow=escrow(c.operation),
    )
    if not booking.booked:
        c.nothing_to_do()
        return booking
    now = dict(states)
    rows = []
    for event in booking.booked:
        state = now[event.person_id] = apply(now[event.person_id], event)
        rows.append(
            tables.CustodyEvent(
                operation_id=c.operation.id,
                event_id=event.event_id,
                person_id=event.person_id,
                state=state.value,
                booked_at=c.at,
                content=pack(event),
            )
        )
        if begun := booking.releases.get(event.event_id):
            c.note(ReleaseBegun(begun.tranche, begun.here, len(begun.left_out)))
        c.note(CustodyEventBooked(event.event_id, event.person_id, event.kind.value, state.value))
    tables.CustodyEvent.objects.bulk_create(rows, batch_size=BATCH)
    return booking


def book_count(c: Change, count: HeadCount) -> Reconciled:
    """Book a head-count beside what the book expects at that place, and say whether the two agree.

    The same count sent twice is booked once. Raises RefusedByRule if its id was used for another count.
    """
    persons = queries.persons(c.operation)
    reconciled = reconcile(
        count,
        {person.person_id: person.site for person in persons},
        queries.custody_events(c.operation),
        remains=queries.of_remains(c.operation),
    )
    earlier = {one.count_id: one for one, _ in queries.head_counts(c.operation)}.get(count.count_id)
    if earlier == count:
        c.nothing_to_do()
        return reconciled
    if earlier is not None:
        raise RefusedByRule(
            f"Head-count {count.count_id} was booked before with other content. Give this one its own id."
        )
    expected = len(reconciled.expected)
    tables.HeadCount.objects.create(
        operation_id=c.operation.id,
        count_id=count.count_id,
        place=count.place,
        counted_at=count.counted_at,
        number=count.number,
        expected=expected,
        by=count.by,
    )
    c.note(HeadCountBooked(count.count_id, count.number, expected))
    return reconciled
