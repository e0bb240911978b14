"""The store and the record under processes that are killed, and under several at once."""

from __future__ import annotations

import json
import os
import random
import shutil
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from safeconduct.record import verify
from safeconduct.store import database_url

WORKER = Path(__file__).parents[1] / "log_worker.py"
KILLS = 8


class Worker:
    """The program ``log_worker.py``, running on a store of its own in ``folder`` or on the server under test."""

    def __init__(self, folder: Path, number: int, changes: int, url: str = "") -> None:
        url = url or database_url(f"sqlite:///{folder}/operation.sqlite3")
        command = [sys.executable, f"{WORKER}", url, f"{folder}", f"{number}", f"{changes}"]
        self.process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )

    def ready(self) -> dict[str, Any]:
        """What the log held when the program had taken up the operation."""
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        assert line, self.process.communicate()[1]
        return json.loads(line)

    def go(self) -> None:
        assert self.process.stdin is not None
        self.process.stdin.write("\n")
        self.process.stdin.flush()

    def kill(self) -> None:
        self.process.kill()
        self.process.communicate()

    def end(self) -> None:
        _, errors = self.process.communicate()
        assert self.process.returncode == 0, errors


def check(folder: Path, found: dict[str, Any], since: bytes | None) -> bytes:
    """What must hold whenever the operation was taken up; returns the checkpoint that was seen."""
    acknowledged = (folder / "acknowledged").read_text().split() if (folder / "acknowledged").exists() else []
    changes: dict[str, list[str]] = {}
    for title in found["titles"]:
        name, part = title.split("/")
        changes.setdefault(name, []).append(part)
    assert set(acknowledged) <= set(changes), "an acknowledged change was lost"
    assert all(parts == ["0", "1", "2"] for parts in changes.values()), "a change was torn"
    assert found["papers"] == found["titles"], "state and log differ"
    verified = verify(folder / "record", found["vkey"], since)
    assert verified.size == found["size"] == 1 + len(found["titles"])
    return (folder / "record/checkpoint").read_bytes()


def test_whoever_is_killed_loses_nothing_that_was_acknowledged(tmp_path: Path) -> None:
    """Killed at random moments, while starting or while changing: no acknowledged change is lost and none is torn,
    state and log agree, the next start publishes the record whole, and it continues every checkpoint seen before.
    """
    chance = random.Random(20260211)
    number = chance.randrange(10**6, 10**9) + os.getpid()
    seen: bytes | None = None
    for kill in range(KILLS):
        worker = Worker(tmp_path, number, changes=10_000)
        if kill % 4 == 3:
            time.sleep(chance.uniform(0.2, 1.2))
        else:
            seen = check(tmp_path, worker.ready(), seen)
            worker.go()
            time.sleep(chance.uniform(0.0, 0.3))
        worker.kill()
    worker = Worker(tmp_path, number, changes=0)
    found = worker.ready()
    check(tmp_path, found, seen)
    worker.go()
    worker.end()
    assert len(found["titles"]) >= 3


def test_two_processes_share_one_log(tmp_path: Path) -> None:
    """One process takes up the operation while another is changing it, and then both change it: their changes follow
    one another, every one is there, whole, in one log that verifies.
    """
    number = random.Random(42).randrange(10**6, 10**9) + os.getpid()
    first = Worker(tmp_path, number, changes=200)
    first.ready()
    first.go()
    second = Worker(tmp_path, number, changes=20)
    second.ready()
    second.go()
    first.end()
    second.end()
    last = Worker(tmp_path, number, changes=0)
    found = last.ready()
    check(tmp_path, found, None)
    last.go()
    last.end()
    assert found["size"] == 1 + (200 + 20) * 3


def test_a_store_restored_from_a_backup_does_not_make_a_second_history(tmp_path: Path) -> None:
    """After the file was put back as it was before the last changes, the program stops and says why."""
    store = tmp_path / "operation.sqlite3"
    for change in range(2):
        worker = Worker(tmp_path, 1, changes=1, url=f"sqlite:///{store}")
        worker.ready()
        worker.go()
        worker.end()
        shutil.copy(store, tmp_path / f"backup-{change}")
    record = (tmp_path / "record/checkpoint").read_bytes()
    shutil.copy(tmp_path / "backup-0", store)
    restored = Worker(tmp_path, 1, changes=1, url=f"sqlite:///{store}")
    _, errors = restored.process.communicate("\n")
    assert "restored from a backup" in errors
    assert (tmp_path / "record/checkpoint").read_bytes() == record
