"""The tree as the tests of layout and documentation see it: where it stands, what is in it, what its rooms are."""

from __future__ import annotations

import importlib.util
import re
import subprocess
import tomllib
from functools import cache
from pathlib import Path
from types import ModuleType

TOP = Path(__file__).resolve().parents[1]
DOCS = TOP / "docs"


@cache
def tracked() -> tuple[Path, ...]:
    """Every file that git tracks and that is there, in name order."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=TOP, capture_output=True, check=True).stdout.decode()
    return tuple(path for name in sorted(filter(None, listed.split("\0"))) if (path := TOP / name).is_file())


@cache
def rooms() -> tuple[str, ...]:
    """The rooms that have a folder, from the layers in pyproject.toml: the later steps first."""
    config = tomllib.loads((TOP / "pyproject.toml").read_text(encoding="utf-8"))
    layers = config["tool"]["importlinter"]["contracts"][0]["layers"]
    names = [name.strip() for layer in layers for name in layer.split("|")]
    return tuple(name for name in names if (TOP / "src" / "safeconduct" / name).is_dir())


@cache
def script(name: str) -> ModuleType:
    """scripts/``name``.py as a module."""
    spec = importlib.util.spec_from_file_location(name, TOP / "scripts" / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def section(page: str, title: str) -> str:
    """What stands in a page of docs/ under the heading ``title``, as far as the next heading of its level or above."""
    text = (DOCS / page).read_text(encoding="utf-8")
    found = re.search(rf"^(#+) {re.escape(title)} *$", text, re.MULTILINE)
    assert found, f"docs/{page} has no heading '{title}'"
    rest = text[found.end() :]
    level = len(found[1])
    following = re.search(rf"^#{{1,{level}}} ", rest, re.MULTILINE)
    return rest[: following.start()] if following else rest
