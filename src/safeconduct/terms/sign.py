"""The parties' signatures over one canonical form of an agreement, as a signed note that anyone can read.

    safeconduct agreement
    one-night-exchange
    version 1
    sha256 5c0f...

The digest is that of the canonical form: comments and spacing of the file may change, a number may not. Each party
signs with an Ed25519 key whose name is the id of the party (C2SP signed-note; see ``record.note``).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from safeconduct.errors import DoesNotVerify, Fault, RefusedByRule
from safeconduct.record import SigningKey, VerifierKey, open_note, sign_note
from safeconduct.terms.model import Agreement

FORMAT = "safeconduct agreement"


@dataclass(frozen=True, slots=True)
class Signed:
    """Whose signatures over an agreement were verified, and which of its parties have not signed it."""

    sha256: str
    signers: tuple[str, ...]
    missing: tuple[str, ...]


def signed_text(agreement: Agreement) -> str:
    """What the parties sign: id, version and digest, and for a new version the digest of the one it replaces."""
    replaces = f"replaces {agreement.replaces}\n" if agreement.replaces else ""
    return f"{FORMAT}\n{agreement.id}\nversion {agreement.version}\nsha256 {agreement.sha256}\n{replaces}"


def sign_agreement(agreement: Agreement, key: SigningKey, note: bytes | None = None) -> bytes:
    """A note with the signature of ``key``, after those that ``note`` has already.

    Raises RefusedByRule for a key whose name is neither a party nor the intermediary, a second signature of one name,
    and a note over another agreement.
    """
    takers = (*agreement.parties, agreement.intermediary)
    if key.name not in takers:
        expected = f"a key named like who signs: {', '.join(filter(None, takers))}"
        raise _refused(agreement, f"a key named {key.name}", expected)
    made = sign_note(signed_text(agreement), [key])
    if note is None:
        return made
    text, empty, lines = note.decode("utf-8", "replace").rpartition("\n\n")
    if not empty or f"{text}\n" != signed_text(agreement):
        raise _refused(agreement, "a note over another text", "the note that belongs to this agreement and version")
    if any(line.split(" ")[1:2] == [key.name] for line in lines.splitlines()):
        raise _refused(agreement, f"a signature of {key.name} already", "one signature of each")
    return note + made.decode("utf-8").rpartition("\n\n")[2].encode("utf-8")


def verify_agreement(agreement: Agreement, note: bytes, keys: Sequence[VerifierKey]) -> Signed:
    """Who has signed exactly this agreement, of those whose keys are given.

    Raises DoesNotVerify if the note is over another text, or a signature by one of the keys is wrong or there is none.
    """
    opened = open_note(note, keys)
    if opened.text != signed_text(agreement):
        fault = Fault(agreement.file, agreement.sha256, opened.text.strip().replace("\n", ", "), code="other-text")
        raise DoesNotVerify("The signatures are over another agreement than this file.", [fault])
    signers = tuple(sorted({key.name for key in opened.signers}))
    return Signed(agreement.sha256, signers, tuple(party for party in agreement.parties if party not in signers))


def check_replaces(agreement: Agreement, before: Agreement) -> None:
    """Raises DoesNotVerify unless the agreement says that it replaces exactly ``before``, under another version."""
    if agreement.replaces != before.sha256 or agreement.version == before.version or agreement.id != before.id:
        found = f"version {agreement.version} of {agreement.id}, which replaces {agreement.replaces or 'nothing'}"
        expected = f"a later version of {before.id}, with replaces = {before.sha256} (version {before.version})"
        fault = Fault(agreement.file, found, expected, field="agreement.replaces")
        raise DoesNotVerify("The agreement is no next version of the one given.", [fault])


def _refused(agreement: Agreement, found: str, expected: str) -> RefusedByRule:
    return RefusedByRule("The agreement is not signed.", [Fault(agreement.file, found, expected, code="signature")])
