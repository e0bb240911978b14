"""One spelling for one document, so that both sides of a commitment hash the same bytes."""

from __future__ import annotations

import json
from typing import Any

# Integers beyond this are not the same number in every JSON reader (RFC 8259, section 6).
GREATEST_INTEGER = 2**53 - 1

_SIMPLE = frozenset({str, bool, type(None)})
_ENCODER = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)


def canonical(document: Any) -> bytes:
    """Write ``document`` as canonical JSON: keys sorted by code point, no spaces, UTF-8, no floating-point numbers.

    Takes dictionaries with text keys, lists and tuples, text, integers up to 2**53 - 1, booleans and None.
    Raises ValueError on anything else, and on text that is not valid Unicode.
    """
    _check(document)
    return _ENCODER.encode(document).encode("utf-8")


def parse_canonical(data: bytes) -> Any:
    """Read what ``canonical`` writes. Raises ValueError if ``data`` is any other spelling of the same document."""
    try:
        document = json.loads(data.decode("utf-8"))
        if canonical(document) == data:
            return document
    except RecursionError:
        pass
    raise ValueError("not canonical JSON")


def _check(value: Any) -> None:
    kind = type(value)
    if kind in _SIMPLE:
        return
    if isinstance(value, str):
        return
    if isinstance(value, int):
        if abs(value) > GREATEST_INTEGER:
            raise ValueError(f"the integer {value} is beyond 2**53 - 1")
    elif isinstance(value, dict):
        for key, item in value.items():
            if not isinstance(key, str):
                raise ValueError(f"the key {key!r} is not text")
            if type(item) is not str:
                _check(item)
    elif isinstance(value, list | tuple):
        for item in value:
            _check(item)
    else:
        raise ValueError(f"{kind.__name__} has no canonical form")
