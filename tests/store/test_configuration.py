from __future__ import annotations

from pathlib import Path

import pytest

from safeconduct.errors import UsageError
from safeconduct.store import database_url
from safeconduct.store.configuration import settings_for


def test_sqlite_is_durable_and_takes_its_lock_at_once(tmp_path: Path) -> None:
    """An SQLite store syncs each commit, and record and keys lie beside it if nothing else is said."""
    made = settings_for(f"sqlite:///{tmp_path}/my%20store.sqlite3")
    database = made["DATABASES"]["default"]
    assert database["NAME"] == f"{tmp_path}/my store.sqlite3"
    assert database["OPTIONS"]["transaction_mode"] == "IMMEDIATE"
    assert "synchronous=FULL" in database["OPTIONS"]["init_command"]
    assert made["SAFECONDUCT_KEYS"] == f"{tmp_path}"
    assert made["SAFECONDUCT_RECORD"] == f"{tmp_path}/record/{{operation}}"


def test_a_relative_sqlite_path_is_relative_to_the_working_folder(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Three slashes lead to a file in or under the working folder."""
    monkeypatch.chdir(tmp_path)
    assert settings_for("sqlite:///a/b.sqlite3")["DATABASES"]["default"]["NAME"] == f"{tmp_path}/a/b.sqlite3"


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("postgresql://sc:p%40ss@db.example:5433/ops", ("ops", "sc", "p@ss", "db.example", "5433")),
        ("postgres:///ops?host=/run/postgresql", ("ops", "", "", "/run/postgresql", "")),
        ("postgresql://sc@[::1]/ops?sslmode=require", ("ops", "sc", "", "::1", "")),
    ],
)
def test_postgresql_addresses(url: str, expected: tuple[str, ...]) -> None:
    """User, password, host, port and further options are taken from the address."""
    database = settings_for(url)["DATABASES"]["default"]
    assert tuple(database[name] for name in ("NAME", "USER", "PASSWORD", "HOST", "PORT")) == expected
    assert ("sslmode" in url) == (database["OPTIONS"].get("sslmode") == "require")


@pytest.mark.parametrize(
    "url", ["", "operation.sqlite3", "sqlite:", "sqlite://host/x", "mysql://sc:secret@x/y", "postgresql://x"]
)
def test_other_addresses_are_refused_without_repeating_the_password(url: str) -> None:
    """The message names the variable and the two kinds of address there are."""
    with pytest.raises(UsageError, match=r"SAFECONDUCT_DATABASE_URL.*expected sqlite:///") as caught:
        settings_for(url)
    assert "secret" not in str(caught.value)


def test_the_environment_goes_before_the_default(monkeypatch: pytest.MonkeyPatch) -> None:
    """What the variable says is taken, unless it is empty or not set."""
    monkeypatch.setenv("SAFECONDUCT_DATABASE_URL", "postgresql://x/y")
    assert database_url("sqlite:///z") == "postgresql://x/y"
    monkeypatch.setenv("SAFECONDUCT_DATABASE_URL", "")
    assert database_url("sqlite:///z") == "sqlite:///z"
