"""The lot: a seed that nobody could choose alone, and a ticket for everyone that anyone can compute again.

Each taker commits to a secret by publishing its SHA-256 before the lists are opened, and reveals it afterwards. The
seed is the SHA-256 over the sorted secrets, so that it does not matter who is called what; where the agreement names a
round of a public beacon, its value follows them. A ticket is
HMAC-SHA-256(seed, person_id); for a group the ids are sorted and joined by line feeds. The lowest tickets win.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from safeconduct.errors import Fault, RefusedByRule
from safeconduct.terms import LotteryRule

SECRET_BYTES = 32
BLOCK_BYTES = 64  # that SHA-256 takes in at a time
SEEDS_FORMAT = "safeconduct seeds 1"


def commit(reveal: str) -> str:
    """The commitment (hex) to a secret (hex): SHA-256 over the bytes that the hex digits stand for."""
    return hashlib.sha256(bytes.fromhex(reveal)).hexdigest()


def combine_seeds(
    commitments: Mapping[str, str], reveals: Mapping[str, str], no_reveal: str = "stop", beacon: str = ""
) -> str:
    """The seed (hex) made of all revealed secrets, and of the value of a public beacon (hex) where one was agreed on.

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
    return hashlib.sha256(b"".join(sorted(secrets)) + bytes.fromhex(beacon)).hexdigest()


def beacon_value(agreed: LotteryRule, source: str, number: int | None, value: str) -> str:
    """The value (hex, lower case) of the beacon round that the agreement fixed beforehand; empty where it fixed none.

    ``source``, ``number`` and ``value`` are what the case states. Raises RefusedByRule for another source or round, a
    value that is missing, shorter than 32 bytes or not hexadecimal, and a value that nobody agreed on.
    """
    faults = []
    if not agreed.beacon:
        if source or value or number is not None:
            faults.append(
                _fault("beacon", f"{source or 'a beacon'}, round {number}", "none: the agreement names none", "beacon")
            )
    elif (source, number) != (agreed.beacon, agreed.round):
        found = f"{source or 'no source'}, round {number if number is not None else 'not given'}"
        faults.append(_fault("beacon", found, f"{agreed.beacon}, round {agreed.round}, as agreed beforehand", "beacon"))
    elif _secret(value) is None:
        words = f"the value of round {agreed.round}: at least {SECRET_BYTES} bytes in hexadecimal digits"
        faults.append(_fault("beacon", f'"{value}"', words, "beacon"))
    if faults:
        raise RefusedByRule("The seed of the lottery cannot be made.", faults)
    return value.lower() if agreed.beacon else ""


def seeds_document(
    commitments: Mapping[str, str], reveals: Mapping[str, str], no_reveal: str, beacon: str = ""
) -> dict[str, Any]:
    """seeds.json: everything from which the seed can be made again, once all of it is public."""
    return {
        "format": SEEDS_FORMAT,
        "no_reveal": no_reveal,
        "takers": {
            taker: {"commitment": commitments[taker], "reveal": reveals.get(taker, "")} for taker in sorted(commitments)
        },
        "beacon": beacon,
        "seed": combine_seeds(commitments, reveals, no_reveal, beacon),
    }


def ticket(seed: str, members: Sequence[str]) -> str:
    """The ticket (hex) of a person or of an indivisible group."""
    return tickets(seed, [members])[0]


def tickets(seed: str, units: Iterable[Sequence[str]]) -> list[str]:
    """The tickets of many units, in their order."""
    inner, outer = (keyed.copy for keyed in _keyed(bytes.fromhex(seed)))
    found = []
    for members in units:
        first, second = inner(), outer()
        names = members[0] if len(members) == 1 else "\n".join(sorted(members))
        first.update(names.encode())
        second.update(first.digest())
        found.append(second.hexdigest())
    return found


def _keyed(key: bytes) -> tuple[Any, Any]:
    """The two hashes of HMAC-SHA-256 (RFC 2104) once they have taken in the key, which is the same for all tickets."""
    block = (key if len(key) <= BLOCK_BYTES else hashlib.sha256(key).digest()).ljust(BLOCK_BYTES, b"\0")
    inner, outer = bytes(byte ^ 0x36 for byte in block), bytes(byte ^ 0x5C for byte in block)
    return hashlib.sha256(inner), hashlib.sha256(outer)


def _secret(text: str) -> bytes | None:
    try:
        secret = bytes.fromhex(text)
    except ValueError:
        return None
    return secret if len(secret) >= SECRET_BYTES else None


def _fault(taker: str, found: str, expected: str, code: str) -> Fault:
    return Fault("seeds", found, expected, field=taker, code=code)
