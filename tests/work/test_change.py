from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import pytest

from operations import AMBER, AZURE, HOST, NOW, changing, clock, digest, opened
from safeconduct.errors import DoesNotVerify, RefusedByRule
from safeconduct.record import verify, verify_opening
from safeconduct.record.facts import PaperPrinted
from safeconduct.store import queries, tables
from safeconduct.store.queries import Operation
from safeconduct.work.change import Change, change
from safeconduct.work.operation import open_operation
from safeconduct.work.paper import record_paper
from safeconduct.work.publishing import publish_record, resume


def test_a_change_writes_state_log_and_record_together(operation: Operation) -> None:
    """The row is there, the log has the fact with who, when and why, and the published record verifies."""
    with changing(operation) as c:
        record_paper(c, "Handover act", digest("act"), "act.pdf")
    assert [paper.name for paper in queries.papers(operation)] == ["Handover act"]
    entry = queries.log_entries(operation)[-1]
    assert entry.leaf.sequence == 1
    assert entry.leaf.time == "2026-02-11T18Z"
    assert entry.document == {
        "operation": operation.pseudonym,
        "sequence": 1,
        "at": "2026-02-11T18:20:00+00:00",
        "actor": "coordinator",
        "because": "test",
        "fact": PaperPrinted("Handover act", digest("act")).document(),
    }
    verified = verify(operation.record, operation.vkey)
    assert (verified.size, verified.origin) == (2, f"safeconduct/{operation.pseudonym}")
    assert (operation.record / "checkpoint").read_bytes() == queries.checkpoint(operation)


def test_every_entry_of_the_log_can_be_opened_by_its_key(operation: Operation) -> None:
    """The opening that is kept is that of the published leaf; a party can be given it."""
    with changing(operation) as c:
        record_paper(c, "Card", digest("card"), "card.pdf")
    for entry in queries.log_entries(operation):
        opening = queries.opening(operation, entry.leaf.sequence)
        assert opening is not None
        verify_opening(entry.leaf, opening)
    assert queries.opening(operation, 2) is None


def _record_and_fail(c: Change, effect: Callable[[], None] = lambda: None) -> None:
    record_paper(c, "Handover act", digest("act"), "act.pdf")
    c.after_commit(effect)
    raise KeyError


def _write_silently(c: Change) -> None:
    c.nothing_to_do()
    tables.Paper.objects.create(operation_id=c.operation.id, title="x", sha256=digest("x"), printed_at=c.at)


def test_an_exception_leaves_neither_state_nor_entry(operation: Operation) -> None:
    """Whatever goes wrong inside, tables, log and published files are as they were."""
    before = (operation.record / "checkpoint").read_bytes()
    with pytest.raises(KeyError), changing(operation) as c:
        _record_and_fail(c)
    assert queries.papers(operation) == ()
    assert queries.log_size(operation) == 1
    assert (operation.record / "checkpoint").read_bytes() == before


def test_a_change_without_a_fact_is_refused(operation: Operation) -> None:
    """Writing without saying so is undone; doing nothing at all is refused as well."""
    with pytest.raises(RefusedByRule, match="noted no fact"), changing(operation) as c:
        tables.Paper.objects.create(operation_id=c.operation.id, title="x", sha256=digest("x"), printed_at=c.at)
    assert queries.papers(operation) == ()
    with pytest.raises(RefusedByRule, match="noted no fact"), changing(operation):
        pass


def test_finding_nothing_to_do_is_no_excuse_for_writing(operation: Operation) -> None:
    """A change in which one command had nothing to do, and another wrote silently, is refused and undone."""
    with pytest.raises(RefusedByRule, match="noted no fact"), changing(operation) as c:
        _write_silently(c)
    assert queries.papers(operation) == ()


def test_changes_are_not_nested(operation: Operation) -> None:
    """A change inside a change is refused, and the outer one can still be closed."""
    with changing(operation) as outer:
        with pytest.raises(RefusedByRule, match="not made inside one another"), changing(operation):
            pass
        record_paper(outer, "Card", digest("card"), "card.pdf")
    assert queries.log_size(operation) == 2


@pytest.mark.parametrize(("actor", "because"), [("", "why"), ("who", " ")])
def test_a_change_says_who_and_why(operation: Operation, actor: str, because: str) -> None:
    """An empty actor or reason is refused."""
    with pytest.raises(RefusedByRule, match="who makes it and why"), change(actor, operation, because):
        pass


def test_what_goes_out_goes_out_after_the_commit(operation: Operation) -> None:
    """An effect sees the stored change; the effect of a change that failed is not had."""
    seen: list[int] = []
    with changing(operation) as c:
        record_paper(c, "Card", digest("card"), "card.pdf")
        c.after_commit(lambda: seen.append(verify(operation.record, operation.vkey).size))
        assert seen == []
    assert seen == [2]
    with pytest.raises(KeyError), changing(operation) as c:
        _record_and_fail(c, effect=lambda: seen.append(0))
    assert seen == [2]


def test_a_change_needs_an_operation(database: None, folders: Path) -> None:
    """Only the opening of an operation is a change of none."""
    with pytest.raises(RefusedByRule, match="No operation is open"), change("who", None, "why") as c:
        record_paper(c, "Card", digest("card"), "card.pdf")


def test_a_change_is_about_one_operation(operation: Operation) -> None:
    """No operation is opened inside a change of another; nothing of the attempt stays, not even its key."""
    before = set(operation.key_file.parent.glob("*.key"))
    with pytest.raises(RefusedByRule, match="about operation"), changing(operation) as c:
        open_operation(c, 999_999, "Second", [AZURE, AMBER], HOST, "rehearsal")
    assert queries.operation(999_999) is None
    assert set(operation.key_file.parent.glob("*.key")) == before


