"""Running the model: keys in, scored pairs out, on DuckDB and on Spark by the very same queries.

Everything is counted, nothing is drawn: the frequency of names and the chance agreement of each field come from the
lists themselves, smoothed towards the committed weights, so that the same lists give the same figures, and ten entries
do not teach the model that every surname is rare.

All entries lie in one table: those on the left with side 0 and numbers from 0, those on the right with side 1 and the
numbers that follow. Where pairs within one list are asked for, there is no right.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from safeconduct.people import blocking, keys, link
from safeconduct.people.backends import Backend, DuckDB, Engine, opened

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

LEAST_BITS = -10.0  # pairs below are not brought back
SMOOTHING_NAMES = 500.0  # entries of an average population that stand beside the list when names are counted
SMOOTHING_PAIRS = 200_000.0  # pairs of it that stand beside those of the lists when chance agreement is counted
PRIOR_ROUNDS = 12

_LINKED = "l.side = 0 and r.side = 1 and l.party_group <> r.party_group"
_WITHIN = "l.party_group = r.party_group"


@dataclass(frozen=True, slots=True)
class Record:
    """One entry's keys, ready for the engine. ``group`` tells parties (and kinds) apart and orders nothing."""

    group: str
    keys: keys.Keys


@dataclass(frozen=True, slots=True)
class Scores:
    """Scored pairs, ordered: positions of the records on either side, bits in all, by field the level and the bits."""

    left: NDArray[np.int64]
    right: NDArray[np.int64]
    bits: NDArray[np.float64]
    levels: NDArray[np.int8]  # pairs x fields: index into link.LEVELS, or -1 where a side says nothing
    field_bits: NDArray[np.float64]  # pairs x fields
    prior_bits: float
    tight: bool  # whether some records are kept out of a wide rule, and paired by a finer one
    left_unkeyed: tuple[int, ...]  # records that say too little for any blocking rule
    right_unkeyed: tuple[int, ...]
    aside: tuple[blocking.Aside, ...]  # records that too many are like, by number: those of the right after the left


def score(
    left: Sequence[Record],
    right: Sequence[Record] | None,
    *,
    budget: int,
    weights: link.Weights,
    engine: Engine = DuckDB(),
) -> Scores:
    """Score the pairs of ``left`` and ``right`` that some blocking rule brings together, where their groups differ.

    Without ``right``, pairs within ``left`` of equal group. Raises RefusedByRule where the rules bring together more
    pairs than ``budget``, and UsageError where the engine is not there.
    """
    with opened(engine) as backend:
        backend.load("loaded_keys", table(left, right or ()))
        blocking.prepare(backend)
        chosen = blocking.choose(backend, budget, linking=right is not None)
        suited = adapted(backend, weights, linking=right is not None)
        return _run(backend, suited, chosen, sizes=(len(left), None if right is None else len(right)))


def table(left: Sequence[Record], right: Sequence[Record]) -> Any:
    import pyarrow as pa

    both = [*left, *right]
    columns: dict[str, Any] = {
        "uid": pa.array(range(len(both)), pa.int64()),
        "side": pa.array([0] * len(left) + [1] * len(right), pa.int32()),
        "party_group": pa.array([record.group for record in both], pa.string()),
    }
    said = [record.keys for record in both]
    for name in keys.COLUMNS:
        kind = pa.int32() if name == "birth_year" else pa.string()
        columns[name] = pa.array([getattr(one, name) for one in said], kind)
    return pa.table(columns)


def adapted(backend: Backend, weights: link.Weights, *, linking: bool) -> link.Weights:
    """The weights with the chance agreement of each field counted in the lists, and smoothed towards the committed."""
    here, there = ("side = 0", "side = 1") if linking else ("true", "true")
    queries = [
        f"select {at} as field, coalesce(sum(l * r), 0) as agree, coalesce(sum(l), 0) as l, coalesce(sum(r), 0) as r"
        f" from (select count(*) filter (where {here}) as l, count(*) filter (where {there}) as r"
        f" from entries where {field} is not null and not aside group by {field}) counted"
        for at, field in enumerate(link.ADAPTED)
    ]
    u = dict(weights.u)
    for at, agree, left, right in backend.rows(" union all ".join(queries)):
        same, *rest = weights.u[link.ADAPTED[at]]
        counted = (float(agree) + SMOOTHING_PAIRS * same) / (float(left) * float(right) + SMOOTHING_PAIRS)
        scale = (1 - counted) / (1 - same)
        u[link.ADAPTED[at]] = (counted, *(value * scale for value in rest))
    return replace(weights, u=u)


