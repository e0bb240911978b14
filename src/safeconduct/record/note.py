"""Signed notes with Ed25519 keys, as C2SP *signed-note* describes them: text that anyone can read, and who signed it.

A key is written as one line: a verifier key (``vkey``) is ``name+id+base64``, and a signing key is the same with
``PRIVATE+KEY+`` before it, in the writing of Go's ``golang.org/x/mod/sumdb/note``.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from safeconduct.errors import DoesNotVerify

ED25519 = b"\x01"
MOST_SIGNATURES = 64
_PRIVATE = "PRIVATE+KEY+"
_DASH = "— "


@dataclass(frozen=True, slots=True)
class VerifierKey:
    """The public half of a note key: its name and 32 bytes of Ed25519 public key."""

    name: str
    public: bytes

    def __post_init__(self) -> None:
        _check_name(self.name)
        if len(self.public) != 32:
            raise ValueError("an Ed25519 public key has 32 bytes")

    @property
    def key_id(self) -> bytes:
        """The first four bytes of SHA-256 over name, newline, signature type and public key."""
        return hashlib.sha256(self.name.encode() + b"\n" + ED25519 + self.public).digest()[:4]

    def __str__(self) -> str:
        return f"{self.name}+{self.key_id.hex()}+{_encode(ED25519 + self.public)}"

    @classmethod
    def parse(cls, text: str) -> VerifierKey:
        """Read a vkey line. Raises ValueError with a sentence if it is not one, or its id does not fit its key."""
        name, key_id, material = _split_key(text)
        key = cls(name, material)
        if key.key_id.hex() != key_id:
            raise ValueError(f"the key id {key_id} does not belong to this key, whose id is {key.key_id.hex()}")
        return key


@dataclass(frozen=True, slots=True, repr=False)
class SigningKey:
    """The private half of a note key. ``seed`` is 32 random bytes (RFC 8032); it is never printed by ``repr``."""

    name: str
    seed: bytes

    def __post_init__(self) -> None:
        _check_name(self.name)
        if len(self.seed) != 32:
            raise ValueError("an Ed25519 seed has 32 bytes")

    def __repr__(self) -> str:
        return f"SigningKey(name={self.name!r})"

    @property
    def verifier(self) -> VerifierKey:
        return VerifierKey(self.name, self._private().public_key().public_bytes_raw())

    def secret_text(self) -> str:
        """The line that is kept in the key file, and shown to nobody."""
        return f"{_PRIVATE}{self.name}+{self.verifier.key_id.hex()}+{_encode(ED25519 + self.seed)}"

    @classmethod
    def parse(cls, text: str) -> SigningKey:
        """Read what ``secret_text`` writes. Raises ValueError, without repeating the text, if it is not that."""
        if not text.startswith(_PRIVATE):
            raise ValueError(f"a signing key begins with {_PRIVATE}")
        name, key_id, material = _split_key(text.removeprefix(_PRIVATE))
        key = cls(name, material)
        if key.verifier.key_id.hex() != key_id:
            raise ValueError("the key id does not belong to this signing key")
        return key

    def sign(self, message: bytes) -> bytes:
        return self._private().sign(message)

    def _private(self) -> Ed25519PrivateKey:
        return Ed25519PrivateKey.from_private_bytes(self.seed)


@dataclass(frozen=True, slots=True)
class OpenedNote:
    """A note of which at least one signature was verified. ``unknown`` names signers whose keys were not given."""

    text: str
    signers: tuple[VerifierKey, ...]
    unknown: tuple[str, ...] = ()


def sign_note(text: str, keys: Sequence[SigningKey]) -> bytes:
    """Sign ``text`` (which ends in a newline) with each key. Raises ValueError if the text cannot be a note."""
    _check_text(text)
    if not text.endswith("\n") or not keys:
        raise ValueError("a note's text ends in a newline and has at least one signer")
    message = text.encode("utf-8")
    lines = [f"{_DASH}{key.name} {_encode(key.verifier.key_id + key.sign(message))}\n" for key in keys]
    return (text + "\n" + "".join(lines)).encode("utf-8")


def open_note(data: bytes, keys: Iterable[VerifierKey]) -> OpenedNote:
    """Verify a note and return its text. Nothing of a note may be used that this has not returned.

    Signatures by other keys are passed over, as the specification demands. Raises DoesNotVerify if the note is
    malformed, if a signature by one of ``keys`` is wrong, or if there is none.
    """
    known = {(key.name, key.key_id): key for key in keys}
    text, signatures = _parse(data)
    message = text.encode("utf-8")
    signers: dict[VerifierKey, None] = {}
    unknown: list[str] = []
    for name, key_id, signature in signatures:
        key = known.get((name, key_id))
        if key is None:
            unknown.append(name)
            continue
        try:
            Ed25519PublicKey.from_public_bytes(key.public).verify(signature, message)
        except InvalidSignature:
            raise DoesNotVerify(f"The signature by {name} is not over this text.") from None
        signers[key] = None
    if not signers:
        wanted = ", ".join(sorted({key.name for key in known.values()})) or "nobody"
        raise DoesNotVerify(f"The note bears no signature by {wanted} with the key that was given.")
    return OpenedNote(text, tuple(signers), tuple(unknown))


def _parse(data: bytes) -> tuple[str, list[tuple[str, bytes, bytes]]]:
    try:
        whole = data.decode("utf-8")
        _check_text(whole)
    except ValueError as error:
        raise DoesNotVerify(f"This is not a signed note: {error}.") from None
    head, separator, tail = whole.rpartition("\n\n")
    if not separator or not tail.endswith("\n"):
        raise DoesNotVerify("This is not a signed note: no signature lines follow an empty line.")
    lines = tail.split("\n")[:-1]
    if len(lines) > MOST_SIGNATURES:
        raise DoesNotVerify(f"The note bears more than {MOST_SIGNATURES} signatures.")
    return head + "\n", [_parse_signature(line) for line in lines]


def _parse_signature(line: str) -> tuple[str, bytes, bytes]:
    name, space, encoded = line.removeprefix(_DASH).partition(" ")
    try:
        if not line.startswith(_DASH) or not space:
            raise ValueError("a signature line is a dash, a name and a signature")
        _check_name(name)
        raw = _decode(encoded)
        if len(raw) < 5:
            raise ValueError("a signature is longer than its key id")
    except ValueError as error:
        raise DoesNotVerify(f"This is not a signed note: {error}.") from None
    return name, raw[:4], raw[4:]


def _split_key(text: str) -> tuple[str, str, bytes]:
    parts = text.split("+", 2)
    if len(parts) != 3:
        raise ValueError("a key is written name+id+base64")
    name, key_id, encoded = parts
    material = _decode(encoded)
    if material[:1] != ED25519:
        raise ValueError("only Ed25519 keys (signature type 1) are known")
    return name, key_id, material[1:]


def _check_name(name: str) -> None:
    if not name or "+" in name or any(letter.isspace() for letter in name):
        raise ValueError(f"{name!r} cannot name a key: it is empty, or has a space or a plus sign in it")


def _check_text(text: str) -> None:
    if any(letter < " " and letter != "\n" for letter in text):
        raise ValueError("it has control characters in it")


def _encode(raw: bytes) -> str:
    return base64.b64encode(raw).decode("ascii")


def _decode(text: str) -> bytes:
    """Base 64 with exactly one spelling for each value: the unused bits at the end must be zero."""
    try:
        raw = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        raise ValueError("it is not base64") from None
    if _encode(raw) != text:
        raise ValueError("its base64 is not in the one allowed spelling")
    return raw
