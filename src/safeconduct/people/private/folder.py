"""The folder of an office: its keys, limits and ledger, and a folder for each run.

office.key        the seed; nobody but its owner reads it
NAME.card         what the other offices get
limits.toml       what is allowed to each peer
ledger.jsonl      what was done with each peer, one line each; only ever added to
runs/RUN/state    what the run needs between its steps; secret
runs/RUN/sent/    copies of the files that went out
"""

from __future__ import annotations

import csv
import io
import os
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from safeconduct.errors import Fault, RefusedByRule, UnreadableInput
from safeconduct.people.private.disclose import Beside
from safeconduct.people.private.envelope import NONE, Envelope
from safeconduct.people.private.keys import KEY
from safeconduct.people.private.model import Run
from safeconduct.people.private.office import Office, new_office, write_card
from safeconduct.people.private.rules import Limits, Line, read_ledger, read_limits, write_limits, write_line
from safeconduct.people.private.state import read_run, write_run
from safeconduct.record import SigningKey

KEY_FILE, LIMITS_FILE, LEDGER_FILE = "office.key", "limits.toml", "ledger.jsonl"
SET_ASIDE = "set-aside"
MATCH_COLUMNS = ("pseudonym", "entry_id", "round", "key", "agreement")
BESIDE_COLUMNS = ("pseudonyms", "entry_id", "field", "ours", "theirs", "agree")


@dataclass(frozen=True, slots=True)
class Folder:
    """An office's folder, opened."""

    path: Path
    office: Office
    limits: Limits

    def ledger(self) -> tuple[Line, ...]:
        """Every line so far. Raises UnreadableInput if it is gone or damaged: without it no limit can be kept."""
        return read_ledger(_text(self.path / LEDGER_FILE), LEDGER_FILE)

    def note(self, line: Line) -> None:
        """Add a line to the ledger, for good, before what it speaks of leaves the office."""
        descriptor = os.open(self.path / LEDGER_FILE, os.O_WRONLY | os.O_APPEND)
        with os.fdopen(descriptor, "a", encoding="utf-8") as out:
            out.write(write_line(line))
            out.flush()
            os.fsync(out.fileno())

    def keep(self, run: Run, sent: str = "", data: bytes = b"") -> Path:
        """Keep the run, and a copy of the file ``sent`` that goes out. Returns where the copy lies."""
        folder = self.path / "runs" / run.name
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        (folder / "sent").mkdir(mode=0o700, exist_ok=True)
        if sent:
            write_secret(folder / "sent" / sent, data)
        write_secret(folder / "state", write_run(run))
        return folder / "sent" / sent

    def set_aside(self, run: Run) -> None:
        """Mark a run that is not to be gone on with."""
        write_secret(self.path / "runs" / run.name / SET_ASIDE, b"")

    def runs(self, peer: str, *, every: bool = False) -> tuple[Run, ...]:
        """The runs with a peer (a verifier key), the newest first; those set aside only if ``every`` is asked for."""
        found = []
        for state in sorted((self.path / "runs").glob(f"{peer.partition('+')[0]}-*/state")):
            if every or not (state.parent / SET_ASIDE).exists():
                run = read_run(state.read_bytes(), self.office, f"{state.parent.name}/state")
                if str(run.peer.vkey) == peer:
                    found.append(run)
        return tuple(sorted(found, key=lambda run: (run.ours.made, run.ours.nonce), reverse=True))

    def run_for(self, envelope: Envelope) -> Run:
        """The run that a file belongs to, going by its head. Raises RefusedByRule if there is none."""
        head, us = envelope.head, str(self.office.card.vkey)
        name = head.sender.partition("+")[0]
        if head.sender == us:
            receiver = head.receiver.partition("+")[0]
            raise RefusedByRule(f"{envelope.file} is this office's own file; it is for {receiver}.")
        if head.receiver != us:
            raise RefusedByRule(
                f"{envelope.file} is for {head.receiver.partition('+')[0]}, not for {self.office.name} with its key."
            )
        runs = self.runs(head.sender)
        if not runs:
            raise RefusedByRule(
                f"{envelope.file} is from {name}, with whom no run is on under that key. Call `people private start` "
                f"with the card of {name} first."
            )
        if head.theirs == NONE:
            return runs[0]
        for run in runs:
            if run.ours.digest == head.theirs:
                return run
        raise RefusedByRule(f"{envelope.file} belongs to no run that is on with {name}: it answers to another list.")


