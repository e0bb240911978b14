"""Learning from decisions: how often each level is reached by entries that reviewers found to be one person.

The committed weights rest on assumptions about errors. Where reviewers have decided, their findings replace the
assumptions, gradually: ``PRIOR`` pairs' worth of the committed weights stays beside them. Only m is learned; u is
counted in the lists themselves. Learned weights are another model, with another version, which later matches carry.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from math import log2
from pathlib import Path
from typing import Any

from safeconduct.errors import Fault, UnreadableInput
from safeconduct.files import write_whole
from safeconduct.people import link
from safeconduct.people.decisions import ties
from safeconduct.people.model import Decision
from safeconduct.people.pairs import Pair

PRIOR = 100.0  # pairs that the committed weights are worth


@dataclass(frozen=True, slots=True)
class Change:
    """One level before and after: m, and the bits that reaching the level is worth on average names."""

    field: str
    level: str
    pairs: int
    m_before: float
    m_after: float
    bits_before: float
    bits_after: float


@dataclass(frozen=True, slots=True)
class Learned:
    """Weights learned from ``pairs`` decided pairs. ``unseen`` more were decided but never compared by the program."""

    weights: link.Weights
    changes: tuple[Change, ...]
    pairs: int
    unseen: int


def learn(pairs: Iterable[Pair], decisions: Iterable[Decision], weights: link.Weights | None = None) -> Learned:
    """Estimate m anew from the standing *same* decisions on ``pairs``, which ``match`` has made."""
    before = weights or link.default_weights()
    by_ref = {((pair.held_party, pair.held_id), (pair.sought_party, pair.sought_id)): pair for pair in pairs}
    decided = list(ties(decisions))
    seen = [by_ref[refs] for refs in decided if refs in by_ref]
    counts = Counter((field.field, field.level) for pair in seen for field in pair.fields)
    m: dict[str, tuple[float, ...]] = {}
    changes = []
    for field, levels in link.LEVELS.items():
        total = sum(counts[field, level] for level in levels)
        m[field] = tuple(
            (counts[field, level] + PRIOR * old) / (total + PRIOR)
            for level, old in zip(levels, before.m[field], strict=True)
        )
        for at, level in enumerate(levels):
            old, new, chance = before.m[field][at], m[field][at], before.u[field][at]
            bits = (round(log2(old / chance), 3), round(log2(new / chance), 3))
            changes.append(Change(field, level, counts[field, level], old, new, *bits))
    return Learned(link.Weights(m, before.u), tuple(changes), len(seen), len(decided) - len(seen))


def write_weights(weights: link.Weights, path: Path) -> None:
    """Write weights as JSON: m and u by field, in the order of the levels."""
    document = {"m": {f: list(weights.m[f]) for f in link.FIELDS}, "u": {f: list(weights.u[f]) for f in link.FIELDS}}
    write_whole(path, json.dumps(document, indent=2) + "\n")


def read_weights(path: Path) -> link.Weights:
    """Read what ``write_weights`` writes. Raises UnreadableInput with every fault."""
    try:
        document = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise UnreadableInput(
            f"{path.name} cannot be read.", [Fault(path.name, str(error), "weights as JSON")]
        ) from error
    faults = []
    for part in ("m", "u"):
        for field, levels in link.LEVELS.items():
            values: Any = document.get(part, {}).get(field) if isinstance(document, dict) else None
            if not _sound(values, len(levels)):
                expected = f"{len(levels)} numbers between 0 and 1"
                found = "nothing" if values is None else repr(values)
                faults.append(Fault(path.name, found, expected, field=f"{part}.{field}"))
            elif abs(sum(values) - 1) > 1e-6:
                faults.append(Fault(path.name, f"a sum of {sum(values):.6f}", "a sum of 1", field=f"{part}.{field}"))
    if faults:
        raise UnreadableInput(f"{path.name} holds no weights of this model.", faults)
    return link.Weights(*({f: tuple(document[part][f]) for f in link.FIELDS} for part in ("m", "u")))


def _sound(values: Any, count: int) -> bool:
    return (
        isinstance(values, list)
        and len(values) == count
        and all(isinstance(value, int | float) and 0 < value < 1 for value in values)
    )
