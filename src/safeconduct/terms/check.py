"""The linter: everything that is wrong with an agreement, with line, clause and a way to mend it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from safeconduct.errors import Fault, RefusedByRule
from safeconduct.people.model import Person
from safeconduct.terms.check_entries import check_entries
from safeconduct.terms.check_law import check_law
from safeconduct.terms.check_numbers import check_numbers
from safeconduct.terms.check_over import check_over
from safeconduct.terms.check_ranks import check_ranks
from safeconduct.terms.check_supply import check_supply
from safeconduct.terms.check_words import check_words
from safeconduct.terms.model import Agreement, Finding, Severity
from safeconduct.terms.probes import ANY_DAY


def check(
    agreement: Agreement, persons: Sequence[Person] | None = None, on: dt.date | None = None
) -> tuple[Finding, ...]:
    """Every finding, in the order of the file, errors before warnings on one line.

    With ``persons`` the numbers are compared with those who may go, and entry ids are looked up; with ``on`` the dates
    are looked at. Without it the agreement's own date is taken.
    """
    day = on or agreement.date or ANY_DAY
    found = [*check_words(agreement), *check_over(agreement), *check_numbers(agreement), *check_ranks(agreement)]
    if not any(finding.severity is Severity.ERROR for finding in found):
        found += check_law(agreement, day)
    else:
        found += [finding for finding in check_law(agreement, day) if finding.severity is Severity.ERROR]
    if persons is not None:
        found += check_entries(agreement, persons, day)
        found += check_supply(agreement, persons, day)
    unique = dict.fromkeys(found)
    return tuple(sorted(unique, key=lambda finding: (finding.line, finding.severity, finding.code, finding.message)))


def require(
    agreement: Agreement, persons: Sequence[Person] | None = None, on: dt.date | None = None
) -> tuple[Finding, ...]:
    """The warnings of an agreement that has no errors. Raises RefusedByRule with every error."""
    findings = check(agreement, persons, on)
    errors = [finding for finding in findings if finding.severity is Severity.ERROR]
    if errors:
        faults = [_fault(agreement, finding) for finding in errors]
        number = "1 error" if len(errors) == 1 else f"{len(errors)} errors"
        raise RefusedByRule(f"The agreement cannot be put in force: {number}.", faults)
    return findings


def entry_faults(agreement: Agreement, persons: Sequence[Person], on: dt.date) -> list[Fault]:
    """Every entry id in a veto or a named exchange that stands for nobody, or for somebody who may not be named."""
    found = check_entries(agreement, persons, on)
    return [_fault(agreement, finding) for finding in found if finding.severity is Severity.ERROR]


def _fault(agreement: Agreement, finding: Finding) -> Fault:
    return Fault(
        agreement.file,
        finding.message + (f" ({finding.law})" if finding.law else ""),
        finding.fix,
        row=finding.line,
        field=f"clause {finding.clause}" if agreement.clause(finding.clause) else finding.clause or None,
        code=finding.code,
    )
