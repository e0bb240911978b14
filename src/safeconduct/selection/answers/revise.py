"""After the announcement: somebody drops out, refuses at the line or is newly verified, and the rest changes least.

First the agreement is kept, with the numbers that it promises; then as many as can of those to whom it was announced
stay; then its priorities decide who enters; and everyone who stays keeps their tranche, or, where the agreement then
cannot be kept, the fewest change it (docs/decisions/ says why the announced come before the priorities). Whoever was
received has gone, whatever is found out later.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import json
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from safeconduct.errors import NothingFeasible
from safeconduct.people.model import Person
from safeconduct.selection.answers.announced import announced_first
from safeconduct.selection.answers.ground import signed, solved, ties
from safeconduct.selection.answers.refill import Refilled, refill
from safeconduct.selection.answers.told import entered
from safeconduct.selection.certificate import certificate, digest
from safeconduct.selection.certify import prove
from safeconduct.selection.collector import collector_at_rest
from safeconduct.selection.explain import outcomes
from safeconduct.selection.formulate import classify
from safeconduct.selection.model import Level, Outcome, Reason, Selection
from safeconduct.selection.named import carried_out
from safeconduct.selection.programme import Programme
from safeconduct.selection.solve import Solution
from safeconduct.selection.units import Barred, Population, Unit, build, order_ways
from safeconduct.terms import Agreement, Package, require

FORMAT = "safeconduct revision 1"


@dataclass(frozen=True, slots=True)
class News:
    """What has become known. ``persons`` are all as they are now; whoever was ``received`` counts as announced.

    ``kept`` are people whom their holder does not hand over, with the reason, though no veto is in the agreement.
    ``said`` tells, for a person, where a fact of them comes from, such as the event in which they refused.
    """

    persons: tuple[Person, ...]
    received: frozenset[str] = frozenset()
    kept: Mapping[str, str] = field(default_factory=dict)
    said: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Revision:
    """The new selection and what is different. ``causes`` are (person_id, what is new about them); ``moved`` are
    (person_id, tranche before, tranche now, why) of those who stay; ``numbers`` are tranches with another number now.
    """

    selection: Selection
    persons: tuple[Person, ...]
    causes: tuple[tuple[str, str], ...]
    stay: int
    enter: tuple[Outcome, ...]
    leave: tuple[Outcome, ...]
    moved: tuple[tuple[str, int, int, str], ...]
    numbers: tuple[tuple[int, int], ...]
    fewest: bool = True  # it is shown that no fewer can be ``moved``

    def document(self) -> dict[str, Any]:
        """changes.json, as plain JSON values."""
        return {
            "format": FORMAT,
            "certificate_sha256": self.selection.certificate["sha256"],
            "causes": [{"person_id": name, "what": what} for name, what in self.causes],
            "stay": self.stay,
            "enter": [_told(one) for one in self.enter],
            "leave": [_told(one) for one in self.leave],
            "moved": [{"person_id": name, "from": old, "to": new, "why": why} for name, old, new, why in self.moved],
            "moved_fewest": self.fewest,
            "renumbered": [{"from": old, "to": new} for old, new in self.numbers],
        }


def changes_bytes(revision: Revision) -> bytes:
    """changes.json."""
    return (json.dumps(revision.document(), ensure_ascii=False, sort_keys=True, indent=1) + "\n").encode()


@collector_at_rest()
def revise(previous: Selection, before: Sequence[Person], agreement: Agreement, news: News, *, on: dt.date) -> Revision:
    """The selection for the news, with the least change to what ``previous`` announced about the persons ``before``.

    Where nothing is new the answer is ``previous`` itself. Raises RefusedByRule for an agreement with errors,
    NothingFeasible where it cannot be kept with those who were received, or the lead that was agreed cannot.
    """
    require(agreement, None, on)
    old = {one.person_id: one for one in before}
    kept = [old[one.person_id] if one.person_id in news.received else one for one in news.persons]
    persons = tuple(_parted(agreement, kept, news, on))
    causes = _causes(previous, old, persons, agreement, news)
    if not causes:
        goes = sum(one.tranche is not None for one in previous.outcomes)
        return Revision(previous, persons, (), goes, (), (), (), ())
    selection, filled = _select(previous, old, persons, agreement, news, on)
    return _compare(previous, selection, persons, causes, filled)


def _parted(agreement: Agreement, persons: Sequence[Person], news: News, on: dt.date) -> Iterator[Person]:
    """The persons, where whoever was received no longer holds back, nor is held back by, those who are still here."""
    tied = ties(agreement, persons, on)
    for one in persons:
        mates = tied.get(one.person_id, ())
        if one.person_id in news.received and not news.received.issuperset(mates):
            yield dataclasses.replace(one, group="", group_kind=None, guardian="")
        elif one.guardian in news.received and one.person_id not in news.received:
            yield dataclasses.replace(one, guardian="")
        else:
            yield one


def _select(
    previous: Selection,
    old: Mapping[str, Person],
    persons: tuple[Person, ...],
    agreement: Agreement,
    news: News,
    on: dt.date,
) -> tuple[Selection, Refilled]:
    seed = previous.seed
    announced = {one.person_id for one in previous.outcomes if one.tranche is not None}
    ordered = sorted(persons, key=lambda one: one.person_id)
    population = _without_kept(agreement, build(agreement, ordered, on, seed), news.kept)
    classes = classify(population, seed)
    programme = announced_first(agreement, population, classes, announced - news.received, news.received)
    try:
        solution, lot = solved(agreement, programme, seed)
    except NothingFeasible as error:
        if not news.received:
            raise
        words = f"{len(news.received)} people were received and cannot be taken back. {error.summary}"
        raise NothingFeasible(words, error.faults) from error
    chosen = [unit for group, taken in _taken(programme, solution) for unit in group[:taken]]
    holders = {name: one.holder for name, one in old.items()}
    tied = _exchanges(agreement, programme, solution, chosen)
    filled = refill(
        agreement, chosen, previous.tranches, news.received, holders, programme.ways, population.parties, tied
    )
    order = filled.order
    tranche_of = {name: tranche.number for tranche in order.tranches for name in tranche.order}
    names = [one.person_id for one in ordered]
    told = entered(
        outcomes(agreement, population, programme, solution, tranche_of, names, lot), programme, solution, announced
    )
    proofs = prove(programme, solution)
    totals: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    now = {one.person_id: one.holder for one in persons}
    for one in told:
        if one.tranche is not None:
            totals[one.clause][now[one.person_id]] += 1
    sealed = certificate(agreement, population, programme, solution, proofs, order, on, seed, lot)
    sealed["revision"] = {
        "previous_certificate_sha256": previous.certificate["sha256"],
        "announced": sorted(announced),
        "received": sorted(news.received),
        "kept": sorted(news.kept),
        "tranches": [{"order": list(one.order), "remains": one.remains} for one in previous.tranches],
        "numbers": [[old, new] for old, new in sorted(filled.numbers.items())],
    }
    sealed["sha256"] = digest(sealed)
    levels = zip(programme.level_names, solution.values, proofs, strict=True)
    made = Selection(
        outcomes=told,
        tranches=order.tranches,
        levels=tuple(Level(name, value, proof.bound) for name, value, proof in levels),
        exposure=order.exposure,
        exposure_bound=order.reached,
        seed=seed,
        totals={clause: dict(sorted(row.items())) for clause, row in sorted(totals.items())},
        certificate=sealed,
    )
    return made, filled


def _causes(
    previous: Selection, old: Mapping[str, Person], persons: Sequence[Person], agreement: Agreement, news: News
) -> tuple[tuple[str, str], ...]:
    """What is new, person by person; a cause without a person is the agreement itself."""
    found = []
    if agreement.sha256 != signed(previous.certificate)[0].sha256:
        found.append(("", "the agreement was changed"))
    for one in sorted(persons, key=lambda one: one.person_id):
        if one.person_id in news.kept:
            found.append((one.person_id, news.kept[one.person_id]))
        elif one.person_id not in old:
            found.append((one.person_id, news.said.get(one.person_id, "newly listed")))
        elif one.person_id in news.received:
            continue
        elif one != old[one.person_id]:
            found.append((one.person_id, news.said.get(one.person_id) or _facts(old[one.person_id], one)))
    now = {one.person_id for one in persons}
    found += [(name, news.said.get(name, "no longer listed")) for name in sorted(old.keys() - now)]
    return tuple(found)


def _facts(old: Person, new: Person) -> str:
    names = [field.name for field in dataclasses.fields(Person) if getattr(old, field.name) != getattr(new, field.name)]
    return (
        "; ".join(
            f"{name} is {_plain(getattr(new, name))}, and was {_plain(getattr(old, name))}"
            for name in names
            if name not in ("group", "notes")
        )
        or "other facts than before"
    )


def _plain(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "not known" if value in (None, "") else str(value)


def _without_kept(agreement: Agreement, population: Population, kept: Mapping[str, str]) -> Population:
    """Whoever is not handed over, and those who are not parted from them, are not weighed."""
    if not kept:
        return population
    barred = dict(population.barred)
    for unit in population.units:
        held = [name for name in unit.members if name in kept]
        for name, clause in zip(unit.members, unit.clauses, strict=True) if held else ():
            why = kept[name] if name in kept else f"{held[0]}, from whom they are not parted, is not handed over"
            barred[name] = Barred(Reason.VETOED if name in kept else Reason.GROUP_BLOCKED, why, clause)
    units = tuple(unit for unit in population.units if not any(name in kept for name in unit.members))
    ways = order_ways(agreement, population.parties, units)
    return Population(units, barred, population.parties, ways)


def _taken(programme: Programme, solution: Solution) -> list[tuple[tuple[Unit, ...], int]]:
    return [(group.units, taken) for group, taken in zip(programme.classes, solution.taken, strict=True)]


def _exchanges(
    agreement: Agreement, programme: Programme, solution: Solution, chosen: Sequence[Unit]
) -> dict[str, str]:
    """By ticket, the units that are all or nothing together."""
    package = {clause.id for clause in agreement.clauses if isinstance(clause, Package)}
    named = carried_out(agreement, programme, solution.aux)
    tied: dict[str, str] = {}
    for unit in chosen:
        for way, _ in unit.counts:
            if way[0] in package or way in named:
                tied[unit.ticket] = named.get(way, way[0])
    return tied


def _compare(
    previous: Selection,
    selection: Selection,
    persons: tuple[Person, ...],
    causes: tuple[tuple[str, str], ...],
    filled: Refilled,
) -> Revision:
    went = {one.person_id: one for one in previous.outcomes if one.tranche is not None}
    goes = {one.person_id: one for one in selection.outcomes if one.tranche is not None}
    told = {one.person_id: one for one in selection.outcomes}
    gone = {name: Outcome(name, Reason.NOT_CONFIRMED, "Is no longer listed.", one.clause) for name, one in went.items()}
    moved = []
    for name in sorted(went.keys() & goes.keys()):
        old, new = went[name].tranche, goes[name].tranche
        assert old is not None
        assert new is not None
        if filled.numbers.get(old) != new:
            moved.append((name, old, new, filled.why[name]))
    return Revision(
        selection=selection,
        persons=persons,
        causes=causes,
        stay=len(went.keys() & goes.keys()),
        enter=tuple(goes[name] for name in sorted(goes.keys() - went.keys())),
        leave=tuple(told.get(name, gone[name]) for name in sorted(went.keys() - goes.keys())),
        moved=tuple(moved),
        numbers=tuple((old, new) for old, new in sorted(filled.numbers.items()) if old != new),
        fewest=filled.fewest,
    )


def _told(one: Outcome) -> dict[str, Any]:
    return {
        "person_id": one.person_id,
        "reason": str(one.reason),
        "sentence": one.sentence,
        "clause": one.clause,
        "tranche": one.tranche,
    }
