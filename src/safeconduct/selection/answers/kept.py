"""Whether tranches keep what was agreed of them, and in words where they do not."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from safeconduct.selection.answers.division import Limits
from safeconduct.selection.answers.steps import Weigh, step
from safeconduct.selection.need import Stream
from safeconduct.selection.tranches import Lead
from safeconduct.selection.units import Unit


@dataclass(eq=False)
class Filling:
    """One hand-over as it fills up. ``number`` is the one announced, or 0 for a new one."""

    number: int
    remains: bool
    begun: bool
    units: list[Unit] = field(default_factory=list)
    free: Counter[str] = field(default_factory=Counter)  # places left by people of each holder who no longer go

    def people(self) -> Counter[str]:
        """How many of each holder."""
        found: Counter[str] = Counter()
        for unit in self.units:
            found[unit.holder] += unit.size
        return found


def broken(limits: Limits, hands: Sequence[Filling], weigh: Weigh) -> str:
    """What of the agreement these tranches break, in words; empty where nothing."""
    if curve(hands, weigh)[0] > limits.lead:
        ahead = max(limits.lead + 1, _between(hands, weigh))
        return f"one side would be {ahead} ahead, and {limits.lead} is the most that was agreed"
    living = sum(not hand.remains for hand in hands)
    if limits.most is not None and living > limits.most:
        return f"there would be {living} tranches, and {limits.most} is the most that was agreed"
    for place, hand in enumerate(hands):
        cap = limits.cap(place, hand.remains)
        most = max(hand.people().values(), default=0)
        if most > cap:
            return f"tranche {place + 1} would have {most} of one side, and {cap} is the most"
    return ""


def curve(hands: Sequence[Filling], weigh: Weigh) -> tuple[int, tuple[int, ...]]:
    """The greatest lead, and the lead after each person; remains are never in one balance with the living."""
    leads: list[int] = []
    for remains in (False, True):
        lead = Lead(weigh)
        for hand in hands:
            if hand.remains is remains:
                leads += lead.after([lead.moves(unit.counts) for unit in hand.units])
    return max(map(abs, leads), default=0), tuple(leads)


def _between(hands: Sequence[Filling], weigh: Weigh) -> int:
    """The greatest lead at the end of a tranche, which no order inside the tranches can change."""
    greatest = 0
    for remains in (False, True):
        now: Counter[Stream] = Counter()
        for hand in (one for one in hands if one.remains is remains):
            for stream, moves in (step(unit, weigh) for unit in hand.units):
                if stream is not None:
                    now[stream] += moves
            greatest = max([greatest, *map(abs, now.values())])
    return greatest
