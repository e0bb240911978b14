"""The whole job, in order: from a case folder to a plan that can be driven, with its papers, record and report.

Each step reads what the steps before it made, writes its results, and notes in one change of the store what is new.
Everything a step makes follows from the case folder alone, so a run that was interrupted is taken up by running it
again: what is made once more is found to be in the store already, and is not noted twice.
"""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable
from pathlib import Path

from safeconduct import people
from safeconduct.errors import NothingFeasible, SafeconductError
from safeconduct.work.case import read_case
from safeconduct.work.case_files import CaseFiles, read_files
from safeconduct.work.made import TITLES, Context, Done, Made, Teller
from safeconduct.work.outputs import Outputs
from safeconduct.work.papers import prepare_bulletin, print_papers
from safeconduct.work.steps.agreement import put_in_force
from safeconduct.work.steps.opening import open_and_receive
from safeconduct.work.steps.persons import make_persons
from safeconduct.work.steps.planning import plan_movement
from safeconduct.work.steps.selecting import select_and_order

__all__ = ["TITLES", "Done", "Made", "Teller", "run"]

COMPARED = ("matches.csv", "review-queue.csv", "family-reports.csv", "set-aside.csv", "persons.csv")
REPLACED = (
    "family-reports.csv",
    "set-aside.csv",
    "credits.json",
    "plan.json",
    "timetable.svg",
    "map.html",
    "paper",
    "bulletin",
)


def run(
    directory: Path,
    out: Path,
    *,
    cache: Path,
    tell: Teller | None = None,
    token_bytes: Callable[[int], bytes] = secrets.token_bytes,
) -> Made:
    """Do the whole job for the case folder ``directory`` and leave the results in ``out``.

    ``cache`` keeps the road map's tiles. Raises what the steps raise (see errors.py). If no selection can be made, and
    none was published before, the comparison of the lists is published all the same, since reviewers have to decide
    before an agreement can be kept. If the movement then finds that people cannot be carried, the results so far and
    the report are published, so that a coordinator sees why, and NothingFeasible is raised.
    """
    tell = tell or Teller()
    began = time.perf_counter()
    tell.begin("case")
    case = read_case(directory)
    made = Made(case, read_files(case))
    _finish(made, tell, "case", _case_words(made.files), began)
    outputs = Outputs(out)
    try:
        for step, work in STEPS.items():
            began = time.perf_counter()
            tell.begin(step)
            sentence = work(Context(made, outputs, cache, token_bytes))
            _finish(made, tell, step, sentence, began)
    except SafeconductError as error:
        if made.chosen is None or not isinstance(error, NothingFeasible):
            _keep_comparison(made, outputs, error)
            raise
        made.stopped = error
    except BaseException:
        outputs.discard()
        raise
    from safeconduct.work.report import write_report

    write_report(made, outputs)
    outputs.publish(replaces=REPLACED)
    if made.stopped is not None:
        raise made.stopped
    return made


def _keep_comparison(made: Made, outputs: Outputs, error: SafeconductError) -> None:
    """Publish what the reviewers need, unless it would stand beside the selection of an earlier run."""
    if made.persons and made.chosen is None and not (outputs.directory / "selection.json").exists():
        outputs.names[:] = [name for name in outputs.names if name in COMPARED]
        error.add_note(
            f"The lists are compared all the same: {outputs.directory / 'review-queue.csv'} holds the pairs that two "
            f"reviewers have to decide, and persons.csv beside it the people so far."
        )
        outputs.publish(replaces=COMPARED)
    outputs.discard()


def _finish(made: Made, tell: Teller, step: str, sentence: str, began: float) -> None:
    done = Done(step, sentence, time.perf_counter() - began)
    made.done.append(done)
    tell.end(done)


def _case_words(files: CaseFiles) -> str:
    held = sum(len(one.entries) for one in files.lists if one.kind is people.ListKind.HELD)
    sought = sum(len(one.entries) for one in files.lists if one.kind is people.ListKind.SOUGHT)
    family = sum(len(one.entries) for one in files.lists if one.kind is people.ListKind.FAMILY)
    reported = f", {family} reported by families" if family else ""
    return f"{len(files.lists)} lists: {held} people held, {sought} sought{reported}; {len(files.decisions)} decisions"


def verify_record(context: Context) -> str:
    from safeconduct.work import publishing

    assert context.made.operation is not None
    verified = context.made.verified = publishing.resume(context.made.operation)
    return f"{verified.size} entries, every one of them checked"


STEPS: dict[str, Callable[[Context], str]] = {
    "store": open_and_receive,
    "people": make_persons,
    "terms": put_in_force,
    "selection": select_and_order,
    "movement": plan_movement,
    "paper": print_papers,
    "bulletin": prepare_bulletin,
    "record": verify_record,
}
