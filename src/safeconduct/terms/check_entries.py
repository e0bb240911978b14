"""Linter, part that needs the persons: entry ids in the agreement that are on no held list, and so mean nobody."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator, Sequence

from safeconduct.people.model import Person
from safeconduct.terms.kinds import Named
from safeconduct.terms.model import Agreement, Finding, Severity, Veto


def check_entries(agreement: Agreement, persons: Sequence[Person], on: dt.date) -> Iterator[Finding]:
    """An error for each id in a veto in force, or in a named exchange, that is no entry of the held list it speaks of.

    Such a veto would keep nobody back, and nobody would notice.
    """
    held: dict[str, set[str]] = defaultdict(set)
    for person in persons:
        if person.held_id:
            held[person.held_id].add(person.holder)
    for veto in agreement.vetoes:
        if veto.in_force(on) and veto.by in (*agreement.parties, agreement.intermediary):
            yield from _veto(agreement, veto, held)
    for clause in agreement.clauses:
        if isinstance(clause, Named):
            yield from _named(clause, held)


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


def _holders(entry: str, held: dict[str, set[str]]) -> set[str]:
    """The parties that hold somebody under this id, written alone or as ``party/entry_id``."""
    party, _, label = entry.partition("/")
    return held.get(entry, set()) | ({party} & held.get(label, set()))


def _error(code: str, clause: str, line: int, message: str, fix: str) -> Finding:
    return Finding(code, Severity.ERROR, clause, line, message, fix)
