"""Readers of sites.csv, zones.geojson, fleet.csv and staff.csv.

Each raises one UnreadableInput with every fault of its file; ``read_world`` reads all four and raises one for all.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from pathlib import Path

from safeconduct.errors import Fault, UnreadableInput
from safeconduct.movement import _table
from safeconduct.movement._zone_file import parse_zones
from safeconduct.movement.geo import Bounds, off_map
from safeconduct.movement.model import Site, SiteKind, Staff, Vehicle, VehicleKind, Zone

ROLES = ("coordinator", "convoy_leader", "doctor", "nurse", "handover", "interpreter", "psychologist", "driver")


@dataclass(frozen=True, slots=True)
class World:
    """Everything of a case folder that movement needs."""

    sites: tuple[Site, ...]
    zones: tuple[Zone, ...]
    fleet: tuple[Vehicle, ...]
    staff: tuple[Staff, ...]


def read_world(folder: Path, parties: Collection[str], bounds: Bounds | None = None) -> World:
    """Read the four files of a case folder. Raises one UnreadableInput with the faults of all of them."""
    faults: list[Fault] = []
    sites = _sites(folder / "sites.csv", parties, bounds, faults)
    world = World(
        sites=sites,
        zones=parse_zones(folder / "zones.geojson", sites or None, bounds, faults),  # no site is a fault of its own
        fleet=_fleet(folder / "fleet.csv", sites, parties, faults),
        staff=_staff(folder / "staff.csv", sites, faults),
    )
    _raise("The places, zones, fleet or staff of the case cannot be read.", faults)
    return world


def read_sites(path: Path, parties: Collection[str], bounds: Bounds | None = None) -> tuple[Site, ...]:
    """Read sites.csv: site_id, name, kind, party, lon, lat and, if given, capacity.

    ``bounds`` is the area of the road map, where known.
    """
    return _read(path, lambda faults: _sites(path, parties, bounds, faults))


def read_zones(path: Path, sites: Collection[Site] | None, bounds: Bounds | None = None) -> tuple[Zone, ...]:
    """Read zones.geojson: a FeatureCollection of polygons (RFC 7946).

    Each feature has the properties zone_id, kind, start, end, source and, for a silence window, handover_id. With
    None for ``sites`` the handover points are not looked up.
    """
    return _read(path, lambda faults: parse_zones(path, sites, bounds, faults))


def read_fleet(path: Path, sites: Collection[Site], parties: Collection[str]) -> tuple[Vehicle, ...]:
    """Read fleet.csv: vehicle_id, kind, base, seats, stretchers and, if given, remains, party, plate."""
    return _read(path, lambda faults: _fleet(path, sites, parties, faults))


def read_staff(path: Path, sites: Collection[Site]) -> tuple[Staff, ...]:
    """Read staff.csv: staff_id, role, languages (separated by ;), from, until and, if given, base."""
    return _read(path, lambda faults: _staff(path, sites, faults))


def _read[T](path: Path, parse: Callable[[list[Fault]], T]) -> T:
    faults: list[Fault] = []
    value = parse(faults)
    _raise(f"The file {path.name} cannot be read.", faults)
    return value


def _raise(summary: str, faults: list[Fault]) -> None:
    if faults:
        raise UnreadableInput(summary, faults)


def _sites(path: Path, parties: Collection[str], bounds: Bounds | None, faults: list[Fault]) -> tuple[Site, ...]:
    found: dict[str, Site] = {}
    for row in _table.rows(path, ("site_id", "name", "kind", "lon", "lat"), faults):
        site_id, kind, party = row.needed("site_id"), row.one_of("kind", SiteKind), row.text("party")
        lon, lat = row.degrees("lon", 180), row.degrees("lat", 90)
        if site_id in found:
            row.fault("site_id", f"{site_id} a second time", "each site once", "duplicate-id")
        _known_party(row, party, parties)
        if kind is SiteKind.DETENTION and not party:
            row.fault("party", "nothing", "the party that holds people there", "empty-field")
        capacity = row.count("capacity") if row.text("capacity") else None
        if capacity is not None and kind is not None and kind is not SiteKind.HANDOVER:
            row.fault("capacity", row.text("capacity"), "nothing: it is of a handover point", "wrong-place")
        if lon is None or lat is None:
            continue
        if problem := off_map((lon, lat), bounds):
            row.fault("lon", f"{lon:g}, {lat:g}", problem, "off-the-map")
        if kind is not None and site_id and site_id not in found:
            found[site_id] = Site(site_id, row.text("name") or site_id, kind, (lon, lat), party, capacity)
    _table.some(path, found, "a row for each place", faults)
    return tuple(found.values())


def _fleet(path: Path, sites: Collection[Site], parties: Collection[str], faults: list[Fault]) -> tuple[Vehicle, ...]:
    bases = {site.site_id for site in sites if site.kind is SiteKind.BASE}
    found: dict[str, Vehicle] = {}
    for row in _table.rows(path, ("vehicle_id", "kind", "base", "seats", "stretchers"), faults):
        vehicle_id, kind, base = row.needed("vehicle_id"), row.one_of("kind", VehicleKind), row.text("base")
        seats, stretchers, remains = row.count("seats"), row.count("stretchers"), row.count("remains")
        if vehicle_id in found:
            row.fault("vehicle_id", f"{vehicle_id} a second time", "each vehicle once", "duplicate-id")
        if sites and base not in bases:
            row.fault("base", repr(base), "the site_id of a base in sites.csv", "unknown-site")
        _known_party(row, row.text("party"), parties)
        if stretchers and kind is not VehicleKind.AMBULANCE and kind is not None:
            row.fault("stretchers", str(stretchers), "0: stretchers travel in ambulances only", "wrong-place")
        if remains and kind is not VehicleKind.REMAINS_TRUCK and kind is not None:
            row.fault("remains", str(remains), "0: remains never share a vehicle with the living", "wrong-place")
        if kind is VehicleKind.REMAINS_TRUCK and seats:
            row.fault("seats", str(seats), "0: remains never share a vehicle with the living", "wrong-place")
        if kind is not None and vehicle_id and vehicle_id not in found:
            found[vehicle_id] = Vehicle(
                vehicle_id, kind, base, seats, stretchers, remains, row.text("party"), row.text("plate")
            )
    _table.some(path, found, "a row for each vehicle", faults)
    return tuple(found.values())


def _staff(path: Path, sites: Collection[Site], faults: list[Fault]) -> tuple[Staff, ...]:
    places = {site.site_id for site in sites}
    found: dict[str, Staff] = {}
    for row in _table.rows(path, ("staff_id", "role", "languages", "from", "until"), faults):
        staff_id, role, base = row.needed("staff_id"), row.text("role"), row.text("base")
        begin, end = row.moment("from"), row.moment("until")
        if staff_id in found:
            row.fault("staff_id", f"{staff_id} a second time", "each member of staff once", "duplicate-id")
        if role not in ROLES:
            row.fault("role", repr(role), "one of " + ", ".join(ROLES), "unknown-value")
        if sites and base and base not in places:
            row.fault("base", repr(base), "a site_id in sites.csv", "unknown-site")
        if begin and end and begin >= end:
            row.fault("until", row.text("until"), f"a time after {row.text('from')}", "bad-time")
        if begin and end and staff_id and staff_id not in found:
            languages = tuple(part.strip() for part in row.text("languages").split(";") if part.strip())
            found[staff_id] = Staff(staff_id, role, languages, begin, end, base)
    return tuple(found.values())


def _known_party(row: _table.Row, party: str, parties: Collection[str]) -> None:
    if party and party not in parties:
        row.fault("party", repr(party), "a party of the case (case.toml)", "unknown-party")
