"""Two lists of synthetic people with names made of syllables, for tests that need many who are not alike."""

from __future__ import annotations

import random

from safeconduct.people.model import Entry, ListKind, PartialDate, Sex

_HEADS = (
    "Бар",
    "Вер",
    "Гон",
    "Дор",
    "Зам",
    "Кор",
    "Лев",
    "Мар",
    "Нос",
    "Пил",
    "Рад",
    "Сав",
    "Тар",
    "Хом",
    "Чеп",
    "Шев",
)
_MIDDLES = ("а", "о", "у", "ач", "ар", "ов", "ас", "ил", "ос", "ун", "ал", "ам", "ин", "ор", "ус")
_ENDINGS = (("енко", "енко"), ("чук", "чук"), ("ський", "ский"), ("ов", "ов"), ("ишин", "ишин"), ("ник", "ник"))
_GIVEN = (
    ("Сергій", "Сергей"), ("Микола", "Николай"), ("Володимир", "Владимир"), ("Олексій", "Алексей"), ("Юрій", "Юрий"),
    ("Дмитро", "Дмитрий"), ("Михайло", "Михаил"), ("Андрій", "Андрей"), ("Олег", "Олег"), ("Ігор", "Игорь"),
    ("Тимофій", "Тимофей"), ("Павло", "Павел"), ("Петро", "Пётр"), ("Іван", "Иван"), ("Василь", "Василий"),
)  # fmt: skip
_FATHERS = (
    ("Сергійович", "Сергеевич"), ("Миколайович", "Николаевич"), ("Іванович", "Иванович"), ("Петрович", "Петрович"),
    ("Андрійович", "Андреевич"), ("Васильович", "Васильевич"), ("Павлович", "Павлович"), ("Юрійович", "Юрьевич"),
)  # fmt: skip


def two_lists(size: int, seed: int) -> tuple[list[Entry], list[Entry]]:
    """``size`` people held by azure, in Ukrainian, and as many sought by amber, in Russian; half of them are the same.

    In the sought list one name in ten has a typing error, one date in ten is a year off, a year alone or missing, and
    half the units are missing.
    """
    rng = random.Random(seed)
    held, sought = [], []
    for number in range(size):
        said = _person(rng)
        held.append(_entry(f"H{number}", "azure", ListKind.HELD, number + 2, said, 0))
        other = _blurred(rng, said if number % 2 else _person(rng))
        sought.append(_entry(f"S{number}", "amber", ListKind.SOUGHT, number + 2, other, 1))
    return held, sought


Said = tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...], PartialDate | None, str]


def _person(rng: random.Random) -> Said:
    stem, ending = rng.choice(_HEADS) + rng.choice(_MIDDLES) + rng.choice("вдклмнрст"), rng.choice(_ENDINGS)
    born = PartialDate(rng.randrange(1965, 2006), rng.randrange(1, 13), rng.randrange(1, 29))
    family = (stem + ending[0], stem + ending[1])
    return family, rng.choice(_GIVEN), rng.choice(_FATHERS), born, f"{rng.randrange(200)} ОМБр"


def _blurred(rng: random.Random, said: Said) -> Said:
    family, given, father, born, unit = said
    draw = rng.random()
    if draw < 0.1:
        at = rng.randrange(1, 4)
        family = tuple(word[:at] + word[at + 1 :] for word in family)
    elif draw < 0.2:
        father = ("", "")
    if born is not None and (draw := rng.random()) < 0.1:
        year = born.year + 1
        born = (None, PartialDate(born.year), PartialDate(year, born.month, born.day))[int(draw * 30)]
    return family, given, father, born, unit if rng.random() < 0.5 else ""


def _entry(entry_id: str, party: str, kind: ListKind, row: int, said: Said, language: int) -> Entry:
    family, given, father, born, unit = said
    names = family[language], given[language], father[language]
    return Entry(entry_id, party, kind, row, "", *names, birth_date=born, sex=Sex.MALE, unit=unit)
