"""Small exchanges, one oddity each: who goes, in which tranche, and the sentence for whoever does not."""

from __future__ import annotations

import pytest

from agreements import FAMILIES, HEAD, ON, ONE_FOR_ONE, PRIORITIES, SEED, agreement, crowd, person, template
from safeconduct.errors import NothingFeasible, RefusedByRule, UsageError
from safeconduct.people.model import Consent, GroupKind, Identity, Medical, Person, Status
from safeconduct.selection import Outcome, Reason, Selection, explain, select, ticket
from safeconduct.terms import Agreement, parse_terms

FAMILY = {"group_kind": GroupKind.FAMILY}
REMAINS = '[[clause]]\nid = "remains"\nkind = "remains"\nbetween = ["azure", "amber"]\n'


def solve(terms: Agreement, people: list[Person]) -> tuple[Selection, dict[str, Outcome]]:
    made = select(terms, people, on=ON, seed=SEED)
    return made, {outcome.person_id: outcome for outcome in made.outcomes}


def pairs(number: int, **facts: object) -> list[Person]:
    """As many people on each side."""
    return [
        person(f"{side[0][:2]}{index}", *side, **facts)
        for side in (("azure", "amber"), ("amber", "azure"))
        for index in range(number)
    ]


def test_one_for_one_takes_as_many_as_the_smaller_side_has() -> None:
    """Three against one: one each way, and the two who stay learn that nobody is left to balance them."""
    people = [person("a1"), person("a2"), person("a3"), person("b1", "amber", "azure")]
    made, outcomes = solve(agreement(ONE_FOR_ONE, PRIORITIES, most=9), people)
    assert made.totals == {"others": {"amber": 1, "azure": 1}}
    assert outcomes["b1"].reason is Reason.SELECTED
    assert sorted(outcomes[f"a{n}"].reason for n in (1, 2, 3)) == ["lost_draw", "lost_draw", "selected"]


def test_the_ceiling_goes_to_the_longest_in_captivity() -> None:
    """Two places each; who has been held longer goes, and the sentence says from how many months on."""
    people = [*pairs(2, months=20), person("az-new", months=7), person("am-new", "amber", "azure", months=8)]
    _, outcomes = solve(agreement(ONE_FOR_ONE, PRIORITIES, most=2), people)
    stays = outcomes["az-new"]
    assert stays.reason is Reason.LOWER_PRIORITY
    assert "at least 20 months in captivity, here 7" in stays.sentence


def test_a_medical_priority_comes_before_time() -> None:
    """A wounded man of one month goes before a sound one of forty."""
    people = [
        person("hurt", medical=Medical.WOUNDED, months=1),
        person("sound", months=40),
        person("b", "amber", "azure"),
    ]
    _, outcomes = solve(agreement(ONE_FOR_ONE, PRIORITIES, most=5), people)
    assert outcomes["hurt"].reason is Reason.SELECTED
    assert "come first by the priority medical need" in outcomes["sound"].sentence


def test_equals_are_drawn_by_lot_with_the_lowest_tickets() -> None:
    """The sentence gives ticket and cut-off, the outcome the whole ticket, and the draw can be done again by hand."""
    people = [*(person(f"a{n}") for n in range(6)), *(person(f"b{n}", "amber", "azure") for n in range(2))]
    _, outcomes = solve(agreement(ONE_FOR_ONE, PRIORITIES, most=9), people)
    tickets = sorted((ticket(SEED, [f"a{n}"]), f"a{n}") for n in range(6))
    for place, (drawn, name) in enumerate(tickets):
        assert outcomes[name].ticket == drawn
        assert outcomes[name].reason is (Reason.SELECTED if place < 2 else Reason.LOST_DRAW)
        assert drawn[:12] in outcomes[name].sentence
        assert tickets[1][0][:12] in outcomes[name].sentence


def test_the_seriously_wounded_go_whatever_the_balance_says() -> None:
    """Five on one side and none on the other."""
    people = [person(f"a{n}", medical=Medical.SERIOUSLY_WOUNDED) for n in range(5)]
    made, _ = solve(agreement(ONE_FOR_ONE, PRIORITIES, most=0), people)
    assert made.totals == {"wounded": {"azure": 5}}
    assert made.exposure == (0,) * 5


