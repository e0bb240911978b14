"""What all tests share: the plug-ins of the house (skips, data made by others), and a database set up once."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

pytest_plugins = ["plugins.no_skips", "plugins.external", "plugins.operations"]


@pytest.fixture
def database(django_db_setup: None, django_db_blocker: pytest.FixtureDef) -> Iterator[None]:
    """The test database with real commits and no clean-up: the tables refuse deletion, so each test opens its own
    operation and looks at that alone.
    """
    with django_db_blocker.unblock():
        yield
