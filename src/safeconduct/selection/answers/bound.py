"""How many people must change their tranche at least, from the leads at the ends of the tranches announced.

The lead after a tranche is that of those who stay in it and in those before. Who enters can lower it only where a
tranche has not begun by then; and everyone who moves lowers it by their weight, for one side or for the other.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Protocol

from safeconduct.selection.answers.division import Hand, Told
from safeconduct.selection.answers.steps import Weigh, step
from safeconduct.selection.need import Stream
from safeconduct.selection.units import Unit


class Placed(Protocol):
    """Units that go in one tranche; ``told`` says in which their people were announced."""

    @property
    def units(self) -> tuple[Unit, ...]: ...
    @property
    def told(self) -> Told: ...


@dataclass(slots=True)
class _Lane:
    """Of a stream: by tranche, how those who stay move the lead; how those move it who may go in any; and the greatest
    weight of one who moves."""

    fixed: Counter[int] = field(default_factory=Counter)
    free: list[int] = field(default_factory=list)
    heaviest: int = 1


def moves_at_least(items: Sequence[Placed], hands: Sequence[Hand], weigh: Weigh, limit: int) -> int:
    """No division with leads within ``limit`` has fewer people in another tranche than announced."""
    found = 0
    lanes: dict[tuple[Stream, bool], _Lane] = defaultdict(_Lane)
    for item in items:
        cost, most = sum(number for _, number in item.told), max((number for _, number in item.told), default=0)
        found += cost - most
        for unit in item.units:
            stream, moves = step(unit, weigh)
            if stream is None:
                continue
            lane = lanes[stream, unit.remains]
            if len(item.told) == 1 and len(item.units) == 1:
                lane.fixed[item.told[0][0]] += moves
                lane.heaviest = max(lane.heaviest, -(-abs(moves) // cost))
            else:
                lane.free.append(moves)
    for place, hand in enumerate(hands):
        for unit in hand.begun or ():
            stream, moves = step(unit, weigh)
            if stream is not None:
                lanes[stream, hand.remains].fixed[place] += moves
    return found + sum(_must(lane, remains, hands, limit) for (_, remains), lane in lanes.items())


def _must(lane: _Lane, remains: bool, hands: Sequence[Hand], limit: int) -> int:
    found = 0
    for sign in (1, -1):
        helps = sum(min(0, sign * moves) for moves in lane.free)
        now, excess, open_ = 0, 0, False
        for place, hand in enumerate(hands):
            if hand.remains is remains:
                now += sign * lane.fixed[place]
                open_ = open_ or hand.begun is None
                excess = max(excess, now - limit + (helps if open_ else 0))
        found += -(-excess // lane.heaviest)
    return found
