"""Road maps: built once, whole or not at all, quiet, and honest about what they may be used for."""

from __future__ import annotations

import hashlib
import json
import threading
import time
from pathlib import Path

import pytest

from movement_samples import PLACES, square
from safeconduct.errors import RefusedByRule, UnreadableInput
from safeconduct.movement import _tiles, maps
from safeconduct.movement.geo import metres
from safeconduct.movement.maps import RoadMap


def test_the_committed_map_is_the_one_that_is_described() -> None:
    """The digest beside the map is that of the file, and its licence is named where it must be."""
    about = json.loads((maps.DATA / "rehearsal.json").read_text())
    assert hashlib.sha256(maps.REHEARSAL.read_bytes()).hexdigest() == about["sha256"]
    assert about["licence"] == "ODbL-1.0"
    assert "OpenStreetMap" in about["attribution"]
    notice = Path(__file__).resolve().parents[3] / "NOTICE"
    assert "OpenStreetMap" in notice.read_text(encoding="utf-8")


def test_a_known_distance_and_time(road_map: RoadMap) -> None:
    """From the crossing to the south of Homyel: 21 km of road as the crow nearly flies, at the pace of a convoy."""
    route = road_map.route(PLACES["north-crossing"], (31.029, 52.280))
    assert route is not None
    assert 20 < route.distance_km < 23
    assert 40 < route.distance_km / route.duration_s * 3600 < 65
    assert metres(route.line[0], PLACES["north-crossing"]) < 50


def test_a_matrix_agrees_with_the_routes(road_map: RoadMap) -> None:
    """Two ways to ask for the same driving time differ by a few seconds at most."""
    here, there = [PLACES["heron"], PLACES["wren"]], [PLACES["north-crossing"], PLACES["south-crossing"]]
    matrix = road_map.matrix(here, there)
    for row, a in zip(matrix, here, strict=True):
        for seconds, b in zip(row, there, strict=True):
            route = road_map.route(a, b)
            assert route is not None
            assert seconds is not None
            assert abs(route.duration_s - seconds) < 60


def test_no_road_is_none_and_not_an_error(road_map: RoadMap) -> None:
    """A place off the map, or closed in by a zone, gives no road."""
    assert road_map.route(PLACES["heron"], (10.0, 50.0)) is None
    assert road_map.snap((10.0, 50.0)) is None
    wall = square("wall", (31.03, 51.95), 0.1)
    assert road_map.matrix([PLACES["heron"]], [(10.0, 50.0)], [wall]) == ((None,),)


def test_a_rehearsal_map_refuses_a_live_operation(road_map: RoadMap) -> None:
    """The embedded map lacks too much to send people over it."""
    road_map.serve("rehearsal")
    with pytest.raises(RefusedByRule, match="rehearsal"):
        road_map.serve("live")


def test_a_file_that_is_no_map_is_said_to_be_none(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """The builder's chatter stays out of the terminal, and nothing is left in the cache but the lock."""
    bad = tmp_path / "minutes-of-a-meeting.osm.pbf"
    bad.write_bytes(b"we agreed to meet again")
    with pytest.raises(UnreadableInput, match="minutes-of-a-meeting"):
        maps.open_map(tmp_path / "cache", bad)
    assert [path.suffix for path in (tmp_path / "cache").iterdir()] == [".lock"]
    assert capfd.readouterr() == ("", "")


def test_a_map_that_is_not_there(tmp_path: Path) -> None:
    """A missing file is told as such."""
    with pytest.raises(UnreadableInput, match="No such file"):
        maps.open_map(tmp_path, tmp_path / "none.osm.pbf")


def test_an_interrupted_build_leaves_nothing_that_looks_like_a_map(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Ctrl-C in the middle of building: the next start builds again, and clears what a killed one has left."""

    def interrupted(pbf: Path, work: Path) -> None:
        (work / "half.gph").write_bytes(b"half a tile")
        raise KeyboardInterrupt

    def whole(pbf: Path, work: Path) -> None:
        (work / "config.json").write_text("{}")
        (work / "whole.gph").write_bytes(b"a tile")

    monkeypatch.setattr(_tiles, "_run_builder", interrupted)
    with pytest.raises(KeyboardInterrupt):
        _tiles.build(maps.REHEARSAL, "0" * 64, tmp_path)
    assert not [path for path in tmp_path.iterdir() if path.is_dir()]
    monkeypatch.setattr(_tiles, "_run_builder", whole)
    key = next(tmp_path.glob("*.lock")).stem.removeprefix("tiles-")
    (tmp_path / f"building-{key}-killed").mkdir()
    tiles = _tiles.build(maps.REHEARSAL, "0" * 64, tmp_path)
    assert [path.name for path in tiles.iterdir()] == ["whole.gph"]
    assert not list(tmp_path.glob("building-*"))


def test_two_at_once_build_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever comes second waits and takes what the first has built."""
    built = []

    def slow(pbf: Path, work: Path) -> None:
        time.sleep(0.2)
        built.append(work)
        (work / "config.json").write_text("{}")
        (work / "a.gph").touch()

    monkeypatch.setattr(_tiles, "_run_builder", slow)
    threads = [threading.Thread(target=_tiles.build, args=(maps.REHEARSAL, "1" * 64, tmp_path)) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(built) == 1
