"""Proof by cases: families that do not fill the places, where no combination of the demands reaches the optimum."""

from __future__ import annotations

import copy
import json
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from agreements import FAMILIES, HEAD, ON, SEED, person
from safeconduct.errors import DoesNotVerify
from safeconduct.people import write_persons
from safeconduct.people.model import GroupKind, Medical, Person
from safeconduct.selection import branch, select, verify, verify_folder, write_selection
from safeconduct.selection.certificate import digest
from safeconduct.selection.check import PERSONS
from safeconduct.terms import parse_terms

QUOTA = '[[clause]]\nid = "c"\nkind = "quota"\ncategory = "anyone"\nbetween = ["azure", "amber"]\nmax = {most}\n'


def families(*sizes: int) -> list[Person]:
    return [
        person(f"p{group}-{index}", group=f"g{group}", group_kind=GroupKind.FAMILY)
        for group, size in enumerate(sizes)
        for index in range(size)
    ]


def written(listed: list[Person], most: int, folder: Path) -> dict[str, Any]:
    made = select(parse_terms(HEAD + QUOTA.format(most=most) + FAMILIES), listed, on=ON, seed=SEED)
    write_selection(made, listed, folder)
    write_persons(listed, folder / PERSONS)
    certificate: dict[str, Any] = json.loads((folder / "certificate.json").read_text())
    return certificate


def reseal(folder: Path, certificate: dict[str, Any], target: Path) -> None:
    """The changed certificate with a new seal over it, named by the selection as the right one."""
    certificate["sha256"] = digest(certificate)
    selection = json.loads((folder / "selection.json").read_text())
    selection["certificate_sha256"] = certificate["sha256"]
    (target / "selection.json").write_text(json.dumps(selection))
    (target / "certificate.json").write_text(json.dumps(certificate))
    (target / PERSONS).write_bytes((folder / PERSONS).read_bytes())


@pytest.mark.parametrize(("sizes", "most"), [((4, 4, 4), 10), ((6, 7, 8), 10), ((3, 5, 5, 7, 9), 16), ((2, 4, 6), 11)])
def test_what_families_cannot_fill_is_proven_by_cases(sizes: tuple[int, ...], most: int, tmp_path: Path) -> None:
    """The best sum of family sizes below the ceiling is found by plain enumeration, and is proven without a gap."""
    certificate = written(families(*sizes), most, tmp_path)
    sums = {0}
    for size in sizes:
        sums |= {total + size for total in sums}
    level = certificate["levels"][0]
    assert level["value"] == level["bound"] == max(total for total in sums if total <= most)
    assert ("at" in level) is (level["value"] < most)
    assert verify_folder(tmp_path)["gaps"] == {}


def test_a_gap_is_told_the_right_way_round() -> None:
    """Of people who go more may be possible, of people short of a promise fewer."""
    gaps = {"people": 2, "c: people short of the promise": 3}
    told = verify.words({"selected": 5, "agreement_sha256": "00", "gaps": gaps})
    assert told[1:] == [
        "people: not proven to be the best; 2 more are not excluded.",
        "c: people short of the promise: not proven to be the best; 3 fewer are not excluded.",
    ]


