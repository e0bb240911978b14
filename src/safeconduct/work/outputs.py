"""Writing the results of a run so that a reader finds the old results or the new ones.

Files are written under ``.building`` inside the output folder. :meth:`Outputs.publish` first makes them durable and
writes down what is to be moved, then moves it. A run that is interrupted before that leaves the earlier results as they
were. From then on the new results will be in place: Ctrl-C waits for the moving, and what a killed process had not
moved yet, the next run moves first.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Sequence
from pathlib import Path

BUILDING = ".building"
MOVING = "moving.json"  # inside BUILDING: what is to be moved, once everything is there


class Outputs:
    """The results of one run, not yet in place. ``directory`` is the folder that the coordinator named with --out."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory
        self.building = directory / BUILDING
        self.names: list[str] = []
        if (self.building / MOVING).exists():
            self._move()
        shutil.rmtree(self.building, ignore_errors=True)
        self.building.mkdir(parents=True)

    def write(self, name: str, content: bytes | str) -> Path:
        """Write one result; ``name`` is its path inside the output folder, with forward slashes."""
        path = self.add(name)
        path.write_bytes(content.encode("utf-8") if isinstance(content, str) else content)
        return path

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
        for name in self.names:
            _sync(self.building / name)
        order = {"moves": self.names, "removes": self._stale(replaces)}
        draft = self.building / f"{MOVING}.tmp"
        draft.write_text(json.dumps(order), encoding="utf-8")
        _sync(draft)
        draft.replace(self.building / MOVING)
        _sync(self.building)
        try:
            self._move()
        except KeyboardInterrupt:
            self._move()
            raise
        finally:
            self.names.clear()

    def discard(self) -> None:
        """Forget what was written and not published."""
        self.names.clear()
        shutil.rmtree(self.building, ignore_errors=True)

    def _stale(self, replaces: Sequence[str]) -> list[str]:
        stale = []
        for name in replaces:
            old = self.directory / name
            for path in sorted(old.rglob("*")) if old.is_dir() else [old]:
                place = path.relative_to(self.directory).as_posix()
                if path.is_file() and place not in self.names:
                    stale.append(place)
        return stale

    def _move(self) -> None:
        """Do what is written down, or what is left of it. May be done again from any point."""
        order = json.loads((self.building / MOVING).read_text(encoding="utf-8"))
        for name in order["moves"]:
            source, target = self.building / name, self.directory / name
            if source.exists():
                target.parent.mkdir(parents=True, exist_ok=True)
                source.replace(target)
        for name in order["removes"]:
            (self.directory / name).unlink(missing_ok=True)
        _sync(self.directory)
        (self.building / MOVING).unlink()
        shutil.rmtree(self.building, ignore_errors=True)


def _sync(path: Path) -> None:
    """Make a file, or what a folder lists, durable."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
