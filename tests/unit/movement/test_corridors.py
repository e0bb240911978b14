"""Corridors: no zone in force is ever crossed, whatever the router says."""

from __future__ import annotations

import datetime as dt
import math

import pytest
import shapely
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from movement_samples import PLACES, START, hour, sites, square
from safeconduct.errors import NothingFeasible, RefusedByRule
from safeconduct.movement.corridors import Corridors, check_on_road, find_road
from safeconduct.movement.maps import RoadMap
from safeconduct.movement.model import Position, Site, SiteKind, Zone, ZoneKind
from safeconduct.movement.zones import crossed, hazards, holding, in_force

NAMES = sorted(PLACES)


def star(zone_id: str, centre: Position, radii: list[float]) -> Zone:
    """A zone with one corner for each radius, in degrees, around its centre."""
    turn = 2 * math.pi / len(radii)
    ring = [
        (centre[0] + radius * math.cos(turn * k), centre[1] + 0.6 * radius * math.sin(turn * k))
        for k, radius in enumerate(radii)
    ]
    return Zone(zone_id, ZoneKind.HAZARD, ((*ring, ring[0]),), START, START + dt.timedelta(days=2))


zones = st.lists(
    st.tuples(
        st.tuples(st.floats(29.2, 32.2), st.floats(51.2, 52.9)),
        st.lists(st.floats(0.01, 0.25), min_size=3, max_size=160),
    ),
    min_size=1,
    max_size=5,
).map(lambda drawn: tuple(star(f"z{k}", centre, radii) for k, (centre, radii) in enumerate(drawn)))


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(zones=zones, a=st.sampled_from(NAMES), b=st.sampled_from(NAMES))
def test_no_corridor_crosses_a_zone(road_map: RoadMap, zones: tuple[Zone, ...], a: str, b: str) -> None:
    """Zones of any shape, also around an end, also with more corners than the router takes by default."""
    corridors = Corridors(road_map, sites())
    found = corridors.leg(a, b, zones)
    areas = [shapely.Polygon(zone.rings[0]) for zone in zones]
    if any(area.covers(shapely.Point(PLACES[end])) for area in areas for end in (a, b)):
        assert found is None
        return
    if found is None:
        return
    for corridor in (found, corridors.backup(found, zones)):
        if corridor is not None and len(corridor.line) > 1 and a != b:
            road = shapely.LineString(corridor.line)
            assert not any(area.intersects(road) for area in areas)


def test_the_router_alone_would_drive_through_a_zone_around_the_start(road_map: RoadMap) -> None:
    """The trap that the checker is for: asked for a road out of a zone, the router gives one and says nothing."""
    halfway = Site("farm", "Farm", SiteKind.DETENTION, (30.9, 51.592))
    zone = square("mines", halfway.position)
    route = road_map.route(halfway.position, PLACES["heron"], [zone])
    assert route is not None
    assert crossed(route.line, [zone]) == ("mines",)
    assert Corridors(road_map, [*sites(), halfway]).leg("farm", "heron", (zone,)) is None


def test_a_zone_on_the_direct_road_is_gone_around(road_map: RoadMap) -> None:
    """The corridor is longer and names the zone that it avoids; a zone aside changes nothing."""
    corridors = Corridors(road_map, sites())
    mines, aside = square("mines", (29.9, 52.213), 0.08), square("aside", (33.0, 53.0))
    direct = corridors.leg("plover", "north-crossing", (aside,))
    around = corridors.leg("plover", "north-crossing", (aside, mines))
    assert direct is not None
    assert around is not None
    assert (direct.avoids, around.avoids) == ((), ("mines",))
    assert around.distance_km > direct.distance_km + 20
    assert direct == corridors.leg("plover", "north-crossing", ())


def test_a_backup_keeps_away_from_the_middle_of_the_first_road(road_map: RoadMap) -> None:
    """Where the first corridor is closed in its middle, the second one is still open."""
    corridors = Corridors(road_map, sites())
    first = corridors.leg("lark", "osprey", ())
    assert first is not None
    second = corridors.backup(first, ())
    assert second is not None
    assert second.backup
    road = shapely.LineString(first.line)
    closed = road.interpolate(0.5, normalized=True).buffer(0.01)
    assert shapely.LineString(first.line).intersects(closed)
    assert not shapely.LineString(second.line).intersects(closed)


def test_a_place_far_from_a_road_is_refused(road_map: RoadMap) -> None:
    """All such places at once; swapped longitude and latitude are guessed."""
    far = Site("hut", "Hut", SiteKind.DETENTION, (30.7, 52.0))
    swapped = Site("inn", "Inn", SiteKind.DETENTION, (52.095, 30.968))
    with pytest.raises(RefusedByRule) as refused:
        check_on_road(road_map, [*sites(), far, swapped])
    first, second = (str(fault) for fault in refused.value.faults)
    assert "hut" in first
    assert "km away" in first
    assert "inn" in second
    assert "swapped" in second


def test_a_road_on_request(road_map: RoadMap) -> None:
    """The command line's question: a road between two positions, refused from inside a zone, and none where none is."""
    zone = square("mines", (29.9, 52.213), 0.08)
    found, _ = find_road(road_map, PLACES["plover"], PLACES["north-crossing"], [zone])
    assert found.avoids == ("mines",)
    with pytest.raises(RefusedByRule, match="mines"):
        find_road(road_map, (29.9, 52.213), PLACES["north-crossing"], [zone])
    ring = square("siege", PLACES["heron"], 0.4)
    hole = square("hole", PLACES["heron"], 0.01).rings[0]
    siege = Zone("siege", ZoneKind.HAZARD, (ring.rings[0], hole), START, hour(48))
    with pytest.raises(NothingFeasible, match="siege"):
        find_road(road_map, PLACES["heron"], PLACES["plover"], [siege])


def test_a_zone_counts_from_its_first_moment_up_to_its_last() -> None:
    """In force from start, no longer in force at end."""
    zone = square("z", PLACES["heron"], start=hour(4), end=hour(8))
    assert in_force(zone, hour(0), hour(4))
    assert in_force(zone, hour(7.99), hour(9))
    assert not in_force(zone, hour(8), hour(9))
    assert not in_force(zone, hour(0), hour(3.99))
    assert hazards([zone], hour(5), hour(5)) == (zone,)
    assert holding(PLACES["heron"], [zone]) == ("z",)
    assert holding(PLACES["wren"], [zone]) == ()
