"""Rank-equivalent weights: how many privates a rank counts for, in the clauses that say so.

Cartels of earlier centuries exchanged officers for so many privates each (Dix and Hill, 22 July 1862: a colonel for
15). It values people, which no convention since 1929 does; it is here because parties still ask for it, and the linter
says so each time.
"""

from __future__ import annotations

from dataclasses import dataclass

from safeconduct.people.model import Person
from safeconduct.terms.kinds import Clause, OneForOne, Quota, Ratio
from safeconduct.terms.model import Agreement, Weights

WEIGHED = (OneForOne, Quota, Ratio)  # kinds under which people go who can be counted by rank


@dataclass(frozen=True)
class Scales:
    """The tables of an agreement that some clause uses. Without any, everybody counts once and has no mark."""

    tables: tuple[Weights, ...]
    marked: frozenset[str]  # ids of the clauses under which a person's weight matters

    @classmethod
    def of(cls, agreement: Agreement) -> Scales:
        used = {table for clause in agreement.clauses if (table := weights_of(clause))}
        tables = tuple(table for table in agreement.weights if table.id in used)
        marked = frozenset(clause.id for clause in agreement.clauses if isinstance(clause, WEIGHED)) if tables else ()
        return cls(tables, frozenset(marked))

    def mark(self, clause: str, person: Person) -> str:
        """What is written after the clause of a way: ``#=`` and the weight by each table, or nothing."""
        if clause not in self.marked:
            return ""
        return "#=" + ",".join(str(table.worth(person.rank)) for table in self.tables)

    def counts(self, clause: Clause, way: str) -> int:
        """For how many a person on ``way`` (the clause and its mark) counts in ``clause``; 1 without weights."""
        name, _, mark = way.partition("#=")
        table = weights_of(clause)
        if not mark or not table or name not in self.marked:
            return 1
        return int(mark.split(",")[[each.id for each in self.tables].index(table)])


def weights_of(clause: Clause) -> str:
    """The id of the table by which a clause counts, or nothing."""
    return str(getattr(clause, "weights", ""))
