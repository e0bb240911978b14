"""The plan as a whole: neutral, repeatable, and refused where it would send people into danger."""

from __future__ import annotations

import dataclasses
import datetime as dt
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from movement_samples import (
    HELD_AT,
    LANGUAGES,
    PLACES,
    START,
    fleet,
    hour,
    people,
    person,
    quiet,
    renamed,
    sites,
    square,
    staff,
)
from safeconduct.errors import NothingFeasible, RefusedByRule, UnreadableInput
from safeconduct.movement.check import check_plan
from safeconduct.movement.documents import plan_bytes
from safeconduct.movement.maps import RoadMap
from safeconduct.movement.model import Passenger, Plan, Vehicle, VehicleKind, Zone
from safeconduct.movement.pace import Pace
from safeconduct.movement.plan import plan
from safeconduct.people.model import Carriage

SWAP = {"azure": "amber", "amber": "azure", "": ""}
MINES = square("mines", (29.9, 52.213), 0.08)


def make(road_map: RoadMap, passengers: tuple[Passenger, ...], **changes: Any) -> Plan:
    given: dict[str, Any] = {
        "sites": sites(),
        "zones": (MINES, quiet(), quiet("south-crossing")),
        "fleet": fleet(),
        "staff": staff(8),
        "start": START,
        "hours": 48,
        "mode": "rehearsal",
        "languages": LANGUAGES,
        "time_zone": "Europe/Minsk",
        **changes,
    }
    return plan(passengers, road_map=road_map, **given)


@pytest.fixture(scope="module")
def passengers() -> tuple[Passenger, ...]:
    """Twenty-four people in two tranches: among them two who lie, and a family at one place."""
    some = list(people(24))
    for k in (0, 1):
        some[k] = dataclasses.replace(some[k], carriage=Carriage.STRETCHER)
    for k in (14, 16, 18):
        some[k] = dataclasses.replace(some[k], group="family", site="wren")
    return (*some, *(person(100 + k, ("azure", "amber")[k % 2], tranche=3, carriage="remains") for k in range(4)))


@pytest.fixture(scope="module")
def made(road_map: RoadMap, passengers: tuple[Passenger, ...]) -> Plan:
    return make(road_map, passengers)


def test_everybody_travels(made: Plan, passengers: tuple[Passenger, ...]) -> None:
    """Each passenger has one seat; both parties' vehicles meet at the same moment; remains come last."""
    assert not made.uncarried
    assert sorted(p for run in made.runs for _, p in run.seats) == sorted(p.person_id for p in passengers)
    slots = {slot.tranche: slot for slot in made.slots}
    assert {run.stops[-1].arrive == slots[run.tranche].meet for run in made.runs} == {True}
    assert {run.holder for run in made.runs if run.tranche == 1} == {"azure", "amber"}
    assert slots[1].meet < slots[2].meet < slots[3].meet
    assert made.rehearsal
    assert made.map_sha256


def test_each_in_the_vehicle_that_suits(made: Plan, passengers: tuple[Passenger, ...]) -> None:
    """Those who lie in ambulances, remains apart, the family in one vehicle, seats labelled by vehicle."""
    place = {p: (run.vehicle, seat) for run in made.runs for seat, p in run.seats}
    kind = {"BUS": "seat", "AMB": "stretcher", "REM": "remains"}
    for one in passengers:
        vehicle, seat = place[one.person_id]
        assert kind[vehicle.split("-")[0]] == one.carriage.value
        assert seat.startswith(f"{vehicle} / ")
    assert len({place[one.person_id][0] for one in passengers if one.group}) == 1
    assert any(seat.endswith("/ L1") for _, seat in place.values())
    assert any(seat.endswith("/ R1") for _, seat in place.values())


def test_corridors_go_around_the_mines_and_have_backups(made: Plan) -> None:
    """The road from the west avoids the zone, and says so; some roads have a second one, the others are named."""
    west = [c for c in made.corridors if c.start == "plover" and not c.backup]
    assert all(c.avoids == ("mines",) for c in west)
    assert west
    without = next(words for words in made.warnings if "no second road" in words)
    backed = {(c.start, c.end) for c in made.corridors if c.backup}
    for corridor in made.corridors:
        pair = f"{corridor.start} to {corridor.end}"
        assert ((corridor.start, corridor.end) in backed) != (pair in without)


