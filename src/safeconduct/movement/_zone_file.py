"""Reading zones.geojson: polygons with the time they are in force (GeoJSON, RFC 7946)."""

from __future__ import annotations

import json
from collections.abc import Collection
from functools import partial
from pathlib import Path
from typing import Any

from safeconduct.errors import Fault
from safeconduct.movement import _table
from safeconduct.movement.geo import Bounds, off_map
from safeconduct.movement.model import Position, Site, SiteKind, Zone, ZoneKind


def parse_zones(
    path: Path, sites: Collection[Site] | None, bounds: Bounds | None, faults: list[Fault]
) -> tuple[Zone, ...]:
    """The zones of a file; faults are appended. A fault's ``row`` is the number of the feature, counted from 1."""
    text = _table.read_text(path, faults)
    if text is None:
        return ()
    try:
        document = json.loads(text)
    except json.JSONDecodeError as error:
        faults.append(Fault(path.name, f"no JSON: {error.msg}", "a GeoJSON file", row=error.lineno, code="no-json"))
        return ()
    if not isinstance(document, dict) or document.get("type") != "FeatureCollection":
        faults.append(
            Fault(path.name, "something else", "a GeoJSON FeatureCollection", field="type", code="no-geojson")
        )
        return ()
    features = document.get("features")
    if not isinstance(features, list):
        faults.append(Fault(path.name, "no list", "a list of features", field="features", code="no-geojson"))
        return ()
    found: dict[str, Zone] = {}
    for number, feature in enumerate(features, start=1):
        reader = _Feature(path.name, number, feature, faults)
        zone = reader.zone(sites, bounds, found)
        if zone is not None:
            found[zone.zone_id] = zone
    return tuple(found.values())


class _Feature:
    def __init__(self, file: str, number: int, feature: Any, faults: list[Fault]) -> None:
        self.file, self.number, self.faults = file, number, faults
        properties = feature.get("properties") if isinstance(feature, dict) else None
        geometry = feature.get("geometry") if isinstance(feature, dict) else None
        self.properties: dict[str, Any] = properties if isinstance(properties, dict) else {}
        self.geometry: dict[str, Any] = geometry if isinstance(geometry, dict) else {}
        self.zone_id = str(self.properties.get("zone_id") or "")

    def fault(self, field: str, found: str, expected: str, code: str) -> None:
        name = f"zone {self.zone_id}: " if self.zone_id else ""
        self.faults.append(Fault(self.file, name + found, expected, row=self.number, field=field, code=code))

    def _bad_time(self, field: str, found: str, expected: str) -> None:
        self.fault(field, found, expected, "bad-time")

    def zone(self, sites: Collection[Site] | None, bounds: Bounds | None, earlier: dict[str, Zone]) -> Zone | None:
        before = len(self.faults)
        if not self.zone_id:
            self.fault("zone_id", "nothing", "a name for the zone", "empty-field")
        elif self.zone_id in earlier:
            self.fault("zone_id", "the same name a second time", "each zone once", "duplicate-id")
        kind = str(self.properties.get("kind") or "")
        if kind not in {k.value for k in ZoneKind}:
            self.fault("kind", repr(kind), "hazard or silence", "unknown-value")
        start, end = (
            _table.moment(
                str(self.properties.get(field) or ""),
                partial(self._bad_time, field),
            )
            for field in ("start", "end")
        )
        if start and end and start >= end:
            self.fault("end", str(self.properties["end"]), f"a time after {self.properties['start']}", "bad-time")
        rings = self.rings(bounds)
        handover_id = str(self.properties.get("handover_id") or "")
        if kind == ZoneKind.SILENCE and sites is not None:
            self.covers(handover_id, sites, rings)
        if len(self.faults) > before or rings is None or start is None or end is None:
            return None
        return Zone(
            self.zone_id, ZoneKind(kind), rings, start, end, str(self.properties.get("source") or ""), handover_id
        )

    def covers(self, handover_id: str, sites: Collection[Site], rings: tuple[tuple[Position, ...], ...] | None) -> None:
        """A silence window must name a handover point and hold it."""
        from shapely import Point

        points = [s for s in sites if s.site_id == handover_id and s.kind is SiteKind.HANDOVER]
        if not points:
            self.fault("handover_id", repr(handover_id), "the site_id of a handover point in sites.csv", "unknown-site")
        elif rings is not None and not _polygon(rings).covers(Point(points[0].position)):
            self.fault("geometry", "a polygon elsewhere", f"a polygon around {handover_id}", "off-the-point")

    def rings(self, bounds: Bounds | None) -> tuple[tuple[Position, ...], ...] | None:
        """The rings of the polygon; None and a fault where they are no polygon."""
        from shapely.validation import explain_validity

        if self.geometry.get("type") != "Polygon":
            self.fault("geometry", repr(self.geometry.get("type")), "a Polygon", "no-polygon")
            return None
        try:
            rings = tuple(
                tuple((float(point[0]), float(point[1])) for point in ring) for ring in self.geometry["coordinates"]
            )
        except (KeyError, TypeError, ValueError, IndexError):
            self.fault("geometry", "coordinates that are no numbers", "rings of [longitude, latitude]", "no-polygon")
            return None
        if not rings:
            self.fault("geometry", "no ring", "at least an outer ring", "no-polygon")
            return None
        for ring in rings:
            if len(ring) < 4 or ring[0] != ring[-1]:
                found = f"an open ring that ends at {ring[-1][0]:g}, {ring[-1][1]:g}" if ring else "an empty ring"
                self.fault(
                    "geometry", found, "a closed ring: four or more points, the last equal to the first", "open-ring"
                )
                return None
            for point in ring:
                if problem := off_map(point, bounds):
                    self.fault("geometry", f"{point[0]:g}, {point[1]:g}", problem, "off-the-map")
                    return None
        polygon = _polygon(rings)
        if not polygon.is_valid:
            self.fault("geometry", _where(explain_validity(polygon)), "a simple polygon", "crossing-polygon")
            return None
        if polygon.area == 0:
            self.fault("geometry", "a polygon without area", "a polygon with an area", "no-polygon")
            return None
        return rings


def _polygon(rings: tuple[tuple[Position, ...], ...]) -> Any:
    from shapely import Polygon

    return Polygon(rings[0], rings[1:])


def _where(explanation: str) -> str:
    """Turn GEOS's words, such as ``Self-intersection[30.5 52.1]``, into ours."""
    words, _, place = explanation.partition("[")
    point = place.rstrip("]").replace(" ", ", ")
    what = {
        "Self-intersection": "a polygon that crosses itself",
        "Ring Self-intersection": "a ring that touches itself",
    }
    return f"{what.get(words, words.lower())} near {point}" if point else words.lower()
