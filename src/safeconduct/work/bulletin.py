"""Recording what is told to the public, and what is drafted to be told."""

from __future__ import annotations

from safeconduct.record.facts import BulletinIssued, BulletinPrepared
from safeconduct.store import tables
from safeconduct.work.change import Change
from safeconduct.work.documents import columns


def record_draft(c: Change, bulletin_id: str, document_json: str, input_sha256: str) -> None:
    """Store a draft, which is under embargo until the handover is over."""
    made = tables.Bulletin.objects.create(
        **columns(c, document_json, input_sha256), bulletin_id=bulletin_id, draft=True
    )
    c.note(BulletinPrepared(bulletin_id, made.sha256))


def record_bulletin(c: Change, bulletin_id: str, document_json: str, input_sha256: str) -> None:
    """Store a bulletin as it was issued."""
    made = tables.Bulletin.objects.create(
        **columns(c, document_json, input_sha256), bulletin_id=bulletin_id, draft=False
    )
    c.note(BulletinIssued(bulletin_id, made.sha256))
