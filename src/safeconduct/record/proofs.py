"""Reading a published log: its tiles, its leaves, and proofs made from the files alone."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from safeconduct.errors import DoesNotVerify, Fault
from safeconduct.record import merkle
from safeconduct.record.tiles import ENTRIES, HEIGHT, WIDTH, Tile, count_at, split_entries, split_hashes, tiles_at


class TileReader:
    """The log of ``size`` entries in ``directory``, read from its files as they are needed.

    Nothing that it returns is verified until it has been compared with a signed root; ``verify`` does so for all
    files, ``merkle.verify_inclusion`` and ``merkle.verify_consistency`` for one proof. Raises DoesNotVerify, naming
    the file, where a file is missing or has another length than its name says.
    """

    def __init__(self, directory: Path, size: int) -> None:
        self.directory = directory
        self.size = size
        self._hashes: dict[tuple[int, int], list[bytes]] = {}

    def hashes(self, level: int, index: int) -> list[bytes]:
        """The hashes of one tile, as many as the log's size gives it."""
        if (level, index) not in self._hashes:
            tile = self._tile(level, index)
            try:
                self._hashes[level, index] = self._parsed(tile, split_hashes(self._read(tile)))
            except ValueError as error:
                raise _fault(tile.path, f"{error}", "hashes of 32 bytes") from None
        return self._hashes[level, index]

    def entries(self, index: int) -> list[bytes]:
        """The entries of one bundle, as many as the log's size gives it."""
        tile = self._tile(ENTRIES, index)
        try:
            return self._parsed(tile, split_entries(self._read(tile)))
        except ValueError as error:
            raise _fault(tile.path, f"{error}", "whole entries") from None

    def leaves(self) -> Iterator[bytes]:
        """Every entry of the log, in order."""
        for tile in tiles_at(ENTRIES, self.size):
            yield from self.entries(tile.index)

    def node(self, level: int, index: int) -> bytes:
        """The hash of a node of the Merkle tree, for ``merkle.inclusion_proof`` and its kin."""
        tile_level, within = divmod(level, HEIGHT)
        first = index << within
        hashes = self.hashes(tile_level, first // WIDTH)
        row = hashes[first % WIDTH : first % WIDTH + (1 << within)]
        while len(row) > 1:
            row = [merkle.node_hash(row[at], row[at + 1]) for at in range(0, len(row), 2)]
        return row[0]

    def root(self, size: int | None = None) -> bytes:
        """The root over the first ``size`` entries (default: all)."""
        return merkle.range_root(0, self.size if size is None else size, self.node)

    def inclusion_proof(self, index: int) -> tuple[bytes, ...]:
        return merkle.inclusion_proof(index, self.size, self.node)

    def consistency_proof(self, old_size: int) -> tuple[bytes, ...]:
        return merkle.consistency_proof(old_size, self.size, self.node)

    def _tile(self, level: int, index: int) -> Tile:
        return Tile(level, index, min(WIDTH, count_at(level, self.size) - index * WIDTH))

    def _read(self, tile: Tile) -> bytes:
        """The file, or the full tile where the partial one was removed after it had filled, as it may be."""
        for path in (tile.path, Tile(tile.level, tile.index).path):
            try:
                return (self.directory / path).read_bytes()
            except FileNotFoundError:
                continue
        raise _fault(tile.path, "no file", f"{tile.width} hashes or entries")

    def _parsed(self, tile: Tile, items: list[bytes]) -> list[bytes]:
        if len(items) < tile.width:
            raise _fault(tile.path, f"{len(items)} hashes or entries", f"{tile.width}")
        return items[: tile.width]


def _fault(file: str, found: str, expected: str) -> DoesNotVerify:
    return DoesNotVerify("The record cannot be read whole.", [Fault(file=file, found=found, expected=expected)])
