"""The commitment: what an office binds itself to before it sees anything of the other's.

A signed note that names the padded number of entries, and for every round the number of blinded values and the root of
the Merkle tree over them. All rounds are bound at once, so that what the strict rounds show cannot change what is
asked in the weak ones. It is safe to show to anyone.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass

from safeconduct.errors import DoesNotVerify
from safeconduct.people.model import ListKind
from safeconduct.people.private.keys import ROUNDS, Round, keys_of_round
from safeconduct.people.private.layout import LEAST_ENTRIES
from safeconduct.people.private.office import Card
from safeconduct.record import SigningKey, VerifierKey, open_note, sign_note

TITLE = "safeconduct private matching, commitment"

_FORM = re.compile(
    rf"{re.escape(TITLE)}\n"
    r"from (?P<sender>\S+)\nto (?P<receiver>\S+)\nnonce (?P<nonce>[0-9a-f]{32})\n"
    r"made (?P<made>\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ)\nkeys (?P<keys>\S+)\nlist (?P<kind>held|sought|family)\n"
    r"entries (?P<entries>\d{1,9})\nundated (?P<undated>yes|no)\n(?P<rounds>(?:round [a-z]+ \d{1,10} [0-9a-f]{64}\n)+)"
)


@dataclass(frozen=True, slots=True)
class Commitment:
    """What the note says. ``entries`` is the padded number; ``roots`` are those of the rounds that the sender agrees
    to; ``undated`` is the consent to the round without birth dates."""

    sender: str  # a verifier key
    receiver: str  # a verifier key
    nonce: str
    made: dt.datetime
    keys: str
    kind: ListKind
    entries: int
    undated: bool
    roots: Mapping[Round, str]

    def text(self) -> str:
        lines = [
            TITLE,
            f"from {self.sender}",
            f"to {self.receiver}",
            f"nonce {self.nonce}",
            f"made {stamp(self.made)}",
            f"keys {self.keys}",
            f"list {self.kind}",
            f"entries {self.entries}",
            f"undated {'yes' if self.undated else 'no'}",
            *(f"round {round_} {self.places(round_)} {root}" for round_, root in self.roots.items()),
        ]
        return "".join(f"{line}\n" for line in lines)

    @property
    def digest(self) -> str:
        """SHA-256 (hex) of the text, by which later files name the commitment."""
        return hashlib.sha256(self.text().encode()).hexdigest()

    def places(self, round_: Round) -> int:
        """The number of blinded values of a round."""
        return self.entries * len(keys_of_round(round_))


def write_commitment(commitment: Commitment, key: SigningKey) -> bytes:
    """The commitment as a signed note."""
    return sign_note(commitment.text(), [key])


def read_commitment(data: bytes, card: Card) -> Commitment:
    """Verify and read an office's commitment. Raises DoesNotVerify if it is not signed by it, or says something else
    than a commitment says."""
    return parse_commitment(open_note(data, [card.vkey]).text, card.vkey)


def parse_commitment(text: str, signer: VerifierKey) -> Commitment:
    """Read a commitment's verified text. Raises DoesNotVerify if it is not the text of one by ``signer``."""
    match = _FORM.fullmatch(text)
    if match is None:
        raise DoesNotVerify("What is signed is not a commitment to a list.")
    roots = {}
    for line in match["rounds"].splitlines():
        _, name, _, root = line.split(" ")
        if name in tuple(ROUNDS):
            roots[Round(name)] = root
    found = Commitment(
        match["sender"],
        match["receiver"],
        match["nonce"],
        dt.datetime.strptime(match["made"], "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=dt.UTC),
        match["keys"],
        ListKind(match["kind"]),
        int(match["entries"]),
        match["undated"] == "yes",
        roots,
    )
    size = found.entries
    sound = found.sender == str(signer) and size >= LEAST_ENTRIES and size.bit_count() == 1
    if not sound or tuple(roots) != rounds_agreed(found.undated) or found.text() != text:
        raise DoesNotVerify("The commitment contradicts itself: its signer, sizes or rounds do not fit together.")
    return found


def rounds_agreed(undated: bool) -> tuple[Round, ...]:
    """The rounds that a side agrees to."""
    return tuple(round_ for round_ in ROUNDS if undated or round_ is not Round.UNDATED)


def stamp(moment: dt.datetime) -> str:
    """A time in UTC, to the second."""
    return moment.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
