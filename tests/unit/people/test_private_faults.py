"""Whatever is wrong with a file of a private run is said in a sentence, and nothing of it is used."""

from __future__ import annotations

import hashlib
import sys
from dataclasses import replace

import pytest

from private_sides import (
    AMBER,
    AMBER_LIST,
    AZURE,
    AZURE_LIST,
    HOST,
    NOW,
    after_core,
    answered,
    begun,
    entry,
    usual,
)
from safeconduct.errors import DoesNotVerify, RefusedByRule, SafeconductError, UnreadableInput
from safeconduct.people.private import (
    Layout,
    Office,
    Round,
    Run,
    advance,
    answer,
    finish,
    look,
    new_office,
    read_card,
    read_commitment,
    read_run,
    read_start,
    start_file,
    verify_head,
    write_card,
    write_run,
)
from safeconduct.people.private.blocks import Document
from safeconduct.people.private.envelope import Head, Step, close
from safeconduct.record import sign_note


def refused(run: Run, data: bytes, office: Office = AMBER, *, by: str = "start") -> SafeconductError:
    """The error with which a side answers (``by`` "start") or finishes a file."""
    read = read_start if by == "start" else finish
    with pytest.raises(SafeconductError) as caught:
        read(run, look(data, "stick.file"), office)
    assert str(caught.value).strip()
    return caught.value


def forged(run: Run, *, layout: Layout | None = None, points: bytes | None = None) -> bytes:
    """Azure's start file with other values than it has committed to, but signed and sealed as it should be."""
    sent = layout or run.layouts[run.round]
    document = Document({}, {"commitment": run.note, "kept": bytes(512), "points": points or b"".join(sent.points)})
    return close(
        Head(Step.START, run.ours.sender, run.ours.receiver, run.round, run.ours.digest), document, AZURE, run.peer
    )


@pytest.mark.parametrize(
    ("change", "kind", "words"),
    [
        (lambda data: b"", UnreadableInput, "cannot be read"),
        (lambda data: b"PK\x03\x04 a workbook", UnreadableInput, "cannot be read"),
        (lambda data: data[:-1], UnreadableInput, "copy the file again"),
        (lambda data: data[:300], UnreadableInput, "cannot be read"),
        (lambda data: data + b"\0", UnreadableInput, "copy the file again"),
        (lambda data: data.replace(b"round core", b"round weak"), UnreadableInput, "a head that says nothing known"),
        (lambda data: data.replace(b"file 1", b"file 2", 1), UnreadableInput, "cannot be read"),
        (lambda data: data[:-1] + bytes([data[-1] ^ 1]), DoesNotVerify, "it was changed"),
        (lambda data: data.replace(b"round core", b"round wide"), DoesNotVerify, "is not over this text"),
    ],
    ids=["empty", "workbook", "short", "broken off", "long", "unknown round", "version", "one bit", "head"],
)
def test_a_damaged_file(change, kind: type[SafeconductError], words: str) -> None:  # type: ignore[no-untyped-def]
    """What breaks off cannot be read (3); what was changed does not verify (5)."""
    azure, amber = usual()
    error = refused(amber, change(start_file(azure, AZURE)))
    assert type(error) is kind
    assert words in str(error)


def test_a_file_of_or_for_somebody_else() -> None:
    """One's own file, one for another office, and one signed by another key in the peer's name are told apart."""
    azure, amber = usual()
    mine = start_file(azure, AZURE)
    assert "this office's own file" in str(refused(azure, mine, AZURE))
    for_host = start_file(begun(AZURE_LIST, AZURE, HOST), AZURE)
    assert "is for host, not for amber" in str(refused(amber, for_host))
    impostor = new_office("azure", bytes(31) + b"\x09")
    error = refused(amber, start_file(begun(AZURE_LIST, impostor, AMBER), impostor))
    assert type(error) is RefusedByRule
    assert "a key that is not on the card" in str(error)


