"""How often the proposals are right: a fixed random sample of them, and the precision it shows.

The queue is ordered by need, so what it yields says nothing of proposals in general. The audit sample is drawn once, by
a keyed digest that nobody can steer, and precision is reported from it alone, with a confidence interval.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from math import exp, lgamma, log

from safeconduct.people.decisions import standing
from safeconduct.people.identifiers import digest
from safeconduct.people.model import Decision, Verdict
from safeconduct.people.pairs import Band, Pair

CONFIDENCE = 0.95


@dataclass(frozen=True, slots=True)
class Audit:
    """What the decided pairs of the sample show.

    Pairs that are ``undecided`` or ``unsure`` count for neither side. ``low`` and ``high`` bound the precision at
    ``confidence``, by Clopper and Pearson (1934), which never promises too much.
    """

    sample: int
    same: int
    different: int
    unsure: int
    undecided: int
    precision: float | None
    low: float
    high: float
    confidence: float = CONFIDENCE


def audit_sample(pairs: Iterable[Pair], *, size: int, key: bytes) -> tuple[Pair, ...]:
    """A random sample of the pairs of band *propose*, fixed by ``key`` and by nothing else.

    A pair's place in the draw does not change when other pairs come or go, so the sample of a longer list keeps most of
    the old one. Party names do not enter.
    """
    drawn = [
        (digest(key, "audit", f"{pair.held_id}\n{pair.sought_id}".encode()), pair.weight_bits, at, pair)
        for at, pair in enumerate(pairs)
        if pair.band is Band.PROPOSE
    ]
    return tuple(pair for *_, pair in sorted(drawn, key=lambda row: row[:3])[:size])


def audit(sample: Sequence[Pair], decisions: Iterable[Decision], *, confidence: float = CONFIDENCE) -> Audit:
    """The precision that the standing decisions on a sample show."""
    verdicts = {
        (one.held_party, one.held_id, one.sought_party, one.sought_id): one.verdict for one in standing(decisions)
    }
    found = [verdicts.get((pair.held_party, pair.held_id, pair.sought_party, pair.sought_id)) for pair in sample]
    same, different = found.count(Verdict.SAME), found.count(Verdict.DIFFERENT)
    low, high = interval(same, same + different, confidence)
    return Audit(
        sample=len(sample),
        same=same,
        different=different,
        unsure=found.count(Verdict.UNSURE),
        undecided=found.count(None),
        precision=same / (same + different) if same + different else None,
        low=low,
        high=high,
        confidence=confidence,
    )


def interval(hits: int, trials: int, confidence: float = CONFIDENCE) -> tuple[float, float]:
    """The exact confidence interval of a proportion (Clopper and Pearson 1934). No trials bound nothing: (0, 1)."""
    if not 0 <= hits <= trials or not 0 < confidence < 1:
        raise ValueError(f"{hits} hits in {trials} trials at {confidence}")
    tail = (1 - confidence) / 2
    low = 0.0 if hits == 0 else _solve(lambda p: 1 - _at_most(hits - 1, trials, p), tail)
    high = 1.0 if hits == trials else _solve(lambda p: 1 - _at_most(hits, trials, p), 1 - tail)
    return low, high


def _at_most(hits: int, trials: int, p: float) -> float:
    """The probability of at most so many hits."""
    if p <= 0 or p >= 1:
        return 1.0 if p <= 0 or hits >= trials else 0.0
    return sum(_exactly(k, trials, p) for k in range(hits + 1))


def _exactly(hits: int, trials: int, p: float) -> float:
    ways = lgamma(trials + 1) - lgamma(hits + 1) - lgamma(trials - hits + 1)
    return exp(ways + hits * log(p) + (trials - hits) * log(1 - p))


def _solve(rising: Callable[[float], float], target: float) -> float:
    """Where a function that rises from 0 to 1 takes the value ``target``, to twelve digits."""
    low, high = 0.0, 1.0
    for _ in range(50):
        middle = (low + high) / 2
        low, high = (middle, high) if rising(middle) < target else (low, middle)
    return (low + high) / 2
