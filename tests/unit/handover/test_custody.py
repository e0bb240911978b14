"""The custody state machine."""

from __future__ import annotations

import datetime as dt

import pytest

from safeconduct.errors import RefusedByRule
from safeconduct.handover import MOVES, Custody, CustodyEvent, EventKind, allowed, apply

NIGHT = dt.datetime(2026, 2, 12, 1, 0, tzinfo=dt.UTC)


def event(kind: EventKind, person: str = "p1") -> CustodyEvent:
    return CustodyEvent(f"e-{kind}", person, kind, NIGHT, NIGHT)


def test_the_usual_way_leads_from_held_to_received() -> None:
    """Boarded, arrived, taken over, received: four events, and the intermediary is always in between."""
    state = Custody.HELD
    seen = [state]
    for kind in (EventKind.BOARDED, EventKind.ARRIVED, EventKind.TAKEN_OVER, EventKind.RECEIVED):
        state = apply(state, event(kind))
        seen.append(state)
    assert seen == [Custody.HELD, Custody.BOARDED, Custody.AT_POINT, Custody.NEUTRAL, Custody.RECEIVED]


def test_the_receiving_party_is_reached_only_from_the_intermediary() -> None:
    """No party hands over to the other directly: every move that ends in received starts in neutral custody."""
    assert {before for (before, _), after in MOVES.items() if after is Custody.RECEIVED} == {Custody.NEUTRAL}


@pytest.mark.parametrize(
    "state", [Custody.HELD, Custody.BOARDED, Custody.AT_POINT, Custody.NEUTRAL, Custody.RETURNED, Custody.HOSPITAL]
)
def test_a_person_may_refuse_to_go_until_received(state: Custody) -> None:
    """A refusal is always taken, and by itself moves nobody."""
    assert apply(state, event(EventKind.REFUSED_TO_GO)) is state


def test_custody_ends_with_received() -> None:
    """Nothing follows received, and the sentence says so."""
    assert allowed(Custody.RECEIVED) == ()
    with pytest.raises(RefusedByRule, match="custody ended there"):
        apply(Custody.RECEIVED, event(EventKind.REFUSED_TO_GO))


def test_a_refused_event_names_person_state_event_and_what_is_allowed() -> None:
    """The message is enough to act on without looking anything up."""
    with pytest.raises(RefusedByRule) as refused:
        apply(Custody.HELD, event(EventKind.TAKEN_OVER, person="q7k2"))
    said = str(refused.value)
    assert "q7k2 is held" in said
    assert "'taken over' (event e-taken_over)" in said
    assert (
        "Allowed now: boarded, not boarded, refused to go, refused by party, to hospital, died, missed, left out."
        in said
    )


def test_every_state_can_be_reached_and_only_the_end_is_final() -> None:
    """From claimed and held, the table reaches every state; from each but received there is a way on."""
    reached, ahead = {Custody.CLAIMED, Custody.HELD}, [Custody.CLAIMED, Custody.HELD]
    while ahead:
        state = ahead.pop()
        for kind in allowed(state):
            after = apply(state, event(kind))
            if after not in reached:
                reached.add(after)
                ahead.append(after)
    assert reached == set(Custody)
    assert [state for state in Custody if not allowed(state)] == [Custody.RECEIVED]
