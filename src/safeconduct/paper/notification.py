"""The movement notification: what a party has to know so that it can let a convoy pass, and no more.

The fields follow the designated form of humanitarian notification systems: vehicles with plates and marking, route
points, halts, times, an officer who answers, expiry. It is a notification, not a permission.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from safeconduct.movement.model import Corridor, Position, Run, Site, Slot, Stop, Vehicle
from safeconduct.paper._parts import Clock, document_number, frame, name_in
from safeconduct.paper.model import Guarantee, Letterhead, Names
from safeconduct.paper.render import render

POINTS = 8


def movement_notification(
    head: Letterhead,
    party: str,
    *,
    slot: Slot,
    runs: Sequence[Run],
    vehicles: Mapping[str, Vehicle],
    sites: Mapping[str, Site],
    corridors: Mapping[str, Corridor],
    duty_officer: str,
    reached_by: str = "",
    marking: Names,
    guarantees: Sequence[Guarantee],
    languages: Sequence[str],
    issued_at: dt.datetime,
) -> bytes:
    """The notification of one tranche to one party. ``languages``: the party's, and a second one if wanted.

    Of ``runs``, which are all of the plan or of the tranche, only those whose holder is ``party`` and whose tranche
    is the slot's are printed: a party learns its own leg and the slot, and of the other side only that, and when, its
    guarantee came. A party that only receives in this tranche has no leg and reads the slot alone, without vehicles
    and routes. ``duty_officer`` is a name or a staff_id, and ``reached_by`` a telephone number or a channel; what is
    left empty is a line to be filled in by hand before the paper goes out.
    Raises ValueError where nobody drives in this tranche.
    """
    driven = [run for run in runs if run.tranche == slot.tranche]
    if not driven:
        raise ValueError(f"tranche {slot.tranche} has no runs, so there is no movement to notify")
    own = [run for run in driven if run.holder == party]
    about = [[run.run_id, [stop.site for stop in run.stops]] for run in own] or [
        [slot.handover, time.astimezone(dt.UTC).isoformat()] for time in (slot.start, slot.meet, slot.end)
    ]
    number = document_number("N", head.number, slot.tranche, about)
    data = frame(head, number, "notification", languages, issued_at, slot.tranche)
    clock, words = Clock(head.time_zone), data["words"]
    start = min([stop.depart for run in own for stop in run.stops[:1]] or [slot.start])
    end = max([slot.end, *(stop.arrive for run in own for stop in _way(run))])

    def spoken(key: str, **fill: str) -> list[str]:
        return [text.format(**fill) for text in words[key]]

    used = dict.fromkeys(stop.corridor for run in own for stop in _way(run) if stop.corridor)
    data |= {
        "to": [name_in(head.parties[party], language) for language in languages],
        "purpose": [
            words["purpose" if own else "purpose_slot"][i].format(neutral=name_in(head.intermediary, language))
            for i, language in enumerate(languages)
        ],
        "ask": words["ask" if own else "ask_slot"],
        "window": spoken("window_text", start=clock.sentence(start), end=clock.sentence(end)),
        "slot_place": _place(sites[slot.handover]),
        "slot": spoken("slot_text", meet=clock.sentence(slot.meet), end=clock.sentence(slot.end)),
        "escrow": spoken("slot_escrow", release=clock.sentence(slot.release)) if slot.release else [],
        "officer": duty_officer,
        "reached_by": reached_by,
        "marking": [name_in(marking, language) for language in languages],
        "runs": [_run(run, vehicles[run.vehicle], sites, clock) for run in own],
        "routes": [_route(corridors[key], sites) for key in used],
        "guarantees": [
            {
                "party": [name_in(head.parties[one.party], language) for language in languages],
                "by": one.given_by if one.party == party else "—",
                "at": clock.both(one.received_at),
                "reference": one.reference if one.party == party else "—",
            }
            for one in guarantees
        ],
        "expires": spoken("expires", end=clock.sentence(end)),
    }
    return render("movement_notification", data, made_at=issued_at)


def _place(site: Site) -> dict[str, str]:
    return {"name": site.name, "point": _point(site.position)}


def _point(position: Position) -> str:
    lon, lat = position
    return f"{lat:.4f}, {lon:.4f}"


def _way(run: Run) -> tuple[Stop, ...]:
    """All stops of a run, the return to its base among them."""
    return run.stops if run.back is None else (*run.stops, run.back)


def _run(run: Run, vehicle: Vehicle, sites: Mapping[str, Site], clock: Clock) -> dict[str, Any]:
    return {
        "vehicle": vehicle.vehicle_id,
        "plate": vehicle.plate or "—",
        "kind": vehicle.kind.value,
        "stops": [
            {"place": sites[stop.site].name, "arrive": clock.both(stop.arrive), "depart": clock.both(stop.depart)}
            for stop in _way(run)
        ],
    }


def _route(corridor: Corridor, sites: Mapping[str, Site]) -> dict[str, Any]:
    return {
        "start": sites[corridor.start].name,
        "end": sites[corridor.end].name,
        "km": f"{corridor.distance_km:.0f}",
        "min": f"{corridor.duration_s / 60:.0f}",
        "points": [_point(position) for position in evenly(corridor.line, POINTS)],
        "backup": corridor.backup,
    }


def evenly(line: Sequence[Position], number: int) -> list[Position]:
    """At most ``number`` positions of ``line``, its ends among them, evenly spaced by index."""
    if len(line) <= number:
        return list(line)
    return [line[round(i * (len(line) - 1) / (number - 1))] for i in range(number)]
