"""The verbs of ``safeconduct selection`` that answer questions: why, what if, and what would let somebody go."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from safeconduct.cli.common import JsonFlag, emit, say
from safeconduct.errors import DoesNotVerify, UsageError
from safeconduct.files import write_whole

if TYPE_CHECKING:
    from safeconduct.selection.answers import Change, Ground, Moved, WhatIf

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
    _refuse_revision(folder, selection.certificate)
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


def _ground(folder: Path, changes: Sequence[Change] = ()) -> Ground:
    """The ground of the questions; a change that cannot be supposed is refused before everyone is weighed."""
    from safeconduct.selection import answers
    from safeconduct.selection.answers.ground import read_certificate
    from safeconduct.work import asking

    if asking.is_case(folder):
        asked = asking.case(folder)
    else:
        _refuse_revision(folder, read_certificate(folder))
        asked = asking.Asked(*answers.read_written(folder))
    answers.suppose(asked.agreement, {one.person_id: one for one in asked.persons}, changes)
    say("Weighing everyone once ...")
    return asked.ground()


def _refuse_revision(folder: Path, certificate: Mapping[str, object]) -> None:
    """In a revision the announced come before the priorities; such questions are of the agreement alone."""
    if "revision" in certificate:
        raise UsageError(
            f"{folder} holds a revision, in which those to whom it was announced come first. Ask this of the selection "
            "that was announced: the folder that was revised, or announced-1 in it once the revision was adopted."
        )


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
