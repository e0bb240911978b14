"""What is allowed beyond the table of custody, and the booking of a batch of events.

The rules need more than one person's state: what was booked before, who has refused, who is aboard a vehicle, whose
remains are moved.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from safeconduct.errors import RefusedByRule
from safeconduct.handover.custody import apply, moment, words
from safeconduct.handover.escrow import NO_ESCROW, NOT_COMING, Escrow, Watch
from safeconduct.handover.model import Booking, Custody, CustodyEvent, EventKind, Gathering, Refused
from safeconduct.people.model import Identity, Person

NEEDS_REASON = frozenset(
    {
        EventKind.NOT_BOARDED,
        EventKind.REFUSED_TO_GO,
        EventKind.REFUSED_BY_PARTY,
        EventKind.DIED,
        EventKind.MISSED,
        EventKind.LEFT_OUT,
    }
)
NEEDS_PLACE = {
    EventKind.BOARDED: "the vehicle_id of the vehicle boarded",
    EventKind.ARRIVED: "the site_id of the handover point",
}
_OF_THE_LIVING = frozenset({EventKind.REFUSED_TO_GO, EventKind.DIED, EventKind.TO_HOSPITAL, EventKind.FROM_HOSPITAL})
_NO_WARDS: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Lack:
    """A field of an event that does not hold what the event needs."""

    field: str
    found: str
    expected: str


def lacks(event: CustodyEvent) -> Iterator[Lack]:
    """What is wrong with an event taken by itself, without knowing the person's state."""
    if event.recorded_at < event.occurred_at:
        found = f"recorded {moment(event.recorded_at)}, occurred {moment(event.occurred_at)}"
        yield Lack("recorded_at", found, "a time not before occurred_at")
    if event.kind in NEEDS_REASON and not event.reason.strip():
        yield Lack("reason", "nothing", f"a reason, which '{words(event.kind)}' cannot do without")
    if event.kind in NEEDS_PLACE and not event.place:
        yield Lack("place", "nothing", NEEDS_PLACE[event.kind])


def first_states(persons: Iterable[Person]) -> dict[str, Custody]:
    """The states before anything has happened: claimed where no party says that it holds the person, held otherwise."""
    return {
        person.person_id: Custody.CLAIMED if person.identity is Identity.CLAIMED else Custody.HELD for person in persons
    }


@dataclass(slots=True)
class _Memory:
    """What the rules remember of the events booked so far."""

    remains: set[str]
    booked: dict[str, CustodyEvent] = field(default_factory=dict)
    last: dict[str, CustodyEvent] = field(default_factory=dict)
    refusing: set[str] = field(default_factory=set)
    vehicle: dict[str, str] = field(default_factory=dict)  # person_id -> vehicle_id, while aboard

    def take(self, event: CustodyEvent, after: Custody) -> None:
        self.booked[event.event_id] = event
        self.last[event.person_id] = event
        if event.kind is EventKind.REFUSED_TO_GO:
            self.refusing.add(event.person_id)
        elif event.kind is EventKind.BOARDED:
            self.refusing.discard(event.person_id)
            self.vehicle[event.person_id] = event.place
        elif event.kind is EventKind.DIED:
            self.remains.add(event.person_id)
        if after is not Custody.BOARDED:
            self.vehicle.pop(event.person_id, None)

    def aboard(self, vehicle: str, *, remains: bool) -> list[str]:
        return sorted(p for p, v in self.vehicle.items() if v == vehicle and (p in self.remains) is remains)


def in_order(events: Iterable[CustodyEvent]) -> list[CustodyEvent]:
    """Events as they happened: by ``occurred_at``, then ``recorded_at``, then as they stand."""
    return sorted(events, key=lambda event: (event.occurred_at, event.recorded_at))


def book(
    states: Mapping[str, Custody],
    events: Iterable[CustodyEvent],
    *,
    remains: Collection[str] = (),
    earlier: Iterable[CustodyEvent] = (),
    wards: Mapping[str, str] = _NO_WARDS,
    escrow: Escrow = NO_ESCROW,
) -> Booking:
    """Book ``events`` in the order in which they happened, each that is allowed.

    ``states`` is the custody of every person now. ``remains`` are the person ids of whom only remains are moved.
    ``earlier`` are the events that have been booked and led to ``states``; they make an event that is sent twice be
    booked once, and carry over who has refused and who is aboard which vehicle. ``wards`` are the children and their
    guardians, as ``wards`` gives them; ``escrow`` the tranches of which nobody is released before all are in the
    intermediary's custody. An event that is not allowed does not stop the others; it comes back in
    ``refused`` with a sentence. Nobody is added to ``states`` or taken from it.
    """
    now = dict(states)
    memory, watch = _Memory(set(remains)), Watch(escrow, now, wards)
    for event in in_order(earlier):
        memory.take(event, _after_earlier(event))
        watch.take(event)
    booked: list[CustodyEvent] = []
    releases: dict[str, Gathering] = {}
    repeated: list[str] = []
    refused: list[Refused] = []
    for event in in_order(events):
        before = memory.booked.get(event.event_id)
        if before == event:
            repeated.append(event.event_id)
            continue
        try:
            if before is not None:
                raise RefusedByRule(
                    f"Event {event.event_id} was booked before with other content "
                    f"({words(before.kind)}, person {before.person_id}, {moment(before.occurred_at)}). "
                    "An event is never changed: give the new one an id of its own."
                )
            after = _allowed_after(now, memory, wards, event)
            watch.check(event)
        except RefusedByRule as error:
            refused.append(Refused(event, error.summary))
            continue
        if (tranche := watch.opens(event)) is not None:
            releases[event.event_id] = watch.gathering(tranche)
        now[event.person_id] = after
        memory.take(event, after)
        watch.take(event)
        booked.append(event)
    return Booking(now, tuple(booked), tuple(repeated), tuple(refused), releases)


