"""After the announcement: the least change for those who were told that they go home."""

from __future__ import annotations

import dataclasses
import json
import tempfile
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from agreements import FAMILIES, ON, ONE_FOR_ONE, PRIORITIES, SEED, agreement, crowd, person, template
from safeconduct.errors import DoesNotVerify, NothingFeasible
from safeconduct.people import write_persons
from safeconduct.people.model import Consent, GroupKind, Identity, Medical, Person
from safeconduct.selection import (
    Selection,
    answers,
    select,
    selection_bytes,
    verify,
    verify_folder,
    verify_revision,
    write_selection,
)
from safeconduct.selection.answers import News, Revision
from safeconduct.selection.answers.announced import LEVEL
from safeconduct.selection.certificate import digest
from safeconduct.selection.check import PERSONS
from safeconduct.terms import Agreement

CAP = "[tranches]\ncap_per_side = 2\n"


def both(azure: int, amber: int, **facts: object) -> list[Person]:
    """People of both sides, the first held longest."""
    return [
        *(person(f"a{n}", months=40 - n, **facts) for n in range(azure)),
        *(person(f"b{n}", "amber", "azure", months=40 - n, **facts) for n in range(amber)),
    ]


def changed(people: Sequence[Person], name: str, **facts: object) -> list[Person]:
    return [dataclasses.replace(one, **facts) if one.person_id == name else one for one in people]


def tranches(made: Selection) -> dict[str, int]:
    return {one.person_id: one.tranche for one in made.outcomes if one.tranche is not None}


def after(terms: Agreement, before: list[Person], now: Sequence[Person], **news: object) -> tuple[Selection, Revision]:
    made = select(terms, before, on=ON, seed=SEED)
    return made, answers.revise(made, before, terms, News(tuple(now), **news), on=ON)  # type: ignore[arg-type]


def test_nothing_new_gives_the_same_bytes() -> None:
    """The announcement itself, with an empty list of causes."""
    people = crowd(60)
    made, again = after(template(floor=0, ceiling=4), people, people[::-1])
    assert selection_bytes(again.selection) == selection_bytes(made)
    assert again.selection.certificate == made.certificate
    assert (again.causes, again.enter, again.leave, again.moved) == ((), (), (), ())


def test_a_drop_out_is_replaced_in_the_same_tranche() -> None:
    """Somebody of their side waits: they take the free place, and nobody else is touched."""
    terms = agreement(ONE_FOR_ONE, PRIORITIES, CAP, most=4)
    made, again = after(terms, both(5, 4), changed(both(5, 4), "a1", consent=Consent.NO))
    assert [one.person_id for one in again.leave] == ["a1"]
    assert [one.person_id for one in again.enter] == ["a4"]
    assert again.enter[0].tranche == tranches(made)["a1"]
    assert again.moved == ()
    assert "consent is no, and was yes" in dict(again.causes)["a1"]


def test_a_drop_out_without_a_replacement_costs_one_of_the_other_side() -> None:
    """The least urgent of the other side stays, and everybody else keeps their tranche."""
    terms = agreement(ONE_FOR_ONE, PRIORITIES, CAP, most=4)
    made, again = after(terms, both(4, 4), changed(both(4, 4), "a1", consent=Consent.NO))
    assert [one.person_id for one in again.leave] == ["a1", "b3"]
    assert again.enter == ()
    kept = tranches(again.selection)
    assert kept == {name: number for name, number in tranches(made).items() if name in kept}


def test_the_announced_keep_their_places_before_a_newcomer_with_more_priority() -> None:
    """Somebody held longer is verified after the announcement: they wait, and read why."""
    before = [*both(2, 2), person("late", months=99, identity=Identity.ACKNOWLEDGED)]
    terms = agreement(ONE_FOR_ONE, PRIORITIES, most=2)
    _, again = after(terms, before, changed(before, "late", identity=Identity.MATCHED))
    assert (again.enter, again.leave) == ((), ())
    told = next(one for one in again.selection.outcomes if one.person_id == "late")
    assert told.sentence == "Does not go in this operation: the places under clause others were announced to others."
    assert told.reason == "lower_priority"


