"""On what ``safeconduct people match`` runs: the choice of the engine, and the memory of a long run."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from safeconduct.cli.doctor import install_command, program_command
from safeconduct.errors import UsageError

if TYPE_CHECKING:
    from safeconduct.people import Engine

EngineOption = Annotated[str, typer.Option("--engine", help="duckdb, or spark for lists too large for one machine.")]
MasterOption = Annotated[str, typer.Option("--spark-master", help="The address of Spark's master.")]
FolderOption = Annotated[
    Path | None,
    typer.Option("--spark-folder", help="A folder that all machines of the cluster see; not needed with local[*]."),
]


def chosen(engine: str, master: str, folder: Path | None) -> Engine:
    """The engine that the options name. Raises UsageError, with the command that adds what is missing."""
    from safeconduct.people import DuckDB, Spark

    if engine == "duckdb":
        return DuckDB()
    if engine != "spark":
        raise UsageError(f'--engine "{engine}" is neither duckdb nor spark.')
    from safeconduct.people.spark import missing

    commands = {"pyspark": install_command("spark"), "java": program_command("openjdk-17-jre-headless")}
    if gone := missing():
        lines = "\n".join(f"  {commands[part]}" for part in gone if commands[part])
        raise UsageError(f"The engine spark needs {' and '.join(gone)}, not found here. Add it with:\n{lines}")
    return Spark(master, folder)


@contextmanager
def nothing_thrown_away() -> Iterator[None]:
    """Without the search for cycles, which a million entries do not have; it would take a third of the time."""
    running = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if running:
            gc.enable()
