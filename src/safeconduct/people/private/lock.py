"""One command at a time in an office's folder: the operating system's lock, which ends with whoever holds it."""

from __future__ import annotations

import datetime as dt
import fcntl
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from safeconduct.errors import Fault, RefusedByRule, UnreadableInput

LOCK_FILE = "lock"


@contextmanager
def locked(folder: Path, verb: str, now: dt.datetime) -> Iterator[None]:
    """Hold the folder for ``verb``. The lock is released when the block or the process ends, however it ends.

    Raises RefusedByRule, naming the process, its verb and since when it runs, if another one holds it, and
    UnreadableInput if there is no such folder or it cannot be written.
    """
    try:
        descriptor = os.open(folder / LOCK_FILE, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600)
    except OSError as error:
        fault = Fault(str(folder), error.strerror or "an error", "the folder that `people private office` made")
        raise UnreadableInput(f"{folder} is not the folder of an office.", [fault]) from None
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise RefusedByRule(
                f"{folder} is in use: {_holder(descriptor)}. Nothing was done. Let it end, then call this again."
            ) from None
        os.ftruncate(descriptor, 0)
        holder = {"pid": os.getpid(), "verb": verb, "since": now.astimezone(dt.UTC).isoformat(timespec="seconds")}
        os.pwrite(descriptor, json.dumps(holder).encode(), 0)
        yield
        os.ftruncate(descriptor, 0)
    finally:
        os.close(descriptor)


def _holder(descriptor: int) -> str:
    try:
        holder = json.loads(os.pread(descriptor, 1000, 0))
        since = dt.datetime.fromisoformat(holder["since"])
        verb, pid = holder["verb"], holder["pid"]
        return f"`people private {verb}` runs in it since {since:%Y-%m-%d %H:%M:%S} UTC (process {pid})"
    except (ValueError, KeyError, TypeError):
        return "another command runs in it"
