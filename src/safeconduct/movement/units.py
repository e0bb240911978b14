"""Who travels together: the passengers of one convoy, made into units that are loaded whole.

Families and other groups go in one vehicle. Where a place holds more people than two vehicles take, whole vehicles
are filled there. Other people without a group are bundled by place of detention into units of about nine: smaller
units gain little, and whole buses for few people cost a third more kilometres. Stretchers travel in ambulances only,
remains in remains trucks only.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from safeconduct.movement.model import Passenger, Vehicle, VehicleKind
from safeconduct.movement.pace import Load
from safeconduct.people.model import Carriage

BUNDLE = 9


@dataclass(frozen=True, slots=True)
class Unit:
    """People who board one vehicle of a kind. ``bundled`` units may be taken apart, groups may not."""

    kind: VehicleKind
    people: tuple[Passenger, ...]  # by person_id
    bundled: bool

    @property
    def load(self) -> Load:
        return load_of(self.people)

    @property
    def sites(self) -> tuple[str, ...]:
        return tuple(sorted({person.site for person in self.people}))


def load_of(people: Iterable[Passenger]) -> Load:
    """How many seats, stretchers and places for remains the people need."""
    count, at_once = dict.fromkeys(Carriage, 0), dict.fromkeys(Carriage, 0)
    for person in people:
        count[person.carriage] += 1
        at_once[person.carriage] += person.unconditional
    first = at_once[Carriage.SEAT], at_once[Carriage.STRETCHER]
    return Load(count[Carriage.SEAT], count[Carriage.STRETCHER], count[Carriage.REMAINS], first)


def fits(load: Load, vehicle: Vehicle) -> bool:
    """Whether an empty vehicle takes the load."""
    return load.seats <= vehicle.seats and load.stretchers <= vehicle.stretchers and load.remains <= vehicle.remains


def places_in(vehicle: Vehicle) -> int:
    """How many people without a group the vehicle takes: stretchers in an ambulance, whose seat is for a companion."""
    return {
        VehicleKind.BUS: vehicle.seats,
        VehicleKind.AMBULANCE: vehicle.stretchers,
        VehicleKind.REMAINS_TRUCK: vehicle.remains,
    }[vehicle.kind]


def units(
    people: Sequence[Passenger], fleet: Sequence[Vehicle], bundle: int = BUNDLE
) -> tuple[tuple[Unit, ...], tuple[str, ...]]:
    """The units of one convoy, and warnings about groups that no vehicle takes whole.

    Such a group is divided, stretchers by ambulance and the rest by bus, and stays in one convoy: to leave a family
    behind because it has too many stretchers would be worse.
    """
    made: list[Unit] = []
    warnings: list[str] = []
    groups: dict[str, list[Passenger]] = {}
    for person in sorted(people, key=lambda p: p.person_id):
        tied = person.group and person.carriage is not Carriage.REMAINS
        groups.setdefault(person.group if tied else "", []).append(person)
    alone = groups.pop("", [])
    for label in sorted(groups, key=lambda name: groups[name][0].person_id):
        members = tuple(groups[label])
        kind = _kind(members)
        if any(vehicle.kind is kind and fits(load_of(members), vehicle) for vehicle in fleet):
            made.append(Unit(kind, members, bundled=False))
            continue
        alone += members
        if len(members) > 1:
            warnings.append(
                f"Tranche {members[0].tranche}: no {kind.value} takes the whole group {label} "
                f"({_words(load_of(members))}); it is divided within its convoy."
            )
    made += _bundles(alone, fleet, bundle)
    return tuple(made), tuple(warnings)


def _bundles(alone: Iterable[Passenger], fleet: Sequence[Vehicle], bundle: int) -> list[Unit]:
    made = []
    pools: dict[tuple[VehicleKind, str], list[Passenger]] = {}
    for person in sorted(alone, key=lambda p: p.person_id):
        pools.setdefault((_kind((person,)), person.site), []).append(person)
    for kind, site in sorted(pools):
        pool = pools[kind, site]
        room = max((places_in(v) for v in fleet if v.kind is kind), default=0)
        while room and len(pool) > 2 * room:  # so many that whole vehicles fill themselves
            made.append(Unit(kind, tuple(pool[:room]), bundled=True))
            pool = pool[room:]
        size = min(bundle, room) or 1
        made += [Unit(kind, tuple(pool[k : k + size]), bundled=True) for k in range(0, len(pool), size)]
    return made


def _kind(people: Sequence[Passenger]) -> VehicleKind:
    carriages = {person.carriage for person in people}
    if Carriage.REMAINS in carriages:
        return VehicleKind.REMAINS_TRUCK
    return VehicleKind.AMBULANCE if Carriage.STRETCHER in carriages else VehicleKind.BUS


def _words(load: Load) -> str:
    parts = [f"{load.seats} seats", f"{load.stretchers} stretchers", f"{load.remains} remains"]
    return ", ".join(part for part in parts if not part.startswith("0 "))
