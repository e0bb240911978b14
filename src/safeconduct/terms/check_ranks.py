"""Linter: people counted by rank. The law knows no such count, and for the wounded and sick it forbids it."""

from __future__ import annotations

from collections.abc import Iterator

from safeconduct.terms.kinds import All, Balance, Clause, Package, Remains
from safeconduct.terms.model import Agreement, Finding, Severity, Weights
from safeconduct.terms.scales import weights_of

_LAW = "GC III 16, 109(1); AP I 75(1)"


def check_ranks(agreement: Agreement) -> Iterator[Finding]:
    """Findings about tables of weights and the clauses that count by them."""
    tables = {table.id: table for table in agreement.weights}
    used: set[str] = set()
    for clause in agreement.clauses:
        name = weights_of(clause)
        if not name:
            continue
        used.add(name)
        if name not in tables:
            known = ", ".join(tables) or "none is defined"
            message = f'there is no table of weights "{name}"'
            yield _error("unknown-weights", clause.id, clause.line, message, f"define [[weights]], or use: {known}")
            continue
        yield _valued(tables[name], clause.id, clause.line)
        category = agreement.category(clause.category)
        medical = category is not None and "medical" in category.who.facts()
        owed = sorted(each for each in getattr(clause, "over", ()) if isinstance(agreement.clause(each), All))
        if medical or owed:
            whom = "people told by their medical need" if medical else f"the people of {', '.join(owed)}"
            message = f"{whom} would count by their rank; the wounded and sick go regardless of number or rank"
            fix = "take weights out of this clause" + (f", or {', '.join(owed)} out of over" if owed else "")
            yield _error("medical-by-rank", clause.id, clause.line, message, fix, "GC III 109(1)")
        yield from _unmarked(agreement, clause)
    for table in agreement.weights:
        if table.id not in used:
            message = f"no clause counts by the weights {table.id}"
            yield _warning("unused-weights", "", table.line, message, "use them in a clause, or better take them out")


def _unmarked(agreement: Agreement, clause: Clause) -> Iterator[Finding]:
    """People under a package, or remains, are never counted by rank; a table over them would say what is not done."""
    over = getattr(clause, "over", ())
    counted = [each for each in agreement.clauses if (each.id in over if over else isinstance(clause, Balance))]
    for part in counted:
        if isinstance(part, Package | Remains) and (over or isinstance(part, Package)):
            message = f"it counts by {weights_of(clause)}, but the people of {part.id} ({part.kind}) count once each"
            fix = f"take weights out of this clause, or {part.id} out of over"
            yield _error("rank-not-counted", clause.id, clause.line, message, fix)


def _valued(table: Weights, clause: str, line: int) -> Finding:
    ranks = sorted(table.ranks, key=lambda item: (-item[1], item[0]))
    rank, most = ranks[0] if ranks else ("nobody", table.otherwise)
    least = min([worth for _, worth in ranks] + [table.otherwise])
    message = (
        f"IT VALUES PEOPLE: one {rank} counts for {most // least} others. "
        "Whoever holds officers is paid in privates, and privates wait; no convention since 1929 knows such a count"
    )
    fix = "take weights out and exchange one for one; keep them only if both parties insist, knowing this"
    return _warning("people-valued", clause, line, message, fix, _LAW)


def _error(code: str, clause: str, line: int, message: str, fix: str, law: str = "") -> Finding:
    return Finding(code, Severity.ERROR, clause, line, message, fix, law)


def _warning(code: str, clause: str, line: int, message: str, fix: str, law: str = "") -> Finding:
    return Finding(code, Severity.WARNING, clause, line, message, fix, law)
