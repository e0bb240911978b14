"""Tranches in escrow: nobody is released before both sides' people are in the intermediary's custody."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from safeconduct.handover import (
    Booking,
    Custody,
    CustodyEvent,
    Escrow,
    EventKind,
    all_in_custody,
    apply,
    book,
    escrow_of,
    gatherings,
)
from safeconduct.people.model import Identity, Person

NIGHT = dt.datetime(2026, 2, 12, 1, 0, tzinfo=dt.UTC)
PERSONS = [
    Person("p1", "azure", "amber", Identity.MATCHED),
    Person("p2", "azure", "amber", Identity.MATCHED),
    Person("p3", "amber", "azure", Identity.MATCHED),
    Person("p4", "amber", "azure", Identity.MATCHED),
    Person("p5", "azure", "amber", Identity.MATCHED),
    Person("p6", "amber", "azure", Identity.MATCHED),
]
TRANCHES = {1: ("p1", "p3", "p4", "p2"), 2: ("p5", "p6")}
ESCROW = escrow_of(TRANCHES, PERSONS)
CALLED_OFF = escrow_of(TRANCHES, PERSONS, on_drop_out="return")
AT_POINT = dict.fromkeys(("p1", "p2", "p3", "p4", "p5", "p6"), Custody.AT_POINT)
WAITING = AT_POINT | dict.fromkeys(TRANCHES[1], Custody.NEUTRAL)


def event(
    number: int, person: str, kind: EventKind, *, by: str = "s1", reason: str = "said at the line"
) -> CustodyEvent:
    """An event ``number`` minutes into the night."""
    when = NIGHT + dt.timedelta(minutes=number)
    return CustodyEvent(f"e{number}", person, kind, when, when, "north", by, reason)


def booked(
    states: Mapping[str, Custody],
    *events: CustodyEvent,
    escrow: Escrow = ESCROW,
    wards: Mapping[str, str] | None = None,
) -> Booking:
    return book(states, events, escrow=escrow, wards=wards or {})


def released(number: int, *persons: str) -> list[CustodyEvent]:
    return [event(number + k, person, EventKind.RECEIVED) for k, person in enumerate(persons)]


def left_out(number: int, person: str, *parties: str) -> list[CustodyEvent]:
    return [event(number + k, person, EventKind.LEFT_OUT, by=party) for k, party in enumerate(parties)]


def test_nobody_is_released_while_one_of_either_side_is_missing() -> None:
    """Of four, p4 is not taken over yet: neither side's people go, and the sentence names who is missing and why."""
    states = WAITING | {"p4": Custody.AT_POINT}
    done = booked(states, *released(1, "p1", "p3"))
    assert done.booked == ()
    assert [one.event.person_id for one in done.refused] == ["p1", "p3"]
    assert "Missing: p4 (at point, of amber's people)" in done.refused[0].sentence
    assert "tranche 1, which is in escrow" in done.refused[0].sentence


def test_all_are_released_when_the_last_is_in_custody() -> None:
    """The order of the events decides: the last one is taken over, then both sides' people go."""
    states = WAITING | {"p4": Custody.AT_POINT}
    done = booked(states, event(1, "p4", EventKind.TAKEN_OVER), *released(2, "p1", "p3", "p4", "p2"))
    assert not done.refused
    assert list(done.releases) == ["e2"]
    assert (done.releases["e2"].here, done.releases["e2"].released) == (4, 0)
    assert {done.states[person] for person in TRANCHES[1]} == {Custody.RECEIVED}
    assert done.states["p5"] is Custody.AT_POINT


def test_a_tranche_does_not_wait_for_another() -> None:
    """Tranche 2 is on its way while tranche 1 is released; nobody of tranche 2 is."""
    done = booked(WAITING | {"p5": Custody.NEUTRAL}, *released(1, *TRANCHES[1]), *released(9, "p5"))
    assert len(done.booked) == 4
    assert "Missing: p6" in done.refused[0].sentence


def test_without_escrow_people_go_one_by_one() -> None:
    """An agreement that does not ask for it."""
    states = WAITING | {"p4": Custody.AT_POINT}
    assert len(book(states, released(1, "p1", "p3")).booked) == 2


