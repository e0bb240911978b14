"""``safeconduct terms check`` and ``safeconduct selection solve|verify|explain``."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from agreements import ON, SEED, TEMPLATE, crowd
from safeconduct import selection
from safeconduct.cli.selection import app as selection_app
from safeconduct.cli.terms import app as terms_app
from safeconduct.errors import DoesNotVerify, RefusedByRule, UnreadableInput, UsageError
from safeconduct.people import write_persons

CHECKERS = sorted(Path(selection.__file__).parent.glob("verify*.py"))


def call(app: object, *words: object) -> Result:
    return CliRunner().invoke(app, [str(word) for word in words])  # type: ignore[arg-type]


@pytest.fixture
def case(tmp_path: Path) -> Path:
    text = TEMPLATE.read_text(encoding="utf-8")
    for name, value in (("floor", 2), ("ceiling", 5), ("tranche_cap", 20)):
        text = text.replace("{{" + name + "}}", str(value))
    (tmp_path / "terms.toml").write_text(text, encoding="utf-8")
    write_persons(crowd(120), tmp_path / "persons.csv")
    return tmp_path


def solve(case: Path, *more: str) -> Result:
    files = (case / "terms.toml", case / "persons.csv")
    return call(selection_app, "solve", *files, "--out", case / "out", "--seed", SEED, "--on", ON, *more)


def test_solve_verify_and_explain(case: Path) -> None:
    """The folder that solve leaves can be verified and asked, in words on stderr."""
    solved = solve(case)
    assert solved.exit_code == 0, solved.output
    assert "proven to be the most possible" in solved.stderr
    assert solved.stdout == ""
    verified = call(selection_app, "verify", case / "out")
    assert "No selection under this agreement does better for these people" in verified.stderr
    first = json.loads((case / "out" / "selection.json").read_text())["outcomes"][0]
    told = call(selection_app, "explain", case / "out", first["person_id"])
    assert told.stdout.splitlines()[0] == f"{first['person_id']}: {first['sentence']}"


def test_what_should_be_few_is_told_as_few(case: Path) -> None:
    """A shortfall is no negative number of people that is *the most possible*."""
    text = (case / "terms.toml").read_text(encoding="utf-8")
    promised = text.replace('identified = "matched"', 'identified = "matched"\nmin = 500\non_shortfall = "reduce"')
    (case / "terms.toml").write_text(promised, encoding="utf-8")
    told = solve(case).stderr
    (line,) = [line for line in told.splitlines() if "remains: people short of the promise" in line]
    number = int(line.partition("promise: ")[2].split()[0])
    assert 900 < number <= 1000
    assert line.endswith("(proven to be the fewest possible)")
    page = case / "fair"
    assert call(selection_app, "fairness", case / "out", "--out", page).exit_code == 0
    assert "counted below zero" in (page / "fairness.html").read_text(encoding="utf-8")


def test_many_warnings_of_a_kind_are_counted(case: Path) -> None:
    """Of a dozen families that somebody's no keeps back three are named, and it is said how to see the rest."""
    write_persons(crowd(1000), case / "persons.csv")
    told = solve(case).stderr
    assert told.count("[group-blocked]") == 3
    assert "and 9 more of this kind; to see all: safeconduct terms check" in told


def test_json_is_all_that_stands_on_stdout(case: Path) -> None:
    """With --json a program reads stdout; the solver's own words are not among it."""
    done = subprocess.run(
        [sys.executable, "-c", "from safeconduct.cli import main; main()", "selection", "solve", "terms.toml",
         "persons.csv", "--out", "out", "--seed", SEED, "--on", str(ON), "--json"],
        cwd=case, capture_output=True, text=True, check=False,
    )  # fmt: skip
    document = json.loads(done.stdout)
    assert document["proven"] is True
    assert sum(document["people"].values()) == 120
    verified = json.loads(call(selection_app, "verify", case / "out", "--json").stdout)
    assert verified["gaps"] == {}


