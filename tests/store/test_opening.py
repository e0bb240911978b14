"""Opening a store, each time in a process of its own, as a program does."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from pathlib import Path

OPEN = """
import sys
from safeconduct import store
from safeconduct.errors import SafeconductError
try:
    for url in sys.argv[1:]:
        store.open(url)
    from safeconduct.store import queries
    print(queries.operations())
except SafeconductError as error:
    print(error)
    sys.exit(error.exit_code)
"""


def opened(*urls: str) -> tuple[int, str]:
    done = subprocess.run([sys.executable, "-c", OPEN, *urls], capture_output=True, text=True, check=False)
    assert not done.stderr
    return done.returncode, done.stdout


def test_a_new_store_is_made_with_its_folder_and_can_be_opened_again(tmp_path: Path) -> None:
    """The file and the folders above it appear; opening the same store twice in a process does no harm."""
    url = f"sqlite:///{tmp_path}/new/store/operation.sqlite3"
    assert opened(url, url) == (0, "()\n")
    assert (tmp_path / "new/store/operation.sqlite3").is_file()
    assert opened(url) == (0, "()\n")


def test_a_process_has_one_store(tmp_path: Path) -> None:
    """A second address in the same process is a mistake in the calling program."""
    code, words = opened(f"sqlite:///{tmp_path}/one.sqlite3", f"sqlite:///{tmp_path}/two.sqlite3")
    assert code == 2
    assert "another store open" in words


def test_an_unreachable_server_is_named_with_what_to_check() -> None:
    """No server at that port: exit code 3, the place, and what to check; the password is not repeated."""
    code, words = opened("postgresql://sc:secret@127.0.0.1:9/ops")
    assert code == 3
    assert "The store cannot be opened. Check that the database runs" in words
    assert "ops on 127.0.0.1" in words
    assert "secret" not in words


def test_a_file_that_is_no_database_is_refused_and_left_alone(tmp_path: Path) -> None:
    """Exit code 3, and the file is as it was."""
    path = tmp_path / "letter.txt"
    path.write_text("Dear all,\n" * 500)
    code, words = opened(f"sqlite:///{path}")
    assert code == 3
    assert f"{path}" in words
    assert path.read_text() == "Dear all,\n" * 500


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    """A file stands where the folder of the store should be."""
    (tmp_path / "file").write_text("")
    code, words = opened(f"sqlite:///{tmp_path}/file/store.sqlite3")
    assert code == 3
    assert "cannot be made" in words


def test_a_store_of_a_newer_version_is_not_touched(tmp_path: Path) -> None:
    """A migration that this version does not know stops it, with a word on why."""
    url = f"sqlite:///{tmp_path}/operation.sqlite3"
    opened(url)
    with sqlite3.connect(tmp_path / "operation.sqlite3") as connection:
        connection.execute(
            "INSERT INTO django_migrations (app, name, applied) VALUES ('store', '0099_later', '2030-01-01')"
        )
    connection.close()
    code, words = opened(url)
    assert code == 1
    assert "newer version of Safeconduct (it has 0099_later)" in words
