"""What waits for the reviewers: the pairs nobody has decided, the most urgent first, then the most uncertain."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from safeconduct.files import whole
from safeconduct.people import families, notes
from safeconduct.people.decisions import standing, ties
from safeconduct.people.model import Decision, Entry, ListKind, Medical
from safeconduct.people.pairs import Band, Matches, Pair, Twice

_GRAVE = (Medical.SERIOUSLY_WOUNDED, Medical.SERIOUSLY_SICK)
CHILD_UNDER = 18

PAIR_COLUMNS = (
    "held_id",
    "sought_id",
    "probability",
    "weight_bits",
    "band",
    "reasons",
    "held_party",
    "sought_party",
    "key_version",
    "model_version",
)


@dataclass(frozen=True, slots=True)
class QueueItem:
    """A pair that waits for two reviewers. ``urgency``: 0 seriously wounded or sick, 1 a child, 2 anyone else.

    ``held_notes`` and ``sought_notes`` are the codes of what is odd about the entries (``notes.py`` has words for
    them); ``reports`` are what families report of either.
    """

    pair: Pair
    urgency: int
    held_notes: tuple[str, ...] = ()
    sought_notes: tuple[str, ...] = ()
    reports: tuple[families.FamilyReport, ...] = ()


def review_queue(
    pairs: Iterable[Pair],
    decisions: Iterable[Decision],
    entries: Iterable[Entry],
    *,
    year: int,
    reports: Iterable[families.FamilyReport] = (),
) -> tuple[QueueItem, ...]:
    """The pairs of the bands *propose* and *review* that are not decided, of entries that no decision ties.

    ``year`` is the one in which children are counted: whoever may be under 18 in it, by either entry or by what a
    family reports. Within an urgency come first the pairs of which a family's report fits one entry only, then those
    nearest to even odds.
    """
    made = tuple(decisions)
    decided = {(one.held_party, one.held_id, one.sought_party, one.sought_id) for one in standing(made)}
    tied_held = {held for held, _ in ties(made)}
    tied_sought = {sought for _, sought in ties(made)}
    by_ref = {(entry.party, entry.kind, entry.entry_id): entry for entry in entries}
    told: dict[tuple[str, ListKind, str], list[families.FamilyReport]] = {}
    for report in reports:
        told.setdefault((report.entry_party, report.kind, report.entry_id), []).append(report)
    items = []
    for pair in pairs:
        held, sought = (pair.held_party, pair.held_id), (pair.sought_party, pair.sought_id)
        if pair.band is Band.NO or (*held, *sought) in decided or held in tied_held or sought in tied_sought:
            continue
        ours, theirs = (held[0], ListKind.HELD, held[1]), (sought[0], ListKind.SOUGHT, sought[1])
        about = (*told.get(ours, ()), *told.get(theirs, ()))
        missing = [by_ref[one.party, ListKind.FAMILY, one.report_id] for one in about]
        items.append(
            QueueItem(
                pair,
                _urgency([by_ref[ours], by_ref[theirs], *missing], year),
                notes.oddities_of(by_ref[ours]),
                notes.oddities_of(by_ref[theirs]),
                about,
            )
        )
    return tuple(sorted(items, key=_place))


def _place(item: QueueItem) -> tuple[int, bool, float, str, str]:
    against = families.speaks_against(item.reports)
    return item.urgency, not against, abs(item.pair.weight_bits), item.pair.held_id, item.pair.sought_id


def _urgency(entries: Sequence[Entry], year: int) -> int:
    if any(entry.medical in _GRAVE for entry in entries):
        return 0
    if any(entry.birth_date is not None and year - entry.birth_date.year < CHILD_UNDER for entry in entries):
        return 1
    return 2


def write_matches(matches: Matches, path: Path) -> None:
    """Write matches.csv: every pair worth a look, with its probability, band and reasons, and what compared it."""
    _write(path, PAIR_COLUMNS, (_cells(pair, matches) for pair in matches.pairs))


def write_queue(queue: Iterable[QueueItem], matches: Matches, path: Path) -> None:
    """Write review-queue.csv: as matches.csv, with the place in the queue and the urgency before, and in words what is
    odd about the two entries and what families report behind. ``matches`` is what the queue was made of."""
    rows = (
        (
            place,
            item.urgency,
            *_cells(item.pair, matches),
            "; ".join(map(notes.told, item.held_notes)),
            "; ".join(map(notes.told, item.sought_notes)),
            " ".join(map(families.told, item.reports)),
        )
        for place, item in enumerate(queue, start=1)
    )
    _write(path, ("place", "urgency", *PAIR_COLUMNS, "odd_held", "odd_sought", "family_reports"), rows)


def _cells(pair: Pair, matches: Matches) -> tuple[object, ...]:
    return (
        pair.held_id,
        pair.sought_id,
        f"{pair.probability:.6f}",
        f"{pair.weight_bits:.3f}",
        pair.band.value,
        "; ".join(pair.reasons),
        pair.held_party,
        pair.sought_party,
        matches.key_version,
        matches.model_version,
    )


def _write(path: Path, heading: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    with whole(path) as beside, beside.open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(heading)
        writer.writerows(rows)


def write_twice(pairs: Iterable[Twice], path: Path) -> None:
    """Write duplicates.csv: pairs of entries of one kind that may be one person, the likeliest first."""
    heading = ("kind", "party_1", "entry_1", "party_2", "entry_2", "probability", "weight_bits", "band", "reasons")
    rows = (
        (
            pair.kind.value,
            *pair.first,
            *pair.second,
            f"{pair.probability:.6f}",
            f"{pair.weight_bits:.3f}",
            pair.band.value,
            "; ".join(pair.reasons),
        )
        for pair in pairs
    )
    _write(path, heading, rows)
