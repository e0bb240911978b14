"""What somebody at a party's office could try who has all checkers, the files, and can seal them anew.

Every seal, digest and copy of a number is made to fit, as a forger would. A forgery is refused, or it changes nothing
that the files mean.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from agreements import HEAD, ON, PRIORITIES, person
from safeconduct.errors import DoesNotVerify, UnreadableInput
from safeconduct.people import read_persons, write_persons
from safeconduct.people.model import Consent, GroupKind, Identity, Medical, Person
from safeconduct.selection import commit, seeds_document, select, verify_folder, write_selection
from safeconduct.selection.certificate import digest
from safeconduct.terms import parse_terms

PERSONS = "persons.csv"
WAY = 'from = "azure"\nto = "amber"\nmirror = false\n'
EITHER = 'between = ["azure", "amber"]\n'
FAMILIES = '[[clause]]\nid = "families"\nkind = "keep_together"\ngroups = ["family"]\n'
SECRETS = {"azure": "11" * 32, "amber": "22" * 32, "host": "33" * 32}
LOTTERY = '[lottery]\nparties = ["azure", "amber", "host"]\nno_reveal = "stop"\n'
VETO = '[[veto]]\nid = "v"\nby = "azure"\nreason = "criminal_sentence"\nentries = ["H-kept"]\nexpires = 2026-05-01\n'
SHORT = '[[clause]]\nid = "c"\nkind = "quota"\ncategory = "anyone"\n' + EITHER + "exactly = 5\n"
SHORT += 'on_shortfall = "reduce_both"\n' + FAMILIES + PRIORITIES + VETO + LOTTERY + "[tranches]\ncap_per_side = 3\n"
BETWEEN = f'[[clause]]\nid = "y"\nkind = "quota"\n{WAY}category = "young"\n'
BETWEEN += f'[[clause]]\nid = "q"\nkind = "quota"\n{WAY}category = "anyone"\n'
BETWEEN += f'[[clause]]\nid = "both"\nkind = "quota"\n{WAY}over = ["y", "q"]\nmax = 3\n' + FAMILIES
BETWEEN += '[[priority]]\nid = "people"\n' + LOTTERY + 'shares = "leximin"\n'


def family(name: str, number: int, *way: str, **facts: Any) -> list[Person]:
    return [person(f"{name}{n}", *way, group=name, group_kind=GroupKind.FAMILY, **facts) for n in range(number)]


def listed() -> list[Person]:
    """Six of azure's of equal standing, of whom some go by lot, and others for every reason that there is."""
    people = [*(person(f"a{n}") for n in range(6)), *family("g", 2, "amber", "azure"), person("w", age=12)]
    people += [person("b", "amber", "azure"), person("kept"), person("no", consent=Consent.NO)]
    people += [person("claimed", identity=Identity.CLAIMED), person("sick", medical=Medical.SERIOUSLY_SICK)]
    return [*people, *family("h", 1), person("h1", group="h", group_kind=GroupKind.FAMILY, consent=Consent.NO)]


def pairs() -> list[Person]:
    return [*family("a", 2, age=20), *family("b", 2, age=40), person("c")]


WANTS = '[[clause]]\nid = "n"\nkind = "named"\nlongest_cycle = 3\nwants = [\n'
WANTS += '{ entry = "azure/H-a0", against = ["amber/H-b0"] },\n'
WANTS += '{ entry = "amber/H-b0", against = ["azure/H-a0"] },\n'
WANTS += '{ entry = "amber/H-b1", against = ["azure/H-a0"] } ]\n'
RATHER = '[[clause]]\nid = "r"\nkind = "one_for_one"\ncategory = "anyone"\nweights = "old"\nmax = 6\n' + EITHER
RATHER += '[[clause]]\nid = "dead"\nkind = "remains"\none_for_one = true\n' + EITHER
RATHER += '[[clause]]\nid = "p"\nkind = "keep_together"\ngroups = ["family"]\nrule = "prefer"\n'
RATHER += '[[weights]]\nid = "old"\nranks = { colonel = 3 }\notherwise = 1\n'
ALL_KINDS = HEAD + WANTS + EITHER + RATHER + PRIORITIES + LOTTERY


