"""Rows of one list that name the same person, or have the same id: each is kept, and says that there are others."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from safeconduct.people.model import Entry

REPEATED = "repeated"
REPEATED_ID = "repeated_id"
_ROWS_NAMED = 5
_NUMBER = re.compile("#+[0-9]+$")


def flag_repeated(entries: Sequence[Entry]) -> list[Entry]:
    """The entries, flagged where another has the same name and birth date, letter by letter."""

    def said(entry: Entry) -> tuple[object, ...]:
        return entry.family_name, entry.given_name, entry.patronymic, entry.birth_date

    count = Counter(map(said, entries))
    return [
        replace(entry, flags=(*entry.flags, REPEATED)) if count[said(entry)] > 1 and any(said(entry)[:3]) else entry
        for entry in entries
    ]


def tell_ids_apart(entries: Sequence[Entry]) -> list[Entry]:
    """The entries, with an id for each: rows to which the list gives one id, ``A17``, are ``A17#1``, ``A17#2``, ... in
    the order of the rows, and flagged with their numbers. The id that the list gives stands for none of them.

    Where the list has such an id itself, there are as many more signs as it takes (``A17##1``).
    """
    rows: dict[str, list[int]] = {}
    for entry in entries:
        rows.setdefault(entry.entry_id, []).append(entry.row)
    taken = set(rows)
    made: dict[str, list[str]] = {}
    for entry_id in sorted(one for one, numbers in rows.items() if len(numbers) > 1):
        sign = "#"
        while not taken.isdisjoint(ids := [f"{entry_id}{sign}{at}" for at in range(1, len(rows[entry_id]) + 1)]):
            sign += "#"
        taken.update(ids)
        made[entry_id] = ids[::-1]
    return [
        replace(entry, entry_id=made[entry.entry_id].pop(), flags=(*entry.flags, _flag(rows[entry.entry_id])))
        if entry.entry_id in made
        else entry
        for entry in entries
    ]


def shares_its_id(entry: Entry) -> bool:
    """Whether the list gives the id of ``entry`` to another row, too."""
    return any(flag.startswith(REPEATED_ID) for flag in entry.flags)


def by_listed_id(entries: Iterable[Entry]) -> Mapping[str, Sequence[Entry]]:
    """The entries of one list whose id the list gives to several rows, by that id."""
    found: dict[str, list[Entry]] = {}
    for entry in entries:
        if shares_its_id(entry):
            found.setdefault(_NUMBER.sub("", entry.entry_id), []).append(entry)
    return found


def rows_meant(entries: Sequence[Entry]) -> str:
    """What may be meant by an id that the list gives to several rows: "'A17#1' (row 2) or 'A17#2' (row 14)"."""
    named = [f"{entry.entry_id!r} (row {entry.row})" for entry in entries[:_ROWS_NAMED]]
    return " or ".join(named) + (" or another" if len(entries) > _ROWS_NAMED else "")


def _flag(rows: Sequence[int]) -> str:
    return f"{REPEATED_ID}:{', '.join(map(str, rows[:_ROWS_NAMED]))}{', …' if len(rows) > _ROWS_NAMED else ''}"