def test_everyone_who_cannot_go_reads_why() -> None:
    """One of each bar, each with its own reason and a sentence that names the ground."""
    kept = (
        '[[veto]]\nid = "v"\nby = "azure"\nentries = ["H-kept"]\nreason = "criminal_sentence"\nexpires = 2026-05-01\n'
    )
    people = [
        person("claimed", identity=Identity.CLAIMED),
        person("refuses", consent=Consent.NO),
        person("kept"),
        person("dead", remains=True),
        person("with", group="g", **FAMILY),
        person("without", group="g", consent=Consent.UNKNOWN, **FAMILY),
    ]
    _, outcomes = solve(agreement(ONE_FOR_ONE, FAMILIES, PRIORITIES, kept, most=5), people)
    assert {name: outcome.reason for name, outcome in outcomes.items()} == {
        "claimed": Reason.NOT_CONFIRMED,
        "refuses": Reason.NO_CONSENT,
        "kept": Reason.VETOED,
        "dead": Reason.NOT_ELIGIBLE,
        "with": Reason.GROUP_BLOCKED,
        "without": Reason.NO_CONSENT,
    }
    assert "criminal sentence" in outcomes["kept"].sentence
    assert "1 of the 2 people of their family cannot go (no consent)" in outcomes["with"].sentence


def test_a_family_goes_whole_in_one_tranche() -> None:
    """A family of three against three single people, in tranches of four."""
    people = [*pairs(6), *(person(f"f{n}", group="f", **FAMILY) for n in range(3))]
    people += [person(f"am{n}", "amber", "azure") for n in range(6, 9)]
    terms = agreement(ONE_FOR_ONE, FAMILIES, PRIORITIES, "[tranches]\ncap_per_side = 4\n", most=9)
    made, outcomes = solve(terms, people)
    numbers = {outcomes[f"f{n}"].tranche for n in range(3)}
    assert len(numbers) == 1
    assert max(map(abs, made.exposure)) == made.exposure_bound == 2
    for tranche in made.tranches:
        sides = [sum(name.startswith(side) for name in tranche.order) for side in (("az", "f"), "am")]
        assert max(sides) <= 4
        assert sides[0] == sides[1], "both sides in step in every tranche"


def test_a_family_that_does_not_fit_under_the_ceiling_reads_which_clause_binds() -> None:
    """Three people who are not parted, and two places."""
    people = [*(person(f"f{n}", group="f", **FAMILY) for n in range(3)), *pairs(2)]
    _, outcomes = solve(agreement(ONE_FOR_ONE, FAMILIES, PRIORITIES, most=2), people)
    assert outcomes["f0"].reason is Reason.BINDING_CLAUSE
    assert outcomes["f0"].clause == "others"


def test_remains_are_apart_and_after_the_living() -> None:
    """They have tranches of their own, and count for no priority of the living."""
    people = [*pairs(2), *(person(f"r{n}", remains=True) for n in range(3))]
    terms = agreement(ONE_FOR_ONE, REMAINS, PRIORITIES, "[tranches]\ncap_per_side = 2\n", most=9)
    made, outcomes = solve(terms, people)
    assert [(tranche.number, tranche.remains, len(tranche.order)) for tranche in made.tranches] == [
        (1, False, 4),
        (2, True, 2),
        (3, True, 1),
    ]
    assert outcomes["r0"].clause == "remains"
    assert next(level.value for level in made.levels if level.name == "people") == 4


def test_the_wounded_go_in_the_first_tranche() -> None:
    """Medical need comes before everything else in the order, also against a lower number."""
    people = [*pairs(3, months=40), person("hurt", medical=Medical.SERIOUSLY_SICK, months=0)]
    terms = agreement(ONE_FOR_ONE, PRIORITIES, "[tranches]\ncap_per_side = 1\n", most=9)
    made, outcomes = solve(terms, people)
    assert outcomes["hurt"].tranche == 1
    assert made.tranches[0].order[0] == "hurt"


@pytest.mark.parametrize(
    ("rule", "sizes"),
    [("cap_per_side = 4", [8, 8, 4]), ("count = 2", [10, 10]), ("sizes = [2, 8]", [4, 16])],
)
def test_tranches_keep_the_sizes_that_were_agreed(rule: str, sizes: list[int]) -> None:
    """A cap, a number, or the size of each."""
    made, _ = solve(agreement(ONE_FOR_ONE, PRIORITIES, f"[tranches]\n{rule}\n", most=99), pairs(10))
    assert [len(tranche.order) for tranche in made.tranches] == sizes


