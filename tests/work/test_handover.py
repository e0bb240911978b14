from __future__ import annotations

import dataclasses
import datetime as dt
import json

import pytest

from operations import NOW, changing, digest, journey, persons
from safeconduct.errors import RefusedByRule
from safeconduct.handover import Custody, EventKind, HeadCount
from safeconduct.store import queries
from safeconduct.store.queries import Operation
from safeconduct.work.handover import book_count, book_event, book_events
from safeconduct.work.people import record_persons
from safeconduct.work.selection import record_selection


@pytest.fixture
def planned(operation: Operation) -> Operation:
    """An operation with three persons, all held."""
    with changing(operation) as c:
        record_persons(c, persons(3), digest("roster"), digest("persons 3"))
    return operation


def test_everyone_is_in_one_state_from_the_start(planned: Operation) -> None:
    """Before anything has happened everyone listed is held."""
    assert queries.state_of_custody(planned) == dict.fromkeys(("P0", "P1", "P2"), Custody.HELD)


def test_events_move_people_and_are_facts(planned: Operation) -> None:
    """A journey ends with the person received; the others stay where they were; the log has each step."""
    for event in journey("P1"):
        with changing(planned) as c:
            state = book_event(c, event)
    assert state is Custody.RECEIVED
    assert queries.state_of_custody(planned) == {"P0": Custody.HELD, "P1": Custody.RECEIVED, "P2": Custody.HELD}
    assert queries.custody_events(planned) == tuple(journey("P1"))
    states = [entry.document["fact"]["state"] for entry in queries.log_entries(planned)[-4:]]
    assert states == ["boarded", "at_point", "neutral", "received"]


def test_an_event_sent_twice_is_booked_once(planned: Operation) -> None:
    """The second sending changes nothing and says where the person is now."""
    first, second, *_ = journey("P0")
    for event in (first, second):
        with changing(planned) as c:
            book_event(c, event)
    size = queries.log_size(planned)
    with changing(planned) as c:
        assert book_event(c, first) is Custody.AT_POINT
    assert queries.log_size(planned) == size
    assert len(queries.custody_events(planned)) == 2


def test_an_event_id_is_not_used_for_something_else(planned: Operation) -> None:
    """The same id with another content is refused."""
    first = next(iter(journey("P0")))
    with changing(planned) as c:
        book_event(c, first)
    with pytest.raises(RefusedByRule, match="never changed"), changing(planned) as c:
        book_event(c, dataclasses.replace(first, person_id="P1"))


def test_what_the_table_of_custody_does_not_allow_is_refused(planned: Operation) -> None:
    """Nobody is received who was not taken over, and nobody is booked who is not in the operation."""
    *_, received = journey("P0")
    with pytest.raises(RefusedByRule, match="cannot be booked"), changing(planned) as c:
        book_event(c, received)
    with pytest.raises(RefusedByRule, match="not in this operation"), changing(planned) as c:
        book_event(c, next(iter(journey("P9"))))
    assert queries.custody_events(planned) == ()


def test_a_batch_books_what_it_can_and_tells_what_it_could_not(planned: Operation) -> None:
    """Events out of order in a file are booked as they happened; a refused one does not stop the others."""
    events = [*reversed(list(journey("P0"))), *journey("P9"), next(iter(journey("P1")))]
    with changing(planned) as c:
        booking = book_events(c, events)
    assert len(booking.booked) == 5
    assert {refused.event.person_id for refused in booking.refused} == {"P9"}
    assert queries.state_of_custody(planned) == {
        "P0": Custody.RECEIVED,
        "P1": Custody.BOARDED,
        "P2": Custody.HELD,
    }


def test_a_batch_of_which_nothing_can_be_booked_changes_nothing(planned: Operation) -> None:
    """The change closes, the log is as it was, and the sentences are there."""
    size = queries.log_size(planned)
    with changing(planned) as c:
        booking = book_events(c, journey("P9"))
    assert len(booking.refused) == 4
    assert queries.log_size(planned) == size


def test_a_refusal_carries_over_into_later_changes(planned: Operation) -> None:
    """Who has refused to go is not received by an event that comes in another change (GC III 109)."""
    boarded, arrived, taken, received = journey("P0")
    refused = dataclasses.replace(
        taken, event_id="R", kind=EventKind.REFUSED_TO_GO, occurred_at=taken.occurred_at + dt.timedelta(seconds=1)
    )
    refused = dataclasses.replace(refused, recorded_at=refused.occurred_at)
    for event in (boarded, arrived, taken, refused):
        with changing(planned) as c:
            book_event(c, event)
    with pytest.raises(RefusedByRule, match="has refused to go"), changing(planned) as c:
        book_event(c, received)


def test_nobody_leaves_the_book_with_a_new_roster(planned: Operation) -> None:
    """Who was on the way stays in a state of custody, even if a later roster does not name them."""
    with changing(planned) as c:
        book_event(c, next(iter(journey("P2"))))
    with changing(planned) as c:
        record_persons(c, persons(1), digest("smaller"), digest("persons 1"))
    assert queries.state_of_custody(planned) == {"P0": Custody.HELD, "P2": Custody.BOARDED}


