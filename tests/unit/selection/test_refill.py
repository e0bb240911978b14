"""The fewest people in another tranche than announced, beside every division there is."""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import ModuleType

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from ortools.sat.python import cp_model

from agreements import FAMILIES, ON, ONE_FOR_ONE, PRIORITIES, SEED, agreement, person
from safeconduct.errors import NothingFeasible, SafeconductError
from safeconduct.people.model import GroupKind, Person
from safeconduct.selection.answers import division, fewest, steps
from safeconduct.selection.answers.refill import Refilled, refill
from safeconduct.selection.model import Tranche
from safeconduct.selection.tranches import weights
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
    """The holder; of somebody who no longer goes, that of those whose names begin alike."""
    return next(one.holder for one in people if one.person_id == name or one.person_id[0] == name[0])


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


def test_people_found_to_be_a_family_go_where_most_of_them_were_announced() -> None:
    """a0 of the first tranche belongs with a1 and a2 of the second: only a0 moves, and reads with whom."""
    family = {"group": "found", "group_kind": GroupKind.FAMILY}
    people = [*(person(name, **family) for name in ("a0", "a1", "a2")), *one_each("", "b0 b1 b2")]
    made = filled(rule(3, 3), people, [["a0", "b0"], ["a1", "a2", "b1", "b2"]], set())
    assert made.why == {"a0": "is not parted from a1, who goes in that tranche"}


def test_where_smaller_tranches_are_agreed_there_are_as_many_new_ones_as_it_takes() -> None:
    """Five of each side in one tranche, and then two are the most: two of each side stay, and two new ones follow."""
    before = [[f"{side}{number}" for number in range(5) for side in "ab"]]
    made = filled(rule(2, 1), one_each("a0 a1 a2 a3 a4", "b0 b1 b2 b3 b4"), before, set())
    assert [len(one.order) for one in made.order.tranches] == [4, 4, 2]
    assert len(made.why) == 6
    assert "would have 5 of one side, and 2 is the most" in next(iter(made.why.values()))


@pytest.mark.parametrize(("module", "limit"), [(fewest, "ROUNDS"), (division, "EFFORT")])
def test_a_search_that_is_given_up_does_not_say_that_there_is_no_way(
    monkeypatch: pytest.MonkeyPatch, module: ModuleType, limit: str
) -> None:
    """Where too many divisions have no order, or none was found in time, nobody reads that there is none."""
    monkeypatch.setattr(module, limit, 0)
    with pytest.raises(SafeconductError, match="There may be some") as raised:
        filled(rule(2, 1), one_each("a2 a3", "b0 b1"), PAIRS, set())
    assert not isinstance(raised.value, NothingFeasible)


def test_a_division_not_shown_to_be_the_best_is_told_as_such(monkeypatch: pytest.MonkeyPatch) -> None:
    """The leads alone do not show it, and the solver ran out of effort after it had found one: it is taken, and nobody
    reads that fewer is impossible."""
    monkeypatch.setattr(fewest, "moves_at_least", lambda *_: 0)
    assert filled(rule(2, 1), one_each("a2 a3", "b0 b1"), PAIRS, set()).fewest
    best, any_ = cp_model.OPTIMAL, cp_model.FEASIBLE
    monkeypatch.setattr(cp_model, "OPTIMAL", any_)
    monkeypatch.setattr(cp_model, "FEASIBLE", best)
    made = filled(rule(2, 1), one_each("a2 a3", "b0 b1"), PAIRS, set())
    assert (len(made.why), made.fewest) == (1, False)


def test_an_order_that_was_only_not_found_is_no_proof_that_there_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    """No order is found in any tranche: nobody reads that there is no way, for the search was only ended."""

    def ended(*_: object) -> None:
        raise steps.GivenUp

    monkeypatch.setattr(steps, "_lane", ended)
    with pytest.raises(SafeconductError, match="There may be some") as raised:
        filled(rule(2, 1), one_each("a2 a3", "b0 b1"), PAIRS, set())
    assert not isinstance(raised.value, NothingFeasible)


