"""The leximin lottery over classes: hand-made cases, enumeration, the draw and its checker."""

from __future__ import annotations

import csv
import hashlib
import hmac
import itertools
import json
import os
from collections import Counter
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from agreements import HEAD, ON, PRIORITIES, SEED, person
from safeconduct.people import write_persons
from safeconduct.people.model import GroupKind, Person
from safeconduct.selection import Reason, Selection, select, verify_draw, verify_folder, write_selection
from safeconduct.selection.certificate import digest
from safeconduct.selection.check import PERSONS
from safeconduct.selection.draw import DENOMINATOR, DRAWN, whole
from safeconduct.selection.face import Face, Floors
from safeconduct.selection.fair import NEAR, greatest_gain, prove_lot
from safeconduct.selection.leximin import leximin, relaxed_leximin
from safeconduct.terms import parse_terms

ROW = tuple[tuple[tuple[int, int], ...], int | None, int | None]


def face(sizes: tuple[int, ...], *rows: ROW) -> Face:
    return Face(sizes, (0,) * len(sizes), sizes, rows)


def chances(made: Face) -> list[float]:
    lottery = leximin(made)
    assert lottery is not None
    assert lottery.exact
    assert sum(lottery.weights) == pytest.approx(1)
    assert all(made.holds(point) for point in lottery.points)
    return [round(chance, 6) for chance in lottery.chances]


def test_equals_have_equal_chances_across_classes() -> None:
    """Three people and five for four places: each has a chance of a half."""
    assert chances(face((3, 5), (((0, 1), (1, 1)), 4, 4))) == [0.5, 0.5]


def test_who_can_have_more_has_more_and_nobody_less_for_it() -> None:
    """Two for one place of their own, and three for two of theirs: a half and two thirds."""
    assert chances(face((2, 3), (((0, 1),), None, 1), (((1, 1),), None, 2))) == [0.5, 0.666667]


def test_groups_that_do_not_fit_together_take_turns() -> None:
    """Two pairs and one person for three places: a pair at a time, and the one always; parts of a pair do not go."""
    made = face((1, 1, 1), (((0, 2), (1, 2), (2, 1)), 3, 3))
    assert (relaxed_leximin(made) or ([], []))[0] == pytest.approx([0.6, 0.6, 0.6])
    assert chances(made) == [0.5, 0.5, 1.0]


def test_a_face_without_a_point_has_no_lottery() -> None:
    """Nothing is drawn where nothing is allowed; not even parts, or only parts."""
    assert leximin(face((1, 1), (((0, 1), (1, 1)), 3, 3))) is None
    assert leximin(face((1, 1), (((0, 2), (1, 2)), 1, 1))) is None


@st.composite
def faces(draw: st.DrawFn) -> Face:
    count = draw(st.integers(1, 4))
    sizes = tuple(draw(st.integers(1, 3)) for _ in range(count))
    rows: list[ROW] = []
    for _ in range(draw(st.integers(1, 3))):
        entries = tuple((k, draw(st.integers(1, 3))) for k in range(count) if draw(st.booleans()))
        most = draw(st.integers(1, 6))
        rows.append((entries, draw(st.sampled_from([None, 1, most])), most))
    return face(sizes, *rows)


def by_enumeration(made: Face) -> list[float] | None:
    """Leximin over every whole point there is: raise the least, keep whoever cannot have more, and so on."""
    points = [p for p in itertools.product(*(range(size + 1) for size in made.sizes)) if made.holds(p)]
    if not points:
        return None
    settled: dict[int, float] = {}
    while len(settled) < len(made.sizes):
        floors = Floors(made.sizes, points)
        for k, chance in settled.items():
            floors.fix(k, chance)
        least = floors.solve()[0]
        for k in sorted(set(range(len(made.sizes))) - set(settled)):
            # Who can have more than the least, with nobody below it, is not settled yet.
            more = Floors(made.sizes, points)
            for other in range(len(made.sizes)):
                if other != k:
                    more.fix(other, settled.get(other, least))
            if more.solve()[0] <= least + 1e-6:
                settled[k] = least
    return [settled[k] for k in range(len(made.sizes))]


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(faces())
def test_the_chances_are_those_of_every_whole_point(made: Face) -> None:
    """Generated points do as well as all points."""
    wanted = by_enumeration(made)
    found = leximin(made)
    if wanted is None:
        assert found is None
        return
    assert found is not None
    assert found.chances == pytest.approx(wanted, abs=1e-5)


