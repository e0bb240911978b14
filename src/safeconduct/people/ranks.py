"""One name for a military rank in its spellings and abbreviations, in four languages.

A rank is made of words (*senior*, *sergeant*), each with its full and shortened spellings (``data/ranks.tsv``):
*ст. с-т*, *старший сержант*, *ст.сержант медичної служби* and *Sr Sgt* are all ``senior_sergeant``. What is not a word
of a rank (a branch of service, *in reserve*) is passed over.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache

from safeconduct.people import tables
from safeconduct.people.letters import meant
from safeconduct.people.skeleton import plain_forms, skeleton_of

SHORTEST = 5  # letters; a shorter word is known by its spelling only, not by its sound

_BETWEEN = re.compile(r"[\s.,;()/«»\"]+")
_HALVED = re.compile(r"\bп\s*/\s*п")  # п/п-к
_NAVAL = re.compile(r"^к([123])р$")


@lru_cache(maxsize=4096)
def canonical_rank(text: str) -> str | None:
    """The rank that ``text`` names; ``?`` and its sounds where it names none of the table; None without letters."""
    words = [word for token in _tokens(text) for word in _words(token)]
    for way, rank in _ways():
        if way <= set(words):
            return rank
    sounds = "".join(sign for sign in meant(text) if sign.isalnum())
    return "?" + _sound(sounds) if sounds else None


def _tokens(text: str) -> Iterable[str]:
    text = _HALVED.sub("п-п", meant(text))
    for token in _BETWEEN.split(text):
        if naval := _NAVAL.match(token):
            yield from ("капітан", naval[1], "рангу")
        elif token.strip("-"):
            yield token.strip("-")


def _words(token: str) -> Iterable[str]:
    """The words of ranks in a token; a compound that is none itself is taken apart (*штаб-сержант*)."""
    spelled, sounded = _spellings()
    if token in spelled:
        return (spelled[token],)
    if len(token) >= SHORTEST and "-" not in token and (word := sounded.get(_sound(token))):
        return (word,)
    return tuple(word for part in token.split("-") for word in _words(part)) if "-" in token else ()


@lru_cache(maxsize=1)
def _ways() -> tuple[tuple[frozenset[str], str], ...]:
    """The ways to a rank, those of most words first, then as the table has them."""
    ways = [(frozenset(way), rank) for rank, ways in tables.ranks() for way in ways]
    return tuple(sorted(ways, key=lambda way: -len(way[0])))


@lru_cache(maxsize=1)
def _spellings() -> tuple[Mapping[str, str], Mapping[str, str]]:
    """The words of ranks by their spellings, and those long enough by their sounds, for Latin and slips."""
    spelled = {meant(spelling): word for word, spellings in tables.rank_words() for spelling in spellings}
    sounded: dict[str, str] = {}
    for spelling, word in spelled.items():
        if len(spelling) >= SHORTEST and spelling.isalpha():
            sounded.setdefault(_sound(spelling), word)
    return spelled, sounded


def _sound(text: str) -> str:
    return next((key for form in plain_forms(text) if (key := skeleton_of(form))), "")
