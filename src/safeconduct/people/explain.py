"""Why a pair stands where it stands: each field's spellings side by side, its weight, and a sentence to the reviewer.

The sentences are in English, Ukrainian, Russian and Belarusian (``data/sentences.toml``).
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from typing import Any

from safeconduct.errors import UsageError
from safeconduct.people.columns import LANGUAGES, WORDS
from safeconduct.people.keys import name_parts
from safeconduct.people.model import Entry, Pair


@dataclass(frozen=True, slots=True)
class FieldExplanation:
    """One field of a pair: both spellings as the lists have them, the level, bits for or against, and a sentence."""

    field: str
    title: str
    held: str
    sought: str
    level: str
    bits: float
    sentence: str


@dataclass(frozen=True, slots=True)
class PairExplanation:
    """A pair explained in one language. ``prior_bits`` and the bits of the fields make ``pair.weight_bits``."""

    language: str
    pair: Pair
    title: str
    prior_bits: float
    prior: str
    fields: tuple[FieldExplanation, ...]
    verdict: str
    reasons: tuple[str, ...]

    def document(self) -> Mapping[str, Any]:
        """Plain JSON values."""
        return {
            "language": self.language,
            "held": [self.pair.held_party, self.pair.held_id],
            "sought": [self.pair.sought_party, self.pair.sought_id],
            "probability": self.pair.probability,
            "weight_bits": self.pair.weight_bits,
            "prior_bits": self.prior_bits,
            "band": str(self.pair.band),
            "verdict": self.verdict,
            "reasons": list(self.reasons),
            "fields": [
                {
                    "field": field.field,
                    "held": field.held,
                    "sought": field.sought,
                    "level": field.level,
                    "bits": field.bits,
                    "sentence": field.sentence,
                }
                for field in self.fields
            ],
        }


def explain(pair: Pair, held: Entry, sought: Entry, language: str = "en") -> PairExplanation:
    """Explain a pair of ``match`` to a reader of ``language`` (en, uk, ru or be). Raises UsageError for any other."""
    say = _speaker(language)
    here, there = _spellings(held, language), _spellings(sought, language)
    fields = []
    for weighed in pair.fields:
        one, other = here[weighed.field] or "—", there[weighed.field] or "—"
        key = "nothing" if weighed.level == "nothing" else f"level.{weighed.field}.{weighed.level}"
        sentence = say(key, held=one, sought=other)
        fields.append(
            FieldExplanation(
                weighed.field, say(f"field.{weighed.field}"), one, other, weighed.level, weighed.bits, sentence
            )
        )
    names = [" ".join(filter(None, (e.family_name, e.given_name, e.patronymic))) or "—" for e in (held, sought)]
    return PairExplanation(
        language=language,
        pair=pair,
        title=say("title", held=names[0], sought=names[1]),
        prior_bits=round(pair.weight_bits - sum(field.bits for field in pair.fields), 3),
        prior=say("prior"),
        fields=tuple(fields),
        verdict=say(f"band.{pair.band}"),
        reasons=tuple(say(f"reason.{reason}") for reason in pair.reasons if ":" not in reason),
    )


def word(key: str, language: str) -> str:
    """One word or sentence of the tables, such as ``total`` or ``field.family``."""
    return _speaker(language)(key)


class _Speaker:
    def __init__(self, language: str) -> None:
        self.language = language

    def __call__(self, key: str, **values: str) -> str:
        node: Any = _sentences()
        for part in key.split("."):
            node = node[part]
        text: str = node[self.language]
        for name, value in values.items():
            text = text.replace("{" + name + "}", value)
        return text


def _speaker(language: str) -> _Speaker:
    if language not in LANGUAGES:
        raise UsageError(f"The language {language!r} is none of {', '.join(LANGUAGES)}.")
    return _Speaker(language)


@lru_cache(maxsize=1)
def _sentences() -> Mapping[str, Any]:
    return tomllib.loads(resources.files("safeconduct.people").joinpath("data", "sentences.toml").read_text("utf-8"))


def _spellings(entry: Entry, language: str) -> Mapping[str, str]:
    """The spellings that were compared, each in the field that it was taken for."""
    family, given, father, moved = name_parts(entry.family_name, entry.given_name, entry.patronymic)
    if not moved:
        family, given, father = entry.family_name, entry.given_name, entry.patronymic
    return {
        "family": family,
        "given": given,
        "father": father,
        "birth": str(entry.birth_date or ""),
        "sex": WORDS["sex"][entry.sex][language][0] if entry.sex else "",
        "rank": entry.rank,
        "unit": entry.unit,
        "place": entry.place,
    }
