"""Recording who goes."""

from __future__ import annotations

from safeconduct.record.facts import SelectionMade
from safeconduct.store import tables
from safeconduct.work.change import Change
from safeconduct.work.documents import columns, sha256_of


def record_selection(
    c: Change,
    document_json: str,
    certificate_json: str,
    input_sha256: str,
    *,
    selected: int,
    tranches: int,
    revises: str = "",
) -> None:
    """Store a selection with its certificate. ``selected`` counts people, ``tranches`` the hand-overs.

    ``revises`` is the digest of the certificate.json whose place a revision takes.
    """
    made = tables.Selection.objects.create(
        **columns(c, document_json, input_sha256),
        certificate=certificate_json,
        certificate_sha256=sha256_of(certificate_json),
        selected=selected,
        tranches=tranches,
    )
    c.note(SelectionMade(made.sha256, made.certificate_sha256, selected, tranches, revises))
