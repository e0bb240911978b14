"""``safeconduct people private``: from what was opened to decisions, and one command at a time in one folder."""

from __future__ import annotations

import csv
import datetime as dt
import json
import os
import shutil
import signal
import stat
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from typer.testing import CliRunner

from safeconduct.cli import people_private_open
from safeconduct.cli.people import app
from safeconduct.errors import DoesNotVerify, RefusedByRule, UnreadableInput
from safeconduct.people import ListKind, read_decisions, read_list

AZURE = (
    "№;Прізвище;Ім'я;По батькові;Дата народження;Звання;Звідки\n"
    "1;Нечитайленко;Пилип;Ілліч;12.05.1990;майор;Глухів\n"
    "2;Мороз;Іван;;1985;солдат;Путивль\n"
)
AMBER = (
    "№;Фамилия;Имя;Отчество;Дата рождения;Звание;Место рождения\n"
    "7;Нечитайленко;Филипп;Ильич;12.05.1990;капитан;Середина-Буда\n"
    "8;Гай;Олег;;1971;рядовой;Кролевец\n"
)
CLOSED = ("майор", "капитан", "Глухів", "Середина", "Мороз", "Путивль", "Гай", "Кролевец")  # never opened below
FIELDS = ("family_name", "given_name", "patronymic", "birth_date")
SIDES = {"azure": ("azure-held.csv", "amber"), "amber": ("amber-sought.csv", "azure")}


