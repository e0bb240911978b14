"""Keys of units and places, which lists write in many ways and often shorten."""

from __future__ import annotations

import re
from functools import lru_cache

from safeconduct.people.letters import meant
from safeconduct.people.skeleton import frame_of, plain_forms, skeleton_of

_WORDS = re.compile(r"[^\W\d_]+(?:['-][^\W\d_]+)*")
_NO_PLACES = (
    "м місто с село смт сел селище сщ х хутір обл вул г город гор пос посёлок поселок п пгт гп д дер деревня ст "
    "станица станиця ст-ца хутор а аг аграгарадок в вёска горад мкр ар республика республіка рэспубліка автономна "
    "автономная область вобл вобласць р-н район раён край oblast region raion district city town village settlement "
    "of the republic україна украина ukraine беларусь белоруссия belarus россия росія расія russia"
)
_PLACE_WORDS = frozenset(_NO_PLACES.split())
# An oblast or a district beside the place: the word for it with its name, before or after.
_AROUND = re.compile(
    r"(?:[^\W\d_]+(?:['-][^\W\d_]+)*\s+)(?:обл(?:асть|\.|\b)|вобл(?:асць|\.|\b)|р-н\b|район\b|раён\b|край\b|oblast\b|region\b"
    r"|raion\b|district\b)|\b(?:обл\.|область|р-н|район)\s+[^\W\d_]+(?:['-][^\W\d_]+)*"
)
_FORMATION = re.compile(
    r"(\d+)(?:\s*-\s*[^\W\d_]{1,3})?\.?\s*(?:[^\W\d_]+\.?\s+){0,2}?[^\W\d_]*(?:бр\b|бригад|brig|полк|regim|див)"
)
_NO_UNITS = (
    "полк бригада батальйон батальон батальён рота взвод окрема окремий отдельная отдельный отд окр в ч вч військова "
    "частина воинская часть вайсковая часць regiment brigade battalion company unit military"
)
_UNIT_WORDS = frozenset(_NO_UNITS.split())


@lru_cache(maxsize=1 << 15)
def canonical_place(text: str) -> str | None:
    """The consonants of the words that name a place: *м. Київ*, *г. Киев* and *Kyiv, Ukraine* agree.

    The oblast and the district count only where no village or town is named.
    """
    low = meant(text)
    for part in (*_AROUND.sub(",", low).split(","), *low.split(",")):
        words = [word for word in _WORDS.findall(part) if word not in _PLACE_WORDS]
        if key := "".join(_frame(word) for word in words[:2]):
            return key
    return None


@lru_cache(maxsize=1 << 15)
def canonical_unit(text: str) -> str | None:
    """The number of the brigade or regiment, else the first number, tells most units apart; without a number, the
    consonants of the first word that names one."""
    low = meant(text)
    if number := _FORMATION.search(low) or re.search(r"(\d+)", low):
        return number[1].lstrip("0") or "0"
    words = _WORDS.findall(low)
    named = [word for word in words if word not in _UNIT_WORDS] or words
    return _frame(named[0]) or None if named else None


def _frame(word: str) -> str:
    return frame_of(next((key for form in plain_forms(word) if (key := skeleton_of(form))), ""))
