"""Tests marked ``external`` read data made by others from $SAFECONDUCT_EXTERNAL, and are skipped without it."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

WHY = "SAFECONDUCT_EXTERNAL is not set to the folder of data made by others (CONTRIBUTING.md)"


def _folder() -> Path | None:
    named = os.environ.get("SAFECONDUCT_EXTERNAL", "")
    return Path(named) if named and Path(named).is_dir() else None


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    if _folder() is None:
        for item in items:
            if item.get_closest_marker("external"):
                item.add_marker(pytest.mark.skip(reason=WHY))


@pytest.fixture(scope="session")
def external() -> Path:
    """The folder of data made by others. Only for tests marked ``external``."""
    folder = _folder()
    if folder is None:
        pytest.skip(WHY)
    return folder