def test_every_convoy_has_its_crew(made: Plan) -> None:
    """A leader and medical care for the living of both parties, at the hours of their convoy."""
    for tranche in (1, 2):
        for holder in ("azure", "amber"):
            tasks = {duty.task for duty in made.duties if (duty.tranche, duty.holder) == (tranche, holder)}
            assert {"convoy leader", "handover team", "medical care"} <= tasks


def test_the_same_input_gives_the_same_bytes(road_map: RoadMap, made: Plan, passengers: tuple[Passenger, ...]) -> None:
    """Also when the rows of all files stand in another order."""
    again = make(
        road_map,
        passengers[::-1],
        sites=sites()[::-1],
        zones=(quiet("south-crossing"), quiet(), MINES),
        fleet=fleet()[::-1],
        staff=staff(8)[::-1],
    )
    assert plan_bytes(again) == plan_bytes(made)


def mirrored(made: Plan, names: dict[str, str]) -> Plan:
    """The plan with the parties' names swapped, and nothing else."""
    between = "\x00"
    first, second = (name for name in names if name)

    def words(text: str) -> str:
        return text.replace(first, between).replace(second, first).replace(between, second)

    return dataclasses.replace(
        made,
        runs=tuple(dataclasses.replace(run, holder=names[run.holder]) for run in made.runs),
        duties=tuple(dataclasses.replace(duty, holder=names[duty.holder]) for duty in made.duties),
        uncarried=tuple(dataclasses.replace(one, reason=words(one.reason)) for one in made.uncarried),
        warnings=tuple(words(text) for text in made.warnings),
    )


def test_swapped_parties_give_the_swapped_plan(
    road_map: RoadMap, made: Plan, passengers: tuple[Passenger, ...]
) -> None:
    """Everything but the names is the same, in the same order."""
    other = make(
        road_map,
        renamed(passengers, SWAP),
        sites=sites(SWAP),
        languages={SWAP[party]: words for party, words in LANGUAGES.items()},
    )
    assert other == mirrored(made, SWAP)


@settings(max_examples=5, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    drawn=st.lists(
        st.tuples(
            st.sampled_from(("azure", "amber")),
            st.integers(0, 2),
            st.integers(1, 2),
            st.sampled_from(("seat", "seat", "stretcher")),
            st.sampled_from(("", "", "g")),
        ),
        min_size=1,
        max_size=25,
    ),
    buses=st.integers(1, 3),
    ambulances=st.integers(0, 3),
    guards=st.integers(1, 3),
)
def test_mirror_holds_where_vehicles_and_staff_are_short(
    road_map: RoadMap, drawn: list[tuple[str, int, int, str, str]], buses: int, ambulances: int, guards: int
) -> None:
    """Small random cases with too little of everything: who is left behind does not follow from a party's name."""
    some = tuple(
        person(k, holder, HELD_AT[holder][site], tranche, carriage, group and f"{group}{holder[1]}{tranche}")
        for k, (holder, site, tranche, carriage, group) in enumerate(drawn)
    )
    short = {"fleet": fleet(buses, ambulances, 1), "staff": staff(guards)}
    one = make(road_map, some, **short)
    two = make(
        road_map,
        renamed(some, SWAP),
        sites=sites(SWAP),
        languages={SWAP[party]: words for party, words in LANGUAGES.items()},
        **short,
    )
    assert two == mirrored(one, SWAP)


def test_a_hazard_that_ends_before_the_handover_is_waited_for(road_map: RoadMap) -> None:
    """A place inside a zone is reached when the zone is over, with the whole journey after its end."""
    zone = square("shelling", PLACES["heron"], end=hour(20))
    early, late = quiet(begin=9, end=18), quiet(begin=28, end=40, number=2)
    made = make(road_map, (person(1, "azure", "heron"), person(2, "amber", "lark")), zones=(zone, early, late))
    assert made.slots[0].window == late.zone_id
    assert min(run.stops[0].depart for run in made.runs) >= hour(20)


@pytest.mark.parametrize("place", ["heron", "north-crossing"])
def test_a_place_in_a_hazard_zone_is_refused_by_name(road_map: RoadMap, place: str) -> None:
    """Both are named: the place and the zone."""
    zones = (square("minefield", PLACES[place]), quiet())
    with pytest.raises(RefusedByRule) as refused:
        make(road_map, (person(0, "azure", "heron"), person(1, "amber", "lark")), zones=zones)
    (fault,) = refused.value.faults
    assert place in fault.found
    assert "minefield" in fault.found


def test_a_rehearsal_map_does_not_serve_a_live_operation(road_map: RoadMap, passengers: tuple[Passenger, ...]) -> None:
    """Refused before anything is planned."""
    with pytest.raises(RefusedByRule, match="live operation"):
        make(road_map, passengers, mode="live")


