"""The fewest people in another tranche than announced, beside every division there is."""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from agreements import FAMILIES, ON, ONE_FOR_ONE, PRIORITIES, SEED, agreement, person
from safeconduct.errors import NothingFeasible
from safeconduct.people.model import GroupKind, Person
from safeconduct.selection.answers.refill import Refilled, refill
from safeconduct.selection.model import Tranche
from safeconduct.selection.units import build
from safeconduct.terms import Agreement

Division = Sequence[Sequence[str]]


def rule(cap: int, exposure: int) -> Agreement:
    tranches = f"[tranches]\ncap_per_side = {cap}\nexposure = {exposure}\n"
    return agreement(ONE_FOR_ONE, FAMILIES, PRIORITIES, tranches, most=9)


def filled(terms: Agreement, now: Sequence[Person], before: Division, received: set[str]) -> Refilled:
    population = build(terms, sorted(now, key=lambda one: one.person_id), ON, SEED)
    holders = {name: side(name, now) for tranche in before for name in tranche}
    told = [Tranche(number, tuple(order)) for number, order in enumerate(before, start=1)]
    return refill(terms, population.units, told, received, holders, population.ways, population.parties, {})


def side(name: str, people: Sequence[Person]) -> str:
    """The holder; of somebody who no longer goes, as their name says."""
    return next((one.holder for one in people if one.person_id == name), "azure" if name[0] == "a" else "amber")


def one_each(azure: str, amber: str) -> list[Person]:
    return [*(person(name) for name in azure.split()), *(person(name, "amber", "azure") for name in amber.split())]


PAIRS = [["a0", "b0"], ["a1", "b1"], ["a2", "b2"], ["a3", "b3"]]


def test_one_move_keeps_the_lead_where_nobody_moving_cannot() -> None:
    """Azure's first two and amber's last two drop out: amber would be two ahead, so one person changes tranche."""
    made = filled(rule(2, 1), one_each("a2 a3", "b0 b1"), PAIRS, set())
    assert made.order.reached == 1
    assert len(made.why) == 1
    assert "2 ahead, and 1 is the most that was agreed" in next(iter(made.why.values()))


def test_nobody_moves_where_the_lead_is_kept_without_it() -> None:
    """One drop-out on each side leaves a lead of one, which was agreed."""
    made = filled(rule(2, 1), one_each("a1 a2 a3", "b0 b1 b2"), PAIRS, set())
    assert made.why == {}
    assert [set(one.order) for one in made.order.tranches] == [{"b0"}, {"a1", "b1"}, {"a2", "b2"}, {"a3"}]


def test_whoever_enters_is_placed_so_that_nobody_has_to_move() -> None:
    """Both newcomers first: the place left free in the last tranche would let the lead grow to two."""
    made = filled(rule(2, 1), one_each("a2 a3 x0 x1", "b0 b1 b2 b3"), PAIRS, set())
    assert made.why == {}
    assert made.order.reached == 1


def test_nobody_moves_out_of_a_tranche_that_has_begun_or_into_it() -> None:
    """The lead of the begun tranches cannot be mended any more: that is refused, and nobody is touched."""
    with pytest.raises(NothingFeasible) as raised:
        filled(rule(2, 1), one_each("a2 a3", "b0 b1"), PAIRS, {"b0", "b1"})
    assert "whoever of those who stay changes their tranche" in raised.value.faults[0].found
    made = filled(rule(2, 1), one_each("a2 a3", "b0 b1"), PAIRS, {"b0"})
    assert made.order.tranches[0].order == ("b0",)
    assert set(made.why) <= {"a2", "a3", "b1"}
    assert len(made.why) == 1


