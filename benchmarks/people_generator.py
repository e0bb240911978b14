"""Two lists of synthetic people whose truth is known, spelled by tables that are not the matcher's.

What the matcher has not been shown, and how:

* **Ukrainian and Russian spellings** come from names-translator (MIT: 11,000 given names, 17,000 patronymics, 118,000
  surnames) and russiannames (BSD-3-Clause: counts). The matcher takes given names from these packages, too, but
  ``scripts/build_name_tables.py`` holds one name in four back from it, and only common names go in at all; of
  patronymics and surnames it takes nothing. ``HELD_BACK`` in the output says how many people bear a held-back name.
* **Latin spellings** are made by translitua (28 published tables of Ukrainian and Russian), by code that is not ours;
  Belarusian ones by three tables in this file. None of it is used by the matcher.
* **Belarusian spellings** are made from Russian ones by the spelling rules in this file (akannie, dz and c, ў), stress
  being guessed, and for 40 common given names by a list in this file.

Errors follow research on such lists: typing errors, missing and shortened patronymics, dates with one digit off, a
year alone, day and month exchanged, fields exchanged, siblings and twins, duplicates within a list, rank, unit and
place that are missing or differ. The rates are stated below; they are guesses, as no real list was seen.
"""

from __future__ import annotations

import bisect
import datetime as dt
import itertools
import random
import re
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "scripts"))

from build_name_tables import HAND, held_back  # noqa: E402
from safeconduct.people.model import Entry, ListKind, PartialDate, Sex  # noqa: E402

SHARE_SHARED = 0.5  # of the people on a list, those who are on the other list, too
SHARE_DUPLICATE = 0.03
SHARE_SIBLING = 0.05
SHARE_TWIN = 0.10  # of the siblings
# (language, script) and its share, for the held list and the sought list
STYLES_HELD = (("uk", "cyr", 0.74), ("ru", "cyr", 0.11), ("uk", "lat", 0.13), ("ru", "lat", 0.02))
STYLES_SOUGHT = (
    ("ru", "cyr", 0.66),
    ("uk", "cyr", 0.06),
    ("be", "cyr", 0.04),
    ("ru", "lat", 0.14),
    ("uk", "lat", 0.05),
    ("be", "lat", 0.05),
)


@dataclass(frozen=True, slots=True)
class Being:
    """One synthetic person, with every name in Ukrainian, Russian and Belarusian."""

    number: int
    sex: str
    family: tuple[str, str, str]
    given: tuple[str, str, str]
    father: tuple[str, str, str]
    birth: dt.date
    rank: int
    unit: int
    place: int
    kin: int  # people with the same number are siblings
    unseen: bool  # the given name is one that the matcher's table lacks


@dataclass(frozen=True, slots=True)
class Lists:
    """Held and sought entries, the true pairs of their ids, and pairs of ids that are siblings (twins among them)."""

    held: tuple[Entry, ...]
    sought: tuple[Entry, ...]
    truth: frozenset[tuple[str, str]]
    duplicates: frozenset[tuple[str, str]]
    twins: frozenset[tuple[str, str]]
    unseen: int


def make(size: int, seed: int) -> Lists:
    """Two lists of about ``size`` entries each. The same seed gives the same lists."""
    rng = random.Random(seed)
    beings = _beings(rng, round(size * (2 - SHARE_SHARED) * 0.98))
    shared = round(len(beings) * SHARE_SHARED / (2 - SHARE_SHARED))
    only = (len(beings) - shared) // 2
    order = beings[:]
    rng.shuffle(order)
    held_beings = order[: shared + only]
    sought_beings = order[:shared] + order[shared + only :]
    held, held_of = _list(rng, held_beings, "H", "azure", ListKind.HELD, STYLES_HELD, 0.9)
    sought, sought_of = _list(rng, sought_beings, "S", "amber", ListKind.SOUGHT, STYLES_SOUGHT, 1.1)
    by_number: dict[int, list[str]] = {}
    for entry_id, being in sought_of.items():
        by_number.setdefault(being.number, []).append(entry_id)
    by_kin: dict[int, list[str]] = {}
    for entry_id, being in sought_of.items():
        by_kin.setdefault(being.kin, []).append(entry_id)
    truth = frozenset((h, s) for h, being in held_of.items() for s in by_number.get(being.number, ()))
    twins = frozenset(
        (h, s)
        for h, being in held_of.items()
        for s in by_kin.get(being.kin, ())
        if sought_of[s].number != being.number and sought_of[s].birth == being.birth
    )
    duplicates = frozenset(_same(held_of)) | frozenset(_same(sought_of))
    unseen = len({b.number for b in held_of.values() if b.unseen})
    return Lists(tuple(held), tuple(sought), truth, duplicates, twins, unseen)


