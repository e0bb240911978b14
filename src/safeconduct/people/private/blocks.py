"""One way to write a document with long binary parts: canonical JSON on the first line, then the parts as they are.

The first line says how long each part is. Whatever follows the last part must be zero bytes: they hide how long the
content is.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from safeconduct.record import canonical, parse_canonical

_LENGTHS = "blocks"


@dataclass(frozen=True, slots=True)
class Document:
    """A JSON object and named binary parts."""

    head: Mapping[str, Any]
    blocks: Mapping[str, bytes] = field(default_factory=dict)


def pack(document: Document, size: int = 0) -> bytes:
    """The bytes of a document, filled up with zeros to ``size``."""
    lengths = [[name, len(block)] for name, block in document.blocks.items()]
    data = b"".join([canonical({**document.head, _LENGTHS: lengths}), b"\n", *document.blocks.values()])
    return data + bytes(max(0, size - len(data)))


def unpack(data: bytes) -> Document:
    """Read what ``pack`` writes. Raises ValueError if it is anything else."""
    line, newline, rest = data.partition(b"\n")
    head = parse_canonical(line)
    lengths = head.pop(_LENGTHS, None) if isinstance(head, dict) else None
    if not newline or not isinstance(lengths, list):
        raise ValueError("not a document with parts")
    blocks: dict[str, bytes] = {}
    at = 0
    for row in lengths:
        match row:
            case [str(name), int(length)] if length >= 0 and name not in blocks:
                blocks[name] = rest[at : at + length]
                at += length
            case _:
                raise ValueError("the lengths of the parts are not told")
    if at > len(rest) or any(rest[at:]):
        raise ValueError("the parts are not as long as is told")
    return Document(head, blocks)
