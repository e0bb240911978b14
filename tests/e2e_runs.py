"""Running the program in a process of its own, as a person at a terminal would."""

from __future__ import annotations

import os
import subprocess
import sys

from house import TOP

SMALL = TOP / "tests" / "data" / "small-case"
PROGRAM = [sys.executable, "-c", "from safeconduct.cli import main; main()"]


def environment() -> dict[str, str]:
    """The environment without the address of a database: each run has a store of its own."""
    return {name: value for name, value in os.environ.items() if name != "SAFECONDUCT_DATABASE_URL"}


def safeconduct(*words: object) -> subprocess.CompletedProcess[str]:
    """``safeconduct`` with these words."""
    command = [*PROGRAM, *map(str, words)]
    return subprocess.run(
        command,
        env=environment(),
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
        stdin=subprocess.DEVNULL,
    )
