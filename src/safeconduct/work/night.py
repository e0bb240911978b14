"""Booking what happened in the night into the store of an operation."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from safeconduct import handover
from safeconduct.errors import Fault, RefusedByRule, UsageError

if TYPE_CHECKING:
    from safeconduct.store.queries import Operation


@dataclass(frozen=True, slots=True)
class Night:
    """What became of a file of events: booked or refused, the counts beside the book, what to ask about,
    the tranches in escrow of which somebody waits, and since when all of a tranche were in custody."""

    booking: handover.Booking
    counts: tuple[handover.Reconciled, ...]
    leads: tuple[handover.Lead, ...]
    warnings: tuple[str, ...]
    waiting: tuple[handover.Gathering, ...]
    complete: Mapping[int, dt.datetime]


def record(folder: Path, events: Path, *, actor: str, number: int | None = None, bound: int | None = None) -> Night:
    """Book the events and head-counts of a file, in one change, in the store that ``run`` left in ``folder``.

    An event that is not allowed is refused with a sentence and does not keep the others back; one that was booked
    before is passed over. Raises UsageError where there is no store, RefusedByRule where the operation is not there or
    has no persons yet, UnreadableInput with every fault of the file.
    """
    operation = open_operation_of(folder, number)
    from safeconduct.store import queries
    from safeconduct.work.change import change
    from safeconduct.work.escrow import escrow
    from safeconduct.work.handover import book_count, book_events

    persons = queries.persons(operation)
    if not persons:
        raise RefusedByRule(f"Operation {operation.number} has no persons yet. Finish `safeconduct run` first.")
    read = handover.read_events(events, persons={person.person_id for person in persons}, latest=_latest(operation))
    with change(actor, operation, f"events of {events.name}, SHA-256 {read.sha256}") as c:
        booking = book_events(c, read.events)
        counts = tuple(book_count(c, count) for count in read.counts)
    booked, kept, wards = queries.custody_events(operation), escrow(operation), handover.wards(persons, c.at.date())
    leads: tuple[handover.Lead, ...] = ()
    if bound is not None:
        free = kept.unconditional
        leads = handover.leads(booking.states, persons, bound=bound, events=booked, unconditional=free)
    waiting = handover.gatherings(booking.states, booked, kept, wards)
    complete = handover.all_in_custody(handover.first_states(persons), booked, kept, wards)
    plan = folder / "plan.json"
    warnings = handover.astray(booking.booked, handover.read_planned(plan)) if plan.is_file() else ()
    return Night(booking, counts, leads, warnings, waiting, complete)


def _latest(operation: Operation) -> dt.datetime:
    """A day from now, or from the last meeting planned, as a rehearsal may be of another day."""
    from safeconduct.store import queries
    from safeconduct.work.change import machine_clock

    plan = queries.latest_plan(operation)
    ends = [dt.datetime.fromisoformat(slot["end"]) for slot in json.loads(plan.text)["slots"]] if plan else []
    return max([machine_clock(), *ends]) + dt.timedelta(days=1)


def open_operation_of(folder: Path, number: int | None) -> Operation:
    """Open the store in ``folder`` and take up its operation, or the one of this number."""
    from safeconduct import store

    database = folder.resolve() / "store" / "operation.sqlite3"
    url = store.database_url(f"sqlite:///{database}")
    if url.startswith("sqlite") and not database.exists():
        fault = Fault(str(folder), "no store", "the folder that `safeconduct run` wrote with --out")
        raise UsageError("There is no operation here.", [fault])
    store.open(url, record=folder.resolve() / "record", keys=database.parent / "keys")
    from safeconduct.store import queries
    from safeconduct.work import publishing

    there = {one.number: one for one in queries.operations()}
    if number is None and len(there) == 1:
        number = next(iter(there))
    if number not in there:
        found = ", ".join(str(one) for one in there) or "none"
        raise RefusedByRule(f"Name the operation with --operation; the store has {found}.")
    publishing.resume(there[number])
    return there[number]
