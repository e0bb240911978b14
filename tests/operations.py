"""Small operations for the tests of store and work."""

from __future__ import annotations

import datetime as dt
import hashlib
import itertools
from collections.abc import Iterable, Sequence

from safeconduct.handover import CustodyEvent, EventKind
from safeconduct.people.model import Decision, Entry, Identity, ListKind, PartialDate, Person, Verdict
from safeconduct.store.queries import Operation, Party
from safeconduct.work.change import Change, change
from safeconduct.work.lists import receive
from safeconduct.work.operation import open_operation

NOW = dt.datetime(2026, 2, 11, 18, 20, tzinfo=dt.UTC)
AZURE = Party("azure", {"en": "Azure", "uk": "Лазур"}, ("uk",))
AMBER = Party("amber", {"en": "Amber", "ru": "Янтарь"}, ("ru",))
HOST = Party("host", {"en": "The Host"})
_numbers = itertools.count(1)


def clock() -> dt.datetime:
    return NOW


def opened(number: int | None = None) -> Operation:
    """A new operation. The database is shared by all tests, so each takes the next number."""
    with change("coordinator", None, "the parties have agreed", clock=clock) as c:
        return open_operation(
            c, next(_numbers) if number is None else number, "One night", [AZURE, AMBER], HOST, "rehearsal"
        )


def changing(operation: Operation) -> Change:
    """``with changing(operation) as c:`` is a change by the coordinator at ``NOW``."""
    return change("coordinator", operation, "test", clock=clock)


def entry(party: str, kind: ListKind, number: int, **fields: object) -> Entry:
    return Entry(
        f"{kind.value[0].upper()}{number}",
        party,
        kind,
        number + 1,
        **{"family_name": "Ткаченко", "given_name": "Іван", "birth_date": PartialDate(1990, 5), **fields},
    )


def receive_lists(operation: Operation, people: int = 3) -> None:
    """Each party holds and seeks ``people`` people."""
    with changing(operation) as c:
        for party in ("azure", "amber"):
            for kind in (ListKind.HELD, ListKind.SOUGHT):
                entries = [entry(party, kind, number) for number in range(people)]
                receive(c, party, kind, f"{party}-{kind}.xlsx", digest(party, kind), entries)


def digest(*parts: object) -> str:
    return hashlib.sha256(repr(parts).encode()).hexdigest()


def decision(number: int = 0, **fields: object) -> Decision:
    given = {
        "decision_id": f"D{number}",
        "held_party": "azure",
        "held_id": f"H{number}",
        "sought_party": "amber",
        "sought_id": f"S{number}",
        "verdict": Verdict.SAME,
        "reviewer_1": "olena",
        "reviewer_2": "ivan",
        "decided_at": NOW,
        "reason": "the same scar, the same village",
        **fields,
    }
    return Decision(**given)


def persons(people: int = 3, **fields: object) -> list[Person]:
    return [
        Person(f"P{number}", "azure", "amber", Identity.MATCHED, f"H{number}", f"S{number}", site="DS1", **fields)
        for number in range(people)
    ]


def journey(person: str, kinds: Sequence[EventKind] = (), start: dt.datetime = NOW) -> Iterable[CustodyEvent]:
    """The events of a person who goes all the way, a minute apart."""
    kinds = kinds or (EventKind.BOARDED, EventKind.ARRIVED, EventKind.TAKEN_OVER, EventKind.RECEIVED)
    for number, kind in enumerate(kinds):
        moment = start + dt.timedelta(minutes=number)
        yield CustodyEvent(
            f"{person}-{kind}-{number}", person, kind, moment, moment, "BUS-1", "staff-1", "as planned", 1
        )
