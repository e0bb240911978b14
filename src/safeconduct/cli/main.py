"""The program ``safeconduct``: gathers the steps and turns errors into exit codes."""

from __future__ import annotations

import sys
from pathlib import Path

import typer

from safeconduct import __version__
from safeconduct.cli import doctor, example, handover, movement, people, record, selection, terms
from safeconduct.cli.common import say
from safeconduct.cli.run import run
from safeconduct.errors import SafeconductError

app = typer.Typer(
    name="safeconduct",
    help="From two lists that do not agree to people handed over.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,  # plain help: loading rich would take longer than all the rest
)

INTERRUPTED = 130


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(__version__)
        raise typer.Exit


@app.callback()
def _root(
    version: bool = typer.Option(False, "--version", callback=_version, is_eager=True, help="Print the version."),
) -> None:
    """From two lists that do not agree to people handed over."""


app.command("run")(run)
app.add_typer(example.app, name="example")
app.add_typer(people.app, name="people")
app.add_typer(movement.app, name="movement")
app.add_typer(terms.app, name="terms")
app.add_typer(selection.app, name="selection")
app.add_typer(handover.app, name="handover")
app.add_typer(record.app, name="record")
app.command("doctor")(doctor.doctor)


def _in_the_way(error: OSError) -> str:
    if isinstance(error, FileExistsError) and Path(str(error.filename)).is_dir():
        return "another command made it at the same moment. Nothing is half-written; let that one end, and try again."
    return "a file stands where a folder is needed. Name another folder, or move the file away."


def main() -> None:
    """Run the command line. Ends the process with the exit code of the error, if there is one."""
    try:
        app()
    except SafeconductError as error:
        say("\n".join([str(error), *getattr(error, "__notes__", [])]))
        sys.exit(error.exit_code)
    except (FileExistsError, NotADirectoryError) as error:
        say(f"{error.filename}: {_in_the_way(error)}")
        sys.exit(1)
    except OSError as error:
        place = f"{error.filename}: " if error.filename else ""
        told = (
            f"{place}{error.strerror or error}. What was finished is kept, nothing is half-written; mend it and go on."
        )
        say("\n".join([told, *getattr(error, "__notes__", [])]))
        sys.exit(1)
    except KeyboardInterrupt:
        say("Interrupted. What was finished is kept, nothing is half-written; the same command goes on from there.")
        sys.exit(INTERRUPTED)
