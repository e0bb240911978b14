"""The four lists of the example: who stands on which, in which order, and how each party lays its lists out."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from operator import itemgetter

from safeconduct.example import slips, spelling
from safeconduct.example.cells import Cell, Style, value_word
from safeconduct.example.draw import Draw
from safeconduct.example.human import Human
from safeconduct.example.population import Population
from safeconduct.people.model import ListKind

_ALPHABET = {ord(letter): chr(at) for at, letter in enumerate("'абвгґдеєжзиіїйклмнопрстуфхцчшщьюя", start=1)}

_PERSON = ("entry_id", "family_name", "given_name", "patronymic", "birth_date", "sex", "rank", "unit", "place")
_CUSTODY = ("site", "status", "medical", "carriage", "consent", "held_since")
_TIES = ("group", "group_kind", "guardian_id", "guardian_consent", "remains", "note")
FIELDS = {
    ListKind.HELD: (*_PERSON, *_CUSTODY, *_TIES),
    ListKind.SOUGHT: (*_PERSON, "status", "medical", "note"),
}


def _by_register(human: Human) -> tuple[object, ...]:
    """As people came in; remains, which were brought later, at the end."""
    return (human.held_since or dt.date.max,)


def _by_alphabet(human: Human) -> tuple[object, ...]:
    return tuple(name.uk.lower().translate(_ALPHABET) for name in (human.family.of(female=human.female), human.given))


def _by_site(human: Human) -> tuple[object, ...]:
    return (human.remains, human.site)


def _as_asked(human: Human) -> tuple[object, ...]:  # noqa: ARG001 - in the order in which the families asked: any
    return ()


STYLES: tuple[tuple[Style, Callable[[Human], tuple[object, ...]]], ...] = (
    (
        Style(
            party="azure",
            kind=ListKind.HELD,
            headings="uk",
            language="uk",
            mix=spelling.AZURE_MIX,
            title="Список осіб, які утримуються стороною Лазур, станом на 09.02.2026",
            prefix="AZ-",
            group="Сім'я {}",
            crew="Екіпаж {}",
        ),
        _by_register,
    ),
    (
        Style(
            party="azure",
            kind=ListKind.SOUGHT,
            headings="uk",
            language="uk",
            mix=spelling.AZURE_MIX,
            short_words=True,
            prefix="AZR-",
            csv=True,
            encoding="cp1251",
            separator=";",
            dates="dotted",
        ),
        _by_alphabet,
    ),
    (
        Style(
            party="amber",
            kind=ListKind.HELD,
            headings="ru",
            language="ru",
            mix=spelling.AMBER_MIX,
            short_words=True,
            prefix="AM-",
            csv=True,
            encoding="utf-8-sig",
            hxl=True,
            dates="iso",
            group="семья-{}",
            crew="экипаж-{}",
        ),
        _by_site,
    ),
    (
        Style(
            party="amber",
            kind=ListKind.SOUGHT,
            headings="en",
            language="ru",
            mix=spelling.AMBER_MIX,
            capitals=True,
            dates="worded",
        ),
        _as_asked,
    ),
)


@dataclass(frozen=True, slots=True)
class Order:
    """The rows of a list in order, as (number of the person, which of their rows), and where each person stands.

    ``positions[number]`` and ``again[number]`` count rows from 0; -1 is not on the list.
    """

    style: Style
    population: Population
    rows: Sequence[tuple[int, int]]
    positions: Sequence[int]
    again: dict[int, int]

    def entry_id(self, position: int) -> str:
        return self.style.entry_id(position, len(self.rows))


def order_list(style: Style, key: Callable[[Human], tuple[object, ...]], population: Population, *, seed: int) -> Order:
    """Put the people of ``population`` who are on this list in the list's order."""
    draw = Draw(seed, "order", style.party, style.kind.value)
    held = style.kind is ListKind.HELD
    humans = population.humans
    listed = [(human.number, 0) for human in (population.held() if held else population.sought())]
    listed += [(number, 1) for number in (population.held_twice if held else population.sought_twice)]
    keyed = [((*key(humans[number]), draw.number()), (number, copy)) for number, copy in listed]
    keyed.sort(key=itemgetter(0))
    rows = [row for _, row in keyed]
    positions = [-1] * len(humans)
    again: dict[int, int] = {}
    for position, (number, copy) in enumerate(rows):
        if copy:
            again[number] = position
        else:
            positions[number] = position
    return Order(style, population, rows, positions, again)


def cells(order: Order, *, sites: Sequence[str], seed: int, marks: bytearray) -> Iterator[tuple[Cell, ...]]:
    """The rows of a list, cell by cell in the order of ``FIELDS``. Fills ``marks`` with the mark of each."""
    style = order.style
    held = style.kind is ListKind.HELD
    draw = Draw(seed, "rows", style.party, style.kind.value)
    rates = slips.HELD if held else slips.SOUGHT
    for position, (number, _) in enumerate(order.rows):
        human = order.population.humans[number]
        row = spelling.spell(
            draw,
            human,
            order.population.home,
            language=style.language,
            mix=style.mix,
            rates=rates,
            capitals=style.capitals,
        )
        marks.append(row.mark)
        told: dict[str, Cell] = {
            "entry_id": style.number(position, len(order.rows)),
            "family_name": row.family,
            "given_name": row.given,
            "patronymic": row.patronymic,
            "birth_date": style.date(draw, row.born),
            "sex": value_word(style, "sex", "female" if human.female else "male", female=human.female),
            "rank": row.rank,
            "unit": row.unit,
            "place": row.place,
            "status": value_word(style, "status", human.status.value, female=human.female),
        }
        told |= _held(draw, order, human, sites) if held else _sought(draw, style, human)
        yield tuple(told[field] for field in FIELDS[style.kind])


def _held(draw: Draw, order: Order, human: Human, sites: Sequence[str]) -> dict[str, Cell]:
    style = order.style
    female = human.female
    child = human.age < 18
    tie = (style.group if human.group_kind == "family" else style.crew).format(human.group) if human.group else ""
    guardian = "" if human.guardian is None else style.number(order.positions[human.guardian], len(order.rows))
    living = not human.remains
    return {
        "site": sites[human.site],
        "medical": value_word(style, "medical", human.medical.value, female=female) if living else "",
        "carriage": value_word(style, "carriage", human.carriage.value, female=female),
        "consent": value_word(style, "consent", human.consent.value, female=female) if living else "",
        "held_since": style.date(draw, human.held_since),
        "group": tie,
        "group_kind": value_word(style, "group_kind", human.group_kind.value, female=False) if human.group_kind else "",
        "guardian_id": guardian,
        "guardian_consent": value_word(style, "consent", human.guardian_consent.value, female=True) if child else "",
        "remains": value_word(style, "remains", "yes" if human.remains else "no", female=female) if not living else "",
        "note": spelling.held_note(draw, human, style.language),
    }


def _sought(draw: Draw, style: Style, human: Human) -> dict[str, Cell]:
    known = spelling.medical_known_at_home(draw, human)
    return {
        "medical": value_word(style, "medical", known.value, female=human.female) if known else "",
        "note": spelling.sought_note(draw, human, style.language),
    }
