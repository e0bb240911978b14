"""What a change would do: always what select would choose under it, though only those it can reach are judged again."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from agreements import FAMILIES, ON, ONE_FOR_ONE, PRIORITIES, SEED, agreement, crowd, person, template
from safeconduct.errors import NothingFeasible, RefusedByRule, UsageError
from safeconduct.people.model import Consent, GroupKind, Identity, Person
from safeconduct.selection import answers, select
from safeconduct.selection.answers import Add, Agrees, Change, Confirm, Force, Ground, Lift, Part, Remove, Set, WhatIf
from safeconduct.terms import Agreement

CIVILIANS = """
[[clause]]
id = "first civilians"
kind = "quota"
between = ["azure", "amber"]
category = "civilians"
max = 2
"""
VETO = """
[[veto]]
id = "v"
by = "azure"
entries = ["H-a0", "H-a1"]
reason = "criminal_sentence"
expires = 2026-05-01
"""
CHANGES: list[Change] = [
    Set("others", "max", 9),
    Set("others", "max", 0),
    Set("others", "tolerance", 3),
    Set("others", "category", "civilians"),
    Set("under_25", "on_shortfall", "reduce"),
    Set("families", "rule", "prefer"),
    Remove("others"),
    Remove("civilians"),
    Remove("families"),
    Add(CIVILIANS),
    Add(CIVILIANS, before="civilians"),
]
GROUND = answers.ground(template(floor=1, ceiling=4), crowd(90), on=ON, seed=SEED)


def going(terms: Agreement, people: Sequence[Person]) -> dict[str, str]:
    made = select(terms, people, on=ON, seed=SEED)
    return {one.person_id: one.clause for one in made.outcomes if one.tranche is not None}


def anew(changes: Sequence[Change]) -> dict[str, str]:
    supposed = answers.suppose(GROUND.agreement, GROUND.persons, changes)
    return going(supposed.agreement, list({**GROUND.persons, **supposed.persons}.values()))


def after(ground: Ground, made: WhatIf) -> set[str]:
    left = {one.person_id for one in made.leave}
    return (set(ground.answered.clauses()) - left) | {one.person_id for one in made.enter}


def test_the_ground_is_what_select_chooses() -> None:
    """The same people under the same clauses."""
    assert GROUND.answered.clauses() == going(GROUND.agreement, list(GROUND.persons.values()))


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.sampled_from(CHANGES), min_size=1, max_size=3), st.integers(0, 89), st.integers(0, 89))
def test_a_what_if_is_what_select_would_choose(changes: list[Change], one: int, other: int) -> None:
    """Any few changes to clauses, with a person who agrees and one who parts from the group beside them."""
    names = sorted(GROUND.persons)
    changes = [*changes, Agrees(names[one]), Part(names[other])]
    try:
        made = answers.what_if(GROUND, changes)
    except (UsageError, RefusedByRule, NothingFeasible) as refused:
        with pytest.raises(type(refused)):
            anew(changes)
        return
    expected = anew(changes)
    assert after(GROUND, made) == set(expected)
    assert sum(count.after for count in made.counts) == len(expected)


def test_counts_and_names_before_and_after() -> None:
    """One more place on each side: two people enter, nobody leaves, and the levels say so."""
    people = [person(f"a{n}", months=n) for n in range(3)] + [
        person(f"b{n}", "amber", "azure", months=n) for n in range(3)
    ]
    ground = answers.ground(agreement(ONE_FOR_ONE, PRIORITIES, most=1), people, on=ON, seed=SEED)
    made = answers.what_if(ground, [answers.parse_set("others.max = 2")])
    assert [(one.before, one.after) for one in made.counts] == [(1, 2), (1, 2)]
    assert [one.person_id for one in made.enter] == ["a1", "b1"]
    assert made.leave == ()
    assert ("people", 2, 4) in made.levels
    assert made.changes == ("others.max is 2",)


def test_who_leaves_reads_why() -> None:
    """A forced person takes the place of the one at the margin, who is told by which priority."""
    people = [person("long", months=30), person("short", months=7), person("b", "amber", "azure")]
    ground = answers.ground(agreement(ONE_FOR_ONE, PRIORITIES, most=1), people, on=ON, seed=SEED)
    made = answers.what_if(ground, [Force("short")])
    assert [one.person_id for one in made.enter] == ["short"]
    assert [one.person_id for one in made.leave] == ["long"]
    assert "leaves no place" in made.leave[0].sentence


def test_nobody_is_forced_against_a_veto_or_without_consent() -> None:
    """Numbers do not lift what bars a person."""
    people = [person("refuses", consent=Consent.NO), person("b", "amber", "azure")]
    ground = answers.ground(agreement(ONE_FOR_ONE, PRIORITIES, most=1), people, on=ON, seed=SEED)
    with pytest.raises(RefusedByRule, match="do not want to go"):
        answers.what_if(ground, [Force("refuses")])


def test_a_change_that_the_law_forbids_is_refused() -> None:
    """The linter looks at a supposed agreement as at a signed one: no condition on the seriously wounded."""
    ground = answers.ground(template(floor=0), crowd(20), on=ON, seed=SEED)
    with pytest.raises(RefusedByRule) as raised:
        answers.what_if(ground, [Set("wounded", "conditional", True)])
    assert raised.value.faults[0].field == "clause wounded"
    assert raised.value.faults[0].row


def test_a_change_that_nothing_satisfies_says_which_clauses_clash() -> None:
    """Five promised where two may go."""
    people = [person(f"a{n}") for n in range(2)] + [person(f"b{n}", "amber", "azure") for n in range(5)]
    ground = answers.ground(agreement(ONE_FOR_ONE, PRIORITIES, most=9), people, on=ON, seed=SEED)
    with pytest.raises(NothingFeasible, match="clause others cannot be kept") as raised:
        answers.what_if(ground, [Set("others", "min", 5)])
    clash, *gives = raised.value.faults
    assert (clash.code, clash.field) == ("clash", "clause others")
    assert {give.code for give in gives} == {"relaxation"}
    assert "short by 3: at least 5 from azure to amber" in {give.found for give in gives}
    assert "The smallest change of its demands that suffices is 6 people in all" in raised.value.summary


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (Remove("nowhere"), "no clause nowhere"),
        (Set("others", "maximum", 3), "no field maximum; it has"),
        (Set("others", "max", "many"), "others.max is"),
        (Set("others", "max", -1), "0 or more"),
        (Lift("v9"), "no veto v9"),
        (Force("nobody"), "does not know this person"),
        (Add("[[clause]]\nid = 'others'\nkind = 'remains'\nmirror = true\n"), "already has a clause others"),
        (Add("[[category]]\nid = 'x'\n"), r"no \[\[clause\]\]"),
    ],
)
def test_a_change_of_something_that_is_not_there_is_said(change: Change, words: str) -> None:
    """One sentence with what there is."""
    with pytest.raises(UsageError, match=words):
        answers.what_if(GROUND, [change])


def test_a_value_of_the_wrong_kind_is_told_of_the_change_that_brings_it() -> None:
    """Not of a sound one of the same clause; also where the value has parts."""
    with pytest.raises(UsageError, match=r'^others\.max is "many": the value must be a whole number'):
        answers.what_if(GROUND, [Set("others", "min", 1), Set("others", "max", "many")])
    package = "[[clause]]\nid = 'deal'\nkind = 'package'\nflows = [{to = 'amber', n = 1, from = ['azure']}]\n"
    for value in ([1], [{"to": "amber"}], [{"from": 5, "n": 1, "to": "amber"}], 7):
        with pytest.raises(UsageError, match=r"^deal\.parts is .*: the value must be of the form"):
            answers.what_if(GROUND, [Add(package), Set("deal", "parts", value)])


@pytest.mark.parametrize("words", ["others.max", "max=3", "others.=3", "=3", "others.max="])
def test_a_set_of_another_form_is_refused(words: str) -> None:
    """With the form, and an example."""
    with pytest.raises(UsageError, match=r"others\.max=170"):
        answers.parse_set(words)


def test_faults_of_an_added_clause_stand_on_its_own_lines() -> None:
    """The file of the clause is named, with the line in it."""
    from safeconduct.errors import UnreadableInput

    with pytest.raises(UnreadableInput) as raised:
        answers.what_if(GROUND, [Add('\n[[clause]]\nid = "x"\nkind = "remainz"\n', "new.toml")])
    assert (raised.value.faults[0].file, raised.value.faults[0].row) == ("new.toml", 4)


def test_facts_may_be_supposed() -> None:
    """A veto lifted for one, a confirmation, an answer: each lets the person be weighed."""
    people = [person(f"b{n}", "amber", "azure") for n in range(4)]
    people += [
        person("a0"),
        person("a1"),
        person("a2", identity=Identity.ACKNOWLEDGED),
        person("a3", consent=Consent.UNKNOWN),
    ]
    ground = answers.ground(agreement(ONE_FOR_ONE, PRIORITIES, VETO, most=9), people, on=ON, seed=SEED)
    for change, name in ((Lift("v", "a0"), "a0"), (Confirm("a2"), "a2"), (Agrees("a3"), "a3")):
        entered = {one.person_id for one in answers.what_if(ground, [change]).enter}
        assert name in entered
        assert len(entered) == 2
    assert {"a0", "a1"} < {one.person_id for one in answers.what_if(ground, [Lift("v")]).enter}


def test_swapping_the_parties_swaps_the_answer() -> None:
    """The same people enter and leave, whatever the parties are called."""
    swap = {"azure": "amber", "amber": "azure"}
    turned = [dataclasses.replace(one, holder=swap[one.holder], home=swap[one.home]) for one in GROUND.persons.values()]
    ground = answers.ground(GROUND.agreement, turned, on=ON, seed=SEED)
    for change in CHANGES[:3]:
        one, other = answers.what_if(GROUND, [change]), answers.what_if(ground, [change])
        assert [m.person_id for m in one.enter] == [m.person_id for m in other.enter]
        assert [m.person_id for m in one.leave] == [m.person_id for m in other.leave]
        mirrored = [(c.clause, swap[c.holder], swap[c.home], c.before, c.after) for c in other.counts]
        assert [(c.clause, c.holder, c.home, c.before, c.after) for c in one.counts] == mirrored


def test_a_group_parted_by_a_change_is_judged_whole() -> None:
    """Without the clause that keeps families together, the willing go and the one who refuses stays."""
    family = {"group": "g", "group_kind": GroupKind.FAMILY}
    people = [person("a0", **family), person("a1", consent=Consent.NO, **family), person("b", "amber", "azure")]
    ground = answers.ground(agreement(ONE_FOR_ONE, FAMILIES, PRIORITIES, most=9), people, on=ON, seed=SEED)
    assert set(ground.answered.clauses()) == set()
    assert {one.person_id for one in answers.what_if(ground, [Remove("families")]).enter} == {"a0", "b"}
