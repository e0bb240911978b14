"""The errors of the lists, and the source of chance they are drawn from."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from safeconduct.example import slips
from safeconduct.example.draw import Draw

NAMES = st.text("абвгдежзиклмнопрстуфхцчшщьюя", min_size=5, max_size=20).map(str.capitalize)
FIRST_DRAWS = [576, 82, 441, 345, 556]
DAYS = st.dates(dt.date(1950, 1, 1), dt.date(2022, 12, 31))


@given(NAMES, st.integers(0, 999))
def test_a_slip_of_the_pen_keeps_the_first_letter_and_nearly_the_length(name: str, seed: int) -> None:
    """Whoever made the slip began the name rightly, and lost or added one letter at most."""
    written = slips.typo(Draw(seed), name)
    assert written[0] == name[0]
    assert abs(len(written) - len(name)) <= 1


def test_a_look_alike_reads_the_same_and_is_not() -> None:
    """A Cyrillic letter is replaced by the Latin one of the same shape."""
    assert {slips.look_alike(Draw(seed), "Рома") for seed in range(40)} == {"Pома", "Рoма", "Ромa"}
    assert slips.look_alike(Draw(1), "Пий") == "Пий"


@given(DAYS)
def test_day_and_month_are_exchanged_only_where_that_is_a_date(day: dt.date) -> None:
    """The 5th of November becomes the 11th of May; the 25th stays."""
    written = slips.swapped_day(day)
    assert written == (day if day.day > 12 else dt.date(day.year, day.day, day.month))


@given(DAYS, st.integers(0, 99))
def test_a_wrong_year_or_digit_is_still_a_date_and_another_one(day: dt.date, seed: int) -> None:
    """Also for the 29th of February."""
    assert abs(slips.year_off(Draw(seed), day).year - day.year) == 1
    assert slips.digit(Draw(seed), day) != day


def test_chance_is_the_same_on_every_machine() -> None:
    """The first draws of a named stream, written down once: a change here changes every example ever made."""
    draw = Draw(7, "people", "azure")
    assert [draw.below(1000) for _ in range(5)] == FIRST_DRAWS
    assert [Draw(7, "people", "amber").below(1000)] != FIRST_DRAWS[:1]


@pytest.mark.parametrize("share", [0.0, 0.25, 1.0])
def test_chances_come_true_as_often_as_they_say(share: float) -> None:
    """Over many draws."""
    draw = Draw(3)
    assert sum(draw.chance(share) for _ in range(4000)) / 4000 == pytest.approx(share, abs=0.03)


def test_weighted_draws_follow_their_shares() -> None:
    """The common option is drawn as often as its share says, and nothing outside the options ever."""
    draw = Draw(4)
    drawn = [draw.weighted((("a", 0.7), ("b", 0.3))) for _ in range(4000)]
    assert set(drawn) == {"a", "b"}
    assert drawn.count("a") / 4000 == pytest.approx(0.7, abs=0.03)
