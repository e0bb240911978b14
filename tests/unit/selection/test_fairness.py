"""One report for all parties: the same columns, counts that add up, the mirror really run, and no shadow price."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Iterator
from typing import Any

import pytest

from agreements import FAMILIES, HEAD, ON, ONE_FOR_ONE, PRIORITIES, SEED, agreement, crowd, person, template
from safeconduct.people.model import Consent, Person
from safeconduct.selection import Selection, answers, select
from safeconduct.terms import Agreement, parse_terms

PEOPLE = crowd(90)
TERMS = template(floor=1, ceiling=4)
VETO = """
[[veto]]
id = "v"
by = "azure"
entries = ["azure/H-a0"]
reason = "criminal_sentence"
expires = 2026-05-01
"""


def report(terms: Agreement, people: list[Person], made: Selection | None = None) -> dict[str, Any]:
    made = made or select(terms, people, on=ON, seed=SEED)
    return answers.fairness(made, terms, people, answers.mirror(made, terms, people, on=ON), on=ON)


def keys(document: Any) -> Iterator[str]:
    if isinstance(document, dict):
        for key, value in document.items():
            yield key
            yield from keys(value)
    elif isinstance(document, list):
        for value in document:
            yield from keys(value)


def test_every_party_has_the_same_rows_and_columns() -> None:
    """And what one gives of two is what the other receives."""
    parties = report(TERMS, PEOPLE)["parties"]
    assert set(keys(parties["azure"])) == set(keys(parties["amber"]))
    for side in ("gives", "receives"):
        assert [row["clause"] for row in parties["azure"][side]["rows"]] == [
            row["clause"] for row in parties["amber"][side]["rows"]
        ]
    assert parties["azure"]["gives"] == parties["amber"]["receives"]


def test_the_counts_add_up() -> None:
    """Declared are all who are held, selected all who go, and each column is within the one before."""
    made = select(TERMS, PEOPLE, on=ON, seed=SEED)
    parties = report(TERMS, PEOPLE, made)["parties"]
    selected = sum(one.tranche is not None for one in made.outcomes)
    assert sum(data["gives"]["total"]["selected"] for data in parties.values()) == selected
    assert sum(data["gives"]["total"]["declared"] for data in parties.values()) == sum(
        one.identity != "claimed" for one in PEOPLE
    )
    for data in parties.values():
        for row in data["gives"]["rows"]:
            assert row["declared"] >= row["verified"] >= row["eligible"] >= row["selected"]


def test_months_are_those_that_somebody_has() -> None:
    """Quantiles by nearest rank: of 1 to 8 months the half is 4 and the quarter 2."""
    people = [person(f"a{n}", months=n) for n in range(1, 9)] + [person(f"b{n}", "amber", "azure") for n in range(8)]
    data = report(agreement(ONE_FOR_ONE, PRIORITIES, most=8), people)["parties"]["azure"]["gives"]
    assert data["selected_months"] == {
        "least": 1, "quarter": 2, "half": 4, "three quarters": 6, "nine tenths": 8, "most": 8
    }  # fmt: skip
    assert data["staying_months"] is None
    assert data["total"]["share_percent"] == 100


def test_no_shadow_price_is_in_it() -> None:
    """Every multiplier of the certificate is replaced by a number of its own; none of them shows up in the report."""
    made = select(TERMS, PEOPLE, on=ON, seed=SEED)
    certificate = json.loads(json.dumps(made.certificate))
    marks = []
    for level in certificate["levels"]:
        for name in ("rows", "before"):
            for place, entry in enumerate(level[name]):
                entry[1] = 987650000 + len(marks)
                marks.append(str(entry[1]))
                assert level[name][place] is entry
        level["total"] = level["denominator"] = 987659999
    marks.append("987659999")
    assert len(marks) > 5
    document = report(TERMS, PEOPLE, dataclasses.replace(made, certificate=certificate))
    text = answers.fairness_bytes(document).decode()
    assert not [mark for mark in marks if mark in text]
    assert not {"rows_dual", "multiplier", "multipliers", "dual", "duals", "denominator", "price"} & set(keys(document))


def test_nobody_is_named_and_refusals_are_not_counted_by_cause() -> None:
    """Whoever reads it learns of no person, and not how many have said no."""
    people = [*PEOPLE, person("refuses", consent=Consent.NO)]
    text = answers.fairness_bytes(report(TERMS, people)).decode()
    assert not [one.person_id for one in people if one.person_id in text]
    assert not [one.held_id for one in people if one.held_id in text]
    assert "consent" not in text


def test_the_mirror_is_run_and_finds_nothing() -> None:
    """Two parties, and three, whose names go round by one; vetoes and entries are renamed with them."""
    people = [person(f"a{n}") for n in range(3)] + [person("b", "amber", "azure")]
    terms = agreement(ONE_FOR_ONE, PRIORITIES, VETO, most=3)
    made = select(terms, people, on=ON, seed=SEED)
    found = answers.mirror(made, terms, people, on=ON)
    assert found.same
    assert dict(found.renamed) == {"azure": "amber", "amber": "azure"}
    three = ("azure", "amber", "teal")
    head = HEAD.replace('["azure", "amber"]', json.dumps(three))
    quota = f'[[clause]]\nid = "q"\nkind = "quota"\ncategory = "anyone"\nbetween = {json.dumps(three)}\nmax = 3\n'
    terms = parse_terms(head + quota + '[[clause]]\nid = "net"\nkind = "balance"\n' + PRIORITIES)
    people = crowd(60, parties=three)
    made = select(terms, people, on=ON, seed=SEED)
    assert answers.mirror(made, terms, people, on=ON).same


def test_the_mirror_finds_a_selection_that_was_tampered_with() -> None:
    """Two people of one class exchanged by hand: both are answered otherwise."""
    people = [person(f"a{n}") for n in range(3)] + [person("b", "amber", "azure")]
    terms = agreement(ONE_FOR_ONE, PRIORITIES, most=3)
    made = select(terms, people, on=ON, seed=SEED)
    first = next(one for one in made.outcomes if one.person_id != "b" and one.tranche)
    other = next(one for one in made.outcomes if not one.tranche)
    swapped = {
        first.person_id: dataclasses.replace(other, person_id=first.person_id),
        other.person_id: dataclasses.replace(first, person_id=other.person_id),
    }
    forged = dataclasses.replace(made, outcomes=tuple(swapped.get(one.person_id, one) for one in made.outcomes))
    found = answers.mirror(forged, terms, people, on=ON)
    assert not found.same
    assert found.people == 2


@pytest.mark.parametrize(
    ("clause", "words"),
    [
        (
            'kind = "ratio"\ngive = { party = "azure", n = 1 }\nget = { party = "amber", n = 3 }\n',
            "1 from azure for 3 from amber",
        ),
        ('kind = "quota"\nfrom = "azure"\nto = "amber"\nmax = 3\n', "from azure to amber, and not of the way back"),
    ],
)
def test_what_is_not_symmetric_is_listed(clause: str, words: str) -> None:
    """A ratio that is not one to one, a clause for one way, a veto."""
    terms = agreement(f'[[clause]]\nid = "x"\ncategory = "anyone"\n{clause}', PRIORITIES, VETO)
    listed = report(terms, [person("a0"), person("b", "amber", "azure")])["asymmetric"]
    assert [row["clause"] for row in listed] == ["x", "v"]
    assert words in listed[0]["what"]
    assert report(agreement(ONE_FOR_ONE, FAMILIES, PRIORITIES, most=3), [person("a0")])["asymmetric"] == []


def test_a_disputed_clause_stands_with_both_texts_and_the_neutral_reading() -> None:
    """The report for both parties hides neither text, nor on what ground the reading was made."""
    quota = '[[clause]]\nid = "x"\nkind = "quota"\nbetween = ["azure", "amber"]\ncategory = "anyone"\n'
    texts = '[clause.wording.azure]\ntext = "up to three"\nmax = 3\n[clause.wording.amber]\ntext = "two"\nmax = 2\n'
    reading = '[clause.reading]\nby = "host"\nbecause = "annex 2"\nmax = 2\n'
    people = [person("a0"), person("b", "amber", "azure")]
    (found,) = report(agreement(quota + texts + reading, PRIORITIES), people)["disputed"]
    assert found["clause"] == "x"
    assert [(one["party"], one["text"], one["means"]) for one in found["wordings"]] == [
        ("azure", "up to three", {"max": 3}),
        ("amber", "two", {"max": 2}),
    ]
    assert found["reading"] == {"by": "host", "because": "annex 2", "means": {"max": 2}}
    assert report(agreement(ONE_FOR_ONE, PRIORITIES, most=3), people)["disputed"] == []


def test_draws_can_be_done_again() -> None:
    """Three equals for one place: the tickets on both sides of the line."""
    from safeconduct.selection import ticket

    people = [person(f"a{n}") for n in range(3)] + [person("b", "amber", "azure")]
    (draw,) = report(agreement(ONE_FOR_ONE, PRIORITIES, most=3), people)["lottery"]["draws"]
    tickets = sorted(ticket(SEED, [f"a{n}"]) for n in range(3))
    assert (draw["equals"], draw["places"]) == (3, 1)
    assert (draw["last_that_goes"], draw["first_that_stays"]) == (tickets[0], tickets[1])


def test_swapping_the_parties_swaps_the_columns() -> None:
    """The report of the mirrored exchange is the report with the names exchanged."""
    swap = {"azure": "amber", "amber": "azure"}
    turned = [dataclasses.replace(one, holder=swap[one.holder], home=swap[one.home]) for one in PEOPLE]
    one, other = report(TERMS, PEOPLE), report(TERMS, turned)
    assert one["parties"] == {swap[party]: data for party, data in other["parties"].items()}
    assert one["lead"]["curve"] == [-lead for lead in other["lead"]["curve"]]


def test_the_page_shows_it_and_loads_nothing() -> None:
    """The same tables for each party; a title is escaped."""
    from safeconduct.paper import fairness_page

    page = fairness_page(report(TERMS, PEOPLE), title="A <b>test</b>", names={"azure": "Azure"}, rehearsal=True)
    assert "A &lt;b&gt;test&lt;/b&gt;" in page
    assert page.count("<h3>Azure</h3>") == page.count("<h3>amber</h3>") == 1
    assert "the same people go, in the same tranches" in page
    assert "src=" not in page
    assert "<script" not in page
