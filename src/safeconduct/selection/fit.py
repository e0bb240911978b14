"""People into tranches whose room they fill nearly to the last place, where taking them in the order of need is stuck.

Families do not fit into what single people have left over, so that the first tranche with room for each may end with
one tranche more than there are, although another division needs none. Whether there is one is asked of an integer
programme: who need the same room and move the leads alike are one kind, and how many of a kind go in which tranche is a
whole number. The most urgent keep the place that the order of need gives them, as many of them as can.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from safeconduct.selection.highs import integer, load, run
from safeconduct.selection.load import Needs
from safeconduct.selection.need import Stream

NODES = 5_000  # branch-and-bound nodes of one question; a limit by nodes, not by time, keeps the answer the same
BANDS = 4  # of urgency, each counted so many times as much as the next
MANY = 10**9


class NotFound(Exception):
    """The search ended before it had found a division, which does not show that there is none."""


@dataclass(frozen=True, slots=True)
class Item:
    """People of one unit, or of units that are all or nothing: the room they need, and how they move which lead."""

    needs: Needs
    moves: tuple[tuple[Stream, int], ...]


def fit(
    items: Sequence[Item], wished: Sequence[int | None], caps: Sequence[int], lead: int | None, parties: Sequence[str]
) -> list[int] | None:
    """The tranche of each item, or None where no division keeps the ``caps`` (people of each side, by tranche) and
    leaves none empty before another.

    ``items`` are in the order of need; ``wished`` has the tranche that each should have, None where that is none of
    these. No lead is above ``lead`` at the end of a tranche. ``parties`` are in the order drawn, so that no name
    decides between divisions that are alike. Raises NotFound where the search was given up.
    """
    first = next((at for at, tranche in enumerate(wished) if tranche is None), len(items))
    low, high = 0, first + 1  # the first ``low`` items can keep their tranche, the first ``high`` cannot
    if _Division(items, wished[:0], caps, lead, parties).solve() is None:
        return None
    while high - low > 1:
        middle, made = (low + high) // 2, None
        with suppress(NotFound):
            made = _Division(items, wished[:middle], caps, lead, parties).solve()
        low, high = (low, middle) if made is None else (middle, high)
    return _Division(items, wished[:low], caps, lead, parties).best()


class _Division:
    """The programme for all after the first ones, who have their tranche."""

    def __init__(
        self,
        items: Sequence[Item],
        fixed: Sequence[int | None],
        caps: Sequence[int],
        lead: int | None,
        parties: Sequence[str],
    ) -> None:
        self.items, self.caps, self.parties = items, caps, parties
        self.tranches = [tranche for tranche in fixed if tranche is not None]
        start, rest = len(self.tranches), len(items) - len(self.tranches)
        self.kinds: dict[tuple[int, Item], list[int]] = defaultdict(list)
        for place in range(start, len(items)):
            self.kinds[(place - start) * BANDS // rest, items[place]].append(place)
        self.highs = self._load(lead)

    def _load(self, lead: int | None) -> Any:
        import numpy as np

        hands, kinds = len(self.caps), list(self.kinds.items())
        self.count = (len(kinds) + 1) * hands  # the last ones say whether a tranche holds anybody, then comes the lead
        room, leads = self._fixed()
        rows: list[tuple[list[tuple[int, int]], int | None, int | None]] = []
        for k, (_, places) in enumerate(kinds):
            rows.append(([(k * hands + t, 1) for t in range(hands)], len(places), len(places)))
        for t, used in enumerate(range(self.count - hands, self.count)):  # none is empty before one that is not
            inside, there = [(k * hands + t, 1) for k in range(len(kinds))], self.tranches.count(t)
            rows.append(([*inside, (used, -1)], -there, None))
            rows.append(([*inside, (used, -len(self.items))], None, -there))
            if t:
                rows.append(([(used - 1, 1), (used, -1)], 0, None))
        for holder in self.parties:
            needs = [(k, number) for k, ((_, item), _) in enumerate(kinds) if (number := dict(item.needs).get(holder))]
            for t, cap in enumerate(self.caps if needs else ()):
                rows.append(([(k * hands + t, number) for k, number in needs], None, cap - room[holder, t]))
        streams = {stream for item in self.items for stream, _ in item.moves}
        rank = {party: at for at, party in enumerate(self.parties)}
        for stream in sorted(streams, key=lambda pair: (rank[pair[0]], rank[pair[1]])):
            moves = [(k, number) for k, ((_, item), _) in enumerate(kinds) if (number := dict(item.moves).get(stream))]
            before, now = 0, list[tuple[int, int]]()
            for t in range(hands):
                now += [(k * hands + t, number) for k, number in moves]
                before += leads[stream, t]
                rows.append(([*now, (self.count, -1)], None, -before))
                rows.append(([*now, (self.count, 1)], -before, None))
        entries = [(row, column, value) for row, (each, _, _) in enumerate(rows) for column, value in each]
        at, of, values = (np.array(one) for one in zip(*entries, strict=True))
        most = [*(float(len(places)) for _, places in kinds for _ in range(hands)), *[1.0] * hands]
        bounds = np.zeros(self.count + 1), np.array([*most, float(MANY if lead is None else lead)])
        limits = [low for _, low, _ in rows], [high for _, _, high in rows]
        highs = load(np.zeros(self.count + 1), bounds, limits, [(at, of, values)], [("mip_max_nodes", NODES)])
        integer(highs, self.count)
        return highs

    def _fixed(self) -> tuple[Mapping[tuple[str, int], int], Mapping[tuple[Stream, int], int]]:
        """Of those who have their tranche: the room they take, and how they move the leads, by tranche."""
        room: dict[tuple[str, int], int] = defaultdict(int)
        leads: dict[tuple[Stream, int], int] = defaultdict(int)
        for item, tranche in zip(self.items, self.tranches, strict=False):
            for holder, number in item.needs:
                room[holder, tranche] += number
            for stream, moves in item.moves:
                leads[stream, tranche] += moves
        return room, leads

    def solve(self) -> Any:
        """A division, or None where there is none. Raises NotFound."""
        import highspy

        found = run(self.highs)
        if found is None and self.highs.getModelStatus() != highspy.HighsModelStatus.kInfeasible:
            raise NotFound
        return found

    def best(self) -> list[int]:
        """The tranche of each item: the leads at the ends as small as can be, then the urgent as early as can be."""
        import numpy as np

        every, hands = np.arange(self.count + 1, dtype=np.int32), len(self.caps)
        aim = np.zeros(self.count + 1)
        aim[self.count] = -1.0
        self.highs.changeColsCost(len(every), every, aim)
        found = self.solve()
        lead = round(found.col_value[self.count])
        self.highs.changeColBounds(self.count, 0.0, float(lead))
        for k, (band, item) in enumerate(self.kinds):
            people = sum(number for _, number in item.needs)
            for t in range(hands):
                aim[k * hands + t] = -float(t * people * BANDS ** (BANDS - 1 - band))
        aim[self.count] = 0.0
        self.highs.changeColsCost(len(every), every, aim)
        found = run(self.highs) or found
        numbers = [round(value) for value in found.col_value]
        tranches = [*self.tranches, *[0] * (len(self.items) - len(self.tranches))]
        for k, places in enumerate(self.kinds.values()):
            order = iter(places)
            for t in range(hands):
                for _ in range(numbers[k * hands + t]):
                    tranches[next(order)] = t
        return tranches
