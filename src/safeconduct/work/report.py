"""Filling report.html: one page with what was done, what comes next and what needs a human."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections import Counter
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from safeconduct import movement, people
from safeconduct.paper import drawn_line
from safeconduct.paper.report import Link, Number, ReportData, Step, Task, TrancheRow, report
from safeconduct.selection import answers
from safeconduct.work.outputs import Outputs

if TYPE_CHECKING:
    from safeconduct.work.made import Made

RESULTS = (
    ("matches.csv", "Proposed pairs", "which entries may speak of one person, with probability and reasons"),
    ("review-queue.csv", "Review queue", "pairs that wait for two reviewers, the most urgent first"),
    ("family-reports.csv", "Family reports", "entries that families may speak of; no statement by a party"),
    ("set-aside.csv", "Entries set aside", "entries that too many others are like, and how many"),
    ("persons.csv", "Persons", "what the decisions make of the entries; no names"),
    ("selection.json", "Selection", "a sentence for everyone listed"),
    ("changes.json", "Changes", "what the revision changed of what was announced, and why"),
    ("certificate.json", "Certificate", "proof that the selection is the most the agreement allows"),
    ("fairness.html", "Fairness report", "the same columns for every party, with the mirror test and the lots"),
    ("tranches.csv", "Tranches", "who goes in which tranche, in order"),
    ("plan.json", "Plan", "corridors, timetable, journeys, duties"),
    ("timetable.svg", "Timetable", ""),
    ("map.html", "Map", ""),
    ("bulletin/bulletin.html", "Bulletin", "totals only; under embargo until the handover is over"),
)


def write_report(made: Made, outputs: Outputs) -> None:
    """Write report.html from what the steps made, whether or not the last of them was reached."""
    outputs.write("report.html", report(_data(made, outputs)))


def _data(made: Made, outputs: Outputs) -> ReportData:
    case, plan, world = made.case, made.plan, made.files.world
    assert made.chosen is not None
    ordered = sorted(case.parties, key=lambda party: party.party_id)
    clock = ZoneInfo(case.time_zone)
    at = case.clock or dt.datetime.now(dt.UTC)
    timetable = figure = ""
    if plan is not None:
        timetable = movement.timetable_svg(plan, world.sites, world.zones, time_zone=case.time_zone)
        figure = movement.map_svg(plan, world.sites, world.zones, attribution=made.map_attribution)
    written = [(name, label, note) for name, label, note in RESULTS if name in outputs.names]
    selected = sum(len(tranche.order) for tranche in made.chosen.tranches)
    identity = Counter(person.identity for person in made.persons)
    names = {party.party_id: party.name("en") for party in ordered}
    lines = answers.lead_lines(made.chosen, made.files.agreement, made.persons) if len(ordered) > 2 else ()
    return ReportData(
        number=case.number,
        title=case.title,
        intermediary=case.intermediary.name("en"),
        parties=tuple(party.name("en") for party in ordered),
        made=_both(at, clock),
        rehearsal=case.mode == "rehearsal",
        summary=_summary(made, selected),
        numbers=(
            Number(str(selected), "people go", f"in {len(made.chosen.tranches)} tranches"),
            Number(str(identity[people.Identity.MATCHED]), "confirmed by both sides", f"of {len(made.persons)} listed"),
            *(() if made.adopted else (Number(str(len(made.queue)), "pairs to review"),)),
            Number(str(made.chosen.exposure_bound), "greatest lead", "people one side is ever ahead"),
        ),
        tasks=_tasks(made),
        steps=tuple(Step(_title(done.step), done.sentence, seconds=done.seconds) for done in made.done),
        tranches=_tranches(made, [party.party_id for party in ordered], clock),
        exposure=made.chosen.exposure,
        exposure_bound=max([made.chosen.exposure_bound, *(line.greatest for line in lines)]),
        leads=tuple(drawn_line(line.document(), names) for line in lines),
        tranche_sizes=tuple(len(tranche.order) for tranche in made.chosen.tranches),
        timetable_svg=timetable,
        map_svg=figure,
        map_note=made.map_attribution,
        papers=tuple(Link(name, title) for name, title in made.papers),
        results=tuple(Link(name, label, note) for name, label, note in written),
        verified=f"{made.verified.size} entries, every one checked against the signed checkpoint"
        if made.verified
        else "",
        record=(Link("record/checkpoint", "Signed checkpoint", "check it with: safeconduct record verify record"),)
        if made.verified
        else (),
        digests=tuple(
            (name, hashlib.sha256((outputs.building / name).read_bytes()).hexdigest())
            for name in ("selection.json", "certificate.json", "plan.json")
            if name in outputs.names
        ),
    )


def _title(step: str) -> str:
    from safeconduct.work.made import TITLES

    return TITLES[step]


def _summary(made: Made, selected: int) -> str:
    if made.stopped is not None:
        return f"Stopped at the movement: {made.stopped.summary}"
    if made.adopted is not None:
        return (
            f"{selected} people go and each of them has a seat, as the revision says that was adopted after the "
            "announcement. Who has been moved is in the book of custody."
        )
    return (
        f"{selected} people can go and each of them has a seat. Everything below follows from the case folder; "
        "nobody has been moved yet."
    )


def _tasks(made: Made) -> tuple[Task, ...]:
    tasks = []
    if made.stopped is not None:
        items = tuple(str(fault) for fault in made.stopped.faults)
        tasks.append(Task("reasons why the plan stopped", len(items), made.stopped.summary, items, urgent=True))
    if made.queue:
        words = "Two reviewers decide each; until then these people are not confirmed and do not go."
        tasks.append(Task("pairs to review", len(made.queue), words, link=Link("review-queue.csv", "Review queue")))
    if made.reports_refused:
        words = "What families report is not shown beside the pairs. Nothing else depends on it."
        tasks.append(Task("family lists that could not be compared", 1, words, (made.reports_refused,)))
    uncompared = (*made.matches.uncompared_held, *made.matches.uncompared_sought) if made.matches else ()
    if uncompared:
        words = "They say too little to be compared: 'no match' is no answer for them. Ask the party for more."
        items = tuple(f"{party} {entry_id}" for party, entry_id in uncompared)
        tasks.append(Task("entries not compared", len(uncompared), words, items))
    if made.set_aside:
        words = f"Too many entries say the same, so not all were compared; none is proposed. {people.ADVICE}"
        link = Link("set-aside.csv", "Entries set aside")
        count = len({(one.party, one.kind, one.entry_id) for one in made.set_aside})
        tasks.append(Task("entries set aside", count, words, link=link))
    shared = tuple(
        f"{one.party}, {one.kind} list: {people.rows_meant(rows)}"
        for one in made.files.lists
        for rows in people.by_listed_id(one.entries).values()
    )
    if shared:
        words = "A list gives one id to several rows. All are kept as people of their own; ask its party which stands."
        tasks.append(Task("ids that several rows have", len(shared), words, shared))
    if made.twice:
        words = "One list may name the same person twice. Ask its party which row stands."
        items = tuple(f"{one.first[0]}, {one.kind} list: {one.first[1]} and {one.second[1]}" for one in made.twice)
        tasks.append(Task("people perhaps listed twice", len(made.twice), words, items))
    warnings = (*(f"{one.clause}: {one.message}" for one in made.findings), *(made.plan.warnings if made.plan else ()))
    if warnings:
        tasks.append(Task("warnings", len(warnings), "Read each before the plan is driven.", tuple(warnings)))
    unasked = [one.person_id for one in made.persons if one.consent is people.Consent.UNKNOWN and one.held_id]
    if unasked:
        words = "Nobody has asked them in private yet whether they are willing to go (GC III 109)."
        tasks.append(Task("people not asked", len(unasked), words, tuple(unasked)))
    return tuple(tasks)


def _tranches(made: Made, parties: list[str], clock: ZoneInfo) -> tuple[TrancheRow, ...]:
    assert made.chosen is not None
    holder = {person.person_id: person.holder for person in made.persons}
    slots = {slot.tranche: slot for slot in made.plan.slots} if made.plan else {}
    names = {site.site_id: site.name for site in made.files.world.sites}
    rows = []
    for tranche in made.chosen.tranches:
        count = Counter(holder[person] for person in tranche.order)
        slot = slots.get(tranche.number)
        vehicles = sum(run.tranche == tranche.number for run in made.plan.runs) if made.plan else 0
        rows.append(
            TrancheRow(
                tranche.number,
                tuple(count[party] for party in parties),
                names.get(slot.handover, slot.handover) if slot else "",
                _both(slot.meet, clock) if slot else "",
                vehicles,
                tranche.remains,
            )
        )
    return tuple(rows)


def _both(time: dt.datetime, clock: ZoneInfo) -> str:
    return f"{time.astimezone(clock):%d.%m.%Y %H:%M} ({time.astimezone(dt.UTC):%d.%m. %H:%M} UTC)"
