"""Running the model on DuckDB: keys in, scored pairs out.

Everything is counted, nothing is drawn: the frequency of names and the chance agreement of each field come from the
lists themselves, smoothed towards the committed weights, so that the same lists give the same figures, and ten entries
do not teach the model that every surname is rare.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from safeconduct.errors import Fault, RefusedByRule
from safeconduct.people import keys, link

if TYPE_CHECKING:
    import duckdb
    import numpy as np
    from numpy.typing import NDArray

LEAST_BITS = -10.0  # pairs below are not brought back
SMOOTHING_NAMES = 500.0  # entries of an average population that stand beside the list when names are counted
SMOOTHING_PAIRS = 200_000.0  # pairs of it that stand beside those of the lists when chance agreement is counted
PRIOR_ROUNDS = 12


@dataclass(frozen=True, slots=True)
class Record:
    """One entry's keys, ready for the engine. ``group`` tells parties (and kinds) apart and orders nothing."""

    uid: int
    group: str
    keys: keys.Keys


@dataclass(frozen=True, slots=True)
class Scores:
    """Scored pairs: row numbers of the records on either side, bits in all, and by field the level and the bits."""

    left: NDArray[np.int64]
    right: NDArray[np.int64]
    bits: NDArray[np.float64]
    levels: NDArray[np.int8]  # pairs x fields: index into link.LEVELS, or -1 where a side says nothing
    field_bits: NDArray[np.float64]  # pairs x fields
    prior_bits: float
    tight: bool  # whether only the tight blocking rules fitted the budget
    left_unkeyed: tuple[int, ...]  # records that no blocking rule can bring together with any other
    right_unkeyed: tuple[int, ...]


def score(
    left: Sequence[Record], right: Sequence[Record] | None, *, budget: int, weights: link.Weights, threads: int = 0
) -> Scores:
    """Score the pairs of ``left`` and ``right`` that some blocking rule brings together, where their groups differ.

    Without ``right``, pairs within ``left`` of equal group. ``threads`` of 0 means as many as the machine has; the
    result does not depend on it. Raises RefusedByRule where the rules bring together more pairs than ``budget``.
    """
    import duckdb

    con = duckdb.connect()
    try:
        if threads:
            con.execute(f"set threads = {int(threads)}")
        con.register("left_arrow", _table(left))
        con.execute("create table left_keys as select * from left_arrow")
        if right is not None:
            con.register("right_arrow", _table(right))
            con.execute("create table right_keys as select * from right_arrow")
        else:
            con.execute("create view right_keys as select * from left_keys")
        blocks = _affordable(con, max(len(left), len(right or ())), budget, linking=right is not None)
        adapted = _adapted(con, weights)
        return _run(con, adapted, blocks, linking=right is not None, sizes=(len(left), len(right or left)))
    finally:
        con.close()


def _table(records: Sequence[Record]) -> Any:
    import pyarrow as pa

    columns: dict[str, Any] = {
        "uid": pa.array([record.uid for record in records], pa.int64()),
        "party_group": pa.array([record.group for record in records], pa.string()),
    }
    for name in keys.COLUMNS:
        kind = pa.int32() if name == "birth_year" else pa.string()
        columns[name] = pa.array([getattr(record.keys, name) for record in records], kind)
    return pa.table(columns)


def _affordable(
    con: duckdb.DuckDBPyConnection, longer: int, budget: int, *, linking: bool
) -> tuple[tuple[str, ...], ...]:
    """The widest set of rules within the budget. Raises RefusedByRule where even the tightest is over it."""
    *wider, tightest = link.block_sets(longer)
    for blocks in wider:
        try:
            check_budget(con, blocks, budget, linking=linking)
        except RefusedByRule:
            continue
        return blocks
    _add_rare(con, linking=linking)
    check_budget(con, tightest, budget, linking=linking)
    return tightest


