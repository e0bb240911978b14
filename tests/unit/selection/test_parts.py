"""Proof by parts: families at the ceilings of many ways, under one balance over all parties."""

from __future__ import annotations

import copy
import json
import random
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from agreements import FAMILIES, HEAD, ON, PRIORITIES, SEED, person
from safeconduct.errors import DoesNotVerify
from safeconduct.people import write_persons
from safeconduct.people.model import GroupKind, Medical, Person
from safeconduct.selection import select, verify_folder, write_selection
from safeconduct.selection.certificate import digest
from safeconduct.selection.check import PERSONS
from safeconduct.terms import parse_terms

THREE, FOUR = ("azure", "amber", "teal"), ("azure", "amber", "teal", "rose")
CLAUSES = """
[[clause]]
id = "young"
kind = "quota"
between = {parties}
category = "young"
max = {young}
[[clause]]
id = "others"
kind = "quota"
between = {parties}
category = "anyone"
max = {others}
[[clause]]
id = "net"
kind = "balance"
parties = {parties}
"""


def crowd(parties: tuple[str, ...], number: int, seed: int) -> list[Person]:
    """Adults of any age, some wounded, and families of two to five."""
    rng = random.Random(seed)
    people: list[Person] = []
    while len(people) < number:
        holder, home = rng.sample(parties, 2)
        size = rng.randint(2, 5) if rng.random() < 0.2 else 1
        family = {"group": f"g{len(people)}", "group_kind": GroupKind.FAMILY} if size > 1 else {}
        for _ in range(size):
            medical = rng.choices([Medical.NONE, Medical.WOUNDED], [90, 10])[0]
            facts = {"age": rng.randint(19, 70), "months": rng.randint(0, 48), "medical": medical, **family}
            people.append(person(f"p{len(people):04d}", holder, home, **facts))
    return people


def written(parties: tuple[str, ...], number: int, seed: int, folder: Path) -> dict[str, Any]:
    """The certificate of a selection among so many people, from its files."""
    young, others = (6, 12) if len(parties) == 3 else (8, 16)
    clauses = CLAUSES.format(parties=json.dumps(parties), young=young, others=others)
    terms = parse_terms(HEAD.replace('["azure", "amber"]', json.dumps(parties)) + clauses + FAMILIES + PRIORITIES)
    people = crowd(parties, number, seed)
    folder.mkdir()
    write_selection(select(terms, people, on=ON, seed=SEED), people, folder)
    write_persons(people, folder / PERSONS)
    certificate: dict[str, Any] = json.loads((folder / "certificate.json").read_text())
    return certificate


def reseal(folder: Path, certificate: dict[str, Any]) -> Path:
    """A folder with the changed certificate under a new seal, named by the selection as the right one."""
    certificate["sha256"] = digest(certificate)
    selection = json.loads((folder / "selection.json").read_text())
    selection["certificate_sha256"] = certificate["sha256"]
    target = folder / "changed"
    target.mkdir(exist_ok=True)
    (target / "selection.json").write_text(json.dumps(selection))
    (target / "certificate.json").write_text(json.dumps(certificate))
    (target / PERSONS).write_bytes((folder / PERSONS).read_bytes())
    return target


