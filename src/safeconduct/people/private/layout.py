"""Which blinded value stands for what: one place for every key of every entry, and dummies for what is not there.

Each entry takes as many places as the round has keys; a key that it lacks, or that an earlier entry of the same list
has taken already, is a dummy. Then dummy entries fill the list up to a power of two. So the number of places says
nothing but between which two powers of two the list is. Places are in the order of their points, which is random to
whoever lacks the secret.
"""

from __future__ import annotations

import hashlib
from array import array
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

from safeconduct.people.model import Entry
from safeconduct.people.private import points
from safeconduct.people.private.keys import Round, keys_of_round, values_of
from safeconduct.record.merkle import leaf_hash, root_of

LEAST_ENTRIES = 256
NOBODY = 0xFFFFFFFF  # the owner of a dummy that fills the list up


@dataclass(frozen=True, slots=True)
class Layout:
    """The places of one round, in the order of their points.

    ``points`` are the singly blinded values; ``owner`` is the index of the entry that took the place, or NOBODY;
    ``key`` is the number of the key within the round, from 1, or 0 for a dummy; ``more`` are further entries with the
    same value, as (place, index).
    """

    points: tuple[bytes, ...]
    owner: Sequence[int]
    key: bytes
    more: tuple[tuple[int, int], ...] = ()
    _more: dict[int, list[int]] = field(default_factory=dict, init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        for place, index in self.more:
            self._more.setdefault(place, []).append(index)

    def entries_at(self, place: int) -> tuple[int, ...]:
        """The indices of all entries that own a place; none for a dummy that fills up."""
        if self.owner[place] == NOBODY:
            return ()
        return (self.owner[place], *self._more.get(place, ()))

    def root(self) -> bytes:
        """The root of the Merkle tree over the points (RFC 9162), which the commitment names."""
        return root_of([leaf_hash(point) for point in self.points])

    def kept_back(self, matched: Collection[int]) -> bytes:
        """One byte a place: 1 where everybody who owns it has been matched already, so that it need not be compared."""
        return bytes(
            bool(owners := self.entries_at(place)) and all(owner in matched for owner in owners)
            for place in range(len(self.points))
        )


def padded(entries: int) -> int:
    """How many entries a list of ``entries`` is filled up to: the next power of two, at least 256."""
    return max(LEAST_ENTRIES, 1 << max(0, entries - 1).bit_length())


def lay_out(entries: Sequence[Entry], round_: Round, secret: bytes, seed: bytes) -> Layout:
    """Blind one round of a list. ``secret`` is the scalar; ``seed`` (32 random bytes) makes the dummies."""
    width = len(keys_of_round(round_))
    values: list[str] = []
    owner = array("I")
    key = bytearray()
    more: list[tuple[int, int]] = []
    taken: dict[str, int] = {}
    for index, entry in enumerate(entries):
        for number, value in enumerate(values_of(entry, round_), start=1):
            if value is not None and value in taken:
                more.append((taken[value], index))
            real = value is not None and value not in taken
            if real:
                assert value is not None
                taken[value] = len(values)
            values.append(value if real and value is not None else _dummy(seed, round_, len(values)))
            owner.append(index)
            key.append(number if real else 0)
    for _ in range((padded(len(entries)) - len(entries)) * width):
        values.append(_dummy(seed, round_, len(values)))
        owner.append(NOBODY)
        key.append(0)
    blinded = points.blind(values, secret)
    order = sorted(range(len(blinded)), key=blinded.__getitem__)
    place = array("I", bytes(4 * len(order)))
    for at, before in enumerate(order):
        place[before] = at
    return Layout(
        tuple(blinded[at] for at in order),
        array("I", (owner[at] for at in order)),
        bytes(key[at] for at in order),
        tuple(sorted((place[at], index) for at, index in more)),
    )


def _dummy(seed: bytes, round_: Round, number: int) -> str:
    """A value that is nobody's: no key has this form, and nobody else knows the seed."""
    return f"dummy\x1f{hashlib.sha256(b'%b\n%b\n%d' % (seed, round_.value.encode(), number)).hexdigest()}"
