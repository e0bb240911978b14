"""Disputed wordings: both texts are kept, the numbers they mean are told, and neither is chosen by the program."""

from __future__ import annotations

import pytest

from agreements import HEAD, ON, PRIORITIES, SEED, person
from safeconduct.errors import RefusedByRule, UnreadableInput
from safeconduct.selection import select
from safeconduct.terms import Agreement, OneForOne, Severity, canonical_bytes, check, parse_terms, restore

DISPUTED = """
[[clause]]
id = "others"
kind = "one_for_one"
between = ["azure", "amber"]
category = "anyone"
{rest}
[clause.wording.azure]
text = {{ en = "no more than three each way" }}
max = 3
[clause.wording.amber]
text = "up to two and one reserve"
max = 2
"""
READING = '[clause.reading]\nby = "{by}"\nbecause = "annex 2 counts the reserve"\nmax = 3\n'


def terms(text: str, rest: str = "") -> Agreement:
    return parse_terms(HEAD + text.replace("{rest}", rest).replace("{{", "{").replace("}}", "}") + PRIORITIES)


def test_a_number_on_which_the_texts_differ_is_refused_with_both_numbers() -> None:
    """The finding tells what each text means, on the line of the clause; nothing is solved before it is settled."""
    found = terms(DISPUTED)
    (finding,) = [one for one in check(found, on=ON) if one.code == "disputed-number"]
    assert finding.severity is Severity.ERROR
    assert finding.message.startswith("the parties' texts differ on max: 2 in that of amber, 3 in that of azure")
    assert finding.line == found.clauses[-1].line
    assert "[clause.reading]" in finding.fix
    with pytest.raises(RefusedByRule):
        select(found, [person("a"), person("b", "amber", "azure")], on=ON, seed=SEED)


def test_a_neutral_reading_settles_it_and_is_told_each_time() -> None:
    """With the reading of the intermediary the clause has its number; the dispute stays in the agreement."""
    found = terms(DISPUTED + READING.format(by="host"))
    clause = found.clauses[-1]
    assert isinstance(clause, OneForOne)
    assert clause.max == 3
    assert [str(wording.text) for wording in clause.wordings] == [
        "no more than three each way",
        "up to two and one reserve",
    ]
    findings = {one.code: one for one in check(found, on=ON)}
    assert "disputed-number" not in findings
    assert "read by host: annex 2 counts the reserve" in findings["disputed-wording"].message
    assert findings["disputed-wording"].severity is Severity.WARNING


def test_a_party_is_no_neutral_reader() -> None:
    """Neither text wins because its own author reads it so."""
    codes = {one.code for one in check(terms(DISPUTED + READING.format(by="azure")), on=ON)}
    assert "reading-not-neutral" in codes


@pytest.mark.parametrize(("reading", "span"), [("exactly = 2", (2, 2)), ("min = 1\nmax = 3", (1, 3))])
def test_exactly_against_at_most_can_be_settled(reading: str, span: tuple[int, int]) -> None:
    """*Exactly* is a floor and a ceiling in one, so both are disputed, and either form of a reading settles both."""
    text = DISPUTED.replace("max = 3", "exactly = 3")
    means = [one.message for one in check(terms(text), on=ON) if one.code == "disputed-number"]
    assert len(means) == 2
    assert "differ on max: 2 in that of amber, 3 in that of azure" in means[0] + means[1]
    assert "differ on min: nothing in that of amber, 3 in that of azure" in means[0] + means[1]
    found = terms(text + READING.format(by="host").replace("max = 3", reading))
    clause = found.clauses[-1]
    assert isinstance(clause, OneForOne)
    assert (clause.min, clause.max) == span
    assert "disputed-number" not in {one.code for one in check(found, on=ON)}


def test_a_text_that_contradicts_itself_cannot_be_read() -> None:
    """*Exactly three*, and *two at least*."""
    with pytest.raises(UnreadableInput, match="either exactly, or min and max"):
        terms(DISPUTED.replace("max = 3", "exactly = 3\nmin = 2"))


def test_texts_that_mean_the_same_number_need_no_reading() -> None:
    """The number stands, and the difference is listed."""
    found = terms(DISPUTED.replace("max = 2", "max = 3"))
    clause = found.clauses[-1]
    assert isinstance(clause, OneForOne)
    assert clause.max == 3
    findings = {one.code: one for one in check(found, on=ON)}
    assert "they mean the same numbers" in findings["disputed-wording"].message


def test_a_number_that_one_text_leaves_out_is_disputed() -> None:
    """Silence is not consent: one text has a floor, the other has none."""
    found = terms(DISPUTED.replace("max = 2", "max = 3\nmin = 1"))
    (finding,) = [one for one in check(found, on=ON) if one.code == "disputed-number"]
    assert "on min: 1 in that of amber, nothing in that of azure" in finding.message


@pytest.mark.parametrize(
    ("text", "rest", "code"),
    [
        (DISPUTED, "max = 3", "contradiction"),
        (DISPUTED[: DISPUTED.index("[clause.wording.amber]")], "", "missing"),
        (DISPUTED.replace('text = "up to two and one reserve"\n', ""), "", "missing"),
        (DISPUTED.replace("max = 2", "most = 2"), "", "unknown-key"),
        (DISPUTED[: DISPUTED.index("[clause.wording.azure]")] + READING.format(by="host"), "", "missing"),
    ],
)
def test_what_is_no_dispute_cannot_be_read(text: str, rest: str, code: str) -> None:
    """A number beside the texts would choose between them; a wording needs its text, and another to differ from."""
    with pytest.raises(UnreadableInput) as raised:
        terms(text, rest)
    assert code in {fault.code for fault in raised.value.faults}


def test_both_texts_are_signed() -> None:
    """The canonical form holds the texts and the reading, and can be read back."""
    import json

    found = terms(DISPUTED + READING.format(by="host"))
    document = json.loads(canonical_bytes(found))
    assert [one["party"] for one in document["clauses"][-1]["wordings"]] == ["azure", "amber"]
    assert restore(document, found.sha256).clauses[-1].reading == found.clauses[-1].reading
