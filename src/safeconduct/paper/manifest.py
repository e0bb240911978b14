"""Convoy manifests: seats for the driver of one vehicle, numbers (and names) for the leader of a convoy."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from safeconduct.movement.model import Run, Site, Stop, Vehicle
from safeconduct.paper._parts import Clock, document_number, frame
from safeconduct.paper.model import Letterhead
from safeconduct.paper.render import render
from safeconduct.people.model import Carriage


def convoy_manifest(
    head: Letterhead,
    run: Run,
    *,
    vehicle: Vehicle,
    sites: Mapping[str, Site],
    carriage: Mapping[str, Carriage],
    languages: Sequence[str],
    issued_at: dt.datetime,
    release: dt.datetime | None = None,
) -> bytes:
    """The driver's paper for one run: stops, times, seat labels, and boxes for the head-count at each door.

    It has neither names nor person numbers. ``sites`` by site_id; ``carriage`` by person_id; one or two ``languages``;
    ``release`` is, in escrow, when people are released by the plan.
    """
    number = document_number("M", head.number, run.tranche, [run.run_id, run.vehicle, run.seats])
    seat_of = {person: seat for seat, person in run.seats}
    clock = Clock(head.time_zone)
    aboard = 0
    stops: list[dict[str, Any]] = []
    doors: list[dict[str, Any]] = []
    data = frame(head, number, "convoy_manifest", languages, issued_at, run.tranche)
    last = len(run.stops) - 1
    for place, stop in enumerate(run.stops):
        arriving = {"expected": aboard, "label": _label(data, "door_arriving", sites[stop.site].name)}
        stops.append(_stop(place, stop, sites, seat_of, carriage, clock))
        aboard += len(stop.boards)
        if place == last:
            doors.append(arriving)
        elif aboard:
            doors.append({"expected": aboard, "label": _label(data, "door_leaving", sites[stop.site].name)})
    if run.back is not None:
        stops.append(_stop(last + 1, run.back, sites, seat_of, carriage, clock))
    data |= {
        "escrow": _escrow(data, sites[run.stops[-1].site], release, clock),
        "run": run.run_id,
        "vehicle": _vehicle(vehicle),
        "stops": stops,
        "doors": doors,
        "total": aboard,
        "stretchers": sum(carriage.get(person) is Carriage.STRETCHER for person in seat_of),
    }
    return render("convoy_manifest", data, made_at=issued_at)


def leader_manifest(
    head: Letterhead,
    runs: Sequence[Run],
    *,
    vehicles: Mapping[str, Vehicle],
    sites: Mapping[str, Site],
    carriage: Mapping[str, Carriage],
    languages: Sequence[str],
    issued_at: dt.datetime,
    names: Mapping[str, str] | None = None,
    release: dt.datetime | None = None,
) -> bytes:
    """The sealed copy for the leader of a convoy (the runs of one tranche and holder): who sits where.

    ``names`` by person_id add a column with names; without them the paper has person numbers only. It never has
    medical data: *stretcher* is how a person travels, not why. ``release`` is as in ``convoy_manifest``.
    """
    tranche = runs[0].tranche
    number = document_number("L", head.number, tranche, [[run.run_id, run.seats] for run in runs])
    data = frame(head, number, "leader_manifest", languages, issued_at, tranche)
    data["named"] = bool(names)
    data["escrow"] = _escrow(data, sites[runs[0].stops[-1].site], release, Clock(head.time_zone))
    data["vehicles"] = [
        {
            "vehicle": _vehicle(vehicles[run.vehicle]),
            "run": run.run_id,
            "rows": _seat_rows(run, sites, carriage, names or {}),
        }
        for run in runs
    ]
    data["total"] = sum(len(run.seats) for run in runs)
    return render("leader_manifest", data, made_at=issued_at)


def _escrow(data: Mapping[str, Any], point: Site, release: dt.datetime | None, clock: Clock) -> list[str]:
    if release is None:
        return []
    return [text.format(place=point.name, release=clock.sentence(release)) for text in data["words"]["escrow_note"]]


def _vehicle(vehicle: Vehicle) -> dict[str, str]:
    return {"id": vehicle.vehicle_id, "plate": vehicle.plate or "—", "kind": vehicle.kind.value}


def _label(data: Mapping[str, Any], key: str, place: str) -> list[str]:
    return [text.format(place=place) for text in data["words"][key]]


def _stop(
    place: int,
    stop: Stop,
    sites: Mapping[str, Site],
    seat_of: Mapping[str, str],
    carriage: Mapping[str, Carriage],
    clock: Clock,
) -> dict[str, Any]:
    lying = [seat_of[p] for p in stop.boards if carriage.get(p) is Carriage.STRETCHER]
    remains = [seat_of[p] for p in stop.boards if carriage.get(p) is Carriage.REMAINS]
    other = [seat_of[p] for p in stop.boards if seat_of[p] not in {*lying, *remains}]
    return {
        "line": place + 1,
        "place": sites[stop.site].name,
        "site": stop.site,
        "arrive": clock.both(stop.arrive),
        "depart": clock.both(stop.depart),
        "boards": len(stop.boards),
        "seats": [
            {"kind": kind, "labels": labels}
            for kind, labels in (("seat", other), ("stretcher", lying), ("remains", remains))
            if labels
        ],
    }


def _seat_rows(
    run: Run, sites: Mapping[str, Site], carriage: Mapping[str, Carriage], names: Mapping[str, str]
) -> list[dict[str, str]]:
    boards_at = {person: sites[stop.site].name for stop in run.stops for person in stop.boards}
    return [
        {
            "seat": seat,
            "person": person,
            "name": names.get(person, ""),
            "boards": boards_at.get(person, ""),
            "need": carriage.get(person, Carriage.SEAT).value,
        }
        for seat, person in run.seats
    ]
