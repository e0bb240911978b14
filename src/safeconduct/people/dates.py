"""Dates as lists write them. What is not written is not made up: a year alone stays a year alone."""

from __future__ import annotations

import datetime as dt
import re
from functools import lru_cache

from safeconduct.people.columns import normal
from safeconduct.people.model import PartialDate

# Beginnings of month names, in the nominative and genitive, long enough to be unambiguous over the four languages.
_MONTHS = {
    1: ("jan", "січ", "янв", "студз"),
    2: ("feb", "лют", "фев"),
    3: ("mar", "берез", "мар", "сакав"),
    4: ("apr", "квіт", "апр", "красав"),
    5: ("may", "трав", "май", "мая", "май", "маем"),
    6: ("jun", "черв", "июн", "чэрв"),
    7: ("jul", "лип", "июл", "ліп"),
    8: ("aug", "серп", "авг", "жнів", "жня"),
    9: ("sep", "верес", "сен", "верас"),
    10: ("oct", "жовт", "окт", "кастр"),
    11: ("nov", "листопад", "ноя", "ліст"),
    12: ("dec", "груд", "дек", "снеж"),
}
_UNKNOWN = frozenset(
    map(normal, ("unknown", "n/a", "none", "невідомо", "неизвестно", "невядома", "н/д", "нет данных", "?", "-", "—"))
)
_YEAR_WORD = r"(?:\s*(?:г\.?\s*р\.?|р\.?\s*н\.?|г\.?|р\.?|год[ау]?|року?|рік|годзе))?\.?"
_ISO = re.compile(r"(\d{4})[-./](\d{1,2})(?:[-./](\d{1,2}))?(?:[T ]\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?Z?)?")
_NUMBERS = re.compile(r"(\d{1,2})\s*[-./\s]\s*(\d{1,2})\s*[-./\s]\s*(\d{4}|\d{2})" + _YEAR_WORD)
_MONTH_YEAR = re.compile(r"(\d{1,2})[-./](\d{4})" + _YEAR_WORD)
_YEAR = re.compile(r"(\d{4})" + _YEAR_WORD)
_EIGHT = re.compile(r"(\d{4})(\d{2})(\d{2})")
_WORDED = re.compile(
    r"(?:(\d{1,2})(?:st|nd|rd|th|-?го|-?га|-?є|-?е)?[\s.\-]+)?([^\W\d_]{3,})[\s.,\-]+(\d{4})" + _YEAR_WORD
)
_WORDED_US = re.compile(r"([^\W\d_]{3,})\.?\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+(\d{4})")
_EXCEL_ZERO = dt.date(1899, 12, 30)
_PIVOT = 30  # two-digit years: 30 and later belong to the last century

TWO_DIGIT_YEAR = "two_digit_year"
MONTH_FIRST = "month_first"
SERIAL = "serial_number"
NOT_KNOWN = "said_unknown"


class NoDate(ValueError):
    """The text is not a date, or names a day that does not exist; the message says what is expected."""


def parse_date(cell: object) -> tuple[PartialDate | None, tuple[str, ...]]:
    """The date in a cell, with the codes of what is odd about its writing. Raises NoDate.

    Day comes before month, as everywhere in the region; where that gives no day (02/13/1990) the month is first, and
    ``month_first`` says so. An empty cell and words for *unknown* give None.
    """
    if cell is None or cell == "":
        return None, ()
    if isinstance(cell, dt.datetime | dt.date):
        return PartialDate(cell.year, cell.month, cell.day), ()
    if isinstance(cell, bool) or not isinstance(cell, int | float | str):
        raise NoDate("a date")
    if isinstance(cell, int | float):
        return _number(cell)
    return _text(cell)


@lru_cache(maxsize=65536)
def _text(cell: str) -> tuple[PartialDate | None, tuple[str, ...]]:
    text = " ".join(cell.replace("\u00a0", " ").split()).strip(" .,;")
    if not text or normal(text) in _UNKNOWN:
        return None, (NOT_KNOWN,) if text or cell.strip() else ()
    if found := _ISO.fullmatch(text):
        return _made(int(found[1]), int(found[2]), int(found[3]) if found[3] else None), ()
    if found := _NUMBERS.fullmatch(text):
        return _day_first(int(found[1]), int(found[2]), found[3])
    if found := _MONTH_YEAR.fullmatch(text):
        return _made(int(found[2]), int(found[1]), None), ()
    if found := _YEAR.fullmatch(text):
        return _made(int(found[1]), None, None), ()
    if found := _WORDED.fullmatch(text):
        return _made(int(found[3]), _month(found[2]), int(found[1]) if found[1] else None), ()
    if found := _WORDED_US.fullmatch(text):
        return _made(int(found[3]), _month(found[1]), int(found[2])), ()
    if found := _EIGHT.fullmatch(text):
        return _made(int(found[1]), int(found[2]), int(found[3])), ()
    if text.isdigit() and len(text) == 5:
        return _number(int(text))
    raise NoDate("a date like 31.12.1990, 1990-12-31, 12 грудня 1990, or a year alone")


def _day_first(first: int, second: int, year_text: str) -> tuple[PartialDate, tuple[str, ...]]:
    odd: tuple[str, ...] = ()
    year = int(year_text)
    if len(year_text) == 2:
        year += 1900 if year >= _PIVOT else 2000
        odd += (TWO_DIGIT_YEAR,)
    if second > 12 >= first:
        first, second = second, first
        odd += (MONTH_FIRST,)
    return _made(year, second, first), odd


def _number(cell: float) -> tuple[PartialDate, tuple[str, ...]]:
    if cell == int(cell) and 1800 <= cell <= 2100:
        return PartialDate(int(cell)), ()
    if 2100 < cell < 80_000:
        day = _EXCEL_ZERO + dt.timedelta(days=int(cell))
        return PartialDate(day.year, day.month, day.day), (SERIAL,)
    raise NoDate("a date or a year")


def _made(year: int, month: int | None, day: int | None) -> PartialDate:
    if not 1000 <= year <= 2999:
        raise NoDate("a year of four digits")
    made = PartialDate(year, month, day)
    try:
        made.latest()
    except ValueError as error:
        raise NoDate("a day that exists in the calendar") from error
    return made


def _month(word: str) -> int:
    low = word.casefold()
    for number, beginnings in _MONTHS.items():
        if low.startswith(beginnings):
            return number
    raise NoDate("the name of a month in English, Ukrainian, Russian or Belarusian")
