"""Running the checkers on a folder, six and one for revisions. Each of them also runs alone, without this package."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

from safeconduct.errors import DoesNotVerify, Fault
from safeconduct.selection import (
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


@collector_at_rest()
def verify_folder(folder: Path) -> dict[str, Any]:
    """Check selection.json, certificate.json and persons.csv in ``folder`` against each other, without a solver.

    The report has ``gaps`` (by level, how many more people are not excluded), ``lead``, counts, and ``words``: what was
    checked, in sentences. Raises DoesNotVerify at the first thing that does not hold.
    """
    report: dict[str, Any] = {}
    words: list[str] = []
    try:
        three = _read(folder)
        parts = [
            (verify, verify.check(*three)),
            (verify_terms, verify_terms.check(three[1])),
            (verify_persons, verify_persons.check(*three)),
            (verify_order, verify_order.check(*three)),
            (verify_exchanges, verify_exchanges.check(*three)),
            (verify_draw, verify_draw.check(three[1], folder / SEEDS)),
            (verify_revision, verify_revision.check(three[0], three[1])),
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
    except (OSError, ArithmeticError, LookupError, TypeError, ValueError, AttributeError) as error:
        raise _failed(folder, f"a file that is not what it claims to be: {error!r}") from error
    for module, part in parts:
        report.update(part)
        words += module.words(part)
    return {**report, "words": words}


def _read(folder: Path) -> tuple[dict[str, Any], dict[str, Any], list[dict[str, str]]]:
    """selection.json, certificate.json and persons.csv, once for all checkers; only whole numbers prove anything."""
    selection = json.loads((folder / SELECTION).read_bytes())
    certificate = json.loads((folder / CERTIFICATE).read_bytes(), parse_float=verify.whole, parse_constant=verify.whole)
    with (folder / PERSONS).open(encoding="utf-8", newline="") as file:
        rows = csv.reader(file)
        head = next(rows, [])
        return selection, certificate, [dict(zip(head, row, strict=True)) for row in rows]


def _failed(folder: Path, found: str) -> DoesNotVerify:
    fault = Fault(folder.name, found, "a selection, a certificate and persons that belong together and are sound")
    return DoesNotVerify("The selection does not verify. Do not act on it.", [fault])
