"""The plan as pictures: a timetable and a map, as plain SVG that loads nothing and reads in light, dark and print.

No borders are drawn: a neutral body does not draw them. Colours never carry a meaning alone.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Sequence
from html import escape
from zoneinfo import ZoneInfo

from safeconduct.movement.model import Plan, Position, Site, SiteKind, Zone, ZoneKind

WIDTH = 960
LEFT = 170
ROW = 26
TOP = 58
INK = "currentColor"
MARKS = {SiteKind.DETENTION: "■", SiteKind.HANDOVER: "◆", SiteKind.BASE: "▲", SiteKind.HOSPITAL: "✚"}


def timetable_svg(plan: Plan, sites: Sequence[Site], zones: Sequence[Zone], *, time_zone: str) -> str:
    """Rows are tranches and their vehicles' journeys; shaded columns are silence windows. Hours are local time."""
    if not plan.slots:
        return ""
    names = {site.site_id: site.name for site in sites}
    journeys = {
        (slot.tranche, holder): _span(plan, slot.tranche, holder)
        for slot in plan.slots
        for holder in sorted({run.holder for run in plan.runs if run.tranche == slot.tranche})
    }
    begin = min([slot.start for slot in plan.slots] + [span[0] for span in journeys.values()])
    end = max([slot.end for slot in plan.slots] + [span[1] for span in journeys.values()])
    begin = begin.replace(minute=0, second=0, microsecond=0)
    hours = math.ceil((end - begin).total_seconds() / 3600)
    scale = (WIDTH - LEFT - 20) / hours
    clock = ZoneInfo(time_zone)

    def x(time: dt.datetime) -> float:
        return LEFT + (time - begin).total_seconds() / 3600 * scale

    order = sorted(plan.slots, key=lambda slot: (slot.start, slot.tranche))
    rows = [(slot, holder) for slot in order for holder in sorted(h for t, h in journeys if t == slot.tranche)]
    height = TOP + ROW * len(rows) + 40
    parts = [_open("Timetable of the tranches", height)]
    for window in sorted({slot.window for slot in plan.slots}):
        for zone in zones:
            if zone.zone_id == window:
                left, right = max(LEFT, x(zone.start)), min(WIDTH - 20, x(zone.end))
                if right > left:
                    parts.append(
                        f'<rect x="{left:.1f}" y="{TOP - 8}" width="{right - left:.1f}" height="{ROW * len(rows) + 8}" '
                        f'fill="{INK}" fill-opacity="0.07"><title>Silence window {escape(window)}</title></rect>'
                    )
    step = max(1, math.ceil(hours / 12))
    for hour in range(0, hours + 1, step):
        time = begin + dt.timedelta(hours=hour)
        parts.append(_line(x(time), TOP - 8, x(time), TOP + ROW * len(rows), 0.2))
        local = time.astimezone(clock)
        parts.append(_text(x(time), TOP - 30, f"{local:%H:%M}", "middle", 12))
        parts.append(_text(x(time), TOP - 15, f"{local:%d.%m.}", "middle", 10))
    for index, (slot, holder) in enumerate(rows):
        y = TOP + ROW * index
        parts.append(_text(LEFT - 10, y + 16, f"Tranche {slot.tranche} · {holder}", "end", 12))
        start, stop = journeys[slot.tranche, holder]
        label = f"{holder}, tranche {slot.tranche}: on the road {_hm(start, clock)} to {_hm(stop, clock)}"
        parts.append(
            f'<rect x="{x(start):.1f}" y="{y + 8}" width="{max(1.0, x(stop) - x(start)):.1f}" height="8" rx="4" '
            f'fill="{INK}" fill-opacity="0.35"><title>{escape(label)}</title></rect>'
        )
        place = names.get(slot.handover, slot.handover)
        label = (
            f"Tranche {slot.tranche} at {place}: both there by {_hm(slot.meet, clock)}, gone by {_hm(slot.end, clock)}"
        )
        parts.append(
            f'<rect x="{x(slot.meet):.1f}" y="{y + 3}" width="{max(3.0, x(slot.end) - x(slot.meet)):.1f}" height="18" '
            f'rx="2" fill="#1d70b8"><title>{escape(label)}</title></rect>'
        )
    words = f"Thin bar: on the road. Blue block: handover. Shaded: silence window. Hours: {time_zone}."
    parts.append(_text(LEFT, height - 12, words, "start", 12))
    return "".join([*parts, "</svg>"])


