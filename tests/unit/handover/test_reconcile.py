"""Head-counts, and how far one side is ahead."""

from __future__ import annotations

import datetime as dt

from hypothesis import given, settings
from hypothesis import strategies as st

from safeconduct.handover import Custody, CustodyEvent, EventKind, HeadCount, book, died, leads, places, reconcile
from safeconduct.people.model import Identity, Person

NIGHT = dt.datetime(2026, 2, 12, 1, 0, tzinfo=dt.UTC)
SITES = {"p1": "camp", "p2": "camp", "p3": "camp"}


def event(minute: int, person: str, kind: EventKind, place: str = "") -> CustodyEvent:
    when = NIGHT + dt.timedelta(minutes=minute)
    return CustodyEvent(f"e{minute}-{person}", person, kind, when, when, place, "s1", "why")


def count(minute: int, place: str, number: int) -> HeadCount:
    return HeadCount(f"c{minute}", place, NIGHT + dt.timedelta(minutes=minute), number)


def test_a_count_is_compared_with_who_the_book_has_there_at_that_time() -> None:
    """Two boarded at 1 and 2, one got off at 5: the vehicle's door says 2 at minute 3, and 1 at minute 6."""
    events = [
        event(1, "p1", EventKind.BOARDED, "bus"),
        event(2, "p2", EventKind.BOARDED, "bus"),
        event(5, "p2", EventKind.ARRIVED, "point"),
    ]
    early = reconcile(count(3, "bus", 2), SITES, events)
    assert (early.expected, early.difference, early.agrees) == (("p1", "p2"), 0, True)
    late = reconcile(count(6, "bus", 2), SITES, events)
    assert (late.expected, late.difference) == (("p1",), 1)
    assert "1 too many" in late.sentence
    assert reconcile(count(6, "point", 1), SITES, events).agrees
    assert reconcile(count(0, "camp", 3), SITES, events).agrees


def test_too_few_names_the_people_to_call() -> None:
    """The sentence lists who is expected."""
    short = reconcile(count(3, "camp", 1), SITES, [])
    assert short.difference == -2
    assert "2 too few" in short.sentence
    assert "p1, p2, p3" in short.sentence


def test_remains_are_counted_only_where_nobody_living_is_expected() -> None:
    """A door of the living counts the living; the door of a vehicle for remains counts remains."""
    sites = {**SITES, "r1": "camp"}
    assert reconcile(count(0, "camp", 3), sites, [], remains={"r1"}).agrees
    loaded = [event(1, "r1", EventKind.BOARDED, "truck")]
    assert reconcile(count(2, "truck", 1), sites, loaded, remains={"r1"}).expected == ("r1",)


def death_at_the_point() -> list[CustodyEvent]:
    """Three arrive alive; p2 dies at minute 6, and the intermediary takes over first the body, then the living."""
    return [
        *(event(4, p, EventKind.BOARDED, "bus") for p in SITES),
        *(event(5, p, EventKind.ARRIVED, "point") for p in SITES),
        event(6, "p2", EventKind.DIED, "point"),
        event(7, "p2", EventKind.TAKEN_OVER, "point"),
        *(event(8, p, EventKind.TAKEN_OVER, "point") for p in ("p1", "p3")),
    ]


def test_who_died_on_the_way_is_not_counted_among_the_living() -> None:
    """A body taken over at the handover point: two living are there, and a count of two lets the convoy drive on."""
    before = reconcile(count(5, "point", 3), SITES, death_at_the_point())
    assert before.agrees, "alive when counted"
    assert died(death_at_the_point(), at=count(5, "point", 3).counted_at) == frozenset()
    assert died(death_at_the_point(), at=count(6, "point", 2).counted_at) == {"p2"}, "at the moment of the death itself"
    after = reconcile(count(9, "point", 2), SITES, iter(death_at_the_point()))
    assert (after.expected, after.agrees) == (("p1", "p3"), True)


def test_who_died_on_the_way_is_counted_with_the_remains_in_their_vehicle() -> None:
    """A vehicle for remains that carries one listed as remains and one who died on the way is counted as two."""
    events = [
        event(1, "r1", EventKind.BOARDED, "truck"),
        event(2, "p1", EventKind.DIED, "camp"),
        event(3, "p1", EventKind.BOARDED, "truck"),
    ]
    loaded = reconcile(count(4, "truck", 2), {**SITES, "r1": "camp"}, events, remains={"r1"})
    assert (loaded.expected, loaded.agrees) == (("p1", "r1"), True)


def test_who_was_received_or_is_missing_is_expected_nowhere_and_who_returned_is_back() -> None:
    """Returned and found without a place lead back to the place of detention."""
    events = [
        event(1, "p1", EventKind.RECEIVED),
        event(1, "p2", EventKind.MISSED),
        event(1, "p3", EventKind.BOARDED, "bus"),
        event(2, "p3", EventKind.RETURNED),
    ]
    assert places(SITES, events) == {"p1": "", "p2": "", "p3": "camp"}
    assert places(SITES, [*events, event(3, "p2", EventKind.FOUND)])["p2"] == "camp"


