"""One person as one row of one list: in the list's language or another, with the slips that such lists have."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import IntFlag

from safeconduct.example import slips, words
from safeconduct.example.draw import Draw
from safeconduct.example.given_names import Forms, patronymic
from safeconduct.example.human import Human
from safeconduct.example.romanise import SYSTEMS, System
from safeconduct.people.model import Carriage, Medical, Status

#: (share, language, in Latin letters) of the rows of a list.
Mix = Sequence[tuple[tuple[str, bool], float]]

AZURE_MIX: Mix = ((("uk", False), 0.85), (("uk", True), 0.12), (("ru", False), 0.03))
AMBER_MIX: Mix = (
    (("ru", False), 0.76),
    (("ru", True), 0.12),
    (("be", False), 0.06),
    (("be", True), 0.02),
    (("uk", False), 0.04),
)


class Mark(IntFlag):
    """What the reviewers of the example see of a row beside its names. ``kind`` of the slips made."""

    NONE = 0
    NO_PATRONYMIC = 1
    NO_BIRTH_DATE = 2
    YEAR_ONLY = 4
    OTHER_DATE = 8
    SWAPPED = 16
    TYPO = 32
    LATIN = 64
    INITIAL = 128


@dataclass(frozen=True, slots=True)
class Row:
    """The cells about a person that both kinds of list have; dates are not yet written out (an int is a year alone)."""

    family: str
    given: str
    patronymic: str
    born: dt.date | int | None
    rank: str
    unit: str
    place: str
    note: str
    mark: Mark


def spell(draw: Draw, human: Human, home: str, *, language: str, mix: Mix, rates: slips.Rates, capitals: bool) -> Row:
    """The row that a clerk who works in ``language`` writes of ``human``, one of the people of ``home``."""
    mark = Mark.NONE
    (name_language, latin), system = draw.weighted(mix), None
    if latin:
        mark |= Mark.LATIN
        system = _system(draw, name_language)
    name = [
        _name(draw, forms, name_language, system)
        for forms in (
            human.family.of(female=human.female),
            human.given,
            patronymic(human.father, female=human.female),
        )
    ]
    for at in range(3):
        if draw.chance(rates.typo):
            name[at], mark = slips.typo(draw, name[at]), mark | Mark.TYPO
        elif not latin and draw.chance(rates.look_alike / 2):
            name[at] = slips.look_alike(draw, name[at])
    if draw.chance(rates.no_patronymic):
        name[2], mark = "", mark | Mark.NO_PATRONYMIC
    elif draw.chance(rates.initial_only):
        name[2], mark = name[2][0] + ".", mark | Mark.INITIAL
        if draw.chance(0.4):
            name[1] = name[1][0] + "."
    if capitals:
        name[0] = name[0].upper()
    if draw.chance(rates.swapped_names):
        name[0], name[1], mark = name[1], name[0], mark | Mark.SWAPPED
    if draw.chance(0.01):
        name[0] += " "
    born, date_mark = _born(draw, human.born, rates)
    return Row(
        family=name[0],
        given=name[1],
        patronymic=name[2],
        born=born,
        rank=_rank(draw, human, language, rates),
        unit=_unit(draw, human, home, language, rates),
        place=_place(draw, human, language, rates),
        note="",
        mark=mark | date_mark,
    )


def _system(draw: Draw, language: str) -> System:
    systems = SYSTEMS[language]
    return systems[0] if draw.chance(0.6) else draw.pick(systems[1:])


def _name(draw: Draw, forms: Forms, language: str, system: Callable[[str], str] | None) -> str:
    text = forms.in_language(language)
    if system is not None:
        return system(text)
    if "'" in text:
        text = slips.apostrophe(draw, text)
    if language == "ru" and "ё" in text.lower() and draw.chance(0.85):
        text = text.replace("ё", "е").replace("Ё", "Е")
    return text


def _born(draw: Draw, born: dt.date, rates: slips.Rates) -> tuple[dt.date | int | None, Mark]:
    if draw.chance(rates.no_birth_date):
        return None, Mark.NO_BIRTH_DATE
    written = born
    if draw.chance(rates.swapped_day):
        written = slips.swapped_day(born)
    elif draw.chance(rates.year_off):
        written = slips.year_off(draw, born)
    elif draw.chance(rates.digit):
        written = slips.digit(draw, born)
    mark = Mark.NONE if written == born else Mark.OTHER_DATE
    if draw.chance(rates.year_only):
        return written.year, mark | Mark.YEAR_ONLY
    return written, mark


def _rank(draw: Draw, human: Human, language: str, rates: slips.Rates) -> str:
    if human.rank is None or draw.chance(rates.no_rank):
        return ""
    rank = words.RANKS[human.rank].in_language(language)
    variants = words.RANK_VARIANTS[language].get(rank, ())
    return draw.pick(variants) if variants and draw.chance(0.25) else rank


def _unit(draw: Draw, human: Human, home: str, language: str, rates: slips.Rates) -> str:
    if not human.unit or draw.chance(rates.no_unit):
        return ""
    number = human.unit + (draw.between(1, 9) if draw.chance(rates.other_unit) else 0)
    code = f"{words.UNIT_LETTER[home]}-{number}"
    if draw.chance(0.1):
        code = code.replace("-", "")
    return draw.pick(words.UNIT_WORDINGS[language]).format(code)


def _place(draw: Draw, human: Human, language: str, rates: slips.Rates) -> str:
    if draw.chance(rates.no_place):
        return ""
    place = draw.below(len(words.PLACES)) if draw.chance(rates.other_place) else human.place
    name = words.PLACES[place].in_language(language)
    return draw.pick(words.PLACE_KINDS[language]) + name


def held_note(draw: Draw, human: Human, language: str) -> str:
    """What a clerk at a place of detention remarks."""
    if human.remains:
        return words.BY_TAG[language] if draw.chance(0.6) else ""
    if human.carriage is Carriage.STRETCHER and draw.chance(0.5):
        return words.ON_STRETCHER[language]
    if human.group and human.status is Status.CIVILIAN:
        return words.FAMILY_REMARK[language]
    if human.age < 18 and human.guardian is None:
        return words.ALONE_REMARK[language]
    return draw.pick(words.HELD_REMARKS[language]) if draw.chance(0.07) else ""


def sought_note(draw: Draw, human: Human, language: str) -> str:
    """What a family or unit adds."""
    return draw.pick(words.SOUGHT_REMARKS[language]) if human.age >= 18 and draw.chance(0.2) else ""


def medical_known_at_home(draw: Draw, human: Human) -> Medical | None:
    """What the home party has heard of a person's state: seldom anything."""
    if human.medical in (Medical.SERIOUSLY_WOUNDED, Medical.SERIOUSLY_SICK) and draw.chance(0.35):
        return human.medical
    return None
