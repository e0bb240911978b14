"""The keys of an office: one seed, from which it signs what it says and opens what is sealed to it.

The *card* is the public half. It is handed to the other office once, and its verifier key is compared by another way
(read out over the telephone, say), for whoever exchanges the card can read and write in the other's name.
"""

from __future__ import annotations

import base64
import re
from dataclasses import dataclass

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.mlkem import MLKEM768PrivateKey, MLKEM768PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.hpke import (
    AEAD,
    KDF,
    KEM,
    MLKEM768X25519PrivateKey,
    MLKEM768X25519PublicKey,
    Suite,
)
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from safeconduct.errors import DoesNotVerify, Fault, UnreadableInput
from safeconduct.record import SigningKey, VerifierKey, open_note, sign_note

TITLE = "safeconduct private matching, card of an office"
SEED_SIZE = 32
SEAL_SIZE = 1184 + 32  # bytes of the public keys of ML-KEM-768 and X25519
NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,39}")


@dataclass(frozen=True, slots=True)
class Card:
    """The public half of an office's keys: ``vkey`` checks its signatures, ``seal`` (1,216 bytes) seals to it."""

    vkey: VerifierKey
    seal: bytes

    @property
    def name(self) -> str:
        return self.vkey.name


@dataclass(frozen=True, slots=True, repr=False)
class Office:
    """The secret half. Sealing and opening keys are derived from the signing key's seed (HKDF-SHA-256)."""

    signing: SigningKey

    def __repr__(self) -> str:
        return f"Office({self.name!r})"

    @property
    def name(self) -> str:
        return self.signing.name

    @property
    def card(self) -> Card:
        kem, x25519 = self._opening()
        return Card(self.signing.verifier, kem.public_key().public_bytes_raw() + x25519.public_key().public_bytes_raw())

    def open(self, sealed: bytes, info: bytes) -> bytes:
        """Open what was sealed to this office's card with the same ``info``. Raises DoesNotVerify otherwise."""
        try:
            return _suite().decrypt(sealed, MLKEM768X25519PrivateKey(*self._opening()), info=info)
        except InvalidTag:
            raise DoesNotVerify("The content cannot be opened with this office's key, or was changed.") from None

    def _opening(self) -> tuple[MLKEM768PrivateKey, X25519PrivateKey]:
        material = HKDF(SHA256(), 96, None, b"safeconduct private matching, opening keys").derive(self.signing.seed)
        return MLKEM768PrivateKey.from_seed_bytes(material[:64]), X25519PrivateKey.from_private_bytes(material[64:])


def new_office(name: str, seed: bytes) -> Office:
    """An office from 32 random bytes. Raises ValueError if the name is not letters, digits, dot, dash or underline."""
    if not NAME.fullmatch(name):
        raise ValueError("an office's name is up to 40 Latin letters, digits, dots, dashes and underlines")
    return Office(SigningKey(name, seed))


def seal_to(card: Card, data: bytes, info: bytes) -> bytes:
    """Seal to an office: HPKE (RFC 9180) with ML-KEM-768 and X25519 together, which a quantum computer must also break.

    The library draws the one-time key itself, so two calls give different bytes.
    """
    kem = MLKEM768PublicKey.from_public_bytes(card.seal[:1184])
    x25519 = X25519PublicKey.from_public_bytes(card.seal[1184:])
    return _suite().encrypt(data, MLKEM768X25519PublicKey(kem, x25519), info=info)


def write_card(office: Office) -> bytes:
    """The card as a signed note."""
    card = office.card
    text = f"{TITLE}\nvkey {card.vkey}\nseal {base64.b64encode(card.seal).decode()}\n"
    return sign_note(text, [office.signing])


def read_card(data: bytes, file: str) -> Card:
    """Read what ``write_card`` writes. Raises UnreadableInput if it is no card, DoesNotVerify if it was changed."""
    match = re.match(
        rf"{re.escape(TITLE)}\nvkey (?P<vkey>[^\n]+)\nseal (?P<seal>[^\n]+)\n\n", data.decode("utf-8", "replace")
    )
    try:
        if match is None:
            raise ValueError("something else")
        card = Card(VerifierKey.parse(match["vkey"]), base64.b64decode(match["seal"], validate=True))
        if len(card.seal) != SEAL_SIZE or not NAME.fullmatch(card.name):
            raise ValueError("a card with keys of another kind")
        MLKEM768PublicKey.from_public_bytes(card.seal[:1184])
    except ValueError as error:
        fault = Fault(file, str(error), "the card of an office, as `people private office` writes it")
        raise UnreadableInput(f"{file} is not the card of an office.", [fault]) from None
    open_note(data, [card.vkey])
    return card


def _suite() -> Suite:
    return Suite(KEM.MLKEM768_X25519, KDF.HKDF_SHA256, AEAD.CHACHA20_POLY1305)