def _run(
    backend: Backend,
    weights: link.Weights,
    chosen: blocking.Blocking,
    *,
    sizes: tuple[int, int | None],
) -> Scores:
    import numpy as np
    from splink import Linker

    here, there = sizes
    pairs, prior = _expected(here, there, chosen.aside)
    api = backend.splink()
    linker = Linker(
        api.register("entries", dataset_display_name="entries"),
        link.settings(weights, prior, chosen.rules, _WITHIN if there is None else _LINKED),
        log_level=logging.ERROR,
        validate_settings=False,
    )
    for field in link.FREQUENT:
        frequency = api.register(backend.relation(frequencies(field, weights.u[field][0])))
        linker.table_management.register_term_frequency_lookup(frequency, field)
    parts = max(1, -(-chosen.pairs // backend.most_pairs_at_once))
    got = []
    for part in range(1, parts + 1):
        predicted = linker.inference.predict_chunk(
            left_chunk=(part, parts), threshold_match_weight=LEAST_BITS - 4.0, warning_mode="never"
        )
        got.append(backend.columns(scored(predicted.physical_name)))
        backend.discard(predicted)
    found = {name: np.concatenate([columns[name] for columns in got]) for name in got[0]}
    order = np.lexsort((found["uid_r"], found["uid_l"]))
    levels = np.stack([found[f"level_{field}"][order] for field in link.FIELDS], axis=1).astype(np.int8)
    field_bits = np.stack([found[f"bits_{field}"][order] for field in link.FIELDS], axis=1).astype(np.float64)
    evidence = field_bits.sum(axis=1)
    prior_bits = _prior_bits(evidence, pairs, prior)
    return Scores(
        left=found["uid_l"][order].astype(np.int64),
        right=found["uid_r"][order].astype(np.int64) - (0 if there is None else here),
        bits=evidence + prior_bits,
        levels=levels,
        field_bits=field_bits,
        prior_bits=prior_bits,
        tight=chosen.tight,
        left_unkeyed=_unkeyed(backend, 0, 0),
        right_unkeyed=_unkeyed(backend, 1, here) if there is not None else (),
        aside=chosen.aside,
    )


def _expected(here: int, there: int | None, aside: Sequence[blocking.Aside]) -> tuple[float, float]:
    """How many pairs there are of entries that are not set aside, and the share of true ones to begin with."""
    left = here - sum(one.uid < here for one in aside)
    if there is None:
        pairs, least = left * (left - 1) / 2, left
    else:
        right = there - sum(one.uid >= here for one in aside)
        pairs, least = float(left) * right, min(left, right)
    return pairs, min(0.5, max(1.0, least * 0.3) / max(pairs, 2.0))


def scored(table: str) -> str:
    """SQL for the numbers of the two entries, and by field the level (-1 for nothing) and the bits."""
    columns = ["uid_l", "uid_r"]
    for field, levels in link.LEVELS.items():
        gamma = f"case when gamma_{field} < 0 then -1 else {len(levels) - 1} - gamma_{field} end"
        columns.append(f"cast({gamma} as smallint) as level_{field}")
        rare = f" + mw_tf_adj_{field}" if field in link.FREQUENT else ""
        columns.append(f"cast(mw_{field}{rare} as double) as bits_{field}")
    return f"select {', '.join(columns)} from {table}"


def _unkeyed(backend: Backend, side: int, first: int) -> tuple[int, ...]:
    """Records that have nothing in some column of every rule."""
    lacking = " and ".join(f"({' or '.join(f'{column} is null' for column in block)})" for block in link.BLOCKS)
    rows = backend.rows(f"select uid from entries where side = {side} and {lacking} order by uid")
    return tuple(int(uid) - first for (uid,) in rows)


def frequencies(field: str, same: float) -> str:
    """SQL for how often each value occurs in the lists and the average population that stands beside them: among all
    entries, or among those that are not set aside, whichever is more, so that a crowd makes no other name rare."""
    some = f"cast({SMOOTHING_NAMES * same!r} as double)"
    rest = "count(*) filter (where not aside)"
    return (
        f"select {field}, greatest((count(*) + {some}) / (sum(count(*)) over () + {SMOOTHING_NAMES}),"
        f" ({rest} + {some}) / (sum({rest}) over () + {SMOOTHING_NAMES})) as tf_{field}"
        f" from entries where {field} is not null group by {field}"
    )


def _prior_bits(evidence: Any, pairs: float, start: float) -> float:
    """The prior log-odds at which the pairs found give the number of true pairs that it expects: EM for one number."""
    import numpy as np

    if not len(evidence):
        return float(np.log2(start / (1 - start)))
    bits = float(np.log2(start / (1 - start)))
    ordered = np.sort(evidence)
    for _ in range(PRIOR_ROUNDS):
        expected = float(np.sum(1 / (1 + np.exp2(np.clip(-(ordered + bits), -60, 60)))))
        share = min(0.5, max(1.0, expected) / max(pairs, 2.0))
        bits = float(np.log2(share / (1 - share)))
    return bits
