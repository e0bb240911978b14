"""Escrow in the plan: both sides' people are in the intermediary's custody before either is released."""

from __future__ import annotations

import dataclasses
import datetime as dt
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from movement_samples import LANGUAGES, START, fleet, hour, people, person, quiet, renamed, sites, staff
from safeconduct.errors import NothingFeasible, UnreadableInput
from safeconduct.movement import check_plan, plan, plan_document, timetable_svg
from safeconduct.movement.maps import RoadMap
from safeconduct.movement.model import Passenger, Plan, Site, Slot, Zone
from safeconduct.movement.pace import Load, Pace
from safeconduct.movement.read import read_sites
from safeconduct.movement.timetable import timetable

SWAP = {"azure": "amber", "amber": "azure", "": ""}
PACE = Pace(in_escrow=True)
ZONES = (quiet(), quiet("south-crossing"))
STAFF = staff(8)


def make(road_map: RoadMap, passengers: tuple[Passenger, ...], **changes: Any) -> Plan:
    given: dict[str, Any] = {
        "sites": sites(),
        "zones": ZONES,
        "fleet": fleet(),
        "staff": STAFF,
        "start": START,
        "hours": 48,
        "mode": "rehearsal",
        "languages": LANGUAGES,
        "time_zone": "Europe/Minsk",
        "escrow": "hold",
        **changes,
    }
    return plan(passengers, road_map=road_map, **given)


def kept_at(**capacity: int) -> tuple[Site, ...]:
    """The places, with how many people each crossing can keep: ``north_crossing=20``."""
    return tuple(dataclasses.replace(s, capacity=capacity.get(s.site_id.replace("-", "_"))) for s in sites())


@pytest.fixture(scope="module")
def passengers() -> tuple[Passenger, ...]:
    return (*people(12), *(person(100 + k, ("azure", "amber")[k % 2], tranche=3, carriage="remains") for k in range(2)))


@pytest.fixture(scope="module")
def made(road_map: RoadMap, passengers: tuple[Passenger, ...]) -> Plan:
    return make(road_map, passengers)


def words_of(made: Plan, passengers: tuple[Passenger, ...], places: tuple[Site, ...], pace: Pace = PACE) -> str:
    return "\n".join(map(str, check_plan(made, passengers, places, ZONES, fleet(), STAFF, pace)))


def test_all_convoys_are_there_before_the_release(made: Plan) -> None:
    """Everybody comes to the point by the meeting, is taken over until the release, and vehicles wait to the end."""
    for slot in made.slots:
        assert slot.release is not None
        assert slot.meet < slot.release < slot.end
        last = [run.stops[-1] for run in made.runs if run.tranche == slot.tranche]
        assert {stop.arrive for stop in last} == {slot.meet}
        assert all(stop.depart >= slot.release for stop in last)
    assert made.escrow == "hold"


def test_a_slot_in_escrow_holds_both_ways_of_the_hand_over() -> None:
    """Sixty people pass two lanes twice: fifteen minutes of opening and thirty to take over, then thirty to release."""

    def anywhere(tranche: int, point: str, meet: dt.datetime, end: dt.datetime) -> tuple[dt.datetime, int]:
        return START, 0

    window: list[Zone] = [quiet(begin=9, end=14)]
    slots: list[Slot] = []
    for pace in (PACE, Pace()):
        slots += timetable({1: Load(seats=60)}, [1], window, anywhere, pace, START, hour(48))
    escrow, without = slots
    assert escrow.release == hour(10) + dt.timedelta(minutes=50)
    assert escrow.end - escrow.meet == dt.timedelta(minutes=50 + 30 + 30)
    assert (without.release, without.end - without.meet) == (None, dt.timedelta(minutes=50 + 30))


