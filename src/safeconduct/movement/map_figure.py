"""The map as a picture: corridors, hazard zones and places, as plain SVG that reads in light, dark and print.

No borders are drawn: a neutral body does not draw them. Colours never carry a meaning alone.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Sequence
from html import escape
from itertools import pairwise

from safeconduct.movement import _svg
from safeconduct.movement.geo import EARTH_M
from safeconduct.movement.model import Plan, Position, Site, SiteKind, Zone, ZoneKind

WIDTH = 960
EDGE = 24
FOOT = 64
HEAD = 34
MARKS = {SiteKind.DETENTION: "■", SiteKind.HANDOVER: "◆", SiteKind.BASE: "▲", SiteKind.HOSPITAL: "✚"}
_SCALES_KM = (1, 2, 5, 10, 20, 50, 100, 200)
_Span = tuple[dt.datetime, dt.datetime] | None


def map_svg(plan: Plan, sites: Sequence[Site], zones: Sequence[Zone], *, attribution: str) -> str:
    """The roads of the plan, the hazard zones with their hours, and all places; straight up is north.

    ``attribution`` names whose map it is. Empty where there is nothing to show.
    """
    roads = [corridor.line for corridor in plan.corridors]
    points = [site.position for site in sites] + [point for road in roads for point in road]
    if not points:
        return ""
    frame = _Frame(points)
    hazards = sorted((z for z in zones if z.kind is ZoneKind.HAZARD), key=lambda zone: zone.zone_id)
    parts = [_hazard(zone, frame) for zone in hazards]
    parts += _corridors(plan, frame)
    parts += _labels(sites, hazards, frame, _span(plan))
    if plan.rehearsal:
        parts.append(_svg.text(EDGE, 20, "REHEARSAL MAP: not for a live corridor", size=13))
    parts += _foot(frame, attribution)
    told = (
        f"{sum(not c.backup for c in plan.corridors)} corridors and {sum(c.backup for c in plan.corridors)} backups "
        f"between {len(sites)} places; {len(hazards)} hazard zones: {', '.join(_zone_words(z) for z in hazards)}."
    )
    return _svg.figure(WIDTH, frame.height, "Map of the corridors", told, parts)


def map_page(svg: str, title: str) -> str:
    """map.html: the map alone on a page."""
    return (
        f'<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n<title>{escape(title)}</title>\n'
        '<meta name="viewport" content="width=device-width">\n<style>:root{color-scheme:light dark}'
        "body{margin:1rem;font-family:Noto Sans,Arial,sans-serif}</style>\n</head>\n"
        f"<body>\n<h1>{escape(title)}</h1>\n{svg}\n</body>\n</html>\n"
    )


class _Frame:
    """Degrees to pixels, on a plain map with true proportions in its middle."""

    def __init__(self, points: Sequence[Position]) -> None:
        self.west, east = min(p[0] for p in points), max(p[0] for p in points)
        south, self.north = min(p[1] for p in points), max(p[1] for p in points)
        self.squeeze = math.cos(math.radians((south + self.north) / 2))
        wide = max((east - self.west) * self.squeeze, (self.north - south) / 2, 0.01)
        self.scale = (WIDTH - 2 * EDGE - 80) / wide
        self.map_bottom = HEAD + EDGE + (self.north - south) * self.scale + EDGE
        self.height = round(self.map_bottom + FOOT)

    def at(self, place: Position) -> tuple[float, float]:
        x = EDGE + 10 + (place[0] - self.west) * self.squeeze * self.scale
        return x, HEAD + EDGE + (self.north - place[1]) * self.scale

    def line(self, points: Sequence[Position]) -> str:
        return " ".join("{:.1f},{:.1f}".format(*self.at(point)) for point in points)

    @property
    def px_per_km(self) -> float:
        return self.scale / (math.pi * EARTH_M / 1000 / 180)


def _hazard(zone: Zone, frame: _Frame) -> str:
    rings = " ".join(f"M{' L'.join(frame.line([point]) for point in ring)} Z" for ring in zone.rings)
    return (
        f'<path d="{rings}" fill="{_svg.RED}" fill-opacity="0.2" fill-rule="evenodd" stroke="{_svg.RED}" '
        f'stroke-width="1.5" stroke-dasharray="5 4"><title>Hazard zone {escape(_zone_words(zone))}</title></path>'
    )


def _zone_words(zone: Zone) -> str:
    return f"{zone.zone_id} ({zone.start:%d %b %H:%M} to {zone.end:%d %b %H:%M} UTC)"


def _corridors(plan: Plan, frame: _Frame) -> list[str]:
    """Backups dotted below; roads that vehicles drive empty thin; roads with people aboard thick on top."""
    loaded = _with_people(plan)
    styles = {0: (1.5, ' stroke-dasharray="2 5" stroke-opacity="0.8"', "backup"), 1: (1.5, "", "driven empty")}
    styles[2] = (3.5, "", "with people aboard")
    order = [(0 if c.backup else 2 if c.corridor_id in loaded else 1, c.corridor_id, c) for c in plan.corridors]
    parts = []
    for rank, _, corridor in sorted(order, key=lambda entry: entry[:2]):
        width, dash, words = styles[rank]
        around = f", around {', '.join(corridor.avoids)}" if corridor.avoids else ""
        title = f"{corridor.start} to {corridor.end}: {corridor.distance_km:.0f} km, {words}{around}"
        parts.append(
            f'<polyline points="{frame.line(corridor.line)}" fill="none" stroke="{_svg.BLUE}" stroke-width="{width}" '
            f'stroke-linejoin="round"{dash}><title>{escape(title)}</title></polyline>'
        )
    return parts


def _with_people(plan: Plan) -> set[str]:
    found = set()
    for run in plan.runs:
        aboard = False
        for before, stop in pairwise(run.stops):
            aboard = aboard or bool(before.boards)
            if aboard:
                found.add(stop.corridor)
    return found


def _labels(sites: Sequence[Site], hazards: Sequence[Zone], frame: _Frame, span: _Span) -> list[str]:
    """Marks and names of the places and zones, each name where it hides no other."""
    bounds = (0.0, float(HEAD), float(WIDTH), frame.map_bottom)
    marks, taken = [], []
    for site in sites:
        x, y = frame.at(site.position)
        marks.append(_svg.text(x, y + 5, MARKS[site.kind], anchor="middle", size=15, halo=True))
        taken.append((x - 7, y - 7, x + 7, y + 7))
    names = []
    for site in sorted(sites, key=lambda one: (one.kind is not SiteKind.HANDOVER, one.site_id)):
        label, box = _svg.place_label(*frame.at(site.position), site.name, 12, taken, bounds)
        names.append(label)
        taken.append(box)
    for zone in hazards:
        ring = zone.rings[0]
        x, y = frame.at((max(point[0] for point in ring), sum(point[1] for point in ring[:-1]) / (len(ring) - 1)))
        label, box = _svg.place_label(x - 4, y, zone.zone_id + _hours(zone, span), 10, taken, bounds)
        names.append(label)
        taken.append(box)
    return marks + names


def _span(plan: Plan) -> _Span:
    """From the first setting out to the last return; None where nobody drives."""
    if not plan.runs:
        return None
    ends = [run.back.arrive if run.back is not None else run.stops[-1].depart for run in plan.runs]
    return min(run.stops[0].depart for run in plan.runs), max(ends)


def _hours(zone: Zone, span: _Span) -> str:
    """When a zone is in force, as far as that cuts into the time of the plan."""
    begins = "" if span is None or zone.start <= span[0] else f" from {zone.start:%d.%m. %H:%M}"
    ends = "" if span is None or zone.end >= span[1] else f" until {zone.end:%d.%m. %H:%M}"
    return begins + ends


def _foot(frame: _Frame, attribution: str) -> list[str]:
    y = frame.map_bottom + 12
    parts = [_svg.line(EDGE, y - 10, WIDTH - EDGE, y - 10, opacity=0.3)]
    x = float(EDGE)
    for words in ("■ detention", "◆ handover point", "▲ base", "✚ hospital"):
        parts.append(_svg.text(x, y + 10, words))
        x += 6.2 * len(words) + 16
    for width, dash, words in ((3.5, "", "with people aboard"), (1.5, "", "driven empty"), (1.5, "2 5", "backup")):
        dashes = f' stroke-dasharray="{dash}"' if dash else ""
        parts.append(
            f'<line x1="{x:.0f}" y1="{y + 6:.1f}" x2="{x + 28:.0f}" y2="{y + 6:.1f}" stroke="{_svg.BLUE}" '
            f'stroke-width="{width}"{dashes} />'
        )
        parts.append(_svg.text(x + 34, y + 10, words))
        x += 6.2 * len(words) + 46
    box = (x, y - 1, x + 24, y + 13)
    parts.append(_svg.block(box, _svg.RED, "hazard zone", opacity=0.25))
    parts.append(_svg.text(x + 30, y + 10, "hazard zone (hours in UTC)"))
    longest = max((km for km in _SCALES_KM if km * frame.px_per_km <= WIDTH / 4), default=_SCALES_KM[0])
    bar = longest * frame.px_per_km
    parts += [
        _svg.line(EDGE, y + 34, EDGE + bar, y + 34, width=2),
        _svg.line(EDGE, y + 30, EDGE, y + 38),
        _svg.line(EDGE + bar, y + 30, EDGE + bar, y + 38),
        _svg.text(EDGE + bar + 8, y + 38, f"{longest} km"),
        _svg.text(WIDTH - EDGE, y + 38, attribution, anchor="end"),
    ]
    return parts
