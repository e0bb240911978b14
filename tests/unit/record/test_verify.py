from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from record_logs import KEY, checkpoint, files, leaf, leaves, publish_log
from safeconduct.errors import DoesNotVerify, UnreadableInput
from safeconduct.record import Checkpoint, SigningKey, TileReader, merkle, publish, sign_checkpoint, verify
from safeconduct.record.leaf import Leaf

VKEY = str(KEY.verifier)
SIZE = 700


@pytest.fixture(scope="module")
def log(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A log that grew in steps, so that it has full tiles, partial ones, and outgrown partial ones."""
    folder = tmp_path_factory.mktemp("log")
    for size in (100, 300, 600, SIZE):
        publish_log(folder, size)
    assert "tile/0/002.p/88" in files(folder)
    return folder


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_any_changed_byte_is_found(log: Path, data: st.DataObject) -> None:
    """One byte changed in any file, be it tile, bundle, outgrown tile, checkpoint or key, makes verify refuse."""
    name = data.draw(st.sampled_from(sorted(files(log))))
    whole = (log / name).read_bytes()
    place = data.draw(st.integers(0, len(whole) - 1))
    changed = bytearray(whole)
    changed[place] ^= data.draw(st.integers(1, 255))
    try:
        (log / name).write_bytes(bytes(changed))
        with pytest.raises(DoesNotVerify) as caught:
            verify(log)
    finally:
        (log / name).write_bytes(whole)
    if name.startswith("tile"):
        assert caught.value.faults


@settings(max_examples=40, deadline=None)
@given(st.data())
def test_any_cut_or_lengthened_file_is_found(log: Path, data: st.DataObject) -> None:
    """A file that lost its end or gained one makes verify refuse."""
    name = data.draw(st.sampled_from(sorted(files(log))))
    whole = (log / name).read_bytes()
    changed = data.draw(st.sampled_from([whole[:-1], whole[: len(whole) // 2], whole + b"\n", whole + bytes(32)]))
    try:
        (log / name).write_bytes(changed)
        with pytest.raises(DoesNotVerify):
            verify(log)
    finally:
        (log / name).write_bytes(whole)


def test_the_files_that_differ_are_all_named(log: Path, tmp_path: Path) -> None:
    """Two damaged files, one missing and one too many are four faults in one error."""
    copy = shutil.copytree(log, tmp_path / "copy")
    (copy / "tile/entries/001").write_bytes((log / "tile/entries/000").read_bytes())
    (copy / "tile/0/000").write_bytes(bytes(8192))
    (copy / "tile/1/000.p/2").unlink()
    (copy / "tile/0/005").write_bytes(b"")
    with pytest.raises(DoesNotVerify) as caught:
        verify(copy, VKEY)
    named = {fault.file for fault in caught.value.faults}
    assert {"tile/entries/001", "tile/entries/000", "tile/1/000.p/2", "tile/0/005"} <= named


def test_a_forged_log_under_another_key_is_refused(tmp_path: Path) -> None:
    """A log that is sound in itself, but signed by a stranger who took the log's name, fails against the known vkey."""
    forger = SigningKey(KEY.name, bytes([9] * 32))
    publish(tmp_path, leaves, checkpoint(5, forger), forger.verifier)
    assert not verify(tmp_path).key_given
    with pytest.raises(DoesNotVerify, match="checkpoint does not verify"):
        verify(tmp_path, VKEY)


def test_a_continued_log_verifies_since_its_older_checkpoint(log: Path) -> None:
    """An older checkpoint of any size, the empty one and the present one too, is found to be continued."""
    for size in (0, 1, 100, 256, 699, SIZE):
        assert verify(log, VKEY, since=checkpoint(size)).since == size


def test_a_rewritten_log_is_refused_since_its_older_checkpoint(log: Path) -> None:
    """An older checkpoint with another root proves that entries were rewritten; a longer one that some were cut off."""
    other = sign_checkpoint(Checkpoint(KEY.name, 300, merkle.leaf_hash(b"other")), KEY)
    with pytest.raises(DoesNotVerify, match="rewritten: its first 300 entries"):
        verify(log, VKEY, since=other)
    with pytest.raises(DoesNotVerify, match="was cut"):
        verify(log, VKEY, since=checkpoint(SIZE + 1))
    with pytest.raises(DoesNotVerify, match="older checkpoint"):
        verify(log, VKEY, since=b"not a checkpoint")
    empty = sign_checkpoint(Checkpoint(KEY.name, 0, bytes(32)), KEY)
    with pytest.raises(DoesNotVerify, match="empty log"):
        verify(log, VKEY, since=empty)


def test_proofs_are_made_from_the_files_alone(log: Path) -> None:
    """Inclusion of each entry and consistency from each size verify against the signed root."""
    reader = TileReader(log, SIZE)
    root = reader.root()
    for index in (0, 1, 255, 256, 511, 512, 698, 699):
        merkle.verify_inclusion(merkle.leaf_hash(leaf(index)), index, SIZE, reader.inclusion_proof(index), root)
    for old in (1, 2, 255, 256, 257, 512, 699, 700):
        merkle.verify_consistency(old, SIZE, reader.consistency_proof(old), reader.root(old), root)


def test_a_reader_falls_back_to_the_full_tile(log: Path) -> None:
    """The log as it was at 100 entries can still be read after its partial tile was removed."""
    assert not (log / "tile/0/000.p").exists()
    reader = TileReader(log, 100)
    assert len(list(reader.leaves())) == 100
    assert reader.root() == merkle.root_of([merkle.leaf_hash(leaf(number)) for number in range(100)])


def test_a_reader_names_the_file_that_is_missing_or_damaged(log: Path, tmp_path: Path) -> None:
    """A missing, a short and an odd file each raise DoesNotVerify with the file's name."""
    copy = shutil.copytree(log, tmp_path / "copy")
    (copy / "tile/0/000").unlink()
    (copy / "tile/0/001").write_bytes(bytes(33))
    (copy / "tile/entries/000").write_bytes(b"\x00")
    (copy / "tile/entries/001").write_bytes(b"\x00\x00")
    reader = TileReader(copy, SIZE)
    for level, index in ((0, 0), (0, 1)):
        with pytest.raises(DoesNotVerify, match=f"tile/0/00{index}"):
            reader.hashes(level, index)
    for index in (0, 1):
        with pytest.raises(DoesNotVerify, match=f"tile/entries/00{index}"):
            reader.entries(index)


def test_entries_in_the_wrong_place_or_of_another_operation_are_refused(tmp_path: Path) -> None:
    """A log that is well signed but holds another's leaves, or shuffled ones, or none at all, is not a record."""

    def odd(start: int, end: int) -> list[bytes]:
        return [leaf(1), leaf(1), Leaf("other", 2, "2026-02-11T18Z", "00").encode(), b"one"][start:end]

    root = merkle.root_of([merkle.leaf_hash(entry) for entry in odd(0, 4)])
    publish(tmp_path, odd, sign_checkpoint(Checkpoint(KEY.name, 4, root), KEY), KEY.verifier)
    with pytest.raises(DoesNotVerify) as caught:
        verify(tmp_path, VKEY)
    assert [fault.found.split()[1] for fault in caught.value.faults] == ["1", "2", "3:"]


def test_what_is_no_record_is_said_so(tmp_path: Path) -> None:
    """A missing folder and a malformed vkey are unreadable input; a folder without a checkpoint does not verify."""
    with pytest.raises(UnreadableInput, match="no record"):
        verify(tmp_path / "none")
    with pytest.raises(DoesNotVerify, match="vkey"):
        verify(tmp_path)
    with pytest.raises(DoesNotVerify, match="checkpoint"):
        verify(tmp_path, VKEY)
    with pytest.raises(UnreadableInput, match="verifier key"):
        verify(tmp_path, "nonsense")