def test_without_any_silence_nobody_is_handed_over(road_map: RoadMap, passengers: tuple[Passenger, ...]) -> None:
    """No window at all, and windows that are too short, are told apart."""
    with pytest.raises(NothingFeasible, match="no silence window"):
        make(road_map, passengers, zones=(MINES,))
    with pytest.raises(NothingFeasible, match="tranche 1 does not fit"):
        make(road_map, passengers, zones=(MINES, quiet(begin=9, end=10)))


def test_a_passenger_at_no_place_of_detention(road_map: RoadMap) -> None:
    """At a base, at an unknown place, at the other party's place, or twice: all told at once."""
    wrong = (
        person(1, "azure", "base-oak"),
        person(2, "azure", "atlantis"),
        person(3, "azure", "lark"),
        person(4, "azure", "wren"),
        person(4, "azure", "wren"),
    )
    with pytest.raises(UnreadableInput) as refused:
        make(road_map, wrong)
    assert [fault.code for fault in refused.value.faults] == ["unknown-site", "unknown-site", "other-party", "twice"]


def test_who_cannot_be_carried_and_why(road_map: RoadMap) -> None:
    """No ambulance at all, and one bus for two convoys: each person left has a reason that names the want."""
    some = (
        person(1, "azure", "heron", carriage="stretcher"),
        person(2, "azure", "heron"),
        person(3, "amber", "plover"),
    )
    buses = tuple(v for v in fleet() if v.vehicle_id == "BUS-01")
    made = make(road_map, some, fleet=buses, zones=(MINES, quiet(begin=9, end=12)))
    reasons = {one.person_id: one.reason for one in made.uncarried}
    assert reasons[some[0].person_id] == "The fleet has no ambulance for this convoy."
    assert len(made.uncarried) == 2
    assert len(made.runs) == 1


def test_a_bus_serves_again_when_it_is_back(road_map: RoadMap) -> None:
    """One bus, two tranches a day apart: it makes both runs, with time to turn round between them."""
    some = (person(1, "amber", "lark", tranche=1), person(2, "amber", "lark", tranche=2))
    buses = tuple(v for v in fleet() if v.vehicle_id == "BUS-01")
    windows = (quiet(begin=9, end=12), quiet(begin=27, end=36, number=2))
    made = make(road_map, some, fleet=buses, zones=windows)
    first, second = made.runs
    assert first.vehicle == second.vehicle == "BUS-01"
    assert first.back is not None
    assert second.stops[0].depart >= first.back.arrive + dt.timedelta(minutes=Pace().turn_round_min)


def test_a_tranche_is_moved_later_where_the_vehicles_are_still_out(road_map: RoadMap) -> None:
    """The timetable alone would hand the second tranche over at once; with one bus it goes when the bus is back."""
    some = (person(1, "amber", "lark", tranche=1), person(2, "amber", "lark", tranche=2))
    buses = tuple(v for v in fleet() if v.vehicle_id == "BUS-01")
    made = make(road_map, some, fleet=buses, zones=(quiet(begin=6, end=30),))
    assert not made.uncarried
    assert made.slots[1].meet - made.slots[0].meet > dt.timedelta(hours=3)


def test_a_group_held_at_two_places_boards_one_vehicle(road_map: RoadMap) -> None:
    """The bus calls at both places."""
    some = (person(1, "amber", "lark", group="g"), person(2, "amber", "osprey", group="g"))
    made = make(road_map, some)
    (run,) = made.runs
    assert {stop.site for stop in run.stops if stop.boards} == {"lark", "osprey"}


def test_vehicles_of_a_party_carry_only_for_it(road_map: RoadMap) -> None:
    """A bus that azure's people may use alone is not sent for amber's."""
    own = Vehicle("OWN-1", VehicleKind.BUS, "base-oak", 45, 0, 0, "azure")
    made = make(road_map, (person(1, "azure", "heron"), person(2, "amber", "lark")), fleet=(own,))
    assert [run.holder for run in made.runs] == ["azure"]
    assert "no bus" in made.uncarried[0].reason


def test_the_agreements_gap_between_handovers_is_kept(road_map: RoadMap) -> None:
    """Four hours between the end of one hand-over and the beginning of the next."""
    some = (person(1, "amber", "lark", tranche=1), person(2, "amber", "lark", tranche=2))
    made = make(road_map, some, min_gap_hours=4)
    over = made.slots[0].end - dt.timedelta(minutes=Pace().withdrawal_min)
    assert made.slots[1].meet >= over + dt.timedelta(hours=4)