@pytest.mark.parametrize("rule", ["sizes = [3, 3]", "cap_per_side = 4\ncount = 2", "cap_per_side = 20\nexposure = 1"])
def test_tranches_that_cannot_be_made_are_refused_with_what_would_do(rule: str) -> None:
    """Too small, too few, or a lead that a family of four must pass."""
    people = [*pairs(10), *(person(f"f{n}", group="f", **FAMILY) for n in range(4))]
    people += [person(f"am{n}", "amber", "azure") for n in range(10, 14)]
    terms = agreement(ONE_FOR_ONE, FAMILIES, PRIORITIES, f"[tranches]\n{rule}\n", most=99)
    with pytest.raises(NothingFeasible) as raised:
        select(terms, people, on=ON, seed=SEED)
    assert raised.value.faults[0].row == terms.tranches.line


def test_a_quota_that_is_short_reduces_both_sides_where_agreed() -> None:
    """Five were promised each way; two and four may go: two go each way."""
    quota = """
[[clause]]
id = "q"
kind = "quota"
category = "anyone"
between = ["azure", "amber"]
exactly = 5
on_shortfall = "reduce_both"
"""
    people = [*pairs(2), person("a8"), person("a9")]
    made, _ = solve(agreement(quota, PRIORITIES), people)
    assert made.totals == {"q": {"amber": 2, "azure": 2}}
    assert made.levels[0].name == "q: people short of the promise"
    assert made.levels[0].value == made.levels[0].bound == -6


def test_a_ratio_goes_in_whole_lots() -> None:
    """One for three, five and eight may go: two lots, and the order never lets anyone be three ahead."""
    ratio = """
[[clause]]
id = "r"
kind = "ratio"
category = "anyone"
give = { party = "azure", n = 1 }
get = { party = "amber", n = 3 }
"""
    people = [*(person(f"a{n}") for n in range(5)), *(person(f"b{n}", "amber", "azure") for n in range(8))]
    made, _ = solve(agreement(ratio, PRIORITIES), people)
    assert made.totals == {"r": {"amber": 6, "azure": 2}}
    assert max(map(abs, made.exposure)) == 2


def test_a_package_is_all_or_nothing_and_in_one_tranche() -> None:
    """Four parties; two people to one and one to another, or nobody."""
    head = HEAD.replace('["azure", "amber"]', '["azure", "amber", "teal", "rose"]')
    package = """
[[clause]]
id = "p"
kind = "package"
category = "anyone"
flows = [ { to = "azure", n = 2, from = ["amber", "teal"] }, { to = "rose", n = 1, from = ["azure"] } ]
"""
    terms = parse_terms(head + package + PRIORITIES + "[tranches]\ncap_per_side = 2\n")
    people = [person("a", "amber", "azure"), person("b", "teal", "azure"), person("c", "azure", "rose")]
    _, outcomes = solve(terms, people)
    assert {outcome.tranche for outcome in outcomes.values()} == {1}
    _, outcomes = solve(terms, people[1:])
    assert {outcome.reason for outcome in outcomes.values()} == {Reason.BINDING_CLAUSE}
    assert "or the package falls" in outcomes["b"].sentence


def test_a_balance_among_three_parties_closes_in_a_circle() -> None:
    """Nobody has anybody for the one who has theirs, yet each gives one and receives one."""
    head = HEAD.replace('["azure", "amber"]', '["azure", "amber", "teal"]')
    clauses = """
[[clause]]
id = "q"
kind = "quota"
category = "anyone"
between = ["azure", "amber", "teal"]
[[clause]]
id = "net"
kind = "balance"
parties = ["azure", "amber", "teal"]
"""
    circle = [person("a", "azure", "amber"), person("b", "amber", "teal"), person("c", "teal", "azure")]
    made, _ = solve(parse_terms(head + clauses + PRIORITIES), [*circle, person("d", "azure", "teal")])
    assert made.totals == {"q": {"amber": 1, "azure": 1, "teal": 1}}


