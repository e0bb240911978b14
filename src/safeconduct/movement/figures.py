"""The timetable as a picture, as plain SVG that loads nothing and reads in light, dark and print.

Colours never carry a meaning alone. The map is in ``map_figure``.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Sequence
from zoneinfo import ZoneInfo

from safeconduct.movement import _svg
from safeconduct.movement.model import Plan, Run, Site, Slot, Zone

WIDTH = 960
LEFT, RIGHT = 150, 20
TOP = 64
ROW = 22
GAP = 8  # between one tranche and the next
_STEPS = (1, 2, 3, 4, 6, 12, 24)
_MOST_TICKS = 14


def timetable_svg(plan: Plan, sites: Sequence[Site], zones: Sequence[Zone], *, time_zone: str) -> str:
    """A row for each convoy: on the road, the hand-over, the way back, and the silence window around it.

    The hours stand above in local time (``time_zone``) and in UTC. Empty where the plan has no slots.
    """
    if not plan.slots:
        return ""
    names = {site.site_id: site.name for site in sites}
    windows = {zone.zone_id: zone for zone in zones}
    slots = sorted(plan.slots, key=lambda slot: (slot.meet, slot.tranche))
    convoys = {slot.tranche: _convoys(plan, slot.tranche) for slot in slots}
    axis = _Axis(plan, ZoneInfo(time_zone))
    rows = [max(1, len(convoys[slot.tranche])) for slot in slots]
    bottom = TOP + sum(count * ROW + GAP for count in rows)
    parts = axis.ticks(bottom, time_zone)
    top = float(TOP)
    for slot, count in zip(slots, rows, strict=True):
        window = windows.get(slot.window)
        if window is not None:
            words = f"Silence window {window.zone_id}: {axis.both(window.start)} to {axis.both(window.end)}"
            box = (axis.x(window.start), top, axis.x(window.end), top + count * ROW)
            parts.append(_svg.block(box, _svg.INK, words, opacity=0.12))
        place = names.get(slot.handover, slot.handover)
        for row, (holder, runs) in enumerate(convoys[slot.tranche]):
            parts += _row(slot, holder, runs, top + row * ROW, axis, place)
        parts += _handover(slot, place, (top, top + count * ROW), axis)
        top += count * ROW + GAP
    parts += _legend(bottom + 22, escrow=bool(plan.escrow))
    told = " ".join(
        f"Tranche {slot.tranche}: {names.get(slot.handover, slot.handover)}, both convoys meet {axis.both(slot.meet)}, "
        f"{_released(slot, axis)}all have left by {axis.both(slot.end)}."
        for slot in slots
    )
    return _svg.figure(WIDTH, bottom + 36, "Timetable of the tranches", told, parts)


class _Axis:
    """Hours to pixels, and times in the words of both clocks."""

    def __init__(self, plan: Plan, clock: ZoneInfo) -> None:
        starts = [slot.start for slot in plan.slots] + [run.stops[0].depart for run in plan.runs]
        ends = [slot.end for slot in plan.slots] + [run.back.arrive for run in plan.runs if run.back is not None]
        self.clock = clock
        self.begin = min(starts).replace(minute=0, second=0, microsecond=0)
        self.hours = math.ceil((max(ends) - self.begin) / dt.timedelta(hours=1))
        self.scale = (WIDTH - LEFT - RIGHT) / self.hours

    def x(self, moment: dt.datetime) -> float:
        hours = (moment - self.begin) / dt.timedelta(hours=1)
        return LEFT + min(max(hours, 0.0), self.hours) * self.scale

    def both(self, moment: dt.datetime) -> str:
        return f"{moment.astimezone(self.clock):%d %b %H:%M} ({moment:%H:%M} UTC)"

    def ticks(self, bottom: int, time_zone: str) -> list[str]:
        step = next((step for step in _STEPS if self.hours / step <= _MOST_TICKS), _STEPS[-1])
        parts = [
            _svg.text(LEFT - 26, TOP - 27, time_zone.rpartition("/")[2].replace("_", " "), anchor="end"),
            _svg.text(LEFT - 26, TOP - 12, "UTC", anchor="end", size=10),
        ]
        shown = None
        for hour in range(0, self.hours + 1, step):
            moment = self.begin + dt.timedelta(hours=hour)
            local = moment.astimezone(self.clock)
            x = self.x(moment)
            parts.append(_svg.line(x, TOP - 6, x, bottom - GAP, opacity=0.25))
            parts.append(_svg.text(x, TOP - 27, f"{local:%H:%M}", anchor="middle"))
            parts.append(_svg.text(x, TOP - 12, f"{moment:%H:%M}", anchor="middle", size=10))
            if local.date() != shown:
                shown = local.date()
                parts.append(_svg.text(x, TOP - 44, f"{local:%d.%m.%Y}", anchor="start" if hour == 0 else "middle"))
        return parts


def _convoys(plan: Plan, tranche: int) -> list[tuple[str, list[Run]]]:
    """The convoys of a tranche. Holders stand in the order in which the plan first names them, not in that of names."""
    found: dict[str, list[Run]] = {run.holder: [] for run in plan.runs}
    for run in plan.runs:
        if run.tranche == tranche:
            found[run.holder].append(run)
    return [(holder, runs) for holder, runs in found.items() if runs]


def _row(slot: Slot, holder: str, runs: Sequence[Run], top: float, axis: _Axis, place: str) -> list[str]:
    leave = min(run.stops[0].depart for run in runs)
    back = max(run.back.arrive if run.back is not None else slot.end for run in runs)
    people = sum(len(run.seats) for run in runs)
    vehicles = "1 vehicle" if len(runs) == 1 else f"{len(runs)} vehicles"
    words = (
        f"Tranche {slot.tranche}, held by {holder}: {vehicles}, {people} people; first sets out {axis.both(leave)}, "
        f"at {place} {axis.both(slot.meet)}, last is back {axis.both(back)}"
    )
    box = (axis.x(leave), top + ROW / 2 - 3, axis.x(back), top + ROW / 2 + 3)
    return [
        _svg.text(LEFT - 10, top + ROW / 2 + 4, f"{slot.tranche} · {holder}", anchor="end"),
        _svg.block(box, _svg.INK, words, opacity=0.55, radius=3),
    ]


def _handover(slot: Slot, place: str, between: tuple[float, float], axis: _Axis) -> list[str]:
    words = f"Tranche {slot.tranche} at {place}: {_released(slot, axis)}{axis.both(slot.meet)} to {axis.both(slot.end)}"
    left, right = axis.x(slot.meet), axis.x(slot.end)
    box = (left, between[0] + 2, right, between[1] - 2)
    middle = (between[0] + between[1]) / 2
    at_right = right + 6.5 * len(place) < WIDTH
    label = _svg.text(
        right + 6 if at_right else left - 6,
        middle + 4,
        place,
        anchor="start" if at_right else "end",
        size=11,
        halo=True,
    )
    parts = [_svg.block(box, _svg.BLUE, words)]
    if slot.release is not None:
        at = axis.x(slot.release)
        parts.append(_svg.block((at - 1, between[0] + 2, at + 1, between[1] - 2), _svg.PAPER, words))
    return [*parts, label]


def _released(slot: Slot, axis: _Axis) -> str:
    if slot.release is None:
        return ""
    return f"nobody is released before {axis.both(slot.release)} save those who go without condition, "


def _legend(y: float, *, escrow: bool) -> list[str]:
    parts = []
    handover = "hand-over; line: all in custody, release begins" if escrow else "hand-over and withdrawal"
    samples = (
        (_svg.INK, 0.55, 6, "on the road, there and back"),
        (_svg.BLUE, 1.0, 14, handover),
        (_svg.INK, 0.12, 14, "silence window"),
    )
    x = float(LEFT)
    for fill, opacity, high, words in samples:
        parts.append(_svg.block((x, y - 4 - high / 2, x + 26, y - 4 + high / 2), fill, words, opacity=opacity))
        parts.append(_svg.text(x + 32, y, words))
        x += 60 + 6.4 * len(words)
    return parts
