"""Saying what is wrong with a JSON document of another room, in words and not by the names of Python's errors."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from safeconduct.errors import Fault, UnreadableInput


@contextmanager
def reading(path: Path, expected: str, summary: str) -> Iterator[None]:
    """Raises UnreadableInput for whatever reading JSON values raises that are missing or something else."""
    try:
        yield
    except (OSError, ValueError, LookupError, TypeError, AttributeError) as error:
        raise UnreadableInput(summary, [Fault(path.name or str(path), _found(error, path), expected)]) from error


def _found(error: Exception, path: Path) -> str:
    if isinstance(error, OSError):
        within = "" if Path(str(error.filename)) == path else f" ({Path(str(error.filename)).name})"
        return f"{error.strerror}{within}"
    if isinstance(error, json.JSONDecodeError):
        return f"no JSON text, from line {error.lineno} on"
    if isinstance(error, UnicodeDecodeError):
        return "bytes that are not UTF-8"
    if isinstance(error, KeyError):
        return f"nothing under {error.args[0]!r}"
    if isinstance(error, ValueError):
        return str(error)
    return "values of another kind than it has"