def divisions(
    units: Sequence[tuple[str, ...]], at: Mapping[tuple[str, ...], int], hands: int, begun: int, below: int
) -> Iterator[list[list[tuple[str, ...]]]]:
    """Every way to put the units into the hands that have not begun, with fewer than ``below`` people moved."""
    fixed = [unit for unit in units if at.get(unit, begun) < begun]
    free = [unit for unit in units if unit not in fixed]
    for where in itertools.product(range(begun, hands), repeat=len(free)):
        if sum(len(unit) for unit, hand in zip(free, where, strict=True) if at.get(unit, hand) != hand) < below:
            division: list[list[tuple[str, ...]]] = [[] for _ in range(hands)]
            for unit, hand in [*((unit, at[unit]) for unit in fixed), *zip(free, where, strict=True)]:
                division[hand].append(unit)
            yield division


def keeps(division: Sequence[Sequence[tuple[str, ...]]], begun: int, cap: int, limit: int) -> bool:
    """Whether the caps hold and each hand has an order within the limit; those that have begun have theirs."""
    lead = 0
    for number, hand in enumerate(division):
        sides = Counter(name[0] in "ax" for unit in hand for name in unit)
        if number >= begun and max(sides.values(), default=0) > cap:
            return False
        moves = [len(unit) if unit[0][0] in "ax" else -len(unit) for unit in hand]
        orders = [moves] if number < begun else set(itertools.permutations(moves))
        if not any(all(abs(now) <= limit for now in itertools.accumulate(order, initial=lead)) for order in orders):
            return False
        lead += sum(moves)
    return True


@settings(max_examples=40, deadline=None)
@given(st.data())
def test_no_division_moves_fewer_people(data: st.DataObject) -> None:
    """Tiny announcements with families, drop-outs, newcomers and a tranche that has begun: beside all divisions, the
    number of people who move is the least, a refusal is right, and with the parties exchanged all is the same."""
    cap, limit = data.draw(st.integers(2, 3)), data.draw(st.integers(1, 2))
    sides = {}
    for letter in "ab":
        sizes = data.draw(st.lists(st.sampled_from([1, 1, 2]), min_size=1, max_size=3))
        sides[letter] = [
            tuple(f"{letter}{index}{number}" for number in range(size)) for index, size in enumerate(sizes)
        ]
    entering = [("x00",)] if data.draw(st.booleans()) else []
    units = [*sides["a"], *sides["b"]]
    tranches: list[list[tuple[str, ...]]] = [[], [], []]
    at = {}
    for unit in units:
        at[unit] = data.draw(st.integers(0, 2))
        tranches[at[unit]].append(unit)
    assume(all(tranches))
    begun = data.draw(st.integers(0, 1))
    received = set(tranches[0][0]) if begun else set()
    now = [*units, *entering]

    def people(azure: str, amber: str) -> list[Person]:
        return [
            person(
                name,
                *((azure, amber) if name[0] in "ax" else (amber, azure)),
                **({"group": unit[0], "group_kind": GroupKind.FAMILY} if len(unit) > 1 else {}),
            )
            for unit in now
            for name in unit
        ]

    before = [[name for unit in tranche for name in unit] for tranche in tranches]
    terms = rule(cap, limit)

    def fewer(than: int) -> bool:
        return any(keeps(each, begun, cap, limit) for each in divisions(now, at, 5, begun, than))

    try:
        made = filled(terms, people("azure", "amber"), before, received)
    except NothingFeasible:
        assert not fewer(99)
        with pytest.raises(NothingFeasible):
            filled(terms, people("amber", "azure"), before, received)
        return
    assert not fewer(len(made.why))
    now_at = {name: one.number for one in made.order.tranches for name in one.order}
    assert set(now_at) == {name for unit in now for name in unit}
    for unit in now:
        assert len({now_at[name] for name in unit}) == 1
    if begun:
        assert made.order.tranches[0].order == tuple(before[0])
    assert made.order.reached <= limit
    mirrored = filled(terms, people("amber", "azure"), before, received)
    assert [one.order for one in mirrored.order.tranches] == [one.order for one in made.order.tranches]
    assert mirrored.why == made.why