DROPS_OUT = [
    (EventKind.REFUSED_TO_GO, "has refused to go"),
    (EventKind.DIED, "has died"),
    (EventKind.TO_HOSPITAL, "hospital"),
    (EventKind.REFUSED_BY_PARTY, "kept by a party"),
    (EventKind.MISSED, "missing"),
    (EventKind.RETURNED, "returned"),
]


@pytest.mark.parametrize(("kind", "why"), DROPS_OUT)
def test_who_drops_out_at_the_line_holds_the_others(kind: EventKind, why: str) -> None:
    """Until both sides' liaison officers, each for itself, have said that the tranche goes on without that person."""
    held = booked(WAITING, event(1, "p2", kind), *released(2, "p3"))
    assert f"Missing: p2 ({why}, of azure's people)" in held.refused[0].sentence
    assert "liaison officers of azure and amber" in held.refused[0].sentence
    one = booked(WAITING, event(1, "p2", kind), *left_out(2, "p2", "azure"), *released(4, "p3"))
    assert one.states["p3"] is Custody.NEUTRAL
    both = booked(WAITING, event(1, "p2", kind), *left_out(2, "p2", "azure", "amber"), *released(4, "p3", "p1", "p4"))
    assert not both.refused
    assert both.states["p2"] is not Custody.RECEIVED


def test_the_word_of_one_side_counts_once_and_strangers_do_not_speak() -> None:
    """Two words of azure are not one of amber; staff of the intermediary are no party."""
    drop = event(1, "p2", EventKind.TO_HOSPITAL)
    twice = booked(WAITING, drop, *left_out(2, "p2", "azure", "azure"), *released(4, "p3"))
    assert twice.states["p3"] is Custody.NEUTRAL
    stranger = booked(WAITING, drop, *left_out(2, "p2", "s1"))
    assert "expected a party: azure, amber" in stranger.refused[0].sentence


def test_nobody_is_left_out_who_could_be_released() -> None:
    """In custody and willing, or of no tranche in escrow."""
    done = booked(WAITING, *left_out(1, "p2", "azure"))
    assert "Nobody is left out who can be released" in done.refused[0].sentence
    none = book(WAITING, left_out(1, "p2", "azure"))
    assert "of no tranche in escrow" in none.refused[0].sentence
    wrong = booked(WAITING, replace(left_out(1, "p5", "azure")[0], tranche=1))
    assert "the person is of tranche 2" in wrong.refused[0].sentence


def test_an_agreement_may_say_that_the_tranche_is_called_off() -> None:
    """Then nobody is left out, and those who wait go back, each with the reason."""
    drop = event(1, "p2", EventKind.REFUSED_TO_GO)
    done = booked(WAITING, drop, *left_out(2, "p2", "azure"), *released(3, "p3"), escrow=CALLED_OFF)
    assert "called off" in done.refused[0].sentence
    assert "called off" in done.refused[1].sentence
    back = [event(5 + k, person, EventKind.RETURNED) for k, person in enumerate(TRANCHES[1])]
    assert not booked(WAITING, drop, *back, escrow=CALLED_OFF).refused


def test_where_release_has_begun_it_is_not_called_off_any_more() -> None:
    """Whatever the agreement says: one side has people already, so the parties have to agree on the rest."""
    begun = [*released(1, "p1"), event(2, "p2", EventKind.REFUSED_TO_GO)]
    held = booked(WAITING, *begun, event(3, "p3", EventKind.RETURNED), *released(4, "p4"), escrow=CALLED_OFF)
    assert "nobody is given back to the holder once the release has begun" in held.refused[0].sentence
    assert "left out" in held.refused[1].sentence
    done = booked(WAITING, *begun, *left_out(3, "p2", "azure", "amber"), *released(6, "p3", "p4"), escrow=CALLED_OFF)
    assert not done.refused


