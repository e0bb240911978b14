"""Opening an operation."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from pathlib import Path

from safeconduct.errors import Fault, RefusedByRule
from safeconduct.record.facts import OperationOpened
from safeconduct.record.note import SigningKey
from safeconduct.record.publish import published_checkpoint
from safeconduct.store import tables
from safeconduct.store.queries import Operation, Party, operation
from safeconduct.store.queries.operations import from_row
from safeconduct.work import log
from safeconduct.work.change import Change

MODES = ("rehearsal", "live")


def open_operation(
    c: Change,
    number: int,
    title: str,
    parties: Sequence[Party],
    intermediary: Party,
    mode: str,
    commitments: Mapping[str, str] | None = None,
) -> Operation:
    """Open operation ``number``, make the key that signs its log, and begin the log with this fact.

    ``mode`` is *rehearsal* or *live*. ``commitments`` (hex, by owner) are what each side has committed its lottery
    secret to; they stand in the first fact of the log, before any list. Raises RefusedByRule if there is an operation
    of that number, if there are fewer than two parties or two of one id, or if the record's folder holds another log.
    """
    ids = [party.party_id for party in (*parties, intermediary)]
    if len(parties) < 2 or len(set(ids)) < len(ids):
        raise RefusedByRule(
            f"An operation has two or more parties and an intermediary, each once; here: {', '.join(ids)}."
        )
    if mode not in MODES:
        raise RefusedByRule(f"An operation is in one of the modes {' and '.join(MODES)}, not {mode!r}.")
    if operation(number) is not None:
        raise RefusedByRule(f"Operation {number} is open in this store already.")
    pseudonym = c.token_bytes(16).hex()
    key = SigningKey(log.ORIGIN + pseudonym, c.token_bytes(32))
    row = tables.Operation.objects.create(
        number=number,
        title=title,
        mode=mode,
        pseudonym=pseudonym,
        vkey=str(key.verifier),
        commitments=dict(commitments or {}),
        opened_at=c.at,
    )
    tables.Party.objects.bulk_create(
        tables.Party(
            operation=row,
            party_id=party.party_id,
            intermediary=party is intermediary,
            names=dict(party.names),
            languages=list(party.languages),
        )
        for party in (*parties, intermediary)
    )
    made = from_row(row)
    published_checkpoint(made.record, made.verifier)
    _write_key(c, made.key_file, key)
    log.start(made)
    c.opened(made)
    seeds = tuple(sorted((commitments or {}).values()))
    c.note(OperationOpened(number, tuple(party.party_id for party in parties), mode, seeds))
    return made


def _write_key(c: Change, path: Path, key: SigningKey) -> None:
    """Write the key where only its owner reads it, durably, before anything is signed with it."""
    try:
        descriptor = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
        c.on_failure(lambda: path.unlink(missing_ok=True))
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write(f"{key.secret_text()}\n")
            file.flush()
            os.fsync(file.fileno())
        folder = os.open(path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
    except OSError as error:
        fault = Fault(file=f"{path}", found=f"{error.strerror}", expected="a file that can be written")
        raise RefusedByRule("The signing key of the log cannot be kept.", [fault]) from None
