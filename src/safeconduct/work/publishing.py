"""Publishing the record of an operation from the store, and taking up an operation where the last process left it."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager

from safeconduct.record import Verified, open_checkpoint, publish, verify
from safeconduct.record.publish import Published, tidy
from safeconduct.store import queries
from safeconduct.store.queries import Operation
from safeconduct.store.queries.log import leaves
from safeconduct.work import log


def publish_record(operation: Operation) -> Published:
    """Bring the published record up to the store. May be repeated at any time; two processes take turns."""
    with _one_at_a_time(operation):
        return _publish(operation)


def resume(operation: Operation) -> Verified:
    """Take up an operation: check its log, publish what a process that died had not, and check the record whole.

    Call it once after opening the store. Raises DoesNotVerify if the log in the store or the published record is not
    what was signed, or if the store is older than the record.
    """
    log.check(operation)
    with _one_at_a_time(operation):
        published = _publish(operation)
        tidy(operation.record, published.size)
        return verify(operation.record, operation.vkey)


def _publish(operation: Operation) -> Published:
    # The head is read anew: another process may have gone on since the change that asks for the publication.
    def stored(start: int, end: int) -> Iterator[bytes]:
        return leaves(operation, start, end)

    checkpoint = queries.checkpoint(operation)
    open_checkpoint(checkpoint, operation.verifier)
    operation.record.mkdir(parents=True, exist_ok=True)
    return publish(operation.record, stored, checkpoint, operation.verifier)


@contextmanager
def _one_at_a_time(operation: Operation) -> Iterator[None]:
    descriptor = os.open(operation.lock_file, os.O_CREAT | os.O_RDWR, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)
