"""Named exchanges inside an agreement: solved with the other clauses at once, explained, and checked."""

from __future__ import annotations

import dataclasses
import itertools
import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from agreements import HEAD, ON, ONE_FOR_ONE, PRIORITIES, SEED, person
from safeconduct.errors import DoesNotVerify
from safeconduct.people import write_persons
from safeconduct.people.model import Consent, Medical, Person
from safeconduct.selection import Outcome, Reason, Selection, select, verify_exchanges, verify_folder, write_selection
from safeconduct.selection.answers import News, changes_bytes, ground, participation, revise
from safeconduct.selection.certificate import digest
from safeconduct.selection.check import PERSONS
from safeconduct.terms import parse_terms

Wants = dict[str, tuple[str, ...]]
THREE = HEAD.replace('["azure", "amber"]', '["azure", "amber", "teal"]')


def clause(wants: Wants, goodwill: tuple[str, ...] = (), cycle: int = 3, chain: int = 3) -> str:
    lines = [f'  {{ entry = "{entry}", against = {json.dumps(list(against))} }},' for entry, against in wants.items()]
    head = f'[[clause]]\nid = "n"\nkind = "named"\nlongest_cycle = {cycle}\nlongest_chain = {chain}\n'
    return head + f"goodwill = {json.dumps(list(goodwill))}\nwants = [\n" + "\n".join(lines) + "\n]\n"


def solve(text: str, people: list[Person]) -> tuple[Selection, dict[str, Outcome]]:
    made = select(parse_terms(text), people, on=ON, seed=SEED)
    return made, {outcome.person_id: outcome for outcome in made.outcomes}


def written(made: Selection, people: list[Person], folder: Path) -> Path:
    write_selection(made, people, folder)
    write_persons(people, folder / PERSONS)
    return folder


CIRCLE: Wants = {
    "azure/H-a": ("teal/H-c",),
    "amber/H-b": ("azure/H-a",),
    "teal/H-c": ("amber/H-b",),
}
ROUND = [person("a", "azure", "amber"), person("b", "amber", "teal"), person("c", "teal", "azure")]


def test_three_parties_close_a_circle_and_read_that_they_do(tmp_path: Path) -> None:
    """Nobody has anybody for the one who has theirs; all three go in one tranche, and the proof covers it."""
    made, outcomes = solve(THREE + clause(CIRCLE) + PRIORITIES + "[tranches]\ncap_per_side = 1\n", ROUND)
    assert {(outcome.tranche, outcome.clause) for outcome in outcomes.values()} == {(1, "n")}
    assert "under clause n, in a closed exchange of 3 people." in outcomes["a"].sentence
    report = verify_folder(written(made, ROUND, tmp_path))
    assert report["exchanges"] == 1
    assert report["gaps"] == {}
    assert "1 named exchanges are carried out: each closed or begun freely, nobody in two." in report["words"]


def test_an_exchange_is_no_longer_than_agreed() -> None:
    """The same circle where at most two people may be in one exchange: nobody goes, and reads why."""
    _, outcomes = solve(THREE + clause(CIRCLE, cycle=2) + PRIORITIES, ROUND)
    assert {outcome.reason for outcome in outcomes.values()} == {Reason.BINDING_CLAUSE}
    assert "no exchange of at most 2 people closes around them" in outcomes["a"].sentence


def test_whoever_is_wanted_twice_goes_once(tmp_path: Path) -> None:
    """Two on one side want the same man; one of them gets him, the other reads that he goes in another exchange."""
    wants = {"azure/H-a": ("amber/H-x",), "azure/H-b": ("amber/H-x",), "amber/H-x": ("azure/H-a", "azure/H-b")}
    people = [person("a", medical=Medical.WOUNDED), person("b"), person("x", "amber", "azure")]
    made, outcomes = solve(HEAD + clause(wants) + PRIORITIES, people)
    assert outcomes["a"].reason is Reason.SELECTED, "the wounded one first"
    assert "the only exchange that could hold them needs somebody who goes in another one" in outcomes["b"].sentence
    assert verify_folder(written(made, people, tmp_path))["gaps"] == {}


