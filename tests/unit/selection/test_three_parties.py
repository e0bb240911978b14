"""Balance and reciprocity among three parties, against plain enumeration of every set of people that may go."""

from __future__ import annotations

import itertools
import json
from collections import Counter
from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from agreements import FAMILIES, HEAD, ON, PRIORITIES, SEED, person
from safeconduct.errors import NothingFeasible
from safeconduct.people import write_persons
from safeconduct.people.model import Consent, GroupKind, Medical, Person
from safeconduct.selection import Reason, Selection, select, verify_folder, write_selection
from safeconduct.selection.check import PERSONS
from safeconduct.selection.units import Unit, build
from safeconduct.terms import Agreement, All, Balance, Quota, Reciprocity, parse_terms

PARTIES = ("azure", "amber", "teal")
WAYS = list(itertools.permutations(PARTIES, 2))
PRIORITY = PRIORITIES.split("[[priority]]")[1:]
ALL = json.dumps(PARTIES)


@st.composite
def texts(draw: st.DrawFn) -> str:
    """One quota for all three, or two of them; over both, or over one, one or two demands among two or three."""
    clauses = [f'[[clause]]\nid = "open"\nkind = "quota"\ncategory = "anyone"\nbetween = {ALL}\n']
    clauses[0] += f"max = {draw(st.integers(1, 3))}\n" if draw(st.booleans()) else ""
    if draw(st.booleans()):
        young = '[[clause]]\nid = "young"\nkind = "quota"\ncategory = "young"\n'
        clauses.insert(0, f"{young}between = {ALL}\nmax = {draw(st.integers(1, 2))}\n")
    over = draw(st.sampled_from(["", 'over = ["open"]\n']))
    kinds = draw(st.sampled_from([("balance",), ("reciprocity",), ("balance", "reciprocity")]))
    for kind in kinds:
        demand = f'[[clause]]\nid = "{kind}"\nkind = "{kind}"\n{over}'
        if draw(st.integers(0, 3)) == 0:
            demand += f"parties = {json.dumps(draw(st.permutations(PARTIES))[:2])}\n"
        if kind == "balance":
            demand += f"tolerance = {draw(st.integers(0, 2))}\n"
        else:
            give, get = draw(st.sampled_from([(1, 1), (2, 1), (1, 2), (3, 2)]))
            demand += f"give = {give}\nget = {get}\n"
        clauses.append(demand)
    order = draw(st.permutations(PRIORITY))[: draw(st.integers(0, 3))]
    text = HEAD.replace('["azure", "amber"]', ALL) + "".join(clauses) + draw(st.sampled_from([FAMILIES, ""]))
    return text + "".join(f"[[priority]]{one.rstrip()}\n" for one in order) + "[tranches]\ncap_per_side = 9\n"


@st.composite
def people(draw: st.DrawFn) -> list[Person]:
    """Up to nine people on all six ways, some in families, young, wounded or unwilling."""
    made = []
    for index in range(draw(st.integers(0, 9))):
        holder, home = draw(st.sampled_from(WAYS))
        family = draw(st.sampled_from(["", "", "", f"{holder}-{home}"]))
        made.append(
            person(
                f"p{index}",
                holder,
                home,
                age=draw(st.sampled_from([30, 30, 22])),
                months=draw(st.integers(0, 3)),
                medical=draw(st.sampled_from([Medical.NONE] * 3 + [Medical.WOUNDED, Medical.SERIOUSLY_SICK])),
                consent=draw(st.sampled_from([Consent.YES] * 7 + [Consent.NO])),
                group=family,
                group_kind=GroupKind.FAMILY if family else None,
            )
        )
    return made


def clause_of(unit: Unit) -> dict[str, str]:
    return dict(zip(unit.members, unit.clauses, strict=True))


def allowed(terms: Agreement, going: Sequence[tuple[Person, str]]) -> bool:
    """The clauses as they are worded, with each person under the clause that covers them."""
    count = Counter((clause, one.holder, one.home) for one, clause in going)
    weighed = {clause.id for clause in terms.clauses if isinstance(clause, Quota)}
    for clause in terms.clauses:
        if isinstance(clause, Quota):
            if clause.max is not None and any(count[clause.id, *way] > clause.max for way in WAYS):
                return False
        elif isinstance(clause, Balance | Reciprocity):
            over = set(clause.over) or weighed
            for party in clause.parties or PARTIES:
                among = [other for other in clause.parties or PARTIES if other != party]
                given_ = sum(count[name, party, other] for name in over for other in among)
                received = sum(count[name, other, party] for name in over for other in among)
                if isinstance(clause, Balance) and abs(given_ - received) > clause.tolerance:
                    return False
                if isinstance(clause, Reciprocity) and given_ > received * Fraction(clause.give, clause.get):
                    return False
    return True


