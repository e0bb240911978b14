"""Files that are written whole or not at all."""

from __future__ import annotations

import contextlib
import os
import stat
from collections.abc import Iterator
from pathlib import Path

BESIDE = ".tmp-"  # begins the name of a file that is not whole yet


@contextlib.contextmanager
def whole(path: Path, mode: int | None = None) -> Iterator[Path]:
    """Where to write what shall stand at ``path``: a file beside it, which takes its place when the block has ended.

    Until then what stands at ``path`` stays as it was, and so it does if the block raises, or if the disk is full. The
    file is durable before it is in place. It has the rights ``mode``, else those of the file that it replaces, else the
    usual ones. A link is replaced, not followed; what is no regular file, such as /dev/stdout, is written to as it is.
    """
    if path.exists() and not path.is_file():
        yield path
        return
    if mode is None and path.exists():
        mode = stat.S_IMODE(path.stat().st_mode)
    beside = path.with_name(f"{BESIDE}{path.name}")
    with contextlib.suppress(FileNotFoundError):
        beside.unlink()  # of a command that broke off; its rights are not to be trusted
    try:
        os.close(os.open(beside, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o666 if mode is None else mode))
        yield beside
        descriptor = os.open(beside, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
        beside.replace(path)
    except BaseException:
        with contextlib.suppress(OSError):
            beside.unlink()
        raise


def write_whole(path: Path, content: bytes | str, mode: int | None = None) -> None:
    """Write bytes, or text in UTF-8, at ``path``, whole or not at all."""
    with whole(path, mode) as beside:
        beside.write_bytes(content if isinstance(content, bytes) else content.encode())