def test_two_pairs_rather_than_one_circle() -> None:
    """Four people can go as two pairs or round in one circle: pairs, so that fewer stay when one drops out."""
    wants = {
        "azure/H-a": ("amber/H-x", "amber/H-y"),
        "azure/H-b": ("amber/H-y", "amber/H-x"),
        "amber/H-x": ("azure/H-a",),
        "amber/H-y": ("azure/H-b", "azure/H-a"),
    }
    people = [person("a"), person("b"), person("x", "amber", "azure"), person("y", "amber", "azure")]
    made, outcomes = solve(HEAD + clause(wants, cycle=4) + PRIORITIES, people)
    assert all("in a closed exchange of 2 people" in outcome.sentence for outcome in outcomes.values())
    assert made.levels[-1].name == "n: exchanges of more than two"
    assert made.levels[-1].value == made.levels[-1].bound == 0


def test_a_goodwill_release_starts_a_chain() -> None:
    """One is released for nobody; two follow, each for the one before; a chain longer than agreed stops there."""
    wants = {"amber/H-x": ("azure/H-gift",), "azure/H-a": ("amber/H-x",), "amber/H-y": ("azure/H-a",)}
    people = [person("gift"), person("a"), person("x", "amber", "azure"), person("y", "amber", "azure")]
    _, outcomes = solve(HEAD + clause(wants, ("azure/H-gift",)) + PRIORITIES, people)
    assert "in a chain of 3 people from a release for nobody" in outcomes["gift"].sentence
    assert outcomes["y"].reason is Reason.BINDING_CLAUSE
    _, outcomes = solve(HEAD + clause(wants, ("azure/H-gift",), chain=1) + PRIORITIES, people)
    assert "in a release against nobody" in outcomes["gift"].sentence


def test_named_people_are_outside_the_balance_of_the_others(tmp_path: Path) -> None:
    """Two clauses in one programme: the named pair goes by name, the others one for one, and nobody twice."""
    wants = {"azure/H-a": ("amber/H-x",), "amber/H-x": ("azure/H-a",)}
    people = [person("a"), person("x", "amber", "azure"), person("p"), person("q"), person("r", "amber", "azure")]
    terms = HEAD + clause(wants) + ONE_FOR_ONE.replace("{most}", "9") + PRIORITIES
    made, outcomes = solve(terms, people)
    assert made.totals == {"n": {"amber": 1, "azure": 1}, "others": {"amber": 1, "azure": 1}}
    assert sum(outcome.reason is Reason.SELECTED for outcome in outcomes.values()) == 4
    verify_folder(written(made, people, tmp_path))


def test_participation_leaves_out_named_people_too() -> None:
    """Without one of the three nobody of the circle goes, so that declaring them costs nobody anything."""
    text = THREE + clause(CIRCLE) + PRIORITIES
    made = participation(ground(parse_terms(text), ROUND, on=ON, seed=SEED))
    assert made.tried == {"azure": 1, "amber": 1, "teal": 1}
    assert made.violations == ()


def test_who_dies_after_the_announcement_is_exchanged_for_nobody(tmp_path: Path) -> None:
    """The others of the circle stay, the remains come under no clause here, and the checkers see it so too."""
    text = THREE + clause(CIRCLE) + PRIORITIES
    told, _ = solve(text, ROUND)
    now = [dataclasses.replace(one, remains=one.person_id == "a") for one in ROUND]
    made = revise(told, ROUND, parse_terms(text), News(tuple(now)), on=ON)
    assert not made.selection.tranches
    written(made.selection, now, tmp_path)
    (tmp_path / "changes.json").write_bytes(changes_bytes(made))
    assert verify_folder(tmp_path)["selected"] == 0