def make_folder(path: Path, name: str, seed: bytes) -> Folder:
    """Make an office's folder. Raises RefusedByRule if there is one already, or the name cannot be one."""
    try:
        office = new_office(name, seed)
    except ValueError as error:
        raise RefusedByRule(f"{name!r} cannot be used: {error}.") from None
    if (path / KEY_FILE).exists():
        raise RefusedByRule(f"{path} is the folder of an office already; its key is not replaced.")
    (path / "runs").mkdir(mode=0o700, parents=True, exist_ok=True)
    path.chmod(0o700)
    write_secret(path / KEY_FILE, f"{office.signing.secret_text()}\n".encode())
    write_secret(path / LEDGER_FILE, b"")
    (path / LIMITS_FILE).write_text(write_limits(Limits()), "utf-8")
    (path / f"{name}.card").write_bytes(write_card(office))
    return Folder(path, office, Limits())


def open_folder(path: Path) -> Folder:
    """Open an office's folder. Raises UnreadableInput if it is none, RefusedByRule if others can read its key."""
    text = _text(path / KEY_FILE)
    if (path / KEY_FILE).stat().st_mode & 0o077:
        raise RefusedByRule(f"{path / KEY_FILE} can be read by others. Mend it: chmod 600 '{path / KEY_FILE}'")
    try:
        office = Office(SigningKey.parse(text.strip()))
    except ValueError as error:
        fault = Fault(KEY_FILE, str(error), "the key that `people private office` made")
        raise UnreadableInput(f"{path} is not the folder of an office.", [fault]) from None
    return Folder(path, office, read_limits(_text(path / LIMITS_FILE), LIMITS_FILE))


def write_secret(path: Path, data: bytes) -> None:
    """Write a file that only its owner can read, whole or not at all."""
    beside = path.with_name(path.name + ".new")
    descriptor = os.open(beside, os.O_CREAT | os.O_TRUNC | os.O_WRONLY, 0o600)
    with os.fdopen(descriptor, "wb") as out:
        out.write(data)
        out.flush()
        os.fsync(out.fileno())
    beside.replace(path)


def write_hits(run: Run, path: Path) -> None:
    """Write what a run has found so far, one row for each pseudonym and own entry, the strict keys first."""
    rows = (
        (hit.pseudonym, entry_id, hit.round, hit.key, KEY[hit.key].words)
        for hit in run.hits
        for entry_id in hit.entry_ids
    )
    write_secret(path, _csv(MATCH_COLUMNS, rows))


def read_pseudonyms(path: Path) -> frozenset[str]:
    """The pseudonyms of a file that ``write_hits`` wrote and reviewers have shortened."""
    rows = csv.DictReader(io.StringIO(_text(path), newline=""))
    if "pseudonym" not in (rows.fieldnames or ()):
        fault = Fault(path.name, "no column pseudonym", "it in the heading row", row=1, field="pseudonym")
        raise UnreadableInput(f"{path.name} cannot be read as matches.", [fault])
    return frozenset(row["pseudonym"].strip() for row in rows if row["pseudonym"])


def write_beside(rows: Iterable[Beside], path: Path) -> None:
    """Write our words and theirs side by side."""
    cells = ((" ".join(row.pseudonyms), row.entry_id, row.field, row.ours, row.theirs, row.agree) for row in rows)
    write_secret(path, _csv(BESIDE_COLUMNS, cells))


def _csv(heading: Iterable[str], rows: Iterable[Iterable[object]]) -> bytes:
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(heading)
    writer.writerows(rows)
    return out.getvalue().encode()


def _text(path: Path) -> str:
    try:
        return path.read_text("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        found = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        raise UnreadableInput(f"{path} cannot be read.", [Fault(path.name, found, "a file that can be read")]) from None
