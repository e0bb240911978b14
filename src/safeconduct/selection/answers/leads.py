"""Who is ahead after each release, between each two parties, and of each party against all others.

A line is drawn for every two parties whom a clause sets against each other, and, for a balance among several, for each
party against the rest. Remains have lines of their own: they are never in one balance with the living.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Any

from safeconduct.people.model import Person
from safeconduct.selection.model import Selection
from safeconduct.selection.tranches import weights
from safeconduct.terms import Agreement, All, Balance, Named, Remains, Scales

REST = ""


@dataclass(frozen=True, slots=True)
class LeadLine:
    """How far ``party`` is ahead of ``against`` (``REST``: of all others): what it has given less what it has received.

    ``steps`` are (place in the whole order, from 1; lead after it), one for each release that moves the lead;
    ``after`` is the lead after each tranche. ``clause`` names the balance that sets a party against the rest.
    """

    party: str
    against: str
    clause: str
    remains: bool
    steps: tuple[tuple[int, int], ...]
    after: tuple[int, ...]

    @property
    def greatest(self) -> int:
        """The greatest lead of either side."""
        return max((abs(lead) for _, lead in self.steps), default=0)

    def document(self) -> dict[str, Any]:
        """As it stands in fairness.json."""
        return {
            "party": self.party,
            "against": self.against,
            "clause": self.clause,
            "remains": self.remains,
            "greatest": self.greatest,
            "curve": [list(step) for step in self.steps],
            "after_tranches": list(self.after),
        }


def lead_lines(selection: Selection, agreement: Agreement, persons: Sequence[Person]) -> tuple[LeadLine, ...]:
    """The lines on which somebody goes: the living first, pairs before a party against the rest, by name."""
    by_id = {person.person_id: person for person in persons}
    clause_of = {outcome.person_id: outcome.clause for outcome in selection.outcomes}
    scales = Scales.of(agreement)
    weighed = tuple(c.id for c in agreement.clauses if c.entitles and not isinstance(c, All | Remains | Named))
    balances = [(one, one.over or weighed) for one in agreement.clauses if isinstance(one, Balance)]
    order: list[tuple[Person, tuple[str, str, str]]] = []
    for tranche in selection.tranches:
        for name in tranche.order:
            person, clause = by_id[name], clause_of[name]
            order.append((person, (clause + scales.mark(clause, person), person.holder, person.home)))
    weigh = weights(agreement, sorted({way for _, way in order}), sorted(agreement.parties))
    moves: dict[tuple[bool, str, str, str], list[tuple[int, int]]] = {}
    for place, (person, way) in enumerate(order, start=1):
        if way in weigh:
            (first, second), weight = weigh[way]
            moves.setdefault((person.remains, "", first, second), []).append((place, weight))
        for balance, over in balances:
            if way[0].partition("#")[0] in over and {person.holder, person.home} <= set(balance.parties):
                weight = scales.counts(balance, way[0])
                for party, signed in ((person.holder, weight), (person.home, -weight)):
                    moves.setdefault((person.remains, balance.id, party, REST), []).append((place, signed))
    ends = list(accumulate(len(tranche.order) for tranche in selection.tranches))
    return tuple(_line(*key, found, ends) for key, found in sorted(moves.items(), key=lambda item: item[0]))


def open_to_loss(lines: Sequence[LeadLine], *, escrow: bool) -> int:
    """The most that one side could lose if the other gave nothing more.

    In escrow nobody of a tranche is released before all of it are in the intermediary's custody, so that within a
    tranche nothing can be kept back: only the lead at the end of a tranche is open. Otherwise every lead is.
    """
    if escrow:
        return max((abs(lead) for line in lines for lead in line.after), default=0)
    return max((line.greatest for line in lines), default=0)


def _line(
    remains: bool, clause: str, party: str, against: str, moves: Sequence[tuple[int, int]], ends: Sequence[int]
) -> LeadLine:
    steps, lead = [], 0
    for place, weight in moves:
        lead += weight
        steps.append((place, lead))
    after, at, now = [], 0, 0
    for end in ends:
        while at < len(steps) and steps[at][0] <= end:
            now = steps[at][1]
            at += 1
        after.append(now)
    return LeadLine(party, against, clause, remains, tuple(steps), tuple(after))
