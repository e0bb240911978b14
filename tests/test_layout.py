"""The house is laid out as its map says: every room has a door with a sign, and what the sign promises is there."""

from __future__ import annotations

import importlib
import inspect
import subprocess
import sys

import pytest

from house import TOP, rooms

HEAVY = (
    "django", "duckdb", "highspy", "numpy", "ortools", "pandas", "pyarrow", "shapely", "splink", "typst", "valhalla",
    "vroom",
)  # fmt: skip


@pytest.mark.parametrize("room", rooms())
def test_a_room_says_what_it_is_for_and_names_what_is_public(room: str) -> None:
    """The docstring of ``__init__`` is a few lines long, and every name in ``__all__`` exists."""
    module = importlib.import_module(f"safeconduct.{room}")
    text = inspect.cleandoc(module.__doc__ or "")
    assert text != "To be filled.", f"safeconduct/{room}/__init__.py does not say what the room is for"
    assert 1 <= len(text.splitlines()) <= 12, f"the docstring of safeconduct/{room}/__init__.py: five lines will do"
    assert sorted(module.__all__) == sorted(set(module.__all__)), "a name stands twice in __all__"
    for name in module.__all__:
        assert hasattr(module, name), f"safeconduct.{room}.__all__ promises {name}, which is not there"


@pytest.mark.parametrize("room", rooms())
def test_what_is_public_is_documented(room: str) -> None:
    """Every public class and function has a docstring of its own; the signature that dataclasses add is none."""
    module = importlib.import_module(f"safeconduct.{room}")
    mute = []
    for name in module.__all__:
        thing = getattr(module, name)
        if inspect.isfunction(thing) or inspect.isclass(thing):
            text = vars(thing).get("__doc__") if inspect.isclass(thing) else thing.__doc__
            if not text or text.startswith(f"{name}("):
                mute.append(name)
    assert not mute, f"safeconduct.{room}: no docstring: {', '.join(mute)}"


def test_every_folder_under_safeconduct_is_a_room() -> None:
    """A folder that is in no layer would escape the import rules."""
    folders = {path.parent.name for path in (TOP / "src" / "safeconduct").glob("*/__init__.py")}
    assert folders == set(rooms())


def test_the_command_line_starts_without_the_heavy_libraries() -> None:
    """``safeconduct --help`` answers at once: no room loads a solver, a database or a web framework at the door."""
    imports = "; ".join(f"import safeconduct.{room}" for room in rooms() if room not in ("store", "work", "example"))
    code = f"import sys; import safeconduct.cli.main; {imports}; print([m for m in {HEAVY!r} if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