def test_who_is_owed_a_place_enters_all_the_same() -> None:
    """A seriously wounded person who is newly verified goes, whatever was announced."""
    before = [*both(2, 2), person("late", medical=Medical.SERIOUSLY_WOUNDED, identity=Identity.ACKNOWLEDGED)]
    terms = agreement(ONE_FOR_ONE, PRIORITIES, most=2)
    _, again = after(terms, before, changed(before, "late", identity=Identity.MATCHED))
    assert [one.person_id for one in again.enter] == ["late"]
    assert again.leave == ()


def test_a_tranche_that_has_begun_is_not_added_to() -> None:
    """The first pair was received; the drop-out of the first tranche is replaced in the second."""
    terms = agreement(ONE_FOR_ONE, PRIORITIES, CAP, most=4)
    made = select(terms, both(5, 4), on=ON, seed=SEED)
    first = made.tranches[0].order
    gone = next(name for name in first if name.startswith("a"))
    received = frozenset(name for name in first if name != gone)
    news = News(tuple(changed(both(5, 4), gone, consent=Consent.NO)), received=received)
    again = answers.revise(made, both(5, 4), terms, news, on=ON)
    kept = tranches(again.selection)
    assert all(kept[name] == 1 for name in received)
    assert gone not in kept
    (entered,) = again.enter
    assert entered.tranche == 3, "the second tranche is full, and the first has begun"


def test_whoever_was_received_stays_whatever_is_found_out() -> None:
    """Received, and then said to have refused, or to be somebody else: they have gone."""
    terms = agreement(ONE_FOR_ONE, PRIORITIES, most=2)
    now = changed(changed(both(2, 2), "a0", consent=Consent.NO), "b0", identity=Identity.ACKNOWLEDGED)
    _, again = after(terms, both(2, 2), changed(now, "a1", consent=Consent.NO), received=frozenset({"a0", "b0"}))
    assert {"a0", "b0"} <= set(tranches(again.selection))
    assert {one.person_id for one in again.leave} == {"a1", "b1"}


def test_a_member_of_a_family_who_was_received_does_not_come_back() -> None:
    """One of a family was received, the other refuses at the line: the first has gone, the other stays."""
    family = {"group": "g", "group_kind": GroupKind.FAMILY}
    before = [
        person("a0", **family),
        person("a1", **family),
        person("b0", "amber", "azure"),
        person("b1", "amber", "azure"),
    ]
    terms = agreement(ONE_FOR_ONE, FAMILIES, PRIORITIES, most=2)
    now = changed(before, "a1", consent=Consent.NO)
    _, again = after(terms, before, now, received=frozenset({"a0", "b0"}))
    assert set(tranches(again.selection)) == {"a0", "b0"}


def test_what_cannot_be_kept_with_those_received_is_said() -> None:
    """Two of one side were received, and one of the other refuses: one for one cannot be kept any more."""
    terms = agreement(ONE_FOR_ONE, PRIORITIES, most=2)
    with pytest.raises(NothingFeasible, match="2 people were received and cannot be taken back") as raised:
        after(terms, both(2, 2), changed(both(2, 2), "b1", consent=Consent.NO), received=frozenset({"a0", "a1"}))
    assert any(fault.code == "relaxation" and fault.found.startswith("off by 1: ") for fault in raised.value.faults)


def test_somebody_who_is_not_handed_over_stays_with_the_reason() -> None:
    """A party keeps a person back at the line without a veto: that is what is told."""
    terms = agreement(ONE_FOR_ONE, PRIORITIES, most=2)
    _, again = after(terms, both(3, 2), both(3, 2), kept={"a0": "their holder did not hand them over"})
    assert [(one.person_id, one.reason) for one in again.leave] == [("a0", "vetoed")]
    assert "did not hand them over" in again.leave[0].sentence
    assert [one.person_id for one in again.enter] == ["a2"]


