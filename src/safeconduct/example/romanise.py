"""Cyrillic names in Latin letters, by the systems that passports and registers have used side by side.

The tables belong to the example alone; the matcher has its own.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping


def _base(cyrillic: str, latin: str) -> dict[str, str]:
    return dict(zip(cyrillic, latin.split(), strict=True))


_UK_BASE = _base("абвгґдежзиіклмнопрстуфхцчшщ", "a b v h g d e zh z y i k l m n o p r s t u f kh ts ch sh shch")
_RU_BASE = _base("абвгдежзиклмнопрстуфхцчшщыэё", "a b v g d e zh z i k l m n o p r s t u f kh ts ch sh shch y e e")
_BE_BASE = _base("абвгджзіклмнопрстуўфхцчшыэ", "a b v h d zh z i k l m n o p r s t u u f kh ts ch sh y e")
_SILENT = "'’ʼьъ"
_VOWELS = "аеёиіїоуыэюяє"

Table = Mapping[str, str]


def _spell(text: str, inside: Table, initial: Table | None = None, *, after_vowel: bool = False) -> str:
    """Replace letter by letter; ``initial`` holds at the start of a word and, where asked, after a vowel or a sign."""
    out: list[str] = []
    before = ""
    for letter in text:
        low = letter.lower()
        starts = not before.isalpha() and before not in _SILENT
        if after_vowel and before and (before in _VOWELS or before in _SILENT):
            starts = True
        latin = (initial or {}).get(low) if starts or not before else None
        if latin is None:
            latin = "" if low in _SILENT else inside.get(low, low)
        out.append(latin.capitalize() if letter != low else latin)
        before = low
    return "".join(out)


_KMU_INSIDE = {**_UK_BASE, "є": "ie", "ї": "i", "й": "i", "ю": "iu", "я": "ia"}
_KMU_INITIAL = {"є": "ye", "ї": "yi", "й": "y", "ю": "yu", "я": "ya"}


def kmu_2010(text: str) -> str:
    """Ukraine's table of 2010 (Cabinet of Ministers, No. 55)."""
    return _spell(text.replace("зг", "з\0г").replace("Зг", "З\0г"), _KMU_INSIDE, _KMU_INITIAL).replace("\0", "g")


def uk_icao(text: str) -> str:
    """ICAO Doc 9303 for Ukrainian: one value for a letter wherever it stands."""
    return _spell(text, _KMU_INSIDE)


def uk_bgn(text: str) -> str:
    """BGN/PCGN 1965 for Ukrainian, without its apostrophes."""
    return _spell(text, {**_UK_BASE, "є": "ye", "ї": "yi", "й": "y", "ю": "yu", "я": "ya"})


def uk_everyday(text: str) -> str:
    """As people write without a table: g for г, h for х, iy for ій."""
    inside = {**_UK_BASE, "г": "g", "х": "h", "щ": "sch", "є": "e", "ї": "i", "й": "y", "ю": "yu", "я": "ya"}
    return _spell(text, inside)


def ru_icao(text: str) -> str:
    """ICAO Doc 9303 for Russian, as in passports since 2013."""
    return _spell(text, {**_RU_BASE, "й": "i", "ю": "iu", "я": "ia"}).replace("ъ", "ie")


def ru_bgn(text: str) -> str:
    """BGN/PCGN 1947 for Russian, without its apostrophes."""
    inside = {**_RU_BASE, "й": "y", "ю": "yu", "я": "ya", "ё": "yo"}
    return _spell(text, inside, {"е": "ye"}, after_vowel=True)


def ru_gost(text: str) -> str:
    """GOST R 52535.1-2006, as in passports from 2010 to 2013: tc for ц."""
    return _spell(text, {**_RU_BASE, "й": "i", "ю": "iu", "я": "ia", "ц": "tc"})


def ru_passport_1997(text: str) -> str:
    """As in passports from 1997 to 2010: y for й, ya and yu."""
    return _spell(text, {**_RU_BASE, "й": "y", "ю": "yu", "я": "ya"})


_BE_INSIDE = _BE_BASE | _base("жхцчшўеёйюя", "ž ch c č š ŭ ie io j iu ia")
_BE_INITIAL = {"е": "je", "ё": "jo", "ю": "ju", "я": "ja"}
_SOFT = {"z": "ź", "n": "ń", "c": "ć", "s": "ś", "l": "ĺ", "Z": "Ź", "N": "Ń", "C": "Ć", "S": "Ś", "L": "Ĺ"}


def be_2007(text: str) -> str:
    """Belarus's table of 2007 for geographical names: carons, and an acute for the soft sign."""
    spelled = _spell(text.replace("ь", "\1"), _BE_INSIDE, _BE_INITIAL, after_vowel=True)
    out: list[str] = []
    for letter in spelled:
        if letter == "\1":
            if out:
                out[-1] = _SOFT.get(out[-1], out[-1])
        else:
            out.append(letter)
    return "".join(out)


def be_passport(text: str) -> str:
    """As in Belarusian passports: no diacritics."""
    inside = {**_BE_BASE, "е": "e", "ё": "io", "й": "i", "ю": "iu", "я": "ia"}
    return _spell(text, inside, {"е": "ye", "ё": "yo", "ю": "yu", "я": "ya"})


System = Callable[[str], str]

#: The systems of each language, the usual ones first.
SYSTEMS: Mapping[str, tuple[System, ...]] = {
    "uk": (kmu_2010, uk_icao, uk_bgn, uk_everyday),
    "ru": (ru_icao, ru_passport_1997, ru_bgn, ru_gost),
    "be": (be_passport, be_2007),
}
