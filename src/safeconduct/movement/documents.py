"""plan.json: the plan as a document, the same bytes for the same plan."""

from __future__ import annotations

import dataclasses
import datetime as dt
import json
from collections.abc import Mapping
from enum import Enum
from typing import Any

from safeconduct.movement.model import Plan


def plan_document(plan: Plan) -> dict[str, Any]:
    """The plan as plain JSON values: times in ISO 8601 (UTC), positions as [longitude, latitude], distances in km."""
    document = _plain(plan)
    assert isinstance(document, dict)
    return document


def plan_bytes(plan: Plan) -> bytes:
    """plan.json."""
    text = json.dumps(plan_document(plan), ensure_ascii=False, indent=1, sort_keys=True)
    return f"{text}\n".encode()


def _plain(value: object) -> object:
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {field.name: _plain(getattr(value, field.name)) for field in dataclasses.fields(value)}
    if isinstance(value, dt.datetime):
        return value.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, float):
        return round(value, 5)
    if isinstance(value, Mapping):
        return {str(key): _plain(inner) for key, inner in value.items()}
    if isinstance(value, tuple | list):
        return [_plain(inner) for inner in value]
    return value
