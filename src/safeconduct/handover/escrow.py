"""Escrow: nobody of a tranche is released before both sides' people of it are in the intermediary's custody.

Whoever goes without condition, as the seriously wounded and sick must (GC III 109 and 110), is no pledge for anybody:
they are released as soon as they are in the intermediary's custody, whoever else is missing, and are never given back.
``Escrow`` says which tranches are handed over so, and whose they are; ``Watch`` follows the events and refuses what
would break it. A person of the tranche who refuses to go, dies, is missing, in hospital, back with the holder or kept
by a party has dropped out, and the others wait until the liaison officer of every party of the tranche has said that
it goes on without them (*left out*); or, where the agreement says so, it is called off and those who wait go back.
Once one person has been released, nobody who wants to go is given back to the holder, who may have had theirs.
Source: Sandholm and Lesser, IJCAI 1995: without reputation no sequence is safe, so the exchange goes through a third.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from safeconduct.errors import RefusedByRule
from safeconduct.handover.custody import words
from safeconduct.handover.model import Custody, CustodyEvent, EventKind, Gathering
from safeconduct.people.model import Person
from safeconduct.terms.model import HOLD, RETURN

IN_CUSTODY = frozenset({Custody.NEUTRAL, Custody.RECEIVED})
NOT_COMING = frozenset({Custody.HELD, Custody.RETURNED, Custody.MISSING})
_GIVEN_AGAIN = frozenset({EventKind.BOARDED, EventKind.ARRIVED, EventKind.TAKEN_OVER, EventKind.RECEIVED})
_ON_THE_WAY = frozenset({Custody.BOARDED, Custody.AT_POINT, Custody.NEUTRAL})
_MOST_NAMED = 8


@dataclass(frozen=True, slots=True)
class Member:
    """One person of a tranche, and between which parties they go."""

    person_id: str
    holder: str
    home: str


@dataclass(frozen=True, slots=True)
class Escrow:
    """The tranches that are handed over in escrow, by number; ``on_drop_out`` is what the agreement says of it, and
    ``unconditional`` are the person ids of those who go without condition; ``of_remains`` are tranches of remains, in
    which whoever has died on the way goes after a revision."""

    tranches: Mapping[int, tuple[Member, ...]]
    on_drop_out: str = HOLD
    unconditional: frozenset[str] = frozenset()
    of_remains: frozenset[int] = frozenset()

    def parties(self, tranche: int) -> tuple[str, ...]:
        """Who gives or receives in the tranche, in the order of the smallest person_id on each side, never of names."""
        people = sorted(self.tranches[tranche], key=lambda member: member.person_id)
        return tuple(dict.fromkeys([*(one.holder for one in people), *(one.home for one in people)]))


NO_ESCROW = Escrow(MappingProxyType({}))


def escrow_of(
    tranches: Mapping[int, Sequence[str]],
    persons: Iterable[Person],
    *,
    on_drop_out: str = HOLD,
    unconditional: Collection[str] = (),
    of_remains: Collection[int] = (),
) -> Escrow:
    """The escrow of these tranches (person ids by number). Whoever is not among ``persons`` any more is left away.

    ``unconditional`` are those who go under a clause for all its people that has no condition.
    """
    by_id = {person.person_id: person for person in persons}
    return Escrow(
        {
            number: tuple(Member(one, by_id[one].holder, by_id[one].home) for one in people if one in by_id)
            for number, people in tranches.items()
        },
        on_drop_out,
        frozenset(unconditional),
        frozenset(of_remains),
    )


class Watch:
    """Who of each tranche in escrow is not, or no longer, in the intermediary's custody, event by event."""

    def __init__(self, escrow: Escrow, states: Mapping[str, Custody], wards: Mapping[str, str]) -> None:
        self._escrow = escrow
        self._states = states  # the caller's own, which changes as events are booked
        self._guardian = wards
        self._children: dict[str, list[str]] = {}
        for child, guardian in wards.items():
            self._children.setdefault(guardian, []).append(child)
        self._tranche = {member.person_id: n for n, people in escrow.tranches.items() for member in people}
        self._parties = {number: frozenset(escrow.parties(number)) for number in escrow.tranches}
        self._out: dict[int, set[str]] = {number: set() for number in escrow.tranches}
        self._released: dict[int, set[str]] = {number: set() for number in escrow.tranches}
        self._refusing: set[str] = set()
        self._dead: set[str] = set()
        self._kept: set[str] = set()
        self._without: dict[str, set[str]] = {}  # person -> parties that go on without them
        for person in self._tranche:
            self._settle(person)

    def take(self, event: CustodyEvent) -> None:
        """Follow an event that was booked; the states have been changed by it already."""
        person = event.person_id
        if event.kind is EventKind.REFUSED_TO_GO:
            self._refusing.add(person)
        elif event.kind is EventKind.BOARDED:
            self._refusing.discard(person)
        elif event.kind is EventKind.DIED:
            self._dead.add(person)
            for released in self._released.values():
                released.discard(person)
        elif event.kind is EventKind.REFUSED_BY_PARTY:
            self._kept.add(person)
        elif event.kind is EventKind.LEFT_OUT:
            self._without.setdefault(person, set()).add(event.by)
        if event.kind in _GIVEN_AGAIN:
            self._kept.discard(person)
        for one in (person, *self._children.get(person, ())):
            if one in self._tranche:
                self._settle(one)

    def check(self, event: CustodyEvent) -> None:
        """Raises RefusedByRule, naming who is missing, where the event would break the escrow."""
        if event.kind is EventKind.LEFT_OUT:
            self._check_left_out(event)
            return
        tranche = self._tranche.get(event.person_id)
        if tranche is None or event.person_id in self._dead:
            return  # a body is no pledge: remains are never in one balance with the living (AP I, article 34)
        if event.kind is EventKind.RECEIVED and not self._at_once(event.person_id):
            missing = self.missing(tranche, besides=event.person_id)
            if missing:
                raise RefusedByRule(
                    f"Person {event.person_id} is of tranche {tranche}, which is in escrow, so event {event.event_id} "
                    f"('received') cannot be booked: nobody is released before both sides' people are in the "
                    f"intermediary's custody. Missing: {self._named(tranche, missing)}. {self._way_out(tranche)}"
                )
        elif event.kind is EventKind.RETURNED and self._states.get(event.person_id) is Custody.NEUTRAL:
            self._check_returned(event, tranche)

    def opens(self, event: CustodyEvent) -> int | None:
        """The tranche in escrow whose release the event, which is allowed, begins; None where it begins none."""
        tranche = self._tranche.get(event.person_id)
        if tranche is None or event.kind is not EventKind.RECEIVED:
            return None
        if event.person_id in self._dead or event.person_id in self._escrow.unconditional:
            return None
        return None if self._released[tranche] else tranche

    def missing(self, tranche: int, besides: str = "") -> tuple[str, ...]:
        """Who of the tranche is waited for, by person_id; ``besides`` is the person about to be released.

        Whoever a party has kept while in custody is waited for too, but not by others of whom the same is true: the
        receipt of the one is the word that the party takes them after all.
        """
        waited = self._out[tranche] - {besides}
        if besides not in self._kept:
            waited |= {one for one in self._kept - {besides} if self._tranche.get(one) == tranche}
        return tuple(sorted(one for one in waited if not self._left_out(one, tranche)))

    def gathering(self, tranche: int) -> Gathering:
        """How far the tranche is, with a sentence for the person at the line."""
        people = [member.person_id for member in self._escrow.tranches[tranche]]
        missing = self.missing(tranche)
        left_out = tuple(sorted(one for one in people if one in self._out[tranche] and self._left_out(one, tranche)))
        here = len(people) - len(self._out[tranche])
        released = sum(self._states.get(one) is Custody.RECEIVED and not self._dropped_dead(one) for one in people)
        at_once = tuple(sorted(one for one in people if one not in self._out[tranche] and self._waits_at_once(one)))
        where = f"{here} of {len(people)} are in the intermediary's custody and go, or have gone"
        said = f"Tranche {tranche}, in escrow: {where}"
        if left_out:
            said += f", {len(left_out)} left out by every party's word"
        if missing:
            if at_once:
                said += f". Release {', '.join(at_once)} now, whoever is missing: they go without condition. Release"
                said += f" nobody else; missing: {self._named(tranche, missing)}. {self._way_out(tranche)}"
            else:
                said += f". Release nobody; missing: {self._named(tranche, missing)}. {self._way_out(tranche)}"
        else:
            said += f", {released} of them released. The others may be released."
        return Gathering(tranche, len(people), here, released, missing, left_out, at_once, said)

    def begun(self) -> tuple[int, ...]:
        """The tranches of which somebody is in the intermediary's custody and waits to be released."""
        return tuple(
            number
            for number, people in sorted(self._escrow.tranches.items())
            if any(self._states.get(one.person_id) is Custody.NEUTRAL for one in people)
        )

    def _settle(self, person: str) -> None:
        tranche, state = self._tranche[person], self._states.get(person)
        alive = person not in self._dead
        stays = self._dropped_dead(person) or person in self._refusing or (alive and self._child_stays(person))
        if state in IN_CUSTODY and not stays:
            self._out[tranche].discard(person)
        else:
            self._out[tranche].add(person)
        if alive and state is Custody.RECEIVED and person not in self._escrow.unconditional:
            self._released[tranche].add(person)

    def _at_once(self, person: str) -> bool:
        """Whether a person is released whoever is missing. A child does not go before a guardian who still waits."""
        free, guardian = self._escrow.unconditional, self._guardian.get(person, "")
        waits = self._states.get(guardian) in _ON_THE_WAY and guardian in self._tranche and guardian not in free
        return person in free and not waits

    def _waits_at_once(self, person: str) -> bool:
        return self._at_once(person) and self._states.get(person) is Custody.NEUTRAL and person not in self._kept

    def _child_stays(self, person: str) -> bool:
        """Whether the guardian with whom a child goes does not come; a child that was received is not asked again."""
        guardian = self._guardian.get(person, "")
        if not guardian or self._states.get(person) is Custody.RECEIVED:
            return False
        return guardian in self._refusing or self._states.get(guardian) in NOT_COMING

    def _dropped_dead(self, person: str) -> bool:
        """Whether a person has died, and their tranche is one of the living."""
        return person in self._dead and self._tranche[person] not in self._escrow.of_remains

    def _left_out(self, person: str, tranche: int) -> bool:
        return self._parties[tranche] <= self._without.get(person, set())

    def _check_left_out(self, event: CustodyEvent) -> None:
        tranche = self._tranche.get(event.person_id)
        said = f"Event {event.event_id} ('left out', person {event.person_id}) cannot be booked"
        if tranche is None or (event.tranche is not None and event.tranche != tranche):
            where = "no tranche in escrow" if tranche is None else f"tranche {tranche}"
            raise RefusedByRule(f"{said}: the person is of {where}.")
        parties = self._escrow.parties(tranche)
        if self._can_call_off(tranche):
            raise RefusedByRule(
                f"{said}: the agreement says that a tranche from which somebody drops out is called off. Give those "
                f"who wait back to their holders, each as 'returned' with the reason."
            )
        if event.by not in parties:
            raise RefusedByRule(f"{said}: 'by' has {event.by or 'nothing'}; expected a party: {', '.join(parties)}.")
        if event.person_id not in self._out[tranche] and event.person_id not in self._kept:
            raise RefusedByRule(
                f"{said}: the person is in the intermediary's custody and goes. Nobody is left out who can be released."
            )

    def _can_call_off(self, tranche: int) -> bool:
        """Whether a drop-out ends the tranche: the agreement says so, and nobody has been released yet."""
        return self._escrow.on_drop_out == RETURN and not self._released[tranche]

    def _check_returned(self, event: CustodyEvent, tranche: int) -> None:
        """Out of the intermediary's custody back to the holder, of somebody who has not refused to go."""
        person = event.person_id
        if person in self._refusing or self._child_stays(person):
            return
        if self._at_once(person):
            raise RefusedByRule(
                f"Person {person} goes without condition and wants to go, so event {event.event_id} ('returned') "
                "cannot be booked: release them, whatever becomes of the tranche (GC III, articles 109 and 110). Until "
                "then they are in the intermediary's custody, or in hospital."
            )
        released = len(self._released[tranche])
        if released:
            raise RefusedByRule(
                f"{released} of tranche {tranche} have been released, and person {person} wants to go, so event "
                f"{event.event_id} ('returned') cannot be booked: nobody is given back to the holder once the release "
                "has begun. Keep them in the intermediary's custody, and call the duty officer."
            )
        if not event.reason.strip():
            raise RefusedByRule(
                f"Person {person} waits in escrow and wants to go, so event {event.event_id} ('returned') needs a "
                "reason that says who has called the tranche off, and why."
            )

    def _named(self, tranche: int, missing: Sequence[str]) -> str:
        holder = {member.person_id: member.holder for member in self._escrow.tranches[tranche]}
        said = [f"{one} ({self._why(one)}, of {holder[one]}'s people)" for one in missing[:_MOST_NAMED]]
        more = len(missing) - len(said)
        return ", ".join(said) + (f" and {more} more" if more else "")

    def _why(self, person: str) -> str:
        state = self._states.get(person)
        if self._dropped_dead(person):
            return "has died"
        if person in self._refusing:
            return "has refused to go"
        if person in self._kept:
            return "kept by a party"
        if state in IN_CUSTODY:
            return f"stays with the guardian {self._guardian[person]}"
        return words(state) if state is not None else "not in the book"

    def _way_out(self, tranche: int) -> str:
        if self._can_call_off(tranche):
            return (
                "Whoever is on the way is waited for; if somebody is not coming, the agreement says that the tranche "
                "is called off and those who wait are returned to their holders."
            )
        parties = " and ".join(self._escrow.parties(tranche))
        return f"Whoever is not coming is 'left out' by the word of the liaison officers of {parties}, each."
