from __future__ import annotations

from typing import Any

from safeconduct.handover import Custody, CustodyEvent, HeadCount
from safeconduct.people.model import Person
from safeconduct.store import tables
from safeconduct.store.content import unpack
from safeconduct.store.queries.operations import Operation


def persons(operation: Operation) -> tuple[Person, ...]:
    """The persons of the newest roster, in its order."""
    rows = _newest(operation)
    return tuple(unpack(Person, content) for content in rows.values_list("content", flat=True).iterator(2000))


def custody_events(operation: Operation) -> tuple[CustodyEvent, ...]:
    """The events that were booked, in the order of booking."""
    rows = tables.CustodyEvent.objects.filter(operation_id=operation.id).order_by("id")
    return tuple(unpack(CustodyEvent, content) for content in rows.values_list("content", flat=True).iterator(2000))


def state_of_custody(operation: Operation) -> dict[str, Custody]:
    """The state of every person at this moment, by person_id.

    Holds everyone of the newest roster, and everyone for whom an event was booked: whoever was once on the way stays
    in the book, even if a later decision leaves them out of the roster.
    """
    states = {
        person_id: Custody(state) for person_id, state in _newest(operation).values_list("person_id", "first_state")
    }
    rows = tables.CustodyEvent.objects.filter(operation_id=operation.id).order_by("id")
    for person_id, state in rows.values_list("person_id", "state"):
        states[person_id] = Custody(state)
    return states


def of_remains(operation: Operation) -> frozenset[str]:
    """The person ids of the newest roster of whom only remains are moved."""
    return frozenset(_newest(operation).filter(remains=True).values_list("person_id", flat=True))


def head_counts(operation: Operation) -> tuple[tuple[HeadCount, int], ...]:
    """The head-counts, in the order of booking, each with the number that the book expected."""
    rows = tables.HeadCount.objects.filter(operation_id=operation.id).order_by("id")
    return tuple((HeadCount(row.count_id, row.place, row.counted_at, row.number, row.by), row.expected) for row in rows)


def _newest(operation: Operation) -> Any:
    """The rows of the newest roster, in its order."""
    roster = tables.Roster.objects.filter(operation_id=operation.id).order_by("-id").values("id")[:1]
    return tables.Person.objects.filter(roster_id__in=roster).order_by("id")
