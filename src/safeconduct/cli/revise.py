"""``safeconduct selection revise``: after something has happened, the least change to what was announced."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from safeconduct.cli.answers import SHOWN, WrittenArgument
from safeconduct.cli.common import JsonFlag, OutDir, emit, say
from safeconduct.errors import UsageError
from safeconduct.files import together, write_whole

if TYPE_CHECKING:
    from safeconduct.selection.answers import Revision


def revise(
    previous: WrittenArgument,
    out: OutDir,
    persons: Annotated[Path | None, typer.Option("--persons", help="persons.csv as it is now.")] = None,
    refuses: Annotated[
        list[str] | None, typer.Option("--refuses", metavar="PERSON_ID", help="Somebody who does not want to go.")
    ] = None,
    events: Annotated[
        list[Path] | None,
        typer.Option("--events", metavar="EVENTS.csv", help="Events booked since; whoever was received has gone."),
    ] = None,
    terms: Annotated[
        Path | None,
        typer.Option("--terms", help="The agreement, or the folder of several, as the parties have changed it."),
    ] = None,
    json: JsonFlag = False,
) -> None:
    """Select again after something has happened, with the least change to what was announced; say what changed."""
    from safeconduct.people import read_persons, write_persons
    from safeconduct.selection import answers, check, read_selection, write_selection
    from safeconduct.selection.credits import CREDITS
    from safeconduct.terms import combine, read_agreements
    from safeconduct.work import revising

    if out.resolve() == previous.resolve():
        raise UsageError("--out names the folder of what was announced; that stays as it is. Name another one.")
    selection = read_selection(previous)
    agreement, on = answers.signed(selection.certificate)
    before = read_persons(previous / check.PERSONS)
    now = read_persons(persons) if persons is not None else before
    news = revising.news(now, events or (), refuses or ())
    changed = agreement if terms is None else combine(read_agreements(terms))
    made = answers.revise(selection, before, changed, news, on=on)
    seeds = previous / check.SEEDS  # the seed is that of what was announced
    with together(out, also=(CREDITS, check.SEEDS)) as beside:
        write_selection(made.selection, made.persons, beside)
        write_persons(made.persons, beside / check.PERSONS)
        write_whole(beside / "changes.json", answers.changes_bytes(made))
        if seeds.exists():
            write_whole(beside / check.SEEDS, seeds.read_bytes())
    if json:
        emit(made.document())
        return
    for line in _revised(made):
        sys.stdout.write(f"{line}\n")
    say(f"Written to {out}; what was announced stands unchanged in {previous}.")


def _revised(made: Revision) -> Iterator[str]:
    if not made.causes:
        yield f"Nothing is new: the {made.stay} people who go, go as announced."
        return
    for name, what in made.causes[:SHOWN]:
        yield f"New: {name} {what}." if name else f"New: {what}."
    if len(made.causes) > SHOWN:
        yield f"New: and {len(made.causes) - SHOWN} more; changes.json names all"
    yield f"Of those announced {made.stay} still go, {len(made.moved) or 'none'} of them in another tranche."
    for old, new in made.numbers:
        yield f"    tranche {old} has become tranche {new}: one before it is empty now"
    for name, was, now, why in made.moved[:SHOWN]:
        yield f"    moves   {name}: from tranche {was} to {now}: {why}."
    if not made.fewest:
        yield "    With fewer changes there may be another way: the search for it was ended."
    if len(made.moved) > SHOWN:
        yield f"    moves   and {len(made.moved) - SHOWN} more; changes.json names all"
    for word, people in (("leaves ", made.leave), ("enters ", made.enter)):
        for one in people[:SHOWN]:
            yield f"    {word} {one.person_id}: {one.sentence}"
        if len(people) > SHOWN:
            yield f"    {word} and {len(people) - SHOWN} more; changes.json names all"
    if made.moved or made.numbers or made.leave or made.enter:
        yield "Once this is adopted, timetable, manifests and acts of the tranches named here no longer hold: let"
        yield "`safeconduct run` make them anew before anyone drives on, and tell everyone named here, and their"
        yield "family where one was told a time."
