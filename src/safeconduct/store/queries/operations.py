from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from safeconduct.record.note import VerifierKey
from safeconduct.store import tables
from safeconduct.store.configuration import OPERATION


@dataclass(frozen=True, slots=True)
class Party:
    """A party to an operation, or its intermediary. ``names`` maps a language to the party's name in it."""

    party_id: str
    names: Mapping[str, str]
    languages: tuple[str, ...] = ("en",)


@dataclass(frozen=True, slots=True)
class Operation:
    """An operation as it was opened. ``pseudonym`` stands for it in the public record, ``vkey`` verifies its log."""

    id: int
    number: int
    title: str
    mode: str
    pseudonym: str
    vkey: str
    opened_at: dt.datetime
    parties: tuple[Party, ...]
    intermediary: Party
    commitments: Mapping[str, str] = field(default_factory=dict)

    @property
    def verifier(self) -> VerifierKey:
        return VerifierKey.parse(self.vkey)

    @property
    def record(self) -> Path:
        """The folder in which the operation's record is published."""
        from django.conf import settings

        return Path(settings.SAFECONDUCT_RECORD.replace(OPERATION, self.pseudonym))

    @property
    def key_file(self) -> Path:
        """The file of the key that signs the operation's log. Whoever has it can sign; it is nobody else's."""
        from django.conf import settings

        return Path(settings.SAFECONDUCT_KEYS) / f"{self.pseudonym}.key"

    @property
    def lock_file(self) -> Path:
        """Held while the record is being published, so that two processes do not publish at once."""
        return self.key_file.with_suffix(".lock")


def operation(number: int) -> Operation | None:
    """The operation of this number, or None."""
    row = tables.Operation.objects.filter(number=number).prefetch_related("parties").first()
    return None if row is None else from_row(row)


def operations() -> tuple[Operation, ...]:
    """All operations of the store, by number."""
    rows = tables.Operation.objects.order_by("number").prefetch_related("parties")
    return tuple(from_row(row) for row in rows)


def from_row(row: tables.Operation) -> Operation:
    parties = sorted(row.parties.all(), key=lambda party: party.id)
    values = {party.id: Party(party.party_id, party.names, tuple(party.languages)) for party in parties}
    intermediary = next(values[party.id] for party in parties if party.intermediary)
    return Operation(
        row.id,
        row.number,
        row.title,
        row.mode,
        row.pseudonym,
        row.vkey,
        row.opened_at,
        tuple(values[party.id] for party in parties if not party.intermediary),
        intermediary,
        row.commitments,
    )
