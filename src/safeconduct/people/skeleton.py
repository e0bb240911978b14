"""The phonetic skeleton: what stays of a name when Ukrainian, Russian, Belarusian and Latin spellings are set aside.

A skeleton is written in its own small alphabet: the vowels ``a`` (a, o, e and their iotated letters), ``i`` (i, y, и,
ы, й) and ``u``; and consonants, of which ``h`` stands for г, ґ, х, g, h, kh, and ``C`` ``S`` ``Z`` ``c`` for ч, ш and
щ, ж, ц. Soft signs, iotation and double letters are gone, for there the Latin systems differ most: Ukrainian KMU 2010
and DSTU 9112, ICAO 9303, BGN/PCGN, GOST 7.79 and ISO 9, Belarusian 2007 and Łacinka, and Polish, German, French ways.

Some letters can be read in two ways: Latin *c* (к or ц), *j* (й or ж), *ц* before soft vowels (ц, or Belarusian т), *u*
after a vowel (у or ў). Then a name has several skeletons; the first is the likeliest.

The skeleton makes one name of *Ковальов* and *Kavaliou*, but also of *Ellen* and *Allan*. Therefore every name also has
a plain form, which keeps its vowels; the skeleton counts for Slavic names only (``slavic.py``).
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from itertools import islice, product

from safeconduct.people.letters import is_cyrillic, meant

MOST_READINGS = 8

# Letters with several readings stand as digits until they are read; the likeliest reading comes first.
_READINGS = {
    "0": ("ov", "u"),  # ou: Belarusian -оў-, French у
    "1": ("k", "c"),  # c
    "2": ("i", "Z"),  # j: й, or ж (дж)
    "3": ("c", "t"),  # ц before a soft vowel: Belarusian for т
    "4": ("u", "v"),  # u between a vowel and a consonant: у or ў
    "5": ("C", "c"),  # cz: Polish ч, GOST 7.79 ц
    "6": ("c", "s"),  # c before e, i, y
    "7": ("C", "h"),  # ch: ч, or х
    "8": ("c", "t", "C"),  # ć: Belarusian ць, Serbian ћ
    "9": ("k", "ck"),  # ck before a vowel: к, or цк
    "$": ("rz", "Z"),  # rz: рз, or Polish ж
    "%": ("ks", "h"),  # x: кс, or х in GOST 7.79 and DSTU 9112
    "&": ("C", "k", "c"),  # -ic at the end: ч without its mark, or к
    "@": ("v", "u"),  # u after a vowel in a word that ends like a Belarusian one
}
_AMBIGUOUS = re.compile(r"[0-9$%&@]")

_CYRILLIC = str.maketrans(
    dict(zip("абвгґдеєёжзиіїйклмнопрстуўфхцчшщыэ", "abvhhdeeeZziiiiklmnoprstuvfhcCSSie", strict=True))
    | {"ю": "iu", "я": "ia", "ь": "", "ъ": "", "'": "", "-": ""}
)
_CYRILLIC_GROUP = re.compile("[ьй]о|дз(?=[иієёюяеїь])|ц(?=[ієёюяеїь])|шч")
_CYRILLIC_GROUPS = {"ьо": "е", "йо": "е", "дз": "д", "шч": "ш", "ц": "3"}

_MARKED = str.maketrans(
    {
        "ł": "l", "ŭ": "v", "š": "S", "č": "C", "ž": "Z", "ć": "8", "ś": "s", "ź": "z", "ń": "n", "ż": "Z", "ŝ": "S",
        "ą": "on", "ę": "en", "ö": "e", "ø": "e", "ä": "e", "æ": "e", "œ": "e", "ü": "iu", "û": "iu", "â": "ia",
        "ë": "e", "ß": "s", "đ": "d", "ı": "i", "ə": "e", "ĉ": "C", "ĝ": "h", "ğ": "h", "ĥ": "h", "ĵ": "Z", "ç": "s",
        "ş": "S", "ţ": "c", "ț": "c", "ð": "d", "þ": "t", "ʺ": "", "″": "", "-": "", "'": "", ".": "",
    }
)  # fmt: skip
_LACINKA = re.compile("[łŭščžćśźńż]")
_LATIN_GROUP = re.compile(
    "shch|schtsch|stsch|shh|szcz|SC|tsch|tch|tsj|dsj|sch|sh|sz|zh|kh|gh|dzh|dj|dZ|dz(?=[ieyj])|tz(?=[iyj])|ts(?=[ieyj])"
    "|tz|ts|tc|cz|ck(?=[aiy])|ch|ck|ph|th|qu|rz|ou|oo|x|q|w|g|c|j|(?<=[aeoiy])u(?=[bvgdzklmnprstfhcjwxqCSZ]|$)"
)
_LATIN_GROUPS = {
    "shch": "S", "schtsch": "S", "stsch": "S", "shh": "S", "szcz": "S", "SC": "S", "tsch": "C", "tch": "C", "tsj": "C",
    "dsj": "dZ", "sch": "S", "sh": "S", "sz": "S", "zh": "Z", "kh": "h", "gh": "h", "dzh": "dZ", "dj": "dZ", "dZ": "dZ",
    "dz": "d", "tz": "c", "ts": "c", "tc": "c",
    "cz": "5", "ck": "k", "ch": "7", "ph": "f", "th": "t", "qu": "kv", "rz": "$",
    "ou": "0", "oo": "u", "x": "%", "q": "k", "w": "v", "g": "h", "c": "1", "j": "2", "u": "4",
}  # fmt: skip

_IOTATED = re.compile("i+(?=[aeou])")
_DOUBLE = re.compile(r"(.)\1+")
_VOWELS_TO_A = str.maketrans("oe", "aa")
_FINAL = re.compile("[aeou]i$")


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
    readings = product(*(_READINGS.get(sound, (sound,)) for sound in sounds))
    forms = dict.fromkeys(_plain("".join(reading)) for reading in islice(readings, MOST_READINGS))
    return tuple(forms)


@lru_cache(maxsize=1 << 18)
def skeleton_of(plain: str) -> str:
    """The skeleton of a plain form."""
    return _FINAL.sub("i", _DOUBLE.sub(r"\1", plain.translate(_VOWELS_TO_A)))


def skeletons(name: str) -> tuple[str, ...]:
    """The skeletons of one name part, the likeliest first.

    >>> skeletons("Кавалёў"), skeletons("Ковалёв"), skeletons("Kavaliou")
    (('kavalav',), ('kavalav',), ('kavalav', 'kavalu'))
    """
    return tuple(dict.fromkeys(map(skeleton_of, plain_forms(name))))


def frame_of(skeleton: str) -> str:
    """The consonants of a skeleton, behind its first letter: what stays when vowels are misheard."""
    return skeleton[:1] + re.sub("[aiu]", "", skeleton[1:]).replace("c", "t").replace("f", "v")


def _cyrillic(word: str) -> str:
    return _CYRILLIC_GROUP.sub(lambda found: _CYRILLIC_GROUPS[found[0]], word).translate(_CYRILLIC)


def _latin(word: str) -> str:
    lacinka = _LACINKA.search(word) is not None
    if word.endswith("ić"):
        word = word[:-1] + "č"
    word = word.replace("dź", "d").translate(_MARKED)
    if not word.isascii():
        word = "".join(sign for sign in unicodedata.normalize("NFD", word) if not unicodedata.combining(sign))

    belarusian = len(word) > 3 and word.endswith(("au", "ou", "eu"))

    def sound(found: re.Match[str]) -> str:
        group, after = found[0], word[found.end() : found.end() + 1]
        if group == "u" and belarusian:
            return "@"
        if group == "c":
            if not after and word[found.start() - 1 : found.start()] == "i":
                return "&"
            if lacinka:
                return "3" if after in ("i", "e") else "c"
            return "6" if after in ("e", "i", "y") else "1"
        if group in ("ts", "tz") and after in ("i", "e", "y", "j"):
            return "3"
        if lacinka and group in ("ch", "j"):
            return "h" if group == "ch" else "i"
        return _LATIN_GROUPS[group]

    return _LATIN_GROUP.sub(sound, _digits(word))


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
    return _DOUBLE.sub(r"\1", _IOTATED.sub("", sounds))
