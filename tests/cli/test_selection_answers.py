"""``safeconduct selection explain|what-if|include``: questions to what was written, and to a case folder."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from agreements import ON, SEED, TEMPLATE, crowd
from safeconduct.cli.selection import app
from safeconduct.errors import DoesNotVerify, NothingFeasible, UsageError
from safeconduct.people import write_persons

CASE = Path(__file__).parents[2] / "examples" / "one-night-exchange"


def call(*words: object) -> Result:
    return CliRunner().invoke(app, [str(word) for word in words])


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("case")
    text = TEMPLATE.read_text(encoding="utf-8")
    for name, value in (("floor", 2), ("ceiling", 5), ("tranche_cap", 20)):
        text = text.replace("{{" + name + "}}", str(value))
    (folder / "terms.toml").write_text(text, encoding="utf-8")
    write_persons(crowd(120), folder / "persons.csv")
    files = (folder / "terms.toml", folder / "persons.csv")
    done = call("solve", *files, "--out", folder / "out", "--seed", SEED, "--on", ON)
    assert done.exit_code == 0, done.output
    return folder / "out"


def reasons(out: Path) -> dict[str, str]:
    """One person for each reason."""
    return {one["reason"]: one["person_id"] for one in json.loads((out / "selection.json").read_text())["outcomes"]}


def test_explain_gives_evidence_for_every_reason(out: Path) -> None:
    """The sentence first, then each fact with its source; --json gives the same."""
    found = reasons(out)
    assert {"selected", "lower_priority", "no_consent", "not_confirmed"} <= set(found)
    for reason, person in found.items():
        document = json.loads(call("explain", out, person, "--json").stdout)
        assert document["reason"] == reason
        assert document["evidence"]
        words = call("explain", out, person).stdout.splitlines()
        assert words[0] == f"{person}: {document['sentence']}"
        assert len(words) == 1 + 2 * len(document["evidence"])


def test_what_if_in_words_and_as_json(out: Path) -> None:
    """Two more places on each side."""
    done = call("what-if", out, "--set", "others.max=7")
    assert done.exit_code == 0, done.output
    assert "clause others, from azure to amber: 5 now, 7 then (+2)" in done.stdout
    document = json.loads(call("what-if", out, "--set", "others.max=7", "--json").stdout)
    assert len(document["enter"]) == 4
    assert document["leave"] == []


def test_what_if_takes_several_changes(out: Path, tmp_path: Path) -> None:
    """A clause added before another, and one left out."""
    (tmp_path / "new.toml").write_text(
        '[[clause]]\nid = "few"\nkind = "quota"\nbetween = ["azure", "amber"]\ncategory = "civilians"\nmax = 1\n'
    )
    done = call("what-if", out, "--add", tmp_path / "new.toml", "--before", "civilians", "--remove", "others")
    assert done.exit_code == 0, done.output
    assert (
        done.stdout.startswith("If clause others is left out")
        or "new.toml is added before clause civilians" in done.stdout
    )
    assert "clause few, from azure to amber: 0 now, 1 then (+1)" in done.stdout
    assert "clause others, from azure to amber: 5 now, 0 then (-5)" in done.stdout


def test_what_if_without_a_change_is_a_usage_error(out: Path) -> None:
    """And so is --before without --add."""
    assert isinstance(call("what-if", out).exception, UsageError)
    assert isinstance(call("what-if", out, "--remove", "others", "--before", "x").exception, UsageError)


def test_what_if_that_nothing_satisfies_ends_with_4(out: Path) -> None:
    """With the clause that cannot be kept and the change that would suffice."""
    done = call("what-if", out, "--set", "under_25.min=99")
    assert isinstance(done.exception, NothingFeasible)
    assert "clause under_25 cannot be kept" in str(done.exception)
    assert "[relaxation]" in str(done.exception)


def test_include_tells_the_change_and_its_price(out: Path) -> None:
    """For somebody who waits for a place."""
    done = call("include", out, reasons(out)["lower_priority"])
    assert "would go if: others." in done.stdout
    assert "takes nobody's place" in done.stdout
    document = json.loads(call("include", out, reasons(out)["selected"], "--json").stdout)
    assert document["goes"] is True


def test_a_case_folder_can_be_asked_before_anything_is_run() -> None:
    """The person_ids of a rehearsal follow from the case; who goes is what a run will say."""
    done = call("what-if", CASE, "--set", "others.max=163", "--json")
    assert done.exit_code == 0, done.output
    document = json.loads(done.stdout)
    assert len(document["enter"]) == 2
    told = call("explain", CASE, document["enter"][0]["person_id"])
    assert told.exit_code == 0, told.output
    assert "terms.toml, line" in told.stdout


def test_a_live_case_is_not_asked(tmp_path: Path) -> None:
    """Its pseudonyms are made with a secret that is not in the case folder."""
    text = (CASE / "case.toml").read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if not line.startswith("clock")]
    (tmp_path / "case.toml").write_text("\n".join(lines).replace('"rehearsal"', '"live"'), encoding="utf-8")
    assert isinstance(call("explain", tmp_path, "x").exception, UsageError)


def test_fairness_writes_the_same_report_for_every_party(out: Path, tmp_path: Path) -> None:
    """As data and as a page; the mirror test is run."""
    done = call("fairness", out, "--out", tmp_path, "--json")
    assert done.exit_code == 0, done.output
    document = json.loads(done.stdout)
    assert document["mirror"]["same"] is True
    assert json.loads((tmp_path / "fairness.json").read_text(encoding="utf-8")) == document
    assert "Fairness report" in (tmp_path / "fairness.html").read_text(encoding="utf-8")
    assert "the same people, tranches and places" in done.stderr


def test_fairness_of_a_selection_that_is_not_neutral_ends_with_5(out: Path, tmp_path: Path) -> None:
    """Somebody was told that they go, and was not chosen."""
    for name in ("certificate.json", "persons.csv", "selection.json"):
        (tmp_path / name).write_bytes((out / name).read_bytes())
    text = (tmp_path / "selection.json").read_text()
    (tmp_path / "selection.json").write_text(text.replace('"reason": "lower_priority"', '"reason": "lost_draw"', 1))
    assert isinstance(call("fairness", tmp_path).exception, DoesNotVerify)


def test_participation_counts_who_was_tried(out: Path) -> None:
    """In words and as JSON; a limit leaves people untried, and says so."""
    done = call("participation", out, "--most", "3")
    assert done.exit_code == 0, done.output
    assert "not tried" in done.stdout
    document = json.loads(call("participation", out, "--most", "3", "--json").stdout)
    assert set(document) == {"tried", "settled", "left", "violations"}
    assert sum(document["left"].values()) > 0
