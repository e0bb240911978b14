"""The lot: a seed that nobody could choose alone, and a ticket for everyone that anyone can compute again.

Each taker commits to a secret by publishing its SHA-256 before the lists are opened, and reveals it afterwards. The
seed is the SHA-256 over the sorted secrets, so that it does not matter who is called what. A ticket is
HMAC-SHA-256(seed, person_id); for a group the ids are sorted and joined by line feeds. The lowest tickets win.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterable, Mapping, Sequence

from safeconduct.errors import Fault, RefusedByRule

SECRET_BYTES = 32


def commit(reveal: str) -> str:
    """The commitment (hex) to a secret (hex): SHA-256 over the bytes that the hex digits stand for."""
    return hashlib.sha256(bytes.fromhex(reveal)).hexdigest()


def combine_seeds(commitments: Mapping[str, str], reveals: Mapping[str, str], no_reveal: str = "stop") -> str:
    """The seed (hex) made of all revealed secrets.

    ``no_reveal`` is the rule fixed in the agreement: *stop* refuses while a secret is missing, *leave_out* goes on with
    those there are, at least two. Raises RefusedByRule that names every taker whose secret is missing, malformed,
    copied, or not the one committed to.
    """
    faults: list[Fault] = []
    secrets: list[bytes] = []
    for taker in sorted({*commitments, *reveals}):
        if taker not in reveals:
            if no_reveal != "leave_out":
                faults.append(_fault(taker, "no secret revealed", "the secret behind the commitment", "not-revealed"))
        elif taker not in commitments:
            faults.append(
                _fault(taker, "a secret without a commitment", "a commitment made beforehand", "not-committed")
            )
        elif (secret := _secret(reveals[taker])) is None:
            words = f"at least {SECRET_BYTES} bytes in hexadecimal digits"
            faults.append(_fault(taker, "a secret that is too short or not hexadecimal", words, "malformed-secret"))
        elif hashlib.sha256(secret).hexdigest() != commitments[taker].lower():
            expected = "the secret whose SHA-256 was published"
            faults.append(_fault(taker, "a secret that does not match the commitment", expected, "wrong-secret"))
        else:
            if secret in secrets:
                faults.append(_fault(taker, "the secret of another", "a secret of its own", "copied-secret"))
            secrets.append(secret)
    if len(secrets) < 2 and not faults:
        faults.append(_fault("all", f"{len(secrets)} secrets", "at least two", "too-few-secrets"))
    if faults:
        raise RefusedByRule("The seed of the lottery cannot be made.", faults)
    return hashlib.sha256(b"".join(sorted(secrets))).hexdigest()


def ticket(seed: str, members: Sequence[str]) -> str:
    """The ticket (hex) of a person or of an indivisible group."""
    return tickets(seed, [members])[0]


def tickets(seed: str, units: Iterable[Sequence[str]]) -> list[str]:
    """The tickets of many units, in their order."""
    key = bytes.fromhex(seed)
    return [hmac.digest(key, "\n".join(sorted(members)).encode(), "sha256").hex() for members in units]


def _secret(text: str) -> bytes | None:
    try:
        secret = bytes.fromhex(text)
    except ValueError:
        return None
    return secret if len(secret) >= SECRET_BYTES else None


def _fault(taker: str, found: str, expected: str, code: str) -> Fault:
    return Fault("seeds", found, expected, field=taker, code=code)
