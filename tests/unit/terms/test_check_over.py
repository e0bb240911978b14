"""The linter: what a demand over other clauses counts, and people whom nobody may bargain about through another clause
or by name."""

from __future__ import annotations

import pytest

from agreements import FAMILIES, HEAD, ON, ONE_FOR_ONE, PRIORITIES, SEED, agreement, person
from safeconduct.errors import RefusedByRule
from safeconduct.people.model import Medical, Person, Status
from safeconduct.selection import select
from safeconduct.terms import Finding, Severity, check, parse_terms

EITHER = 'between = ["azure", "amber"]\n'
REMAINS = f'[[clause]]\nid = "dead"\nkind = "remains"\n{EITHER}'
PAIR = """
[[clause]]
id = "by_name"
kind = "named"
wants = [
  { entry = "azure/H-a", against = ["amber/H-b"] },
  { entry = "amber/H-b", against = ["azure/H-a"] },
]
"""


def found(*parts: str, people: list[Person] | None = None) -> dict[str, Finding]:
    text = agreement(ONE_FOR_ONE, FAMILIES, PRIORITIES, *parts, most=5)
    return {one.code: one for one in check(text, people, ON) if one.severity is Severity.ERROR}


def demand(kind: str, over: str, more: str = "") -> str:
    ways = EITHER if kind == "quota" else ""
    return f'[[clause]]\nid = "d"\nkind = "{kind}"\n{ways}over = [{over}]\n{more}'


@pytest.mark.parametrize("kind", ["balance", "reciprocity", "quota"])
def test_remains_and_the_living_are_in_no_balance_over_both(kind: str) -> None:
    """Each alone may be counted; both in one number would let a body pay for a prisoner."""
    both = found(REMAINS, demand(kind, '"dead", "others"', "max = 5\n" if kind == "quota" else ""))
    assert both["remains-with-living"].law == "AP I 34"
    assert "remains (dead) and the living (others)" in both["remains-with-living"].message
    assert found(REMAINS, demand(kind, '"dead"')) == found(REMAINS, demand(kind, '"others"')) == {}


@pytest.mark.parametrize(
    ("kind", "more"), [("balance", ""), ("reciprocity", ""), ("quota", "max = 5\n")], ids=["balance", "recip", "quota"]
)
def test_children_are_not_bound_through_the_clause_that_lets_all_of_them_go(kind: str, more: str) -> None:
    """A balance over *all children* makes units of them as surely as one that covers them itself."""
    assert set(found(demand(kind, '"protected"', more))) == {"child-in-balance"}


def test_civilians_bound_through_another_clause_are_warned_of() -> None:
    """As where they stand in the balance themselves; an unequal one is refused."""
    head = HEAD.replace('{ any = [ { age_under = 18 }, { status = ["civilian", "medical_personnel"] } ] }',
                        '{ status = "civilian", age_at_least = 18 }')  # fmt: skip
    children = head + f'[[clause]]\nid = "young"\nkind = "all"\n{EITHER}category = "young"\n'
    for more, severity in (("", Severity.WARNING), ("give = 2\n", Severity.ERROR)):
        text = parse_terms(children + demand("reciprocity", '"protected"', more))
        (one,) = [each for each in check(text, on=ON) if each.code == "civilian-in-balance"]
        assert (one.clause, one.severity) == ("d", severity)


def test_a_demand_over_a_clause_with_nobody_to_count_is_an_error() -> None:
    """Not families, which only bind, and not named people, who are outside every balance: it would hold of nothing."""
    people = [person("a"), person("b", "amber", "azure")]
    for over in ("families", "by_name"):
        made = found(PAIR, demand("quota", f'"{over}"', "max = 5\n"), people=people)
        assert set(made) == {"over-counts-nobody"}
        assert over in made["over-counts-nobody"].fix


@pytest.mark.parametrize("kind", ["balance", "reciprocity"])
def test_a_balance_of_one_party_binds_nothing_and_is_an_error(kind: str) -> None:
    """It would be read, signed, and never hold anybody to anything."""
    assert set(found(demand(kind, '"others"', 'parties = ["azure"]\n'))) == {"one-party"}


@pytest.mark.parametrize(
    ("facts", "code"),
    [
        ({"medical": Medical.SERIOUSLY_SICK}, "medical-conditional"),
        ({"age": 12}, "child-in-balance"),
        ({"birth_date": None, "guardian": "b"}, "child-in-balance"),
        ({"remains": True}, "remains-with-living"),
    ],
)
def test_who_is_owed_their_return_is_not_exchanged_by_name(facts: dict[str, object], code: str) -> None:
    """Told as soon as the persons are known, and selecting refuses it."""
    people = [person("a", **facts), person("b", "amber", "azure")]
    first = HEAD.replace('[[clause]]\nid = "wounded"', PAIR + '[[clause]]\nid = "wounded"')
    terms = parse_terms(first + PRIORITIES)
    errors = {one.code: one for one in check(terms, people, ON) if one.severity is Severity.ERROR}
    assert set(errors) == {code}
    assert (errors[code].clause, '"azure/H-a"' in errors[code].message) == ("by_name", True)
    with pytest.raises(RefusedByRule) as raised:
        select(terms, people, on=ON, seed=SEED)
    assert [fault.code for fault in raised.value.faults] == [code]


def test_whoever_goes_under_an_earlier_clause_may_be_named() -> None:
    """The wounded and children come under *all* first; a civilian is warned of, unless released against nobody."""
    people = [person("a", medical=Medical.SERIOUSLY_SICK), person("b", "amber", "azure", age=12)]
    assert found(PAIR, people=people) == {}
    civilian = [person("a", status=Status.CIVILIAN), person("b", "amber", "azure")]
    bare = HEAD.replace('category = "protected"', 'category = "young"')
    for goodwill, codes in (("", ["civilian-in-balance"]), ('goodwill = ["azure/H-a"]\n', [])):
        terms = parse_terms(bare + PAIR + goodwill + PRIORITIES)
        assert [one.code for one in check(terms, civilian, ON) if '"azure/H-a"' in one.message] == codes
        select(terms, civilian, on=ON, seed=SEED)


def test_who_is_named_behind_a_clause_that_covers_them_is_told() -> None:
    """They go under that one, or not, and nobody would notice that the exchange never is."""
    people = [person("a"), person("b", "amber", "azure", medical=Medical.SERIOUSLY_SICK)]
    terms = agreement(ONE_FOR_ONE, PAIR, FAMILIES, PRIORITIES, most=5)
    told = {one.message.split('"')[1]: one for one in check(terms, people, ON) if one.code == "named-elsewhere"}
    assert set(told) == {"azure/H-a", "amber/H-b"}
    assert "comes under others further up" in told["azure/H-a"].message
    assert told["azure/H-a"].fix == "take azure/H-a out of this clause, or put it above others"
    assert told["amber/H-b"].fix == "take amber/H-b out of this clause"
    assert {one.severity for one in told.values()} == {Severity.WARNING}


def test_a_party_is_not_the_intermediary() -> None:
    """It could keep back the other side's people, and read a disputed number as it likes."""
    text = HEAD.replace('intermediary = "host"', 'intermediary = "azure"')
    (one,) = [each for each in check(parse_terms(text), on=ON) if each.code == "intermediary-is-party"]
    assert one.severity is Severity.ERROR
