"""The keys of an entry: what is compared, in the same form for every spelling, list and language.

Keys are made here, in plain Python, before any engine sees them, so that DuckDB and Spark compare the very same values.
Only keys are repaired (fields in each other's place, a whole name in one field); the entry stays as it is.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, fields
from functools import lru_cache

from safeconduct.people import canonical
from safeconduct.people.letters import meant
from safeconduct.people.model import Entry, PartialDate, Sex
from safeconduct.people.places import canonical_place, canonical_unit
from safeconduct.people.ranks import canonical_rank
from safeconduct.people.skeleton import frame_of, plain_forms, skeleton_of
from safeconduct.people.slavic import is_slavic, ordered_keys

SWAPPED = "fields_swapped"
JOINED = "name_in_one_field"

_PART = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)*")
_ONE_VOWEL = re.compile("([^aeiou])[ai]$")

_SHORT_PATRONYMICS = frozenset(("iliC", "lukiC", "famiC"))  # Ілліч, Лукич, Фомич; other short ones are surnames


@dataclass(frozen=True, slots=True)
class Keys:
    """The keys of one entry; None where the entry says nothing.

    ``family`` is the surname's key without gender ending, ``family2`` its second reading (or the first again),
    ``frame`` its consonants, ``family_sound`` its skeleton with the ending on, as typing errors fall on endings, too;
    ``family_part`` and ``family_part2`` are the keys of the parts of a double name; ``given`` and ``father`` are name
    ids, ``given_key`` and ``father_key`` what is compared by likeness where an id is unknown, ``given_initials`` and
    ``father_initials`` the letters that an initial may be. ``birth`` is the whole date, ``birth_turned`` the same with
    day and month exchanged where that is a date, too.
    """

    family: str | None
    family2: str | None
    frame: str | None
    family_sound: str | None
    family_part: str | None
    family_part2: str | None
    given: str | None
    given_key: str | None
    given_initials: str | None
    father: str | None
    father_key: str | None
    father_initials: str | None
    birth: str | None
    birth_turned: str | None
    birth_day: str | None
    birth_year: int | None
    sex: str | None
    rank: str | None
    unit: str | None
    place: str | None


COLUMNS = tuple(field.name for field in fields(Keys))


def keys_of(entry: Entry) -> Keys:
    """The keys of one entry. Never fails: a field without letters has no key."""
    family, given, patronymic, _ = name_parts(entry.family_name, entry.given_name, entry.patronymic)
    first, second, frame = _family(family)
    part, part2 = _parts(family)
    given_id, given_key, given_initials = _given(given)
    father, father_key, father_initials = _father(patronymic)
    birth, turned, day, year = _birth(entry.birth_date)
    return Keys(
        family=first,
        family2=second,
        frame=frame,
        family_sound=_first_skeleton(family) if family else None,
        family_part=part,
        family_part2=part2,
        given=given_id,
        given_key=given_key,
        given_initials=given_initials,
        father=father,
        father_key=father_key,
        father_initials=father_initials,
        birth=birth,
        birth_turned=turned,
        birth_day=day,
        birth_year=year,
        sex=_sex(entry, given_id, patronymic),
        rank=canonical_rank(entry.rank),
        unit=canonical_unit(entry.unit),
        place=canonical_place(entry.place),
    )


@lru_cache(maxsize=1 << 17)
def name_parts(family: str, given: str, patronymic: str) -> tuple[str, str, str, tuple[str, ...]]:
    """The three parts of a name, each in its place, and codes for what had to be moved.

    Fields are exchanged only where the tables leave no doubt: the family field holds a known given name and the given
    field none, or the given field holds a patronymic and the patronymic field a given name.
    """
    if family and not given:
        return _split(family, patronymic)
    if given and not family:
        moved = _split(given, patronymic)
        return moved if moved[3] else (family, given, patronymic, ())
    if patronymic and _is_patronymic(given) and not _is_patronymic(patronymic) and _is_given(patronymic):
        return family, patronymic, given, (SWAPPED,)
    if _is_given(family) and not _is_given(given) and not _is_initial(given) and not _is_patronymic(given):
        return given, family, patronymic, (SWAPPED,)
    return family, given, patronymic, ()


def _split(text: str, patronymic: str) -> tuple[str, str, str, tuple[str, ...]]:
    words = meant(text).replace(".", ". ").split()
    if len(words) < 2:
        return text, "", patronymic, ()
    initials = [word for word in words if _is_initial(word)]
    if initials and len(initials) < len(words):
        rest = [word for word in words if word not in initials]
        patronymic = patronymic or "".join(initials[1:2])
        return "-".join(rest), initials[0], patronymic, (JOINED,)
    fathers = [word for word in words if _is_patronymic(word)]
    if fathers and not patronymic and len(words) > 2:
        patronymic = fathers[-1]
        words.remove(patronymic)
    known = [word for word in words if _is_given(word)]
    given = next((word for word in known if word != words[0]), known[0] if known else words[1])
    words.remove(given)
    return "-".join(words), given, patronymic, (JOINED,)


@lru_cache(maxsize=1 << 16)
def _is_given(word: str) -> bool:
    return not _is_initial(word) and canonical.is_exactly_known(word)


@lru_cache(maxsize=1 << 16)
def _is_patronymic(word: str) -> bool:
    short = len(word) <= 5 and _first_skeleton(word) not in _SHORT_PATRONYMICS
    return not short and canonical.is_patronymic(word) and canonical.is_known(canonical.father_id(word))


def _is_initial(word: str) -> bool:
    return len(word.strip(". ")) <= 1 or (len(word) <= 3 and word.endswith("."))


@lru_cache(maxsize=1 << 17)
def _family(name: str) -> tuple[str | None, str | None, str | None]:
    found = dict.fromkeys(_bare(key) for key in ordered_keys(name))
    if not found:
        return None, None, None
    first, *others = found
    return first, others[0] if others else first, frame_of(skeleton_of(first))


@lru_cache(maxsize=1 << 17)
def _parts(name: str) -> tuple[str | None, str | None]:
    """The keys of the first and the last part of a double name; parts of one or two letters (де, аль) are none."""
    found = [word for word in _PART.findall(meant(name)) if len(word) >= 3]
    if len(found) < 2:
        return None, None
    return _family(found[0])[0], _family(found[-1])[0]


def _bare(key: str) -> str:
    """A surname's key without the vowel at its end, in which genders and cases differ; of a Slavic one, all of them."""
    stem = key.rstrip("aiu") if is_slavic(skeleton_of(key)) else _ONE_VOWEL.sub(r"\1", key)
    return stem if len(stem) >= 3 else key


