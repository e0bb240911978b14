"""Results are in place whole, or not at all."""

from pathlib import Path

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
