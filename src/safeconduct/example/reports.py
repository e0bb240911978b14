"""What families of the example report: a third kind of list, which is no party's statement.

Families tell of their own people whether their party asks for them or not, and know nothing of ranks and units.
"""

from __future__ import annotations

from collections.abc import Iterator

from safeconduct.example import slips, spelling
from safeconduct.example.cells import Cell, Style, value_word
from safeconduct.example.draw import Draw
from safeconduct.example.human import Human
from safeconduct.example.population import Population
from safeconduct.people.model import ListKind

SHARE = 0.04  # of a party's people, whose families have reported them
FIELDS = ("entry_id", "family_name", "given_name", "patronymic", "birth_date", "sex", "place", "note")

STYLES = (
    Style(
        party="azure",
        kind=ListKind.FAMILY,
        headings="uk",
        language="uk",
        mix=((("uk", False), 0.92), (("ru", False), 0.08)),
        prefix="AZF-",
        csv=True,
        dates="dotted",
    ),
    Style(
        party="amber",
        kind=ListKind.FAMILY,
        headings="ru",
        language="ru",
        mix=((("ru", False), 0.88), (("be", False), 0.12)),
        prefix="AMF-",
        csv=True,
        dates="worded",
    ),
)

#: A family knows its own names and days; a place is where somebody lived as often as where they were born.
_RATES = slips.Rates(
    typo=0.02,
    no_patronymic=0.03,
    initial_only=0.0,
    no_birth_date=0.03,
    year_only=0.05,
    swapped_day=0.01,
    year_off=0.02,
    digit=0.005,
    swapped_names=0.01,
    look_alike=0.02,
    no_rank=1.0,
    no_unit=1.0,
    no_place=0.05,
    other_unit=0.0,
    other_place=0.15,
)


def reported(style: Style, population: Population, *, seed: int) -> list[Human]:
    """Whose families have reported them to the party of this list, in the order in which they came."""
    draw = Draw(seed, "reported", style.party)
    drawn = sorted((draw.number(), human.number) for human in population.humans)
    return [population.humans[number] for _, number in drawn[: max(1, round(len(drawn) * SHARE))]]


def cells(style: Style, population: Population, humans: list[Human], *, seed: int) -> Iterator[tuple[Cell, ...]]:
    """The rows of the list, cell by cell in the order of ``FIELDS``."""
    draw = Draw(seed, "rows", style.party, style.kind.value)
    for position, human in enumerate(humans):
        row = spelling.spell(
            draw, human, population.home, language=style.language, mix=style.mix, rates=_RATES, capitals=False
        )
        yield (
            style.number(position, len(humans)),
            row.family,
            row.given,
            row.patronymic,
            style.date(draw, row.born),
            value_word(style, "sex", "female" if human.female else "male", female=human.female),
            row.place,
            spelling.sought_note(draw, human, style.language),
        )
