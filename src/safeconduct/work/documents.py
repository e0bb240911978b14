"""What the commands that store a document have in common."""

from __future__ import annotations

import hashlib
from typing import Any

from safeconduct.work.change import Change


def sha256_of(text: str) -> str:
    """The digest of a document: SHA-256 of its UTF-8 bytes, in hex."""
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def columns(c: Change, document: str, input_sha256: str) -> dict[str, Any]:
    """The columns that every table of documents has."""
    return {
        "operation_id": c.operation.id,
        "input_sha256": input_sha256,
        "sha256": sha256_of(document),
        "document": document,
        "made_at": c.at,
    }
