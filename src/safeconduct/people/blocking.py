"""Which pairs are made at all: the widest rules that the budget allows, and who is kept out of them.

The pairs of every rule of ``link.py`` are counted before any is made. Where a combination of values alone would bring
together too many (a *crowd*: ten thousand entries of one name and nothing that tells them apart), only those entries
are kept out of that rule, and everybody else is compared as usual. Where the rules as a whole are over the budget, each
of the wide ones is kept to what is rare. What is counted is pairs, left times right, so that exchanging the two lists
changes nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from safeconduct.errors import Fault, RefusedByRule
from safeconduct.people import keys, link
from safeconduct.people.backends import Backend

BASE = ("uid", "side", "party_group", *keys.COLUMNS)  # the columns of the table that the engine loads


@dataclass(frozen=True, slots=True)
class Aside:
    """An entry, by its number, that is set aside: ``rule`` (as messages name it) would pair it, but too many say the
    same, and no rule of link.FINE tells them apart. Entries of one ``crowd`` agree in what the rule compares.
    ``compared`` says whether some other rule pairs it all the same."""

    uid: int
    rule: str
    crowd: str
    compared: bool


@dataclass(frozen=True, slots=True)
class Blocking:
    """The rules to pair by, the most pairs they can make, whether entries that are not set aside are kept out of some
    wide rule, and the entries that are set aside, by number."""

    rules: tuple[tuple[str, ...], ...]
    pairs: int
    tight: bool = False
    aside: tuple[Aside, ...] = ()


@dataclass(frozen=True, slots=True)
class _Counted:
    """A rule, as messages name it, the pairs that it makes, and those from its largest combination of values alone."""

    rule: str
    pairs: int
    most: int


def prepare(backend: Backend) -> None:
    """Make the table ``entries`` of the table ``loaded_keys``: the keys, and the columns for blocking alone. ``aside``
    says which entries are set aside; they do not count where chance agreement is counted."""
    derived = ", ".join(f"{sql} as {name}" for name, sql in link.DERIVED.items())
    backend.make("entries", f"select k.*, {derived}, false as aside from {link.SOURCE}")


def choose(backend: Backend, budget: int, *, linking: bool) -> Blocking:
    """The widest rules within the budget. Adds the columns that they need to ``entries``.

    Raises RefusedByRule, naming the rules to blame, where even the tightest are over it.
    """
    crowd = max(link.RARE_PAIRS, min(link.CROWD_PAIRS, budget // 100))
    found = _count(backend, link.BLOCKS, linking=linking)
    if _total(found) <= budget and max(one.most for one in found) <= crowd:
        return Blocking(link.BLOCKS, _total(found))
    for cap in (crowd, link.RARE_PAIRS):
        _cap(backend, cap, crowd, linking=linking)
        found = _count(backend, link.CAPPED_BLOCKS, linking=linking)
        if _total(found) <= budget:
            finer = backend.rows(f"select count(*) from entries where ({_kept_out()}) and ({_fine()})")
            return Blocking(link.CAPPED_BLOCKS, _total(found), cap < crowd or finer[0][0] > 0, _aside(backend))
    raise _refusal(found, budget)


def agreeing(columns: Sequence[str], *, linking: bool) -> tuple[str, tuple[str, ...]]:
    """SQL for how many pairs agree on each combination of values, as ``pairs``, with a number for the combination, as
    ``cell``, and the columns it is counted by. Where lists are linked, pairs of one group count, too."""
    counted_by = tuple(columns) if linking else (*columns, "party_group")
    here = "count(*) filter (where side = 0) * count(*) filter (where side = 1)"
    pairs = here if linking else "cast(count(*) * (count(*) - 1) / 2 as bigint)"
    cells, present = ", ".join(counted_by), " and ".join(f"{column} is not null" for column in counted_by)
    return (
        f"select {cells}, {pairs} as pairs, min(uid) as cell from entries where {present} group by {cells}",
        counted_by,
    )


def _count(backend: Backend, blocks: Sequence[Sequence[str]], *, linking: bool) -> list[_Counted]:
    """The pairs of each rule, and of its largest combination of values.

    Added up they are an upper bound: a pair that several rules bring together is counted by each, and pairs of one
    group by all.
    """
    queries = [
        f"select {at} as rule, coalesce(sum(pairs), 0) as pairs, coalesce(max(pairs), 0) as most"
        f" from ({agreeing(block, linking=linking)[0]}) counted"
        for at, block in enumerate(blocks)
    ]
    rows = sorted(backend.rows(" union all ".join(queries)))
    return [_Counted(link.spoken(blocks[at]), int(pairs), int(most)) for at, pairs, most in rows]


def _total(found: Sequence[_Counted]) -> int:
    return sum(one.pairs for one in found)


def _refusal(found: Sequence[_Counted], budget: int) -> RefusedByRule:
    wanted = "shorter lists, each compared by itself, or a higher budget"
    faults = [
        Fault("lists", f"{one.pairs:,} pairs by the rule {one.rule}", wanted, field=one.rule, code="pair_budget")
        for one in sorted(found, key=lambda one: -one.pairs)[:3]
        if one.pairs
    ]
    return RefusedByRule(
        f"Comparing the lists would take {_total(found):,} pairs, over the budget of {budget:,}. Nothing was compared.",
        faults,
    )


def _cap(backend: Backend, wide: int, fine: int, *, linking: bool) -> None:
    """Give ``entries`` a column for each rule: the number of the combination of values, where at most so many pairs
    agree on it."""
    columns, joins = [], []
    for at, (block, most) in enumerate([*((b, wide) for b in link.BLOCKS), *((b, fine) for b in link.FINE)]):
        counted, counted_by = agreeing(block, linking=linking)
        same = " and ".join(f"e.{column} = few{at}.{column}" for column in counted_by)
        columns.append(f"few{at}.cell as {link.CAPPED_BLOCKS[at][0]}")
        joins.append(f"left join (select * from ({counted}) counted where pairs <= {most}) few{at} on {same}")
    base = f"(select {', '.join((*BASE, *link.DERIVED))} from entries)"
    backend.make("entries", f"select e.*, {', '.join(columns)} from {base} e {' '.join(joins)}")
    backend.make("entries", f"select *, ({_kept_out()}) and not ({_fine()}) as aside from entries")


def _rules() -> Iterator[tuple[tuple[str, ...], str]]:
    """Each rule with the column of it that is capped, those of link.FINE first."""
    yield from ((block, link.capped("fine", block)) for block in link.FINE)
    yield from ((block, link.capped("rare", block)) for block in link.BLOCKS)


def _out_of(block: Sequence[str], capped: str) -> str:
    """SQL for an entry that says what the rule compares, and is kept out of it."""
    return " and ".join([*(f"{column} is not null" for column in block), f"{capped} is null"])


def _kept_out() -> str:
    return " or ".join(f"({_out_of(block, capped)})" for block, capped in _rules())


def _fine() -> str:
    return " or ".join(f"{link.capped('fine', block)} is not null" for block in link.FINE)


def _aside(backend: Backend) -> tuple[Aside, ...]:
    """The entries that are kept out of some rule and paired by none of link.FINE. Of several rules that they are kept
    out of, the one that compares most names the crowd."""
    rules = sorted(_rules(), key=lambda rule: -len(rule[0]))
    which = " ".join(f"when {_out_of(block, capped)} then {at}" for at, (block, capped) in enumerate(rules))
    said = " ".join(f"when {_out_of(block, capped)} then concat_ws('|', {', '.join(block)})" for block, capped in rules)
    compared = " or ".join(f"{capped} is not null" for _, capped in rules)
    rows = backend.rows(
        f"select uid, case {which} end as rule, case {said} end as crowd, {compared} as compared"
        f" from entries where aside order by uid"
    )
    return tuple(
        Aside(int(uid), link.spoken(rules[int(rule)][0]), str(crowd), bool(compared))
        for uid, rule, crowd, compared in rows
    )
