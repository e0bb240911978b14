"""The certificate: the whole class programme, its answer and its proof, in a form that needs no solver to be checked.

``verify.py`` in this folder reads it with nothing but the standard library of Python. The certificate holds the signed
agreement in canonical form, so that the checker can derive everyone's clause and weight again from persons.csv.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Mapping, Sequence
from typing import Any

from safeconduct.selection.certify import Proof, written
from safeconduct.selection.draw import Draw
from safeconduct.selection.programme import Programme
from safeconduct.selection.solve import Solution
from safeconduct.selection.tranches import Order, weights
from safeconduct.selection.units import Population
from safeconduct.terms import Agreement, canonical_bytes

FORMAT = "safeconduct certificate 1"


def certificate(
    agreement: Agreement,
    population: Population,
    programme: Programme,
    solution: Solution,
    proofs: Sequence[Proof],
    order: Order,
    on: dt.date,
    seed: str,
    lot: Draw | None = None,
) -> dict[str, Any]:
    """The certificate as plain JSON values; ``sha256`` is over all the rest of it."""
    place = {way: index for index, way in enumerate(programme.ways)}
    aux = {variable.name: index for index, variable in enumerate(programme.aux)}
    leads = weights(agreement, programme.ways, population.parties)
    made: dict[str, Any] = {
        "format": FORMAT,
        "agreement": json.loads(canonical_bytes(agreement)),
        "agreement_sha256": agreement.sha256,
        "on": on.isoformat(),
        "seed": seed,
        "ways": [[*way, *_lead(leads.get(way))] for way in programme.ways],
        "classes": [
            {
                "counts": [[place[way], count] for way, count in group.counts],
                "marks": dict(group.marks),
                "levels": [level[index] for level in programme.class_levels],
                "least": group.least,
                "taken": solution.taken[index],
                "units": [list(unit.members) for unit in group.units],
            }
            for index, group in enumerate(programme.classes)
        ],
        "aux": [
            {
                "name": variable.name,
                "clause": variable.clause,
                "most": variable.most,
                "levels": [level[index] for level in programme.aux_levels],
                "value": solution.aux[index],
            }
            for index, variable in enumerate(programme.aux)
        ],
        "rows": [
            {
                "clause": row.clause,
                "why": row.why,
                # A way that nobody can go stays out: it is zero whatever happens.
                "weights": [[place[way], weight] for way, weight in row.weights.items() if way in place],
                "aux": [[aux[name], weight] for name, weight in row.aux.items()],
                "marks": dict(row.marks),
                "least": row.least,
                "most": row.most,
            }
            for row in programme.rows
        ],
        "levels": [
            {
                "name": name,
                "value": value,
                "bound": proof.bound,
                **written(proof),
            }
            for name, value, proof in zip(programme.level_names, solution.values, proofs, strict=True)
        ],
        "exposure": {"reached": order.reached, "least": order.least},
    }
    if lot is not None:
        made["lottery"] = lot.document(len(programme.level_names))
    return {**made, "sha256": digest(made)}


def digest(document: Mapping[str, Any]) -> str:
    """SHA-256 (hex) of a JSON document without its field ``sha256``: keys sorted, no spaces, UTF-8."""
    rest = {key: value for key, value in document.items() if key != "sha256"}
    text = json.dumps(rest, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def _lead(found: tuple[tuple[str, str], int] | None) -> list[Any]:
    """Between which parties, in name order, a person on the way moves the lead of the first, and by how much."""
    if found is None:
        return ["", "", 0]
    (first, second), weight = found
    return [first, second, weight] if first < second else [second, first, -weight]
