"""Running the checkers on a folder, six and one for revisions. Each of them also runs alone, without this package."""

from __future__ import annotations

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

PERSONS = "persons.csv"


def verify_folder(folder: Path) -> dict[str, Any]:
    """Check selection.json, certificate.json and persons.csv in ``folder`` against each other, without a solver.

    The report has ``gaps`` (by level, how many more people are not excluded), ``lead``, counts, and ``words``: what was
    checked, in sentences. Raises DoesNotVerify at the first thing that does not hold.
    """
    selection, certificate, persons = (str(folder / name) for name in ("selection.json", "certificate.json", PERSONS))
    report: dict[str, Any] = {}
    words: list[str] = []
    three = (selection, certificate, persons)
    try:
        parts = [
            (verify, verify.verify(*three)),
            (verify_terms, verify_terms.verify(certificate)),
            (verify_persons, verify_persons.verify(*three)),
            (verify_order, verify_order.verify(*three)),
            (verify_exchanges, verify_exchanges.verify(*three)),
            (verify_draw, verify_draw.verify(*three)),
            (verify_revision, verify_revision.verify(*three)),
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


def _failed(folder: Path, found: str) -> DoesNotVerify:
    fault = Fault(folder.name, found, "a selection, a certificate and persons that belong together and are sound")
    return DoesNotVerify("The selection does not verify. Do not act on it.", [fault])
