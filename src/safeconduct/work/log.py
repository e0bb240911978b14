"""The log of an operation in the store: appending commitments, and checking that the log is whole."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Sequence

from django.db import transaction

from safeconduct.errors import DoesNotVerify, Fault, RefusedByRule
from safeconduct.record import (
    Checkpoint,
    Leaf,
    canonical,
    commit,
    merkle,
    open_checkpoint,
    sign_checkpoint,
    time_bucket,
)
from safeconduct.record.facts import Fact
from safeconduct.record.leaf import KEY_SIZE
from safeconduct.record.merkle import HASH_SIZE
from safeconduct.record.note import SigningKey
from safeconduct.store import queries, tables
from safeconduct.store.queries import Operation
from safeconduct.store.queries.log import leaves

ORIGIN = "safeconduct/"
"""The name of a log, and of its key, is this and the operation's pseudonym."""


def hold(operation: Operation) -> tables.LogHead:
    """Read the head of the log and hold it until the transaction ends, so that one change follows another."""
    return tables.LogHead.objects.select_for_update().get(operation_id=operation.id)


def root(head: tables.LogHead) -> bytes:
    return merkle.edge_root(_edge(head))


def start(operation: Operation) -> None:
    """Make the head of a new, empty log."""
    tables.LogHead.objects.create(operation_id=operation.id, size=0, edge=b"", checkpoint=b"")


def append(
    operation: Operation,
    facts: Sequence[Fact],
    actor: str,
    because: str,
    at: dt.datetime,
    token_bytes: Callable[[int], bytes],
) -> None:
    """Append a commitment to each fact and sign the new checkpoint. Part of the transaction of a change."""
    key = signing_key(operation)
    head = hold(operation)
    rows: list[tables.LogEntry] = []
    openings: list[tuple[bytes, bytes]] = []
    for sequence, fact in enumerate(facts, head.size):
        document = {
            "operation": operation.pseudonym,
            "sequence": sequence,
            "at": at.astimezone(dt.UTC).isoformat(),
            "actor": actor,
            "because": because,
            "fact": fact.document(),
        }
        secret = token_bytes(KEY_SIZE)
        leaf = Leaf(operation.pseudonym, sequence, time_bucket(at), commit(secret, document))
        rows.append(tables.LogEntry(operation_id=operation.id, sequence=sequence, leaf=leaf.encode()))
        openings.append((secret, canonical(document)))
    stored = tables.LogEntry.objects.bulk_create(rows, batch_size=1000)
    tables.CommitmentKey.objects.bulk_create(
        [
            tables.CommitmentKey(entry=entry, key=secret, document=document)
            for entry, (secret, document) in zip(stored, openings, strict=True)
        ],
        batch_size=1000,
    )
    edge = merkle.extend(_edge(head), head.size, (merkle.leaf_hash(row.leaf) for row in rows))
    size = head.size + len(rows)
    checkpoint = sign_checkpoint(Checkpoint(key.name, size, merkle.edge_root(edge)), key)
    tables.LogHead.objects.filter(operation_id=operation.id).update(
        size=size, edge=b"".join(edge), checkpoint=checkpoint
    )


def signing_key(operation: Operation) -> SigningKey:
    """The key of the operation's log, from its file. Raises RefusedByRule if it is not there or is another one."""
    path = operation.key_file
    try:
        key = SigningKey.parse(path.read_text("utf-8").removesuffix("\n"))
    except (OSError, ValueError) as error:
        found = error.strerror if isinstance(error, OSError) else f"{error}"
        fault = Fault(file=f"{path}", found=f"{found}", expected="the signing key of the operation's log")
        raise RefusedByRule("Without the key of its log an operation can be read but not changed.", [fault]) from None
    if str(key.verifier) != operation.vkey:
        fault = Fault(file=f"{path}", found=f"{key.verifier}", expected=operation.vkey)
        raise RefusedByRule("The signing key is not that of this operation's log.", [fault])
    return key


def check(operation: Operation) -> None:
    """Check that the stored log is whole and is the one that was signed. Raises DoesNotVerify if it is not.

    Holds the head meanwhile, so that a change by another process, or one that a killed process has just sent to the
    server, comes before or after and not in the middle.
    """
    with transaction.atomic():
        head = hold(operation)
        edge = merkle.extend((), 0, map(merkle.leaf_hash, _checked(leaves(operation, 0, head.size))))
        total = tables.LogEntry.objects.filter(operation_id=operation.id).count()
    signed = open_checkpoint(bytes(head.checkpoint), operation.verifier)
    if edge != _edge(head) or (signed.size, signed.root, total) != (head.size, merkle.edge_root(edge), head.size):
        raise DoesNotVerify(
            f"The log of operation {operation.number} in the store is not the one that was signed. "
            "Work on the newest copy of the store that checks, and keep this one for those who look into it."
        )


def give_opening(operation: Operation, sequence: int) -> dict[str, object]:
    """The opening of one entry as a JSON document, as ``record verify --opening`` reads it."""
    opening = queries.opening(operation, sequence)
    if opening is None:
        raise RefusedByRule(f"Entry {sequence} cannot be opened: it is not there, or its key was erased.")
    return {"sequence": sequence, "document": dict(opening.document), "key": opening.key.hex()}


def _checked(found: Iterator[bytes]) -> Iterator[bytes]:
    for place, data in enumerate(found):
        if Leaf.parse(data).sequence != place:
            raise DoesNotVerify(f"Entry {place} is missing from the log in the store.")
        yield data


def _edge(head: tables.LogHead) -> tuple[bytes, ...]:
    edge = bytes(head.edge)
    return tuple(edge[at : at + HASH_SIZE] for at in range(0, len(edge), HASH_SIZE))
