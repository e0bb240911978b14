"""Whom a change of the agreement reaches: whose clause, bar or ties it can touch. Nobody else needs to be judged again.

People whom neither agreement can tell apart are looked at once, under both.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from safeconduct.selection.answers.table import Table
from safeconduct.terms import Agreement, Clause, KeepTogether, Named, Predicate, Quota, Rules, Scales
from safeconduct.terms.predicate import ADULT

_ELSEWHERE = frozenset(  # parts of an agreement that are looked at one by one, or that judge nobody
    {"id", "title", "date", "version", "categories", "clauses", "vetoes", "tranches", "lottery", "file", "sha256"}
)
_NUMBERS = frozenset(  # fields of a clause that say how many, not who
    {"line", "title", "legal_basis", "conditional", "min", "max", "on_shortfall", "tolerance", "give", "get", "lots"}
    | {"max_lots", "one_for_one", "parts", "longest_cycle", "longest_chain", "parties"}
)


@dataclass(frozen=True, slots=True, eq=False)
class Reach:
    """Whom a change reaches (arrays, by place in the table).

    ``touched`` are those who may stand otherwise; more than need be is allowed. Of these, whoever is ``apart`` has to
    be judged one by one; everyone else stands as the person at ``firsts[sets[place]]`` does.
    """

    touched: Any
    apart: Any
    sets: Any
    firsts: tuple[int, ...]


def reach(table: Table, old: Agreement, new: Agreement) -> Reach:
    """Whom the step from one agreement to another reaches, the people being the same."""
    import numpy as np

    nobody = np.zeros(len(table.persons), dtype=bool)
    names = [field.name for field in dataclasses.fields(Agreement) if field.name not in _ELSEWHERE]
    changed = _changed(old, new)
    counted = changed and (Scales.of(old).tables or Scales.of(new).tables)  # by rank, under other clauses too
    if counted or any(getattr(old, name) != getattr(new, name) for name in names):
        return Reach(~nobody, ~nobody, nobody.astype(np.int64), ())
    if not changed and old.vetoes == new.vetoes:
        return Reach(nobody, nobody, nobody.astype(np.int64), ())
    made = _standing_otherwise(table, old, new, changed)
    if keeping(old) != keeping(new):
        tied = np.array([person.group != "" for person in table.persons], dtype=bool)
        return dataclasses.replace(made, touched=made.touched | tied, apart=made.apart | tied)
    return made


def keeping(agreement: Agreement) -> list[KeepTogether]:
    """The clauses that tie people to each other."""
    return [clause for clause in agreement.clauses if isinstance(clause, KeepTogether)]


def _changed(old: Agreement, new: Agreement) -> set[str]:
    """The ids of the clauses that cover others than before, or otherwise."""
    was = {one.id: one.who for one in old.categories}
    now = {one.id: one.who for one in new.categories}
    before = {clause.id: (_who(clause), was.get(clause.category)) for clause in old.clauses}
    after = {clause.id: (_who(clause), now.get(clause.category)) for clause in new.clauses}
    return {name for name in {*before, *after} if before.get(name) != after.get(name)}


def _who(clause: Clause) -> tuple[object, ...]:
    """The kind of the clause and what says whom it covers, without its numbers."""
    fields = [field.name for field in dataclasses.fields(clause) if field.name not in _NUMBERS]
    said = [
        bool(clause.over) if isinstance(clause, Quota) and name == "over" else getattr(clause, name) for name in fields
    ]
    return (clause.kind, *said)


def _standing_otherwise(table: Table, old: Agreement, new: Agreement, changed: set[str]) -> Reach:
    """Those who stand otherwise, or under a clause that is not as it was."""
    import numpy as np

    rules = Rules(old, table.on), Rules(new, table.on)
    spoken = {flow for one in (*old.clauses, *new.clauses) if one.id in changed for flow in one.flows}
    anywhere = old.vetoes != new.vetoes

    def look(place: int) -> tuple[bool, bool]:
        """Whether this person does, and whether their bar is worded by facts of their own."""
        person = table.persons[place]
        if not anywhere and (person.holder, person.home) not in spoken:
            return False, False
        was, now = (one.standing(person) for one in rules)
        own = was.own or now.own
        return own or was != now or not changed.isdisjoint((was.clause, now.clause)), own

    child = Predicate("is", fact="age_under", value=max(ADULT, old.consent.guardian_under or 0))
    tests = {test for one in (old, new) for who in _asked(one) for test in who.tests()} | {child}
    singled = sorted({*_singled_out(table, old), *_singled_out(table, new)})
    others = np.ones(len(table.persons), dtype=bool)
    others[singled] = False
    sets = np.zeros(len(table.persons), dtype=np.int64)
    firsts, sets[others] = table.alike(np.flatnonzero(others), tests)
    seen = np.array([look(place) for place in firsts], dtype=bool).reshape(-1, 2)
    touched, apart = ~others, ~others
    if len(firsts):
        touched, apart = (others & seen[:, side][sets] | ~others for side in (0, 1))
    return Reach(touched, apart, sets, tuple(firsts))


def _asked(agreement: Agreement) -> Iterable[Predicate]:
    """Everything that says who is covered or kept back."""
    yield from (category.who for category in agreement.categories)
    yield from (veto.who for veto in agreement.vetoes if veto.who is not None)


def _singled_out(table: Table, agreement: Agreement) -> list[int]:
    """The places of those whom the agreement names one by one, by their entries."""
    entries = {entry for veto in agreement.vetoes for entry in veto.entries}
    for clause in agreement.clauses:
        if isinstance(clause, Named):
            entries.update(clause.goodwill, (entry for entry, _ in clause.wants))
    if not entries:
        return []
    return [
        at for at, one in enumerate(table.persons) if one.held_id in entries or f"{one.holder}/{one.held_id}" in entries
    ]
