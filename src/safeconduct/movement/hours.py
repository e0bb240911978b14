"""Hours of duty and rest of one member of staff.

Tasks with less than 11 hours between them belong to one duty; a duty, from the beginning of its first task to the
end of its last, lasts at most 13 hours (``Pace`` holds both numbers).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from itertools import pairwise
from zoneinfo import ZoneInfo

from safeconduct.movement.pace import MINUTE, Pace

Span = tuple[dt.datetime, dt.datetime]


def duties_of(tasks: Sequence[Span], pace: Pace) -> list[list[Span]]:
    """The tasks in order, gathered into duties."""
    duties: list[list[Span]] = []
    for task in sorted(tasks):
        if duties and task[0] - max(end for _, end in duties[-1]) < dt.timedelta(hours=pace.rest_h):
            duties[-1].append(task)
        else:
            duties.append([task])
    return duties


def allowed(tasks: Sequence[Span], pace: Pace) -> bool:
    """Whether one person can do all the tasks: none overlap, and no duty is longer than allowed."""
    for duty in duties_of(tasks, pace):
        if duty[-1][1] - duty[0][0] > dt.timedelta(hours=pace.duty_h):
            return False
        if any(later[0] < earlier[1] for earlier, later in pairwise(duty)):
            return False
    return True


def night_min(task: Span, zone: ZoneInfo, night: tuple[int, int]) -> int:
    """Minutes of a task between the hours of ``night`` on the local clock."""
    begins, ends = night
    minutes, moment = 0, task[0]
    while moment < task[1]:
        step = min(task[1], moment.replace(minute=0, second=0, microsecond=0) + dt.timedelta(hours=1))
        hour = moment.astimezone(zone).hour
        if hour >= begins or hour < ends:
            minutes += int((step - moment) / MINUTE)
        moment = step
    return minutes
