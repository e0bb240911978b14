"""The values of named swaps: who may go against whom, and which swaps come of it.

A person *goes against* another when the release of the one is what its holder accepts for the release of the other.
In a **swap** everyone goes against someone of the same swap, round in a circle. A **goodwill release** asks for
nothing: it may stand alone, or start a **chain**, in which each person goes against the one before and the last pays
for nobody.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from safeconduct.errors import Fault, RefusedByRule


@dataclass(frozen=True, slots=True)
class Offer:
    """What its holder says of one person: against whom the person may go.

    ``against`` holds ids of persons of the same pool, any one of whom suffices; their order means nothing. ``goodwill``
    says that the holder would also release the person for nothing. Of the persons who bear the same word in ``one_of``
    at most one goes ("X or Z against Y"). ``party`` is the holder, for the reader: no solver looks at it.
    """

    person: str
    against: tuple[str, ...] = ()
    goodwill: bool = False
    one_of: str = ""
    party: str = ""


@dataclass(frozen=True)
class Pool:
    """All offers that are on the table together, at most one for each person.

    ``source`` is the file they were read from, if any. Raises RefusedByRule with every fault: a person with two offers,
    a person who goes against somebody unknown, or against themself.
    """

    offers: tuple[Offer, ...]
    source: str = ""

    def __post_init__(self) -> None:
        faults = tuple(self._faults())
        if faults:
            count = f"{len(faults)} faults" if len(faults) > 1 else "a fault"
            raise RefusedByRule(f"The offers of {self.source or 'the pool'} have {count}.", faults)

    @cached_property
    def by_person(self) -> Mapping[str, Offer]:
        """The offer for each person."""
        return {offer.person: offer for offer in self.offers}

    def _faults(self) -> Iterator[Fault]:
        file = self.source or "offers"
        seen: dict[str, int] = {}
        for row, offer in enumerate(self.offers, start=1):
            if not offer.person:
                yield Fault(file, "nothing", "the id of a person", row, "person", "no_id")
            first = seen.setdefault(offer.person, row)
            if first != row:
                yield Fault(file, f"{offer.person!r} again", f"one offer (see row {first})", row, "person", "twice")
        for row, offer in enumerate(self.offers, start=1):
            for other in sorted(set(offer.against)):
                if other == offer.person:
                    yield Fault(file, f"{other!r}, the person's own id", "somebody else", row, "against", "self")
                elif other not in seen:
                    yield Fault(file, repr(other), "a person who has an offer", row, "against", "unknown_person")


@dataclass(frozen=True, slots=True)
class SwapPlan:
    """The swaps and chains to carry out, and how good they are proven to be.

    In a cycle each person goes against the one before, and the first against the last; it starts at its smallest id. A
    chain starts with its goodwill release. Both lists are sorted. ``people`` is everyone in them; ``three_way`` is how
    many of them take three people or more. ``bound`` is a number of people that no plan exceeds, ``three_way_bound``
    the fewest three-ways with which any plan reaches ``bound``; ``proven`` says that the plan meets both.
    """

    cycles: tuple[tuple[str, ...], ...]
    chains: tuple[tuple[str, ...], ...]
    people: int
    three_way: int
    bound: int
    three_way_bound: int
    proven: bool
