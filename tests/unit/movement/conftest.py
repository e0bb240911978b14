"""The embedded road map, built once for all tests of the room."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from safeconduct.movement.maps import RoadMap, open_map


@pytest.fixture(scope="session")
def road_map(tmp_path_factory: pytest.TempPathFactory) -> RoadMap:
    """In $SAFECONDUCT_CACHE where that is set: tiles are kept by the digest of their map."""
    named = os.environ.get("SAFECONDUCT_CACHE", "")
    return open_map(Path(named) if named else tmp_path_factory.mktemp("maps"))
