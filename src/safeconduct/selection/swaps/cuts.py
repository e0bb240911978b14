"""Rows that cut off a fractional packing: three places of which two swaps would share pairs."""

from __future__ import annotations

from collections import defaultdict
from itertools import combinations

import numpy as np

from safeconduct.selection.swaps.enumerate import Columns, Numbers
from safeconduct.selection.swaps.relaxation import Reals

Triple = tuple[int, int, int]
NEAR = 1e-6


def violated_triples(columns: Columns, x: Reals, most: int) -> list[Triple]:
    """At most ``most`` triples of places that the fractional x overfills, the worst first."""
    pair: dict[tuple[int, int], float] = defaultdict(float)
    inside: dict[Triple, float] = defaultdict(float)
    near: dict[int, set[int]] = defaultdict(set)
    for at in np.flatnonzero((x > NEAR) & (x < 1 - NEAR)).tolist():
        places = columns.places[at, : columns.sizes[at]].tolist()
        for a, b in combinations(places, 2):
            pair[a, b] += x[at]
            near[a].add(b)
            near[b].add(a)
        for a, b, c in combinations(places, 3):
            inside[a, b, c] += x[at]
    triples = {
        (min(a, b, c), a + b + c - min(a, b, c) - max(a, b, c), max(a, b, c))
        for a, b in pair
        for c in near[a] | near[b]
        if c not in (a, b)
    }
    found = [
        (excess, triple)
        for triple in triples
        if (excess := _filling(triple, pair) - 2 * inside.get(triple, 0.0) - 1) > 1e-4
    ]
    return [triple for _, triple in sorted(found, key=lambda item: (-round(item[0], 6), item[1]))[:most]]


def triple_row(columns: Columns, triple: Triple) -> Numbers:
    """The coefficients of a triple's row: 1 for each swap that takes two of its places or more; at most 1 in all."""
    taken = sum((columns.places == place).sum(axis=1) for place in triple)
    return np.asarray(taken >= 2, np.int64)


def _filling(triple: Triple, pair: dict[tuple[int, int], float]) -> float:
    a, b, c = triple
    return pair.get((a, b), 0.0) + pair.get((a, c), 0.0) + pair.get((b, c), 0.0)
