"""``safeconduct selection adopt``: a revision takes the place of what was announced, in the store."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from safeconduct.cli.common import JsonFlag, emit, say


def adopt(
    revision: Annotated[Path, typer.Argument(help="The folder that `selection revise` has written.")],
    store: Annotated[Path, typer.Option("--store", help="The folder that `run` wrote with --out.")],
    actor: Annotated[str, typer.Option("--by", help="Who adopts it: a staff_id or a role.")] = "coordinator",
    operation: Annotated[int | None, typer.Option("--operation", help="Its number, where the store has many.")] = None,
    terms: Annotated[
        Path | None,
        typer.Option("--terms", help="The agreement, or the folder of several, where the parties have changed it."),
    ] = None,
    json: JsonFlag = False,
) -> None:
    """Check a revision and make it the newest selection in the store, which the escrow at the line follows."""
    from safeconduct.work.adopting import adopt_revision

    made = adopt_revision(revision, store, actor=actor, number=operation, terms=terms)
    if json:
        emit({"selected": made.selected, "tranches": made.tranches, "already": made.already})
    if made.already:
        say(f"The store has this selection already: {made.selected} people in {made.tranches} tranches.")
    else:
        say(f"Adopted: {made.selected} people in {made.tranches} tranches; `handover record` follows them from now on.")
    if made.kept is not None:
        say(f"What stood in {store} before, with its plan and papers, is kept in {made.kept}.")
        say(f"Plan and papers in {store} are still the old ones. Make them anew: safeconduct run CASE --out {store}")
