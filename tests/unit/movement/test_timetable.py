"""The timetable: in order, inside the windows, one slot at a time, and an honest word where it does not fit."""

from __future__ import annotations

import datetime as dt
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from movement_samples import START, hour, quiet
from safeconduct.errors import NothingFeasible
from safeconduct.movement.model import Slot, Zone
from safeconduct.movement.pace import Load, Pace
from safeconduct.movement.timetable import CHUNK, Reach, timetable

PACE = Pace()
END = hour(48)


def anywhere(tranche: int, point: str, meet: dt.datetime, end: dt.datetime) -> tuple[dt.datetime, int]:
    return START, 0


def make(loads: dict[int, Load], windows: list[Zone], reach: Reach = anywhere, **more: object) -> tuple[Slot, ...]:
    return timetable(loads, sorted(loads), windows, reach, PACE, START, END, **more)  # type: ignore[arg-type]


def test_a_slot_holds_approach_handover_and_withdrawal_inside_its_window() -> None:
    """One tranche in one window: as early as it can be, on the grid, with an hour of quiet before the meeting."""
    (slot,) = make({1: Load(seats=60)}, [quiet(begin=9, end=14)])
    assert (slot.start, slot.meet) == (hour(9), hour(10))
    lanes = 2  # sixty people
    assert slot.end - slot.meet == dt.timedelta(minutes=15 + 60 / lanes + 5 + 30)  # on the grid of ten minutes
    assert slot.window == "quiet-north-crossing-1"


def test_handovers_follow_each_other_even_at_two_points() -> None:
    """The exposure was counted in the order of the tranches: the next begins when the one before is over."""
    slots = make({t: Load(seats=40) for t in (1, 2, 3)}, [quiet(), quiet("south-crossing")])
    for earlier, later in pairwise(slots):
        over = earlier.end - dt.timedelta(minutes=PACE.withdrawal_min)
        assert later.meet >= over + dt.timedelta(minutes=PACE.gap_min)
    assert len({slot.handover for slot in slots}) == 2  # the second point saves waiting for the approach


@settings(max_examples=12, deadline=None)
@given(
    sizes=st.lists(st.integers(1, 120), min_size=1, max_size=CHUNK + 1),
    begins=st.lists(st.integers(0, 40), min_size=1, max_size=3, unique=True),
    long=st.integers(3, 14),
)
def test_whatever_is_promised_holds(sizes: list[int], begins: list[int], long: int) -> None:
    """Windows kept, points never held twice, order kept: for any tranches and windows that can be served at all."""
    windows = [quiet(("north-crossing", "south-crossing")[k % 2], b, b + long, k) for k, b in enumerate(begins)]
    loads = {k + 1: Load(seats=size) for k, size in enumerate(sizes)}
    try:
        slots = make(loads, windows)
    except NothingFeasible:
        return
    by_id = {window.zone_id: window for window in windows}
    assert [slot.tranche for slot in slots] == sorted(loads)
    for slot in slots:
        assert by_id[slot.window].start <= slot.start < slot.meet < slot.end <= min(by_id[slot.window].end, END)
        assert slot.end - slot.start == dt.timedelta(minutes=PACE.slot_min(loads[slot.tranche]))
    for a, b in pairwise(sorted(slots, key=lambda s: (s.handover, s.start))):
        assert a.handover != b.handover or a.end <= b.start
    for a, b in pairwise(slots):
        assert b.meet >= a.end - dt.timedelta(minutes=PACE.withdrawal_min)


def test_the_same_question_has_the_same_answer() -> None:
    """No clock and no chance in it."""
    loads = {t: Load(seats=30 + t) for t in range(1, 6)}
    windows = [quiet(), quiet("south-crossing", end=18)]
    assert make(loads, windows) == make(loads, windows)


def test_people_are_handed_over_where_they_drive_least() -> None:
    """Two points are quiet at the same time; the tranche goes to the one that is nearer to its people."""

    def near_south(tranche: int, point: str, meet: dt.datetime, end: dt.datetime) -> tuple[dt.datetime, int]:
        return START, 600 if point == "north-crossing" else 300

    (slot,) = make({1: Load(seats=5)}, [quiet(), quiet("south-crossing")], near_south)
    assert slot.handover == "south-crossing"


def test_a_tranche_waits_for_its_convoys() -> None:
    """No meeting before both parties' convoys can be there, nor before the time that the caller sets."""

    def from_twelve(tranche: int, point: str, meet: dt.datetime, end: dt.datetime) -> tuple[dt.datetime, int]:
        return hour(12.2), 0

    (slot,) = make({1: Load(seats=5)}, [quiet()], from_twelve)
    assert slot.meet == hour(12) + dt.timedelta(minutes=20)
    (later,) = make({1: Load(seats=5)}, [quiet()], not_before={1: hour(15)})
    assert later.meet == hour(15)


def test_what_stands_already_is_left_standing() -> None:
    """A slot that is fixed stays, and the next ones go behind it."""
    first = make({1: Load(seats=45)}, [quiet()])
    both = make({1: Load(seats=45), 2: Load(seats=45)}, [quiet()], fixed=first)
    assert both[0] == first[0]
    assert both[1].start >= first[0].end


def test_a_window_that_is_too_short_is_named() -> None:
    """Which tranche, how long it needs, which windows there are, and what would help."""
    with pytest.raises(NothingFeasible) as refused:
        make({1: Load(seats=10), 2: Load(seats=45, stretchers=30)}, [quiet(begin=9, end=11.5)])
    words = str(refused.value)
    assert "tranche 2" in words
    assert f"needs {PACE.slot_min(Load(45, 30))} min" in words
    assert "quiet-north-crossing-1 150 min" in words
    assert "longer silence window" in words


def test_one_tranche_too_many_is_named() -> None:
    """Each fits alone; the first that finds no place behind the others is named."""
    with pytest.raises(NothingFeasible, match="tranche 3 does not fit"):
        make({t: Load(seats=40) for t in (1, 2, 3, 4)}, [quiet(begin=9, end=14.5)])


def test_no_road_for_a_tranche_is_said() -> None:
    """Where the convoys cannot reach any point, no window helps."""

    def cut_off(tranche: int, point: str, meet: dt.datetime, end: dt.datetime) -> tuple[dt.datetime, int] | None:
        return None if tranche == 2 else (START, 0)

    with pytest.raises(NothingFeasible, match="its convoys can reach"):
        make({1: Load(seats=5), 2: Load(seats=5)}, [quiet()], cut_off)
