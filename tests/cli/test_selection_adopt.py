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
    """Nobody waits for who left, all wait for who entered; the log verifies, and what was announced is kept, with its
    papers, beside the revision that took its place."""
    revised, events = out.parent / "revised", too_early(out)
    gone, tranche, before = drop_out(out), going(out)[drop_out(out)], (out / "selection.json").read_bytes()
    announced, paper = going(out), sorted(path.name for path in (out / "paper").iterdir())
    assert gone in waited_for("check", events, "--persons", out / "persons.csv", "--plan", out / "plan.json")
    adopted = safeconduct("selection", "adopt", revised, "--store", out, "--json")
    assert adopted.returncode == 0, adopted.stderr
    assert json.loads(adopted.stdout)["selected"] == len(going(revised))
    recorded = waited_for("record", events, "--store", out)
    check = ("check", events, "--persons", revised / "persons.csv", "--selection", revised)
    assert waited_for(*check) == recorded
    assert gone not in recorded
    entered = {name for name, number in going(revised).items() if number == tranche} - announced.keys()
    assert entered
    assert entered <= recorded
    assert safeconduct("record", "verify", out / "record").returncode == 0
    assert (out / "announced-1" / "selection.json").read_bytes() == before
    assert sorted(path.name for path in (out / "announced-1" / "paper").iterdir()) == paper
    assert (out / "selection.json").read_bytes() == (revised / "selection.json").read_bytes()


def test_it_is_adopted_once(out: Path) -> None:
    """The same words again add nothing to the log; they put the files in place where a command broke off before."""
    words = ("selection", "adopt", out.parent / "revised", "--store", out)
    announced = (out / "selection.json").read_bytes()
    assert safeconduct(*words).returncode == 0
    before = size(out)
    again = safeconduct(*words)
    assert again.returncode == 0
    assert "has this selection already" in again.stderr
    assert not (out / "announced-2").exists()
    (out / "selection.json").write_bytes(announced)
    assert "is kept in" in safeconduct(*words).stderr
    assert going(out) == going(out.parent / "revised")
    assert size(out) == before


def test_the_next_run_follows_the_revision(out: Path) -> None:
    """In the middle of the night: plan, papers and report are of the people who go now, the people of the lists do not
    set it back, and the tranche of the drop-out is named as one whose papers are new."""
    revised, gone, tranche = out.parent / "revised", drop_out(out), going(out)[drop_out(out)]
    events, compared = too_early(out), {path.name: path.read_bytes() for path in out.glob("*.csv")}
    assert safeconduct("selection", "adopt", revised, "--store", out).returncode == 0
    assert safeconduct("handover", "record", events, "--store", out).returncode == 1
    run = safeconduct("run", SMALL, "--out", out)
    assert run.returncode == 0, run.stderr
    assert "the lists are not compared once more" in run.stderr
    for name in ("matches.csv", "review-queue.csv"):
        assert (out / name).read_bytes() == compared[name]
    assert not (out / "fairness.json").exists(), "that of the announcement is kept with it"
    assert (out / "announced-1" / "fairness.json").exists()
    assert f"so hand out all papers anew: tranche {tranche}" in run.stderr
    assert "the plan follows the revision" in run.stderr
    report = (out / "report.html").read_text("utf-8")
    assert "as the revision says that was adopted after the announcement" in report
    assert "nobody has been moved yet" not in report
    seats = {person for one in json.loads((out / "plan.json").read_text("utf-8"))["runs"] for _, person in one["seats"]}
    assert seats == going(revised).keys()
    assert gone not in seats
    assert (out / "persons.csv").read_bytes() == (revised / "persons.csv").read_bytes()
    assert safeconduct("selection", "verify", out).returncode == 0
    assert safeconduct("record", "verify", out / "record").returncode == 0
    log = size(out)
    again = safeconduct("run", SMALL, "--out", out)
    assert again.returncode == 0
    assert "hand out" not in again.stderr
    assert size(out) == log


def test_a_run_does_not_set_a_revision_back(out: Path) -> None:
    """Another list or agreement in the case folder, or another selection in the folder of the run, is refused."""
    announced, case = (out / "selection.json").read_bytes(), out.parent / "case"
    shutil.copytree(SMALL, case)
    assert safeconduct("selection", "adopt", out.parent / "revised", "--store", out).returncode == 0
    before = size(out)
    path = next(one for one in (case / "lists").iterdir() if one.suffix == ".csv" and "held" in one.name)
    path.write_bytes(path.read_bytes() + b"\n")
    terms = (case / "terms.toml").read_text("utf-8")
    (case / "terms.toml").write_text(terms.replace("cap_per_side = ", "cap_per_side = 1"), "utf-8")
    other = safeconduct("run", case, "--out", out)
    assert other.returncode == 1
    assert "the case folder is another one than it was made of" in other.stderr
    assert f"{path.name}: found another list than was received" in other.stderr
    assert "expected the agreement of the revision that was adopted" in other.stderr
    (out / "selection.json").write_bytes(announced)
    run = safeconduct("run", SMALL, "--out", out)
    assert run.returncode == 1
    assert "Put it there with `safeconduct selection adopt REVISED --store`" in run.stderr
    assert size(out) == before


def test_what_is_asked_of_the_agreement_alone_is_not_asked_of_a_revision(out: Path) -> None:
    """Selecting again without the announced before the priorities would answer another question."""
    revised = out.parent / "revised"
    name = next(iter(going(revised)))
    for words in (("what-if", revised, "--force", name), ("include", revised, name), ("fairness", revised)):
        told = safeconduct("selection", *words)
        assert told.returncode == 2
        assert "Ask this of the selection that was announced" in told.stderr


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
    announced = safeconduct("selection", "adopt", out / "announced-1", "--store", out)
    assert announced.returncode == 1
    assert "This is no revision" in announced.stderr
    (revised / "persons.csv").write_text("")
    assert safeconduct("selection", "adopt", revised, "--store", out).returncode == 5
    assert size(out) == before
    with sqlite3.connect(out / "store" / "operation.sqlite3") as store:
        assert store.execute("select count(*) from store_selection").fetchone() == (2,)
