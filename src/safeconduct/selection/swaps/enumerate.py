"""Every swap and every chain that a pool allows, as rows of numbers."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from typing import cast

import numpy as np
import numpy.typing as npt

from safeconduct.errors import Fault, RefusedByRule
from safeconduct.selection.swaps.model import Pool

Numbers = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]

MOST_PATHS = 20_000_000  # more half-finished swaps than this do not fit into the memory of an office computer


@dataclass(frozen=True)
class Columns:
    """The possible swaps, one a row, and chains after cycles.

    ``persons`` are the ids in the order that ties are broken in. ``paths`` (swaps by greatest length) numbers the
    persons of a swap in the order in which they go against each other, and ``places`` the places they take: a
    person's own, or the one shared by all who bear the same ``one_of``. Both are filled up, with -1 and with
    ``place_count``. Of several swaps that take the same places only the first is kept: any plan can do with it.
    """

    persons: tuple[str, ...]
    paths: Numbers
    places: Numbers
    sizes: Numbers
    chain: Mask
    place_count: int

    def only(self, kept: Numbers) -> Columns:
        """The columns at the given positions, in that order."""
        paths, places, sizes, chain = self.paths[kept], self.places[kept], self.sizes[kept], self.chain[kept]
        return replace(self, paths=paths, places=places, sizes=sizes, chain=chain)


def enumerate_swaps(pool: Pool, *, max_cycle: int, max_chain: int, seed: str = "") -> Columns:
    """All cycles of at most ``max_cycle`` and chains of at most ``max_chain`` persons (the goodwill release counts).

    Persons are ordered by the SHA-256 of the seed and their id, so that neither the order of the input nor any name
    decides between swaps that are worth the same. Raises RefusedByRule when there are too many to look at.
    """
    net = _Net(pool, seed)
    longest = max(max_cycle, max_chain, 1)
    cycles, chains = net.cycles(max_cycle), net.chains(max_chain)
    paths = _stacked(cycles + chains, longest)
    in_chain = np.arange(len(paths)) >= sum(map(len, cycles))
    places = np.sort(np.append(net.place, net.place_count)[paths], axis=1)
    kept = _first_of_each(places, net.place_count + 1)
    paths, places, in_chain = paths[kept], places[kept], in_chain[kept]
    sizes = cast(Numbers, (paths >= 0).sum(axis=1, dtype=np.int64))
    return Columns(net.persons, paths, places, sizes, in_chain, net.place_count)


class _Net:
    """The persons, numbered, with an arc from each to all who may go against them."""

    def __init__(self, pool: Pool, seed: str) -> None:
        key = {person: hashlib.sha256(f"{seed}\n{person}".encode()).digest() for person in pool.by_person}
        self.persons = tuple(sorted(key, key=lambda person: (key[person], person)))
        number = {person: at for at, person in enumerate(self.persons)}
        offers = [pool.by_person[person] for person in self.persons]
        place: dict[tuple[str, str], int] = {}
        self.place = np.array(
            [place.setdefault(("one_of", o.one_of) if o.one_of else ("", o.person), len(place)) for o in offers],
            np.int64,
        )
        self.place_count = len(place)
        self.goodwill = np.array([at for at, offer in enumerate(offers) if offer.goodwill], np.int64)
        count = len(offers)
        arcs = np.array([(number[o], at) for at, offer in enumerate(offers) for o in offer.against], np.int64)
        codes = np.unique(arcs.reshape(-1, 2) @ np.array([max(count, 1), 1]))
        tail, self.head = np.divmod(codes, max(count, 1))
        self.first = np.searchsorted(tail, np.arange(count + 1))
        bits = np.zeros((count, count), bool)
        bits[tail, self.head] = True
        self.bits = np.packbits(bits, axis=1)

    def cycles(self, longest: int) -> list[Numbers]:
        """For each length from 2 on the cycles, each starting at its lowest number."""
        found: list[Numbers] = []
        paths = np.arange(len(self.persons), dtype=np.int64)[:, None]
        for _ in range(2, longest + 1):
            paths = self._grown(paths, above_start=True)
            found.append(paths[self._arc(paths[:, -1], paths[:, 0])])
        return found

    def chains(self, longest: int) -> list[Numbers]:
        """For each length from 1 on the chains, each starting at a goodwill release."""
        if longest < 1:
            return []
        found = [self.goodwill[:, None]]
        while len(found) < longest:
            found.append(self._grown(found[-1], above_start=False))
        return found

    def _grown(self, paths: Numbers, *, above_start: bool) -> Numbers:
        """Each path with each person who may go against its last one and whose place it does not take yet."""
        if not len(paths):
            return np.empty((0, paths.shape[1] + 1), np.int64)
        start = self.first[paths[:, -1]]
        counts = self.first[paths[:, -1] + 1] - start
        total = int(counts.sum())
        if total > MOST_PATHS:
            found, wanted = f"{total} paths of {paths.shape[1] + 1} persons", f"at most {MOST_PATHS}"
            raise RefusedByRule(
                "There are too many possible swaps to look at each. Allow only shorter ones, or split the pool.",
                [Fault("offers", found, wanted, code="too_many")],
            )
        row = np.repeat(np.arange(len(paths)), counts)
        head = self.head[np.arange(total) - np.repeat(np.cumsum(counts) - counts - start, counts)]
        fits = head > paths[row, 0] if above_start else np.ones(total, bool)
        for step in range(paths.shape[1]):
            fits &= self.place[head] != self.place[paths[row, step]]
        return np.column_stack([paths[row[fits]], head[fits]])

    def _arc(self, tail: Numbers, head: Numbers) -> Mask:
        return np.asarray((self.bits[tail, head >> 3] >> (7 - (head & 7)).astype(np.uint8)) & 1, bool)


def _stacked(blocks: list[Numbers], width: int) -> Numbers:
    """The rows of all blocks, each filled up with -1."""
    rows = np.full((sum(map(len, blocks)), width), -1, np.int64)
    at = 0
    for block in blocks:
        rows[at : at + len(block), : block.shape[1]] = block
        at += len(block)
    return rows


def _first_of_each(rows: Numbers, base: int) -> Numbers:
    """The positions, in order, of the first among equal rows of numbers below ``base``."""
    codes, top = rows[:, 0], base
    for column in rows.T[1:]:
        if top * base >= 2**62:
            codes = np.unique(codes, return_inverse=True)[1].astype(np.int64)
            top = len(codes)
        codes, top = codes * base + column, top * base
    return np.sort(np.unique(codes, return_index=True)[1])