@lru_cache(maxsize=1 << 16)
def _given(name: str) -> tuple[str | None, str | None, str | None]:
    if not name:
        return None, None, None
    if _is_initial(name):
        return None, None, _initials((name,))
    name_id = canonical.given_id(name) or None
    return name_id, _first_skeleton(name), canonical.initials(name_id or "") or _initials((name,))


@lru_cache(maxsize=1 << 16)
def _father(name: str) -> tuple[str | None, str | None, str | None]:
    if not name:
        return None, None, None
    if _is_initial(name):
        return None, None, _initials((name,))
    name_id = canonical.father_id(name) or None
    return name_id, _first_skeleton(name), canonical.initials(name_id or "") or _initials((name,))


@lru_cache(maxsize=1 << 17)
def _first_skeleton(name: str) -> str | None:
    return next((key for form in plain_forms(name) if (key := skeleton_of(form))), None)


def _initials(names: tuple[str, ...]) -> str | None:
    return (
        "".join(sorted({key[0] for name in names for form in plain_forms(name) if (key := skeleton_of(form))})) or None
    )


@lru_cache(maxsize=1 << 16)
def _birth(date: PartialDate | None) -> tuple[str | None, str | None, str | None, int | None]:
    if date is None:
        return None, None, None, None
    if date.month is None or date.day is None:
        return None, None, None, date.year
    turned = f"{date.year:04d}-{date.day:02d}-{date.month:02d}" if date.day <= 12 else None
    return str(date), turned, str(date)[5:], date.year


def _sex(entry: Entry, given_id: str | None, patronymic: str) -> str | None:
    """The sex that is said, or that the patronymic or the given name shows."""
    if entry.sex is not None:
        return "f" if entry.sex is Sex.FEMALE else "m"
    return _sex_of_patronymic(patronymic) or canonical.sex_of_name().get(given_id or "")


@lru_cache(maxsize=1 << 16)
def _sex_of_patronymic(patronymic: str) -> str | None:
    key = _first_skeleton(patronymic) if len(patronymic) > 5 else None
    if key is None:
        return None
    return "m" if key.endswith("iC") else "f" if key.endswith(("vna", "iCna")) else None
