"""What can be odd about the letters of a name, and the letters that are meant.

Nothing here changes an entry. ``oddities`` names what is odd, so that a reviewer sees it; ``meant`` gives the letters
that the name keys are made from.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

VERY_LONG = 100  # letters; the longest real entries, with compound names, stay well below

ZERO_WIDTH = "zero_width"
BIDI = "bidi_control"
CONTROL = "control_character"
MIXED = "mixed_scripts"
LONG = "very_long"
DIGITS = "digits"
REPLACEMENT = "unreadable_character"

_ZERO_WIDTH = "\u200b\u200c\u200d\u2060\ufeff\u00ad\u180e\u034f"
_BIDI = "\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u061c"
_HIDDEN = str.maketrans(dict.fromkeys(_ZERO_WIDTH + _BIDI))
_TO_CYRILLIC = str.maketrans("aceikmoptxyëABCEHIKMOPTXYË", "асеікмортхуёАВСЕНІКМОРТХУЁ")
_TO_LATIN = str.maketrans("асеікмортхуёАВСЕНІКМОРТХУЁѕјЅЈ", "aceikmoptxyëABCEHIKMOPTXYËsjSJ")
_APOSTROPHES = str.maketrans(dict.fromkeys("’ʼ‘`´′ʹ", "'"))
_PLAIN = re.compile(r"[A-Za-z' .\-]*|[\u0400-\u045f\u0490\u0491' .\-]*")
_WORD = re.compile(r"[^\W\d_]+")


@lru_cache(maxsize=65536)
def oddities(text: str) -> tuple[str, ...]:
    """The codes of what is odd about the letters of ``text``, in a fixed order."""
    if len(text) <= VERY_LONG and _PLAIN.fullmatch(text):
        return ()
    found: list[str] = []
    if any(letter in _ZERO_WIDTH for letter in text):
        found.append(ZERO_WIDTH)
    if any(letter in _BIDI for letter in text):
        found.append(BIDI)
    if any(unicodedata.category(letter) in ("Cc", "Co", "Cn", "Cs") for letter in text):
        found.append(CONTROL)
    if any(_mixed(word) for word in _WORD.findall(text.translate(_HIDDEN))):
        found.append(MIXED)
    if len(text) > VERY_LONG:
        found.append(LONG)
    if any(letter.isdigit() for letter in text):
        found.append(DIGITS)
    if "\ufffd" in text:
        found.append(REPLACEMENT)
    return tuple(found)


def shown(text: str) -> str:
    """``text`` for a screen: letters that cannot be seen stand as their numbers, so that none hides or turns others."""
    if text.isprintable() and not any(letter in _ZERO_WIDTH + _BIDI for letter in text):
        return text
    return "".join(
        letter if letter.isprintable() and letter not in _ZERO_WIDTH + _BIDI else f"⟨U+{ord(letter):04X}⟩"
        for letter in text
    )


def is_cyrillic(letter: str) -> bool:
    return "\u0400" <= letter <= "\u052f"


def _mixed(word: str) -> bool:
    cyrillic = sum(map(is_cyrillic, word))
    return 0 < cyrillic < len(word)


@lru_cache(maxsize=65536)
def meant(text: str) -> str:
    """``text`` in lower case with hidden characters gone, one kind of apostrophe, and look-alikes in a mixed word
    read in the script of the word's other letters."""
    if _PLAIN.fullmatch(text):
        return " ".join(text.casefold().split())
    text = unicodedata.normalize("NFKC", text).translate(_HIDDEN).translate(_APOSTROPHES)
    text = _WORD.sub(lambda found: _one_script(found[0]), text)
    return " ".join("".join(sign if sign.isprintable() else " " for sign in text).casefold().split())


def _one_script(word: str) -> str:
    if not _mixed(word):
        return word
    as_cyrillic, as_latin = word.translate(_TO_CYRILLIC), word.translate(_TO_LATIN)
    if not _mixed(as_cyrillic):
        return as_cyrillic
    return as_latin if not _mixed(as_latin) else word
