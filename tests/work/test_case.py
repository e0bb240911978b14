"""case.toml: every fault at once, and no key passed over in silence."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from house import TOP
from safeconduct.errors import UnreadableInput
from safeconduct.work.case import read_case

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
