"""The order of need: medical need, then the priorities, then the lot; and what the tranches have to know of a unit.

What follows from what a unit is, is worked out once for all that are alike. From here on a unit is its place in this
order.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from safeconduct.selection.units import Unit, Way
from safeconduct.terms import Agreement

Stream = tuple[str, str]  # two parties, in the order drawn by lot
Weigh = Mapping[Way, tuple[Stream, int]]
_HEAD = 16  # so many digits of a ticket are compared at once


@dataclass(frozen=True, slots=True)
class Traits:
    """What units that are alike are to the tranches. ``stream`` and ``weight``: between whom they move the lead, and by
    how much; None and 0 where no clause weighs them."""

    holder: str
    size: int
    stream: Stream | None
    weight: int
    counts: tuple[tuple[Way, int], ...]


@dataclass(frozen=True, slots=True)
class Queue:
    """The units in the order of need: by place, the members, and the index of their traits."""

    members: list[tuple[str, ...]]
    kinds: list[int]
    traits: list[Traits]
    tied: dict[str, list[int]]  # by exchange, the places of the units that are all or nothing


def queue(agreement: Agreement, units: Sequence[Unit], weigh: Weigh, exchanges: Mapping[str, str]) -> Queue:
    """Put units in the order of need; they are all of the living, or all remains."""
    import numpy as np

    of_kind: dict[object, int] = {}
    firsts: list[Unit] = []
    kinds: list[int] = []
    for unit in units:
        alike = (unit.counts, unit.levels, unit.medical)
        kind = of_kind.get(alike)
        if kind is None:
            kind = of_kind[alike] = len(firsts)
            firsts.append(unit)
        kinds.append(kind)
    needs = [_need(agreement, unit) for unit in firsts]
    rank = {need: at for at, need in enumerate(sorted(set(needs)))}
    of_kinds = np.array(kinds, dtype=np.int64)
    urgent = np.array([rank[need] for need in needs], dtype=np.int64)[of_kinds] if units else of_kinds
    order = _sorted(units, urgent)
    members = [unit.members for unit in units]
    tied: dict[str, list[int]] = {}
    if exchanges:
        for place, at in enumerate(order):
            if (name := exchanges.get(units[at].ticket)) is not None:
                tied.setdefault(name, []).append(place)
    return Queue(
        [members[at] for at in order], of_kinds[order].tolist(), [_traits(unit, weigh) for unit in firsts], tied
    )


def _sorted(units: Sequence[Unit], urgent: Any) -> list[int]:
    """The indices of the units by urgency and then by ticket; all digits of tickets count where the first are equal."""
    import numpy as np

    text = "".join([unit.ticket[:_HEAD] for unit in units])
    assert len(text) == _HEAD * len(units)
    heads = np.frombuffer(text.encode("ascii"), dtype=">u8").reshape(-1, 2)
    order = np.lexsort((heads[:, 1], heads[:, 0], urgent))
    keys = np.column_stack((urgent, heads.astype(np.uint64)))[order] if len(units) else heads
    found: list[int] = order.tolist()
    if bool((keys[1:] == keys[:-1]).all(axis=1).any()):
        found.sort(key=lambda at: (int(urgent[at]), units[at].ticket))
    return found


def _need(agreement: Agreement, unit: Unit) -> tuple[int, tuple[int, ...]]:
    medical = unit.medical if agreement.tranches.medical_first and not unit.remains else 0
    pairs = zip(agreement.priorities, unit.levels, strict=True)
    return medical, tuple(-min(1, n) if one.measure == "people" else -(n // unit.size) for one, n in pairs)


def _traits(unit: Unit, weigh: Weigh) -> Traits:
    """The people of a unit go one way between two parties."""
    stream, moves = None, 0
    for way, count in unit.counts:
        if way in weigh:
            stream, weight = weigh[way]
            moves += weight * count
    return Traits(unit.holder, unit.size, stream, moves, unit.counts)
