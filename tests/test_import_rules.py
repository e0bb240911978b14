"""Who may import whom: the contracts in pyproject.toml hold, and would notice a fault."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from house import TOP

LINT = "import sys; from importlinter.cli import lint_imports; sys.exit(lint_imports(no_cache=True))"


def lint(folder: Path) -> subprocess.CompletedProcess[str]:
    env = {**os.environ, "PYTHONPATH": str(folder / "src")}
    return subprocess.run(
        [sys.executable, "-c", LINT], cwd=folder, env=env, capture_output=True, text=True, check=False
    )


def test_the_import_rules_hold() -> None:
    """Later steps know earlier ones and never the reverse; below the store there is only plain Python."""
    done = lint(TOP)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize(
    ("room", "line"),
    [
        ("people", "import safeconduct.selection"),
        ("movement", "import django"),
        ("cli", "import safeconduct.store.tables"),
    ],
    ids=["an earlier step knows a later one", "a step knows the framework", "the command line touches the tables"],
)
def test_a_planted_fault_is_noticed(tmp_path: Path, room: str, line: str) -> None:
    """Each contract breaks on the smallest import that it forbids."""
    shutil.copytree(TOP / "src", tmp_path / "src", ignore=shutil.ignore_patterns("__pycache__", "data", "fonts"))
    shutil.copy(TOP / "pyproject.toml", tmp_path)
    (tmp_path / "src" / "safeconduct" / room / "planted.py").write_text(line + "\n")
    done = lint(tmp_path)
    assert done.returncode == 1
    assert "planted" in done.stdout