def test_going_back_out_of_escrow_needs_a_reason() -> None:
    """Of somebody who wants to go; whoever has refused goes back without another word."""
    silent = booked(WAITING, event(1, "p1", EventKind.RETURNED, reason=""))
    assert "needs a reason that says who has called the tranche off" in silent.refused[0].sentence
    refuses = event(1, "p1", EventKind.REFUSED_TO_GO)
    assert not booked(WAITING, refuses, event(2, "p1", EventKind.RETURNED, reason="")).refused


def test_a_child_follows_its_guardian_back_though_the_release_has_begun() -> None:
    """The guardian refuses, so the child drops out too, may go back with them, and is left out like them."""
    wards = {"p2": "p1"}
    begun = [*released(1, "p3"), event(2, "p1", EventKind.REFUSED_TO_GO)]
    held = booked(WAITING, *begun, *left_out(3, "p1", "azure", "amber"), *released(6, "p4"), wards=wards)
    assert "p2 (stays with the guardian p1" in held.refused[0].sentence
    back = [event(6 + k, person, EventKind.RETURNED, reason="") for k, person in enumerate(("p1", "p2"))]
    words = [*left_out(3, "p1", "azure", "amber"), *left_out(8, "p2", "azure", "amber")]
    assert not booked(WAITING, *begun, *words, *back, *released(10, "p4"), wards=wards).refused


def test_a_body_is_no_pledge() -> None:
    """Who died at the line is taken over and received as remains, while the living of the tranche wait."""
    died = event(1, "p2", EventKind.DIED)
    done = booked(WAITING, died, event(2, "p2", EventKind.TAKEN_OVER), *released(3, "p2"), *released(4, "p3"))
    assert done.states["p2"] is Custody.RECEIVED
    assert done.states["p3"] is Custody.NEUTRAL
    assert "p2 (has died" in done.refused[0].sentence


def test_who_died_is_waited_for_in_a_tranche_of_remains_and_then_goes_with_it() -> None:
    """As a revision puts them there: p5 is no drop-out of tranche 2 once the body is taken over; p6 waits for that."""
    remains = escrow_of(TRANCHES, PERSONS, of_remains=(2,))
    states = dict.fromkeys(("p5", "p6"), Custody.NEUTRAL)
    died = event(1, "p5", EventKind.DIED)
    early = booked(states, died, *released(2, "p6"), escrow=remains)
    assert "Missing: p5 (deceased" in early.refused[0].sentence
    events = [died, event(2, "p5", EventKind.TAKEN_OVER), *released(3, "p6", "p5")]
    done = booked(states, *events, escrow=remains)
    assert done.refused == ()
    assert "p5 (has died" in booked(states, *events).refused[0].sentence
    assert all_in_custody(states, done.booked, remains, {}) == {2: events[1].occurred_at}


def test_people_a_party_kept_are_released_when_it_takes_them_after_all() -> None:
    """Two were kept while in custody; the receipt of each is the party's word, and then the others go."""
    kept = [event(1, "p1", EventKind.REFUSED_BY_PARTY), event(2, "p2", EventKind.REFUSED_BY_PARTY)]
    done = booked(WAITING, *kept, *released(3, "p3"), *released(4, "p1", "p2", "p3", "p4"))
    assert [one.event.event_id for one in done.refused] == ["e3"]
    assert done.states["p4"] is Custody.RECEIVED


def test_two_batches_are_as_one() -> None:
    """What was booked before is remembered: refusals, words of the parties and releases."""
    first = booked(WAITING, event(1, "p2", EventKind.REFUSED_TO_GO), *left_out(2, "p2", "azure"))
    more = book(first.states, left_out(3, "p2", "amber"), earlier=first.booked, escrow=ESCROW)
    done = book(
        more.states,
        [*released(4, "p1"), event(5, "p3", EventKind.RETURNED)],
        earlier=[*first.booked, *more.booked],
        escrow=ESCROW,
    )
    assert done.states["p1"] is Custody.RECEIVED
    assert "once the release has begun" in done.refused[0].sentence


