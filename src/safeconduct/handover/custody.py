"""The custody state machine: a table of the moves that are allowed, and nothing else.

The table holds the person, not the plan: it says what may follow where somebody is now. Three things shape it.
Nobody passes from one party to the other except through the intermediary (*taken over*, then *received*), so that the
will of the person can be asked in private at the line. A person may refuse to go at any moment until received (GC III,
article 109, third paragraph); the refusal itself moves nobody, and the way back is booked as *returned*. What the
table does not allow did not happen as it was written down, and has to be asked about before it is booked.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from safeconduct.errors import RefusedByRule
from safeconduct.handover.model import Custody as C
from safeconduct.handover.model import CustodyEvent
from safeconduct.handover.model import EventKind as E

_WITH_HOLDER = {
    E.BOARDED: C.BOARDED,
    E.TO_HOSPITAL: C.HOSPITAL,
    E.DIED: C.DECEASED,
    E.MISSED: C.MISSING,
}

_TABLE: dict[C, dict[E, C]] = {
    C.CLAIMED: {
        E.ACKNOWLEDGED: C.HELD,
        E.DIED: C.DECEASED,
    },
    C.HELD: {
        **_WITH_HOLDER,
        E.NOT_BOARDED: C.HELD,
        E.REFUSED_TO_GO: C.HELD,
        E.REFUSED_BY_PARTY: C.HELD,
    },
    C.BOARDED: {
        E.ARRIVED: C.AT_POINT,
        E.REFUSED_TO_GO: C.BOARDED,
        E.REFUSED_BY_PARTY: C.BOARDED,
        E.RETURNED: C.RETURNED,
        E.TO_HOSPITAL: C.HOSPITAL,
        E.DIED: C.DECEASED,
        E.MISSED: C.MISSING,
    },
    C.AT_POINT: {
        E.TAKEN_OVER: C.NEUTRAL,
        E.REFUSED_TO_GO: C.AT_POINT,
        E.REFUSED_BY_PARTY: C.AT_POINT,
        E.RETURNED: C.RETURNED,
        E.TO_HOSPITAL: C.HOSPITAL,
        E.DIED: C.DECEASED,
        E.MISSED: C.MISSING,
    },
    C.NEUTRAL: {
        E.RECEIVED: C.RECEIVED,
        E.REFUSED_TO_GO: C.NEUTRAL,
        E.REFUSED_BY_PARTY: C.NEUTRAL,
        E.RETURNED: C.RETURNED,
        E.TO_HOSPITAL: C.HOSPITAL,
        E.DIED: C.DECEASED,
        E.MISSED: C.MISSING,
    },
    C.RECEIVED: {},
    C.RETURNED: {
        **_WITH_HOLDER,
        E.NOT_BOARDED: C.RETURNED,
        E.REFUSED_TO_GO: C.RETURNED,
        E.REFUSED_BY_PARTY: C.RETURNED,
    },
    C.HOSPITAL: {
        E.FROM_HOSPITAL: C.NEUTRAL,
        E.REFUSED_TO_GO: C.HOSPITAL,
        E.REFUSED_BY_PARTY: C.HOSPITAL,
        E.DIED: C.DECEASED,
        E.MISSED: C.MISSING,
    },
    # The remains of a person who died on the way are followed like all remains, until the home party has them.
    C.DECEASED: {
        E.BOARDED: C.BOARDED,
        E.TAKEN_OVER: C.NEUTRAL,
    },
    # Whoever finds a missing person says by the event where the person now is: *found* is with the holder.
    C.MISSING: {
        E.FOUND: C.HELD,
        E.BOARDED: C.BOARDED,
        E.ARRIVED: C.AT_POINT,
        E.TAKEN_OVER: C.NEUTRAL,
        E.DIED: C.DECEASED,
    },
}

MOVES: Mapping[tuple[C, E], C] = MappingProxyType(
    {(state, event): after for state, moves in _TABLE.items() for event, after in moves.items()}
)
"""Every move that is allowed: (state of custody, event) -> state of custody afterwards."""


def allowed(state: C) -> tuple[E, ...]:
    """The events that may follow ``state``, in the order of the vocabulary."""
    return tuple(kind for kind in E if kind in _TABLE[state])


def apply(state: C, event: CustodyEvent) -> C:
    """The state of custody that ``event`` leads to from ``state``.

    Raises RefusedByRule where the table has no such move, with a sentence that names the person, the state, the event
    and what would be allowed.
    """
    after = MOVES.get((state, event.kind))
    if after is None:
        raise RefusedByRule(refusal(state, event))
    return after


def refusal(state: C, event: CustodyEvent) -> str:
    """The sentence that says why ``event`` cannot follow ``state``."""
    said = f"Person {event.person_id} is {words(state)}, so '{words(event.kind)}' (event {event.event_id}) cannot follow"
    choices = allowed(state)
    if not choices:
        return f"{said}: custody ended there, and nothing more is booked for this person."
    return f"{said}. Allowed now: {', '.join(words(kind) for kind in choices)}."


def words(value: C | E) -> str:
    """A state or an event as it stands in a sentence."""
    return value.value.replace("_", " ")