def test_who_goes_without_condition_is_released_while_others_are_taken_over() -> None:
    """Twenty of sixty pass two lanes twice before the others are released, so that these wait ten minutes more."""

    def anywhere(tranche: int, point: str, meet: dt.datetime, end: dt.datetime) -> tuple[dt.datetime, int]:
        return START, 0

    window: list[Zone] = [quiet(begin=9, end=14)]
    load = Load(seats=60, at_once=(20, 0))
    (slot,) = timetable({1: load}, [1], window, anywhere, PACE, START, hour(48))
    assert slot.release == hour(10) + dt.timedelta(minutes=60)
    assert slot.end - slot.meet == dt.timedelta(minutes=60 + 20 + 30)
    (without,) = timetable({1: load}, [1], window, anywhere, Pace(), START, hour(48))
    assert without.end - without.meet == dt.timedelta(minutes=50 + 30)


def test_the_plan_names_who_goes_without_condition_and_the_check_compares(road_map: RoadMap) -> None:
    """In plan.json by number; somebody added or left out is found, and so is a release with no time for them before."""
    several = tuple(dataclasses.replace(one, unconditional=k in (0, 3)) for k, one in enumerate(people(24, 1)))
    made = make(road_map, several)
    named = sorted((several[0].person_id, several[3].person_id))
    assert plan_document(made)["unconditional"] == named
    assert words_of(made, several, sites()) == ""
    fewer = dataclasses.replace(made, unconditional=made.unconditional[:1])
    assert "others are said to go without condition" in words_of(fewer, several, sites())
    all_free = tuple(dataclasses.replace(one, unconditional=True) for one in several)
    other = dataclasses.replace(made, unconditional=tuple(one.person_id for one in several))
    assert "released before all are in custody" in words_of(other, all_free, sites())
    languages = {SWAP[party]: words for party, words in LANGUAGES.items()}
    mirrored = make(road_map, renamed(several, SWAP), sites=sites(SWAP), languages=languages)
    assert (mirrored.slots, mirrored.unconditional) == (made.slots, made.unconditional)


def test_people_are_kept_where_there_is_room_for_both_sides(
    road_map: RoadMap, passengers: tuple[Passenger, ...], made: Plan
) -> None:
    """Six of a tranche do not fit where five can be kept, so all are handed over at the other crossing."""
    before = {slot.tranche: slot.handover for slot in made.slots}
    room = {"north_crossing": 1, "south_crossing": 6}
    if before[1] == "south-crossing":
        room = {"north_crossing": 6, "south_crossing": 1}
    moved = {slot.tranche: slot.handover for slot in make(road_map, passengers, sites=kept_at(**room)).slots}
    assert moved[1] != before[1]


def test_where_no_place_holds_a_tranche_that_is_said(road_map: RoadMap, passengers: tuple[Passenger, ...]) -> None:
    """With the tranche, its people, and what each place can keep."""
    with pytest.raises(NothingFeasible) as stopped:
        make(road_map, passengers, sites=kept_at(north_crossing=5, south_crossing=4))
    (fault,) = stopped.value.faults
    assert (fault.file, fault.field, fault.code) == ("sites.csv", "capacity", "no-holding-place")
    assert fault.found == (
        "tranche 1 has 6 people of all sides, who wait in escrow together; given: north-crossing 5, south-crossing 4"
    )
    assert make(road_map, passengers, sites=kept_at(north_crossing=5, south_crossing=4), escrow="").slots


def test_a_window_too_short_for_escrow_is_said(road_map: RoadMap) -> None:
    """Long enough for a hand-over one by one, and not for taking everybody into custody first."""
    windows = (quiet(begin=9, end=9 + 125 / 60),)
    assert make(road_map, people(12, 1), zones=windows, escrow="").slots
    with pytest.raises(NothingFeasible, match="30 of them to take everybody into custody before anyone is released"):
        make(road_map, people(12, 1), zones=windows)


def test_a_place_of_which_nobody_has_said_what_it_holds_is_a_warning(made: Plan) -> None:
    """It is not taken for large in silence."""
    assert any("How many people can be kept in escrow is not said of" in words for words in made.warnings)


