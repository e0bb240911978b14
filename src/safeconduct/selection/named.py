"""Named exchanges: this person only against that one, in cycles and chains of bounded length over several parties.

The possible exchanges are those that ``swaps`` lists; each is a variable of the programme of the whole agreement, so
that named people and all others are weighed at once, level by level. Everyone who is named goes exactly if one exchange
that holds them is carried out. After everything else, as few exchanges as possible take more than two people: the
longer one is, the more people stay when one of them drops out.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from safeconduct.selection.programme import Aux, Programme, Row
from safeconduct.selection.units import Population, Way
from safeconduct.terms import Agreement, Named


@dataclass(frozen=True, slots=True)
class Exchange:
    """Entries in the order in which each is released for the one before; a cycle closes with the first."""

    entries: tuple[str, ...]
    chain: bool = False

    def name(self, clause: str) -> str:
        """What the variable of the exchange is called in the programme and in the certificate."""
        return f"{clause}: exchange {' > '.join(self.entries)}"

    def words(self) -> str:
        """The exchange in words, without saying who is in it."""
        number = len(self.entries)
        if not self.chain:
            return f"a closed exchange of {number} people"
        return "a release against nobody" if number == 1 else f"a chain of {number} people from a release for nobody"


def exchanges(clause: Named, population: Population) -> tuple[Exchange, ...]:
    """Every exchange that the clause allows among those who may go; of several with the same people only one.

    Their order and which of them stands for the same people hang on the tickets, never on a name.
    """
    from safeconduct.selection.swaps import Offer, Pool
    from safeconduct.selection.swaps.enumerate import enumerate_swaps

    there = ways_of(clause, population)
    # The ids that ties are broken with must not hold the name of a party: the ticket and the entry do not.
    tickets = {way: unit.ticket for unit in population.units for way, _ in unit.counts}
    # Whoever a question leaves out has a way and no unit.
    key = {label: f"{tickets[way]}/{way[0]}" for label, way in there.items() if way in tickets}
    label_of = {made: label for label, made in key.items()}
    wants = dict(clause.wants)
    offers = [
        Offer(made, against=_against(wants, label, clause, key), goodwill=label in clause.goodwill)
        for made, label in sorted(label_of.items())
    ]
    if not offers:
        return ()
    columns = enumerate_swaps(Pool(tuple(offers)), max_cycle=clause.longest_cycle, max_chain=clause.longest_chain)
    return tuple(
        Exchange(tuple(label_of[columns.persons[place]] for place in path[:size]), bool(chain))
        for path, size, chain in zip(
            columns.paths.tolist(), columns.sizes.tolist(), columns.chain.tolist(), strict=True
        )
    )


def ways_of(clause: Named, population: Population) -> dict[str, Way]:
    """By ``party/entry``, the way of each named person who may go by themselves."""
    named = (way for way in population.ways if way[0].partition("#")[0] == clause.id)
    return {f"{way[1]}/{way[0].partition('#')[2]}": way for way in named}


def named_rows(clause: Named, population: Population) -> tuple[list[Row], list[Aux]]:
    """One row for each named person: released exactly if one cycle or chain with them is carried out."""
    there = ways_of(clause, population)
    aux: list[Aux] = []
    touching: dict[str, dict[str, int]] = {label: {} for label in there}
    for exchange in exchanges(clause, population):
        name = exchange.name(clause.id)
        longer = f"{clause.id}: exchanges of more than two" if len(exchange.entries) > 2 else ""
        aux.append(Aux(name, clause.id, 1, longer, last=True))
        for label in exchange.entries:
            touching[label][name] = -1
    rows = [
        Row(clause.id, f"{label} only in an exchange that names them", {there[label]: 1}, 0, 0, touching[label])
        for label in there
    ]
    return rows, aux


def carried_out(agreement: Agreement, programme: Programme, values: Sequence[int]) -> dict[Way, str]:
    """By the way of a named person who goes, the name of the exchange in which they go."""
    named = {clause.id for clause in agreement.clauses if isinstance(clause, Named)}
    done = {v.name for v, value in zip(programme.aux, values, strict=True) if value and v.clause in named}
    rows = [row for row in programme.rows if row.clause in named]
    return {way: name for row in rows for way in row.weights for name in row.aux if name in done}


class NamedTeller:
    """What a sentence says of a named person: the exchange in which they go, or why they are in none."""

    def __init__(self, agreement: Agreement, programme: Programme, values: Sequence[int]) -> None:
        self._clauses = {clause.id: clause for clause in agreement.clauses if isinstance(clause, Named)}
        self._done = carried_out(agreement, programme, values)
        self._rows = {way: row for row in programme.rows if row.clause in self._clauses for way in row.weights}
        self._busy: set[str] = set()  # exchanges that need somebody who goes in another one
        for way, done in self._done.items():
            self._busy.update(name for name in self._rows[way].aux if name != done)

    def goes(self, way: Way) -> str:
        """In which exchange they go; empty for whoever goes under another kind of clause."""
        if way not in self._done:
            return ""
        clause = self._clauses[way[0].partition("#")[0]]
        entries = tuple(self._done[way].removeprefix(f"{clause.id}: exchange ").split(" > "))
        return Exchange(entries, entries[0] in clause.goodwill).words()

    def stays(self, way: Way) -> str:
        """Why nobody is exchanged for them; empty for whoever is under another kind of clause."""
        row = self._rows.get(way)
        if row is None:
            return ""
        clause = self._clauses[row.clause]
        if not row.aux:
            reach = f"exchange of at most {clause.longest_cycle} people closes around them"
            if clause.goodwill:
                reach += f", and no chain of at most {clause.longest_chain} reaches them"
            return f"among those who may go, no {reach} (clause {clause.id})"
        if self._busy.issuperset(row.aux):
            number = len(row.aux)
            each = "the only exchange that could hold them needs" if number == 1 else f"the {number} exchanges need"
            return f"{each} somebody who goes in another one, by which more is reached (clause {clause.id})"
        return f"clause {clause.id} leaves no place ({row.why})"


def _against(
    wants: Mapping[str, tuple[str, ...]], label: str, clause: Named, key: Mapping[str, str]
) -> tuple[str, ...]:
    """Whom an entry is released against, of those who may go; who is released against nobody asks for nobody."""
    if label in clause.goodwill:
        return ()
    return tuple(key[other] for other in wants.get(label, ()) if other in key and other != label)
