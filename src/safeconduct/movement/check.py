"""An independent check of a plan: it uses the values, shapely and arithmetic, and nothing that made the plan.

``check_plan`` returns what is wrong as faults, and an empty tuple where nothing is.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise

from safeconduct.errors import Fault
from safeconduct.movement.geo import metres
from safeconduct.movement.hours import allowed
from safeconduct.movement.maps import SNAP_LIMIT_M
from safeconduct.movement.model import Passenger, Plan, Run, Site, Staff, Stop, Vehicle, VehicleKind, Zone, ZoneKind
from safeconduct.movement.pace import Pace
from safeconduct.movement.zones import crossed, hazards
from safeconduct.people.model import Carriage

_PLACE = {
    Carriage.SEAT: (VehicleKind.BUS, VehicleKind.AMBULANCE),
    Carriage.STRETCHER: (VehicleKind.AMBULANCE,),
    Carriage.REMAINS: (VehicleKind.REMAINS_TRUCK,),
}


def check_plan(
    plan: Plan,
    passengers: Sequence[Passenger],
    sites: Sequence[Site],
    zones: Sequence[Zone],
    fleet: Sequence[Vehicle],
    staff: Sequence[Staff],
    pace: Pace,
) -> tuple[Fault, ...]:
    """Everything in which a plan breaks the rules: roads, slots, escrow, seats, people, vehicles, crews."""
    found = [
        *_roads(plan, {site.site_id: site for site in sites}, zones),
        *_slots(plan, passengers, zones),
        *_escrow(plan, passengers, {site.site_id: site for site in sites}, pace),
        *_people(plan, passengers),
        *_vehicles(plan, passengers, {vehicle.vehicle_id: vehicle for vehicle in fleet}, pace),
        *_crews(plan, {one.staff_id: one for one in staff}, pace),
    ]
    return tuple(Fault("plan", words, expected) for words, expected in found)


Words = Iterator[tuple[str, str]]


def _roads(plan: Plan, sites: dict[str, Site], zones: Sequence[Zone]) -> Words:
    roads = {corridor.corridor_id: corridor for corridor in plan.corridors if not corridor.backup}
    for corridor in plan.corridors:
        for end, place in ((corridor.line[0], corridor.start), (corridor.line[-1], corridor.end)):
            if metres(end, sites[place].position) > SNAP_LIMIT_M:
                yield f"corridor {corridor.corridor_id} ends away from {place}", "a road from place to place"
    for run in plan.runs:
        for before, after in pairwise(_all_stops(run)):
            road = roads.get(after.corridor)
            if road is None or (road.start, road.end) != (before.site, after.site):
                yield f"run {run.run_id}: no corridor from {before.site} to {after.site}", "a corridor for every leg"
                continue
            met = crossed(road.line, hazards(zones, before.depart, after.arrive))
            if met:
                yield f"run {run.run_id}: corridor {road.corridor_id} crosses {', '.join(met)}", "no zone in force"
            if (after.arrive - before.depart).total_seconds() < road.duration_s:
                yield f"run {run.run_id}: {before.site} to {after.site} in too short a time", f"{road.duration_s} s"


def _all_stops(run: Run) -> list[Stop]:
    return [*run.stops, *([run.back] if run.back else [])]


def _slots(plan: Plan, passengers: Sequence[Passenger], zones: Sequence[Zone]) -> Words:
    windows = {zone.zone_id: zone for zone in zones if zone.kind is ZoneKind.SILENCE}
    slots = {slot.tranche: slot for slot in plan.slots}
    if sorted(slots) != sorted({person.tranche for person in passengers}) or len(slots) != len(plan.slots):
        yield "tranches without a slot, or slots without a tranche", "one slot for each tranche"
    for slot in plan.slots:
        window = windows.get(slot.window)
        if window is None or window.handover_id != slot.handover:
            yield f"slot of tranche {slot.tranche}: no silence window at {slot.handover}", "a silence window"
        elif not window.start <= slot.start <= slot.meet < slot.end <= window.end:
            yield f"slot of tranche {slot.tranche} outside {window.zone_id}", "a slot inside its silence window"
    for a, b in pairwise(sorted(plan.slots, key=lambda slot: (slot.handover, slot.start))):
        if a.handover == b.handover and b.start < a.end:
            yield f"tranches {a.tranche} and {b.tranche} at {a.handover} together", "one slot at a time"
    remains = {p.tranche for p in passengers if p.carriage is Carriage.REMAINS}
    in_order = sorted(plan.slots, key=lambda slot: (slot.tranche in remains, slot.tranche))
    for a, b in pairwise(in_order):
        if b.meet <= a.meet:
            yield f"tranche {b.tranche} before tranche {a.tranche}", "the order of the selection, remains last"
    for run in plan.runs:
        slot = slots[run.tranche]
        if run.stops[-1].site != slot.handover or run.stops[-1].arrive != slot.meet:
            yield f"run {run.run_id} misses the meeting at {slot.handover}", "all vehicles of a tranche meet at once"


def _escrow(plan: Plan, passengers: Sequence[Passenger], sites: dict[str, Site], pace: Pace) -> Words:
    """In escrow all of a tranche are at the point, and have been taken into custody, before the first is released; but
    there is time to release at once whoever goes without condition."""
    if bool(plan.escrow) is not pace.in_escrow:
        yield f"escrow has {plan.escrow!r}", "what the agreement says of escrow"
    if set(plan.unconditional) != {one.person_id for one in passengers if one.unconditional}:
        yield "others are said to go without condition", "whoever goes under a clause for all that has no condition"
    minutes = {Carriage.SEAT: pace.seat_min, Carriage.STRETCHER: pace.stretcher_min, Carriage.REMAINS: pace.remains_min}
    for slot in plan.slots:
        name = f"slot of tranche {slot.tranche}"
        if slot.release is None or not pace.in_escrow:
            if pace.in_escrow or slot.release is not None:
                yield f"{name}: release at {slot.release}", "a time of release in escrow, and none without"
            continue
        people = [person for person in passengers if person.tranche == slot.tranche]
        lanes = max(1, -(-len(people) // pace.people_per_lane))
        once = dt.timedelta(minutes=sum(minutes[person.carriage] for person in people) / lanes)
        free = [person for person in people if person.unconditional and person.carriage is not Carriage.REMAINS]
        first = dt.timedelta(minutes=sum(minutes[person.carriage] for person in free) / lanes)
        at_point = [run.stops[-1] for run in plan.runs if run.tranche == slot.tranche]
        if any(stop.arrive + dt.timedelta(minutes=pace.opening_min) + once + first > slot.release for stop in at_point):
            yield f"{name}: released before all are in custody", "time to take all of both sides over first"
        if slot.release + once - first + dt.timedelta(minutes=pace.withdrawal_min) > slot.end:
            yield f"{name}: no time to release everybody", "time for it before the withdrawal"
        if any(stop.depart < slot.release for stop in at_point):
            yield f"{name}: vehicles leave before the release", "vehicles that wait for whoever does not go"
        room = sites[slot.handover].capacity
        if room is not None and len(people) > room:
            yield f"{name}: {len(people)} people at {slot.handover}", f"at most {room}, whom the place can keep"


def _people(plan: Plan, passengers: Sequence[Passenger]) -> Words:
    count = Counter(person_id for run in plan.runs for _, person_id in run.seats)
    count.update(one.person_id for one in plan.uncarried)
    for person in passengers:
        if count.pop(person.person_id, 0) != 1:
            yield f"{person.person_id} not exactly once in the plan", "every passenger carried once or uncarried"
    for stranger in sorted(count):
        yield f"{stranger} in the plan", "passengers only"


def _vehicles(plan: Plan, passengers: Sequence[Passenger], fleet: dict[str, Vehicle], pace: Pace) -> Words:
    by_id = {person.person_id: person for person in passengers}
    busy: dict[str, list[tuple[dt.datetime, dt.datetime]]] = {}
    for run in plan.runs:
        vehicle = fleet[run.vehicle]
        riders = [by_id[person_id] for _, person_id in run.seats if person_id in by_id]
        load = Counter(person.carriage for person in riders)
        room = {Carriage.SEAT: vehicle.seats, Carriage.STRETCHER: vehicle.stretchers, Carriage.REMAINS: vehicle.remains}
        if any(load[carriage] > room[carriage] for carriage in Carriage):
            yield f"run {run.run_id}: more people than places", f"at most {vehicle.seats} + {vehicle.stretchers}"
        if any(vehicle.kind not in _PLACE[person.carriage] for person in riders):
            yield f"run {run.run_id}: somebody in the wrong kind of vehicle", "stretchers in ambulances, remains apart"
        if any((person.holder, person.tranche) != (run.holder, run.tranche) for person in riders):
            yield f"run {run.run_id}: people of another convoy", "one holder and one tranche"
        if vehicle.party not in ("", run.holder):
            yield f"run {run.run_id}: a vehicle of {vehicle.party}", f"a vehicle that may carry for {run.holder}"
        boarded = [(stop.site, person_id) for stop in run.stops for person_id in stop.boards]
        if boarded != [(by_id[p].site, p) for _, p in run.seats if p in by_id]:
            yield f"run {run.run_id}: seats and boarding differ", "everybody boards where they are held"
        if len({label for label, _ in run.seats}) != len(run.seats):
            yield f"run {run.run_id}: a seat given twice", "one person to a seat"
        stops = _all_stops(run)
        if stops[0].site != vehicle.base or run.back is None or run.back.site != vehicle.base:
            yield f"run {run.run_id}: not from and to {vehicle.base}", "a run from its base and back"
        if stops[-1].arrive - stops[0].depart > dt.timedelta(hours=pace.duty_h):
            yield f"run {run.run_id} takes too long", f"{pace.duty_h:g} h of duty for its drivers"
        busy.setdefault(run.vehicle, []).append((stops[0].depart, stops[-1].arrive))
    for name, spans in sorted(busy.items()):
        if any(later[0] < earlier[1] for earlier, later in pairwise(sorted(spans))):
            yield f"vehicle {name} in two runs at once", "one run at a time"


def _crews(plan: Plan, staff: dict[str, Staff], pace: Pace) -> Words:
    spans: dict[str, list[tuple[dt.datetime, dt.datetime]]] = {}
    for duty in plan.duties:
        spans.setdefault(duty.staff, []).append((duty.start, duty.end))
        one = staff[duty.staff]
        if duty.start < one.from_ or one.until < duty.end:
            yield f"{duty.staff} on duty outside the roster", f"{one.from_:%d %b %H:%M} to {one.until:%d %b %H:%M}"
    for name, mine in sorted(spans.items()):
        if not allowed(mine, pace):
            yield (
                f"{name} on duty for too long or twice at once",
                f"{pace.duty_h:g} h of duty, {pace.rest_h:g} h of rest",
            )
