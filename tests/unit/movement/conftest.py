"""The embedded road map, built once for all tests of the room."""

from __future__ import annotations

import pytest

from safeconduct.movement.maps import RoadMap, open_map


@pytest.fixture(scope="session")
def road_map(tmp_path_factory: pytest.TempPathFactory) -> RoadMap:
    return open_map(tmp_path_factory.mktemp("maps"))
