"""The fixture ``operation``: a new operation in the test database, with its record and keys in a folder of the test."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from pytest_django.fixtures import SettingsWrapper

if TYPE_CHECKING:
    from safeconduct.store.queries import Operation


@pytest.fixture
def folders(tmp_path: Path, settings: SettingsWrapper) -> Path:
    """Records are published under ``record`` and signing keys kept under ``keys`` of the folder that is given."""
    settings.SAFECONDUCT_RECORD = f"{tmp_path / 'record' / '{operation}'}"
    settings.SAFECONDUCT_KEYS = f"{tmp_path / 'keys'}"
    (tmp_path / "keys").mkdir()
    return tmp_path


@pytest.fixture
def operation(database: None, folders: Path) -> Operation:
    """A new operation, with the fact that it was opened in its log."""
    from operations import opened

    return opened()
