"""Linter: what a balance, a reciprocity or a quota over other clauses counts, and whom it must not bind."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from safeconduct.people.model import Status
from safeconduct.terms.kinds import All, Balance, Clause, Named, Quota, Reciprocity, Remains
from safeconduct.terms.model import Agreement, Finding, Severity
from safeconduct.terms.rules import entitling

CHILD = "child"
Bound = Balance | Reciprocity | Quota
_CIVILIANS = "GC IV 34, 132; AP I 75(2)(c)"


def check_over(agreement: Agreement) -> Iterator[Finding]:
    """Clauses that count nobody, or remains and the living in one number; a balance that has one party only."""
    for clause in agreement.clauses:
        if not isinstance(clause, Bound):
            continue
        counted = [part for name in clause.over if (part := agreement.clause(name)) is not None and part is not clause]
        for part in counted:
            if entitling(part) and not isinstance(part, Named):
                continue
            how = "under which people go by name, each in an exchange of their own"
            how = how if isinstance(part, Named) else "under which nobody goes by themselves"
            message = f'"over" names {part.id}, {how}: there is nobody to count'
            fix = f"take {part.id} out of over, or name the clauses under which the people go"
            yield _error("over-counts-nobody", clause, message, fix)
        dead = [part.id for part in counted if isinstance(part, Remains)]
        living = [part.id for part in counted if entitling(part) and not isinstance(part, Remains | Named)]
        if dead and living:
            message = f"remains ({', '.join(dead)}) and the living ({', '.join(living)}) would stand in one balance"
            fix = f"take {', '.join(dead)} out of over; remains have a clause of their own, with numbers of their own"
            yield _error("remains-with-living", clause, message, fix, "AP I 34")
        if isinstance(clause, Balance | Reciprocity) and len(set(clause.parties)) < 2:
            message = f"it binds {', '.join(clause.parties) or 'nobody'} alone, and so nothing"
            yield _error("one-party", clause, message, "parties = two at least, or leave it out: then it binds all")


def check_bound(agreement: Agreement, reached: Mapping[str, set[str]]) -> Iterator[Finding]:
    """Whom the law lets go in any case, and who would be bound through ``over``.

    ``reached`` says of each clause who falls under it: *medical* (the seriously wounded and sick), *child*, and the
    words for other protected people.
    """
    for clause in agreement.clauses:
        bounds = isinstance(clause, Balance | Reciprocity) or (isinstance(clause, Quota) and clause.max is not None)
        if not bounds or not isinstance(clause, Bound):
            continue
        for name in clause.over:
            part, who = agreement.clause(name), reached.get(name, set())
            if "medical" in who:
                message = f"it binds {name}, under which the seriously wounded and sick go regardless of number"
                yield _error("medical-conditional", clause, message, f"take {name} out of over", "GC III 109(1)")
            if not isinstance(part, All):
                continue  # of whoever is bound there already the clause itself is told
            if CHILD in who:
                message = f"it binds {name}, under which children go: they would be units of a balance"
                yield _error("child-in-balance", clause, message, f"take {name} out of over", "AP I 77, 78; GC IV 24")
            if Status.CIVILIAN in who and not isinstance(clause, Quota):
                message = f"it binds {name}, under which civilians go: a balance over them rewards taking more of them"
                unequal = isinstance(clause, Reciprocity) and clause.give != clause.get
                severity = Severity.ERROR if unequal else Severity.WARNING
                fix = f"take {name} out of over"
                yield Finding("civilian-in-balance", severity, clause.id, clause.line, message, fix, _CIVILIANS)


def _error(code: str, clause: Clause, message: str, fix: str, law: str = "") -> Finding:
    return Finding(code, Severity.ERROR, clause.id, clause.line, message, fix, law)
