"""An adopted revision takes its place in the folder of the run, or everything there stays as it was."""

from __future__ import annotations

import errno
import shutil
from pathlib import Path
from typing import Any

import pytest

from safeconduct.work.following import put_in_place


def folders(tmp_path: Path) -> tuple[Path, Path]:
    """A revision, and a run with papers made of what was announced."""
    revised, out = tmp_path / "revised", tmp_path / "out"
    for folder, word in ((revised, "new"), (out, "old")):
        folder.mkdir()
        for name in ("selection.json", "certificate.json", "persons.csv"):
            (folder / name).write_text(word)
    (out / "paper").mkdir()
    for name in ("act.pdf", "manifest.pdf"):
        (out / "paper" / name).write_text("old")
    return revised, out


def files(folder: Path) -> dict[str, str]:
    return {str(path.relative_to(folder)): path.read_text() for path in folder.rglob("*") if path.is_file()}


def test_what_was_announced_is_kept_with_its_papers(tmp_path: Path) -> None:
    revised, out = folders(tmp_path)
    kept = put_in_place(revised, out)
    assert kept == out / "announced-1"
    assert files(kept)["paper/act.pdf"] == "old"
    assert (out / "selection.json").read_text() == "new"
    assert put_in_place(revised, out) is None


def test_on_a_full_disk_one_file_is_told_and_the_next_try_goes_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The disk is full at the second paper: the folder is as before, and adopting again needs no folder more."""
    revised, out = folders(tmp_path)
    before = files(out)

    def full(source: Any, target: Any) -> None:
        if Path(source).name == "manifest.pdf":
            raise OSError(errno.ENOSPC, "No space left on device", str(source))
        shutil.copyfile(source, target)

    with monkeypatch.context() as disk:
        disk.setattr(shutil, "copy2", full)
        with pytest.raises(OSError, match="No space left") as told:
            put_in_place(revised, out)
    assert told.value.filename == str(out / "paper" / "manifest.pdf")
    assert "adopt it again" in told.value.__notes__[0]
    assert files(out) == before
    assert put_in_place(revised, out) == out / "announced-1"
    assert (out / "selection.json").read_text() == "new"
