"""Road maps: where to drive from one place to another, keeping out of given areas.

Valhalla answers; nobody here believes it. It routes *through* an excluded area without a word when the start or the
end lies inside, so every answer is measured against the areas again in ``corridors``.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from safeconduct.errors import RefusedByRule
from safeconduct.movement import _tiles
from safeconduct.movement.geo import Bounds, metres
from safeconduct.movement.model import Position, Zone

DATA = Path(__file__).parent / "data"
REHEARSAL = DATA / "rehearsal.osm.pbf"
SNAP_LIMIT_M = 500
OSM = "(c) OpenStreetMap contributors, ODbL"
_NO_PATH = (170, 171, 442)  # Valhalla: unconnected regions, no suitable edges near location, no path could be found
_SHAPE_SCALE = 1e6


@dataclass(frozen=True, slots=True)
class Route:
    """A road as the router drew it: positions to six decimals, km to one metre, s in whole seconds."""

    line: tuple[Position, ...]
    distance_km: float
    duration_s: int


class RoadMap:
    """An opened road map. ``rehearsal`` is true where it must not be used for a live corridor.

    ``sha256`` is the digest of the map file, which the plan carries, so that anyone can plan on the same map again.
    ``bounds`` is the area it covers (west, south, east, north), where known.
    """

    def __init__(self, pbf: Path, sha256: str, tiles: Path, *, about: Mapping[str, Any] | None) -> None:
        self.pbf = pbf
        self.sha256 = sha256
        self.tiles = tiles
        self.rehearsal = about is not None
        self.bounds: Bounds | None = None if about is None else tuple(about["bounds"])
        self.attribution = OSM if about is None else str(about["attribution"])
        self._actor = _actor(tiles)

    def serve(self, mode: str) -> None:
        """Raises RefusedByRule if this map must not be used in an operation of this mode (*live* or *rehearsal*)."""
        if self.rehearsal and mode == "live":
            raise RefusedByRule(
                "The embedded road map is for rehearsals: it lacks one-way streets, small roads and bridge limits. "
                "A live operation needs an OpenStreetMap extract of the region (.osm.pbf)."
            )

    def route(self, a: Position, b: Position, avoid: Sequence[Zone] = ()) -> Route | None:
        """The quickest road for a bus from ``a`` to ``b`` outside ``avoid``, says the router; None if there is none.

        A zone that holds ``a`` or ``b`` is silently driven through: check the line.
        """
        if a == b:
            return Route((a, b), 0.0, 0)
        answer = self._ask("route", {"locations": _locations([a, b]), **_avoiding(avoid), "directions_type": "none"})
        if answer is None:
            return None
        (leg,) = answer["trip"]["legs"]
        summary = leg["summary"]
        return Route(_decode(leg["shape"]), round(summary["length"], 3), round(summary["time"]))

    def matrix(
        self, sources: Sequence[Position], targets: Sequence[Position], avoid: Sequence[Zone] = ()
    ) -> tuple[tuple[int | None, ...], ...]:
        """Driving times in s, one row per source; None where there is no road. An estimate, not checked."""
        if not sources or not targets:
            return tuple(() for _ in sources)
        question = {"sources": _locations(sources), "targets": _locations(targets), **_avoiding(avoid)}
        answer = self._ask("matrix", question)
        if answer is None:
            return tuple(tuple(None for _ in targets) for _ in sources)
        rows = answer["sources_to_targets"]
        return tuple(tuple(None if c["time"] is None else round(c["time"]) for c in row) for row in rows)

    def snap(self, place: Position) -> tuple[Position, float] | None:
        """The nearest point on a road and how far it is, in m; None where the map has no road within 35 km."""
        found = self._ask("locate", {"locations": _locations([place])})
        edges = [edge for entry in found or [] for edge in entry.get("edges") or []]
        if not edges:
            return None
        points = sorted({(round(e["correlated_lon"], 6), round(e["correlated_lat"], 6)) for e in edges})
        best = min(points, key=lambda point: (metres(place, point), point))
        return best, metres(place, best)

    def _ask(self, action: str, question: dict[str, Any]) -> Any:
        from valhalla import ValhallaError

        text = json.dumps({**question, "costing": "bus"})
        try:
            return json.loads(getattr(self._actor, action)(text))
        except ValhallaError as error:
            if getattr(error, "code", None) in _NO_PATH or any(f'"error_code":{n}' in str(error) for n in _NO_PATH):
                return None
            raise


def open_map(cache: Path, pbf: Path | None = None) -> RoadMap:
    """Open a road map: the embedded rehearsal map, or the OpenStreetMap extract ``pbf``.

    At first use tiles are built into ``cache`` (about 3 s for the embedded map). Raises UnreadableInput if ``pbf`` is
    no OpenStreetMap extract.
    """
    path = pbf or REHEARSAL
    sha256 = _tiles.digest(path)
    about = about_rehearsal()
    tiles = _tiles.build(path, sha256, cache)
    return RoadMap(path, sha256, tiles, about=about if sha256 == about["sha256"] else None)


def about_rehearsal() -> dict[str, Any]:
    """What the embedded map is: digest, bounds, source, licence, attribution, limits."""
    about: dict[str, Any] = json.loads((DATA / "rehearsal.json").read_text(encoding="utf-8"))
    return about


@lru_cache(maxsize=8)
def _actor(tiles: Path) -> Any:
    from valhalla import Actor

    with tempfile.NamedTemporaryFile("w", suffix=".json", encoding="utf-8") as config:
        json.dump(_tiles.options(tiles), config)
        config.flush()
        return Actor(config.name)


def _locations(places: Sequence[Position]) -> list[dict[str, float]]:
    return [{"lon": lon, "lat": lat, "radius": 0} for lon, lat in places]


def _avoiding(zones: Sequence[Zone]) -> dict[str, Any]:
    """Outer rings only: a road to a hole in a zone would have to cross the zone."""
    rings = [[list(point) for point in zone.rings[0]] for zone in zones]
    return {"exclude_polygons": rings} if rings else {}


def _decode(shape: str) -> tuple[Position, ...]:
    """Read Valhalla's encoded polyline with six decimals."""
    line: list[Position] = []
    lat = lon = at = 0
    while at < len(shape):
        deltas = []
        for _ in range(2):
            value = shift = 0
            while True:
                byte = ord(shape[at]) - 63
                at += 1
                value |= (byte & 31) << shift
                shift += 5
                if byte < 32:
                    break
            deltas.append(~(value >> 1) if value & 1 else value >> 1)
        lat, lon = lat + deltas[0], lon + deltas[1]
        line.append((round(lon / _SHAPE_SCALE, 6), round(lat / _SHAPE_SCALE, 6)))
    return tuple(line)
