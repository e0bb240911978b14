"""What every answer stands on: the agreement, the people and the optimum, kept ready so that each question is quick."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from safeconduct.errors import Fault, UnreadableInput, UsageError
from safeconduct.people import read_persons
from safeconduct.people.model import Person
from safeconduct.selection.answers.table import Table, table
from safeconduct.selection.check import PERSONS
from safeconduct.selection.documents import CERTIFICATE
from safeconduct.selection.draw import Draw, draw
from safeconduct.selection.formulate import Lots, formulate
from safeconduct.selection.infeasible import nothing_feasible
from safeconduct.selection.programme import Programme
from safeconduct.selection.solve import Infeasible, Solution, solve
from safeconduct.selection.units import Population, Unit, build
from safeconduct.terms import Agreement, Rules, guardians, restore, strict_kinds, together


@dataclass(frozen=True, slots=True)
class Answered:
    """An agreement with the people it weighs and the optimum over them. Shadow prices are in ``solution`` and stay."""

    agreement: Agreement
    population: Population
    programme: Programme
    solution: Solution
    lot: Draw | None = None

    def going(self) -> Iterator[tuple[Unit, int]]:
        """Every unit that goes, with the index of its class."""
        for index, (group, taken) in enumerate(zip(self.programme.classes, self.solution.taken, strict=True)):
            for unit in group.units[:taken]:
                yield unit, index

    def goes(self, person_id: str) -> bool:
        """Whether a person is among those who go."""
        return any(person_id in unit.members for unit, _ in self.going())

    def clauses(self) -> dict[str, str]:
        """By person_id of everyone who goes, the clause under which they go."""
        return {
            name: clause for unit, _ in self.going() for name, clause in zip(unit.members, unit.clauses, strict=True)
        }


@dataclass(frozen=True, slots=True)
class Ground:
    """An answered agreement with its persons, so that it can be asked what a change would do.

    ``ties`` names, for each person who is not parted from others, all of those people (and themselves); ``table`` has
    the facts of everyone in columns.
    """

    answered: Answered
    persons: Mapping[str, Person]
    ties: Mapping[str, tuple[str, ...]]
    on: dt.date
    seed: str
    table: Table

    @property
    def agreement(self) -> Agreement:
        return self.answered.agreement

    def person(self, person_id: str) -> Person:
        """Raises UsageError for an id that is not known."""
        try:
            return self.persons[person_id]
        except KeyError:
            fault = Fault(PERSONS, person_id, "a person_id of persons.csv")
            raise UsageError("The selection does not know this person.", [fault]) from None


def ground(agreement: Agreement, persons: Sequence[Person], *, on: dt.date, seed: str) -> Ground:
    """Weigh and solve once; what ``select`` would choose is chosen here. Raises NothingFeasible as it does."""
    ordered = sorted(persons, key=lambda person: person.person_id)
    population = build(agreement, ordered, on, seed)
    programme = formulate(agreement, population, seed)
    answered = Answered(agreement, population, programme, *solved(agreement, programme, seed, multipliers=False))
    tied = ties(agreement, ordered, on)
    lots = tuple(map(Lots(population.parties, seed), programme.classes))
    columns = table(ordered, tied, population.units, programme.classes, lots, on)
    return Ground(answered, {one.person_id: one for one in ordered}, tied, on, seed, columns)


def solved(
    agreement: Agreement, programme: Programme, seed: str, multipliers: bool = True
) -> tuple[Solution, Draw | None]:
    """The optimum that ``select`` would take; where a lot falls between equally good ones, the one drawn, and the lot.

    ``multipliers``: see ``solve``. Raises NothingFeasible with the clauses that clash and the cheapest way out.
    """
    try:
        solution = solve(programme, multipliers)
    except Infeasible:
        raise nothing_feasible(agreement, programme) from None
    return draw(programme, solution, seed) if agreement.lottery.shares == "leximin" else (solution, None)


def ties(agreement: Agreement, persons: Sequence[Person], on: dt.date) -> dict[str, tuple[str, ...]]:
    """The people with whom each goes or stays, for whoever is tied to anybody."""
    wards = {one.guardian for one in persons if one.guardian}
    some = [one for one in persons if one.group or one.guardian or one.person_id in wards]  # nobody else is tied
    answering = guardians(Rules(agreement, on), some)
    found: dict[str, tuple[str, ...]] = {}
    for members in together(some, strict_kinds(agreement), answering):
        if len(members) > 1:
            names = tuple(sorted(one.person_id for one in members))
            found.update(dict.fromkeys(names, names))
    return found


def read_written(folder: Path) -> tuple[Agreement, tuple[Person, ...], dt.date, str]:
    """What ``run`` or ``selection solve`` chose by, from certificate.json and persons.csv: terms, people, day, seed.

    Raises UnreadableInput for a file that is not what it claims to be, DoesNotVerify for an agreement that is not the
    one named in the certificate.
    """
    certificate = read_certificate(folder)
    agreement, on = signed(certificate)
    return agreement, read_persons(folder / PERSONS), on, str(certificate["seed"])


def signed(certificate: Mapping[str, Any]) -> tuple[Agreement, dt.date]:
    """The agreement that a certificate carries, and the day it was applied on. Raises as ``read_written`` does."""
    try:
        agreement = restore(certificate["agreement"], certificate["agreement_sha256"], CERTIFICATE)
        return agreement, dt.date.fromisoformat(certificate["on"])
    except (KeyError, TypeError, ValueError) as error:
        fault = Fault(CERTIFICATE, repr(error), "the certificate that `selection solve` writes")
        raise UnreadableInput(f"{CERTIFICATE} cannot be read.", [fault]) from error


def read_certificate(folder: Path) -> dict[str, Any]:
    """certificate.json as JSON values. Raises UnreadableInput."""
    path = folder / CERTIFICATE
    try:
        document = json.loads(path.read_bytes())
        if not isinstance(document, dict):
            raise ValueError("a list or a value")
    except (OSError, ValueError) as error:
        found = (error.strerror if isinstance(error, OSError) else None) or str(error)
        fault = Fault(CERTIFICATE, found, "the file of this name in a folder of `run` or `selection solve`")
        raise UnreadableInput(f"{CERTIFICATE} cannot be read.", [fault]) from error
    return document