def test_an_empty_tranche_falls_away_and_the_next_takes_its_number() -> None:
    """Both people of a tranche drop out; the number that changes is told, and nobody is said to have moved."""
    terms = agreement(ONE_FOR_ONE, PRIORITIES, "[tranches]\ncap_per_side = 1\n", most=3)
    made = select(terms, both(3, 3), on=ON, seed=SEED)
    now: Sequence[Person] = both(3, 3)
    for name in made.tranches[1].order:
        now = changed(now, name, consent=Consent.NO)
    again = answers.revise(made, both(3, 3), terms, News(tuple(now)), on=ON)
    assert again.numbers == ((3, 2),)
    assert again.moved == ()
    assert len(again.selection.tranches) == 2


def test_the_revised_certificate_proves_the_level_of_the_announced() -> None:
    """The bounds are proven by the same arithmetic, and the announcement that was kept is named."""
    terms = agreement(ONE_FOR_ONE, PRIORITIES, CAP, most=4)
    made, again = after(terms, both(5, 4), changed(both(5, 4), "a1", consent=Consent.NO))
    certificate = again.selection.certificate
    verify.check_proof(dict(certificate))
    assert certificate["revision"]["previous_certificate_sha256"] == made.certificate["sha256"]
    (level,) = [one for one in again.selection.levels if one.name == LEVEL]
    assert level.value == level.bound == again.stay


def written(made: Revision, folder: Path) -> Path:
    write_selection(made.selection, made.persons, folder)
    write_persons(made.persons, folder / PERSONS)
    return folder


def test_a_revision_verifies_and_a_tampered_one_does_not(tmp_path: Path) -> None:
    """All checkers, the one for revisions among them; a person slipped among the announced or received is found out."""
    terms = agreement(ONE_FOR_ONE, PRIORITIES, CAP, most=4)
    made, again = after(
        terms, both(5, 4), changed(both(5, 4), "a1", consent=Consent.NO), received=frozenset({"a0", "b0"})
    )
    report = verify_folder(written(again, tmp_path / "again"))
    assert (report["announced"], report["stay"], report["received"]) == (8, 7, 2)
    before = tmp_path / "before.json"
    before.write_text(json.dumps(made.certificate))
    files = [str(tmp_path / "again" / name) for name in ("selection.json", "certificate.json", PERSONS)]
    assert verify_revision.verify(*files, str(before))["announced"] == 8
    for key, name in (("announced", "a4"), ("received", "a2")):
        forged = json.loads(json.dumps(again.selection.certificate))
        forged["revision"][key] = sorted([*forged["revision"][key], name])
        forged["sha256"] = digest(forged)
        selection = dataclasses.replace(again.selection, certificate=forged)
        with pytest.raises(DoesNotVerify):
            verify_folder(written(dataclasses.replace(again, selection=selection), tmp_path / key))
    other = tmp_path / "other.json"
    other.write_text(json.dumps(select(terms, both(4, 4), on=ON, seed=SEED).certificate))
    with pytest.raises(verify_revision.NotProven, match="another announcement"):
        verify_revision.verify(*files, str(other))


def test_whom_the_holder_keeps_back_is_a_revision_that_verifies(tmp_path: Path) -> None:
    """a1 was not handed over though no veto says so: the folder tells it, and nobody else can be slipped in."""
    terms = agreement(ONE_FOR_ONE, PRIORITIES, CAP, most=4)
    _, again = after(terms, both(5, 4), both(5, 4), kept={"a1": "azure did not give them at the line"})
    assert [one.person_id for one in again.leave] == ["a1"]
    report = verify_folder(written(again, tmp_path / "again"))
    assert report["kept"] == 1
    assert any("1 was not handed over by their holder" in words for words in report["words"])
    forged = json.loads(json.dumps(again.selection.certificate))
    forged["revision"]["kept"] = ["a1", "a2"]
    forged["sha256"] = digest(forged)
    selection = dataclasses.replace(again.selection, certificate=forged)
    with pytest.raises(DoesNotVerify):
        verify_folder(written(dataclasses.replace(again, selection=selection), tmp_path / "forged"))


