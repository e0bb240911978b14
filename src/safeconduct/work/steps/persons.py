"""Comparing the lists, recording the decisions, and making persons of the entries."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Sequence
from typing import TYPE_CHECKING

from safeconduct import people
from safeconduct.errors import Fault, RefusedByRule
from safeconduct.people.link import Weights
from safeconduct.work.case import Case
from safeconduct.work.following import take_up
from safeconduct.work.made import Context, Made, digest

if TYPE_CHECKING:
    from safeconduct.store.queries import Operation


def _person_key(case: Case, operation: Operation) -> bytes:
    """The key of the pseudonyms. In a rehearsal it follows from the case, so that a run can be repeated to the byte.

    In a live operation it comes of the operation's secret, which is random and never leaves the keys folder: the
    pseudonyms stay the same from run to run, and nobody who knows a list can compute them.
    """
    if case.mode == "rehearsal":
        return rehearsal_key(case)
    return hmac.digest(operation.key_file.read_bytes(), b"persons", "sha256")


def rehearsal_key(case: Case) -> bytes:
    """The key of the pseudonyms of a rehearsal."""
    parts = sorted(seed.commitment for seed in case.seeds.values())
    return hashlib.sha256(f"persons of operation {case.number}\n{' '.join(parts)}".encode()).digest()


def make_persons(context: Context) -> str:
    from safeconduct.store import queries
    from safeconduct.work.people import decide_all, record_matches, record_persons

    made = context.made
    assert made.operation is not None
    if made.adopted is not None:
        return take_up(context)
    # What families report is no statement by a party: it goes into the queue of the reviewers and nowhere else.
    stated = [one for one in made.files.lists if one.kind is not people.ListKind.FAMILY]
    reported = [entry for one in made.files.lists if one.kind is people.ListKind.FAMILY for entry in one.entries]
    entries = [entry for one in stated for entry in one.entries]
    held = [entry for entry in entries if entry.kind is people.ListKind.HELD]
    sought = [entry for entry in entries if entry.kind is people.ListKind.SOUGHT]
    matches = made.matches = people.match(held, sought, weights=made.files.weights)
    _compare_reports(made, reported, held, sought)
    made.queue = people.review_queue(
        matches.pairs,
        made.files.decisions,
        [*entries, *reported],
        year=made.case.starts.year,
        reports=made.reports,
    )
    doubles = people.duplicates(entries, weights=made.files.weights)
    made.twice = doubles.pairs
    made.set_aside = matches.set_aside + doubles.set_aside
    _refuse_held_twice(held, made.files.decisions, made.files.weights)
    _refuse_dropped(made.operation, made.files.decisions)
    people.write_matches(matches, context.outputs.add("matches.csv"))
    people.write_queue(made.queue, matches, context.outputs.add("review-queue.csv"))
    if made.set_aside:
        people.write_set_aside(matches.set_aside, doubles.set_aside, entries, context.outputs.add("set-aside.csv"))
    if reported:
        people.write_reports(made.reports, context.outputs.add("family-reports.csv"))
    key = _person_key(made.case, made.operation)
    made.persons = people.persons(
        entries, made.files.decisions, parties=made.case.party_ids, key=key, on=made.case.day()
    )
    persons_file = context.outputs.add("persons.csv")
    people.write_persons(made.persons, persons_file)
    lists_sha = digest(*(one.sha256 for one in stated), matches.key_version, matches.model_version)
    roster_sha = digest(lists_sha, made.files.digests.get("decisions.csv", ""), key.hex())
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
            record_persons(c, made.persons, roster_sha, hashlib.sha256(persons_file.read_bytes()).hexdigest())
    count = dict.fromkeys(people.Identity, 0)
    for person in made.persons:
        count[person.identity] += 1
    return (
        f"{count[people.Identity.MATCHED]} confirmed by both sides, {count[people.Identity.ACKNOWLEDGED]} held and not "
        f"asked for, {count[people.Identity.CLAIMED]} asked for and not acknowledged; {len(made.queue)} pairs to review"
    )


def _compare_reports(
    made: Made, reported: Sequence[people.Entry], held: Sequence[people.Entry], sought: Sequence[people.Entry]
) -> None:
    """Find whom families may speak of. That their lists cannot be compared stops nothing; the report says it."""
    try:
        made.reports = people.family_reports(reported, held, sought, weights=made.files.weights)
    except RefusedByRule as error:
        made.reports_refused = str(error)


def _refuse_dropped(operation: Operation, decisions: Sequence[people.Decision]) -> None:
    """A decision that was recorded stays in the file; it is taken back by a later row, not by leaving it out."""
    from safeconduct.store import queries

    there = {one.decision_id for one in decisions}
    faults = [
        Fault("decisions.csv", f"no row {one.decision_id}, which was recorded",
              "the row, and where it no longer holds a later row of two reviewers that withdraws it",
              field="decision_id", code="decision-dropped")
        for one in queries.decisions(operation)
        if one.decision_id not in there
    ]  # fmt: skip
    if faults:
        raise RefusedByRule("Recorded decisions are missing from decisions.csv.", faults)


def _refuse_held_twice(
    held: Sequence[people.Entry], decisions: Sequence[people.Decision], weights: Weights | None
) -> None:
    """Nobody is held by two parties, unless two reviewers have found that these are two people."""
    apart = {
        frozenset(((one.held_party, one.held_id), (one.sought_party, one.sought_id)))
        for one in people.standing(decisions)
        if one.verdict is people.Verdict.DIFFERENT
    }
    by_party: dict[str, list[people.Entry]] = {}
    for entry in held:
        by_party.setdefault(entry.party, []).append(entry)
    rows = {(entry.party, entry.entry_id): entry.row for entry in held}
    files = {entry.party: entry.file or f"{entry.party}-held" for entry in held}
    faults = [
        Fault(
            files[one.first[0]],
            f"{one.first[1]}, who is also {one.second[1]} of {one.second[0]}'s held list",
            "one party only; ask both which of them holds this person. If they are two people, record the decision "
            "'different' on the two held entries",
            row=rows[one.first],
            code="held-by-both",
        )
        for one in people.held_twice(by_party, weights=weights)
        if one.band is people.Band.PROPOSE and frozenset((one.first, one.second)) not in apart
    ]
    if faults:
        raise RefusedByRule("Two parties say that they hold the same person.", faults)
