"""An agreement read back from its canonical form is the same agreement, and no other is taken for it."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest

from agreements import FAMILIES, ONE_FOR_ONE, PRIORITIES, agreement, template
from safeconduct.errors import DoesNotVerify, UnreadableInput
from safeconduct.terms import Agreement, canonical_bytes, read_terms, restore

MORE = """
[[clause]]
id = "r"
kind = "ratio"
category = "anyone"
give = { party = "azure", n = 1 }
get = { party = "amber", n = 3 }
[[clause]]
id = "p"
kind = "package"
flows = [ { to = "azure", n = 2, from = ["amber"] } ]
[[clause]]
id = "n"
kind = "named"
wants = [ { entry = "azure/H-1", against = ["amber/H-2"] } ]
goodwill = ["amber/H-2"]
[[clause]]
id = "b"
kind = "balance"
[[veto]]
id = "v"
by = "azure"
who = { not = { sex = "male" } }
reason = "criminal_sentence"
expires = 2026-05-01
"""
EXAMPLES = sorted((Path(__file__).parents[3] / "examples").rglob("terms*.toml"))


@pytest.mark.parametrize(
    "terms",
    [
        agreement(ONE_FOR_ONE, FAMILIES, MORE, PRIORITIES, most=3),
        template(),
        *(read_terms(path) for path in EXAMPLES),
    ],
    ids=lambda one: str(one.id),
)
def test_there_and_back(terms: Agreement) -> None:
    """The same canonical bytes and the same digest; every clause is of its kind again."""
    again = restore(json.loads(canonical_bytes(terms)), terms.sha256)
    assert canonical_bytes(again) == canonical_bytes(terms)
    assert again.sha256 == terms.sha256
    assert [type(clause) for clause in again.clauses] == [type(clause) for clause in terms.clauses]


def test_another_agreement_does_not_verify() -> None:
    """One number changed, and the digest is not that of what was signed."""
    terms = agreement(ONE_FOR_ONE, PRIORITIES, most=3)
    document = json.loads(canonical_bytes(terms))
    document["clauses"][-1]["max"] = 4
    with pytest.raises(DoesNotVerify):
        restore(document, terms.sha256)
    assert restore(document).clauses[-1].max == 4  # type: ignore[attr-defined]


def test_an_agreement_of_an_earlier_version_is_read() -> None:
    """A field that did not exist when it was signed is empty now; the digest is of what was signed."""
    document = json.loads(canonical_bytes(agreement(ONE_FOR_ONE, PRIORITIES, most=3)))
    del document["vetoes"]
    signed = json.dumps(document, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
    assert restore(document, hashlib.sha256(signed).hexdigest()).vetoes == ()


@pytest.mark.parametrize(
    "change", [{"clauses": [{"kind": "barter"}]}, {"parties": 3}, {"nothing": 1}, {"date": "soon"}]
)
def test_what_is_no_agreement_is_unreadable(change: dict[str, object]) -> None:
    """A kind, a type or a key that no agreement has."""
    document = json.loads(canonical_bytes(agreement(PRIORITIES)))
    with pytest.raises(UnreadableInput):
        restore({**document, **change})


@pytest.mark.parametrize(("where", "name"), [("agreement", "parties"), ("clause", "flows"), ("category", "who")])
def test_a_word_where_a_list_is_expected_is_not_taken_letter_by_letter(where: str, name: str) -> None:
    """``parties`` of "ab" are not the parties a and b; the fault says what was found and what is expected."""
    document = json.loads(canonical_bytes(agreement(ONE_FOR_ONE, PRIORITIES, most=3)))
    place = {"agreement": document, "clause": document["clauses"][-1], "category": document["categories"][0]}[where]
    place[name] = {"all": "ab"} if name == "who" else "ab"
    with pytest.raises(UnreadableInput) as raised:
        restore(document)
    assert raised.value.faults[0].found == "'ab' where a list is expected"
