"""Groups that should rather be whole: weighed after everything else, and nobody is kept back for it."""

from __future__ import annotations

import itertools
import json
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from agreements import HEAD, ON, ONE_FOR_ONE, PRIORITIES, SEED, person
from safeconduct.people import write_persons
from safeconduct.people.model import Consent, GroupKind, Medical, Person
from safeconduct.selection import Reason, Selection, select, verify_exchanges, verify_folder, write_selection
from safeconduct.selection.certificate import digest
from safeconduct.selection.check import PERSONS
from safeconduct.terms import parse_terms

PREFER = '[[clause]]\nid = "units"\nkind = "keep_together"\ngroups = ["unit", "family"]\nrule = "prefer"\n'
UNIT = {"group_kind": GroupKind.UNIT}


def terms(most: int, *parts: str) -> str:
    return HEAD + ONE_FOR_ONE.replace("{most}", str(most)) + PREFER + "".join(parts) + PRIORITIES


def solve(text: str, people: list[Person]) -> tuple[Selection, set[str]]:
    made = select(parse_terms(text), people, on=ON, seed=SEED)
    return made, {outcome.person_id for outcome in made.outcomes if outcome.reason is Reason.SELECTED}


def written(made: Selection, people: list[Person], folder: Path) -> Path:
    write_selection(made, people, folder)
    write_persons(people, folder / PERSONS)
    return folder


def others(number: int) -> list[Person]:
    return [person(f"o{n}", "amber", "azure") for n in range(number)]


def test_of_equals_those_go_whose_group_stays_whole(tmp_path: Path) -> None:
    """Four places; two units of two and one of three: the two pairs go, and the three stay together."""
    people = [person(name, group=name[0], **UNIT) for name in ("a0", "a1", "b0", "b1", "b2", "c0", "c1")]
    made, go = solve(terms(4), [*people, *others(4)])
    assert {name for name in go if name[0] != "o"} == {"a0", "a1", "c0", "c1"}
    assert (made.levels[-1].name, made.levels[-1].value, made.levels[-1].bound) == ("units: groups parted", 0, 0)
    stays = next(outcome for outcome in made.outcomes if outcome.person_id == "b0")
    assert "others of equal standing, so that as few groups as possible are parted (clause units)" in stays.sentence
    report = verify_folder(written(made, [*people, *others(4)], tmp_path))
    assert report["groups_preferred"] == 3
    assert "3 groups that should rather be whole were weighed as agreed." in report["words"]


def test_nobody_is_kept_back_for_it() -> None:
    """Three places and a unit of four: three of it go, the unit is parted, and the figure says so."""
    made, go = solve(terms(3), [*(person(f"a{n}", group="a", **UNIT) for n in range(4)), *others(3)])
    assert len(go) == 6
    assert made.levels[-1].value == -1


def test_a_priority_comes_before_it() -> None:
    """Who has been held longer goes, although a pair is parted."""
    people = [person(f"a{months}", group="a", months=months, **UNIT) for months in (30, 2)]
    people.append(person("b", months=20))
    _, go = solve(terms(2), [*people, *others(2)])
    assert go >= {"a30", "b"}
    assert "a2" not in go


def test_who_cannot_go_parts_nobody() -> None:
    """One of two does not want to go: the other goes, and no group is counted."""
    people = [person("a0", group="a", **UNIT), person("a1", group="a", consent=Consent.NO, **UNIT)]
    made, go = solve(terms(2), [*people, *others(2)])
    assert "a0" in go
    assert all("parted" not in level.name for level in made.levels)


def test_a_kind_that_may_not_be_parted_is_not_weighed_again() -> None:
    """indivisible in another clause is stronger: there is nothing left to prefer."""
    strict = '[[clause]]\nid = "strict"\nkind = "keep_together"\ngroups = ["unit"]\n'
    people = [*(person(f"a{n}", group="a", **UNIT) for n in range(2)), person("b"), *others(1)]
    made, go = solve(terms(1, strict), people)
    assert "b" in go
    assert all("parted" not in level.name for level in made.levels)


@st.composite
def crowds(draw: st.DrawFn) -> tuple[int, list[Person]]:
    people = []
    for n in range(draw(st.integers(1, 9))):
        side = draw(st.sampled_from([("azure", "amber"), ("azure", "amber"), ("amber", "azure")]))
        group = draw(st.sampled_from(["", "g", "h"]))
        people.append(
            person(
                f"p{n}",
                *side,
                months=draw(st.integers(0, 1)),
                medical=draw(st.sampled_from([Medical.NONE, Medical.NONE, Medical.SERIOUSLY_SICK])),
                group=group,
                group_kind=GroupKind.UNIT if group else None,
            )
        )
    return draw(st.integers(0, 4)), people


def parted(go: set[str], people: list[Person]) -> int:
    sizes = Counter(one.group for one in people if one.group)
    gone = Counter(one.group for one in people if one.group and one.person_id in go)
    return sum(size > 1 and 0 < gone[group] < size for group, size in sizes.items())


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(crowds())
def test_the_optimum_is_that_of_plain_enumeration(
    tmp_path_factory: pytest.TempPathFactory, crowd: tuple[int, list[Person]]
) -> None:
    """Every set of people: the seriously sick all go, then medical need, people, months, then the fewest parted."""
    most, people = crowd
    owed = {one.person_id for one in people if one.medical is Medical.SERIOUSLY_SICK}
    may = [one for one in people if one.person_id not in owed]
    best: tuple[int, ...] = ()
    for size in range(len(may) + 1):
        for chosen in itertools.combinations(may, size):
            sides = Counter(one.holder for one in chosen)
            if sides["azure"] != sides["amber"] or sides["azure"] > most:
                continue
            go = {*owed, *(one.person_id for one in chosen)}
            months = sum(ON.month + ON.year * 12 - one.held_since.month - one.held_since.year * 12  # type: ignore[union-attr, operator]
                         for one in people if one.person_id in go)  # fmt: skip
            best = max(best, (len(go), months, -parted(go, people)))
    made, go = solve(terms(most), people)
    values = {level.name: level.value for level in made.levels}
    assert (values["people"], values["time in captivity"], -parted(go, people)) == best
    assert values.get("units: groups parted", 0) == best[-1]
    verify_folder(written(made, people, tmp_path_factory.mktemp("prefer")))


@pytest.mark.parametrize("change", ["unmark", "forget", "cheaper"])
def test_a_programme_that_forgets_a_group_is_refused(tmp_path: Path, change: str) -> None:
    """A mark taken away, a group that is in no row, or a parted group that counts for nothing."""
    people = [*(person(f"a{n}", group="a", **UNIT) for n in range(3)), *others(2)]
    made, _ = solve(terms(2), people)
    written(made, people, tmp_path)
    certificate = json.loads((tmp_path / "certificate.json").read_text())
    if change == "unmark":
        next(group for group in certificate["classes"] if group["marks"])["marks"] = {}
    elif change == "forget":
        certificate["rows"] = [row for row in certificate["rows"] if row["clause"] != "units"]
    else:
        next(v for v in certificate["aux"] if v["name"] == "units: a parted")["levels"][-1] = 0
    certificate["sha256"] = digest(certificate)
    (tmp_path / "certificate.json").write_text(json.dumps(certificate))
    with pytest.raises(verify_exchanges.NotProven):
        verify_exchanges.verify(*(str(tmp_path / name) for name in ("selection.json", "certificate.json", PERSONS)))