def _add_rare(con: duckdb.DuckDBPyConnection, *, linking: bool) -> None:
    """Add the columns of link.RARE to the tables: a combination of values where few enough pairs agree on it."""
    sides = ("left", "right") if linking else ("left",)
    for number, (name, columns) in enumerate(link.RARE.items()):
        cells = ", ".join(columns)
        present = " and ".join(f"{column} is not null" for column in columns)
        counted = f"(select {cells}, count(*) as n from {{}} where {present} group by {cells})"  # noqa: S608
        con.execute(
            f"create temp table rare_{number} as select {cells}, concat_ws('|', {cells}) as {name}"  # noqa: S608
            f" from {counted.format('left_keys')} l join {counted.format('right_keys')} r using ({cells})"
            f" where l.n * r.n <= {link.RARE_PAIRS}"
        )
    joins = " ".join(f"left join rare_{n} using ({', '.join(c)})" for n, c in enumerate(link.RARE.values()))
    added = ", ".join(f"rare_{number}.{name}" for number, name in enumerate(link.RARE))
    for side in sides:
        con.execute(f"create table {side}_rare as select {side}_keys.*, {added} from {side}_keys {joins}")  # noqa: S608
    if not linking:
        con.execute("drop view right_keys")
    for side in sides:
        con.execute(f"drop table {side}_keys")
        con.execute(f"alter table {side}_rare rename to {side}_keys")
    if not linking:
        con.execute("create view right_keys as select * from left_keys")


def check_budget(
    con: duckdb.DuckDBPyConnection, blocks: Sequence[Sequence[str]], budget: int, *, linking: bool
) -> Sequence[int]:
    """Count the pairs of each rule before any is made. Raises RefusedByRule, naming the rule to blame, over ``budget``.

    The count is an upper bound: a pair that several rules bring together is counted by each, and pairs of one group by
    all. Returns the counts.
    """
    counts: list[int] = []
    worst: list[int] = []
    for block in blocks:
        cells = ", ".join(block)
        present = " and ".join(f"{column} is not null" for column in block)
        side = f"(select {cells}, count(*) as n from {{}} where {present} group by {cells})"  # noqa: S608
        pairs = "l.n * r.n" if linking else "l.n * (r.n - 1) / 2"
        query = (
            f"select coalesce(sum({pairs}), 0)::bigint, coalesce(max({pairs}), 0)::bigint"  # noqa: S608
            f" from {side.format('left_keys')} l join {side.format('right_keys')} r using ({cells})"
        )
        total, largest = con.execute(query).fetchall()[0]
        counts.append(total)
        worst.append(largest)
    if sum(counts) <= budget:
        return counts
    order = sorted(range(len(blocks)), key=lambda at: -counts[at])
    faults = [
        Fault(
            "lists",
            f"{counts[at]:,} pairs by the rule {' + '.join(blocks[at])}, {worst[at]:,} of them from equal keys alone",
            "lists without so many equal entries, or a higher budget",
            field=" + ".join(blocks[at]),
            code="pair_budget",
        )
        for at in order[:3]
        if counts[at]
    ]
    raise RefusedByRule(
        f"Comparing the lists would take {sum(counts):,} pairs, over the budget of {budget:,}. Nothing was compared.",
        faults,
    )


def _adapted(con: duckdb.DuckDBPyConnection, weights: link.Weights) -> link.Weights:
    """The weights with the chance agreement of each field counted in the lists, and smoothed towards the committed."""
    u = dict(weights.u)
    for field in link.ADAPTED:
        side = f"(select {field} as v, count(*) as n from {{}} where {field} is not null group by 1)"  # noqa: S608
        query = (
            f"select (select coalesce(sum(l.n * r.n), 0) from {side.format('left_keys')} l"  # noqa: S608
            f" join {side.format('right_keys')} r using (v)),"
            f" (select count({field}) from left_keys), (select count({field}) from right_keys)"
        )
        agree, here, there = con.execute(query).fetchall()[0]
        same, *rest = weights.u[field]
        counted = (float(agree) + SMOOTHING_PAIRS * same) / (float(here) * float(there) + SMOOTHING_PAIRS)
        scale = (1 - counted) / (1 - same)
        u[field] = (counted, *(value * scale for value in rest))
    return replace(weights, u=u)


