"""Results are in place whole, or not at all."""

from pathlib import Path

import pytest

from safeconduct.work.outputs import Outputs


def test_nothing_is_in_place_before_it_is_published(tmp_path: Path) -> None:
    """An earlier result stands as it was until the new one is published."""
    (tmp_path / "a.json").write_text("old")
    outputs = Outputs(tmp_path)
    outputs.write("a.json", "new")
    assert (tmp_path / "a.json").read_text() == "old"
    outputs.publish()
    assert (tmp_path / "a.json").read_text() == "new"
    assert not outputs.building.exists()


def test_what_is_discarded_leaves_no_trace(tmp_path: Path) -> None:
    """A run that fails leaves the folder as it found it."""
    outputs = Outputs(tmp_path)
    outputs.write("deep/a.json", "new")
    outputs.discard()
    assert list(tmp_path.iterdir()) == []


def test_what_an_interrupted_run_left_is_swept_away(tmp_path: Path) -> None:
    """The next run begins with an empty folder of its own."""
    Outputs(tmp_path).write("half.json", "half")
    outputs = Outputs(tmp_path)
    assert list(outputs.building.iterdir()) == []


def test_old_results_that_are_not_made_again_go(tmp_path: Path) -> None:
    """A file or a folder named as replaced keeps only what this run wrote; others are not touched."""
    (tmp_path / "paper").mkdir()
    for name in ("paper/old.pdf", "plan.json", "mine.txt"):
        (tmp_path / name).write_text("old")
    outputs = Outputs(tmp_path)
    outputs.write("paper/new.pdf", b"new")
    outputs.publish(replaces=("paper", "plan.json"))
    assert sorted(path.name for path in tmp_path.rglob("*") if path.is_file()) == ["mine.txt", "new.pdf"]


def test_a_process_killed_while_moving_is_finished_by_the_next(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What was written down to be moved is moved before anything new is begun, and what it replaces goes."""
    for name in ("a.json", "z.json", "old.pdf"):
        (tmp_path / name).write_text("old")
    outputs = Outputs(tmp_path)
    outputs.write("a.json", "new")
    outputs.write("z.json", "new")

    def killed(self: Outputs) -> None:
        raise SystemExit

    with monkeypatch.context() as patched:
        patched.setattr(Outputs, "_move", killed)
        with pytest.raises(SystemExit):
            outputs.publish(replaces=("old.pdf",))
    (outputs.building / "a.json").replace(tmp_path / "a.json")
    Outputs(tmp_path)
    assert [(tmp_path / name).read_text() for name in ("a.json", "z.json")] == ["new", "new"]
    assert not (tmp_path / "old.pdf").exists()


def test_ctrl_c_waits_for_the_moving(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Interrupted at the second of three files, all three are new before the interrupt goes on."""
    outputs = Outputs(tmp_path)
    for name in ("a", "b", "c"):
        (tmp_path / name).write_text("old")
        outputs.write(name, "new")
    moved: list[Path] = []
    replace = Path.replace

    def interrupted(self: Path, target: Path) -> Path:
        moved.append(self)
        if len(moved) == 3:  # the list of moves, a, and now b
            raise KeyboardInterrupt
        return replace(self, target)

    monkeypatch.setattr(Path, "replace", interrupted)
    with pytest.raises(KeyboardInterrupt):
        outputs.publish()
    assert [(tmp_path / name).read_text() for name in ("a", "b", "c")] == ["new", "new", "new"]
