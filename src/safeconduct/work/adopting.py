"""Taking a revision of the selection into the store, so that the night follows it: its tranches, and who is in them.

What was booked before stays booked. A revision takes the place of the selection that it revises and of no other, and it
must know of everyone who was received; otherwise somebody would be settled at the line by a list that is out of date.
"""

from __future__ import annotations

import dataclasses
import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from safeconduct.errors import Fault, RefusedByRule
from safeconduct.handover import Custody
from safeconduct.people import read_persons
from safeconduct.people.model import Person
from safeconduct.selection import verify_folder
from safeconduct.selection.check import CERTIFICATE, PERSONS, SELECTION
from safeconduct.terms import combine, read_agreements
from safeconduct.work.following import put_in_place
from safeconduct.work.made import digest
from safeconduct.work.night import open_operation_of

if TYPE_CHECKING:
    from safeconduct.work.change import Change

_MOST_NAMED = 8


@dataclass(frozen=True, slots=True)
class Revised:
    """A revision as it was written: selection.json, certificate.json, and persons.csv with the digest of its bytes."""

    document: str
    certificate: str
    persons: tuple[Person, ...]
    persons_sha256: str


@dataclass(frozen=True, slots=True)
class Adopted:
    """How many go now, in how many tranches; whether the store had this selection already; and in which folder that of
    before is kept, with the plan and the papers made of it."""

    selected: int
    tranches: int
    already: bool
    kept: Path | None = None


def adopt_revision(
    folder: Path, store: Path, *, actor: str, number: int | None = None, terms: Path | None = None
) -> Adopted:
    """Make the revision in ``folder`` the newest selection of the store that ``run`` left in ``store``, in one change.

    Its files then take the place of those of before in ``store``; where a command broke off between the two, adopting
    again puts them there. ``terms`` is the agreement, or a folder of several, where the parties have changed it. Raises
    DoesNotVerify where one of the seven checkers finds a fault, UnreadableInput for a file that is not there,
    UsageError where there is no store, RefusedByRule where ``adopt`` does.
    """
    revised = read_revised(folder)
    operation = open_operation_of(store, number)
    from safeconduct.work.change import change

    with change(actor, operation, "the selection was revised after it had been announced") as c:
        made = adopt(c, revised, terms)
    return dataclasses.replace(made, kept=put_in_place(folder, store))


def read_revised(folder: Path) -> Revised:
    """Read what ``selection revise`` wrote, and have all seven checkers check it. Raises as they do, or
    UnreadableInput."""
    verify_folder(folder)
    return Revised(
        (folder / SELECTION).read_text("utf-8"),
        (folder / CERTIFICATE).read_text("utf-8"),
        tuple(read_persons(folder / PERSONS)),
        hashlib.sha256((folder / PERSONS).read_bytes()).hexdigest(),
    )


def adopt(c: Change, revised: Revised, terms: Path | None = None) -> Adopted:
    """Store a revision that verifies, with its persons, as the newest selection. Adopting it again changes nothing.

    Raises RefusedByRule where the newest selection of the store is not the one that it revises, where others were
    received than it knows of, or where its agreement is not in force and is not that of ``terms``.
    """
    from safeconduct.store import queries
    from safeconduct.work.people import record_persons
    from safeconduct.work.selection import record_selection

    newest = queries.latest_selection(c.operation)
    if newest is None:
        raise RefusedByRule(f"Operation {c.operation.number} has no selection yet. Finish `safeconduct run` first.")
    document, certificate = json.loads(revised.document), json.loads(revised.certificate)
    selected, tranches = sum(len(one["order"]) for one in document["tranches"]), len(document["tranches"])
    if (newest.text, newest.certificate) == (revised.document, revised.certificate):
        c.nothing_to_do()
        return Adopted(selected, tranches, already=True)
    before = json.loads(newest.certificate)
    _refuse_another(certificate, before, json.loads(newest.text))
    states = queries.state_of_custody(c.operation)
    _refuse_out_of_date(certificate, {name for name, state in states.items() if state is Custody.RECEIVED})
    _agree(c, certificate, before, terms)
    there = {one.person_id: one for one in queries.persons(c.operation)}
    roster = _roster(revised.persons, there, {one.person_id for one in queries.custody_events(c.operation)})
    if {one.person_id: one for one in roster} != there:
        record_persons(c, roster, digest(revised.persons_sha256, revised.certificate), revised.persons_sha256)
    record_selection(
        c,
        revised.document,
        revised.certificate,
        digest(revised.document, revised.certificate),
        selected=selected,
        tranches=tranches,
        revises=hashlib.sha256(newest.certificate.encode("utf-8")).hexdigest(),
    )
    return Adopted(selected, tranches, already=False)