def _same(of: dict[str, Being]) -> list[tuple[str, str]]:
    groups: dict[int, list[str]] = {}
    for entry_id, being in of.items():
        groups.setdefault(being.number, []).append(entry_id)
    return [pair for ids in groups.values() for pair in itertools.combinations(sorted(ids), 2)]


def _beings(rng: random.Random, count: int) -> list[Being]:
    names = _names()
    beings: list[Being] = []
    while len(beings) < count:
        sex = "f" if rng.random() < 0.12 else "m"
        uk_given, ru_given = names.given[sex].draw(rng)
        uk_father, ru_father = names.patronymic[sex].draw(rng)
        uk_family, ru_family = (names.family_uk if rng.random() < 0.6 else names.family_ru).draw(rng)
        uk_family, ru_family = _gendered_uk(uk_family, sex), _gendered_ru(ru_family, sex)
        being = Being(
            number=len(beings),
            sex=sex,
            family=(uk_family, ru_family, _belarusian(ru_family)),
            given=(uk_given, ru_given, BELARUSIAN_GIVEN.get(ru_given, _belarusian(ru_given))),
            father=(uk_father, ru_father, _belarusian_patronymic(ru_father)),
            birth=dt.date(1995, 6, 1) + dt.timedelta(days=round(rng.gauss(-1200, 3600))),
            rank=min(int(rng.expovariate(0.55)), len(RANKS) - 1),
            unit=rng.randrange(400),
            place=rng.randrange(len(PLACES)),
            kin=len(beings),
            unseen=held_back(ru_given) and ru_given.casefold() not in _hand_names(),
        )
        beings.append(being)
        if rng.random() < SHARE_SIBLING:
            beings.append(_sibling(rng, being, len(beings)))
    return beings[:count]


def _sibling(rng: random.Random, being: Being, number: int) -> Being:
    twin = rng.random() < SHARE_TWIN
    names = _names()
    given = being.given
    while given[1] == being.given[1]:
        uk, ru = names.given[being.sex].draw(rng)
        given = (uk, ru, BELARUSIAN_GIVEN.get(ru, _belarusian(ru)))
    return replace(
        being,
        number=number,
        given=given,
        birth=being.birth if twin else being.birth + dt.timedelta(days=rng.choice((-1, 1)) * rng.randrange(330, 4000)),
        unit=being.unit if rng.random() < 0.3 else rng.randrange(400),
        rank=being.rank if rng.random() < 0.3 else 0,
        unseen=held_back(given[1]) and given[1].casefold() not in _hand_names(),
    )


def _list(
    rng: random.Random,
    beings: Sequence[Being],
    prefix: str,
    party: str,
    kind: ListKind,
    styles: Sequence[tuple[str, str, float]],
    rate: float,
) -> tuple[list[Entry], dict[str, Being]]:
    rows: list[tuple[Being, Entry]] = []
    for being in beings:
        times = 2 if rng.random() < SHARE_DUPLICATE else 1
        for _ in range(times):
            rows.append((being, _entry(rng, being, party, kind, styles, rate)))
    rng.shuffle(rows)
    entries, of = [], {}
    for number, (being, entry) in enumerate(rows):
        entry_id = f"{prefix}{number + 1:06d}"
        entries.append(replace(entry, entry_id=entry_id, row=number + 2))
        of[entry_id] = being
    return entries, of


