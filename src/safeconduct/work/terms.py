"""Putting an agreement in force."""

from __future__ import annotations

from collections.abc import Sequence

from safeconduct.errors import RefusedByRule
from safeconduct.record.facts import AgreementAdopted
from safeconduct.store import tables
from safeconduct.store.queries import Operation
from safeconduct.work.change import Change
from safeconduct.work.documents import columns, sha256_of


def in_force(operation: Operation, agreements: Sequence[tuple[str, str, str]]) -> bool:
    """Whether just these agreements (id, version, digest of the file) were adopted last, in this order."""
    rows = tables.Agreement.objects.filter(operation_id=operation.id).order_by("-id")[: len(agreements)]
    return [(row.agreement_id, row.version, row.sha256) for row in rows][::-1] == list(agreements)


def adopt(c: Change, agreement_id: str, version: str, sha256: str, text: str) -> None:
    """Put a version of the agreement in force. ``text`` is the terms file, ``sha256`` the digest of its bytes.

    Adopting the version that is in force once more changes nothing. Raises RefusedByRule if the digest is not that of
    the text, or if this version was adopted before with another text.
    """
    if sha256 != sha256_of(text):
        raise RefusedByRule(f"The terms of {agreement_id} {version} are not those of the file that was checked.")
    rows = tables.Agreement.objects.filter(operation_id=c.operation.id).order_by("id")
    newest = rows.last()
    if newest is not None and (newest.agreement_id, newest.version, newest.sha256) == (agreement_id, version, sha256):
        c.nothing_to_do()
        return
    if rows.filter(agreement_id=agreement_id, version=version).exclude(sha256=sha256).exists():
        raise RefusedByRule(
            f"{agreement_id} {version} was adopted before with another text. Changed terms are a new version: "
            "give it a number of its own."
        )
    tables.Agreement.objects.create(**columns(c, text, ""), agreement_id=agreement_id, version=version)
    c.note(AgreementAdopted(agreement_id, version, sha256))
