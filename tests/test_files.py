"""Files are written whole or not at all: an earlier one stays as it was until the new one is complete."""

from __future__ import annotations

import importlib
import os
import stat
from pathlib import Path

import pytest

from safeconduct.files import together, whole, write_whole
from safeconduct.people import write_decisions


def test_an_earlier_file_is_there_until_the_new_one_is_whole(tmp_path: Path) -> None:
    path = tmp_path / "matches.csv"
    path.write_text("old")
    with whole(path) as beside:
        beside.write_text("ne")
        assert path.read_text() == "old"
        beside.write_text("new")
    assert path.read_text() == "new"
    assert list(tmp_path.iterdir()) == [path]


def test_what_breaks_off_changes_nothing_and_leaves_nothing(tmp_path: Path) -> None:
    """A full disk, Ctrl-C, or a fault in what is written."""
    path = tmp_path / "decisions.csv"
    path.write_text("old")

    def faulty() -> object:
        yield from ()
        raise OSError(28, "No space left on device")

    with pytest.raises(OSError, match="No space left"):
        write_decisions(faulty(), path)  # type: ignore[arg-type]  # what goes wrong stands for a disk that is full
    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]


def test_a_file_that_was_not_there_does_not_appear_half_written(tmp_path: Path) -> None:
    def broken_off() -> None:
        with whole(tmp_path / "new.csv") as beside:
            beside.write_text("half")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        broken_off()
    assert list(tmp_path.iterdir()) == []


def test_the_rights_of_the_file_before_are_kept(tmp_path: Path) -> None:
    """Whoever closed a file with names to others finds it closed after it was written again."""
    path = tmp_path / "persons.csv"
    path.write_text("old")
    path.chmod(0o600)
    write_whole(path, "new")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_what_an_earlier_command_left_half_written_is_in_nobodys_way(tmp_path: Path) -> None:
    (tmp_path / ".tmp-list.csv").write_text("half")
    write_whole(tmp_path / "list.csv", b"whole", 0o600)
    assert [path.name for path in tmp_path.iterdir()] == ["list.csv"]
    assert stat.S_IMODE((tmp_path / "list.csv").stat().st_mode) == 0o600


def test_two_commands_write_one_file_at_the_same_moment(tmp_path: Path) -> None:
    """Each has a file of its own, neither is told anything, and what was whole last stands."""
    path = tmp_path / "persons.csv"
    with whole(path) as one:
        one.write_text("of the one")
        with whole(path) as other:
            other.write_text("of the other")
        assert path.read_text() == "of the other"
        assert one.read_text() == "of the one"
    assert path.read_text() == "of the one"
    assert list(tmp_path.iterdir()) == [path]


def test_only_what_nobody_writes_any_more_is_swept_up(tmp_path: Path) -> None:
    """A file and a folder of commands that died go with the next write; those of other names, or in use, stay."""
    for name in (".tmp-0a1b2c3d-list.csv", ".tmp-list.csv", ".tmp-0a1b2c3d-other.csv", ".tmp-mine-list.csv"):
        (tmp_path / name).write_text("half")
    (tmp_path / ".tmp-0a1b2c3d-together").mkdir()
    with together(tmp_path) as inside, whole(tmp_path / "list.csv") as beside:
        left = {path.name for path in tmp_path.iterdir()}
        assert left == {inside.name, beside.name, ".tmp-0a1b2c3d-other.csv", ".tmp-mine-list.csv"}


def test_somebody_reads_the_name_that_they_gave_when_a_file_cannot_be_written(tmp_path: Path) -> None:
    """Not that of the file beside it."""
    (tmp_path / "out").write_text("a file")
    with pytest.raises(NotADirectoryError) as raised:
        write_whole(tmp_path / "out" / "list.csv", "new")
    assert raised.value.filename == str(tmp_path / "out" / "list.csv")


def test_a_folder_that_another_command_made_is_told_as_that(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """And not as a file that stands where a folder is needed, which is told of a file."""
    program = importlib.import_module("safeconduct.cli.main")
    (tmp_path / "file").write_text("")
    for path, words in ((tmp_path, "another command made it"), (tmp_path / "file", "a file stands where")):
        monkeypatch.setattr(program, "app", path.mkdir)
        with pytest.raises(SystemExit) as ended:
            program.main()
        assert ended.value.code == 1
        assert capsys.readouterr().err.startswith(f"{path}: {words}")


def test_files_that_belong_together_take_their_places_when_all_are_whole(tmp_path: Path) -> None:
    """Until then nothing changes; rights are kept, and a file of before that is not written now is taken away."""
    for name in ("a.csv", "b.csv", "credits.json", "notes.txt"):
        (tmp_path / name).write_text("old")
    (tmp_path / "a.csv").chmod(0o600)
    with together(tmp_path, also=["credits.json", "seeds.json"]) as inside:
        write_whole(inside / "a.csv", "new")
        assert (tmp_path / "a.csv").read_text() == "old"
        write_whole(inside / "b.csv", "new")
    assert {path.name: path.read_text() for path in tmp_path.iterdir()} == {
        "a.csv": "new",
        "b.csv": "new",
        "notes.txt": "old",
    }
    assert stat.S_IMODE((tmp_path / "a.csv").stat().st_mode) == 0o600


def test_of_files_that_belong_together_none_changes_where_one_breaks_off(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("old")

    def broken_off() -> None:
        with together(tmp_path) as inside:
            write_whole(inside / "a.csv", "new")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        broken_off()
    assert [(path.name, path.read_text()) for path in tmp_path.iterdir()] == [("a.csv", "old")]


def test_a_link_is_replaced_and_what_it_names_is_left_alone(tmp_path: Path) -> None:
    """Nobody who can lay a link beside the results can have another file written over."""
    other, link = tmp_path / "other", tmp_path / "link"
    other.write_text("of somebody else")
    link.symlink_to(other)
    write_whole(link, "new")
    assert (other.read_text(), link.read_text(), link.is_symlink()) == ("of somebody else", "new", False)


def test_a_pipe_is_written_to_as_it_is(tmp_path: Path) -> None:
    """``--svg /dev/stdout`` and the like."""
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    try:
        write_whole(pipe, "drawn")
        assert os.read(reader, 100) == b"drawn"
    finally:
        os.close(reader)