def call(*arguments: object, verb: str = "private") -> str:
    result = CliRunner().invoke(app, [verb, *map(str, arguments)], catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return result.stdout


def open_at(name: str, *fields: str) -> None:
    """One office opens fields of all that matched, and the other reads them."""
    file, peer = SIDES[name]
    chosen = [word for field in fields for word in ("--field", field)]
    before = set(Path("stick").glob("*.disclosure"))
    call("open", file, "--office", name, "--peer", f"{peer}/{peer}.card", "--out", "stick", *chosen,
         "--reviewer", "L. K.", "--reviewer", "M. T.", "--because", "to be sure",
         "--matches", f"{name}-out/{peer}-matches.csv")  # fmt: skip
    (disclosure,) = set(Path("stick").glob("*.disclosure")) - before
    call("compare", disclosure, SIDES[peer][0], "--office", peer, "--out", f"{peer}-out")
    disclosure.unlink()


def weigh(name: str, *more: object) -> dict[str, object]:
    peer = SIDES[name][1]
    found: dict[str, object] = json.loads(
        call("weigh", "--office", name, "--peer", f"{peer}/{peer}.card", "--out", f"{name}-out", "--json", *more)
    )
    return found


def rows(path: str) -> list[dict[str, str]]:
    with Path(path).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two offices after the round of strict keys: one person is on both lists."""
    folder = tmp_path_factory.mktemp("offices")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        patch.setenv("XDG_STATE_HOME", str(folder / "state"))
        Path("azure-held.csv").write_text(AZURE)
        Path("amber-sought.csv").write_text(AMBER)
        for name in SIDES:
            call("office", name, "--out", name)
        for name, (file, peer) in SIDES.items():
            call("start", file, "--office", name, "--peer", f"{peer}/{peer}.card", "--out", "stick")
        for name, (_, peer) in SIDES.items():
            call("answer", f"stick/{peer}-to-{name}.core.start", "--office", name, "--out", "stick")
        for name, (_, peer) in SIDES.items():
            call("finish", f"stick/{peer}-to-{name}.core.answer", "--office", name, "--out", f"{name}-out")
    return folder


@pytest.fixture
def matched(once: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The two offices, and what the machine remembers of them, for one test."""
    shutil.copytree(once, tmp_path, dirs_exist_ok=True)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    return tmp_path


def test_what_was_opened_goes_on_to_decisions_at_both_offices(matched: Path) -> None:
    """Both offices get the same pair, ids swapped; nothing closed is in any file; a decision of two reviewers is taken
    by the verbs that take decisions, and the pair leaves the queue."""
    for name in SIDES:
        open_at(name, *FIELDS)
    digests = {weigh(name)["digest"] for name in SIDES}
    assert len(digests) == 1
    (ours,), (theirs,) = rows("azure-out/matches.csv"), rows("amber-out/matches.csv")
    assert list(ours)[:6] == ["held_id", "sought_id", "probability", "weight_bits", "band", "reasons"]
    assert (ours.pop("held_id"), theirs.pop("sought_id")) == ("1", "7")
    assert ours.pop("sought_id") == theirs.pop("held_id") == rows("azure-out/amber-matches.csv")[0]["pseudonym"]
    assert ours == theirs
    assert len(rows("azure-out/review-queue.csv")) == 1
    for name in SIDES:
        for path in (file for file in Path(f"{name}-out").rglob("*") if file.is_file()):
            text = path.read_text()
            assert not [word for word in CLOSED if word in text], path
            assert stat.S_IMODE(path.stat().st_mode) == 0o600, path
    match = rows("azure-out/matches.csv")[0]
    Path("decisions.csv").write_text(
        "decision_id,held_party,held_id,sought_party,sought_id,verdict,reviewer_1,reviewer_2,decided_at,reason,"
        "withdraws,key_version,model_version\n"
        f"d-1,azure,{match['held_id']},amber,{match['sought_id']},same,L. K.,M. T.,2026-02-11T09:30:00Z,,,"
        f"{match['key_version']},{match['model_version']}\n"
    )
    done = weigh("azure", "--decisions", "decisions.csv")
    assert (done["pairs"], done["waiting"], done["decided"]) == (1, 0, 1)
    audited = json.loads(
        call(
            "azure-out/opened/azure-held.csv",
            "azure-out/opened/amber-sought.csv",
            "--key",
            "5f3a",
            "--decisions",
            "decisions.csv",
            "--json",
            verb="audit",
        )
    )
    assert (audited["same"], audited["undecided"]) == (1, 0)


def test_decisions_on_opened_ids_hold_for_the_whole_lists(matched: Path) -> None:
    """If both open entry_id, the pair is between ids that whoever has both lists knows."""
    for name in SIDES:
        open_at(name, "entry_id", "family_name")
        open_at(name, *FIELDS[1:])
    for name in SIDES:
        weigh(name)
    assert Path("azure-out/matches.csv").read_bytes() == Path("amber-out/matches.csv").read_bytes()
    match = rows("azure-out/matches.csv")[0]
    assert (match["held_id"], match["sought_id"]) == ("1", "7")
    Path("decisions.csv").write_text(
        "decision_id,held_party,held_id,sought_party,sought_id,verdict,reviewer_1,reviewer_2,decided_at\n"
        f"d-1,azure,{match['held_id']},amber,{match['sought_id']},same,L. K.,M. T.,2026-02-11T09:30:00Z\n"
    )
    on_table = [
        entry
        for file, party in (("azure-held.csv", "azure"), ("amber-sought.csv", "amber"))
        for entry in read_list(Path(file), party=party, kind=ListKind.SOUGHT, parties=["azure", "amber"]).entries
    ]
    on_table = [replace(one, kind=ListKind.HELD) if one.party == "azure" else one for one in on_table]
    assert len(read_decisions(Path("decisions.csv"), on_table)) == 1


def test_nothing_is_weighed_before_both_have_opened(matched: Path) -> None:
    """The message says whose turn it is; what only one side opened is in neither file of pairs."""
    open_at("azure", *FIELDS)
    with pytest.raises(RefusedByRule, match="Of amber nothing is opened yet"):
        weigh("azure")
    assert not Path("azure-out/matches.csv").exists()
    open_at("amber", "birth_date")
    weigh("amber")
    (pair,) = rows("amber-out/matches.csv")
    assert pair["band"] == "review"
    assert pair["reasons"].endswith("birth:same")


def test_results_are_not_written_where_files_travel(matched: Path) -> None:
    """Names in clear do not get onto the stick by a slip of the hand."""
    for arguments in (
        ("finish", "stick/amber-to-azure.core.answer", "--office", "azure", "--out", "stick"),
        ("weigh", "--office", "azure", "--peer", "amber/amber.card", "--out", "stick"),
    ):
        with pytest.raises(RefusedByRule, match="holds files that travel"):
            call(*arguments)
    assert not list(Path("stick").glob("*.csv"))


def test_matches_that_were_lost_are_written_again(matched: Path) -> None:
    """The machine may stop between keeping the round and writing its matches; the same call then gives them."""
    Path("azure-out/amber-matches.csv").unlink()
    call("finish", "stick/amber-to-azure.core.answer", "--office", "azure", "--out", "azure-out")
    assert len(rows("azure-out/amber-matches.csv")) == 2


def test_a_file_of_an_earlier_run_is_not_answered(matched: Path) -> None:
    """A carrier brings the start file of the run before: it is known, and the run that is on is not bound to it."""
    shutil.copy("stick/amber-to-azure.core.start", "old.start")
    call("start", "azure-held.csv", "--office", "azure", "--peer", "amber/amber.card", "--out", "stick", "--set-aside")
    with pytest.raises(RefusedByRule, match="it is an older file"):
        call("answer", "old.start", "--office", "azure", "--out", "stick")


def test_a_copied_or_restored_folder_does_not_begin_its_limits_anew(matched: Path) -> None:
    """Whichever copy was used last goes on; the other one is refused, and so is a ledger without its last line."""
    start = ("start", "azure-held.csv", "--peer", "amber/amber.card", "--out", "stick", "--set-aside", "--office")
    shutil.copytree("azure", "copy")
    call(*start, "copy")
    with pytest.raises(RefusedByRule, match="the folder is a copy, or was restored"):
        call(*start, "azure")
    call(*start, "copy")
    ledger = Path("copy/ledger.jsonl")
    lines = ledger.read_text().splitlines(keepends=True)
    ledger.write_text("".join(lines[:-1]))
    with pytest.raises(RefusedByRule, match="the folder is a copy, or was restored"):
        call(*start, "copy")
    ledger.write_text("".join(lines[1:]))
    with pytest.raises((RefusedByRule, UnreadableInput)):
        call(*start, "copy")


def test_a_state_that_was_put_back_does_not_open_a_round_again(matched: Path) -> None:
    """The ledger knows what was answered: the same values may be answered again, other ones may not."""
    before = set(Path("azure/runs").iterdir())
    call("start", "azure-held.csv", "--office", "azure", "--peer", "amber/amber.card", "--out", "stick", "--set-aside")
    (run,) = set(Path("azure/runs").iterdir()) - before
    begun = (run / "state").read_bytes()
    call(
        "start", "amber-sought.csv", "--office", "amber", "--peer", "azure/azure.card", "--out", "stick", "--set-aside"
    )
    answer = ("answer", "stick/amber-to-azure.core.start", "--office", "azure", "--out", "stick")
    call(*answer)
    (run / "state").write_bytes(begun)
    call(*answer)
    asked = [json.loads(line)["values"] for line in Path("azure/ledger.jsonl").read_text().splitlines()]
    assert sum(asked) == 2 * 512
    (run / "state").write_bytes(begun)
    call(
        "start", "amber-sought.csv", "--office", "amber", "--peer", "azure/azure.card", "--out", "stick", "--set-aside"
    )
    with pytest.raises(RefusedByRule, match="for other values"):
        call(*answer)


HOLD = """
import datetime as dt, sys
from pathlib import Path
from safeconduct.people.private.lock import locked
with locked(Path("azure"), "start", dt.datetime(2026, 2, 11, 3, 4, 5, tzinfo=dt.UTC)):
    print("held", flush=True)
    sys.stdin.read()
"""


def test_two_commands_in_one_folder_do_not_meet(matched: Path) -> None:
    """The second one says what runs, since when and in which process, and does nothing; when the first is killed, the
    folder is free at once."""
    ledger = Path("azure/ledger.jsonl").read_bytes()
    program = [sys.executable, "-c", "from safeconduct.cli import main; main()", "people", "private", "start"]
    words = ["azure-held.csv", "--office", "azure", "--peer", "amber/amber.card", "--out", "two", "--set-aside"]
    command = program + words
    with subprocess.Popen([sys.executable, "-c", HOLD], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as first:
        assert first.stdout is not None
        assert first.stdout.readline() == b"held\n"
        second = subprocess.run(command, capture_output=True, text=True, check=False)
        assert second.returncode == 1
        assert "`people private start` runs in it since 2026-02-11 03:04:05 UTC" in second.stderr
        assert f"(process {first.pid})" in second.stderr
        assert Path("azure/ledger.jsonl").read_bytes() == ledger
        assert not Path("two").exists()
        os.kill(first.pid, signal.SIGKILL)
        first.wait()
    third = subprocess.run(command, capture_output=True, text=True, check=False)
    assert third.returncode == 0, third.stderr
    assert not list(Path("azure").rglob("*.new"))


def test_a_folder_that_is_none_is_not_made_one(matched: Path) -> None:
    """A mistyped folder is named, and no lock is left behind in a new place."""
    with pytest.raises(UnreadableInput):
        call("next", "--office", "nowhere", "--peer", "amber/amber.card", "--out", "stick")
    assert not Path("nowhere").exists()


def test_a_disclosure_in_the_name_of_another_is_not_kept(matched: Path) -> None:
    """What does not verify leaves no trace in what is weighed."""
    open_at("azure", *FIELDS)
    call("open", "amber-sought.csv", "--office", "amber", "--peer", "azure/azure.card", "--out", "stick",
         "--field", "given_name", "--reviewer", "L. K.", "--reviewer", "M. T.", "--because", "x",
         "--matches", "amber-out/azure-matches.csv")  # fmt: skip
    (file,) = Path("stick").glob("*.disclosure")
    data = file.read_bytes()
    file.write_bytes(data[:-1] + bytes([data[-1] ^ 1]))
    with pytest.raises(DoesNotVerify):
        call("compare", file, "azure-held.csv", "--office", "azure", "--out", "azure-out")
    with pytest.raises(RefusedByRule, match="Of amber nothing is opened yet"):
        weigh("azure")


def test_two_openings_of_one_second_are_two_files(matched: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A script opens one field after the other: the second file does not take the place of the first."""
    second = dt.datetime(2026, 2, 12, 3, 0, 0, tzinfo=dt.UTC)
    monkeypatch.setattr(people_private_open, "now", lambda: second)
    for field in ("family_name", "birth_date"):
        call("open", "azure-held.csv", "--office", "azure", "--peer", "amber/amber.card", "--out", "stick",
             "--field", field, "--reviewer", "L. K.", "--reviewer", "M. T.", "--because", "to be sure",
             "--matches", "azure-out/amber-matches.csv")  # fmt: skip
    found = sorted(path.name for path in Path("stick").glob("*.disclosure"))
    assert found == [f"azure-to-amber.core.20260212-030000{number}.disclosure" for number in ("", "-2")][::-1]
    for name in found:
        call("compare", f"stick/{name}", "amber-sought.csv", "--office", "amber", "--out", "amber-out")
    fields = {row["field"] for row in rows("amber-out/azure-opened.csv")}
    assert fields == {"family_name", "birth_date"}, "what was read before stands beside what is read now"
