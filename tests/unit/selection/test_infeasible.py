"""Where nothing satisfies an agreement: the clauses that clash, none too many, and a change that really suffices."""

from __future__ import annotations

import dataclasses

import pytest

from agreements import FAMILIES, ON, PRIORITIES, SEED, agreement, person
from safeconduct.errors import NothingFeasible
from safeconduct.people.model import GroupKind, Medical, Person
from safeconduct.selection import select
from safeconduct.selection.formulate import formulate
from safeconduct.selection.infeasible import cheapest_relaxation, clashing_clauses
from safeconduct.selection.programme import Programme
from safeconduct.selection.solve import Infeasible, Model, solve
from safeconduct.selection.units import build
from safeconduct.terms import Agreement

QUOTA = """
[[clause]]
id = "q"
kind = "quota"
category = "anyone"
between = ["azure", "amber"]
{span}
[[clause]]
id = "all in all"
kind = "quota"
over = ["q"]
from = "azure"
to = "amber"
max = 2
[[clause]]
id = "even"
kind = "balance"
over = ["q"]
"""


def programme(terms: Agreement, people: list[Person]) -> Programme:
    return formulate(terms, build(terms, people, ON, SEED), SEED)


def sides(one: int, other: int) -> list[Person]:
    return [person(f"a{n}") for n in range(one)] + [person(f"b{n}", "amber", "azure") for n in range(other)]


def feasible(made: Programme, without: set[str]) -> bool:
    model = Model(made, frozenset(without))
    model.whole()
    return model.run() is not None


def test_the_clauses_that_clash_and_no_others() -> None:
    """Four each way promised, two allowed: the two clauses are named, the balance is not; either alone can be kept."""
    made = programme(agreement(QUOTA, PRIORITIES, span="min = 4"), sides(9, 9))
    clash = clashing_clauses(made)
    assert set(clash) == {"q", "all in all"}
    everything = {row.clause for row in made.rows}
    for clause in clash:
        assert feasible(made, everything - set(clash) | {clause})
    assert not feasible(made, everything - set(clash))


def test_the_cheapest_relaxation_suffices_and_one_person_less_does_not() -> None:
    """Two people beyond what is allowed, or two short of the promise; with one less nothing holds."""
    made = programme(agreement(QUOTA, PRIORITIES, span="min = 4"), sides(9, 9))
    gives = cheapest_relaxation(made)
    assert sum(give.people for give in gives) == 2
    for slack, holds in ((0, True), (1, False)):
        rows = []
        for row in made.rows:
            by = sum(give.people for give in gives if (give.clause, give.why) == (row.clause, row.why))
            by = max(0, by - slack)
            rows.append(dataclasses.replace(row, least=row.least and row.least - by, most=row.most and row.most + by))
        relaxed = dataclasses.replace(made, rows=tuple(rows))
        if holds:
            assert solve(relaxed).values
        else:
            with pytest.raises(Infeasible):
                solve(relaxed)


def test_people_who_are_owed_a_place_clash_with_a_ceiling() -> None:
    """A family of three with a seriously wounded member goes whatever happens; two places do not hold the other two."""
    people = sides(0, 3) + [
        person(
            f"f{n}", group="g", group_kind=GroupKind.FAMILY, medical=Medical.SERIOUSLY_SICK if n == 0 else Medical.NONE
        )
        for n in range(4)
    ]
    with pytest.raises(NothingFeasible) as raised:
        select(agreement(QUOTA, FAMILIES, PRIORITIES, span="max = 9"), people, on=ON, seed=SEED)
    assert "all in all" in raised.value.summary
    last = raised.value.faults[-1]
    assert last.code == "relaxation"
    assert last.found == "too many by 1: at most 2 from azure to amber"
    assert last.expected == "1 person more in this demand, or as many fewer who are owed a place"


def test_swapping_the_parties_swaps_the_clash() -> None:
    """The same clauses and the same number of people, whatever the parties are called."""
    terms = agreement(
        QUOTA.replace('from = "azure"\nto = "amber"', 'from = "amber"\nto = "azure"'), PRIORITIES, span="min = 4"
    )
    one = programme(agreement(QUOTA, PRIORITIES, span="min = 4"), sides(9, 7))
    swap = {"azure": "amber", "amber": "azure"}
    turned = [dataclasses.replace(each, holder=swap[each.holder], home=swap[each.home]) for each in sides(9, 7)]
    other = programme(terms, turned)
    assert clashing_clauses(one) == clashing_clauses(other)
    assert [(give.clause, give.people, give.short) for give in cheapest_relaxation(one)] == [
        (give.clause, give.people, give.short) for give in cheapest_relaxation(other)
    ]


def test_a_demand_that_holds_both_ways_is_off_and_not_short() -> None:
    """Of one for one nobody can say which side has too few; whole lots and packages are told likewise."""
    people = [*(person(f"a{n}") for n in range(5)), *(person(f"b{n}", "amber", "azure") for n in range(2))]
    lots = '[[clause]]\nid = "q"\nkind = "ratio"\ncategory = "anyone"\ngive = { party = "azure", n = 2 }\n'
    lots += 'get = { party = "amber", n = 3 }\n' + '[[clause]]\nid = "least"\nkind = "quota"\nover = ["q"]\nmin = 2\n'
    with pytest.raises(NothingFeasible) as raised:
        select(agreement(lots + 'between = ["azure", "amber"]\n'), people, on=ON, seed=SEED)
    (give,) = [fault for fault in raised.value.faults if fault.code == "relaxation"]
    assert give.found == "off by 1: whole lots of 2 from azure for 3 from amber"
    assert give.expected.startswith("this demand kept to within 1 person")
    assert "is 1 person; it is named last" in raised.value.summary
