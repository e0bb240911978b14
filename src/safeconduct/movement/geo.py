"""Distances on the ground. Positions are (longitude, latitude) in degrees, WGS 84."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise

from safeconduct.movement.model import Position

EARTH_M = 6_371_008.8


def metres(a: Position, b: Position) -> float:
    """Great-circle distance in m."""
    lon_a, lat_a, lon_b, lat_b = map(math.radians, (*a, *b))
    half = math.sin((lat_b - lat_a) / 2) ** 2 + math.cos(lat_a) * math.cos(lat_b) * math.sin((lon_b - lon_a) / 2) ** 2
    return 2 * EARTH_M * math.asin(min(1.0, math.sqrt(half)))


def length_km(line: Sequence[Position]) -> float:
    """Length of a line in km."""
    return sum(metres(a, b) for a, b in pairwise(line)) / 1000
