"""The vehicles of one convoy: who fetches whom, when each sets out and is back, and who cannot be carried and why.

Convoys are loaded in the order of their slots. A vehicle serves again when it is back at its base and has been
turned round; its two drivers then have done at most the hours of duty that the rules allow.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from safeconduct.movement.corridors import Corridors
from safeconduct.movement.loading import Ready, load_units
from safeconduct.movement.model import Passenger, Run, Slot, Stop, Uncarried, Vehicle, VehicleKind, Zone
from safeconduct.movement.pace import Pace
from safeconduct.movement.units import BUNDLE, Unit, units
from safeconduct.people.model import Carriage

BUNDLES = (BUNDLE, 3, 1)  # tried in turn until everybody is carried

_KIND_WORDS = {
    VehicleKind.BUS: ("bus", "seat"),
    VehicleKind.AMBULANCE: ("ambulance", "stretcher"),
    VehicleKind.REMAINS_TRUCK: ("remains truck", "place for remains"),
}
_MARKS = {Carriage.SEAT: "", Carriage.STRETCHER: "L", Carriage.REMAINS: "R"}


@dataclass(frozen=True, slots=True)
class Convoy:
    """What the vehicles of one holder do for one tranche. ``back`` is when each can serve again."""

    runs: tuple[Run, ...]
    uncarried: tuple[Uncarried, ...]
    warnings: tuple[str, ...]
    back: Mapping[str, dt.datetime]


@dataclass(frozen=True, slots=True)
class Depot:
    """The vehicles of the operation, the roads, and the rules they drive by."""

    fleet: tuple[Vehicle, ...]
    corridors: Corridors
    pace: Pace
    start: dt.datetime

    def send(
        self, people: Sequence[Passenger], slot: Slot, zones: tuple[Zone, ...], free: Mapping[str, dt.datetime]
    ) -> Convoy:
        """Load the people of one holder and tranche. ``zones`` are the hazards to keep out of, ``free`` says when each
        vehicle can set out from its base (a vehicle not in it can at ``start``)."""
        holder = people[0].holder
        fleet = [v for v in self.fleet if v.party in ("", holder)]
        best: tuple[dict[str, list[Unit]], list[Unit], tuple[str, ...]] | None = None
        for bundle in BUNDLES:
            made, warnings = units(people, fleet, bundle)
            routes, left = self._load(made, fleet, slot, zones, free)
            if best is None or _people(left) < _people(best[1]):
                best = (routes, left, warnings)
            if not left:
                break
        assert best is not None
        routes, left, warnings = best
        vehicles = {v.vehicle_id: v for v in fleet}
        runs = [self._run(vehicles[name], routes[name], holder, slot, zones) for name in sorted(routes)]
        back = {
            run.vehicle: run.back.arrive + dt.timedelta(minutes=self.pace.turn_round_min)
            for run in runs
            if run.back is not None
        }
        uncarried = [
            Uncarried(person.person_id, slot.tranche, self._why(person, unit, fleet, slot, zones, free))
            for unit in left
            for person in unit.people
        ]
        return Convoy(tuple(runs), tuple(sorted(uncarried, key=lambda u: u.person_id)), warnings, back)

    def driving(self, start: str, end: str, zones: tuple[Zone, ...]) -> int | None:
        """Planned seconds from one place to another; None where no corridor is safe."""
        corridor = self.corridors.leg(start, end, zones)
        return None if corridor is None else self.pace.driving_s(corridor.duration_s)

    def _load(
        self,
        made: Sequence[Unit],
        fleet: Sequence[Vehicle],
        slot: Slot,
        zones: tuple[Zone, ...],
        free: Mapping[str, dt.datetime],
    ) -> tuple[dict[str, list[Unit]], list[Unit]]:
        routes: dict[str, list[Unit]] = {}
        left: list[Unit] = []
        for kind in VehicleKind:
            wanted = [unit for unit in made if unit.kind is kind]
            if not wanted:
                continue
            ready = self._ready([v for v in fleet if v.kind is kind], slot, zones, free)
            found, missing = load_units(wanted, ready, slot.handover, lambda a, b: self.driving(a, b, zones), self.pace)
            routes.update(found)
            left += missing
        return routes, left

    def _ready(
        self, vehicles: Sequence[Vehicle], slot: Slot, zones: tuple[Zone, ...], free: Mapping[str, dt.datetime]
    ) -> list[Ready]:
        """The vehicles that can be back in time, and the seconds between which they may drive."""
        zero = slot.meet - dt.timedelta(hours=self.pace.reach_h)
        ready = []
        for vehicle in vehicles:
            home_s = self.driving(slot.handover, vehicle.base, zones)
            if home_s is None or home_s > self.pace.return_h * 3600:
                continue
            back = slot.end + dt.timedelta(seconds=home_s)
            earliest = max(
                self.start,
                zero,
                free.get(vehicle.vehicle_id, self.start),
                back - dt.timedelta(hours=self.pace.duty_h),
            )
            from_s = -(-int((earliest - zero).total_seconds()) // 60) * 60
            until_s = int((slot.meet - zero).total_seconds())
            most = int(self.pace.driving_h * 3600) - home_s
            if from_s < until_s and most > 0:
                ready.append(Ready(vehicle, from_s, until_s, most))
        return ready

    def _run(self, vehicle: Vehicle, boarding: Sequence[Unit], holder: str, slot: Slot, zones: tuple[Zone, ...]) -> Run:
        """Set the times of a run from the meeting backwards, and give everybody a seat."""
        calls: list[tuple[str, list[Unit]]] = []
        for unit in boarding:
            if not calls or calls[-1][0] != unit.sites[0]:
                calls.append((unit.sites[0], []))
            calls[-1][1].append(unit)
        stops = [Stop(slot.handover, slot.meet, slot.end)]
        for site, there in reversed(calls):
            corridor, driving = self._leg(site, stops[0].site, zones)
            depart = stops[0].arrive - driving
            seconds = self.pace.boarding_opening_min * 60 + sum(self.pace.boarding_s(unit.load) for unit in there)
            boards = tuple(person.person_id for unit in there for person in unit.people)
            stops[0] = _reached_by(stops[0], corridor)
            stops.insert(0, Stop(site, depart - dt.timedelta(seconds=seconds), depart, boards))
        corridor, driving = self._leg(vehicle.base, stops[0].site, zones)
        leave = stops[0].arrive - driving
        stops[0] = _reached_by(stops[0], corridor)
        stops.insert(0, Stop(vehicle.base, leave, leave))
        corridor, driving = self._leg(slot.handover, vehicle.base, zones)
        home = slot.end + driving
        return Run(
            run_id=f"{slot.tranche}/{vehicle.vehicle_id}",
            vehicle=vehicle.vehicle_id,
            tranche=slot.tranche,
            holder=holder,
            stops=tuple(stops),
            seats=tuple(_seats(vehicle, [person for _, there in calls for unit in there for person in unit.people])),
            back=Stop(vehicle.base, home, home, corridor=corridor),
        )

    def _leg(self, start: str, end: str, zones: tuple[Zone, ...]) -> tuple[str, dt.timedelta]:
        corridor = self.corridors.leg(start, end, zones)
        assert corridor is not None, f"{start} to {end} was loaded over a road that does not exist"
        return corridor.corridor_id, dt.timedelta(seconds=self.pace.driving_s(corridor.duration_s))

    def _why(
        self,
        person: Passenger,
        unit: Unit,
        fleet: Sequence[Vehicle],
        slot: Slot,
        zones: tuple[Zone, ...],
        free: Mapping[str, dt.datetime],
    ) -> str:
        """The sentence that says why a person cannot be carried."""
        vehicle, place = _KIND_WORDS[unit.kind]
        able = [v for v in fleet if v.kind is unit.kind]
        if not able:
            return f"The fleet has no {vehicle} for this convoy."
        if self.driving(person.site, slot.handover, zones) is None:
            return f"No road leads from {person.site} to {slot.handover} outside the hazard zones in force."
        ready = self._ready(able, slot, zones, free)
        if not ready:
            return f"No {vehicle} is back at its base in time, or could be back within the hours of duty."
        in_reach = [
            one
            for one in ready
            if (there := self.driving(one.vehicle.base, person.site, zones)) is not None
            and (onward := self.driving(person.site, slot.handover, zones)) is not None
            and one.from_s + there + onward + self.pace.boarding_opening_min * 60 <= one.until_s
        ]
        if not in_reach:
            return f"No {vehicle} can fetch the person at {person.site} and be at {slot.handover} for the meeting."
        together = "" if len(unit.people) == 1 or unit.bundled else f" for the group of {len(unit.people)} together"
        return (
            f"No {place} is left{together} in the {len(in_reach)} vehicles that could fetch from {person.site} in time."
        )


def _reached_by(stop: Stop, corridor: str) -> Stop:
    return Stop(stop.site, stop.arrive, stop.depart, stop.boards, corridor)


def _seats(vehicle: Vehicle, people: Sequence[Passenger]) -> list[tuple[str, str]]:
    """Seat labels in order of boarding: ``BUS-03 / 17``; L1 is the first stretcher, R1 the first place for remains."""
    count: Counter[Carriage] = Counter()
    seats = []
    for person in people:
        count[person.carriage] += 1
        seats.append((f"{vehicle.vehicle_id} / {_MARKS[person.carriage]}{count[person.carriage]}", person.person_id))
    return seats


def _people(left: Sequence[Unit]) -> int:
    return sum(len(unit.people) for unit in left)
