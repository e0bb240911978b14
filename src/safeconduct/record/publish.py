"""Writing a log as static files: tiles first, the checkpoint last, each file whole or not there at all.

The folder is a copy: what it holds can be made again from the entries and the signed checkpoint at any time, so a
publication that was cut off is simply repeated. A folder that holds more than it is given, or something else, is
never written over.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from safeconduct.errors import DoesNotVerify, Fault
from safeconduct.files import BESIDE, write_whole
from safeconduct.record import merkle
from safeconduct.record.checkpoint import Checkpoint, open_checkpoint
from safeconduct.record.note import VerifierKey
from safeconduct.record.proofs import TileReader
from safeconduct.record.tiles import ENTRIES, WIDTH, Tile, count_at, in_bundles, join_entries, tiles_at

CHECKPOINT_FILE = "checkpoint"
VKEY_FILE = "vkey"

Leaves = Callable[[int, int], Iterable[bytes]]
"""Gives the entries from one place up to, but not including, another."""


@dataclass(frozen=True, slots=True)
class Published:
    """What a publication did: the log's size before and after, and the files it wrote."""

    before: int
    size: int
    written: int


def published_checkpoint(directory: Path, vkey: VerifierKey) -> Checkpoint | None:
    """The checkpoint that stands in ``directory``, or None where nothing was published yet.

    Raises DoesNotVerify if the folder belongs to another log, or its checkpoint is damaged.
    """
    try:
        data = (directory / CHECKPOINT_FILE).read_bytes()
    except FileNotFoundError:
        return None
    try:
        return open_checkpoint(data, vkey)
    except DoesNotVerify as error:
        raise DoesNotVerify(
            f"The record in {directory} is not one that this store may write to. {error.summary} "
            "Name another folder, or move this one away and keep it."
        ) from None


def check_not_ahead(directory: Path, vkey: VerifierKey, size: int, root: bytes) -> int:
    """The size that is published, after a check that the store, at ``size`` and ``root``, has not fallen behind it.

    Raises DoesNotVerify where the published log is longer or other than the store's: the store was restored from an
    old copy, and to sign on from there would give the world two histories.
    """
    old = published_checkpoint(directory, vkey)
    if old is None:
        return 0
    if old.size > size or (old.size == size and old.root != root):
        raise DoesNotVerify(
            f"The store is older than the record it has published in {directory}; was it restored from a backup? "
            "Nothing is signed until the newest store is back.",
            [
                Fault(
                    file=f"{directory / CHECKPOINT_FILE}",
                    found=f"{old.size} entries, root {old.root.hex()}",
                    expected=f"at most {size} entries, root {root.hex()}",
                )
            ],
        )
    return old.size


def publish(directory: Path, leaves: Leaves, checkpoint: bytes, vkey: VerifierKey) -> Published:
    """Bring the files in ``directory`` up to the signed ``checkpoint``, writing only what is new.

    Full tiles that a published checkpoint covers are not touched. Partial tiles stay until their tile has filled, as
    the specification asks. Raises DoesNotVerify, before the checkpoint is written, if the published files are ahead
    of ``checkpoint`` or do not lead to its root.
    """
    new = open_checkpoint(checkpoint, vkey)
    before = check_not_ahead(directory, vkey, new.size, new.root)
    writer = _Writer(directory)
    if not (directory / VKEY_FILE).exists():
        writer.write(VKEY_FILE, f"{vkey}\n".encode())
    if before == new.size and (directory / CHECKPOINT_FILE).exists():
        return Published(before, new.size, writer.flush())
    _write_tiles(writer, leaves, before, new.size)
    writer.flush()
    _check_root(directory, vkey, new)
    writer.write(CHECKPOINT_FILE, checkpoint)
    written = writer.flush()
    _remove_filled_partials(directory, before, new.size)
    return Published(before, new.size, written)


def tidy(directory: Path, size: int) -> None:
    """Remove what an interrupted publication of a log of ``size`` entries left: temporary files, outgrown partials."""
    for path in sorted(directory.rglob(f"{BESIDE}*")):
        path.unlink()
    _remove_filled_partials(directory, 0, size)


def _write_tiles(writer: _Writer, leaves: Leaves, before: int, size: int) -> None:
    """Write every tile that the entries from ``before`` up to ``size`` fill or lengthen."""
    first = before - before % WIDTH
    full: list[bytes] = []  # the roots of the tiles of this level that have become full, in order
    for tile, bundle in zip(tiles_at(0, size, first), in_bundles(leaves(first, size)), strict=True):
        if len(bundle) != tile.width:
            raise ValueError(f"{len(bundle)} entries were given for {tile.path}")
        hashes = [merkle.leaf_hash(leaf) for leaf in bundle]
        writer.write(Tile(ENTRIES, tile.index, tile.width).path, join_entries(bundle))
        writer.write(tile.path, b"".join(hashes))
        if tile.width == WIDTH:
            full.append(merkle.root_of(hashes))
    level = 1
    while full:
        start = count_at(level, before)
        hashes = writer.standing(level, before) + full
        full = []
        for number, tile in enumerate(tiles_at(level, size, start)):
            row = hashes[number * WIDTH : number * WIDTH + tile.width]
            writer.write(tile.path, b"".join(row))
            if tile.width == WIDTH:
                full.append(merkle.root_of(row))
        level += 1


def _check_root(directory: Path, vkey: VerifierKey, new: Checkpoint) -> None:
    old = published_checkpoint(directory, vkey)
    reader = TileReader(directory, new.size)
    if reader.root() != new.root or (old is not None and reader.root(old.size) != old.root):
        raise DoesNotVerify(
            f"The files in {directory} do not lead to the root of the store's log: a tile was changed or lost. "
            "Keep the folder for those who look into it, and publish into another one."
        )


def _remove_filled_partials(directory: Path, before: int, size: int) -> None:
    """Remove the partial tiles of which the full tile is now published."""
    level = 0
    while count_at(level, size):
        for tile in tiles_at(level, size, count_at(level, before)):
            if tile.width == WIDTH:
                for kind in {level, ENTRIES if level == 0 else level}:
                    partials = directory / f"{Tile(kind, tile.index).path}.p"
                    if partials.is_dir():
                        for path in partials.iterdir():
                            path.unlink()
                        partials.rmdir()
        level += 1


class _Writer:
    """Writes files atomically and durably: temporary file, fsync, rename; folders are synced by ``flush``."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory
        self._folders: dict[Path, None] = {}
        self._written = 0

    def write(self, name: str, data: bytes) -> None:
        path = self.directory / name
        self._make_folder(path.parent)
        write_whole(path, data)
        self._folders[path.parent] = None
        self._written += 1

    def standing(self, level: int, before: int) -> list[bytes]:
        """The hashes that stand in the last, partial tile of ``level`` in a log of ``before`` entries."""
        count = count_at(level, before)
        if count % WIDTH == 0:
            return []
        return TileReader(self.directory, before).hashes(level, count // WIDTH)

    def flush(self) -> int:
        for folder in self._folders:
            _sync_folder(folder)
        self._folders.clear()
        return self._written

    def _make_folder(self, folder: Path) -> None:
        if folder.is_dir():
            return
        self._make_folder(folder.parent)
        with contextlib.suppress(FileExistsError):
            folder.mkdir()
        self._folders[folder.parent] = None


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
