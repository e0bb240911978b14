"""The optimum that prices prove without a search, and among equals the one whose classes were drawn first."""

from __future__ import annotations

import dataclasses
import json
import random
from collections import Counter
from unittest import mock

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agreements import FAMILIES, HEAD, ON, PRIORITIES, SEED, person
from safeconduct.people.model import GroupKind, Medical, Person
from safeconduct.selection import answers
from safeconduct.selection.certify import free_columns
from safeconduct.selection.columns import Columns
from safeconduct.selection.draw import draw, face_of
from safeconduct.selection.formulate import formulate
from safeconduct.selection.kind import Kind, Way
from safeconduct.selection.leximin import leximin
from safeconduct.selection.prices import block, equals
from safeconduct.selection.prices.optimum import by_prices
from safeconduct.selection.programme import Programme, Row, UnitClass
from safeconduct.selection.solve import Infeasible, Solution, solve
from safeconduct.selection.units import Unit, build
from safeconduct.terms import parse_terms

PARTIES = ("azure", "amber", "teal", "rose")


def quota(name: str, category: str, most: int) -> str:
    return (
        f'[[clause]]\nid = "{name}"\nkind = "quota"\nbetween = {json.dumps(PARTIES)}\n'
        f'category = "{category}"\nmax = {most}\n'
    )


def net(tolerance: int) -> str:
    parties = json.dumps(PARTIES)
    return f'[[clause]]\nid = "net"\nkind = "balance"\nparties = {parties}\ntolerance = {tolerance}\n'


def programme(people: list[Person], *clauses: str) -> Programme:
    head = HEAD.replace('["azure", "amber"]', json.dumps(PARTIES))
    terms = parse_terms("".join([head, *clauses, FAMILIES, PRIORITIES]))
    return formulate(terms, build(terms, sorted(people, key=lambda one: one.person_id), ON, SEED), SEED)


def mixed(number: int, seed: int) -> list[Person]:
    """Adults of any age, some wounded, a few of them owed their place, and families of two to six."""
    rng = random.Random(seed)
    people: list[Person] = []
    while len(people) < number:
        holder, home = rng.sample(PARTIES, 2)
        size = rng.randint(2, 6) if rng.random() < 0.15 else 1
        family = {"group": f"g{len(people)}", "group_kind": GroupKind.FAMILY} if size > 1 else {}
        for _ in range(size):
            medical = rng.choices(list(Medical), [88, 8, 2 * (size == 1), 2 * (size == 1)])[0]
            facts = {"age": rng.randint(19, 60), "months": rng.randint(0, 300), "medical": medical, **family}
            people.append(person(f"p{len(people):04d}", holder, home, **facts))
    return people


def named(made: Programme) -> tuple[int, ...] | None:
    """How many of each class go by prices alone."""
    columns = Columns(made)
    priced = by_prices(columns)
    if priced is None or priced.depth < len(columns.levels):
        return None
    return tuple(equals.first_of_equals(columns, priced.point, priced.free).tolist())


def searched(made: Programme) -> Solution:
    """What linear and integer programmes find, without prices."""
    with mock.patch("safeconduct.selection.solve.by_prices", return_value=None):
        return solve(made)


@settings(max_examples=120, deadline=None)
@given(st.integers(0, 10**6), st.integers(20, 160), st.integers(1, 6), st.integers(1, 9), st.integers(0, 2))
def test_what_prices_prove_is_as_good_as_what_a_search_finds(
    seed: int, number: int, young: int, others: int, slack: int
) -> None:
    made = programme(mixed(number, seed), quota("young", "young", young), quota("others", "anyone", others), net(slack))
    if named(made) is not None:
        assert solve(made).values == searched(made).values


def test_prices_suffice_where_a_search_was_needed() -> None:
    """Over people of many months, with a balance and groups that nobody parts, often no search is needed."""
    found = needed = 0
    for seed in range(20):
        people = mixed(400, seed)
        made = programme(people, quota("young", "young", 6), quota("others", "anyone", 12), net(0))
        try:
            slow = searched(made)
        except Infeasible:
            assert named(made) is None
            continue
        found += named(made) is not None
        needed += slow.integer_programmes > 0
        assert solve(made).values == slow.values
    assert needed >= 10
    assert found >= 5


