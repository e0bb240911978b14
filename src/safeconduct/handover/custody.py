"""The custody state machine: a table of the moves that are allowed, and nothing else.

The table holds the person, not the plan: it says what may follow where somebody is now. Three things shape it.
Nobody passes from one party to the other except through the intermediary (*taken over*, then *received*), so that the
will of the person can be asked in private at the line. A person may refuse to go at any moment until received (GC III,
article 109, third paragraph); the refusal itself moves nobody, and the way back is booked as *returned*. What the
table does not allow did not happen as it was written down, and has to be asked about before it is booked.
*Left out* is a party's word about a tranche in escrow, and moves nobody; ``escrow.py`` says when it is taken.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from types import MappingProxyType

from safeconduct.errors import RefusedByRule
from safeconduct.handover.model import Custody, CustodyEvent, EventKind

_WITH_HOLDER = {
    EventKind.BOARDED: Custody.BOARDED,
    EventKind.TO_HOSPITAL: Custody.HOSPITAL,
    EventKind.DIED: Custody.DECEASED,
    EventKind.MISSED: Custody.MISSING,
}

_TABLE: dict[Custody, dict[EventKind, Custody]] = {
    Custody.CLAIMED: {
        EventKind.ACKNOWLEDGED: Custody.HELD,
        EventKind.DIED: Custody.DECEASED,
    },
    Custody.HELD: {
        **_WITH_HOLDER,
        EventKind.NOT_BOARDED: Custody.HELD,
        EventKind.REFUSED_TO_GO: Custody.HELD,
        EventKind.REFUSED_BY_PARTY: Custody.HELD,
    },
    Custody.BOARDED: {
        EventKind.ARRIVED: Custody.AT_POINT,
        EventKind.REFUSED_TO_GO: Custody.BOARDED,
        EventKind.REFUSED_BY_PARTY: Custody.BOARDED,
        EventKind.RETURNED: Custody.RETURNED,
        EventKind.TO_HOSPITAL: Custody.HOSPITAL,
        EventKind.DIED: Custody.DECEASED,
        EventKind.MISSED: Custody.MISSING,
    },
    Custody.AT_POINT: {
        EventKind.TAKEN_OVER: Custody.NEUTRAL,
        EventKind.REFUSED_TO_GO: Custody.AT_POINT,
        EventKind.REFUSED_BY_PARTY: Custody.AT_POINT,
        EventKind.RETURNED: Custody.RETURNED,
        EventKind.TO_HOSPITAL: Custody.HOSPITAL,
        EventKind.DIED: Custody.DECEASED,
        EventKind.MISSED: Custody.MISSING,
    },
    Custody.NEUTRAL: {
        EventKind.RECEIVED: Custody.RECEIVED,
        EventKind.REFUSED_TO_GO: Custody.NEUTRAL,
        EventKind.REFUSED_BY_PARTY: Custody.NEUTRAL,
        EventKind.RETURNED: Custody.RETURNED,
        EventKind.TO_HOSPITAL: Custody.HOSPITAL,
        EventKind.DIED: Custody.DECEASED,
        EventKind.MISSED: Custody.MISSING,
    },
    Custody.RECEIVED: {},
    Custody.RETURNED: {
        **_WITH_HOLDER,
        EventKind.NOT_BOARDED: Custody.RETURNED,
        EventKind.REFUSED_TO_GO: Custody.RETURNED,
        EventKind.REFUSED_BY_PARTY: Custody.RETURNED,
    },
    Custody.HOSPITAL: {
        EventKind.FROM_HOSPITAL: Custody.NEUTRAL,
        EventKind.REFUSED_TO_GO: Custody.HOSPITAL,
        EventKind.REFUSED_BY_PARTY: Custody.HOSPITAL,
        EventKind.DIED: Custody.DECEASED,
        EventKind.MISSED: Custody.MISSING,
    },
    # The remains of a person who died on the way are followed like all remains, until the home party has them. Whose
    # custody they are in has to be booked: *deceased* does not tell, as people die with either party, in the
    # intermediary's custody and in hospital, and nobody, dead or alive, passes from party to party directly.
    Custody.DECEASED: {
        EventKind.BOARDED: Custody.BOARDED,
        EventKind.TAKEN_OVER: Custody.NEUTRAL,
    },
    # Whoever finds a missing person says by the event where the person now is: *found* is with the holder.
    Custody.MISSING: {
        EventKind.FOUND: Custody.HELD,
        EventKind.BOARDED: Custody.BOARDED,
        EventKind.ARRIVED: Custody.AT_POINT,
        EventKind.TAKEN_OVER: Custody.NEUTRAL,
        EventKind.DIED: Custody.DECEASED,
    },
}

for _state, _moves in _TABLE.items():
    if _state not in (Custody.CLAIMED, Custody.RECEIVED):
        _moves[EventKind.LEFT_OUT] = _state

MOVES: Mapping[tuple[Custody, EventKind], Custody] = MappingProxyType(
    {(state, event): after for state, moves in _TABLE.items() for event, after in moves.items()}
)
"""Every move that is allowed: (state of custody, event) -> state of custody afterwards."""


def allowed(state: Custody) -> tuple[EventKind, ...]:
    """The events that may follow ``state``, in the order of the vocabulary."""
    return tuple(kind for kind in EventKind if kind in _TABLE[state])


def apply(state: Custody, event: CustodyEvent) -> Custody:
    """The state of custody that ``event`` leads to from ``state``.

    Raises RefusedByRule where the table has no such move, with a sentence that names the person, the state, the event
    and what would be allowed.
    """
    after = MOVES.get((state, event.kind))
    if after is None:
        raise RefusedByRule(refusal(state, event))
    return after


def refusal(state: Custody, event: CustodyEvent) -> str:
    """The sentence that says why ``event`` cannot follow ``state``."""
    said = f"Person {event.person_id} is {words(state)}, so '{words(event.kind)}' (event {event.event_id}) cannot be"
    choices = allowed(state)
    if not choices:
        return f"{said} booked: custody ended there, and nothing more is booked for this person."
    first = ""
    if state is Custody.DECEASED and event.kind is EventKind.RECEIVED:
        first = " Book 'taken over' first, as soon as the intermediary has the remains; no tranche holds them up."
    return f"{said} booked.{first} Allowed now: {', '.join(words(kind) for kind in choices)}."


def words(value: Custody | EventKind) -> str:
    """A state or an event as it stands in a sentence."""
    return value.value.replace("_", " ")


def moment(time: dt.datetime) -> str:
    """A time as it stands in a sentence, and on the papers: in UTC with Z."""
    return time.astimezone(dt.UTC).isoformat().replace("+00:00", "Z")
