"""The escrow that a selection asks for, as its certificate carries the agreement."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from safeconduct.handover.documents import reading
from safeconduct.handover.escrow import Escrow, escrow_of
from safeconduct.people.model import Person
from safeconduct.selection.documents import CERTIFICATE, SELECTION


def selected_escrow(document: Mapping[str, Any], certificate: Mapping[str, Any], persons: Iterable[Person]) -> Escrow:
    """The escrow of selection.json and certificate.json, as JSON values; without escrow in the agreement, of no
    tranches. Raises what reading JSON values that are something else raises."""
    agreement = certificate["agreement"]
    rule = agreement["tranches"]
    tranches = {one["number"]: one["order"] for one in document["tranches"]}
    clauses = {one["id"] for one in agreement.get("clauses", ()) if one["kind"] == "all" and not one["conditional"]}
    going = {one["person_id"] for one in document.get("outcomes", ()) if one["tranche"] and one["clause"] in clauses}
    if not rule["escrow"]:
        return escrow_of({}, (), unconditional=going)
    asked = {"on_drop_out": rule["on_drop_out"]} if "on_drop_out" in rule else {}
    remains = [one["number"] for one in document["tranches"] if one["remains"]]
    return escrow_of(tranches, persons, unconditional=going, of_remains=remains, **asked)


def read_selected_escrow(folder: Path, persons: Iterable[Person]) -> Escrow:
    """The same from a folder that ``run``, ``selection solve`` or ``selection revise`` has written.

    Raises UnreadableInput. Reading is not verifying.
    """
    expected = f"a folder with {SELECTION} and {CERTIFICATE}"
    with reading(folder, expected, "The selection cannot be read."):
        document, certificate = (json.loads((folder / name).read_bytes()) for name in (SELECTION, CERTIFICATE))
        return selected_escrow(document, certificate, persons)