def test_named_people_go_only_against_those_they_are_named_with() -> None:
    """Two swap, a third waits for somebody who does not want to go, and a goodwill release starts a chain."""
    named = """
[[clause]]
id = "n"
kind = "named"
goodwill = ["azure/H-gift"]
wants = [
  { entry = "azure/H-a", against = ["amber/H-b"] },
  { entry = "amber/H-b", against = ["azure/H-a"] },
  { entry = "amber/H-c", against = ["azure/H-gift"] },
  { entry = "amber/H-d", against = ["azure/H-stays"] },
]
"""
    people = [person("a"), person("gift"), *(person(name, "amber", "azure") for name in "bcd")]
    people.append(person("stays", consent=Consent.NO))
    made, outcomes = solve(agreement(named, PRIORITIES), people)
    assert made.totals == {"n": {"amber": 2, "azure": 2}}
    assert outcomes["d"].reason is Reason.BINDING_CLAUSE
    assert "no chain of at most 3 reaches them" in outcomes["d"].sentence


@pytest.mark.parametrize(
    ("part", "code", "field"),
    [
        ('[[veto]]\nid = "v"\nby = "azure"\nentries = ["H-b"]\nreason = "own_request"\nexpires = 2026-05-01\n',
         "veto-unknown-entry", "veto v"),
        ('[[clause]]\nid = "n"\nkind = "named"\ngoodwill = ["azure/H-b"]\n', "named-unknown-entry", "clause n"),
    ],
)  # fmt: skip
def test_an_entry_id_that_stands_for_nobody_is_refused(part: str, code: str, field: str) -> None:
    """A veto with a slip in the id would keep nobody back: nothing is selected before it is mended."""
    terms = agreement(ONE_FOR_ONE, part, PRIORITIES, most=5)
    with pytest.raises(RefusedByRule) as raised:
        select(terms, [person("a"), person("b", "amber", "azure")], on=ON, seed=SEED)
    (fault,) = raised.value.faults
    assert (fault.code, fault.field) == (code, field)
    assert fault.row == (terms.vetoes or terms.clauses)[-1].line


def test_clauses_that_clash_are_named_with_the_cheapest_way_out() -> None:
    """At least four one way, one for one, two on the other side: both clauses and two people, and no other clause."""
    quota = """
[[clause]]
id = "floor"
kind = "quota"
over = ["others"]
from = "azure"
to = "amber"
min = 4
"""
    terms = agreement(ONE_FOR_ONE, quota, PRIORITIES, most=9)
    with pytest.raises(NothingFeasible) as raised:
        select(terms, [*pairs(2), *(person(f"x{n}") for n in range(7))], on=ON, seed=SEED)
    assert "others, floor cannot hold together" in raised.value.summary
    assert {fault.row for fault in raised.value.faults} <= {clause.line for clause in terms.clauses[-2:]}
    (give,) = [fault for fault in raised.value.faults if fault.code == "relaxation"]
    assert give.found.startswith(("short by 2: at least 4", "off by 2: one for one"))


def test_a_seed_or_a_party_that_is_none_is_refused() -> None:
    """Nothing is drawn with an empty seed, and nobody goes to a stranger."""
    terms = agreement(ONE_FOR_ONE, PRIORITIES, most=5)
    for seed in ("", "xyz", "abcd"):
        with pytest.raises(RefusedByRule):
            select(terms, [], on=ON, seed=seed)
    with pytest.raises(RefusedByRule, match="do not fit"):
        select(terms, [person("a", "teal"), person("b"), person("b")], on=ON, seed=SEED)


def test_nobody_at_all_is_an_empty_answer() -> None:
    """An empty list is no error."""
    made, outcomes = solve(agreement(ONE_FOR_ONE, PRIORITIES, most=5), [])
    assert (outcomes, made.tranches, made.exposure) == ({}, (), ())


def test_a_question_about_a_stranger_is_a_usage_error() -> None:
    """Everyone listed has an answer; somebody who is not listed has none."""
    made, _ = solve(agreement(ONE_FOR_ONE, PRIORITIES, most=5), [person("a")])
    assert explain(made, "a").person_id == "a"
    with pytest.raises(UsageError):
        explain(made, "b")


def test_a_crowd_under_the_agreement_of_the_example() -> None:
    """Three hundred people: proven optimal at every level, civilians and children outside the balance."""
    people = crowd(300)
    made, outcomes = solve(template(floor=5, ceiling=30, cap=20), people)
    assert all(level.value == level.bound for level in made.levels)
    assert made.totals["others"]["azure"] == made.totals["others"]["amber"] == 30
    for one in people:
        if outcomes[one.person_id].clause == "others":
            assert one.status is Status.COMBATANT
            assert not one.remains
    assert len(outcomes) == len(people)
