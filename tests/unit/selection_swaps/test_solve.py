"""Named swaps: the plan that brings the most people home, with the fewest three-ways, against trying everything."""

from __future__ import annotations

import random
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise, permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from safeconduct.errors import RefusedByRule, UsageError
from safeconduct.selection.swaps import Offer, Pool, SwapPlan, check_swaps, solve_swaps


def pool(*arcs: str, goodwill: str = "", one_of: dict[str, str] | None = None) -> Pool:
    """A pool in which "ab" says that b may go against a."""
    against: dict[str, list[str]] = {person: [] for person in sorted({*"".join(arcs), *goodwill})}
    for tail, head in arcs:
        against[head].append(tail)
    return Pool(tuple(Offer(p, tuple(a), p in goodwill, (one_of or {}).get(p, "")) for p, a in against.items()))


def every_swap(offers: Pool, max_cycle: int, max_chain: int) -> Iterator[frozenset[str]]:
    """The people of each swap and chain, by trying every row of people."""
    by = offers.by_person

    def fits(people: tuple[str, ...]) -> bool:
        words = [by[person].one_of for person in people if by[person].one_of]
        steps = all(one in by[other].against for one, other in pairwise(people))
        return steps and len(words) == len(set(words))

    for length in range(1, max(max_cycle, max_chain) + 1):
        for people in permutations(by, length):
            cycle = 2 <= length <= max_cycle and people[0] == min(people) and people[-1] in by[people[0]].against
            chain = length <= max_chain and by[people[0]].goodwill
            if (cycle or chain) and fits(people):
                yield frozenset(people)


def best(offers: Pool, max_cycle: int, max_chain: int) -> tuple[int, int]:
    """The most people and the fewest three-ways for them, by trying every set of swaps."""
    swaps = sorted(set(every_swap(offers, max_cycle, max_chain)), key=sorted)
    places = [frozenset(offers.by_person[p].one_of or f"={p}" for p in swap) for swap in swaps]

    def go(at: int, taken: frozenset[str]) -> tuple[int, int]:
        if at == len(swaps):
            return 0, 0
        without = go(at + 1, taken)
        if places[at] & taken:
            return without
        people, fewer = go(at + 1, taken | places[at])
        return max(without, (people + len(swaps[at]), fewer - (len(swaps[at]) >= 3)))

    people, fewer = go(0, frozenset())
    return people, -fewer


@st.composite
def pools(draw: st.DrawFn, most: int = 6) -> Pool:
    people = "abcdefgh"[: draw(st.integers(1, most))]
    words = st.sampled_from(["", "", "", "x", "y"])
    offers = []
    for person in people:
        others = [other for other in people if other != person]
        against = draw(st.lists(st.sampled_from(others), unique=True, max_size=4)) if others else []
        goodwill = draw(st.integers(0, 3)) == 0
        offers.append(Offer(person, tuple(against), goodwill, draw(words), draw(st.sampled_from(["azure", "amber"]))))
    return Pool(tuple(offers))


def figures(plan: SwapPlan) -> tuple[int, int]:
    return plan.people, plan.three_way


@given(pools(), st.integers(0, 4), st.integers(0, 4))
@settings(max_examples=300, deadline=None)
def test_no_plan_is_better(offers: Pool, max_cycle: int, max_chain: int) -> None:
    """On small pools the plan equals the best of all, is allowed, and is proven."""
    plan = solve_swaps(offers, max_cycle=max_cycle, max_chain=max_chain)
    check_swaps(offers, plan, max_cycle=max_cycle, max_chain=max_chain)
    assert figures(plan) == best(offers, max_cycle, max_chain)
    assert plan.proven
    assert (plan.bound, plan.three_way_bound) == figures(plan)


@given(pools(8), st.randoms(use_true_random=False))
@settings(max_examples=60, deadline=None)
def test_neither_order_nor_party_decides(offers: Pool, rng: random.Random) -> None:
    """Offers and names in another order, and parties swapped, give the very same plan."""
    other = {"azure": "amber", "amber": "azure"}
    shuffled = [
        replace(offer, against=tuple(rng.sample(offer.against, len(offer.against))), party=other[offer.party])
        for offer in rng.sample(offers.offers, len(offers.offers))
    ]
    assert solve_swaps(Pool(tuple(shuffled))) == solve_swaps(offers)


@given(pools(8))
@settings(max_examples=40, deadline=None)
def test_other_ids_or_another_seed_leave_the_figures(offers: Pool) -> None:
    """Who goes may differ where plans are worth the same; how many go may not."""
    renamed = Pool(
        tuple(replace(o, person=f"{o.person}-9", against=tuple(f"{a}-9" for a in o.against)) for o in offers.offers)
    )
    plan = solve_swaps(offers)
    assert figures(solve_swaps(renamed)) == figures(plan)
    assert figures(solve_swaps(offers, seed="5eed")) == figures(plan)


def test_another_seed_decides_ties() -> None:
    """Of two who may go against one, seeds decide, and not always the same way."""
    tied = pool("ab", "ba", "ac", "ca")
    plans = {solve_swaps(tied, seed=f"{seed:02x}").cycles for seed in range(20)}
    assert plans == {(("a", "b"),), (("a", "c"),)}


