"""The verbs of ``safeconduct selection`` that answer questions: why, what if, and what would let somebody go."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from safeconduct.cli.common import JsonFlag, OutDir, emit, say
from safeconduct.errors import DoesNotVerify, UsageError
from safeconduct.files import together, write_whole

if TYPE_CHECKING:
    from safeconduct.selection.answers import Change, Ground, Moved, Revision, WhatIf

FolderArgument = Annotated[
    Path,
    typer.Argument(help="What `run` or `selection solve` has written, or the case folder of a rehearsal."),
]
WrittenArgument = Annotated[Path, typer.Argument(help="The folder that `run` or `selection solve` has written.")]
PersonArgument = Annotated[str, typer.Argument(help="The person, as in persons.csv.")]
SHOWN = 20  # people whom a list on the terminal names; --json names all


def explain(folder: FolderArgument, person_id: PersonArgument, json: JsonFlag = False) -> None:
    """Say of one person whether they go, under which clause and in which tranche, or why not, and on what evidence."""
    from safeconduct.people import read_persons
    from safeconduct.selection import answers, check, read_selection
    from safeconduct.work import asking

    if asking.is_case(folder):
        asked = asking.case(folder)
        selection, agreement, people, on = asked.selection(), asked.agreement, asked.persons, asked.on
    else:
        selection = read_selection(folder)
        agreement, on = answers.signed(selection.certificate)
        people = read_persons(folder / check.PERSONS)
    told = answers.why(
        selection,
        agreement,
        {person.person_id: person for person in people},
        answers.ties(agreement, people, on),
        on,
        person_id,
    )
    if json:
        emit(told.document())
        return
    sys.stdout.write(f"{person_id}: {told.outcome.sentence}\n")
    for one in told.evidence:
        sys.stdout.write(f"    {one.fact}: {one.value}\n        [{one.source}]\n")


def what_if(
    folder: FolderArgument,
    add: Annotated[
        list[Path] | None, typer.Option("--add", metavar="CLAUSE.toml", help="Add the clauses of a file.")
    ] = None,
    before: Annotated[
        str, typer.Option("--before", help="The clause before which added ones stand; last if not said.")
    ] = "",
    remove: Annotated[list[str] | None, typer.Option("--remove", metavar="CLAUSE", help="Leave a clause out.")] = None,
    set_: Annotated[
        list[str] | None,
        typer.Option("--set", metavar="CLAUSE.field=value", help="Give a field of a clause another value."),
    ] = None,
    force: Annotated[
        list[str] | None,
        typer.Option("--force", metavar="PERSON_ID", help="Let a person who may go, go."),
    ] = None,
    agrees: Annotated[
        list[str] | None, typer.Option("--agrees", metavar="PERSON_ID", help="Suppose that a person agrees when asked.")
    ] = None,
    confirm: Annotated[
        list[str] | None,
        typer.Option("--confirm", metavar="PERSON_ID", help="Suppose that both sides confirm a person who is held."),
    ] = None,
    lift: Annotated[
        list[str] | None, typer.Option("--lift", metavar="VETO", help="Suppose that a veto is lifted.")
    ] = None,
    json: JsonFlag = False,
) -> None:
    """Solve again under changes, all of them together, and say what they change. Nothing is written."""
    from safeconduct.selection import answers

    changes: list[Change] = [
        *(answers.read_add(path, before) for path in add or ()),
        *(answers.Remove(clause) for clause in remove or ()),
        *(answers.parse_set(words) for words in set_ or ()),
        *(answers.Lift(veto) for veto in lift or ()),
        *(answers.Agrees(person) for person in agrees or ()),
        *(answers.Confirm(person) for person in confirm or ()),
        *(answers.Force(person) for person in force or ()),
    ]
    if not changes:
        raise UsageError("what-if needs a change: --add, --remove, --set, --force, --agrees, --confirm or --lift.")
    if before and not add:
        raise UsageError("--before says where the clauses of --add stand; there is no --add.")
    made = answers.what_if(_ground(folder, changes), changes)
    if json:
        emit(made.document())
        return
    for line in _told(made):
        sys.stdout.write(f"{line}\n")


def include(folder: FolderArgument, person_id: PersonArgument, json: JsonFlag = False) -> None:
    """Say which smallest change would let a person go; each is tried by solving again."""
    from safeconduct.selection import answers

    made = answers.include(_ground(folder), person_id)
    if json:
        emit(made.document())
        return
    sys.stdout.write(f"{made.sentence}\n")
    for one in made.remedies:
        cost = f"takes the place of {_some(one.leave)}" if one.leave else "takes nobody's place"
        sys.stdout.write(f"    {one.words}: {_more(one.enter)} would go; {cost}\n")


def fairness(
    folder: WrittenArgument,
    out: Annotated[
        Path | None, typer.Option("--out", help="The folder to write fairness.json and fairness.html into.")
    ] = None,
    json: JsonFlag = False,
) -> None:
    """Make the report that is the same for every party, with the mirror test really run. Holds no shadow price."""
    from safeconduct.paper import fairness_page
    from safeconduct.people import read_persons
    from safeconduct.selection import answers, check, read_selection

    selection = read_selection(folder)
    agreement, on = answers.signed(selection.certificate)
    people = read_persons(folder / check.PERSONS)
    mirrored = answers.mirror(selection, agreement, people, on=on)
    document = answers.fairness(selection, agreement, people, mirrored, on=on)
    if out is not None:
        out.mkdir(parents=True, exist_ok=True)
        write_whole(out / "fairness.json", answers.fairness_bytes(document))
        page = fairness_page(document, title=str(agreement.title) or agreement.id, names={})
        write_whole(out / "fairness.html", page)
    if json:
        emit(document)
    for party, data in document["parties"].items():
        total = data["gives"]["total"]
        share = "" if total["share_percent"] is None else f", {total['share_percent']} % of the eligible"
        say(
            f"{party} holds {total['declared']} declared, {total['verified']} verified, {total['eligible']} eligible, "
            f"{total['selected']} selected{share}."
        )
    for one in document["asymmetric"]:
        say(f"Not the same for all: {one['clause']}: {one['what']}.")
    for one in document["disputed"]:
        applied = f"read by {one['reading']['by']}" if one["reading"] else "no neutral reading"
        say(f"Disputed: {one['clause']}: the texts of {' and '.join(w['party'] for w in one['wordings'])}, {applied}.")
    if not mirrored.same:
        raise DoesNotVerify(
            f"With the names turned round {mirrored.people} people are answered otherwise. Do not act on it."
        )
    say("Selected again with the names turned round: the same people, tranches and places.")


def participation(
    folder: FolderArgument,
    most: Annotated[
        int | None, typer.Option("--most", min=1, help="Try at most so many, drawn by lot; all if not said.")
    ] = None,
    json: JsonFlag = False,
) -> None:
    """Check that no party gets fewer of its own people back because it declared one more person whom it holds."""
    from safeconduct.selection import answers

    made = answers.participation(_ground(folder), most=most)
    if json:
        emit(made.document())
        return
    for party in sorted(made.tried):
        sys.stdout.write(
            f"{party}: {made.tried[party]} people tried by leaving them out, {made.settled[party]} need no trying, "
            f"{made.left[party]} not tried.\n"
        )
    for one in made.violations:
        like = f", or one of {one.people - 1} like them" if one.people > 1 else ""
        sys.stdout.write(
            f"    {one.party} would get {one.without} of its own back, and not {one.returned}, had it hidden "
            f"{one.example}{like} (clause {one.clause or 'none'}).\n"
        )
    if not made.violations:
        sys.stdout.write("Of nobody who was tried does declaring them cost their holder people of its own.\n")


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
    terms: Annotated[Path | None, typer.Option("--terms", help="The agreement as the parties have changed it.")] = None,
    json: JsonFlag = False,
) -> None:
    """Select again after something has happened, with the least change to what was announced; say what changed."""
    from safeconduct.people import read_persons, write_persons
    from safeconduct.selection import answers, check, read_selection, write_selection
    from safeconduct.selection.credits import CREDITS
    from safeconduct.terms import read_terms
    from safeconduct.work import revising

    if out.resolve() == previous.resolve():
        raise UsageError("--out names the folder of what was announced; that stays as it is. Name another one.")
    selection = read_selection(previous)
    agreement, on = answers.signed(selection.certificate)
    before = read_persons(previous / check.PERSONS)
    now = read_persons(persons) if persons is not None else before
    news = revising.news(now, events or (), refuses or ())
    made = answers.revise(selection, before, read_terms(terms) if terms is not None else agreement, news, on=on)
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
        yield "Timetable, manifests and acts of the tranches named here no longer hold: correct them before anyone"
        yield "drives on, and tell everyone named here, and their family where one was told a time."


def _ground(folder: Path, changes: Sequence[Change] = ()) -> Ground:
    """The ground of the questions; a change that cannot be supposed is refused before everyone is weighed."""
    from safeconduct.selection import answers
    from safeconduct.work import asking

    asked = asking.case(folder) if asking.is_case(folder) else asking.Asked(*answers.read_written(folder))
    answers.suppose(asked.agreement, {one.person_id: one for one in asked.persons}, changes)
    say("Weighing everyone once ...")
    return asked.ground()


def _told(made: WhatIf) -> Iterator[str]:
    yield f"If {', and if '.join(made.changes)}:"
    before, after = (sum(getattr(count, name) for count in made.counts) for name in ("before", "after"))
    yield f"    {before} people go now, {after} then: {len(made.enter)} enter and {len(made.leave)} leave."
    different = [count for count in made.counts if count.before != count.after]
    for count in different:
        yield (
            f"    clause {count.clause}, from {count.holder} to {count.home}: {count.before} now, {count.after} then "
            f"({count.after - count.before:+d})"
        )
    for name, had, has in made.levels:
        if had != has:
            yield f"    {name}: {_level(had)} now, {_level(has)} then"
    if not (different or made.enter or made.leave):
        yield "    Nothing changes for anybody."
    yield from _list("enters", made.enter)
    yield from _list("leaves", made.leave)


def _list(word: str, people: Sequence[Moved]) -> Iterator[str]:
    for one in people[:SHOWN]:
        yield f"    {word}  {one.person_id} (from {one.holder} to {one.home}): {one.sentence}"
    if len(people) > SHOWN:
        yield f"    {word}  and {len(people) - SHOWN} more; --json names all"


def _level(value: int | None) -> str:
    return "not weighed" if value is None else str(value) if value >= 0 else f"{-value} short"


def _more(number: int) -> str:
    return "1 more person" if number == 1 else f"{number} more people"


def _some(names: Sequence[str]) -> str:
    more = f" and {len(names) - 6} more" if len(names) > 6 else ""
    return ", ".join(names[:6]) + more