def test_a_family_of_whom_one_is_kept_back_stays_and_verifies(tmp_path: Path) -> None:
    """Her brother was not handed over, and they are not parted: both stay, each with their own reason."""
    family = {"group": "F", "group_kind": GroupKind.FAMILY}
    people = [person("a0", **family), person("a1", **family), person("b0", "amber", "azure")]
    people.append(person("b1", "amber", "azure"))
    terms = agreement(ONE_FOR_ONE, FAMILIES, most=4)
    _, again = after(terms, people, people, kept={"a1": "azure did not give them at the line"})
    told = {one.person_id: str(one.reason) for one in again.selection.outcomes}
    assert (told["a0"], told["a1"]) == ("group_blocked", "vetoed")
    assert verify_folder(written(again, tmp_path))["kept"] == 1


def one_moves(folder: Path | None = None) -> tuple[Selection, Revision]:
    """Six pairs in four tranches, and a lead of one: azure's people of the first two drop out, and amber's of the last.

    A lead of two for amber after the second tranche cannot stay, so somebody changes tranche.
    """
    rule = "[tranches]\nsizes = [1, 1, 2, 2]\nexposure = 1\n"
    terms = agreement(ONE_FOR_ONE, PRIORITIES, rule, most=6)
    people = both(6, 6)
    made = select(terms, people, on=ON, seed=SEED)
    first, last = made.tranches[0].order + made.tranches[1].order, made.tranches[-1].order
    gone = [*(name for name in first if name[0] == "a"), *(name for name in last if name[0] == "b")]
    now: Sequence[Person] = people
    for name in gone:
        now = changed(now, name, consent=Consent.NO)
    again = answers.revise(made, people, terms, News(tuple(now)), on=ON)
    if folder is not None:
        written(again, folder)
    return made, again


def test_where_not_everyone_can_keep_their_tranche_the_fewest_move(tmp_path: Path) -> None:
    """One person moves and reads why, everybody else keeps their tranche, and the checker proves that one must."""
    made, again = one_moves(tmp_path / "again")
    (move,) = again.moved
    assert "2 ahead, and 1 is the most that was agreed" in move[3]
    assert again.document()["moved"] == [{"person_id": move[0], "from": move[1], "to": move[2], "why": move[3]}]
    kept = {name: number for name, number in tranches(again.selection).items() if name != move[0]}
    assert kept == {name: tranches(made)[name] for name in kept}
    report = verify_folder(tmp_path / "again")
    assert (report["moved"], report["moved_at_least"]) == (1, 1)
    assert any("fewer is impossible" in words for words in report["words"])
    files = [str(tmp_path / "again" / name) for name in ("selection.json", "certificate.json", PERSONS)]
    write_selection(made, both(6, 6), tmp_path / "before")
    before = [str(tmp_path / "before" / name) for name in ("certificate.json", "selection.json")]
    assert verify_revision.verify(*files, *before)["moved"] == 1


