"""``safeconduct run``: the whole job, with progress on the terminal and a summary of one screen."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from safeconduct.cli.common import JsonFlag, OutDir, emit, say
from safeconduct.cli.places import cache_folder

if TYPE_CHECKING:
    from rich.progress import Progress


def run(
    case: Annotated[Path, typer.Argument(help="The case folder.", show_default=False)],
    out: OutDir,
    json_: JsonFlag = False,
) -> None:
    """Do the whole job for a case folder: from two lists to a plan that can be driven."""
    from safeconduct.work import run as job

    with _progress(len(job.TITLES)) as bar:

        class Telling(job.Teller):
            """Moves the bar while somebody watches, and says each step on stderr when it is done."""

            def begin(self, step: str) -> None:
                bar.update(bar.task_ids[0], description=job.TITLES[step])

            def end(self, done: job.Done) -> None:
                number = list(job.TITLES).index(done.step) + 1
                title = f"{number}/{len(job.TITLES)}  {job.TITLES[done.step]} ({done.seconds:.1f} s)"
                bar.console.print(f"{title}\n     {done.sentence}", markup=False, highlight=False, soft_wrap=True)
                bar.advance(bar.task_ids[0])

        made = job.run(case, out, cache=cache_folder(), tell=Telling())
    if json_:
        emit({"operation": made.case.number, "steps": {one.step: one.sentence for one in made.done}, "out": str(out)})
        return
    say("")
    stands = "the plan stands, nobody has moved yet" if made.adopted is None else "the plan follows the revision"
    say(f"Operation {made.case.number}, {made.case.title} ({made.case.mode}): {stands}.")
    say(f"Open {out / 'report.html'} for the tranches, the timetable, the map and what needs a human.")


def _progress(steps: int) -> Progress:
    """A bar on stderr over the steps, with the time so far; where nobody watches it is not drawn."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(20),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
    )
    console = Console(stderr=True)
    progress = Progress(*columns, console=console, transient=True, disable=not console.is_terminal)
    progress.add_task("", total=steps)
    return progress
