"""``safeconduct doctor``: what is installed, what is missing, and the exact command that adds it.

It looks packages up by their metadata and programs by their names, and imports none of them, so it answers at once and
also where a library is broken.
"""

from __future__ import annotations

import importlib.util
import os
import re
import shlex
import shutil
import sys
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from enum import StrEnum
from pathlib import Path

import typer

from safeconduct.cli.common import JsonFlag, emit
from safeconduct.cli.places import cache_folder

app = typer.Typer()

MODULES = {
    "charset-normalizer": "charset_normalizer",
    "openmined-psi": "private_set_intersection",
    "psycopg": "psycopg",
    "pyspark": "pyspark",
    "python-calamine": "python_calamine",
    "pyvalhalla": "valhalla",
    "pyvroom": "vroom",
}  # where the module is not called what the package is

EXTRAS = {
    "postgres": "to keep operations in PostgreSQL instead of one SQLite file",
    "private": "to compare two lists while neither side sees the other's (people private)",
    "spark": "to match lists that are too large for one machine (people match --engine spark)",
}

PROGRAMS = (
    ("PostgreSQL server", "initdb", ("/usr/lib/postgresql/*/bin",), "postgresql", "to test on PostgreSQL"),
    ("Chromium", "chromium", (), "chromium", "to test the pages in a browser"),
    ("poppler", "pdftotext", (), "poppler-utils", "to test the printed papers"),
    ("Java 17", "java", (), "openjdk-17-jre-headless", "for people match --engine spark"),
)  # name, program, where else to look, Debian package, what for

OLDEST_SQLITE = (3, 37)  # what Django 6.1 asks for
LOW_DISK_GB = 2.0


