"""The phonetic skeleton: what stays of a name when Ukrainian, Russian, Belarusian and Latin spellings are set aside.

A skeleton is written in its own small alphabet: the vowels ``a`` (a, o, e and their iotated letters), ``i`` (i, y, и,
ы, й) and ``u``; and consonants, of which ``h`` stands for г, ґ, х, g, h, kh, and ``C S W Z c`` for ч, ш, щ, ж, ц. Soft
signs, iotation and double letters are gone, for there the Latin systems differ most: Ukrainian KMU 2010 and DSTU 9112,
ICAO 9303, BGN/PCGN, GOST 7.79 and ISO 9, Belarusian 2007 and Łacinka, and Polish, German, French ways.

Some letters can be read in two ways: Latin *c* (к or ц), *j* (й or ж), *ц* before soft vowels (ц, or Belarusian т), *u*
after a vowel (у or ў). Then a name has several skeletons; the first is the likeliest.

The skeleton makes one name of *Ковальов* and *Kavaliou*, but also of *Ellen* and *Allan*. Therefore every name also has
a plain form, which keeps its vowels; the skeleton counts for Slavic names only (``slavic.py``).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from itertools import combinations, islice, product

from safeconduct.people.letters import is_cyrillic, meant

MOST_READINGS = 8

# Letters with several readings stand as digits and signs until they are read; the likeliest reading comes first.
_READINGS = {
    "0": ("ov", "u", "ou"),  # ou: Belarusian -оў-, French у, or two vowels
    "1": ("k", "c"),  # c
    "2": ("i", "Z"),  # j: й, or ж (дж)
    "3": ("c", "t"),  # ц before a soft vowel: Belarusian for т
    "4": ("u", "v"),  # u between a vowel and a consonant: у or ў
    "5": ("C", "c"),  # cz: Polish ч, GOST 7.79 ц
    "6": ("c", "s"),  # c before e, y
    "7": ("C", "h"),  # ch: ч, or х
    "8": ("c", "t", "C"),  # ć: Belarusian ць, Serbian ћ
    "9": ("k", "ck"),  # ck before a vowel: к, or цк
    "$": ("rz", "Z"),  # rz: рз, or Polish ж
    "%": ("ks", "h"),  # x: кс, or х in GOST 7.79 and DSTU 9112
    "&": ("C", "k", "c"),  # -ic at the end: ч without its mark, or к
    "@": ("v", "u"),  # u after a vowel in a word that ends like a Belarusian one
    "!": ("ck", "k"),  # -cki, -cka at the end: цк
    "+": ("c", "t", "s"),  # c before i: ц, Belarusian ц for т, or с
    "<": ("t", "c"),  # ts before a soft vowel in a word that ends like a Belarusian one
    "=": ("d", "dZ"),  # dj: a soft д, or дж
    "~": ("h", "hu"),  # gu before e and i: French г, or гу
    "^": ("S", "C"),  # ch in a word that is written as in French
    "|": ("Z", "i"),  # j in such a word
    "?": ("u", "ov", "ou"),  # ou in such a word
    ">": ("ou", "u"),  # lous: two vowels, as in Білоус
    "*": ("h", "ks"),  # x where кс is unlikely
    "_": ("S", "W"),  # sch: ш as in German, or щ
}
_AMBIGUOUS = re.compile(r"[0-9$%&@!+<=~^|?>*_]")

_CYRILLIC = str.maketrans(
    dict(zip("абвгґдеєёжзиіїйклмнопрстуўфхцчшщыэ", "abvhhdeeeZziiiiklmnoprstuvfhcCSWie", strict=True))
    | {"ю": "iu", "я": "ia", "ь": "", "ъ": "", "'": "", "-": ""}
)
_CYRILLIC_GROUP = re.compile("[ьй]о|дз(?=[иієёюяеїьм])|ц(?=[ієёюяеїь])|тс|шч|сч")
_CYRILLIC_GROUPS = {"ьо": "е", "йо": "е", "дз": "д", "шч": "щ", "сч": "щ", "тс": "ц", "ц": "3"}

_MARKED = str.maketrans(
    {
        "ł": "l", "ŭ": "v", "š": "S", "č": "C", "ž": "Z", "ć": "8", "ś": "s", "ź": "z", "ń": "n", "ż": "Z", "ŝ": "W",
        "ą": "on", "ę": "en", "ö": "e", "ø": "e", "ä": "e", "æ": "e", "œ": "e", "ü": "iu", "û": "iu", "â": "ia",
        "ë": "e", "ß": "s", "đ": "d", "ı": "i", "ə": "e", "ĉ": "C", "ĝ": "h", "ğ": "h", "ĥ": "h", "ĵ": "Z", "ç": "s",
        "ş": "S", "ţ": "c", "ț": "c", "ð": "d", "þ": "t", "ʺ": "", "″": "", "-": "", "'": "", ".": "",
    }
)  # fmt: skip
_LACINKA = re.compile("[łŭščžćśźńż]")
_LATIN_GROUP = re.compile(
    "shch|schtsch|stsch|chtch|shh|szcz|SC|tsch|tch|tsj|dsj|sch|sh|sz|zh|kh|gh|dzh|dj|dZ|dz(?=[ieyjm])|tz(?=[iyj])"
    "|ts(?=[ieyj])|tz|ts(?!h)|tc|cz|ch|ck|ph|th|qu|rz(?!h)|ou|oo|x|q|w"
    "|gu(?=[ei])|g|c|j|(?<=[aeoiy])u(?=[bvgdzklmnprstfhcjwxqCSWZ]|$)"
)
_LATIN_GROUPS = {
    "shch": "W", "schtsch": "W", "stsch": "W", "chtch": "W", "shh": "W", "szcz": "W", "SC": "W", "tsch": "C",
    "tch": "C", "tsj": "C", "dsj": "dZ", "sch": "_", "sh": "S", "sz": "S", "zh": "Z", "kh": "h", "gh": "h",
    "dzh": "dZ", "dj": "=", "dZ": "dZ", "dz": "d", "tz": "c", "ts": "c", "tc": "c", "cz": "5", "ch": "7", "ph": "f",
    "th": "t", "qu": "kv", "rz": "$", "ou": "0", "oo": "u", "x": "%", "q": "k", "w": "v", "gu": "~", "g": "h",
    "c": "1", "j": "2", "u": "4",
}  # fmt: skip
_CKI = re.compile("ck(?:[iy][iyj]?|a|a[iyj]a)$")
_FRENCH = re.compile("tch|ou(?=[^aeiouy])")
_LATIN_VOWELS = "aeiouy"

_IOTATED = re.compile("i+(?=[aeou])")
_DOUBLE_BUT_A = re.compile(r"([^a])\1+")  # Заяц, Заєць have two vowels; Алиев has one and Алаев two
_DOUBLE = re.compile(r"(.)\1+")
_VOWELS_TO_A = str.maketrans("oe", "aa")
_FRAME = str.maketrans("cfW", "tvS")
_FINAL = re.compile("[aeou]i$|aa$")
_PREFIX = re.compile("^(ba|ra|va|i|ni)z(?=[ptkfscCSW])")  # Безсмертний, Бессмертный


@lru_cache(maxsize=1 << 18)
def plain_forms(name: str) -> tuple[str, ...]:
    """The plain forms of one name part, the likeliest first: its sounds, with all vowels kept.

    >>> plain_forms("Сергій"), plain_forms("Serhii")
    (('serhi',), ('serhi',))
    """
    word = meant(name)
    sounds = _cyrillic(word) if any(map(is_cyrillic, word)) else _latin(word)
    sounds = sounds.replace(" ", "")
    if not _AMBIGUOUS.search(sounds):
        return (_plain(sounds),)
    return tuple(dict.fromkeys(_plain(reading) for reading in islice(_readings(sounds), MOST_READINGS)))


def _readings(sounds: str) -> Iterator[str]:
    """The readings of a word, those first in which the fewest letters are read in a less likely way."""
    likely = [_READINGS.get(sound, (sound,))[0] for sound in sounds]
    doubtful = [at for at, sound in enumerate(sounds) if sound in _READINGS]
    doubtful.sort(key=lambda at: sounds[at] == "2")  # j is hardly ever ж
    for count in range(len(doubtful) + 1):
        for chosen in combinations(doubtful, count):
            for others in product(*(_READINGS[sounds[at]][1:] for at in chosen)):
                read = likely[:]
                for at, other in zip(chosen, others, strict=True):
                    read[at] = other
                yield "".join(read)


@lru_cache(maxsize=1 << 18)
def skeleton_of(plain: str) -> str:
    """The skeleton of a plain form."""
    reduced = _PREFIX.sub(r"\1s", plain.translate(_VOWELS_TO_A)).replace("ss", "s")
    return _FINAL.sub(lambda found: "a" if found[0] == "aa" else "i", reduced)


def skeletons(name: str) -> tuple[str, ...]:
    """The skeletons of one name part, the likeliest first.

    >>> skeletons("Кавалёў"), skeletons("Ковалёв"), skeletons("Kavaliou")
    (('kavalav',), ('kavalav',), ('kavalav', 'kavalu'))
    """
    return tuple(dict.fromkeys(map(skeleton_of, plain_forms(name))))


def frame_of(skeleton: str) -> str:
    """The consonants of a skeleton, behind its first letter: what stays when vowels are misheard."""
    return skeleton[:1] + re.sub("[aiu]", "", skeleton[1:]).translate(_FRAME)


def _cyrillic(word: str) -> str:
    if not word.isalpha():
        word = "".join(sign for sign in word if sign not in _READINGS)
    return _CYRILLIC_GROUP.sub(lambda found: _CYRILLIC_GROUPS[found[0]], word).translate(_CYRILLIC)


def _latin(word: str) -> str:
    lacinka = _LACINKA.search(word) is not None
    if word.endswith("ić"):
        word = word[:-1] + "č"
    word = word.replace("dź", "d").translate(_MARKED)
    if not word.isascii():
        word = "".join(sign for sign in unicodedata.normalize("NFD", word) if not unicodedata.combining(sign))

    belarusian = len(word) > 3 and word.endswith(("au", "ou", "eu"))
    french = not belarusian and _FRENCH.search(word) is not None

    def sound(found: re.Match[str]) -> str:
        group = found[0]
        before, after = word[: found.start()][-1:], word[found.end() :][:1]
        if group == "u" and belarusian:
            return "@"
        if group == "c":
            return _c(before, after, lacinka)
        if group == "ck":
            return "k" if not after else "!" if _CKI.match(word, found.start()) else "9" if after in "aiye" else "k"
        if group in ("ts", "tz") and after and after in "ieyj":
            return "<" if belarusian else "3"
        if group == "j":
            return _j(before, after, lacinka=lacinka, french=french)
        if group == "ch" and (lacinka or french):
            return "h" if lacinka else "^"
        if group == "ou" and not belarusian:
            return ">" if before == "l" and after == "s" else "?" if french else "0"
        if group == "x":
            return _x(before, after)
        return _LATIN_GROUPS[group]

    return _LATIN_GROUP.sub(sound, _digits(word))


def _c(before: str, after: str, lacinka: bool) -> str:
    if not after:
        return "&" if before == "i" else "c" if lacinka else "1"
    if lacinka:
        return "3" if after in "ie" else "c"
    return "c" if after == "j" else "+" if after == "i" else "6" if after in "ey" else "1"


def _x(before: str, after: str) -> str:
    """кс; or х, as in GOST 7.79 and DSTU 9112, which is likelier at the beginning, before a consonant, and in -ых."""
    if not before:
        return "%" if after in ("e", "i") else "*"
    return "*" if (after or before) not in _LATIN_VOWELS or (not after and before in ("i", "y")) else "%"


def _j(before: str, after: str, *, lacinka: bool, french: bool) -> str:
    """й; a soft sign between consonants, as in DSTU 9112; ж in French, where a vowel follows."""
    between = before and before not in _LATIN_VOWELS
    if after and after in _LATIN_VOWELS:
        return "|" if french else "i" if between or lacinka else "2"
    return "" if between else "2" if after and not lacinka else "i"


def _digits(word: str) -> str:
    """The word without signs that stand for readings, except those that the marked letters have become."""
    if word.isalpha():
        return word
    return "".join(sign for sign in word if sign == "8" or sign not in _READINGS)


def _plain(sounds: str) -> str:
    if not sounds.isalpha():
        sounds = "".join(sound for sound in sounds if sound.isalpha())
    sounds = sounds.replace("y", "i").replace("j", "i")
    if sounds.endswith(("off", "eff")):
        sounds = sounds[:-2] + "v"
    return _DOUBLE_BUT_A.sub(r"\1", _IOTATED.sub("", _DOUBLE.sub(r"\1", sounds)))