def _entry(
    rng: random.Random,
    being: Being,
    party: str,
    kind: ListKind,
    styles: Sequence[tuple[str, str, float]],
    rate: float,
) -> Entry:
    language, script = _style(rng, styles)
    at = ("uk", "ru", "be").index(language)
    family, given, father = being.family[at], being.given[at], being.father[at]
    if script == "lat":
        write = rng.choice(_romanisations(language))
        family, given, father = write(family), write(given), write(father)
    family, given = _typing(rng, family, 0.08 * rate), _typing(rng, given, 0.05 * rate)
    draw = rng.random()
    if draw < 0.18 * rate:
        father = ""
    elif draw < 0.21 * rate:
        father = father[:1] + "."
    else:
        father = _typing(rng, father, 0.06 * rate)
    if rng.random() < 0.01 * rate:
        given = given[:1] + "."
    elif rng.random() < 0.0175 * rate:
        family, given = given, family
    if rng.random() < 0.05:
        family = family.upper()
    table = {"uk": 0, "ru": 1, "be": 1}[language] if script == "cyr" else 2
    rank = RANKS[max(0, being.rank + (rng.choice((-1, 1)) if rng.random() < 0.15 else 0)) % len(RANKS)][table]
    return Entry(
        entry_id="",
        party=party,
        kind=kind,
        row=0,
        family_name=family,
        given_name=given,
        patronymic=father,
        birth_date=_date(rng, being.birth, rate),
        sex=None if rng.random() < 0.4 else Sex.FEMALE if being.sex == "f" else Sex.MALE,
        rank="" if rng.random() < 0.3 * rate else rank,
        unit="" if rng.random() < 0.4 * rate else _unit(rng, being.unit, table),
        place="" if rng.random() < 0.35 * rate else PLACES[_place(rng, being.place)][table],
        site="S1" if kind is ListKind.HELD else "",
    )


def _style(rng: random.Random, styles: Sequence[tuple[str, str, float]]) -> tuple[str, str]:
    draw = rng.random()
    for language, script, share in styles:
        draw -= share
        if draw <= 0:
            return language, script
    return styles[0][:2]


def _date(rng: random.Random, birth: dt.date, rate: float) -> PartialDate | None:
    draw = rng.random() / rate
    year, month, day = birth.year, birth.month, birth.day
    if draw < 0.06:
        return None
    if draw < 0.10:
        return PartialDate(year)
    if draw < 0.125 and day <= 12:
        month, day = day, month
    elif draw < 0.16:
        year += rng.choice((-1, 1))
        day = min(day, 28) if month == 2 else day
    elif draw < 0.19:
        text = f"{year}{month:02d}{day:02d}"
        at = rng.randrange(2, 8)
        changed = text[:at] + rng.choice("0123456789") + text[at + 1 :]
        try:
            made = dt.date(int(changed[:4]), int(changed[4:6]), int(changed[6:]))
        except ValueError:
            made = birth
        year, month, day = made.year, made.month, made.day
    return PartialDate(year, month, day)


def _unit(rng: random.Random, unit: int, table: int) -> str:
    number = unit if rng.random() > 0.12 else rng.randrange(400)
    return (f"{number} ОМБр", f"{number} отд. бригада", f"{number} brigade")[table]


def _place(rng: random.Random, place: int) -> int:
    return place if rng.random() > 0.15 else rng.randrange(len(PLACES))


def _typing(rng: random.Random, word: str, rate: float) -> str:
    if len(word) < 4 or rng.random() > rate:
        return word
    at = rng.randrange(1, len(word) - 1)
    letters = "абвгдеиклмнопрстуя" if re.search("[а-яА-Я]", word) else "abcdeghiklmnoprstu"
    kind = rng.randrange(4)
    if kind == 0:
        return word[:at] + word[at + 1 :]
    if kind == 1:
        return word[:at] + word[at + 1] + word[at] + word[at + 2 :]
    if kind == 2:
        return word[:at] + rng.choice(letters) + word[at + 1 :]
    return word[:at] + word[at] + word[at:]


