"""Who is ahead between each two parties and against all others, and what a side could lose with and without escrow."""

from __future__ import annotations

import dataclasses
import json

from agreements import HEAD, ON, ONE_FOR_ONE, PRIORITIES, SEED, agreement, crowd, person, template
from safeconduct.people.model import Person
from safeconduct.selection import Selection, answers, select
from safeconduct.terms import Agreement, parse_terms

THREE = ("azure", "amber", "teal")
CLAUSE = '[[clause]]\nid = "{name}"\nkind = "{kind}"\ncategory = "anyone"\nbetween = {between}\nmax = 4\n'
CAP = "[tranches]\ncap_per_side = 4\n"


def several(kind: str, *more: str, pairs: bool = True) -> Agreement:
    """Among three parties: a clause for each two of them, or one for all."""
    sides = [(THREE[i], THREE[k]) for i in range(3) for k in range(i + 1, 3)] if pairs else [THREE]
    clauses = [CLAUSE.format(name=f"c{n}", kind=kind, between=json.dumps(between)) for n, between in enumerate(sides)]
    return parse_terms(
        HEAD.replace('["azure", "amber"]', json.dumps(THREE)) + "".join([*clauses, *more, PRIORITIES, CAP])
    )


def select_(terms: Agreement, people: list[Person]) -> Selection:
    return select(terms, people, on=ON, seed=SEED)


def test_of_two_parties_the_line_is_the_exposure() -> None:
    """Filled in between its steps: the living, then the remains from zero again."""
    terms, people = template(floor=1, ceiling=4), crowd(90)
    made = select_(terms, people)
    lines = answers.lead_lines(made, terms, people)
    assert [(line.party, line.against) for line in lines if not line.remains] == [("amber", "azure")]
    steps = dict(step for line in lines for step in line.steps)
    filled, now = [], 0
    for place in range(1, len(made.exposure) + 1):
        now = steps.get(place, now)
        filled.append(now)
    assert filled[: len(made.exposure)] == list(made.exposure)
    assert max(line.greatest for line in lines) == made.exposure_bound


def test_each_two_of_three_parties_have_a_line() -> None:
    """Counted again by hand from the tranches, under the clause between the two."""
    terms, people = several("one_for_one"), crowd(120, parties=THREE)
    made = select_(terms, people)
    lines = answers.lead_lines(made, terms, people)
    assert {(line.party, line.against) for line in lines} == {("amber", "azure"), ("amber", "teal"), ("azure", "teal")}
    by_id = {one.person_id: one for one in people}
    clause = {one.person_id: one.clause for one in made.outcomes}
    for line in lines:
        lead, place, steps, after = 0, 0, [], []
        for tranche in made.tranches:
            for name in tranche.order:
                place += 1
                one = by_id[name]
                if clause[name].startswith("c") and {one.holder, one.home} == {line.party, line.against}:
                    lead += 1 if one.holder == line.party else -1
                    steps.append((place, lead))
            after.append(lead)
        assert (line.steps, line.after) == (tuple(steps), tuple(after))
        assert line.after[-1] == 0


def test_a_balance_sets_each_party_against_the_rest() -> None:
    """Three people in a circle: everybody gives one and receives one, and whoever gave last is level again."""
    people = [person("p0", "azure", "amber"), person("p1", "amber", "teal"), person("p2", "teal", "azure")]
    terms = several("quota", '[[clause]]\nid = "net"\nkind = "balance"\n', pairs=False)
    made = select_(terms, people)
    assert sum(len(tranche.order) for tranche in made.tranches) == 3
    lines = answers.lead_lines(made, terms, people)
    assert [(line.party, line.against, line.clause) for line in lines] == [
        ("amber", answers.REST, "net"),
        ("azure", answers.REST, "net"),
        ("teal", answers.REST, "net"),
    ]
    assert all(line.after[-1] == 0 and line.greatest == 1 for line in lines)
    assert all(sum(dict(line.steps).get(place, 0) for line in lines) <= 1 for place in (1, 2, 3))


def test_in_escrow_only_the_lead_at_the_end_of_a_tranche_is_open() -> None:
    """One for one in whole tranches: somebody is ahead by one on the way, and nothing can be lost."""
    people = [person(f"a{n}") for n in range(8)] + [person(f"b{n}", "amber", "azure") for n in range(8)]
    terms = agreement(ONE_FOR_ONE, PRIORITIES, CAP, most=8)
    made = select_(terms, people)
    lines = answers.lead_lines(made, terms, people)
    assert made.exposure_bound == 1
    assert len(made.tranches) == 2
    assert answers.open_to_loss(lines, escrow=True) == 0
    assert answers.open_to_loss(lines, escrow=False) == 1
    lead = answers.fairness(made, terms, people, answers.mirror(made, terms, people, on=ON), on=ON)["lead"]
    assert (lead["escrow"], lead["open_to_loss"], lead["tranches"]) == (True, 0, [8, 8])


def test_what_agreement_leaves_open_at_the_end_is_open_in_escrow_too() -> None:
    """A tolerance of two, used: at the end one side has given two more."""
    people = [person(f"a{n}") for n in range(5)] + [person(f"b{n}", "amber", "azure") for n in range(3)]
    terms = agreement(ONE_FOR_ONE + "tolerance = 2\n", PRIORITIES, CAP, most=8)
    lines = answers.lead_lines(select_(terms, people), terms, people)
    assert answers.open_to_loss(lines, escrow=True) == 2


def test_mirror() -> None:
    """With two of three names exchanged the lines are the same with the names exchanged."""

    def swap(text: str) -> str:
        return text.replace("azure", "\0").replace("teal", "azure").replace("\0", "teal")

    people = crowd(90, parties=THREE)
    other_people = [dataclasses.replace(one, holder=swap(one.holder), home=swap(one.home)) for one in people]
    terms = several("one_for_one")
    names = {"azure": "teal", "teal": "azure", "amber": "amber"}
    one = answers.lead_lines(select_(terms, people), terms, people)
    sides = [(names[a], names[b]) for a, b in (("azure", "amber"), ("azure", "teal"), ("amber", "teal"))]
    text = HEAD.replace('["azure", "amber"]', json.dumps([names[party] for party in THREE]))
    text += "".join(
        CLAUSE.format(name=f"c{n}", kind="one_for_one", between=json.dumps(side)) for n, side in enumerate(sides)
    )
    other_terms = parse_terms(text + PRIORITIES + CAP)
    two = answers.lead_lines(select_(other_terms, other_people), other_terms, other_people)
    turned = {}
    for line in two:
        key, sign = (names[line.party], names[line.against]), 1
        if key[0] > key[1]:
            key, sign = (key[1], key[0]), -1
        turned[key] = tuple((place, sign * lead) for place, lead in line.steps)
    assert turned == {(line.party, line.against): line.steps for line in one}
