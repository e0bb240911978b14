"""One id for a given name in all its spellings, and for a father's name however the patronymic is formed.

*Володимир*, *Владимир*, *Уладзімір* and *Volodymyr* have the id ``volodymyr``, and so have the fathers in
*Владимирович* and *Уладзіміраўна*. A spelling that the table lacks is given the id of the one name that it misses by a
single letter; where there is none, or more than one, its own key stands for it, with a ``?`` before it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType

from rapidfuzz.distance import OSA

from safeconduct.people import tables
from safeconduct.people.letters import meant
from safeconduct.people.skeleton import plain_forms, skeleton_of
from safeconduct.people.slavic import ordered_keys

SHORTEST_GUESSED = 5  # letters of a skeleton; shorter names differ by one letter too easily

_LONG = re.compile("(?:aviC|iviC|avna|ivna|avina|auna)$")
_SHORT = re.compile("(?:iC|vna|n?iCna|na)$")


@dataclass(frozen=True, slots=True)
class _Index:
    """Name ids by spelling, by plain form, by skeleton, and men's by stem (a skeleton without its last vowels)."""

    written: Mapping[str, frozenset[str]]
    plain: Mapping[str, str]
    skeleton: Mapping[str, str]
    stem: Mapping[str, str]


@lru_cache(maxsize=1)
def _index() -> _Index:
    """Official spellings come first: where two names share a key, the one that documents write has it."""
    written: dict[str, set[str]] = {}
    plain: dict[str, str] = {}
    skeletons: dict[str, str] = {}
    stems = {"lv": "lev", "ak": "yakiv", "akavl": "yakiv", "akivl": "yakiv", "akubav": "yakiv", "kuzmin": "kuzma"}
    for part in ("official", "others"):
        for name in tables.given_names():
            for form in getattr(name, part):
                first = plain_forms(form)[0]
                if part == "official" or form.casefold() not in written:
                    written.setdefault(form.casefold(), set()).add(name.name_id)
                plain.setdefault(first, name.name_id)
                skeletons.setdefault(skeleton_of(first), name.name_id)
                if name.sex != "f":
                    stems.setdefault(stem(skeleton_of(first)), name.name_id)
    return _Index({form: frozenset(ids) for form, ids in written.items()}, plain, skeletons, stems)


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
    for skeleton in _index().skeleton:
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
    ids = {_index().skeleton[other] for other in near if OSA.distance(skeleton, other, score_cutoff=1) <= 1}
    return ids.pop() if len(ids) == 1 else None


@lru_cache(maxsize=1 << 16)
def given_id(name: str) -> str:
    """The id of a given name; ``?`` and its key where it is unknown; empty where there are no letters."""
    if not name:
        return ""
    index = _index()
    if ids := index.written.get(meant(name)):
        return min(ids)
    forms = plain_forms(name)
    for form in forms:
        if form in index.plain:
            return index.plain[form]
    skeletons = [skeleton_of(form) for form in forms]
    for skeleton in skeletons:
        if skeleton in index.skeleton:
            return index.skeleton[skeleton]
    for skeleton in skeletons:
        if guessed := _guess(skeleton):
            return guessed
    keys = ordered_keys(name)
    return "?" + keys[0] if keys else ""


def differ(one: str, other: str) -> bool:
    """Whether two spellings are those of two different names, although they may share a key: *Діана* and *Дана*."""
    written = _index().written
    here, there = written.get(meant(one)), written.get(meant(other))
    return here is not None and there is not None and not here & there


@lru_cache(maxsize=1 << 16)
def is_exactly_known(name: str) -> bool:
    """Whether a name is in the table, letter by letter or by its plain form."""
    index = _index()
    return meant(name) in index.written or any(form in index.plain for form in plain_forms(name))


@lru_cache(maxsize=1)
def _initials() -> Mapping[str, str]:
    letters: dict[str, set[str]] = {}
    for name in tables.given_names():
        for form in name.official:
            skeleton = skeleton_of(plain_forms(form)[0])
            letters.setdefault(name.name_id, set()).add(skeleton[0])
    return MappingProxyType({name_id: "".join(sorted(found)) for name_id, found in letters.items()})


def initials(name_id: str) -> str:
    """The first letters of a name's official spellings, as skeletons write them: "mn" for *Микола*, *Николай*."""
    return _initials().get(name_id, "")


def is_known(name_id: str) -> bool:
    """Whether an id comes from the table."""
    return bool(name_id) and not name_id.startswith("?")


def is_patronymic(name: str) -> bool:
    """Whether a name is formed like a patronymic."""
    return any(_LONG.search(skeleton) or skeleton.endswith(("iC", "iCna")) for skeleton in _skeletons(name))


@lru_cache(maxsize=1 << 16)
def father_id(patronymic: str) -> str:
    """The id of the father's given name in a patronymic, of the same form as ``given_id``. Takes the bare name, too."""
    if not patronymic:
        return ""
    known, stems = _index().skeleton, _index().stem
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
    for one in _index().stem:
        if len(one) >= SHORTEST_GUESSED - 1:
            for part in _without_one(one):
                found.setdefault(part, []).append(one)
    return {part: tuple(stems) for part, stems in found.items()}


def _guess_stem(candidate: str) -> str | None:
    if len(candidate) <= SHORTEST_GUESSED:
        return None
    near = {other for part in _without_one(candidate) for other in _stem_deletions().get(part, ())}
    ids = {_index().stem[other] for other in near if OSA.distance(candidate, other, score_cutoff=1) <= 1}
    return ids.pop() if len(ids) == 1 else None


def _skeletons(name: str) -> list[str]:
    return [key for form in plain_forms(name) if (key := skeleton_of(form))]
