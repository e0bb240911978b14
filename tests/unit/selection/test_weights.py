"""People counted by rank: the numbers of a clause, its balance and the lead, against enumeration and the checkers."""

from __future__ import annotations

import csv
import itertools
import json
import os
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from agreements import HEAD, ON, ONE_FOR_ONE, PRIORITIES, SEED, person
from house import TOP
from safeconduct.errors import NothingFeasible
from safeconduct.people import write_persons
from safeconduct.people.model import Medical, Person
from safeconduct.selection import Reason, Selection, select, verify_folder, verify_persons, write_selection
from safeconduct.selection.certificate import digest
from safeconduct.selection.check import PERSONS
from safeconduct.terms import Severity, check, parse_terms, read_terms

EXAMPLE = TOP / "examples" / "rank-equivalents-1862" / "terms.toml"
TABLE = '[[weights]]\nid = "old"\nranks = { colonel = 3, sergeant = 2 }\n'
WORTH = {"colonel": 3, "sergeant": 2, "private": 1}


def terms(*clauses: str) -> str:
    return HEAD + "".join(clauses) + TABLE + PRIORITIES


def by_rank(most: int, tolerance: int = 0) -> str:
    return ONE_FOR_ONE.replace("{most}", str(most)) + f'tolerance = {tolerance}\nweights = "old"\n'


def crowd(azure: str, amber: str) -> list[Person]:
    """One person for each letter: c colonel, s sergeant, p private."""
    rank = {"c": "colonel", "s": "sergeant", "p": "private"}
    return [
        person(f"{side[0][:2]}{n}{letter}", *side, rank=rank[letter])
        for side, letters in ((("azure", "amber"), azure), (("amber", "azure"), amber))
        for n, letter in enumerate(letters)
    ]


def solve(text: str, people: list[Person]) -> tuple[Selection, list[str]]:
    made = select(parse_terms(text), people, on=ON, seed=SEED)
    return made, sorted(outcome.person_id for outcome in made.outcomes if outcome.reason is Reason.SELECTED)


def written(made: Selection, people: list[Person], folder: Path) -> Path:
    write_selection(made, people, folder)
    write_persons(people, folder / PERSONS)
    return folder


def test_a_colonel_goes_for_three_privates(tmp_path: Path) -> None:
    """As the table counts them both sides give three, and the lead is counted the same way."""
    people = crowd("c", "pppp")
    made, go = solve(terms(by_rank(9)), people)
    assert len(go) == 4
    assert made.totals == {"others": {"amber": 3, "azure": 1}}
    assert made.exposure_bound == 2, "half of the heaviest step, rounded up"
    report = verify_folder(written(made, people, tmp_path))
    assert report["counted_by_rank"]
    assert "In some clauses people count by their rank, as the agreement says." in report["words"]


def test_the_ceiling_counts_as_the_table_does() -> None:
    """At most two each way: no colonel fits, a sergeant does."""
    _, go = solve(terms(by_rank(2)), crowd("cs", "pp"))
    assert go == ["am0p", "am1p", "az1s"]


def test_a_ratio_a_quota_and_a_balance_count_by_rank() -> None:
    """One for two in whole lots; a floor that a colonel alone reaches; giving and receiving over an open quota."""
    ratio = '[[clause]]\nid = "r"\nkind = "ratio"\ncategory = "anyone"\nweights = "old"\n'
    ratio += 'give = { party = "azure", n = 1 }\nget = { party = "amber", n = 2 }\n'
    _, go = solve(terms(ratio), crowd("ps", "cpp"))
    assert len(go) == 3, "one or two privates' worth against two or four"
    quota = '[[clause]]\nid = "q"\nkind = "quota"\nbetween = ["azure", "amber"]\ncategory = "anyone"\n'
    _, go = solve(terms(quota + 'min = 3\nweights = "old"\n'), crowd("c", "ppp"))
    assert len(go) == 4
    with pytest.raises(NothingFeasible):
        solve(terms(quota + 'min = 3\nweights = "old"\n'), crowd("s", "ppp"))
    balance = '[[clause]]\nid = "b"\nkind = "balance"\nweights = "old"\n'
    made, _ = solve(terms(quota + balance), crowd("cp", "ssp"))
    assert made.totals["q"] == {"amber": 2, "azure": 2}


def test_without_a_clause_that_uses_it_a_table_changes_nothing() -> None:
    """The same classes, rows and answer as without the table."""
    plain = HEAD + ONE_FOR_ONE.replace("{most}", "9") + PRIORITIES
    made, _ = solve(plain, crowd("cs", "ppp"))
    other, _ = solve(plain + TABLE, crowd("cs", "ppp"))
    assert made.outcomes == other.outcomes
    assert [way[0] for way in other.certificate["ways"]] == ["others", "others"]