def test_with_and_without_multipliers_the_very_same_optimum() -> None:
    """Only the certificate needs multipliers; whoever asks a question is told of the people who are selected."""
    priced = 0
    for seed in range(20):
        made = programme(mixed(200, seed), quota("young", "young", 6), quota("others", "anyone", 12), net(1))
        one, other = solve(made), solve(made, multipliers=False)
        assert (one.taken, one.values) == (other.taken, other.values)
        assert all(one.duals)
        priced += not any(other.duals)
    assert priced


def test_one_person_less_is_better_than_two() -> None:
    """One way has one too many, straight or over a third party: the straight way costs one place, and is named."""
    ways = [("azure", "amber"), ("amber", "teal"), ("teal", "azure"), ("azure", "teal"), ("teal", "amber")]
    people = [person(f"{holder}{home}", holder, home, months=9) for holder, home in ways]
    made = programme(people, quota("others", "anyone", 1), net(0))
    assert sum(named(made) or ()) == 4
    assert every_optimum(made) == [named(made)]


def round_two_parties(months: int) -> Programme:
    """Two ways round, by teal and by rose, either of which may be left out; ``months``: of those who go by rose."""
    ways = [("azure", "teal", 9), ("teal", "amber", 9), ("azure", "rose", months), ("rose", "amber", months)]
    people = [person(f"{holder}{home}", holder, home, months=held) for holder, home, held in ways]
    people.append(person("back", "amber", "azure", months=9))
    return programme(people, quota("others", "anyone", 1), net(0))


def test_of_equals_those_go_whose_class_was_drawn_first() -> None:
    """Either of the two ways may go, for the same worth: which it is, the lot between the classes has decided."""
    made = round_two_parties(9)
    every = every_optimum(made)
    assert len(every) == 2
    assert named(made) == max(every)


def test_one_that_is_worth_more_makes_it_the_only_one() -> None:
    """The same, but those of one of the two ways have been held longer."""
    made = round_two_parties(8)
    assert every_optimum(made) == [named(made)]


def test_where_too_many_are_equal_the_same_of_them_go_with_every_question(monkeypatch: pytest.MonkeyPatch) -> None:
    """To look for the first of them would take too long."""
    made = round_two_parties(9)
    monkeypatch.setattr(equals, "MOST", 1)
    assert solve(made).taken in every_optimum(made)
    assert solve(made, multipliers=False).taken == solve(made).taken


def test_a_question_gets_the_answer_of_selecting_again() -> None:
    """Where the agreement had to be searched, and where prices sufficed."""
    head = HEAD.replace('["azure", "amber"]', json.dumps(PARTIES))
    terms = "".join([head, quota("young", "young", 6), quota("others", "anyone", 12), net(0), FAMILIES, PRIORITIES])
    found = answers.ground(parse_terms(terms), mixed(400, 3), on=ON, seed=SEED)
    ways = set()
    for most in range(8, 20):
        supposed = answers.suppose(found.agreement, found.persons, [answers.Set("others", "max", most)])
        made = answers.resolve(found, supposed)
        anew = answers.ground(supposed.agreement, list(found.persons.values()), on=ON, seed=SEED).answered
        assert (made.solution.taken, made.solution.values) == (anew.solution.taken, anew.solution.values)
        ways.add(made.solution.integer_programmes > 0)
    assert ways == {True, False}


def every_optimum(made: Programme) -> list[tuple[int, ...]]:
    """All that are as good as the best, by looking at every number of every class."""
    import numpy as np

    points = np.indices([len(group.units) + 1 for group in made.classes]).reshape(len(made.classes), -1)
    keeps = (points >= np.array([[group.least] for group in made.classes])).all(axis=0)
    for row in made.rows:
        totals = np.array([sum(row.weights.get(way, 0) * n for way, n in one.counts) for one in made.classes]) @ points
        keeps &= (row.least is None or totals >= row.least) & (row.most is None or totals <= row.most)
    points = points[:, keeps]
    for level in made.class_levels:
        if points.size:
            values = np.array(level) @ points
            points = points[:, values == values.max()]
    return [tuple(point) for point in points.T.tolist()]


