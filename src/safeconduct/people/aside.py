"""Entries that too many others are like: who they are, in a table and in sentences, so that nobody drops out unseen."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from safeconduct.files import whole
from safeconduct.people.blocking import Aside
from safeconduct.people.model import Entry, ListKind
from safeconduct.people.pairs import SetAside

COLUMNS = (
    "search",
    "list",
    "party",
    "entry_id",
    "file",
    "row",
    "crowd",
    "rule",
    "held_alike",
    "sought_alike",
    "compared",
)
ADVICE = "Ask the party for a birth date, a father's name, a unit or a place of each, and compare again."
_CROWDS_TOLD = 5
_ROWS_TOLD = 3


def set_aside(entries: Sequence[Entry], found: Sequence[Aside]) -> tuple[SetAside, ...]:
    """The entries behind the numbers of ``found``, by crowd, the largest first, then by kind and id."""
    named = [(one, entries[one.uid]) for one in found]
    count = Counter((one.rule, one.crowd, entry.kind) for one, entry in named)
    sizes = Counter((one.rule, one.crowd) for one in found)
    crowds = {crowd: at for at, crowd in enumerate(sorted(sizes, key=lambda crowd: (-sizes[crowd], crowd)), start=1)}
    made = [
        SetAside(
            kind=entry.kind,
            party=entry.party,
            entry_id=entry.entry_id,
            crowd=crowds[one.rule, one.crowd],
            rule=one.rule,
            held=count[one.rule, one.crowd, ListKind.HELD],
            sought=count[one.rule, one.crowd, ListKind.SOUGHT],
            compared=one.compared,
        )
        for one, entry in named
    ]
    return tuple(sorted(made, key=lambda one: (one.crowd, one.kind, one.entry_id, one.party)))


def told(found: Sequence[SetAside], entries: Iterable[Entry]) -> tuple[str, ...]:
    """A sentence for each of the largest crowds, with the first rows of each list, and one for how many more."""
    by_ref = _by_ref(entries)
    crowds: dict[int, list[SetAside]] = {}
    for one in found:
        crowds.setdefault(one.crowd, []).append(one)
    lines = []
    for members in list(crowds.values())[:_CROWDS_TOLD]:
        rows: dict[str, list[int]] = {}
        for one in members:
            entry = by_ref[one.kind, one.party, one.entry_id]
            rows.setdefault(entry.file or f"{one.party}-{one.kind}", []).append(entry.row)
        where = "; ".join(f"{file}, {_rows(numbers)}" for file, numbers in sorted(rows.items()))
        left = "no other rule pairs any" if not any(one.compared for one in members) else "other rules pair some"
        lines.append(f"{len(members):,} entries agree in {members[0].rule} and in nothing finer ({where}); {left}.")
    if len(crowds) > _CROWDS_TOLD:
        lines.append(f"{len(crowds) - _CROWDS_TOLD:,} more such crowds.")
    return tuple(lines)


def write_set_aside(
    matched: Iterable[SetAside], duplicates: Iterable[SetAside], entries: Iterable[Entry], path: Path
) -> None:
    """Write set-aside.csv: a row for each entry that is set aside, between the lists or within its own."""
    by_ref = _by_ref(entries)
    with whole(path) as beside, beside.open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(COLUMNS)
        for search, found in (("between", matched), ("within", duplicates)):
            for one in found:
                entry = by_ref[one.kind, one.party, one.entry_id]
                place = (entry.file, entry.row, one.crowd, one.rule, one.held, one.sought)
                compared = "by other rules" if one.compared else "no"
                writer.writerow((search, one.kind.value, one.party, one.entry_id, *place, compared))


def _by_ref(entries: Iterable[Entry]) -> Mapping[tuple[ListKind, str, str], Entry]:
    return {(entry.kind, entry.party, entry.entry_id): entry for entry in entries}


def _rows(numbers: list[int]) -> str:
    first = ", ".join(map(str, sorted(numbers)[:_ROWS_TOLD]))
    more = len(numbers) - _ROWS_TOLD
    return f"rows {first} and {more:,} more" if more > 0 else f"row {first}" if len(numbers) == 1 else f"rows {first}"
