"""The tile layout of C2SP *tlog-tiles*: where each hash and each entry of a log stands among static files.

A log of any size is a folder of files that never change once they are full: ``tile/<level>/<index>`` holds 256
hashes, ``tile/entries/<index>`` holds 256 entries. The rightmost file of each level is partial and is named
``<index>.p/<width>``.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from safeconduct.record.merkle import HASH_SIZE

WIDTH = 256
HEIGHT = 8
ENTRIES = -1
"""The level under which entry bundles are named, beside the levels 0, 1, 2, ... of hashes."""
LONGEST_ENTRY = 2**16 - 1


@dataclass(frozen=True, slots=True, order=True)
class Tile:
    """The name of one tile file: ``width`` of the 256 places of tile ``index`` at ``level`` are filled."""

    level: int
    index: int
    width: int = WIDTH

    @property
    def path(self) -> str:
        """The path below the log's folder, as in ``tile/0/x001/x234/067.p/12``."""
        level = "entries" if self.level == ENTRIES else str(self.level)
        partial = "" if self.width == WIDTH else f".p/{self.width}"
        return f"tile/{level}/{_index_path(self.index)}{partial}"


def count_at(level: int, size: int) -> int:
    """How many hashes stand at ``level`` (or entries, at ``ENTRIES``) in a log of ``size`` entries."""
    return size >> (HEIGHT * max(level, 0))


def levels(size: int) -> range:
    """The levels of hashes that a log of ``size`` entries has."""
    top = 0
    while count_at(top, size):
        top += 1
    return range(top)


def tiles_at(level: int, size: int, start: int = 0) -> Iterator[Tile]:
    """The tiles of one level that hold anything from its hash ``start`` on, in order."""
    count = count_at(level, size)
    for index in range(start // WIDTH, -(-count // WIDTH)):
        yield Tile(level, index, min(WIDTH, count - index * WIDTH))


def tiles_of(size: int) -> Iterator[Tile]:
    """Every tile and entry bundle that a log of ``size`` entries is made of."""
    for level in (ENTRIES, *levels(size)):
        yield from tiles_at(level, size)


def split_hashes(data: bytes) -> list[bytes]:
    """The hashes of a tile file. Raises ValueError if it does not hold a whole number of them."""
    if len(data) % HASH_SIZE:
        raise ValueError(f"{len(data)} bytes are no whole number of hashes")
    return [data[at : at + HASH_SIZE] for at in range(0, len(data), HASH_SIZE)]


def join_entries(entries: Sequence[bytes]) -> bytes:
    """An entry bundle: each entry behind its length in two bytes. Raises ValueError on an entry over 65,535 bytes."""
    if any(len(entry) > LONGEST_ENTRY for entry in entries):
        raise ValueError(f"an entry of a log has at most {LONGEST_ENTRY} bytes")
    return b"".join(len(entry).to_bytes(2, "big") + entry for entry in entries)


def split_entries(data: bytes) -> list[bytes]:
    """The entries of a bundle. Raises ValueError if the last one is cut off."""
    entries: list[bytes] = []
    at = 0
    while at < len(data):
        end = at + 2 + int.from_bytes(data[at : at + 2], "big")
        if at + 2 > len(data) or end > len(data):
            raise ValueError("the last entry is cut off")
        entries.append(data[at + 2 : end])
        at = end
    return entries


def in_bundles(entries: Iterable[bytes]) -> Iterator[list[bytes]]:
    """Group entries that begin at a tile's first place by 256."""
    bundle: list[bytes] = []
    for entry in entries:
        bundle.append(entry)
        if len(bundle) == WIDTH:
            yield bundle
            bundle = []
    if bundle:
        yield bundle


def _index_path(index: int) -> str:
    digits = f"{index:03d}"
    digits = digits.zfill(-(-len(digits) // 3) * 3)
    parts = [digits[at : at + 3] for at in range(0, len(digits), 3)]
    return "/".join([*(f"x{part}" for part in parts[:-1]), parts[-1]])