def test_who_does_not_want_to_go_breaks_the_exchange() -> None:
    """A refusal of one keeps the other: nobody is sent against their will, and nobody for nothing."""
    wants = {"azure/H-a": ("amber/H-x",), "amber/H-x": ("azure/H-a",)}
    people = [person("a"), person("x", "amber", "azure", consent=Consent.NO)]
    _, outcomes = solve(HEAD + clause(wants) + PRIORITIES, people)
    assert (outcomes["a"].reason, outcomes["x"].reason) == (Reason.BINDING_CLAUSE, Reason.NO_CONSENT)


def possible(wants: Wants, goodwill: set[str], labels: list[str], cycle: int, chain: int) -> Iterator[tuple[str, ...]]:
    """Every closed exchange and chain, by trying every order of every few people."""
    for size in range(1, max(cycle, chain) + 1):
        for path in itertools.permutations(labels, size):
            steps = all(
                before in wants.get(after, ()) and after not in goodwill for before, after in itertools.pairwise(path)
            )
            closed = size > 1 and path[-1] in wants.get(path[0], ()) and path[0] not in goodwill
            if steps and ((path[0] in goodwill and size <= chain) or (closed and size <= cycle)):
                yield path


def best(exchanges: list[frozenset[str]], worth: dict[str, tuple[int, ...]]) -> tuple[int, ...]:
    """The greatest value over every set of exchanges that share nobody; the last number is that of long exchanges."""
    found: tuple[int, ...] = (0,) * (len(next(iter(worth.values()))) + 1)
    waiting: list[tuple[int, frozenset[str], tuple[int, ...]]] = [(0, frozenset(), found)]
    while waiting:
        start, busy, value = waiting.pop()
        found = max(found, value)
        for at in range(start, len(exchanges)):
            if not exchanges[at] & busy:
                more = [sum(column) for column in zip(*(worth[label] for label in exchanges[at]), strict=True)]
                more.append(-(len(exchanges[at]) > 2))
                added = tuple(one + other for one, other in zip(value, more, strict=True))
                waiting.append((at + 1, busy | exchanges[at], added))
    return found


@st.composite
def pools(draw: st.DrawFn) -> tuple[Wants, tuple[str, ...], list[Person], int, int]:
    people = [
        person(
            f"p{n}",
            *draw(st.sampled_from([("azure", "amber"), ("amber", "teal"), ("teal", "azure"), ("amber", "azure")])),
            months=draw(st.integers(0, 2)),
            medical=draw(st.sampled_from([Medical.NONE, Medical.NONE, Medical.WOUNDED])),
        )
        for n in range(draw(st.integers(2, 7)))
    ]
    labels = [f"{one.holder}/{one.held_id}" for one in people]
    wants = {label: tuple(sorted(draw(st.sets(st.sampled_from(labels), max_size=3)) - {label})) for label in labels}
    goodwill = tuple(sorted(draw(st.sets(st.sampled_from(labels), max_size=1))))
    return wants, goodwill, people, draw(st.integers(2, 4)), draw(st.integers(1, 3))


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(pools())
def test_the_optimum_is_that_of_every_set_of_exchanges(
    tmp_path_factory: pytest.TempPathFactory, pool: tuple[Wants, tuple[str, ...], list[Person], int, int]
) -> None:
    """Wounded, then people, then months, then few long exchanges; and the checkers agree."""
    wants, goodwill, people, cycle, chain = pool
    made, _ = solve(THREE + clause(wants, goodwill, cycle, chain) + PRIORITIES, people)
    by_label = {f"{one.holder}/{one.held_id}": one for one in people}
    paths = possible(wants, set(goodwill), list(by_label), cycle, chain)
    exchanges = sorted({frozenset(path) for path in paths}, key=sorted)
    weigh = {label: (int(one.medical is Medical.WOUNDED), 1, months(one)) for label, one in by_label.items()}
    wanted = best(exchanges, weigh)
    values = [level.value for level in made.levels]
    if len(values) < len(wanted):  # no exchange of more than two is possible
        assert wanted[-1] == 0
        wanted = wanted[:-1]
    assert tuple(values) == wanted
    report = verify_folder(written(made, people, tmp_path_factory.mktemp("named")))
    assert report["selected"] == wanted[1]