def test_the_same_call_writes_the_same_bytes(case: Path) -> None:
    """Twice the same question, twice the same files."""
    solve(case)
    before = {path.name: path.read_bytes() for path in (case / "out").iterdir()}
    shutil.rmtree(case / "out")
    solve(case)
    assert before == {path.name: path.read_bytes() for path in (case / "out").iterdir()}
    assert sorted(before) == ["certificate.json", "persons.csv", "selection.json", "tranches.csv"]


@pytest.mark.parametrize("checker", CHECKERS, ids=lambda path: path.stem)
def test_each_checker_runs_alone(case: Path, tmp_path: Path, checker: Path) -> None:
    """Copied out of the package, under 200 lines, with nothing but the standard library (python -I -S)."""
    solve(case)
    alone = tmp_path / "elsewhere"
    alone.mkdir()
    shutil.copy(checker, alone)
    assert len(checker.read_text(encoding="utf-8").splitlines()) < 200
    files = [str(case / "out" / name) for name in ("selection.json", "certificate.json", "persons.csv")]
    words = files[1:2] if checker.stem == "verify_terms" else files
    good = subprocess.run(
        [sys.executable, "-I", "-S", checker.name, *words], cwd=alone, capture_output=True, text=True, check=False
    )
    assert good.returncode == 0, good.stderr
    certificate = json.loads(Path(files[1]).read_text())
    certificate["classes"][0]["taken"] += 1
    Path(files[1]).write_text(json.dumps(certificate))
    bad = subprocess.run(
        [sys.executable, "-I", "-S", checker.name, *words], cwd=alone, capture_output=True, text=True, check=False
    )
    uncounted = (  # these do not look at how many were taken, or only after a revision
        "verify_persons",
        "verify_exchanges",
        "verify_draw",
        "verify_revision",
    )
    if checker.stem not in uncounted:
        assert bad.returncode == 1
        assert bad.stderr.startswith("Does not verify: ")


def test_a_file_that_is_no_certificate_does_not_verify(case: Path) -> None:
    """A damaged file ends in the same error as a forged one, not in a traceback."""
    solve(case)
    (case / "out" / "certificate.json").write_text('{"format": "something else"}')
    assert isinstance(call(selection_app, "verify", case / "out").exception, DoesNotVerify)


def test_files_of_two_selections_are_told_as_that(case: Path) -> None:
    """A command writes into the folder just now, or broke off in the middle: no question is answered from a mixture."""
    solve(case)
    before = (case / "out" / "certificate.json").read_bytes()
    assert solve(case, "--seed", "ab" * 32).exit_code == 0
    (case / "out" / "certificate.json").write_bytes(before)
    for words in (("verify", case / "out"), ("explain", case / "out", "anybody")):
        told = call(selection_app, *words).exception
        assert isinstance(told, DoesNotVerify | UnreadableInput)
        assert "are of two selections: a command writes into this folder just now, or one broke off" in str(told)


@pytest.mark.parametrize("name", ["selection.json", "certificate.json", "persons.csv"])
def test_a_file_that_is_missing_is_named(case: Path, name: str) -> None:
    """What is not there is not forged; also where the whole folder is not there. The exit code is 3."""
    solve(case)
    (case / "out" / name).unlink()
    gone = call(selection_app, "verify", case / "out").exception
    assert isinstance(gone, UnreadableInput)
    assert (gone.exit_code, gone.faults[0].file, gone.faults[0].found) == (3, name, "No such file or directory")
    nowhere = call(selection_app, "verify", case / "nope").exception
    assert isinstance(nowhere, UnreadableInput)
    assert f"selection.json: found No such file or directory; expected this file in {case / 'nope'}" in str(nowhere)