def map_svg(plan: Plan, sites: Sequence[Site], zones: Sequence[Zone], *, attribution: str) -> str:
    """Corridors, hazard zones and places; straight up is north. ``attribution`` names whose map it is."""
    points = [site.position for site in sites] + [point for corridor in plan.corridors for point in corridor.line]
    if not points:
        return ""
    west, east = min(p[0] for p in points) - 0.1, max(p[0] for p in points) + 0.1
    south, north = min(p[1] for p in points) - 0.1, max(p[1] for p in points) + 0.1
    squeeze = math.cos(math.radians((south + north) / 2))
    scale = WIDTH / ((east - west) * squeeze)
    height = round((north - south) * scale) + 60

    def at(position: Position) -> tuple[float, float]:
        return (position[0] - west) * squeeze * scale, 30 + (north - position[1]) * scale

    parts = [_open("Map of the corridors", height)]
    for zone in zones:
        if zone.kind is ZoneKind.HAZARD:
            rings = " ".join(f"M{' L'.join('{:.1f} {:.1f}'.format(*at(p)) for p in ring)} Z" for ring in zone.rings)
            parts.append(
                f'<path d="{rings}" fill="#d4351c" fill-opacity="0.18" fill-rule="evenodd" stroke="#d4351c" '
                f'stroke-dasharray="5 4"><title>Hazard zone {escape(zone.zone_id)}</title></path>'
            )
    for corridor in sorted(plan.corridors, key=lambda one: (not one.backup, one.corridor_id)):
        line = " ".join("{:.1f},{:.1f}".format(*at(p)) for p in corridor.line)
        dash = ' stroke-dasharray="3 5" stroke-opacity="0.5"' if corridor.backup else ""
        kind = "backup corridor" if corridor.backup else "corridor"
        label = f"{corridor.start} to {corridor.end}, {kind}, {corridor.distance_km:.0f} km"
        parts.append(
            f'<polyline points="{line}" fill="none" stroke="#1d70b8" stroke-width="2"{dash}>'
            f"<title>{escape(label)}</title></polyline>"
        )
    for site in sorted(sites, key=lambda one: one.site_id):
        x, y = at(site.position)
        parts.append(_text(x, y + 5, MARKS[site.kind], "middle", 14))
        parts.append(_text(x + 10, y + 4, site.name, "start", 11))
    bar = 50.0 / 111.32 * scale
    parts.append(_line(20, height - 18, 20 + bar, height - 18, 1))
    parts.append(_text(24 + bar, height - 14, "50 km", "start", 11))
    legend = "■ detention  ◆ handover  ▲ base  ✚ hospital  red: hazard zone  dotted: backup"
    parts.append(_text(WIDTH - 10, 18, legend, "end", 12))
    if plan.rehearsal:
        parts.append(_text(10, 18, "REHEARSAL MAP: not for a live corridor", "start", 12))
    parts.append(_text(WIDTH - 10, height - 14, attribution, "end", 11))
    return "".join([*parts, "</svg>"])


def map_page(svg: str, title: str) -> str:
    """map.html: the map alone on a page."""
    return (
        f'<!doctype html>\n<html lang="en">\n<meta charset="utf-8">\n<title>{escape(title)}</title>\n'
        '<meta name="viewport" content="width=device-width">\n<body style="margin:1rem;color-scheme:light dark">\n'
        f"<h1>{escape(title)}</h1>\n{svg}\n</body>\n</html>\n"
    )


def _span(plan: Plan, tranche: int, holder: str) -> tuple[dt.datetime, dt.datetime]:
    runs = [run for run in plan.runs if (run.tranche, run.holder) == (tranche, holder)]
    ends = [run.back.arrive if run.back else run.stops[-1].depart for run in runs]
    return min(run.stops[0].depart for run in runs), max(ends)


def _hm(time: dt.datetime, clock: ZoneInfo) -> str:
    return f"{time.astimezone(clock):%d.%m. %H:%M}"


def _open(title: str, height: int) -> str:
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" role="img" viewBox="0 0 {WIDTH} {height}" width="100%" '
        f'font-family="sans-serif"><title>{escape(title)}</title>'
    )


def _text(x: float, y: float, words: str, anchor: str, size: int) -> str:
    place = f'x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}"'
    return f'<text {place} font-size="{size}" fill="{INK}">{escape(words)}</text>'


def _line(x1: float, y1: float, x2: float, y2: float, opacity: float) -> str:
    return f'<line x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}" stroke="{INK}" stroke-opacity="{opacity}" />'