def test_a_signature_by_another_key_does_not_verify() -> None:
    """A head that names azure but bears the host's signature is not azure's."""
    azure, amber = usual()
    data = start_file(azure, AZURE)
    envelope = look(data, "stick.file")
    text = envelope.note.decode().rpartition("\n\n")[0] + "\n"
    swapped = sign_note(text, [HOST.signing])
    magic = b"safeconduct private matching file 1 %d\n" % len(swapped)
    error = refused(amber, magic + swapped + envelope.sealed)
    assert type(error) is DoesNotVerify
    assert "no signature by azure" in str(error)
    verify_head(envelope, AZURE.card.vkey)


def test_a_list_other_than_the_committed_one_does_not_verify() -> None:
    """Values that were exchanged after committing are found out by the root, and so is another commitment."""
    azure, amber = usual()
    other = begun([*AZURE_LIST, entry("5", "Гай Олег", "1971-01-01")], undated=True)
    error = refused(amber, forged(azure, layout=other.layouts[Round.CORE]))
    assert type(error) is DoesNotVerify
    assert "not those that azure has committed to" in str(error)
    swapped = replace(azure, note=other.note)
    assert "another than the one the file names" in str(refused(amber, start_file(swapped, AZURE)))


def test_a_commitment_that_contradicts_itself_does_not_verify() -> None:
    """Rounds without consent, and sizes that are no power of two, are not believed however they are signed."""
    azure, _ = usual()
    for old, new in (("entries 256", "entries 300"), ("undated yes", "undated no"), ("list held", "list of mine")):
        text = azure.ours.text().replace(old, new)
        with pytest.raises(DoesNotVerify):
            read_commitment(sign_note(text, [AZURE.signing]), AZURE.card)
    assert read_commitment(azure.note, AZURE.card) == azure.ours


def test_points_that_are_none_or_our_own_do_not_verify() -> None:
    """Bytes beside the curve, a value twice, and our own values sent back are refused before they are answered."""
    azure, amber = usual()
    points = azure.layouts[Round.CORE].points

    def sent(layout: tuple[bytes, ...]) -> tuple[Run, bytes]:
        bent = Layout(layout, [0] * 512, bytes(512))
        ours = replace(azure.ours, roots={**azure.ours.roots, Round.CORE: bent.root().hex()})
        run = replace(azure, ours=ours, note=sign_note(ours.text(), [AZURE.signing]))
        return run, forged(run, layout=bent)

    _, data = sent((b"\x02" + b"\0" * 31 + b"\x07", *points[1:]))
    theirs, values = read_start(amber, look(data, "stick.file"), AMBER)
    with pytest.raises(DoesNotVerify, match="no blinding can have made"):
        answer(amber, theirs, [b"\x02" + b"\xff" * 32, *values[1:]], AMBER)
    _, data = sent((points[1], *points[1:]))
    assert "stands twice" in str(refused(amber, data))
    _, data = sent(amber.layouts[Round.CORE].points)
    assert "this office has blinded itself" in str(refused(amber, data))


def test_steps_out_of_order() -> None:
    """A start is not finished, an answer is not answered, a later round waits, an earlier one is over."""
    azure, amber = usual()
    start = start_file(azure, AZURE)
    knowing, back = answered(amber, AMBER, start)
    assert "read by `people private answer`" in str(refused(amber, start, by="finish"))
    assert "read by `people private finish`" in str(refused(azure, back, AZURE))
    azure_2, amber_2 = after_core()
    ahead = start_file(advance(azure_2), AZURE)
    assert "call `people private next`" in str(refused(amber_2, ahead))
    assert "that round is over" in str(refused(advance(amber_2), start))
    assert "finished already" in str(refused(azure_2, back, AZURE, by="finish"))
    theirs, sent = read_start(knowing, look(start, "stick.file"), AMBER)
    with pytest.raises(RefusedByRule, match="It is answered once"):
        answer(knowing, theirs, sent, AMBER)
    with pytest.raises(RefusedByRule, match="is not finished"):
        advance(azure)


def test_files_of_another_run() -> None:
    """What was good in one run is refused in the next, whichever side it comes from."""
    azure, amber = usual()
    again = begun(AZURE_LIST, undated=True, seed="again")
    _, back = answered(amber, AMBER, start_file(azure, AZURE))
    knowing, _ = answered(again, AZURE, start_file(amber, AMBER))
    assert "belongs to another run" in str(refused(knowing, back, AZURE, by="finish"))
    _, amber_2 = after_core()
    other = replace(advance(after_core()[0]), ours=again.ours, note=again.note, layouts=again.layouts)
    assert "is bound to the list that it began this run with" in str(
        refused(advance(amber_2), start_file(other, AZURE))
    )


