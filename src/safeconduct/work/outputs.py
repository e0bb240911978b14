"""Writing the results of a run so that a reader finds the old results or the new ones, and nothing in between.

Files are written under ``.building`` inside the output folder and moved into place by :meth:`Outputs.publish`.
A run that is interrupted before that leaves the earlier results as they were; what it left behind is swept away by the
next one.
"""

from __future__ import annotations

import os
import shutil
from pathlib import Path

BUILDING = ".building"


class Outputs:
    """The results of one run, not yet in place. ``directory`` is the folder that the coordinator named with --out."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory
        self.building = directory / BUILDING
        self.names: list[str] = []
        shutil.rmtree(self.building, ignore_errors=True)
        self.building.mkdir(parents=True)

    def write(self, name: str, content: bytes | str) -> Path:
        """Write one result; ``name`` is its path inside the output folder, with forward slashes."""
        path = self.building / name
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("wb") as stream:
            stream.write(content.encode("utf-8") if isinstance(content, str) else content)
            stream.flush()
            os.fsync(stream.fileno())
        return self.add(name)

    def add(self, name: str) -> Path:
        """Where a result that somebody else writes goes; it is published with the others."""
        path = self.building / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if name not in self.names:
            self.names.append(name)
        return path

    def publish(self, *, replaces: tuple[str, ...] = ()) -> None:
        """Move every result into place. What is named in ``replaces``, a file or a folder, loses what this run did not
        write again, so that no result of an earlier run stands beside those of this one."""
        for name in replaces:
            old = self.directory / name
            for path in sorted(old.rglob("*")) if old.is_dir() else [old]:
                if path.is_file() and path.relative_to(self.directory).as_posix() not in self.names:
                    path.unlink()
        for name in self.names:
            target = self.directory / name
            target.parent.mkdir(parents=True, exist_ok=True)
            (self.building / name).replace(target)
        self.discard()

    def discard(self) -> None:
        """Forget what was written and not published."""
        self.names.clear()
        shutil.rmtree(self.building, ignore_errors=True)