def _refuse_another(certificate: Mapping[str, Any], before: Mapping[str, Any], announced: Mapping[str, Any]) -> None:
    """The revision is of the newest selection, and of what that really announced."""
    revision = certificate.get("revision")
    if revision is None:
        fault = Fault(CERTIFICATE, "a selection of its own", "what `safeconduct selection revise` has written")
        raise RefusedByRule("This is no revision, and only a revision takes the place of what was announced.", [fault])
    there = {
        "previous_certificate_sha256": before["sha256"],
        "announced": sorted(one["person_id"] for one in announced["outcomes"] if one["tranche"] is not None),
        "tranches": [{"order": one["order"], "remains": one["remains"]} for one in announced["tranches"]],
    }
    if wrong := [name for name, value in there.items() if revision[name] != value]:
        found = f"{wrong[0]}: a revision of certificate {revision['previous_certificate_sha256']}"
        fault = Fault(CERTIFICATE, found, f"one of {before['sha256']}, the newest in the store")
        raise RefusedByRule(
            "The revision is not of the newest selection in the store. Revise that one, and adopt the result.", [fault]
        )


def _refuse_out_of_date(certificate: Mapping[str, Any], received: set[str]) -> None:
    known = set(certificate["revision"]["received"])
    faults = [
        *_faults(sorted(received - known), "was received, and the revision does not know of it"),
        *_faults(sorted(known - received), "was received in the revision, and not in the book of custody"),
    ]
    if faults:
        raise RefusedByRule(
            "The revision does not know what the book of custody knows. Book every event, then revise with --events, "
            "giving all that was booked.",
            faults,
        )


def _faults(names: Sequence[str], words: str) -> Iterator[Fault]:
    for name in names[:_MOST_NAMED]:
        yield Fault(CERTIFICATE, f"{name} {words}", "the same people received in both")
    if more := len(names[_MOST_NAMED:]):
        yield Fault(CERTIFICATE, f"{more} more like them", "the same people received in both")


def _agree(c: Change, certificate: Mapping[str, Any], before: Mapping[str, Any], path: Path | None) -> None:
    """Put the agreement of a revision in force, where it is another one than before."""
    from safeconduct.work.terms import adopt as put_in_force

    wanted = certificate["agreement_sha256"]
    if path is None and wanted != before["agreement_sha256"]:
        fault = Fault(CERTIFICATE, "another agreement than the one in force", "--terms with the changed agreement")
        raise RefusedByRule("The parties have changed the agreement. Say where it is.", [fault])
    if path is None:
        return
    parts = read_agreements(path)
    agreement = combine(parts)
    if agreement.sha256 != wanted:
        fault = Fault(path.name, f"{agreement.id} {agreement.version}", "the agreement of the revision")
        raise RefusedByRule("The agreement is not the one under which the revision was made.", [fault])
    for one in parts if wanted != before["agreement_sha256"] else ():
        content = (path / one.file if path.is_dir() else path).read_bytes()
        put_in_force(c, one.id, one.version, hashlib.sha256(content).hexdigest(), content.decode("utf-8"))


def _roster(persons: Iterable[Person], there: Mapping[str, Person], moved: set[str]) -> list[Person]:
    """The persons of the revision, and whoever is in the book of custody.

    What the book has begun with stays for those who are in it: whether they were held, and whether only remains were
    moved. Their events say what has become of them, and stand on that.
    """
    made = []
    for one in persons:
        old = there.get(one.person_id) if one.person_id in moved else None
        if old is not None:
            one = dataclasses.replace(one, identity=old.identity, remains=old.remains, carriage=old.carriage)
        made.append(one)
    listed = {one.person_id for one in made}
    return [*made, *(one for name, one in there.items() if name in moved and name not in listed)]
