"""case.toml: every fault at once, and no key passed over in silence."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from house import TOP
from safeconduct.errors import UnreadableInput
from safeconduct.people import ListKind, link, write_weights
from safeconduct.work.case import read_case
from safeconduct.work.case_files import read_files

SMALL = TOP / "tests" / "data" / "small-case"


def changed(folder: Path, *edits: tuple[str, str]) -> Path:
    shutil.copy(SMALL / "case.toml", folder)
    text = (folder / "case.toml").read_text("utf-8")
    for find, put in edits:
        assert text.count(find) == 1
        text = text.replace(find, put)
    (folder / "case.toml").write_text(text, "utf-8")
    return folder


def test_the_small_case_reads() -> None:
    """Two parties, a neutral host, a number and a window."""
    case = read_case(SMALL)
    assert case.party_ids == ("azure", "amber")
    assert case.mode == "rehearsal"


def test_a_misspelt_key_is_named_beside_what_it_leaves_out(tmp_path: Path) -> None:
    """A live operation must not become a rehearsal by a slip of the pen."""
    folder = changed(tmp_path, ("mode =", "mdoe ="), ("time_zone =", "timezone ="))
    with pytest.raises(UnreadableInput) as caught:
        read_case(folder)
    fields = {fault.field for fault in caught.value.faults}
    assert {"operation.mdoe", "operation.mode", "operation.timezone", "operation.time_zone"} <= fields


def test_all_faults_are_told_at_once(tmp_path: Path) -> None:
    """The number, the hours and the language are all wrong, and all are named."""
    folder = changed(tmp_path, ("number = 39", "number = 0"), ("hours = 48", "hours = 0"), ('["uk"]', '["xx"]'))
    with pytest.raises(UnreadableInput) as caught:
        read_case(folder)
    assert len(caught.value.faults) == 3


@pytest.fixture
def small(tmp_path: Path) -> Path:
    return Path(shutil.copytree(SMALL, tmp_path / "case"))


def test_family_lists_may_be_missing_but_not_doubled(small: Path) -> None:
    """A party whose families have reported nothing sends none; of two versions nobody knows which stands."""
    kinds = [(one.party, one.kind) for one in read_files(read_case(small)).lists if one.kind is ListKind.FAMILY]
    assert kinds == [("azure", ListKind.FAMILY), ("amber", ListKind.FAMILY)]
    (small / "lists" / "azure-family.csv").unlink()
    files = read_files(read_case(small))
    assert [one.party for one in files.lists if one.kind is ListKind.FAMILY] == ["amber"]
    assert files.decisions
    shutil.copy(small / "lists" / "amber-family.csv", small / "lists" / "amber-family.ods")
    with pytest.raises(UnreadableInput, match=r"amber-family\.ods and amber-family\.csv"):
        read_files(read_case(small))


def test_a_list_of_an_unknown_party_is_not_passed_over(small: Path) -> None:
    """A slip in the file's name would leave out what families report; what an office program leaves is no list."""
    lists = small / "lists"
    report = next(lists.glob("*-family.*"))
    report.rename(lists / f"x{report.name}")
    (lists / f"~${report.name}").touch()
    with pytest.raises(UnreadableInput) as caught:
        read_files(read_case(small))
    assert [fault.file for fault in caught.value.faults] == [f"lists/x{report.name}"]


def test_a_byte_order_mark_does_no_harm(tmp_path: Path) -> None:
    """Some editors put it before every text that they save as UTF-8."""
    (tmp_path / "case.toml").write_text((SMALL / "case.toml").read_text("utf-8"), "utf-8-sig")
    assert read_case(tmp_path).number == 39


def test_a_folder_in_the_place_of_a_file_is_a_fault(tmp_path: Path) -> None:
    (tmp_path / "case.toml").mkdir()
    with pytest.raises(UnreadableInput, match="Is a directory"):
        read_case(tmp_path)


def test_a_fault_in_a_family_list_is_told_with_the_others(small: Path) -> None:
    """And the decisions are still read, so that their faults are told, too."""
    with (small / "lists" / "amber-family.csv").open("a", encoding="utf-8") as stream:
        stream.write("AMF-1;Мороз;Иван;;31.02.1990;;\n")
    (small / "decisions.csv").write_text("decision_id\n", "utf-8")
    with pytest.raises(UnreadableInput) as caught:
        read_files(read_case(small))
    assert {fault.file for fault in caught.value.faults} == {"amber-family.csv", "decisions.csv"}


def test_learned_weights_are_taken_from_the_folder(small: Path) -> None:
    """Without the file the committed ones count; a faulty one is refused with the rest."""
    assert read_files(read_case(small)).weights is None
    write_weights(link.default_weights(), small / "weights.json")
    assert read_files(read_case(small)).weights == link.default_weights()
    (small / "weights.json").write_text("{}", "utf-8")
    with pytest.raises(UnreadableInput, match=r"weights\.json"):
        read_files(read_case(small))
