"""A revision in the store: the night follows it, and what was booked before stays booked."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from pathlib import Path

import pytest

from agreements import HEAD, ON, ONE_FOR_ONE, PRIORITIES, SEED, agreement, person
from operations import changing, digest, journey, opened
from safeconduct.errors import DoesNotVerify, RefusedByRule
from safeconduct.handover import Custody, EventKind
from safeconduct.people import write_persons
from safeconduct.people.model import Consent, Identity, Medical, Person
from safeconduct.selection import Selection, answers, certificate_bytes, select, selection_bytes, write_selection
from safeconduct.selection.answers import News
from safeconduct.store import queries
from safeconduct.store.queries import Operation
from safeconduct.terms import Agreement, combine, read_agreements
from safeconduct.work import publishing
from safeconduct.work.adopting import adopt, read_revised
from safeconduct.work.escrow import escrow
from safeconduct.work.handover import book_event, book_events
from safeconduct.work.people import record_persons
from safeconduct.work.selection import record_selection

ESCROW = '[tranches]\ncap_per_side = 2\nescrow = true\non_drop_out = "hold"\n'
TERMS = agreement(ONE_FOR_ONE, PRIORITIES, ESCROW, most=4)
TO_NEUTRAL = (EventKind.BOARDED, EventKind.ARRIVED, EventKind.TAKEN_OVER)
SWAP = {"azure": "amber", "amber": "azure"}


def people() -> list[Person]:
    """Five of azure's and four of amber's, the first held longest; four of each go, two and two in a tranche."""
    return [
        *(person(f"a{n}", months=40 - n) for n in range(5)),
        *(person(f"b{n}", "amber", "azure", months=40 - n) for n in range(4)),
    ]


def swapped(some: Sequence[Person]) -> list[Person]:
    return [dataclasses.replace(one, holder=SWAP[one.holder], home=SWAP[one.home]) for one in some]


def changed(some: Sequence[Person], name: str, **facts: object) -> list[Person]:
    return [dataclasses.replace(one, **facts) if one.person_id == name else one for one in some]


def announced(operation: Operation, some: Sequence[Person]) -> Selection:
    """Selected and stored, as ``run`` does."""
    made = select(TERMS, some, on=ON, seed=SEED)
    going = sum(len(one.order) for one in made.tranches)
    texts = selection_bytes(made).decode(), certificate_bytes(made).decode()
    with changing(operation) as c:
        record_persons(c, some, digest("roster"), digest("persons"))
        record_selection(c, *texts, digest("selection"), selected=going, tranches=len(made.tranches))
    return made


def revised(
    made: Selection, before: Sequence[Person], news: News, folder: Path, terms: Agreement = TERMS
) -> answers.Revision:
    """The revision for the news, written into ``folder`` as ``selection revise`` does."""
    again = answers.revise(made, before, terms, news, on=ON)
    write_selection(again.selection, again.persons, folder)
    write_persons(again.persons, folder / "persons.csv")
    return again


def in_escrow(operation: Operation) -> dict[int, set[str]]:
    return {number: {one.person_id for one in some} for number, some in escrow(operation).tranches.items()}


def refused_at_the_line(operation: Operation, tmp_path: Path) -> tuple[int, str]:
    """All of the tranche of a1 are in custody, a1 refuses, and the revision is adopted. The tranche, and who waits."""
    made = announced(operation, people())
    tranche, order = next((one.number, one.order) for one in made.tranches if "a1" in one.order)
    for name in order:
        with changing(operation) as c:
            book_events(c, journey(name, (*TO_NEUTRAL, EventKind.REFUSED_TO_GO) if name == "a1" else TO_NEUTRAL))
    waits = next(name for name in order if name.startswith("a") and name != "a1")
    with pytest.raises(RefusedByRule, match="Missing: a1"), changing(operation) as c:
        book_event(c, [*journey(waits)][-1])
    revised(made, people(), News(tuple(changed(people(), "a1", consent=Consent.NO))), tmp_path)
    booked = queries.custody_events(operation)
    with changing(operation) as c:
        assert adopt(c, read_revised(tmp_path)).already is False
    assert queries.custody_events(operation) == booked
    return tranche, waits


def test_the_line_waits_for_who_entered_and_no_longer_for_who_left(operation: Operation, tmp_path: Path) -> None:
    """a4 takes the place of a1, who refused; once a4 is in custody too, the release begins, and the log is whole."""
    tranche, waits = refused_at_the_line(operation, tmp_path)
    assert "a4" in in_escrow(operation)[tranche]
    assert not any("a1" in names for names in in_escrow(operation).values())
    received = [*journey(waits)][-1]
    with pytest.raises(RefusedByRule, match=r"Missing: a4 \(held") as refused, changing(operation) as c:
        book_event(c, received)
    assert "a1" not in str(refused.value)
    with changing(operation) as c:
        assert not book_events(c, [*journey("a4", TO_NEUTRAL), received]).refused
    publishing.resume(operation)


def test_the_fact_names_the_certificate_before(operation: Operation, tmp_path: Path) -> None:
    """Each selection in the log names the one whose place it takes, by the digest that the fact before it has."""
    refused_at_the_line(operation, tmp_path)
    facts = [row.document["fact"] for row in queries.log_entries(operation)]
    first, second = (fact for fact in facts if fact["kind"] == "selection_made")
    assert first["revises_certificate_sha256"] == ""
    assert second["revises_certificate_sha256"] == first["certificate_sha256"]
    assert second["certificate_sha256"] != first["certificate_sha256"]


def test_who_is_newly_verified_can_be_booked_and_goes_without_condition(operation: Operation, tmp_path: Path) -> None:
    """Seriously wounded and unknown to the store before: released at once, though the tranche is not complete."""
    made = announced(operation, people())
    new = person("a9", medical=Medical.SERIOUSLY_WOUNDED)
    with pytest.raises(RefusedByRule, match="not in this operation"), changing(operation) as c:
        book_event(c, next(iter(journey("a9"))))
    revised(made, people(), News((*people(), new)), tmp_path)
    with changing(operation) as c:
        adopt(c, read_revised(tmp_path))
    assert escrow(operation).unconditional == {"a9"}
    with changing(operation) as c:
        assert not book_events(c, journey("a9")).refused
    assert queries.state_of_custody(operation)["a9"] is Custody.RECEIVED
    kinds = [row.document["fact"]["kind"] for row in queries.log_entries(operation)]
    assert kinds.count("persons_compiled") == 2


def test_the_book_stands_on_what_it_began_with(operation: Operation, tmp_path: Path) -> None:
    """Whoever escaped is claimed in the revision; the book has them as held, boarded and missing, and keeps that."""
    made = announced(operation, people())
    with changing(operation) as c:
        book_events(c, journey("a1", (EventKind.BOARDED, EventKind.MISSED)))
    revised(made, people(), News(tuple(changed(people(), "a1", identity=Identity.CLAIMED))), tmp_path)
    with changing(operation) as c:
        adopt(c, read_revised(tmp_path))
    stored = {one.person_id: one for one in queries.persons(operation)}
    assert stored["a1"].identity is Identity.MATCHED
    assert queries.state_of_custody(operation)["a1"] is Custody.MISSING


def test_a_revision_of_an_older_selection_is_refused(operation: Operation, tmp_path: Path) -> None:
    """Two revisions of the announcement: the second would undo the first. One of the first one is taken."""
    made = announced(operation, people())
    now = changed(people(), "a1", consent=Consent.NO)
    first = revised(made, people(), News(tuple(now)), tmp_path / "first")
    revised(made, people(), News(tuple(changed(people(), "a2", consent=Consent.NO))), tmp_path / "older")
    with changing(operation) as c:
        adopt(c, read_revised(tmp_path / "first"))
    size = queries.log_size(operation)
    with pytest.raises(RefusedByRule, match="not of the newest selection in the store"), changing(operation) as c:
        adopt(c, read_revised(tmp_path / "older"))
    assert queries.log_size(operation) == size
    later = changed(first.persons, "a2", consent=Consent.NO)
    revised(first.selection, first.persons, News(tuple(later)), tmp_path / "second")
    with changing(operation) as c:
        adopt(c, read_revised(tmp_path / "second"))
    assert not any({"a1", "a2"} & names for names in in_escrow(operation).values())


def test_adopting_again_changes_nothing(operation: Operation, tmp_path: Path) -> None:
    """After a process that was killed the same command can be given again."""
    refused_at_the_line(operation, tmp_path)
    size = queries.log_size(operation)
    with changing(operation) as c:
        assert adopt(c, read_revised(tmp_path)).already is True
    assert queries.log_size(operation) == size


def test_what_breaks_off_leaves_neither_persons_nor_selection(operation: Operation, tmp_path: Path) -> None:
    """All of it or nothing: the store is as it was before."""
    made = announced(operation, people())
    revised(made, people(), News((*people(), person("a9", medical=Medical.SERIOUSLY_WOUNDED))), tmp_path)
    before = queries.latest_selection(operation), queries.persons(operation), queries.log_size(operation)

    def broken_off() -> None:
        with changing(operation) as c:
            adopt(c, read_revised(tmp_path))
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        broken_off()
    assert before == (queries.latest_selection(operation), queries.persons(operation), queries.log_size(operation))


def test_a_selection_of_its_own_is_refused(operation: Operation, tmp_path: Path) -> None:
    """Made afresh, it would not keep what was announced; and without an announcement there is nothing to revise."""
    now = changed(people(), "a1", consent=Consent.NO)
    write_selection(select(TERMS, now, on=ON, seed=SEED), now, tmp_path)
    write_persons(now, tmp_path / "persons.csv")
    with pytest.raises(RefusedByRule, match="has no selection yet"), changing(operation) as c:
        adopt(c, read_revised(tmp_path))
    announced(operation, people())
    with pytest.raises(RefusedByRule, match="This is no revision"), changing(operation) as c:
        adopt(c, read_revised(tmp_path))


def test_a_revision_that_does_not_know_who_was_received_is_refused(operation: Operation, tmp_path: Path) -> None:
    """The whole first tranche was received after the revision was made."""
    made = announced(operation, people())
    last = made.tranches[-1].order[0]
    revised(made, people(), News(tuple(changed(people(), last, consent=Consent.NO))), tmp_path)
    order = made.tranches[0].order
    with changing(operation) as c:
        book_events(c, [event for name in order for event in journey(name, TO_NEUTRAL)])
    with changing(operation) as c:
        book_events(c, [[*journey(name)][-1] for name in order])
    with pytest.raises(RefusedByRule, match="does not know of it"), changing(operation) as c:
        adopt(c, read_revised(tmp_path))


def test_a_changed_agreement_is_put_in_force_with_the_revision(operation: Operation, tmp_path: Path) -> None:
    """It must be said where it is, and be that of the revision."""
    made = announced(operation, people())
    path = tmp_path / "terms.toml"
    less = agreement(ONE_FOR_ONE, PRIORITIES, ESCROW, most=3)
    revised(made, people(), News(tuple(people())), tmp_path, less)
    path.write_text("".join([HEAD, ONE_FOR_ONE, PRIORITIES, ESCROW]).replace("{most}", "4"))
    with pytest.raises(RefusedByRule, match="Say where it is"), changing(operation) as c:
        adopt(c, read_revised(tmp_path))
    with pytest.raises(RefusedByRule, match="not the one under which"), changing(operation) as c:
        adopt(c, read_revised(tmp_path), path)
    path.write_text(path.read_text().replace("max = 4", "max = 3"))
    with changing(operation) as c:
        adopt(c, read_revised(tmp_path), path)
    in_force = queries.latest_agreement(operation)
    assert in_force is not None
    assert in_force.text == path.read_text()


LATER = """
[agreement]
id = "later"
version = "2"
parties = ["azure", "amber"]
intermediary = "host"
[consent]
required_for = "living"
guardian_under = 18
[[category]]
id = "anyone"
[[clause]]
id = "one more"
kind = "quota"
between = ["azure", "amber"]
category = "anyone"
max = 1
"""


def test_several_agreements_are_put_in_force_with_the_revision(operation: Operation, tmp_path: Path) -> None:
    """The parties added a second agreement: the folder of both is given, as to ``selection solve``."""
    made = announced(operation, people())
    (tmp_path / "terms.toml").write_text("".join([HEAD, ONE_FOR_ONE, PRIORITIES, ESCROW]).replace("{most}", "4"))
    (tmp_path / "terms-2.toml").write_text(LATER)
    both = combine(read_agreements(tmp_path))
    again = revised(made, people(), News(tuple(people())), tmp_path, both)
    assert again.causes == (("", "the agreement was changed"),)
    with pytest.raises(RefusedByRule, match="not the one under which"), changing(operation) as c:
        adopt(c, read_revised(tmp_path), tmp_path / "terms.toml")
    with changing(operation) as c:
        adopt(c, read_revised(tmp_path), tmp_path)
    in_force = queries.latest_agreement(operation)
    assert in_force is not None
    assert (in_force.name, in_force.text) == ("later 2", LATER)


def test_a_revision_that_does_not_verify_is_not_read(operation: Operation, tmp_path: Path) -> None:
    """Somebody who stays was written into a tranche."""
    made = announced(operation, people())
    revised(made, people(), News(tuple(changed(people(), "a1", consent=Consent.NO))), tmp_path)
    path = tmp_path / "selection.json"
    path.write_text(path.read_text().replace('"a4"', '"a1"'))
    with pytest.raises(DoesNotVerify):
        read_revised(tmp_path)


def test_parties_swapped_are_swapped_in_the_escrow(operation: Operation, tmp_path: Path) -> None:
    """With the names turned round, the same people are waited for, each of the other party."""
    found = []
    for other, some in ((operation, people()), (opened(), swapped(people()))):
        made = announced(other, some)
        folder = tmp_path / str(other.number)
        revised(made, some, News(tuple(changed(some, "a1", consent=Consent.NO))), folder)
        with changing(other) as c:
            adopt(c, read_revised(folder))
        found.append(escrow(other))
    one, mirrored = found
    turned = {
        number: tuple(dataclasses.replace(m, holder=SWAP[m.holder], home=SWAP[m.home]) for m in members)
        for number, members in mirrored.tranches.items()
    }
    assert any("a4" in {m.person_id for m in members} for members in one.tranches.values())
    assert (turned, mirrored.unconditional) == (one.tranches, one.unconditional)