def test_somebody_without_a_seat_keeps_a_whole_tranche(road_map: RoadMap) -> None:
    """Nobody of it can be released, of either side, and the plan says so."""
    some = (person(1, "azure", "heron", carriage="stretcher"), person(2, "azure", "heron"), person(3, "amber", "lark"))
    made = make(road_map, some, fleet=fleet(ambulances=0))
    assert "Tranche 1 is in escrow and 1 of its people cannot be carried" in "\n".join(made.warnings)


def test_the_check_finds_a_release_that_comes_too_early(made: Plan, passengers: tuple[Passenger, ...]) -> None:
    """Each thing that breaks escrow is found by a check that shares no code with the planner."""
    assert words_of(made, passengers, sites()) == ""
    slot = made.slots[0]
    assert slot.release is not None
    others = made.slots[1:]

    def with_slot(**changes: Any) -> Plan:
        return dataclasses.replace(made, slots=(dataclasses.replace(slot, **changes), *others))

    early = with_slot(release=slot.release - dt.timedelta(minutes=20))
    assert "released before all are in custody" in words_of(early, passengers, sites())
    late = with_slot(release=slot.end - dt.timedelta(minutes=30))
    assert "no time to release everybody" in words_of(late, passengers, sites())
    assert "release at None" in words_of(with_slot(release=None), passengers, sites())
    small = kept_at(north_crossing=5, south_crossing=5)
    assert "at most 5, whom the place can keep" in words_of(made, passengers, small)
    run = made.runs[0]
    gone = dataclasses.replace(run.stops[-1], depart=slot.meet)
    left = dataclasses.replace(made, runs=(dataclasses.replace(run, stops=(*run.stops[:-1], gone)), *made.runs[1:]))
    assert "vehicles leave before the release" in words_of(left, passengers, sites())
    assert "what the agreement says of escrow" in words_of(dataclasses.replace(made, escrow=""), passengers, sites())
    assert "and none without" in words_of(made, passengers, sites(), Pace())


def test_swapped_parties_give_the_swapped_plan(
    road_map: RoadMap, made: Plan, passengers: tuple[Passenger, ...]
) -> None:
    """The slots, their releases and the warnings are the same, whoever holds whom."""
    languages = {SWAP[party]: words for party, words in LANGUAGES.items()}
    other = make(road_map, renamed(passengers, SWAP), sites=sites(SWAP), languages=languages)
    assert other.slots == made.slots
    assert [(run.vehicle, run.seats, SWAP[run.holder]) for run in other.runs] == [
        (run.vehicle, run.seats, run.holder) for run in made.runs
    ]


def test_the_document_and_the_picture_tell_the_release(made: Plan) -> None:
    """In plan.json as a time in UTC; in the timetable in words and as a line."""
    slot = plan_document(made)["slots"][0]
    assert slot["release"] == f"{made.slots[0].release:%Y-%m-%dT%H:%M:%SZ}"
    picture = timetable_svg(made, sites(), ZONES, time_zone="Europe/Minsk")
    release = made.slots[0].release
    assert release is not None
    assert f"nobody is released before {release.astimezone(ZoneInfo('Europe/Minsk')):%d %b %H:%M}" in picture
    assert "all in custody, release begins" in picture


def test_what_a_place_can_keep_is_read(tmp_path: Path) -> None:
    """Of handover points, a whole number; left empty where nobody has said."""
    path = tmp_path / "sites.csv"
    head = "site_id,name,kind,party,lon,lat,capacity\n"
    path.write_text(head + "north,North,handover,,30.9,52.0,60\nsouth,South,handover,,31.0,51.8,\n")
    assert [site.capacity for site in read_sites(path, ("azure", "amber"))] == [60, None]
    path.write_text(head + "oak,Oak,base,,30.9,52.0,60\nsouth,South,handover,,31.0,51.8,many\n")
    with pytest.raises(UnreadableInput) as refused:
        read_sites(path, ("azure", "amber"))
    assert [(fault.row, fault.field) for fault in refused.value.faults] == [(2, "capacity"), (3, "capacity")]
