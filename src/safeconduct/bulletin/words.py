"""All words of the bulletin, in English, Ukrainian, Russian and Belarusian.

Sentences about the parties are written once and filled with one party's name and then with the other's, so that what
is said of both differs in the name and the number alone. Names stand in quotation marks and are not inflected.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from types import MappingProxyType

LANGUAGES = ("en", "uk", "ru", "be")
OWN_NAMES = {"en": "English", "uk": "Українська", "ru": "Русский", "be": "Беларуская"}

_TABLE: dict[str, tuple[str, str, str, str]] = {
    "title": (
        "Bulletin on operation no. {number}",
        "Повідомлення про операцію № {number}",
        "Сообщение об операции № {number}",
        "Паведамленне аб аперацыі № {number}",
    ),
    "languages": ("Languages", "Мови", "Языки", "Мовы"),
    "rehearsal": (
        "Rehearsal. The persons and the parties are invented.",
        "Навчання. Особи та сторони вигадані.",
        "Учения. Лица и стороны вымышлены.",
        "Вучэнні. Асобы і бакі выдуманыя.",
    ),
    "embargo": (
        "Not for release before the handover is over.",
        "Не оприлюднювати до завершення передачі.",
        "Не публиковать до завершения передачи.",
        "Не публікаваць да завяршэння перадачы.",
    ),
    "issued": (
        "Issued by {intermediary} on {day}.",
        "Видано: {intermediary}, {day}.",
        "Выдано: {intermediary}, {day}.",
        "Выдадзена: {intermediary}, {day}.",
    ),
    "corrects": (
        "Corrects bulletin {bulletin}, which stays published.",
        "Виправляє повідомлення {bulletin}, яке залишається опублікованим.",
        "Исправляет сообщение {bulletin}, которое остаётся опубликованным.",
        "Выпраўляе паведамленне {bulletin}, якое застаецца апублікаваным.",
    ),
    "received": (
        "On {day}, through {intermediary} as intermediary:",
        "{day} за посередництва сторони «{intermediary}»:",
        "{day} при посредничестве стороны «{intermediary}»:",
        "{day} пры пасрэдніцтве боку «{intermediary}»:",
    ),
    "received_days": (
        "From {day}, through {intermediary} as intermediary:",
        "{day} за посередництва сторони «{intermediary}»:",
        "{day} при посредничестве стороны «{intermediary}»:",
        "{day} пры пасрэдніцтве боку «{intermediary}»:",
    ),
    "agreed": (
        "For {day}, through {intermediary} as intermediary, it is agreed that:",
        "На {day} за посередництва сторони «{intermediary}» погоджено:",
        "На {day} при посредничестве стороны «{intermediary}» согласовано:",
        "На {day} пры пасрэдніцтве боку «{intermediary}» узгоднена:",
    ),
    "received_persons": (
        "“{receiver}” received from “{giver}” this number of persons: {value}.",
        "Сторона «{receiver}» прийняла від сторони «{giver}» таку кількість осіб: {value}.",
        "Сторона «{receiver}» приняла от стороны «{giver}» такое число лиц: {value}.",
        "Бок «{receiver}» прыняў ад боку «{giver}» такую колькасць асоб: {value}.",
    ),
    "received_remains": (
        "“{receiver}” received from “{giver}” the remains of this number of persons: {value}.",
        "Сторона «{receiver}» прийняла від сторони «{giver}» останки такої кількості осіб: {value}.",
        "Сторона «{receiver}» приняла от стороны «{giver}» останки такого числа лиц: {value}.",
        "Бок «{receiver}» прыняў ад боку «{giver}» астанкі такой колькасці асоб: {value}.",
    ),
    "agreed_persons": (
        "“{receiver}” is to receive from “{giver}” this number of persons: {value}.",
        "Сторона «{receiver}» має прийняти від сторони «{giver}» таку кількість осіб: {value}.",
        "Сторона «{receiver}» должна принять от стороны «{giver}» такое число лиц: {value}.",
        "Бок «{receiver}» павінен прыняць ад боку «{giver}» такую колькасць асоб: {value}.",
    ),
    "agreed_remains": (
        "“{receiver}” is to receive from “{giver}” the remains of this number of persons: {value}.",
        "Сторона «{receiver}» має прийняти від сторони «{giver}» останки такої кількості осіб: {value}.",
        "Сторона «{receiver}» должна принять от стороны «{giver}» останки такого числа лиц: {value}.",
        "Бок «{receiver}» павінен прыняць ад боку «{giver}» астанкі такой колькасці асоб: {value}.",
    ),
    "caption": (
        "Totals of the operation",
        "Підсумки операції",
        "Итоги операции",
        "Вынікі аперацыі",
    ),
    "direction": ("Direction", "Напрямок", "Направление", "Кірунак"),
    "way": (
        "“{giver}” to “{receiver}”",
        "«{giver}» – «{receiver}»",
        "«{giver}» – «{receiver}»",
        "«{giver}» – «{receiver}»",
    ),
    "all": ("All directions", "Усі напрямки", "Все направления", "Усе кірункі"),
    "persons": ("Persons", "Осіб", "Лиц", "Асоб"),
    "remains": ("Remains", "Останків", "Останков", "Астанкаў"),
    "band": ("{low} to {high}", "від {low} до {high}", "от {low} до {high}", "ад {low} да {high}"),
    "withheld": ("withheld", "не оприлюднюється", "не публикуется", "не публікуецца"),
    "not_stated": ("not stated", "не встановлено", "не установлено", "не ўстаноўлена"),
    "reading": ("How to read the figures", "Як читати цифри", "Как читать цифры", "Як чытаць лічбы"),
    "rule_received": (
        "Operation no. {number} of the series counts as one operation. The figures count those received, once each, "
        "in each direction separately. They are the intermediary’s count.",
        "Операція № {number} серії рахується як одна операція. Цифри охоплюють прийнятих, кожного один раз, "
        "окремо в кожному напрямку. Це підрахунок посередника.",
        "Операция № {number} серии считается одной операцией. Цифры охватывают принятых, каждого один раз, "
        "отдельно в каждом направлении. Это подсчёт посредника.",
        "Аперацыя № {number} серыі лічыцца адной аперацыяй. Лічбы ахопліваюць прынятых, кожнага адзін раз, "
        "асобна ў кожным кірунку. Гэта падлік пасрэдніка.",
    ),
    "rule_agreed": (
        "Operation no. {number} of the series counts as one operation. The figures count those on the agreed lists, "
        "once each, in each direction separately. They are the intermediary’s count.",
        "Операція № {number} серії рахується як одна операція. Цифри охоплюють осіб з погоджених списків, кожну "
        "один раз, окремо в кожному напрямку. Це підрахунок посередника.",
        "Операция № {number} серии считается одной операцией. Цифры охватывают лиц из согласованных списков, каждое "
        "один раз, отдельно в каждом направлении. Это подсчёт посредника.",
        "Аперацыя № {number} серыі лічыцца адной аперацыяй. Лічбы ахопліваюць асоб са ўзгодненых спісаў, кожную "
        "адзін раз, асобна ў кожным кірунку. Гэта падлік пасрэдніка.",
    ),
    "small": (
        "A number from 1 to 9 is given as “1 to 9”, and a total that would give it away as a range, so that nobody "
        "can be recognised. Zero is given as 0. “Withheld” means known and not "
        "published; “not stated” means not known.",
        "Число від 1 до 9 подано як «від 1 до 9», а підсумок, який би його розкрив, – як проміжок, щоб нікого не "
        "можна було впізнати. Нуль подано як 0. «Не оприлюднюється» означає: відомо, але не публікується; «не "
        "встановлено» означає: невідомо.",
        "Число от 1 до 9 дано как «от 1 до 9», а итог, который бы его раскрыл, – как промежуток, чтобы никого нельзя "
        "было узнать. Ноль дан как 0. «Не публикуется» означает: известно, но не публикуется; «не установлено» "
        "означает: неизвестно.",
        "Лік ад 1 да 9 пададзены як «ад 1 да 9», а вынік, які б яго раскрыў, – як прамежак, каб нікога нельга было "
        "пазнаць. Нуль пададзены як 0. «Не публікуецца» азначае: вядома, але не публікуецца; «не ўстаноўлена» "
        "азначае: невядома.",
    ),
    "silent": (
        "The bulletin names no person, place, unit or hour, and shows no picture of anyone (GC III, article 13).",
        "Повідомлення не називає осіб, місць, підрозділів і годин і нікого не показує (Женевська конвенція III, "
        "стаття 13).",
        "Сообщение не называет лиц, мест, подразделений и часов и никого не показывает (Женевская конвенция III, "
        "статья 13).",
        "Паведамленне не называе асоб, месцаў, падраздзяленняў і гадзін і нікога не паказвае (Жэнеўская канвенцыя "
        "III, артыкул 13).",
    ),
    "turn": (
        "The parties are named in turn: which comes first changes with each operation of the series.",
        "Сторони названо по черзі: котра перша, змінюється з кожною операцією серії.",
        "Стороны названы по очереди: какая первая, меняется с каждой операцией серии.",
        "Бакі названы па чарзе: які першы, змяняецца з кожнай аперацыяй серыі.",
    ),
}

WORDS: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {key: MappingProxyType(dict(zip(LANGUAGES, texts, strict=True))) for key, texts in _TABLE.items()}
)

_MONTHS = {
    "en": "January February March April May June July August September October November December",
    "uk": "січня лютого березня квітня травня червня липня серпня вересня жовтня листопада грудня",
    "ru": "января февраля марта апреля мая июня июля августа сентября октября ноября декабря",
    "be": "студзеня лютага сакавіка красавіка мая чэрвеня ліпеня жніўня верасня кастрычніка лістапада снежня",
}
_TO = {"en": " to ", "uk": " – ", "ru": " – ", "be": " – "}
_TO_NUMBER = {"en": " to ", "uk": "–", "ru": "–", "be": "–"}  # between two numbers of one month
_YEAR = {"en": "", "uk": " року", "ru": " года", "be": " года"}


def say(key: str, language: str, **fill: object) -> str:
    """One text with its braces filled."""
    return WORDS[key][language].format(**fill)


def day_in(day: dt.date, language: str) -> str:
    """``12 February 2026`` in a language."""
    return f"{_day_and_month(day, language)} {day.year}{_YEAR[language]}"


def days_in(first: dt.date, last: dt.date, language: str) -> str:
    """``12 to 13 February 2026`` in a language: what the two days share is said once. One day is said as ``day_in``."""
    if first == last:
        return day_in(first, language)
    if (first.year, first.month) == (last.year, last.month):
        return f"{first.day}{_TO_NUMBER[language]}{day_in(last, language)}"
    start = _day_and_month(first, language) if first.year == last.year else day_in(first, language)
    return f"{start}{_TO[language]}{day_in(last, language)}"


def _day_and_month(day: dt.date, language: str) -> str:
    return f"{day.day} {_MONTHS[language].split()[day.month - 1]}"
