"""How full the tranches are, side by side, while people are put into them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from safeconduct.selection.exposure import Bundle

Needs = tuple[tuple[str, int], ...]  # (holder, how many of their people), each holder once
Placed = tuple[int, object, Bundle]  # part of the tranche, place in that part, who


class NoRoom(Exception):
    """So many people who are not parted fit into no tranche that is left."""


@dataclass
class Load:
    """How many people of each holder are in each tranche so far."""

    caps: Sequence[int]  # of the first tranches; the last one holds for all that follow
    taken: dict[str, list[int]]
    bundles: list[list[Placed]]

    def room(self, tranche: int, needs: Needs) -> int:
        """How many times as much as ``needs`` the tranche still takes."""
        cap = self.caps[min(tranche, len(self.caps) - 1)]
        found = []
        for side, need in needs:
            row = self.taken.get(side, ())
            found.append((cap - (row[tranche] if tranche < len(row) else 0)) // need)
        return min(found)

    def put(self, tranche: int, needs: Needs, placed: Iterable[Placed], times: int = 1) -> None:
        """Put ``times`` bundles, each of which needs as much, into the tranche."""
        for side, need in needs:
            row = self.taken.setdefault(side, [])
            if tranche >= len(row):
                row += [0] * (tranche + 1 - len(row))
            row[tranche] += need * times
        while len(self.bundles) <= tranche:
            self.bundles.append([])
        self.bundles[tranche] += placed

    def first_open(self, needs: Needs, start: int = 0) -> int:
        """The first tranche from ``start`` on with room. Raises NoRoom where none ever has."""
        tranche = start
        while self.room(tranche, needs) < 1:
            if tranche >= len(self.caps) and any(need > self.caps[-1] for _, need in needs):
                raise NoRoom(max(need for _, need in needs))
            tranche += 1
        return tranche
