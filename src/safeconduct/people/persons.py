"""What the decisions make of the entries: persons, each entry in exactly one of them."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence

from safeconduct.errors import Fault, RefusedByRule
from safeconduct.people.decisions import check_decisions, ties
from safeconduct.people.identifiers import content, digest, refuse_equal, shorten
from safeconduct.people.model import (
    Carriage,
    Consent,
    Decision,
    Entry,
    GroupKind,
    Identity,
    ListKind,
    Medical,
    PartialDate,
    Person,
    Status,
)

_GRAVITY = (Medical.NONE, Medical.WOUNDED, Medical.SERIOUSLY_SICK, Medical.SERIOUSLY_WOUNDED)

Member = tuple[str, ListKind, str]  # (party, kind, entry_id): one entry


@dataclasses.dataclass(frozen=True, slots=True)
class _Body:
    """The entries that make one person: at least one of the two is there."""

    held: Entry | None
    sought: Entry | None

    @property
    def first(self) -> Entry:
        entry = self.held or self.sought
        assert entry is not None
        return entry

    def entries(self) -> tuple[Entry, ...]:
        return tuple(entry for entry in (self.held, self.sought) if entry is not None)


def persons(
    entries: Iterable[Entry], decisions: Iterable[Decision], *, parties: Collection[str], key: bytes, on: dt.date
) -> tuple[Person, ...]:
    """Every entry of the held and sought lists in exactly one person, ordered by person_id.

    A standing *same* decision makes a **matched** person of two entries; a held entry alone is **acknowledged**, a
    sought entry alone **claimed**. Families' reports (ListKind.FAMILY) inform reviewers and make no person.

    Of a matched person the holder's list says site, consent, carriage, status and rank; the graver of two medical
    findings counts; the more exact of two birth dates counts, the holder's where both are as exact. ``notes`` says
    where the lists differ. ``person_id`` and ``group`` are digests under ``key`` of what the entries say, without party
    names. ``on`` is the day on which a birth date must lie in the past to be believed.

    Raises RefusedByRule where decisions contradict each other, an entry is not known, or with more than two parties the
    home of a held person is not said.
    """
    listed = [entry for entry in entries if entry.kind is not ListKind.FAMILY]
    made = tuple(decisions)
    bodies = _bodies(listed, made)
    faults = [fault for body in bodies if (fault := _homeless(body, parties)) is not None]
    if faults:
        raise RefusedByRule("It is not said to which party some held people belong.", faults)
    digests = [digest(key, "person", content(body.first)) for body in bodies]
    refuse_equal([body.first for body in bodies], digests)
    names = shorten("P", digests)
    ids: dict[Member, str] = {}
    for body, one in zip(bodies, digests, strict=True):
        ids.update({_member(entry): names[one] for entry in body.entries()})
    groups = _groups(bodies, ids, key)
    found = [_person(body, ids, groups, parties, on) for body in bodies]
    return tuple(sorted(found, key=lambda person: person.person_id))


def _member(entry: Entry) -> Member:
    return entry.party, entry.kind, entry.entry_id


def _bodies(entries: Sequence[Entry], decisions: Sequence[Decision]) -> list[_Body]:
    faults = check_decisions(decisions)
    by_member = {_member(entry): entry for entry in entries}
    tied: dict[Member, Entry] = {}
    for (held, sought), decision in ties(decisions).items():
        members = (held[0], ListKind.HELD, held[1]), (sought[0], ListKind.SOUGHT, sought[1])
        missing = [member for member in members if member not in by_member]
        faults += [
            Fault(
                "decisions",
                f"{member[2]!r} of {member[0]!r}",
                f"an entry of its {member[1]} list",
                code="unknown_entry",
            )
            for member in missing
        ]
        if held[0] == sought[0]:
            faults.append(
                Fault("decisions", f"{decision.decision_id!r} within one party", "two parties", code="one_party")
            )
        if not missing:
            tied[members[0]], tied[members[1]] = by_member[members[1]], by_member[members[0]]
    if faults:
        raise RefusedByRule("The decisions cannot all stand.", faults)
    bodies: list[_Body] = []
    for entry in entries:
        other = tied.get(_member(entry))
        if entry.kind is ListKind.HELD:
            bodies.append(_Body(entry, other))
        elif other is None:
            bodies.append(_Body(None, entry))
    return bodies


def _homeless(body: _Body, parties: Collection[str]) -> Fault | None:
    held = body.held
    if held is None or body.sought is not None or held.home or len(parties) == 2:
        return None
    return Fault(
        held.file or f"{held.party}-held",
        f"no home for {held.entry_id!r}",
        "the party the person belongs to, as there are more than two parties",
        row=held.row,
        field="home",
        code="no_home",
    )


def _other(party: str, parties: Collection[str]) -> str:
    """The other one of two parties; with more than two, nobody."""
    others = [one for one in parties if one != party]
    return others[0] if len(others) == 1 else ""


def _person(
    body: _Body,
    ids: Mapping[Member, str],
    groups: Mapping[str, tuple[str, GroupKind]],
    parties: Collection[str],
    on: dt.date,
) -> Person:
    held, sought, first = body.held, body.sought, body.first
    notes: list[str] = []
    if held is not None and sought is not None:
        identity, holder, home = Identity.MATCHED, held.party, sought.party
        if held.home and held.home != home:
            notes.append("home_differs")
    elif held is not None:
        identity, holder, home = Identity.ACKNOWLEDGED, held.party, held.home or _other(held.party, parties)
    else:
        identity, holder, home = Identity.CLAIMED, _other(first.party, parties), first.party
    person_id = ids[_member(first)]
    group, group_kind = groups.get(person_id, ("", None))
    remains = first.remains
    if held is not None and sought is not None and held.remains != sought.remains:
        notes.append("remains_differ")
    medical = _medical(body, notes)
    return Person(
        person_id=person_id,
        holder=holder,
        home=home,
        identity=identity,
        held_id=held.entry_id if held else "",
        sought_id=sought.entry_id if sought else "",
        birth_date=_birth_date(body, on, notes),
        sex=_either(body, "sex", notes),
        status=_either(body, "status", notes) or Status.COMBATANT,
        medical=medical,
        carriage=_carriage(first, medical, remains, notes),
        consent=held.consent if held else Consent.UNKNOWN,
        held_since=_either(body, "held_since", notes),
        rank=_first_said(body, "rank"),
        unit=_first_said(body, "unit"),
        site=held.site if held else "",
        group=group,
        group_kind=group_kind,
        guardian=_guardian(body, ids),
        guardian_consent=_guardian_consent(body, notes),
        remains=remains,
        notes=tuple(notes),
    )


def _first_said(body: _Body, field: str) -> str:
    return next((text for entry in body.entries() if (text := getattr(entry, field))), "")


def _either[T](body: _Body, field: str, notes: list[str]) -> T | None:
    """What the first entry that says anything says; a note where the other says something else, or none says it."""
    said: list[T] = [value for entry in body.entries() if (value := getattr(entry, field)) is not None]
    if len(said) == 2 and said[0] != said[1]:
        notes.append(f"{field}_differs")
    if not said and field == "status":
        notes.append("status_not_said")
    return said[0] if said else None


def _medical(body: _Body, notes: list[str]) -> Medical:
    said = [entry.medical for entry in body.entries() if entry.medical is not None]
    if len(set(said)) == 2:
        notes.append("medical_differs")
    return max(said, key=_GRAVITY.index, default=Medical.NONE)


def _carriage(first: Entry, medical: Medical, remains: bool, notes: list[str]) -> Carriage:
    """As the holder says; unsaid, remains travel as remains, and the seriously wounded lie until somebody says more."""
    if remains:
        return Carriage.REMAINS
    if first.carriage is not None and first.carriage is not Carriage.REMAINS:
        return first.carriage
    if medical is Medical.SERIOUSLY_WOUNDED:
        notes.append("carriage_not_said")
        return Carriage.STRETCHER
    return Carriage.SEAT


def _birth_date(body: _Body, on: dt.date, notes: list[str]) -> PartialDate | None:
    said = [entry.birth_date for entry in body.entries() if entry.birth_date is not None]
    believed = [date for date in said if date.earliest() <= on]
    if len(believed) < len(said):
        notes.append("birth_date_in_the_future")
    if len(believed) == 2 and not _agree(*believed):
        notes.append("birth_date_differs")
    return max(believed, key=_exactness, default=None)


def _exactness(date: PartialDate) -> int:
    return (date.month is not None) + (date.day is not None)


def _agree(one: PartialDate, other: PartialDate) -> bool:
    """Whether one date is the other, said less exactly."""
    return one.earliest() <= other.latest() and other.earliest() <= one.latest()


def _guardian(body: _Body, ids: Mapping[Member, str]) -> str:
    for entry in body.entries():
        if entry.guardian_id:
            return ids.get((entry.party, entry.kind, entry.guardian_id), "")
    return ""


def _guardian_consent(body: _Body, notes: list[str]) -> Consent:
    """A guardian's *no* in either list is a no; the child's interest is asked for again before anything moves."""
    said = [entry.guardian_consent for entry in body.entries() if entry.guardian_consent is not Consent.UNKNOWN]
    if len(set(said)) == 2:
        notes.append("guardian_consent_differs")
    if Consent.NO in said:
        return Consent.NO
    return said[0] if said else Consent.UNKNOWN


def _groups(bodies: Sequence[_Body], ids: Mapping[Member, str], key: bytes) -> dict[str, tuple[str, GroupKind]]:
    """Group of each person. Labels of both lists count, and people whom a chain of labels ties are one group.

    Families come first: a unit's label ties only people whom no family label ties. A label that says no kind is a
    family's. A group of one is none.
    """
    members_of: dict[str, tuple[GroupKind, list[str]]] = {}
    placed: set[str] = set()
    for kind in (GroupKind.FAMILY, GroupKind.UNIT):
        labelled: dict[tuple[str, ListKind, str], list[str]] = defaultdict(list)
        for body in bodies:
            person = ids[_member(body.first)]
            for entry in body.entries():
                if person not in placed and entry.group and (entry.group_kind or GroupKind.FAMILY) is kind:
                    labelled[entry.party, entry.kind, entry.group].append(person)
        for members in _components(labelled.values()):
            members_of[digest(key, "group", "\n".join(members).encode())] = kind, members
            placed.update(members)
    names = shorten("G", tuple(members_of))
    return {person: (names[one], kind) for one, (kind, members) in sorted(members_of.items()) for person in members}


def _components(sets: Iterable[Sequence[str]]) -> list[list[str]]:
    """The connected components of people who share a set, each sorted, without those of one person."""
    parent: dict[str, str] = {}

    def root(person: str) -> str:
        while parent.setdefault(person, person) != person:
            parent[person] = parent[parent[person]]
            person = parent[person]
        return person

    for members in sets:
        for person in members:
            parent[root(person)] = root(members[0])
    components: dict[str, list[str]] = defaultdict(list)
    for person in sorted(parent):
        components[root(person)].append(person)
    return sorted(members for members in components.values() if len(members) > 1)
