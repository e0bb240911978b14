"""What may be changed between two runs of one operation, and what may not."""

from __future__ import annotations

import csv
import hashlib
import json
import shutil
import sqlite3
from pathlib import Path

import pytest

from e2e_runs import SMALL, safeconduct

pytestmark = pytest.mark.e2e


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the small case in ``case`` and its finished run in ``out``. Tests work on a copy."""
    folder = tmp_path_factory.mktemp("first")
    shutil.copytree(SMALL, folder / "case")
    run = safeconduct("run", folder / "case", "--out", folder / "out")
    assert run.returncode == 0, run.stderr
    return folder


@pytest.fixture
def again(first: Path, tmp_path: Path) -> Path:
    shutil.copytree(first, tmp_path / "again")
    return tmp_path / "again"


def first_same(folder: Path) -> dict[str, str]:
    """The first standing decision of the case that says *same*."""
    with (folder / "case" / "decisions.csv").open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    withdrawn = {row["withdraws"] for row in rows}
    return next(row for row in rows if row["verdict"] == "same" and row["decision_id"] not in withdrawn)


def matched(folder: Path) -> int:
    with (folder / "out" / "persons.csv").open(encoding="utf-8", newline="") as stream:
        return sum(row["identity"] == "matched" for row in csv.DictReader(stream))


def test_a_first_run_without_decisions_proposes_pairs(tmp_path: Path) -> None:
    """An agreement that promises a least number cannot be kept before anybody is confirmed; reviewers need the queue
    all the same, and the linter the people."""
    shutil.copytree(SMALL, tmp_path / "case")
    (tmp_path / "case" / "decisions.csv").unlink()
    run = safeconduct("run", tmp_path / "case", "--out", tmp_path / "out")
    assert run.returncode == 1
    assert "review-queue.csv" in run.stderr
    results = {path.name for path in (tmp_path / "out").iterdir()} - {"store", "record"}
    assert results == {"matches.csv", "review-queue.csv", "family-reports.csv", "persons.csv"}
    assert len((tmp_path / "out" / "review-queue.csv").read_text("utf-8").splitlines()) > 10


def test_a_refused_run_leaves_what_an_earlier_one_selected(again: Path) -> None:
    """Its people stay beside the selection that was made of them, so that the two still verify."""
    before = {path.name: path.read_bytes() for path in (again / "out").iterdir() if path.is_file()}
    taken = first_same(again)
    row = {**taken, "decision_id": "D-9999", "verdict": "", "withdraws": taken["decision_id"], "reason": "other father"}
    with (again / "case" / "decisions.csv").open("a", encoding="utf-8", newline="") as stream:
        csv.DictWriter(stream, list(taken)).writerow(row)
    terms = again / "case" / "terms.toml"
    terms.write_text(terms.read_text("utf-8").replace("\nmin = ", "\nmin = 9"), "utf-8")
    run = safeconduct("run", again / "case", "--out", again / "out")
    assert run.returncode == 1, run.stderr
    assert "above-supply" in run.stderr
    assert {path.name: path.read_bytes() for path in (again / "out").iterdir() if path.is_file()} == before


def test_a_decision_that_is_left_out_is_missed(again: Path) -> None:
    """Deleting its row does not undo a recorded decision: the run names it and stops."""
    gone = first_same(again)["decision_id"]
    path = again / "case" / "decisions.csv"
    lines = path.read_text("utf-8").splitlines(keepends=True)
    path.write_text("".join(line for line in lines if not line.startswith(f"{gone},")), "utf-8")
    run = safeconduct("run", again / "case", "--out", again / "out")
    assert run.returncode == 1
    assert gone in run.stderr
    assert "withdraws" in run.stderr


def test_a_decision_is_taken_back_by_a_later_row(again: Path) -> None:
    """Two reviewers withdraw it, and the pair is no longer one person."""
    taken = first_same(again)
    before = matched(again)
    row = {**taken, "decision_id": "D-9999", "verdict": "", "withdraws": taken["decision_id"], "reason": "other father"}
    with (again / "case" / "decisions.csv").open("a", encoding="utf-8", newline="") as stream:
        csv.DictWriter(stream, list(taken)).writerow(row)
    run = safeconduct("run", again / "case", "--out", again / "out")
    assert run.returncode == 0, run.stderr
    assert matched(again) == before - 1


def test_a_seed_is_not_exchanged(again: Path) -> None:
    """Another commitment and reveal, made once the lists were open, are refused."""
    path = again / "case" / "case.toml"
    text = path.read_text("utf-8")
    table = text[text.index("[seeds.host]") :]
    old = {line.split(" = ")[0]: line.split('"')[1] for line in table.splitlines() if '"' in line}
    reveal = "ab" * 32
    commitment = hashlib.sha256(bytes.fromhex(reveal)).hexdigest()
    path.write_text(text.replace(old["commitment"], commitment).replace(old["reveal"], reveal), "utf-8")
    run = safeconduct("run", again / "case", "--out", again / "out")
    assert run.returncode == 1
    assert "seeds.host.commitment" in run.stderr


def test_the_log_holds_the_digests_of_the_files(again: Path) -> None:
    """Who opens a fact finds the digest of the file it speaks of, and the commitments in the first fact."""
    with sqlite3.connect(again / "out" / "store" / "operation.sqlite3") as database:
        documents = [json.loads(row[0]) for row in database.execute("select document from store_commitmentkey")]
    facts = {one["fact"]["kind"]: one["fact"] for one in documents}

    def digest(path: Path) -> str:
        return hashlib.sha256(path.read_bytes()).hexdigest()

    out = again / "out"
    assert facts["persons_compiled"]["sha256"] == digest(out / "persons.csv")
    assert facts["selection_made"]["sha256"] == digest(out / "selection.json")
    assert facts["selection_made"]["certificate_sha256"] == digest(out / "certificate.json")
    assert facts["plan_made"]["sha256"] == digest(out / "plan.json")
    assert facts["bulletin_prepared"]["sha256"] == digest(out / "bulletin" / "bulletin.json")
    assert facts["agreement_adopted"]["sha256"] == digest(again / "case" / "terms.toml")
    assert len(facts["operation_opened"]["seed_commitments"]) == 3


def test_what_families_report_changes_no_pair_no_person_and_no_selection(first: Path, again: Path) -> None:
    """The small case has two lists of families; without them the same comes out, to the byte."""
    assert (first / "out" / "family-reports.csv").exists()
    for path in (again / "case" / "lists").glob("*-family.*"):
        path.unlink()
    run = safeconduct("run", again / "case", "--out", again / "without")
    assert run.returncode == 0, run.stderr
    assert not (again / "without" / "family-reports.csv").exists()
    for name in ("matches.csv", "persons.csv", "selection.json", "certificate.json", "tranches.csv", "plan.json"):
        assert (again / "without" / name).read_bytes() == (first / "out" / name).read_bytes(), name


def test_two_people_of_one_name_whom_each_party_holds_are_two_once_reviewers_say_so(again: Path) -> None:
    """The run stops at a man on both held lists, and goes on when two reviewers have found that they are two."""
    path = again / "case" / "lists" / "amber-held.csv"
    row = "AM-0017,Демишин,Александр,Олегович,1981-09-08,м,сержант,в/ч Я-1221,с. Заречье,teal,военнопленный,здоров,сидя"
    path.write_text(path.read_text("utf-8") + row + ",согласен,2025-05-21,,,,,,\n", "utf-8", newline="\n")
    stopped = safeconduct("run", again / "case", "--out", again / "out")
    assert stopped.returncode == 1
    assert "AM-0017" in stopped.stderr
    taken = first_same(again)
    decision = {**dict.fromkeys(taken, ""), "decision_id": "D-9999", "verdict": "different", "reason": "two fathers"}
    decision |= {"held_party": "azure", "held_id": "AZ-0008", "sought_party": "amber", "sought_id": "AM-0017"}
    decision |= {"reviewer_1": "R-01", "reviewer_2": "R-02", "decided_at": "2026-02-11T17:00:00Z"}
    with (again / "case" / "decisions.csv").open("a", encoding="utf-8", newline="") as stream:
        csv.DictWriter(stream, list(taken)).writerow(decision)
    run = safeconduct("run", again / "case", "--out", again / "out")
    assert run.returncode == 0, run.stderr
    with (again / "out" / "persons.csv").open(encoding="utf-8", newline="") as stream:
        people = list(csv.DictReader(stream))
    assert [(one["identity"], one["holder"]) for one in people if one["held_id"] == "AM-0017"] == [
        ("acknowledged", "amber")
    ]
    assert [one["identity"] for one in people if one["held_id"] == "AZ-0008"] == ["matched"]


def test_an_event_of_a_wrong_year_is_not_booked(again: Path) -> None:
    """It could not be taken back, and nothing that really happens to the person could be booked before it."""
    with (again / "out" / "tranches.csv").open(encoding="utf-8", newline="") as stream:
        person = next(csv.DictReader(stream))["person_id"]
    head = "event_id,person_id,event,occurred_at,recorded_at,place"
    events = again / "events.csv"
    for year, code in (("2926", 3), ("2026", 0)):
        at = f"{year}-02-12T05:00:00Z"
        events.write_text(f"{head}\nE-1,{person},boarded,{at},{at},BUS-01\n", "utf-8")
        done = safeconduct("handover", "record", events, "--store", again / "out")
        assert done.returncode == code, done.stderr
    assert "1 event booked, 0 refused" in done.stderr
