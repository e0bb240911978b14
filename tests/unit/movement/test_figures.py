"""The timetable and the map as pictures."""

from __future__ import annotations

import datetime as dt
import xml.etree.ElementTree as ET

import pytest

from movement_samples import LANGUAGES, PLACES, START, fleet, hour, people, quiet, sites, square, staff
from safeconduct.movement.figures import timetable_svg
from safeconduct.movement.map_figure import map_page, map_svg
from safeconduct.movement.maps import RoadMap
from safeconduct.movement.model import Plan, Site, SiteKind, Zone
from safeconduct.movement.plan import plan

SVG = "{http://www.w3.org/2000/svg}"
ATTRIBUTION = "(c) OpenStreetMap contributors, ODbL"
ZONES: tuple[Zone, ...] = (
    square("mines", (29.9, 52.213), 0.08),
    square("shelling", (32.0, 53.0), 0.02, start=START, end=hour(9)),
    quiet(begin=18, end=36),
)


@pytest.fixture(scope="module")
def made(road_map: RoadMap) -> Plan:
    given = (sites(), ZONES, fleet(), staff())
    return plan(people(8), *given, road_map, start=START, hours=48, mode="rehearsal", languages=LANGUAGES)


def words(svg: str) -> list[str]:
    return [element.text or "" for element in ET.fromstring(svg).iter(f"{SVG}text")]


def test_the_timetable_tells_both_clocks_and_every_tranche(made: Plan) -> None:
    """Local time above UTC, a row for each convoy, the handover point beside the block, and all of it in words."""
    svg = timetable_svg(made, sites(), ZONES, time_zone="Europe/Minsk")
    told = words(svg)
    assert "Minsk" in told
    assert "UTC" in told
    for row in ("1 · azure", "1 · amber", "2 · azure", "2 · amber"):
        assert row in told
    assert "North-Crossing" in told
    root = ET.fromstring(svg)
    assert root.get("role") == "img"
    assert root.findtext(f"{SVG}title") == "Timetable of the tranches"
    local = (made.slots[0].meet + dt.timedelta(hours=3)).strftime("%H:%M")
    assert f"{local} ({made.slots[0].meet:%H:%M} UTC)" in (root.findtext(f"{SVG}desc") or "")


def test_the_map_names_its_source_and_what_it_is_for(made: Plan) -> None:
    """Attribution, rehearsal mark, scale, every place, and the zones with the hours that cut into the plan."""
    told = words(map_svg(made, sites(), ZONES, attribution=ATTRIBUTION))
    assert ATTRIBUTION in told
    assert any("REHEARSAL MAP" in line for line in told)
    assert "50 km" in told
    assert {site.name for site in sites()} <= set(told)
    assert "mines" in told
    assert any(line.startswith("shelling until") for line in told)


def test_a_picture_loads_nothing_and_hides_no_markup(made: Plan) -> None:
    """No links and no scripts; a name with angle brackets is a name."""
    odd = (*sites(), Site("odd", "<b>Inn & Out</b>", SiteKind.HOSPITAL, (31.0, 52.4)))
    svg = map_svg(made, odd, ZONES, attribution=ATTRIBUTION)
    assert "<b>Inn & Out</b>" in words(svg)
    for picture in (svg, timetable_svg(made, odd, ZONES, time_zone="UTC")):
        assert "href" not in picture
        assert "url(" not in picture
        assert "<script" not in picture
    assert map_page(svg, "A & B").count("<h1>A &amp; B</h1>") == 1


def test_names_do_not_cover_each_other(made: Plan) -> None:
    """Places close together have their names at different sides."""
    crowd = tuple(Site(f"s{k}", f"Place {k}", SiteKind.BASE, (31.0 + k * 0.03, 52.4)) for k in range(4))
    root = ET.fromstring(map_svg(made, crowd, ZONES, attribution=ATTRIBUTION))
    spots = [
        (element.get("x"), element.get("y"), element.get("text-anchor"))
        for element in root.iter(f"{SVG}text")
        if (element.text or "").startswith("Place ")
    ]
    assert len(set(spots)) == 4
    assert len({(anchor, y) for _, y, anchor in spots}) > 1


def test_nothing_to_show_is_nothing() -> None:
    """An empty plan has no timetable; without places there is no map."""
    empty = Plan(True, "", (), (), ())
    assert timetable_svg(empty, sites(), ZONES, time_zone="UTC") == ""
    assert map_svg(empty, (), ZONES, attribution=ATTRIBUTION) == ""
    assert map_svg(empty, [Site("a", "A", SiteKind.BASE, PLACES["heron"])], (), attribution=ATTRIBUTION)
