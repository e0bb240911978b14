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

RULES = "2"  # raised by whoever changes a rule of skeleton.py, slavic.py, canonical.py or keys.py
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
def ranks() -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Canonical rank and the words that stand for it."""
    return tuple((row[0], tuple(word for cell in row[1:] for word in cell.split("/"))) for row in _rows("ranks.tsv"))


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
