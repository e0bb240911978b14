"""The words for values in the lists, in English, Ukrainian, Russian and Belarusian.

``WORDS[field][value][language]`` are the words for a value; the first is the one to write. Look-up ignores what the
look-up of headings ignores (``columns.py``).
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType

from safeconduct.people.columns import LANGUAGES, Words, normal

_YES: Words = {
    "en": ("yes", "y", "true", "1", "x", "agreed", "consents", "+"),
    "uk": ("так", "згоден", "згодна", "є", "погоджується"),
    "ru": ("да", "согласен", "согласна", "есть"),
    "be": ("так", "згодны", "згодна", "ёсць"),
}
_NO: Words = {
    "en": ("no", "n", "false", "0", "refused", "refuses", "-", "none"),
    "uk": ("ні", "не згоден", "не згодна", "немає", "відмовився", "відмовилась"),
    "ru": ("нет", "не согласен", "не согласна", "отказался", "отказалась"),
    "be": ("не", "не згодны", "не згодна", "няма", "адмовіўся", "адмовілася"),
}
_UNKNOWN: Words = {
    "en": ("unknown", "not asked", "?", "n/a"),
    "uk": ("невідомо", "не запитували", "не опитано"),
    "ru": ("неизвестно", "не спрашивали", "не опрошен"),
    "be": ("невядома", "не пыталіся", "не апытаны"),
}
_CONSENT: Mapping[str, Words] = {"yes": _YES, "no": _NO, "unknown": _UNKNOWN}

WORDS: Mapping[str, Mapping[str, Words]] = MappingProxyType(
    {
        "sex": {
            "female": {
                "en": ("female", "f", "woman", "w", "girl"),
                "uk": ("жіноча", "ж", "жін", "жінка", "дівчина"),
                "ru": ("женский", "ж", "жен", "женщина", "девочка"),
                "be": ("жаночы", "ж", "жан", "жанчына", "дзяўчына"),
            },
            "male": {
                "en": ("male", "m", "man", "boy"),
                "uk": ("чоловіча", "ч", "чол", "чоловік", "хлопець"),
                "ru": ("мужской", "м", "муж", "мужчина", "мальчик"),
                "be": ("мужчынскі", "м", "муж", "мужчына", "хлопчык"),
            },
        },
        "status": {
            "combatant": {
                "en": ("combatant", "prisoner of war", "POW", "military", "soldier"),
                "uk": ("комбатант", "військовополонений", "військовополонена", "військовослужбовець", "військовий"),
                "ru": ("комбатант", "военнопленный", "военнопленная", "военнослужащий", "военный"),
                "be": ("камбатант", "ваеннапалонны", "ваеннапалонная", "ваеннаслужачы", "вайсковец"),
            },
            "civilian": {
                "en": ("civilian", "civilian detainee", "internee", "civilian internee"),
                "uk": ("цивільний", "цивільна особа", "цивільна", "цивільний заручник"),
                "ru": ("гражданский", "гражданское лицо", "гражданская"),
                "be": ("цывільны", "цывільная асоба", "цывільная", "грамадзянскі"),
            },
            "medical_personnel": {
                "en": ("medical personnel", "medic", "retained personnel", "chaplain"),
                "uk": ("медичний персонал", "медик", "капелан"),
                "ru": ("медицинский персонал", "медик", "капеллан", "медработник"),
                "be": ("медыцынскі персанал", "медык", "капелан"),
            },
        },
        "medical": {
            "none": {
                "en": ("none", "healthy", "fit", "well", "good"),
                "uk": ("здоровий", "здорова", "задовільний", "без скарг", "немає"),
                "ru": ("здоров", "здорова", "удовлетворительное", "без жалоб", "нет"),
                "be": ("здаровы", "здаровая", "здавальняючы", "без скаргаў", "няма"),
            },
            "wounded": {
                "en": ("wounded", "injured", "lightly wounded"),
                "uk": ("поранений", "поранена", "легкопоранений", "легкопоранена"),
                "ru": ("ранен", "ранена", "раненый", "раненая", "легкораненый"),
                "be": ("паранены", "параненая", "лёгкапаранены"),
            },
            "seriously_wounded": {
                "en": ("seriously wounded", "severely wounded", "seriously injured", "heavily wounded"),
                "uk": ("тяжкопоранений", "тяжкопоранена", "важкопоранений", "тяжке поранення", "тяжко поранений"),
                "ru": ("тяжелораненый", "тяжелораненая", "тяжело ранен", "тяжелое ранение"),
                "be": ("цяжкапаранены", "цяжкапараненая", "цяжка паранены", "цяжкае раненне"),
            },
            "seriously_sick": {
                "en": ("seriously sick", "seriously ill", "severely ill"),
                "uk": ("тяжкохворий", "тяжкохвора", "важкохворий", "тяжко хворий"),
                "ru": ("тяжелобольной", "тяжелобольная", "тяжело болен", "тяжело больной"),
                "be": ("цяжкахворы", "цяжкахворая", "цяжка хворы"),
            },
        },
        "carriage": {
            "seat": {
                "en": ("seat", "seated", "sitting", "walking"),
                "uk": ("сидячи", "сидячий", "місце сидіння"),
                "ru": ("сидя", "сидячий", "сидячее место"),
                "be": ("седзячы", "сядзячы", "сядзячае месца"),
            },
            "stretcher": {
                "en": ("stretcher", "lying", "litter"),
                "uk": ("ноші", "лежачи", "лежачий", "на ношах"),
                "ru": ("носилки", "лежа", "лежачий", "на носилках"),
                "be": ("насілкі", "лежачы", "на насілках"),
            },
            "remains": {
                "en": ("remains", "coffin"),
                "uk": ("останки", "тіло", "рештки"),
                "ru": ("останки", "тело", "гроб"),
                "be": ("парэшткі", "цела", "астанкі"),
            },
        },
        "consent": _CONSENT,
        "guardian_consent": _CONSENT,
        "group_kind": {
            "family": {
                "en": ("family", "relatives"),
                "uk": ("сім'я", "родина", "родичі"),
                "ru": ("семья", "родственники"),
                "be": ("сям'я", "сваякі", "радня"),
            },
            "unit": {
                "en": ("unit", "crew", "comrades"),
                "uk": ("підрозділ", "екіпаж", "частина"),
                "ru": ("подразделение", "экипаж", "часть"),
                "be": ("падраздзяленне", "экіпаж", "часць"),
            },
        },
        "remains": {
            "yes": {**_YES, "uk": ("так", "загиблий", "тіло"), "ru": ("да", "погибший", "тело"), "be": ("так", "цела")},
            "no": {**_NO, "uk": ("ні", "живий", "жива"), "ru": ("нет", "жив", "жива"), "be": ("не", "жывы", "жывая")},
        },
    }
)


def value_of(field: str, word: str) -> str | None:
    """The canonical value of ``field`` that ``word`` names, or None. Raises KeyError for a field of free text."""
    return _words(field).get(normal(word))


@cache
def _words(field: str) -> Mapping[str, str]:
    table: dict[str, str] = {}
    for value, languages in WORDS[field].items():
        for alias in (value, *(word for language in LANGUAGES for word in languages[language])):
            if table.setdefault(normal(alias), value) != value:
                raise AssertionError(f"word {alias!r} stands for two values of {field}")
    return MappingProxyType(table)
