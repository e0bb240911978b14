"""Corridors: roads between two places that keep out of every hazard zone in force, and a second one for each.

The direct road is taken where it crosses no zone; otherwise the router is asked for another, and what it answers is
measured with shapely. A corridor that does not pass is no corridor: the router's word is never enough.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Iterable, Mapping

from safeconduct.errors import Fault, NothingFeasible, RefusedByRule
from safeconduct.movement.geo import metres, off_map
from safeconduct.movement.maps import SNAP_LIMIT_M, RoadMap, Route
from safeconduct.movement.model import Corridor, Position, Site, SiteKind, Zone, ZoneKind
from safeconduct.movement.zones import crossed, holding

MIDDLE = (0.12, 0.88)  # the part of a corridor that its backup must keep away from
APART_KM = 1.5
MOST_SHARED = 0.05
BACKUP_LIMIT_S = 9 * 3600


def check_on_road(road_map: RoadMap, sites: Iterable[Site], file: str = "sites.csv") -> None:
    """Raises RefusedByRule for every place that is more than 500 m from a road of the map."""
    faults = []
    for site in sites:
        found = road_map.snap(site.position)
        if found is None or found[1] > SNAP_LIMIT_M:
            far = "no road within 35 km" if found is None else f"the nearest road {found[1] / 1000:.1f} km away"
            where = f"{site.site_id} at longitude {site.position[0]:g}, latitude {site.position[1]:g}: {far}"
            expected = off_map(site.position, road_map.bounds) or f"a road of the map within {SNAP_LIMIT_M} m"
            faults.append(Fault(file, where, expected, code="off-road"))
    if faults:
        raise RefusedByRule("Places are too far from a road of the map to plan a corridor to them.", faults)


def find_road(
    road_map: RoadMap, start: Position, end: Position, zones: Iterable[Zone]
) -> tuple[Corridor, Corridor | None]:
    """The corridor between two positions outside the hazard zones given, and a backup where there is one.

    Raises RefusedByRule where an end lies in a zone or off the road, NothingFeasible where no road is left.
    """
    around = tuple(sorted((z for z in zones if z.kind is ZoneKind.HAZARD), key=lambda zone: zone.zone_id))
    ends = [Site(name, name, SiteKind.BASE, place) for name, place in (("start", start), ("end", end))]
    faults = []
    for site in ends:
        held = holding(site.position, around)
        if held:
            where = f"{site.site_id} at {site.position[0]:g}, {site.position[1]:g} inside hazard zone {', '.join(held)}"
            faults.append(Fault("route", where, "a place outside every hazard zone", code="site-in-hazard"))
    if faults:
        raise RefusedByRule("No vehicle is sent into a hazard zone.", faults)
    check_on_road(road_map, ends, "route")
    corridors = Corridors(road_map, ends)
    found = corridors.leg("start", "end", around)
    if found is None:
        direct = corridors.leg("start", "end", ())
        barred = (
            ", ".join(crossed(direct.line, around)) if direct is not None else "none: the map joins them by no road"
        )
        fault = Fault("route", f"hazard zones across the direct road: {barred}", "a road around them", code="no-road")
        raise NothingFeasible("No road is left outside the hazard zones.", [fault])
    return found, corridors.backup(found, around)


class Corridors:
    """The roads between the places of one operation, each worked out once per set of zones to avoid.

    ``leg(a, b, zones)`` takes site_ids and the hazard zones in force while a vehicle may be on the road.
    """

    def __init__(self, road_map: RoadMap, sites: Iterable[Site]) -> None:
        self._map = road_map
        self._sites: Mapping[str, Site] = {site.site_id: site for site in sites}
        self._direct: dict[tuple[str, str], Route | None] = {}
        self._legs: dict[tuple[str, str, tuple[Zone, ...]], Corridor | None] = {}

    def leg(self, start: str, end: str, zones: tuple[Zone, ...]) -> Corridor | None:
        """The corridor from one place to another outside ``zones``; None where there is none."""
        key = (start, end, zones)
        if key not in self._legs:
            self._legs[key] = self._find(start, end, zones)
        return self._legs[key]

    def backup(self, primary: Corridor, zones: tuple[Zone, ...]) -> Corridor | None:
        """A second corridor that keeps 1.5 km away from the middle of the first; None where there is none.

        At most a twentieth of it may run along the first one's middle, and it must be driven in nine hours.
        """
        if primary.distance_km == 0:
            return None
        import shapely

        middle = _middle(primary)
        route = self._map.route(primary.line[0], primary.line[-1], (*zones, middle))
        if route is None or route.duration_s > BACKUP_LIMIT_S or crossed(route.line, zones):
            return None
        road = shapely.LineString(route.line)
        if road.intersection(shapely.Polygon(middle.rings[0])).length > MOST_SHARED * road.length:
            return None
        return _corridor(primary.start, primary.end, route, primary.avoids, backup=True)

    def _find(self, start: str, end: str, zones: tuple[Zone, ...]) -> Corridor | None:
        if (start, end) not in self._direct:
            self._direct[start, end] = self._route(start, end, ())
        direct = self._direct[start, end]
        if direct is None:
            return None
        in_the_way = crossed(direct.line, zones)
        if not in_the_way:
            return _corridor(start, end, direct, ())
        around = self._route(start, end, zones)
        if around is None or crossed(around.line, zones):
            return None
        return _corridor(start, end, around, in_the_way)

    def _route(self, start: str, end: str, zones: tuple[Zone, ...]) -> Route | None:
        """The router's road, lengthened to the places themselves, so that the last metres are measured too."""
        a, b = self._sites[start].position, self._sites[end].position
        route = self._map.route(a, b, zones)
        if route is None:
            return None
        before, after = metres(a, route.line[0]), metres(b, route.line[-1])
        if max(before, after) > SNAP_LIMIT_M:
            return None
        line = ((a,) if before > 1 else ()) + route.line + ((b,) if after > 1 else ())
        return Route(line, route.distance_km, route.duration_s)


def _corridor(start: str, end: str, route: Route, avoids: tuple[str, ...], *, backup: bool = False) -> Corridor:
    mark = hashlib.sha256(repr(route.line).encode()).hexdigest()[:6]
    name = f"{start}>{end}:{mark}"
    return Corridor(name, start, end, route.line, route.distance_km, route.duration_s, avoids, backup)


def _middle(primary: Corridor) -> Zone:
    """The area that a backup must avoid: the middle of the corridor, 1.5 km to both sides."""
    import datetime as dt

    import shapely
    from shapely.ops import substring

    lat = sum(point[1] for point in primary.line) / len(primary.line)
    squeeze = math.cos(math.radians(lat))
    road = shapely.LineString([(lon * squeeze, lat) for lon, lat in primary.line])
    part = substring(road, MIDDLE[0], MIDDLE[1], normalized=True)
    area = part.buffer(APART_KM / 111.2, quad_segs=4)
    ring: tuple[Position, ...] = tuple((round(x / squeeze, 6), round(y, 6)) for x, y in area.exterior.coords)
    always = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
    return Zone("middle", ZoneKind.HAZARD, (ring,), always, always)
