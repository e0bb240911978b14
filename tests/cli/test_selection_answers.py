"""``safeconduct selection explain|what-if|include``: questions to what was written, and to a case folder."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from agreements import ON, SEED, TEMPLATE, crowd
from safeconduct.cli.selection import app
from safeconduct.errors import DoesNotVerify, NothingFeasible, UnreadableInput, UsageError
from safeconduct.people import read_persons, write_persons
from safeconduct.selection import commit, seeds_document
from safeconduct.work import revising

HEAD = "event_id,person_id,event,occurred_at,recorded_at,place,by,reason,tranche,number\n"
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


@pytest.mark.parametrize(
    ("words", "found"),
    [
        (("explain", "nope", "x"), "selection.json: found No such file or directory;"),
        (("include", "nope", "x"), "certificate.json: found No such file or directory;"),
        (("what-if", "nope", "--add", "none.toml"), "none.toml: found No such file or directory;"),
        (("what-if", "nope", "--add", "old.toml"), "old.toml: found bytes that are not UTF-8;"),
    ],
)
def test_a_file_that_cannot_be_read_is_said_in_plain_words(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...], found: str
) -> None:
    """The file's name and what is the matter with it, without the numbers and quotes of a program."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "old.toml").write_bytes("# пункт".encode("cp1251"))
    raised = call(*words).exception
    assert isinstance(raised, UnreadableInput)
    assert found in str(raised)


@pytest.mark.parametrize(
    ("option", "words", "told"),
    [
        ("--set", "others.max=abc", 'others.max is "abc": the value must be a whole number, such as 170.'),
        ("--set", "others.exactly=2.5", "others.exactly is 2.5: the value must be a whole number, such as 170."),
        ("--set", "others.min=true", "others.min is true: the value must be a whole number, such as 170."),
        ("--set", "others.max=2026-02-12", 'others.max is "2026-02-12": the value must be a whole number'),
        ("--set", "others.category=7", "others.category is 7: the value must be a word, or words in quotes."),
        ("--set", "others.on_shortfall=wait", "the value must be fail or reduce or reduce_both or carry_over."),
        ("--set", "others.flows=3", "the value must be of the form that the field has in certificate.json"),
        ("--force", "nobody", "The selection does not know this person."),
    ],
)
def test_what_if_refuses_a_change_that_is_none_before_it_weighs(out: Path, option: str, words: str, told: str) -> None:
    """In plain words, and at once."""
    done = call("what-if", out, option, words)
    assert isinstance(done.exception, UsageError)
    assert told in str(done.exception)
    assert "Weighing" not in done.output


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


def events(folder: Path, out: Path, *more: tuple[str, str, str]) -> Path:
    """Everyone of the first tranche was received, but for those of whom ``more`` says (person_id, event, reason)."""
    rows = [HEAD]
    first = json.loads((out / "selection.json").read_text())["tranches"][0]["order"]
    names = [name for name in first if name not in {one[0] for one in more}]
    steps = [(name, kind, "") for name in names for kind in ("boarded", "arrived", "taken_over", "received")]
    for number, (name, kind, reason) in enumerate([*steps, *more]):
        at = f"2026-02-12T0{number // 3600}:{number // 60 % 60:02d}:{number % 60:02d}Z"
        place = {"boarded": "BUS-1", "arrived": "POINT"}.get(kind, "")
        rows.append(f"E{number},{name},{kind},{at},{at},{place},host,{reason},,\n")
    (folder / "events.csv").write_text("".join(rows))
    return folder / "events.csv"


def test_revise_keeps_who_was_received_and_replaces_who_refused(out: Path, tmp_path: Path) -> None:
    """A refusal at the line, from the book of custody: the others of the tranche have gone, and the result verifies."""
    first = json.loads((out / "selection.json").read_text())["tranches"][0]["order"]
    persons = {row.split(",")[0]: row.split(",") for row in (out / "persons.csv").read_text().splitlines()}
    alone = next(name for name in first if not any(cell.startswith("g") for cell in persons[name][-6:]))
    told = events(tmp_path, out, (alone, "refused_to_go", "said so in private"))
    done = call("revise", out, "--out", tmp_path / "again", "--events", told)
    assert done.exit_code == 0, done.output
    assert f"New: {alone} refused to go (E" in done.stdout
    assert "still go, none of them in another tranche." in done.stdout
    assert "what was announced stands unchanged" in done.stderr
    changes = json.loads((tmp_path / "again" / "changes.json").read_text())
    assert [one["person_id"] for one in changes["causes"]] == [alone]
    assert alone in {one["person_id"] for one in changes["leave"]}
    assert changes["moved"] == []
    assert call("verify", tmp_path / "again").exit_code == 0
    received = set(first) - {alone}
    now = json.loads((tmp_path / "again" / "selection.json").read_text())["tranches"][0]["order"]
    assert set(now) == received


