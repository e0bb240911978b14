"""Running the checkers on a folder, six and one for revisions. Each of them also runs alone, without this package."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

from safeconduct.errors import DoesNotVerify, Fault
from safeconduct.selection import (
    certificate,
    documents,
    verify,
    verify_draw,
    verify_exchanges,
    verify_order,
    verify_persons,
    verify_revision,
    verify_terms,
)
from safeconduct.selection.collector import collector_at_rest

SELECTION, CERTIFICATE, PERSONS = "selection.json", "certificate.json", "persons.csv"
SEEDS = "seeds.json"
TRUTHS = ("remains", "exact")  # what is true or false, beside what the agreement says
BROKEN = (
    OSError,
    ArithmeticError,
    LookupError,
    TypeError,
    ValueError,
    AttributeError,
    RuntimeError,
    StopIteration,
    csv.Error,
)
"""What a file that was not written by this program may raise in a checker; none of it is read as a proof."""


@collector_at_rest()
def verify_folder(folder: Path) -> dict[str, Any]:
    """Check selection.json, certificate.json and persons.csv in ``folder`` against each other, without a solver.

    The report has ``gaps`` (by level, how many more people are not excluded), ``lead``, counts, and ``words``: what was
    checked, in sentences. Raises DoesNotVerify at the first thing that does not hold.
    """
    report: dict[str, Any] = {}
    words: list[str] = []
    try:
        chosen, proof, people = _read(folder)
        parts = [
            (verify, verify.check(chosen, proof, [{"person_id": one.person_id} for one in people])),
            (verify_terms, verify_terms.check(proof)),
            (verify_persons, verify_persons.check(chosen, proof, people)),
            (verify_order, verify_order.check(chosen, proof, people)),
            (verify_exchanges, verify_exchanges.check(chosen, proof, people)),
            (verify_draw, verify_draw.check(proof, folder / SEEDS)),
            (verify_revision, verify_revision.check(chosen, proof)),
        ]
    except (
        verify.NotProven,
        verify_terms.NotProven,
        verify_persons.NotProven,
        verify_order.NotProven,
        verify_exchanges.NotProven,
        verify_draw.NotProven,
        verify_revision.NotProven,
    ) as error:
        raise _failed(folder, str(error)) from error
    except BROKEN as error:
        raise _failed(folder, f"a file that is not what it claims to be: {error!r}") from error
    for module, part in parts:
        report.update(part)
        words += module.words(part)
    return {**report, "words": words}


def _read(folder: Path) -> tuple[dict[str, Any], dict[str, Any], list[Any]]:
    """selection.json, certificate.json and persons.csv, once for all checkers; only whole numbers prove anything."""
    chosen, proof = (
        json.loads(
            (folder / name).read_bytes(),
            object_pairs_hook=_once,
            parse_float=verify.whole,
            parse_constant=verify.whole,
        )
        for name in (SELECTION, CERTIFICATE)
    )
    if (chosen["format"], proof["format"]) != (documents.FORMAT, certificate.FORMAT):
        raise ValueError(f"{chosen['format']} with {proof['format']}")
    _numbers(chosen)
    _numbers(proof)
    return chosen, proof, verify_persons.read(folder / PERSONS)


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """An object of JSON, in which no name stands twice: one reader would take the first, and another the last."""
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("a name stands twice in one object")
    return found


def _numbers(document: dict[str, Any]) -> None:
    """No true and false where numbers belong: Python takes them for 1 and 0, and other readers do not."""
    parts: list[Any] = [document]
    while parts:
        part = parts.pop()
        for key, value in part.items() if isinstance(part, dict) else enumerate(part):
            kind = type(value)
            if kind is bool and key not in TRUTHS:
                raise ValueError(f"{str(value).lower()} in place of a number")
            if (kind is list or kind is dict) and key != "agreement":
                parts.append(value)


def _failed(folder: Path, found: str) -> DoesNotVerify:
    fault = Fault(folder.name, found, "a selection, a certificate and persons that belong together and are sound")
    return DoesNotVerify("The selection does not verify. Do not act on it.", [fault])
