"""Every bad case of tests/data/bad ends in the right exit code, with words a coordinator can act on.

A bad case is the small case with a few edits or other files; its ``expected.toml`` says which, and what must come of
it. tests/data/README.md explains the format.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest

from house import TOP

DATA = TOP / "tests" / "data"
SMALL = DATA / "small-case"
BAD = sorted(path.parent.name for path in (DATA / "bad").glob("*/expected.toml"))
KEYS = {"about", "exit_code", "says", "publishes", "removes", "writes", "edit"}
SELECTED = {"selection.json", "certificate.json", "tranches.csv", "report.html"}
PLANNED = {*SELECTED, "plan.json", "map.html", "timetable.svg"}
COMPARED = {"matches.csv", "review-queue.csv", "family-reports.csv", "persons.csv"}
BULLETIN = "bulletin/bulletin.json"

pytestmark = pytest.mark.e2e


def build(name: str, folder: Path) -> dict[str, Any]:
    """Write the bad case into ``folder``; returns what is expected of it."""
    source = DATA / "bad" / name
    expected = tomllib.loads((source / "expected.toml").read_text(encoding="utf-8"))
    assert set(expected) <= KEYS, f"{name}/expected.toml has words this test does not know"
    shutil.copytree(SMALL, folder)
    for path in sorted(source.rglob("*")):
        if path.is_file() and path.name != "expected.toml":
            target = folder / path.relative_to(source)
            target.parent.mkdir(exist_ok=True)
            shutil.copyfile(path, target)
    for removed in expected.get("removes", []):
        (folder / removed).unlink()
    for edit in expected.get("edit", []):
        path = folder / edit["file"]
        text = path.read_text(encoding="utf-8")
        assert text.count(edit["find"]) == 1, f"{edit['file']} of the small case does not hold {edit['find']!r} once"
        path.write_text(text.replace(edit["find"], edit["replace"]), encoding="utf-8", newline="\n")
    return expected


def run(case: Path, out: Path) -> subprocess.CompletedProcess[str]:
    """``safeconduct run CASE --out OUT`` in a process of its own."""
    command = [sys.executable, "-c", "from safeconduct.cli import main; main()", "run", str(case), "--out", str(out)]
    environment = {name: value for name, value in os.environ.items() if name != "SAFECONDUCT_DATABASE_URL"}
    return subprocess.run(
        command, env={**environment, "COLUMNS": "200"}, capture_output=True, text=True, encoding="utf-8", check=False
    )


def files_in(folder: Path) -> set[str]:
    """Every file under ``folder``, by its path from there."""
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}


def test_there_are_twenty_bad_cases_at_least() -> None:
    """And each is numbered, so that a report can name it."""
    assert len(BAD) >= 20
    assert [name[:2] for name in BAD] == [f"{number:02d}" for number in range(1, len(BAD) + 1)]


def test_the_small_case_itself_is_good(tmp_path: Path) -> None:
    """Otherwise a bad case could fail for a reason that is not its own."""
    done = run(SMALL, tmp_path / "out")
    assert done.returncode == 0, done.stderr
    assert {*PLANNED, BULLETIN} <= files_in(tmp_path / "out")


@pytest.mark.parametrize("name", BAD)
def test_a_bad_case_ends_as_it_should(name: str, tmp_path: Path) -> None:
    """Exit code and words are those of expected.toml; no traceback is shown; nothing half-written is left."""
    expected = build(name, tmp_path / "case")
    done = run(tmp_path / "case", tmp_path / "out")
    said = f"{done.stderr}\n{done.stdout}"
    assert done.returncode == expected["exit_code"], said
    for phrase in expected["says"]:
        assert phrase in said, f"{phrase!r} is not said:\n{said}"
    assert "Traceback" not in said
    files = files_in(tmp_path / "out")
    assert not any(".building" in file or file.endswith((".tmp", ".part")) for file in files), files
    if expected["exit_code"] == 0:
        assert {*PLANNED, BULLETIN} <= files
    elif expected.get("publishes"):
        assert files >= SELECTED
        assert BULLETIN not in files
        assert "Stopped at the movement" in (tmp_path / "out" / "report.html").read_text(encoding="utf-8")
    else:  # nothing, or all that the reviewers need for deciding
        results = {file for file in files if not file.startswith(("store/", "record/"))}
        assert results in (set(), COMPARED), files
    for file, words in expected.get("writes", {}).items():
        text = (tmp_path / "out" / file).read_text(encoding="utf-8")
        for word in words:
            assert word in text, f"{word!r} is not in {file}"
