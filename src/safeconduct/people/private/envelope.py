"""The form of every file that travels: a signed head that anyone can read, and a body that only the receiver can open.

    safeconduct private matching file 1 <bytes of the head>
    <the head: a signed note>
    <the body: HPKE to the receiver's card>

The head says from whom to whom, which step of which round, and the digests of the two commitments and of the body. So
whoever carries the file sees that much and the size; of blinded values, not one.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from enum import StrEnum

from safeconduct.errors import DoesNotVerify, Fault, RefusedByRule, UnreadableInput
from safeconduct.people.private.blocks import Document, pack, unpack
from safeconduct.people.private.keys import ROUNDS, Round
from safeconduct.people.private.office import Card, Office, seal_to
from safeconduct.record import VerifierKey, open_note, sign_note

TITLE = "safeconduct private matching, file"
NONE = "-"
MOST_BYTES = 1 << 30
_MAGIC = re.compile(rb"safeconduct private matching file 1 (\d{1,6})\n")
_HEAD = re.compile(
    rf"{re.escape(TITLE)}\n(?P<about>step (?P<step>[a-z]+)\nfrom (?P<sender>\S+)\nto (?P<receiver>\S+)\n"
    r"round (?P<round>[a-z]+)\nours (?P<ours>[0-9a-f]{64})\ntheirs (?P<theirs>[0-9a-f]{64}|-)\n"
    r"result (?P<result>[0-9a-f]{64}|-)\n)body (?P<bytes>\d{1,10}) (?P<body>[0-9a-f]{64})\n"
)


class Step(StrEnum):
    """What a file is for."""

    START = "start"
    ANSWER = "answer"
    DISCLOSURE = "disclosure"


@dataclass(frozen=True, slots=True)
class Head:
    """What anyone can read on a file. ``ours`` and ``theirs`` are digests of the commitments of sender and receiver;
    ``result`` is the digest of what the sender found in the rounds before. "-" stands for what is not known yet."""

    step: Step
    sender: str  # a verifier key
    receiver: str  # a verifier key
    round: Round
    ours: str
    theirs: str = NONE
    result: str = NONE

    def about(self) -> str:
        return (
            f"step {self.step}\nfrom {self.sender}\nto {self.receiver}\nround {self.round}\nours {self.ours}\n"
            f"theirs {self.theirs}\nresult {self.result}\n"
        )


@dataclass(frozen=True, slots=True)
class Envelope:
    """A file as it came: its head, which is not verified yet, the note that holds it, and the sealed body."""

    file: str
    head: Head
    note: bytes
    sealed: bytes


def close(head: Head, document: Document, office: Office, receiver: Card, size: int = 0) -> bytes:
    """Seal and sign a file. ``size`` is what the content is filled up to, in bytes."""
    sealed = seal_to(receiver, pack(document, size), _info(head))
    digest = hashlib.sha256(sealed).hexdigest()
    note = sign_note(f"{TITLE}\n{head.about()}body {len(sealed)} {digest}\n", [office.signing])
    return b"safeconduct private matching file 1 %d\n" % len(note) + note + sealed


def look(data: bytes, file: str) -> Envelope:
    """Read the head of a file, without a key and without believing it. Raises UnreadableInput if it is no such file,
    or breaks off."""
    match = _MAGIC.match(data)
    if match is None or len(data) > MOST_BYTES:
        raise _unreadable(file, "something else", "a file that `people private` has written")
    note = data[match.end() : match.end() + int(match[1])]
    sealed = data[match.end() + len(note) :]
    head = _HEAD.match(note.decode("utf-8", "replace"))
    if head is None or head["step"] not in tuple(Step) or head["round"] not in tuple(ROUNDS):
        raise _unreadable(file, "a head that says nothing known", "a file of this version of Safeconduct")
    if len(sealed) != int(head["bytes"]):
        raise _unreadable(file, f"{len(sealed):,} bytes of content", f"{int(head['bytes']):,}; copy the file again")
    return Envelope(
        file,
        Head(
            Step(head["step"]),
            head["sender"],
            head["receiver"],
            Round(head["round"]),
            head["ours"],
            head["theirs"],
            head["result"],
        ),
        note,
        sealed,
    )


def verify_head(envelope: Envelope, key: VerifierKey) -> None:
    """Check that ``key`` has signed exactly this file. Raises DoesNotVerify otherwise."""
    text = open_note(envelope.note, [key]).text
    match = _HEAD.fullmatch(text)
    if match is None or match["about"] != envelope.head.about():
        raise DoesNotVerify(f"{envelope.file}: what is signed is not the head of such a file.")
    if hashlib.sha256(envelope.sealed).hexdigest() != match["body"]:
        raise DoesNotVerify(f"{envelope.file}: the content is not what {key.name} has signed; it was changed.")


def unseal(envelope: Envelope, office: Office, sender: Card) -> Document:
    """Verify and open a file that ``sender`` made for ``office``.

    Raises RefusedByRule if it is for or from somebody else, DoesNotVerify if it was changed or is not by the sender.
    """
    head, us = envelope.head, str(office.card.vkey)
    if head.sender == us:
        raise RefusedByRule(f"{envelope.file} is this office's own file; it is for {_name(head.receiver)}.")
    if head.receiver != us:
        raise RefusedByRule(f"{envelope.file} is for {_name(head.receiver)}, not for {office.name} with its key.")
    if head.sender != str(sender.vkey):
        raise RefusedByRule(
            f"{envelope.file} is from {_name(head.sender)} with a key that is not on the card of {sender.name}."
        )
    verify_head(envelope, sender.vkey)
    data = office.open(envelope.sealed, _info(head))
    try:
        return unpack(data)
    except ValueError as error:
        raise _unreadable(envelope.file, str(error), f"what {head.step} files hold") from None


def _info(head: Head) -> bytes:
    return f"{TITLE}\n{head.about()}".encode()


def _name(vkey: str) -> str:
    return vkey.partition("+")[0]


def _unreadable(file: str, found: str, expected: str) -> UnreadableInput:
    return UnreadableInput(f"{file} cannot be read.", [Fault(file, found, expected)])