class Weighted:
    """Draws values by weight."""

    def __init__(self, values: Sequence[tuple[tuple[str, str], float]]) -> None:
        self.values = [value for value, _ in values]
        self.totals = list(itertools.accumulate(weight for _, weight in values))

    def draw(self, rng: random.Random) -> tuple[str, str]:
        return self.values[bisect.bisect_right(self.totals, rng.random() * self.totals[-1])]


@dataclass(frozen=True)
class Names:
    given: dict[str, Weighted]
    patronymic: dict[str, Weighted]
    family_uk: Weighted
    family_ru: Weighted


@cache
def _hand_names() -> frozenset[str]:
    words = HAND.read_text("utf-8").split()
    return frozenset(word.casefold() for word in words)


@cache
def _names() -> Names:
    """Pairs of a Ukrainian and a Russian spelling, with weights from the Russian counts."""
    import pandas as pd
    import russiannames
    from names_translator.dicts import default_dicts

    folder = Path(russiannames.__file__).parent / "data"
    dicts = default_dicts()

    def pairs(pool: str) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for uk, russian in sorted(dicts.as_dict(pool).items()):
            found.setdefault(russian[0], []).append(uk.capitalize())
        return found

    def table(file: str) -> pd.DataFrame:
        return pd.read_parquet(folder / file).sort_values(["count", "text"], ascending=[False, True])

    first, middle, last = pairs("first"), pairs("patronymic"), pairs("last")
    given: dict[str, list[tuple[tuple[str, str], float]]] = {"m": [], "f": []}
    frame = table("names.parquet")
    for text, sex, count in zip(frame["text"], frame["gender"], frame["count"], strict=True):
        if sex in given and text in first and count >= 30:
            given[sex] += [((uk, text), float(count) ** 0.8 / len(first[text])) for uk in first[text]]
    father: dict[str, list[tuple[tuple[str, str], float]]] = {"m": [], "f": []}
    frame = table("midnames.parquet")
    for text, sex, count in zip(frame["text"], frame["gender"], frame["count"], strict=True):
        if sex in father and text in middle and count >= 30:
            father[sex] += [((uk, text), float(count) ** 0.8 / len(middle[text])) for uk in middle[text]]
    frame = table("surnames.parquet")
    counts = dict(zip(frame["text"], frame["count"], strict=True))
    male = [text for text in last if not re.search("(ова|ева|ёва|ина|ая)$", text)]
    russian = [((last[text][0], text), float(counts[text])) for text in male if counts.get(text, 0) >= 5]
    ukrainian = [((uk, text), 1.0 + counts.get(text, 0) ** 0.7) for text in male for uk in last[text][:1]]
    return Names(
        {sex: Weighted(rows) for sex, rows in given.items()},
        {sex: Weighted(rows) for sex, rows in father.items()},
        Weighted(
            [row for row in ukrainian if re.search("(енко|ук|юк|ський|цький|ко|ик|ак|ич|ець|ій|й|а|о)$", row[0][0])]
        ),
        Weighted(russian),
    )


def _gendered_ru(name: str, sex: str) -> str:
    if sex == "m":
        return name
    for ending, other in (("ский", "ская"), ("цкий", "цкая"), ("ый", "ая"), ("ой", "ая"), ("ий", "яя")):
        if name.endswith(ending):
            return name[: -len(ending)] + other
    return name + "а" if re.search("(ов|ев|ёв|ин|ын)$", name) else name


def _gendered_uk(name: str, sex: str) -> str:
    if sex == "m":
        return name
    for ending, other in (("ський", "ська"), ("цький", "цька"), ("ий", "а"), ("ій", "я")):
        if name.endswith(ending):
            return name[: -len(ending)] + other
    return name + "а" if re.search("(ов|ев|єв|їв|ін|ин|їн)$", name) else name


