"""A run as a file: what this side must keep between the steps. It holds the secret, so only its owner may read it."""

from __future__ import annotations

import sys
from array import array
from collections.abc import Iterable

from safeconduct.errors import Fault, UnreadableInput
from safeconduct.people.private.blocks import Document, pack, unpack
from safeconduct.people.private.commitment import Commitment, parse_commitment
from safeconduct.people.private.keys import KEY, Round
from safeconduct.people.private.layout import Layout
from safeconduct.people.private.model import Hit, Run
from safeconduct.people.private.office import SEAL_SIZE, Card, Office
from safeconduct.people.private.points import POINT_SIZE, SCALAR_SIZE
from safeconduct.record import VerifierKey, open_note

TITLE = "safeconduct private matching, run 1"


def write_run(run: Run) -> bytes:
    """The run as bytes. Read by nobody else: it holds the secret."""
    head = {
        "title": TITLE,
        "peer": str(run.peer.vkey),
        "list_sha256": run.list_sha256,
        "entry_ids": list(run.entry_ids),
        "theirs": None if run.theirs is None else run.theirs.text(),
        "round": run.round.value,
        "rounds": [round_.value for round_ in run.layouts],
        "answered": run.again is not None,
        "finished": run.finished,
        "hits": [[hit.pseudonym, hit.key, list(hit.entry_ids)] for hit in run.hits],
    }
    blocks = {"seal": run.peer.seal, "note": run.note, "secret": run.secret, "again": _join(sorted(run.again or ()))}
    for round_, layout in run.layouts.items():
        blocks |= {
            f"{round_}.points": _join(layout.points),
            f"{round_}.owner": _numbers(layout.owner),
            f"{round_}.key": layout.key,
            f"{round_}.more": _numbers(number for pair in layout.more for number in pair),
        }
    return pack(Document(head, blocks))


def read_run(data: bytes, office: Office, file: str) -> Run:
    """Read what ``write_run`` writes. Raises UnreadableInput if it is not a run of this office, or was damaged."""
    try:
        document = unpack(data)
        head, blocks = document.head, document.blocks
        if head["title"] != TITLE or len(blocks["seal"]) != SEAL_SIZE or len(blocks["secret"]) != SCALAR_SIZE:
            raise ValueError("not a run of this version")
        peer = Card(VerifierKey.parse(head["peer"]), blocks["seal"])
        own = office.card.vkey
        ours = parse_commitment(open_note(blocks["note"], [own]).text, own)
        theirs: Commitment | None = None if head["theirs"] is None else parse_commitment(head["theirs"], peer.vkey)
        return Run(
            peer,
            ours,
            blocks["note"],
            blocks["secret"],
            head["list_sha256"],
            tuple(head["entry_ids"]),
            {Round(name): _layout(document, name) for name in head["rounds"]},
            Round(head["round"]),
            theirs,
            frozenset(_split(blocks["again"])) if head["answered"] else None,
            head["finished"],
            tuple(Hit(name, KEY[key].round, key, tuple(ids)) for name, key, ids in head["hits"]),
        )
    except (ValueError, KeyError, TypeError) as error:
        fault = Fault(file, f"{error}", "the file that `people private start` keeps for its owner")
        raise UnreadableInput(f"{file} cannot be read as a run of {office.name}.", [fault]) from None


def _layout(document: Document, name: str) -> Layout:
    blocks = document.blocks
    more = _from_numbers(blocks[f"{name}.more"])
    layout = Layout(
        tuple(_split(blocks[f"{name}.points"])),
        _from_numbers(blocks[f"{name}.owner"]),
        blocks[f"{name}.key"],
        tuple(zip(more[::2], more[1::2], strict=True)),
    )
    if not len(layout.points) == len(layout.owner) == len(layout.key):
        raise ValueError("places without points")
    return layout


def _join(points: Iterable[bytes]) -> bytes:
    return b"".join(points)


def _split(data: bytes) -> list[bytes]:
    return [data[at : at + POINT_SIZE] for at in range(0, len(data), POINT_SIZE)]


def _numbers(numbers: Iterable[int]) -> bytes:
    found = array("I", numbers)
    if sys.byteorder == "big":
        found.byteswap()
    return found.tobytes()


def _from_numbers(data: bytes) -> array[int]:
    found = array("I")
    found.frombytes(data)
    if sys.byteorder == "big":
        found.byteswap()
    return found
