"""After a change everything is as if everyone had been weighed anew: the units, the bars, the classes, the optimum."""

from __future__ import annotations

from collections.abc import Sequence

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from agreements import HEAD, ON, PRIORITIES, SEED, crowd, template
from safeconduct.errors import NothingFeasible, RefusedByRule, UsageError
from safeconduct.selection import answers
from safeconduct.selection.answers import Add, Agrees, Change, Confirm, Lift, Part, Remove, Set
from safeconduct.terms import parse_terms

PARTIES = ("azure", "amber", "teal")
THREE = """
[[clause]]
id = "old"
kind = "quota"
between = ["azure", "amber", "teal"]
category = "elder"
max = 2
[[category]]
id = "elder"
who = { age_at_least = 55 }
[[clause]]
id = "young"
kind = "quota"
between = ["azure", "amber", "teal"]
category = "young"
max = 3
[[clause]]
id = "others"
kind = "quota"
between = ["azure", "amber", "teal"]
category = "anyone"
max = 4
[[clause]]
id = "net"
kind = "balance"
parties = ["azure", "amber", "teal"]
tolerance = 1
[[clause]]
id = "families"
kind = "keep_together"
groups = ["family"]
[[veto]]
id = "fit"
by = "azure"
who = { medical = "wounded" }
reason = "unfit_to_travel"
expires = 2026-05-01
[[veto]]
id = "one"
by = "amber"
entries = ["H-{entry}"]
reason = "criminal_sentence"
expires = 2026-05-01
"""
LONG = """
[[category]]
id = "long"
who = { held_months_at_least = 30, medical = ["none", "wounded"] }
[[clause]]
id = "long"
kind = "quota"
between = ["azure", "amber"]
category = "long"
max = 3
"""
WORN = """
[[veto]]
id = "worn"
by = "azure"
who = { held_months_at_least = 40 }
reason = "unfit_to_travel"
expires = 2026-05-01
[[clause]]
id = "more"
kind = "quota"
between = ["azure", "amber"]
category = "young"
max = 1
"""
FIRST = """
[[priority]]
id = "old first"
who = { age_at_least = 55 }
[[clause]]
id = "more"
kind = "quota"
between = ["azure", "amber"]
category = "young"
max = 1
"""
TOLD = """
[[clause]]
id = "told"
kind = "all"
between = ["azure", "amber"]
category = "told"
[[category]]
id = "told"
who = { rank = ["private"] }
"""
CHANGES: list[Change] = [
    Add(LONG),
    Add(LONG, before="others"),
    Add(WORN),
    Add(FIRST),
    Add(TOLD, before="young"),
    Remove("wounded"),
    Remove("protected"),
    Remove("young"),
    Remove("others"),
    Remove("families"),
    Remove("net"),
    Set("others", "max", 1),
    Set("young", "category", "elder"),
    Set("others", "category", "young"),
    Set("families", "rule", "prefer"),
    Lift("fit"),
    Lift("one"),
]
PEOPLE = crowd(140, seed=5, parties=PARTIES)
TWO, ALL = '["azure", "amber"]', '["azure", "amber", "teal"]'
NAMED = PEOPLE[3].person_id
THREE_TERMS = parse_terms((HEAD.replace(TWO, ALL) + THREE + PRIORITIES).replace("{entry}", NAMED))
GROUNDS = [
    answers.ground(template(floor=1, ceiling=4), crowd(120, seed=3), on=ON, seed=SEED),
    answers.ground(THREE_TERMS, PEOPLE, on=ON, seed=SEED),
]


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.sampled_from(range(2)),
    st.lists(st.sampled_from(CHANGES), min_size=1, max_size=3),
    st.lists(st.sampled_from([Agrees, Confirm, Part]), max_size=2),
    st.integers(0, 119),
)
def test_after_a_change_all_is_as_if_weighed_anew(
    which: int, changes: Sequence[Change], asked: Sequence[type[Agrees] | type[Confirm] | type[Part]], one: int
) -> None:
    """Not only the same people go: every class, every bar and every place in the order is the same."""
    ground = GROUNDS[which]
    name = sorted(ground.persons)[one]
    changes = [*changes, *(kind(name) for kind in asked)]
    try:
        supposed = answers.suppose(ground.agreement, ground.persons, changes)
    except UsageError:
        return
    persons = list({**ground.persons, **supposed.persons}.values())
    try:
        made = answers.resolve(ground, supposed)
    except RefusedByRule:
        return
    except NothingFeasible:
        made = None
    try:
        anew = answers.ground(supposed.agreement, persons, on=ON, seed=SEED).answered
    except NothingFeasible:
        assert made is None
        return
    assert made is not None
    assert made.population == anew.population
    assert made.programme == anew.programme
    assert (made.solution.taken, made.solution.aux) == (anew.solution.taken, anew.solution.aux)
