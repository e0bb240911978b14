"""Linter, first part: names that point nowhere, clauses nobody reaches, priorities, vetoes, the lottery."""

from __future__ import annotations

from collections.abc import Iterator

from safeconduct.terms.kinds import Balance, Clause, Named, OneForOne, Package, Quota, Reciprocity, Remains
from safeconduct.terms.model import Agreement, Finding, Severity, VetoReason
from safeconduct.terms.wordings import disputed

WORTH = frozenset({"rank", "unit", "site"})


def check_words(agreement: Agreement) -> Iterator[Finding]:
    """Findings that need neither persons nor numbers."""
    if agreement.intermediary in agreement.parties:
        message = f"{agreement.intermediary} is a party and the intermediary: it could keep back the others' people"
        yield _error("intermediary-is-party", "", 1, message, "name as intermediary somebody who is no party")
    if not agreement.clauses:
        yield _error("no-clause", "", 1, "the agreement has no clause", "write at least one [[clause]]")
    for clause in agreement.clauses:
        yield from _references(agreement, clause)
    for category in agreement.categories:
        if not any(clause.category == category.id for clause in agreement.clauses):
            message = f"no clause uses the category {category.id}"
            yield _warning("unused-category", "", category.line, message, "use it in a clause, or take it out")
    yield from _priorities(agreement)
    yield from _vetoes(agreement)
    yield from _lottery(agreement)
    yield from _credits(agreement)


def _references(agreement: Agreement, clause: Clause) -> Iterator[Finding]:
    named = {party for flow in clause.flows for party in flow}
    if isinstance(clause, Balance | Reciprocity):
        named.update(clause.parties)
    if isinstance(clause, Package):
        named.update(part.to for part in clause.parts)
    for party in sorted(named - set(agreement.parties)):
        parties = ", ".join(agreement.parties)
        message = f'"{party}" is not a party of the agreement'
        yield _error("unknown-party", clause.id, clause.line, message, f"one of {parties}")
    if clause.category and agreement.category(clause.category) is None:
        known = ", ".join(category.id for category in agreement.categories) or "none is defined"
        message = f'there is no category "{clause.category}"'
        yield _error("unknown-category", clause.id, clause.line, message, f"define it, or use one of: {known}")
    if isinstance(clause, Quota | Balance | Reciprocity):
        for other in clause.over:
            if agreement.clause(other) is None or other == clause.id:
                message = f'"over" names "{other}", which is not another clause'
                yield _error("unknown-clause", clause.id, clause.line, message, "name clauses by their id")
    yield from _wordings(agreement, clause)
    flows = set(clause.flows)
    for holder, home in sorted(flows):
        if holder == home:
            message = f"people cannot go from {holder} to itself"
            yield _error("same-party", clause.id, clause.line, message, "name two different parties")
    one_way = {flow for flow in flows if (flow[1], flow[0]) not in flows}
    if one_way and not isinstance(clause, Package | Named):
        ways = ", ".join(f"{holder} to {home}" for holder, home in sorted(one_way))
        message = f"this clause is one-sided: it speaks only of the way {ways}"
        fix = "add mirror = true, or leave it if both parties have signed it so; it will be listed as an asymmetry"
        yield _warning("one-sided", clause.id, clause.line, message, fix)
    if isinstance(clause, Remains):
        return
    category = agreement.category(clause.category)
    if category and any(test.fact == "remains" and test.value is True for test in category.who.tests()):
        message = "remains and the living would stand in one balance"
        fix = 'write a clause of its own with kind = "remains"'
        yield _error("remains-with-living", clause.id, clause.line, message, fix, "AP I 34")


def _wordings(agreement: Agreement, clause: Clause) -> Iterator[Finding]:
    """A clause that the parties word differently: refused where a number hangs on it."""
    for wording in clause.wordings:
        if wording.party not in agreement.parties:
            message = f'a wording is that of "{wording.party}", which is not a party of the agreement'
            yield _error("unknown-party", clause.id, clause.line, message, f"one of {', '.join(agreement.parties)}")
    if (reading := clause.reading) is not None and reading.by in agreement.parties:
        message = f"the reading is that of {reading.by}, a party to the dispute"
        fix = "a reading by the intermediary, or by somebody whom all parties have accepted"
        yield _error("reading-not-neutral", clause.id, clause.line, message, fix)
    open_numbers = list(disputed(clause))
    for key, means in open_numbers:
        message = f"the parties' texts differ on {key}: {means}; nothing here chooses between them"
        fix = f"settle it, or name a neutral reading: [clause.reading] with by, because and {key}"
        yield _error("disputed-number", clause.id, clause.line, message, fix)
    if clause.wordings and not open_numbers:
        texts = f"the texts of {' and '.join(sorted(wording.party for wording in clause.wordings))} differ"
        how = "they mean the same numbers" if reading is None else f"read by {reading.by}: {reading.because}"
        fix = "nothing needs to be mended while both parties accept this; it is listed as a dispute"
        yield _warning("disputed-wording", clause.id, clause.line, f"{texts}; {how}", fix)


