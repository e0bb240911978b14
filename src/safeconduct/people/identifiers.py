"""Pseudonyms: keyed digests of what entries say, without saying which party said it.

The key is the operation's; without it a pseudonym cannot be tested against a guessed name. The party's name, the
file and the row number do not go in, so that the same lists under other party names give the same pseudonyms.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from collections.abc import Mapping, Sequence

from safeconduct.errors import Fault, RefusedByRule
from safeconduct.people.model import Entry

SHORTEST = 8  # letters of base32: 40 bits


def content(entry: Entry, *, named: bool = True) -> bytes:
    """What the entry says, as canonical bytes. Without its party; with ``named=False`` also without its entry_id."""
    said = [
        entry.kind,
        entry.entry_id if named else "",
        entry.family_name,
        entry.given_name,
        entry.patronymic,
        str(entry.birth_date or ""),
        entry.sex or "",
        entry.rank,
        entry.unit,
        entry.place,
        entry.site,
        entry.status or "",
        entry.medical or "",
        str(entry.held_since or ""),
        "remains" if entry.remains else "",
    ]
    return json.dumps(said, ensure_ascii=False, separators=(",", ":")).encode()


def digest(key: bytes, purpose: str, data: bytes) -> str:
    """A keyed digest as 52 letters of base32 (RFC 4648, lower case would do as well): HMAC-SHA-256."""
    raw = hmac.new(key, purpose.encode() + b"\0" + data, hashlib.sha256).digest()
    return base64.b32encode(raw).decode().rstrip("=")


def shorten(prefix: str, digests: Sequence[str]) -> Mapping[str, str]:
    """Short names for distinct digests, all of one length: the shortest, from SHORTEST up, at which none collide."""
    distinct = set(digests)
    length = SHORTEST
    while len({one[:length] for one in distinct}) < len(distinct):
        length += 1
    return {one: f"{prefix}-{one[:length]}" for one in distinct}


def refuse_equal(entries: Sequence[Entry], digests: Sequence[str]) -> None:
    """Raise RefusedByRule where two entries say the very same thing, id included: no digest tells them apart."""
    first: dict[str, Entry] = {}
    faults = []
    for entry, one in zip(entries, digests, strict=True):
        other = first.setdefault(one, entry)
        if other is not entry:
            faults.append(
                Fault(
                    entry.file or f"{entry.party}-{entry.kind}",
                    f"an entry equal to {other.entry_id!r} in {other.file or f'{other.party}-{other.kind}'}",
                    "entries that differ at least in their id",
                    row=entry.row,
                    code="same_entry",
                )
            )
    if faults:
        raise RefusedByRule("Two lists of one kind hold the very same entry; one person would count twice.", faults)
