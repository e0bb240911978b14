"""Running the checkers on a folder, six and one for revisions. Each of them also runs alone, without this package."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
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
CHECKERS = (verify, verify_terms, verify_persons, verify_order, verify_exchanges, verify_draw, verify_revision)
BROKEN = (
    *(OSError, ArithmeticError, LookupError, TypeError, ValueError, AttributeError, RuntimeError, StopIteration),
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
        for module, call in checkers(folder, *read_folder(folder)):
            part = call()
            report.update(part)
            words += module.words(part)
    except tuple(module.NotProven for module in CHECKERS) as error:
        raise _failed(folder, str(error)) from error
    except BROKEN as error:
        raise _failed(folder, f"a file that is not what it claims to be: {error!r}") from error
    return {**report, "words": words}


def checkers(
    folder: Path, chosen: dict[str, Any], proof: dict[str, Any], people: list[Any]
) -> list[tuple[Any, Callable[[], dict[str, Any]]]]:
    """Each checker, and the call by which it checks what ``read_folder`` has read; it raises its NotProven."""
    names = [{"person_id": one.person_id} for one in people]
    return [
        (verify, lambda: verify.check(chosen, proof, names)),
        (verify_terms, lambda: verify_terms.check(proof)),
        (verify_persons, lambda: verify_persons.check(chosen, proof, people)),
        (verify_order, lambda: verify_order.check(chosen, proof, people)),
        (verify_exchanges, lambda: verify_exchanges.check(chosen, proof, people)),
        (verify_draw, lambda: verify_draw.check(proof, folder / SEEDS)),
        (verify_revision, lambda: verify_revision.check(chosen, proof)),
    ]


def read_folder(folder: Path) -> tuple[dict[str, Any], dict[str, Any], list[Any]]:
    """selection.json, certificate.json and the rows of persons.csv, once for all checkers.

    Raises ValueError where a name stands twice in one object, or something else than a whole number where a number
    belongs: one program reads that otherwise than another.
    """
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
    _numbers({**chosen, "outcomes": [one["tranche"] for one in chosen["outcomes"]]})
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
            if (kind is list or kind is dict) and key not in ("agreement", "units"):
                parts.append(value)


def _failed(folder: Path, found: str) -> DoesNotVerify:
    fault = Fault(folder.name, found, "a selection, a certificate and persons that belong together and are sound")
    return DoesNotVerify("The selection does not verify. Do not act on it.", [fault])
