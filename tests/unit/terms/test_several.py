"""Several agreements in one operation: each keeps its clauses, and everyone's line cites agreement and clause."""

from __future__ import annotations

from pathlib import Path

import pytest

from agreements import HEAD, ON, ONE_FOR_ONE, PRIORITIES, SEED, person
from safeconduct.errors import RefusedByRule, UnreadableInput
from safeconduct.people import write_persons
from safeconduct.people.model import Medical
from safeconduct.selection import select, verify_folder, write_selection
from safeconduct.selection.check import PERSONS
from safeconduct.terms import Balance, Severity, check_several, combine, parse_terms, read_agreements, terms_files

FIRST = HEAD + PRIORITIES + "[tranches]\ncap_per_side = 5\n"
SECOND = """
[agreement]
id = "later"
parties = ["azure", "teal"]
intermediary = "host"
version = "2"
[consent]
required_for = "living"
guardian_under = 21
[[category]]
id = "anyone"
who = { status = "combatant", medical = "none", age_at_least = 18 }
[[clause]]
id = "others"
kind = "quota"
between = ["azure", "teal"]
category = "anyone"
max = 3
[[clause]]
id = "even"
kind = "balance"
"""


def test_every_clause_keeps_its_agreement() -> None:
    """Clauses of one name in two agreements are two clauses; references stay inside their own agreement."""
    one, two = parse_terms(FIRST + ONE_FOR_ONE.replace("{most}", "4")), parse_terms(SECOND, "terms-2.toml")
    both = combine([one, two])
    assert [clause.id for clause in both.clauses] == [
        "test/wounded",
        "test/protected",
        "test/others",
        "later/others",
        "later/even",
    ]
    assert both.parties == ("azure", "amber", "teal")
    assert both.clauses[3].category == "later/anyone"
    even = both.clauses[4]
    assert isinstance(even, Balance)
    assert even.over == ("later/others",), "a balance over everything means everything of its own agreement"
    assert both.consent.guardian_under == 21, "the stricter rule"
    assert [(part.id, part.version, part.sha256) for part in both.parts] == [
        ("test", "1", one.sha256),
        ("later", "2", two.sha256),
    ]
    assert both.sha256 not in (one.sha256, two.sha256)
    assert combine([one]) is one


def test_people_of_both_are_selected_in_one_programme(tmp_path: Path) -> None:
    """Each under its own agreement and clause, named in the sentence; the certificate covers both."""
    both = combine([parse_terms(FIRST + ONE_FOR_ONE.replace("{most}", "4")), parse_terms(SECOND, "terms-2.toml")])
    people = [
        person("a"),
        person("b", "amber", "azure"),
        person("c", "azure", "teal"),
        person("d", "teal", "azure"),
        person("w", medical=Medical.SERIOUSLY_SICK),
    ]
    made = select(both, people, on=ON, seed=SEED)
    clauses = {outcome.person_id: outcome.clause for outcome in made.outcomes}
    assert clauses == {"a": "test/others", "b": "test/others", "c": "later/others", "d": "later/others",
                       "w": "test/wounded"}  # fmt: skip
    assert "under clause later/others" in made.outcomes[2].sentence
    write_selection(made, people, tmp_path)
    write_persons(people, tmp_path / PERSONS)
    assert verify_folder(tmp_path)["gaps"] == {}


@pytest.mark.parametrize(
    ("find", "replace", "field"),
    [
        ('intermediary = "host"', 'intermediary = "guest"', "agreement.intermediary"),
        ('id = "later"', 'id = "test"', "agreement.id"),
        ('id = "later"', 'id = "la: ter"', "agreement.id"),
        ('version = "2"', 'identity = "acknowledged"', "agreement.identity"),
        ("[[category]]", "[tranches]\ncap_per_side = 9\n[[category]]", "tranches"),
        ("[[category]]", '[[priority]]\nid = "people"\n[[category]]', "priorities"),
        ('kind = "quota"', 'kind = "all"', "clause even"),
    ],
)
def test_agreements_that_cannot_be_applied_together_are_refused(find: str, replace: str, field: str) -> None:
    """There is one intermediary, one order of tranches and one list of priorities for all who go."""
    other = SECOND.replace(find, replace).replace("max = 3\n", "" if '"all"' in replace else "max = 3\n")
    with pytest.raises(RefusedByRule) as raised:
        combine([parse_terms(FIRST), parse_terms(other, "terms-2.toml")])
    assert field in {fault.field for fault in raised.value.faults}


def test_a_folder_is_read_file_by_file(tmp_path: Path) -> None:
    """terms.toml, terms-2.toml and on, with the faults of all of them at once."""
    (tmp_path / "terms.toml").write_text(FIRST)
    (tmp_path / "terms-2.toml").write_text(SECOND)
    (tmp_path / "terms-4.toml").write_text("nobody reads this")
    assert [path.name for path in terms_files(tmp_path)] == ["terms.toml", "terms-2.toml"]
    assert [one.id for one in read_agreements(tmp_path)] == ["test", "later"]
    (tmp_path / "terms.toml").write_text(FIRST.replace('"living"', '"alive"'))
    (tmp_path / "terms-2.toml").write_text(SECOND.replace("quota", "quote"))
    with pytest.raises(UnreadableInput) as raised:
        read_agreements(tmp_path)
    assert {fault.file for fault in raised.value.faults} == {"terms.toml", "terms-2.toml"}


def test_the_linter_reads_each_and_then_all_together() -> None:
    """What one leaves out and the other says is not missing; what shows only together is told of the whole."""
    one = parse_terms(FIRST + ONE_FOR_ONE.replace("{most}", "4"))
    bare = SECOND.replace('"teal"', '"amber"').replace("guardian_under = 21", "guardian_under = 12")
    two = parse_terms(bare, "terms-2.toml")
    found = check_several([one, two], combine([one, two]), None, ON)
    told = {(part.file, finding.code): finding for part, finding in found}
    assert told["terms-2.toml", "guardian-missing"].severity is Severity.ERROR
    assert ("terms-2.toml", "no-priorities") not in told
    assert ("terms.toml, terms-2.toml", "never-reached") in told, "the first takes everyone the second covers"


def test_the_lottery_of_all_names_the_parties_of_all() -> None:
    """It stands in one of them, and whoever is only in another commits to a seed too; a stranger is still refused."""
    for takers, codes in (
        ('"azure", "amber", "teal", "host"', set()),
        ('"azure", "amber", "teal", "rose", "host"', {"unknown-party"}),
    ):
        lottery = f'[lottery]\nparties = [{takers}]\nno_reveal = "stop"\n'
        one, two = parse_terms(FIRST + lottery), parse_terms(SECOND, "terms-2.toml")
        found = check_several([one, two], combine([one, two]), None, ON)
        assert {finding.code for _, finding in found if finding.severity is Severity.ERROR} == codes
