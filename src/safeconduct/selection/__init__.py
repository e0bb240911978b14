"""Selection: who goes under an agreement, provably as many and as urgent as it allows, and in an order that is safe.

``select`` judges everyone, solves the agreement as an integer programme over classes of people, divides those who go
into tranches and writes a sentence for everyone. ``combine_seeds`` makes the seed of the lots from what each side
revealed. The ``verify*.py`` files check the result, each alone and without this package. Start with ``select.py``.
"""

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
