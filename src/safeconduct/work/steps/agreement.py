"""Checking the agreement and putting it in force."""

from __future__ import annotations

from safeconduct import terms
from safeconduct.errors import Fault, RefusedByRule
from safeconduct.work.case import Case
from safeconduct.work.made import Context


def put_in_force(context: Context) -> str:
    from safeconduct.work.terms import adopt, in_force

    made = context.made
    agreement = made.files.agreement
    _check_agreement_fits(made.case, agreement)
    made.findings = terms.require(agreement, made.persons, made.case.day())
    assert made.operation is not None
    parts = agreement.parts or (agreement,)
    known = in_force(made.operation, [(one.id, one.version, made.files.digests[one.file]) for one in parts])
    for part in () if known else parts:
        text = (made.case.directory / part.file).read_bytes().decode("utf-8")
        with context.change("the parties agreed on it") as c:
            adopt(c, part.id, part.version, made.files.digests[part.file], text)
    return f"{len(agreement.clauses)} clauses, no errors, {len(made.findings)} warnings"


def _check_agreement_fits(case: Case, agreement: terms.Agreement) -> None:
    if set(agreement.parties) != set(case.party_ids):
        found, expected = " and ".join(sorted(agreement.parties)), " and ".join(sorted(case.party_ids))
        fault = Fault("terms.toml", found, f"{expected}, the parties of case.toml", field="agreement.parties")
        raise RefusedByRule("The agreement is not between the parties of this operation.", [fault])
