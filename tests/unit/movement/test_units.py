"""Who travels together."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from movement_samples import fleet, person
from safeconduct.movement.model import VehicleKind
from safeconduct.movement.pace import Load, Pace
from safeconduct.movement.units import BUNDLE, load_of, units

CARRIAGES = ("seat", "stretcher", "remains")


def test_a_family_is_one_unit_and_the_others_are_bundled() -> None:
    """Twenty people at one place, five of them a family: the family whole, the others in bundles of nine."""
    people = [person(k, "azure", "heron", group="family" if k < 5 else "") for k in range(20)]
    made, warnings = units(people, fleet())
    assert [(len(unit.people), unit.bundled) for unit in made] == [(5, False), (BUNDLE, True), (6, True)]
    assert not warnings


def test_one_who_lies_takes_a_companion_along() -> None:
    """A group of a stretcher and a seat goes in one ambulance."""
    people = [person(1, "azure", "heron", carriage="stretcher", group="g"), person(2, "azure", "heron", group="g")]
    ((unit,), warnings) = units(people, fleet())
    assert unit.kind is VehicleKind.AMBULANCE
    assert unit.load == Load(seats=1, stretchers=1)
    assert not warnings


def test_a_group_that_no_vehicle_takes_is_divided_and_that_is_said() -> None:
    """Three stretchers and four seats: ambulances and a bus of the same convoy, and a warning."""
    people = [person(k, "azure", "heron", carriage="stretcher" if k < 3 else "seat", group="g") for k in range(7)]
    made, warnings = units(people, fleet())
    assert sorted((unit.kind.value, len(unit.people)) for unit in made) == [
        ("ambulance", 1),
        ("ambulance", 2),
        ("bus", 4),
    ]
    assert len(warnings) == 1
    assert "3 stretchers" in warnings[0]
    assert "divided within its convoy" in warnings[0]


def test_remains_leave_the_group_of_the_living() -> None:
    """Remains never share a vehicle with the living, not even with their family."""
    people = [person(k, "azure", "heron", carriage="remains" if k == 0 else "seat", group="g") for k in range(3)]
    made, _ = units(people, fleet())
    assert sorted((unit.kind.value, len(unit.people)) for unit in made) == [("bus", 2), ("remains_truck", 1)]


def test_a_group_held_at_two_places_stays_one_unit() -> None:
    """It boards one vehicle, which calls at both."""
    people = [person(1, "azure", "heron", group="g"), person(2, "azure", "wren", group="g")]
    ((unit,), _) = units(people, fleet())
    assert unit.sites == ("heron", "wren")


@given(
    st.lists(
        st.tuples(
            st.sampled_from(("heron", "wren")), st.sampled_from(CARRIAGES), st.sampled_from(("", "", "", "g", "h"))
        ),
        max_size=60,
    )
)
def test_everybody_is_in_exactly_one_unit_of_the_right_kind(drawn: list[tuple[str, str, str]]) -> None:
    """Nobody is lost or doubled, and nobody who lies is given a seat in a bus."""
    people = [person(k, "azure", site, carriage=c, group=g) for k, (site, c, g) in enumerate(drawn)]
    made, _ = units(people, fleet())
    assert sorted(p.person_id for unit in made for p in unit.people) == sorted(p.person_id for p in people)
    for unit in made:
        if unit.kind is VehicleKind.BUS:
            assert unit.load == Load(seats=len(unit.people))
        elif unit.kind is VehicleKind.REMAINS_TRUCK:
            assert unit.load == Load(remains=len(unit.people))
        else:
            assert unit.load.remains == 0
            assert unit.load.stretchers > 0


def test_durations_of_the_pace() -> None:
    """Planned driving has delay and breaks in it; a hand-over runs in lanes and stands on the grid."""
    pace = Pace()
    assert pace.driving_s(3600) == 69 * 60
    assert pace.driving_s(5 * 3600) == (345 + 45) * 60  # 5 h 45 min: one break after four and a half hours
    assert pace.driving_s(0) == 0
    assert pace.handover_min(Load(seats=90)) == 60
    assert pace.lanes(Load(seats=91)) == 3
    assert load_of([person(1, "azure"), person(2, "azure", carriage="stretcher")]) == Load(1, 1, 0)
