"""The whole job, in order: from a case folder to a plan that can be driven, with its papers, record and report.

Each step reads what the steps before it made, writes its results, and notes in one change of the store what is new.
Everything a step makes follows from the case folder alone, so a run that was interrupted is taken up by running it
again: what is made once more is found to be in the store already, and is not noted twice.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac
import secrets
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from safeconduct import movement, people, selection, terms
from safeconduct.errors import Fault, NothingFeasible, RefusedByRule, SafeconductError
from safeconduct.work.case import Case, CaseFiles, read_case, read_files
from safeconduct.work.outputs import Outputs

if TYPE_CHECKING:
    from safeconduct.record import Verified
    from safeconduct.store.queries import Operation

ACTOR = "run"
TITLES = {
    "case": "Read the case folder",
    "store": "Open the operation and receive the lists",
    "people": "Find who is on both sides' lists",
    "terms": "Check the agreement and put it in force",
    "selection": "Select who goes, and in which order",
    "movement": "Plan corridors, timetable, vehicles and crews",
    "paper": "Print the papers",
    "bulletin": "Prepare the bulletin",
    "record": "Verify the record",
}
REPLACED = ("plan.json", "timetable.svg", "map.html", "paper", "bulletin")


@dataclass(frozen=True, slots=True)
class Done:
    """One finished step: its name in TITLES, a sentence with its numbers, and the seconds it took."""

    step: str
    sentence: str
    seconds: float


@dataclass(slots=True)
class Made:
    """What the steps have made so far. A step that was not reached has left its field empty."""

    case: Case
    files: CaseFiles
    done: list[Done] = field(default_factory=list)
    operation: Operation | None = None
    matches: people.Matches | None = None
    queue: Sequence[people.QueueItem] = ()
    twice: tuple[people.Twice, ...] = ()
    persons: tuple[people.Person, ...] = ()
    findings: tuple[terms.Finding, ...] = ()
    chosen: selection.Selection | None = None
    plan: movement.Plan | None = None
    map_attribution: str = ""
    papers: list[tuple[str, str]] = field(default_factory=list)  # (file, title)
    verified: Verified | None = None
    stopped: SafeconductError | None = None


class Teller:
    """Told when a step begins and ends. The command line shows it; this one keeps silent."""

    def begin(self, step: str) -> None:
        """``step`` is about to start."""

    def end(self, done: Done) -> None:
        """A step is finished."""


def run(
    directory: Path,
    out: Path,
    *,
    cache: Path,
    tell: Teller | None = None,
    token_bytes: Callable[[int], bytes] = secrets.token_bytes,
) -> Made:
    """Do the whole job for the case folder ``directory`` and leave the results in ``out``.

    ``cache`` keeps the road map's tiles. Raises what the steps raise (see errors.py). Until the selection stands
    nothing is published; if the movement then finds that people cannot be carried, the results so far and the report
    are published all the same, so that a coordinator sees why, and NothingFeasible is raised.
    """
    tell = tell or Teller()
    began = time.perf_counter()
    tell.begin("case")
    case = read_case(directory)
    made = Made(case, read_files(case))
    _finish(made, tell, "case", _case_words(made.files), began)
    outputs = Outputs(out)
    try:
        for step, work in _STEPS.items():
            began = time.perf_counter()
            tell.begin(step)
            sentence = work(_Context(made, outputs, cache, token_bytes))
            _finish(made, tell, step, sentence, began)
    except NothingFeasible as error:
        if made.chosen is None:
            raise
        made.stopped = error
    except BaseException:
        outputs.discard()
        raise
    from safeconduct.work.report import write_report

    write_report(made, outputs)
    outputs.publish(replaces=REPLACED)
    if made.stopped is not None:
        raise made.stopped
    return made


@dataclass(frozen=True, slots=True)
class _Context:
    made: Made
    outputs: Outputs
    cache: Path
    token_bytes: Callable[[int], bytes]

    def now(self) -> dt.datetime:
        return self.made.case.clock or dt.datetime.now(dt.UTC)

    def change(self, because: str) -> Any:
        from safeconduct.work.change import change

        return change(ACTOR, self.made.operation, because, clock=self.now, token_bytes=self.token_bytes)


def _finish(made: Made, tell: Teller, step: str, sentence: str, began: float) -> None:
    done = Done(step, sentence, time.perf_counter() - began)
    made.done.append(done)
    tell.end(done)


def _digest(*parts: str) -> str:
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


def _case_words(files: CaseFiles) -> str:
    held = sum(len(one.entries) for one in files.lists if one.kind is people.ListKind.HELD)
    sought = sum(len(one.entries) for one in files.lists if one.kind is people.ListKind.SOUGHT)
    return f"{len(files.lists)} lists: {held} people held, {sought} sought; {len(files.decisions)} decisions"


def _store(context: _Context) -> str:
    from safeconduct import store

    made, out = context.made, context.outputs.directory.resolve()
    case, folder = made.case, out / "store"
    url = store.database_url(f"sqlite:///{folder / 'operation.sqlite3'}")
    store.open(url, record=out / "record", keys=folder / "keys")
    # The tables can only be imported once the store is open.
    from safeconduct.store import queries
    from safeconduct.work import lists, publishing
    from safeconduct.work.operation import open_operation

    made.operation = queries.operation(case.number)
    if made.operation is None:
        _refuse_another(out, queries.operations(), case)
        parties = [queries.Party(one.party_id, one.names, one.languages) for one in case.parties]
        host = case.intermediary
        with context.change("the coordinator opened the operation") as c:
            made.operation = open_operation(
                c,
                case.number,
                case.title,
                parties,
                queries.Party(host.party_id, host.names, host.languages),
                case.mode,
            )
    else:
        _refuse_changed(made.operation, case)
        publishing.resume(made.operation)
    with context.change("the parties handed in their lists") as c:
        for one in made.files.lists:
            lists.receive(c, one.party, one.kind, one.file, one.sha256, one.entries)
    return f"operation {case.number} ({case.mode}), {len(made.files.lists)} lists received"


def _refuse_another(out: Path, others: Sequence[Operation], case: Case) -> None:
    if others and (out / "record" / "checkpoint").exists():
        fault = Fault(str(out), f"operation {others[0].number}", f"an empty folder for operation {case.number}")
        raise RefusedByRule("The folder named with --out holds another operation.", [fault])


def _refuse_changed(operation: Operation, case: Case) -> None:
    there = (sorted(party.party_id for party in operation.parties), operation.mode)
    wanted = (sorted(case.party_ids), case.mode)
    if there != wanted:
        found = f"{' and '.join(wanted[0])}, {wanted[1]}"
        expected = f"{' and '.join(there[0])}, {there[1]}, as when operation {operation.number} was opened"
        raise RefusedByRule(
            "The case is not that of the operation in the store.", [Fault("case.toml", found, expected)]
        )


def _person_key(case: Case, operation: Operation) -> bytes:
    """The key of the pseudonyms. In a rehearsal it follows from the case, so that a run can be repeated to the byte.

    In a live operation it comes of the operation's secret, which is random and never leaves the keys folder: the
    pseudonyms stay the same from run to run, and nobody who knows a list can compute them.
    """
    if case.mode == "rehearsal":
        parts = sorted(seed.commitment for seed in case.seeds.values())
        return hashlib.sha256(f"persons of operation {case.number}\n{' '.join(parts)}".encode()).digest()
    return hmac.digest(operation.key_file.read_bytes(), b"persons", "sha256")


def _people(context: _Context) -> str:
    from safeconduct.store import queries
    from safeconduct.work.people import decide_all, record_matches, record_persons

    made = context.made
    assert made.operation is not None
    entries = [entry for one in made.files.lists for entry in one.entries]
    held = [entry for entry in entries if entry.kind is people.ListKind.HELD]
    sought = [entry for entry in entries if entry.kind is people.ListKind.SOUGHT]
    matches = made.matches = people.match(held, sought)
    made.queue = people.review_queue(matches.pairs, made.files.decisions, entries, year=made.case.starts.year)
    made.twice = people.duplicates(entries)
    _refuse_held_twice(held)
    people.write_matches(matches, context.outputs.add("matches.csv"))
    people.write_queue(made.queue, context.outputs.add("review-queue.csv"))
    key = _person_key(made.case, made.operation)
    made.persons = people.persons(
        entries, made.files.decisions, parties=made.case.party_ids, key=key, on=made.case.day()
    )
    people.write_persons(made.persons, context.outputs.add("persons.csv"))
    lists_sha = _digest(*(one.sha256 for one in made.files.lists), matches.key_version, matches.model_version)
    roster_sha = _digest(lists_sha, made.files.digests.get("decisions.csv", ""), key.hex())
    bands = [pair.band for pair in matches.pairs]
    document = (context.outputs.building / "matches.csv").read_text("utf-8")
    if queries.latest_matching(made.operation, lists_sha) is None:
        with context.change("the lists were compared") as c:
            record_matches(
                c,
                document,
                lists_sha,
                key_version=matches.key_version,
                model_version=matches.model_version,
                proposed=bands.count(people.Band.PROPOSE),
                review=bands.count(people.Band.REVIEW),
            )
    if made.files.decisions:
        with context.change("reviewers decided") as c:
            decide_all(c, made.files.decisions)
    if queries.latest_roster(made.operation, roster_sha) is None:
        with context.change("the decisions make persons of the entries") as c:
            record_persons(c, made.persons, roster_sha)
    count = dict.fromkeys(people.Identity, 0)
    for person in made.persons:
        count[person.identity] += 1
    return (
        f"{count[people.Identity.MATCHED]} confirmed by both sides, {count[people.Identity.ACKNOWLEDGED]} held and not "
        f"asked for, {count[people.Identity.CLAIMED]} asked for and not acknowledged; {len(made.queue)} pairs to review"
    )


def _refuse_held_twice(held: Sequence[people.Entry]) -> None:
    by_party: dict[str, list[people.Entry]] = {}
    for entry in held:
        by_party.setdefault(entry.party, []).append(entry)
    rows = {(entry.party, entry.entry_id): entry.row for entry in held}
    files = {entry.party: entry.file or f"{entry.party}-held" for entry in held}
    faults = [
        Fault(
            files[one.first[0]],
            f"{one.first[1]}, who is also {one.second[1]} of {one.second[0]}'s held list",
            "a person held by one party only; ask both parties which of them holds this person",
            row=rows[one.first],
            code="held-by-both",
        )
        for one in people.held_twice(by_party)
        if one.band is people.Band.PROPOSE
    ]
    if faults:
        raise RefusedByRule("Two parties say that they hold the same person.", faults)


def _terms(context: _Context) -> str:
    from safeconduct.work.terms import adopt

    made = context.made
    agreement = made.files.agreement
    _check_agreement_fits(made.case, agreement)
    made.findings = terms.require(agreement, made.persons, made.case.day())
    text = (made.case.directory / "terms.toml").read_bytes().decode("utf-8")
    with context.change("the parties agreed on it") as c:
        adopt(c, agreement.id, agreement.version, made.files.digests["terms.toml"], text)
    return f"{len(agreement.clauses)} clauses, no errors, {len(made.findings)} warnings"


def _check_agreement_fits(case: Case, agreement: terms.Agreement) -> None:
    if set(agreement.parties) != set(case.party_ids):
        found, expected = " and ".join(sorted(agreement.parties)), " and ".join(sorted(case.party_ids))
        fault = Fault("terms.toml", found, f"{expected}, the parties of case.toml", field="agreement.parties")
        raise RefusedByRule("The agreement is not between the parties of this operation.", [fault])


def _selection(context: _Context) -> str:
    from safeconduct.store import queries
    from safeconduct.work.selection import record_selection

    made, case = context.made, context.made.case
    assert made.operation is not None
    agreement = made.files.agreement
    seed = selection.combine_seeds(
        {owner: one.commitment for owner, one in case.seeds.items()},
        {owner: one.reveal for owner, one in case.seeds.items() if one.reveal},
        agreement.lottery.no_reveal if agreement.lottery else "stop",
    )
    chosen = made.chosen = selection.select(agreement, made.persons, on=case.day(), seed=seed)
    for name in ("selection.json", "certificate.json", "tranches.csv"):
        context.outputs.add(name)
    selection.write_selection(chosen, made.persons, context.outputs.building)
    document = (context.outputs.building / "selection.json").read_text("utf-8")
    certificate = (context.outputs.building / "certificate.json").read_text("utf-8")
    selected = sum(len(tranche.order) for tranche in chosen.tranches)
    made_from = _digest(document, certificate)
    if queries.latest_selection(made.operation, made_from) is None:
        with context.change("the agreement was applied to the persons") as c:
            record_selection(c, document, certificate, made_from, selected=selected, tranches=len(chosen.tranches))
    proven = all(level.value == level.bound for level in chosen.levels)
    proof = "proven to be the most" if proven else "within a stated gap of the most"
    return (
        f"{selected} go in {len(chosen.tranches)} tranches, {proof} the agreement allows; "
        f"no side is ever more than {chosen.exposure_bound} ahead"
    )


def passengers(chosen: selection.Selection, persons: Sequence[people.Person]) -> tuple[movement.Passenger, ...]:
    """The selected people as a planner needs them, in the order of the hand-over."""
    by_id = {person.person_id: person for person in persons}
    made = []
    for tranche in chosen.tranches:
        for person_id in tranche.order:
            person = by_id[person_id]
            made.append(
                movement.Passenger(person_id, person.holder, person.site, tranche.number, person.carriage, person.group)
            )
    return tuple(made)


def _movement(context: _Context) -> str:
    from safeconduct.store import queries
    from safeconduct.work.movement import record_plan

    made, case, world = context.made, context.made.case, context.made.files.world
    assert made.chosen is not None
    assert made.operation is not None
    road_map = movement.open_map(context.cache)
    made.map_attribution = road_map.attribution
    plan = made.plan = movement.plan(
        passengers(made.chosen, made.persons),
        world.sites,
        world.zones,
        world.fleet,
        world.staff,
        road_map,
        start=case.starts,
        hours=case.hours,
        mode=case.mode,
        languages={party.party_id: party.languages for party in case.parties},
        time_zone=case.time_zone,
        min_gap_hours=made.files.agreement.tranches.min_gap_hours,
    )
    document = movement.plan_bytes(plan).decode()
    context.outputs.write("plan.json", document)
    context.outputs.write(
        "timetable.svg", movement.timetable_svg(plan, world.sites, world.zones, time_zone=case.time_zone)
    )
    figure = movement.map_svg(plan, world.sites, world.zones, attribution=made.map_attribution)
    context.outputs.write("map.html", movement.map_page(figure, f"Operation {case.number}: corridors"))
    made_from = _digest(document)
    if queries.latest_plan(made.operation, made_from) is None:
        with context.change("the selected people have to travel") as c:
            record_plan(c, document, made_from, runs=len(plan.runs), uncarried=len(plan.uncarried))
    if plan.uncarried:
        waiting: dict[tuple[int, str], list[str]] = {}
        for one in plan.uncarried:
            waiting.setdefault((one.tranche, one.reason), []).append(one.person_id)
        faults = [
            Fault("fleet.csv", reason, f"places for {' '.join(ids)} of tranche {tranche}", code="uncarried")
            for (tranche, reason), ids in waiting.items()
        ]
        raise NothingFeasible(
            f"{len(plan.uncarried)} of the selected people cannot be carried, so their tranches cannot go as agreed. "
            "Add vehicles or time, or change the agreement; plan.json and report.html show what there is.",
            faults,
        )
    vehicles = len({run.vehicle for run in plan.runs})
    points = len({slot.handover for slot in plan.slots})
    return (
        f"{len(plan.runs)} journeys by {vehicles} vehicles to {points} handover points, nobody left behind; "
        f"{len(plan.warnings)} warnings"
    )


def _paper(context: _Context) -> str:
    from safeconduct.work.papers import print_papers

    made = context.made
    made.papers = print_papers(context)
    return f"{len(made.papers)} papers"


def _bulletin(context: _Context) -> str:
    from safeconduct.work.papers import prepare_bulletin

    return prepare_bulletin(context)


def _record(context: _Context) -> str:
    from safeconduct.work import publishing

    assert context.made.operation is not None
    verified = context.made.verified = publishing.resume(context.made.operation)
    return f"{verified.size} entries, every one of them checked"


_STEPS: dict[str, Callable[[_Context], str]] = {
    "store": _store,
    "people": _people,
    "terms": _terms,
    "selection": _selection,
    "movement": _movement,
    "paper": _paper,
    "bulletin": _bulletin,
    "record": _record,
}