@given(
    st.lists(
        st.tuples(
            st.integers(0, 30),
            st.sampled_from(sorted(SITES)),
            st.sampled_from(EventKind),
            st.sampled_from(("bus", "point", "camp")),
        ),
        max_size=25,
    )
)
@settings(max_examples=150, deadline=None)
def test_the_doors_add_up(moves: list[tuple[int, str, EventKind, str]]) -> None:
    """For any booked events, the living expected at all doors are those who were not received and are not missing;
    nobody is expected at two doors, and no door expects the living and the dead together."""
    events = [event(*move) for move in moves]
    done = book(dict.fromkeys(SITES, Custody.HELD), events)
    end = NIGHT + dt.timedelta(hours=1)
    doors = [HeadCount("c", place, end, 0) for place in ("bus", "point", "camp")]
    at_doors = [reconcile(door, SITES, done.booked).expected for door in doors]
    expected = [person for people in at_doors for person in people]
    assert len(expected) == len(set(expected))
    dead = {event.person_id for event in done.booked if event.kind is EventKind.DIED}
    gone = {p for p, s in done.states.items() if s in (Custody.RECEIVED, Custody.MISSING)}
    assert set(expected) - dead == set(SITES) - gone - dead
    assert all(dead.issuperset(people) or dead.isdisjoint(people) for people in at_doors)
    where = places(SITES, done.booked)
    for door, people in zip(doors, at_doors, strict=True):
        bodies = {person for person in dead if where[person] == door.place}
        assert not people or dead.isdisjoint(people) or set(people) == bodies


def persons() -> list[Person]:
    return [
        *(Person(f"z{i}", "azure", "amber", Identity.MATCHED) for i in range(4)),
        *(Person(f"m{i}", "amber", "azure", Identity.MATCHED) for i in range(4)),
    ]


def test_a_side_is_held_when_one_more_would_break_the_bound() -> None:
    """Azure has given two more than amber; with a bound of 2 azure is held and amber is not."""
    states = dict.fromkeys([p.person_id for p in persons()], Custody.NEUTRAL)
    states |= {"z0": Custody.RECEIVED, "z1": Custody.RECEIVED, "z2": Custody.RECEIVED, "m0": Custody.RECEIVED}
    first, second = leads(states, persons(), bound=2)
    assert (first.giver, first.taker, first.lead, first.hold) == ("azure", "amber", 2, True)
    assert "Hold azure's people" in first.sentence
    assert (second.giver, second.lead, second.hold) == ("amber", -2, False)
    assert "4 more of amber's" in second.sentence


def test_who_goes_without_condition_is_not_held_for_a_lead() -> None:
    """Azure's two wounded were received and nobody of amber's: that is no lead, for they go regardless of numbers."""
    states = dict.fromkeys([p.person_id for p in persons()], Custody.NEUTRAL)
    states |= {"z0": Custody.RECEIVED, "z1": Custody.RECEIVED}
    assert leads(states, persons(), bound=2)[0].hold
    told = leads(states, persons(), bound=2, unconditional=("z0", "z1"))
    assert [(one.lead, one.hold) for one in told] == [(0, False), (0, False)]


def test_leads_do_not_depend_on_what_the_parties_are_called() -> None:
    """Names swapped in the input: the same leads with the names swapped, in the same order."""
    swap = {"azure": "amber", "amber": "azure"}
    states = dict.fromkeys([p.person_id for p in persons()], Custody.HELD) | {"m3": Custody.RECEIVED}
    for booked in ({}, states):
        plain = leads(booked, persons(), bound=1)
        mirrored = leads(
            booked, [Person(p.person_id, swap[p.holder], swap[p.home], p.identity) for p in persons()], bound=1
        )
        assert [(swap[a.giver], a.lead, a.hold) for a in plain] == [(a.giver, a.lead, a.hold) for a in mirrored]


def test_remains_do_not_count_towards_the_lead() -> None:
    """Remains are handed over apart from any balance of the living."""
    only = [Person("r1", "azure", "amber", Identity.MATCHED, remains=True), *persons()]
    assert all(one.lead == 0 for one in leads({"r1": Custody.RECEIVED}, only, bound=1))


def test_who_died_on_the_way_does_not_count_towards_the_lead() -> None:
    """A body received is no unit of the lead: azure, with one living and one body received, is ahead by one."""
    way = (EventKind.BOARDED, EventKind.ARRIVED, EventKind.DIED, EventKind.TAKEN_OVER, EventKind.RECEIVED)
    events = [
        *(event(minute, "z0", kind, "bus") for minute, kind in enumerate(way)),
        *(event(minute, "z1", kind, "bus") for minute, kind in enumerate(way) if kind is not EventKind.DIED),
    ]
    done = book(dict.fromkeys([p.person_id for p in persons()], Custody.HELD), events)
    assert (done.states["z0"], done.states["z1"], done.refused) == (Custody.RECEIVED, Custody.RECEIVED, ())
    assert died(done.booked) == {"z0"}
    first = leads(done.states, persons(), bound=2, events=done.booked)[0]
    assert (first.giver, first.lead, first.hold) == ("azure", 1, False)
