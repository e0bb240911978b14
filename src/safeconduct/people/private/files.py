"""Files of an office: read with a sentence about what is wrong, and written whole or not at all."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from safeconduct.errors import Fault, RefusedByRule, UnreadableInput
from safeconduct.files import whole, write_whole

TRAVELLING = (".commitment", ".start", ".answer", ".disclosure")


def text_of(path: Path) -> str:
    """The text of a file. Raises UnreadableInput."""
    try:
        return path.read_text("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        found = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        raise UnreadableInput(f"{path} cannot be read.", [Fault(path.name, found, "a file that can be read")]) from None


def write_secret(path: Path, data: bytes) -> None:
    """Write a file that only its owner can read, whole or not at all."""
    write_whole(path, data, 0o600)


def write_plain(path: Path, data: bytes) -> None:
    """Write a file that travels, which anyone may read, whole or not at all."""
    write_whole(path, data, 0o644)


def write_by(path: Path, writer: Callable[[Path], None]) -> None:
    """Let ``writer`` write a file that only its owner can read; it takes its place when it is whole."""
    with whole(path, 0o600) as beside:
        writer(beside)


def results_folder(path: Path) -> Path:
    """The folder for what names people, made if it is not there. Raises RefusedByRule if files that travel lie in it:
    whoever finds the stick would read it."""
    if path.is_dir() and (there := sorted(one.name for one in path.iterdir() if one.suffix in TRAVELLING)):
        raise RefusedByRule(
            f"{path} holds files that travel ({there[0]}), and what is written now names people in clear. "
            "Say another folder in --out, on an encrypted disk."
        )
    path.mkdir(mode=0o700, parents=True, exist_ok=True)
    return path
