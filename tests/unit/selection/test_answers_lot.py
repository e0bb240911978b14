"""Answers where a lot fell between equally good selections: the chance is told, and a what-if draws as select does."""

from __future__ import annotations

import hashlib

import pytest

from agreements import HEAD, ON, person
from safeconduct.people.model import GroupKind, Person
from safeconduct.selection import answers, select
from safeconduct.selection.answers import Set
from safeconduct.terms import Agreement, parse_terms

WAY = 'from = "azure"\nto = "amber"\nmirror = false\n'
TERMS = parse_terms(
    HEAD
    + f'[[clause]]\nid = "y"\nkind = "quota"\n{WAY}category = "young"\n'
    + f'[[clause]]\nid = "q"\nkind = "quota"\n{WAY}category = "anyone"\n'
    + f'[[clause]]\nid = "both"\nkind = "quota"\n{WAY}over = ["y", "q"]\nmax = 3\n'
    + '[[clause]]\nid = "f"\nkind = "keep_together"\ngroups = ["family"]\n[[priority]]\nid = "people"\n'
    + '[lottery]\nparties = ["azure", "amber", "host"]\nno_reveal = "stop"\nshares = "leximin"\n'
)
SEEDS = [hashlib.sha256(bytes([n])).hexdigest() for n in range(6)]


def crowd() -> list[Person]:
    """Two pairs who are not parted, one of them young, and one person, for three places: a pair and the one."""
    pairs = [
        person(f"{name}{n}", group=name, group_kind=GroupKind.FAMILY, age=20 if name == "a" else 40)
        for name in "ab"
        for n in range(2)
    ]
    return [*pairs, person("c")]


@pytest.mark.parametrize("seed", SEEDS)
def test_whoever_was_in_the_lot_reads_their_chance_and_what_was_drawn(seed: str) -> None:
    """Each pair had half a chance, whether it goes or not; the one person goes in any case and was in no lot."""
    made = select(TERMS, crowd(), on=ON, seed=seed)
    by_id = {one.person_id: one for one in crowd()}
    ties = answers.ties(TERMS, crowd(), ON)
    drawn = made.certificate["lottery"]["drawn"] + 1
    for name in by_id:
        said = {e.fact: e.value for e in answers.why(made, TERMS, by_id, ties, ON, name).evidence}
        if name == "c":
            assert "chance in the lot" not in said
        else:
            assert said["chance in the lot"] == "1/2, the same for everyone of the class"
            assert said["what decided"] == f"number {drawn} of 2 equally good selections was drawn"


@pytest.mark.parametrize("seed", SEEDS)
def test_a_what_if_draws_the_lot_that_select_would_draw(seed: str) -> None:
    """Before the change and after it exactly those go whom selecting again lets go."""
    ground = answers.ground(TERMS, crowd(), on=ON, seed=seed)
    assert set(ground.answered.clauses()) == _goes(TERMS, seed)
    for most in (2, 3, 4, 5):
        change = Set("both", "max", most)
        made = answers.what_if(ground, [change])
        left = {one.person_id for one in made.leave}
        now = (set(ground.answered.clauses()) - left) | {one.person_id for one in made.enter}
        assert now == _goes(answers.suppose(TERMS, ground.persons, [change]).agreement, seed)


def _goes(terms: Agreement, seed: str) -> set[str]:
    made = select(terms, crowd(), on=ON, seed=seed)
    return {one.person_id for one in made.outcomes if one.tranche is not None}