@pytest.mark.parametrize(("parties", "number", "seed"), [(THREE, 260, 3), (FOUR, 600, 5)])
def test_what_families_leave_open_in_every_way_is_closed_way_by_way(
    parties: tuple[str, ...], number: int, seed: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With parts every level is proven; without them the certificate of the same selection states a gap."""
    certificate = written(parties, number, seed, tmp_path / "with")
    assert any("parts" in level for level in certificate["levels"])
    assert verify_folder(tmp_path / "with")["gaps"] == {}
    monkeypatch.setattr("safeconduct.selection.parts.by_parts", lambda *_: None)
    other = written(parties, number, seed, tmp_path / "without")
    assert verify_folder(tmp_path / "without")["gaps"]
    assert [level["value"] for level in other["levels"]] == [level["value"] for level in certificate["levels"]]


def test_where_the_cases_do_not_suffice_the_parts_state_a_gap(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No cases at all for parts or levels: the bound of each part is rounded down, and what is left open is told."""
    monkeypatch.setattr("safeconduct.selection.parts.LEAVES", 0)
    monkeypatch.setattr("safeconduct.selection.branch.LEAVES", 0)
    certificate = written(FOUR, 600, 5, tmp_path / "stated")
    gaps = {one["name"]: one["bound"] - one["value"] for one in certificate["levels"] if one["bound"] > one["value"]}
    assert gaps
    assert verify_folder(tmp_path / "stated")["gaps"] == gaps


def numbers(node: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The way to every number of a proof."""
    for key, value in node.items() if isinstance(node, dict) else enumerate(node):
        if isinstance(value, int):
            yield (*path, key)
        elif isinstance(value, dict | list):
            yield from numbers(value, (*path, key))


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a selection of which some level is proven by parts."""
    folder = tmp_path_factory.mktemp("parts") / "sound"
    written(FOUR, 600, 5, folder)
    return folder


def changed(sound: Path, change: Callable[[dict[str, Any]], None]) -> dict[str, Any]:
    """What the checkers say once the last level proven by parts was changed, under a new seal."""
    certificate: dict[str, Any] = json.loads((sound / "certificate.json").read_text())
    change([level for level in certificate["levels"] if "parts" in level][-1])
    return verify_folder(reseal(sound, certificate))


def test_a_proof_by_parts_with_any_single_number_changed_is_refused(sound: Path) -> None:
    """One more or one less, under a new seal. Only a multiplier may be another one that proves the very same."""
    certificate = json.loads((sound / "certificate.json").read_text())
    paths = list(numbers([level for level in certificate["levels"] if "parts" in level][-1]))
    assert len(paths) > 100
    refused = 0
    for path in random.Random(7).sample(paths, 100):

        def change(inner: Any, path: tuple[Any, ...] = path) -> None:
            for key in path[:-1]:
                inner = inner[key]
            inner[path[-1]] += random.Random(repr(path)).choice([1, -1])

        try:
            assert changed(sound, change)["gaps"] == {}
            assert {"cases", "rows"} & {*path}, path
        except DoesNotVerify:
            refused += 1
    assert refused >= 80


def leaf(proof: dict[str, Any]) -> dict[str, Any]:
    """A leaf of a proof by cases, or the proof itself."""
    return leaf(proof["below"]) if "at" in proof else proof


def lean_on_the_balance(level: dict[str, Any]) -> None:
    """In a part, people outside of it are not weighed, and could keep the balance that it leans on."""
    balance, _ = level["rows"][0]
    leaf(level["parts"][0]["proof"])["rows"].append([balance, 1])


def count_somebody_twice(level: dict[str, Any]) -> None:
    level["parts"].append(copy.deepcopy(level["parts"][0]))


def lean_on_a_level(level: dict[str, Any]) -> None:
    """What a level comes to among all is not what it comes to in a part."""
    leaf(level["parts"][0]["proof"])["before"].append([0, -1])


def assume_of_others(level: dict[str, Any]) -> None:
    """An assumption about people outside of a part; it would be free there."""
    inner = next(part for part in level["parts"] if "at" in part["proof"])["proof"]
    inner["columns"] = [0, 1, *inner["columns"]]


def leave_out_the_parts(level: dict[str, Any]) -> None:
    """Whoever is in no part counts in full."""
    level["parts"] = []


def take_more_demands(level: dict[str, Any]) -> None:
    """The ceilings of another part are taken in, and their people with them."""
    level["parts"][0]["demands"] += level["parts"][1]["demands"]


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lean_on_the_balance, "a part leans on a demand that binds others too"),
        (count_somebody_twice, "share people"),
        (lean_on_a_level, "the levels before are used wrongly"),
        (assume_of_others, "not what it claims to be|another bound"),
        (leave_out_the_parts, "another bound"),
        (take_more_demands, "share people|another bound"),
    ],
)
def test_parts_that_are_no_parts_prove_nothing(
    change: Callable[[dict[str, Any]], None], words: str, sound: Path
) -> None:
    with pytest.raises(DoesNotVerify, match=words):
        changed(sound, change)
