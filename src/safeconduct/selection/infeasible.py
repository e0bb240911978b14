"""When nothing satisfies the agreement: which clauses together make it so, and what would have to give."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable
from dataclasses import dataclass

from safeconduct.errors import Fault, NothingFeasible
from safeconduct.selection.programme import Aux, Programme, Row
from safeconduct.selection.solve import Infeasible, Model, solve
from safeconduct.terms import Agreement


@dataclass(frozen=True, slots=True)
class Give:
    """One demand that must give way for the whole to hold: by how many ``people``, as the clause counts them.

    ``short`` tells the two ways apart: there are too few people for what is promised, or too many for what is allowed.
    ``both`` says that the demand has a floor and a ceiling, as one for one has: then it is only off.
    """

    clause: str
    why: str
    people: int
    short: bool
    both: bool = False

    @property
    def found(self) -> str:
        """By how much the demand is not kept."""
        how = "off by" if self.both else "short by" if self.short else "too many by"
        return f"{how} {self.people}: {self.why}"

    @property
    def words(self) -> str:
        """What would do."""
        people = "1 person" if self.people == 1 else f"{self.people} people"
        if self.both:
            return f"this demand kept to within {people}, or other numbers of people who may go"
        if self.short:
            return f"{people} less in this demand, or as many more who may go"
        return f"{people} more in this demand, or as many fewer who are owed a place"


def nothing_feasible(agreement: Agreement, programme: Programme) -> NothingFeasible:
    """The error for an infeasible programme: the clauses that clash and the cheapest way out, counted in people."""
    clash = clashing_clauses(programme)
    line = {clause.id: clause.line or None for clause in agreement.clauses}
    faults = []
    for clause in clash:
        words = "; ".join(dict.fromkeys(row.why for row in programme.rows if row.clause == clause)) or "all of them go"
        expected = "terms that can hold together; without this clause the rest of these can"
        faults.append(Fault(agreement.file, words, expected, line.get(clause), f"clause {clause}", "clash"))
    gives = cheapest_relaxation(programme)
    for give in gives:
        faults.append(
            Fault(agreement.file, give.found, give.words, line.get(give.clause), f"clause {give.clause}", "relaxation")
        )
    names = ", ".join(clash)
    summary = f"No selection satisfies the agreement: {names} cannot hold together for these people."
    if len(clash) == 1:
        summary = f"No selection satisfies the agreement: clause {names} cannot be kept with these people."
    if gives:
        total = sum(give.people for give in gives)
        people = "1 person" if total == 1 else f"{total} people in all"
        summary += f" The smallest change of its demands that suffices is {people}; it is named last."
    return NothingFeasible(summary, faults)


def clashing_clauses(programme: Programme) -> tuple[str, ...]:
    """A smallest set of clauses that cannot hold together: without any one of them the rest can (deletion filter)."""
    owing = {way[0] for group in programme.classes if group.owed for way, _ in group.counts}
    clauses = list(dict.fromkeys([*(row.clause for row in programme.rows), *sorted(owing)]))
    dropped: set[str] = set()
    for clause in clauses:
        if not _feasible(programme, frozenset({*dropped, clause})):
            dropped.add(clause)
    return tuple(clause for clause in clauses if clause not in dropped)


def cheapest_relaxation(programme: Programme) -> tuple[Give, ...]:
    """Which demands must give way, and by how many people, so that the whole holds; in all as few as possible."""
    aux: list[Aux] = []
    rows: list[Row] = []
    for index, row in enumerate(programme.rows):
        slack = {f"~{index}+": 1, f"~{index}-": -1}
        aux += [Aux(name, row.clause, 10**7, "~") for name in slack]
        rows.append(dataclasses.replace(row, aux={**row.aux, **slack}))
    every = (*programme.aux, *aux)
    elastic = Programme(
        programme.classes,
        every,
        tuple(rows),
        ("~",),
        ((0,) * len(programme.classes),),
        (tuple(-1 if variable.level == "~" else 0 for variable in every),),
        programme.ways,
    )
    try:
        solution = solve(elastic)
    except Infeasible:
        return ()
    return tuple(_gives(programme, zip(every, solution.aux, strict=True)))


def _gives(programme: Programme, slack: Iterable[tuple[Aux, int]]) -> Iterable[Give]:
    for variable, value in slack:
        if variable.level == "~" and value:
            row = programme.rows[int(variable.name[1:-1])]
            both = row.least is not None and row.most is not None
            yield Give(row.clause, row.why, value, variable.name.endswith("+"), both)


def _feasible(programme: Programme, without: frozenset[str]) -> bool:
    model = Model(programme, without)
    model.whole()
    return model.run() is not None
