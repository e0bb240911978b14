"""Ranks, places, units and remarks as the lists of the example word them, in Ukrainian, Russian and Belarusian.

Places and units are invented: common names of villages and towns, and unit numbers with a letter that no army uses.
"""

from __future__ import annotations

from collections.abc import Mapping

from safeconduct.example.given_names import Forms, table_lines


def _three(text: str) -> Forms:
    return Forms(*(form.strip() for form in text.split("/")))


#: From private to major.
RANKS = tuple(
    map(
        _three,
        (
            "солдат/рядовой/радавы",
            "старший солдат/ефрейтор/яфрэйтар",
            "молодший сержант/младший сержант/малодшы сяржант",
            "сержант/сержант/сяржант",
            "старший сержант/старший сержант/старшы сяржант",
            "головний сержант/старшина/старшына",
            "лейтенант/лейтенант/лейтэнант",
            "старший лейтенант/старший лейтенант/старшы лейтэнант",
            "капітан/капитан/капітан",
            "майор/майор/маёр",
        ),
    )
)

#: Other wordings of a rank that clerks use, by language and by the usual wording.
RANK_VARIANTS: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "uk": {
        "солдат": ("рядовий", "сол."),
        "старший солдат": ("ст. солдат", "ст.солд."),
        "молодший сержант": ("мол. сержант", "мл. сержант"),
        "старший сержант": ("ст. сержант", "ст.с-т"),
        "старший лейтенант": ("ст. лейтенант", "ст.л-т"),
        "капітан": ("кап.",),
    },
    "ru": {
        "рядовой": ("солдат", "ряд."),
        "ефрейтор": ("еф-р", "ст. солдат"),
        "младший сержант": ("мл. сержант", "мл.с-т"),
        "старший сержант": ("ст. сержант", "ст.с-т"),
        "старший лейтенант": ("ст. лейтенант", "ст.л-т"),
        "капитан": ("кап.", "к-н"),
    },
    "be": {"старшы сяржант": ("ст. сяржант",)},
}

PLACES = tuple(_three(line) for line in table_lines("places.txt"))

#: What may stand before a place: a town or a village.
PLACE_KINDS = {"uk": ("м. ", "с. ", ""), "ru": ("г. ", "с. ", "д. ", ""), "be": ("г. ", "в. ", "")}

#: How a unit number such as Л-1207 is written.
UNIT_WORDINGS = {
    "uk": ("в/ч {}", "в/ч {}", "військова частина {}", "{}", "вч {}"),
    "ru": ("в/ч {}", "в/ч {}", "войсковая часть {}", "{}", "вч {}"),
    "be": ("в/ч {}", "вайсковая часць {}", "{}"),
}
UNIT_LETTER = {"azure": "Л", "amber": "Я"}

HELD_REMARKS = {
    "uk": ("записано зі слів", "документів немає", "є військовий квиток", "потребує окулярів", "потребує ліків"),
    "ru": ("записано со слов", "документов нет", "есть военный билет", "нуждается в очках", "данные уточняются"),
}
SOUGHT_REMARKS = {
    "uk": ("заява дружини", "заява матері", "бачили на відео", "за словами побратимів", "зв'язок втрачено 2024 р."),
    "ru": ("заявление матери", "заявление жены", "по словам сослуживцев", "последний звонок в 2024 г.", "есть фото"),
}
FAMILY_REMARK = {"uk": "сім'я, не розлучати", "ru": "семья, не разлучать"}
ALONE_REMARK = {"uk": "дитина без супроводу", "ru": "ребёнок без сопровождения"}
ON_STRETCHER = {"uk": "пересувається лише на ношах", "ru": "только на носилках"}
BY_TAG = {"uk": "за жетоном", "ru": "по жетону"}
