"""The verb of the room: compare lists, and say which entries may speak of one person.

What comes out does not depend on what the parties are called, on the order of the lists or of their rows, or on how
many threads the machine has. Entries are put in the order of a digest of what they say before anything is compared.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence

from safeconduct.people import aside, bands, link
from safeconduct.people.backends import DuckDB, Engine
from safeconduct.people.engine import Record, Scores, score
from safeconduct.people.identifiers import content
from safeconduct.people.keys import keys_of
from safeconduct.people.model import Entry, ListKind
from safeconduct.people.pairs import Band, Duplicates, FieldWeight, Matches, Pair, Twice
from safeconduct.people.tables import key_version

BUDGET = 100_000_000  # pairs; two cores weigh about 300,000 a second

LEAST_PROBABILITY = 0.001  # pairs below are not returned

Ref = tuple[str, str]


def match(
    held: Iterable[Entry],
    sought: Iterable[Entry],
    *,
    budget: int = BUDGET,
    weights: link.Weights | None = None,
    engine: Engine = DuckDB(),
) -> Matches:
    """Compare every party's held entries with the sought entries of the other parties.

    ``budget`` bounds the pairs that are weighed; ``weights`` are the committed ones unless given; ``engine`` says where
    it runs. Every pair with at least 0.1 % probability is returned, whatever its band.
    Entries that too many are like are set aside, and over the budget the tight blocking rules are tried; raises
    RefusedByRule, naming the rules to blame, if they are over it, too, and UsageError where the engine is not there.
    """
    ours = weights or link.default_weights()
    left, right = _ordered(held), _ordered(sought)
    scores = _scored(left, right, budget, ours, engine)
    pairs = _pairs(left, right, scores)
    matched = [pair for pair in pairs if pair.band is not Band.NO]
    held_refs = {(pair.held_party, pair.held_id) for pair in matched}
    sought_refs = {(pair.sought_party, pair.sought_id) for pair in matched}
    return Matches(
        pairs,
        key_version(),
        ours.version,
        tuple(ref for ref in _refs(left) if ref not in held_refs),
        tuple(ref for ref in _refs(right) if ref not in sought_refs),
        scores is not None and scores.tight,
        _refs([left[at] for at in scores.left_unkeyed]) if scores else (),
        _refs([right[at] for at in scores.right_unkeyed]) if scores else (),
        aside.set_aside([*left, *right], scores.aside) if scores else (),
    )


def duplicates(
    entries: Iterable[Entry],
    *,
    budget: int = BUDGET,
    weights: link.Weights | None = None,
    engine: Engine = DuckDB(),
) -> Duplicates:
    """Pairs within one list (of one party and kind) that may speak of one person, those of band *no* left out, and the
    entries that too many of their list are like.

    Raises RefusedByRule over the budget.
    """
    ordered = _ordered(entries)
    if not ordered:
        return Duplicates()
    records = [Record(f"{entry.party}\n{entry.kind}", keys_of(entry)) for entry in ordered]
    scores = score(records, None, budget=budget, weights=weights or link.default_weights(), engine=engine)
    return Duplicates(_twice(ordered, ordered, scores), aside.set_aside(ordered, scores.aside))


def held_twice(
    held_by_party: Mapping[str, Sequence[Entry]],
    *,
    budget: int = BUDGET,
    weights: link.Weights | None = None,
    engine: Engine = DuckDB(),
) -> tuple[Twice, ...]:
    """Entries on the held lists of two parties that may speak of one person, those of band *no* left out.

    Nobody is held in two places: a pair of band *propose* means that one of the two lists is wrong, and that both
    parties must be asked before the person counts for either. Raises RefusedByRule over the budget.
    """
    ordered = _ordered(entry for entries in held_by_party.values() for entry in entries)
    if len(held_by_party) < 2 or not ordered:
        return ()
    scores = _scored(ordered, ordered, budget, weights or link.default_weights(), engine)
    return tuple({(one.first, one.second): one for one in _twice(ordered, ordered, scores)}.values())


def _scored(
    left: Sequence[Entry], right: Sequence[Entry], budget: int, weights: link.Weights, engine: Engine
) -> Scores | None:
    if not left or not right:
        return None
    return score(_records(left), _records(right), budget=budget, weights=weights, engine=engine)


def _records(entries: Sequence[Entry]) -> list[Record]:
    return [Record(entry.party, keys_of(entry)) for entry in entries]


def _ordered(entries: Iterable[Entry]) -> list[Entry]:
    """The entries by what they say, without their party; equal ones by party, which then makes no difference."""
    keyed = [(hashlib.sha256(content(entry)).digest(), entry.party, at, entry) for at, entry in enumerate(entries)]
    return [entry for *_, entry in sorted(keyed, key=lambda row: row[:3])]


def _refs(entries: Sequence[Entry]) -> tuple[Ref, ...]:
    return tuple(sorted(((entry.party, entry.entry_id) for entry in entries), key=lambda ref: (ref[1], ref[0])))


def _pairs(left: Sequence[Entry], right: Sequence[Entry], scores: Scores | None) -> tuple[Pair, ...]:
    if scores is None:
        return ()
    rows = zip(
        scores.left.tolist(),
        scores.right.tolist(),
        scores.bits.round(3).tolist(),
        bands.margins(scores).tolist(),
        scores.levels.tolist(),
        scores.field_bits.round(3).tolist(),
        strict=True,
    )
    apart = {one.uid for one in scores.aside}
    pairs = []
    for here, there, bits, margin, levels, field_bits in rows:
        probability = probability_of(bits)
        if probability < LEAST_PROBABILITY:
            continue
        one, other = left[here], right[there]
        band, held_back = bands.band_of(
            probability, margin, levels, one, other, aside=here in apart or len(left) + there in apart
        )
        pairs.append(
            Pair(
                one.entry_id,
                other.entry_id,
                one.party,
                other.party,
                probability,
                bits,
                band,
                held_back + tuple(_REASONS[at][level] for at, level in enumerate(levels) if level >= 0),
                tuple(map(FieldWeight, link.FIELDS, map(_level, _NAMES, levels), field_bits)),
            )
        )
    return tuple(sorted(pairs, key=lambda pair: (pair.held_id, pair.sought_id, pair.held_party, pair.sought_party)))


_NAMES = tuple((*link.LEVELS[field], "nothing") for field in link.FIELDS)  # level -1 is the last
_REASONS = tuple(tuple(f"{field}:{level}" for level in link.LEVELS[field]) for field in link.FIELDS)


def _level(names: Sequence[str], level: int) -> str:
    return names[level]


def _twice(left: Sequence[Entry], right: Sequence[Entry], scores: Scores | None) -> tuple[Twice, ...]:
    if scores is None:
        return ()
    found = []
    for at in range(len(scores.bits)):
        bits = round(float(scores.bits[at]), 3)
        probability = probability_of(bits)
        one, other = left[scores.left[at]], right[scores.right[at]]
        # A person may stand in a list three times: other candidates do not speak against this one.
        band, held_back = bands.band_of(probability, float("inf"), scores.levels[at].tolist(), one, other)
        if band is Band.NO:
            continue
        first, second = sorted((one, other), key=lambda entry: (content(entry, named=False), entry.entry_id))
        found.append(
            Twice(
                kind=ListKind(first.kind),
                first=(first.party, first.entry_id),
                second=(second.party, second.entry_id),
                probability=probability,
                weight_bits=bits,
                band=band,
                reasons=held_back,
            )
        )
    return tuple(sorted(found, key=lambda twice: (-twice.weight_bits, twice.first[1], twice.second[1], twice.first[0])))


def probability_of(bits: float) -> float:
    """Six decimals of the probability that so many bits of log-odds mean; certainty is never said."""
    odds: float = 2.0 ** max(-40.0, min(bits, 40.0))
    return min(round(odds / (1 + odds), 6), 0.999999)
