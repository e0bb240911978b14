"""One VROOM problem: which vehicles of a kind fetch which units of a convoy, so that all are there at the meeting.

VROOM (pyvroom) works on seconds of planned driving. The answer names vehicles and the order of their units; times are
set by ``fleet`` from the meeting backwards.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from safeconduct.movement.model import Vehicle
from safeconduct.movement.pace import Pace
from safeconduct.movement.units import Unit, fits

NO_ROAD_S = 10_000_000
FIXED_COST_S = 2 * 3600  # using one vehicle more is worth two hours of driving
DEPTH = 5  # of VROOM's local search
Driving = Callable[[str, str], int | None]  # planned seconds from one site to another; None: no corridor


@dataclass(frozen=True, slots=True)
class Ready:
    """A vehicle that could serve: from where, and between which seconds (both from the same zero)."""

    vehicle: Vehicle
    from_s: int
    until_s: int
    most_driving_s: int


def load_units(
    units: Sequence[Unit], ready: Sequence[Ready], handover: str, driving: Driving, pace: Pace
) -> tuple[dict[str, list[Unit]], list[Unit]]:
    """Units in order of boarding for each vehicle used, and the units that nothing can carry.

    A unit that boards at several places is tied to one vehicle beforehand; if that vehicle cannot fetch all of it,
    none of it is fetched.

    Deterministic: VROOM makes one search from each of three orders of the units, and the best answer is taken. Several
    searches in one call race each other even on one thread (VROOM issue 1276), and then the same input has two answers.
    """
    todo = list(units)
    left: list[Unit] = []
    while todo:
        few = _few(ready, len(todo))
        by_size = sorted(todo, key=lambda unit: -unit.load.people)
        tried = [_solve(order, few, handover, driving, pace) for order in (todo, todo[::-1], by_size)]
        _, _, routes, missing = min(tried, key=lambda answer: answer[:2])
        missing = [unit for unit in todo if unit in set(missing)]
        broken = {unit for unit in missing if len(unit.sites) > 1}
        if not broken:
            return routes, left + missing
        left += [unit for unit in todo if unit in broken]
        todo = [unit for unit in todo if unit not in broken]
    return {}, left


def _few(ready: Sequence[Ready], units: int) -> list[Ready]:
    """No more vehicles of one kind of place and time than there are units: the others could not be of use."""
    kept: list[Ready] = []
    count: dict[tuple[object, ...], int] = {}
    for one in sorted(ready, key=lambda r: (r.from_s, r.vehicle.vehicle_id)):
        vehicle = one.vehicle
        same = (vehicle.base, vehicle.seats, vehicle.stretchers, vehicle.remains, vehicle.party)
        count[same] = count.get(same, 0) + 1
        if count[same] <= units:
            kept.append(one)
    return sorted(kept, key=lambda r: r.vehicle.vehicle_id)


def _solve(
    units: Sequence[Unit], ready: Sequence[Ready], handover: str, driving: Driving, pace: Pace
) -> tuple[int, int, dict[str, list[Unit]], list[Unit]]:
    """People left behind, cost, units by vehicle, and the units left behind."""
    import numpy as np
    import vroom
    from vroom.solution.solution import Solution

    if not ready:
        return sum(len(unit.people) for unit in units), 0, {}, list(units)
    places = sorted({r.vehicle.base for r in ready} | {site for unit in units for site in unit.sites} | {handover})
    index = {place: k for k, place in enumerate(places)}
    seconds = np.array([[_or_far(driving(a, b)) if a != b else 0 for b in places] for a in places], dtype="uint32")
    pinned = _pin(units, ready, driving)
    problem = vroom.Input()
    problem.set_durations_matrix("car", seconds)
    for number, one in enumerate(ready):
        vehicle = one.vehicle
        problem.add_vehicle(
            vroom.Vehicle(
                number,
                start=index[vehicle.base],
                end=index[handover],
                capacity=[vehicle.seats, vehicle.stretchers, vehicle.remains],
                skills={skill for skill, chosen in pinned.values() if chosen == number} or None,
                time_window=vroom.TimeWindow(one.from_s, one.until_s),
                costs=vroom.VehicleCosts(fixed=FIXED_COST_S),
                max_travel_time=one.most_driving_s,
            )
        )
    jobs: list[tuple[int, str]] = []
    for k, unit in enumerate(units):
        for site in unit.sites:
            here = Unit(unit.kind, tuple(p for p in unit.people if p.site == site), unit.bundled)
            load = here.load
            problem.add_job(
                vroom.Job(
                    len(jobs),
                    location=index[site],
                    default_setup=pace.boarding_opening_min * 60,
                    default_service=pace.boarding_s(load),
                    pickup=[load.seats, load.stretchers, load.remains],
                    skills={pinned[k][0]} if k in pinned else None,
                )
            )
            jobs.append((k, site))
    solution = Solution(problem._solve(nb_searches=1, depth=DEPTH, nb_threads=1, timeout=None))
    routes, missing = _read(solution, jobs, units, ready)
    return sum(len(unit.people) for unit in missing), solution.summary.cost, routes, missing


def _read(
    solution: Any, jobs: Sequence[tuple[int, str]], units: Sequence[Unit], ready: Sequence[Ready]
) -> tuple[dict[str, list[Unit]], list[Unit]]:
    boarded: dict[str, list[Unit]] = {}
    done: set[int] = set()
    frame = solution.routes
    for vehicle, kind, job in zip(frame["vehicle_id"], frame["type"], frame.get("id", ()), strict=False):
        if kind == "job":
            k, site = jobs[int(job)]
            unit = units[k]
            here = Unit(unit.kind, tuple(p for p in unit.people if p.site == site), unit.bundled)
            boarded.setdefault(ready[int(vehicle)].vehicle.vehicle_id, []).append(here)
            done.add(int(job))
    missing = sorted({k for number, (k, _) in enumerate(jobs) if number not in done})
    return boarded, [units[k] for k in missing]


def _pin(units: Sequence[Unit], ready: Sequence[Ready], driving: Driving) -> Mapping[int, tuple[int, int]]:
    """For each unit that boards at several places: a skill number, and the vehicle that alone has it."""
    pinned: dict[int, tuple[int, int]] = {}
    for k, unit in enumerate(units):
        if len(unit.sites) == 1:
            continue
        used = {number for _, number in pinned.values()}
        able = [number for number, one in enumerate(ready) if fits(unit.load, one.vehicle)]
        first = unit.sites[0]
        best = min(able, key=lambda n: (n in used, _or_far(driving(ready[n].vehicle.base, first)), n), default=None)
        pinned[k] = (k + 1, -1 if best is None else best)
    return pinned


def _or_far(seconds: int | None) -> int:
    return NO_ROAD_S if seconds is None else seconds
