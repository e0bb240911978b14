"""Credits: what is missing now is owed in the next operation, through a file that its agreement pins."""

from __future__ import annotations

import hashlib
import itertools
import json
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from agreements import HEAD, ON, PRIORITIES, SEED, person
from safeconduct.errors import UnreadableInput
from safeconduct.people import write_persons
from safeconduct.people.model import Person
from safeconduct.selection import Selection, credits_document, select, verify_folder, write_selection
from safeconduct.selection.check import PERSONS
from safeconduct.terms import Agreement, Severity, check, parse_terms, read_terms

CLAUSE = """
[[clause]]
id = "others"
kind = "one_for_one"
between = ["azure", "amber"]
category = "anyone"
min = {least}
max = {most}
on_shortfall = "carry_over"
"""


def text(least: int = 3, most: int = 4) -> str:
    return HEAD + CLAUSE.replace("{least}", str(least)).replace("{most}", str(most)) + PRIORITIES


def sides(azure: int, amber: int) -> list[Person]:
    ours = [person(f"a{n}") for n in range(azure)]
    return ours + [person(f"b{n}", "amber", "azure") for n in range(amber)]


def solve(terms: Agreement, people: list[Person]) -> Selection:
    return select(terms, people, on=ON, seed=SEED)


def following(folder: Path, made: Selection, people: list[Person], terms: str | None = None) -> Agreement:
    """The agreement of the next operation, which names the credits of the one before."""
    write_selection(made, people, folder)
    digest = hashlib.sha256((folder / "credits.json").read_bytes()).hexdigest()
    stated = f'[credits]\nfile = "credits.json"\nsha256 = "{digest}"\n'
    (folder / "terms.toml").write_text((terms or text()) + stated)
    return read_terms(folder / "terms.toml")


def test_what_is_missing_now_is_given_for_nothing_next_time(tmp_path: Path) -> None:
    """Three promised each way and one there: one for three now; next time two more come the other way."""
    people = sides(1, 5)
    made = solve(parse_terms(text()), people)
    assert made.totals == {"others": {"amber": 3, "azure": 1}}
    owed = credits_document(made)["credits"]
    assert owed == [{"clause": "others", "from": "azure", "to": "amber", "people": 2}]
    later = following(tmp_path, made, people)
    assert later.owed("others", ("azure", "amber")) == 2
    again = sides(6, 6)
    made = solve(later, again)
    assert made.totals == {"others": {"amber": 4, "azure": 6}}, "the ceiling is four and what is owed"
    assert credits_document(made)["credits"] == []
    write_selection(made, again, tmp_path)
    write_persons(again, tmp_path / PERSONS)
    assert not (tmp_path / "credits.json").exists(), "nothing is owed any more"
    assert verify_folder(tmp_path)["gaps"] == {}


def test_a_debt_where_nobody_goes_either_way_verifies_whichever_way_it_is_told(tmp_path: Path) -> None:
    """With a tolerance the demand reaches from nought to two one way, and from minus two the other: it is the same."""
    following(tmp_path, solve(parse_terms(text(1, 4)), sides(0, 1)), sides(0, 1))
    path = tmp_path / "terms.toml"
    path.write_text(path.read_text().replace("carry_over", "reduce").replace("max = 4", "tolerance = 1"))
    write_selection(solve(read_terms(path), []), [], tmp_path)
    write_persons([], tmp_path / PERSONS)
    assert verify_folder(tmp_path)["selected"] == 0


def test_what_cannot_be_given_either_is_owed_on(tmp_path: Path) -> None:
    """Two are owed and three promised, four come: one is owed after that."""
    made = solve(parse_terms(text()), sides(1, 5))
    made = solve(following(tmp_path, made, sides(1, 5)), sides(4, 5))
    assert made.totals == {"others": {"amber": 3, "azure": 4}}
    assert credits_document(made)["credits"] == [{"clause": "others", "from": "azure", "to": "amber", "people": 1}]