def test_few_cases_are_tried_where_little_is_missing(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Among many columns the cases must be few: a gap of one or two is tried with them, a larger one is stated."""
    monkeypatch.setattr(branch, "WORTH", branch.LEAVES + 1)
    bounds = []
    for sizes, most in (((2, 4, 6), 11), ((4, 4, 4), 10), ((5, 5, 5), 9)):
        (tmp_path / str(most)).mkdir()
        level = written(families(*sizes), most, tmp_path / str(most))["levels"][0]
        bounds.append((level["value"], level["bound"]))
    assert bounds == [(10, 10), (8, 8), (5, 9)]


def numbers(node: dict[str, Any], path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The way to every number of a proof."""
    for key, value in node.items():
        if isinstance(value, dict):
            yield from numbers(value, (*path, key))
        elif isinstance(value, list):
            for at, one in enumerate(value):
                yield from (
                    [(*path, key, at, inner) for inner in range(2)] if isinstance(one, list) else [(*path, key, at)]
                )
        elif isinstance(value, int):
            yield (*path, key)


def test_a_proof_by_cases_with_any_single_number_changed_is_refused(tmp_path: Path) -> None:
    """Every number of the tree one more and one less; then with a new seal, and a selection that names the seal.

    Resealed, a multiplier of an assumption may be another one that proves the very same; everything else is refused.
    """
    certificate = written(families(6, 7, 8), 10, tmp_path)
    changed_folder = tmp_path / "changed"
    changed_folder.mkdir()
    paths = list(numbers(certificate["levels"][0]))
    assert len(paths) > 40
    for path in paths:
        for step in (1, -1):
            changed = copy.deepcopy(certificate)
            inner: Any = changed["levels"][0]
            for key in path[:-1]:
                inner = inner[key]
            inner[path[-1]] += step
            reseal(tmp_path, changed, changed_folder)
            if "cases" in path:
                assert _proves_the_same(changed_folder)
            else:
                with pytest.raises(DoesNotVerify):
                    verify_folder(changed_folder)
            changed["sha256"] = certificate["sha256"]
            (changed_folder / "certificate.json").write_text(json.dumps(changed))
            with pytest.raises(DoesNotVerify, match="a number of the certificate was changed"):
                verify_folder(changed_folder)


def _proves_the_same(folder: Path) -> bool:
    try:
        return verify_folder(folder)["gaps"] == {}
    except DoesNotVerify:
        return True


@pytest.mark.parametrize(
    ("field", "words"), [("rows", "a demand before the first"), ("before", "the levels before are used wrongly")]
)
def test_multipliers_counted_from_the_end_prove_nothing(field: str, words: str, tmp_path: Path) -> None:
    """A demand or level numbered below 0 would be read from the end, and lower the bound without being combined."""
    certificate = written(families(4, 4, 4), 10, tmp_path)
    level = certificate["levels"][0]
    while "at" in level:
        level = level["below"]
    level[field].append([-1, -1])
    (tmp_path / "changed").mkdir()
    reseal(tmp_path, certificate, tmp_path / "changed")
    with pytest.raises(DoesNotVerify, match=words):
        verify_folder(tmp_path / "changed")


@pytest.mark.parametrize("pair", ["from the end", "twice"])
def test_a_demand_that_two_checkers_would_read_otherwise_proves_nothing(pair: str, tmp_path: Path) -> None:
    """A way numbered from the end, or written twice, would be the same demand to one checker and another one here."""
    certificate = written(families(4, 4, 4), 10, tmp_path)
    row = next(row for row in certificate["rows"] if row["weights"])
    way, weight = row["weights"][0]
    if pair == "twice":
        row["weights"].insert(0, [way, 5 * weight])
    else:
        row["weights"][0] = [way - len(certificate["ways"]), weight]
    (tmp_path / "changed").mkdir()
    reseal(tmp_path, certificate, tmp_path / "changed")
    with pytest.raises(DoesNotVerify, match="numbered twice, or not at all"):
        verify_folder(tmp_path / "changed")


def test_cases_that_leave_out_whole_numbers_prove_nothing(tmp_path: Path) -> None:
    """At most 1.5 or at least 2.5 would leave out two: only whole numbers are read."""
    certificate = written(families(4, 4, 4), 10, tmp_path)
    changed = copy.deepcopy(certificate)
    changed["levels"][0]["at"] += 0.5
    (tmp_path / "changed").mkdir()
    reseal(tmp_path, changed, tmp_path / "changed")
    with pytest.raises(DoesNotVerify, match="not a whole number"):
        verify_folder(tmp_path / "changed")


def test_the_lead_of_remains_starts_anew(tmp_path: Path) -> None:
    """A person given more among the living is no lead of the remains, which are never in one balance with them."""
    clauses = (
        '[[clause]]\nid = "c"\nkind = "one_for_one"\ncategory = "anyone"\nbetween = ["azure", "amber"]\ntolerance = 1\n'
    )
    clauses += '[[clause]]\nid = "r"\nkind = "remains"\nbetween = ["azure", "amber"]\none_for_one = true\n'
    listed = [person(f"a{n}") for n in range(3)] + [person(f"b{n}", "amber", "azure") for n in range(2)]
    listed += [person("r1", remains=True), person("r2", "amber", "azure", remains=True)]
    listed += [person("w", medical=Medical.SERIOUSLY_SICK)]
    made = select(parse_terms(HEAD + clauses), listed, on=ON, seed=SEED)
    write_selection(made, listed, tmp_path)
    write_persons(listed, tmp_path / PERSONS)
    assert made.tranches[-1].remains
    assert abs(made.exposure[-3]) == 1
    assert made.exposure[-1] == 0
    assert verify_folder(tmp_path)["lead"] == 1


def test_whole_lots_are_divided_before_people() -> None:
    """While the number of lots is not whole, dividing people moves the bound by next to nothing."""
    rng = random.Random(5)
    sides, lots = (("azure", "amber"), ("amber", "azure")), ""
    listed = [
        person(f"p{index}", *rng.choice(sides), age=rng.choice([20, 30, 40]), months=rng.randint(0, 90))
        for index in range(200)
    ]
    for category, give, get in (("young", 1, 3), ("anyone", 2, 5)):
        lots += f'[[clause]]\nid = "{category}"\nkind = "ratio"\ncategory = "{category}"\n'
        lots += f'give = {{ party = "azure", n = {give} }}\nget = {{ party = "amber", n = {get} }}\n'
    text = HEAD + lots + '[[priority]]\nid = "time"\nmeasure = "held_months"\n'
    made = select(parse_terms(text), listed, on=ON, seed=SEED)
    assert [level.bound - level.value for level in made.levels] == [0, 0]
    assert sum(map(leaves, made.certificate["levels"])) < 20


def leaves(proof: dict[str, Any]) -> int:
    return leaves(proof["below"]) + leaves(proof["above"]) if "at" in proof else 1