_BE_RULES: tuple[tuple[str, str], ...] = (
    ("щ", "шч"), ("и", "і"), ("жі", "жы"), ("ші", "шы"), ("чі", "чы"), ("рі", "ры"), ("ці", "цы"), ("чё", "чо"),
    ("же", "жэ"), ("ше", "шэ"), ("че", "чэ"), ("ре", "рэ"), ("це", "цэ"), ("рь", "р"), ("чь", "ч"), ("ря", "ра"),
    ("рю", "ру"), ("рё", "ро"),
    ("де", "дзе"), ("ді", "дзі"), ("дя", "дзя"), ("дю", "дзю"), ("дё", "дзё"), ("дь", "дзь"),
    ("те", "це"), ("ті", "ці"), ("тя", "ця"), ("тю", "цю"), ("тё", "цё"), ("ть", "ць"),
    ("ъ", "'"),
)  # fmt: skip


@lru_cache(maxsize=1 << 18)
def _belarusian(russian: str) -> str:
    """A Russian name in Belarusian spelling, by rule; the last o of a word keeps its sound, as if under the stress."""
    word = russian.lower()
    for one, other in _BE_RULES:
        word = word.replace(one, other)
    last = word.rfind("о")
    if last < 0 or word.endswith(("ов", "ова", "овіч")):
        word = word.replace("о", "а")
    else:
        word = word[:last].replace("о", "а") + word[last:]
    word = re.sub("(?<=[аеёіоуыэюя])в(?=[бвгджзклмнпрстфхцчш]|$)", "ў", word)
    word = re.sub("^е", "я", word)
    return word.capitalize()


def _belarusian_patronymic(russian: str) -> str:
    word = _belarusian(russian)
    return re.sub("овіч$", "авіч", re.sub("оўна$", "аўна", word))


BELARUSIAN_GIVEN = {
    "Александр": "Аляксандр", "Алексей": "Аляксей", "Андрей": "Андрэй", "Антон": "Антон", "Артём": "Арцём",
    "Виктор": "Віктар", "Виталий": "Віталь", "Владимир": "Уладзімір", "Вячеслав": "Вячаслаў", "Геннадий": "Генадзь",
    "Григорий": "Рыгор", "Денис": "Дзяніс", "Дмитрий": "Дзмітрый", "Евгений": "Яўген", "Иван": "Іван", "Игорь": "Ігар",
    "Кирилл": "Кірыл", "Константин": "Канстанцін", "Леонид": "Леанід", "Максим": "Максім", "Михаил": "Міхаіл",
    "Николай": "Мікалай", "Олег": "Алег", "Павел": "Павел", "Пётр": "Пётр", "Роман": "Раман", "Семён": "Сямён",
    "Сергей": "Сяргей", "Степан": "Сцяпан", "Тимофей": "Цімафей", "Фёдор": "Фёдар", "Юрий": "Юрый", "Яков": "Якаў",
    "Анна": "Ганна", "Екатерина": "Кацярына", "Елена": "Алена", "Наталья": "Наталля", "Ольга": "Вольга",
    "Светлана": "Святлана", "Татьяна": "Таццяна", "Юлия": "Юлія",
}  # fmt: skip

Writer = Callable[[str], str]


@cache
def _romanisations(language: str) -> tuple[Writer, ...]:
    """The ways to write a language in Latin letters, each as often as it stands here."""
    if language == "be":
        return (_be_2007, _be_passport, _be_passport, _lacinka)
    import translitua as t

    if language == "uk":
        tables = [t.UkrainianKMU] * 8 + [t.UkrainianPassport2007] * 2 + [t.UkrainianBGN] * 2 + [t.UkrainianNational1996]
        tables += [t.UkrainianSimple, t.UkrainianISO9, t.UkrainianGOST1986, t.UkrainianGerman, t.UkrainianFrench]
    else:
        tables = [t.RussianICAO] * 5 + [t.RussianInternationalPassport1997] * 3 + [t.RussianGOST2006] * 2
        tables += [t.RussianSimple, t.RussianTelegram, t.RussianDriverLicense, t.RussianISO9SystemB]
        tables += [t.RussianISO9SystemA, t.RussianALALC]
    return tuple(_writer(table) for table in tables)


def _writer(table: object) -> Writer:
    import translitua

    @lru_cache(maxsize=1 << 17)
    def write(word: str) -> str:
        return str(translitua.translit(word, table))

    return write


