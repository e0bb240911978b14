"""Why a pair stands where it stands: each field's spellings side by side, its weight, and a sentence to the reviewer.

The sentences are in English, Ukrainian, Russian and Belarusian (``data/sentences.toml``).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from safeconduct.people import families, notes
from safeconduct.people.keys import name_parts
from safeconduct.people.letters import shown
from safeconduct.people.model import Entry, ListKind
from safeconduct.people.pairs import Pair
from safeconduct.people.sentences import word
from safeconduct.people.values import WORDS


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
    """A pair explained in one language. ``prior_bits`` and the bits of the fields make ``pair.weight_bits``.

    ``notes`` say what is odd about the two entries, and what families report of either.
    """

    language: str
    pair: Pair
    title: str
    prior_bits: float
    prior: str
    fields: tuple[FieldExplanation, ...]
    verdict: str
    reasons: tuple[str, ...]
    notes: tuple[str, ...] = ()

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
            "notes": list(self.notes),
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


def explain(
    pair: Pair,
    held: Entry,
    sought: Entry,
    language: str = "en",
    reports: Sequence[families.FamilyReport] = (),
) -> PairExplanation:
    """Explain a pair of ``match`` to a reader of ``language`` (en, uk, ru or be). Raises UsageError for any other.

    Of ``reports``, what families report, those about the two entries are told.
    """
    say = partial(word, language=language)
    prior = say("prior")
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
    names = [shown(" ".join((e.family_name, e.given_name, e.patronymic)).strip()) or "—" for e in (held, sought)]
    both = ((ListKind.HELD, held), (ListKind.SOUGHT, sought))
    odd = [f"{say(f'side.{kind}')}: {note}" for kind, entry in both for note in notes.notes(entry, language)]
    told = [
        families.told(report, language)
        for kind, entry in both
        for report in reports
        if (report.kind, report.entry_party, report.entry_id) == (kind, entry.party, entry.entry_id)
    ]
    return PairExplanation(
        language=language,
        pair=pair,
        title=say("title", held=names[0], sought=names[1]),
        prior_bits=round(pair.weight_bits - sum(field.bits for field in pair.fields), 3),
        prior=prior,
        fields=tuple(fields),
        verdict=say(f"band.{pair.band}"),
        reasons=tuple(say(f"reason.{reason}") for reason in pair.reasons if ":" not in reason),
        notes=(*odd, *told),
    )


def _spellings(entry: Entry, language: str) -> Mapping[str, str]:
    """The spellings that were compared, each in the field that it was taken for."""
    family, given, father, moved = name_parts(entry.family_name, entry.given_name, entry.patronymic)
    if not moved:
        family, given, father = entry.family_name, entry.given_name, entry.patronymic
    return {
        "family": shown(family),
        "given": shown(given),
        "father": shown(father),
        "birth": str(entry.birth_date or ""),
        "sex": WORDS["sex"][entry.sex][language][0] if entry.sex else "",
        "rank": shown(entry.rank),
        "unit": shown(entry.unit),
        "place": shown(entry.place),
    }
