from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from record_logs import KEY, checkpoint, files, leaf, leaves, publish_log
from safeconduct.errors import DoesNotVerify
from safeconduct.record import Checkpoint, SigningKey, publish, sign_checkpoint, verify
from safeconduct.record.publish import tidy
from safeconduct.record.tiles import tiles_of


@pytest.mark.parametrize("size", [0, 1, 255, 256, 257, 512, 700])
def test_a_log_of_any_size_is_published_whole_and_verifies(tmp_path: Path, size: int) -> None:
    """The folder holds the tiles of that size, checkpoint and vkey, and nothing else."""
    done = publish_log(tmp_path, size)
    names = {"checkpoint", "vkey", *(tile.path for tile in tiles_of(size))}
    assert set(files(tmp_path)) == names
    assert (done.before, done.size, done.written) == (0, size, len(names))
    assert verify(tmp_path, str(KEY.verifier)).size == size


def test_a_log_with_two_levels_of_full_tiles_verifies(tmp_path: Path) -> None:
    """Beyond 65,536 entries a third level begins; published in two steps it equals itself published at once."""
    publish_log(tmp_path / "steps", 65_500)
    publish_log(tmp_path / "steps", 65_800)
    tidy(tmp_path / "steps", 65_800)
    assert (tmp_path / "steps/tile/2/000.p/1").is_file()
    assert verify(tmp_path / "steps", str(KEY.verifier)).size == 65_800


@settings(max_examples=15, deadline=None)
@given(st.lists(st.integers(0, 300), min_size=1, max_size=4))
def test_growing_in_steps_gives_what_publishing_at_once_gives(
    tmp_path_factory: pytest.TempPathFactory, steps: list[int]
) -> None:
    """However a log grew, its tiles are the same; partial tiles of older checkpoints stay until their tile is full."""
    grown, whole = tmp_path_factory.mktemp("grown"), tmp_path_factory.mktemp("whole")
    sizes = [sum(steps[: number + 1]) for number in range(len(steps))]
    for size in sizes:
        publish_log(grown, size)
        verify(grown, str(KEY.verifier))
    publish_log(whole, sizes[-1])
    ours, fresh = files(grown), files(whole)
    assert {name: ours[name] for name in fresh} == fresh
    older = {tile.path for size in sizes for tile in tiles_of(size)}
    assert set(ours) <= set(fresh) | older
    assert not [path for path in grown.rglob("*.p") if path.with_suffix("").exists()]
    tidy(grown, sizes[-1])
    verify(grown, str(KEY.verifier))


def test_full_tiles_are_not_written_again(tmp_path: Path) -> None:
    """A file that a published checkpoint covers keeps its inode and its time; only the edge is new."""
    publish_log(tmp_path, 520)
    before = {name: (tmp_path / name).stat() for name in files(tmp_path)}
    done = publish_log(tmp_path, 521)
    for name, stat in before.items():
        if name != "checkpoint":
            assert os.path.samestat(stat, (tmp_path / name).stat())
    assert done.written == 3  # one tile, one bundle, the checkpoint


def test_publishing_the_same_again_writes_nothing(tmp_path: Path) -> None:
    """An up-to-date folder is left alone."""
    publish_log(tmp_path, 300)
    assert publish_log(tmp_path, 300).written == 0


@pytest.mark.parametrize("stop", range(8))
def test_an_interrupted_publication_can_be_repeated(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, stop: int) -> None:
    """Wherever writing stops, the old checkpoint still stands for a whole log, and the next attempt completes it."""
    publish_log(tmp_path, 250)
    count = iter(range(100))
    real = os.fsync

    def fsync(descriptor: int) -> None:
        if next(count) == stop:
            raise OSError(28, "No space left on device")
        real(descriptor)

    monkeypatch.setattr(os, "fsync", fsync)
    with pytest.raises(OSError, match="No space left"):
        publish_log(tmp_path, 260)
    monkeypatch.undo()
    assert (tmp_path / "checkpoint").read_bytes() in (checkpoint(250), checkpoint(260))
    publish_log(tmp_path, 260)
    tidy(tmp_path, 260)
    assert verify(tmp_path, str(KEY.verifier)).size == 260


def test_a_shorter_log_is_not_published_over_a_longer_one(tmp_path: Path) -> None:
    """A store restored from a backup finds its own later checkpoint and stops, with a word on what happened."""
    publish_log(tmp_path, 10)
    before = files(tmp_path)
    with pytest.raises(DoesNotVerify, match="restored from a backup"):
        publish_log(tmp_path, 9)
    assert files(tmp_path) == before


def test_another_history_is_not_published_over_the_first(tmp_path: Path) -> None:
    """A log of greater size whose beginning differs is refused before the checkpoint is written."""
    publish_log(tmp_path, 10)

    def other(start: int, end: int) -> list[bytes]:
        return [leaf(number + 1) for number in range(start, end)]

    from safeconduct.record.merkle import leaf_hash, root_of

    root = root_of([leaf_hash(entry) for entry in other(0, 12)])
    forged = sign_checkpoint(Checkpoint(KEY.name, 12, root), KEY)
    with pytest.raises(DoesNotVerify, match="do not lead to the root"):
        publish(tmp_path, other, forged, KEY.verifier)
    assert (tmp_path / "checkpoint").read_bytes() == checkpoint(10)


def test_the_folder_of_another_log_is_not_written_to(tmp_path: Path) -> None:
    """A folder with a checkpoint by another key is refused."""
    stranger = SigningKey("safeconduct/stranger", bytes(32))
    publish(tmp_path, leaves, checkpoint(3, stranger), stranger.verifier)
    with pytest.raises(DoesNotVerify, match="not one that this store may write to"):
        publish_log(tmp_path, 5)
