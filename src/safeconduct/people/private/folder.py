"""The folder of an office: its keys, limits and ledger, and a folder for each run.

office.key        the seed; nobody but its owner reads it
NAME.card         what the other offices get
limits.toml       what is allowed to each peer
ledger.jsonl      what was done with each peer, one line each, naming the line before it; only ever added to
lock              held by the command that runs
runs/RUN/state    what the run needs between its steps; secret
runs/RUN/sent/    copies of the files that went out
runs/RUN/opened/  what either side has opened, in clear
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

from safeconduct.errors import Fault, RefusedByRule, UnreadableInput
from safeconduct.people.private.disclosure import read_opened, write_opened
from safeconduct.people.private.envelope import NONE, Envelope
from safeconduct.people.private.files import text_of, write_plain, write_secret
from safeconduct.people.private.memory import check_memory, digest, name_of, remember
from safeconduct.people.private.model import Disclosure, Run
from safeconduct.people.private.office import Office, new_office, write_card
from safeconduct.people.private.rules import Limits, Line, read_ledger, read_limits, write_limits, write_line
from safeconduct.people.private.state import read_run, write_run
from safeconduct.record import SigningKey

KEY_FILE, LIMITS_FILE, LEDGER_FILE = "office.key", "limits.toml", "ledger.jsonl"
SET_ASIDE = "set-aside"


@dataclass(frozen=True, slots=True)
class Folder:
    """An office's folder, opened. ``memory`` is the file outside it in which the machine remembers the ledger."""

    path: Path
    office: Office
    limits: Limits
    memory: Path | None = None

    def ledger(self) -> tuple[Line, ...]:
        """Every line so far. Raises UnreadableInput if it is gone or damaged, and RefusedByRule if this machine has
        seen a newer one: without it no limit can be kept."""
        text = text_of(self.path / LEDGER_FILE)
        if self.memory is not None:
            check_memory(self.memory, text, str(self.path))
        return read_ledger(text, LEDGER_FILE)

    def note(self, line: Line) -> None:
        """Add a line to the ledger, for good, before what it speaks of leaves the office."""
        self.ledger()
        text = text_of(self.path / LEDGER_FILE)
        before = text.splitlines()[-1:]
        text += write_line(line, digest(before[0]) if before else "")
        write_secret(self.path / LEDGER_FILE, text.encode())
        if self.memory is not None:
            remember(self.memory, text)

    def keep(self, run: Run, sent: str = "", data: bytes = b"") -> None:
        """Keep the run, and a copy of the file ``sent`` that goes out."""
        for name in ("", "sent", "opened"):
            (self.path / "runs" / run.name / name).mkdir(mode=0o700, parents=True, exist_ok=True)
        if sent:
            write_secret(self.copy(run, sent), data)
        write_secret(self.path / "runs" / run.name / "state", write_run(run))

    def copy(self, run: Run, sent: str) -> Path:
        """Where the copy of a file lies that went out."""
        return self.path / "runs" / run.name / "sent" / sent

    def keep_opened(self, run: Run, side: str, disclosure: Disclosure) -> None:
        """Keep what one side ("ours" or "theirs") has opened; twice the same is kept once."""
        data = write_opened(disclosure)
        write_secret(self.path / "runs" / run.name / "opened" / f"{side}-{hashlib.sha256(data).hexdigest()[:24]}", data)

    def opened(self, run: Run, side: str) -> tuple[Disclosure, ...]:
        """What one side ("ours" or "theirs") has opened so far."""
        paths = sorted((self.path / "runs" / run.name / "opened").glob(f"{side}-*"))
        return tuple(read_opened(path.read_bytes(), path.name, run) for path in paths)

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
    write_secret(path / LEDGER_FILE, b"")
    write_secret(path / LIMITS_FILE, write_limits(Limits()).encode())
    write_plain(path / f"{name}.card", write_card(office))
    write_secret(path / KEY_FILE, f"{office.signing.secret_text()}\n".encode())
    return Folder(path, office, Limits())


def open_folder(path: Path, memory: Path | None = None) -> Folder:
    """Open an office's folder. ``memory`` is the folder in which this machine remembers the ledgers of its offices.

    Raises UnreadableInput if it is none, RefusedByRule if others can read or write in it.
    """
    text = text_of(path / KEY_FILE)
    for one, mode in ((path, "700"), (path / KEY_FILE, "600")):
        if one.stat().st_mode & 0o077:
            raise RefusedByRule(f"{one} can be read by others. Mend it: chmod {mode} '{one}'")
    try:
        office = Office(SigningKey.parse(text.strip()))
    except ValueError as error:
        fault = Fault(KEY_FILE, str(error), "the key that `people private office` made")
        raise UnreadableInput(f"{path} is not the folder of an office.", [fault]) from None
    limits = read_limits(text_of(path / LIMITS_FILE), LIMITS_FILE)
    return Folder(path, office, limits, None if memory is None else memory / name_of(str(office.card.vkey)))
