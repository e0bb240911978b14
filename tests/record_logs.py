"""Small logs for the tests of the record."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from safeconduct.record import (
    Checkpoint,
    Leaf,
    Published,
    SigningKey,
    commit,
    publish,
    sign_checkpoint,
)
from safeconduct.record.merkle import leaf_hash, root_of

KEY = SigningKey("safeconduct/test", bytes(range(32)))


@cache
def leaf(sequence: int) -> bytes:
    key = hashlib.sha256(b"key %d" % sequence).digest()
    return Leaf("test", sequence, "2026-02-11T18Z", commit(key, {"sequence": sequence})).encode()


def leaves(start: int, end: int) -> Iterable[bytes]:
    return (leaf(sequence) for sequence in range(start, end))


def checkpoint(size: int, key: SigningKey = KEY) -> bytes:
    root = root_of([leaf_hash(entry) for entry in leaves(0, size)])
    return sign_checkpoint(Checkpoint(key.name, size, root), key)


def publish_log(directory: Path, size: int) -> Published:
    return publish(directory, leaves, checkpoint(size), KEY.verifier)


def files(directory: Path) -> dict[str, bytes]:
    return {
        path.relative_to(directory).as_posix(): path.read_bytes()
        for path in sorted(directory.rglob("*"))
        if path.is_file()
    }
