"""A plan of swaps is checked against the offers without a solver."""

from __future__ import annotations

from dataclasses import replace

import pytest

from safeconduct.errors import RefusedByRule
from safeconduct.selection.swaps import Offer, Pool, SwapPlan, check_swaps

OFFERS = Pool(
    (
        Offer("a", ("b", "c")),
        Offer("b", ("a",), one_of="either"),
        Offer("c", ("b",), one_of="either"),
        Offer("g", goodwill=True),
        Offer("d", ("g",)),
        Offer("e", ("d",)),
    )
)
SOUND = SwapPlan((("a", "b"),), (("g", "d", "e"),), 5, 1, 5, 1, True)


def codes(plan: SwapPlan, **lengths: int) -> set[str]:
    with pytest.raises(RefusedByRule) as refused:
        check_swaps(OFFERS, plan, **lengths)
    return {fault.code for fault in refused.value.faults}


def test_a_sound_plan_passes() -> None:
    check_swaps(OFFERS, SOUND)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"people": 6}, "count"),
        ({"three_way": 0}, "count"),
        ({"cycles": (("a", "d"),)}, "against"),
        ({"cycles": (("a", "x"),)}, "unknown_person"),
        ({"cycles": (("a", "b", "c"),), "people": 6, "three_way": 2}, "one_of"),
        ({"cycles": (("d", "e"),)}, "twice"),
        ({"cycles": ((),), "people": 3}, "length"),
        ({"chains": (("d", "e"),), "people": 4, "three_way": 0}, "goodwill"),
        ({"chains": (("g", "e"),), "people": 4, "three_way": 0}, "against"),
    ],
)
def test_what_the_offers_do_not_allow_is_named(change: dict[str, object], code: str) -> None:
    """Each single change of a sound plan is found out, by the code that names it."""
    assert code in codes(replace(SOUND, **change))  # type: ignore[arg-type]


def test_a_chain_that_is_too_long() -> None:
    assert codes(SOUND, max_chain=2) == {"length"}


def test_all_faults_come_at_once() -> None:
    plan = replace(SOUND, people=9, cycles=(("a", "e"),))
    assert codes(plan) == {"count", "against", "twice"}
