"""What each kind of clause imposes: its inequalities, as data that a reader can hold against the text of the terms."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from safeconduct.selection.named import named_rows
from safeconduct.selection.prefer import prefer_rows
from safeconduct.selection.programme import Aux, Row
from safeconduct.selection.units import Population, Way
from safeconduct.terms import (
    Agreement,
    All,
    Balance,
    Clause,
    Flow,
    KeepTogether,
    Named,
    OneForOne,
    Package,
    Quota,
    Ratio,
    Reciprocity,
    Remains,
    Scales,
    Shortfall,
)

MANY = 10**9  # more people than there are: an auxiliary variable without a limit of its own


def all_rows(agreement: Agreement, population: Population) -> tuple[list[Row], list[Aux]]:
    """Rows and auxiliary variables of every clause, in the order of the agreement and of the parties as drawn."""
    rank = {party: index for index, party in enumerate(population.parties)}
    rows: list[Row] = []
    aux: list[Aux] = []
    scales = Scales.of(agreement)
    by_base: dict[Way, list[Way]] = {}  # where people are counted by rank, a way falls into one for each weight
    for way in population.ways:
        by_base.setdefault((way[0].partition("#=")[0], way[1], way[2]), []).append(way)

    def weighed(row: Row) -> Row:
        counting = agreement.clause(row.clause)
        assert counting is not None
        weights = {
            each: weight * scales.counts(counting, each[0])
            for way, weight in row.weights.items()
            for each in by_base.get(way, [way])
        }
        return replace(row, weights=weights)

    for clause in agreement.clauses:
        flows = sorted(dict.fromkeys(clause.flows), key=lambda flow: (rank[flow[0]], rank[flow[1]]))
        if isinstance(clause, Named | KeepTogether):
            made, more = (
                named_rows(clause, population) if isinstance(clause, Named) else prefer_rows(clause, population)
            )
            rows += made
            aux += more
            continue
        builder = _Builder(agreement, clause, flows, list(population.parties))
        rows += builder.rows() if not scales.tables else map(weighed, builder.rows())
        aux += builder.aux
    return rows, aux


class _Builder:
    def __init__(self, agreement: Agreement, clause: Clause, flows: list[Flow], parties: list[str]) -> None:
        self.agreement, self.clause, self.flows, self.parties = agreement, clause, flows, parties
        self.aux: list[Aux] = []

    def rows(self) -> Iterator[Row]:
        clause = self.clause
        match clause:
            case All():
                if clause.on_shortfall is Shortfall.FAIL:
                    yield from self._spans(clause.min, None, Shortfall.FAIL, [clause.id])
            case OneForOne():
                yield from self._spans(clause.min, clause.max, clause.on_shortfall, [clause.id])
                yield from self._pairs(clause.tolerance)
            case Remains():
                yield from self._spans(clause.min, clause.max, clause.on_shortfall, [clause.id])
                if clause.one_for_one:
                    yield from self._pairs(0)
            case Quota():
                yield from self._spans(clause.min, clause.max, clause.on_shortfall, clause.over or [clause.id])
                if clause.on_shortfall is Shortfall.REDUCE_BOTH:
                    yield from self._pairs(0, clause.over or [clause.id])
            case Ratio():
                yield from self._ratio(clause)
            case Balance():
                yield from self._balance(clause)
            case Reciprocity():
                yield from self._reciprocity(clause)
            case Package():
                yield from self._package(clause)

    def _row(self, why: str, weights: dict[Way, int], least: int | None, most: int | None, **aux: int) -> Row:
        return Row(self.clause.id, why, weights, least, most, aux)

    def _spans(self, least: int, most: int | None, rule: Shortfall, over: Iterable[str]) -> Iterator[Row]:
        """From ``least`` to ``most`` people for each flow; short of ``least`` by as few as can be, where allowed."""
        for flow in self.flows:
            weights = {(name, *flow): 1 for name in over}
            words, owed = f"from {flow[0]} to {flow[1]}", self.agreement.owed(self.clause.id, flow)
            floor, before = least + owed, f", {owed} of them owed from before" if owed else ""
            if most is not None:
                yield self._row(f"at most {most + owed} {words}{before}", weights, None, most + owed)
            if floor and rule is Shortfall.FAIL:
                yield self._row(f"at least {floor} {words}{before}", weights, floor, None)
            elif floor:
                name = f"{self.clause.id}: short {words}"
                self.aux.append(Aux(name, self.clause.id, floor, f"{self.clause.id}: people short of the promise"))
                why = f"at least {floor} {words}{before}, or as near as can be"
                yield Row(self.clause.id, why, weights, floor, None, {name: 1})

    def _pairs(self, tolerance: int, over: Iterable[str] = ()) -> Iterator[Row]:
        """As many one way as the other, for each pair of parties that has both ways."""
        for holder, home in self.flows:
            back = (home, holder)
            if back in self.flows and self.flows.index((holder, home)) < self.flows.index(back):
                weights: dict[Way, int] = {}
                for name in over or [self.clause.id]:
                    weights[name, holder, home] = 1
                    weights[name, home, holder] = -1
                extra = f", within {tolerance}" if tolerance else ""
                # What is owed from before is given for nothing now; what is missing now counts as given.
                owed = self.agreement.owed(self.clause.id, (holder, home))
                owed -= self.agreement.owed(self.clause.id, back)
                short = {f"{self.clause.id}: short from {a} to {b}": s for a, b, s in ((holder, home, 1), (*back, -1))}
                carried = getattr(self.clause, "on_shortfall", None) is Shortfall.CARRY_OVER
                known = {variable.name for variable in self.aux} if carried else set()
                aux = {name: sign for name, sign in short.items() if name in known}
                words = f"one for one between {holder} and {home}{extra}"
                yield Row(self.clause.id, words, weights, owed - tolerance, owed + tolerance, aux)

    def _ratio(self, clause: Ratio) -> Iterator[Row]:
        (a, b), (c, d) = clause.flows
        first, second = (clause.id, a, b), (clause.id, c, d)
        words = f"{clause.give} from {a} for {clause.get} from {c}"
        order = [(first, clause.give), (second, clause.get)]
        if self.flows[0] != clause.flows[0]:
            order.reverse()
        if clause.lots:
            name = f"{clause.id}: lots"
            self.aux.append(Aux(name, clause.id, MANY if clause.max_lots is None else clause.max_lots, leads=True))
            for way, number in order:
                yield Row(clause.id, f"whole lots of {words}", {way: 1}, 0, 0, {name: -number})
            return
        cross = {first: clause.get, second: -clause.give}
        yield self._row(f"{words}, within {clause.tolerance}", cross, -clause.tolerance, clause.tolerance)
        if clause.max_lots is not None:
            for way, number in order:
                yield self._row(f"at most {clause.max_lots} lots", {way: 1}, None, number * clause.max_lots)

    def _bound_ways(self, over: tuple[str, ...], party: str, parties: tuple[str, ...]) -> tuple[list[Way], list[Way]]:
        """The ways out of a party and into it, over the named clauses or over all that are not owed to people."""
        names = [c.id for c in self.agreement.clauses if (c.id in over if over else _weighed(c))]
        out = [(name, party, other) for name in names for other in parties if other != party]
        into = [(name, other, party) for name in names for other in parties if other != party]
        return out, into

    def _balance(self, clause: Balance) -> Iterator[Row]:
        for party in self.parties:
            if party in clause.parties:
                out, into = self._bound_ways(clause.over, party, clause.parties)
                weights = {**dict.fromkeys(out, 1), **dict.fromkeys(into, -1)}
                words = f"{party} receives as many as it gives"
                yield self._row(words, weights, -clause.tolerance, clause.tolerance)

    def _reciprocity(self, clause: Reciprocity) -> Iterator[Row]:
        for party in self.parties:
            if party in clause.parties:
                out, into = self._bound_ways(clause.over, party, clause.parties)
                weights = {**dict.fromkeys(out, clause.get), **dict.fromkeys(into, -clause.give)}
                words = f"{party} gives at most {clause.give} for every {clause.get} it receives"
                yield self._row(words, weights, None, 0)

    def _package(self, clause: Package) -> Iterator[Row]:
        name = f"{clause.id}: all or nothing"
        self.aux.append(Aux(name, clause.id, 1, leads=True))
        rank = {party: index for index, party in enumerate(self.parties)}
        for part in sorted(clause.parts, key=lambda part: rank[part.to]):
            weights = {(clause.id, giver, part.to): 1 for giver in part.from_}
            yield Row(clause.id, f"{part.n} people to {part.to}, or the package falls", weights, 0, 0, {name: -part.n})


def _weighed(clause: Clause) -> bool:
    """Clauses of the living whose numbers may be weighed: not those under which everyone is owed."""
    own = clause.entitles and not (isinstance(clause, Quota) and clause.over)
    return own and not isinstance(clause, All | Remains | Named)
