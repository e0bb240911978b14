"""Tranches that are filled nearly to the last place: families find room wherever some division has it."""

from __future__ import annotations

import itertools
import random
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from agreements import FAMILIES, ON, PRIORITIES, SEED, agreement, person
from safeconduct.errors import NothingFeasible
from safeconduct.people import write_persons
from safeconduct.people.model import GroupKind, Medical, Person
from safeconduct.selection import Selection, select, selection_document, verify_folder, write_selection
from safeconduct.selection.check import PERSONS

WAY = ("azure", "amber")
QUOTA = '[[clause]]\nid = "q"\nkind = "quota"\nbetween = ["azure", "amber"]\ncategory = "anyone"\n'


def families(*sizes: int, way: tuple[str, ...] = WAY, months: int = 20) -> list[Person]:
    """One family after the other, each held a month less long than the one before; a family of one is a single."""
    return [
        person(
            f"{way[0]}{number:03}-{index}",
            *way,
            months=months - number % (months + 1),
            **({"group": f"{way[0]}{number}", "group_kind": GroupKind.FAMILY} if size > 1 else {}),
        )
        for number, size in enumerate(sizes)
        for index in range(size)
    ]


def divided(people: list[Person], rule: str, clause: str = QUOTA) -> Selection:
    return select(agreement(clause, FAMILIES, PRIORITIES, f"[tranches]\n{rule}\n"), people, on=ON, seed=SEED)


def sizes_of(made: Selection, side: str = "azure") -> list[int]:
    return [sum(name.startswith(side) for name in tranche.order) for tranche in made.tranches]


@pytest.mark.parametrize("rule", ["sizes = [5, 5]", "count = 2\ncap_per_side = 5"])
def test_two_and_three_make_five_twice(rule: str, tmp_path: Path) -> None:
    """In the order of need 2 and 2 come first, and the second 3 would need a third tranche."""
    people = families(2, 2, 3, 3)
    made = divided(people, rule)
    assert sizes_of(made) == [5, 5]
    write_selection(made, people, tmp_path)
    write_persons(people, tmp_path / PERSONS)
    assert verify_folder(tmp_path)["selected"] == 10


def test_the_most_urgent_keep_the_place_of_the_order_of_need() -> None:
    """Only the last give way: who is hurt goes first, and so do those who were held longest."""
    people = [person("azure-hurt", medical=Medical.SERIOUSLY_SICK, months=0), *families(1, 1, 2, 2, 3)]
    made = divided(people, "sizes = [5, 5]")
    assert sizes_of(made) == [5, 5]
    assert {"azure-hurt", "azure000-0", "azure001-0"} <= set(made.tranches[0].order)


def test_a_family_that_fits_only_into_the_first_tranche_finds_it() -> None:
    """The single people before it would have filled it up; nothing is refused for that."""
    made = divided(families(1, 1, 1, 4), "sizes = [5, 2]")
    assert sizes_of(made) == [5, 2]


def test_no_tranche_is_empty_before_another() -> None:
    """A hand-over of one cannot be made with families of two; without it the numbers would say something else."""
    with pytest.raises(NothingFeasible, match="do not hold those who go"):
        divided(families(2, 2), "sizes = [1, 2, 2]")
    assert sizes_of(divided(families(2, 1, 2), "sizes = [1, 2, 2]")) == [1, 2, 2]


def test_what_cannot_be_divided_is_refused_with_what_would_do() -> None:
    """Three families of three do not fit into two tranches of five, whoever divides them."""
    with pytest.raises(NothingFeasible) as raised:
        divided(families(3, 3, 3), "sizes = [5, 5]")
    (fault,) = raised.value.faults
    assert (fault.found, fault.expected) == ("2 tranches do not hold those who go", "3 of them, or larger ones")


@pytest.mark.parametrize("seed", range(4))
def test_a_thousand_for_a_thousand_in_three_tranches(seed: int) -> None:
    """334, 333 and 333 of each side, a third of the arrivals families: filled to the last place, and the lead small."""
    rng = random.Random(seed)
    people = []
    for way in (WAY, WAY[::-1]):
        sizes = []
        while (left := 1000 - sum(sizes)) > 0:
            sizes.append(min(left, rng.randint(2, 5) if rng.random() < 0.35 else 1))
        people += families(*sizes, way=way, months=40)
    made = divided(people, "sizes = [334, 333, 333]", QUOTA + "exactly = 1000\n")
    assert sizes_of(made) == sizes_of(made, "amber") == [334, 333, 333]
    assert made.exposure_bound == made.certificate["exposure"]["least"] == 3


@st.composite
def cases(draw: st.DrawFn) -> tuple[list[int], list[int], list[int]]:
    """Families of each side, and the sizes of the tranches, which mostly hold hardly more than all of them."""
    sides = [draw(st.lists(st.integers(1, 4), min_size=1, max_size=4)) for _ in WAY]
    most, number = max(map(sum, sides)), draw(st.integers(1, 3))
    each = -(-most // number) + draw(st.integers(0, 1))
    return sides[0], sides[1], [each + draw(st.integers(-1, 1)) or 1 for _ in range(number)]


def possible(one: list[int], other: list[int], caps: list[int]) -> bool:
    """Whether all families fit, and no tranche is empty before one that is not."""
    for where in itertools.product(range(len(caps)), repeat=len(one) + len(other)):
        used = set(where)
        loads = [[0] * len(caps), [0] * len(caps)]
        for at, (size, tranche) in enumerate(zip([*one, *other], where, strict=True)):
            loads[at >= len(one)][tranche] += size
        fits = all(load <= cap for side in loads for load, cap in zip(side, caps, strict=True))
        if fits and used == set(range(len(used))):
            return True
    return False


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(case=cases())
def test_refused_only_where_no_division_is_possible(
    case: tuple[list[int], list[int], list[int]], tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Against every division; what is divided passes the checkers, and with the parties turned round it is the same."""
    one, other, caps = case
    people = [*families(*one), *families(*other, way=WAY[::-1])]
    if not possible(one, other, caps):
        with pytest.raises(NothingFeasible):
            divided(people, f"sizes = {caps}")
        return
    made = divided(people, f"sizes = {caps}")
    folder = tmp_path_factory.mktemp("fit")
    write_selection(made, people, folder)
    write_persons(people, folder / PERSONS)
    verify_folder(folder)
    turned = [person(one.person_id, one.home, one.holder, birth_date=one.birth_date, held_since=one.held_since,
                     group=one.group, group_kind=one.group_kind) for one in people]  # fmt: skip
    again = divided(turned, f"sizes = {caps}")
    assert selection_document(again)["tranches"] == selection_document(made)["tranches"]