_BE_LETTERS = dict(zip("абвгджзійклмнопрстуфыэ", "abvhdžzijklmnoprstufye", strict=True))


def _be_latin(word: str, table: dict[str, str], soft: str, start: str) -> str:
    out = []
    low = word.lower()
    for at, letter in enumerate(low):
        before = low[at - 1] if at else ""
        if letter in "еёюя":
            vowel = {"е": "e", "ё": "o", "ю": "u", "я": "a"}[letter]
            out.append((start if not before or before in "аеёіоуўыэюяь'" else soft) + vowel)
        else:
            out.append(table.get(letter, letter if letter.isascii() else ""))
    return "".join(out).capitalize()


def _be_2007(word: str) -> str:
    marks = {"г": "h", "ж": "ž", "ў": "ŭ", "х": "ch", "ц": "c", "ч": "č", "ш": "š", "ь": "", "'": ""}
    return _be_latin(word, _BE_LETTERS | marks, "i", "j")


def _be_passport(word: str) -> str:
    plain = {"г": "h", "ж": "zh", "й": "i", "ў": "u", "х": "kh", "ц": "ts", "ч": "ch", "ш": "sh", "ь": "", "'": ""}
    return _be_latin(word, _BE_LETTERS | plain, "i", "y")


def _lacinka(word: str) -> str:
    word = word.replace("ць", "ć").replace("нь", "ń").replace("сь", "ś").replace("зь", "ź").replace("ль", "l")
    marks = {"г": "h", "ж": "ž", "ў": "ŭ", "х": "ch", "ц": "c", "ч": "č", "ш": "š", "л": "ł", "ь": "", "'": ""}
    marks |= {"ć": "ć", "ń": "ń", "ś": "ś", "ź": "ź"}
    return _be_latin(word, _BE_LETTERS | marks, "i", "j").replace("łi", "li")


RANKS = (
    ("солдат", "рядовой", "private"),
    ("ст. солдат", "ефрейтор", "senior soldier"),
    ("мол. сержант", "мл. сержант", "junior sergeant"),
    ("сержант", "сержант", "sergeant"),
    ("ст. сержант", "старший сержант", "senior sergeant"),
    ("старшина", "старшина", "starshina"),
    ("прапорщик", "прапорщик", "praporshchik"),
    ("лейтенант", "лейтенант", "lieutenant"),
    ("ст. лейтенант", "ст. лейтенант", "senior lieutenant"),
    ("капітан", "капитан", "captain"),
    ("майор", "майор", "major"),
)
PLACES = tuple(
    tuple(row.split("/"))
    for row in """Київ/Киев/Kyiv;Харків/Харьков/Kharkiv;Одеса/Одесса/Odesa;Дніпро/Днепр/Dnipro;Львів/Львов/Lviv
Запоріжжя/Запорожье/Zaporizhzhia;Миколаїв/Николаев/Mykolaiv;Вінниця/Винница/Vinnytsia;Полтава/Полтава/Poltava
Чернігів/Чернигов/Chernihiv;Черкаси/Черкассы/Cherkasy;Житомир/Житомир/Zhytomyr;Суми/Сумы/Sumy;Рівне/Ровно/Rivne
Луцьк/Луцк/Lutsk;Ужгород/Ужгород/Uzhhorod;Чернівці/Черновцы/Chernivtsi;Тернопіль/Тернополь/Ternopil
Кропивницький/Кропивницкий/Kropyvnytskyi;Херсон/Херсон/Kherson;Маріуполь/Мариуполь/Mariupol;Москва/Москва/Moscow
Воронеж/Воронеж/Voronezh;Ростов/Ростов/Rostov;Самара/Самара/Samara;Казань/Казань/Kazan;Омськ/Омск/Omsk
Псков/Псков/Pskov;Брянськ/Брянск/Bryansk;Курськ/Курск/Kursk;Мінськ/Минск/Minsk;Гомель/Гомель/Gomel""".replace(
        "\n", ";"
    ).split(";")
)
