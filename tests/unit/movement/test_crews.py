"""Crews: hours of duty and rest are hard, languages are covered, and an empty place is named."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st

from movement_samples import START, hour
from safeconduct.movement.crews import Need, needs, roster
from safeconduct.movement.hours import Span, allowed, duties_of, night_min
from safeconduct.movement.model import Run, Slot, Staff, Stop
from safeconduct.movement.pace import Load, Pace

PACE = Pace()
UTC = ZoneInfo("UTC")
MINSK = ZoneInfo("Europe/Minsk")


def slot(tranche: int, meet: float) -> Slot:
    return Slot(tranche, "north-crossing", hour(meet - 1), hour(meet), hour(meet + 1.5), "quiet")


def need(tranche: int, begin: float, end: float, task: str = "convoy leader", role: str = "convoy_leader") -> Need:
    return Need(task, (role,), slot(tranche, begin + 1), "azure", hour(begin), hour(end), True)


def one(name: str, role: str = "convoy_leader", languages: str = "uk", until: float = 72) -> Staff:
    return Staff(name, role, tuple(languages.split()), START, hour(until))


def near(base: str, slot: Slot) -> int:
    return 3600


def span(begin: float, end: float) -> Span:
    return hour(begin), hour(end)


def test_tasks_less_than_eleven_hours_apart_are_one_duty() -> None:
    """Two short tasks in a day are one duty; after a night's rest begins another."""
    tasks = [span(0, 4), span(6, 10), span(21, 25)]
    assert [len(duty) for duty in duties_of(tasks, PACE)] == [2, 1]
    assert allowed(tasks, PACE)


def test_a_duty_of_more_than_thirteen_hours_is_not_allowed() -> None:
    """Neither in one piece nor in pieces that leave no rest, also where only three together are too long."""
    assert not allowed([span(0, 13.1)], PACE)
    assert not allowed([span(0, 5), span(9, 14)], PACE)
    assert allowed([span(0, 2), span(6, 7)], PACE)
    assert allowed([span(6, 7), span(13, 14)], PACE)
    assert allowed([span(0, 2), span(13, 14)], PACE)
    assert not allowed([span(0, 2), span(6, 7), span(13, 14)], PACE)


def test_nobody_is_in_two_places() -> None:
    """Tasks that overlap are not for one person."""
    assert not allowed([span(0, 4), span(3, 5)], PACE)
    assert allowed([span(0, 4), span(4, 5)], PACE)


def test_night_is_counted_on_the_local_clock() -> None:
    """Ten in the evening to six in the morning in Minsk is seven in the evening to three in the morning UTC."""
    assert night_min(span(18, 28), MINSK, (22, 6)) == 8 * 60
    assert night_min(span(18, 28), UTC, (22, 6)) == 6 * 60
    assert night_min(span(19.25, 19.75), MINSK, (22, 6)) == 30
    assert night_min(span(8, 12), MINSK, (22, 6)) == 0


def test_rest_decides_who_may_go_again() -> None:
    """One leader and two convoys on one day: the second place stays empty, and the warning names tranche and role."""
    wanted = (need(1, 0, 9), need(2, 12, 20))
    duties, warnings = roster(wanted, [one("ST-1")], near, PACE, UTC)
    assert [duty.staff for duty in duties] == ["ST-1"]
    assert len([words for words in warnings if "No convoy leader" in words and "tranche" in words]) == 1
    duties, warnings = roster(wanted, [one("ST-1"), one("ST-2")], near, PACE, UTC)
    assert {duty.staff for duty in duties} == {"ST-1", "ST-2"}
    assert not [words for words in warnings if "No convoy leader" in words]
    assert "Night work: 1 of 2 staff on duty work 6 h" in warnings[0]


def test_the_roster_of_the_house_is_kept() -> None:
    """Nobody is called before or after the hours in which they may be."""
    duties, warnings = roster((need(1, 4, 12),), [one("ST-1", until=11)], near, PACE, UTC)
    assert not duties
    assert warnings


def test_an_interpreter_speaks_a_language_of_every_party() -> None:
    """One who speaks one party's language only is not enough."""
    wanted = Need(
        "interpreter", ("interpreter",), slot(1, 5), "azure", hour(4), hour(6), False, (("ru",), ("be", "uk"))
    )
    staff = [one("ST-1", "interpreter", "ru en"), one("ST-2", "interpreter", "be ru")]
    duties, _ = roster((wanted,), staff, near, PACE, UTC)
    assert [duty.staff for duty in duties] == ["ST-2"]
    _, warnings = roster((wanted,), staff[:1], near, PACE, UTC)
    assert "who speaks ru and be/uk" in warnings[0]


def test_the_way_to_the_point_is_work() -> None:
    """Those who work at the handover point are on duty from leaving their base to being back."""
    wanted = Need("psychologist", ("psychologist",), slot(1, 5), "azure", hour(4), hour(6), False)
    staff = [Staff("ST-1", "psychologist", (), START, hour(48), "base-oak")]
    (duty,), _ = roster((wanted,), staff, near, PACE, UTC)
    assert (duty.start, duty.end) == (hour(3), hour(7))


def test_who_a_convoy_needs() -> None:
    """Leader and doctor ride along; a team per lane, interpreter and psychologist wait at the point."""
    meet = slot(1, 10)
    run = Run(
        "1/A", "A", 1, "azure", (Stop("base-oak", hour(3), hour(3)), Stop("north-crossing", hour(10), hour(12))), (),
        Stop("base-oak", hour(14), hour(14)),
    )  # fmt: skip
    languages = {"azure": ["uk"], "amber": ["ru"]}
    made = needs([meet], [(1, "azure", Load(seats=60, stretchers=2), [run])], languages, PACE)
    tasks = sorted((n.task, n.roles[0], n.start, n.end) for n in made)
    assert [(task, role) for task, role, _, _ in tasks] == [
        ("convoy leader", "convoy_leader"),
        ("handover team", "handover"),
        ("handover team", "handover"),
        ("interpreter", "interpreter"),
        ("medical care", "doctor"),
        ("psychologist", "psychologist"),
    ]
    assert tasks[0][2:] == (hour(3), hour(14))
    assert tasks[1][2:] == (meet.start, meet.end)
    remains = needs([meet], [(1, "azure", Load(remains=5), [run])], languages, PACE)
    assert {n.task for n in remains} == {"convoy leader", "handover team"}


@settings(max_examples=20, deadline=None)
@given(
    tasks=st.lists(st.tuples(st.integers(0, 60), st.integers(1, 12)), min_size=1, max_size=12),
    people=st.integers(1, 4),
)
def test_no_roster_breaks_the_rules(tasks: list[tuple[int, int]], people: int) -> None:
    """Nobody is too long on duty or twice at once, and each place is filled once or said to be empty."""
    wanted = [need(k, begin, begin + long) for k, (begin, long) in enumerate(sorted(tasks))]
    duties, warnings = roster(wanted, [one(f"ST-{k}", until=80) for k in range(people)], near, PACE, UTC)
    by_staff: dict[str, list[tuple[dt.datetime, dt.datetime]]] = {}
    for duty in duties:
        by_staff.setdefault(duty.staff, []).append((duty.start, duty.end))
    assert all(allowed(spans, PACE) for spans in by_staff.values())
    assert len({duty.tranche for duty in duties}) == len(duties)
    empty = len(wanted) - len(duties)
    assert bool(empty) == any("No convoy leader" in words for words in warnings)