def test_a_false_answer_is_found_out_in_the_next_round() -> None:
    """If one side was given other matches than the other, the next round is not begun on top of it."""
    azure, amber = after_core()
    poorer = replace(amber, hits=amber.hits[:1])
    assert poorer.result != azure.result
    error = refused(advance(poorer), start_file(advance(azure), AZURE))
    assert type(error) is DoesNotVerify
    assert "found other matches" in str(error)


def test_an_answer_that_makes_matches_of_dummies_does_not_verify() -> None:
    """A peer that answers with the values it was given claims that our dummies are on its list."""
    azure, amber = usual()
    knowing, _ = answered(azure, AZURE, start_file(amber, AMBER))
    assert knowing.again is not None
    head = Head(Step.ANSWER, amber.ours.sender, amber.ours.receiver, Round.CORE, amber.ours.digest, azure.ours.digest)
    lie = close(head, Document({}, {"points": b"".join(sorted(knowing.again))}), AMBER, amber.peer)
    error = refused(knowing, lie, AZURE, by="finish")
    assert type(error) is DoesNotVerify
    assert "a dummy of this office came back" in str(error)
    own = close(head, Document({}, {"points": b"".join(azure.layouts[Round.CORE].points)}), AMBER, amber.peer)
    assert "was not made from what was asked" in str(refused(knowing, own, AZURE, by="finish"))
    few = close(head, Document({}, {"points": bytes(33)}), AMBER, amber.peer)
    assert type(refused(knowing, few, AZURE, by="finish")) is UnreadableInput


def test_keys_of_another_version_are_refused() -> None:
    """Keys that other tables made would never meet, and nobody would know."""
    azure, amber = usual()
    ours = replace(azure.ours, keys="0-old/1")
    old = replace(azure, ours=ours, note=sign_note(ours.text(), [AZURE.signing]))
    assert "makes its keys with other tables" in str(refused(amber, start_file(old, AZURE)))


def test_a_card_that_was_changed() -> None:
    """Another seal under the same name does not verify; a thing that is no card cannot be read."""
    card = write_card(AZURE)
    assert read_card(card, "azure.card") == AZURE.card
    swapped = card.replace(card.split(b"seal ")[1][:40], write_card(HOST).split(b"seal ")[1][:40])
    with pytest.raises(DoesNotVerify):
        read_card(swapped, "azure.card")
    for data in (b"", b"vkey azure", card[:200], hashlib.sha256(card).digest()):
        with pytest.raises(UnreadableInput, match="not the card of an office"):
            read_card(data, "azure.card")


def test_a_run_is_kept_and_read_back_the_same() -> None:
    """Between the steps nothing is lost; a damaged state, or that of another office, cannot be read."""
    for run, office in (*zip(usual(), (AZURE, AMBER), strict=True), (after_core()[0], AZURE)):
        assert read_run(write_run(run), office, "state") == run
    data = write_run(usual()[0])
    for bad in (b"", data[:-5], data.replace(b'"round":"core"', b'"round":"last"')):
        with pytest.raises(UnreadableInput, match="cannot be read as a run of azure"):
            read_run(bad, AZURE, "state")
    with pytest.raises(DoesNotVerify):
        read_run(data, AMBER, "state")


def test_without_the_library_the_message_says_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    """openmined-psi is an extra: whoever lacks it is sent to the doctor."""
    monkeypatch.setitem(sys.modules, "private_set_intersection.python", None)
    with pytest.raises(RefusedByRule, match="safeconduct doctor"):
        begun(AZURE_LIST)


def test_nothing_secret_is_printed() -> None:
    """Neither the run nor the office shows its secret in a message or a traceback."""
    azure, _ = usual()
    for thing in (azure, AZURE, AZURE.signing):
        assert azure.secret.hex() not in repr(thing)
        assert repr(azure.secret) not in repr(thing)
        assert AZURE.signing.secret_text() not in repr(thing)
    assert AMBER_LIST[0].family_name not in repr(azure)
    assert azure.ours.made == NOW