def test_a_full_disk_stops_the_publishing_and_not_the_change(
    operation: Operation, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """The change stands and a warning says so; the next change publishes both."""

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr("safeconduct.work.publishing.publish", full)
        with changing(operation) as c:
            record_paper(c, "Card", digest("card"), "card.pdf")
    assert "The change is stored and safe" in caplog.text
    assert queries.log_size(operation) == 2
    assert verify(operation.record, operation.vkey).size == 1
    with changing(operation) as c:
        record_paper(c, "Act", digest("act"), "act.pdf")
    assert verify(operation.record, operation.vkey).size == 3


def test_a_store_older_than_its_record_does_not_go_on(operation: Operation, monkeypatch: pytest.MonkeyPatch) -> None:
    """With a record of two entries published and a store of one (an old backup), nothing is changed or signed."""
    with changing(operation) as c:
        record_paper(c, "Card", digest("card"), "card.pdf")
    ahead = (operation.record / "checkpoint").read_bytes()
    other = opened()
    monkeypatch.setattr(Operation, "record", operation.record)
    with pytest.raises(DoesNotVerify, match="not one that this store may write to"), changing(other):
        pass
    monkeypatch.undo()
    from safeconduct.work import log

    real = log.hold

    def old(of: Operation) -> tables.LogHead:
        head = real(of)
        head.size, head.edge = 1, head.edge[:32]
        return head

    monkeypatch.setattr(log, "hold", old)
    with pytest.raises(DoesNotVerify, match="restored from a backup"), changing(operation) as c:
        record_paper(c, "Act", digest("act"), "act.pdf")
    assert (operation.record / "checkpoint").read_bytes() == ahead


def test_resume_publishes_what_was_not(operation: Operation, monkeypatch: pytest.MonkeyPatch) -> None:
    """After a process died between commit and publication, the next one brings the record up to the store."""
    with monkeypatch.context() as patch:
        patch.setattr("safeconduct.work.change._publish", lambda _: None)
        with changing(operation) as c:
            record_paper(c, "Card", digest("card"), "card.pdf")
    (operation.record / "tile/.tmp-left").write_bytes(b"half")
    assert resume(operation).size == 2
    assert publish_record(operation).written == 0


def test_resume_makes_a_lost_record_anew(operation: Operation) -> None:
    """The folder of the record can be made again from the store at any time."""
    import shutil

    before = (operation.record / "checkpoint").read_bytes()
    shutil.rmtree(operation.record)
    assert resume(operation).size == 1
    assert (operation.record / "checkpoint").read_bytes() == before


def test_resume_does_not_cover_up_a_damaged_record(operation: Operation) -> None:
    """A tile that somebody changed is named, and left as it is for those who look into it."""
    tile = operation.record / "tile/entries/000.p/1"
    tile.write_bytes(tile.read_bytes().replace(b"sequence", b"sequenze"))
    with pytest.raises(DoesNotVerify, match=r"tile/entries/000\.p/1"):
        resume(operation)


def test_resume_finds_a_log_that_is_not_the_signed_one(operation: Operation, monkeypatch: pytest.MonkeyPatch) -> None:
    """Leaves in the store that do not lead to the signed root are not published."""
    from safeconduct.record import Leaf
    from safeconduct.work import log

    forged = Leaf(operation.pseudonym, 0, "2026-02-11T18Z", "00").encode()
    monkeypatch.setattr(log, "leaves", lambda *_: iter([forged]))
    with pytest.raises(DoesNotVerify, match="not the one that was signed"):
        resume(operation)


def test_without_its_key_an_operation_is_not_changed(operation: Operation) -> None:
    """A missing key and another operation's key are told apart; reading goes on."""
    other = opened()
    text = operation.key_file.read_text()
    operation.key_file.write_text(other.key_file.read_text())
    with pytest.raises(RefusedByRule, match="not that of this operation"), changing(operation) as c:
        record_paper(c, "Card", digest("card"), "card.pdf")
    operation.key_file.unlink()
    with pytest.raises(RefusedByRule, match="can be read but not changed") as caught, changing(operation) as c:
        record_paper(c, "Card", digest("card"), "card.pdf")
    assert text.rpartition("+")[2].strip() not in str(caught.value)
    assert queries.log_size(operation) == 1


def test_the_log_keeps_commitments_and_not_documents(operation: Operation) -> None:
    """Once the key row is deleted, in a change that says so, nothing in the leaf tells what it was about."""
    with changing(operation) as c:
        tables.CommitmentKey.objects.filter(entry__operation_id=operation.id, entry__sequence=0).delete()
        record_paper(c, "Erasure", digest("erasure"), "erasure.pdf")
    erased = queries.log_entries(operation)[0]
    assert erased.document is None
    assert queries.opening(operation, 0) is None
    assert verify(operation.record, operation.vkey).size == 2


def test_the_clock_of_a_change_is_the_one_that_was_passed_in(operation: Operation) -> None:
    """Rehearsals run on the case's clock, and a live operation on the machine's."""
    with changing(operation) as c:
        assert c.at == NOW == clock()
        record_paper(c, "Card", digest("card"), "card.pdf")
    with change("who", operation, "why") as c:
        assert abs(c.at - dt.datetime.now(dt.UTC)) < dt.timedelta(minutes=1)
        record_paper(c, "Card", digest("card"), "card.pdf")
