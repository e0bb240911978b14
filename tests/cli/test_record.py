"""``safeconduct record``, as its readers call it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from record_logs import KEY, checkpoint, leaf, publish_log
from safeconduct.cli.record import app
from safeconduct.errors import DoesNotVerify, UnreadableInput
from safeconduct.record import Leaf

VKEY = str(KEY.verifier)


@pytest.fixture
def log(tmp_path: Path) -> Path:
    publish_log(tmp_path / "record", 3)
    return tmp_path / "record"


def run(*arguments: object) -> Result:
    return CliRunner().invoke(app, [f"{argument}" for argument in arguments])


def test_verify_says_what_was_checked_on_one_screen(log: Path) -> None:
    """Log, entries, root, files and key; without --vkey a warning about where the key came from."""
    done = run("verify", log)
    assert done.exit_code == 0
    assert "verifies." in done.stdout
    assert "entries  3" in done.stdout
    assert "taken from the record itself" in done.stdout
    assert len(done.stdout.splitlines()) < 24
    given = run("verify", log, "--vkey", VKEY)
    assert "taken from the record itself" not in given.stdout


def test_verify_with_json_prints_json_only(log: Path, tmp_path: Path) -> None:
    """Size, root, key and the older checkpoint, and nothing else on stdout."""
    (tmp_path / "old").write_bytes(checkpoint(2))
    done = run("verify", log, "--vkey", VKEY, "--since", tmp_path / "old", "--json")
    told = json.loads(done.stdout)
    assert (told["size"], told["since"], told["key_given"], told["opening"]) == (3, 2, True, None)


def test_verify_refuses_a_changed_record(log: Path) -> None:
    """The error carries the file that differs; the program turns it into exit code 5."""
    bundle = log / "tile/entries/000.p/3"
    bundle.write_bytes(bundle.read_bytes()[:-1] + b"!")
    for command in ("verify", "show"):
        done = run(command, log)
        assert isinstance(done.exception, DoesNotVerify)
        assert done.exception.faults[0].file == "tile/entries/000.p/3"


def test_an_opening_is_checked_against_its_entry(log: Path, tmp_path: Path) -> None:
    """The document and key of an entry pass; another document does not; what is no opening is unreadable."""
    import hashlib

    key = hashlib.sha256(b"key 1").hexdigest()
    file = tmp_path / "opening.json"
    file.write_text(json.dumps({"sequence": 1, "document": {"sequence": 1}, "key": key}))
    assert "entry 1 commits to exactly this document" in run("verify", log, "--opening", file).stdout
    file.write_text(json.dumps({"sequence": 1, "document": {"sequence": 2}, "key": key}))
    assert isinstance(run("verify", log, "--opening", file).exception, DoesNotVerify)
    for text in ("[]", "{}", "", json.dumps({"sequence": 3, "document": {}, "key": key})):
        file.write_text(text)
        assert isinstance(run("verify", log, "--opening", file).exception, UnreadableInput)
    assert isinstance(run("verify", log, "--opening", tmp_path / "none").exception, UnreadableInput)


def test_show_lists_what_the_leaves_say(log: Path) -> None:
    """Place, hour and commitment of each entry, and that the rest is sealed."""
    done = run("show", log)
    for sequence in range(3):
        assert Leaf.parse(leaf(sequence)).commitment in done.stdout
    assert "stays sealed" in done.stdout
    assert [one["sequence"] for one in json.loads(run("show", log, "--json").stdout)] == [0, 1, 2]
