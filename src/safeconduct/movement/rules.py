"""What must be true of places and passengers before anything is planned."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Mapping, Sequence

from safeconduct.errors import Fault, RefusedByRule, UnreadableInput
from safeconduct.movement.model import Passenger, Site, SiteKind, Zone, ZoneKind
from safeconduct.movement.pace import MINUTE, Pace
from safeconduct.movement.zones import holding, in_force, windows


def check_passengers(passengers: Sequence[Passenger], sites: Mapping[str, Site]) -> None:
    """Raises UnreadableInput where a passenger is listed twice or stands at no place of detention of their holder."""
    faults = []
    seen: set[str] = set()
    for person in passengers:
        site = sites.get(person.site)
        if person.person_id in seen:
            faults.append(Fault("passengers", f"{person.person_id} a second time", "each person once", code="twice"))
        seen.add(person.person_id)
        if site is None or site.kind is not SiteKind.DETENTION:
            found = f"{person.person_id} at {person.site or 'no site'}"
            faults.append(Fault("passengers", found, "a place of detention in sites.csv", None, "site", "unknown-site"))
        elif site.party and site.party != person.holder:
            found = f"{person.person_id}, held by {person.holder}, at {person.site} of {site.party}"
            faults.append(Fault("passengers", found, "a place of detention of the holder", None, "site", "other-party"))
    if faults:
        raise UnreadableInput("Some passengers stand at no place where a vehicle could fetch them.", faults)


def check_clear(used: Iterable[Site], zones: Collection[Zone], pace: Pace, end: dt.datetime) -> None:
    """Raises RefusedByRule for each place that a hazard zone holds whenever a convoy could come there.

    A zone that leaves time, before or after it, for a hand-over in a silence window is left to the timetable.
    """
    faults = []
    for site in sorted(used, key=lambda s: s.site_id):
        held = holding(site.position, (z for z in zones if z.kind is ZoneKind.HAZARD))
        over = [zone for zone in zones if zone.zone_id in held]
        if over and not any(_clear(moment, over, pace) for moment in _moments(site, zones, pace, end)):
            names = ", ".join(held)
            inside = f"{site.site_id} ({site.name}) inside hazard zone {names}"
            expected = "a place outside every hazard zone, or a zone that ends before or begins after the hand-over"
            faults.append(Fault("zones.geojson", inside, expected, field="geometry", code="site-in-hazard"))
    if faults:
        raise RefusedByRule("No vehicle is sent into a hazard zone.", faults)


def travel_span(meet: dt.datetime, slot_end: dt.datetime, pace: Pace) -> tuple[dt.datetime, dt.datetime]:
    """The time in which a vehicle of a convoy may be on the road."""
    return meet - dt.timedelta(hours=pace.reach_h), slot_end + dt.timedelta(hours=pace.return_h)


def _moments(site: Site, zones: Collection[Zone], pace: Pace, end: dt.datetime) -> Iterable[dt.datetime]:
    for window in windows(zones):
        if site.kind is SiteKind.HANDOVER and window.handover_id != site.site_id:
            continue
        meet = window.start + pace.approach_min * MINUTE
        while meet + pace.withdrawal_min * MINUTE <= min(window.end, end):
            yield meet
            meet += pace.grid_min * MINUTE


def _clear(meet: dt.datetime, over: Sequence[Zone], pace: Pace) -> bool:
    begin, until = travel_span(meet, meet + pace.withdrawal_min * MINUTE, pace)
    return not any(in_force(zone, begin, until) for zone in over)
