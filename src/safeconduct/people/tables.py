"""The tables of names, ranks and the like that the keys are made from, and the version that stands for them.

``data/given_names.tsv`` and ``data/surnames.tsv`` are made by ``scripts/build_name_tables.py`` from the hand table in
``scripts/tables`` and from two licensed packages (NOTICE). ``data/ranks.tsv`` is by hand.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources

RULES = "4"  # raised by whoever changes a rule of skeleton, slavic, canonical, keys, ranks or places
_FILES = ("given_names.tsv", "surnames.tsv", "ranks.tsv")


@dataclass(frozen=True, slots=True)
class GivenName:
    """One given name. ``sex`` is "m", "f" or "" where the name does not tell. ``official`` are the spellings that
    documents use in the three languages; ``others`` are everyday and foreign ones."""

    name_id: str
    sex: str
    official: tuple[str, ...]
    others: tuple[str, ...]


@lru_cache(maxsize=1)
def given_names() -> tuple[GivenName, ...]:
    """The given names, those of the hand table first, then by frequency."""
    return tuple(
        GivenName(row[0], row[1], tuple(row[2].split()), tuple(row[3].split())) for row in _rows("given_names.tsv")
    )


@lru_cache(maxsize=1)
def slavic_surnames() -> tuple[str, ...]:
    """Skeletons of common surnames that no ending tells to be Slavic."""
    return tuple(row[0] for row in _rows("surnames.tsv"))


@lru_cache(maxsize=1)
def rank_words() -> tuple[tuple[str, tuple[str, ...]], ...]:
    """The words that ranks are made of, each with its spellings."""
    return tuple((row[1], tuple(row[2].split())) for row in _rows("ranks.tsv") if row[0] == "word")


@lru_cache(maxsize=1)
def ranks() -> tuple[tuple[str, tuple[tuple[str, ...], ...]], ...]:
    """Canonical ranks, each with the ways in which words make it."""
    return tuple(
        (row[1], tuple(tuple(way.split()) for way in row[2:])) for row in _rows("ranks.tsv") if row[0] == "rank"
    )


@lru_cache(maxsize=1)
def key_version() -> str:
    """What every match and decision carries: the rules' number and a digest of the tables, as ``1-0123456789ab``."""
    digest = hashlib.sha256()
    for name in _FILES:
        digest.update(_text(name).encode())
    return f"{RULES}-{digest.hexdigest()[:12]}"


def _text(name: str) -> str:
    return resources.files("safeconduct.people").joinpath("data", name).read_text("utf-8")


def _rows(name: str) -> Sequence[Sequence[str]]:
    return [line.split("\t") for line in _text(name).splitlines() if line and not line.startswith("#")]