def all_kinds() -> list[Person]:
    """Two who are exchanged by name and one who is not, a colonel, a family that may be parted, and remains."""
    people = [person("a0"), person("b0", "amber", "azure"), person("b1", "amber", "azure"), person("c", rank="colonel")]
    people += [*family("f", 2, "amber", "azure"), *(person(f"d{n}", "amber", "azure") for n in range(3))]
    return [*people, person("r0", remains=True), person("r1", "amber", "azure", remains=True)]


CASES = {"tickets": (HEAD + SHORT, listed), "lot": (HEAD + BETWEEN, pairs), "all kinds": (ALL_KINDS, all_kinds)}


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Folders that verify: with tickets within a class, with a lot between selections, and with every kind of row."""
    root = tmp_path_factory.mktemp("sound")
    seeds = seeds_document({taker: commit(secret) for taker, secret in SECRETS.items()}, SECRETS, "stop")
    for name, (text, people) in CASES.items():
        made = select(parse_terms(text), people(), on=ON, seed=seeds["seed"])
        write_selection(made, people(), root / name)
        write_persons(people(), root / name / PERSONS)
        (root / name / "seeds.json").write_text(json.dumps(seeds))
        verify_folder(root / name)
    return root


class Files:
    """The files of a folder as values, to be changed and sealed anew."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.selection = json.loads((folder / "selection.json").read_text())
        self.certificate = json.loads((folder / "certificate.json").read_text())
        self.seeds = json.loads((folder / "seeds.json").read_text())
        with (folder / PERSONS).open(encoding="utf-8", newline="") as file:
            self.rows = list(csv.reader(file))

    def seal(self) -> None:
        """Everything that is a copy or a digest of something else, made to fit."""
        ours, theirs = self.certificate, self.selection
        ours["agreement_sha256"] = digest(ours["agreement"])
        ours["sha256"] = theirs["certificate_sha256"] = digest(ours)
        theirs["seed"] = ours["seed"]
        if len(theirs["levels"]) == len(ours["levels"]):
            theirs["levels"] = [{key: level[key] for key in ("name", "value", "bound")} for level in ours["levels"]]

    def write(self, folder: Path, *, seal: bool = True) -> Path:
        if seal:
            self.seal()
        folder.mkdir(exist_ok=True)
        for name, document in (("selection", self.selection), ("certificate", self.certificate), ("seeds", self.seeds)):
            (folder / f"{name}.json").write_text(json.dumps(document, ensure_ascii=False))
        with (folder / PERSONS).open("w", encoding="utf-8", newline="") as file:
            csv.writer(file, lineterminator="\n").writerows(self.rows)
        return folder

    def outcome(self, name: str) -> dict[str, Any]:
        return next(one for one in self.selection["outcomes"] if one["person_id"] == name)

    def set(self, name: str, column: str, cell: str) -> None:
        row = next(row for row in self.rows if row[0] == name)
        row[self.rows[0].index(column)] = cell

    def leaf(self) -> dict[str, Any]:
        """The first proof by multipliers that uses a demand."""
        parts = list(self.certificate["levels"])
        while parts:
            part = parts.pop(0)
            parts += [part["below"], part["above"]] if "at" in part else []
            if part.get("rows"):
                found: dict[str, Any] = part
                return found
        raise AssertionError("no proof uses a demand")


Forgery = Callable[[Files], None]


def two_classes_of_equal_standing(f: Files) -> None:
    """Two friends go for certain, and the lot falls among the rest."""
    classes = f.certificate["classes"]
    whole = next(group for group in classes if 0 < group["taken"] < len(group["units"]))
    first = {**whole, "units": whole["units"][:1], "taken": 1}
    whole["units"], whole["taken"] = whole["units"][1:], whole["taken"] - 1
    classes.append(first)


