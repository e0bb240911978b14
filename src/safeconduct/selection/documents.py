"""The files of a selection: selection.json, certificate.json, tranches.csv. Equal selections give equal bytes."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from safeconduct.errors import Fault, UnreadableInput
from safeconduct.files import whole, write_whole
from safeconduct.people.model import Person
from safeconduct.selection.credits import CREDITS, credits_bytes, credits_document
from safeconduct.selection.model import Level, Outcome, Reason, Selection, Tranche

FORMAT = "safeconduct selection 1"
SELECTION, CERTIFICATE, TRANCHES = "selection.json", "certificate.json", "tranches.csv"
MIXTURE = (
    f"{SELECTION} and {CERTIFICATE} are of two selections: a command writes into this folder just now, or one broke "
    "off. Let it end, or make the selection again."
)
TRANCHE_COLUMNS = ("tranche", "place", "person_id", "holder", "home", "clause", "remains")


def selection_document(selection: Selection) -> dict[str, Any]:
    """The selection as plain JSON values; the certificate is a document of its own, named here by its digest."""
    return {
        "format": FORMAT,
        "seed": selection.seed,
        "certificate_sha256": selection.certificate.get("sha256", ""),
        "outcomes": [
            {
                "person_id": outcome.person_id,
                "reason": str(outcome.reason),
                "sentence": outcome.sentence,
                "clause": outcome.clause,
                "tranche": outcome.tranche,
                "ticket": outcome.ticket,
            }
            for outcome in selection.outcomes
        ],
        "tranches": [
            {"number": tranche.number, "order": list(tranche.order), "remains": tranche.remains}
            for tranche in selection.tranches
        ],
        "levels": [{"name": level.name, "value": level.value, "bound": level.bound} for level in selection.levels],
        "exposure": list(selection.exposure),
        "exposure_bound": selection.exposure_bound,
        "totals": {clause: dict(row) for clause, row in selection.totals.items()},
    }


def selection_bytes(selection: Selection) -> bytes:
    """selection.json."""
    return _json(selection_document(selection))


def certificate_bytes(selection: Selection) -> bytes:
    """certificate.json."""
    return _json(selection.certificate)


def write_selection(selection: Selection, persons: Iterable[Person], folder: Path) -> tuple[Path, ...]:
    """Write selection.json, certificate.json and tranches.csv into ``folder``, and say which files were written.

    Where people are owed in the next operation, credits.json too; one of an earlier selection is taken away.
    """
    folder.mkdir(parents=True, exist_ok=True)
    paths = [folder / SELECTION, folder / CERTIFICATE, folder / TRANCHES]
    write_whole(paths[0], selection_bytes(selection))
    write_whole(paths[1], certificate_bytes(selection))
    write_tranches(selection, persons, paths[2])
    (folder / CREDITS).unlink(missing_ok=True)
    if credits_document(selection)["credits"]:
        paths.append(folder / CREDITS)
        write_whole(paths[-1], credits_bytes(selection))
    return tuple(paths)


def write_tranches(selection: Selection, persons: Iterable[Person], path: Path) -> None:
    """Write tranches.csv: one line for each person who goes, in the order of the hand-over; ``place`` counts from 1."""
    by_id = {person.person_id: person for person in persons}
    clause = {outcome.person_id: outcome.clause for outcome in selection.outcomes}
    with whole(path) as beside, beside.open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(TRANCHE_COLUMNS)
        for tranche in selection.tranches:
            for place, name in enumerate(tranche.order, start=1):
                person = by_id[name]
                remains = "yes" if tranche.remains else "no"
                writer.writerow([tranche.number, place, name, person.holder, person.home, clause[name], remains])


def read_selection(folder: Path) -> Selection:
    """Read back what ``write_selection`` wrote. Raises UnreadableInput. Reading is not verifying: see ``verify``."""
    document, proof = _read(folder / SELECTION), _read(folder / CERTIFICATE)
    if document.get("certificate_sha256") != proof.get("sha256"):
        fault = Fault(SELECTION, "the selection of another certificate", f"that of the {CERTIFICATE} beside it")
        raise UnreadableInput(MIXTURE, [fault])
    try:
        return Selection(
            outcomes=tuple(Outcome(**{**row, "reason": Reason(row["reason"])}) for row in document["outcomes"]),
            tranches=tuple(Tranche(row["number"], tuple(row["order"]), row["remains"]) for row in document["tranches"]),
            levels=tuple(Level(**row) for row in document["levels"]),
            exposure=tuple(document["exposure"]),
            exposure_bound=document["exposure_bound"],
            seed=document["seed"],
            totals=document["totals"],
            certificate=proof,
        )
    except (KeyError, TypeError, ValueError) as error:
        fault = Fault(SELECTION, repr(error), f'a document of the format "{FORMAT}"')
        raise UnreadableInput("The selection cannot be read.", [fault]) from error


def _read(path: Path) -> dict[str, Any]:
    try:
        document = json.loads(path.read_bytes())
    except (OSError, ValueError) as error:
        found = error.strerror if isinstance(error, OSError) else None
        fault = Fault(path.name, found or str(error), "the JSON file that `selection solve` writes")
        raise UnreadableInput(f"{path.name} cannot be read.", [fault]) from error
    if not isinstance(document, dict):
        raise UnreadableInput(f"{path.name} cannot be read.", [Fault(path.name, "a list or value", "a JSON object")])
    return document


def _json(document: Mapping[str, Any]) -> bytes:
    return (json.dumps(document, ensure_ascii=False, sort_keys=True, indent=1) + "\n").encode()
