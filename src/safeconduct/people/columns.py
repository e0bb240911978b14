"""The headings of the lists' columns in English, Ukrainian, Russian and Belarusian.

``HEADINGS[field][language]`` are the headings a list may use for a canonical field; the first is the one to write.
``HXL[field]`` is the hashtag of the HXL tag row (hxlstandard.org 1.1). Look-up ignores case, spaces and punctuation,
and takes ё for е, and ' for nothing. The words for values are in ``values.py``.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from functools import cache
from types import MappingProxyType

LANGUAGES = ("en", "uk", "ru", "be")

Words = Mapping[str, tuple[str, ...]]

HEADINGS: Mapping[str, Words] = MappingProxyType(
    {
        "entry_id": {
            "en": ("No.", "entry id", "id", "number", "record id", "list number", "#", "entry"),
            "uk": ("№ з/п", "№", "номер", "номер запису", "порядковий номер", "№ п/п", "N з/п", "ідентифікатор"),
            "ru": ("№ п/п", "N п/п", "номер записи", "порядковый номер", "идентификатор", "номер по списку"),
            "be": ("№ п.п.", "нумар", "нумар запісу", "парадкавы нумар", "ідэнтыфікатар"),
        },
        "family_name": {
            "en": ("Family name", "surname", "last name", "family"),
            "uk": ("Прізвище",),
            "ru": ("Фамилия",),
            "be": ("Прозвішча",),
        },
        "given_name": {
            "en": ("Given name", "first name", "given names", "forename", "name"),
            "uk": ("Ім'я", "власне ім'я"),
            "ru": ("Имя",),
            "be": ("Імя", "Уласнае імя"),
        },
        "patronymic": {
            "en": ("Patronymic", "middle name", "father's name", "fathers name"),
            "uk": ("По батькові", "По-батькові", "Побатькові"),
            "ru": ("Отчество",),
            "be": ("Імя па бацьку", "Па бацьку", "Імя бацькі"),
        },
        "birth_date": {
            "en": ("Date of birth", "birth date", "born", "DOB", "birthdate", "birthday", "year of birth"),
            "uk": ("Дата народження", "народився", "рік народження", "день народження", "дн"),
            "ru": ("Дата рождения", "родился", "год рождения", "день рождения", "др", "г.р."),
            "be": ("Дата нараджэння", "нарадзіўся", "год нараджэння", "дзень нараджэння"),
        },
        "sex": {
            "en": ("Sex", "gender"),
            "uk": ("Стать",),
            "ru": ("Пол",),
            "be": ("Пол чалавека", "Пал"),
        },
        "rank": {
            "en": ("Rank", "military rank"),
            "uk": ("Звання", "військове звання"),
            "ru": ("Звание", "воинское звание"),
            "be": ("Званне", "вайсковае званне", "воінскае званне"),
        },
        "unit": {
            "en": ("Unit", "military unit"),
            "uk": ("Підрозділ", "військова частина", "частина", "в/ч"),
            "ru": ("Подразделение", "воинская часть", "часть"),
            "be": ("Падраздзяленне", "вайсковая часць", "воінская часць"),
        },
        "place": {
            "en": (
                "Place of origin",
                "place",
                "place from",
                "from",
                "home place",
                "place of birth",
                "residence",
                "region",
            ),
            "uk": ("Місце проживання", "звідки", "місце народження", "область", "населений пункт", "місто"),
            "ru": ("Место жительства", "откуда", "место рождения", "населенный пункт", "город", "регион"),
            "be": ("Месца жыхарства", "адкуль", "месца нараджэння", "вобласць", "населены пункт", "горад"),
        },
        "site": {
            "en": ("Place of detention", "site", "site id", "place of internment", "held at", "facility"),
            "uk": ("Місце тримання", "місце утримання", "заклад", "місце полону"),
            "ru": ("Место содержания", "место удержания", "учреждение", "место плена"),
            "be": ("Месца ўтрымання", "месца трымання", "установа"),
        },
        "status": {
            "en": ("Status", "category", "legal status"),
            "uk": ("Статус", "категорія", "правовий статус"),
            "ru": ("Статус лица", "категория", "правовой статус"),
            "be": ("Статус асобы", "катэгорыя", "прававы статус"),
        },
        "medical": {
            "en": ("Medical", "medical category", "health", "state of health", "medical finding", "condition"),
            "uk": ("Стан здоров'я", "медична категорія", "здоров'я", "медичний висновок"),
            "ru": ("Состояние здоровья", "медицинская категория", "здоровье", "медицинское заключение"),
            "be": ("Стан здароўя", "медыцынская катэгорыя", "здароўе", "медыцынскае заключэнне"),
        },
        "carriage": {
            "en": ("Carriage", "travels", "transport", "how carried"),
            "uk": ("Спосіб перевезення", "перевезення", "транспортування"),
            "ru": ("Способ перевозки", "перевозка", "транспортировка"),
            "be": ("Спосаб перавозкі", "перавозка", "транспарціроўка"),
        },
        "consent": {
            "en": ("Consent", "consents", "willing to go", "agrees"),
            "uk": ("Згода", "згоден", "згода особи"),
            "ru": ("Согласие", "согласен", "согласие лица"),
            "be": ("Згода асобы", "згодны", "згода чалавека"),
        },
        "held_since": {
            "en": ("Held since", "date of capture", "captured", "detained since", "capture date"),
            "uk": ("Утримується з", "дата полонення", "у полоні з", "дата затримання", "тримається з"),
            "ru": ("Удерживается с", "дата пленения", "в плену с", "дата задержания", "содержится с"),
            "be": ("Утрымліваецца з", "дата палону", "у палоне з", "дата затрымання"),
        },
        "group": {
            "en": ("Group", "group id", "together with", "keep together", "family group"),
            "uk": ("Група", "разом", "група осіб"),
            "ru": ("Группа", "вместе", "группа лиц"),
            "be": ("Група асоб", "разам"),
        },
        "group_kind": {
            "en": ("Group kind", "kind of group", "group type"),
            "uk": ("Вид групи", "тип групи"),
            "ru": ("Вид группы", "тип группы"),
            "be": ("Від групы", "тып групы"),
        },
        "guardian_id": {
            "en": ("Guardian", "guardian id", "guardian no", "accompanied by"),
            "uk": ("Супроводжувач", "номер супроводжувача", "опікун", "законний представник"),
            "ru": ("Сопровождающий", "номер сопровождающего", "опекун", "законный представитель"),
            "be": ("Суправаджальны", "нумар суправаджальнага", "апякун", "законны прадстаўнік"),
        },
        "guardian_consent": {
            "en": ("Guardian consent", "consent of guardian", "consent of parents", "parental consent"),
            "uk": ("Згода опікуна", "згода батьків", "згода законного представника"),
            "ru": ("Согласие опекуна", "согласие родителей", "согласие законного представителя"),
            "be": ("Згода апекуна", "згода бацькоў", "згода законнага прадстаўніка"),
        },
        "remains": {
            "en": ("Remains", "mortal remains", "deceased", "dead"),
            "uk": ("Останки", "тіло", "загиблий", "рештки"),
            "ru": ("Останки умершего", "тело", "погибший", "умерший"),
            "be": ("Парэшткі", "цела", "загінулы", "астанкі"),
        },
        "home": {
            "en": ("Party", "home", "home party", "belongs to", "side"),
            "uk": ("Сторона", "належить до", "сторона походження"),
            "ru": ("Сторона принадлежности", "принадлежит к", "сторона происхождения"),
            "be": ("Бок", "належыць да", "старана"),
        },
        "note": {
            "en": ("Note", "notes", "remark", "remarks", "comment", "comments"),
            "uk": ("Примітка", "примітки", "коментар", "зауваження"),
            "ru": ("Примечание", "примечания", "комментарий", "замечания"),
            "be": ("Заўвага", "заўвагі", "каментарый", "нататкі"),
        },
    }
)

HXL: Mapping[str, str] = MappingProxyType(
    {
        "entry_id": "#affected+id",
        "family_name": "#affected+name+family",
        "given_name": "#affected+name+given",
        "patronymic": "#affected+name+patronymic",
        "birth_date": "#date+birth",
        "sex": "#affected+sex",
        "rank": "#affected+rank",
        "unit": "#org+unit",
        "place": "#loc+origin",
        "site": "#loc+site+id",
        "status": "#affected+status",
        "medical": "#affected+medical",
        "carriage": "#affected+carriage",
        "consent": "#affected+consent",
        "held_since": "#date+held",
        "group": "#group+id",
        "group_kind": "#group+kind",
        "guardian_id": "#affected+guardian+id",
        "guardian_consent": "#affected+guardian+consent",
        "remains": "#affected+remains",
        "home": "#org+home",
        "note": "#meta+note",
    }
)

COMPULSORY = ("entry_id",)  # and family_name or given_name; held lists also need site


def normal(text: str) -> str:
    """A heading or value word without case, spaces, punctuation and diacritics that writers leave out."""
    folded = unicodedata.normalize("NFKC", text).casefold().replace("ё", "е")
    kept = "".join(letter for letter in folded if (letter.isalnum() and letter != "ʼ") or letter in "#+?")
    return kept or "".join(folded.split())


@cache
def _headings() -> Mapping[str, str]:
    table: dict[str, str] = {}
    for name, languages in HEADINGS.items():
        for alias in (name, *(word for language in LANGUAGES for word in languages[language])):
            if table.setdefault(normal(alias), name) != name:
                raise AssertionError(f"heading {alias!r} stands for two fields")
    return MappingProxyType(table)


def field_of(heading: str) -> str | None:
    """The canonical field that ``heading`` names, or None."""
    return _headings().get(normal(heading))


def field_of_tag(tag: str) -> str | None:
    """The canonical field of an HXL tag; the order of its attributes does not matter."""
    return _tags().get(_tag_key(tag))


@cache
def _tags() -> Mapping[tuple[str, ...], str]:
    return MappingProxyType({_tag_key(tag): name for name, tag in HXL.items()})


def _tag_key(tag: str) -> tuple[str, ...]:
    first, *attributes = "".join(tag.split()).casefold().split("+")
    return (first, *sorted(attributes))
