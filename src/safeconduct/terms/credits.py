"""Credits: what an operation leaves owed, as a file that the next one's agreement names and pins by its digest."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

from safeconduct.terms.model import Credit
from safeconduct.terms.table import Table

FORMAT = "safeconduct credits 1"


def read_credits(table: Table, agreement: str, folder: Path | None) -> tuple[Credit, ...]:
    """The credits of ``[credits] file = "..."``, whose SHA-256 must be the one that the agreement states.

    Credits of an operation under several agreements are called ``agreement/clause``; those of others are passed over.
    """
    name, digest = table.word("file", None), table.word("sha256", None)
    table.done()
    if not name or not digest:
        return ()
    try:
        content = ((folder or Path()) / name).read_bytes()
    except OSError as error:
        expected = "the credits.json of the operation before, beside the terms"
        table.fault("file", f"{name}: {error.strerror}", expected, "no-file")
        return ()
    found = hashlib.sha256(content).hexdigest()
    if found != digest.lower():
        table.fault("sha256", digest, f"{found}, the SHA-256 of {name}, or another file", "other-credits")
        return ()
    try:
        document = json.loads(content)
        if document["format"] != FORMAT:
            raise ValueError(f"format {document['format']}")
        credits = [_credit(row) for row in document["credits"]]
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        table.fault("file", f"{name}: {error!r}", f'a document of the format "{FORMAT}"', "not-credits")
        return ()
    own = []
    for one in credits:
        other, slash, clause = one.clause.rpartition("/")
        if not slash or other == agreement:
            own.append(Credit(clause, one.holder, one.home, one.people))
    return tuple(sorted(own, key=lambda one: (one.clause, one.holder, one.home)))


def _credit(row: dict[str, Any]) -> Credit:
    people = row["people"]
    if type(people) is not int or people < 1:
        raise ValueError(f"{people!r} people")
    return Credit(str(row["clause"]), str(row["from"]), str(row["to"]), people)
