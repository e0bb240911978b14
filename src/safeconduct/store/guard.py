"""The guard of the tables: nothing is written to them outside a change.

It sits on the connection, below the object layer, so that ``QuerySet.update`` and hand-written SQL meet it too. It is
there against mistakes in our own code; against somebody with a database console there are the triggers and the record.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any

from safeconduct.errors import RefusedByRule

_TABLE = re.compile(r"\bstore_\w+", re.IGNORECASE)
_READING = re.compile(r"\s*\(?\s*(SELECT|PRAGMA|EXPLAIN\s+(QUERY\s+PLAN\s+)?SELECT)\b", re.IGNORECASE)
_INSIDE = re.compile(r"\b(INSERT\s+INTO|DELETE\s+FROM|UPDATE\s+\"?\w+\"?\s+SET)\b", re.IGNORECASE)


@dataclass(slots=True)
class Permit:
    """The right to write, held by a change while it is open. ``writes`` counts the statements that used it."""

    writes: int = 0


_permit: ContextVar[Permit | None] = ContextVar("permit", default=None)


@contextmanager
def permit() -> Iterator[Permit]:
    """Allow writing inside the block. Only ``work.change`` and migrations call this."""
    held = Permit()
    token = _permit.set(held)
    try:
        yield held
    finally:
        _permit.reset(token)


def writes_to_tables(sql: str) -> bool:
    """Whether a statement may change a table of the store. In doubt it does."""
    if not _TABLE.search(sql):
        return False
    return not _READING.match(sql) or bool(_INSIDE.search(sql))


def _check(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: dict[str, Any]) -> Any:
    if writes_to_tables(sql):
        held = _permit.get()
        if held is None:
            raise RefusedByRule("The tables are written inside a change only: with change(actor, operation, because).")
        held.writes += 1
    return execute(sql, params, many, context)


def install() -> None:
    """Put the guard on every connection, and lift it while migrations run."""
    from django.db import connections
    from django.db.backends.signals import connection_created
    from django.db.models.signals import post_migrate, pre_migrate

    connection_created.connect(_on_connection, dispatch_uid="store.guard")
    pre_migrate.connect(_before_migrations, dispatch_uid="store.guard")
    post_migrate.connect(_after_migrations, dispatch_uid="store.guard")
    for connection in connections.all(initialized_only=True):
        _on_connection(connection)


def revoke() -> None:
    """Take back the permit that migrations had, after they have failed."""
    _permit.set(None)


def _on_connection(connection: Any, **_: Any) -> None:
    if _check not in connection.execute_wrappers:
        connection.execute_wrappers.append(_check)


def _before_migrations(**_: Any) -> None:
    _permit.set(Permit())


def _after_migrations(**_: Any) -> None:
    revoke()