def test_revise_without_news_changes_nothing(out: Path, tmp_path: Path) -> None:
    """The same bytes, and a list of changes that is empty."""
    done = call("revise", out, "--out", tmp_path, "--json")
    assert json.loads(done.stdout)["causes"] == []
    for name in ("selection.json", "certificate.json", "tranches.csv", "persons.csv"):
        assert (tmp_path / name).read_bytes() == (out / name).read_bytes()


def test_revise_takes_the_seeds_of_what_was_announced_along(out: Path, tmp_path: Path) -> None:
    """So that the checker makes the seed again beside the revision; none of an earlier call is left."""
    secrets = {"azure": "aa" * 32, "amber": "bb" * 32, "host": "cc" * 32}
    seeds = seeds_document({name: commit(secret) for name, secret in secrets.items()}, secrets, "stop")
    files = (out.parent / "terms.toml", out / "persons.csv")
    done = call("solve", *files, "--out", tmp_path / "told", "--seed", seeds["seed"], "--on", ON)
    assert done.exit_code == 0, done.output
    (tmp_path / "told" / "seeds.json").write_text(json.dumps(seeds))
    goes = json.loads((tmp_path / "told" / "selection.json").read_text())["tranches"][0]["order"][0]
    again = tmp_path / "again"
    assert call("revise", tmp_path / "told", "--out", again, "--refuses", goes).exit_code == 0
    assert "The seed is made of 3 secrets" in call("verify", again).stderr
    assert call("revise", out, "--out", again).exit_code == 0
    assert "there is no seeds.json beside" in call("verify", again).stderr


def test_revise_takes_the_persons_as_they_are_now(out: Path, tmp_path: Path) -> None:
    """Somebody who was not confirmed is, now; nobody to whom it was announced loses their place."""
    text = (out / "persons.csv").read_text()
    assert ",acknowledged," in text
    (tmp_path / "persons.csv").write_text(text.replace(",acknowledged,", ",matched,", 1))
    done = call("revise", out, "--out", tmp_path / "again", "--persons", tmp_path / "persons.csv", "--json")
    assert done.exit_code == 0, done.output
    changes = json.loads(done.stdout)
    assert "identity is matched, and was acknowledged" in changes["causes"][0]["what"]
    assert len(changes["leave"]) == 0
    assert call("verify", tmp_path / "again").exit_code == 0


def test_revise_does_not_write_over_what_was_announced(out: Path) -> None:
    """And it wants to know the person who refuses."""
    assert isinstance(call("revise", out, "--out", out).exception, UsageError)
    assert isinstance(call("revise", out, "--out", out.parent / "x", "--refuses", "nobody").exception, UsageError)


def test_events_become_news(out: Path, tmp_path: Path) -> None:
    """A death makes remains, an escape leaves nobody who holds, and a party that does not give keeps the reason."""
    persons = [one for one in read_persons(out / "persons.csv") if one.identity == "matched" and not one.remains]
    dead, gone, kept = (one.person_id for one in persons[:3])
    told = events(
        tmp_path, out,
        (dead, "died", "heart"), (gone, "missed", "not in the vehicle"), (kept, "refused_by_party", "no order"),
    )  # fmt: skip
    news = revising.news(persons, [told_of(told, {one.person_id for one in persons}, tmp_path)], ())
    by_id = {one.person_id: one for one in news.persons}
    assert by_id[dead].remains
    assert by_id[gone].identity == "claimed"
    assert "no order" in news.kept[kept]
    assert news.said[dead].startswith("died (E")


def told_of(path: Path, known: set[str], folder: Path) -> Path:
    """The events of people who are known here."""
    head, *rows = path.read_text().splitlines(keepends=True)
    (folder / "fewer.csv").write_text("".join([head, *(row for row in rows if row.split(",")[1] in known)]))
    return folder / "fewer.csv"
