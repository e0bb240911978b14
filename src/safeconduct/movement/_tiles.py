"""Turning a map file into Valhalla tiles, once, in a cache folder that is never half-written.

The tiles of one map live in ``<cache>/tiles-<key>/``, where the key is a digest of the map file, of the Valhalla
version and of the options below. They are built in a folder beside it and renamed when complete, under a lock, so
that an interrupted build leaves nothing that a later one would take for tiles, and two processes do not build the
same map twice.
"""

from __future__ import annotations

import copy
import fcntl
import hashlib
import json
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from safeconduct.errors import UnreadableInput

RECIPE = "2"  # counted up when the options of the build change
_VERTICES = 1_000_000


def digest(path: Path) -> str:
    """The SHA-256 of a file, in hex. Raises UnreadableInput if it cannot be read."""
    sha = hashlib.sha256()
    try:
        with path.open("rb") as file:
            while block := file.read(1 << 20):
                sha.update(block)
    except OSError as error:
        raise UnreadableInput(f"The road map {path} cannot be read: {error.strerror}.") from error
    return sha.hexdigest()


def options(tile_dir: Path) -> dict[str, Any]:
    """Valhalla's configuration: silent, one thread, and without the limits that would refuse a detailed zone."""
    from valhalla import get_config

    config: dict[str, Any] = copy.deepcopy(get_config(tile_extract="", tile_dir=""))
    config["logging"] = {"type": ""}
    mjolnir = config["mjolnir"]
    mjolnir.update(tile_dir=str(tile_dir), tile_extract="", traffic_extract="", admin="", timezone="", landmarks="")
    mjolnir.update(transit_dir="", concurrency=1)
    mjolnir["data_processing"]["use_admin_db"] = False
    limits = config["service_limits"]
    limits.update(max_exclude_polygons_vertices=_VERTICES, max_exclude_polygons_length=1_000_000_000)
    limits.update(max_exclude_locations=10_000, max_alternates=3)
    limits["bus"].update(max_matrix_location_pairs=1_000_000, max_matrix_distance=5_000_000.0)
    return config


def build(pbf: Path, sha256: str, cache: Path) -> Path:
    """The folder of tiles for ``pbf``, built at first use. Raises UnreadableInput if Valhalla cannot read the file."""
    from valhalla import __version__

    key = hashlib.sha256(f"{RECIPE}\n{__version__}\n{sha256}".encode()).hexdigest()[:16]
    target = cache / f"tiles-{key}"
    if target.is_dir():
        return target
    cache.mkdir(parents=True, exist_ok=True)
    with _alone(cache / f"tiles-{key}.lock"):
        if target.is_dir():
            return target
        for left_over in cache.glob(f"building-{key}-*"):
            shutil.rmtree(left_over, ignore_errors=True)
        work = Path(tempfile.mkdtemp(prefix=f"building-{key}-", dir=cache))
        try:
            _run_builder(pbf, work)
            (work / "config.json").unlink()
            work.rename(target)
        except BaseException:
            shutil.rmtree(work, ignore_errors=True)
            raise
    return target


def _run_builder(pbf: Path, work: Path) -> None:
    from valhalla import PYVALHALLA_DIR

    config = work / "config.json"
    config.write_text(json.dumps(options(work)), encoding="utf-8")
    program = PYVALHALLA_DIR / "bin" / "valhalla_build_tiles"
    done = subprocess.run([str(program), "-c", str(config), str(pbf)], capture_output=True, text=True, check=False)
    if done.returncode != 0 or not any(work.rglob("*.gph")):
        said = (done.stderr or done.stdout).strip().splitlines()
        raise UnreadableInput(
            f"The road map {pbf} cannot be read as an OpenStreetMap extract (.osm.pbf)."
            + (f" The map builder said: {said[-1]}" if said else "")
        )


@contextmanager
def _alone(lock: Path) -> Iterator[None]:
    """Hold ``lock`` against other processes. The system lets go of it when a process ends, however it ends."""
    with lock.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
