"""Files in: one pool of offers, or everything that is wrong with the file at once."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from safeconduct.errors import Fault, UnreadableInput
from safeconduct.selection.swaps.draft import Draft
from safeconduct.selection.swaps.kep_json import read_kep_json
from safeconduct.selection.swaps.model import Pool
from safeconduct.selection.swaps.preflib import read_wmd
from safeconduct.selection.swaps.trimble import read_input

_READERS: dict[str, Callable[[Draft], None]] = {
    ".json": read_kep_json,
    ".wmd": read_wmd,
    ".txt": read_wmd,
    ".input": read_input,
}


def read_pool(path: Path) -> Pool:
    """Read a kidney-exchange instance as a pool of named swaps, by the ending of its name.

    ``.json`` of kep-solver, ``.wmd`` or ``.txt`` of PrefLib (a .dat beside it is compared), ``.input`` of
    kidney_solver (with the .ndds beside it). A transplant from u to v reads: v goes against u. Weights and scores are
    not kept: people count, and each counts as one. Raises UnreadableInput with every fault; nothing of a faulty file
    is taken.
    """
    reader = _READERS.get(path.suffix.lower())
    if reader is None:
        known = ", ".join(_READERS)
        fault = Fault(path.name, f"the ending {path.suffix!r}", f"one of {known}", code="unknown_format")
        raise UnreadableInput(f"{path.name} is not of a format known here.", [fault])
    draft = Draft(path)
    reader(draft)
    return draft.pool()
