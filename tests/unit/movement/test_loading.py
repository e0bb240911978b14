"""Loading vehicles: whole units, within capacity and time, and the same answer every time."""

from __future__ import annotations

import random
from collections import Counter

import pytest

from movement_samples import person
from safeconduct.movement.loading import Ready, load_units
from safeconduct.movement.model import Vehicle, VehicleKind
from safeconduct.movement.pace import Load, Pace
from safeconduct.movement.units import Unit, load_of

PACE = Pace()
HOUR = 3600


def on_a_grid(places: int, seed: int) -> dict[str, tuple[int, int]]:
    """Places on crossings ten minutes apart: many roads of equal length, so that ties are everywhere."""
    draw = random.Random(seed)
    names = ["base", "point", *(f"site{k}" for k in range(places))]
    return {name: (draw.randrange(8), draw.randrange(8)) for name in names}


def problem(seed: int) -> tuple[list[Unit], list[Ready], dict[str, tuple[int, int]]]:
    draw = random.Random(seed)
    where = on_a_grid(8, seed)
    made = []
    for k in range(14):
        site = f"site{draw.randrange(8)}"
        members = tuple(person(100 * seed + 10 * k + m, "azure", site) for m in range(draw.randrange(1, 6)))
        made.append(Unit(VehicleKind.BUS, members, bundled=True))
    ready = [Ready(Vehicle(f"B{k}", VehicleKind.BUS, "base", 9, 0), 0, 8 * HOUR, 9 * HOUR) for k in range(5)]
    return made, ready, where


def solve(seed: int) -> tuple[dict[str, list[Unit]], list[Unit]]:
    made, ready, where = problem(seed)

    def driving(a: str, b: str) -> int:
        return 600 * (abs(where[a][0] - where[b][0]) + abs(where[a][1] - where[b][1]))

    return load_units(made, ready, "point", driving, PACE)


@pytest.mark.parametrize("seed", range(4))
def test_a_problem_full_of_ties_has_one_answer(seed: int) -> None:
    """Asked again and again: several searches of VROOM in one call would race each other."""
    first = solve(seed)
    assert all(solve(seed) == first for _ in range(20))


@pytest.mark.parametrize("seed", range(4))
def test_nobody_is_lost_and_no_vehicle_overfull(seed: int) -> None:
    """Every unit is in one vehicle or among those left; those left would not have fitted."""
    made, ready, _ = problem(seed)
    routes, left = solve(seed)
    count = Counter(p.person_id for board in (*routes.values(), left) for unit in board for p in unit.people)
    assert count == Counter(p.person_id for unit in made for p in unit.people)
    free = {one.vehicle.vehicle_id: one.vehicle.seats for one in ready}
    for name, board in routes.items():
        free[name] -= sum(unit.load.seats for unit in board)
        assert free[name] >= 0
    assert all(unit.load.seats > min(free.values()) or max(free.values()) < 9 for unit in left)


def test_what_cannot_be_fetched_in_time_is_left() -> None:
    """Nine hours away: no vehicle is sent, and nobody is dropped silently."""
    far = Unit(VehicleKind.BUS, (person(1, "azure", "far"),), bundled=True)
    near = Unit(VehicleKind.BUS, (person(2, "azure", "near"),), bundled=True)
    ready = [Ready(Vehicle("B1", VehicleKind.BUS, "base", 45, 0), 0, 8 * HOUR, 9 * HOUR)]
    routes, left = load_units([far, near], ready, "point", lambda a, b: 9 * HOUR if "far" in (a, b) else 600, PACE)
    assert left == [far]
    assert routes == {"B1": [near]}


def test_no_road_is_never_driven() -> None:
    """A place that no corridor reaches stays where it is, however much time there is."""
    unit = Unit(VehicleKind.BUS, (person(1, "azure", "cut-off"),), bundled=True)
    ready = [Ready(Vehicle("B1", VehicleKind.BUS, "base", 45, 0), 0, 100 * HOUR, 100 * HOUR)]
    routes, left = load_units([unit], ready, "point", lambda a, b: None if "cut-off" in (a, b) else 60, PACE)
    assert (routes, left) == ({}, [unit])


def test_a_family_at_two_places_is_fetched_whole_or_not_at_all() -> None:
    """With a bus that reaches one of the places only, nobody of the family is parted from the others."""
    family = Unit(VehicleKind.BUS, (person(1, "azure", "near"), person(2, "azure", "far")), bundled=False)
    other = Unit(VehicleKind.BUS, (person(3, "azure", "near"),), bundled=True)
    ready = [Ready(Vehicle("B1", VehicleKind.BUS, "base", 45, 0), 0, 8 * HOUR, 9 * HOUR)]
    routes, left = load_units([family, other], ready, "point", lambda a, b: 9 * HOUR if "far" in (a, b) else 60, PACE)
    assert left == [family]
    assert routes == {"B1": [other]}
    routes, left = load_units([family, other], ready, "point", lambda a, b: 60, PACE)
    assert not left
    assert load_of(p for unit in routes["B1"] for p in unit.people) == Load(seats=3)


def test_one_vehicle_more_costs_two_hours() -> None:
    """Two people at two places near each other share a bus, though two buses would drive less."""
    here, there = (Unit(VehicleKind.BUS, (person(k, "azure", f"s{k}"),), bundled=True) for k in (1, 2))
    ready = [Ready(Vehicle(f"B{k}", VehicleKind.BUS, "base", 45, 0), 0, 8 * HOUR, 9 * HOUR) for k in (1, 2)]
    routes, _ = load_units([here, there], ready, "point", lambda a, b: HOUR, PACE)
    assert len(routes) == 1
