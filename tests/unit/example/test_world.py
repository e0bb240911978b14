"""The places, dangers, vehicles and staff of the example cases."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json

from safeconduct.example.world import site_ids, world

START = dt.datetime(2026, 2, 12, tzinfo=dt.UTC)


def rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


def test_the_same_arguments_give_the_same_files() -> None:
    """The example is reproducible byte for byte, and another seed gives another one."""
    assert world(900, 7, START) == world(900, 7, START)
    assert world(900, 7, START) != world(900, 8, START)


def test_the_demo_has_the_numbers_it_promises() -> None:
    """Six places of detention per party, two handover points, 26 buses, 34 ambulances, 4 trucks, 48 staff."""
    files = world(900, 1, START)
    sites, fleet = rows(files["sites.csv"]), rows(files["fleet.csv"])
    assert sum(site["kind"] == "handover" for site in sites) == 2
    for party in ("azure", "amber"):
        held = [site["site_id"] for site in sites if site["kind"] == "detention" and site["party"] == party]
        assert held == list(site_ids(party))
        assert len(held) == 6
    kinds = [vehicle["kind"] for vehicle in fleet]
    assert (kinds.count("bus"), kinds.count("ambulance"), kinds.count("remains_truck")) == (26, 34, 6)
    assert len({vehicle["plate"] for vehicle in fleet}) == len(fleet)
    assert len(rows(files["staff.csv"])) == 48


def test_fleet_and_staff_grow_with_the_people() -> None:
    """Ten thousand people get eleven times the vehicles; fewer than nine hundred get no fewer vehicles."""
    large, small = world(10_000, 1, START), world(50, 1, START)
    assert sum(v["kind"] == "bus" for v in rows(large["fleet.csv"])) == 289
    assert sum(v["kind"] == "bus" for v in rows(small["fleet.csv"])) == 26
    assert len(rows(large["staff.csv"])) > 500


def test_silence_windows_fill_the_hours() -> None:
    """Windows lie inside the planning time, name their handover point and go on for as long as the plan does."""
    for hours, least in ((24, 3), (48, 7), (96, 14)):
        zones = [f["properties"] for f in json.loads(world(900, 1, START, hours)["zones.geojson"])["features"]]
        quiet = [zone for zone in zones if zone["kind"] == "silence"]
        assert len(quiet) == least
        assert {zone["handover_id"] for zone in quiet} == {"north-crossing", "south-crossing"}
        until = (START + dt.timedelta(hours=hours)).strftime("%Y-%m-%dT%H:%M:%SZ")
        assert all(zone["start"] < zone["end"] <= until for zone in zones)


def test_swapping_the_parties_swaps_only_their_names() -> None:
    """The parties' names decide nothing but whose name stands at which place."""
    one = world(900, 1, START, parties=("azure", "amber"))
    two = world(900, 1, START, parties=("amber", "azure"))
    assert one["zones.geojson"] == two["zones.geojson"]
    assert one["fleet.csv"] == two["fleet.csv"]
    swap = {"azure": "amber", "amber": "azure", "": ""}
    assert [{**site, "party": swap[site["party"]]} for site in rows(one["sites.csv"])] == rows(two["sites.csv"])
