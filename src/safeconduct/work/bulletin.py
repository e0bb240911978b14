"""Recording what was told to the public."""

from __future__ import annotations

from safeconduct.record.facts import BulletinIssued
from safeconduct.store import tables
from safeconduct.work.change import Change
from safeconduct.work.documents import columns


def record_bulletin(c: Change, bulletin_id: str, document_json: str, input_sha256: str) -> None:
    """Store a bulletin as it was issued."""
    made = tables.Bulletin.objects.create(**columns(c, document_json, input_sha256), bulletin_id=bulletin_id)
    c.note(BulletinIssued(bulletin_id, made.sha256))
