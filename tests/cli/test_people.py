"""``safeconduct people``, as a list officer calls it."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from safeconduct.cli.people import app
from safeconduct.errors import UnreadableInput, UsageError

HELD = "№;Прізвище;Ім'я;По батькові;Дата народження\n1;Нечитайленко;Пилип;Ілліч;12.05.1990\n2;Мороз;Іван;;1985\n"
SOUGHT = "№;Фамилия;Имя;Отчество;Дата рождения\n7;Нечитайленко;Филипп;Ильич;12.05.1990\n8;Гай;Олег;;1971\n"


def call(*arguments: object) -> tuple[str, str]:
    result = CliRunner().invoke(app, [str(one) for one in arguments], catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return result.stdout, result.stderr


@pytest.fixture
def lists(tmp_path: Path) -> tuple[Path, Path]:
    held, sought = tmp_path / "azure-held.csv", tmp_path / "amber-sought.csv"
    held.write_text(HELD, "cp1251")
    sought.write_text(SOUGHT.replace("№", "N п/п"), "koi8-r")
    return held, sought


def test_match_writes_pairs_and_decides_nothing(lists: tuple[Path, Path], tmp_path: Path) -> None:
    """Headings in two languages, two code pages, no place of detention: names are compared all the same."""
    out = tmp_path / "out"
    stdout, stderr = call("match", *lists, "--out", out, "--json")
    document = json.loads(stdout)
    assert document["held_without_match"] == document["sought_without_match"] == 1
    rows = (out / "matches.csv").read_text().splitlines()
    assert rows[0].startswith("held_id,sought_id,probability,weight_bits,band,reasons")
    assert [row.split(",")[:2] for row in rows[1:]] == [["1", "7"]]
    assert "Nothing was decided" in stderr
    assert (out / "duplicates.csv").read_text().count("\n") == 1


@pytest.mark.parametrize("command", ["match", "audit", "explain"])
def test_lists_in_the_wrong_places_are_noticed(lists: tuple[Path, Path], tmp_path: Path, command: str) -> None:
    """A sought list given as the held one, or one list given twice, would make pairs that mean something else."""
    held, sought = lists
    rest = {"match": ("--out", tmp_path / "out"), "audit": ("--key", "5f"), "explain": ("1", "7")}[command]
    for first, second in ((sought, held), (held, held), (sought, sought)):
        with pytest.raises(UsageError, match="by its name, and is given as the"):
            call(command, first, second, *rest)
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("family", ["id;surname;dob\n1;Мороз;31.02.1990\n", ""])
def test_a_family_list_with_faults_leaves_nothing_half_written(
    lists: tuple[Path, Path], tmp_path: Path, family: str
) -> None:
    path = tmp_path / "amber-family.csv"
    path.write_text(family, "utf-8")
    with pytest.raises(UnreadableInput):
        call("match", *lists, "--family", path, "--out", tmp_path / "out")
    with pytest.raises(UsageError, match="given as the family list"):
        call("match", *lists, "--family", lists[1], "--out", tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_audit_says_which_pairs_are_not_decided_yet(lists: tuple[Path, Path], tmp_path: Path) -> None:
    assert call("audit", *lists, "--key", "5f")[0] == "azure,1,amber,7,undecided\n"
    decisions = tmp_path / "decisions.csv"
    head = "decision_id,held_party,held_id,sought_party,sought_id,verdict,reviewer_1,reviewer_2,decided_at"
    decisions.write_text(f"{head}\nD1,azure,1,amber,7,same,olena,peter,2026-02-11T12:00:00Z\n", "utf-8")
    assert call("audit", *lists, "--key", "5f", "--decisions", decisions)[0] == "azure,1,amber,7,same\n"


def test_a_file_in_the_place_of_a_folder_is_said_to_be_one(lists: tuple[Path, Path], tmp_path: Path) -> None:
    (tmp_path / "out").touch()
    program = [sys.executable, "-c", "from safeconduct.cli import main; main()", "people", "match"]
    for out in (tmp_path / "out", tmp_path / "out" / "below"):
        done = subprocess.run([*program, *lists, "--out", out], capture_output=True, text=True, check=False)
        assert done.returncode == 1
        assert "a file stands where a folder is needed" in done.stderr


def test_read_tells_what_is_odd(lists: tuple[Path, Path], tmp_path: Path) -> None:
    """A sound list gets a summary; the code page is told."""
    stdout, _ = call("read", lists[1], "--json")
    assert json.loads(stdout)["encoding"] == "koi8-u"
    odd = tmp_path / "odd.csv"
    odd.write_text("id;surname\n1;Моpоз\n")
    assert "mixed_scripts:family_name: 1 (row 2)" in call("read", odd)[1]


def test_read_reports_every_fault(tmp_path: Path) -> None:
    """The exception carries the faults; the program ends with 3."""
    bad = tmp_path / "azure-held.csv"
    bad.write_text("id;surname;dob;site\n1;Мороз;31.02.1990;S1\n;Гай;1990;S1\n")
    with pytest.raises(UnreadableInput) as caught:
        call("read", bad)
    assert [fault.code for fault in caught.value.faults] == ["date", "no_id"]


def test_names_explains_part_by_part() -> None:
    """The parts come in any order, and the reason is a sentence."""
    stdout, _ = call("names", "Володимир Петренко", "Petrenko Vladimir")
    assert "yes: the same name" in stdout
    assert "every part that both give agrees" in stdout
    document = json.loads(call("names", "Діана Мороз", "Мороз Дана", "--json")[0])
    assert [part["agree"] for part in document["parts"]] == [True, False]


def test_match_on_spark_names_the_command_that_adds_what_is_missing(
    lists: tuple[Path, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without pyspark or Java nothing is read; the message says how to install each."""
    monkeypatch.setattr("safeconduct.people.spark.missing", lambda: ("pyspark", "java"))
    monkeypatch.setattr("shutil.which", lambda name: f"/usr/bin/{name}")
    with pytest.raises(UsageError) as caught:
        call("match", *lists, "--out", tmp_path / "out", "--engine", "spark")
    assert "needs pyspark and java" in str(caught.value)
    assert "[spark]" in str(caught.value)
    assert "apt-get install openjdk-17-jre-headless" in str(caught.value)
    assert not (tmp_path / "out").exists()


def test_an_engine_that_does_not_exist_is_refused(lists: tuple[Path, Path], tmp_path: Path) -> None:
    """The message names the two there are."""
    with pytest.raises(UsageError, match='--engine "flink" is neither duckdb nor spark'):
        call("match", *lists, "--out", tmp_path / "out", "--engine", "flink")
