"""Measuring places and roads against zones. Shapely is the judge here, and the router has no say.

A road that touches the edge of a zone crosses it. A zone is in force from ``start`` up to, not including, ``end``.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Any

from safeconduct.movement.model import Position, Zone, ZoneKind


@lru_cache(maxsize=4096)
def shape(zone: Zone) -> Any:
    """The zone as a prepared shapely polygon, in degrees."""
    import shapely

    polygon = shapely.Polygon(zone.rings[0], zone.rings[1:])
    shapely.prepare(polygon)
    return polygon


def in_force(zone: Zone, begin: dt.datetime, end: dt.datetime) -> bool:
    """Whether the zone is in force at any moment from ``begin`` to ``end``, both included."""
    return zone.start <= end and begin < zone.end


def hazards(zones: Iterable[Zone], begin: dt.datetime, end: dt.datetime) -> tuple[Zone, ...]:
    """The hazard zones in force at any moment from ``begin`` to ``end``, by zone_id."""
    found = [zone for zone in zones if zone.kind is ZoneKind.HAZARD and in_force(zone, begin, end)]
    return tuple(sorted(found, key=lambda zone: zone.zone_id))


def windows(zones: Iterable[Zone]) -> tuple[Zone, ...]:
    """The silence windows, by start and zone_id."""
    return tuple(sorted((z for z in zones if z.kind is ZoneKind.SILENCE), key=lambda z: (z.start, z.zone_id)))


def crossed(line: Sequence[Position], zones: Iterable[Zone]) -> tuple[str, ...]:
    """Which zones a line crosses or touches, by zone_id."""
    import shapely

    road = shapely.LineString(line) if len(line) > 1 else shapely.Point(line[0])
    return tuple(sorted(zone.zone_id for zone in zones if shape(zone).intersects(road)))


def holding(place: Position, zones: Iterable[Zone]) -> tuple[str, ...]:
    """Which zones hold a place, their edge included, by zone_id."""
    return crossed((place,), zones)