def tiny(rng: random.Random) -> Programme:
    """Up to six classes of up to three units; ceilings for each way, over all ways or over several clauses, or none;
    mostly a balance, and at times a promise or as many one way as the other, by weights."""
    parties = PARTIES[: rng.randint(2, 4)]
    flows = [(one, other) for one in parties for other in parties if one != other]
    labels = ("young", "others", "old")[: rng.randint(1, 3)]
    depth = rng.randint(1, 3)
    classes = []
    for _ in range(rng.randint(2, 6)):
        size = rng.choice([1, 1, 1, 1, 2, 3])
        flow, label = rng.choice(flows), rng.choice(labels)
        counts: Counter[Way] = Counter()
        for _ in range(size):
            counts[rng.choice([label] * 4 + [*labels]), *(flow if rng.random() < 0.95 else rng.choice(flows))] += 1
        levels = (*(rng.choice([0, 1, 1, 2, 3]) for _ in range(depth - 1)), size)
        kind = Kind(tuple(sorted(counts.items())), levels, rng.random() < 0.07, False, ("",) * size, 2)
        units = (Unit(("",) * size, "", kind),) * rng.randint(1, 3)
        classes.append(UnitClass(kind.counts, levels, kind.owed, False, units))
    rows = []
    for label in (one for one in labels if rng.random() < 0.8):
        over = labels if rng.random() < 0.2 else (label,)
        parts = [flows] if rng.random() < 0.2 else [[flow] for flow in flows]
        most = rng.randint(0, 5)
        rows += [Row(label, "", {(name, *flow): 1 for name in over for flow in some}, None, most) for some in parts]
    if rng.random() < 0.85:
        slack = rng.choice([0, 0, 0, 1])
        for party in parties:
            signs = {flow: (flow[0] == party) - (flow[1] == party) for flow in flows if party in flow}
            weights = {(name, *flow): sign for name in labels for flow, sign in signs.items() if rng.random() < 0.98}
            rows.append(Row("net", "", weights, -slack if rng.random() < 0.95 else None, slack))
    label, (holder, home) = rng.choice(labels), rng.choice(flows)
    if rng.random() < 0.2:
        rows.append(Row("promise", "", {(label, holder, home): 1}, 1, None))
    if rng.random() < 0.2:
        one, other = rng.choice([(1, 1), (2, 1), (2, 2)])
        rows.append(Row("pair", "", {(label, holder, home): one, (label, home, holder): -other}, 0, 0))
    steps = tuple(zip(*(one.levels for one in classes), strict=True))
    ways = tuple(sorted({way for one in classes for way, _ in one.counts}))
    return Programme(tuple(classes), (), tuple(rows), tuple(map(str, range(depth))), steps, ((),) * depth, ways)


def months(rng: random.Random) -> Programme:
    """Three parties in exact balance, families among the people, and the last level in months, far apart."""
    parties = PARTIES[:3]
    flows = [(one, other) for one in parties for other in parties if one != other]
    classes = []
    for _ in range(rng.randint(5, 9)):
        size, flow = rng.choice([1, 1, 1, 2, 3]), rng.choice(flows)
        kind = Kind(((("others", *flow), size),), (size, size * rng.randint(0, 30)), False, False, ("",) * size, 2)
        units = (Unit(("",) * size, "", kind),) * rng.choice([1, 1, 2])
        classes.append(UnitClass(kind.counts, kind.levels, False, False, units))
    rows = [Row("others", "", {("others", *flow): 1}, None, rng.randint(2, 4)) for flow in flows]
    for party in parties:
        signs = {("others", *flow): (flow[0] == party) - (flow[1] == party) for flow in flows if party in flow}
        rows.append(Row("net", "", signs, 0, 0))
    steps = tuple(zip(*(one.levels for one in classes), strict=True))
    ways = tuple(sorted({way for one in classes for way, _ in one.counts}))
    return Programme(tuple(classes), (), tuple(rows), ("people", "months"), steps, ((), ()), ways)


