"""Timetable and vehicles together: slots first, then each convoy loaded in turn, later where that carries more.

The timetable does not know which vehicles are out. So each tranche is loaded at its slot; where people are left
because vehicles are still out, the tranche is tried later, and the slot that leaves fewest behind is kept.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from safeconduct.errors import NothingFeasible
from safeconduct.movement.fleet import Convoy, Depot
from safeconduct.movement.model import Passenger, Slot, Zone
from safeconduct.movement.pace import Load
from safeconduct.movement.rules import travel_span
from safeconduct.movement.timetable import Reach, timetable
from safeconduct.movement.units import load_of
from safeconduct.movement.zones import hazards, windows
from safeconduct.people.model import Carriage

LATER = dt.timedelta(hours=2)
TRIES = 6
_SlotsFrom = Callable[[Sequence[Slot], Mapping[int, dt.datetime]], tuple[Slot, ...]]


@dataclass(frozen=True, slots=True)
class Dispatch:
    """Slots in order, and for each convoy its slot, its people and what its vehicles do."""

    slots: tuple[Slot, ...]
    of_slot: tuple[Slot, ...]
    people: tuple[tuple[Passenger, ...], ...]
    convoys: tuple[Convoy, ...]


def dispatch(
    passengers: Sequence[Passenger],
    zones: Sequence[Zone],
    depot: Depot,
    end: dt.datetime,
    capacity: Mapping[str, int],
) -> Dispatch:
    """Give every tranche a slot and every convoy its vehicles. Raises NothingFeasible where there is no timetable.

    ``capacity`` is how many people the intermediary can keep at a handover point, where that is known.
    """
    parts = convoys_of(passengers)
    order = sorted(parts, key=lambda t: (any(p.carriage is Carriage.REMAINS for c in parts[t] for p in c), t))
    loads = {tranche: load_of([p for convoy in parts[tranche] for p in convoy]) for tranche in parts}
    reach = _reach(parts, zones, depot)

    def slots_from(fixed: Sequence[Slot], not_before: Mapping[int, dt.datetime]) -> tuple[Slot, ...]:
        silent = windows(zones)
        return timetable(loads, order, silent, reach, depot.pace, depot.start, end, not_before, fixed, capacity)

    slots = slots_from((), {})
    free: dict[str, dt.datetime] = {}
    sent: list[Convoy] = []
    for k, tranche in enumerate(order):
        slots, convoys = _best(slots, k, parts[tranche], zones, depot, free, slots_from)
        sent += convoys
        for convoy in convoys:
            free.update(convoy.back)
    of_slot = tuple(slot for slot in slots for _ in parts[slot.tranche])
    people = tuple(convoy for slot in slots for convoy in parts[slot.tranche])
    return Dispatch(slots, of_slot, people, tuple(sent))


def convoys_of(passengers: Sequence[Passenger]) -> dict[int, tuple[tuple[Passenger, ...], ...]]:
    """The people of each tranche by holder. Convoys stand in the order of their smallest person_id."""
    by_convoy: dict[tuple[int, str], list[Passenger]] = {}
    for person in sorted(passengers, key=lambda p: p.person_id):
        by_convoy.setdefault((person.tranche, person.holder), []).append(person)
    parts: dict[int, list[tuple[Passenger, ...]]] = {}
    for (tranche, _), people in by_convoy.items():  # in the order of the smallest person_id
        parts.setdefault(tranche, []).append(tuple(people))
    return {tranche: tuple(parts[tranche]) for tranche in sorted(parts)}


def _best(
    slots: tuple[Slot, ...],
    k: int,
    parts: Sequence[tuple[Passenger, ...]],
    zones: Sequence[Zone],
    depot: Depot,
    free: Mapping[str, dt.datetime],
    slots_from: _SlotsFrom,
) -> tuple[tuple[Slot, ...], list[Convoy]]:
    best = (slots, _send(slots[k], parts, zones, depot, free))
    tried = slots
    for _ in range(TRIES):
        left = _left(best[1])
        if not left or left == _left(_send(tried[k], parts, zones, depot, {})):
            break  # nobody is left, or those who are would be left by an idle fleet too
        try:
            tried = slots_from(tried[:k], {tried[k].tranche: tried[k].meet + LATER})
        except NothingFeasible:
            break
        convoys = _send(tried[k], parts, zones, depot, free)
        if _left(convoys) < left:
            best = (tried, convoys)
    return best


def _send(
    slot: Slot,
    parts: Sequence[tuple[Passenger, ...]],
    zones: Sequence[Zone],
    depot: Depot,
    free: Mapping[str, dt.datetime],
) -> list[Convoy]:
    around = hazards(zones, *travel_span(slot.meet, slot.end, depot.pace))
    now = dict(free)
    convoys = []
    for people in parts:
        convoy = depot.send(people, slot, around, now)
        now |= convoy.back
        convoys.append(convoy)
    return convoys


def _left(convoys: Sequence[Convoy]) -> int:
    return sum(len(convoy.uncarried) for convoy in convoys)


def _reach(parts: Mapping[int, Sequence[tuple[Passenger, ...]]], zones: Sequence[Zone], depot: Depot) -> Reach:
    """Whether a tranche's convoys can be at a point, how soon, and how many minutes its people drive."""
    count: dict[int, dict[str, int]] = {}
    for tranche, convoys in parts.items():
        at = count.setdefault(tranche, {})
        for person in (p for convoy in convoys for p in convoy):
            at[person.site] = at.get(person.site, 0) + 1
    bases = sorted({vehicle.base for vehicle in depot.fleet})
    known: dict[tuple[int, str, tuple[Zone, ...]], tuple[dt.datetime, int] | None] = {}
    opening_s = depot.pace.boarding_opening_min * 60

    def work_out(tranche: int, point: str, around: tuple[Zone, ...]) -> tuple[dt.datetime, int] | None:
        latest_s, person_min = 0, 0
        for site, people in sorted(count[tranche].items()):
            onward = depot.driving(site, point, around)
            there = min((s for b in bases if (s := depot.driving(b, site, around)) is not None), default=None)
            if onward is None or there is None or there + opening_s + onward > depot.pace.reach_h * 3600:
                return None
            latest_s = max(latest_s, there + opening_s + depot.pace.boarding_s(Load(seats=1)) + onward)
            person_min += people * onward // 60
        return depot.start + dt.timedelta(seconds=latest_s), person_min

    def reach(tranche: int, point: str, meet: dt.datetime, slot_end: dt.datetime) -> tuple[dt.datetime, int] | None:
        key = (tranche, point, hazards(zones, *travel_span(meet, slot_end, depot.pace)))
        if key not in known:
            known[key] = work_out(*key)
        return known[key]

    return reach
