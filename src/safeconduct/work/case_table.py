"""A table of ``case.toml``, read key by key, so that all faults of the file are found at once."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from safeconduct.errors import Fault

CASE_FILE = "case.toml"


class Table:
    """A TOML table together with the faults found in it so far."""

    def __init__(self, table: Mapping[str, Any], faults: list[Fault], prefix: str = "") -> None:
        self.table = table
        self.faults = faults
        self.prefix = prefix
        self.known: set[str] = set()

    def fault(self, key: str, found: object, expected: str) -> None:
        self.faults.append(Fault(CASE_FILE, shown(found), expected, field=f"{self.prefix}{key}"))

    def get(self, key: str, kind: type | tuple[type, ...], expected: str, default: Any = None) -> Any:
        self.known.add(key)
        value = self.table.get(key)
        if value is None:
            if default is None:
                self.fault(key, None, expected)
            return default
        if not isinstance(value, kind) or isinstance(value, bool):
            self.fault(key, value, expected)
            return default
        return value

    def time(self, key: str, *, compulsory: bool) -> dt.datetime | None:
        expected = "a date and time with its zone, such as 2026-02-12T00:00:00Z"
        self.known.add(key)
        value = self.table.get(key)
        if value is None and not compulsory:
            return None
        if not isinstance(value, dt.datetime) or value.tzinfo is None:
            self.fault(key, value, expected)
            return None
        return value.astimezone(dt.UTC)

    def inner(self, key: str) -> Table:
        self.known.add(key)
        value = self.table.get(key, {})
        if not isinstance(value, Mapping):
            self.fault(key, value, f"a table [{self.prefix}{key}]")
            value = {}
        return Table(value, self.faults, f"{self.prefix}{key}.")

    def plain(self, key: str, default: Any = None) -> Any:
        """The value of a key whose form the caller checks."""
        self.known.add(key)
        return self.table.get(key, default)

    def done(self) -> None:
        """Name every key that nobody asked for: a misspelt key must not be passed over in silence."""
        for key in self.table:
            if key not in self.known:
                self.fault(key, f"the key {key}", f"one of {', '.join(sorted(self.known))}")


def shown(value: object) -> str:
    return "nothing" if value is None else repr(value)


def counted(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