def test_two_go_against_each_other() -> None:
    assert solve_swaps(pool("ab", "ba")) == SwapPlan((("a", "b"),), (), 2, 0, 2, 0, True)


def test_a_cycle_starts_at_its_smallest_id_and_runs_as_the_arcs_do() -> None:
    """c goes against a, b against c, a against b."""
    assert solve_swaps(pool("ac", "cb", "ba")).cycles == (("a", "c", "b"),)


def test_a_goodwill_release_starts_a_chain_and_its_end_counts() -> None:
    plan = solve_swaps(pool("ab", "bc", "cd", goodwill="a"))
    assert plan.chains == (("a", "b", "c"),)
    assert (plan.people, plan.three_way) == (3, 1)


def test_a_goodwill_release_may_stand_alone() -> None:
    assert solve_swaps(pool(goodwill="a")).chains == (("a",),)
    assert solve_swaps(pool(goodwill="a"), max_chain=0).people == 0


def test_who_may_go_both_ways_goes_in_a_swap_that_is_paid_for() -> None:
    """Where a cycle and a chain take the same people, the cycle is kept: nobody in it goes unpaid."""
    plan = solve_swaps(pool("ab", "ba", goodwill="a"))
    assert (plan.cycles, plan.chains) == ((("a", "b"),), ())


def test_people_come_before_fewer_three_ways() -> None:
    """Two three-ways take six; the pairs among them would take four."""
    arcs = ("ab", "bc", "ca", "de", "ef", "fd", "cd", "dc", "ae", "ea")
    plan = solve_swaps(pool(*arcs))
    assert (plan.people, plan.three_way) == (6, 2)


def test_fewer_three_ways_for_as_many_people() -> None:
    """Six in two three-ways, or in three pairs."""
    arcs = ("ab", "bc", "ca", "de", "ef", "fd", "ad", "da", "be", "eb", "cf", "fc")
    assert solve_swaps(pool(*arcs)).three_way == 0


def test_a_half_of_each_is_no_plan() -> None:
    """Three who may each go against each other: the relaxation takes half of each pair, the plan takes one pair."""
    triangle = pool("ab", "ba", "bc", "cb", "ca", "ac")
    plan = solve_swaps(triangle, max_cycle=2)
    assert (plan.people, plan.bound, plan.proven) == (2, 2, True)


def test_either_or() -> None:
    """x or z against y: only one of them goes."""
    either = pool("xy", "yx", "zw", "wz", one_of={"x": "first", "z": "first"})
    assert solve_swaps(either).people == 2


def test_an_empty_pool() -> None:
    assert solve_swaps(Pool(())) == SwapPlan((), (), 0, 0, 0, 0, True)


def test_who_fits_nowhere_stays() -> None:
    assert solve_swaps(pool("ab", "bc")).people == 0


def rings_of_five(count: int) -> Pool:
    """Rings of five who may each go against their neighbours: no whole packing reaches the relaxation."""
    offers = []
    for ring in range(count):
        for at in range(5):
            offers.append(Offer(f"{ring}-{at}", tuple(f"{ring}-{(at + step) % 5}" for step in (1, 4))))
    return Pool(tuple(offers))


def test_rings_are_packed_by_branching() -> None:
    """In a ring of five two pairs go; no row on three places shows it, so that the search must branch."""
    plan = solve_swaps(rings_of_five(4), max_cycle=2)
    assert (plan.people, plan.proven) == (16, True)


def test_a_search_that_gives_up_says_so() -> None:
    """With one relaxation only the bound is known; it is not passed off as proof."""
    plan = solve_swaps(rings_of_five(4), max_cycle=2, max_nodes=1)
    assert not plan.proven
    assert plan.people < 16 <= plan.bound


def test_the_solver_writes_nothing() -> None:
    """Not a word on stdout or stderr, from the first solve of a process on: stdout may be for machines."""
    code = (
        "from safeconduct.selection.swaps import Offer, Pool, solve_swaps; "
        "solve_swaps(Pool((Offer('a', ('b',)), Offer('b', ('a',)))))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert (done.stdout, done.stderr) == ("", "")


def test_lengths_below_zero_are_refused() -> None:
    with pytest.raises(UsageError, match="fewer than 0"):
        solve_swaps(Pool(()), max_chain=-1)


def test_too_many_swaps_are_refused_with_a_way_out() -> None:
    """All against all, at any length: too many to look at each."""
    people = [f"p{at}" for at in range(120)]
    everyone = Pool(tuple(Offer(p, tuple(o for o in people if o != p)) for p in people))
    with pytest.raises(RefusedByRule, match="Allow only shorter ones") as refused:
        solve_swaps(everyone, max_cycle=9)
    assert refused.value.faults[0].code == "too_many"


def test_a_pool_names_all_its_faults() -> None:
    """Two offers for one person, an unknown one, and one against themself, all at once."""
    with pytest.raises(RefusedByRule) as refused:
        Pool((Offer("a", ("a", "nobody")), Offer("a"), Offer("")))
    assert [(fault.row, fault.code) for fault in refused.value.faults] == [
        (2, "twice"),
        (3, "no_id"),
        (1, "self"),
        (1, "unknown_person"),
    ]
