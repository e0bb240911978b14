"""Files that are written whole or not at all, alone or together."""

from __future__ import annotations

import contextlib
import fcntl
import os
import re
import secrets
import shutil
import stat
from collections.abc import Collection, Iterator
from pathlib import Path

BESIDE = ".tmp-"  # begins the name of a file that is not whole yet
_SET = "together"


@contextlib.contextmanager
def whole(path: Path, mode: int | None = None) -> Iterator[Path]:
    """Where to write what shall stand at ``path``: a file beside it, which takes its place when the block has ended.

    Until then what stands at ``path`` stays as it was, and so it does if the block raises, or if the disk is full. The
    file is durable before it is in place. It has the rights ``mode``, else those of the file that it replaces, else the
    usual ones. A link is replaced, not followed; what is no regular file, such as /dev/stdout, is written to as it is.
    Of two commands that write one file at the same moment each has its own, and what was whole last stands.
    """
    if path.exists() and not path.is_file():
        yield path
        return
    if mode is None and path.exists():
        mode = stat.S_IMODE(path.stat().st_mode)
    _sweep(path)
    beside, held = _own(path, 0o666 if mode is None else mode)
    try:
        yield beside
        descriptor = os.open(beside, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
        beside.replace(path)
    except BaseException as error:
        with contextlib.suppress(OSError):
            beside.unlink()
        if isinstance(error, OSError) and error.filename == str(beside):
            error.filename = str(path)  # the name that somebody knows
        raise
    finally:
        os.close(held)


def write_whole(path: Path, content: bytes | str, mode: int | None = None) -> None:
    """Write bytes, or text in UTF-8, at ``path``, whole or not at all."""
    with whole(path, mode) as beside:
        beside.write_bytes(content if isinstance(content, bytes) else content.encode())


@contextlib.contextmanager
def together(folder: Path, also: Collection[str] = ()) -> Iterator[Path]:
    """Where to write files that belong together, with ``whole``: a folder in ``folder``, which is made if need be.

    When the block has ended they are moved into ``folder`` one right after the other, each with the rights of the file
    that it replaces; files named in ``also`` that were not written are taken away. If it raises, nothing is changed.
    """
    folder.mkdir(parents=True, exist_ok=True)
    _sweep(folder / _SET)
    beside, held = _own(folder / _SET, None)
    try:
        yield beside
        names = sorted(path.name for path in beside.iterdir())
        for name in names:
            if (folder / name).is_file():
                (beside / name).chmod(stat.S_IMODE((folder / name).stat().st_mode))
        for name in names:
            (beside / name).replace(folder / name)
        for name in sorted({*also} - {*names}):
            (folder / name).unlink(missing_ok=True)
    finally:
        shutil.rmtree(beside, ignore_errors=True)
        os.close(held)


def _own(path: Path, mode: int | None) -> tuple[Path, int]:
    """A new file of these rights beside ``path``, a folder where they are None; and the descriptor that locks it.

    A command that died holds no lock, so that nothing is swept up which somebody still writes.
    """
    while True:
        beside = path.with_name(f"{BESIDE}{secrets.token_hex(4)}-{path.name}")
        try:
            if mode is None:
                beside.mkdir()
            flags = os.O_RDONLY | os.O_DIRECTORY if mode is None else os.O_WRONLY | os.O_CREAT | os.O_EXCL
            held = os.open(beside, flags, 0 if mode is None else mode)
        except FileExistsError:
            continue
        except OSError as error:
            error.filename = str(path)
            raise
        with contextlib.suppress(OSError):  # a file system without locks: nothing is swept up there
            fcntl.flock(held, fcntl.LOCK_EX)
        if _still(held, beside):
            return beside, held
        os.close(held)  # it was swept up before it was locked


def _sweep(path: Path) -> None:
    """Take away what commands that broke off have left of ``path``."""
    left = re.compile(rf"{re.escape(BESIDE)}([0-9a-f]{{8}}-)?{re.escape(path.name)}")
    with contextlib.suppress(OSError):
        for name in filter(left.fullmatch, os.listdir(path.parent)):
            _sweep_one(path.with_name(name))


def _sweep_one(path: Path) -> None:
    try:
        held = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    except OSError:
        return
    try:
        fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        if path.is_dir():
            shutil.rmtree(path, ignore_errors=True)
        else:
            path.unlink()
    except OSError:
        pass  # somebody is writing it
    finally:
        os.close(held)


def _still(held: int, path: Path) -> bool:
    try:
        return os.path.samestat(os.fstat(held), path.stat())
    except FileNotFoundError:
        return False
