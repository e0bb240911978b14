"""What would let a person go: every remedy works when tried, one step less does not, and its price is told."""

from __future__ import annotations

from agreements import FAMILIES, ON, ONE_FOR_ONE, PRIORITIES, SEED, agreement, crowd, person, template
from safeconduct.people.model import Consent, GroupKind, Identity, Person
from safeconduct.selection import answers
from safeconduct.selection.answers import Ground, Set

FAMILY = {"group": "g", "group_kind": GroupKind.FAMILY}


def ground(people: list[Person], *parts: str, **values: object) -> Ground:
    return answers.ground(agreement(*(parts or (ONE_FOR_ONE, PRIORITIES)), **values), people, on=ON, seed=SEED)


def test_the_smallest_ceiling_that_suffices() -> None:
    """Third in line for one place: two places more."""
    people = [person(f"a{n}", months=9 - n) for n in range(3)] + [person(f"b{n}", "amber", "azure") for n in range(9)]
    made = answers.include(ground(people, most=1), "a2")
    assert [one.words for one in made.remedies] == ["others.max is 3, and not 1"]
    assert made.remedies[0].enter == 4
    assert made.remedies[0].leave == ()


def test_a_balance_is_met_by_its_tolerance() -> None:
    """Nobody left on the other side: the tolerance, not the ceiling."""
    people = [person("a0", months=9), person("a1", months=3), person("b", "amber", "azure")]
    made = answers.include(ground(people, most=9), "a1")
    assert [one.words for one in made.remedies] == ["others.tolerance is 1, and not 0"]


def test_no_single_number_where_two_would_be_needed() -> None:
    """The ceiling and the balance both bind: neither alone helps, and that is what is said."""
    people = [person("a0", months=9), person("a1", months=3), person("b", "amber", "azure")]
    made = answers.include(ground(people, most=1), "a1")
    assert made.remedies == ()
    assert made.sentence.startswith("No single change of one clause")


def test_a_question_that_was_not_asked() -> None:
    """Somebody whom nobody has asked would go if they agree; somebody who said no is not asked to change their mind."""
    people = [
        person("unasked", consent=Consent.UNKNOWN),
        person("refuses", consent=Consent.NO),
        person("b", "amber", "azure"),
    ]
    made = answers.include(ground(people, most=9), "unasked")
    assert "is asked in private and agrees" in made.sentence
    assert answers.include(ground(people, most=9), "refuses").remedies == ()


def test_a_group_mate_who_is_not_confirmed() -> None:
    """Either the mate is confirmed and the family goes, or the person agrees to go without."""
    people = [person("a0", **FAMILY), person("a1", identity=Identity.ACKNOWLEDGED, **FAMILY)]
    people += [person(f"b{n}", "amber", "azure") for n in range(2)]
    made = answers.include(ground(people, ONE_FOR_ONE, FAMILIES, PRIORITIES, most=9), "a0")
    assert {one.words for one in made.remedies} == {
        "both sides confirm a1",
        "a0 agrees to go without the rest of the group",
    }


def test_weighed_but_not_going() -> None:
    """An answer lets them be weighed, but others come first; nothing is promised."""
    people = [
        person("unasked", consent=Consent.UNKNOWN, months=1),
        person("a", months=9),
        person("b", "amber", "azure"),
    ]
    made = answers.include(ground(people, most=1), "unasked")
    assert made.remedies == ()
    assert "would be weighed with the others" in made.sentence


def test_whoever_goes_needs_no_change() -> None:
    """Nothing to do."""
    assert answers.include(ground([person("a"), person("b", "amber", "azure")], most=1), "a").goes


def test_every_remedy_of_a_crowd_works_and_is_the_smallest() -> None:
    """Tried again from outside, for everyone of a crowd who was weighed and stays; and with one step less."""
    made = answers.ground(template(floor=1, ceiling=2), crowd(40), on=ON, seed=SEED)
    tried = 0
    for name in sorted(made.persons):
        for remedy in answers.include(made, name).remedies:
            entered = {one.person_id for one in answers.what_if(made, remedy.changes).enter}
            assert name in entered
            assert len(entered) == remedy.enter
            (change,) = remedy.changes if len(remedy.changes) == 1 else (None,)
            if isinstance(change, Set):
                assert isinstance(change.value, int)
                less = Set(change.clause, change.field, change.value - 1)
                assert name not in {one.person_id for one in answers.what_if(made, [less]).enter}
                tried += 1
    assert tried > 3
