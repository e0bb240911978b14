from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from safeconduct.people.model import Decision, Entry, ListKind
from safeconduct.store import tables
from safeconduct.store.content import unpack
from safeconduct.store.queries.operations import Operation


@dataclass(frozen=True, slots=True)
class ListInForce:
    """The newest list of one party and kind. ``id`` is that of its row."""

    id: int
    party: str
    kind: ListKind
    file_name: str
    sha256: str
    entries: int
    received_at: dt.datetime


def lists_in_force(operation: Operation) -> dict[tuple[str, ListKind], ListInForce]:
    """The newest list of each party and kind."""
    rows = tables.ReceivedList.objects.filter(operation_id=operation.id).order_by("id")
    found = [
        ListInForce(
            row.id, row.party, ListKind(row.kind), row.file_name, row.sha256, row.entries_count, row.received_at
        )
        for row in rows
    ]
    return {(one.party, one.kind): one for one in found}


def entries(operation: Operation) -> tuple[Entry, ...]:
    """The entries of all lists in force, list by list in the order in which they came, row by row."""
    ids = sorted(one.id for one in lists_in_force(operation).values())
    rows = tables.Entry.objects.filter(received_list_id__in=ids).order_by("received_list_id", "id")
    return tuple(unpack(Entry, content) for content in rows.values_list("content", flat=True).iterator(2000))


def decisions(operation: Operation) -> tuple[Decision, ...]:
    """All decisions and withdrawals, in the order in which they were recorded."""
    rows = tables.Decision.objects.filter(operation_id=operation.id).order_by("id")
    return tuple(unpack(Decision, content) for content in rows.values_list("content", flat=True))
