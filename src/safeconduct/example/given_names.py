"""Given names in Ukrainian, Russian and Belarusian, and the patronymics formed from the men's names.

The tables belong to the example alone: the matcher has its own, so that a test of the matcher is not a test of a table
against itself. Order is from common to rare, and the population is drawn in that proportion.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from importlib import resources


def table_lines(name: str) -> list[str]:
    """The lines of a table of the example, without its comments."""
    text = (resources.files("safeconduct.example") / "tables" / name).read_text("utf-8")
    return [line for line in text.splitlines() if line.strip() and not line.startswith("#")]


@dataclass(frozen=True, slots=True)
class Forms:
    """One name as three languages write it."""

    uk: str
    ru: str
    be: str

    def in_language(self, language: str) -> str:
        """The form in ``uk``, ``ru`` or ``be``."""
        form: str = getattr(self, language)
        return form


def _table(name: str) -> tuple[Forms, ...]:
    return tuple(Forms(*line.split()) for line in table_lines(name))


MALE: tuple[Forms, ...] = _table("men.txt")
FEMALE: tuple[Forms, ...] = _table("women.txt")

# Patronymics that do not follow the rule of their language.
_IRREGULAR: Mapping[str, Mapping[str, str]] = {
    "uk": {
        "Микола": "Миколайович",
        "Ілля": "Ілліч",
        "Лука": "Лукич",
        "Хома": "Хомич",
        "Кузьма": "Кузьмич",
        "Яків": "Якович",
        "Григорій": "Григорович",
        "Федір": "Федорович",
        "Лев": "Львович",
        "Микита": "Микитович",
        "Гліб": "Глібович",
    },
    "ru": {
        "Илья": "Ильич",
        "Лука": "Лукич",
        "Фома": "Фомич",
        "Кузьма": "Кузьмич",
        "Никита": "Никитич",
        "Яков": "Яковлевич",
        "Лев": "Львович",
        "Павел": "Павлович",
        "Михаил": "Михайлович",
        "Дмитрий": "Дмитриевич",
        "Георгий": "Георгиевич",
        "Пётр": "Петрович",
    },
    "be": {
        "Ілля": "Ільіч",
        "Лука": "Лукіч",
        "Хама": "Фаміч",
        "Кузьма": "Кузьміч",
        "Мікіта": "Мікітавіч",
        "Якаў": "Якаўлевіч",
        "Леў": "Львовіч",
        "Павел": "Паўлавіч",
        "Міхаіл": "Міхайлавіч",
        "Юрый": "Юр'евіч",
        "Пётр": "Пятровіч",
        "Яўген": "Яўгенавіч",
        "Валерый": "Валер'евіч",
        "Георгій": "Георгіевіч",
        "Даніла": "Данілавіч",
        "Генадзь": "Генадзьевіч",
        "Арсеній": "Арсеньевіч",
    },
}

# How a daughter's patronymic differs from a son's, tried in this order.
_DAUGHTER: Mapping[str, tuple[tuple[str, str], ...]] = {
    "uk": (("ьович", "івна"), ("йович", "ївна"), ("ович", "івна"), ("ич", "івна"), ("іч", "івна")),
    "ru": (
        ("льич", "льинична"),
        ("зьмич", "зьминична"),
        ("омич", "оминична"),
        ("укич", "укинична"),
        ("ович", "овна"),
        ("евич", "евна"),
        ("ич", "ична"),
    ),
    "be": (
        ("льіч", "льінічна"),
        ("авіч", "аўна"),
        ("овіч", "оўна"),
        ("евіч", "еўна"),
        ("іч", "інічна"),
    ),
}


def patronymic(father: Forms, *, female: bool) -> Forms:
    """The patronymic of a child of ``father``, formed by the rule of each language."""
    sons = {language: _son(father.in_language(language), language) for language in ("uk", "ru", "be")}
    if not female:
        return Forms(**sons)
    return Forms(**{language: _daughter(son, language) for language, son in sons.items()})


def _son(father: str, language: str) -> str:
    irregular = _IRREGULAR[language].get(father)
    if irregular:
        return irregular
    last = father[-1]
    if language == "uk":
        if last == "й":
            return father[:-1] + "йович"
        return (father[:-1] if last in "оа" else father) + "ович"
    if language == "ru":
        if father.endswith("ий"):
            return father[:-2] + "ьевич"
        return father[:-1] + "евич" if last in "йь" else father + "ович"
    if last == "й":
        return father[:-1] + "евіч"
    if last == "ў":
        return father[:-1] + "вавіч"
    return father + "евіч" if last == "ь" else father + "авіч"


def _daughter(son: str, language: str) -> str:
    for ending, replacement in _DAUGHTER[language]:
        if son.endswith(ending):
            return son[: -len(ending)] + replacement
    raise AssertionError(son)
