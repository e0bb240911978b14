from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from safeconduct.record import Leaf, Opening, parse_canonical
from safeconduct.store import tables
from safeconduct.store.queries.operations import Operation


@dataclass(frozen=True, slots=True)
class LogRow:
    """One entry of the log with what it commits to; ``document`` is None once it was erased."""

    leaf: Leaf
    document: Mapping[str, Any] | None


def log_entries(operation: Operation) -> tuple[LogRow, ...]:
    """The log, from its first entry on."""
    rows = tables.LogEntry.objects.filter(operation_id=operation.id).order_by("sequence")
    return tuple(
        LogRow(Leaf.parse(bytes(leaf)), None if document is None else parse_canonical(bytes(document)))
        for leaf, document in rows.values_list("leaf", "commitment_key__document")
    )


def log_size(operation: Operation) -> int:
    return tables.LogHead.objects.values_list("size", flat=True).get(operation_id=operation.id)


def checkpoint(operation: Operation) -> bytes:
    """The newest signed checkpoint. It is stored before it is published anywhere."""
    return bytes(tables.LogHead.objects.values_list("checkpoint", flat=True).get(operation_id=operation.id))


def leaves(operation: Operation, start: int, end: int) -> Iterator[bytes]:
    """The leaves from place ``start`` up to, but not including, ``end``."""
    rows = tables.LogEntry.objects.filter(operation_id=operation.id, sequence__gte=start, sequence__lt=end)
    for leaf in rows.order_by("sequence").values_list("leaf", flat=True).iterator(2000):
        yield bytes(leaf)


def opening(operation: Operation, sequence: int) -> Opening | None:
    """What opens the entry at ``sequence``, to be handed to somebody who may know; None if there is none any more."""
    row = tables.CommitmentKey.objects.filter(entry__operation_id=operation.id, entry__sequence=sequence).first()
    return None if row is None else Opening(sequence, parse_canonical(bytes(row.document)), bytes(row.key))
