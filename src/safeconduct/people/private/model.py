"""The values of private matching: one run as one side knows it, and what it finds."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from safeconduct.people.private.commitment import Commitment
from safeconduct.people.private.keys import Round
from safeconduct.people.private.layout import Layout
from safeconduct.people.private.office import Card


@dataclass(frozen=True, slots=True)
class Hit:
    """One value that both lists have. Both sides find the same pseudonyms with the same keys; the entry ids are those
    of one's own list (several where entries of it share the value)."""

    pseudonym: str
    round: Round
    key: str
    entry_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True, repr=False)
class Run:
    """One run as one side knows it; secret, for ``secret`` and ``seed`` are in it, and who stands at which place.

    ``round`` is the one that is on; ``again`` are the peer's values of this round blinded by both, once they were
    answered; ``finished`` says that the peer's answer was taken, too. ``theirs`` is the peer's commitment, from its
    first file on; ``list_sha256`` is the digest of the list as it was read.
    """

    peer: Card
    ours: Commitment
    note: bytes  # our commitment as a signed note
    secret: bytes
    list_sha256: str
    entry_ids: tuple[str, ...]
    layouts: Mapping[Round, Layout]
    round: Round = Round.CORE
    theirs: Commitment | None = None
    again: frozenset[bytes] | None = None
    finished: bool = False
    hits: tuple[Hit, ...] = ()

    def __repr__(self) -> str:
        return f"Run({self.name!r}, {self.round.value!r})"

    @property
    def name(self) -> str:
        """What the run is called in this office; the peer calls it otherwise."""
        return f"{self.peer.name}-{self.ours.nonce[:8]}"

    @property
    def run_id(self) -> str:
        """What both sides call the run: 16 hex digits of the digest of both commitments, once they are known."""
        return run_id(self.ours, self.theirs)

    @property
    def result(self) -> str:
        """The digest (hex) of all pseudonyms found so far; the same on both sides."""
        return hashlib.sha256("\n".join(sorted(hit.pseudonym for hit in self.hits)).encode()).hexdigest()

    def matched(self) -> frozenset[int]:
        """The indices of the entries that a round has matched."""
        index = {entry_id: at for at, entry_id in enumerate(self.entry_ids)}
        return frozenset(index[entry_id] for hit in self.hits for entry_id in hit.entry_ids)


@dataclass(frozen=True, slots=True)
class Opened:
    """One entry of which fields were opened. ``alias`` is what the other side calls the entry (``aliases``), ``names``
    are all pseudonyms that stand for it, sorted, and ``words`` what its list says, by field."""

    alias: str
    names: tuple[str, ...]
    words: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Disclosure:
    """What one side opens of its matched entries: ``fields`` of every entry that one of ``pseudonyms`` stands for, as
    two reviewers released them."""

    run_id: str
    pseudonyms: tuple[str, ...]
    fields: tuple[str, ...]
    reviewers: tuple[str, str]
    because: str
    rows: tuple[Opened, ...] = ()


def run_id(ours: Commitment, theirs: Commitment | None) -> str:
    """The name of a run of two commitments, the same for both sides; empty while one is not known."""
    if theirs is None:
        return ""
    return hashlib.sha256("\n".join(sorted((ours.digest, theirs.digest))).encode()).hexdigest()[:16]


def pseudonym(run: str, point: bytes) -> str:
    """The name of a shared value: 16 letters and digits made from the doubly blinded point and the run."""
    digest = hashlib.sha256(f"safeconduct private pseudonym\n{run}\n".encode() + point).digest()
    return base64.b32encode(digest[:10]).decode("ascii").lower()


def in_order(hits: Iterable[Hit]) -> tuple[Hit, ...]:
    """Hits by round and key, the strict ones first, then by pseudonym: the same order on both sides."""
    rounds = list(Round)
    return tuple(sorted(hits, key=lambda hit: (rounds.index(hit.round), hit.key, hit.pseudonym)))


def alias_in(names: Iterable[str], hits: Iterable[Hit]) -> str:
    """The strictest of some pseudonyms: the first of them in the order of the hits."""
    known = set(names)
    return next(hit.pseudonym for hit in hits if hit.pseudonym in known)


def aliases(run: Run) -> Mapping[str, str]:
    """What the other side calls each matched entry, by its id: its strictest pseudonym. Of several entries that have
    the same one, the second in the list has "-2" behind it, and so on."""
    names: dict[str, list[str]] = {}
    for hit in run.hits:
        for entry_id in hit.entry_ids:
            names.setdefault(entry_id, []).append(hit.pseudonym)
    found: dict[str, str] = {}
    seen: dict[str, int] = {}
    for entry_id in run.entry_ids:
        if entry_id in names:
            first = alias_in(names[entry_id], run.hits)
            seen[first] = seen.get(first, 0) + 1
            found[entry_id] = first if seen[first] == 1 else f"{first}-{seen[first]}"
    return found
