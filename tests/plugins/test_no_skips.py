"""The rule that a skip is a failure where SAFECONDUCT_NO_SKIPS=1 says so."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

import plugins

SUITE = """
import pytest

def test_green():
    assert True

@pytest.mark.skip(reason="the moon is down")
def test_skipped():
    assert False
"""


def run(folder: Path, suite: str, no_skips: bool) -> subprocess.CompletedProcess[str]:
    (folder / "test_it.py").write_text(suite)
    env = {**os.environ, "PYTHONPATH": str(Path(plugins.__file__).parents[1])}
    env.pop("SAFECONDUCT_NO_SKIPS", None)
    env.pop("PYTEST_ADDOPTS", None)
    if no_skips:
        env["SAFECONDUCT_NO_SKIPS"] = "1"
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-p",
        "plugins.no_skips",
        "-p",
        "no:django",
        "-p",
        "no:cacheprovider",
        ".",
    ]
    return subprocess.run(command, cwd=folder, env=env, capture_output=True, text=True, check=False)


def test_a_skip_fails_the_run_and_is_named_with_its_reason(tmp_path: Path) -> None:
    """The run ends with 1 and its last section names the test and why it was skipped."""
    done = run(tmp_path, SUITE, no_skips=True)
    assert done.returncode == 1
    assert "test_it.py::test_skipped: Skipped: the moon is down" in done.stdout


def test_a_file_that_skips_itself_fails_the_run(tmp_path: Path) -> None:
    """A module-level skip, as importorskip makes it, counts too."""
    suite = "import pytest\npytest.importorskip('no_such_module')\ndef test_a(): pass\n"
    (tmp_path / "test_other.py").write_text("def test_b(): pass\n")
    done = run(tmp_path, suite, no_skips=True)
    assert done.returncode == 1
    assert "no_such_module" in done.stdout


def test_without_the_variable_a_skip_is_only_a_skip(tmp_path: Path) -> None:
    """A developer without PostgreSQL or Chromium can still have a green run."""
    assert run(tmp_path, SUITE, no_skips=False).returncode == 0


def test_a_run_without_skips_stays_green(tmp_path: Path) -> None:
    """The rule changes nothing where nothing is skipped."""
    assert run(tmp_path, "def test_a(): pass\n", no_skips=True).returncode == 0


@pytest.mark.parametrize("plugin", ["plugins.no_skips", "plugins.external"])
def test_the_plugins_are_loaded_in_this_very_run(request: pytest.FixtureRequest, plugin: str) -> None:
    """tests/conftest.py names them; without that the rule would be a dead letter."""
    assert request.config.pluginmanager.has_plugin(plugin)
