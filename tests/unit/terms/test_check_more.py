"""The linter on groups and numbers, tranche sizes, the end of hostilities, and that each of its codes has a test."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agreements import FAMILIES, HEAD, ON, ONE_FOR_ONE, PRIORITIES, agreement, person
from house import DOCS
from safeconduct.people.model import Consent, GroupKind, Person
from safeconduct.terms import Agreement, Finding, Severity, check, parse_terms
from safeconduct.terms.check_lots import attainable

RATIO = """
[[clause]]
id = "r"
kind = "ratio"
category = "anyone"
give = { party = "azure", n = 1 }
get = { party = "amber", n = 3 }
"""
QUOTA = """
[[clause]]
id = "q"
kind = "quota"
category = "anyone"
between = ["azure", "amber"]
exactly = 4
"""
BARE = HEAD[: HEAD.index("[[category]]")]
FAMILY = {"group_kind": GroupKind.FAMILY}


def families(side: tuple[str, str], *sizes: int, **facts: object) -> list[Person]:
    return [
        person(f"{side[0][:2]}{n}{k}", *side, group=f"{side[0]}{n}", **FAMILY, **facts)
        for n, size in enumerate(sizes)
        for k in range(size)
    ]


def one(terms: Agreement, people: list[Person], code: str) -> Finding:
    found = [finding for finding in check(terms, people, ON) if finding.code == code]
    assert found, f"no {code}"
    return found[0]


def test_lots_that_groups_do_not_fill_are_told_with_the_nearest() -> None:
    """Eight and two may go, so two lots of 1 for 3 by number; families of four leave none at all."""
    people = [*families(("amber", "azure"), 4, 4), person("a"), person("b")]
    finding = one(agreement(RATIO, FAMILIES), people, "groups-and-lots")
    assert "2 lots of 1 for 3 could be filled by number (2 and 8 may go)" in finding.message
    assert "allow 0: 0 for 0 is the nearest" in finding.message
    assert finding.clause == "r"
    assert finding.fix.startswith("lots = false")
    people += [person(f"x{n}", "amber", "azure") for n in range(2)]
    assert "allow 2" not in str(check(agreement(RATIO, FAMILIES), people, ON))
    assert "groups-and-lots" not in {f.code for f in check(agreement(RATIO, FAMILIES), people, ON)}, "4 + 2 and 2 lots"


def test_a_number_that_groups_do_not_make_is_an_error_with_both_neighbours() -> None:
    """Exactly four, and families of three: three or six. Someone who does not want to go is not counted."""
    people = [*families(("azure", "amber"), 3, 3), *families(("amber", "azure"), 2, 2)]
    terms = agreement(QUOTA, FAMILIES)
    finding = one(terms, people, "groups-and-number")
    assert finding.severity is Severity.ERROR
    assert "exactly 4 are promised from azure to amber, and 6 may go" in finding.message
    assert "make 3 or 6 of them, never 4" in finding.message
    assert finding.fix.startswith("min = 3 and max = 6")
    softer = agreement(QUOTA, 'on_shortfall = "reduce"\n', FAMILIES)
    assert one(softer, people, "groups-and-number").severity is Severity.WARNING
    singles = [person("s"), person("t", consent=Consent.NO)]
    assert "groups-and-number" not in {f.code for f in check(terms, [*people, *singles], ON)}


@given(st.dictionaries(st.integers(1, 6), st.integers(1, 5), max_size=4), st.integers(0, 40))
def test_attainable_numbers_are_all_sums(sizes: dict[int, int], most: int) -> None:
    """Against adding up every choice of sets."""
    from collections import Counter

    sums = {0}
    for size, number in sizes.items():
        sums = {total + size * n for total in sums for n in range(number + 1)}
    bits = attainable(Counter(sizes), most)
    assert {n for n in range(most + 1) if bits >> n & 1} == {total for total in sums if total <= most}


@pytest.mark.parametrize(
    ("sizes", "severity", "words"),
    [
        ("[2, 1]", Severity.ERROR, "hold 3 people of azure, but the clauses promise at least 4"),
        ("[4, 2]", Severity.WARNING, "hold 6 people of azure, but the clauses allow at most 4"),
    ],
)
def test_tranche_sizes_add_up_to_what_is_promised(sizes: str, severity: Severity, words: str) -> None:
    """334 + 333 + 333 for a thousand: neither fewer places than promises, nor more than anybody may take."""
    quota = QUOTA.replace("[[clause]]", '[[category]]\nid = "serious"\n[[clause]]', 0)
    only = HEAD[: HEAD.index("[[clause]]")] + quota + PRIORITIES + f"[tranches]\nsizes = {sizes}\n"
    found = [finding for finding in check(parse_terms(only), on=ON) if finding.code == "tranche-sizes"]
    assert {finding.severity for finding in found} == {severity}
    assert words in {finding.message.removeprefix("the sizes ") for finding in found}


def test_after_the_end_of_hostilities_nothing_is_bargained_about() -> None:
    """GC III 118: one for one is refused, all for all is not."""
    ended = HEAD.replace('id = "test"', 'id = "test"\nhostilities = "ended"', 1)
    bound = parse_terms(ended + ONE_FOR_ONE.replace("{most}", "5") + PRIORITIES)
    (finding,) = [f for f in check(bound, on=ON) if f.code == "hostilities-ended"]
    assert (finding.severity, finding.clause) == (Severity.ERROR, "others")
    assert "GC III 118" in finding.law
    free = parse_terms(
        ended + '[[clause]]\nid = "o"\nkind = "all"\nbetween = ["azure", "amber"]\ncategory = "anyone"\n'
    )
    assert "hostilities-ended" not in {f.code for f in check(free, on=ON)}


def test_one_person_of_a_heavy_lot_may_already_be_too_much_for_the_exposure() -> None:
    """Five for one moves the lead by five with one person; a limit of two cannot be kept."""
    five = RATIO.replace("n = 3", "n = 5") + "[tranches]\nexposure = 2\n"
    found = [f.message for f in check(agreement(five), [person("a")], ON) if f.code == "exposure-below-bound"]
    assert any("with one person, which moves the lead by 5" in message for message in found)


def test_lots_leave_no_room_for_a_tolerance_and_no_clause_is_no_agreement() -> None:
    """Two slips that leave nothing to apply: both are errors with a way to mend them."""
    slips = {"lots-with-tolerance": agreement(RATIO, "lots = true\ntolerance = 1\n"), "no-clause": parse_terms(BARE)}
    for code, terms in slips.items():
        (finding,) = [f for f in check(terms, on=ON) if f.code == code]
        assert finding.severity is Severity.ERROR
        assert finding.fix


def test_every_code_of_the_linter_has_a_test() -> None:
    """Each code of the reference stands in a test of this folder or of the selection."""
    table = (DOCS / "reference" / "terms-file.md").read_text(encoding="utf-8").partition("## What the linter finds")[2]
    codes = set(re.findall(r"^\| `([a-z-]+)` \|", table, re.MULTILINE))
    assert len(codes) > 50
    here = Path(__file__).parent
    tests = "".join(path.read_text(encoding="utf-8") for folder in (here, here.parent / "selection")
                    for path in folder.glob("test_*.py"))  # fmt: skip
    assert {code for code in codes if f'"{code}"' not in tests} == set()