@given(st.lists(st.floats(0, 1), min_size=1, max_size=9).filter(lambda weights: sum(weights) > 0.1))
def test_weights_become_whole_numbers_that_add_up(weights: list[float]) -> None:
    """Nothing is lost by rounding, and nobody's weight moves by more than one unit."""
    total = sum(weights)
    made = whole([weight / total for weight in weights])
    assert DENOMINATOR // 2 < sum(made) <= DENOMINATOR
    assert all(abs(n - weight / total * sum(made)) < 1.001 for n, weight in zip(made, weights, strict=True))


def test_small_fractions_are_written_exactly() -> None:
    """Thirds are thirds, so that nothing is left that a fairer lot could give."""
    assert whole([1 / 3, 1 / 3, 1 / 3]) == [333333333] * 3
    assert whole([1 / 2, 1 / 3, 1 / 6]) == [499999998, 333333332, 166666666]


WAY = 'from = "azure"\nto = "amber"\n'
QUOTA = f'[[clause]]\nid = "y"\nkind = "quota"\n{WAY}category = "young"\n'
QUOTA += f'[[clause]]\nid = "q"\nkind = "quota"\n{WAY}category = "anyone"\n'
QUOTA += f'[[clause]]\nid = "both"\nkind = "quota"\n{WAY}over = ["y", "q"]\nmax = 3\n'
FAMILIES = '[[clause]]\nid = "f"\nkind = "keep_together"\ngroups = ["family"]\n'
LOTTERY = '[lottery]\nparties = ["azure", "amber", "host"]\nno_reveal = "stop"\nshares = "leximin"\n'
PEOPLE = '[[priority]]\nid = "people"\n'


def crowd() -> list[Person]:
    """Two pairs who are not parted, one of them young, and one person, for three places: a pair and the one."""
    facts = {"group_kind": GroupKind.FAMILY}
    pairs = [
        person(f"{name}{n}", group=name, age=20 if name == "a" else 40, **facts) for name in "ab" for n in range(2)
    ]
    return [*pairs, person("c")]


def solve(seed: str = SEED) -> Selection:
    return select(parse_terms(HEAD + QUOTA + FAMILIES + PEOPLE + LOTTERY), crowd(), on=ON, seed=seed)


def go(made: Selection) -> str:
    return "".join(sorted(o.person_id[0] for o in made.outcomes if o.reason is Reason.SELECTED))


