"""What the log holds for the world to see: a leaf, which binds the intermediary to a document without showing it.

The commitment is HMAC-SHA256 under a random key of its own, never a bare hash: once the key is deleted, nobody can
try names and birth dates against it. Who holds the document and the key (an *opening*) can show that the leaf is
theirs, and nobody can show another document for the same leaf.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from safeconduct.errors import DoesNotVerify
from safeconduct.record.canonical import canonical, parse_canonical

LEAF_TYPE = "safeconduct-fact-1"
KEY_SIZE = 32


@dataclass(frozen=True, slots=True)
class Leaf:
    """One entry of the log.

    ``operation`` is the operation's pseudonym, ``sequence`` its place in the log (from 0), ``time`` the hour in UTC
    (``2026-02-11T18Z``), ``commitment`` 64 hexadecimal digits. What kind of fact it is stays inside the commitment.
    """

    operation: str
    sequence: int
    time: str
    commitment: str

    def encode(self) -> bytes:
        return canonical(
            {
                "type": LEAF_TYPE,
                "operation": self.operation,
                "sequence": self.sequence,
                "time": self.time,
                "commitment": self.commitment,
            }
        )

    @classmethod
    def parse(cls, data: bytes) -> Leaf:
        """Read what ``encode`` writes. Raises ValueError on anything else."""
        document = parse_canonical(data)
        if not isinstance(document, dict) or document.pop("type", None) != LEAF_TYPE:
            raise ValueError(f"a leaf has the type {LEAF_TYPE}")
        if set(document) != set(cls.__slots__):
            raise ValueError("a leaf has the members type, operation, sequence, time and commitment")
        leaf = cls(**document)
        if not isinstance(leaf.sequence, int) or isinstance(leaf.sequence, bool) or leaf.sequence < 0:
            raise ValueError("a leaf's sequence is a whole number")
        if not all(isinstance(text, str) for text in (leaf.operation, leaf.time, leaf.commitment)):
            raise ValueError("a leaf's operation, time and commitment are text")
        return leaf


@dataclass(frozen=True, slots=True, repr=False)
class Opening:
    """A document with the key of its commitment: what shows that a leaf speaks of it."""

    sequence: int
    document: Mapping[str, Any]
    key: bytes

    def __repr__(self) -> str:
        return f"Opening(sequence={self.sequence})"


def time_bucket(moment: dt.datetime) -> str:
    """The hour of an aware ``moment``, in UTC. Finer times would tell the public when an exchange is near."""
    if moment.tzinfo is None:
        raise ValueError("a moment without a time zone is no moment")
    return moment.astimezone(dt.UTC).strftime("%Y-%m-%dT%HZ")


def commit(key: bytes, document: Mapping[str, Any]) -> str:
    """HMAC-SHA256 of the canonical document under a random key of 32 bytes, as hexadecimal digits."""
    if len(key) != KEY_SIZE:
        raise ValueError("a commitment key has 32 bytes")
    return hmac.new(key, canonical(dict(document)), hashlib.sha256).hexdigest()


def verify_opening(leaf: Leaf, opening: Opening) -> None:
    """Check that ``leaf`` commits to the opening's document. Raises DoesNotVerify if it does not."""
    if leaf.sequence != opening.sequence:
        raise DoesNotVerify(f"The opening is of entry {opening.sequence}, the leaf is entry {leaf.sequence}.")
    try:
        commitment = commit(opening.key, opening.document)
    except ValueError as error:
        raise DoesNotVerify(f"The opening of entry {opening.sequence} cannot be one: {error}.") from None
    if not hmac.compare_digest(commitment, leaf.commitment):
        raise DoesNotVerify(f"Entry {leaf.sequence} commits to another document, or under another key.")
