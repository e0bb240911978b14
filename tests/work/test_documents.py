from __future__ import annotations

import hashlib

import pytest

from operations import changing, digest, opened
from safeconduct.errors import RefusedByRule
from safeconduct.store import queries
from safeconduct.store.queries import Operation
from safeconduct.work.bulletin import record_bulletin
from safeconduct.work.movement import record_plan
from safeconduct.work.paper import record_paper
from safeconduct.work.selection import record_selection
from safeconduct.work.terms import adopt, in_force


def sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def test_a_selection_is_found_by_its_input_with_its_certificate(operation: Operation) -> None:
    """A step that was done with the same input is not done again; with another input it is."""
    assert queries.latest_selection(operation) is None
    with changing(operation) as c:
        record_selection(c, '{"a":1}', '{"b":2}', digest("in"), selected=10, tranches=2)
    found = queries.latest_selection(operation, digest("in"))
    assert found is not None
    assert (found.text, found.certificate, found.sha256) == ('{"a":1}', '{"b":2}', sha256('{"a":1}'))
    assert queries.latest_selection(operation, digest("other")) is None
    assert queries.log_entries(operation)[-1].document["fact"] == {
        "kind": "selection_made",
        "sha256": sha256('{"a":1}'),
        "certificate_sha256": sha256('{"b":2}'),
        "selected": 10,
        "tranches": 2,
        "revises_certificate_sha256": "",
    }


def test_only_the_newest_document_counts(operation: Operation) -> None:
    """A plan made from older input is superseded: going back to that input means planning again."""
    for number in (1, 2):
        with changing(operation) as c:
            record_plan(c, f'{{"plan":{number}}}', digest(number), runs=number, uncarried=0)
    assert queries.latest_plan(operation, digest(1)) is None
    assert queries.latest_plan(operation, digest(2)).text == '{"plan":2}'
    assert queries.latest_plan(operation).text == '{"plan":2}'


def test_documents_of_other_operations_are_not_found(operation: Operation) -> None:
    """One store may hold many operations; each sees its own documents only."""
    other = opened()
    with changing(operation) as c:
        record_plan(c, "{}", digest("in"), runs=1, uncarried=0)
    assert queries.latest_plan(other, digest("in")) is None


def test_papers_are_listed_in_the_order_of_printing(operation: Operation) -> None:
    """By name and digest; with an input, only those made from it."""
    for title, made_from in (("Manifest", "one"), ("Act", "two")):
        with changing(operation) as c:
            record_paper(c, title, digest(title), f"{title}.pdf", digest(made_from))
    assert [paper.name for paper in queries.papers(operation)] == ["Manifest", "Act"]
    assert [paper.file_name for paper in queries.papers(operation, digest("two"))] == ["Act.pdf"]


def test_bulletins_come_back(operation: Operation) -> None:
    """With their number, in the order of issue."""
    for number in ("39-1", "39-2"):
        with changing(operation) as c:
            record_bulletin(c, number, '{"total":10}', digest(number))
    assert [bulletin.name for bulletin in queries.bulletins(operation)] == ["39-1", "39-2"]
    assert queries.latest_bulletin(operation, digest("39-2")).text == '{"total":10}'


def test_several_agreements_are_in_force_together(operation: Operation) -> None:
    """So a run that is done again does not put them in force, and into the log, once more."""
    both = [("ISTANBUL", "1", sha256("all = 1")), ("LATER", "1", sha256("more = 1"))]
    assert not in_force(operation, both)
    for (name, version, made), text in zip(both, ("all = 1", "more = 1"), strict=True):
        with changing(operation) as c:
            adopt(c, name, version, made, text)
    assert in_force(operation, both)
    assert not in_force(operation, both[:1])
    assert not in_force(operation, both[::-1])


def test_the_agreement_adopted_last_is_in_force(operation: Operation) -> None:
    """A new version takes the place of the old one; the one in force is not adopted again."""
    for version in ("1", "2", "2"):
        text = f"version = {version}"
        with changing(operation) as c:
            adopt(c, "ISTANBUL", version, sha256(text), text)
    assert queries.latest_agreement(operation).name == "ISTANBUL 2"
    assert queries.log_size(operation) == 3


def test_a_version_of_an_agreement_has_one_text(operation: Operation) -> None:
    """Other terms under an old number, and a text that is not the one checked, are refused."""
    with changing(operation) as c:
        adopt(c, "ISTANBUL", "1", sha256("all = 1"), "all = 1")
    with pytest.raises(RefusedByRule, match="a number of its own"), changing(operation) as c:
        adopt(c, "ISTANBUL", "1", sha256("all = 2"), "all = 2")
    with pytest.raises(RefusedByRule, match="not those of the file"), changing(operation) as c:
        adopt(c, "ISTANBUL", "2", sha256("all = 2"), "all = 3")
