"""When nothing satisfies the agreement: which clauses together make it so, and what would have to give."""

from __future__ import annotations

import dataclasses
from collections import defaultdict

from safeconduct.errors import Fault, NothingFeasible
from safeconduct.selection.programme import Aux, Programme, Row
from safeconduct.selection.solve import Infeasible, Model, solve
from safeconduct.terms import Agreement


def nothing_feasible(agreement: Agreement, programme: Programme) -> NothingFeasible:
    """The error for an infeasible programme: the clauses that clash and the cheapest way out, counted in people."""
    clash = clashing_clauses(programme)
    line = {clause.id: clause.line for clause in agreement.clauses}
    faults = []
    for clause in clash:
        words = "; ".join(dict.fromkeys(row.why for row in programme.rows if row.clause == clause)) or "all of them go"
        fault = Fault(
            agreement.file, words, "terms that can hold together", row=line.get(clause), field=f"clause {clause}"
        )
        faults.append(fault)
    for clause, people in cheapest_relaxation(programme):
        expected = (
            f"this clause with {people} people less, or as many more who may go: the smallest change that suffices"
        )
        found = f"{people} people short"
        faults.append(
            Fault(agreement.file, found, expected, row=line.get(clause), field=f"clause {clause}", code="relaxation")
        )
    names = ", ".join(clash)
    return NothingFeasible(
        f"No selection satisfies the agreement: {names} cannot hold together for these people.", faults
    )


def clashing_clauses(programme: Programme) -> tuple[str, ...]:
    """A smallest set of clauses that cannot hold together: without any one of them the rest can (deletion filter)."""
    owing = {way[0] for group in programme.classes if group.owed for way, _ in group.counts}
    clauses = list(dict.fromkeys([*(row.clause for row in programme.rows), *sorted(owing)]))
    dropped: set[str] = set()
    for clause in clauses:
        if not _feasible(programme, frozenset({*dropped, clause})):
            dropped.add(clause)
    return tuple(clause for clause in clauses if clause not in dropped)


def cheapest_relaxation(programme: Programme) -> tuple[tuple[str, int], ...]:
    """By how many people each clause must give way so that the whole holds, in all as few as possible."""
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
    short: dict[str, int] = defaultdict(int)
    for variable, value in zip(every, solution.aux, strict=True):
        if variable.level == "~" and value:
            short[variable.clause] += value
    return tuple(short.items())


def _feasible(programme: Programme, without: frozenset[str]) -> bool:
    model = Model(programme, without)
    model.whole()
    return model.run() is not None
