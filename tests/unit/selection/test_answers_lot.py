"""Answers where a lot fell between equally good selections: the chance is told, and a what-if draws as select does."""

from __future__ import annotations

import hashlib

import pytest

from agreements import HEAD, ON, person
from safeconduct.people.model import GroupKind, Person
from safeconduct.selection import Outcome, answers, select
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
    """Before the change and after it exactly those go whom selecting again lets go, and who stays reads its words."""
    ground = answers.ground(TERMS, crowd(), on=ON, seed=seed)
    assert set(ground.answered.clauses()) == _goes(_select(TERMS, seed))
    for most in (2, 3, 4, 5):
        change = Set("both", "max", most)
        made = answers.what_if(ground, [change])
        anew = _select(answers.suppose(TERMS, ground.persons, [change]).agreement, seed)
        left = {one.person_id: one.sentence for one in made.leave}
        assert (set(ground.answered.clauses()) - left.keys()) | {one.person_id for one in made.enter} == _goes(anew)
        assert left == {one.person_id: one.sentence for one in anew if one.person_id in left}


def test_whoever_would_leave_by_a_lot_reads_so() -> None:
    """All five have a place; with three, a lot falls between the two pairs, and the words are those of select."""
    persons = {one.person_id: one for one in crowd()}
    roomy = answers.suppose(TERMS, persons, [Set("both", "max", 5)]).agreement
    for seed in SEEDS:
        made = answers.what_if(answers.ground(roomy, crowd(), on=ON, seed=seed), [Set("both", "max", 3)])
        told = {one.person_id: one.sentence for one in _select(TERMS, seed)}
        assert len(made.leave) == 2
        assert all("a lot fell between 2 equally good selections" in one.sentence for one in made.leave)
        assert all(one.sentence == told[one.person_id] for one in made.leave)


def _select(terms: Agreement, seed: str) -> tuple[Outcome, ...]:
    return select(terms, crowd(), on=ON, seed=seed).outcomes


def _goes(outcomes: tuple[Outcome, ...]) -> set[str]:
    return {one.person_id for one in outcomes if one.tranche is not None}
