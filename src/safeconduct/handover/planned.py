"""What was planned beside what happened: who boarded another vehicle, or without being planned at all."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from safeconduct.handover.documents import reading
from safeconduct.handover.escrow import Escrow, escrow_of
from safeconduct.handover.model import CustodyEvent, EventKind
from safeconduct.handover.rules import in_order
from safeconduct.movement.model import Run
from safeconduct.people.model import Person
from safeconduct.terms.model import HOLD, RETURN


@dataclass(frozen=True, slots=True)
class Place:
    """The vehicle, tranche and seat that the plan gives a person."""

    vehicle: str
    tranche: int
    seat: str


def planned(runs: Iterable[Run]) -> dict[str, Place]:
    """The place of each person in the runs of a plan."""
    return {person: Place(run.vehicle, run.tranche, seat) for run in runs for seat, person in run.seats}


def read_planned(path: Path) -> dict[str, Place]:
    """The same from ``plan.json``, of which only ``runs``, and there ``vehicle``, ``tranche`` and ``seats``, are read.

    Raises UnreadableInput.
    """
    document = _read(path)
    return {
        str(person): Place(str(run["vehicle"]), int(run["tranche"]), str(seat))
        for run in document["runs"]
        for seat, person in run["seats"]
    }


def read_last_meeting(path: Path) -> dt.datetime | None:
    """When the last meeting of ``plan.json`` ends; None where it names none. Raises UnreadableInput."""
    ends = (dt.datetime.fromisoformat(slot["end"]) for slot in _read(path).get("slots", ()))
    return max(ends, default=None)


def read_escrow(path: Path, persons: Iterable[Person]) -> Escrow:
    """The tranches in escrow from ``plan.json``: everybody who has a seat, or for whom there was none; and who of them
    goes without condition.

    A plan that does not say ``escrow`` has none. Raises UnreadableInput.
    """
    document = _read(path)
    unconditional = document.get("unconditional", ())
    if not document.get("escrow"):
        return escrow_of({}, (), unconditional=unconditional)
    tranches: dict[int, list[str]] = {}
    for run in document["runs"]:
        tranches.setdefault(int(run["tranche"]), []).extend(str(person) for _, person in run["seats"])
    for one in document.get("uncarried", ()):
        tranches.setdefault(int(one["tranche"]), []).append(str(one["person_id"]))
    return escrow_of(tranches, persons, on_drop_out=str(document["escrow"]), unconditional=unconditional)


def _read(path: Path) -> dict[str, Any]:
    """The document, with all that is read here in place."""
    expected = "a plan, as 'run' leaves it in plan.json"
    with reading(path, expected, f"{path} cannot be read as a plan."):
        document: Any = json.loads(path.read_text("utf-8-sig"))
        for run in document["runs"]:
            int(run["tranche"]), run["vehicle"], [(seat, person) for seat, person in run["seats"]]
        for slot in document.get("slots", ()):
            if dt.datetime.fromisoformat(slot["end"]).tzinfo is None:
                raise ValueError(f"slots has {slot['end']}, a time without zone")
        for one in document.get("uncarried", ()):
            int(one["tranche"]), one["person_id"]
        if not all(isinstance(person, str) for person in document.get("unconditional", ())):
            raise ValueError("unconditional has something that is no person_id")
        if document.get("escrow", "") not in ("", HOLD, RETURN):
            raise ValueError(f"escrow has {document['escrow']!r}")
        return dict(document)


def astray(events: Iterable[CustodyEvent], plan: Mapping[str, Place]) -> tuple[str, ...]:
    """A sentence for each boarding that is not as planned. It happened all the same, and is booked."""
    found = []
    vehicles = {place.vehicle for place in plan.values()}
    for event in in_order(events):
        if event.kind is not EventKind.BOARDED:
            continue
        place = plan.get(event.person_id)
        if event.place not in vehicles:
            seat = f"seat {place.seat} of {place.vehicle}" if place else "no seat"
            found.append(
                f"Person {event.person_id} boarded {event.place} (event {event.event_id}), a vehicle in which the plan "
                f"seats nobody; planned is {seat}. Ask whether there is such a vehicle, and how its number is written."
            )
        elif place is None:
            found.append(
                f"Person {event.person_id} boarded {event.place} (event {event.event_id}) and is in no vehicle of the "
                "plan. Ask the convoy leader on whose word."
            )
        elif place.vehicle != event.place:
            found.append(
                f"Person {event.person_id} boarded {event.place} (event {event.event_id}), planned is seat "
                f"{place.seat} of {place.vehicle}. Correct both manifests before driving on."
            )
        elif event.tranche is not None and event.tranche != place.tranche:
            found.append(
                f"Person {event.person_id} boarded with tranche {event.tranche} (event {event.event_id}), planned is "
                f"tranche {place.tranche}."
            )
    return tuple(found)