@pytest.mark.parametrize("change", ["file", "digest", "absent", "format"])
def test_credits_that_are_not_those_agreed_on_cannot_be_read(tmp_path: Path, change: str) -> None:
    """The digest is part of what the parties sign: another figure in the file is another file."""
    made = solve(parse_terms(text()), sides(1, 5))
    following(tmp_path, made, sides(1, 5))
    terms, credits = tmp_path / "terms.toml", tmp_path / "credits.json"
    if change == "file":
        credits.write_text(credits.read_text().replace('"people": 2', '"people": 3'))
    elif change == "digest":
        terms.write_text(terms.read_text().replace('sha256 = "', 'sha256 = "0'))
    elif change == "absent":
        credits.unlink()
    else:
        content = json.dumps({"format": "something else"})
        credits.write_text(content)
        digest = hashlib.sha256(content.encode()).hexdigest()
        terms.write_text(
            terms.read_text().partition("[credits]")[0] + f'[credits]\nfile = "credits.json"\nsha256 = "{digest}"\n'
        )
    with pytest.raises(UnreadableInput) as raised:
        read_terms(terms)
    assert raised.value.faults[0].field.startswith("credits: ")  # type: ignore[union-attr]


def test_a_credit_that_no_clause_takes_up_is_an_error(tmp_path: Path) -> None:
    """The clause was renamed: two people would be forgotten."""
    made = solve(parse_terms(text()), sides(1, 5))
    later = following(tmp_path, made, sides(1, 5), text().replace('id = "others"', 'id = "remaining"'))
    (finding,) = [one for one in check(later, on=ON) if one.code == "credit-lost"]
    assert finding.severity is Severity.ERROR
    assert "2 people from azure to amber are owed under others" in finding.message


def test_both_counts_are_told_where_the_debt_is_above_the_supply(tmp_path: Path) -> None:
    """Three promised and two owed, one may go: a warning, since the shortfall is provided for."""
    later = following(tmp_path, solve(parse_terms(text()), sides(1, 5)), sides(1, 5))
    (finding,) = [one for one in check(later, sides(1, 9), ON) if one.code == "above-supply"]
    assert finding.severity is Severity.WARNING
    assert "5 are promised from azure to amber, 2 of them owed from before, but 1 may go" in finding.message


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(*[st.integers(0, 5)] * 2, st.integers(0, 3), st.integers(0, 3), *[st.integers(0, 2)] * 2)
def test_the_optimum_is_that_of_plain_enumeration(
    tmp_path_factory: pytest.TempPathFactory, azure: int, amber: int, least: int, room: int, ours: int, theirs: int
) -> None:
    """Least missing, then most people, where missing people count as given and credits are given for nothing."""
    folder = tmp_path_factory.mktemp("credits")
    rows = [("azure", "amber", ours), ("amber", "azure", theirs)]
    document = {"format": "safeconduct credits 1", "credits": [
        {"clause": "others", "from": a, "to": b, "people": n} for a, b, n in rows if n]}  # fmt: skip
    content = json.dumps(document)
    (folder / "credits.json").write_text(content)
    digest = hashlib.sha256(content.encode()).hexdigest()
    stated = f'[credits]\nfile = "credits.json"\nsha256 = "{digest}"\n'
    (folder / "terms.toml").write_text(text(least, least + room) + stated)
    terms, people = read_terms(folder / "terms.toml"), sides(azure, amber)
    best = None
    for a, b in itertools.product(range(azure + 1), range(amber + 1)):
        short_a, short_b = max(0, least + ours - a), max(0, least + theirs - b)
        if a > least + room + ours or b > least + room + theirs:
            continue
        # Missing people may count as given, up to what was promised and is owed.
        for more_a in range(short_a, least + ours + 1):
            for more_b in range(short_b, least + theirs + 1):
                if a + more_a - ours == b + more_b - theirs:
                    value = (-(more_a + more_b), a + b)
                    best = value if best is None or value > best else best
    assert best is not None
    made = solve(terms, people)
    values = {level.name: level.value for level in made.levels}
    assert (values.get("others: people short of the promise", 0), values["people"]) == best
    owed = sum(row["people"] for row in credits_document(made)["credits"])
    assert owed == -best[0]
    write_selection(made, people, folder)
    write_persons(people, folder / PERSONS)
    verify_folder(folder)
