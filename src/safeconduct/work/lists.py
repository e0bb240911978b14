"""Receiving the parties' lists."""

from __future__ import annotations

from collections.abc import Sequence

from safeconduct.errors import Fault, RefusedByRule
from safeconduct.people.model import Entry, ListKind
from safeconduct.record.facts import ListReceived
from safeconduct.store import tables
from safeconduct.store.content import pack
from safeconduct.store.queries import lists_in_force
from safeconduct.work.change import Change

BATCH = 2000


def receive(c: Change, party: str, kind: ListKind, file_name: str, sha256: str, entries: Sequence[Entry]) -> None:
    """Take a list that was read without a fault. It takes the place of the party's earlier list of that kind.

    The very list that is in force already is not taken again. Raises RefusedByRule if the party is none of the
    operation's, or if an entry is of another party or kind, or stands in the list twice.
    """
    if party not in {one.party_id for one in c.operation.parties}:
        raise RefusedByRule(f"{party} is not a party to operation {c.operation.number}, so its list is not taken.")
    faults = []
    seen: set[str] = set()
    for entry in entries:
        if (entry.party, entry.kind) != (party, kind):
            found = f"an entry of the {entry.kind} list of {entry.party}"
            faults.append(Fault(file=file_name, row=entry.row, found=found, expected=f"{kind} list of {party}"))
        if entry.entry_id in seen:
            faults.append(
                Fault(
                    file=file_name,
                    row=entry.row,
                    field="entry_id",
                    found=f"{entry.entry_id} for a second time",
                    expected="each entry_id once",
                )
            )
        seen.add(entry.entry_id)
    if faults:
        raise RefusedByRule("The list is not taken.", faults)
    in_force = lists_in_force(c.operation).get((party, kind))
    if in_force is not None and in_force.sha256 == sha256:
        c.nothing_to_do()
        return
    row = tables.ReceivedList.objects.create(
        operation_id=c.operation.id,
        party=party,
        kind=kind.value,
        file_name=file_name,
        sha256=sha256,
        entries_count=len(entries),
        received_at=c.at,
    )
    tables.Entry.objects.bulk_create(
        (
            tables.Entry(received_list_id=row.id, entry_id=entry.entry_id, row=entry.row, content=pack(entry))
            for entry in entries
        ),
        batch_size=BATCH,
    )
    c.note(ListReceived(party, kind.value, len(entries), sha256))