class State(StrEnum):
    OK = "ok"
    MISSING = "missing"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at. Without a ``core`` part Safeconduct does not work; ``command`` puts it right."""

    group: str
    name: str
    state: State
    detail: str
    core: bool = False
    command: str = ""


@app.command("doctor")
def doctor(as_json: JsonFlag = False) -> None:
    """Say what is installed, what is missing and the command that adds it. Ends with 1 if a needed part is missing."""
    findings = tuple(examine(os.environ, Path.cwd()))
    sound = all(found.state is not State.MISSING for found in findings if found.core)
    if as_json:
        emit({"complete": sound, "findings": [asdict(found) for found in findings]})
    else:
        typer.echo("\n".join(report(findings)))
    if not sound:
        raise typer.Exit(1)


def examine(environ: Mapping[str, str], work_folder: Path) -> Iterator[Finding]:
    """Look at everything, in the order in which it is told."""
    yield from _python()
    yield from _packages(environ)
    yield from _programs()
    yield from _places(work_folder)


def report(findings: Iterable[Finding]) -> Iterator[str]:
    """The findings for a person at a terminal, missing things with the command that adds them underneath."""
    marks = {State.OK: "ok", State.MISSING: "--", State.WARNING: "!!"}
    group = ""
    gone = []
    for found in findings:
        if found.group != group:
            group = found.group
            yield f"{group}"
        yield f"  {marks[found.state]}  {found.name:<20} {found.detail}".rstrip()
        if found.command:
            yield f"      {'':<20} {found.command}"
        if found.core and found.state is State.MISSING:
            gone.append(found.name)
    yield ""
    if gone:
        yield f"Safeconduct cannot work without {', '.join(gone)}."
    else:
        yield "Everything that Safeconduct needs is here. Parts marked -- are optional."


def _python() -> Iterator[Finding]:
    import sqlite3

    version = ".".join(str(part) for part in sys.version_info[:3])
    new_enough = sys.version_info >= (3, 12)
    state = State.OK if new_enough else State.MISSING
    yield Finding("Python", "Python", state, f"{version}, {sys.executable}", True, "" if new_enough else "make setup")
    new_enough = sqlite3.sqlite_version_info >= OLDEST_SQLITE
    needed = "" if new_enough else f"; at least {OLDEST_SQLITE[0]}.{OLDEST_SQLITE[1]} is needed: use a newer Python"
    yield Finding("Python", "SQLite", State.OK if new_enough else State.MISSING, sqlite3.sqlite_version + needed, True)


def _packages(environ: Mapping[str, str]) -> Iterator[Finding]:
    from importlib import metadata  # here, for it takes longer to import than all the rest of the command line

    needed, optional = requirements(metadata.requires("safeconduct") or ())
    yield Finding("Needed", "safeconduct", State.OK, metadata.version("safeconduct"), True)
    for package in needed:
        yield _package("Needed", package, install_command(""), core=True)
    on_postgres = environ.get("SAFECONDUCT_DATABASE_URL", "").startswith("postgres")
    for extra, packages in sorted(optional.items()):
        for package in packages:
            core = extra == "postgres" and on_postgres
            purpose = "because SAFECONDUCT_DATABASE_URL names PostgreSQL" if core else EXTRAS.get(extra, "")
            yield _package("Optional", package, install_command(extra), core=core, purpose=purpose)


def requirements(lines: Iterable[str]) -> tuple[tuple[str, ...], dict[str, list[str]]]:
    """The packages always needed, and those of each extra, from the ``Requires-Dist`` lines of a distribution."""
    needed = []
    optional: dict[str, list[str]] = {}
    for line in lines:
        found = re.match(r"[A-Za-z0-9._-]+", line)
        if found is None:
            continue
        extra = re.search(r"""extra\s*==\s*["']([^"']+)["']""", line)
        if extra:
            optional.setdefault(extra[1], []).append(found[0])
        else:
            needed.append(found[0])
    return tuple(sorted(needed, key=str.lower)), optional


def _package(group: str, package: str, command: str, *, core: bool, purpose: str = "") -> Finding:
    from importlib import metadata

    module = MODULES.get(package, package)
    try:
        version = metadata.version(package)
        there = importlib.util.find_spec(module) is not None
    except (metadata.PackageNotFoundError, ValueError):
        return Finding(group, package, State.MISSING, _why("not installed", purpose), core, command)
    if not there:
        gone = _why(f"{version}, but its files are gone", purpose)
        return Finding(group, package, State.MISSING, gone, core, command)
    return Finding(group, package, State.OK, version, core)


def _why(state: str, purpose: str) -> str:
    return f"{state}; needed {purpose}" if purpose else state


def install_command(extra: str) -> str:
    """The command that installs Safeconduct with ``extra`` the way this copy was installed: from a checkout, or not."""
    wanted = f".[{extra}]" if extra else "."
    top = Path(__file__).resolve().parents[3]
    if (top / "constraints.txt").is_file() and (top / "pyproject.toml").is_file():
        uv = top / ".uv" / "bin" / "uv"
        program = shlex.quote(str(uv)) if uv.exists() else "uv"
        python = shlex.quote(sys.executable)
        folder = shlex.quote(str(top))
        return f"cd {folder} && {program} pip install --python {python} -c constraints.txt -e {shlex.quote(wanted)}"
    if extra == "private":  # its pin of protobuf is older than what OR-Tools needs, and pip knows no override
        return f"{shlex.quote(sys.executable)} -m pip install --no-deps 'openmined-psi>=2.0.6'"
    return f"{shlex.quote(sys.executable)} -m pip install {shlex.quote('safeconduct' + wanted[1:])}"


def _programs() -> Iterator[Finding]:
    for name, program, folders, package, purpose in PROGRAMS:
        path = shutil.which(program) or next((str(p) for p in _look(folders, program)), None)
        if path:
            yield Finding("Programs", name, State.OK, path)
        else:
            found = f"not found; only needed {purpose}"
            yield Finding("Programs", name, State.MISSING, found, command=program_command(package))


def program_command(package: str) -> str:
    """The command that installs a Debian package; empty where there is no apt."""
    return f"apt-get install {package}" if shutil.which("apt-get") else ""


def _look(folders: tuple[str, ...], program: str) -> Iterator[Path]:
    for folder in folders:
        yield from sorted(Path("/").glob(f"{folder.lstrip('/')}/{program}"))


def _places(work_folder: Path) -> Iterator[Finding]:
    cache = cache_folder()
    yield _writable("cache folder", cache)
    maps = sorted(cache.glob("tiles-*/")) if cache.is_dir() else []
    built = f"built ({len(maps)})" if maps else "not built yet; built at the first plan, which takes some seconds"
    yield Finding("Places", "road map", State.OK, built)
    yield _writable("this folder", work_folder)
    for name, folder in (("disk of the cache", cache), ("disk of this folder", work_folder)):
        free_gb = shutil.disk_usage(_existing(folder)).free / 1e9
        state = State.OK if free_gb >= LOW_DISK_GB else State.WARNING
        yield Finding("Places", name, state, f"{free_gb:.1f} GB free" + ("" if state is State.OK else ": little"))


def _writable(name: str, folder: Path) -> Finding:
    if os.access(_existing(folder), os.W_OK):
        return Finding("Places", name, State.OK, f"{folder}, can be written")
    return Finding("Places", name, State.WARNING, f"{folder} cannot be written by this user")


def _existing(folder: Path) -> Path:
    """The folder, or the nearest one above it that exists."""
    return next(place for place in (folder, *folder.parents) if place.exists())
