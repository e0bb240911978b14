"""The nine keys of private matching: values that two entries of one person are likely to share to the last letter.

A private comparison can only say that two values are the same or not, so everything that spelling, language and small
errors change must be out of a value before it is blinded. The parts are the keys of ``people.keys``. A key whose parts
an entry does not all have is no key of that entry.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from types import MappingProxyType

from safeconduct.people.keys import Keys, keys_of
from safeconduct.people.model import Entry
from safeconduct.people.tables import key_version

RULES = "1"  # raised by whoever changes a key below


class Round(StrEnum):
    """A round of keys; the strict ones come first, and the later ones compare only whom the earlier left unmatched."""

    CORE = "core"  # family name, given name and birth date
    WIDE = "wide"  # one of these differs, and something else agrees
    UNDATED = "undated"  # no birth date; only with the consent of both sides


ROUNDS = tuple(Round)


@dataclass(frozen=True, slots=True)
class PrivateKey:
    """One key: its code, the round it belongs to, its parts, and what their agreement means in words."""

    code: str
    round: Round
    parts: tuple[str, ...]
    words: str


KEYS = (
    PrivateKey("k1", Round.CORE, ("family", "given", "birth"), "family name, given name and birth date"),
    PrivateKey(
        "k2", Round.CORE, ("frame", "given", "birth"), "consonants of the family name, given name and birth date"
    ),
    PrivateKey(
        "k3", Round.WIDE, ("frame", "given", "day"), "consonants of the family name, given name, day and month of birth"
    ),
    PrivateKey(
        "k4",
        Round.WIDE,
        ("frame", "given", "father", "year"),
        "consonants of the family name, given name, father's name and year of birth",
    ),
    PrivateKey(
        "k5",
        Round.UNDATED,
        ("family", "given", "father"),
        "family name, given name and father's name, and nothing of the birth date",
    ),
    PrivateKey("k6", Round.WIDE, ("given", "father", "birth"), "given name, father's name and birth date"),
    PrivateKey(
        "k7", Round.WIDE, ("family", "given", "year", "place"), "family name, given name, year of birth and place"
    ),
    PrivateKey(
        "k8", Round.WIDE, ("family", "given", "year", "unit"), "family name, given name, year of birth and unit"
    ),
    PrivateKey(
        "k9",
        Round.WIDE,
        ("frame", "initial", "birth"),
        "consonants of the family name, first letter of the given name and birth date",
    ),
)
KEY = MappingProxyType({key.code: key for key in KEYS})


@lru_cache(maxsize=len(ROUNDS))
def keys_of_round(round_: Round) -> tuple[PrivateKey, ...]:
    """The keys of a round, in their order."""
    return tuple(key for key in KEYS if key.round is round_)


def version() -> str:
    """What two programs must have in common for their keys to meet: name tables and rules, and the keys here."""
    return f"{key_version()}/{RULES}"


def values_of(entry: Entry, round_: Round) -> tuple[str | None, ...]:
    """The entry's value of each key of the round, None where it lacks a part. Values of two keys never meet."""
    parts = _parts(keys_of(entry))
    found: list[str | None] = []
    for key in keys_of_round(round_):
        values = [parts[part] for part in key.parts]
        whole = [value for value in values if value is not None]
        found.append("\x1f".join([key.code, *whole]) if len(whole) == len(values) else None)
    return tuple(found)


def _parts(keys: Keys) -> Mapping[str, str | None]:
    """The parts of keys. Day and month stand in one order, for lists confuse them."""
    birth = day = None
    if keys.birth is not None:
        year, *month_and_day = keys.birth.split("-")
        day = "-".join(sorted(month_and_day))
        birth = f"{year}-{day}"
    return {
        "family": keys.family,
        "frame": keys.frame,
        "given": keys.given,
        "initial": keys.given_initials[:1] if keys.given_initials else None,
        "father": keys.father,
        "birth": birth,
        "day": day,
        "year": None if keys.birth_year is None else str(keys.birth_year),
        "unit": keys.unit,
        "place": keys.place,
    }
