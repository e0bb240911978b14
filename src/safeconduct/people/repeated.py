"""Rows of one list that name the same person in the same letters: each is kept, and says that there are others."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from safeconduct.people.model import Entry

REPEATED = "repeated"


def flag_repeated(entries: Sequence[Entry]) -> list[Entry]:
    """The entries, flagged where another has the same name and birth date, letter by letter."""

    def said(entry: Entry) -> tuple[object, ...]:
        return entry.family_name, entry.given_name, entry.patronymic, entry.birth_date

    count = Counter(map(said, entries))
    return [
        replace(entry, flags=(*entry.flags, REPEATED)) if count[said(entry)] > 1 and any(said(entry)[:3]) else entry
        for entry in entries
    ]
