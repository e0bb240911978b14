"""Linter over several agreements at once: each by itself, then what only shows when they are applied together."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from safeconduct.people.model import Person
from safeconduct.terms.check import check
from safeconduct.terms.model import Agreement, Finding, Severity


def check_several(
    parts: Sequence[Agreement], whole: Agreement, persons: Sequence[Person] | None = None, on: dt.date | None = None
) -> list[tuple[Agreement, Finding]]:
    """Every finding with the agreement that it is of: one of the parts, or the whole where it shows only there.

    What a part leaves unsaid and another says is not missing: such warnings stand only if the whole has them too.
    """
    together = check(whole, persons, on)
    if len(parts) == 1:
        return [(whole, finding) for finding in together]
    codes = {finding.code for finding in together}
    elsewhere = {("unknown-party", "lottery")}.difference((finding.code, finding.clause) for finding in together)
    found: list[tuple[Agreement, Finding]] = []
    known: set[tuple[str, str]] = set()
    for part in parts:
        for finding in check(part, None, on):
            if (finding.code, finding.clause) in elsewhere:
                continue  # the lottery is one for all, and names the parties of the other agreements too
            if finding.code in codes or finding.severity is Severity.ERROR:
                found.append((part, finding))
                known.add((finding.code, f"{part.id}/{finding.clause}" if part.clause(finding.clause) else ""))
    return found + [(whole, finding) for finding in together if (finding.code, finding.clause) not in known]
