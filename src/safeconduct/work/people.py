"""Matching, the reviewers' decisions, and the persons that follow from them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from safeconduct.errors import Fault, RefusedByRule
from safeconduct.handover import first_states
from safeconduct.people.model import Decision, ListKind, Person, Verdict
from safeconduct.record.facts import DecisionRecorded, EntriesMatched, PersonsCompiled
from safeconduct.store import queries, tables
from safeconduct.store.content import pack
from safeconduct.work.change import Change
from safeconduct.work.documents import columns
from safeconduct.work.lists import BATCH

WITHDRAWN = "withdrawn"


def record_matches(
    c: Change, document: str, input_sha256: str, *, key_version: str, model_version: str, proposed: int, review: int
) -> None:
    """Store a comparison of the lists. ``proposed`` and ``review`` count the pairs of those two bands."""
    tables.Matching.objects.create(
        **columns(c, document, input_sha256),
        key_version=key_version,
        model_version=model_version,
        proposed=proposed,
        review=review,
    )
    c.note(EntriesMatched(key_version, model_version, proposed, review))


def decide(c: Change, decision: Decision) -> None:
    """Record one decision of two reviewers. See ``decide_all``."""
    decide_all(c, [decision])


def decide_all(c: Change, decisions: Iterable[Decision]) -> None:
    """Record decisions, in their order. A decision that was recorded before, with the same content, is passed over.

    Raises RefusedByRule, with a fault for each decision that cannot stand, and records none of them: if the two
    reviewers are not two people, if the id was used for something else, if an entry is on no list in force, or if
    ``withdraws`` names no decision that stands.
    """
    before = {decision.decision_id: decision for decision in queries.decisions(c.operation)}
    standing = set(before) - {decision.withdraws for decision in before.values()}
    known = _entry_ids(c)
    faults: list[Fault] = []
    new: list[Decision] = []
    every = tuple(decisions)
    withdrawn = {decision.withdraws for decision in every if decision.withdraws}
    for decision in every:
        earlier = before.get(decision.decision_id)
        if earlier == decision:
            continue
        found = list(_faults(decision, earlier, standing, known, decision.decision_id in withdrawn))
        faults += found
        if not found:
            before[decision.decision_id] = decision
            standing.add(decision.decision_id)
            standing.discard(decision.withdraws)
            new.append(decision)
    if faults:
        raise RefusedByRule("Decisions were not recorded.", faults)
    if not new:
        c.nothing_to_do()
        return
    tables.Decision.objects.bulk_create(
        (
            tables.Decision(
                operation_id=c.operation.id,
                decision_id=decision.decision_id,
                withdraws=decision.withdraws,
                recorded_at=c.at,
                content=pack(decision),
            )
            for decision in new
        ),
        batch_size=BATCH,
    )
    for decision in new:
        c.note(DecisionRecorded(decision.decision_id, decision.verdict.value if decision.verdict else WITHDRAWN))


def record_persons(c: Change, persons: Sequence[Person], input_sha256: str, sha256: str) -> None:
    """Store the persons of the operation, as the decisions that stand make them of the entries.

    ``sha256`` (hex) is the digest of persons.csv, which a party can compare with the fact in the log.
    """
    contents = [pack(person) for person in persons]
    states = first_states(persons)
    roster = tables.Roster.objects.create(
        operation_id=c.operation.id,
        input_sha256=input_sha256,
        sha256=sha256,
        persons_count=len(persons),
        made_at=c.at,
    )
    tables.Person.objects.bulk_create(
        (
            tables.Person(
                roster_id=roster.id,
                person_id=person.person_id,
                first_state=states[person.person_id].value,
                remains=person.remains,
                content=content,
            )
            for person, content in zip(persons, contents, strict=True)
        ),
        batch_size=BATCH,
    )
    c.note(PersonsCompiled(len(persons), sha256))


def _entry_ids(c: Change) -> set[tuple[str, ListKind, str]]:
    lists = {one.id: one for one in queries.lists_in_force(c.operation).values()}
    rows = tables.Entry.objects.filter(received_list_id__in=lists).values_list("received_list_id", "entry_id")
    return {(lists[list_id].party, lists[list_id].kind, entry_id) for list_id, entry_id in rows.iterator(BATCH)}


def _faults(
    decision: Decision,
    earlier: Decision | None,
    standing: set[str],
    known: set[tuple[str, ListKind, str]],
    past: bool,
) -> Iterable[Fault]:
    def fault(field: str, found: str, expected: str) -> Fault:
        return Fault(file=f"decision {decision.decision_id}", field=field, found=found, expected=expected)

    if earlier is not None:
        yield fault(
            "decision_id", "an id that was used for another decision", "an id of its own; decisions stay as made"
        )
    one, other = decision.reviewer_1.strip(), decision.reviewer_2.strip()
    if not one or not other or one.casefold() == other.casefold():
        yield fault("reviewer_2", f"{one or 'nobody'} and {other or 'nobody'}", "two different reviewers")
    if decision.withdraws and decision.withdraws not in standing:
        yield fault("withdraws", decision.withdraws, "the id of a decision that stands")
    if decision.verdict is None and not decision.withdraws:
        yield fault("verdict", "nothing", "a verdict, or the decision that is withdrawn")
    if decision.verdict is not None and not past:
        apart = (decision.sought_party, ListKind.HELD, decision.sought_id) in known
        for field, party, kind, entry in (
            ("held_id", decision.held_party, ListKind.HELD, decision.held_id),
            ("sought_id", decision.sought_party, ListKind.SOUGHT, decision.sought_id),
        ):
            held_by_both = field == "sought_id" and decision.verdict is Verdict.DIFFERENT and apart
            if (party, kind, entry) not in known and not held_by_both:
                yield fault(field, entry or "nothing", f"an entry of the {kind} list of {party} that is in force")