def a_demand_of_a_clause_that_demands_nothing(f: Files) -> None:
    """No more than go may go, says a row, in the name of the clause that keeps families together."""
    row = {"clause": "families", "why": "as many as go", "aux": [], "marks": {}, "least": None, "most": 99}
    f.certificate["rows"].append({**row, "weights": [[0, 1]]})


def a_demand_twice(f: Files) -> None:
    f.certificate["rows"].append(f.certificate["rows"][0])


def a_demand_left_out(f: Files) -> None:
    unused = len(f.certificate["rows"]) - 1
    del f.certificate["rows"][unused]


def a_demand_under_another_clause(f: Files) -> None:
    f.certificate["rows"][0]["clause"] = "wounded"


def a_demand_turned_into_another_one(f: Files) -> None:
    f.certificate["rows"][0] = dict(f.certificate["rows"][1])


def a_way_twice(f: Files) -> None:
    """Each class has a way of its own, and a demand that names one of them binds less, or more, than it says."""
    f.certificate["ways"].append(f.certificate["ways"][0])


def a_variable_twice(f: Files) -> None:
    f.certificate["aux"].append({**f.certificate["aux"][0]})


def a_level_left_out(f: Files) -> None:
    """The shortfall is not made small."""
    for part in (*f.certificate["classes"], *f.certificate["aux"]):
        del part["levels"][0]
    del f.certificate["levels"][0], f.selection["levels"][0]
    for level in f.certificate["levels"]:
        level["before"] = [[held - 1, m] for held, m in level.get("before", []) if held]


def levels_in_another_order(f: Files) -> None:
    for part in (*f.certificate["classes"], *f.certificate["aux"]):
        part["levels"] = part["levels"][::-1]
    f.certificate["levels"] = f.certificate["levels"][::-1]


def an_empty_certificate(f: Files) -> None:
    """Nobody is weighed, and nothing is demanded."""
    f.certificate |= {"classes": [], "rows": [], "aux": [], "ways": [], "levels": []}
    f.selection |= {"levels": [], "tranches": [], "totals": {}, "exposure": [], "exposure_bound": 0}
    for one in f.selection["outcomes"]:
        one |= {"tranche": None, "reason": "not_eligible", "clause": "", "ticket": ""}


def a_row_of_a_proof_from_the_end(f: Files) -> None:
    proof = f.leaf()
    proof["rows"].append([-1, 0])


def a_fraction(f: Files) -> None:
    f.certificate["levels"][0]["value"] = float(f.certificate["levels"][0]["value"])


def not_a_number(f: Files) -> None:
    f.certificate["levels"][0]["bound"] = float("nan")


def a_number_in_quotes(f: Files) -> None:
    f.certificate["classes"][0]["taken"] = str(f.certificate["classes"][0]["taken"])


def true_for_one(f: Files) -> None:
    f.certificate["rows"][0]["weights"][0][1] = True


def false_for_nought_in_the_lead(f: Files) -> None:
    f.selection["exposure"] = [bool(lead) if lead in (0, 1) else lead for lead in f.selection["exposure"]]


def a_number_too_long_to_read(f: Files) -> None:
    f.certificate["rows"][0]["most"] = 10**4200


def somebody_weighed_who_has_refused(f: Files) -> None:
    f.certificate["classes"][0]["units"].append(["no"])
    f.outcome("no").update(reason="lower_priority", clause="c")


def somebody_parted_from_the_family(f: Files) -> None:
    group = next(group for group in f.certificate["classes"] if ["g0", "g1"] in group["units"])
    group["units"] = [["g0"], ["g1"]]


def a_lot_that_was_not_drawn(f: Files) -> None:
    group = next(group for group in f.certificate["classes"] if 0 < group["taken"] < len(group["units"]))
    group["units"] = group["units"][::-1]