def test_how_far_a_tranche_is() -> None:
    """Only tranches of which somebody waits are told; the sentence says whether to release."""
    begun = booked(WAITING | {"p4": Custody.AT_POINT})
    (one,) = gatherings(begun.states, begun.booked, ESCROW, {})
    assert (one.tranche, one.people, one.here, one.missing, one.complete) == (1, 4, 3, ("p4",), False)
    assert one.sentence.startswith(
        "Tranche 1, in escrow: 3 of 4 are in the intermediary's custody and go, or have gone. Release"
    )
    done = booked(WAITING, event(1, "p2", EventKind.TO_HOSPITAL), *left_out(2, "p2", "azure", "amber"))
    (two,) = gatherings(done.states, done.booked, ESCROW, {})
    assert (two.complete, two.left_out) == (True, ("p2",))
    assert two.sentence.endswith("1 left out by every party's word, 0 of them released. The others may be released.")


def test_when_all_were_in_custody_is_what_the_act_states() -> None:
    """The last taken over, or left out by the last party; a release, a refusal after it and other tranches do not."""
    taken = [event(10 + k, person, EventKind.TAKEN_OVER) for k, person in enumerate(TRANCHES[1])]
    waits = booked(AT_POINT, *taken[:3], event(20, "p5", EventKind.TAKEN_OVER))
    assert all_in_custody(AT_POINT, waits.booked, ESCROW, {}) == {}
    after = [*released(30, "p1"), event(31, "p2", EventKind.REFUSED_TO_GO), *left_out(32, "p2", "azure", "amber")]
    done = booked(AT_POINT, *taken, *after)
    assert not done.refused
    assert all_in_custody(AT_POINT, done.booked, ESCROW, {}) == {1: NIGHT + dt.timedelta(minutes=13)}
    without = booked(
        AT_POINT, *taken[:3], event(20, "p2", EventKind.REFUSED_TO_GO), *left_out(21, "p2", "azure", "amber")
    )
    assert all_in_custody(AT_POINT, without.booked, ESCROW, {}) == {1: NIGHT + dt.timedelta(minutes=22)}


def test_a_batch_that_comes_late_does_not_make_the_act_state_an_earlier_time() -> None:
    """p1's taking over at minute 10 is booked after the others', of whom the last was at minute 13."""
    early, *others = [event(10 + k, person, EventKind.TAKEN_OVER) for k, person in enumerate(TRANCHES[1])]
    first = booked(AT_POINT, *others)
    second = book(first.states, [early], earlier=first.booked, escrow=ESCROW)
    told = all_in_custody(AT_POINT, [*first.booked, *second.booked], ESCROW, {})
    assert told == {1: NIGHT + dt.timedelta(minutes=13)}


WOUNDED = escrow_of(TRANCHES, PERSONS, unconditional=("p1", "p4"))


@pytest.mark.parametrize("wounded", ["p1", "p4"])
def test_who_goes_without_condition_does_not_wait_for_the_other_side(wounded: str) -> None:
    """A seriously wounded person of either side is received though both sides' others are still on the way (GC III 109,
    110); whoever goes one for one still waits, and that release has not begun the exchange."""
    states = AT_POINT | dict.fromkeys((wounded, "p2", "p3"), Custody.NEUTRAL)
    done = booked(states, *released(1, wounded, "p2", "p3"), escrow=WOUNDED)
    assert [one.person_id for one in done.booked] == [wounded]
    assert [one.event.person_id for one in done.refused] == ["p2", "p3"]
    assert done.releases == {}
    (told,) = gatherings(states, (), WOUNDED, {})
    assert (told.at_once, told.complete) == ((wounded,), False)
    assert f"Release {wounded} now, whoever is missing: they go without condition. Release nobody else" in told.sentence
    plain = booked(states, *released(1, wounded))
    assert plain.booked == (), "under another clause they would wait"


def test_the_others_still_wait_for_who_goes_without_condition() -> None:
    """Neither side gets the others back while it keeps the wounded."""
    states = WAITING | {"p4": Custody.AT_POINT}
    done = booked(states, *released(1, "p3"), escrow=WOUNDED)
    assert "Missing: p4 (at point, of amber's people)" in done.refused[0].sentence


