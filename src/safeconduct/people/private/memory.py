"""What a machine remembers of an office's ledger, outside the office's folder: how long it was, and how it ended.

A folder that was copied or restored has an older ledger, in which less was asked and answered, so that its limits would
begin anew. The machine on which the newer one was used finds that out. Another machine cannot.
"""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

from safeconduct.errors import Fault, RefusedByRule, UnreadableInput
from safeconduct.people.private.files import write_secret


def digest(line: str) -> str:
    """SHA-256 (hex) of a line of the ledger, by which the next line names it."""
    return hashlib.sha256(line.encode()).hexdigest()


def name_of(vkey: str) -> str:
    """The file in which an office is remembered. It says nothing about whose it is to who does not know the key."""
    return hashlib.sha256(vkey.encode()).hexdigest()[:24]


def check_memory(path: Path, ledger: str, folder: str) -> None:
    """Refuse a ledger that is not the one remembered, or one that goes on from it. An office that this machine has not
    seen passes. Raises UnreadableInput if what is remembered cannot be read."""
    try:
        found = json.loads(path.read_text("utf-8"))
        number, last = int(found["lines"]), str(found["last"])
    except FileNotFoundError:
        return
    except (OSError, ValueError, KeyError, TypeError) as error:
        fault = Fault(str(path), str(error), "what this program has written there, or no file")
        raise UnreadableInput("What this machine remembers of the office cannot be read.", [fault]) from None
    lines = ledger.splitlines()
    if number and (len(lines) < number or digest(lines[number - 1]) != last):
        raise RefusedByRule(
            f"The ledger in {folder} has {len(lines)} lines and is not the one that this machine has seen, with "
            f"{number}: the folder is a copy, or was restored, and its limits would begin anew. Use the folder "
            "that was used last. If it is lost, make a new office with `people private office` and hand over its card."
        )


def remember(path: Path, ledger: str) -> None:
    """Remember a ledger as it stands now."""
    lines = ledger.splitlines()
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    write_secret(path, json.dumps({"lines": len(lines), "last": digest(lines[-1]) if lines else ""}).encode())
