"""The example's own names: tables, patronymics, family names of both sexes, Latin spellings."""

from __future__ import annotations

import pytest

from safeconduct.example.family_names import FAMILY_NAMES
from safeconduct.example.given_names import FEMALE, MALE, Forms, patronymic
from safeconduct.example.romanise import (
    SYSTEMS,
    be_2007,
    be_passport,
    kmu_2010,
    ru_bgn,
    ru_gost,
    ru_icao,
    ru_passport_1997,
    uk_everyday,
    uk_icao,
)

FATHERS = {father.uk: father for father in MALE}
LETTERS = {
    "uk": set("абвгґдеєжзиіїйклмнопрстуфхцчшщьюя'"),
    "ru": set("абвгдеёжзийклмнопрстуфхцчшщъыьэюя"),
    "be": set("абвгдеёжзійклмнопрстуўфхцчшыьэюя'"),
}


@pytest.mark.parametrize(
    ("father", "son", "daughter"),
    [
        ("Сергій", ("Сергійович", "Сергеевич", "Сяргеевіч"), ("Сергіївна", "Сергеевна", "Сяргееўна")),
        ("Микола", ("Миколайович", "Николаевич", "Мікалаевіч"), ("Миколаївна", "Николаевна", "Мікалаеўна")),
        ("Ілля", ("Ілліч", "Ильич", "Ільіч"), ("Іллівна", "Ильинична", "Ільінічна")),
        ("Василь", ("Васильович", "Васильевич", "Васільевіч"), ("Василівна", "Васильевна", "Васільеўна")),
        ("Павло", ("Павлович", "Павлович", "Паўлавіч"), ("Павлівна", "Павловна", "Паўлаўна")),
        ("Яків", ("Якович", "Яковлевич", "Якаўлевіч"), ("Яківна", "Яковлевна", "Якаўлеўна")),
        ("Григорій", ("Григорович", "Григорьевич", "Рыгоравіч"), ("Григорівна", "Григорьевна", "Рыгораўна")),
        ("Ярослав", ("Ярославович", "Ярославович", "Яраслававіч"), ("Ярославівна", "Ярославовна", "Яраславаўна")),
    ],
)
def test_patronymics_follow_the_rule_of_each_language(
    father: str, son: tuple[str, ...], daughter: tuple[str, ...]
) -> None:
    """A son's and a daughter's patronymic in Ukrainian, Russian and Belarusian."""
    assert patronymic(FATHERS[father], female=False) == Forms(*son)
    assert patronymic(FATHERS[father], female=True) == Forms(*daughter)


@pytest.mark.parametrize(
    ("system", "name", "latin"),
    [
        (kmu_2010, "Згурський", "Zghurskyi"),
        (kmu_2010, "Юлія", "Yuliia"),
        (kmu_2010, "В'ячеслав", "Viacheslav"),
        (kmu_2010, "Їжакевич", "Yizhakevych"),
        (uk_icao, "Юлія", "Iuliia"),
        (uk_everyday, "Сергій", "Sergiy"),
        (ru_icao, "Цветкова Юлия", "Tsvetkova Iuliia"),
        (ru_gost, "Цветков", "Tcvetkov"),
        (ru_bgn, "Евгений Соловьёв", "Yevgeniy Solovyov"),
        (ru_passport_1997, "Алексей", "Aleksey"),
        (be_2007, "Яўген Васіль", "Jaŭhien Vasiĺ"),
        (be_passport, "Уладзімір", "Uladzimir"),
    ],
)
def test_each_romanisation_writes_a_name_its_own_way(system: object, name: str, latin: str) -> None:
    """Ukraine's table of 2010, ICAO, BGN/PCGN, GOST, Russian passports, Belarus 2007."""
    assert callable(system)
    assert system(name) == latin


def test_every_name_is_written_in_the_letters_of_its_language() -> None:
    """No Latin look-alike and no letter of a neighbour's alphabet has slipped into the tables."""
    forms = [*MALE, *FEMALE, *(name.of(female=sex) for name in FAMILY_NAMES for sex in (True, False))]
    forms += [patronymic(father, female=sex) for father in MALE for sex in (True, False)]
    for form in forms:
        for language, letters in LETTERS.items():
            assert set(form.in_language(language).lower()) <= letters, (language, form)


def test_every_name_can_be_romanised_in_every_system() -> None:
    """No letter is left in Cyrillic, so that a Latin row is Latin throughout."""
    for name in FAMILY_NAMES:
        for language, systems in SYSTEMS.items():
            for system in systems:
                assert "а" <= name.male.in_language(language)[0].lower() <= "ґ"
                latin = system(name.male.in_language(language))
                assert all(not "\u0400" <= letter <= "\u04ff" for letter in latin), (system, latin)


def test_there_are_names_enough() -> None:
    """About eighty men's and sixty women's names, and more than a thousand family names, none of them twice."""
    assert len(MALE) >= 80
    assert len(FEMALE) >= 60
    assert len({name.male.uk for name in FAMILY_NAMES}) == len(FAMILY_NAMES) > 1000


def test_family_names_know_women() -> None:
    """Adjectives and names in -ov take a woman's ending in all three languages; -enko and -uk take none."""
    by_uk = {name.male.uk: name for name in FAMILY_NAMES}
    assert by_uk["Петровський"].female == Forms("Петровська", "Петровская", "Пятроўская")
    assert by_uk["Петров"].female == Forms("Петрова", "Петрова", "Пятрава")
    assert by_uk["Бондаренко"].female == by_uk["Бондаренко"].male == Forms("Бондаренко", "Бондаренко", "Бандарэнка")
