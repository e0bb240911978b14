"""``safeconduct movement``."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from typer.testing import CliRunner

from movement_samples import START
from safeconduct.cli.movement import app
from safeconduct.errors import RefusedByRule, UsageError
from safeconduct.example.world import world
from safeconduct.movement.maps import REHEARSAL

WEST, NORTH = "29.376,52.126", "30.968,52.095"


@pytest.fixture(scope="module")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """$SAFECONDUCT_CACHE where that is set, so that the map is not built for these tests alone."""
    named = os.environ.get("SAFECONDUCT_CACHE", "")
    return Path(named) if named else tmp_path_factory.mktemp("cache")


@pytest.fixture
def zones(tmp_path: Path) -> Path:
    path = tmp_path / "zones.geojson"
    path.write_text(world(900, 1, START)["zones.geojson"], encoding="utf-8")
    return path


def run(cache: Path, *words: str) -> tuple[str, str, BaseException | None]:
    done = CliRunner().invoke(app, words, env={"SAFECONDUCT_CACHE": str(cache)})
    return done.stdout, done.stderr, done.exception


def test_the_map_tells_what_it_may_be_used_for(cache: Path) -> None:
    """Where it is, its digest, its licence, and that it is for rehearsals."""
    out, err, _ = run(cache, "map")
    assert out == ""
    assert "OpenStreetMap" in err
    assert "rehearsals only" in err
    out, err, _ = run(cache, "map", "--json")
    told = json.loads(out)
    assert told["rehearsal"] is True
    assert told["file"] == str(REHEARSAL)
    assert err == ""


def test_a_road_around_the_mines(cache: Path, zones: Path) -> None:
    """With the zones of the example the road is longer, and says what it goes around."""
    straight, _, _ = run(cache, "route", "--from", WEST, "--to", NORTH, "--json")
    around, _, _ = run(cache, "route", "--from", WEST, "--to", NORTH, "--avoid", str(zones), "--json")
    one, two = json.loads(straight), json.loads(around)
    assert one["avoids"] == []
    assert two["avoids"] == ["mines-1"]
    assert two["roads"][0]["distance_km"] > one["roads"][0]["distance_km"]
    _, err, _ = run(cache, "route", "--from", WEST, "--to", NORTH, "--avoid", str(zones))
    assert "goes around mines-1" in err
    assert "not for a live corridor" in err


def test_zones_count_at_their_time(cache: Path, zones: Path) -> None:
    """A road that is closed until the evening is open at night."""
    teal = ("--from", "30.049,52.928", "--to", NORTH, "--avoid", str(zones), "--json")
    day, _, _ = run(cache, "route", *teal, "--at", "2026-02-12T05:00:00Z")
    night, _, _ = run(cache, "route", *teal, "--at", "2026-02-13T01:00:00+03:00")
    assert json.loads(day)["avoids"] == ["shelling-1"]
    assert json.loads(night)["avoids"] == []


def test_from_inside_a_zone_nobody_is_sent(cache: Path, zones: Path) -> None:
    """Refused, with the zone named."""
    _, _, error = run(cache, "route", "--from", "29.9,52.213", "--to", NORTH, "--avoid", str(zones))
    assert isinstance(error, RefusedByRule)
    assert "mines-1" in str(error)


@pytest.mark.parametrize(
    "words",
    [
        ("route", "--from", "30.9", "--to", NORTH),
        ("route", "--from", "52.1,130", "--to", NORTH),
        ("route", "--from", WEST, "--to", "Homyel"),
        ("route", "--from", WEST, "--to", NORTH, "--at", "tonight"),
        ("route", "--from", WEST, "--to", NORTH, "--at", "2026-02-12T05:00:00"),
    ],
)
def test_a_call_that_cannot_be_understood(cache: Path, words: tuple[str, ...]) -> None:
    """Told how to write it, before any map is opened."""
    _, _, error = run(cache, *words)
    assert isinstance(error, UsageError)
    assert "such as" in str(error) or "write it as" in str(error)
