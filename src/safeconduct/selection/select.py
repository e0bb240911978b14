"""The verb of the room: from an agreement and persons to who goes, in which tranche, and why anyone does not."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence

from safeconduct.errors import Fault, RefusedByRule
from safeconduct.people.model import Person
from safeconduct.selection.certificate import certificate
from safeconduct.selection.certify import prove
from safeconduct.selection.collector import collector_at_rest
from safeconduct.selection.draw import draw
from safeconduct.selection.explain import outcomes
from safeconduct.selection.formulate import formulate
from safeconduct.selection.infeasible import nothing_feasible
from safeconduct.selection.model import Level, Selection
from safeconduct.selection.named import carried_out
from safeconduct.selection.programme import Programme
from safeconduct.selection.solve import Infeasible, Solution, solve
from safeconduct.selection.tranches import arrange
from safeconduct.selection.units import build
from safeconduct.terms import Agreement, Package, entry_faults, require


def select(agreement: Agreement, persons: Sequence[Person], *, on: dt.date, seed: str) -> Selection:
    """Who goes under the agreement on the day ``on``, with the lots drawn by ``seed`` (hex, from ``combine_seeds``).

    The answer does not depend on the order of ``persons`` nor on what the parties are called. Raises RefusedByRule
    for an agreement with errors, an entry id in it that stands for nobody, or a seed that is none; NothingFeasible
    where no selection satisfies it, naming the clauses that clash and the smallest change that suffices.
    """
    _check_seed(seed)
    require(agreement, None, on)
    _check_persons(agreement, persons, on)
    with collector_at_rest():
        return _select(agreement, persons, on, seed)


def _select(agreement: Agreement, persons: Sequence[Person], on: dt.date, seed: str) -> Selection:
    persons = sorted(persons, key=lambda person: person.person_id)
    population = build(agreement, persons, on, seed)
    programme = formulate(agreement, population, seed)
    try:
        solution = solve(programme)
    except Infeasible:
        raise nothing_feasible(agreement, programme) from None
    lot = None
    if agreement.lottery.shares == "leximin":
        solution, lot = draw(programme, solution, seed)
    chosen = [
        unit for group, taken in zip(programme.classes, solution.taken, strict=True) for unit in group.units[:taken]
    ]
    exchanges = _exchanges(agreement, programme, solution)
    order = arrange(agreement, chosen, programme.ways, population.parties, exchanges)
    tranche_of = {name: tranche.number for tranche in order.tranches for name in tranche.order}
    told = outcomes(agreement, population, programme, solution, tranche_of, [p.person_id for p in persons], lot)
    proofs = prove(programme, solution)
    levels = tuple(
        Level(name, value, proof.bound)
        for name, value, proof in zip(programme.level_names, solution.values, proofs, strict=True)
    )
    totals: dict[str, dict[str, int]] = {}
    holder = {person.person_id: person.holder for person in persons}
    for outcome in told:
        if outcome.tranche is not None:
            row = totals.setdefault(outcome.clause, defaultdict(int))
            row[holder[outcome.person_id]] += 1
    return Selection(
        outcomes=told,
        tranches=order.tranches,
        levels=levels,
        exposure=order.exposure,
        exposure_bound=order.reached,
        seed=seed,
        totals={clause: dict(sorted(row.items())) for clause, row in sorted(totals.items())},
        certificate=certificate(agreement, population, programme, solution, proofs, order, on, seed, lot),
    )


def _exchanges(agreement: Agreement, programme: Programme, solution: Solution) -> dict[str, str]:
    """By ticket, the units that are all or nothing together: those of a package, and of each named exchange."""
    tied: dict[str, str] = {}
    package = {clause.id for clause in agreement.clauses if isinstance(clause, Package)}
    named = carried_out(agreement, programme, solution.aux)
    for group, taken in zip(programme.classes, solution.taken, strict=True):
        for unit in group.units[:taken]:
            for way, _ in unit.counts:
                if way[0] in package:
                    tied[unit.ticket] = way[0]
                elif way in named:
                    tied[unit.ticket] = named[way]
    return tied


def _check_seed(seed: str) -> None:
    try:
        good = len(bytes.fromhex(seed)) >= 16
    except ValueError:
        good = False
    if not good:
        fault = Fault("seeds", seed or "no seed", "at least 16 bytes in hexadecimal digits", field="seed", code="seed")
        raise RefusedByRule("No lots can be drawn with this seed.", [fault])


def _check_persons(agreement: Agreement, persons: Sequence[Person], on: dt.date) -> None:
    faults = entry_faults(agreement, persons, on)
    seen: set[str] = set()
    for person in persons:
        if person.person_id in seen:
            faults.append(Fault("persons.csv", person.person_id, "each person once", code="same-person-twice"))
        seen.add(person.person_id)
        for party in (person.holder, person.home):
            if party not in agreement.parties:
                words = f'{person.person_id}: "{party}"'
                expected = f"one of {', '.join(agreement.parties)}"
                faults.append(Fault("persons.csv", words, expected, code="unknown-party"))
    if faults:
        raise RefusedByRule("The persons do not fit the agreement.", faults)
