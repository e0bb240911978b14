"""The values of the selection room: who goes, in which tranche, under which clause, and why anyone does not."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any


class Reason(StrEnum):
    """Why a person goes or does not. Exactly one holds for every person."""

    SELECTED = "selected"
    NOT_CONFIRMED = "not_confirmed"  # the two lists do not (yet) agree that this person is held and sought
    NOT_ELIGIBLE = "not_eligible"  # no clause covers the person
    NO_CONSENT = "no_consent"  # the person, or a child's guardian, has not agreed
    VETOED = "vetoed"
    GROUP_BLOCKED = "group_blocked"  # someone the person must not be parted from cannot go
    BINDING_CLAUSE = "binding_clause"  # a ceiling, floor or balance leaves no place in the person's category
    LOWER_PRIORITY = "lower_priority"  # people with a higher priority fill the places
    LOST_DRAW = "lost_draw"  # places were drawn by lot among equals, or between equal selections


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the selection says of one person, and the sentence that tells it to a reader."""

    person_id: str
    reason: Reason
    sentence: str
    clause: str = ""
    tranche: int | None = None
    ticket: str = ""  # the person's lottery ticket (hex), where a draw decided


@dataclass(frozen=True, slots=True)
class Tranche:
    """People who are handed over together. ``order`` gives the sequence inside the tranche, one person_id each.

    ``remains`` tranches hold only remains and are numbered after those of the living.
    """

    number: int
    order: tuple[str, ...]
    remains: bool = False


FEW = ("people short of the promise", "groups parted", "exchanges of more than two")


@dataclass(frozen=True, slots=True)
class Level:
    """One level of the lexicographic objective, with the value that was reached and the bound that is proven.

    What should be few (people short of a promise, groups parted) is counted below zero, so that more is always better.
    """

    name: str
    value: int
    bound: int

    @property
    def words(self) -> str:
        """What was reached, and whether it is proven, as a sentence says it."""
        few, proven = self.name.endswith(FEW), self.value == self.bound
        if few:
            proof = "proven to be the fewest possible" if proven else f"at least {-self.bound} in any case"
            return f"{self.name}: {-self.value} ({proof})"
        proof = "proven to be the most possible" if proven else f"at most {self.bound} is possible"
        return f"{self.name}: {self.value} ({proof})"


@dataclass(frozen=True, slots=True)
class Selection:
    """The whole answer. ``exposure`` is the signed lead of the first party (in name order) after each person has
    been handed over, in the order of the tranches; ``exposure_bound`` is the greatest lead of either side. The
    certificate also says which lead no order could stay below."""

    outcomes: tuple[Outcome, ...]
    tranches: tuple[Tranche, ...]
    levels: tuple[Level, ...]
    exposure: tuple[int, ...]
    exposure_bound: int
    seed: str  # hex, as combined from the revealed seeds
    totals: Mapping[str, Mapping[str, int]]  # clause -> holder -> people selected
    certificate: Mapping[str, Any]