def lane(limit: int) -> list[int] | None:
    """The moves of two families of five, one of each side, after two single people of each, in the order found."""
    people = one_each("a0 a1", "b0 b1")
    people += [person(f"a{n}", group="a", group_kind=GroupKind.FAMILY) for n in range(2, 7)]
    people += [person(f"b{n}", "amber", "azure", group="b", group_kind=GroupKind.FAMILY) for n in range(2, 7)]
    terms = rule(9, limit)
    population = build(terms, people, ON, SEED)
    weigh = weights(terms, population.ways, population.parties)
    units = sorted(population.units, key=lambda unit: (unit.size, unit.members[0][1:], unit.holder))
    found = steps.order_within(units, weigh, {}, limit)
    return None if found is None else [steps.step(unit, weigh)[1] for unit in found]


def test_where_the_order_given_leads_nowhere_the_heaviest_go_first(monkeypatch: pytest.MonkeyPatch) -> None:
    """Single people in turns leave no room for a family of five in a lead of three; two of them first make room. A long
    search for the order nearest to the one given is ended, and the order is found all the same."""
    for dead_ends in (steps.EFFORT, 0):
        monkeypatch.setattr(steps, "EFFORT", dead_ends)
        found = lane(3)
        assert found is not None
        assert max(map(abs, itertools.accumulate(found))) <= 3
    with pytest.raises(steps.GivenUp):
        lane(2)
    monkeypatch.undo()
    assert lane(2) is None, "with all orders tried it is shown that there is none"


@dataclass(frozen=True)
class Case:
    """A tiny announcement and who goes now. ``units`` are sets of people who are not parted; ``told`` says in which of
    three tranches somebody was announced, and is silent about those who enter."""

    units: tuple[tuple[str, ...], ...]
    told: Mapping[str, int]
    received: frozenset[str]
    caps: tuple[int, ...]
    most: int | None
    exposure: int

    @property
    def rule(self) -> str:
        sizes = f"sizes = {list(self.caps)}" if len(self.caps) > 1 else f"cap_per_side = {self.caps[0]}"
        return f"{sizes}\n" + (f"count = {self.most}\n" if self.most else "")

    @property
    def before(self) -> list[list[str]]:
        return [[name for name, number in self.told.items() if number == place] for place in range(3)]

    def people(self, azure: str, amber: str) -> list[Person]:
        return [
            person(
                name,
                *((azure, amber) if name[0] == "a" else (amber, azure)),
                **({"group": unit[0], "group_kind": GroupKind.FAMILY} if len(unit) > 1 else {}),
            )
            for unit in self.units
            for name in unit
        ]


@st.composite
def cases(draw: st.DrawFn) -> Case:
    """Families found before or after the announcement, drop-outs, newcomers, sizes, and a tranche that has begun."""
    units, told = [], {}
    for letter in "ab":
        for index, size in enumerate(draw(st.lists(st.sampled_from([1, 1, 1, 2, 2, 3]), min_size=1, max_size=3))):
            unit = tuple(f"{letter}{index}{number}" for number in range(size))
            units.append(unit)
            places = st.integers(0, 2)
            split = size > 1 and draw(st.booleans())
            together = draw(places)
            for name in unit:
                place = draw(st.one_of(places, st.none())) if split else together
                if place is not None:
                    told[name] = place
            if not split and draw(st.integers(0, 9)) == 0:
                for name in unit:
                    del told[name]
    gone = {f"{letter}{number}": draw(st.integers(0, 2)) for letter in "ab" for number in range(7, 9)}
    assume({*told.values(), *gone.values()} == {0, 1, 2})
    whole = [unit for unit in units if all(told.get(name) == 0 for name in unit)]
    received = frozenset(whole[0]) if whole and draw(st.booleans()) else frozenset()
    caps = draw(st.one_of(st.tuples(st.integers(2, 4)), st.tuples(*[st.integers(1, 4)] * draw(st.integers(2, 4)))))
    most = len(caps) if len(caps) > 1 else draw(st.sampled_from([None, 3, 4]))
    exposure = draw(st.integers(1, 3))
    return Case(tuple(units), {**told, **gone}, received, caps, most, exposure)