def test_the_lot_falls_between_selections_and_anyone_can_draw_it_again(tmp_path: Path) -> None:
    """Two selections with half a chance each; the number from the seed says which; the checker draws it again."""
    made = solve()
    lot = made.certificate["lottery"]
    assert sorted(point["weight"] for point in lot["points"]) == [DENOMINATOR // 2] * 2
    assert sorted(lot["chances"]) == [DENOMINATOR // 2, DENOMINATOR // 2, DENOMINATOR]
    number = int.from_bytes(hmac.new(bytes.fromhex(SEED), DRAWN, "sha256").digest(), "big") % DENOMINATOR
    assert lot["drawn"] == int(number >= DENOMINATOR // 2)
    write_selection(made, crowd(), tmp_path)
    write_persons(crowd(), tmp_path / PERSONS)
    report = verify_folder(tmp_path)
    assert report["equal_selections"] == 2
    assert "2 equally good selections were in the lot, and the seed draws the one taken." in report["words"]
    assert report["fairer_by"] == [0, 1]
    assert "No lot raises anybody's chance without lowering that of somebody who has no more." in report["words"]


@pytest.mark.parametrize("most", [1, 2])
def test_where_no_other_selection_is_as_good_that_is_proven(most: int, tmp_path: Path) -> None:
    """Months decide between classes, tickets within one: nobody's chance hangs on the lot, and nobody is told so."""
    quota = f'[[clause]]\nid = "c"\nkind = "quota"\ncategory = "anyone"\nfrom = "azure"\nto = "amber"\nmax = {most}\n'
    terms = parse_terms(HEAD + quota + PRIORITIES + '[lottery]\nshares = "leximin"\n')
    people = [person("a", months=30), person("b", months=20), person("c", months=20), person("d", months=10)]
    made = select(terms, people, on=ON, seed=SEED)
    write_selection(made, people, tmp_path)
    write_persons(people, tmp_path / PERSONS)
    words = verify_folder(tmp_path)["words"]
    assert "1 selection was in the lot, and the seed draws the one taken." in words
    assert "No lot raises anybody's chance without lowering that of somebody who has no more." in words
    assert not any("equally good" in outcome.sentence for outcome in made.outcomes)


def test_a_lot_that_may_not_be_the_fairest_says_so() -> None:
    """Where the proof leaves something open, the reader of the check is told how much."""
    told = list(verify_draw.words({"secrets": 0, "equal_selections": 2, "fairer_by": [1, 4]}))
    words = "That no lot raises somebody's chance by more than 250000 in a million at nobody's cost who has no more"
    assert f"{words} is not proven." in told


def proven(made: Face) -> Fraction | None:
    """By how much somebody's chance could be greater at most, by the proofs of the lot of a face."""
    lottery = leximin(made)
    if lottery is None:
        return None
    weights = whole(lottery.weights)
    return greatest_gain(prove_lot(made, 0, lottery.points, lottery.prices), made.sizes, lottery.points, weights)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(faces())
def test_the_chances_are_proven_leximin(made: Face) -> None:
    """Whatever the rows, the prices of the search and the multipliers leave less than one in a million open."""
    gain = proven(made)
    assert gain is None or 0 <= gain <= Fraction(1, NEAR)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(faces(), st.data())
def test_no_other_lot_is_proven_leximin(made: Face, data: st.DataObject) -> None:
    """A lot that favours one of its selections is never within what its own proofs leave open, unless it is as fair."""
    lottery = leximin(made)
    if lottery is None or len(lottery.points) < 2:
        return
    favoured = data.draw(st.integers(0, len(lottery.points) - 1))
    weights = [weight / 2 + 0.5 * (at == favoured) for at, weight in enumerate(lottery.weights)]
    chances = [
        sum(weight * point[k] for weight, point in zip(weights, lottery.points, strict=True)) / size
        for k, size in enumerate(made.sizes)
    ]
    gain = greatest_gain(prove_lot(made, 0, lottery.points, lottery.prices), made.sizes, lottery.points, whole(weights))
    assert (gain <= Fraction(1, NEAR)) is (chances == pytest.approx(lottery.chances, abs=1e-6))


def reseal(folder: Path, certificate: dict[str, Any]) -> None:
    """The changed certificate with a new seal over it."""
    certificate["sha256"] = digest(certificate)
    (folder / "certificate.json").write_text(json.dumps(certificate))


def unfair(folder: Path) -> dict[str, Any]:
    """A lot in which one pair goes three times as often, with every stated chance, seed and number to fit."""
    write_selection(solve(), crowd(), folder)
    certificate: dict[str, Any] = json.loads((folder / "certificate.json").read_text())
    lot = certificate["lottery"]
    drawn, other = lot["points"][lot["drawn"]], lot["points"][1 - lot["drawn"]]
    drawn["weight"], other["weight"] = DENOMINATOR * 3 // 4, DENOMINATOR // 4
    lot["points"] = [drawn, other]
    lot["drawn"] = 0
    number = iter(range(1000))
    while True:
        seed = hashlib.sha256(bytes([next(number)])).digest()
        if int.from_bytes(hmac.digest(seed, DRAWN, "sha256"), "big") % DENOMINATOR < drawn["weight"]:
            break
    certificate["seed"] = seed.hex()
    taken = [group["taken"] for group in certificate["classes"]]
    less = taken[:]
    for k, value in other["taken"]:
        less[k] = value
    lot["chances"] = [drawn["weight"] * a + other["weight"] * b for a, b in zip(taken, less, strict=True)]
    return certificate


def test_a_lot_with_a_smaller_chance_for_one_class_is_refused(tmp_path: Path) -> None:
    """One pair has a quarter, and everything else fits: that is not as fair as can be, and the checker says so."""
    certificate = unfair(tmp_path)
    reseal(tmp_path, certificate)
    with pytest.raises(verify_draw.NotProven, match="as fair as can be, and that is not proven"):
        verify_draw.verify("", str(tmp_path / "certificate.json"))
    certificate["lottery"]["exact"] = False
    reseal(tmp_path, certificate)
    report = verify_draw.verify("", str(tmp_path / "certificate.json"))
    assert Fraction(*report["fairer_by"]) >= Fraction(1, 4), "whoever does not claim fairness is told to be without it"


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ("total", "the multipliers prove another bound"),
        ("denominator", "the multipliers prove another bound"),
        ("multiplier", "the multipliers prove another bound|a limit that is not there"),
        ("price", "the multipliers prove another bound"),
        ("negative", "a price below nothing"),
        ("before the first", "of a demand before the first"),
        ("no proof", "as fair as can be, and that is not proven"),
        ("half", "not a whole number"),
    ],
)
def test_a_proof_of_fairness_with_a_number_changed_is_refused(tmp_path: Path, change: str, words: str) -> None:
    """Bounds that do not come of the multipliers, prices below nothing, rows counted from the end, halves, nothing."""
    write_selection(solve(), crowd(), tmp_path)
    certificate = json.loads((tmp_path / "certificate.json").read_text())
    proofs = certificate["lottery"]["proofs"]
    proof = proofs[0]
    while "at" in proof:
        proof = proof["below"]
    if change == "total":
        proof["total"] -= 1
    elif change == "denominator":
        proof["denominator"] += 1
    elif change == "multiplier":
        (proof["rows"] or proof["before"])[0][1] += 1
    elif change == "price":
        proofs[0]["prices"][0][1] += 1
    elif change == "negative":
        proofs[0]["prices"][0][1] = -1
    elif change == "before the first":
        proof["rows"].append([-1, -1])
    elif change == "no proof":
        certificate["lottery"]["proofs"] = []
    else:
        proof["total"] += 0.5
    reseal(tmp_path, certificate)
    with pytest.raises(verify_draw.NotProven, match=words):
        verify_draw.verify("", str(tmp_path / "certificate.json"))


def test_over_many_seeds_both_pairs_go_equally_often() -> None:
    """Forty draws: each pair between a quarter and three quarters of the time, and the one person always."""
    seeds = [hashlib.sha256(bytes([n])).hexdigest() for n in range(40)]
    drawn = Counter(go(solve(seed)) for seed in seeds)
    assert set(drawn) == {"aac", "bbc"}
    assert min(drawn.values()) >= 10


@pytest.mark.parametrize("change", ["weight", "drawn", "point", "chance", "absent"])
def test_a_lot_that_was_changed_afterwards_is_refused(tmp_path: Path, change: str) -> None:
    """Other weights, another number drawn, a selection that is not allowed, a prettier chance, no lot at all."""
    made = solve()
    write_selection(made, crowd(), tmp_path)
    write_persons(crowd(), tmp_path / PERSONS)
    certificate = json.loads((tmp_path / "certificate.json").read_text())
    lot = certificate["lottery"]
    other = lot["points"][1 - lot["drawn"]]
    if change == "weight":
        other["weight"] -= 1
    elif change == "drawn":
        lot["drawn"] = 1 - lot["drawn"]
    elif change == "point":
        other["taken"][0][1] = lot["denominator"]
    elif change == "chance":
        lot["chances"][0] += 1
    else:
        del certificate["lottery"]
    certificate["sha256"] = digest(certificate)
    (tmp_path / "certificate.json").write_text(json.dumps(certificate))
    with pytest.raises(verify_draw.NotProven):
        verify_draw.verify("", str(tmp_path / "certificate.json"))


def test_without_the_rule_there_is_no_lot_between_selections() -> None:
    """Tickets inside the marginal class, as before."""
    text = HEAD + QUOTA + PRIORITIES + LOTTERY.replace('shares = "leximin"\n', "")
    assert "lottery" not in select(parse_terms(text), crowd(), on=ON, seed=SEED).certificate


@pytest.mark.external
def test_the_sortition_fixture_has_its_known_least_chance() -> None:
    """150 people, 22 seats: the least chance is 1/11, as sortition-algorithms' maximin has it."""
    folder = Path(os.environ["SAFECONDUCT_EXTERNAL"]) / "swaps" / "sortition"
    with (folder / "candidates.csv").open(encoding="utf-8") as one, (folder / "features.csv").open() as other:
        people, features = list(csv.DictReader(one)), list(csv.DictReader(other))
    names = list(dict.fromkeys(row["feature"] for row in features))
    classes = Counter(tuple(row[name] for name in names) for row in people)
    rows: list[ROW] = [(tuple((k, 1) for k in range(len(classes))), 22, 22)]
    for row in features:
        at = names.index(row["feature"])
        entries = tuple((k, 1) for k, values in enumerate(classes) if values[at] == row["value"])
        rows.append((entries, int(row["min"]), int(row["max"])))
    lottery = leximin(face(tuple(classes.values()), *rows))
    assert lottery is not None
    assert lottery.exact
    weights = whole(lottery.weights)
    sizes = tuple(classes.values())
    proofs = prove_lot(face(sizes, *rows), 0, lottery.points, lottery.prices)
    assert greatest_gain(proofs, sizes, lottery.points, weights) <= Fraction(1, NEAR)
    assert min(lottery.chances) == pytest.approx(1 / 11, abs=1e-6)
    assert len({round(chance, 5) for chance in lottery.chances}) > 5, "those who can have more have more"
