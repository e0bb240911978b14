"""The best packing of swaps, found and proven: bound, cut, forget what cannot belong to it, branch on what is left."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from itertools import combinations

import numpy as np

from safeconduct.selection.swaps.cuts import NEAR, Triple, triple_row, violated_triples
from safeconduct.selection.swaps.enumerate import Columns, Mask, Numbers
from safeconduct.selection.swaps.relaxation import SCALE, Reals, Relaxation, Relaxed
from safeconduct.selection.swaps.worth import Worth

CUT_ROUNDS = 12
CUTS_A_ROUND = 40


@dataclass(frozen=True)
class Packing:
    """The positions of the columns that are taken, what they are worth, and a worth that no packing exceeds."""

    taken: tuple[int, ...]
    worth: int
    bound: int


def best_packing(columns: Columns, worth: Worth, *, max_nodes: int) -> Packing:
    """The packing with the most people and, of those, the one with the fewest three-ways.

    Branches on two places that a fractional solution half puts into one swap: they are together in one or apart (Ryan
    and Foster 1981). Each node searches only swaps whose cost leaves the aim in reach; the aim is the bound itself
    and is lowered, each time further, only once it is refuted. Gives up, its bound above its worth, after
    ``max_nodes`` relaxations.
    """
    if not len(columns.sizes):
        return Packing((), 0, 0)
    return _Search(columns, worth, max_nodes).run()


class _Search:
    """One search. ``best`` is the best packing yet; ``doubt`` a worth that rounding kept some node from ruling out."""

    def __init__(self, columns: Columns, worth: Worth, max_nodes: int) -> None:
        self.columns, self.worth, self.left = columns, worth, max_nodes
        self.worths = worth.each(columns.sizes)
        self.triples: list[Triple] = []
        self.crowd = int(columns.sizes.sum())
        self.best: tuple[int, ...] = ()
        self.best_worth = self.doubt = 0

    def run(self) -> Packing:
        root, bound = self._root()
        step = 1
        while self.best_worth < bound and self.left > 0:
            aim = max(self.worth.reachable(bound - step + 1), self.best_worth + 1)
            if not self._dive(np.flatnonzero(root.cost <= root.ceiling - aim * SCALE), aim):
                break
            bound = max(self.best_worth, self.worth.reachable(aim - 1))
            step *= 2
        return Packing(self.best, self.best_worth, max(bound, self.doubt))

    def _root(self) -> tuple[Relaxed, int]:
        """The relaxation of the whole, with cuts, and the worth it lets reach."""
        every = np.arange(len(self.worths))
        relaxation = Relaxation(self.columns, self.worths)
        relaxed = self._solve(relaxation)
        bound = self.worth.reachable(relaxed.bound)
        for _ in range(CUT_ROUNDS):
            if self._note(every, relaxed) or not self._tighten(relaxation, relaxed, bound):
                break
            relaxed = self._solve(relaxation)
            bound = min(bound, self.worth.reachable(relaxed.bound))
        return relaxed, bound

    def _dive(self, kept: Numbers, aim: int) -> bool:
        """Search the columns at ``kept`` for a packing worth ``aim`` or more; whether the search came to its end."""
        columns = self.columns.only(kept)
        relaxation = Relaxation(columns, self.worths[kept])
        relaxation.add_row(columns.sizes, self.crowd)
        for triple in self.triples:
            relaxation.add_row(triple_row(columns, triple), 1)
        nodes: list[Mask] = [np.ones(len(kept), bool)]
        while nodes:
            if self.left <= 0:
                return False
            relaxation.allow(nodes.pop())
            relaxed = self._solve(relaxation)
            goal = max(aim, self.best_worth + 1)
            bound = self.worth.reachable(relaxed.bound)
            if bound < goal:
                continue
            if self._note(kept, relaxed):
                self.doubt = max(self.doubt, bound if bound > self.best_worth else 0)
                continue
            self._tighten(relaxation, relaxed, bound=None)
            open_still = relaxation.allowed & (relaxed.cost <= relaxed.ceiling - goal * SCALE)
            nodes.extend(_branches(columns, open_still, relaxed.x))
        return True

    def _solve(self, relaxation: Relaxation) -> Relaxed:
        self.left -= 1
        return relaxation.solve()

    def _note(self, kept: Numbers, relaxed: Relaxed) -> bool:
        """Whether the relaxation is whole; if so, remember it if it is the best yet."""
        if np.any((relaxed.x > NEAR) & (relaxed.x < 1 - NEAR)):
            return False
        taken = kept[relaxed.x > 0.5]
        places = self.columns.places[taken]
        places = places[places < self.columns.place_count]
        assert len(np.unique(places)) == len(places), "two swaps of a whole solution share a place"
        worth = int(self.worths[taken].sum())
        if worth > self.best_worth:
            self.best, self.best_worth = tuple(taken.tolist()), worth
        return True

    def _tighten(self, relaxation: Relaxation, relaxed: Relaxed, bound: int | None) -> bool:
        """Add the rows that the relaxation violates and whole solutions do not; whether there was any."""
        tightened = False
        if bound is not None and (people := self.worth.parts(bound)[0]) < self.crowd:
            self.crowd, tightened = people, True
            relaxation.add_row(relaxation.columns.sizes, people)
        known = set(self.triples)
        for triple in violated_triples(relaxation.columns, relaxed.x, CUTS_A_ROUND):
            if triple not in known:
                self.triples.append(triple)
                relaxation.add_row(triple_row(relaxation.columns, triple), 1)
                tightened = True
        return tightened


def _branches(columns: Columns, allowed: Mask, x: Reals) -> list[Mask]:
    """Apart, and together, which is to be searched first."""
    first, second = _half_together(columns, x)
    with_first = (columns.places == first).any(axis=1)
    with_second = (columns.places == second).any(axis=1)
    return [allowed & ~(with_first & with_second), allowed & (with_first == with_second)]


def _half_together(columns: Columns, x: Reals) -> tuple[int, int]:
    """The two places of which x puts most nearly a half into one swap."""
    shares: dict[tuple[int, int], float] = defaultdict(float)
    for at in np.flatnonzero(x > NEAR).tolist():
        for pair in combinations(columns.places[at, : columns.sizes[at]].tolist(), 2):
            shares[pair] += x[at]
    return min(shares, key=lambda pair: (abs(round(shares[pair], 6) - 0.5), pair))
