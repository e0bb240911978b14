"""How long things take and what crews may be asked to do: the rules of the road, as data.

Hours of duty and rest follow Regulation (EC) 561/2006 for passenger transport in spirit: 45 minutes of break after
4.5 hours of driving, 9 hours of driving a day, 11 hours of rest between duties. An operation may set its own.
"""

from __future__ import annotations

import datetime as dt
import math
from dataclasses import dataclass

MINUTE = dt.timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Load:
    """People and remains to be moved together. ``at_once`` are those on seats and on stretchers who go without
    condition, and are not kept back in escrow."""

    seats: int = 0
    stretchers: int = 0
    remains: int = 0
    at_once: tuple[int, int] = (0, 0)

    @property
    def people(self) -> int:
        return self.seats + self.stretchers + self.remains


@dataclass(frozen=True, slots=True)
class Pace:
    """Durations in minutes, hours where the name ends in ``_h``, and shares of one.

    A slot is the last approach, the hand-over and the withdrawal. The hand-over runs in as many lanes as there are
    started ``people_per_lane`` of both parties together. ``in_escrow`` it goes through them twice: everybody of both
    parties is taken into the intermediary's custody, and only then is the first released; but whoever goes without
    condition is released in between.
    """

    grid_min: int = 10  # convoys meet at whole multiples of this
    approach_min: int = 60
    withdrawal_min: int = 30
    gap_min: int = 10  # between the end of one hand-over and the beginning of the next, wherever they are
    opening_min: int = 15
    seat_min: float = 1.0
    stretcher_min: float = 3.0
    remains_min: float = 1.0
    people_per_lane: int = 45  # a bus load
    in_escrow: bool = False
    boarding_opening_min: int = 10
    boarding_seat_min: float = 1.0
    boarding_stretcher_min: float = 4.0
    boarding_remains_min: float = 2.0
    delay_share: float = 0.15  # added to every driving time
    break_after_h: float = 4.5
    break_min: int = 45
    turn_round_min: int = 45  # at the base, between two runs of a vehicle
    reach_h: int = 8  # the earliest that a convoy may set out before the hand-over
    return_h: int = 5  # the latest that it may be back after it
    driving_h: float = 9.0
    duty_h: float = 13.0
    rest_h: float = 11.0
    night: tuple[int, int] = (22, 6)  # local hours that count as night work

    def lanes(self, load: Load) -> int:
        return max(1, math.ceil(load.people / self.people_per_lane))

    def custody_min(self, load: Load) -> int:
        """Minutes, on the grid, in which both parties' people pass through the lanes, with the opening.

        In escrow, whoever goes without condition passes through them twice in that time.
        """
        return self._on_grid(self.opening_min + self._work_min(load) + self._at_once_min(load))

    def handover_min(self, load: Load) -> int:
        """Minutes that the hand-over of both parties' people takes, on the grid."""
        release_min = self._work_min(load) - self._at_once_min(load) if self.in_escrow else 0
        return self.custody_min(load) + self._on_grid(release_min)

    def _at_once_min(self, load: Load) -> float:
        seats, stretchers = load.at_once if self.in_escrow else (0, 0)
        return (seats * self.seat_min + stretchers * self.stretcher_min) / self.lanes(load)

    def _work_min(self, load: Load) -> float:
        work = load.seats * self.seat_min + load.stretchers * self.stretcher_min + load.remains * self.remains_min
        return work / self.lanes(load)

    def _on_grid(self, minutes: float) -> int:
        return math.ceil(minutes / self.grid_min) * self.grid_min

    def slot_min(self, load: Load) -> int:
        return self.approach_min + self.handover_min(load) + self.withdrawal_min

    def boarding_s(self, load: Load) -> int:
        """Seconds that boarding takes at a place of detention, without the opening."""
        work = load.seats * self.boarding_seat_min + load.stretchers * self.boarding_stretcher_min
        return math.ceil(work + load.remains * self.boarding_remains_min) * 60

    def driving_s(self, duration_s: int) -> int:
        """Planned seconds for a road that takes ``duration_s`` undisturbed: with delay and breaks, in whole minutes."""
        planned = duration_s * (1 + self.delay_share)
        breaks = max(0, math.ceil(planned / 3600 / self.break_after_h) - 1)
        return math.ceil(planned / 60 + breaks * self.break_min) * 60
