"""The command ``safeconduct example make``."""

from __future__ import annotations

import json
from pathlib import Path

from typer.testing import CliRunner

from safeconduct.cli.example import app
from safeconduct.errors import RefusedByRule

RUN = CliRunner()


def test_make_says_what_it_made_and_what_to_do_next(tmp_path: Path) -> None:
    """Words go to stderr, with the rows of each list and the next command."""
    done = RUN.invoke(app, ["make", str(tmp_path / "case"), "--people", "24", "--seed", "5"])
    assert done.exit_code == 0
    assert done.stdout == ""
    assert "lists/azure-held.xlsx" in done.stderr
    assert "safeconduct run" in done.stderr
    assert (tmp_path / "case" / "case.toml").is_file()


def test_json_is_all_that_stands_on_stdout(tmp_path: Path) -> None:
    """For a program that calls it; the truth is written where it is asked for."""
    done = RUN.invoke(app, ["make", str(tmp_path / "case"), "--people", "24", "--truth", "--json"])
    made = json.loads(done.stdout)
    assert made["rows"] == {
        "amber-family.csv": 1,
        "amber-held.csv": 12,
        "amber-sought.xlsx": 15,
        "azure-family.csv": 1,
        "azure-held.xlsx": 12,
        "azure-sought.csv": 15,
    }
    truth = (tmp_path / "case" / "truth.csv").read_text("utf-8").splitlines()
    assert len(truth) == 1 + made["pairs"]


def test_an_earlier_case_is_replaced_only_by_force(tmp_path: Path) -> None:
    """Without --force the command is refused, and says so."""
    call = ["make", str(tmp_path / "case"), "--people", "24"]
    assert RUN.invoke(app, call).exit_code == 0
    refused = RUN.invoke(app, call)
    assert isinstance(refused.exception, RefusedByRule)
    assert RUN.invoke(app, [*call, "--force"]).exit_code == 0
