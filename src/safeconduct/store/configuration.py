"""What Django needs to know to reach the store: an address turned into settings. Nothing here imports Django."""

from __future__ import annotations

import os
import tempfile
import urllib.parse
from pathlib import Path
from typing import Any

from safeconduct.errors import Fault, UsageError

VARIABLE = "SAFECONDUCT_DATABASE_URL"
BUSY_S = 30
OPERATION = "{operation}"
"""Stands in the name of the record's folder for the pseudonym of the operation."""

# A commit is on the disk when it returns (FULL), readers do not wait for a writer (WAL), and what is deleted is
# overwritten, so that an erased key is gone from the file.
_SQLITE = (
    "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON; "
    "PRAGMA recursive_triggers=ON; PRAGMA secure_delete=ON"
)


def settings_for(url: str, record: str | Path | None = None, keys: Path | None = None) -> dict[str, Any]:
    """The Django settings for the database at ``url``, the record published in ``record``, signing keys in ``keys``.

    ``record`` may have ``{operation}`` in it, which stands for the operation's pseudonym. Left out, both lie beside
    an SQLite file, and in the user's data folder for PostgreSQL. Raises UsageError on an address it does not know.
    """
    database, home = _database(url)
    return {
        "DATABASES": {"default": database},
        "INSTALLED_APPS": ["safeconduct.store"],
        "DEFAULT_AUTO_FIELD": "django.db.models.BigAutoField",
        "USE_TZ": True,
        "TIME_ZONE": "UTC",
        "LOGGING_CONFIG": None,
        "SAFECONDUCT_RECORD": f"{record if record is not None else home / 'record' / OPERATION}",
        "SAFECONDUCT_KEYS": f"{keys if keys is not None else home}",
    }


def data_folder() -> Path:
    """Where the store lies if nobody says where."""
    import platformdirs

    return platformdirs.user_data_path("safeconduct", appauthor=False)


def _database(url: str) -> tuple[dict[str, Any], Path]:
    parts = urllib.parse.urlsplit(url)
    if parts.scheme == "sqlite" and not parts.netloc and len(parts.path) > 1:
        path = Path(urllib.parse.unquote(parts.path[1:])).absolute()
        return _sqlite(path), path.parent
    if parts.scheme in ("postgresql", "postgres") and parts.path.strip("/"):
        return _postgresql(parts), data_folder()
    fault = Fault(
        file=VARIABLE,
        found=_shown(parts),
        expected="sqlite:///file, sqlite:////absolute/file or postgresql://user@host/name",
    )
    raise UsageError("The address of the store is not one that Safeconduct knows.", [fault])


def _sqlite(path: Path) -> dict[str, Any]:
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": f"{path}",
        "OPTIONS": {"timeout": BUSY_S, "transaction_mode": "IMMEDIATE", "init_command": _SQLITE},
        "TEST": {"NAME": f"{Path(tempfile.gettempdir()) / f'safeconduct-test-{os.getpid()}.sqlite3'}"},
    }


def _postgresql(parts: urllib.parse.SplitResult) -> dict[str, Any]:
    options = dict(urllib.parse.parse_qsl(parts.query))
    host = options.pop("host", "") or urllib.parse.unquote(parts.hostname or "")
    port = options.pop("port", "") or parts.port or ""
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": urllib.parse.unquote(parts.path[1:]),
        "USER": urllib.parse.unquote(parts.username or ""),
        "PASSWORD": urllib.parse.unquote(parts.password or ""),
        "HOST": host,
        "PORT": f"{port}",
        "OPTIONS": {"connect_timeout": BUSY_S, **options},
    }


def _shown(parts: urllib.parse.SplitResult) -> str:
    """The address without its password."""
    host = parts.netloc.rpartition("@")[2]
    return urllib.parse.urlunsplit((parts.scheme, host, parts.path, "", "")) or "nothing"
