"""Checking a published log without trusting who published it: every file, every byte, against the signed checkpoint."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from safeconduct.errors import DoesNotVerify, Fault, UnreadableInput
from safeconduct.record import merkle
from safeconduct.record.checkpoint import Checkpoint, open_checkpoint
from safeconduct.record.leaf import Leaf
from safeconduct.record.note import VerifierKey
from safeconduct.record.proofs import TileReader
from safeconduct.record.publish import CHECKPOINT_FILE, VKEY_FILE
from safeconduct.record.tiles import (
    ENTRIES,
    WIDTH,
    Tile,
    join_entries,
    levels,
    split_entries,
    split_hashes,
    tiles_at,
    tiles_of,
)


@dataclass(frozen=True, slots=True)
class Verified:
    """A log that verifies. ``key_given`` is false where the key was taken from the log's own folder.

    ``since`` is the size of the older checkpoint of which this log was shown to be a continuation.
    """

    origin: str
    size: int
    root: bytes
    vkey: str
    key_given: bool
    files: int
    since: int | None = None

    def document(self) -> dict[str, object]:
        return {
            "origin": self.origin,
            "size": self.size,
            "root": base64.b64encode(self.root).decode("ascii"),
            "vkey": self.vkey,
            "key_given": self.key_given,
            "files": self.files,
            "since": self.since,
        }


def verify(directory: Path, vkey: str | None = None, since: bytes | None = None) -> Verified:
    """Check a record of Safeconduct: all that ``verify_tiles`` checks, and that each entry is the leaf of its place.

    Raises DoesNotVerify, with a fault for each file that differs, or UnreadableInput if ``directory`` or the vkey is
    not what it should be.
    """
    verified = verify_tiles(directory, vkey, since)
    leaves(directory, verified.size)
    return verified


def verify_tiles(directory: Path, vkey: str | None = None, since: bytes | None = None) -> Verified:
    """Check any log in the tlog-tiles layout, whatever its entries say.

    The checkpoint must bear the log's signature by ``vkey`` (default: the key in the folder's own file ``vkey``);
    every tile and every bundle must be there, hash to the tile above it and in the end to the signed root; and
    nothing else may be there. With ``since``, an older checkpoint file of the same log, the log must continue it.
    """
    if not directory.is_dir():
        raise UnreadableInput(
            f"There is no record in {directory}.",
            [Fault(file=f"{directory}", found="no folder", expected="a folder with a file named checkpoint")],
        )
    key = _key(directory, vkey)
    checkpoint = _open(_read(directory, CHECKPOINT_FILE), key, CHECKPOINT_FILE)
    faults = [*_check_names(directory, checkpoint.size), *_check_contents(directory, checkpoint.size)]
    if faults:
        raise DoesNotVerify(f"The record in {directory} does not verify.", faults)
    reader = TileReader(directory, checkpoint.size)
    if reader.root() != checkpoint.root:
        raise DoesNotVerify(
            f"The record in {directory} does not verify.",
            [
                Fault(
                    file=f"{CHECKPOINT_FILE} and tile",
                    found=f"tiles with the root {reader.root().hex()}",
                    expected=f"the signed root {checkpoint.root.hex()}",
                )
            ],
        )
    old = None if since is None else _check_since(reader, checkpoint, _open(since, key, "the older checkpoint"))
    files = 2 + sum(1 for _ in tiles_of(checkpoint.size))
    return Verified(checkpoint.origin, checkpoint.size, checkpoint.root, f"{key}", vkey is not None, files, old)


def leaves(directory: Path, size: int) -> list[Leaf]:
    """The leaves of a record that ``verify_tiles`` has accepted.

    Raises DoesNotVerify if an entry is no leaf, stands in another place than it says, or is of another operation.
    """
    found: list[Leaf] = []
    faults: list[Fault] = []
    for place, data in enumerate(TileReader(directory, size).leaves()):
        file = Tile(ENTRIES, place // WIDTH, min(WIDTH, size - place // WIDTH * WIDTH)).path
        try:
            leaf = Leaf.parse(data)
        except ValueError as error:
            faults.append(Fault(file=file, found=f"entry {place}: {error}", expected="a leaf"))
            continue
        if leaf.sequence != place:
            faults.append(Fault(file=file, found=f"entry {leaf.sequence} in place {place}", expected=f"entry {place}"))
        if found and leaf.operation != found[0].operation:
            faults.append(
                Fault(file=file, found=f"entry {place} of {leaf.operation}", expected=f"of {found[0].operation}")
            )
        found.append(leaf)
    if faults:
        raise DoesNotVerify(f"The record in {directory} is not that of one operation.", faults)
    return found


def _key(directory: Path, vkey: str | None) -> VerifierKey:
    if vkey is not None:
        try:
            return VerifierKey.parse(vkey.strip())
        except ValueError as error:
            fault = Fault(file="--vkey", found=f"{error}", expected="a line name+id+base64")
            raise UnreadableInput("The verifier key cannot be read.", [fault]) from None
    text = _read(directory, VKEY_FILE)
    try:
        key = VerifierKey.parse(text.decode("utf-8").removesuffix("\n"))
        if f"{key}\n".encode() != text:
            raise ValueError("more than one line")
    except ValueError as error:
        fault = Fault(file=VKEY_FILE, found=f"{error}", expected="one line name+id+base64")
        raise DoesNotVerify(f"The record in {directory} does not verify.", [fault]) from None
    return key


def _read(directory: Path, name: str) -> bytes:
    try:
        return (directory / name).read_bytes()
    except FileNotFoundError:
        fault = Fault(file=name, found="no file", expected="the file that was published with the record")
        raise DoesNotVerify(f"The record in {directory} does not verify.", [fault]) from None


def _open(data: bytes, key: VerifierKey, name: str) -> Checkpoint:
    try:
        return open_checkpoint(data, key)
    except DoesNotVerify as error:
        fault = Fault(file=name, found=error.summary, expected=f"a checkpoint signed by {key.name}")
        raise DoesNotVerify("The checkpoint does not verify.", [fault]) from None


def _check_since(reader: TileReader, new: Checkpoint, old: Checkpoint) -> int:
    if old.size > new.size:
        raise DoesNotVerify(
            f"The record was cut: it has {new.size} entries, and {old.size} were signed before. Keep both checkpoints."
        )
    if old.size == 0:
        if old.root != merkle.EMPTY_ROOT:
            raise DoesNotVerify("The older checkpoint gives an empty log a root that it cannot have.")
        return 0
    proof = reader.consistency_proof(old.size)
    try:
        merkle.verify_consistency(old.size, new.size, proof, old.root, new.root)
    except DoesNotVerify:
        raise DoesNotVerify(
            f"The record was rewritten: its first {old.size} entries are not those of the older checkpoint. "
            "Keep both checkpoints: together they prove it."
        ) from None
    return old.size


def _check_names(directory: Path, size: int) -> Iterator[Fault]:
    """Report files that do not belong there."""
    known = {CHECKPOINT_FILE, VKEY_FILE}
    known.update(tile.path for tile in tiles_of(size))
    known.update(tile.path for tile in _outgrown(directory, size))
    for path in sorted(directory.rglob("*")):
        name = path.relative_to(directory).as_posix()
        if (path.is_symlink() or not path.is_dir()) and name not in known:
            yield Fault(file=name, found="a file that the checkpoint does not cover", expected="no such file")


def _outgrown(directory: Path, size: int) -> Iterator[Tile]:
    """Partial tiles of older checkpoints, which may stay."""
    for tile in tiles_of(size):
        partials = directory / f"{Tile(tile.level, tile.index).path}.p"
        if tile.width < WIDTH or partials.is_dir():
            for width in range(1, tile.width):
                older = Tile(tile.level, tile.index, width)
                if (directory / older.path).is_file():
                    yield older


def _check_contents(directory: Path, size: int) -> Iterator[Fault]:
    """Report files whose hashes do not agree with those of the files beside and above them."""
    below: dict[int, bytes] = {}  # the roots of the full tiles of the level below, where those could be read
    for level in levels(size):
        roots: dict[int, bytes] = {}
        for tile in tiles_at(level, size):
            hashes = _items(directory, tile)
            if isinstance(hashes, Fault):
                yield hashes
                continue
            if level == 0:
                yield from _check_bundle(directory, tile, hashes)
            for place, digest in enumerate(hashes, tile.index * WIDTH):
                if level > 0 and below.get(place, digest) != digest:
                    child = Tile(level - 1, place).path
                    yield Fault(file=child, found="hashes with another root", expected=f"the root in {tile.path}")
            if tile.width == WIDTH:
                roots[tile.index] = merkle.root_of(hashes)
        below = roots
    for older in _outgrown(directory, size):
        yield from _check_outgrown(directory, older, size)


def _check_bundle(directory: Path, tile: Tile, hashes: list[bytes]) -> Iterator[Fault]:
    bundle = Tile(ENTRIES, tile.index, tile.width)
    entries = _items(directory, bundle)
    if isinstance(entries, Fault):
        yield entries
        return
    for place, (entry, digest) in enumerate(zip(entries, hashes, strict=True), tile.index * WIDTH):
        if merkle.leaf_hash(entry) != digest:
            yield Fault(file=bundle.path, found=f"entry {place} with another hash", expected=f"that in {tile.path}")


def _check_outgrown(directory: Path, older: Tile, size: int) -> Iterator[Fault]:
    newer = next(tile for tile in tiles_at(older.level, size, older.index * WIDTH) if tile.index == older.index)
    items = _items(directory, newer)
    if isinstance(items, Fault):
        return  # reported already
    kept = items[: older.width]
    if (directory / older.path).read_bytes() != (join_entries(kept) if older.level == ENTRIES else b"".join(kept)):
        yield Fault(file=older.path, found="other contents", expected=f"the beginning of {newer.path}")


def _items(directory: Path, tile: Tile) -> list[bytes] | Fault:
    """The hashes or entries of one file, or the fault that stands in the way."""
    try:
        data = (directory / tile.path).read_bytes()
    except FileNotFoundError:
        return Fault(file=tile.path, found="no file", expected="the file that the checkpoint covers")
    except OSError as error:
        return Fault(file=tile.path, found=f"{error.strerror}", expected="a readable file")
    try:
        items = split_entries(data) if tile.level == ENTRIES else split_hashes(data)
    except ValueError as error:
        return Fault(file=tile.path, found=f"{error}", expected=f"{tile.width} whole hashes or entries")
    if len(items) != tile.width:
        return Fault(file=tile.path, found=f"{len(items)} hashes or entries", expected=f"{tile.width}")
    return items
