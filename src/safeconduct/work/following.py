"""A revision in the folder of a run: put in place where it is adopted, and followed by the next run.

What was announced, and every plan and paper made of it, is kept in a folder of its own, since people have it in hand.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from safeconduct.errors import Fault, RefusedByRule
from safeconduct.files import together
from safeconduct.people import read_persons
from safeconduct.selection import read_selection, verify_folder
from safeconduct.selection.check import CERTIFICATE, PERSONS, SEEDS, SELECTION
from safeconduct.selection.credits import CREDITS
from safeconduct.work.case_files import CaseFiles

if TYPE_CHECKING:
    from safeconduct.store.queries import Document, Operation
    from safeconduct.work.made import Context

CHANGES = "changes.json"
FILES = (SELECTION, CERTIFICATE, "tranches.csv", PERSONS, CHANGES, SEEDS, CREDITS)
FAIRNESS = ("fairness.json", "fairness.html")  # of a selection that was announced: a revision has other aims
MADE_OF_IT = (*FAIRNESS, "plan.json", "timetable.svg", "map.html", "paper", "report.html")
COMPARISON = ("matches.csv", "review-queue.csv", "family-reports.csv", "set-aside.csv")


def put_in_place(revised: Path, out: Path) -> Path | None:
    """Put the files of an adopted revision into the folder of its run, and say in which folder those of before are kept
    now; None where the revision is there already.

    Raises OSError, with a note that the store has the revision already, and leaves the files of before in their place.
    """
    there = [out / name for name in (SELECTION, CERTIFICATE, PERSONS)]
    if all(one.is_file() and one.read_bytes() == (revised / one.name).read_bytes() for one in there):
        return None
    number = 1
    while (kept := out / f"announced-{number}").exists() and any(kept.iterdir()):  # an empty one was broken off
        number += 1
    try:
        with together(kept) as beside:
            for name in (*FILES, *MADE_OF_IT):
                _copy(out / name, beside / name)
        with together(out, also=(CHANGES, SEEDS, CREDITS, *FAIRNESS)) as beside:
            for name in FILES:
                _copy(revised / name, beside / name)
    except OSError as error:
        error.add_note(
            f"The store has adopted the revision, {out} has not followed yet: adopt it again to put it there."
        )
        raise
    return kept


def _copy(source: Path, target: Path) -> None:
    """A file, or a folder file by file, so that what goes wrong is told of one of them."""
    if source.is_dir():
        target.mkdir()
        for one in sorted(source.iterdir()):
            _copy(one, target / one.name)
    elif source.is_file():
        shutil.copy2(source, target)


def adopted(operation: Operation) -> Document | None:
    """The newest selection of the store, if it is a revision."""
    from safeconduct.store import queries

    newest = queries.latest_selection(operation)
    return newest if newest is not None and "revision" in json.loads(newest.certificate) else None


def refuse_other_case(operation: Operation, revision: Document, files: CaseFiles) -> None:
    """What the case folder says must not set back a revision, which knows more. Raises RefusedByRule."""
    faults = list(_other(operation, revision, files))
    if faults:
        raise RefusedByRule(
            "A revision was adopted, and the case folder is another one than it was made of. Put it back as it was, "
            "and tell what is new to `safeconduct selection revise`.",
            faults,
        )


def _other(operation: Operation, revision: Document, files: CaseFiles) -> Iterator[Fault]:
    from safeconduct.store import queries

    known = {key: one.sha256 for key, one in queries.lists_in_force(operation).items()}
    for one in files.lists:
        if known.get((one.party, one.kind)) != one.sha256:
            yield Fault(one.file, "another list than was received", "the list of the announcement")
    there = {one.decision_id for one in queries.decisions(operation)}
    for decision in files.decisions:
        if decision.decision_id not in there:
            yield Fault("decisions.csv", f"a new row {decision.decision_id}", "the decisions of the announcement")
    if files.agreement.sha256 != json.loads(revision.certificate)["agreement_sha256"]:
        found = f"{files.agreement.id} {files.agreement.version}"
        yield Fault(files.agreement.file, found, "the agreement of the revision that was adopted")


def take_up(context: Context) -> str:
    """Take the persons and the selection of this run from the adopted revision; the lists are not compared once more.

    Raises RefusedByRule where the folder has another selection, and what the seven checkers raise.
    """
    made, out = context.made, context.outputs.directory
    revision = made.adopted
    assert revision is not None
    found = [(out / name).read_text("utf-8") if (out / name).is_file() else "" for name in (SELECTION, CERTIFICATE)]
    if found != [revision.text, revision.certificate]:
        fault = Fault(str(out), "another selection than the newest of the store", "the revision that was adopted")
        raise RefusedByRule("Put it there with `safeconduct selection adopt REVISED --store` and this folder.", [fault])
    verify_folder(out)
    made.chosen = read_selection(out)
    made.persons = tuple(read_persons(out / PERSONS))
    for name in (*FILES, *COMPARISON):
        if (out / name).is_file():
            context.outputs.write(name, (out / name).read_bytes())
    return f"{len(made.persons)} people, as in the revision that was adopted; the lists are not compared once more"
