"""From the canonical form back to the agreement: a certificate carries what was signed, and it can be asked again."""

from __future__ import annotations

import dataclasses
import datetime as dt
import hashlib
import json
import types
import typing
from collections.abc import Iterable, Mapping
from enum import Enum
from typing import Any

from safeconduct.errors import DoesNotVerify, Fault, UnreadableInput
from safeconduct.terms.canonical import canonical_bytes
from safeconduct.terms.kinds import Clause, Text
from safeconduct.terms.model import Agreement
from safeconduct.terms.predicate import Predicate


def restore(document: Mapping[str, Any], sha256: str | None = None, file: str = "certificate.json") -> Agreement:
    """The agreement whose canonical form, read as JSON, is ``document``; lines are not known and stand as 0.

    Raises UnreadableInput where it is no agreement, DoesNotVerify where ``sha256`` (hex) is given and its digest is
    another.
    """
    try:
        made: Agreement = _value(Agreement, document)
    except (AttributeError, KeyError, StopIteration, TypeError, ValueError) as error:
        fault = Fault(file, str(error), "an agreement in canonical form", field="agreement")
        raise UnreadableInput("The agreement cannot be read back.", [fault]) from error
    # The digest is of the form that was signed: a later version of the program may add fields, which then are empty.
    signed = json.dumps(document, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    digest = hashlib.sha256(signed.encode()).hexdigest()
    if sha256 is not None and digest != sha256:
        fault = Fault(file, f"an agreement with the digest {digest}", sha256, field="agreement")
        raise DoesNotVerify("The agreement is not the one that was signed.", [fault])
    return dataclasses.replace(made, sha256=hashlib.sha256(canonical_bytes(made)).hexdigest())


def _value(kind: Any, plain: Any) -> Any:
    if kind is Predicate:
        return _predicate(plain)
    if kind is Text:
        return Text(tuple(plain.items()))
    if kind is Clause:
        named = _kinds(Clause)[plain["kind"]]
        return _fields(named, {name: value for name, value in plain.items() if name != "kind"})
    origin, parts = typing.get_origin(kind), typing.get_args(kind)
    if origin in (types.UnionType, typing.Union):
        return None if plain is None else _value(next(part for part in parts if part is not type(None)), plain)
    if origin is tuple:
        _listed(plain)
        each: Iterable[Any] = [parts[0]] * len(plain) if parts[-1] is Ellipsis else parts
        return tuple(_value(part, item) for part, item in zip(each, plain, strict=True))
    if dataclasses.is_dataclass(kind):
        return _fields(kind, plain)
    if isinstance(kind, type) and issubclass(kind, Enum):
        return kind(plain)
    if kind is dt.date:
        return dt.date.fromisoformat(plain)
    if type(plain) is not kind:
        raise TypeError(f"{plain!r}, which is not of the type {kind.__name__}")
    return plain


def _fields(kind: Any, plain: Mapping[str, Any]) -> Any:
    hints = typing.get_type_hints(kind)
    names = {field.name.rstrip("_"): field.name for field in dataclasses.fields(kind)}
    return kind(**{names[name]: _value(hints[names[name]], value) for name, value in plain.items()})


def _predicate(plain: Any) -> Predicate:
    if isinstance(plain, list):
        fact, value = plain
        return Predicate("is", fact=fact, value=tuple(value) if isinstance(value, list) else value)
    ((op, parts),) = plain.items()
    return Predicate(op, tuple(map(_predicate, _listed(parts))))


def _listed(plain: Any) -> list[Any]:
    """A list as it is: a word would be taken letter by letter. Raises TypeError."""
    if not isinstance(plain, list):
        raise TypeError(f"{plain!r} where a list is expected")
    return plain


def _kinds(kind: type[Clause]) -> dict[str, type[Clause]]:
    found = {kind.kind: kind} if kind.kind else {}
    for below in kind.__subclasses__():
        found |= _kinds(below)
    return found