def another_ticket(f: Files) -> None:
    lost = next(one for one in f.selection["outcomes"] if one["reason"] == "lost_draw")
    lost["ticket"] = "f" * 64


def a_ticket_for_somebody_who_was_in_no_lot(f: Files) -> None:
    f.outcome("w")["ticket"] = "0" * 64


def a_lost_draw_told_as_a_clause(f: Files) -> None:
    next(one for one in f.selection["outcomes"] if one["reason"] == "lost_draw")["reason"] = "binding_clause"


def a_lost_draw_told_to_somebody_barred(f: Files) -> None:
    f.outcome("h0")["reason"] = "lost_draw"


def a_veto_told_as_a_refusal(f: Files) -> None:
    f.outcome("kept")["reason"] = "no_consent"


def a_refusal_told_as_a_veto(f: Files) -> None:
    f.outcome("no")["reason"] = "vetoed"


def a_clause_that_nobody_has_agreed(f: Files) -> None:
    next(one for one in f.selection["outcomes"] if one["reason"] == "lost_draw")["clause"] = "secret"


def somebody_told_twice(f: Files) -> None:
    f.selection["outcomes"].append(f.selection["outcomes"][0])


def somebody_told_under_an_id_that_looks_alike(f: Files) -> None:
    f.outcome("a0")["person_id"] = "\u04300"


def somebody_listed_under_an_id_that_looks_alike(f: Files) -> None:
    f.set("a0", "person_id", "\u04300")


def the_same_person_twice(f: Files) -> None:
    f.rows.append(f.rows[1])


def a_person_more(f: Files) -> None:
    f.rows.append(["ghost", *f.rows[1][1:]])


def a_row_too_long(f: Files) -> None:
    f.rows[1] = [*f.rows[1], "no"]


def a_column_twice(f: Files) -> None:
    """A reader of the table sees the first one; a program may take the last."""
    f.rows = [[*row, "consent" if at == 0 else "yes"] for at, row in enumerate(f.rows)]


def a_refusal_in_capitals(f: Files) -> None:
    f.set("no", "consent", "NO")


def remains_by_another_word(f: Files) -> None:
    f.set("kept", "remains", "Yes")


def a_wound_that_no_clause_knows(f: Files) -> None:
    f.set("claimed", "medical", "seriously wounded")


def another_total(f: Files) -> None:
    clause = next(iter(f.selection["totals"]))
    f.selection["totals"][clause]["azure"] = 1 + f.selection["totals"][clause].get("azure", 0)


def a_total_of_nobody(f: Files) -> None:
    f.selection["totals"]["families"] = {"azure": 0}


def another_lead_of_a_way(f: Files) -> None:
    f.certificate["ways"][0][-1] += 1


def a_smaller_lead(f: Files) -> None:
    f.certificate["exposure"]["reached"] = f.selection["exposure_bound"] = 0


def a_tranche_of_nobody(f: Files) -> None:
    tranches = f.selection["tranches"]
    tranches.append({"number": len(tranches) + 1, "order": [], "remains": True})


def more_tranches_than_agreed(f: Files) -> None:
    f.certificate["agreement"]["tranches"]["count"] = 1


def another_seed(f: Files) -> None:
    f.certificate["seed"] = "ab" * 32


def a_secret_of_somebody_who_was_not_to_give_one(f: Files) -> None:
    """Made last, so that the seed comes out as its maker likes."""
    last = {**SECRETS, "ghost": "44" * 32}
    f.seeds = seeds_document({taker: commit(secret) for taker, secret in last.items()}, last, "stop")
    f.certificate["seed"] = f.seeds["seed"]


def a_secret_that_is_easily_guessed(f: Files) -> None:
    """The takers' secrets are hidden by their length alone."""
    f.seeds["takers"]["amber"] = {"commitment": commit("01"), "reveal": "01"}


def another_format(f: Files) -> None:
    f.certificate["format"] = "safeconduct certificate 2"


