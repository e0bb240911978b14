"""Recording what was printed."""

from __future__ import annotations

from safeconduct.record.facts import PaperPrinted
from safeconduct.store import tables
from safeconduct.work.change import Change


def record_paper(c: Change, title: str, sha256: str, file_name: str, input_sha256: str = "") -> None:
    """Record a paper that was made. ``sha256`` is the digest of the file ``file_name``, which lies among the papers."""
    tables.Paper.objects.create(
        operation_id=c.operation.id,
        title=title,
        file_name=file_name,
        input_sha256=input_sha256,
        sha256=sha256,
        printed_at=c.at,
    )
    c.note(PaperPrinted(title, sha256))
