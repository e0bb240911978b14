"""Families, twins, brothers, children, crews: the ties between the people of the example."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

from safeconduct.example.draw import Draw
from safeconduct.example.given_names import FEMALE, MALE
from safeconduct.example.human import TODAY, Human, born, day_between
from safeconduct.people.model import Carriage, Consent, GroupKind, Medical, Status

BLOCK = 150  # the ties repeat in each block of so many people; below are their places in a block
_FAMILY, _TWINS, _MOTHER, _ALONE = (0, 1, 2, 3), (4, 5), (6, 7), 8
_BROTHERS = ((30, 31), (60, 61))
_BROTHER_AND_SISTER = (90, 91)
_CREW = (120, 121, 122)
_MISSING_BROTHER_OF = 40  # this person's brother is sought, and nobody says that they hold him


def tie(draw: Draw, humans: list[Human]) -> None:
    """Make families, twins, siblings, children and a crew of the people at fixed places of each block."""
    for start in range(0, len(humans), BLOCK):
        block = start // BLOCK

        def there(*places: int, start: int = start) -> bool:
            return start + max(places) < len(humans)

        if block % 3 == 0 and there(*_FAMILY):
            _make_family(draw, humans, start, group=1 + block)
        if there(*_TWINS):
            _make_siblings(draw, humans, start + _TWINS[0], start + _TWINS[1], twins=True)
        if there(*_MOTHER):
            _make_mother(draw, humans, start + _MOTHER[0], start + _MOTHER[1])
        if there(_ALONE):
            child = _child(draw, humans[start + _ALONE], 9, 16)
            consent = draw.weighted(((Consent.YES, 0.6), (Consent.UNKNOWN, 0.4)))
            humans[start + _ALONE] = replace(child, guardian_consent=consent)
        for one, other in _BROTHERS:
            if there(other):
                _make_siblings(draw, humans, start + one, start + other, twins=False)
        if there(*_BROTHER_AND_SISTER):
            _make_siblings(draw, humans, start + _BROTHER_AND_SISTER[0], start + _BROTHER_AND_SISTER[1], mixed=True)
        if there(_MISSING_BROTHER_OF):
            humans[start + _MISSING_BROTHER_OF] = _soldier(draw, humans[start + _MISSING_BROTHER_OF])
        if block % 3 == 1 and there(*_CREW):
            first = _soldier(draw, humans[start + _CREW[0]])
            for place in _CREW:
                man = _soldier(draw, humans[start + place])
                tie: dict[str, Any] = {
                    "group": 1 + block,
                    "group_kind": GroupKind.UNIT,
                    "site": first.site,
                    "unit": first.unit,
                }
                humans[start + place] = replace(man, held_since=first.held_since, **tie)


def _soldier(draw: Draw, human: Human) -> Human:
    """The same person as a man of fighting age, alive, unhurt, willing and asked for by his home party."""
    return replace(
        human,
        female=False,
        given=draw.common(MALE),
        status=Status.COMBATANT,
        rank=0 if human.rank is None else human.rank,
        unit=human.unit or 1200,
        medical=Medical.NONE,
        carriage=Carriage.SEAT,
        consent=Consent.YES,
        held_since=human.held_since or dt.date(2024, 5, 18),
        sought=True,
        remains=False,
    )


def _civilian(draw: Draw, human: Human, *, female: bool) -> Human:
    return replace(
        _soldier(draw, human),
        female=female,
        given=draw.common(FEMALE if female else MALE),
        status=Status.CIVILIAN,
        rank=None,
        unit=0,
    )


def _child(draw: Draw, human: Human, least_age: int, most_age: int) -> Human:
    taken = day_between(draw, dt.date(2025, 2, 1), dt.date(2025, 12, 20))
    child = _civilian(draw, human, female=draw.chance(0.5))
    return replace(child, born=born(draw, least_age, most_age), held_since=taken)


def _make_family(draw: Draw, humans: list[Human], start: int, *, group: int) -> None:
    """A mother, a grandmother and two children, held in one place and to be kept together."""
    mother, grandmother, *children = (start + place for place in _FAMILY)
    parent = replace(_civilian(draw, humans[mother], female=True), born=born(draw, 32, 41))
    father = draw.common(MALE)
    tie: dict[str, Any] = {
        "family": parent.family,
        "place": parent.place,
        "site": parent.site,
        "group": group,
        "group_kind": GroupKind.FAMILY,
        "held_since": day_between(draw, dt.date(2025, 2, 1), dt.date(2025, 12, 20)),
    }
    humans[mother] = replace(parent, **tie)
    old = replace(_civilian(draw, humans[grandmother], female=True), born=born(draw, 60, 68))
    humans[grandmother] = replace(old, **tie)
    for child in children:
        young = replace(_child(draw, humans[child], 4, 14), father=father, guardian_consent=Consent.YES, **tie)
        humans[child] = replace(young, guardian=mother)


def _make_mother(draw: Draw, humans: list[Human], mother: int, child: int) -> None:
    """A mother who answers for her child; they are in one place, without being marked as a group."""
    parent = replace(_civilian(draw, humans[mother], female=True), born=born(draw, 26, 40))
    young = _child(draw, humans[child], 3, 6)
    humans[mother] = replace(parent, held_since=young.held_since)
    tie: dict[str, Any] = {"family": parent.family, "place": parent.place, "site": parent.site}
    humans[child] = replace(young, guardian=mother, guardian_consent=Consent.YES, **tie)


def _make_siblings(
    draw: Draw, humans: list[Human], one: int, other: int, *, twins: bool = False, mixed: bool = False
) -> None:
    first = _soldier(draw, humans[one])
    second = _soldier(draw, humans[other])
    while second.given == first.given:
        second = replace(second, given=draw.common(MALE))
    if mixed:
        second = replace(second, female=True, given=draw.common(FEMALE))
    birth = first.born if twins else _sibling_birth(draw, first.born)
    unit = first.unit if twins or draw.chance(0.3) else second.unit
    humans[one] = replace(first, brothers=() if mixed else (other,))
    humans[other] = replace(
        second,
        family=first.family,
        father=first.father,
        place=first.place,
        born=birth,
        unit=unit,
        brothers=() if mixed else (one,),
    )


def _sibling_birth(draw: Draw, birth: dt.date) -> dt.date:
    """A birth date one to six years from ``birth``, of a person who is neither a child nor too old to serve."""
    latest = TODAY.replace(year=TODAY.year - 19)
    days = draw.between(400, 2200)
    later = birth + dt.timedelta(days=days)
    return later if later < latest else birth - dt.timedelta(days=days)


def lose_brothers(draw: Draw, humans: list[Human], held: int) -> None:
    """Some people who are only sought are brothers of people who are held: the cruellest pairs to tell apart."""
    lost = range(held, len(humans))
    places = range(_MISSING_BROTHER_OF, held, BLOCK)
    for number, place in zip(lost, places, strict=False):
        first = humans[place]
        second = _soldier(draw, humans[number])
        while second.given == first.given:
            second = replace(second, given=draw.common(MALE))
        humans[place] = replace(first, brothers=(number,))
        humans[number] = replace(
            second,
            family=first.family,
            father=first.father,
            place=first.place,
            born=_sibling_birth(draw, first.born),
            held=False,
            held_since=None,
            brothers=(place,),
        )
