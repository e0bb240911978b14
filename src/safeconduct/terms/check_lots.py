"""Linter, part that needs the persons: numbers that people who are not parted cannot make, with the nearest ones."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence

from safeconduct.people.model import Person
from safeconduct.terms.kinds import Clause, Flow, OneForOne, Quota, Ratio, Remains, Shortfall
from safeconduct.terms.model import Agreement, Finding, Severity
from safeconduct.terms.rules import Standing
from safeconduct.terms.scales import weights_of

Sizes = dict[tuple[str, Flow], Counter[int]]  # by clause and way, how many sets of people count for how much
_LAW = "AP I 74"


def check_lots(
    agreement: Agreement, sets: Sequence[Sequence[Person]], standings: dict[str, Standing]
) -> Iterator[Finding]:
    """``sets`` are the people who go together or not at all, ``standings`` what bars each of them, by person_id."""
    for clause in agreement.clauses:
        if isinstance(clause, Ratio):
            yield from _lots(clause, _sizes(agreement, clause, sets, standings))
        elif isinstance(clause, OneForOne | Quota | Remains) and clause.min and clause.min == clause.max:
            yield from _exactly(agreement, clause, clause.min, _sizes(agreement, clause, sets, standings))


def _sizes(
    agreement: Agreement, clause: Clause, sets: Sequence[Sequence[Person]], standings: dict[str, Standing]
) -> Sizes:
    """Of the sets in which everyone may go, those of which all go one way under the clause or under those it counts."""
    table = next((each for each in agreement.weights if each.id == weights_of(clause)), None)
    under = set(getattr(clause, "over", ())) or {clause.id}
    found: Sizes = defaultdict(Counter)
    for members in sets:
        own = [standings[person.person_id] for person in members]
        ways = {(person.holder, person.home) for person in members}
        if len(ways) == 1 and not any(standing.bar for standing in own):
            counted = [one for one, standing in zip(members, own, strict=True) if standing.clause in under]
            size = sum(table.worth(one.rank) if table else 1 for one in counted)
            if size:
                found[clause.id, ways.pop()][size] += 1
    return found


def attainable(sizes: Counter[int], most: int) -> int:
    """The numbers up to ``most`` that some of the sets make, as bits: bit n is set where n can be made."""
    reached, mask = 1, (1 << (most + 1)) - 1
    for size, number in sizes.items():
        step = 1
        while number > 0:  # so many times the size, in powers of two
            take = min(step, number)
            reached |= (reached << (size * take)) & mask
            number, step = number - take, step * 2
    return reached


def _lots(clause: Ratio, sizes: Sizes) -> Iterator[Finding]:
    if not clause.lots or not clause.give or not clause.get:
        return
    sides = [sizes.get((clause.id, flow), Counter()) for flow in clause.flows]
    totals = [sum(size * number for size, number in side.items()) for side in sides]
    by_number = min(totals[0] // clause.give, totals[1] // clause.get, clause.max_lots or totals[0])
    if not by_number:
        return
    ways = [attainable(side, n * by_number) for side, n in zip(sides, (clause.give, clause.get), strict=True)]
    lots = next(z for z in range(by_number, -1, -1) if ways[0] >> (z * clause.give) & ways[1] >> (z * clause.get) & 1)
    if lots < by_number:
        by = f"{by_number} lots of {clause.give} for {clause.get} could be filled by number"
        message = (
            f"{by} ({totals[0]} and {totals[1]} may go), but people who are not parted allow {lots}: "
            f"{lots * clause.give} for {lots * clause.get} is the nearest that can be reached"
        )
        fix = "lots = false with a tolerance, or ask whether a group agrees to travel apart"
        yield Finding("groups-and-lots", Severity.WARNING, clause.id, clause.line, message, fix, _LAW)


def _exactly(
    agreement: Agreement, clause: OneForOne | Quota | Remains, promised: int, sizes: Sizes
) -> Iterator[Finding]:
    fails = clause.on_shortfall is Shortfall.FAIL
    for flow in clause.flows:
        number, side = promised + agreement.owed(clause.id, flow), sizes.get((clause.id, flow), Counter())
        total = sum(size * count for size, count in side.items())
        reached = attainable(side, total)
        if total < number or reached >> number & 1:
            continue  # too few people are the matter of above-supply
        below = next(n for n in range(number, -1, -1) if reached >> n & 1)
        above = next(n for n in range(number, total + 1) if reached >> n & 1)
        message = (
            f"exactly {number} are promised from {flow[0]} to {flow[1]}, and {total} may go, but people who are not "
            f"parted make {below} or {above} of them, never {number}"
        )
        fix = f"min = {below} and max = {above}, or ask whether a group agrees to travel apart"
        severity = Severity.ERROR if fails else Severity.WARNING
        yield Finding("groups-and-number", severity, clause.id, clause.line, message, fix, _LAW)
