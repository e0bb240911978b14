"""``safeconduct handover``: what really happened, as it was written down at the doors."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from safeconduct.cli.common import JsonFlag, emit, say
from safeconduct.errors import RefusedByRule, UsageError

if TYPE_CHECKING:
    from safeconduct.handover import Booking, Gathering, Lead, Reconciled

app = typer.Typer(help="What really happened: events of custody and head-counts.", no_args_is_help=True)

Events = Annotated[Path, typer.Argument(metavar="EVENTS.csv", help="Events and head-counts, one a row.")]


@app.callback()
def _group() -> None:
    """What really happened: events of custody and head-counts."""


@app.command("check")
def check_command(
    events: Events,
    persons: Annotated[Path, typer.Option("--persons", help="persons.csv of the operation.")],
    before: Annotated[
        list[Path] | None,
        typer.Option("--before", metavar="EVENTS.csv", help="Events booked before these; may be given many times."),
    ] = None,
    plan: Annotated[
        Path | None, typer.Option("--plan", help="plan.json: compare the boardings with it, and keep its escrow.")
    ] = None,
    selection: Annotated[
        Path | None,
        typer.Option(
            "--selection", help="A folder with a selection, such as a revision: keep its escrow, not the plan's."
        ),
    ] = None,
    bound: Annotated[
        int | None, typer.Option("--bound", help="The greatest lead of one side, in people: say when to hold.")
    ] = None,
    json: JsonFlag = False,
) -> None:
    """Say what booking a file of events would do, and book nothing. Needs no store."""
    from safeconduct import handover
    from safeconduct.people import read_persons

    if bound is not None and bound < 0:
        raise UsageError(f"--bound {bound} is below 0; give the greatest lead in people.")
    people = read_persons(persons)
    ids = {person.person_id for person in people}
    remains = {person.person_id for person in people if person.remains}
    states: Mapping[str, handover.Custody] = handover.first_states(people)
    earlier: list[handover.CustodyEvent] = []
    meeting = None if plan is None else handover.read_last_meeting(plan)
    latest = max(filter(None, [dt.datetime.now(dt.UTC), meeting])) + dt.timedelta(days=1)
    read = handover.read_events(events, persons=ids, latest=latest)
    night = min((event.occurred_at for event in read.events), default=None)
    escrow = handover.escrow_of({}, ()) if plan is None else handover.read_escrow(plan, people)
    if selection is not None:
        escrow = handover.read_selected_escrow(selection, people)
    wards = {} if night is None else handover.wards(people, night.date())
    for path in before or []:
        batch = handover.read_events(path, persons=ids, latest=latest).events
        done = handover.book(states, batch, remains=remains, earlier=earlier, wards=wards, escrow=escrow)
        if done.refused:
            raise RefusedByRule(f"{path.name}, given with --before, could not have been booked: {_first(done)}")
        states = done.states
        earlier += done.booked
    booking = handover.book(states, read.events, remains=remains, earlier=earlier, wards=wards, escrow=escrow)
    sites = {person.person_id: person.site for person in people}
    everything = [*earlier, *booking.booked]
    counts = [handover.reconcile(count, sites, everything, remains=remains) for count in read.counts]
    leads: Sequence[Lead] = ()
    if bound is not None:
        free = escrow.unconditional
        leads = handover.leads(booking.states, people, bound=bound, events=everything, unconditional=free)
    warnings = () if plan is None else handover.astray(booking.booked, handover.read_planned(plan))
    waiting = handover.gatherings(booking.states, everything, escrow, wards)
    complete = handover.all_in_custody(handover.first_states(people), everything, escrow, wards)
    if json:
        emit(outcome(booking, counts, leads, warnings, waiting, complete))
    for line in tell(booking, counts, leads, warnings, waiting, complete):
        say(line)
    refuse_if_wrong(booking, counts, leads)


@app.command("record")
def record_command(
    events: Events,
    store: Annotated[Path, typer.Option("--store", help="The folder that `run` wrote with --out.")],
    actor: Annotated[str, typer.Option("--by", help="Who books them: a staff_id or a role.")] = "handover team",
    operation: Annotated[int | None, typer.Option("--operation", help="Its number, where the store has many.")] = None,
    bound: Annotated[
        int | None, typer.Option("--bound", help="The greatest lead of one side, in people: say when to hold.")
    ] = None,
    json: JsonFlag = False,
) -> None:
    """Book a file of events and head-counts: what is allowed is stored and logged, what is not is said."""
    from safeconduct.work import night

    if bound is not None and bound < 0:
        raise UsageError(f"--bound {bound} is below 0; give the greatest lead in people.")
    booked = night.record(store, events, actor=actor, number=operation, bound=bound)
    if json:
        emit(outcome(booked.booking, booked.counts, booked.leads, booked.warnings, booked.waiting, booked.complete))
    for line in tell(booked.booking, booked.counts, booked.leads, booked.warnings, booked.waiting, booked.complete):
        say(line)
    refuse_if_wrong(booked.booking, booked.counts, booked.leads)


def outcome(
    booking: Booking,
    counts: Sequence[Reconciled],
    leads: Sequence[Lead],
    warnings: Sequence[str],
    waiting: Sequence[Gathering],
    complete: Mapping[int, dt.datetime],
) -> dict[str, Any]:
    """The result of a batch as JSON values."""
    return {
        "booked": [event.event_id for event in booking.booked],
        "repeated": list(booking.repeated),
        "refused": [
            {"event_id": one.event.event_id, "person_id": one.event.person_id, "sentence": one.sentence}
            for one in booking.refused
        ],
        "states": _states(booking),
        "head_counts": [
            {
                "count_id": one.count.count_id,
                "place": one.count.place,
                "counted": one.count.number,
                "expected": len(one.expected),
                "difference": one.difference,
                "persons": list(one.expected),
            }
            for one in counts
        ],
        "leads": [dataclasses.asdict(lead) for lead in leads],
        "escrow": [{**dataclasses.asdict(one), "complete": one.complete} for one in waiting],
        "all_in_custody": {str(tranche): at.isoformat() for tranche, at in sorted(complete.items())},
        "warnings": list(warnings),
    }


def tell(
    booking: Booking,
    counts: Sequence[Reconciled],
    leads: Sequence[Lead],
    warnings: Iterable[str],
    waiting: Sequence[Gathering],
    complete: Mapping[int, dt.datetime],
) -> Iterable[str]:
    """The result of a batch for the person at the terminal; what needs an answer comes first."""
    from safeconduct.handover.custody import moment

    for refused in booking.refused:
        yield f"NOT BOOKED  {refused.sentence}"
    for count in counts:
        if not (count.agrees and count.known):
            yield f"HEAD-COUNT  {count.sentence}"
    for one in waiting:
        if not one.complete:
            yield f"WAIT        {one.sentence}"
    for lead in leads:
        if lead.hold:
            yield f"HOLD        {lead.sentence}"
    for warning in warnings:
        yield f"ASK         {warning}"
    repeated = f", {_count(len(booking.repeated), 'event')} booked before" if booking.repeated else ""
    yield f"{_count(len(booking.booked), 'event')} booked, {len(booking.refused)} refused{repeated}."
    agreed = sum(count.agrees for count in counts)
    if counts:
        yield f"{agreed} of {len(counts)} head-counts agree with the book."
    states = ", ".join(f"{state.replace('_', ' ')} {number}" for state, number in _states(booking).items())
    yield f"{_count(len(booking.states), 'person')}, each in one state: {states}."
    for one in waiting:
        if one.complete:
            yield one.sentence
    for tranche, at in sorted(complete.items()):
        yield f"Tranche {tranche}: for the handover act, all were in custody at {moment(at)}."
    for lead in leads:
        if not lead.hold:
            yield lead.sentence


def refuse_if_wrong(booking: Booking, counts: Sequence[Reconciled], leads: Sequence[Lead]) -> None:
    """Raise RefusedByRule where something has to be answered before anyone drives on."""
    wrong = [
        *([f"{_count(len(booking.refused), 'event')} refused"] if booking.refused else []),
        *(
            f"the head-count at {count.count.place} differs by {count.difference:+d}"
            for count in counts
            if count.difference
        ),
        *(f"{lead.giver} is beyond the bound" for lead in leads if lead.lead > lead.bound),
    ]
    if wrong:
        raise RefusedByRule(f"Not everything is in order: {'; '.join(wrong)}.")


def _states(booking: Booking) -> Mapping[str, int]:
    from safeconduct.handover import Custody

    number = Counter(booking.states.values())
    return {state.value: number[state] for state in Custody if number[state]}


def _first(booking: Booking) -> str:
    return booking.refused[0].sentence


def _count(number: int, word: str) -> str:
    if number == 1:
        return f"1 {word}"
    return f"{number} people" if word == "person" else f"{number} {word}s"