def test_terms_check_says_line_clause_and_fix(case: Path) -> None:
    """A sound agreement passes; one with an error is refused, and --json carries the findings."""
    assert call(terms_app, "check", case / "terms.toml", "--persons", case / "persons.csv", "--on", ON).exit_code == 0
    text = (case / "terms.toml").read_text(encoding="utf-8").replace("max = 5", "max = 5\nmin = 9")
    (case / "terms.toml").write_text(text, encoding="utf-8")
    done = call(terms_app, "check", case / "terms.toml", "--json")
    assert isinstance(done.exception, RefusedByRule)
    (finding,) = json.loads(done.stdout)["findings"]
    assert (finding["code"], finding["clause"]) == ("floor-above-ceiling", "others")
    assert f"line {finding['line']}, clause others" in done.stderr
    assert "to mend it: " in done.stderr


def test_a_day_that_is_none_is_a_usage_error(case: Path) -> None:
    """--on tomorrow: the words say how a day is written."""
    done = call(terms_app, "check", case / "terms.toml", "--on", "tomorrow")
    assert isinstance(done.exception, UsageError)
    assert "2026-02-11" in str(done.exception)


def test_the_parties_sign_and_anyone_verifies(case: Path) -> None:
    """Each signs the same file of signatures; a missing party, a changed number and a wrong version end with 5."""
    from safeconduct.record import SigningKey

    keys = {name: SigningKey(name, name.encode() * 6 + b"!" * (32 - 6 * len(name))) for name in ("azure", "amber")}
    vkeys = [word for key in keys.values() for word in ("--vkey", str(key.verifier))]
    terms = case / "terms.toml"
    for name, key in keys.items():
        (case / f"{name}.key").write_text(key.secret_text() + "\n")
        missing = call(terms_app, "verify", terms, *vkeys)
        assert isinstance(missing.exception, DoesNotVerify if name == "amber" else UnreadableInput)
        signed = call(terms_app, "sign", terms, "--key", case / f"{name}.key")
        assert signed.exit_code == 0, signed.output
        assert key.secret_text() not in signed.stderr
    verified = call(terms_app, "verify", terms, *vkeys, "--json")
    assert json.loads(verified.stdout)["missing"] == []
    assert "is signed by amber, azure" in verified.stderr
    assert isinstance(call(terms_app, "verify", terms, *vkeys, "--before", terms).exception, DoesNotVerify)
    assert isinstance(call(terms_app, "verify", terms, "--vkey", "azure").exception, UsageError)
    assert isinstance(call(terms_app, "sign", terms, "--key", terms).exception, UnreadableInput)
    terms.write_text(terms.read_text().replace("max = 5", "max = 6"))
    assert isinstance(call(terms_app, "verify", terms, *vkeys).exception, DoesNotVerify)


def test_a_folder_of_agreements_is_checked_and_solved(case: Path) -> None:
    """terms-2.toml is read with terms.toml; people go under agreement/clause, and the findings name their file."""
    text = (case / "terms.toml").read_text()
    other = text.replace('id = "', 'id = "later-', 1).replace("min = 2", "min = 0")
    other += '[[veto]]\nid = "v"\nby = "azure"\nreason = "own_request"\nentries = ["1"]\nexpires = 2026-01-01\n'
    (case / "terms-2.toml").write_text(other)
    checked = call(terms_app, "check", case)
    assert checked.exit_code == 0, checked.output
    assert "terms.toml, terms-2.toml, clause later-" in checked.stderr
    files = (case, case / "persons.csv")
    solved = call(selection_app, "solve", *files, "--out", case / "out", "--seed", SEED, "--on", ON)
    assert solved.exit_code == 0, solved.output
    assert f"warning: terms-2.toml, line {len(other.splitlines()) - 5}: the veto ended" in solved.stderr
    assert "terms.toml, terms-2.toml, line" not in solved.stderr
    clauses = {one["clause"] for one in json.loads((case / "out" / "selection.json").read_text())["outcomes"]}
    assert all("/" in clause for clause in clauses if clause)
    assert call(selection_app, "verify", case / "out").exit_code == 0