def best_of(terms: Agreement, listed: Sequence[Person], units: Sequence[Unit]) -> list[int] | None:
    """The lexicographically greatest values of all sets of units that are allowed; None where none is."""
    owed = {clause.id for clause in terms.clauses if isinstance(clause, All)}
    by_id = {one.person_id: one for one in listed}
    must = [unit for unit in units if not owed.isdisjoint(unit.clauses)]
    may = [unit for unit in units if owed.isdisjoint(unit.clauses)]
    best: list[int] | None = None
    for size in range(len(may) + 1):
        for some in itertools.combinations(may, size):
            chosen = (*must, *some)
            going = [(by_id[name], clause) for unit in chosen for name, clause in clause_of(unit).items()]
            if allowed(terms, going):
                tiers = [sum(unit.levels[index] for unit in chosen) for index in range(len(terms.priorities))]
                value = [*tiers, len(going)]
                best = value if best is None or value > best else best
    return best


def attempt(text: str, listed: list[Person]) -> Selection | None:
    try:
        return select(parse_terms(text), listed, on=ON, seed=SEED)
    except NothingFeasible:
        return None


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(texts(), people())
def test_the_optimum_is_that_of_plain_enumeration(text: str, listed: list[Person]) -> None:
    """At every level; and who goes keeps every clause."""
    terms = parse_terms(text)
    best = best_of(terms, listed, build(terms, listed, ON, SEED).units)
    made = attempt(text, listed)
    if best is None:
        assert made is None
        return
    assert made is not None
    values = [level.value for level in made.levels]
    assert values == best[: len(values)]
    assert len(values) >= len(best) - 1  # the last level is left out where a priority counts everyone already
    by_id = {one.person_id: one for one in listed}
    going = [(by_id[one.person_id], one.clause) for one in made.outcomes if one.reason is Reason.SELECTED]
    assert allowed(terms, going)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(texts(), people())
def test_every_selection_among_three_verifies(
    tmp_path_factory: pytest.TempPathFactory, text: str, listed: list[Person]
) -> None:
    """The checkers that run alone agree."""
    made = attempt(text, listed)
    if made is None:
        return
    folder: Path = tmp_path_factory.mktemp("three")
    write_selection(made, listed, folder)
    write_persons(listed, folder / PERSONS)
    verify_folder(folder)


def test_a_circle_of_three_keeps_a_balance_that_no_pair_keeps() -> None:
    """Each gives to the next and receives from the one before: level for all, and one for one between no two."""
    listed = [person("p0", "azure", "amber"), person("p1", "amber", "teal"), person("p2", "teal", "azure")]
    quota = f'[[clause]]\nid = "open"\nkind = "quota"\ncategory = "anyone"\nbetween = {ALL}\n'
    head = HEAD.replace('["azure", "amber"]', ALL)
    made = attempt(head + quota + '[[clause]]\nid = "net"\nkind = "balance"\n' + PRIORITIES, listed)
    assert made is not None
    assert {one.reason for one in made.outcomes} == {Reason.SELECTED}
    pair = '[[clause]]\nid = "net"\nkind = "balance"\nparties = ["azure", "amber"]\n'
    two = attempt(head + quota + pair + PRIORITIES, listed)
    assert two is not None
    assert {one.person_id for one in two.outcomes if one.reason is Reason.SELECTED} == {"p1", "p2"}


def test_who_receives_from_one_may_give_to_another() -> None:
    """Reciprocity counts all others together: amber gives teal two, since azure has given amber one, at two for one."""
    listed = [person("p0", "azure", "amber"), person("p1", "amber", "teal"), person("p2", "amber", "teal")]
    listed += [person(f"q{n}", "teal", "azure") for n in range(2)]
    quota = f'[[clause]]\nid = "open"\nkind = "quota"\ncategory = "anyone"\nbetween = {ALL}\n'
    demand = '[[clause]]\nid = "due"\nkind = "reciprocity"\ngive = 2\nget = 1\n'
    made = attempt(HEAD.replace('["azure", "amber"]', ALL) + quota + demand + PRIORITIES, listed)
    assert made is not None
    assert {one.reason for one in made.outcomes} == {Reason.SELECTED}
