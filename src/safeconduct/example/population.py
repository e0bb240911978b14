"""The synthetic people of the example: who they are, before any list spells their names.

Nobody here is real. Each party's people are drawn alike, so that no property of the example depends on which party
is called what.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from safeconduct.example.draw import Draw
from safeconduct.example.family_names import FAMILY_NAMES
from safeconduct.example.given_names import FEMALE, MALE
from safeconduct.example.human import TODAY, Human, born, day_between
from safeconduct.example.kin import lose_brothers, tie
from safeconduct.example.words import PLACES, RANKS
from safeconduct.people.model import Carriage, Consent, Medical, Status

SOUGHT_SHARE = 0.85  # of the people held, whom their home party asks for
SOUGHT_PER_HELD = 1.22


@dataclass(frozen=True, slots=True)
class Population:
    """One party's people: ``humans`` first those who are held, then those who are only sought.

    ``held_twice`` and ``sought_twice`` are the numbers of people whom a list names a second time.
    """

    home: str
    humans: Sequence[Human]
    held_twice: tuple[int, ...]
    sought_twice: tuple[int, ...]

    def held(self) -> Iterator[Human]:
        return (human for human in self.humans if human.held)

    def sought(self) -> Iterator[Human]:
        return (human for human in self.humans if human.sought)


def populate(home: str, entries: int, *, sites: int, seed: int) -> Population:
    """Draw one party's people so that the other party's held list has exactly ``entries`` rows.

    ``sites`` is how many places of detention the other party has.
    """
    draw = Draw(seed, "people", home)
    twice = max(1, entries // 90)
    people = entries - twice
    humans = [_human(draw, number, sites) for number in range(people)]
    tie(draw, humans)
    pairs = sum(human.sought for human in humans)
    wanted = round(entries * SOUGHT_PER_HELD)
    asked_twice = max(1, wanted // 60)
    missing = max(0, wanted - pairs - asked_twice)
    for number in range(people, people + missing):
        only = replace(_human(draw, number, sites), held=False, sought=True, remains=False, held_since=None)
        humans.append(only)
    lose_brothers(draw, humans, people)
    held_twice = tuple(9 + i * 90 for i in range(twice)) if people > 9 else ()
    asked = [human.number for human in humans if human.sought]
    step = max(1, len(asked) // asked_twice)
    return Population(home, humans, held_twice, tuple(asked[i * step + step // 2] for i in range(asked_twice)))


def _human(draw: Draw, number: int, sites: int) -> Human:
    status = draw.weighted(((Status.COMBATANT, 0.88), (Status.CIVILIAN, 0.09), (Status.MEDICAL_PERSONNEL, 0.03)))
    female = draw.chance({Status.COMBATANT: 0.05, Status.CIVILIAN: 0.4, Status.MEDICAL_PERSONNEL: 0.45}[status])
    remains = status is Status.COMBATANT and draw.chance(0.065)
    ages = ((18, 24), (25, 39), (40, 55), (56, 68))
    old = (0.05, 0.32, 0.33, 0.30) if status is Status.CIVILIAN else (0.2, 0.47, 0.3, 0.03)
    birth = born(draw, *draw.weighted(tuple(zip(ages, old, strict=True))))
    military = status is not Status.CIVILIAN
    medical = draw.weighted(
        (
            (Medical.SERIOUSLY_WOUNDED, 0.05 if military else 0.02),
            (Medical.SERIOUSLY_SICK, 0.03 if military else 0.06),
            (Medical.WOUNDED, 0.09 if military else 0.03),
            (Medical.NONE, 0.83 if military else 0.89),
        )
    )
    if remains:
        medical = Medical.NONE
    lies = {Medical.SERIOUSLY_WOUNDED: 0.4, Medical.SERIOUSLY_SICK: 0.15}.get(medical, 0.0)
    carriage = Carriage.REMAINS if remains else Carriage.STRETCHER if draw.chance(lies) else Carriage.SEAT
    held_since = _captured(draw)
    adult = birth + dt.timedelta(days=6575 + draw.below(200))
    if held_since < adult:
        held_since = min(adult, dt.date(2026, 1, 20))
    return Human(
        number=number,
        female=female,
        given=draw.common(FEMALE if female else MALE),
        father=draw.common(MALE),
        family=draw.common(FAMILY_NAMES),
        born=birth,
        place=draw.below(len(PLACES)),
        status=status,
        rank=_rank(draw, TODAY.year - birth.year) if military else None,
        unit=1200 + draw.below(60) if military else 0,
        medical=medical,
        carriage=carriage,
        consent=Consent.UNKNOWN if remains else _consent(draw),
        held_since=None if remains else held_since,
        site=draw.below(sites),
        sought=draw.chance(SOUGHT_SHARE),
        remains=remains,
    )


def _captured(draw: Draw) -> dt.date:
    year = draw.weighted(((2022, 0.14), (2023, 0.24), (2024, 0.33), (2025, 0.29)))
    return day_between(draw, dt.date(year, 3 if year == 2022 else 1, 1), dt.date(year, 12, 31))


def _consent(draw: Draw) -> Consent:
    return draw.weighted(((Consent.YES, 0.89), (Consent.NO, 0.03), (Consent.UNKNOWN, 0.08)))


def _rank(draw: Draw, age: int) -> int:
    if age < 25:
        return draw.weighted(((0, 0.68), (1, 0.16), (2, 0.08), (3, 0.04), (6, 0.04)))
    shares = (0.36, 0.2, 0.12, 0.11, 0.08, 0.03, 0.03, 0.03, 0.03, 0.01)
    return draw.weighted(tuple(zip(range(len(RANKS)), shares, strict=True)))
