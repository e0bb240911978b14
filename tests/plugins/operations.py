"""The fixture ``operation``: a new operation in the test database, with its record and keys in a folder of the test."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from pytest_django import DjangoDbBlocker

if TYPE_CHECKING:
    from safeconduct.store.queries import Operation


@pytest.fixture(scope="session")
def test_database(django_test_environment: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """A database made for this run, on SQLite or on the server that SAFECONDUCT_DATABASE_URL names."""
    from django.test.utils import setup_databases, teardown_databases

    with django_db_blocker.unblock():
        made = setup_databases(verbosity=0, interactive=False, aliases={"default"})
    yield
    with django_db_blocker.unblock():
        teardown_databases(made, verbosity=0)


@pytest.fixture
def database(test_database: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """Real commits and no clean-up: the tables refuse deletion, so each test opens its own operation and looks at that
    alone.
    """
    with django_db_blocker.unblock():
        yield


@pytest.fixture
def folders(tmp_path: Path, settings: pytest.FixtureDef) -> Path:
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