@pytest.mark.parametrize("rule", ["hold", "return"])
def test_who_goes_without_condition_is_not_given_back(rule: str) -> None:
    """Whatever becomes of the tranche; but who has refused to go goes back, and the others do if it is called off."""
    escrow = replace(WOUNDED, on_drop_out=rule)
    drop = event(1, "p2", EventKind.REFUSED_TO_GO)
    back = [event(2, person, EventKind.RETURNED, reason="called off by radio") for person in ("p1", "p3", "p4")]
    done = booked(WAITING, drop, *back, *released(3, "p1", "p4"), escrow=escrow)
    assert [one.event.person_id for one in done.refused] == ["p1", "p4"]
    assert "release them, whatever becomes of the tranche" in done.refused[0].sentence
    assert (done.states["p1"], done.states["p3"], done.states["p4"]) == (
        Custody.RECEIVED,
        Custody.RETURNED,
        Custody.RECEIVED,
    )
    refuses = booked(
        WAITING, event(1, "p1", EventKind.REFUSED_TO_GO), event(2, "p1", EventKind.RETURNED), escrow=escrow
    )
    assert refuses.states["p1"] is Custody.RETURNED


def test_a_child_that_goes_without_condition_does_not_go_before_its_guardian() -> None:
    """p1 goes with p2, who waits for the other side; without p2 on the way, the child does not wait."""
    states = WAITING | {"p4": Custody.AT_POINT}
    wards = {"p1": "p2"}
    assert booked(states, *released(1, "p1"), escrow=WOUNDED, wards=wards).booked == ()
    hospital = states | {"p2": Custody.HOSPITAL}
    assert booked(hospital, *released(1, "p1"), escrow=WOUNDED, wards=wards).states["p1"] is Custody.RECEIVED
    both = replace(WOUNDED, unconditional=frozenset({"p1", "p2"}))
    assert not booked(states, *released(1, "p1", "p2"), escrow=both, wards=wards).refused


def test_everybody_who_is_to_be_released_at_once_is_named() -> None:
    """Eleven wounded wait in custody: the person at the line calls them by what the sentence says."""
    many = [Person(f"w{n:02d}", "azure", "amber", Identity.MATCHED) for n in range(11)]
    wounded = [one.person_id for one in many]
    persons = [*many, Person("p3", "amber", "azure", Identity.MATCHED)]
    escrow = escrow_of({1: [*wounded, "p3"]}, persons, unconditional=wounded)
    states = dict.fromkeys(wounded, Custody.NEUTRAL) | {"p3": Custody.HELD}
    (told,) = gatherings(states, (), escrow, {})
    assert f"Release {', '.join(wounded)} now" in told.sentence
    assert "more" not in told.sentence


def test_the_remains_of_who_died_in_the_intermediary_s_custody_are_received_once_taken_over() -> None:
    """They wait for nobody of the tranche, which hangs for p4; only who has the body is booked first."""
    states = WAITING | {"p4": Custody.AT_POINT}
    died, taken = event(1, "p2", EventKind.DIED), event(3, "p2", EventKind.TAKEN_OVER)
    done = booked(states, died, *released(2, "p2"), taken, *released(4, "p2", "p1"))
    assert [one.event.event_id for one in done.refused] == ["e2", "e5"]
    assert "Book 'taken over' first, as soon as the intermediary has the remains" in done.refused[0].sentence
    assert "p4 (at point" in done.refused[1].sentence
    assert done.states["p2"] is Custody.RECEIVED


KINDS = st.sampled_from(
    [EventKind.TAKEN_OVER, EventKind.RECEIVED, EventKind.RECEIVED, EventKind.RECEIVED, EventKind.LEFT_OUT, *EventKind]
)
EVENTS = st.lists(
    st.tuples(st.sampled_from(sorted(AT_POINT)), KINDS, st.sampled_from(("azure", "amber")), st.booleans()),
    max_size=60,
)
STARTS = st.fixed_dictionaries(
    {
        person: st.sampled_from((Custody.NEUTRAL, Custody.NEUTRAL, Custody.AT_POINT, Custody.BOARDED))
        for person in AT_POINT
    }
)


