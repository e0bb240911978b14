"""A small world on the embedded road map: three places of detention per party, two crossings, two bases."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Sequence

from safeconduct.movement.model import (
    Passenger,
    Position,
    Site,
    SiteKind,
    Staff,
    Vehicle,
    VehicleKind,
    Zone,
    ZoneKind,
)
from safeconduct.people.model import Carriage

START = dt.datetime(2026, 2, 12, tzinfo=dt.UTC)
PLACES: dict[str, Position] = {
    "heron": (31.304, 51.489),
    "wren": (30.738, 51.399),
    "bittern": (31.790, 51.578),
    "osprey": (30.946, 52.464),
    "lark": (31.164, 52.568),
    "plover": (29.376, 52.126),
    "north-crossing": (30.968, 52.095),
    "south-crossing": (31.085, 51.812),
    "base-oak": (30.467, 52.292),
    "base-birch": (31.250, 51.560),
}
HELD_AT = {"azure": ("heron", "wren", "bittern"), "amber": ("osprey", "lark", "plover")}
LANGUAGES = {"azure": ["uk"], "amber": ["ru"]}


def hour(number: float) -> dt.datetime:
    return START + dt.timedelta(hours=number)


def sites(names: dict[str, str] | None = None) -> tuple[Site, ...]:
    """All places. ``names`` renames the parties: {"azure": "amber", ...}."""
    owner = {site: party for party, held in HELD_AT.items() for site in held}
    kinds = {"crossing": SiteKind.HANDOVER, "base": SiteKind.BASE}
    made = []
    for site_id, position in PLACES.items():
        kind = next((k for word, k in kinds.items() if word in site_id), SiteKind.DETENTION)
        party = owner.get(site_id, "")
        made.append(Site(site_id, site_id.title(), kind, position, (names or {}).get(party, party)))
    return tuple(made)


def square(
    zone_id: str,
    centre: Position,
    half: float = 0.05,
    kind: ZoneKind = ZoneKind.HAZARD,
    start: dt.datetime = START,
    end: dt.datetime = START + dt.timedelta(days=4),
    handover_id: str = "",
) -> Zone:
    """A square of ``half`` degrees to each side."""
    x, y = centre
    ring = (
        (x - half, y - half),
        (x + half, y - half),
        (x + half, y + half),
        (x - half, y + half),
        (x - half, y - half),
    )
    return Zone(zone_id, kind, (ring,), start, end, "test", handover_id)


def quiet(point: str = "north-crossing", begin: float = 9, end: float = 24, number: int = 1) -> Zone:
    """A silence window at a crossing, in hours from START."""
    place = PLACES[point]
    return square(f"quiet-{point}-{number}", place, 0.1, ZoneKind.SILENCE, hour(begin), hour(end), point)


def person(
    number: int, holder: str, site: str = "", tranche: int = 1, carriage: str = "seat", group: str = ""
) -> Passenger:
    place = site or HELD_AT[holder][number % 3]
    return Passenger(f"P-{number * 7919 % 99991:05d}", holder, place, tranche, Carriage(carriage), group)


def people(count: int = 12, tranches: int = 2) -> tuple[Passenger, ...]:
    """As many from each party in turn, divided into tranches in order."""
    return tuple(person(k, ("azure", "amber")[k % 2], "", 1 + k * tranches // count) for k in range(count))


def fleet(buses: int = 6, ambulances: int = 4, trucks: int = 2) -> tuple[Vehicle, ...]:
    made = []
    for letters, kind, count, seats, stretchers, remains in (
        ("BUS", VehicleKind.BUS, buses, 45, 0, 0),
        ("AMB", VehicleKind.AMBULANCE, ambulances, 1, 2, 0),
        ("REM", VehicleKind.REMAINS_TRUCK, trucks, 0, 0, 20),
    ):
        for k in range(count):
            base = ("base-oak", "base-birch")[k % 2]
            made.append(
                Vehicle(f"{letters}-{k + 1:02d}", kind, base, seats, stretchers, remains, "", f"SC {k}{letters}")
            )
    return tuple(made)


def staff(each: int = 4, until: float = 48) -> tuple[Staff, ...]:
    roles = ("convoy_leader", "doctor", "nurse", "handover", "interpreter", "psychologist")
    return tuple(
        Staff(
            f"ST-{r * each + k + 1:02d}",
            role,
            ("en", "ru", "uk"),
            START,
            hour(until),
            ("base-oak", "base-birch")[k % 2],
        )
        for r, role in enumerate(roles)
        for k in range(each)
    )


def renamed(passengers: Sequence[Passenger], names: dict[str, str]) -> tuple[Passenger, ...]:
    """The same people, held by parties of other names."""
    return tuple(dataclasses.replace(p, holder=names[p.holder]) for p in passengers)
