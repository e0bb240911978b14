"""Clauses that do not say the same of both sides, or that both sides read otherwise: never hidden among the others."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from safeconduct.terms import Agreement, Clause, Named, Package, Quota, Ratio, Reciprocity


def asymmetries(agreement: Agreement) -> Iterator[tuple[str, str]]:
    """(clause or veto, what is not the same for both sides), in the order of the agreement."""
    for clause in agreement.clauses:
        for words in _of(clause):
            yield clause.id, words
    for veto in agreement.vetoes:
        yield veto.id, f"{veto.by} keeps people back ({veto.reason.replace('_', ' ') or 'no reason given'})"


def disputes(agreement: Agreement) -> Iterator[dict[str, Any]]:
    """Every clause with two texts: each party's text and the numbers it means, and the neutral reading, if any."""
    for clause in agreement.clauses:
        if clause.wordings:
            reading = clause.reading
            yield {
                "clause": clause.id,
                "wordings": [
                    {"party": one.party, "text": str(one.text), "means": _means(one.numbers)} for one in clause.wordings
                ],
                "reading": reading and {"by": reading.by, "because": reading.because, "means": _means(reading.numbers)},
            }


def _means(numbers: Sequence[tuple[str, int]]) -> dict[str, int]:
    return dict(numbers)


def _of(clause: Clause) -> Iterator[str]:
    flows = set(clause.flows)
    one_sided = sorted(flow for flow in flows if (flow[1], flow[0]) not in flows)
    match clause:
        case Ratio() if clause.give != clause.get:
            (first, _), (second, _) = clause.flows
            yield f"{clause.give} from {first} for {clause.get} from {second}"
        case Reciprocity() if clause.give != clause.get:
            yield f"each gives at most {clause.give} people for every {clause.get} it receives"
        case Package():
            parts = {(part.to, part.n) for part in clause.parts}
            if len({n for _, n in parts}) > 1 or one_sided:
                yield "; ".join(f"{n} people to {to}" for to, n in sorted(parts))
            return
        case Named():
            if clause.goodwill:
                yield f"{len(clause.goodwill)} people are released against nobody"
            return
        case Quota() if not one_sided and clause.over:
            return
    for holder, home in one_sided:
        yield f"speaks of the way from {holder} to {home}, and not of the way back"
