"""Linter, part that needs the persons: entry ids in the agreement that mean nobody, or somebody owed their return."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator, Sequence

from safeconduct.people.model import Person, Status
from safeconduct.terms.kinds import All, Clause, Named
from safeconduct.terms.model import Agreement, Finding, Severity, Veto
from safeconduct.terms.predicate import ADULT, guarded
from safeconduct.terms.probes import SERIOUS
from safeconduct.terms.rules import Rules


def check_entries(agreement: Agreement, persons: Sequence[Person], on: dt.date) -> Iterator[Finding]:
    """An error for each id in a veto in force, or in a named exchange, that is no entry of the held list it speaks of.

    Such a veto would keep nobody back, and nobody would notice. Of those who are named, remains, the seriously wounded
    and sick, and children are errors, civilians warnings: an exchange by name is a balance.
    """
    named = [clause for clause in agreement.clauses if isinstance(clause, Named)]
    if not named and not any(veto.entries for veto in agreement.vetoes):
        return
    held: dict[str, set[str]] = defaultdict(set)
    for person in persons:
        if person.held_id:
            held[person.held_id].add(person.holder)
    for veto in agreement.vetoes:
        if veto.in_force(on) and veto.by in (*agreement.parties, agreement.intermediary):
            yield from _veto(agreement, veto, held)
    for clause in named:
        yield from _named(clause, held)
    if named:
        yield from _bargained(agreement, named, persons, on)


def _veto(agreement: Agreement, veto: Veto, held: dict[str, set[str]]) -> Iterator[Finding]:
    anyone = veto.by == agreement.intermediary
    for entry in dict.fromkeys(veto.entries):
        holders = _holders(entry, held)
        if veto.by in holders or (anyone and holders):
            continue
        lists = "any held list" if anyone else f"the held list of {veto.by}"
        message = f'the veto names "{entry}", which is no entry of {lists}: it keeps nobody back'
        fix = f"an entry_id of {lists}, as that list writes it"
        if holders:
            message += f"; {', '.join(sorted(holders))} holds somebody under this id"
            fix += "; a party can keep back only people whom it holds"
        yield _error("veto-unknown-entry", f"veto {veto.id}", veto.line, message, fix)


def _named(clause: Named, held: dict[str, set[str]]) -> Iterator[Finding]:
    wanted = [entry for first, against in clause.wants for entry in (first, *against)]
    for entry in dict.fromkeys([*wanted, *clause.goodwill]):
        party, _, label = entry.partition("/")
        if party not in held.get(label, ()):
            message = f'the clause names "{entry}", which is no entry of a held list: nobody can be exchanged as it'
            fix = 'the holding party and the entry_id as its held list writes it: "party/entry_id"'
            yield _error("named-unknown-entry", clause.id, clause.line, message, fix)


def _bargained(
    agreement: Agreement, named: Sequence[Named], persons: Sequence[Person], on: dt.date
) -> Iterator[Finding]:
    """Who would go against somebody, by name, and is owed their return in any case or is no unit of a balance."""
    rules = Rules(agreement, on)
    there = {clause.id: {*clause.goodwill, *(entry for entry, _ in clause.wants)} for clause in named}
    wanted = frozenset[str]().union(*there.values())
    there_are = [(f"{person.holder}/{person.held_id}", person) for person in persons]
    for label, person in sorted((one for one in there_are if one[0] in wanted), key=lambda one: one[1].person_id):
        clause = rules.cover(person)[0]
        if person.remains:
            clause = next(each for each in named if label in there[each.id])
        if not isinstance(clause, Named):
            if clause is not None:
                yield _elsewhere(next(each for each in named if label in there[each.id]), label, clause)
            continue
        age, severity, fix = person.age_on(on), Severity.ERROR, ""
        if person.remains:
            code, law = "remains-with-living", "AP I 34"
            message = f'"{label}" are remains, which never stand in one balance with the living'
            fix = f'take {label} out of this clause; remains go under a clause with kind = "remains"'
        elif person.medical in SERIOUS:
            code, law = "medical-conditional", "GC III 109(1), 110"
            message = f'"{label}" is {person.medical.replace("_", " ")} and would be exchanged only against somebody'
        elif guarded(person) if age is None else age[0] < ADULT:
            code, law = "child-in-balance", "AP I 77, 78; GC IV 24"
            message = f'"{label}" is or may be a child, and would be exchanged against somebody'
        elif person.status is Status.CIVILIAN and label not in clause.goodwill:
            severity, code, law = Severity.WARNING, "civilian-in-balance", "GC IV 34, 132; AP I 75(2)(c)"
            message = f'"{label}" is a civilian: an exchange against civilians rewards taking more of them'
        else:
            continue
        fix = fix or f'put a clause before this one with kind = "all" that covers them, or take {label} out of it'
        yield Finding(code, severity, clause.id, clause.line, message, fix, law)


def _elsewhere(clause: Named, label: str, first: Clause) -> Finding:
    """Somebody is named whom a clause further up already covers."""
    message = f'"{label}" is named here, but comes under {first.id} further up, and is exchanged against nobody'
    fix = f"take {label} out of this clause" + ("" if isinstance(first, All) else f", or put it above {first.id}")
    return Finding("named-elsewhere", Severity.WARNING, clause.id, clause.line, message, fix)


def _holders(entry: str, held: dict[str, set[str]]) -> set[str]:
    """The parties that hold somebody under this id, written alone or as ``party/entry_id``."""
    party, _, label = entry.partition("/")
    return held.get(entry, set()) | ({party} & held.get(label, set()))


def _error(code: str, clause: str, line: int, message: str, fix: str) -> Finding:
    return Finding(code, Severity.ERROR, clause, line, message, fix)
