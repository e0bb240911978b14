"""Making a bulletin: totals in, one document out, with nothing in it that gives a person away."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from safeconduct.bulletin.disclosure import Contradiction, Statement, leaks, protect, protected_sum
from safeconduct.bulletin.model import (
    NOT_STATED,
    WITHHELD,
    Bulletin,
    Facts,
    Figure,
    Names,
    Party,
    Scope,
    State,
    Total,
    Unit,
)
from safeconduct.bulletin.words import LANGUAGES, days_in, say
from safeconduct.errors import RefusedByRule
from safeconduct.handover.model import Custody, CustodyEvent
from safeconduct.handover.reconcile import died
from safeconduct.people.model import Person

FORMAT = "safeconduct-bulletin/1"


def received_totals(
    states: Mapping[str, Custody],
    persons: Iterable[Person],
    parties: Sequence[str],
    *,
    events: Iterable[CustodyEvent] = (),
) -> list[Total]:
    """Counts of who was received, in every direction and of both units, zeros included.

    ``events`` are all that led to ``states``. Whoever died on the way and was received afterwards counts as remains,
    which the state alone does not tell.
    """
    dead = died(events)
    count = {
        (giver, receiver, unit): 0 for giver in parties for receiver in parties if giver != receiver for unit in Unit
    }
    for person in persons:
        unit = Unit.REMAINS if person.remains or person.person_id in dead else Unit.PERSONS
        key = (person.holder, person.home, unit)
        if key in count and states.get(person.person_id) is Custody.RECEIVED:
            count[key] += 1
    return [Total(*key, number) for key, number in count.items()]


def in_turn(parties: Sequence[Party], number: int) -> tuple[Party, ...]:
    """The parties in the order in which bulletin ``number`` of the series names them.

    The order of the case moves on by one place with each operation, so that over the series every party stands first
    equally often. The parties' names have no part in it.
    """
    first = number % len(parties)
    return (*parties[first:], *parties[:first])


def make_bulletin(facts: Facts, totals: Iterable[Total], *, earlier: Sequence[Bulletin] = ()) -> Bulletin:
    """The bulletin on an operation.

    ``totals`` are the counts by direction and unit; a direction that is left out is not stated. ``earlier`` are the
    bulletins already published on the same operation: the new one is checked together with them, and where a
    small number could be worked out, all figures of its unit are withheld, in both directions alike.

    Raises RefusedByRule where even that does not help, because the earlier bulletins have given too much away; where
    it contradicts an earlier bulletin that it does not correct; and for totals that no bulletin can hold: an unknown
    party, a direction twice, a number below 0, a time instead of a day, a last day before the first.
    """
    given = _checked(facts, totals)
    order = in_turn(facts.parties, facts.number)
    ways = [(giver, receiver) for receiver in order for giver in order if giver is not receiver]
    before = _Earlier(facts, earlier)
    figures: list[dict[str, Any]] = []
    for unit in Unit:
        rows = [given.get((giver.party_id, receiver.party_id, unit)) for giver, receiver in ways]
        parts, whole = _figures(rows)
        made = _rows(facts, ways, unit, parts, whole)
        truth = {_cell(facts.number, row, unit): row.count for row in rows if row is not None and row.count is not None}
        if before.leaks(made, truth):
            made = _rows(facts, ways, unit, [WITHHELD] * len(ways), WITHHELD)
            if before.leaks(made, truth):
                raise RefusedByRule(
                    f"The bulletins already published on operation no. {facts.number} let a reader work out a number "
                    f"of {unit.value} below 10. No further bulletin with {unit.value} can be made; ask the coordinator "
                    "how the earlier one came about."
                )
        figures += made
    return Bulletin(_document(facts, order, figures))


def _checked(facts: Facts, totals: Iterable[Total]) -> dict[tuple[str, str, Unit], Total]:
    known = [party.party_id for party in facts.parties]
    faults: list[str] = []
    days = {"day": facts.day, "last_day": facts.last_day, "issued": facts.issued}
    timed = [name for name, day in days.items() if isinstance(day, dt.datetime)]
    faults += [f"'{name}' has a time of day; a bulletin is never more exact than the day" for name in timed]
    if not timed and facts.last < facts.day:
        faults.append(f"'last_day' {facts.last.isoformat()} is before 'day' {facts.day.isoformat()}")
    found: dict[tuple[str, str, Unit], Total] = {}
    for total in totals:
        way = f"{total.giver} to {total.receiver}, {total.unit.value}"
        if total.giver not in known or total.receiver not in known or total.giver == total.receiver:
            faults.append(f"{way}: not a direction between two parties of the operation")
        if total.count is not None and total.count < 0:
            faults.append(f"{way}: {total.count} is below 0")
        if (total.giver, total.receiver, total.unit) in found:
            faults.append(f"{way}: given twice")
        found[total.giver, total.receiver, total.unit] = total
    if faults:
        raise RefusedByRule(f"No bulletin can be made: {'; '.join(faults)}.")
    return found


def _figures(rows: Sequence[Total | None]) -> tuple[list[Figure], Figure]:
    parts = [NOT_STATED if row is None else protect(row.count, withheld=row.withheld) for row in rows]
    counts = [row.count for row in rows if row is not None and row.count is not None]
    return parts, protected_sum(parts, sum(counts) if len(counts) == len(rows) else None)


def _rows(
    facts: Facts, ways: Sequence[tuple[Party, Party]], unit: Unit, parts: Sequence[Figure], whole: Figure
) -> list[dict[str, Any]]:
    common = {"unit": unit.value, "scope": facts.scope.value}
    rows = [
        {**common, "giver": giver.party_id, "receiver": receiver.party_id, "value": part.document()}
        for (giver, receiver), part in zip(ways, parts, strict=True)
    ]
    return [*rows, {**common, "giver": None, "receiver": None, "value": whole.document()}]


def _cell(number: int, total: Total, unit: Unit) -> str:
    return f"{number}|{unit.value}|{total.giver}|{total.receiver}"


class _Earlier:
    """What a reader knows from the bulletins already published."""

    def __init__(self, facts: Facts, bulletins: Sequence[Bulletin]) -> None:
        self.number = facts.number
        corrected = {facts.corrects, *(bulletin.document["corrects"] for bulletin in bulletins)}
        self.all: list[Statement] = []
        self.standing: list[Statement] = []
        for bulletin in bulletins:
            said = _read(bulletin.document["series"]["operation"], bulletin.document["figures"])
            self.all += said
            if bulletin.identifier not in corrected:
                self.standing += said

    def leaks(self, figures: Iterable[Mapping[str, Any]], truth: Mapping[str, int]) -> bool:
        """Whether ``figures``, published beside the earlier bulletins, give a small number away.

        A reader believes a corrected bulletin as far as it fits the others. Raises RefusedByRule where a bulletin
        that is not corrected says otherwise.
        """
        new = _read(self.number, figures)
        try:
            return bool(leaks([*self.all, *new], truth))
        except Contradiction:
            pass
        try:
            return bool(leaks([*self.standing, *new], truth))
        except Contradiction:
            raise RefusedByRule(
                f"The totals contradict a bulletin already published on operation no. {self.number}. "
                "If that bulletin was wrong, name it as the one this bulletin corrects."
            ) from None


def _read(number: int, figures: Iterable[Mapping[str, Any]]) -> list[Statement]:
    """What a reader takes from the figures of a bulletin."""
    cells: dict[str, list[str]] = {unit.value: [] for unit in Unit}
    figures = list(figures)
    for row in figures:
        if row["giver"] is not None:
            cells[row["unit"]].append(f"{number}|{row['unit']}|{row['giver']}|{row['receiver']}")
    found = []
    for row in figures:
        value = row["value"]
        if value["state"] in (State.WITHHELD, State.NOT_STATED):
            continue
        low = value["number"] if value["state"] == State.NUMBER else value["low"]
        high = value["number"] if value["state"] == State.NUMBER else value["high"]
        of = (
            cells[row["unit"]] if row["giver"] is None else [f"{number}|{row['unit']}|{row['giver']}|{row['receiver']}"]
        )
        found.append(Statement(frozenset(of), low, high))
    return found


def _document(facts: Facts, order: Sequence[Party], figures: list[dict[str, Any]]) -> dict[str, Any]:
    names = {party.party_id: party.names for party in order}
    return {
        "format": FORMAT,
        "bulletin": f"{facts.number:03d}-{facts.edition}",
        "corrects": facts.corrects or None,
        "series": {
            "operation": facts.number,
            "counting_rule": {
                language: say(f"rule_{facts.scope.value}", language, number=facts.number) for language in LANGUAGES
            },
        },
        "day": {"date": facts.day.isoformat(), "precision": "day"},
        "last_day": {"date": facts.last.isoformat(), "precision": "day"},
        "issued": {"date": facts.issued.isoformat(), "precision": "day"},
        "issuer": _all_languages(facts.intermediary),
        "rehearsal": facts.rehearsal,
        "embargo": facts.scope.value == "agreed",
        "scope": facts.scope.value,
        "parties": [{"party": party.party_id, "name": _all_languages(party.names)} for party in order],
        "figures": figures,
        "text": {language: _sentences(facts, names, figures, language) for language in LANGUAGES},
    }


def _all_languages(names: Names) -> dict[str, str]:
    return {language: name_in(names, language) for language in LANGUAGES}


def name_in(names: Names, language: str) -> str:
    return names.get(language) or names["en"]


def _sentences(
    facts: Facts, names: Mapping[str, Names], figures: Iterable[Mapping[str, Any]], language: str
) -> list[str]:
    several = facts.scope is Scope.RECEIVED and facts.last != facts.day
    opening = say(
        "received_days" if several else facts.scope.value,
        language,
        day=days_in(facts.day, facts.last, language),
        intermediary=name_in(facts.intermediary, language),
    )
    said = [
        say(
            f"{row['scope']}_{row['unit']}",
            language,
            giver=name_in(names[row["giver"]], language),
            receiver=name_in(names[row["receiver"]], language),
            value=value_in_words(row["value"], language),
        )
        for row in figures
        if row["giver"] is not None
    ]
    return [opening, *said]


def value_in_words(value: Mapping[str, Any], language: str) -> str:
    """A figure as a reader sees it, in a language; thousands are set apart by a thin no-break space."""
    if value["state"] == State.NUMBER:
        return _grouped(value["number"])
    if value["state"] == State.BAND:
        return say("band", language, low=_grouped(value["low"]), high=_grouped(value["high"]))
    return say(value["state"], language)


def _grouped(number: int) -> str:
    return f"{number:,}".replace(",", "\u202f") if number >= 10_000 else str(number)
