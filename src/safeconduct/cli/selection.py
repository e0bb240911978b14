"""``safeconduct selection``: who goes, the proof that it is the best there is, and why any one person does not go."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from safeconduct.cli import answers
from safeconduct.cli.adopt import adopt
from safeconduct.cli.common import JsonFlag, OutDir, emit, say
from safeconduct.cli.revise import revise
from safeconduct.cli.terms import TermsArgument, day
from safeconduct.files import together

app = typer.Typer(help="Decide who goes, prove it, and explain it.", no_args_is_help=True)

FolderArgument = Annotated[Path, typer.Argument(help="The folder that `selection solve` or `run` has written.")]
MOST_OF_A_KIND = 3  # warnings of one kind that are shown; whoever is to read a hundred reads none


@app.command()
def solve(
    terms: TermsArgument,
    persons: Annotated[Path, typer.Argument(help="The people, persons.csv.")],
    out: OutDir,
    seed: Annotated[str, typer.Option("--seed", help="The seed of the lots in hex, made of what each side revealed.")],
    on: Annotated[str, typer.Option("--on", help="The day that ages and vetoes are judged on, as 2026-02-11.")],
    json: JsonFlag = False,
) -> None:
    """Decide who goes in which tranche; write selection.json, certificate.json, tranches.csv and persons.csv."""
    from safeconduct.people import read_persons, write_persons
    from safeconduct.selection import Reason, select, write_selection
    from safeconduct.selection.credits import CREDITS
    from safeconduct.terms import Severity, check_several, combine, read_agreements, require

    parts, people, when = read_agreements(terms), read_persons(persons), day(on)
    agreement, warnings = combine(parts), dict[str, list[str]]()
    for part, one in check_several(parts, agreement, people, when):
        if one.severity is Severity.ERROR:
            require(agreement, people, when)  # which tells them all
        line = f", line {one.line}" if part in parts else ""
        warnings.setdefault(one.code, []).append(f"{part.file}{line}: {one.message} [{one.code}]")
    for lines in warnings.values():
        for line in lines[:MOST_OF_A_KIND]:
            say(f"warning: {line}")
        if more := len(lines[MOST_OF_A_KIND:]):
            say(f"    and {more} more of this kind; to see all: safeconduct terms check {terms} --persons {persons}")
    selection = select(agreement, people, on=when, seed=seed)
    with together(out, also=(CREDITS,)) as beside:
        written = [*write_selection(selection, people, beside), beside / "persons.csv"]
        write_persons(people, written[-1])
    paths = [out / path.name for path in written]
    counts = {str(reason): sum(o.reason is reason for o in selection.outcomes) for reason in Reason}
    proven = all(level.value == level.bound for level in selection.levels)
    if json:
        emit(
            {
                "written": [str(path) for path in paths],
                "people": counts,
                "tranches": len(selection.tranches),
                "proven": proven,
                "certificate_sha256": selection.certificate["sha256"],
            }
        )
    say(f"{counts['selected']} of {len(people)} people go, in {len(selection.tranches)} tranches.")
    for level in selection.levels:
        say(f"    {level.words}")
    least = selection.certificate["exposure"]["least"]
    say(f"    No side is ever more than {selection.exposure_bound} ahead; no order could keep the lead below {least}.")
    say(f"Written to {out}. Check it with: safeconduct selection verify {out}")


@app.command()
def verify(folder: FolderArgument, json: JsonFlag = False) -> None:
    """Check a selection against its certificate and its persons with exact arithmetic, without the solver."""
    from safeconduct.selection import verify_folder

    report = verify_folder(folder)
    for line in report["words"]:
        say(line)
    if json:
        emit(report)


app.command("explain")(answers.explain)
app.command("what-if")(answers.what_if)
app.command("include")(answers.include)
app.command("fairness")(answers.fairness)
app.command("participation")(answers.participation)
app.command("revise")(revise)
app.command("adopt")(adopt)
