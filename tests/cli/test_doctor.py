"""``safeconduct doctor`` tells what is missing and how to add it, without importing any of it."""

from __future__ import annotations

import importlib.util
import json
import os
import subprocess
import sys
from importlib import metadata
from pathlib import Path

import pytest
from typer.testing import CliRunner

from safeconduct.cli import doctor, places

HEAVY = ("django", "duckdb", "highspy", "ortools", "pandas", "shapely", "splink", "typst", "valhalla", "vroom")


@pytest.fixture(autouse=True)
def own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The cache folder of these tests, which does not exist yet."""
    cache = tmp_path / "cache"
    monkeypatch.setenv("SAFECONDUCT_CACHE", str(cache))
    monkeypatch.delenv("SAFECONDUCT_DATABASE_URL", raising=False)
    return cache


def without(monkeypatch: pytest.MonkeyPatch, package: str) -> None:
    """Let ``package`` look as if it had not been installed."""
    real = metadata.version

    def version(name: str) -> str:
        if name == package:
            raise metadata.PackageNotFoundError(name)
        return real(name)

    monkeypatch.setattr(metadata, "version", version)


def findings(folder: Path, environ: dict[str, str] | None = None) -> dict[str, doctor.Finding]:
    return {found.name: found for found in doctor.examine(environ or {}, folder)}


def test_a_complete_core_ends_with_0() -> None:
    """Where everything needed is installed the last line says so."""
    done = CliRunner().invoke(doctor.app)
    assert done.exit_code == 0, done.output
    assert "Everything that Safeconduct needs is here." in done.output


def test_a_missing_needed_package_ends_with_1_and_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """The last line names what is missing, and the command that installs it stands under it."""
    without(monkeypatch, "shapely")
    done = CliRunner().invoke(doctor.app)
    assert done.exit_code == 1
    assert "Safeconduct cannot work without shapely." in done.output
    assert doctor.install_command("") in done.output


def test_a_package_whose_files_are_gone_counts_as_missing(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Metadata alone proves nothing: the module must be there too."""
    real = importlib.util.find_spec
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None if name == "highspy" else real(name))
    found = findings(tmp_path)["highspy"]
    assert found.state is doctor.State.MISSING
    assert found.core
    assert "its files are gone" in found.detail


def test_a_missing_optional_package_is_no_failure(monkeypatch: pytest.MonkeyPatch) -> None:
    """An extra is offered with its exact command, and the exit code stays 0."""
    without(monkeypatch, "psycopg")
    done = CliRunner().invoke(doctor.app)
    assert done.exit_code == 0
    assert doctor.install_command("postgres") in done.output


def test_the_postgres_driver_is_needed_where_the_database_is_postgresql(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """With SAFECONDUCT_DATABASE_URL on PostgreSQL the extra is no longer optional."""
    without(monkeypatch, "psycopg")
    found = findings(tmp_path, {"SAFECONDUCT_DATABASE_URL": "postgresql:///operation"})["psycopg"]
    assert found.core
    assert found.state is doctor.State.MISSING


def test_json_is_all_that_stands_on_stdout() -> None:
    """--json gives the verdict and one object per finding."""
    done = CliRunner().invoke(doctor.app, ["--json"])
    document = json.loads(done.stdout)
    assert document["complete"] is True
    assert {"group", "name", "state", "detail", "core", "command"} == set(document["findings"][0])


def test_every_requirement_of_the_package_is_looked_for_under_its_right_module() -> None:
    """A package whose module has another name stands in MODULES; otherwise it would always look broken."""
    needed, optional = doctor.requirements(metadata.requires("safeconduct") or ())
    assert "django" in needed
    assert set(optional) == set(doctor.EXTRAS)
    for package in needed:
        assert importlib.util.find_spec(doctor.MODULES.get(package, package)) is not None, package


def test_requirements_tell_needed_packages_from_extras() -> None:
    """Markers other than extras do not make a package optional."""
    lines = ["b>=1", 'a[x]>=2 ; python_version >= "3.12"', "c<3 ; extra == 'big'", 'd ; extra == "big"']
    assert doctor.requirements(lines) == (("a", "b"), {"big": ["c", "d"]})


def test_the_road_map_is_reported_once_it_is_built(own_cache: Path, tmp_path: Path) -> None:
    """Before the first plan there is no map, which is nothing to worry about."""
    assert findings(tmp_path)["road map"].detail.startswith("not built yet")
    (own_cache / "tiles-0123456789abcdef").mkdir(parents=True)
    assert findings(tmp_path)["road map"].detail == "built (1)"


def test_little_disk_and_a_folder_that_cannot_be_written_are_warnings(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """They do not stop Safeconduct from starting, but whoever asks should know."""
    monkeypatch.setattr(doctor, "LOW_DISK_GB", 1e9)
    monkeypatch.setattr(os, "access", lambda *_: False)
    found = findings(tmp_path)
    assert found["disk of this folder"].state is doctor.State.WARNING
    assert found["this folder"].state is doctor.State.WARNING


def test_programs_are_found_in_the_folders_debian_hides_them_in(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """initdb is not on PATH on Debian; a missing program comes with its package."""
    hidden = tmp_path / "postgresql" / "15" / "bin"
    hidden.mkdir(parents=True)
    (hidden / "initdb").touch()
    monkeypatch.setattr(doctor.shutil, "which", lambda name: "/usr/bin/apt-get" if name == "apt-get" else None)
    there = ("PostgreSQL server", "initdb", (f"{tmp_path}/postgresql/*/bin",), "postgresql", "")
    gone = ("Chromium", "chromium", (), "chromium", "")
    monkeypatch.setattr(doctor, "PROGRAMS", (there, gone))
    found = findings(tmp_path)
    assert found["PostgreSQL server"].detail == str(hidden / "initdb")
    assert found["Chromium"].command == "apt-get install chromium"


def test_the_cache_folder_follows_the_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """SAFECONDUCT_CACHE wins over the user's own cache folder."""
    monkeypatch.setenv("SAFECONDUCT_CACHE", str(tmp_path / "elsewhere"))
    assert places.cache_folder() == tmp_path / "elsewhere"
    monkeypatch.delenv("SAFECONDUCT_CACHE")
    assert places.cache_folder().name == "safeconduct"


def test_nothing_heavy_is_imported() -> None:
    """The command answers at once, and also where one of the libraries would crash on import."""
    code = (
        "import sys\nfrom safeconduct.cli.doctor import examine\nfrom pathlib import Path\n"
        f"list(examine({{}}, Path('.')))\nprint([name for name in {HEAVY!r} if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
