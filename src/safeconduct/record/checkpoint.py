"""Checkpoints, as C2SP *tlog-checkpoint* describes them: the size and root of a log, signed as a note."""

from __future__ import annotations

import base64
import binascii
from dataclasses import dataclass

from safeconduct.errors import DoesNotVerify
from safeconduct.record.merkle import HASH_SIZE
from safeconduct.record.note import SigningKey, VerifierKey, open_note, sign_note


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """A log of this name had ``size`` entries whose Merkle root was ``root`` (32 bytes)."""

    origin: str
    size: int
    root: bytes

    def text(self) -> str:
        return f"{self.origin}\n{self.size}\n{base64.b64encode(self.root).decode('ascii')}\n"

    @classmethod
    def parse(cls, text: str) -> Checkpoint:
        """Read the text of a checkpoint. Raises ValueError if it has another form, or extension lines."""
        lines = text.split("\n")
        if len(lines) != 4 or lines[3] or not lines[0]:
            raise ValueError("a checkpoint is three lines: origin, size and root")
        origin, size, root = lines[:3]
        if not (size.isascii() and size.isdecimal()) or str(int(size)) != size:
            raise ValueError(f"{size!r} is not a number of entries")
        try:
            made = cls(origin, int(size), base64.b64decode(root, validate=True))
        except binascii.Error:
            raise ValueError("the root is not base64") from None
        if len(made.root) != HASH_SIZE or made.text() != text:
            raise ValueError("the root is not the base64 of 32 bytes")
        return made


def sign_checkpoint(checkpoint: Checkpoint, key: SigningKey) -> bytes:
    """The checkpoint as the file ``checkpoint`` of a log. The key bears the log's name, as the origin does."""
    if key.name != checkpoint.origin:
        raise ValueError(f"the key of {key.name} does not sign for the log {checkpoint.origin}")
    return sign_note(checkpoint.text(), [key])


def open_checkpoint(data: bytes, vkey: VerifierKey) -> Checkpoint:
    """Verify a signed checkpoint. Raises DoesNotVerify if the log's own signature does not hold for it."""
    note = open_note(data, [vkey])
    try:
        checkpoint = Checkpoint.parse(note.text)
    except ValueError as error:
        raise DoesNotVerify(f"This is not a checkpoint: {error}.") from None
    if checkpoint.origin != vkey.name:
        raise DoesNotVerify(f"The checkpoint is of the log {checkpoint.origin}, the key of {vkey.name}.")
    return checkpoint
