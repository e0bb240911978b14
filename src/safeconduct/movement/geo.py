"""Distances on the ground. Positions are (longitude, latitude) in degrees, WGS 84."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise

from safeconduct.movement.model import Position

EARTH_M = 6_371_008.8
Bounds = tuple[float, float, float, float]  # west, south, east, north, in degrees


def metres(a: Position, b: Position) -> float:
    """Great-circle distance in m."""
    lon_a, lat_a, lon_b, lat_b = map(math.radians, (*a, *b))
    half = math.sin((lat_b - lat_a) / 2) ** 2 + math.cos(lat_a) * math.cos(lat_b) * math.sin((lon_b - lon_a) / 2) ** 2
    return 2 * EARTH_M * math.asin(min(1.0, math.sqrt(half)))


def length_km(line: Sequence[Position]) -> float:
    """Length of a line in km."""
    return sum(metres(a, b) for a, b in pairwise(line)) / 1000


def off_map(place: Position, bounds: Bounds | None) -> str | None:
    """What would be expected instead of a position off the map, in words; None where it is on the map."""
    if bounds is None or _inside(place, bounds):
        return None
    if _inside((place[1], place[0]), bounds):
        return "longitude and latitude in the right order (they look swapped)"
    west, south, east, north = bounds
    return f"a place on the road map: longitude {west:g} to {east:g}, latitude {south:g} to {north:g}"


def _inside(place: Position, bounds: Bounds) -> bool:
    return bounds[0] <= place[0] <= bounds[2] and bounds[1] <= place[1] <= bounds[3]
