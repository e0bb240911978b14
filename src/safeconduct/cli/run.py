"""``safeconduct run``: the whole job, with progress on the terminal and a summary of one screen."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from safeconduct.cli.common import JsonFlag, OutDir, emit, say
from safeconduct.cli.places import cache_folder


def run(
    case: Annotated[Path, typer.Argument(help="The case folder.", show_default=False)],
    out: OutDir,
    json_: JsonFlag = False,
) -> None:
    """Do the whole job for a case folder: from two lists to a plan that can be driven."""
    from safeconduct.work import run as job

    class Telling(job.Teller):
        """Tells each step on stderr, as it begins where somebody watches, and when it is done."""

        watched = sys.stderr.isatty()

        def begin(self, step: str) -> None:
            if self.watched:
                sys.stderr.write(f"  ... {job.TITLES[step]}")
                sys.stderr.flush()

        def end(self, done: job.Done) -> None:
            if self.watched:
                sys.stderr.write("\r\x1b[K")
            number = list(job.TITLES).index(done.step) + 1
            say(f"{number}/{len(job.TITLES)}  {job.TITLES[done.step]} ({done.seconds:.1f} s)\n     {done.sentence}")

    made = job.run(case, out, cache=cache_folder(), tell=Telling())
    if json_:
        emit({"operation": made.case.number, "steps": {one.step: one.sentence for one in made.done}, "out": str(out)})
        return
    say("")
    say(f"Operation {made.case.number}, {made.case.title} ({made.case.mode}): the plan stands, nobody has moved yet.")
    say(f"Open {out / 'report.html'} for the tranches, the timetable, the map and what needs a human.")
