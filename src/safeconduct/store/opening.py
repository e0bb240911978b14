"""Making the store ready: Django configured, the database reached, its tables brought up to date."""

from __future__ import annotations

import os
from pathlib import Path

from safeconduct.errors import Fault, RefusedByRule, UnreadableInput, UsageError
from safeconduct.store.configuration import VARIABLE, settings_for


def database_url(default: str) -> str:
    """The address of the store: what the environment says in SAFECONDUCT_DATABASE_URL, or else ``default``."""
    return os.environ.get(VARIABLE) or default


def open_store(url: str, *, record: str | Path | None = None, keys: Path | None = None) -> None:
    """Open the store at ``url`` (``sqlite:///file`` or ``postgresql://...``), making it if it is not there.

    ``record`` is the folder in which records are published (``{operation}`` in it stands for the operation's
    pseudonym), ``keys`` the folder of the signing keys; ``settings_for`` says where they lie if left out. A process
    opens one store; opening the same one again does no harm. Raises UsageError on a malformed address or a second
    store, UnreadableInput if the database cannot be reached or is no database, and RefusedByRule if a newer version
    of the program has made it.
    """
    import django
    from django.conf import settings

    made = settings_for(url, record, keys)
    if settings.configured:
        _check_same(made)
    else:
        settings.configure(**made)
    database = settings.DATABASES["default"]
    if database["ENGINE"].endswith("sqlite3"):
        _make_folder(Path(database["NAME"]).parent)
    try:
        django.setup()
        _bring_up_to_date()
    except Exception as error:
        from safeconduct.store import guard

        guard.revoke()
        raise _explained(error) from error
    _make_folder(Path(settings.SAFECONDUCT_KEYS))


def close() -> None:
    """Give the connection back. The next query opens it again."""
    from django.db import connections

    connections.close_all()


def _check_same(made: dict) -> None:
    from django.conf import settings

    keys = ("ENGINE", "NAME", "HOST", "PORT", "USER")
    there, wanted = settings.DATABASES["default"], made["DATABASES"]["default"]
    same = all(f"{there.get(key, '')}" == f"{wanted.get(key, '')}" for key in keys)
    if not same or any(getattr(settings, key) != made[key] for key in ("SAFECONDUCT_RECORD", "SAFECONDUCT_KEYS")):
        raise UsageError("This process has another store open. One process works on one store.")


def _make_folder(folder: Path) -> None:
    """Make a folder that only its owner may look into."""
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError as error:
        fault = Fault(file=f"{error.filename}", found=f"{error.strerror}", expected="a folder that can be written")
        raise UnreadableInput("The folder of the store cannot be made.", [fault]) from None


def _bring_up_to_date() -> None:
    from django.core.management import call_command
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    known = set(executor.loader.disk_migrations or ())
    newer = sorted(
        name for app, name in executor.loader.applied_migrations if app == "store" and ("store", name) not in known
    )
    if newer:
        raise RefusedByRule(
            "The store was made by a newer version of Safeconduct (it has "
            f"{', '.join(newer)}). Use that version; this one would not understand what it reads."
        )
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        call_command("migrate", verbosity=0, interactive=False)


def _explained(error: Exception) -> Exception:
    from django.core.exceptions import ImproperlyConfigured
    from django.db import DatabaseError, InterfaceError, connection

    if isinstance(error, ImproperlyConfigured):
        return UsageError(
            "PostgreSQL needs the driver psycopg, which is not installed: pip install 'safeconduct[postgres]'."
            if "psycopg" in f"{error}"
            else f"{error}"
        )
    if not isinstance(error, DatabaseError | InterfaceError):
        return error
    place = connection.settings_dict
    name = f"{place['NAME']} on {place['HOST'] or 'this machine'}" if place.get("HOST") else f"{place['NAME']}"
    fault = Fault(file=name, found=f"{error}".strip().partition("\n")[0], expected="a database that answers")
    return UnreadableInput(
        "The store cannot be opened. Check that the database runs, that the address in "
        f"{VARIABLE} is right, and that you may write to it.",
        [fault],
    )
