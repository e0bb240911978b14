"""What comparing lists gives: pairs of entries in bands, entries listed twice, and who has no match."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from safeconduct.people.model import ListKind


class Band(StrEnum):
    """What the program asks the reviewers to do with a pair. No band decides anything."""

    PROPOSE = "propose"  # one person, as far as the lists can show: two reviewers confirm or refuse
    REVIEW = "review"  # possibly one person: two reviewers look at every field
    NO = "no"  # not one person, or another candidate is far better


@dataclass(frozen=True, slots=True)
class FieldWeight:
    """What one field says for (positive) or against (negative) two entries being one person, in bits."""

    field: str
    level: str
    bits: float


@dataclass(frozen=True, slots=True)
class Pair:
    """Two entries that may speak of one person.

    ``weight_bits`` is the base-2 logarithm of the odds; ``probability`` says the same thing. ``reasons`` are codes of
    what held the band down (``given_name_conflict``, ``margin``, ...) and of what each field shows; ``fields`` carries
    the weights.
    """

    held_id: str
    sought_id: str
    held_party: str
    sought_party: str
    probability: float
    weight_bits: float
    band: Band
    reasons: tuple[str, ...] = ()
    fields: tuple[FieldWeight, ...] = ()


@dataclass(frozen=True, slots=True)
class Twice:
    """Two entries of the same kind that may speak of one person: within one list, or on the held lists of two parties.

    ``first`` and ``second`` are (party, entry_id); which is which follows from the entries' own words.
    """

    kind: ListKind
    first: tuple[str, str]
    second: tuple[str, str]
    probability: float
    weight_bits: float
    band: Band
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SetAside:
    """An entry that is kept from being paired by ``rule``, as too many say the same and it says nothing finer.

    Entries of one ``crowd`` (numbered from 1, the largest first) agree in what the rule compares; ``held`` and
    ``sought`` count them by list. ``compared`` says whether a rule of its own, such as a rare unit, pairs the entry all
    the same; such a pair is never proposed, as most other candidates were not looked at.
    """

    kind: ListKind
    party: str
    entry_id: str
    crowd: int
    rule: str
    held: int
    sought: int
    compared: bool


@dataclass(frozen=True, slots=True)
class Duplicates:
    """What comparing each list with itself gives: entries that may speak of one person, the likeliest first, and those
    that are set aside, as too many of their list say the same."""

    pairs: tuple[Twice, ...] = ()
    set_aside: tuple[SetAside, ...] = ()


@dataclass(frozen=True, slots=True)
class Matches:
    """What the comparison of held lists with sought lists gives.

    ``pairs`` are ordered by entry ids. An entry that stands in no pair of the bands *propose* and *review* has **no
    match**: ``unmatched_held`` and ``unmatched_sought`` name them, as (party, entry_id). ``tight`` says that the lists
    were too long, or too much alike, for the wide blocking rules: a few more true pairs go unseen.
    ``uncompared_held`` and ``uncompared_sought`` are the entries that say too little to be compared at all, and
    ``set_aside`` those that say only what too many others say: that they have no match means nothing.
    """

    pairs: tuple[Pair, ...]
    key_version: str
    model_version: str
    unmatched_held: tuple[tuple[str, str], ...] = ()
    unmatched_sought: tuple[tuple[str, str], ...] = ()
    tight: bool = False
    uncompared_held: tuple[tuple[str, str], ...] = ()
    uncompared_sought: tuple[tuple[str, str], ...] = ()
    set_aside: tuple[SetAside, ...] = ()
