"""Selection: who goes under an agreement, provably as many and as urgent as it allows, and in an order that is safe.

``select`` judges everyone, solves the agreement as an integer programme over classes of people, divides those who go
into tranches and writes a sentence for everyone. ``combine_seeds`` makes the seed of the lots from what each side
revealed. The ``verify*.py`` files check the result, each alone and without this package. Start with ``select.py``.

A name loads its file when it is first asked for, so that checking a selection loads nothing that makes one.
"""

from __future__ import annotations

import sys
from importlib import import_module
from types import ModuleType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from safeconduct.selection.check import verify_folder
    from safeconduct.selection.credits import credits_document
    from safeconduct.selection.documents import (
        certificate_bytes,
        read_selection,
        selection_bytes,
        selection_document,
        write_selection,
        write_tranches,
    )
    from safeconduct.selection.explain import explain
    from safeconduct.selection.lottery import beacon_value, combine_seeds, commit, seeds_document, ticket
    from safeconduct.selection.model import Level, Outcome, Reason, Selection, Tranche
    from safeconduct.selection.select import select

__all__ = [
    "Level",
    "Outcome",
    "Reason",
    "Selection",
    "Tranche",
    "beacon_value",
    "certificate_bytes",
    "combine_seeds",
    "commit",
    "credits_document",
    "explain",
    "read_selection",
    "seeds_document",
    "select",
    "selection_bytes",
    "selection_document",
    "ticket",
    "verify_folder",
    "write_selection",
    "write_tranches",
]

_FILES = {
    "check": ("verify_folder",),
    "credits": ("credits_document",),
    "documents": (
        *("certificate_bytes", "read_selection", "selection_bytes", "selection_document"),
        *("write_selection", "write_tranches"),
    ),
    "explain": ("explain",),
    "lottery": ("beacon_value", "combine_seeds", "commit", "seeds_document", "ticket"),
    "model": ("Level", "Outcome", "Reason", "Selection", "Tranche"),
    "select": ("select",),
}


def __getattr__(name: str) -> Any:
    for file, names in _FILES.items():
        if name in names:
            found = globals()[name] = getattr(import_module(f"{__name__}.{file}"), name)
            return found
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


class _Room(ModuleType):
    """``select`` and ``explain`` are functions in files of the same names, which do not take their places."""

    def __setattr__(self, name: str, value: object) -> None:
        if not (isinstance(value, ModuleType) and name in __all__):
            super().__setattr__(name, value)


sys.modules[__name__].__class__ = _Room