@st.composite
def cases(draw: st.DrawFn) -> tuple[int, int, str, str]:
    sides = [draw(st.text("csp", max_size=5)) for _ in range(2)]
    return draw(st.integers(0, 7)), draw(st.integers(0, 1)), sides[0], sides[1]


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(cases())
def test_the_optimum_is_that_of_plain_enumeration(
    tmp_path_factory: pytest.TempPathFactory, case: tuple[int, int, str, str]
) -> None:
    """The most people with the weights of both sides within the tolerance and the ceiling; the checkers agree."""
    most, tolerance, azure, amber = case
    people = crowd(azure, amber)
    best = 0
    for size in range(len(people) + 1):
        for chosen in itertools.combinations(people, size):
            sums: Counter[str] = Counter()
            for one in chosen:
                sums[one.holder] += WORTH[one.rank]
            if max(sums.values(), default=0) <= most and abs(sums["azure"] - sums["amber"]) <= tolerance:
                best = size
    made, go = solve(terms(by_rank(most, tolerance)), people)
    assert len(go) == best
    verify_folder(written(made, people, tmp_path_factory.mktemp("ranks")))


@pytest.mark.parametrize("change", ["person", "table"])
def test_a_rank_that_was_changed_afterwards_is_found_out(tmp_path: Path, change: str) -> None:
    """A colonel made a private in persons.csv, or another figure in the table of the certificate."""
    people = crowd("c", "ppp")
    written(solve(terms(by_rank(9)), people)[0], people, tmp_path)
    if change == "person":
        text = (tmp_path / PERSONS).read_text()
        (tmp_path / PERSONS).write_text(text.replace("colonel", "private"))
    else:
        certificate = json.loads((tmp_path / "certificate.json").read_text())
        certificate["agreement"]["weights"][0]["ranks"][0][1] = 2
        certificate["sha256"] = digest(certificate)
        (tmp_path / "certificate.json").write_text(json.dumps(certificate))
    with pytest.raises(verify_persons.NotProven, match="by rank"):
        verify_persons.verify(*(str(tmp_path / name) for name in ("selection.json", "certificate.json", PERSONS)))


def test_the_linter_is_loud_about_it() -> None:
    """A warning that cites the law; an error where it touches the wounded; both counts where the supply is short."""
    found = {finding.code: finding for finding in check(parse_terms(terms(by_rank(9))), on=ON)}
    assert found["people-valued"].severity is Severity.WARNING
    assert "IT VALUES PEOPLE: one colonel counts for 3 others" in found["people-valued"].message
    assert "GC III 16" in found["people-valued"].law
    over = '[[clause]]\nid = "b"\nkind = "balance"\nover = ["wounded"]\nweights = "old"\n'
    worn = '[[category]]\nid = "worn"\nwho = { medical = "wounded" }\n' + by_rank(9).replace('"anyone"', '"worn"')
    for part in (over, worn):
        codes = {f.code: f.severity for f in check(parse_terms(terms(part)), on=ON)}
        assert codes["medical-by-rank"] is Severity.ERROR
    package = '[[clause]]\nid = "p"\nkind = "package"\nflows = [{ to = "amber", n = 1, from = ["azure"] }]\n'
    for counted in ('over = ["p"]\n', ""):  # without over a balance counts all that is weighed
        text = terms(package + f'[[clause]]\nid = "b"\nkind = "balance"\nweights = "old"\n{counted}')
        (unmarked,) = [f for f in check(parse_terms(text), on=ON) if f.code == "rank-not-counted"]
        assert (unmarked.severity, unmarked.clause) == (Severity.ERROR, "b")
    codes = {f.code for f in check(parse_terms(terms(by_rank(9).replace('"old"', '"older"'))), on=ON)}
    assert {"unknown-weights", "unused-weights"} <= codes
    short = check(parse_terms(terms(by_rank(9) + "min = 4\n")), crowd("c", "pppp"), ON)
    messages = [finding.message for finding in short if finding.code == "above-supply"]
    assert len(messages) == 1
    assert "4 are promised from azure to amber, but 3 may go as old counts them" in messages[0]


def test_the_example_of_1862_reads_and_warns() -> None:
    """No error, one loud warning; a general commanding in chief counts for sixty."""
    example = read_terms(EXAMPLE)
    found = check(example, on=ON)
    assert [finding.code for finding in found] == ["people-valued"]
    assert "one general commanding in chief counts for 60 others" in found[0].message
    general = [person("g", rank="general commanding in chief"), person("w", medical=Medical.SERIOUSLY_WOUNDED)]
    privates = [person(f"p{n:02}", "amber", "azure", rank="private") for n in range(60)]
    made = select(example, [*general, *privates], on=ON, seed=SEED)
    assert sum(outcome.reason is Reason.SELECTED for outcome in made.outcomes) == 62


@pytest.mark.external
def test_the_example_has_the_figures_of_the_source() -> None:
    """Row for row as the public record has them for the army."""
    path = Path(os.environ["SAFECONDUCT_EXTERNAL"]) / "public-record" / "dix_hill_1862_equivalents.csv"
    (table,) = read_terms(EXAMPLE).weights
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            for rank in filter(None, row["rank_army"].split("; ")):
                name = rank.removesuffix(" (army or marines)")
                assert dict(table.ranks)[name] == int(row["equal_to_privates"]), name
