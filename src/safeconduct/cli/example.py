"""``safeconduct example``: case folders of synthetic people."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from safeconduct.cli.common import JsonFlag, emit, say

app = typer.Typer(help="Make case folders of synthetic people, to learn on and to test with.", no_args_is_help=True)


@app.callback()
def _root() -> None:
    """Make case folders of synthetic people, to learn on and to test with."""


@app.command()
def make(
    directory: Annotated[Path, typer.Argument(metavar="DIR", help="The case folder to make.")],
    people: Annotated[int, typer.Option("--people", help="How many rows the two held lists have together.")] = 900,
    seed: Annotated[int, typer.Option("--seed", help="Another seed, other people; the same seed, the same files.")] = 7,
    truth: Annotated[
        bool, typer.Option("--truth", help="Also write truth.csv: which entries speak of one person.")
    ] = False,
    force: Annotated[bool, typer.Option("--force", help="Replace the case that is in the folder.")] = False,
    as_json: JsonFlag = False,
) -> None:
    """Write a complete case folder: lists, agreement, decisions so far, places, dangers, vehicles and staff.

    Nobody in it is real. The folder appears when it is complete, or not at all.
    """
    from safeconduct.example import make_case

    made = make_case(directory, people, seed, truth=truth, replace=force, tell=say)
    if as_json:
        emit({"directory": str(directory), "rows": made.rows, "pairs": made.pairs, "decided": made.decided})
        return
    say(f"{directory} is ready:")
    for name, rows in made.rows.items():
        say(f"  lists/{name:<22} {rows:>9,} rows")
    say(f"  decisions.csv                {made.decided:>9,} decisions")
    say(f"Next: safeconduct run {directory} --out build/{directory.name}")