def _priorities(agreement: Agreement) -> Iterator[Finding]:
    for priority in agreement.priorities:
        worth = sorted(priority.who.facts() & WORTH)
        if worth:
            message = f"priority {priority.id} ranks people by {', '.join(worth)}"
            fix = "use medical need, age, or time in captivity: nobody is ranked by worth"
            yield _error("priority-by-worth", "", priority.line, message, fix, "GC III 16, 109")
    if not agreement.priorities:
        message = "no priorities: where not all can go, only the number of people and the lot decide"
        yield _warning("no-priorities", "", 1, message, "add [[priority]] tables: medical need, children, held_months")


def _vetoes(agreement: Agreement) -> Iterator[Finding]:
    for veto in agreement.vetoes:
        place = f"veto {veto.id}"
        if veto.by not in (*agreement.parties, agreement.intermediary):
            message = f'"{veto.by}" is not a party of the agreement'
            yield _error("unknown-party", place, veto.line, message, f"one of {', '.join(agreement.parties)}")
        reasons = ", ".join(VetoReason)
        if not veto.reason:
            yield _error(
                "veto-without-reason", place, veto.line, "the veto gives no reason", f"reason = one of {reasons}"
            )
        elif veto.reason not in tuple(VetoReason):
            message = f'"{veto.reason}" is not a ground on which a person may be kept back'
            if "disciplin" in veto.reason:
                message += "; a disciplinary punishment never is"
            yield _error("veto-reason", place, veto.line, message, f"one of {reasons}", "GC III 115, 119(5)")
        if veto.expires is None:
            message = "the veto has no end"
            yield _error("veto-without-expiry", place, veto.line, message, "add expires = a date; it can be renewed")


def _credits(agreement: Agreement) -> Iterator[Finding]:
    """What is owed from before must still be promised by a clause that counts people on that way."""
    for owed in agreement.credits:
        clause = agreement.clause(owed.clause)
        if isinstance(clause, OneForOne | Quota | Remains) and (owed.holder, owed.home) in clause.flows:
            continue
        message = f"{owed.people} people from {owed.holder} to {owed.home} are owed under {owed.clause}"
        message += ", which no clause of this agreement takes up"
        fix = f'a clause with id = "{owed.clause}" of the kind one_for_one, quota or remains for this way'
        yield _error("credit-lost", "credits", 1, message, fix)


def _lottery(agreement: Agreement) -> Iterator[Finding]:
    rule, line = agreement.lottery, agreement.lottery.line
    wanted = {*agreement.parties, *([agreement.intermediary] if agreement.intermediary else [])}
    if not rule.parties:
        message = "nobody is named who commits to a seed for the lottery"
        fix = f"add [lottery] with parties = {sorted(wanted)}"
        yield _warning("lottery-parties", "lottery", line or 1, message, fix)
        return
    for party in sorted(set(rule.parties) - wanted):
        message = f'"{party}" takes part in the lottery but not in the agreement'
        yield _error("unknown-party", "lottery", line, message, f"parties = {sorted(wanted)}")
    missing = sorted(wanted - set(rule.parties))
    if missing:
        message = f"{', '.join(missing)} must commit to a seed too, or could be surprised by the others'"
        yield _error("lottery-parties", "lottery", line, message, f"parties = {sorted(wanted)}")
    if not rule.no_reveal:
        message = "it is not said what happens if somebody does not reveal their seed"
        fix = 'no_reveal = "stop" or "leave_out", fixed before the lists are opened'
        yield _warning("lottery-no-reveal", "lottery", line, message, fix)
    if rule.no_reveal == "leave_out" and not rule.beacon:
        message = "whoever reveals last knows two draws, with their seed and without it, and can choose between them"
        fix = 'no_reveal = "stop", or a beacon with a round that comes after the last day to reveal'
        yield _warning("lottery-last-word", "lottery", line, message, fix)


def _error(code: str, clause: str, line: int, message: str, fix: str, law: str = "") -> Finding:
    return Finding(code, Severity.ERROR, clause, line, message, fix, law)


def _warning(code: str, clause: str, line: int, message: str, fix: str, law: str = "") -> Finding:
    return Finding(code, Severity.WARNING, clause, line, message, fix, law)
