"""Booking a batch of events."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from safeconduct.handover import Custody, CustodyEvent, EventKind, apply, book, first_states, wards
from safeconduct.people.model import Identity, PartialDate, Person

NIGHT = dt.datetime(2026, 2, 12, 1, 0, tzinfo=dt.UTC)


def event(
    number: int, person: str, kind: EventKind, *, place: str = "bus-1", reason: str = "asked by s1"
) -> CustodyEvent:
    """An event ``number`` minutes into the night."""
    when = NIGHT + dt.timedelta(minutes=number)
    return CustodyEvent(f"e{number}", person, kind, when, when, place, "s1", reason)


def test_a_whole_way_is_booked_in_the_order_it_happened() -> None:
    """The order of the rows does not matter: the times do."""
    way = [EventKind.BOARDED, EventKind.ARRIVED, EventKind.TAKEN_OVER, EventKind.RECEIVED]
    events = [event(i, "p1", kind) for i, kind in enumerate(way)]
    done = book({"p1": Custody.HELD}, reversed(events))
    assert done.states == {"p1": Custody.RECEIVED}
    assert done.booked == tuple(events)
    assert not done.refused


def test_an_event_that_is_not_allowed_does_not_stop_the_others() -> None:
    """The refused one comes back with a sentence; the next person is booked."""
    done = book(
        {"p1": Custody.HELD, "p2": Custody.HELD},
        [event(1, "p1", EventKind.RECEIVED), event(2, "p2", EventKind.BOARDED)],
    )
    assert done.states == {"p1": Custody.HELD, "p2": Custody.BOARDED}
    assert [refused.event.event_id for refused in done.refused] == ["e1"]
    assert "p1 is held" in done.refused[0].sentence


def test_the_same_event_sent_again_is_booked_once() -> None:
    """Within a batch and after an earlier one."""
    boarded = event(1, "p1", EventKind.BOARDED)
    first = book({"p1": Custody.HELD}, [boarded, boarded])
    assert (first.booked, first.repeated, first.refused) == ((boarded,), ("e1",), ())
    again = book(first.states, [boarded], earlier=first.booked)
    assert (again.states, again.booked, again.repeated) == ({"p1": Custody.BOARDED}, (), ("e1",))


def test_the_same_id_with_other_content_is_refused() -> None:
    """An event that is booked is never changed by one of the same id."""
    boarded = event(1, "p1", EventKind.BOARDED)
    done = book({"p1": Custody.HELD}, [boarded, replace(boarded, place="bus-2")])
    assert done.booked == (boarded,)
    assert "booked before with other content" in done.refused[0].sentence


def test_an_unknown_person_is_refused_and_not_added() -> None:
    """Nobody enters the book by an event."""
    done = book({"p1": Custody.HELD}, [event(1, "p9", EventKind.BOARDED)])
    assert done.states == {"p1": Custody.HELD}
    assert "p9" in done.refused[0].sentence


def test_an_event_before_one_that_is_booked_is_refused_with_both_times() -> None:
    """Two clocks that disagree are a question for people."""
    first = book({"p1": Custody.HELD}, [event(10, "p1", EventKind.BOARDED)])
    late = book(first.states, [event(5, "p1", EventKind.ARRIVED)], earlier=first.booked)
    assert "01:05" in late.refused[0].sentence
    assert "01:10" in late.refused[0].sentence


def test_a_missing_reason_is_refused() -> None:
    """A death without a word about it is not booked."""
    done = book({"p1": Custody.HELD}, [event(1, "p1", EventKind.DIED, reason=" ")])
    assert "reason" in done.refused[0].sentence
    assert done.states == {"p1": Custody.HELD}


def test_nobody_is_received_against_their_will() -> None:
    """A refusal at the line stands: 'received' is refused, 'returned' is booked."""
    at_line = {"p1": Custody.NEUTRAL}
    refused = book(at_line, [event(1, "p1", EventKind.REFUSED_TO_GO), event(2, "p1", EventKind.RECEIVED)])
    assert refused.states == at_line
    assert "article 109" in refused.refused[0].sentence
    back = book(refused.states, [event(3, "p1", EventKind.RETURNED)], earlier=refused.booked)
    assert back.states == {"p1": Custody.RETURNED}


def test_who_refused_boards_again_only_when_asked_again() -> None:
    """The boarding after a refusal says who has asked; then the refusal no longer stands."""
    start = book({"p1": Custody.HELD}, [event(1, "p1", EventKind.REFUSED_TO_GO)])
    silent = book(start.states, [event(2, "p1", EventKind.BOARDED, reason="")], earlier=start.booked)
    assert "asked the person again" in silent.refused[0].sentence
    way = [EventKind.BOARDED, EventKind.ARRIVED, EventKind.TAKEN_OVER, EventKind.RECEIVED]
    asked = book(start.states, [event(3 + i, "p1", kind) for i, kind in enumerate(way)], earlier=start.booked)
    assert asked.states == {"p1": Custody.RECEIVED}


def test_remains_never_share_a_vehicle_with_the_living() -> None:
    """In either order, and only while they are aboard."""
    states = {"r1": Custody.HELD, "p1": Custody.HELD}
    mixed = book(states, [event(1, "p1", EventKind.BOARDED), event(2, "r1", EventKind.BOARDED)], remains={"r1"})
    assert mixed.states == {"r1": Custody.HELD, "p1": Custody.BOARDED}
    assert "Remains travel apart" in mixed.refused[0].sentence
    other_way = book(states, [event(1, "r1", EventKind.BOARDED), event(2, "p1", EventKind.BOARDED)], remains={"r1"})
    assert other_way.states == {"r1": Custody.BOARDED, "p1": Custody.HELD}
    apart = book(
        states,
        [
            event(1, "p1", EventKind.BOARDED),
            event(2, "p1", EventKind.ARRIVED, place="h1"),
            event(3, "r1", EventKind.BOARDED),
        ],
        remains={"r1"},
    )
    assert apart.states == {"r1": Custody.BOARDED, "p1": Custody.AT_POINT}


def test_who_died_travels_on_as_remains() -> None:
    """After a death the remains are followed to the home party, in a vehicle without living people."""
    first = book(
        {"p1": Custody.HELD, "p2": Custody.HELD},
        [event(1, "p2", EventKind.BOARDED), event(2, "p1", EventKind.DIED)],
    )
    mixed = book(first.states, [event(3, "p1", EventKind.BOARDED)], earlier=first.booked)
    assert "Remains travel apart" in mixed.refused[0].sentence
    apart = book(first.states, [event(3, "p1", EventKind.BOARDED, place="truck-1")], earlier=first.booked)
    assert apart.states["p1"] is Custody.BOARDED


def test_remains_neither_refuse_nor_die() -> None:
    """Events of the living are refused for remains."""
    done = book({"r1": Custody.HELD}, [event(1, "r1", EventKind.REFUSED_TO_GO)], remains={"r1"})
    assert "Only the remains" in done.refused[0].sentence


def test_the_first_state_follows_from_who_acknowledges_the_person() -> None:
    """Claimed only where no party says that it holds the person."""
    persons = [
        Person("p1", "azure", "amber", Identity.MATCHED),
        Person("p2", "azure", "amber", Identity.ACKNOWLEDGED),
        Person("p3", "azure", "amber", Identity.CLAIMED),
    ]
    assert first_states(persons) == {"p1": Custody.HELD, "p2": Custody.HELD, "p3": Custody.CLAIMED}


PEOPLE = ("p1", "p2", "p3", "r1")
EVENTS = st.lists(
    st.builds(
        lambda minute, person, kind, place, reason: event(minute, person, kind, place=place, reason=reason),
        st.integers(0, 60),
        st.sampled_from((*PEOPLE, "stranger")),
        st.sampled_from(EventKind),
        st.sampled_from(("bus-1", "bus-2", "")),
        st.sampled_from(("", "asked by s1")),
    ),
    max_size=40,
)


@given(EVENTS, st.integers(0, 40))
@settings(max_examples=200, deadline=None)
def test_nobody_is_lost_whatever_is_sent(events: list[CustodyEvent], cut: int) -> None:
    """For any sequence of events: the same persons before and after, each in exactly one state; every event is booked,
    repeated or refused; a state changes only by a booked move of the table; no stretch of the way mixes remains with
    the living; and booking in two batches gives no other states than the booked events lead to."""
    start = dict.fromkeys(PEOPLE, Custody.HELD)
    first = book(start, events[:cut], remains={"r1"})
    second = book(first.states, events[cut:], remains={"r1"}, earlier=first.booked)
    for batch, done in ((events[:cut], first), (events[cut:], second)):
        assert done.states.keys() == start.keys()
        assert all(isinstance(state, Custody) for state in done.states.values())
        assert len(done.booked) + len(done.repeated) + len(done.refused) == len(batch)
    replayed = dict(start)
    aboard: dict[str, str] = {}
    dead = {"r1"}
    for one in (*first.booked, *second.booked):
        replayed[one.person_id] = apply(replayed[one.person_id], one)
        if one.kind is EventKind.DIED:
            dead.add(one.person_id)
        if one.kind is EventKind.BOARDED:
            aboard[one.person_id] = one.place
        if replayed[one.person_id] is not Custody.BOARDED:
            aboard.pop(one.person_id, None)
        for vehicle in set(aboard.values()):
            assert len({person in dead for person, where in aboard.items() if where == vehicle}) == 1
    assert replayed == second.states


def test_a_child_is_not_received_when_its_guardian_has_refused() -> None:
    """The mother says no at the line: the child stays with her, and the sentence says whom to call."""
    states = {"child": Custody.NEUTRAL, "mother": Custody.NEUTRAL}
    events = [event(1, "mother", EventKind.REFUSED_TO_GO), event(2, "child", EventKind.RECEIVED)]
    done = book(states, events, wards={"child": "mother"})
    assert [refused.event.person_id for refused in done.refused] == ["child"]
    assert "who has refused to go" in done.refused[0].sentence
    assert "duty officer" in done.refused[0].sentence
    assert done.states["child"] is Custody.NEUTRAL


def test_a_child_is_not_received_while_its_guardian_is_left_behind() -> None:
    """A mother whom her holder took back is not at the line; one who was taken over before the child is no bar."""
    received = event(1, "child", EventKind.RECEIVED)
    for where, passes in ((Custody.RETURNED, False), (Custody.HELD, False), (Custody.NEUTRAL, True)):
        done = book({"child": Custody.NEUTRAL, "mother": where}, [received], wards={"child": "mother"})
        assert bool(done.booked) is passes, where


def test_a_child_goes_home_though_its_guardian_died_or_lies_in_hospital() -> None:
    """What is best for the child is asked then; the book does not stand in the way."""
    for where in (Custody.DECEASED, Custody.HOSPITAL):
        states = {"child": Custody.NEUTRAL, "mother": where}
        assert book(states, [event(1, "child", EventKind.RECEIVED)], wards={"child": "mother"}).booked


def test_wards_are_children_held_with_their_guardian() -> None:
    """Not a grown son, not a child whose guardian another party holds."""

    def person(person_id: str, born: int, holder: str, guardian: str = "") -> Person:
        return Person(person_id, holder, "amber", Identity.MATCHED, birth_date=PartialDate(born), guardian=guardian)

    people = [
        person("mother", 1990, "azure"),
        person("child", 2018, "azure", "mother"),
        person("grown", 2001, "azure", "mother"),
        person("elsewhere", 2018, "host", "mother"),
    ]
    assert wards(people, NIGHT.date()) == {"child": "mother"}
