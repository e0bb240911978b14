"""Files that one program reads otherwise than another, and what the checkers say of what they have not checked."""

from __future__ import annotations

import csv
import dataclasses
import json
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from agreements import FAMILIES, ON, ONE_FOR_ONE, PRIORITIES, SEED, agreement, person
from safeconduct.errors import DoesNotVerify
from safeconduct.people import write_persons
from safeconduct.people.model import Consent, GroupKind, Identity, Person, Status
from safeconduct.selection import (
    answers,
    commit,
    seeds_document,
    select,
    verify_draw,
    verify_folder,
    verify_revision,
    write_selection,
)
from safeconduct.selection.answers import News
from safeconduct.selection.check import CERTIFICATE, PERSONS, SELECTION

VETO = '[[veto]]\nid = "v"\nby = "azure"\nentries = ["H-kept"]\nreason = "own_request"\nexpires = 2026-05-01\n'
SECRETS = {"azure": "11" * 32, "amber": "22" * 32, "host": "33" * 32}


def folder_of(people: Sequence[Person], folder: Path) -> Path:
    """As it would be if these were the people, written by the program itself."""
    veto = VETO if any(one.held_id == "H-kept" for one in people) else ""
    made = select(agreement(ONE_FOR_ONE, PRIORITIES, FAMILIES, veto, most=9), people, on=ON, seed=SEED)
    write_selection(made, people, folder)
    write_persons(people, folder / PERSONS)
    return folder


def kept(entry: str) -> list[Person]:
    """Whom the veto means, and, where it would name nobody, somebody else whom nobody has confirmed."""
    decoy = [person("decoy", held_id="H-kept", identity=Identity.CLAIMED)] if entry != "H-kept" else []
    return [person("kept", held_id=entry), person("b", "amber", "azure"), *decoy]


def siblings(group: str) -> list[Person]:
    family = {"group_kind": GroupKind.FAMILY, "group": "g"}
    return [person("a0", **family), person("a1", **{**family, "group": group}, consent=Consent.NO),
            person("b", "amber", "azure")]  # fmt: skip


def child(guardian: str) -> list[Person]:
    grown = person("mother", status=Status.CIVILIAN, consent=Consent.NO)
    return [grown, person("child", age=7, guardian=guardian), person("b", "amber", "azure")]


@pytest.mark.parametrize(
    ("people", "sound", "forged", "name", "words"),
    [
        (kept, "H-kept", "H-kept ", "kept", "'H-kept '"),
        (siblings, "g", "g ", "a0", "g  in the column group"),
        (child, "mother", "mother ", "child", "mother  in the column guardian"),
        (child, "mother", "nobody", "child", "nobody is a guardian who is not in persons.csv"),
    ],
)
def test_a_blank_frees_nobody(
    tmp_path: Path, people: Callable[[str], list[Person]], sound: str, forged: str, name: str, words: str
) -> None:
    """A veto, a family and a guardian hold as a person reads them, who does not see a blank after the word."""
    for word, goes in ((sound, False), (forged, True)):
        folder = folder_of(people(word), tmp_path / repr(word))
        told = {one["person_id"]: one["reason"] for one in json.loads((folder / SELECTION).read_text())["outcomes"]}
        assert (told[name] == "selected") is goes
        if not goes:
            verify_folder(folder)
            continue
        with pytest.raises(DoesNotVerify) as raised:
            verify_folder(folder)
        assert words in str(raised.value)


@pytest.mark.parametrize("change", ["1_0", " ", "９", "+"])
def test_a_date_is_written_in_one_way(tmp_path: Path, change: str) -> None:
    """Python reads 1_0 as ten and JavaScript as one; a date is 1990, 1990-05 or 1990-05-12."""
    folder = folder_of([person("a"), person("b", "amber", "azure")], tmp_path)
    with (folder / PERSONS).open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))
    at = rows[0].index("birth_date")
    year, *rest = rows[1][at].split("-")
    rows[1][at] = "-".join(
        [{"1_0": f"{year[:2]}_{year[2:]}", "９": year.replace("9", "９")}.get(change, change + year), *rest]
    )
    assert rows[1][at] != "-".join([year, *rest])
    with (folder / PERSONS).open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows(rows)
    with pytest.raises(DoesNotVerify, match="another program may read"):
        verify_folder(folder)


