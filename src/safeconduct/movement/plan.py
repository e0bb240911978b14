"""The plan: corridors, timetable, vehicles and crews for everybody who was selected.

Neutral: the names of the parties decide nothing. Swap them in the passengers, the places, the fleet and the languages,
and the plan is the same with the names swapped: the same corridors, slots, runs with the same seats, duties, people
not carried, and the same warnings, in the same order. Where two convoys compete for vehicles, the one whose smallest
person_id comes first is loaded first.
Repeatable: solvers run on one thread with a fixed seed and count steps, not seconds.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cache
from itertools import pairwise
from zoneinfo import ZoneInfo

from safeconduct.errors import DoesNotVerify, Fault, NothingFeasible
from safeconduct.movement.check import check_plan
from safeconduct.movement.corridors import Corridors, check_on_road
from safeconduct.movement.crews import needs, roster
from safeconduct.movement.dispatch import Dispatch, dispatch
from safeconduct.movement.fleet import Depot
from safeconduct.movement.maps import RoadMap
from safeconduct.movement.model import (
    Corridor,
    Duty,
    Passenger,
    Plan,
    Site,
    SiteKind,
    Slot,
    Staff,
    Vehicle,
    Zone,
    ZoneKind,
)
from safeconduct.movement.pace import Pace
from safeconduct.movement.rules import check_clear, check_passengers, travel_span
from safeconduct.movement.units import load_of
from safeconduct.movement.zones import hazards, holding
from safeconduct.people.model import Carriage

STANDARD = Pace()


def plan(
    passengers: Sequence[Passenger],
    sites: Sequence[Site],
    zones: Sequence[Zone],
    fleet: Sequence[Vehicle],
    staff: Sequence[Staff],
    road_map: RoadMap,
    *,
    start: dt.datetime,
    hours: int,
    mode: str,
    languages: Mapping[str, Sequence[str]],
    time_zone: str = "UTC",
    min_gap_hours: int = 0,
    escrow: str = "",
    pace: Pace = STANDARD,
) -> Plan:
    """Plan how the passengers travel between ``start`` and ``hours`` later.

    ``mode`` is *live* or *rehearsal*; ``languages`` gives each party's languages; ``time_zone`` is the local clock by
    which night work is counted; ``min_gap_hours`` is what the agreement asks for between one hand-over and the next.
    ``escrow`` is what the agreement says of a drop-out where its tranches are handed over in escrow: everybody of a
    tranche is then taken into the intermediary's custody at the handover point before anyone is released but those who
    go without condition.
    People who cannot be carried are in ``uncarried`` with the reason; whether the tranche may go without them is for
    the caller to judge.

    Raises RefusedByRule (rehearsal map in a live operation, a place in a hazard zone or off the road), UnreadableInput
    (a passenger at an unknown place), NothingFeasible (no timetable), DoesNotVerify (the plan fails its own check).
    """
    road_map.serve(mode)
    pace = replace(pace, gap_min=max(pace.gap_min, 60 * min_gap_hours), in_escrow=bool(escrow))
    places = {site.site_id: site for site in sites}
    check_passengers(passengers, places)
    end = start + dt.timedelta(hours=hours)
    used = _used(passengers, sites, zones, fleet)
    check_on_road(road_map, used)
    check_clear([site for site in used if site.kind is not SiteKind.BASE], zones, pace, end)
    if not passengers:
        return Plan(road_map.rehearsal, road_map.sha256, (), (), (), escrow=escrow)
    if not any(zone.kind is ZoneKind.SILENCE for zone in zones):
        fault = Fault("zones.geojson", "no silence window", "a zone of kind silence for each handover point in use")
        raise NothingFeasible("Nobody can be handed over: there is no silence window.", [fault])
    depot = Depot(tuple(sorted(fleet, key=lambda v: v.vehicle_id)), Corridors(road_map, sites), pace, start)
    capacity = {site.site_id: site.capacity for site in used if site.capacity is not None}
    sent = dispatch(passengers, zones, depot, end, capacity)
    duties, crew_words = _crews(sent, staff, languages, depot, zones, ZoneInfo(time_zone))
    corridors, road_words = _roads(sent, depot, zones)
    made = Plan(
        rehearsal=road_map.rehearsal,
        map_sha256=road_map.sha256,
        corridors=corridors,
        slots=sent.slots,
        runs=tuple(run for convoy in sent.convoys for run in convoy.runs),
        duties=duties,
        uncarried=tuple(one for convoy in sent.convoys for one in convoy.uncarried),
        warnings=(
            *_order_words(passengers),
            *_base_words(used, zones, start, end),
            *sorted({words for convoy in sent.convoys for words in convoy.warnings}),
            *road_words,
            *crew_words,
            *(_escrow_words(sent, capacity) if escrow else ()),
        ),
        escrow=escrow,
        unconditional=tuple(sorted(one.person_id for one in passengers if one.unconditional)),
    )
    faults = check_plan(made, passengers, sites, zones, fleet, staff, pace)
    if faults:
        raise DoesNotVerify("The plan does not pass its own check. Do not drive it; report this.", faults)
    return made


def _used(
    passengers: Sequence[Passenger], sites: Sequence[Site], zones: Sequence[Zone], fleet: Sequence[Vehicle]
) -> list[Site]:
    named = {person.site for person in passengers} | {vehicle.base for vehicle in fleet}
    named |= {zone.handover_id for zone in zones if zone.kind is ZoneKind.SILENCE}
    return sorted((site for site in sites if site.site_id in named), key=lambda site: site.site_id)


def zones_of(slot: Slot, zones: Sequence[Zone], pace: Pace) -> tuple[Zone, ...]:
    """The hazard zones that the vehicles of a slot must keep out of, from setting out to being back."""
    return hazards(zones, *travel_span(slot.meet, slot.end, pace))


def _crews(
    sent: Dispatch,
    staff: Sequence[Staff],
    languages: Mapping[str, Sequence[str]],
    depot: Depot,
    zones: Sequence[Zone],
    clock: ZoneInfo,
) -> tuple[tuple[Duty, ...], tuple[str, ...]]:
    convoys = [
        (slot.tranche, people[0].holder, load_of(people), convoy.runs)
        for slot, people, convoy in zip(sent.of_slot, sent.people, sent.convoys, strict=True)
    ]

    @cache
    def travel(base: str, slot: Slot) -> int | None:
        return depot.driving(base, slot.handover, zones_of(slot, zones, depot.pace))

    return roster(needs(sent.slots, convoys, languages, depot.pace), staff, travel, depot.pace, clock)


def _roads(sent: Dispatch, depot: Depot, zones: Sequence[Zone]) -> tuple[tuple[Corridor, ...], tuple[str, ...]]:
    """The corridors in use, each with a backup that keeps out of every zone that mattered to it, and what has none."""
    used: dict[str, Corridor] = {}
    mattered: dict[str, set[Zone]] = {}
    for slot, convoy in zip(sent.of_slot, sent.convoys, strict=True):
        around = zones_of(slot, zones, depot.pace)
        for run in convoy.runs:
            assert run.back is not None
            stops = [*run.stops, run.back]
            for before, stop in pairwise(stops):
                corridor = depot.corridors.leg(before.site, stop.site, around)
                assert corridor is not None
                used[corridor.corridor_id] = corridor
                mattered.setdefault(corridor.corridor_id, set()).update(around)
    found: list[Corridor] = []
    words: list[str] = []
    for name in sorted(used):
        primary = used[name]
        around = tuple(sorted(mattered[name], key=lambda zone: zone.zone_id))
        backup = depot.corridors.backup(primary, around)
        found.append(primary)
        if backup is not None:
            found.append(backup)
        elif primary.distance_km > 1:
            words.append(f"{primary.start} to {primary.end}")
    without = list(dict.fromkeys(words))
    warnings = (
        (f"{len(without)} of {len(used)} roads have no second road within nine hours: {', '.join(without)}.",)
        if without
        else ()
    )
    return tuple(found), warnings


def _order_words(passengers: Sequence[Passenger]) -> list[str]:
    """The selection numbers the tranches; a planner says where stretchers go after people who can sit."""
    lying: dict[int, int] = {}
    living: set[int] = set()
    for person in passengers:
        if person.carriage is not Carriage.REMAINS:
            living.add(person.tranche)
            if person.carriage is Carriage.STRETCHER:
                lying[person.tranche] = lying.get(person.tranche, 0) + 1
    first_without = min((tranche for tranche in living if tranche not in lying), default=None)
    if first_without is None:
        return []
    return [
        f"Tranche {tranche} with {lying[tranche]} people on stretchers goes after tranche {first_without}, which has "
        "none: the order is that of the selection."
        for tranche in sorted(lying)
        if tranche > first_without
    ]


def _escrow_words(sent: Dispatch, capacity: Mapping[str, int]) -> list[str]:
    """What keeps a tranche in escrow from being released, or may."""
    left = Counter(one.tranche for convoy in sent.convoys for one in convoy.uncarried)
    words = [
        f"Tranche {tranche} is in escrow and {number} of its people cannot be carried: nobody of it, of either side, "
        "is released without them but those who go without condition."
        for tranche, number in sorted(left.items())
    ]
    unknown = sorted({slot.handover for slot in sent.slots} - set(capacity))
    if unknown:
        words.append(
            f"How many people can be kept in escrow is not said of {', '.join(unknown)} (capacity in sites.csv): see "
            "that there is shelter for both sides' people of a tranche at once."
        )
    return words


def _base_words(used: Sequence[Site], zones: Sequence[Zone], start: dt.datetime, end: dt.datetime) -> list[str]:
    words = []
    for site in used:
        held = holding(site.position, hazards(zones, start, end)) if site.kind is SiteKind.BASE else ()
        if held:
            words.append(
                f"Base {site.name} lies in hazard zone {', '.join(held)}: its vehicles stay there while it is in force."
            )
    return words