def test_nobody_to_carry_is_an_empty_plan(road_map: RoadMap) -> None:
    """An operation in which nobody goes needs no window and no vehicle."""
    made = make(road_map, (), zones=(), fleet=())
    assert (made.slots, made.runs, made.uncarried) == ((), (), ())


def test_stretchers_after_seats_are_pointed_out(road_map: RoadMap) -> None:
    """The order is the selection's; the planner says where it asks the seriously wounded to wait."""
    some = (person(1, "amber", "lark", tranche=1), person(2, "amber", "lark", tranche=2, carriage="stretcher"))
    made = make(road_map, some)
    assert any("Tranche 2" in words and "stretchers" in words for words in made.warnings)


class TestCheck:
    """The independent check finds what a faulty planner would do."""

    def faults(self, broken: Plan, passengers: tuple[Passenger, ...], zones: tuple[Zone, ...] = ()) -> str:
        given = zones or (MINES, quiet(), quiet("south-crossing"))
        return "\n".join(map(str, check_plan(broken, passengers, sites(), given, fleet(), staff(8), Pace())))

    def test_a_sound_plan_has_no_fault(self, made: Plan, passengers: tuple[Passenger, ...]) -> None:
        """Nothing to complain of."""
        assert self.faults(made, passengers) == ""

    def test_a_zone_across_a_road(self, made: Plan, passengers: tuple[Passenger, ...]) -> None:
        """A hazard that the planner did not know of is found on the corridors."""
        zone = square("new", (31.0, 52.35), 0.06)
        assert "crosses new" in self.faults(made, passengers, (zone, quiet(), quiet("south-crossing")))

    def test_a_passenger_lost_or_doubled(self, made: Plan, passengers: tuple[Passenger, ...]) -> None:
        """A seat taken away, and a seat given twice."""
        run = made.runs[0]
        lost = dataclasses.replace(run, seats=run.seats[1:])
        doubled = dataclasses.replace(run, seats=(*run.seats, (f"{run.vehicle} / 99", run.seats[0][1])))
        for other in (lost, doubled):
            broken = dataclasses.replace(made, runs=(other, *made.runs[1:]))
            assert "not exactly once" in self.faults(broken, passengers)

    def test_a_meeting_missed(self, made: Plan, passengers: tuple[Passenger, ...]) -> None:
        """A vehicle that comes at another time than the others."""
        run = made.runs[0]
        late = dataclasses.replace(run.stops[-1], arrive=run.stops[-1].arrive + dt.timedelta(minutes=10))
        broken = dataclasses.replace(
            made, runs=(dataclasses.replace(run, stops=(*run.stops[:-1], late)), *made.runs[1:])
        )
        assert "misses the meeting" in self.faults(broken, passengers)

    def test_a_slot_outside_its_window(self, made: Plan, passengers: tuple[Passenger, ...]) -> None:
        """An hour too long."""
        slot = dataclasses.replace(made.slots[0], end=hour(47))
        assert "outside quiet" in self.faults(dataclasses.replace(made, slots=(slot, *made.slots[1:])), passengers)

    def test_a_vehicle_in_two_runs(self, made: Plan, passengers: tuple[Passenger, ...]) -> None:
        """One bus cannot serve both parties' convoys at once."""
        twice = dataclasses.replace(made.runs[1], vehicle=made.runs[0].vehicle)
        broken = dataclasses.replace(made, runs=(made.runs[0], twice, *made.runs[2:]))
        assert "in two runs at once" in self.faults(broken, passengers)

    def test_somebody_on_duty_twice(self, made: Plan, passengers: tuple[Passenger, ...]) -> None:
        """The same leader in both convoys."""
        twice = dataclasses.replace(made.duties[0], end=made.duties[0].end + dt.timedelta(minutes=1))
        broken = dataclasses.replace(made, duties=(*made.duties, twice))
        assert "on duty for too long or twice" in self.faults(broken, passengers)

    def test_one_who_lies_put_in_a_bus(self, made: Plan, passengers: tuple[Passenger, ...]) -> None:
        """A passenger whose carriage is changed no longer suits the vehicle."""
        seated = next(p for run in made.runs if run.vehicle.startswith("BUS") for _, p in run.seats)
        others = tuple(
            dataclasses.replace(p, carriage=Carriage.STRETCHER) if p.person_id == seated else p for p in passengers
        )
        assert "wrong kind of vehicle" in self.faults(made, others)