def places(case: Case, unit: tuple[str, ...]) -> set[int]:
    """In which of five tranches, the last two of them new, a unit may go; nobody joins or leaves one that has begun."""
    at = {case.told.get(name) for name in unit}
    if case.received and at == {0}:
        return {0}
    return set(range(1 if case.received else 0, 5))


def moves(case: Case, unit: tuple[str, ...], place: int) -> int:
    return sum(case.told.get(name, place) != place for name in unit)


def keeps(case: Case, division: Sequence[Sequence[tuple[str, ...]]]) -> bool:
    """Whether caps, sizes and the number hold, and each tranche has an order within the lead."""
    lead, number = 0, 0
    for place, hand in enumerate(division):
        if not hand:
            continue
        sides = Counter(name[0] for unit in hand for name in unit)
        cap = case.caps[min(number, len(case.caps) - 1)]
        number += 1
        if max(sides.values()) > cap or (case.most and number > case.most):
            return False
        steps = [len(unit) if unit[0][0] == "a" else -len(unit) for unit in hand]
        orders = [steps] if case.received and place == 0 else set(itertools.permutations(steps))
        if not any(max(map(abs, itertools.accumulate(o, initial=lead))) <= case.exposure for o in orders):
            return False
        lead += sum(steps)
    return True


def least(case: Case) -> int | None:
    """The fewest moves of all divisions, or None where none keeps the agreement."""
    found = None
    order = sorted(case.units, key=lambda unit: min([list(case.told).index(n) for n in unit if n in case.told] or [99]))
    for where in itertools.product(*[sorted(places(case, unit)) for unit in order]):
        moved = sum(moves(case, unit, place) for unit, place in zip(order, where, strict=True))
        if found is None or moved < found:
            division: list[list[tuple[str, ...]]] = [[] for _ in range(5)]
            for unit, place in zip(order, where, strict=True):
                division[place].append(unit)
            if keeps(case, division):
                found = moved
    return found


@settings(max_examples=60, deadline=None)
@given(cases())
def test_no_division_moves_fewer_people(case: Case) -> None:
    """Beside all divisions there are: the number of people who move is the least, and a refusal is right; with the
    parties exchanged all is the same."""
    terms = agreement(ONE_FOR_ONE, FAMILIES, PRIORITIES, f"[tranches]\n{case.rule}exposure = {case.exposure}\n", most=9)
    wanted = least(case)
    try:
        made = filled(terms, case.people("azure", "amber"), case.before, set(case.received))
    except NothingFeasible:
        assert wanted is None
        with pytest.raises(NothingFeasible):
            filled(terms, case.people("amber", "azure"), case.before, set(case.received))
        return
    assert (len(made.why), made.fewest) == (wanted, True)
    now = {name: one.number for one in made.order.tranches for name in one.order}
    assert set(now) == {name for unit in case.units for name in unit}
    told = {name: made.numbers.get(place + 1) for name, place in case.told.items()}
    assert set(made.why) == {name for name in now if name in told and told[name] != now[name]}
    division = [[unit for unit in case.units if now[unit[0]] == one.number] for one in made.order.tranches]
    assert [sorted(name for unit in hand for name in unit) for hand in division] == [
        sorted(one.order) for one in made.order.tranches
    ]
    assert made.order.reached <= case.exposure
    if case.received:
        stays = [name for name in case.before[0] if all(case.told.get(mate) == 0 for mate in mates(case, name))]
        assert made.order.tranches[made.numbers[1] - 1].order == tuple(stays)
    mirrored = filled(terms, case.people("amber", "azure"), case.before, set(case.received))
    assert [one.order for one in mirrored.order.tranches] == [one.order for one in made.order.tranches]
    assert mirrored.why == made.why


def mates(case: Case, name: str) -> tuple[str, ...]:
    """Those not parted from somebody; of somebody who no longer goes, a stranger."""
    return next((unit for unit in case.units if name in unit), ("nobody",))
