"""The whole job on the small case: run, run again, interrupted, mirrored, and the night booked after it."""

from __future__ import annotations

import csv
import datetime as dt
import json
import shutil
import signal
import subprocess
import time
from pathlib import Path

import pytest

from e2e_runs import PROGRAM, SMALL, environment, safeconduct

DOCUMENTS = ("matches.csv", "selection.json", "certificate.json", "tranches.csv", "plan.json")
pytestmark = pytest.mark.e2e


@pytest.fixture(scope="module")
def done(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The output folder of a finished run of the small case. Tests that change it work on a copy."""
    out = tmp_path_factory.mktemp("whole") / "out"
    run = safeconduct("run", SMALL, "--out", out)
    assert run.returncode == 0, run.stderr
    return out


def test_two_runs_are_equal_to_the_byte(done: Path, tmp_path: Path) -> None:
    """In another folder and another process, the documents are the same bytes."""
    assert safeconduct("run", SMALL, "--out", tmp_path / "again").returncode == 0
    for name in DOCUMENTS:
        assert (tmp_path / "again" / name).read_bytes() == (done / name).read_bytes(), name


def test_running_again_notes_nothing_new(done: Path, tmp_path: Path) -> None:
    """A second run into the same folder finds everything done: the log has as many entries as before."""
    out = tmp_path / "out"
    shutil.copytree(done, out)
    before = (out / "record" / "checkpoint").read_text().splitlines()[1]
    assert safeconduct("run", SMALL, "--out", out).returncode == 0
    assert (out / "record" / "checkpoint").read_text().splitlines()[1] == before


def test_the_log_and_the_selection_verify(done: Path) -> None:
    """What is published passes the checks that a party makes of it."""
    assert safeconduct("record", "verify", done / "record").returncode == 0
    assert safeconduct("selection", "verify", done).returncode == 0


@pytest.mark.parametrize("after_s", [0.7, 2.0, 3.5, 5.0])
def test_an_interrupted_run_leaves_the_old_results_or_the_new(done: Path, tmp_path: Path, after_s: float) -> None:
    """Ctrl-C at any moment: no result is half there, the log is whole, and the same command goes on to the same end."""
    out = tmp_path / "out"
    running = subprocess.Popen(
        [*PROGRAM, "run", str(SMALL), "--out", str(out)], env=environment(), stderr=subprocess.DEVNULL
    )
    time.sleep(after_s)
    running.send_signal(signal.SIGINT)
    running.wait(timeout=60)
    there = [name for name in DOCUMENTS if (out / name).exists()]
    assert there in ([], list(DOCUMENTS))
    assert safeconduct("run", SMALL, "--out", out).returncode == 0
    for name in DOCUMENTS:
        assert (out / name).read_bytes() == (done / name).read_bytes(), name
    assert safeconduct("record", "verify", out / "record").returncode == 0


@pytest.mark.parametrize("after_s", [1.0, 4.0, 7.0])
def test_an_interrupted_second_run_leaves_the_results_of_the_first(done: Path, tmp_path: Path, after_s: float) -> None:
    """Over old results, Ctrl-C leaves all of them or all of the new ones, never some of each."""
    out, case = tmp_path / "out", tmp_path / "case"
    shutil.copytree(done, out)
    shutil.copytree(SMALL, case)
    terms = (case / "terms.toml").read_text("utf-8").replace('version = "1"', 'version = "2"')
    cap = next(line for line in terms.splitlines() if line.startswith("cap_per_side"))
    (case / "terms.toml").write_text(terms.replace(cap, "cap_per_side = 12"), "utf-8")
    running = subprocess.Popen(
        [*PROGRAM, "run", str(case), "--out", str(out)], env=environment(), stderr=subprocess.DEVNULL
    )
    time.sleep(after_s)
    running.send_signal(signal.SIGINT)
    running.wait(timeout=60)
    same = [(out / name).read_bytes() == (done / name).read_bytes() for name in ("selection.json", "plan.json")]
    assert same in ([True, True], [False, False])


def mirrored(folder: Path) -> Path:
    """The small case with the names of the parties swapped, in the files and in what the files are called."""
    shutil.copytree(SMALL, folder)
    for path in sorted(folder.rglob("*")):
        if path.suffix in {".toml", ".csv", ".geojson"} and "lists" not in path.parts:
            path.write_text(swap(path.read_text("utf-8")), "utf-8", newline="\n")
    for path in sorted((folder / "lists").iterdir()):
        path.rename(path.with_name(f"~{swap(path.name)}"))
    for path in sorted((folder / "lists").iterdir()):
        path.rename(path.with_name(path.name.removeprefix("~")))
    return folder


def swap(text: str) -> str:
    return text.replace("azure", "\0").replace("amber", "azure").replace("\0", "amber")


def test_parties_swapped_in_the_case_are_swapped_in_the_results(done: Path, tmp_path: Path) -> None:
    """Neutral: with the names swapped everywhere, the tranches and the plan are the same with the names swapped."""
    out = tmp_path / "out"
    run = safeconduct("run", mirrored(tmp_path / "case"), "--out", out)
    assert run.returncode == 0, run.stderr
    assert swap((out / "tranches.csv").read_text("utf-8")) == (done / "tranches.csv").read_text("utf-8")
    plan, other = (json.loads((folder / "plan.json").read_text("utf-8")) for folder in (done, out))
    assert json.loads(swap(json.dumps(other)))["runs"] == plan["runs"]
    assert other["slots"] == plan["slots"]
    matches, mirror = (sorted((folder / "matches.csv").read_text("utf-8").splitlines()) for folder in (done, out))
    assert sorted(map(swap, mirror)) == matches


def test_a_night_is_booked_from_the_papers_of_the_doors(done: Path, tmp_path: Path) -> None:
    """Everybody of the first tranche is received but one who refuses; booking it twice adds nothing to the log.

    The tranche is in escrow: whoever goes one for one and is received too early is held, and the one who refuses is
    left out by both sides.
    """
    out = tmp_path / "out"
    shutil.copytree(done, out)
    plan = json.loads((out / "plan.json").read_text("utf-8"))
    slot = next(one for one in plan["slots"] if one["tranche"] == 1)
    first = [run for run in plan["runs"] if run["tranche"] == 1]
    meet = dt.datetime.fromisoformat(slot["meet"])
    rows: list[dict[str, object]] = []

    def event(person: str, kind: str, minutes: int, place: str = "", reason: str = "", by: str = "") -> None:
        at = (meet + dt.timedelta(minutes=minutes)).strftime("%Y-%m-%dT%H:%M:%SZ")
        rows.append(
            {
                "event_id": f"E-{len(rows) + 1}",
                "person_id": person,
                "event": kind,
                "occurred_at": at,
                "recorded_at": at,
                "place": place,
                "reason": reason,
                "by": by,
            }
        )

    people = [(run["vehicle"], person) for run in first for _, person in run["seats"]]
    for vehicle, person in people:
        event(person, "boarded", -60, vehicle)
        event(person, "arrived", 0, slot["handover"])
    unwilling = people[0][1]
    event(unwilling, "refused_to_go", 5, slot["handover"], "wants to stay with a friend")
    for _, person in people[1:]:
        event(person, "taken_over", 10, slot["handover"])
    for party in ("azure", "amber"):
        event(unwilling, "left_out", 12, "", f"liaison officer of {party}, by radio", party)
    path, early = tmp_path / "events.csv", tmp_path / "early.csv"

    def write(to: Path, some: list[dict[str, object]]) -> None:
        with to.open("w", encoding="utf-8", newline="") as stream:
            writer = csv.DictWriter(stream, list(rows[0]))
            writer.writeheader()
            writer.writerows(some)

    bound = next(person for _, person in people[1:] if person not in plan["unconditional"])
    write(early, [*rows[:-1], {**rows[-2], "event_id": "E-early", "person_id": bound, "event": "received"}])
    too_early = safeconduct("handover", "record", early, "--store", out)
    assert too_early.returncode == 1
    assert f"Missing: {unwilling} (has refused to go" in too_early.stderr
    for _, person in people[1:]:
        event(person, "received", 20, slot["handover"])
    write(path, rows)
    booked = safeconduct("handover", "record", path, "--store", out, "--json")
    assert booked.returncode == 0, booked.stderr
    answer = json.loads(booked.stdout)
    assert len(answer["booked"]) + len(answer["repeated"]) == len(rows)
    assert answer["states"]["received"] == len(people) - 1
    size = (out / "record" / "checkpoint").read_text().splitlines()[1]
    again = json.loads(safeconduct("handover", "record", path, "--store", out, "--json").stdout)
    assert again["booked"] == []
    assert len(again["repeated"]) == len(rows)
    assert (out / "record" / "checkpoint").read_text().splitlines()[1] == size
    assert safeconduct("record", "verify", out / "record").returncode == 0
    run = safeconduct("run", SMALL, "--out", out)
    assert run.returncode == 1
    assert "has begun" in run.stderr


def test_a_run_that_stops_leaves_no_plan_of_an_earlier_run(done: Path, tmp_path: Path) -> None:
    """With one bus left, people cannot be carried: the new selection stands beside no old papers or bulletin."""
    out, case = tmp_path / "out", tmp_path / "case"
    shutil.copytree(done, out)
    shutil.copytree(SMALL, case)
    fleet = (case / "fleet.csv").read_text("utf-8").splitlines(keepends=True)
    (case / "fleet.csv").write_text("".join(fleet[:2]), "utf-8")
    stopped = safeconduct("run", case, "--out", out)
    assert stopped.returncode == 4
    assert "Stopped at the movement" in (out / "report.html").read_text("utf-8")
    assert not list((out / "paper").glob("*.pdf"))
    assert not (out / "bulletin" / "bulletin.json").exists()


def test_booking_without_an_operation_is_a_usage_error(tmp_path: Path) -> None:
    """A folder that no run has written is named, and what is expected instead."""
    (tmp_path / "events.csv").write_text("event_id,person_id,event,occurred_at,recorded_at\n")
    refused = safeconduct("handover", "record", tmp_path / "events.csv", "--store", tmp_path)
    assert refused.returncode == 2
    assert "safeconduct run" in refused.stderr


def test_a_folder_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    """A full disk or a wrong folder ends in a sentence, not in a traceback."""
    (tmp_path / "file").write_text("in the way")
    stopped = safeconduct("run", SMALL, "--out", tmp_path / "file" / "out")
    assert stopped.returncode == 1
    assert "a file stands where a folder is needed" in stopped.stderr
    assert "Traceback" not in stopped.stderr
