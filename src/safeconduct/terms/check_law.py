"""Linter, third part: the law, and clauses that reward the wrong thing.

Sources: GC III 109, 110, 115, 118; GC IV 34, 132 to 134; AP I 74, 75, 78 (ICRC commentaries of 2020 and 1987).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping

from safeconduct.people.model import Person, Status
from safeconduct.terms.check_over import CHILD, check_bound
from safeconduct.terms.kinds import (
    All,
    Balance,
    Clause,
    Flow,
    KeepTogether,
    Named,
    OneForOne,
    Package,
    Quota,
    Ratio,
    Reciprocity,
    Shortfall,
)
from safeconduct.terms.model import Agreement, Finding, Severity
from safeconduct.terms.predicate import ADULT
from safeconduct.terms.probes import SERIOUS, probes
from safeconduct.terms.rules import Rules, entitling

SOON = dt.timedelta(days=3)  # an exchange and its preparation easily last as long
_MEDICAL_FIX = (
    'put a clause before it with kind = "all", conditional = false, '
    'for medical = ["seriously_wounded", "seriously_sick"]'
)


def check_law(agreement: Agreement, on: dt.date) -> Iterator[Finding]:
    """Findings about what the Conventions demand, and about incentives."""
    yield from _consent(agreement)
    yield from _dates(agreement, on)
    yield from _who_falls_where(agreement, on)
    yield from _ended(agreement)
    for clause in agreement.clauses:
        if isinstance(clause, Ratio) and clause.give != clause.get:
            message = f"{clause.give} for {clause.get} rewards whoever holds more people"
            fix = "one for one rewards nobody for taking people; keep the ratio only if both parties insist"
            yield _warning("ratio-incentive", clause.id, clause.line, message, fix)
    if not any(isinstance(clause, KeepTogether) for clause in agreement.clauses):
        message = "nothing keeps families together"
        fix = 'add a clause with kind = "keep_together" and groups = ["family"]'
        yield _warning("families-not-kept", "", 1, message, fix, "AP I 74; GC IV 26, 27")


def _consent(agreement: Agreement) -> Iterator[Finding]:
    consent = agreement.consent
    if consent.required_for != "living":
        message = "the agreement does not ask for the consent of those who go; nobody may be sent against their will"
        yield _error("consent-missing", "consent", consent.line or 1, message, '[consent] required_for = "living"',
                     "GC III 109(3)")  # fmt: skip
    if consent.guardian_under is None or consent.guardian_under < ADULT:
        found = "no age is given" if consent.guardian_under is None else f"the age given is {consent.guardian_under}"
        message = f"a child may go only with the written consent of parents or guardian; {found}"
        yield _error("guardian-missing", "consent", consent.line or 1, message, "guardian_under = 18", "AP I 78")


def _ended(agreement: Agreement) -> Iterator[Finding]:
    """After active hostilities prisoners are owed their release: there is nothing left to bargain with."""
    if agreement.hostilities != "ended":
        return
    for clause in agreement.clauses:
        bound = isinstance(clause, OneForOne | Ratio | Package | Balance | Reciprocity | Named)
        limited = isinstance(clause, Quota) and clause.max is not None
        if bound or limited or _all_or_none(clause) or getattr(clause, "conditional", False):
            message = "active hostilities have ended, and this clause makes the release of prisoners depend on a number"
            fix = 'kind = "all" for everyone; the order of return can be agreed on in [tranches]'
            yield _error("hostilities-ended", clause.id, clause.line, message, fix, "GC III 118(1); GC IV 133")


def _dates(agreement: Agreement, on: dt.date) -> Iterator[Finding]:
    if agreement.date is not None and agreement.date > on:
        message = f"the agreement is dated {agreement.date}, after {on}"
        yield _warning("not-yet-in-force", "", 1, message, "check the date, or wait")
    for veto in agreement.vetoes:
        if not veto.in_force(on):
            message = f"the veto ended on {veto.expires}; it no longer keeps anybody back"
            yield _warning(
                "veto-expired", f"veto {veto.id}", veto.line, message, "renew it with a reason, or take it out"
            )
        elif veto.expires is not None and veto.expires - on <= SOON:
            message = f"the veto ends by itself on {veto.expires}; whoever it keeps back is weighed only from then on"
            fix = "nothing, if that is meant; on that day select again or revise, or else renew it now with a reason"
            yield _warning("veto-ends-soon", f"veto {veto.id}", veto.line, message, fix)


def _who_falls_where(agreement: Agreement, on: dt.date) -> Iterator[Finding]:
    """Send a made-up person of every kind through the agreement, in every direction, and look at where they land."""
    rules = Rules(agreement, on)
    flows = sorted({flow for clause in agreement.clauses if clause.entitles for flow in clause.flows})
    reached: dict[str, set[str]] = {}
    uncovered: dict[Flow, set[str]] = {}
    for flow in flows:
        ranks: dict[str, set[bool]] = {}
        for person in probes(agreement, flow, on):
            clause, _ = rules.cover(person)
            yield from _medical(agreement, person, clause, ranks, uncovered.setdefault(flow, set()))
            if clause is not None:
                reached.setdefault(clause.id, set()).update(_who(person, on))
                yield from _protected(person, clause, on)
                yield from _behind(rules, person, clause)
        for medical, covered in sorted(ranks.items()):
            if covered == {True, False}:
                message = f"whether the {medical.replace('_', ' ')} go depends on rank or unit"
                fix = "take rank and unit out of the category: they go regardless of number or rank"
                yield _error("medical-by-rank", *_first_ranked(agreement), message, fix, "GC III 109(1)")
    yield from _uncovered(uncovered)
    yield from check_bound(agreement, reached)
    for clause in agreement.clauses:
        if entitling(clause) and clause.flows and clause.id not in reached and clause.kind not in ("remains", "named"):
            message = "nobody can reach this clause: the clauses before it take everyone it covers"
            yield _warning("never-reached", clause.id, clause.line, message, "put it further up, or take it out")


def _who(person: Person, on: dt.date) -> set[str]:
    """What matters of a made-up person where a clause is bound through another one."""
    age = person.age_on(on)
    child = {CHILD} if age is not None and age[0] < ADULT else set()
    return {str(person.status), *child, *({"medical"} if person.medical in SERIOUS else ())}


def _uncovered(ways: Mapping[Flow, set[str]]) -> Iterator[Finding]:
    """Those who are owed their return and fall under no clause: one line for all ways on which that is so."""
    for found in sorted({tuple(sorted(each)) for each in ways.values() if each}):
        whom = " and ".join(medical.replace("_", " ") for medical in found)
        on = ", ".join(f"{holder} to {home}" for (holder, home), each in ways.items() if tuple(sorted(each)) == found)
        message = f"no clause covers the {whom} on the way {on}"
        fix = "they are owed in any case, agreement or not; " + _MEDICAL_FIX
        yield _warning("medical-not-covered", "", 1, message, fix, "GC III 109(1)")


def _medical(
    agreement: Agreement, person: Person, clause: Clause | None, ranks: dict[str, set[bool]], uncovered: set[str]
) -> Iterator[Finding]:
    if person.medical not in SERIOUS or person.status is not Status.COMBATANT:
        return
    unconditional = isinstance(clause, All) and not clause.conditional and not _all_or_none(clause)
    if clause is None:
        if any(category.who.facts() & {"rank", "unit"} for category in agreement.categories):
            ranks.setdefault(person.medical, set()).add(False)
        else:
            uncovered.add(str(person.medical))
        return
    ranks.setdefault(person.medical, set()).add(True)
    if unconditional:
        return
    how = {
        "all": "tied to a floor, below which nobody goes"
        if _all_or_none(clause)
        else "made conditional by conditional = true",
        "one_for_one": "tied to a balance of one for one",
        "ratio": "tied to a ratio",
        "quota": "limited to a number",
        "package": "tied to a package, all or nothing",
        "named": "exchanged only against named people",
    }.get(clause.kind, "bound")
    who = person.medical.replace("_", " ")
    message = f"the {who} fall under this clause and are {how}; they go regardless of number or rank"
    yield _error("medical-conditional", clause.id, clause.line, message, _MEDICAL_FIX, "GC III 109(1), 110")


def _all_or_none(clause: Clause) -> bool:
    """Whether nobody goes where fewer than a floor may go."""
    return isinstance(clause, All) and clause.min > 0 and clause.on_shortfall is Shortfall.FAIL


def _protected(person: Person, clause: Clause, on: dt.date) -> Iterator[Finding]:
    """Children are never units of a balance; civilians in one reward taking more of them."""
    if not isinstance(clause, OneForOne | Ratio | Quota | Package):
        return
    age = person.age_on(on)
    if age is not None and age[0] < ADULT:
        message = "children fall under this clause and would be units of a balance"
        fix = 'put a clause before it with kind = "all" for age_under = 18, or add age_at_least = 18 to the category'
        yield _error("child-in-balance", clause.id, clause.line, message, fix, "AP I 77, 78; GC IV 24")
    elif person.status is not Status.COMBATANT:
        who = "civilians" if person.status is Status.CIVILIAN else "medical personnel"
        law = "GC IV 34, 132; AP I 75(2)(c)" if person.status is Status.CIVILIAN else "GC I 28, 30; GC III 33"
        message = f"{who} fall under this clause: a balance over them rewards taking more of them"
        fix = f'put a clause before it with kind = "all" for status = "{person.status}"'
        code = f"{person.status.replace('_', '-')}-in-balance"
        unequal = isinstance(clause, Ratio) and clause.give != clause.get
        yield (_error if unequal else _warning)(code, clause.id, clause.line, message, fix, law)


def _behind(rules: Rules, person: Person, clause: Clause) -> Iterator[Finding]:
    """A clause that bounds people must not stand before one that lets all of them go."""
    if isinstance(clause, All):
        return
    for later in rules.covering(person):
        if isinstance(later, All):
            message = (
                f"people who go without limit under {later.id} are caught here first, where their number is bounded"
            )
            fix = f"move {later.id} above {clause.id}"
            yield _warning("entitled-behind-bound", clause.id, clause.line, message, fix)
            return


def _first_ranked(agreement: Agreement) -> tuple[str, int]:
    for clause in agreement.clauses:
        category = agreement.category(clause.category)
        if category and category.who.facts() & {"rank", "unit"}:
            return clause.id, clause.line
    return "", 1


def _error(code: str, clause: str, line: int, message: str, fix: str, law: str = "") -> Finding:
    return Finding(code, Severity.ERROR, clause, line, message, fix, law)


def _warning(code: str, clause: str, line: int, message: str, fix: str, law: str = "") -> Finding:
    return Finding(code, Severity.WARNING, clause, line, message, fix, law)
