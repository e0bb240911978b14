"""How full the tranches are, side by side, while people are put into them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from safeconduct.selection.exposure import Key, Step


class NoRoom(Exception):
    """So many people who are not parted fit into no tranche that is left."""


@dataclass
class Load:
    """How many people of each holder are in each tranche so far."""

    caps: Sequence[int]  # of the first tranches; the last one holds for all that follow
    taken: dict[str, list[int]]
    bundles: list[list[tuple[int, Key, tuple[Step, ...]]]]

    def cap(self, tranche: int) -> int:
        return self.caps[min(tranche, len(self.caps) - 1)]

    def fits(self, tranche: int, needs: Mapping[str, int]) -> bool:
        cap = self.cap(tranche)
        for side, need in needs.items():
            row = self.taken.get(side, ())
            if (row[tranche] if tranche < len(row) else 0) + need > cap:
                return False
        return True

    def put(self, tranche: int, needs: Mapping[str, int], place: int, key: Key, steps: tuple[Step, ...]) -> None:
        for side, need in needs.items():
            row = self.taken.setdefault(side, [])
            if tranche >= len(row):
                row += [0] * (tranche + 1 - len(row))
            row[tranche] += need
        while len(self.bundles) <= tranche:
            self.bundles.append([])
        self.bundles[tranche].append((place, key, steps))

    def first_open(self, needs: Mapping[str, int], start: int = 0) -> int:
        """The first tranche from ``start`` on with room. Raises NoRoom where none ever has."""
        tranche = start
        while not self.fits(tranche, needs):
            if tranche >= len(self.caps) and any(need > self.caps[-1] for need in needs.values()):
                raise NoRoom(max(needs.values()))
            tranche += 1
        return tranche
