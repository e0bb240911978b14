"""Reading the lists that ``safeconduct people`` compares, and saying what was read."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from safeconduct.cli.common import say
from safeconduct.errors import UsageError

if TYPE_CHECKING:
    from safeconduct.people import Entry

KINDS = ("held", "sought", "family")


def both(held: Path, sought: Path) -> tuple[list[Entry], list[Entry]]:
    """The entries of the two lists. Both are read as sought lists, which need no place of detention.

    Raises UsageError where a file's name says that it is another kind of list than the one it is given as.
    """
    from safeconduct.people import ListKind, read_list
    from safeconduct.people.repeated import by_listed_id, rows_meant

    _refuse_other_kind(held, "held")
    _refuse_other_kind(sought, "sought")
    parties = [by_name(held)[0] or "holder", by_name(sought)[0] or "seeker"]
    if parties[0] == parties[1]:
        parties = ["holder", "seeker"]
    lists = []
    for path, party, kind in ((held, parties[0], ListKind.HELD), (sought, parties[1], ListKind.SOUGHT)):
        one = read_list(path, party=party, kind=ListKind.SOUGHT, parties=parties, on=today())
        say(f"{one.file}: {len(one.entries)} people")
        for listed_id, rows in by_listed_id(one.entries).items():
            say(f"    {len(rows)} rows have the id {listed_id!r}; here they are {rows_meant(rows)}")
        lists.append([replace(entry, kind=kind) for entry in one.entries])
    return lists[0], lists[1]


def reports_of(paths: list[Path], ours: list[Entry], theirs: list[Entry]) -> list[Entry]:
    """The reports of families. A file whose name says no party of the two lists is one of the seeker's families."""
    from safeconduct.people import ListKind, read_list

    seeker = theirs[0].party if theirs else "seeker"
    parties = {entry.party for entry in (*ours[:1], *theirs[:1])} | {seeker}
    reports: list[Entry] = []
    for path in paths:
        _refuse_other_kind(path, "family")
        party = by_name(path)[0]
        party = party if party in parties else seeker
        one = read_list(path, party=party, kind=ListKind.FAMILY, parties=parties, on=today())
        say(f"{one.file}: {len(one.entries)} reports by families, to {party}")
        reports += one.entries
    return reports


def _refuse_other_kind(path: Path, kind: str) -> None:
    named = by_name(path)[1]
    if named not in ("", kind):
        raise UsageError(
            f"{path.name} is a {named} list by its name, and is given as the {kind} list. "
            "The held list comes first, then the sought one; what families reported comes with --family."
        )


def by_name(path: Path) -> tuple[str, str]:
    """Party and kind, as the file name ``<party>-held.csv`` says them; empty where it does not."""
    party, _, kind = path.stem.rpartition("-")
    return (party, kind) if kind in KINDS and party else ("", "")


def today() -> dt.date:
    return dt.datetime.now(tz=dt.UTC).date()
