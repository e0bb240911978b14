"""Printing what an operation needs on paper, and preparing its bulletin, from what the earlier steps made."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from safeconduct import bulletin, movement, paper, people

if TYPE_CHECKING:
    from safeconduct.movement.model import Run
    from safeconduct.work.made import Context, Made

MARKING = {
    "en": "white flag and the intermediary's mark on roof and sides; headlights on",
    "uk": "білий прапор і знак посередника на даху та бортах; фари ввімкнені",
    "ru": "белый флаг и знак посредника на крыше и бортах; фары включены",
    "be": "белы сцяг і знак пасярэдніка на даху і бартах; фары ўключаны",
}
SECOND_LANGUAGE = "en"
NEUTRAL = "neutral"


def print_papers(context: Context) -> str:
    """Print every paper into ``paper/`` and note those that are new."""
    from safeconduct.store import queries
    from safeconduct.work.paper import record_paper

    made = context.made
    assert made.operation is not None
    known = {(document.file_name, document.sha256) for document in queries.papers(made.operation)}
    new: list[tuple[str, str, str]] = []
    for name, title, content in _Printer(made, context.now()).all():
        context.outputs.write(f"paper/{name}", content)
        made.papers.append((f"paper/{name}", title))
        digest = hashlib.sha256(content).hexdigest()
        if (name, digest) not in known:
            new.append((title, digest, name))
    if new:
        with context.change("the plan has to be signed and driven") as c:
            for title, digest, name in new:
                record_paper(c, title, digest, name)
    return f"{len(made.papers)} papers"


class _Printer:
    """Prints the papers of a plan. ``at`` is the time that stands on them."""

    def __init__(self, made: Made, at: dt.datetime) -> None:
        assert made.plan is not None
        assert made.chosen is not None
        case, world = made.case, made.files.world
        self.made, self.plan, self.chosen, self.at = made, made.plan, made.chosen, at
        self.head = paper.Letterhead(
            case.number,
            case.intermediary.names,
            {party.party_id: party.names for party in case.parties},
            case.time_zone,
            case.mode == "rehearsal",
        )
        self.persons = {person.person_id: person for person in made.persons}
        self.sites = {site.site_id: site for site in world.sites}
        self.vehicles = {vehicle.vehicle_id: vehicle for vehicle in world.fleet}
        self.corridors = {corridor.corridor_id: corridor for corridor in self.plan.corridors}
        self.carriage = {person.person_id: person.carriage for person in made.persons}
        self.languages = {party.party_id: party.languages[0] for party in case.parties}
        entries = {
            (entry.party, entry.kind, entry.entry_id): entry for one in made.files.lists for entry in one.entries
        }
        self.spelled = {person.person_id: _spellings(person, entries) for person in made.persons}
        officers = [one.staff_id for one in world.staff if one.role == "coordinator"]
        self.officer = officers[0] if officers else ""
        self.agreed = hashlib.sha256("\n".join(p for t in self.chosen.tranches for p in t.order).encode()).hexdigest()

    def all(self) -> Iterator[tuple[str, str, bytes]]:
        """(file name, title, PDF) of every paper, tranche by tranche."""
        for slot in self.plan.slots:
            yield from self._tranche(slot)

    def _tranche(self, slot: movement.Slot) -> list[tuple[str, str, bytes]]:
        made: list[tuple[str, str, bytes]] = []
        stem = f"tranche-{slot.tranche:02d}"
        runs = [run for run in self.plan.runs if run.tranche == slot.tranche]
        for holder in sorted({run.holder for run in runs}):
            own = [run for run in runs if run.holder == holder]
            words = self._two(self.languages[holder])
            for run in own:
                content = paper.convoy_manifest(
                    self.head,
                    run,
                    vehicle=self.vehicles[run.vehicle],
                    sites=self.sites,
                    carriage=self.carriage,
                    languages=words,
                    issued_at=self.at,
                    release=slot.release,
                )
                name = f"{stem}-manifest-{run.vehicle.lower()}.pdf"
                made.append((name, f"Convoy manifest, tranche {slot.tranche}, {run.vehicle}", content))
            content = paper.leader_manifest(
                self.head,
                own,
                vehicles=self.vehicles,
                sites=self.sites,
                carriage=self.carriage,
                languages=words,
                issued_at=self.at,
                names={person: self.spelled[person][0] for run in own for _, person in run.seats},
                release=slot.release,
            )
            made.append(
                (f"{stem}-leader-{holder}.pdf", f"Leader's manifest, tranche {slot.tranche}, {holder}", content)
            )
        return made + self._notifications(slot, stem, runs) + self._acts(slot, stem)

    def _notifications(self, slot: movement.Slot, stem: str, runs: Sequence[Run]) -> list[tuple[str, str, bytes]]:
        """One to every party that gives or receives in the tranche: who only receives has to keep the slot as well."""
        made = []
        for party in sorted({party for way in self._ways(slot.tranche) for party in way}):
            content = paper.movement_notification(
                self.head,
                party,
                slot=slot,
                runs=runs,
                vehicles=self.vehicles,
                sites=self.sites,
                corridors=self.corridors,
                duty_officer=self.officer,
                marking=MARKING,
                guarantees=(),
                languages=self._two(self.languages[party]),
                issued_at=self.at,
            )
            title = f"Movement notification, tranche {slot.tranche}, to {party}"
            made.append((f"{stem}-notification-{party}.pdf", title, content))
        return made

    def _ways(self, number: int) -> dict[tuple[str, str], list[str]]:
        """Who goes from which holder to which home in a tranche, in the order of the hand-over."""
        tranche = next(one for one in self.chosen.tranches if one.number == number)
        ways: dict[tuple[str, str], list[str]] = {}
        for person_id in tranche.order:
            person = self.persons[person_id]
            ways.setdefault((person.holder, person.home), []).append(person_id)
        return ways

    def _acts(self, slot: movement.Slot, stem: str) -> list[tuple[str, str, bytes]]:
        tranche = next(one for one in self.chosen.tranches if one.number == slot.tranche)
        ways = self._ways(slot.tranche)
        totals = tuple(paper.ActTotals(giver, receiver, len(ways[giver, receiver])) for giver, receiver in sorted(ways))
        made = []
        for giver, receiver in sorted(ways):
            act = paper.Act(
                tranche=slot.tranche,
                giver=giver,
                receiver=receiver,
                place=self.sites[slot.handover].name,
                at=slot.meet,
                lines=tuple(paper.ActLine(person, self.spelled[person]) for person in ways[giver, receiver]),
                totals=totals,
                agreed_sha256=self.agreed,
                remarks={},
                remains=tranche.remains,
                release=slot.release,
            )
            for copy in (giver, receiver, NEUTRAL):
                content = paper.handover_act(
                    self.head, act, languages=self._both(giver, receiver), copy_for=copy, issued_at=self.at
                )
                name = f"{stem}-act-{giver}-to-{receiver}-copy-{copy}.pdf"
                title = f"Handover act, tranche {slot.tranche}, {giver} to {receiver}, copy for {copy}"
                made.append((name, title, content))
        return made

    def _two(self, language: str) -> tuple[str, ...]:
        return (language,) if language == SECOND_LANGUAGE else (language, SECOND_LANGUAGE)

    def _both(self, giver: str, receiver: str) -> tuple[str, str]:
        first, second = self.languages[giver], self.languages[receiver]
        if first != second:
            return first, second
        return (first, SECOND_LANGUAGE) if first != SECOND_LANGUAGE else (first, "ru")


def _spellings(
    person: people.Person, entries: Mapping[tuple[str, people.ListKind, str], people.Entry]
) -> tuple[str, ...]:
    """The name as the giver and as the receiver spell it; one spelling where only one of them lists the person."""
    found = []
    for party, kind, entry_id in (
        (person.holder, people.ListKind.HELD, person.held_id),
        (person.home, people.ListKind.SOUGHT, person.sought_id),
    ):
        entry = entries.get((party, kind, entry_id))
        if entry is not None:
            found.append(" ".join(part for part in (entry.family_name, entry.given_name, entry.patronymic) if part))
    return tuple(found)


def prepare_bulletin(context: Context) -> str:
    """The bulletin on what was agreed, under embargo until the handover is over. Totals only."""
    from safeconduct.store import queries
    from safeconduct.work.bulletin import record_draft

    made, case = context.made, context.made.case
    assert made.operation is not None
    assert made.chosen is not None
    parties = tuple(bulletin.Party(party.party_id, party.names) for party in case.parties)
    persons = {person.person_id: person for person in made.persons}
    counts = {
        (giver, receiver, unit): 0
        for giver in case.party_ids
        for receiver in case.party_ids
        if giver != receiver
        for unit in bulletin.Unit
    }
    for tranche in made.chosen.tranches:
        for person_id in tranche.order:
            person = persons[person_id]
            unit = bulletin.Unit.REMAINS if person.remains else bulletin.Unit.PERSONS
            counts[person.holder, person.home, unit] += 1
    totals = [bulletin.Total(*way, number) for way, number in counts.items()]
    clock = ZoneInfo(case.time_zone)
    days = [slot.meet.astimezone(clock).date() for slot in made.plan.slots] if made.plan else []
    facts = bulletin.Facts(
        number=case.number,
        day=min(days, default=case.day()),
        last_day=max(days, default=None),
        issued=context.now().astimezone(clock).date(),
        intermediary=case.intermediary.names,
        parties=parties,
        scope=bulletin.Scope.AGREED,
        rehearsal=case.mode == "rehearsal",
    )
    one = bulletin.make_bulletin(facts, totals)
    context.outputs.write("bulletin/bulletin.json", one.json())
    context.outputs.write("bulletin/bulletin.html", one.html())
    text = one.json()
    document = text if isinstance(text, str) else text.decode()
    made_from = hashlib.sha256(document.encode()).hexdigest()
    if queries.latest_draft(made.operation, made_from) is None:
        with context.change("the public will be told what was agreed, after the handover") as c:
            record_draft(c, one.identifier, document, made_from)
    return "one bulletin of totals, under embargo until the handover is over"
