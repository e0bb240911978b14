"""The record against logs and proofs that others made: Tessera's test log and transparency-dev/merkle's vectors."""

from __future__ import annotations

import base64
import json
import shutil
import tarfile
from pathlib import Path

import pytest

from safeconduct.errors import DoesNotVerify
from safeconduct.record import TileReader, VerifierKey, merkle, open_checkpoint, verify_tiles

pytestmark = pytest.mark.external

TESSERA_VKEY = "example.com/log/testdata+33d7b496+AeHTu4Q3hEIMHNqc6fASMsq3rKNx280NI+oO5xCFkkSx"


@pytest.fixture(scope="module")
def tessera(external: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("tessera")
    with tarfile.open(external / "merkle/tessera-testdata.tar.gz") as archive:
        archive.extractall(folder, filter="data")
    return folder / "testdata/log"


@pytest.fixture(scope="module")
def vectors(external: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("vectors")
    with tarfile.open(external / "merkle/transparency-dev-merkle-testdata.tar.gz") as archive:
        archive.extractall(folder, filter="data")
    return folder / "testdata"


def test_the_log_of_tessera_verifies_file_by_file(tessera: Path, tmp_path: Path) -> None:
    """A log written by another program, in Go, is accepted whole, with each of its older checkpoints."""
    copy = tmp_path / "log"
    shutil.copytree(tessera / "tile", copy / "tile")
    shutil.copy(tessera / "checkpoint", copy / "checkpoint")
    for old in range(16):
        verified = verify_tiles(copy, TESSERA_VKEY, since=(tessera / f"checkpoint.{old}").read_bytes())
        assert (verified.size, verified.since) == (15, old)


def test_every_checkpoint_of_tessera_leads_to_the_tiles(tessera: Path) -> None:
    """The root that Go signed at each size is the root that our reader computes from its tiles."""
    key = VerifierKey.parse(TESSERA_VKEY)
    for size in range(16):
        signed = open_checkpoint((tessera / f"checkpoint.{size}").read_bytes(), key)
        assert TileReader(tessera, size).root() == signed.root


def _cases(folder: Path) -> list[dict[str, object]]:
    return [json.loads(path.read_text()) for path in sorted(folder.rglob("*.json"))]


def _bytes(text: object) -> bytes:
    return base64.b64decode(str(text)) if text else b""


def test_inclusion_vectors(vectors: Path) -> None:
    """Every inclusion proof is accepted or refused as the vector wants it."""
    cases = _cases(vectors / "inclusion")
    assert len(cases) > 90
    for case in cases:
        proof = [_bytes(step) for step in case["proof"] or ()]
        index, size = int(case["leafIdx"]), int(case["treeSize"])
        accepted = True
        try:
            merkle.verify_inclusion(_bytes(case["leafHash"]), index, size, proof, _bytes(case["root"]))
        except DoesNotVerify:
            accepted = False
        assert accepted is not case["wantErr"], case["desc"]


def test_consistency_vectors(vectors: Path) -> None:
    """Every consistency proof is accepted or refused as the vector wants it, except one whose roots are no hashes.

    In that one both roots are the same twelve bytes of text; RFC 9162 knows only roots of 32 bytes.
    """
    cases = _cases(vectors / "consistency")
    sound = [case for case in cases if case["desc"] != "sizes are equal (one) and proof is empty"]
    assert len(sound) == len(cases) - 1 > 90
    for case in sound:
        proof = [_bytes(step) for step in case["proof"] or ()]
        sizes = int(case["size1"]), int(case["size2"])
        accepted = True
        try:
            merkle.verify_consistency(*sizes, proof, _bytes(case["root1"]), _bytes(case["root2"]))
        except DoesNotVerify:
            accepted = False
        assert accepted is not case["wantErr"], case["desc"]