FORGERIES: list[Forgery] = [
    two_classes_of_equal_standing,
    a_demand_of_a_clause_that_demands_nothing,
    a_demand_twice,
    a_demand_left_out,
    a_demand_under_another_clause,
    a_demand_turned_into_another_one,
    a_way_twice,
    a_variable_twice,
    a_level_left_out,
    levels_in_another_order,
    an_empty_certificate,
    a_row_of_a_proof_from_the_end,
    a_fraction,
    not_a_number,
    a_number_in_quotes,
    true_for_one,
    false_for_nought_in_the_lead,
    a_number_too_long_to_read,
    somebody_weighed_who_has_refused,
    somebody_parted_from_the_family,
    a_lot_that_was_not_drawn,
    another_ticket,
    a_ticket_for_somebody_who_was_in_no_lot,
    a_lost_draw_told_as_a_clause,
    a_lost_draw_told_to_somebody_barred,
    a_veto_told_as_a_refusal,
    a_refusal_told_as_a_veto,
    a_clause_that_nobody_has_agreed,
    somebody_told_twice,
    somebody_told_under_an_id_that_looks_alike,
    somebody_listed_under_an_id_that_looks_alike,
    the_same_person_twice,
    a_person_more,
    a_row_too_long,
    a_column_twice,
    a_refusal_in_capitals,
    remains_by_another_word,
    a_wound_that_no_clause_knows,
    another_total,
    a_total_of_nobody,
    another_lead_of_a_way,
    a_smaller_lead,
    a_tranche_of_nobody,
    more_tranches_than_agreed,
    another_seed,
    a_secret_of_somebody_who_was_not_to_give_one,
    a_secret_that_is_easily_guessed,
    another_format,
]


@pytest.mark.parametrize("forgery", FORGERIES, ids=lambda forgery: forgery.__name__)
def test_a_forgery_is_refused(sound: Path, tmp_path: Path, forgery: Forgery) -> None:
    """Each of them alone, with all seals made anew."""
    files = Files(sound / "tickets")
    forgery(files)
    with pytest.raises(DoesNotVerify):
        verify_folder(files.write(tmp_path / "forged"))


def the_drawn_counted_from_the_end(lot: dict[str, Any]) -> None:
    lot["drawn"] -= len(lot["points"])


def the_other_one_drawn(lot: dict[str, Any]) -> None:
    lot["drawn"] = 1 - lot["drawn"]


def a_selection_twice(lot: dict[str, Any]) -> None:
    other = lot["points"][1 - lot["drawn"]]
    other["weight"] -= 1
    lot["points"].append({**other, "weight": 1})


def a_class_that_is_a_variable(lot: dict[str, Any]) -> None:
    lot["points"][lot["drawn"]]["taken"] = [[-1, 0]]


def a_lot_that_hides_how_fair_it_is(lot: dict[str, Any]) -> None:
    lot["exact"] = not lot["exact"]


def a_level_counted_from_the_end(lot: dict[str, Any]) -> None:
    for proof in lot["proofs"]:
        while "at" in proof:
            proof = proof["below"]
        if proof["before"]:
            proof["before"][0][0] -= 1
            return
    raise AssertionError("no proof uses a level")


@pytest.mark.parametrize(
    "forgery",
    [
        the_drawn_counted_from_the_end,
        the_other_one_drawn,
        a_selection_twice,
        a_class_that_is_a_variable,
        a_lot_that_hides_how_fair_it_is,
        a_level_counted_from_the_end,
    ],
    ids=lambda forgery: forgery.__name__,
)
def test_a_forged_lot_between_selections_is_refused(
    sound: Path, tmp_path: Path, forgery: Callable[[dict[str, Any]], None]
) -> None:
    """The lot of the certificate, with the seal made anew."""
    files = Files(sound / "lot")
    forgery(files.certificate["lottery"])
    with pytest.raises(DoesNotVerify):
        verify_folder(files.write(tmp_path / "forged"))


