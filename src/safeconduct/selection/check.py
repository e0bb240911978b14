"""Running the checkers on a folder, six and one for revisions. Each of them also runs alone, without this package."""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path
from typing import Any

from safeconduct.errors import DoesNotVerify, Fault, UnreadableInput
from safeconduct.selection import (
    verify,
    verify_draw,
    verify_exchanges,
    verify_order,
    verify_persons,
    verify_revision,
    verify_terms,
)
from safeconduct.selection.beside import can_fork, side_by_side
from safeconduct.selection.collector import collector_at_rest

SELECTION, CERTIFICATE, PERSONS = "selection.json", "certificate.json", "persons.csv"
SEEDS = "seeds.json"
CHECKERS = (verify, verify_terms, verify_persons, verify_order, verify_exchanges, verify_draw, verify_revision)
APART = tuple(CHECKERS.index(one) for one in (verify_persons, verify_exchanges))  # take as long as all the others
MANY = 20_000  # people: below, a second process takes longer to start than it saves
BROKEN = (
    *(ArithmeticError, LookupError, TypeError, ValueError, AttributeError, RuntimeError, StopIteration),
    csv.Error,
)
"""What a file that was not written by this program may raise in a checker; none of it is read as a proof."""


@collector_at_rest()
def verify_folder(folder: Path) -> dict[str, Any]:
    """Check selection.json, certificate.json and persons.csv in ``folder`` against each other, without a solver.

    The report has ``gaps`` (by level, how many more people are not excluded), ``lead``, counts, and ``words``: what was
    checked, in sentences. Raises DoesNotVerify at the first thing that does not hold, UnreadableInput for a file that
    is not there.
    """
    report: dict[str, Any] = {}
    words: list[str] = []
    mixed = ""
    try:
        chosen, proof, people = read_folder(folder)
        if chosen.get("certificate_sha256") != proof.get("sha256"):
            from safeconduct.selection.documents import MIXTURE  # loads what makes a selection, for its words alone

            mixed = f". {MIXTURE}"
        calls = checkers(folder, chosen, proof, people)
        apart = APART if len(people) >= MANY and can_fork() else ()
        for (module, _), part in zip(calls, side_by_side([call for _, call in calls], apart), strict=True):
            report.update(part)
            words += module.words(part)
    except tuple(module.NotProven for module in CHECKERS) as error:
        raise _failed(folder, f"{error}{mixed}") from error
    except OSError as error:
        raise _unreadable(folder, error) from error
    except BROKEN as error:
        raise _failed(folder, f"a file that is not what it claims to be: {error!r}") from error
    return {**report, "words": words}


def checkers(
    folder: Path, chosen: dict[str, Any], proof: dict[str, Any], people: list[Any]
) -> list[tuple[Any, Callable[[], dict[str, Any]]]]:
    """Each checker, and the call by which it checks what ``read_folder`` has read; it raises its NotProven."""
    names = [one.person_id for one in people]
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

    Raises the NotProven of ``verify`` for what one program reads otherwise than another.
    """
    return verify.read(folder / SELECTION), verify.read(folder / CERTIFICATE), verify_persons.read(folder / PERSONS)


def _unreadable(folder: Path, error: OSError) -> UnreadableInput:
    name = Path(str(error.filename)).name
    expected = f"this file in {folder}, as `run` or `selection solve` writes it"
    return UnreadableInput(f"{name} cannot be read.", [Fault(name, error.strerror or str(error), expected)])


def _failed(folder: Path, found: str) -> DoesNotVerify:
    name = folder.resolve().name
    fault = Fault(name, found, "a selection, a certificate and persons that belong together and are sound")
    return DoesNotVerify("The selection does not verify. Do not act on it.", [fault])
