"""The one way to change anything.

``with change(actor, operation, because) as c:`` opens one transaction and holds the head of the operation's log, so
that changes follow one another. Commands, called with ``c``, write tables and note facts; at the end a commitment to
each fact is appended to the log and the new checkpoint is signed, in the same transaction. What must go out, the
published record above all, goes out after the commit. An exception leaves neither state nor entry.
"""

from __future__ import annotations

import datetime as dt
import logging
import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from django.db import DatabaseError, transaction

from safeconduct.errors import Fault, RefusedByRule
from safeconduct.record.facts import Fact
from safeconduct.record.publish import check_not_ahead
from safeconduct.store import guard
from safeconduct.store.queries import Operation
from safeconduct.work import log, publishing

Clock = Callable[[], dt.datetime]
TokenBytes = Callable[[int], bytes]

_logger = logging.getLogger("safeconduct")
_current: ContextVar[Change | None] = ContextVar("change", default=None)


def machine_clock() -> dt.datetime:
    return dt.datetime.now(dt.UTC)


class Change:
    """An open change. Commands take it as their first argument; ``at`` is its one moment, ``operation`` whose it is."""

    def __init__(
        self, actor: str, operation: Operation | None, because: str, at: dt.datetime, token_bytes: TokenBytes
    ) -> None:
        self.actor = actor
        self.because = because
        self.at = at
        self.token_bytes = token_bytes
        self._operation = operation
        self._facts: list[Fact] = []
        self._nothing_to_do = False
        self._effects: list[Callable[[], None]] = []
        self._undoings: list[Callable[[], None]] = []

    @property
    def operation(self) -> Operation:
        if self._operation is None:
            raise RefusedByRule("No operation is open in this change. Open one first.")
        return self._operation

    def opened(self, operation: Operation) -> None:
        """Make the operation that was just opened the one that this change is about."""
        if self._operation is not None:
            raise RefusedByRule(f"This change is about operation {self._operation.number} already.")
        self._operation = operation

    def note(self, fact: Fact) -> None:
        """Say what was done. It stands in the log once the change is closed."""
        self._facts.append(fact)

    def nothing_to_do(self) -> None:
        """Say that a command found its work done already, so that a change that wrote nothing closes without a fact."""
        self._nothing_to_do = True

    def after_commit(self, effect: Callable[[], None]) -> None:
        """Have ``effect`` done once the change is stored, and only then."""
        self._effects.append(effect)

    def on_failure(self, undo: Callable[[], None]) -> None:
        """Have ``undo`` done if the change is not stored: for what was made outside the database."""
        self._undoings.append(undo)

    def _begin(self) -> None:
        if self._operation is not None:
            head = log.hold(self._operation)
            check_not_ahead(self._operation.record, self._operation.verifier, head.size, log.root(head))

    def _end(self, writes: int) -> bool:
        """Append the facts to the log; returns whether anything was changed."""
        if self._facts:
            log.append(self.operation, self._facts, self.actor, self.because, self.at, self.token_bytes)
            return True
        if writes or not self._nothing_to_do:
            raise RefusedByRule("The change noted no fact, so nothing of it was kept. What was done must be said.")
        return False


@contextmanager
def change(
    actor: str,
    operation: Operation | None,
    because: str,
    *,
    clock: Clock = machine_clock,
    token_bytes: TokenBytes = secrets.token_bytes,
) -> Iterator[Change]:
    """Open a change: ``actor`` changes ``operation`` (None: it is about to be opened), ``because`` of something.

    When the block ends the change is stored and durable, and the record is published. Raises RefusedByRule, and keeps
    nothing, if a change is open already, if no fact was noted, or if the database refuses; DoesNotVerify if the store
    is older than the record it has published. If only the publishing fails (a full disk, say), the change stands, a
    warning is logged, and the next change or ``resume`` publishes it.
    """
    if not actor.strip() or not because.strip():
        raise RefusedByRule("A change says who makes it and why; one of the two is empty.")
    if _current.get() is not None:
        raise RefusedByRule("A change is open already. Changes are not made inside one another.")
    c = Change(actor, operation, because, clock(), token_bytes)
    token = _current.set(c)
    try:
        with _translated(), guard.permit() as permit, transaction.atomic(durable=True):
            c._begin()
            yield c
            changed = c._end(permit.writes)
    except BaseException:
        for undo in reversed(c._undoings):
            undo()
        raise
    finally:
        _current.reset(token)
    if changed:
        _publish(c.operation)
        for effect in c._effects:
            effect()


def _publish(operation: Operation) -> None:
    try:
        publishing.publish_record(operation)
    except OSError as error:
        _logger.warning(
            "The change is stored and safe, but the record in %s could not be written: %s. "
            "It will be published with the next change.",
            operation.record,
            error,
        )


@contextmanager
def _translated() -> Iterator[None]:
    try:
        yield
    except DatabaseError as error:
        fault = Fault(file="store", found=f"{error}".strip().partition("\n")[0], expected="a change that can be stored")
        raise RefusedByRule("The database refused the change. Nothing of it was kept.", [fault]) from error
