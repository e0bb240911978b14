"""How one list writes its cells: value words, dates, entry numbers; and the files it is written to."""

from __future__ import annotations

import csv
import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from safeconduct.example.draw import Draw
from safeconduct.example.spelling import Mix
from safeconduct.people import columns
from safeconduct.people.model import ListKind

Cell = str | int | dt.date | None

#: Beyond so many rows a list is written as CSV: a worksheet ends at 1,048,576 rows, and office programs long before.
WORKBOOK_ROWS = 200_000

_MONTHS_RU = (
    *("января", "февраля", "марта", "апреля", "мая", "июня"),
    *("июля", "августа", "сентября", "октября", "ноября", "декабря"),
)
_MADE = dt.datetime(2026, 2, 9, 12, 0, 0)  # noqa: DTZ001 - workbook properties have no zone

# Value words of a man and of a woman, where the list does not use the usual ones.
_WORDS: Mapping[str, Mapping[str, Mapping[str, tuple[str, str]]]] = {
    "uk": {
        "sex": {"male": ("чоловіча", "чоловіча"), "female": ("жіноча", "жіноча")},
        "status": {
            "combatant": ("військовополонений", "військовополонена"),
            "civilian": ("цивільний", "цивільна"),
            "medical_personnel": ("медичний персонал", "медичний персонал"),
        },
        "medical": {
            "none": ("здоровий", "здорова"),
            "wounded": ("поранений", "поранена"),
            "seriously_wounded": ("тяжкопоранений", "тяжкопоранена"),
            "seriously_sick": ("тяжкохворий", "тяжкохвора"),
        },
        "carriage": {"seat": ("сидячи", "сидячи"), "stretcher": ("на ношах", "на ношах"), "remains": ("тіло", "тіло")},
        "consent": {
            "yes": ("згоден", "згодна"),
            "no": ("відмовився", "відмовилась"),
            "unknown": ("не опитано", "не опитано"),
        },
        "group_kind": {"family": ("сім'я", "сім'я"), "unit": ("екіпаж", "екіпаж")},
        "remains": {"yes": ("так", "так"), "no": ("ні", "ні")},
    },
    "ru": {
        "sex": {"male": ("мужской", "мужской"), "female": ("женский", "женский")},
        "status": {
            "combatant": ("военнопленный", "военнопленная"),
            "civilian": ("гражданский", "гражданская"),
            "medical_personnel": ("медработник", "медработник"),
        },
        "medical": {
            "none": ("здоров", "здорова"),
            "wounded": ("ранен", "ранена"),
            "seriously_wounded": ("тяжело ранен", "тяжелораненая"),
            "seriously_sick": ("тяжело болен", "тяжелобольная"),
        },
        "carriage": {"seat": ("сидя", "сидя"), "stretcher": ("носилки", "носилки"), "remains": ("тело", "тело")},
        "consent": {
            "yes": ("согласен", "согласна"),
            "no": ("отказался", "отказалась"),
            "unknown": ("не спрашивали", "не спрашивали"),
        },
        "group_kind": {"family": ("семья", "семья"), "unit": ("экипаж", "экипаж")},
        "remains": {"yes": ("да", "да"), "no": ("нет", "нет")},
    },
}
_SHORT: Mapping[str, Mapping[str, str]] = {"uk": {"male": "ч", "female": "ж"}, "ru": {"male": "м", "female": "ж"}}


@dataclass(frozen=True, slots=True)
class Style:
    """How one party lays out one of its lists."""

    party: str
    kind: ListKind
    headings: str
    language: str
    mix: Mix
    title: str = ""
    short_words: bool = False
    capitals: bool = False
    prefix: str = ""  # of entry numbers; without one they are plain numbers
    group: str = "{}"
    crew: str = "{}"
    csv: bool = False
    encoding: str = "utf-8"
    separator: str = ","
    hxl: bool = False
    dates: str = "cells"  # cells, dotted, iso or worded

    @property
    def stem(self) -> str:
        return f"{self.party}-{self.kind.value}"

    def number(self, position: int, rows: int) -> str | int:
        """The entry number of the row at ``position``, as the list's cell has it."""
        if not self.prefix:
            return position + 1
        return f"{self.prefix}{position + 1:0{max(4, len(str(rows)))}d}"

    def entry_id(self, position: int, rows: int) -> str:
        """The entry number as text."""
        return str(self.number(position, rows))

    def date(self, draw: Draw, day: dt.date | int | None) -> Cell:
        """A day, or a year alone, as this list writes it."""
        if day is None or self.dates == "cells":
            return day
        if isinstance(day, int):
            if self.dates == "iso" or draw.chance(0.5):
                return str(day)
            return f"{day} {'р.' if self.language == 'uk' else 'г.'}"
        if self.dates == "iso":
            return day.isoformat()
        if self.dates == "worded" and draw.chance(0.5):
            return f"{day.day} {_MONTHS_RU[day.month - 1]} {day.year} г."
        return f"{day.day:02d}.{day.month:02d}.{day.year}"


def value_word(style: Style, field: str, value: str, *, female: bool) -> str:
    """The word for ``value``, in the list's language and in the gender of the person."""
    if field == "sex" and style.short_words:
        return _SHORT[style.language][value]
    return _WORDS[style.language][field][value][female]


def write_list(folder: Path, style: Style, fields: Sequence[str], rows: Iterable[Sequence[Cell]], count: int) -> Path:
    """Write a list of ``count`` rows into ``folder``; returns its path."""
    headings = [columns.HEADINGS[field][style.headings][0] for field in fields]
    if style.csv or count > WORKBOOK_ROWS:
        path = folder / f"{style.stem}.csv"
        _write_csv(path, style, fields, headings, rows)
    else:
        path = folder / f"{style.stem}.xlsx"
        _write_workbook(path, style, headings, rows)
    return path


def _write_csv(
    path: Path, style: Style, fields: Sequence[str], headings: Sequence[str], rows: Iterable[Sequence[Cell]]
) -> None:
    with path.open("w", encoding=style.encoding, newline="") as stream:
        writer = csv.writer(stream, delimiter=style.separator, lineterminator="\r\n")
        writer.writerow(headings)
        if style.hxl:
            writer.writerow([columns.HXL[field] for field in fields])
        writer.writerows(rows)


def _write_workbook(path: Path, style: Style, headings: Sequence[str], rows: Iterable[Sequence[Cell]]) -> None:
    """Row by row, so that a long list is never held whole. Its dates are fixed: the same rows, the same bytes."""
    import xlsxwriter

    with xlsxwriter.Workbook(str(path), {"constant_memory": True, "strings_to_urls": False}) as book:
        book.set_properties({"created": _MADE, "author": "", "title": style.title})
        bold = book.add_format({"bold": True, "bottom": 1})
        day = book.add_format({"num_format": "dd.mm.yyyy", "align": "left"})
        sheet = book.add_worksheet({"uk": "Список", "ru": "Список"}.get(style.headings, "List"))
        for column, heading in enumerate(headings):
            sheet.set_column(column, column, max(9, min(24, len(heading) + 4)))
        top = 0
        if style.title:
            sheet.write_string(0, 0, style.title, bold)
            top = 2
        for column, heading in enumerate(headings):
            sheet.write_string(top, column, heading, bold)
        sheet.freeze_panes(top + 1, 3)
        for at, row in enumerate(rows, start=top + 1):
            for column, cell in enumerate(row):
                if isinstance(cell, dt.date):
                    sheet.write_datetime(at, column, cell, day)
                elif isinstance(cell, int):
                    sheet.write_number(at, column, cell)
                elif cell:
                    sheet.write_string(at, column, cell)
