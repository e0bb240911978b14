"""The one canonical form of an agreement, over which it is hashed and signed: sorted JSON without any layout."""

from __future__ import annotations

import dataclasses
import datetime as dt
import json
from enum import Enum
from typing import Any

from safeconduct.terms.kinds import Clause, Text
from safeconduct.terms.model import Agreement, Part
from safeconduct.terms.predicate import Predicate

_LAYOUT = ("line", "file", "sha256")


def canonical_bytes(agreement: Agreement) -> bytes:
    """The agreement as UTF-8 JSON. Comments, spacing and line numbers do not count; the order of clauses does."""
    return json.dumps(_plain(agreement), ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def _plain(value: Any) -> Any:
    match value:
        case Predicate():
            return value.document()
        case Text():
            return dict(value.wordings)
        case Enum():
            return value.value
        case dt.date():
            return value.isoformat()
        case tuple():
            return [_plain(item) for item in value]
    if dataclasses.is_dataclass(value):
        layout = ("file",) if isinstance(value, Part) else _LAYOUT
        fields = [field.name for field in dataclasses.fields(value) if field.name not in layout]
        plain = {name.rstrip("_"): _plain(getattr(value, name)) for name in fields}
        return {"kind": value.kind, **plain} if isinstance(value, Clause) else plain
    return value
