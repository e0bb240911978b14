"""``safeconduct selection adopt``, with the store of a finished run, and what ``handover`` and ``run`` make of it."""

from __future__ import annotations

import csv
import json
import shutil
import sqlite3
from pathlib import Path

import pytest

from e2e_runs import SMALL, safeconduct

pytestmark = pytest.mark.e2e
HEAD = "event_id,person_id,event,occurred_at,recorded_at,place,by,reason\n"
STEPS = ("boarded", "arrived", "taken_over", "received")


@pytest.fixture(scope="module")
def done(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A finished run of the small case, and ``revised`` beside it: somebody who was announced does not want to go."""
    out = tmp_path_factory.mktemp("adopt") / "out"
    run = safeconduct("run", SMALL, "--out", out)
    assert run.returncode == 0, run.stderr
    made = safeconduct("selection", "revise", out, "--out", out.parent / "revised", "--refuses", drop_out(out))
    assert made.returncode == 0, made.stderr
    return out


@pytest.fixture
def out(done: Path, tmp_path: Path) -> Path:
    """A copy, with the revision beside it."""
    shutil.copytree(done.parent, tmp_path, dirs_exist_ok=True)
    return tmp_path / "out"


def drop_out(out: Path) -> str:
    """Somebody of the first tranche who goes one for one and belongs to nobody."""
    with (out / "persons.csv").open(encoding="utf-8") as stream:
        alone = {row["person_id"] for row in csv.DictReader(stream) if not row["group"] and not row["guardian"]}
    with (out / "tranches.csv").open(encoding="utf-8") as stream:
        clauses = {row["person_id"]: row["clause"] for row in csv.DictReader(stream)}
    free = set(json.loads((out / "plan.json").read_text("utf-8"))["unconditional"])
    return next(name for name in clauses if name in alone - free)


def going(folder: Path) -> dict[str, int]:
    document = json.loads((folder / "selection.json").read_text("utf-8"))
    return {name: one["number"] for one in document["tranches"] for name in one["order"]}


def size(out: Path) -> str:
    return (out / "record" / "checkpoint").read_text().splitlines()[1]


def too_early(out: Path) -> Path:
    """Of those who stay in the tranche of the drop-out, one who is bound by escrow is received before all others."""
    folder = out.parent
    gone = drop_out(out)
    tranche = going(out)[gone]
    free = set(json.loads((out / "plan.json").read_text("utf-8"))["unconditional"])
    name = next(n for n, number in going(folder / "revised").items() if number == tranche and n not in free)
    rows = [
        f"E{n},{name},{step},2026-02-12T01:{n:02d}:00Z,2026-02-12T01:{n:02d}:00Z,BUS-1,s1,\n"
        for n, step in enumerate(STEPS)
    ]
    (folder / "events.csv").write_text(HEAD + "".join(rows))
    return folder / "events.csv"


def waited_for(*words: object) -> set[str]:
    """Who is missing in the tranche in escrow of which somebody waits."""
    told = safeconduct("handover", *words, "--json")
    assert told.returncode == 1, told.stderr
    return {name for one in json.loads(told.stdout)["escrow"] for name in one["missing"]}


def test_record_and_check_follow_the_revision(out: Path) -> None:
    """Nobody waits for who left, all wait for who entered; the log verifies, and what was announced lies as it was."""
    revised, events = out.parent / "revised", too_early(out)
    gone, before = drop_out(out), (out / "selection.json").read_bytes()
    assert gone in waited_for("check", events, "--persons", out / "persons.csv", "--plan", out / "plan.json")
    adopted = safeconduct("selection", "adopt", revised, "--store", out, "--json")
    assert adopted.returncode == 0, adopted.stderr
    assert json.loads(adopted.stdout)["selected"] == len(going(revised))
    recorded = waited_for("record", events, "--store", out)
    check = ("check", events, "--persons", revised / "persons.csv", "--selection", revised)
    assert waited_for(*check) == recorded
    assert gone not in recorded
    tranche = going(out)[gone]
    entered = {name for name, number in going(revised).items() if number == tranche} - going(out).keys()
    assert entered
    assert entered <= recorded
    assert safeconduct("record", "verify", out / "record").returncode == 0
    assert (out / "selection.json").read_bytes() == before


def test_it_is_adopted_once_and_a_run_does_not_set_it_back(out: Path) -> None:
    """The same words again add nothing to the log; the roster and the plan's papers are not made anew by a run."""
    words = ("selection", "adopt", out.parent / "revised", "--store", out)
    assert safeconduct(*words).returncode == 0
    before = size(out)
    again = safeconduct(*words)
    assert again.returncode == 0
    assert "has this selection already" in again.stderr
    run = safeconduct("run", SMALL, "--out", out)
    assert run.returncode == 1
    assert "would set back what was announced since" in run.stderr
    assert size(out) == before


def test_what_is_refused_leaves_the_store_as_it_was(out: Path) -> None:
    """A revision of an older announcement, one that does not verify, and the announcement itself, which is there."""
    revised = out.parent / "revised"
    other = next(name for name in going(out) if name != drop_out(out))
    made = safeconduct("selection", "revise", out, "--out", out.parent / "older", "--refuses", other)
    assert made.returncode == 0, made.stderr
    assert safeconduct("selection", "adopt", revised, "--store", out.parent).returncode == 2
    assert safeconduct("selection", "adopt", revised, "--store", out).returncode == 0
    before = size(out)
    older = safeconduct("selection", "adopt", out.parent / "older", "--store", out)
    assert older.returncode == 1
    assert "not of the newest selection in the store" in older.stderr
    announced = safeconduct("selection", "adopt", out, "--store", out)
    assert announced.returncode == 1
    assert "This is no revision" in announced.stderr
    (revised / "persons.csv").write_text("")
    assert safeconduct("selection", "adopt", revised, "--store", out).returncode == 5
    assert size(out) == before
    with sqlite3.connect(out / "store" / "operation.sqlite3") as store:
        assert store.execute("select count(*) from store_selection").fetchone() == (2,)