def seeds(folder: Path, beacon: str, document: str) -> str:
    """seeds.json as it stands there, beside a certificate with its seed."""
    lottery = {"shares": "tickets", "no_reveal": "stop", "parties": sorted(SECRETS), "beacon": beacon}
    certificate = {"seed": json.loads(document)["seed"], "agreement": {"lottery": lottery}}
    (folder / CERTIFICATE).write_text(json.dumps(certificate))
    (folder / "seeds.json").write_text(document)
    return str(folder / CERTIFICATE)


def test_nobody_has_two_commitments(tmp_path: Path) -> None:
    """Azure's own stands first in the file, and another one under the same name after it."""
    commitments = {taker: commit(secret) for taker, secret in SECRETS.items()}
    text = json.dumps(seeds_document(commitments, SECRETS, "stop"))
    assert verify_draw.verify("", seeds(tmp_path, "", text))["secrets"] == 3
    first = json.dumps({"commitment": commit("44" * 32), "reveal": "44" * 32})
    path = seeds(tmp_path, "", text.replace('"takers": {', f'"takers": {{"azure": {first}, '))
    with pytest.raises(verify_draw.NotProven, match="a name stands twice"):
        verify_draw.verify("", path)


def test_a_blank_is_no_beacon(tmp_path: Path) -> None:
    """A beacon was agreed on, and the seed is made of the secrets alone."""
    commitments = {taker: commit(secret) for taker, secret in SECRETS.items()}
    document = seeds_document(commitments, SECRETS, "stop")
    for beacon in ("", " "):
        path = seeds(tmp_path, "drand quicknet", json.dumps({**document, "beacon": beacon}))
        with pytest.raises(verify_draw.NotProven, match="none that was agreed"):
            verify_draw.verify("", path)


def test_what_seeds_json_cannot_show_is_said(tmp_path: Path) -> None:
    """Secrets fit commitments in the same file; that these are the published ones, only who has kept them can tell."""
    commitments = {taker: commit(secret) for taker, secret in SECRETS.items()}
    path = seeds(tmp_path, "", json.dumps(seeds_document(commitments, SECRETS, "stop")))
    (line,) = verify_draw.words(verify_draw.verify("", path))
    assert line == "The seed is made of 3 secrets; whether they were committed to before was not checked."


def test_an_announcement_that_nobody_has_seen_is_not_taken_for_granted(tmp_path: Path) -> None:
    """The folder of a revision says which certificate it revises, and which tranche has which number now. Another
    certificate under the digest of that is found out."""
    terms = agreement(ONE_FOR_ONE, PRIORITIES, "[tranches]\ncap_per_side = 1\n", most=2)
    people = [person(f"{side}{n}", *way) for side, way in (("a", ()), ("b", ("amber", "azure"))) for n in range(3)]
    made = select(terms, people, on=ON, seed=SEED)
    gone = made.tranches[0].order[0]
    now = tuple(dataclasses.replace(one, consent=Consent.NO) if one.person_id == gone else one for one in people)
    again = answers.revise(made, people, terms, News(now), on=ON).selection
    write_selection(again, now, tmp_path)
    write_persons(now, tmp_path / PERSONS)
    known = made.certificate["sha256"]
    assert f"Whether the certificate {known} announced just this was not checked." in verify_folder(tmp_path)["words"]
    selection, before = (json.loads((tmp_path / SELECTION).read_text()), tmp_path / "before")
    write_selection(made, people, before)
    old = json.loads((before / CERTIFICATE).read_text()), json.loads((before / SELECTION).read_text())
    report = verify_revision.check(selection, dict(again.certificate), *old)
    assert not any("not checked" in line for line in verify_revision.words(report))
    shifted = {**again.certificate, "revision": {**again.certificate["revision"], "numbers": [[1, 2]]}}
    assert " Tranche 1 is 2 now." in list(verify_revision.words(verify_revision.check(selection, shifted)))[1]
    old[0]["on"] = "2026-02-12"
    with pytest.raises(verify_revision.NotProven, match="another announcement was revised"):
        verify_revision.check(selection, dict(again.certificate), *old)


def test_checking_loads_nothing_that_makes_a_selection() -> None:
    """Neither the solver's side of this room nor the rooms before it; and every public name is there when asked for."""
    code = "import sys; from safeconduct.selection import verify_folder; "
    code += "print(sorted({name.split('.')[1] for name in sys.modules if name.startswith('safeconduct.')})); "
    code += "import safeconduct.selection.select, safeconduct.selection.explain; "
    code += "from safeconduct.selection import explain, select; print(callable(select), callable(explain))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split("\n")[:2] == ["['errors', 'selection']", "True True"]
