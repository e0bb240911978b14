"""Named exchanges: this person only against that one, in cycles and chains of bounded length over several parties.

An entry that *wants* others is released when one of those it wants is released to its side: the arc runs from the
entry that is released to the entry it is released for. A chain starts with a release against nobody.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from safeconduct.selection.programme import Aux, Row
from safeconduct.selection.units import Population, Way
from safeconduct.terms import Named


def named_rows(clause: Named, population: Population) -> tuple[list[Row], list[Aux]]:
    """One row for each named person: released exactly if one cycle or chain with them is carried out."""
    there: dict[str, Way] = {}
    for way in population.ways:
        name, _, entry = way[0].partition("#")
        if name == clause.id:
            there[f"{way[1]}/{entry}"] = way
    arcs = {
        label: [other for other in against if other in there]
        for label, against in clause.wants
        if label in there and label not in clause.goodwill
    }
    order = {label: index for index, label in enumerate(there)}
    swaps = [
        *map(_named, cycles(arcs, clause.longest_cycle, order)),
        *chains(arcs, clause.goodwill, clause.longest_chain, there),
    ]
    aux: list[Aux] = []
    touching: dict[str, dict[str, int]] = {label: {} for label in there}
    for swap in swaps:
        name = f"{clause.id}: exchange {' > '.join(swap)}"
        aux.append(Aux(name, clause.id, 1))
        for label in swap:
            touching[label][name] = -1
    rows = [
        Row(clause.id, f"{label} only in an exchange that names them", {there[label]: 1}, 0, 0, touching[label])
        for label in there
    ]
    return rows, aux


def _named(cycle: tuple[str, ...]) -> tuple[str, ...]:
    """A cycle as it is written: each entry is followed by the one that wants it, from the first in the alphabet on."""
    turned = cycle[::-1]
    start = turned.index(min(turned))
    return turned[start:] + turned[:start]


def cycles(arcs: Mapping[str, Sequence[str]], longest: int, order: Mapping[str, int]) -> Iterator[tuple[str, ...]]:
    """Every cycle of at most ``longest`` entries, each once, starting at its first entry in ``order``."""

    def extend(path: list[str]) -> Iterator[tuple[str, ...]]:
        for following in sorted(arcs.get(path[-1], ()), key=order.__getitem__):
            if following == path[0] and len(path) > 1:
                yield tuple(path)
            elif len(path) < longest and order[following] > order[path[0]] and following not in path:
                yield from extend([*path, following])

    for start in sorted(arcs, key=order.__getitem__):
        yield from extend([start])


def chains(
    arcs: Mapping[str, Sequence[str]], goodwill: Sequence[str], longest: int, there: Mapping[str, Way]
) -> Iterator[tuple[str, ...]]:
    """Every chain of at most ``longest`` entries that starts with a release against nobody."""
    wanted_by: dict[str, list[str]] = {}
    for label, against in arcs.items():
        for other in against:
            wanted_by.setdefault(other, []).append(label)
    order = {label: index for index, label in enumerate(there)}

    def extend(path: list[str]) -> Iterator[tuple[str, ...]]:
        yield tuple(path)
        if len(path) < longest:
            for following in sorted(wanted_by.get(path[-1], ()), key=order.__getitem__):
                if following not in path and following not in goodwill:
                    yield from extend([*path, following])

    for start in sorted((label for label in goodwill if label in there), key=order.__getitem__):
        yield from extend([start])