def months(one: Person) -> int:
    since = one.held_since
    assert since is not None
    assert since.month is not None
    return (ON.year - since.year) * 12 + ON.month - since.month


def swapped(text: str) -> str:
    return text.replace("azure", "\0").replace("amber", "azure").replace("\0", "amber")


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(pools())
def test_mirror(pool: tuple[Wants, tuple[str, ...], list[Person], int, int]) -> None:
    """With the names of two parties exchanged everyone has the same answer, in the same tranche and order."""
    wants, goodwill, people, cycle, chain = pool
    text = THREE + clause(wants, goodwill, cycle, chain) + PRIORITIES
    other = [
        person(one.person_id, swapped(one.holder), swapped(one.home), medical=one.medical, held_since=one.held_since)
        for one in people
    ]
    made, _ = solve(text, people)
    mirrored, _ = solve(swapped(text), other[::-1])
    assert [swapped(outcome.sentence) for outcome in made.outcomes] == [o.sentence for o in mirrored.outcomes]
    assert made.tranches == mirrored.tranches
    assert [level.value for level in made.levels] == [level.value for level in mirrored.levels]


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The circle of three, and a pair that could go instead of it."""
    wants = {**CIRCLE, "amber/H-d": ("azure/H-a",), "azure/H-a": ("teal/H-c", "amber/H-d")}
    people = [*ROUND, person("d", "amber", "azure")]
    made, _ = solve(THREE + clause(wants) + PRIORITIES, people)
    return written(made, people, tmp_path_factory.mktemp("sound"))


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ("drop", "not considered"),
        ("rename", "do not allow"),
        ("twice", "not considered|same people"),
        ("row", "without an exchange, or in two"),
        ("level", "counts otherwise|not come to"),
    ],
)
def test_a_programme_that_hides_or_invents_an_exchange_is_refused(
    sound: Path, tmp_path: Path, change: str, words: str
) -> None:
    """An exchange left out could hide a better answer; one invented, or a row taken away, could free somebody."""
    for path in sound.iterdir():
        (tmp_path / path.name).write_bytes(path.read_bytes())
    certificate = json.loads((tmp_path / "certificate.json").read_text())
    aux, rows = certificate["aux"], certificate["rows"]
    named = [at for at, variable in enumerate(aux) if variable["clause"] == "n"]
    idle = next(at for at in named if not aux[at]["value"])
    if change == "drop":
        aux[idle]["clause"] = "wounded"
        for row in rows:
            row["aux"] = [[at, weight] for at, weight in row["aux"] if at != idle]
    elif change == "rename":
        aux[idle]["name"] = "n: exchange amber/H-b > teal/H-c"
    elif change == "twice":
        aux[idle]["name"] = next(aux[at]["name"] for at in named if aux[at]["value"])
    elif change == "row":
        rows.remove(next(row for row in rows if row["clause"] == "n"))
        for level in certificate["levels"]:
            level["rows"] = []
    else:
        aux[named[0]]["levels"][-1] -= 1
    certificate["sha256"] = digest(certificate)
    (tmp_path / "certificate.json").write_text(json.dumps(certificate))
    selection = json.loads((tmp_path / "selection.json").read_text())
    selection["certificate_sha256"] = certificate["sha256"]
    (tmp_path / "selection.json").write_text(json.dumps(selection))
    with pytest.raises(verify_exchanges.NotProven, match=words):
        verify_exchanges.verify(*(str(tmp_path / name) for name in ("selection.json", "certificate.json", PERSONS)))
    with pytest.raises(DoesNotVerify):
        verify_folder(tmp_path)
