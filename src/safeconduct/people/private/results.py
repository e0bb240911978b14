"""What an office is shown: its matches by pseudonym, words beside words, and what the house takes on."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from pathlib import Path

from safeconduct.errors import Fault, UnreadableInput
from safeconduct.people.model import Decision, Entry
from safeconduct.people.private.disclose import Beside
from safeconduct.people.private.disclosure import FIELDS
from safeconduct.people.private.files import text_of, write_by, write_secret
from safeconduct.people.private.keys import KEY
from safeconduct.people.private.model import Run
from safeconduct.people.private.weigh import Weighed
from safeconduct.people.queue import review_queue, write_matches, write_queue

MATCH_COLUMNS = ("pseudonym", "entry_id", "round", "key", "agreement")
BESIDE_COLUMNS = ("pseudonyms", "entry_id", "other", "field", "ours", "theirs", "agree")


def write_hits(run: Run, path: Path) -> None:
    """Write what a run has found so far, one row for each pseudonym and own entry, the strict keys first."""
    rows = (
        (hit.pseudonym, entry_id, hit.round, hit.key, KEY[hit.key].words)
        for hit in run.hits
        for entry_id in hit.entry_ids
    )
    write_secret(path, _csv(MATCH_COLUMNS, rows))


def read_pseudonyms(path: Path) -> frozenset[str]:
    """The pseudonyms of a file that ``write_hits`` wrote and reviewers have shortened."""
    rows = csv.DictReader(io.StringIO(text_of(path), newline=""))
    if "pseudonym" not in (rows.fieldnames or ()):
        fault = Fault(path.name, "no column pseudonym", "it in the heading row", row=1, field="pseudonym")
        raise UnreadableInput(f"{path.name} cannot be read as matches.", [fault])
    return frozenset(row["pseudonym"].strip() for row in rows if row["pseudonym"])


def write_beside(rows: Iterable[Beside], path: Path) -> None:
    """Write our words and theirs side by side."""
    cells = (
        (" ".join(row.pseudonyms), row.entry_id, row.other, row.field, row.ours, row.theirs, row.agree) for row in rows
    )
    write_secret(path, _csv(BESIDE_COLUMNS, cells))


def write_weighed(weighed: Weighed, decisions: Sequence[Decision], out: Path, year: int) -> tuple[list[Path], int]:
    """Write matches.csv, review-queue.csv and, below opened/, the two lists as far as they are opened. Returns the
    files, and how many pairs wait for reviewers."""
    both = [*weighed.held, *weighed.sought]
    queue = review_queue(weighed.matches.pairs, decisions, both, year=year)
    written = [out / "matches.csv", out / "review-queue.csv"]
    write_by(written[0], lambda path: write_matches(weighed.matches, path))
    write_by(written[1], lambda path: write_queue(queue, weighed.matches, path))
    (out / "opened").mkdir(mode=0o700, exist_ok=True)
    for entries in (weighed.held, weighed.sought):
        written.append(out / "opened" / f"{entries[0].party}-{entries[0].kind}.csv")
        write_secret(written[-1], _csv(FIELDS, map(_cells, entries)))
    return written, len(queue)


def _cells(entry: Entry) -> list[str]:
    values = (getattr(entry, name) for name in FIELDS)
    return ["" if value is None else str(value) for value in values]


def _csv(heading: Iterable[str], rows: Iterable[Iterable[object]]) -> bytes:
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(heading)
    writer.writerows(rows)
    return out.getvalue().encode()
