"""One id for a given name in all its spellings, and for a father's name however the patronymic is formed.

*Володимир*, *Владимир*, *Уладзімір* and *Volodymyr* have the id ``volodymyr``, and so have the fathers in *Владимирович*
and *Уладзіміраўна*. A spelling that the table lacks is given the id of the one name that it misses by a single letter;
where there is none, or more than one, its own key stands for it, with a ``?`` before it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache
from types import MappingProxyType

from rapidfuzz.distance import OSA

from safeconduct.people import tables
from safeconduct.people.skeleton import plain_forms, skeleton_of
from safeconduct.people.slavic import ordered_keys

SHORTEST_GUESSED = 5  # letters of a skeleton; shorter names differ by one letter too easily

_PATRONYMIC = re.compile("(?:(?:av|iv|v)?(?:iC|na)|(?:i?n)?iCna)$")
_LONG = re.compile("(?:aviC|iviC|avna|ivna|avina|auna)$")
_SHORT = re.compile("(?:viC|iC|vna|n?iCna|na)$")


@lru_cache(maxsize=1)
def _index() -> tuple[Mapping[str, str], Mapping[str, str], Mapping[str, str]]:
    """Plain form to id, skeleton to id, and stem (a skeleton without the vowels at its end) to a man's id."""
    plains: dict[str, str] = {}
    skeletons: dict[str, str] = {}
    stems: dict[str, str] = {}
    for name in tables.given_names():
        for form in name.forms:
            plain = plain_forms(form)[0]
            plains.setdefault(plain, name.name_id)
            skeletons.setdefault(skeleton_of(plain), name.name_id)
            if name.sex != "f":
                stems.setdefault(stem(skeleton_of(plain)), name.name_id)
    stems |= {"lv": "lev", "akavl": "yakiv", "ak": "yakiv", "akubav": "yakiv"}
    return MappingProxyType(plains), MappingProxyType(skeletons), MappingProxyType(stems)


@lru_cache(maxsize=1)
def sex_of_name() -> Mapping[str, str]:
    """Sex by given-name id, "m" or "f", where the name tells it."""
    return MappingProxyType({name.name_id: name.sex for name in tables.given_names() if name.sex})


def stem(skeleton: str) -> str:
    """A skeleton without the vowels at its end."""
    return skeleton.rstrip("aiu") or skeleton


@lru_cache(maxsize=1)
def _deletions() -> Mapping[str, tuple[str, ...]]:
    """Skeletons of the table by what is left of them when at most one letter goes."""
    found: dict[str, list[str]] = {}
    for skeleton in _index()[1]:
        if len(skeleton) >= SHORTEST_GUESSED - 1:
            for part in _without_one(skeleton):
                found.setdefault(part, []).append(skeleton)
    return {part: tuple(skeletons) for part, skeletons in found.items()}


def _without_one(word: str) -> set[str]:
    return {word} | {word[:at] + word[at + 1 :] for at in range(len(word))}


def _guess(skeleton: str) -> str | None:
    if len(skeleton) < SHORTEST_GUESSED:
        return None
    near = {other for part in _without_one(skeleton) for other in _deletions().get(part, ())}
    ids = {_index()[1][other] for other in near if OSA.distance(skeleton, other, score_cutoff=1) <= 1}
    return ids.pop() if len(ids) == 1 else None


@lru_cache(maxsize=1 << 16)
def given_id(name: str) -> str:
    """The id of a given name; ``?`` and its key where it is unknown; empty where there are no letters."""
    if not name:
        return ""
    plains, known, _ = _index()
    forms = plain_forms(name)
    for form in forms:
        if form in plains:
            return plains[form]
    skeletons = [skeleton_of(form) for form in forms]
    for skeleton in skeletons:
        if skeleton in known:
            return known[skeleton]
    for skeleton in skeletons:
        if guessed := _guess(skeleton):
            return guessed
    keys = ordered_keys(name)
    return "?" + keys[0] if keys else ""


def is_known(name_id: str) -> bool:
    """Whether an id comes from the table."""
    return bool(name_id) and not name_id.startswith("?")


def is_patronymic(name: str) -> bool:
    """Whether a name is formed like a patronymic."""
    return any(_LONG.search(skeleton) or skeleton.endswith(("iC", "iCna")) for skeleton in _skeletons(name))


@lru_cache(maxsize=1 << 16)
def father_id(patronymic: str) -> str:
    """The id of the father's given name in a patronymic, in the same form as ``given_id``. Also takes the name itself."""
    if not patronymic:
        return ""
    _, known, stems = _index()
    skeletons = _skeletons(patronymic)
    for skeleton in skeletons:
        for candidate in _fathers(skeleton):
            if candidate in stems:
                return stems[candidate]
    for skeleton in skeletons:
        if skeleton in known:
            return known[skeleton]
    for skeleton in skeletons:
        for candidate in _fathers(skeleton):
            if guessed := _guess_stem(candidate):
                return guessed
    first = next(iter(_fathers(skeletons[0])), "") if skeletons else ""
    return "?" + first if first else ""


def _fathers(skeleton: str) -> Iterable[str]:
    """What may be the stem of the father's name, the longest ending taken off first."""
    for ending in (_LONG, _SHORT):
        found = ending.search(skeleton)
        if found and found.start() > 0:
            yield stem(skeleton[: found.start()])
    if not _LONG.search(skeleton) and not _SHORT.search(skeleton) and skeleton:
        yield stem(skeleton)


@lru_cache(maxsize=1)
def _stem_deletions() -> Mapping[str, tuple[str, ...]]:
    found: dict[str, list[str]] = {}
    for one in _index()[2]:
        if len(one) >= SHORTEST_GUESSED - 1:
            for part in _without_one(one):
                found.setdefault(part, []).append(one)
    return {part: tuple(stems) for part, stems in found.items()}


def _guess_stem(candidate: str) -> str | None:
    if len(candidate) < SHORTEST_GUESSED:
        return None
    near = {other for part in _without_one(candidate) for other in _stem_deletions().get(part, ())}
    ids = {_index()[2][other] for other in near if OSA.distance(candidate, other, score_cutoff=1) <= 1}
    return ids.pop() if len(ids) == 1 else None


def _skeletons(name: str) -> list[str]:
    return [key for form in plain_forms(name) if (key := skeleton_of(form))]
