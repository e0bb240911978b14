"""``safeconduct terms``: is the agreement sound, and can it be kept?"""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Annotated

import typer

from safeconduct.cli.common import JsonFlag, emit, say
from safeconduct.errors import RefusedByRule, UsageError

app = typer.Typer(help="Agreements as data: read them and look for faults.", no_args_is_help=True)

OnDay = Annotated[str, typer.Option("--on", help="The day that ages and vetoes are judged on, as 2026-02-11.")]


def day(text: str) -> dt.date:
    """A day from the command line. Raises UsageError."""
    try:
        return dt.date.fromisoformat(text)
    except ValueError as error:
        raise UsageError(f'--on "{text}" is not a day; write it as 2026-02-11.') from error


@app.callback()
def _group() -> None:
    """Agreements as data: read them and look for faults."""


@app.command("check")
def check_command(
    terms: Annotated[Path, typer.Argument(help="The agreement, terms.toml.")],
    persons: Annotated[
        Path | None, typer.Option("--persons", help="persons.csv: compare promises with people.")
    ] = None,
    on: OnDay = "",
    json: JsonFlag = False,
) -> None:
    """Report every fault of an agreement with its line, its clause and a way to mend it."""
    from safeconduct.terms import Severity, check, read_terms

    agreement = read_terms(terms)
    people = None
    if persons is not None:
        from safeconduct.people import read_persons

        people = read_persons(persons)
    findings = check(agreement, people, day(on) if on else None)
    errors = sum(finding.severity is Severity.ERROR for finding in findings)
    if json:
        emit(
            {
                "agreement": agreement.id,
                "sha256": agreement.sha256,
                "errors": errors,
                "warnings": len(findings) - errors,
                "findings": [finding.document() for finding in findings],
            }
        )
    for finding in findings:
        where = f", clause {finding.clause}" if agreement.clause(finding.clause) else ""
        law = f" ({finding.law})" if finding.law else ""
        say(
            f"{finding.severity}: {agreement.file}, line {finding.line}{where}: {finding.message}{law} [{finding.code}]"
        )
        say(f"    to mend it: {finding.fix}")
    if errors:
        raise RefusedByRule(f"The agreement {agreement.id} has {_count(errors, 'error')}. It cannot be put in force.")
    say(f"The agreement {agreement.id} can be put in force ({_count(len(findings), 'warning')}).")


def _count(number: int, word: str) -> str:
    return f"{number} {word}" if number == 1 else f"{number} {word}s"
