"""Reading places, zones, vehicles and staff: every fault of a file at once, each where it stands."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from safeconduct.errors import UnreadableInput
from safeconduct.movement.model import SiteKind, VehicleKind, ZoneKind
from safeconduct.movement.read import read_fleet, read_sites, read_staff, read_world, read_zones

PARTIES = ("azure", "amber")
BOUNDS = (22.0, 44.0, 40.5, 56.5)
SITES = """site_id,name,kind,party,lon,lat
heron,Site Heron,detention,azure,31.304,51.489
north,North Crossing,handover,,30.968,52.095
oak,Base Oak,base,,30.467,52.292
"""
FLEET = "vehicle_id,kind,base,seats,stretchers,remains,party,plate\nB1,bus,oak,45,0,0,,SC 1\n"
STAFF = "staff_id,role,languages,from,until,base\nS1,doctor,uk; ru,2026-02-12T00:00:00Z,2026-02-13T03:00:00+03:00,oak\n"
RING = [[30.8, 52.0], [31.1, 52.0], [31.1, 52.2], [30.8, 52.2], [30.8, 52.0]]


def zone(ring: Any = None, **changes: Any) -> dict[str, Any]:
    properties = {
        "zone_id": "q1",
        "kind": "silence",
        "start": "2026-02-12T04:00:00Z",
        "end": "2026-02-12T11:00:00Z",
        "source": "both parties",
        "handover_id": "north",
        **changes,
    }
    return {
        "type": "Feature",
        "properties": properties,
        "geometry": {"type": "Polygon", "coordinates": [RING if ring is None else ring]},
    }


@pytest.fixture
def case(tmp_path: Path) -> Path:
    (tmp_path / "sites.csv").write_text(SITES)
    (tmp_path / "fleet.csv").write_text(FLEET)
    (tmp_path / "staff.csv").write_text(STAFF)
    put(tmp_path, zone())
    return tmp_path


def put(folder: Path, *zones: dict[str, Any]) -> Path:
    path = folder / "zones.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": zones}))
    return path


def faults_of(excinfo: pytest.ExceptionInfo[UnreadableInput]) -> list[tuple[int | None, str | None, str]]:
    return [(fault.row, fault.field, fault.code) for fault in excinfo.value.faults]


def test_a_sound_folder_is_read(case: Path) -> None:
    """Kinds, numbers and times arrive as values; times are in UTC."""
    world = read_world(case, PARTIES, BOUNDS)
    assert [site.kind for site in world.sites] == [SiteKind.DETENTION, SiteKind.HANDOVER, SiteKind.BASE]
    assert world.zones[0].kind is ZoneKind.SILENCE
    assert (world.fleet[0].kind, world.fleet[0].seats, world.fleet[0].plate) == (VehicleKind.BUS, 45, "SC 1")
    assert world.staff[0].languages == ("uk", "ru")
    assert f"{world.staff[0].until:%H:%M %Z}" == "00:00 UTC"


def test_the_faults_of_all_files_are_told_at_once(case: Path) -> None:
    """A coordinator mends the whole folder in one go."""
    (case / "fleet.csv").write_text(FLEET.replace("bus,", "balloon,"))
    (case / "staff.csv").write_text(STAFF.replace("doctor", "poet"))
    put(case, zone(kind="noise"))
    with pytest.raises(UnreadableInput) as refused:
        read_world(case, PARTIES, BOUNDS)
    assert {fault.file for fault in refused.value.faults} == {"fleet.csv", "staff.csv", "zones.geojson"}


def test_semicolons_a_byte_order_mark_and_empty_rows_do_no_harm(case: Path) -> None:
    """As a spreadsheet in a country with a decimal comma writes it."""
    text = SITES.replace(",", ";").replace("31.304", "31,304").replace("\n", "\r\n\r\n")
    (case / "sites.csv").write_bytes(b"\xef\xbb\xbf" + text.encode())
    sites = read_sites(case / "sites.csv", PARTIES, BOUNDS)
    assert sites[0].position == (31.304, 51.489)


def test_an_open_quotation_mark_takes_no_vehicle_away(case: Path) -> None:
    """It would draw the rows below it into one cell."""
    rows = FLEET.splitlines()
    (case / "fleet.csv").write_text("\n".join([rows[0], 'B0,bus,oak,45,0,0,,"SC 0', rows[1], ""]), encoding="utf-8")
    with pytest.raises(UnreadableInput) as caught:
        read_fleet(case / "fleet.csv", read_sites(case / "sites.csv", PARTIES), PARTIES)
    assert [fault.code for fault in caught.value.faults] == ["csv"]


def test_what_can_be_wrong_with_a_site(case: Path) -> None:
    """Twice the same id, a kind and a party that do not exist, swapped and missing degrees, a prison of nobody."""
    (case / "sites.csv").write_text(
        SITES
        + "heron,Again,base,,31.0,52.0\n"
        + "a,A,castle,,31.0,52.0\n"
        + "b,B,detention,violet,31.0,52.0\n"
        + "c,C,detention,amber,52.0,31.0\n"
        + "d,D,detention,amber,east,52.0\n"
        + "e,E,detention,,31.0,52.0\n"
        + "f,F,base,,31.0,152.0\n"
        + "g,G,base,,2.0,48.0\n"
    )
    with pytest.raises(UnreadableInput) as refused:
        read_sites(case / "sites.csv", PARTIES, BOUNDS)
    assert faults_of(refused) == [
        (5, "site_id", "duplicate-id"),
        (6, "kind", "unknown-value"),
        (7, "party", "unknown-party"),
        (8, "lon", "off-the-map"),
        (9, "lon", "bad-position"),
        (10, "party", "empty-field"),
        (11, "lat", "bad-position"),
        (12, "lon", "off-the-map"),
    ]
    swapped, far = refused.value.faults[3], refused.value.faults[7]
    assert "swapped" in swapped.expected
    assert "swapped" not in far.expected


def test_what_can_be_wrong_with_a_vehicle(case: Path) -> None:
    """No such base, fewer than no seats, stretchers in a bus, remains beside the living."""
    sites = read_sites(case / "sites.csv", PARTIES)
    (case / "fleet.csv").write_text(
        FLEET + "B1,bus,oak,45,0,0,,\nB2,bus,heron,45,0,0,,\nB3,bus,oak,-4,0,0,,\nB4,bus,oak,45,2,0,,\n"
        "B5,bus,oak,45,0,5,,\nR1,remains_truck,oak,2,0,20,,\nB6,bus,oak,many,0,0,violet,\n"
    )
    with pytest.raises(UnreadableInput) as refused:
        read_fleet(case / "fleet.csv", sites, PARTIES)
    assert faults_of(refused) == [
        (3, "vehicle_id", "duplicate-id"),
        (4, "base", "unknown-site"),
        (5, "seats", "bad-number"),
        (6, "stretchers", "wrong-place"),
        (7, "remains", "wrong-place"),
        (8, "seats", "wrong-place"),
        (9, "seats", "bad-number"),
        (9, "party", "unknown-party"),
    ]


def test_what_can_be_wrong_with_staff(case: Path) -> None:
    """A shift that ends before it begins, a time without its offset, a base that is nowhere."""
    sites = read_sites(case / "sites.csv", PARTIES)
    (case / "staff.csv").write_text(
        STAFF + "S2,nurse,uk,2026-02-12T12:00:00Z,2026-02-12T04:00:00Z,oak\n"
        "S3,nurse,uk,2026-02-12T12:00:00,tomorrow,elm\n"
    )
    with pytest.raises(UnreadableInput) as refused:
        read_staff(case / "staff.csv", sites)
    assert faults_of(refused) == [
        (3, "until", "bad-time"),
        (4, "from", "bad-time"),
        (4, "until", "bad-time"),
        (4, "base", "unknown-site"),
    ]


@pytest.mark.parametrize(
    ("wrong", "field", "code"),
    [
        (zone(ring=[[30, 52], [31, 53], [31, 52], [30, 53], [30, 52]]), "geometry", "crossing-polygon"),
        (zone(ring=RING[:-1]), "geometry", "open-ring"),
        (zone(ring=[]), "geometry", "open-ring"),
        (zone(ring=[[30.9, 52.0], [31.0, 52.1], [30.9, 52.0], [30.9, 52.0]]), "geometry", "crossing-polygon"),
        (zone(ring=[[p[1], p[0]] for p in RING]), "geometry", "off-the-map"),
        (zone(ring=[["30", None]] * 4), "geometry", "no-polygon"),
        (zone(start="2026-02-12T11:00:00Z"), "end", "bad-time"),
        (zone(end="2026-02-12T23:00:00"), "end", "bad-time"),
        (zone(handover_id="heron"), "handover_id", "unknown-site"),
        (zone(ring=[[32, 52], [33, 52], [33, 53], [32, 53], [32, 52]]), "geometry", "off-the-point"),
        (zone(zone_id=""), "zone_id", "empty-field"),
        (
            {"type": "Feature", "properties": zone()["properties"], "geometry": {"type": "Point"}},
            "geometry",
            "no-polygon",
        ),
    ],
)
def test_what_can_be_wrong_with_a_zone(case: Path, wrong: dict[str, Any], field: str, code: str) -> None:
    """Each fault names the feature by its number, the field, and the zone by its name."""
    sites = read_sites(case / "sites.csv", PARTIES)
    path = put(case, zone(zone_id="good"), wrong)
    with pytest.raises(UnreadableInput) as refused:
        read_zones(path, sites, BOUNDS)
    assert faults_of(refused)[0] == (2, field, code)


def test_a_polygon_that_crosses_itself_is_told_where(case: Path) -> None:
    """The person who drew it can find the place on the map."""
    path = put(case, zone(ring=[[30, 52], [31, 53], [31, 52], [30, 53], [30, 52]]))
    with pytest.raises(UnreadableInput, match=r"crosses itself near 30\.5, 52\.5"):
        read_zones(path, read_sites(case / "sites.csv", PARTIES), BOUNDS)


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"{", "no-json"),
        (b"[]", "no-geojson"),
        (b'{"type": "FeatureCollection", "features": 3}', "no-geojson"),
        (b"\xff\xfe{", "wrong-encoding"),
    ],
)
def test_a_file_that_is_no_geojson(case: Path, content: bytes, code: str) -> None:
    """Told as such, not as a crash."""
    (case / "zones.geojson").write_bytes(content)
    with pytest.raises(UnreadableInput) as refused:
        read_zones(case / "zones.geojson", (), BOUNDS)
    assert [fault.code for fault in refused.value.faults] == [code]


def test_a_missing_column_and_a_missing_file(case: Path) -> None:
    """The heading that is missing is named; so is the file."""
    (case / "sites.csv").write_text(SITES.replace("lon,lat", "lon,breadth"))
    (case / "staff.csv").unlink()
    with pytest.raises(UnreadableInput) as refused:
        read_world(case, PARTIES, BOUNDS)
    told = [str(fault) for fault in refused.value.faults]
    assert any("sites.csv" in words and "lat" in words for words in told)
    assert any("staff.csv" in words for words in told)


def test_a_table_without_rows_is_told_itself_and_not_through_the_others(case: Path) -> None:
    """Without sites every vehicle would be at an unknown base; without vehicles no timetable would do."""
    (case / "sites.csv").write_text(SITES.splitlines()[0] + "\n")
    (case / "fleet.csv").write_text(FLEET.splitlines()[0] + "\n")
    with pytest.raises(UnreadableInput) as refused:
        read_world(case, PARTIES, BOUNDS)
    told = [(fault.file, fault.row, fault.code) for fault in refused.value.faults]
    assert told == [("sites.csv", 2, "empty-table"), ("fleet.csv", 2, "empty-table")]
