"""Frozen values as the bytes of a ``content`` column, and back.

A value is written as canonical JSON of those of its fields that differ from their defaults. The bytes are the whole
of what a row says of a person, so that a vault can seal them without looking inside.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import json
import types
import typing
from collections.abc import Callable, Mapping
from enum import Enum
from functools import cache
from typing import Any

from safeconduct.people.model import PartialDate
from safeconduct.record.canonical import canonical


def pack(value: Any) -> bytes:
    """The content of a frozen value. Raises ValueError if a field has no form in canonical JSON."""
    document = {}
    cls: Any = type(value)
    for name, default in _fields(cls):
        item = getattr(value, name)
        if item != default:
            document[name] = _plain(item)
    return canonical(document)


def unpack[T](cls: type[T], content: bytes) -> T:
    """The value that ``pack`` wrote."""
    readers = _readers(typing.cast(Any, cls))
    document = json.loads(bytes(content))
    return cls(**{name: readers[name](item) for name, item in document.items()})


_NOTHING = object()


@cache
def _fields(cls: Any) -> tuple[tuple[str, Any], ...]:
    made = []
    for field in dataclasses.fields(cls):
        default = field.default
        if field.default_factory is not dataclasses.MISSING:
            default = field.default_factory()
        made.append((field.name, _NOTHING if default is dataclasses.MISSING else default))
    return tuple(made)


def _plain(item: Any) -> Any:
    if type(item) is str:
        return item
    if isinstance(item, Enum):
        return item.value
    if isinstance(item, PartialDate):
        return f"{item}"
    if isinstance(item, dt.datetime):
        return item.isoformat()
    if isinstance(item, Mapping):
        return {key: inner if type(inner) is str else _plain(inner) for key, inner in item.items()}
    if isinstance(item, list | tuple):
        return [_plain(inner) for inner in item]
    return item


@cache
def _readers(cls: Any) -> dict[str, Callable[[Any], Any]]:
    return {name: _reader(hint) for name, hint in typing.get_type_hints(cls).items()}


def _reader(hint: Any) -> Callable[[Any], Any]:
    origin = typing.get_origin(hint)
    if origin in (types.UnionType, typing.Union):
        inner = [_reader(part) for part in typing.get_args(hint) if part is not type(None)]
        if len(inner) != 1:
            raise TypeError(f"{hint} cannot be read back")
        return lambda item: None if item is None else inner[0](item)
    if origin is tuple:
        return tuple
    if origin in (Mapping, dict):
        return dict
    if isinstance(hint, type) and issubclass(hint, Enum):
        return hint
    if hint is PartialDate:
        return PartialDate.parse
    if hint is dt.datetime:
        return dt.datetime.fromisoformat
    if hint in (str, int, bool):
        return lambda item: item
    raise TypeError(f"{hint} cannot be read back")
