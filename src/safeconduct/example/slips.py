"""The errors that real lists have: slips of the pen, letters of the wrong alphabet, digits in the wrong place.

Each function makes one kind of slip and returns a text or a date that differs from what it was given, or the same
where there is nothing to slip on.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from safeconduct.example.draw import Draw

_LOOK_ALIKE = str.maketrans("аеорсхіАВЕКМНОРСТХІ", "aeopcxiABEKMHOPCTXI")
_CONFUSED = ("оа", "ао", "иі", "іи", "еи", "ие", "шщ", "тд", "дт", "бп", "пб", "гх", "ея", "яе", "цс", "зс")


@dataclass(frozen=True, slots=True)
class Rates:
    """How often each slip happens in a list, as a share of its rows (``typo``: of each name)."""

    typo: float
    no_patronymic: float
    initial_only: float
    no_birth_date: float
    year_only: float
    swapped_day: float
    year_off: float
    digit: float
    swapped_names: float
    look_alike: float
    no_rank: float
    no_unit: float
    no_place: float
    other_unit: float
    other_place: float


#: Guards write what they hear, or copy papers in a language that is not theirs.
HELD = Rates(
    typo=0.045,
    no_patronymic=0.10,
    initial_only=0.03,
    no_birth_date=0.03,
    year_only=0.03,
    swapped_day=0.015,
    year_off=0.025,
    digit=0.015,
    swapped_names=0.012,
    look_alike=0.02,
    no_rank=0.1,
    no_unit=0.22,
    no_place=0.25,
    other_unit=0.06,
    other_place=0.04,
)
#: Families know names and dates; units know less of what families know.
SOUGHT = Rates(
    typo=0.035,
    no_patronymic=0.06,
    initial_only=0.02,
    no_birth_date=0.04,
    year_only=0.03,
    swapped_day=0.02,
    year_off=0.02,
    digit=0.01,
    swapped_names=0.01,
    look_alike=0.03,
    no_rank=0.12,
    no_unit=0.15,
    no_place=0.1,
    other_unit=0.05,
    other_place=0.05,
)


def typo(draw: Draw, text: str) -> str:
    """A letter, never the first, dropped, doubled, exchanged with its neighbour, or taken for one that sounds alike."""
    if len(text) < 5:
        return text
    at = 1 + draw.below(len(text) - 2)
    kind = draw.below(4)
    if kind == 0:
        return text[:at] + text[at + 1 :]
    if kind == 1:
        return text[:at] + text[at] + text[at:]
    if kind == 2:
        return text[:at] + text[at + 1] + text[at] + text[at + 2 :]
    for step in range(len(text) - 1):
        place = 1 + (at - 1 + step) % (len(text) - 1)
        for wrong in _CONFUSED:
            if text[place] == wrong[0]:
                return text[:place] + wrong[1] + text[place + 1 :]
    return text[:at] + text[at + 1 :]


def look_alike(draw: Draw, text: str) -> str:
    """One or more Cyrillic letters typed on the Latin keyboard: the same on paper, another letter to a computer."""
    places = [at for at, letter in enumerate(text) if letter.translate(_LOOK_ALIKE) != letter]
    if not places:
        return text
    letter = text[draw.pick(places)]
    return text.replace(letter, letter.translate(_LOOK_ALIKE))


def apostrophe(draw: Draw, text: str) -> str:
    """The apostrophe of Ukrainian and Belarusian as keyboards have it, or none."""
    return text.replace("'", draw.weighted((("'", 0.5), ("’", 0.3), ("", 0.1), ("`", 0.1))))


def swapped_day(day: dt.date) -> dt.date:
    """Day and month exchanged, where that is a date and another one."""
    return day.replace(month=day.day, day=day.month) if day.day <= 12 else day


def year_off(draw: Draw, day: dt.date) -> dt.date:
    """A year too early or too late."""
    year = day.year + draw.pick((-1, 1))
    return day.replace(year=year, day=min(day.day, 28))


def digit(draw: Draw, day: dt.date) -> dt.date:
    """One digit of the day or of the year misread."""
    if draw.chance(0.5):
        return day.replace(day=1 + (day.day - 1 + draw.pick((3, 7, 10))) % 28)
    return day.replace(year=day.year - draw.pick((3, 5, 10)), day=min(day.day, 28))