def test_a_head_count_is_booked_beside_what_was_expected(planned: Operation) -> None:
    """Two are aboard and one is counted: the count, the expectation and the difference are kept and told."""
    with changing(planned) as c:
        book_events(c, [next(iter(journey(person))) for person in ("P0", "P1")])
    count = HeadCount("C1", "BUS-1", NOW + dt.timedelta(minutes=5), 1, "staff-1")
    with changing(planned) as c:
        reconciled = book_count(c, count)
    assert (reconciled.difference, reconciled.agrees) == (-1, False)
    assert queries.head_counts(planned) == ((count, 2),)
    assert queries.log_entries(planned)[-1].document["fact"] == {
        "kind": "head_count_booked",
        "count_id": "C1",
        "counted": 1,
        "expected": 2,
    }
    size = queries.log_size(planned)
    with changing(planned) as c:
        book_count(c, count)
    assert queries.log_size(planned) == size
    with pytest.raises(RefusedByRule, match="its own id"), changing(planned) as c:
        book_count(c, dataclasses.replace(count, number=2))


@pytest.fixture
def in_escrow(planned: Operation) -> Operation:
    """P0 of azure and P1 of amber in a tranche in escrow; P2 in none."""
    several = [*persons(1), dataclasses.replace(persons(2)[1], holder="amber", home="azure"), persons(3)[2]]
    with changing(planned) as c:
        record_persons(c, several, digest("other roster"), digest("persons in escrow"))
    document = json.dumps({"tranches": [{"number": 1, "order": ["P0", "P1"], "remains": False}]})
    certificate = json.dumps({"agreement": {"tranches": {"escrow": True, "on_drop_out": "hold"}}})
    with changing(planned) as c:
        record_selection(c, document, certificate, digest("selection"), selected=2, tranches=1)
    return planned


def test_nobody_of_a_tranche_in_escrow_is_received_before_all_are_in_custody(in_escrow: Operation) -> None:
    """By the selection that is stored, without any plan; and the log says how many were in custody at the release."""
    *before, received = journey("P0")
    *there, last, _ = journey("P1")
    with changing(in_escrow) as c:
        book_events(c, [*before, *there])
    with pytest.raises(RefusedByRule, match=r"Missing: P1 \(at point, of amber's people\)"), changing(in_escrow) as c:
        book_event(c, received)
    assert queries.state_of_custody(in_escrow)["P0"] is Custody.NEUTRAL
    with changing(in_escrow) as c:
        book_events(c, [last, received])
    *_, begun, release = (entry.document["fact"] for entry in queries.log_entries(in_escrow))
    assert begun == {"kind": "release_begun", "tranche": 1, "in_custody": 2, "left_out": 0}
    assert (release["person_id"], release["state"]) == ("P0", "received")


def test_who_goes_without_condition_is_received_while_the_other_side_is_missing(in_escrow: Operation) -> None:
    """P0 goes under a clause for all that has no condition, as the stored agreement says; no release has begun. With a
    condition, or as P1's counterpart one for one, P0 would wait."""
    outcomes = [{"person_id": p, "tranche": 1, "clause": c} for p, c in (("P0", "wounded"), ("P1", "others"))]
    document = {"tranches": [{"number": 1, "order": ["P0", "P1"], "remains": False}], "outcomes": outcomes}

    def stored(conditional: bool) -> None:
        clauses = [
            {"id": "wounded", "kind": "all", "conditional": conditional},
            {"id": "others", "kind": "one_for_one"},
        ]
        rule = {"tranches": {"escrow": True, "on_drop_out": "hold"}, "clauses": clauses}
        name = digest(f"selection {conditional}")
        with changing(in_escrow) as c:
            record_selection(c, json.dumps(document), json.dumps({"agreement": rule}), name, selected=2, tranches=1)

    *before, received = journey("P0")
    stored(conditional=True)
    with changing(in_escrow) as c:
        book_events(c, before)
    with pytest.raises(RefusedByRule, match=r"Missing: P1 \(held"), changing(in_escrow) as c:
        book_event(c, received)
    stored(conditional=False)
    with changing(in_escrow) as c:
        book_event(c, received)
    assert queries.state_of_custody(in_escrow)["P0"] is Custody.RECEIVED
    assert "release_begun" not in {entry.document["fact"]["kind"] for entry in queries.log_entries(in_escrow)}


def test_an_agreement_without_escrow_lets_people_go_one_by_one(in_escrow: Operation) -> None:
    """Its certificate says so."""
    document = json.dumps({"tranches": [{"number": 1, "order": ["P0", "P1"], "remains": False}]})
    certificate = json.dumps({"agreement": {"tranches": {"escrow": False, "on_drop_out": "hold"}}})
    with changing(in_escrow) as c:
        record_selection(c, document, certificate, digest("selection without"), selected=2, tranches=1)
    with changing(in_escrow) as c:
        assert not book_events(c, journey("P0")).refused
    assert "release_begun" not in {entry.document["fact"]["kind"] for entry in queries.log_entries(in_escrow)}