def test_what_prices_show_of_the_first_levels_holds_for_every_optimum() -> None:
    """Whatever is best in all levels is as good in those that are proven, and differs in the free columns only."""
    partly = 0
    for seed in range(1000):
        made = months(random.Random(seed))
        columns = Columns(made)
        priced = by_prices(columns)
        if priced is None or not priced.depth:
            continue
        partly += priced.depth < len(columns.levels)
        every = every_optimum(made)
        for point in every:
            pairs = enumerate(zip(priced.point.tolist(), point, strict=True))
            assert {column for column, (one, other) in pairs if one != other} <= set(priced.free), seed
        best = columns.levels[: priced.depth] @ every[0]
        assert (columns.levels[: priced.depth] @ priced.point == best).all(), seed
        assert solve(made).taken in every, seed
    assert partly >= 15


def test_what_is_named_is_the_first_of_all_that_are_best(monkeypatch: pytest.MonkeyPatch) -> None:
    """Against every point of small programmes: nothing is better, and of the equals it is the first by the classes."""
    only = equal = 0
    for seed in range(1500):
        monkeypatch.setattr(block, "FEW", 8 * (seed % 2))
        made = tiny(random.Random(seed))
        found = named(made)
        if found is not None:
            every = every_optimum(made)
            assert max(every) == found, seed
            only += len(every) == 1
            equal += len(every) > 1
    assert only >= 300
    assert equal >= 50


def test_whoever_is_not_free_goes_in_every_optimum_or_in_none() -> None:
    """What the multipliers of a search, or prices, leave open: all optima are alike in every other class."""
    settled = 0
    for seed in range(800):
        made = (tiny, months)[seed % 2](random.Random(seed))
        every = every_optimum(made)
        if not every:
            continue
        found = searched(made)
        columns = Columns(made)
        by_search = free_columns(columns, found.values, dict(enumerate(found.duals)))
        by_either = solve(made, multipliers=False).free
        for free in (by_search, by_search if by_either is None else by_either):
            settled += columns.count - len(free)
            for point in every:
                pairs = enumerate(zip(every[0], point, strict=True))
                assert {column for column, (one, other) in pairs if one != other} <= set(free), seed
    assert settled >= 2000


def test_equal_chances_are_those_over_all_classes_where_only_the_open_ones_are_drawn() -> None:
    """The lot over the classes that can differ gives everybody the chance that the lot over all of them does."""
    drawn = 0
    for seed in range(400):
        made = tiny(random.Random(seed))
        try:
            found = solve(made)
        except Infeasible:
            continue
        _, lot = draw(made, found, SEED)
        whole = leximin(face_of(made, found))
        assert whole is not None
        chances = [float(lot.chance(column)) for column in range(len(made.classes))]
        assert chances == pytest.approx(whole.chances, abs=1e-6), seed
        drawn += len(lot.points) > 1
    assert drawn >= 20


def test_of_equals_under_one_ceiling_the_first_class_goes_first() -> None:
    """One ceiling over both ways, equal people, and places for some of them."""
    rows = (Row("others", "", {("others", *flow): 1 for flow in (("azure", "amber"), ("amber", "azure"))}, None, 3),)
    classes = []
    for way in (("others", "azure", "amber"), ("others", "amber", "azure")):
        kind = Kind(((way, 1),), (1,), False, False, ("others",), 2)
        classes.append(UnitClass(kind.counts, (1,), False, False, (Unit(("",), "", kind),) * 2))
    ways = tuple(way for one in classes for way, _ in one.counts)
    made = Programme(tuple(classes), (), rows, ("people",), ((1, 1),), ((),), ways)
    assert every_optimum(made) == [(1, 2), (2, 1)]
    assert named(made) == (2, 1)


def test_with_the_names_of_the_parties_turned_round_the_same_people_are_named() -> None:
    turn = dict(zip(PARTIES, PARTIES[::-1], strict=True))
    both = 0
    for seed in range(12):
        people = mixed(300, seed)
        turned = [dataclasses.replace(one, holder=turn[one.holder], home=turn[one.home]) for one in people]
        found = []
        for each in (people, turned):
            made = programme(each, quota("young", "young", 6), quota("others", "anyone", 12), net(0))
            point = named(made)
            found.append(point and {
                name
                for group, taken in zip(made.classes, point, strict=True)
                for unit in group.units[:taken]
                for name in unit.members
            })  # fmt: skip
        if None not in found:
            both += 1
            assert found[0] == found[1]
    assert both