def _run(
    con: duckdb.DuckDBPyConnection,
    weights: link.Weights,
    blocks: Sequence[Sequence[str]],
    *,
    linking: bool,
    sizes: tuple[int, int],
) -> Scores:
    import numpy as np
    from splink import DuckDBAPI, Linker

    pairs = float(sizes[0]) * sizes[1] / (1 if linking else 2)
    prior = min(0.5, max(1.0, min(sizes) * 0.3) / max(pairs, 2.0))
    condition = "l.party_group <> r.party_group" if linking else "l.party_group = r.party_group"
    api = DuckDBAPI(con)
    frames = [api.register("left_keys", dataset_display_name="a_left")]
    if linking:
        frames.append(api.register("right_keys", dataset_display_name="b_right"))
    linker = Linker(
        frames,
        link.settings(weights, prior, blocks, condition, "link_only" if linking else "dedupe_only"),
        log_level=logging.ERROR,
        validate_settings=False,
    )
    for field in link.FREQUENT:
        frequency = api.register(_frequencies(con, field, weights.u[field][0], linking))
        linker.table_management.register_term_frequency_lookup(frequency, field)
    predicted = linker.inference.predict(threshold_match_weight=LEAST_BITS - 4.0, warning_mode="never")
    columns = ["uid_l", "uid_r", "match_weight"]
    columns += [f"gamma_{field}" for field in link.FIELDS] + [f"mw_{field}" for field in link.FIELDS]
    columns += [f"mw_tf_adj_{field}" for field in link.FREQUENT]
    got = con.execute(
        f"select {', '.join(columns)} from {predicted.physical_name} order by uid_l, uid_r"  # noqa: S608
    ).fetchnumpy()
    levels = np.stack([_levels(got[f"gamma_{field}"], len(link.LEVELS[field])) for field in link.FIELDS], axis=1)
    field_bits = np.stack([np.asarray(got[f"mw_{field}"], dtype=float) for field in link.FIELDS], axis=1)
    for field in link.FREQUENT:
        field_bits[:, link.FIELDS.index(field)] += np.asarray(got[f"mw_tf_adj_{field}"], dtype=float)
    evidence = field_bits.sum(axis=1)
    prior_bits = _prior_bits(evidence, pairs, prior)
    return Scores(
        left=np.asarray(got["uid_l"]),
        right=np.asarray(got["uid_r"]),
        bits=evidence + prior_bits,
        levels=levels,
        field_bits=field_bits,
        prior_bits=prior_bits,
        tight=tuple(blocks) == link.TIGHT_BLOCKS,
        left_unkeyed=_unkeyed(con, "left_keys", blocks),
        right_unkeyed=_unkeyed(con, "right_keys", blocks),
    )


def _unkeyed(con: duckdb.DuckDBPyConnection, table: str, blocks: Sequence[Sequence[str]]) -> tuple[int, ...]:
    """Records that have nothing in some column of every rule: they say too little, or only what too many say."""
    lacking = " and ".join(f"({' or '.join(f'{column} is null' for column in block)})" for block in blocks)
    rows = con.execute(f"select uid from {table} where {lacking} order by uid").fetchall()  # noqa: S608
    return tuple(uid for (uid,) in rows)


def _levels(gamma: Any, count: int) -> Any:
    import numpy as np

    values = np.asarray(gamma, dtype=np.int8)
    return np.where(values < 0, -1, count - 1 - values).astype(np.int8)


def _frequencies(con: duckdb.DuckDBPyConnection, field: str, same: float, linking: bool) -> Any:
    """How often each value occurs in the lists and the average population that stands beside them."""
    both = f"select {field} as v from left_keys" + (f" union all select {field} from right_keys" if linking else "")  # noqa: S608
    return con.sql(
        f"select v as {field}, (count(*) + {SMOOTHING_NAMES * same}) / (sum(count(*)) over () + {SMOOTHING_NAMES})"  # noqa: S608
        f" as tf_{field} from ({both}) where v is not null group by v"
    ).to_arrow_table()


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
