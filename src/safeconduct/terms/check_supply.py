"""Linter, last part: the numbers promised against the people who may go. Both counts are always given."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator, Sequence

from safeconduct.people.model import Person
from safeconduct.terms.check_lots import check_lots
from safeconduct.terms.kinds import (
    All,
    Clause,
    Flow,
    KeepTogether,
    Named,
    OneForOne,
    Package,
    Quota,
    Ratio,
    Remains,
    Shortfall,
)
from safeconduct.terms.model import Agreement, Finding, Severity
from safeconduct.terms.rules import Bar, Rules, Standing
from safeconduct.terms.scales import weights_of
from safeconduct.terms.together import guardians, strict_kinds, together

Supply = dict[tuple[str, Flow], int]
_SHOWN = 6  # person_ids in a message
_GUARDIAN_FIX = (
    "ask the guardian and the child again, or name as guardian_id another adult who answers for the child on the way, "
    "with the written consent of the parents or guardian"
)


def check_supply(agreement: Agreement, persons: Sequence[Person], on: dt.date) -> Iterator[Finding]:
    """Findings that need the persons: promises above supply, groups that cannot be kept, people listed twice."""
    rules = Rules(agreement, on)
    ids = Counter(person.person_id for person in persons)
    held = Counter((person.holder, person.held_id) for person in persons if person.held_id)
    for label in sorted([name for name, count in ids.items() if count > 1]):
        yield _error("same-person-twice", "", 1, f"{label} is listed {ids[label]} times", "one line for each person")
    sought = Counter((person.home, person.sought_id) for person in persons if person.sought_id)
    for entries, what in ((held, "held"), (sought, "sought")):
        for (_, label), count in sorted(entries.items()):
            if count > 1:
                message = f"the {what} entry {label} stands for {count} persons"
                yield _error("same-person-twice", "", 1, message, "decide which of them it is")
    parties = set(agreement.parties)
    for party in sorted({name for person in persons for name in (person.holder, person.home)} - parties - {""}):
        message = f'persons name "{party}", which is not a party of the agreement'
        yield _error("unknown-party", "", 1, message, f"one of {', '.join(agreement.parties)}")
    standings = [rules.standing(person) for person in persons]
    may = [(one, standing.clause) for one, standing in zip(persons, standings, strict=True) if standing.bar is None]
    supply: Supply = Counter((clause, (person.holder, person.home)) for person, clause in may)
    tables = {table.id: table for table in agreement.weights}
    for clause in agreement.clauses:
        if (table := tables.get(weights_of(clause))) is None:
            yield from _promises(agreement, clause, supply, "")
            continue
        by_rank: Supply = Counter()
        for person, under in may:
            by_rank[under, (person.holder, person.home)] += table.worth(person.rank)
        yield from _promises(agreement, clause, by_rank, f" as {table.id} counts them")
    yield from _groups(agreement, rules, persons, standings)


def _promises(agreement: Agreement, clause: Clause, supply: Supply, counted: str) -> Iterator[Finding]:
    if isinstance(clause, Package):
        for part in clause.parts:
            supplied = sum(supply.get((clause.id, (giver, part.to)), 0) for giver in part.from_)
            if supplied < part.n:
                givers = ", ".join(part.from_)
                message = f"{part.n} people are promised to {part.to}, but {supplied} may go from {givers}"
                fix = f"n = {supplied} or less, or more people confirmed and willing"
                yield _warning("above-supply", clause.id, clause.line, message, fix)
        return
    if isinstance(clause, Ratio):
        (first, second), need = clause.flows, (clause.give, clause.get)
        there = (supply.get((clause.id, first), 0), supply.get((clause.id, second), 0))
        if clause.lots and any(count < number for count, number in zip(there, need, strict=True)):
            message = f"a lot is {need[0]} for {need[1]}, but {there[0]} and {there[1]} may go{counted}"
            message += ": not one lot is possible"
            yield _warning("above-supply", clause.id, clause.line, message, "smaller lots, or more people confirmed")
        return
    if not isinstance(clause, All | OneForOne | Quota | Remains):
        return
    severity = Severity.ERROR if clause.on_shortfall is Shortfall.FAIL else Severity.WARNING
    names = clause.over if isinstance(clause, Quota) and clause.over else (clause.id,)
    for flow in clause.flows:
        there_are, owed = sum(supply.get((name, flow), 0) for name in names), agreement.owed(clause.id, flow)
        if there_are < clause.min + owed:
            before = f", {owed} of them owed from before" if owed else ""
            message = f"{clause.min + owed} are promised from {flow[0]} to {flow[1]}{before}"
            message += f", but {there_are} may go{counted} (confirmed, willing and not kept back)"
            yield Finding("above-supply", severity, clause.id, clause.line, message, _mend(clause, there_are - owed))


def _mend(clause: All | OneForOne | Quota | Remains, number: int) -> str:
    """What to write where only ``number`` can be promised."""
    if clause.on_shortfall is not Shortfall.FAIL:
        return f'nothing, if on_shortfall = "{clause.on_shortfall}" is meant to take effect; or confirm more people'
    most = max(0, number)
    key = "exactly" if clause.min == getattr(clause, "max", None) else "min"
    least = f"{key} = {most}{' or less' if most else ''}, " if clause.min else ""
    return f'{least}on_shortfall = "reduce" or "carry_over", or confirm more people'


def _groups(
    agreement: Agreement, rules: Rules, persons: Sequence[Person], standings: Sequence[Standing]
) -> Iterator[Finding]:
    keep = next((clause for clause in agreement.clauses if isinstance(clause, KeepTogether)), None)
    line, label = (keep.line, keep.id) if keep else (1, "")
    strict, answering = strict_kinds(agreement), guardians(rules, persons)
    by_id = {person.person_id: standing for person, standing in zip(persons, standings, strict=True)}
    bar_of = {name: standing.bar for name, standing in by_id.items()}
    sets = together(persons, strict, answering)
    yield from check_lots(agreement, sets, by_id)
    tied = [members for members in sets if len(members) > 1]
    cap = agreement.tranches.cap_per_side or max(agreement.tranches.sizes, default=0)
    for name, members in sorted((_called(members), members) for members in tied):
        of_one_group = name.startswith("group ")
        ways = {(person.holder, person.home) for person in members}
        if len(ways) > 1:
            message = f"{name} stands on {len(ways)} different ways between parties; it cannot go as one"
            fix = "ask the members whether they agree to travel apart, and give them groups of their own"
            yield _warning("group-crosses", label, line, message, fix if of_one_group else _GUARDIAN_FIX, "AP I 74")
        # Of a group, somebody who is not confirmed or not covered is no news; of a child or its guardian they are.
        telling = (Bar.VETOED, Bar.NO_CONSENT) if of_one_group else tuple(Bar)
        barred = [person for person in members if bar_of[person.person_id] in telling]
        if barred and len(barred) < len(members):
            message = f"{name}: {len(barred)} of {len(members)} cannot go, which keeps back the others"
            fix = "ask the others whether they agree to go without, and give them a group of their own"
            yield _warning("group-blocked", label, line, message, fix if of_one_group else _GUARDIAN_FIX, "AP I 74")
        if cap and len(members) > cap:
            message = f"{name} has {len(members)} people, more than the {cap} of one side in a tranche"
            fix = f"cap_per_side = {len(members)} or more"
            yield _error("cap-below-group", "tranches", agreement.tranches.line or 1, message, fix)
    limit = agreement.tranches.exposure
    if limit is None:
        return
    steps = [
        (sum(_moves(agreement, person, by_id[person.person_id]) for person in members), len(members))
        for members in sets
    ]
    moves, size = max(steps, default=(0, 0))
    if moves > 2 * limit:
        whom = f"a group of {size}" if size > 1 else "one person"
        message = f"an exposure of {limit} cannot be kept with {whom}, which moves the lead by {moves}"
        fix = f"exposure = {-(-moves // 2)} or more"
        yield _warning("exposure-below-bound", "tranches", agreement.tranches.line or 1, message, fix)


def _moves(agreement: Agreement, person: Person, standing: Standing) -> int:
    """By how much a person moves the lead of the holder, at the least: nobody who cannot go does."""
    clause = agreement.clause(standing.clause)
    if standing.bar is not None or clause is None:
        return 0
    table = next((each for each in agreement.weights if each.id == weights_of(clause)), None)
    worth = table.worth(person.rank) if table else 1
    match clause:
        case Ratio():
            return worth * (clause.get if clause.flows[0] == (person.holder, person.home) else clause.give)
        case OneForOne() | Named():
            return worth
        case Quota():
            back = (person.home, person.holder) in clause.flows
            return worth if clause.min == clause.max and back else 0
    return 0


def _called(members: Sequence[Person]) -> str:
    """What the linter calls people who are tied: by their group, or a child and its guardian by their ids."""
    groups = {person.group for person in members}
    if len(groups) == 1 and (group := groups.pop()):
        return f"group {group}"
    names = sorted(person.person_id for person in members)
    more = f" and {len(names) - _SHOWN} more" if len(names) > _SHOWN else ""
    return f"the set of children and guardians {', '.join(names[:_SHOWN])}{more}"


def _error(code: str, clause: str, line: int, message: str, fix: str, law: str = "") -> Finding:
    return Finding(code, Severity.ERROR, clause, line, message, fix, law)


def _warning(code: str, clause: str, line: int, message: str, fix: str, law: str = "") -> Finding:
    return Finding(code, Severity.WARNING, clause, line, message, fix, law)