def test_tranches_announced_that_were_not_are_found_out(tmp_path: Path) -> None:
    """Somebody put into another tranche than was announced, one that had begun changed, two that change places."""
    made, again = one_moves()
    selection = json.loads(selection_bytes(again.selection))
    certificate = json.loads(json.dumps(again.selection.certificate))
    before = json.loads(selection_bytes(made))
    assert verify_revision.check(selection, certificate, dict(made.certificate), before)["moved"] == 1

    def refused(match: str, forged: dict[str, object]) -> None:
        with pytest.raises(verify_revision.NotProven, match=match):
            verify_revision.check(selection, {**certificate, "revision": forged}, dict(made.certificate), before)

    revision = certificate["revision"]
    told = json.loads(json.dumps(revision["tranches"]))
    told[0]["order"], told[1]["order"] = told[1]["order"], told[0]["order"]
    refused("other tranches were announced", {**revision, "tranches": told})
    refused("changed places", {**revision, "numbers": [[1, 2], [2, 1], *revision["numbers"][2:]]})
    _, *others = revision["numbers"]
    for old, new in ((0, 1), (-1, 1), (1, 0), (True, 1), (1, 99)):
        refused("a number that none has", {**revision, "numbers": [[old, new], *others]})
    first, *rest = revision["tranches"]  # nought equals False to Python, so that the tranche is as it was announced
    refused("neither of remains nor of the living", {**revision, "tranches": [{**first, "remains": 0}, *rest]})
    went = again.moved[0]
    with pytest.raises(verify_revision.NotProven, match="tranche 4 had begun, and was changed"):
        verify_revision.check(selection, {**certificate, "revision": {**revision, "received": [went[0]]}})


def attempt(terms: Agreement, people: Sequence[Person]) -> Selection | None:
    try:
        return select(terms, people, on=ON, seed=SEED)
    except NothingFeasible:
        return None


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.integers(1, 400), st.integers(0, 200), st.integers(2, 5))
def test_a_drop_out_changes_little_and_the_mirror_holds(seed: int, index: int, ceiling: int) -> None:
    """A person who goes refuses: only their unit, as many of the other side, and replacements change; nobody moves;
    caps and groups are kept; and with the parties' names exchanged the same people enter, leave and stay."""
    people, terms = crowd(24, seed), template(floor=0, ceiling=ceiling, cap=4)
    made = attempt(terms, people)
    goes = sorted(tranches(made)) if made else []
    if made is None or not goes:
        return
    gone = goes[index % len(goes)]
    now = changed(people, gone, consent=Consent.NO)
    try:
        again = answers.revise(made, people, terms, News(tuple(now)), on=ON)
    except NothingFeasible:
        assert attempt(terms, now) is None
        return
    if again.causes and again.leave:
        tied = answers.ties(terms, people, ON)
        mates = set(tied.get(gone, (gone,)))
        largest = max((len(names) for names in tied.values()), default=1)
        assert gone not in tranches(again.selection)
        others = [one for one in again.leave if one.person_id not in mates]
        assert len(others) <= len(mates) * largest
        anew = attempt(terms, now)
        assert anew is not None
        assert again.stay >= len(set(tranches(anew)) & set(goes)), "selecting anew keeps no more of those announced"
    assert again.moved == ()
    with tempfile.TemporaryDirectory() as folder:
        verify_folder(written(again, Path(folder)))
    holders = {one.person_id: one.holder for one in people}
    for tranche in again.selection.tranches:
        sides = [sum(holders[name] == side for name in tranche.order) for side in ("azure", "amber")]
        assert tranche.remains or max(sides) <= 4
    swap = {"azure": "amber", "amber": "azure"}
    turned = [
        [dataclasses.replace(p, holder=swap[p.holder], home=swap[p.home]) for p in each] for each in (people, now)
    ]
    mirrored = answers.revise(
        select(terms, turned[0], on=ON, seed=SEED), turned[0], terms, News(tuple(turned[1])), on=ON
    )
    assert [one.person_id for one in again.enter] == [one.person_id for one in mirrored.enter]
    assert [one.person_id for one in again.leave] == [one.person_id for one in mirrored.leave]
    assert [one.order for one in again.selection.tranches] == [one.order for one in mirrored.selection.tranches]
    assert again.selection.exposure == tuple(-lead for lead in mirrored.selection.exposure)


