"""Linter, second part: numbers that contradict one another, before anyone is counted."""

from __future__ import annotations

import math
from collections.abc import Iterator

from safeconduct.terms.kinds import All, Clause, OneForOne, Quota, Ratio, Reciprocity, Remains
from safeconduct.terms.model import RETURN, Agreement, Finding, Severity


def check_numbers(agreement: Agreement) -> Iterator[Finding]:
    """Findings about floors, ceilings, ratios and tranche sizes."""
    for clause in agreement.clauses:
        if isinstance(clause, OneForOne | Quota | Remains):
            yield from _span(clause, clause.min, clause.max)
        if isinstance(clause, All) and clause.max is not None:
            message = f"all go, and at most {clause.max} go: both cannot hold"
            fix = 'take max out, or make it kind = "quota" or "one_for_one" with this max'
            yield _error("all-with-ceiling", clause, message, fix)
        if isinstance(clause, Ratio):
            yield from _ratio(clause)
        if isinstance(clause, Reciprocity) and math.gcd(clause.give, clause.get) > 1:
            yield _error("ratio-not-reduced", clause, *_reduced(clause.give, clause.get))
    yield from _quota_over(agreement)
    yield from _tranches(agreement)


def _span(clause: Clause, least: int, most: int | None) -> Iterator[Finding]:
    if most is not None and least > most:
        message = f"the floor {least} lies above the ceiling {most}"
        yield _error("floor-above-ceiling", clause, message, f"min = {most} or less, or max = {least} or more")
    if most == 0:
        message = "nobody can go under this clause: its ceiling is 0"
        yield Finding("ceiling-zero", Severity.WARNING, clause.id, clause.line, message, "raise max, or take it out")


def _ratio(clause: Ratio) -> Iterator[Finding]:
    if clause.give == 0 or clause.get == 0:
        message = f"a ratio of {clause.give} to {clause.get} exchanges people for nobody"
        fix = 'numbers from 1 up; a one-sided release is kind = "all" or "quota" with from and to'
        yield _error("ratio-zero", clause, message, fix)
    elif math.gcd(clause.give, clause.get) > 1:
        yield _error("ratio-not-reduced", clause, *_reduced(clause.give, clause.get))
    if clause.lots and clause.tolerance:
        message = "whole lots leave no room for a tolerance"
        yield _error("lots-with-tolerance", clause, message, "either lots = true, or a tolerance with lots = false")


def _reduced(give: int, get: int) -> tuple[str, str]:
    common = math.gcd(give, get)
    return (
        f"{give} to {get} is {give // common} to {get // common} in larger lots",
        f"write {give // common} and {get // common}; if lots of {give} are meant, say so with max_lots",
    )


def _quota_over(agreement: Agreement) -> Iterator[Finding]:
    """A floor over several clauses that their ceilings cannot reach, or a ceiling below what their floors demand."""
    for clause in agreement.clauses:
        if not isinstance(clause, Quota) or not clause.over:
            continue
        parts = [part for name in clause.over if (part := agreement.clause(name)) is not None]
        floors = sum(getattr(part, "min", 0) or 0 for part in parts)
        if clause.max is not None and floors > clause.max:
            message = f"the clauses it counts promise at least {floors}, but it allows at most {clause.max}"
            yield _error("floor-above-ceiling", clause, message, f"max = {floors} or more")
        ceilings = [getattr(part, "max", None) for part in parts]
        if parts and None not in ceilings and clause.min > (most := sum(ceiling or 0 for ceiling in ceilings)):
            message = f"it promises at least {clause.min}, but the clauses it counts allow at most {most}"
            yield _error("floor-above-ceiling", clause, message, f"min = {most} or less")


def _tranches(agreement: Agreement) -> Iterator[Finding]:
    rule = agreement.tranches
    line = rule.line or 1

    def error(code: str, message: str, fix: str) -> Finding:
        return Finding(code, Severity.ERROR, "tranches", line, message, fix)

    if rule.cap_per_side is None and rule.count is None and not rule.sizes:
        message = "nothing says how many people one hand-over may hold; all would go at once"
        fix = "cap_per_side = the people of each side one hand-over can take"
        yield Finding("no-tranches", Severity.WARNING, "tranches", line, message, fix)
    if rule.sizes and rule.count is not None and len(rule.sizes) != rule.count:
        message = f"{len(rule.sizes)} sizes are given for {rule.count} tranches"
        yield error("tranche-sizes", message, f"count = {len(rule.sizes)}, or as many sizes as tranches")
    if rule.sizes and rule.cap_per_side is not None and max(rule.sizes) > rule.cap_per_side:
        message = f"a tranche of {max(rule.sizes)} is larger than the cap of {rule.cap_per_side}"
        yield error("tranche-sizes", message, f"cap_per_side = {max(rule.sizes)} or more, or smaller sizes")
    yield from _enough_room(agreement)
    weights = [max(clause.give, clause.get) for clause in agreement.clauses if isinstance(clause, Ratio)]
    if rule.exposure is not None and weights and rule.exposure < -(-max(weights) // 2):
        bound = -(-max(weights) // 2)
        message = f"an exposure of {rule.exposure} cannot be kept: one lot moves the lead by {max(weights)}"
        yield error("exposure-below-bound", message, f"exposure = {bound} or more")
    if not rule.escrow:
        message = "without escrow the side that gives last can keep what it has"
        fix = "escrow = true: both sides' people are in neutral custody before either is released"
        yield Finding("no-escrow", Severity.WARNING, "tranches", line, message, fix)
    elif rule.on_drop_out == RETURN:
        message = "one person who refuses or falls ill sends everybody of the tranche back, which presses people to go"
        fix = 'on_drop_out = "hold": the others wait until every party agrees to go on without that person'
        yield Finding("drop-out-returns", Severity.WARNING, "tranches", line, message, fix, "GC III 109(3)")


def _enough_room(agreement: Agreement) -> Iterator[Finding]:
    """The sizes of the tranches against what the clauses promise from each holder; both numbers are told."""
    sizes, line = agreement.tranches.sizes, agreement.tranches.line or 1
    counted = [c for c in agreement.clauses if isinstance(c, All | OneForOne | Quota) and not getattr(c, "over", ())]
    for holder in agreement.parties:
        own = [(clause, flow) for clause in counted for flow in clause.flows if flow[0] == holder]
        floor = sum(clause.min + agreement.owed(clause.id, flow) for clause, flow in own)
        if sizes and sum(sizes) < floor:
            message = f"the sizes hold {sum(sizes)} people of {holder}, but the clauses promise at least {floor}"
            fix = f"sizes that add up to {floor} or more"
            yield Finding("tranche-sizes", Severity.ERROR, "tranches", line, message, fix)
        ceilings = [clause.max + agreement.owed(clause.id, flow) for clause, flow in own if clause.max is not None]
        if sizes and own and len(ceilings) == len(own) and sum(sizes) > sum(ceilings):
            message = f"the sizes hold {sum(sizes)} people of {holder}, but the clauses allow at most {sum(ceilings)}"
            fix = f"sizes that add up to {sum(ceilings)}"
            yield Finding("tranche-sizes", Severity.WARNING, "tranches", line, message, fix)


def _error(code: str, clause: Clause, message: str, fix: str) -> Finding:
    return Finding(code, Severity.ERROR, clause.id, clause.line, message, fix)