@pytest.mark.parametrize("name", ["certificate.json", "selection.json"])
@pytest.mark.parametrize("change", ["a name twice", "nested", "1e0", "cut off", "a list"])
def test_a_document_that_two_programs_may_read_otherwise_is_refused(
    sound: Path, tmp_path: Path, name: str, change: str
) -> None:
    """Of a name that stands twice Python takes the last and others the first; and what is no document at all."""
    folder = Files(sound / "tickets").write(tmp_path / "forged")
    text = (folder / name).read_text()
    number = '"bound": ' + str(json.loads(text)["levels"][0]["bound"])
    forged = {
        "a name twice": text.replace("{", '{"seed": "00", ', 1),
        "nested": "[" * 100_000 + "]" * 100_000,
        "1e0": text.replace(number, number + "e0"),
        "cut off": text[:-1],
        "a list": f"[{text}]",
    }[change]
    assert forged != text
    (folder / name).write_text(forged)
    with pytest.raises(DoesNotVerify):
        verify_folder(folder)


@pytest.mark.parametrize("cell", ['"' + "x" * 200_000 + '"', "\0", '"open'])
def test_a_table_that_is_none_is_refused(sound: Path, tmp_path: Path, cell: str) -> None:
    """A cell longer than a program reads, one that ends a text elsewhere, a quote that is never closed."""
    folder = Files(sound / "tickets").write(tmp_path / "forged")
    text = (folder / PERSONS).read_text()
    (folder / PERSONS).write_text(text.replace("\na1,", f"\n{cell},", 1))
    with pytest.raises(DoesNotVerify):
        verify_folder(folder)


def test_another_day_and_another_agreement_are_told(sound: Path, tmp_path: Path) -> None:
    """Both can be forged with everything that follows from them; therefore the words name the day and the digest."""
    report = verify_folder(sound / "tickets")
    files = Files(sound / "tickets")
    assert any(ON.isoformat() in line for line in report["words"])
    assert any(files.certificate["agreement_sha256"] in line for line in report["words"])
    (files.folder / "seeds.json").rename(tmp_path / "seeds.json")
    try:
        assert any("there is no seeds.json beside" in line for line in verify_folder(sound / "tickets")["words"])
    finally:
        (tmp_path / "seeds.json").rename(files.folder / "seeds.json")