@given(
    STARTS,
    EVENTS,
    st.integers(0, 60),
    st.sampled_from(("hold", "return")),
    st.booleans(),
    st.sets(st.sampled_from(sorted(AT_POINT)), max_size=3),
)
@settings(max_examples=250, deadline=None)
def test_no_sequence_of_events_releases_anyone_while_the_counterpart_is_incomplete(
    start: dict[str, Custody],
    drawn: list[tuple[str, EventKind, str, bool]],
    cut: int,
    rule: str,
    family: bool,
    free: set[str],
) -> None:
    """Replayed without the code of escrow: at each release every other person of the tranche is alive, willing and in
    the intermediary's custody or released, or every party has left them out; and who wants to go is not given back
    once the release has begun. Whoever goes without condition needs none of this to go, and is never given back."""
    wards = {"p2": "p1"} if family else {}
    escrow = escrow_of(TRANCHES, PERSONS, on_drop_out=rule, unconditional=free)
    events = [
        event(k, person, kind, by=by, reason="said" if said else "") for k, (person, kind, by, said) in enumerate(drawn)
    ]
    first = book(start, events[:cut], escrow=escrow, wards=wards)
    second = book(first.states, events[cut:], earlier=first.booked, escrow=escrow, wards=wards)
    for refused in (*first.refused, *second.refused):
        if refused.event.kind is EventKind.RECEIVED and refused.event.person_id in free - set(wards):
            assert "which is in escrow" not in refused.sentence
    states = dict(start)
    refusing: set[str] = set()
    dead: set[str] = set()
    without: dict[str, set[str]] = {}
    gone: set[str] = set()
    for one in (*first.booked, *second.booked):
        person, before = one.person_id, states[one.person_id]
        others = [other for people in TRANCHES.values() if person in people for other in people if other != person]
        if one.kind is EventKind.RECEIVED and person not in dead:
            assert person not in refusing
            for other in others if person not in free else ():
                in_custody = states[other] in (Custody.NEUTRAL, Custody.RECEIVED) and other not in dead | refusing
                assert in_custody or without.get(other) == {"azure", "amber"}
            gone |= {person} - free
        if one.kind is EventKind.RETURNED and before is Custody.NEUTRAL and person in free - dead:
            assert person in refusing or person in wards
        if one.kind is EventKind.RETURNED and before is Custody.NEUTRAL and not gone.isdisjoint(others):
            assert (
                person in refusing
                or wards.get(person, "") in refusing
                or states[wards[person]]
                not in (
                    Custody.NEUTRAL,
                    Custody.RECEIVED,
                )
            )
        states[person] = apply(before, one)
        if one.kind is EventKind.REFUSED_TO_GO:
            refusing.add(person)
        elif one.kind is EventKind.BOARDED:
            refusing.discard(person)
        elif one.kind is EventKind.DIED:
            dead.add(person)
        elif one.kind is EventKind.LEFT_OUT:
            without.setdefault(person, set()).add(one.by)
    assert states == second.states


@given(STARTS, EVENTS, st.sets(st.sampled_from(sorted(AT_POINT)), max_size=3))
@settings(max_examples=60, deadline=None)
def test_mirror(start: dict[str, Custody], drawn: list[tuple[str, EventKind, str, bool]], free: set[str]) -> None:
    """With the parties' names swapped everywhere, the same events are booked, and the sentences are swapped."""

    def swap(text: str) -> str:
        return text.replace("azure", "\0").replace("amber", "azure").replace("\0", "amber")

    def outcome(persons: Sequence[Person], events: Sequence[CustodyEvent]) -> tuple[list[str], list[str]]:
        done = book(start, events, escrow=escrow_of(TRANCHES, persons, unconditional=free))
        return [one.event_id for one in done.booked], [one.sentence for one in done.refused]

    events = [event(k, person, kind, by=by) for k, (person, kind, by, _) in enumerate(drawn)]
    ids, sentences = outcome(PERSONS, events)
    other_persons = [replace(one, holder=swap(one.holder), home=swap(one.home)) for one in PERSONS]
    other_ids, other_sentences = outcome(other_persons, [replace(one, by=swap(one.by)) for one in events])
    assert other_ids == ids
    assert list(map(swap, other_sentences)) == sentences
