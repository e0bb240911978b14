"""``safeconduct people private``, as two tired offices call it."""

from __future__ import annotations

import json
import stat
from pathlib import Path

import pytest
from typer.testing import CliRunner

from safeconduct.cli.people import app
from safeconduct.errors import DoesNotVerify, RefusedByRule, UnreadableInput

HELD = "№;Прізвище;Ім'я;По батькові;Дата народження\n1;Нечитайленко;Пилип;Ілліч;12.05.1990\n2;Мороз;Іван;;1985\n"
SOUGHT = "№;Фамилия;Имя;Отчество;Дата рождения\n7;Нечитайленко;Филипп;Ильич;12.05.1990\n8;Гай;Олег;;1971\n"


def call(*arguments: object) -> tuple[str, str]:
    result = CliRunner().invoke(app, ["private", *map(str, arguments)], catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return result.stdout, result.stderr


def document(*arguments: object) -> dict[str, object]:
    found: dict[str, object] = json.loads(call(*arguments, "--json")[0])
    return found


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Two offices with their lists, and a stick between them."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    Path("azure-held.csv").write_text(HELD)
    Path("amber-sought.csv").write_text(SOUGHT)
    for name in ("azure", "amber"):
        call("office", name, "--out", name)
        call("office", name, "--out", f"other-{name}")
    return tmp_path


def begin(*more: str) -> None:
    call("start", "azure-held.csv", "--office", "azure", "--peer", "amber/amber.card", "--out", "stick", *more)
    call("start", "amber-sought.csv", "--office", "amber", "--peer", "azure/azure.card", "--out", "stick", *more)


def test_a_run_from_the_first_file_to_the_last(desk: Path) -> None:
    """Files to and fro; both find the pair; one opens two fields, and the other reads them beside its own."""
    begin("--undated")
    for round_ in ("core", "wide"):
        if round_ != "core":
            call("next", "--office", "azure", "--peer", "amber/amber.card", "--out", "stick")
            call("next", "--office", "amber", "--peer", "azure/azure.card", "--out", "stick")
        call("answer", f"stick/azure-to-amber.{round_}.start", "--office", "amber", "--out", "stick")
        call("answer", f"stick/amber-to-azure.{round_}.start", "--office", "azure", "--out", "stick",
             "--commitment", "stick/amber-to-azure.commitment")  # fmt: skip
        azure = document("finish", f"stick/amber-to-azure.{round_}.answer", "--office", "azure", "--out", "a")
        amber = document("finish", f"stick/azure-to-amber.{round_}.answer", "--office", "amber", "--out", "b")
        assert (azure["result"], azure["run_id"]) == (amber["result"], amber["run_id"])
    ours = [row.split(",")[:4] for row in Path("a/amber-matches.csv").read_text().splitlines()]
    theirs = [row.split(",")[:4] for row in Path("b/azure-matches.csv").read_text().splitlines()]
    assert ours[0] == ["pseudonym", "entry_id", "round", "key"]
    assert [[row[0], *row[2:]] for row in ours] == [[row[0], *row[2:]] for row in theirs]
    assert [row[1] for row in ours[1:]] == ["1", "1"]
    assert [row[1] for row in theirs[1:]] == ["7", "7"]

    call("open", "azure-held.csv", "--office", "azure", "--peer", "amber/amber.card", "--out", "stick",
         "--field", "given_name", "--field", "birth_date", "--reviewer", "L. K.", "--reviewer", "M. T.",
         "--because", "to be sure", "--matches", "a/amber-matches.csv")  # fmt: skip
    (disclosure,) = Path("stick").glob("*.disclosure")
    _, words = call("compare", disclosure, "amber-sought.csv", "--office", "amber", "--out", "b")
    assert "Released by L. K. and M. T. of azure: to be sure" in words
    alias = ours[1][0]
    rows = Path("b/azure-opened.csv").read_text().splitlines()
    assert [row.split(",", 1)[1] for row in rows[1:]] == [
        f"7,{alias},given_name,Филипп,Пилип,yes",
        f"7,{alias},birth_date,1990-05-12,1990-05-12,yes",
    ]
    done = [json.loads(line) for line in Path("azure/ledger.jsonl").read_text().splitlines()]
    assert [line["did"] for line in done] == ["start", "answer", "finish", "next", "answer", "finish", "open"]
    assert sum(line["values"] for line in done) == 512 + 255 * 6


def test_what_is_secret_is_readable_by_its_owner_only(desk: Path) -> None:
    """Key, ledger, states and copies; and a key that others can read is refused until that is mended."""
    begin()
    for path in Path("azure").rglob("*"):
        if path.is_file() and path.name != "azure.card":
            assert stat.S_IMODE(path.stat().st_mode) == 0o600, path
    Path("azure/office.key").chmod(0o644)
    with pytest.raises(RefusedByRule, match="chmod 600"):
        call("next", "--office", "azure", "--peer", "amber/amber.card", "--out", "stick")
    Path("azure/office.key").chmod(0o600)
    Path("azure").chmod(0o755)
    with pytest.raises(RefusedByRule, match="chmod 700"):
        call("next", "--office", "azure", "--peer", "amber/amber.card", "--out", "stick")


def test_an_answer_that_was_lost_is_copied_and_not_made_again(desk: Path) -> None:
    """The second call names the copy, which is what went out."""
    begin()
    arguments = ("answer", "stick/amber-to-azure.core.start", "--office", "azure", "--out", "stick")
    call(*arguments)
    with pytest.raises(RefusedByRule, match="copy it again: ") as caught:
        call(*arguments)
    kept = Path(str(caught.value).rpartition("copy it again: ")[2])
    assert kept.read_bytes() == Path("stick/azure-to-amber.core.answer").read_bytes()


def test_another_commitment_than_the_one_handed_over_is_found_out(desk: Path) -> None:
    """Whoever begins anew after the commitments were exchanged is bound to the first one."""
    begin()
    first = Path("stick/amber-to-azure.commitment").rename("first.commitment")
    call("start", "amber-sought.csv", "--office", "amber", "--peer", "azure/azure.card", "--out", "stick",
         "--set-aside")  # fmt: skip
    with pytest.raises(DoesNotVerify, match="has committed to another list"):
        call("answer", "stick/amber-to-azure.core.start", "--office", "azure", "--out", "s", "--commitment", first)


def test_runs_are_not_begun_side_by_side_nor_without_end(desk: Path) -> None:
    """An unfinished run is named; three runs a day are the limit, whatever became of them."""
    begin()
    again = ("start", "azure-held.csv", "--office", "azure", "--peer", "amber/amber.card", "--out", "stick")
    with pytest.raises(RefusedByRule, match="--set-aside"):
        call(*again)
    for _ in range(2):
        call(*again, "--set-aside")
    with pytest.raises(RefusedByRule, match="runs_a_day is 3"):
        call(*again, "--set-aside")


def test_too_many_values_and_too_long_lists_are_refused(desk: Path) -> None:
    """Each office has its own limits, and they are kept before anything is answered."""
    begin()
    arguments = ("answer", "stick/amber-to-azure.core.start", "--office", "azure", "--out", "stick")
    for limits, words in (("values_in_30_days = 511\n", "may be guessing names"), ("entries = 128\n", "filled up to")):
        Path("azure/limits.toml").write_text(limits)
        with pytest.raises(RefusedByRule, match=words):
            call(*arguments)
        assert not Path("stick/azure-to-amber.core.answer").exists()
    Path("azure/limits.toml").unlink()
    with pytest.raises(UnreadableInput):
        call(*arguments)
    Path("azure/limits.toml").write_text("")
    Path("azure/ledger.jsonl").unlink()
    with pytest.raises(UnreadableInput):
        call(*arguments)


def test_a_file_without_a_run_says_what_to_do(desk: Path) -> None:
    """Nothing was begun here, or the card belonged to another key of the same name."""
    call("start", "azure-held.csv", "--office", "azure", "--peer", "amber/amber.card", "--out", "stick")
    with pytest.raises(RefusedByRule, match="no run is on"):
        call("answer", "stick/azure-to-amber.core.start", "--office", "amber", "--out", "stick")
    with pytest.raises(RefusedByRule, match="not for amber with its key"):
        call("answer", "stick/azure-to-amber.core.start", "--office", "other-amber", "--out", "stick")
    with pytest.raises(RefusedByRule, match="own file"):
        call("answer", "stick/azure-to-amber.core.start", "--office", "azure", "--out", "stick")
    with pytest.raises(UnreadableInput):
        call("answer", "azure-held.csv", "--office", "azure", "--out", "stick")


def test_a_carrier_sees_the_head_and_the_size(desk: Path) -> None:
    """And can check the signature with the sender's card, but not with another's."""
    begin()
    seen = document("look", "stick/azure-to-amber.core.start", "--card", "azure/azure.card")
    assert (seen["step"], seen["round"], seen["signature"]) == ("start", "core", "good")
    with pytest.raises(DoesNotVerify):
        call("look", "stick/azure-to-amber.core.start", "--card", "amber/amber.card")
    assert "sealed to the receiver" in call("look", "stick/azure-to-amber.core.start")[0]


def test_an_office_is_made_once(desk: Path) -> None:
    """Its key is never replaced, and a name that would not fit a file name is refused."""
    with pytest.raises(RefusedByRule, match="is not replaced"):
        call("office", "azure", "--out", "azure")
    with pytest.raises(RefusedByRule, match="Latin letters"):
        call("office", "../azure", "--out", "elsewhere")