def scalars(document: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The way to everything in a document that is neither a list nor an object."""
    if isinstance(document, dict | list):
        for key, item in document.items() if isinstance(document, dict) else enumerate(document):
            yield from scalars(item, (*path, key))
    else:
        yield path


PROSE = ("sentence", "why")  # for readers; no checker takes anything from it


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_anything_changed_anywhere_is_refused_or_means_the_same(
    sound: Path, tmp_path: Path, data: st.DataObject
) -> None:
    """One value of the selection or the certificate, and all seals anew. What passes is another agreement, by its
    digest; other multipliers that prove the very same bounds; or which tie is named to somebody kept back by one."""
    files = Files(sound / data.draw(st.sampled_from(sorted(CASES))))
    before = verify_folder(files.folder)
    document = data.draw(st.sampled_from([files.certificate, files.selection]))
    path = data.draw(st.sampled_from([path for path in scalars(document) if path[-1] not in PROSE]))
    inner = document
    for key in path[:-1]:
        inner = inner[key]
    old = inner[path[-1]]
    near = [old + 1, old - 1, -old, 2 * old] if isinstance(old, int) else [f"{old}x", str(old).upper(), f" {old}"]
    new = data.draw(st.sampled_from([*near, 0, 1, -1, 10**30, True, False, None, 0.5, "", "1", [], {}]))
    if new == old and type(new) is type(old):
        return
    inner[path[-1]] = new
    try:
        seal = document is files.certificate and not str(path[-1]).endswith("sha256")
        after = verify_folder(files.write(tmp_path / "forged", seal=seal))
    except DoesNotVerify:
        return
    if path[0] == "agreement":
        assert after["agreement_sha256"] != before["agreement_sha256"]
    else:
        tie = path[-1] == "clause" and inner.get("reason") == "group_blocked"
        assert tie or path[0] == "levels" or path[:2] == ("lottery", "proofs"), path
        assert after == before


def lists(document: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The way to every list of a document that is not empty."""
    if isinstance(document, list) and document:
        yield path
    if isinstance(document, dict | list):
        for key, item in document.items() if isinstance(document, dict) else enumerate(document):
            yield from lists(item, (*path, key))


def same(one: Any, other: Any) -> bool:
    """Whether two documents say the same, where the order of entries or of answers says nothing."""

    def plain(part: Any, name: str = "") -> Any:
        if isinstance(part, dict):
            return {key: plain(item, key) for key, item in part.items() if not key.endswith("sha256")}
        if isinstance(part, list):
            items = [plain(item, name if name == "units" else "") for item in part]
            return sorted(items, key=repr) if name in UNORDERED else items
        return part

    return bool(plain(one) == plain(other))


UNORDERED = ("outcomes", "rows", "counts", "weights", "aux", "before", "prices", "columns", "units", "taken", "classes")


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_a_list_shorter_longer_or_in_another_order_is_refused_or_says_the_same(
    sound: Path, tmp_path: Path, data: st.DataObject
) -> None:
    """Of any list one entry is left out, stands twice, or changes places with another one; all seals anew."""
    files = Files(sound / data.draw(st.sampled_from(sorted(CASES))))
    before = verify_folder(files.folder)
    document = data.draw(st.sampled_from([files.certificate, files.selection]))
    path = data.draw(st.sampled_from([path for path in lists(document) if path[0] != "agreement"]))
    inner = document
    for key in path:
        inner = inner[key]
    old = json.loads(json.dumps(document))
    first, second = (data.draw(st.integers(0, len(inner) - 1)) for _ in range(2))
    match data.draw(st.sampled_from(["less", "more", "swap"])):
        case "less":
            del inner[first]
        case "more":
            inner.insert(second, inner[first])
        case _:
            inner[first], inner[second] = inner[second], inner[first]
    if old == document:
        return
    try:
        after = verify_folder(files.write(tmp_path / "forged", seal=document is files.certificate))
    except DoesNotVerify:
        return
    assert after == before
    within = path[0] == "tranches" and path[-1] == "order"  # people with the same step change places
    assert within or same(old, document) or path[0] == "levels" or path[:2] == ("lottery", "proofs"), path


WORDS = ["yes", "no", "unknown", "", "amber", "azure", "matched", "acknowledged", "claimed", "family", "g", "a0", "b"]
WORDS += ["2010-05", "1990", "2025-11-03", "seriously_sick", "wounded", "civilian", "female", "colonel", "H-kept"]


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_a_cell_changed_is_refused_or_select_would_choose_the_same(
    sound: Path, tmp_path: Path, data: st.DataObject
) -> None:
    """One cell of persons.csv. What passes leaves everybody's answer, and every value, as selecting anew has them."""
    name = data.draw(st.sampled_from(sorted(CASES)))
    files = Files(sound / name)
    row = data.draw(st.integers(1, len(files.rows) - 1))
    column = data.draw(st.integers(1, len(files.rows[0]) - 1))
    files.rows[row][column] = data.draw(st.sampled_from(WORDS))
    folder = files.write(tmp_path / "forged", seal=False)
    try:
        verify_folder(folder)
        people = read_persons(folder / PERSONS)
    except (DoesNotVerify, UnreadableInput):
        return
    again = select(parse_terms(CASES[name][0]), people, on=ON, seed=files.certificate["seed"])
    told = {one["person_id"]: (one["reason"], one["clause"]) for one in files.selection["outcomes"]}
    assert {one.person_id: (str(one.reason), one.clause) for one in again.outcomes} == told
    assert [(one.name, one.value) for one in again.levels] == [
        (v["name"], v["value"]) for v in files.selection["levels"]
    ]
