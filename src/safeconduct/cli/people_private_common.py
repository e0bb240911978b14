"""What the verbs of ``safeconduct people private`` share: options, the office's folder, files that come and go."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import platformdirs
import typer

from safeconduct.errors import Fault, UnreadableInput

if TYPE_CHECKING:
    from safeconduct.people import ListFile
    from safeconduct.people.private import Card, Envelope, Run
    from safeconduct.people.private.folder import Folder

OfficeDir = Annotated[Path, typer.Option("--office", help="This office's folder, made by `people private office`.")]
PeerCard = Annotated[Path, typer.Option("--peer", help="The card of the other office.")]
Came = Annotated[Path, typer.Argument(metavar="FILE", help="The file that came from the other office.")]
ListArgument = Annotated[Path, typer.Argument(metavar="LIST", help="This office's list: .xlsx, .ods or .csv.")]


def take(context: typer.Context, office: Path, verb: str) -> Folder:
    """An office's folder, held by the command that runs until it ends."""
    return context.with_resource(_opened(office, verb))


@contextmanager
def _opened(office: Path, verb: str) -> Iterator[Folder]:
    from safeconduct.people.private.folder import open_folder
    from safeconduct.people.private.lock import locked

    memory = platformdirs.user_state_path("safeconduct", appauthor=False) / "offices"
    with locked(office, verb, now()):
        yield open_folder(office, memory)


def send(folder: Folder, run: Run, step: str, data: bytes, out: Path) -> Path:
    """Keep the run and a copy of what goes out, then write it where it is wanted."""
    from safeconduct.people.private.files import write_plain

    name = file_name(folder, run, step)
    folder.keep(run, name, data)
    out.mkdir(parents=True, exist_ok=True)
    write_plain(out / name, data)
    return out / name


def file_name(folder: Folder, run: Run, step: str) -> str:
    """What a file to the peer is called."""
    return f"{folder.office.name}-to-{run.peer.name}.{run.round}.{step}"


def unused_step(folder: Folder, run: Run, stem: str, suffix: str) -> str:
    """A step that no file of this run has gone out as: two of one second are numbered, so that neither is lost."""
    steps = (f"{stem}{number}{suffix}" for number in ("", *(f"-{count}" for count in range(2, 10_000))))
    return next(step for step in steps if not folder.copy(run, file_name(folder, run, step)).exists())


def about(run: Run) -> dict[str, object]:
    """What --json says of a run."""
    return {"run": run.name, "run_id": run.run_id, "round": run.round.value, "commitment": run.ours.digest}


def list_of(path: Path, peer: str) -> ListFile:
    """A list, read as a sought one, which needs no place of detention."""
    from safeconduct.people import ListKind, read_list

    return read_list(path, party="us", kind=ListKind.SOUGHT, parties=["us", peer], on=now().date())


def card_of(path: Path) -> Card:
    """The card of an office."""
    from safeconduct.people.private import read_card

    return read_card(read_bytes(path), path.name)


def look_at(path: Path) -> Envelope:
    """A file that came, not verified yet."""
    from safeconduct.people.private import look

    return look(read_bytes(path), path.name)


def read_bytes(path: Path) -> bytes:
    """The bytes of a file. Raises UnreadableInput."""
    try:
        return path.read_bytes()
    except OSError as error:
        fault = Fault(f"{path}", f"{error.strerror}", "a file that can be read")
        raise UnreadableInput("A file cannot be read.", [fault]) from None


def now() -> dt.datetime:
    """The time in UTC."""
    return dt.datetime.now(tz=dt.UTC)
