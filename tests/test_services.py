"""What some tests need and pip does not have is there; where it is not, a skip counts it and says what is missing."""

from __future__ import annotations

import pytest

from house import script


def test_postgresql_is_there_for_the_tests_of_store_and_work() -> None:
    """``make test`` runs tests/store and tests/work a second time on a PostgreSQL of their own."""
    postgres = script("with_postgres")
    try:
        assert (postgres.programs() / "initdb").exists()
        postgres.account()
    except postgres.UnavailableError as error:
        pytest.skip(f"store and work are tested on SQLite only: {error}")
