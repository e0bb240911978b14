"""The script that gives a command a PostgreSQL of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

SCRIPT = Path(__file__).parents[2] / "scripts/with_postgres.py"


def run(*command: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, f"{SCRIPT}", *command],
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=False,
    )


def test_where_postgresql_is_missing_the_command_is_not_run(tmp_path: Path) -> None:
    """Exit code 77 and a word on what to install; a folder without the programs counts as missing."""
    done = run("touch", f"{tmp_path}/ran", SAFECONDUCT_POSTGRES_BIN=f"{tmp_path}")
    assert done.returncode == 77
    assert "PostgreSQL is not installed (Debian: apt-get install postgresql)" in done.stderr
    assert not (tmp_path / "ran").exists()


def test_without_a_command_it_says_how_it_is_used() -> None:
    """Exit code 2 and the usage."""
    done = run()
    assert done.returncode == 2
    assert "python scripts/with_postgres.py pytest" in done.stderr


def test_the_exit_code_of_the_command_is_passed_on() -> None:
    """The command finds the address in its environment; 77 where there is no PostgreSQL to try it with."""
    done = run("sh", "-c", 'case "$SAFECONDUCT_DATABASE_URL" in postgresql://*) exit 7;; esac')
    assert done.returncode in (7, 77)