def test_a_death_in_a_tranche_that_has_begun_and_a_child_found_of_somebody_in_it_verify(tmp_path: Path) -> None:
    """a0 of the first tranche dies before the line; and a1's child, who cannot join it, is found: a1 waits for them."""
    remains = '[[clause]]\nid = "dead"\nkind = "remains"\nbetween = ["azure", "amber"]\n'
    terms = agreement(ONE_FOR_ONE, FAMILIES, PRIORITIES, remains, CAP, most=4)
    people = both(4, 4)
    made = select(terms, people, on=ON, seed=SEED)
    first = made.tranches[0].order
    dead, parent = (name for name in first if name[0] == "a")
    received = frozenset(name for name in first if name[0] == "b")
    family = {"group": "found", "group_kind": GroupKind.FAMILY}
    now = changed(changed(people, dead, remains=True), parent, **family)
    news = News((*now, person("child", age=5, **family)), received=received)
    again = answers.revise(made, people, terms, news, on=ON)
    why = {name: why for name, _, _, why in again.moved}
    assert why == {
        dead: "has died, and remains go in tranches of their own",
        parent: "is not parted from child, who cannot join a tranche that has begun",
    }
    report = verify_folder(written(again, tmp_path))
    assert (report["moved"], report["moved_at_least"]) == (2, 2)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.data())
def test_whatever_happens_after_the_announcement_verifies(data: st.DataObject) -> None:
    """Several drop out, die, are found or turn out to be of one family while the first tranche is at the line: the
    revision verifies, and the checker counts the moves that are told and never asks for more."""
    people = crowd(24, data.draw(st.integers(1, 400)))
    rule = data.draw(st.sampled_from(["cap_per_side = 3\n", "cap_per_side = 4\ncount = 5\n", "sizes = [3, 4, 4, 5]\n"]))
    rule = f"[tranches]\n{rule}exposure = {data.draw(st.integers(2, 4))}\n"
    terms = agreement(ONE_FOR_ONE, FAMILIES, PRIORITIES, rule, most=data.draw(st.integers(3, 9)))
    made = attempt(terms, people)
    goes = [name for one in made.tranches for name in one.order] if made else []
    if made is None or len(goes) < 4:
        return
    now: Sequence[Person] = people
    for name in data.draw(st.lists(st.sampled_from(goes), max_size=5, unique=True)):
        facts = data.draw(st.sampled_from([{"consent": Consent.NO}, {"remains": True, "group": ""}]))
        now = changed(now, name, **facts)
    pair = data.draw(st.lists(st.sampled_from(goes), min_size=2, max_size=2, unique=True))
    ways = {(one.holder, one.home, one.remains, one.group) for one in now if one.person_id in pair}
    if len(ways) == 1 and data.draw(st.booleans()):
        for name in pair:
            now = changed(now, name, group="found", group_kind=GroupKind.FAMILY)
    for one in data.draw(st.lists(st.sampled_from(people), max_size=3)):
        if one.person_id not in goes:
            now = changed(now, one.person_id, identity=Identity.MATCHED, consent=Consent.YES)
    received = frozenset(made.tranches[0].order[: data.draw(st.integers(0, 3))])
    try:
        again = answers.revise(made, people, terms, News(tuple(now), received=received), on=ON)
    except NothingFeasible:
        return
    if again.causes:
        with tempfile.TemporaryDirectory() as folder:
            report = verify_folder(written(again, Path(folder)))
        assert report["moved"] == len(again.moved) >= report["moved_at_least"]


@pytest.mark.parametrize(
    ("number", "first", "second"),
    [
        (1, "1 goes and 1 does not; 1 other enters; 1 had been received, and stays so; 1 was not", "1 is in another"),
        (2, "2 go and 2 do not; 2 others enter; 2 had been received, and stay so; 2 were not", "2 are in another"),
    ],
)
def test_the_checker_tells_of_one_as_of_one(number: int, first: str, second: str) -> None:
    """One goes, two go."""
    keys = ("announced", "stay", "leave", "enter", "received", "kept", "moved", "moved_at_least")
    told = list(verify_revision.words(dict.fromkeys(keys, number)))
    assert first in told[0]
    assert second in told[1]
    assert "fewer is impossible" in told[1]
