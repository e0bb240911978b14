"""The documents that the steps have made. A step that finds its newest document made from the same input is done."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from safeconduct.store import tables
from safeconduct.store.queries.operations import Operation


@dataclass(frozen=True, slots=True)
class Document:
    """``text`` is the document, ``sha256`` the digest of its UTF-8 bytes; ``certificate`` goes with a selection.

    ``name`` is what the document is called: the agreement's id and version, a paper's title, a bulletin's id. Of a
    paper there is no text here (the file lies among the papers), and ``file_name`` says which it is.
    """

    input_sha256: str
    sha256: str
    made_at: dt.datetime
    text: str = ""
    name: str = ""
    certificate: str = ""
    file_name: str = ""


def latest_agreement(operation: Operation) -> Document | None:
    """The version of the agreement that is in force: the one adopted last."""
    row = _latest(tables.Agreement, operation, None)
    return None if row is None else _document(row, name=f"{row.agreement_id} {row.version}")


def latest_matching(operation: Operation, input_sha256: str | None = None) -> Document | None:
    row = _latest(tables.Matching, operation, input_sha256)
    return None if row is None else _document(row)


def latest_roster(operation: Operation, input_sha256: str | None = None) -> Document | None:
    """The newest set of persons; the persons themselves are given by ``persons``."""
    row = _latest(tables.Roster, operation, input_sha256)
    return None if row is None else Document(row.input_sha256, row.sha256, row.made_at)


def latest_selection(operation: Operation, input_sha256: str | None = None) -> Document | None:
    row = _latest(tables.Selection, operation, input_sha256)
    return None if row is None else _document(row, certificate=row.certificate)


def latest_plan(operation: Operation, input_sha256: str | None = None) -> Document | None:
    row = _latest(tables.Plan, operation, input_sha256)
    return None if row is None else _document(row)


def latest_bulletin(operation: Operation, input_sha256: str | None = None) -> Document | None:
    """The newest bulletin of all, if it was issued."""
    row = _latest(tables.Bulletin, operation, input_sha256)
    return None if row is None or row.draft else _document(row, name=row.bulletin_id)


def latest_draft(operation: Operation, input_sha256: str | None = None) -> Document | None:
    """The newest bulletin of all, if it is a draft under embargo."""
    row = _latest(tables.Bulletin, operation, input_sha256)
    return None if row is None or not row.draft else _document(row, name=row.bulletin_id)


def bulletins(operation: Operation) -> tuple[Document, ...]:
    """Every bulletin that was issued, in that order."""
    rows = tables.Bulletin.objects.filter(operation_id=operation.id, draft=False).order_by("id")
    return tuple(_document(row, name=row.bulletin_id) for row in rows)


def papers(operation: Operation, input_sha256: str | None = None) -> tuple[Document, ...]:
    """The papers, in the order in which they were printed; with ``input_sha256``, those made from that input."""
    rows = tables.Paper.objects.filter(operation_id=operation.id)
    if input_sha256 is not None:
        rows = rows.filter(input_sha256=input_sha256)
    return tuple(
        Document(row.input_sha256, row.sha256, row.printed_at, name=row.title, file_name=row.file_name)
        for row in rows.order_by("id")
    )


def _latest(table: Any, operation: Operation, input_sha256: str | None) -> Any:
    """The newest row; with ``input_sha256``, only if that very row was made from it."""
    row = table.objects.filter(operation_id=operation.id).order_by("-id").first()
    if row is None or (input_sha256 is not None and row.input_sha256 != input_sha256):
        return None
    return row


def _document(row: Any, *, name: str = "", certificate: str = "") -> Document:
    return Document(row.input_sha256, row.sha256, row.made_at, row.document, name, certificate)