def _after_earlier(event: CustodyEvent) -> Custody:
    """Enough of the state after an event that has been booked to know who is still aboard."""
    stays = {EventKind.BOARDED, EventKind.REFUSED_TO_GO, EventKind.REFUSED_BY_PARTY, EventKind.LEFT_OUT}
    return Custody.BOARDED if event.kind in stays else Custody.AT_POINT


def _allowed_after(
    states: Mapping[str, Custody], memory: _Memory, wards: Mapping[str, str], event: CustodyEvent
) -> Custody:
    """The state after ``event``. Raises RefusedByRule with the sentence."""
    if event.person_id not in states:
        raise RefusedByRule(
            f"Person {event.person_id} (event {event.event_id}) is not in this operation. Check the number on the "
            "wristband against the manifest."
        )
    for lack in lacks(event):
        raise RefusedByRule(
            f"Event {event.event_id} ('{words(event.kind)}', person {event.person_id}): {lack.field} has {lack.found}; "
            f"expected {lack.expected}."
        )
    last = memory.last.get(event.person_id)
    if last is not None and event.occurred_at < last.occurred_at:
        raise RefusedByRule(
            f"Event {event.event_id} ('{words(event.kind)}') is said to have occurred at "
            f"{moment(event.occurred_at)}, before event {last.event_id} ('{words(last.kind)}' at "
            f"{moment(last.occurred_at)}), which is booked for person {event.person_id}. Compare the two clocks."
        )
    after = apply(states[event.person_id], event)
    _will(memory, event)
    _guardian(states, memory, wards, event)
    _remains(memory, event)
    return after


def _will(memory: _Memory, event: CustodyEvent) -> None:
    """A refusal stands for the journey: the person is not received, and boards again only after being asked again."""
    if event.person_id not in memory.refusing:
        return
    if event.kind is EventKind.RECEIVED:
        raise RefusedByRule(
            f"Person {event.person_id} has refused to go, so event {event.event_id} ('received') cannot be booked: "
            "nobody is sent against their will (GC III, article 109). Book 'returned', or 'to hospital'."
        )
    if event.kind is EventKind.BOARDED and not event.reason.strip():
        raise RefusedByRule(
            f"Person {event.person_id} has refused to go. Event {event.event_id} ('boarded') needs a reason that says "
            "who has asked the person again, in private, and when."
        )


def _guardian(states: Mapping[str, Custody], memory: _Memory, wards: Mapping[str, str], event: CustodyEvent) -> None:
    """A child is not handed over without the guardian who is held with it (AP I, articles 74 and 78).

    A guardian who died or was taken to hospital does not keep the child back: what is best for it is asked then.
    """
    guardian = wards.get(event.person_id, "")
    if not guardian or event.kind not in (EventKind.BOARDED, EventKind.RECEIVED):
        return
    if guardian in memory.refusing:
        why = "who has refused to go"
    elif event.kind is EventKind.RECEIVED and (state := states.get(guardian)) in NOT_COMING:
        why = f"who is {words(state)}"
    else:
        return
    raise RefusedByRule(
        f"Person {event.person_id} is a child in the care of {guardian}, {why}, so event {event.event_id} "
        f"('{words(event.kind)}') cannot be booked: a child is not sent alone (AP I, articles 74 and 78). Keep the two "
        "together, and call the duty officer."
    )


def _remains(memory: _Memory, event: CustodyEvent) -> None:
    """Remains travel apart from the living."""
    dead = event.person_id in memory.remains
    if dead and event.kind in _OF_THE_LIVING:
        raise RefusedByRule(
            f"Only the remains of person {event.person_id} are in this operation, so event {event.event_id} "
            f"('{words(event.kind)}') cannot be booked."
        )
    if event.kind is EventKind.BOARDED:
        others = [person for person in memory.aboard(event.place, remains=not dead) if person != event.person_id]
        if others:
            mine, theirs = ("remains", "living people") if dead else ("a living person", "remains")
            raise RefusedByRule(
                f"Event {event.event_id} boards {mine} ({event.person_id}) in vehicle {event.place}, which carries "
                f"{theirs} ({', '.join(others[:5])}{' and others' if len(others) > 5 else ''}). Remains travel apart."
            )
