"""The order of need, and how packets that need the same room are placed together."""

from __future__ import annotations

import random

from hypothesis import given, settings
from hypothesis import strategies as st

from agreements import FAMILIES, ON, ONE_FOR_ONE, PRIORITIES, SEED, agreement, crowd
from safeconduct.selection.load import Load, Needs
from safeconduct.selection.need import queue
from safeconduct.selection.units import Unit, build
from safeconduct.terms import Agreement

TERMS = agreement(ONE_FOR_ONE, FAMILIES, PRIORITIES, most=50)


def plainly(terms: Agreement, units: list[Unit]) -> list[tuple[str, ...]]:
    """The same order by one sort of everybody: medical need, then each priority for each head, then the lot."""

    def key(unit: Unit) -> tuple[object, ...]:
        tiers = [
            -min(1, level) if one.measure == "people" else -(level // unit.size)
            for one, level in zip(terms.priorities, unit.levels, strict=True)
        ]
        return unit.medical if terms.tranches.medical_first and not unit.remains else 0, tiers, unit.ticket

    return [unit.members for unit in sorted(units, key=key)]  # type: ignore[arg-type]


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 10**6), st.booleans())
def test_the_order_is_that_of_one_plain_sort(seed: int, remains: bool) -> None:
    """Whatever order the units come in."""
    units = [unit for unit in build(TERMS, crowd(120, seed), ON, SEED).units if unit.remains is remains]
    random.Random(seed).shuffle(units)
    assert queue(TERMS, units, {}, {}).members == plainly(TERMS, units)


def test_tickets_that_begin_alike_are_told_apart_by_the_rest() -> None:
    """Sixteen digits are compared at once; where they are equal, the others decide."""
    units = [unit for unit in build(TERMS, crowd(120, 5), ON, SEED).units if not unit.remains]
    same = [unit._replace(ticket="0" * 16 + unit.ticket[16:]) for unit in units]
    assert queue(TERMS, same, {}, {}).members == plainly(TERMS, same)


@given(
    st.lists(st.integers(1, 9), min_size=1, max_size=3),
    st.lists(
        st.tuples(st.sampled_from([(("a", 1), ("b", 1)), (("a", 2),), (("b", 1),)]), st.integers(1, 6)), max_size=9
    ),
)
def test_many_at_once_is_one_after_the_other(caps: list[int], runs: list[tuple[Needs, int]]) -> None:
    """Bundles of the same needs fill a tranche together exactly as each by itself would."""
    caps = [cap + 2 for cap in caps]
    together, alone = Load(caps, {}, []), Load(caps, {}, [])
    for number, (room, many) in enumerate(runs):
        left = list(range(many))
        while left:
            tranche = together.first_open(room)
            now = left[: together.room(tranche, room)]
            together.put(tranche, room, [(1, number, (one,)) for one in now], len(now))
            left = left[len(now) :]
        for one in range(many):
            alone.put(alone.first_open(room), room, [(1, number, (one,))])
    assert (together.taken, together.bundles) == (alone.taken, alone.bundles)
