"""What a carrier, a finder of the stick or a dishonest office may try, and what is refused of it."""

from __future__ import annotations

import hashlib
from dataclasses import replace

import pytest

from private_sides import (
    AMBER,
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
from safeconduct.errors import DoesNotVerify, RefusedByRule, SafeconductError
from safeconduct.people.private import (
    Limits,
    Line,
    Round,
    advance,
    check_peer_list,
    check_values,
    disclose,
    disclosure_file,
    finish,
    look,
    new_office,
    padded,
    read_disclosure,
    read_start,
    start_file,
    verify_head,
)
from safeconduct.people.private.blocks import Document
from safeconduct.people.private.envelope import Head, Step, close
from safeconduct.record import sign_note

OTHER = "0" * 64


def relabelled(data: bytes, line: str, value: str) -> bytes:
    """A file whose head says something else in one line, under the old signature."""
    envelope = look(data, "stick.file")
    lines = [f"{line} {value}" if one.startswith(f"{line} ") else one for one in envelope.note.decode().split("\n")]
    note = "\n".join(lines).encode()
    assert note != envelope.note
    return b"safeconduct private matching file 1 %d\n" % len(note) + note + envelope.sealed


@pytest.mark.parametrize(
    ("line", "value"),
    [
        ("step", "disclosure"),
        ("from", str(HOST.card.vkey)),
        ("to", str(HOST.card.vkey)),
        ("round", "core"),
        ("ours", OTHER),
        ("theirs", OTHER),
        ("theirs", "-"),
        ("result", OTHER),
        ("result", "-"),
    ],
)
def test_every_line_of_a_head_is_signed(line: str, value: str) -> None:
    """Direction, both parties, step, round, the commitments of both sides and what was found before: none can be
    exchanged by whoever carries the file."""
    azure, amber = after_core()
    data = relabelled(start_file(advance(azure), AZURE), line, value)
    with pytest.raises(DoesNotVerify, match="is not over this text"):
        verify_head(look(data, "stick.file"), AZURE.card.vkey)
    with pytest.raises(SafeconductError):
        read_start(advance(amber), look(data, "stick.file"), AMBER)


def test_a_head_signed_anew_does_not_open_the_old_content() -> None:
    """The seal is bound to the head: an office that gets hold of another's sealed body cannot send it as its own."""
    azure, amber = usual()
    stolen = look(start_file(azure, AZURE), "stick.file")
    mallory = new_office("mallory", bytes(31) + b"\x08")
    head = Head(Step.START, str(mallory.card.vkey), str(AMBER.card.vkey), Round.CORE, azure.ours.digest)
    text = look(close(head, Document({}), mallory, AMBER.card), "stick.file").note.decode()
    about = text[: text.index("body ")]
    body = f"body {len(stolen.sealed)} {hashlib.sha256(stolen.sealed).hexdigest()}\n"
    note = sign_note(about + body, [mallory.signing])
    data = b"safeconduct private matching file 1 %d\n" % len(note) + note + stolen.sealed
    expecting = replace(amber, peer=mallory.card)
    with pytest.raises(DoesNotVerify, match="cannot be opened"):
        read_start(expecting, look(data, "stick.file"), AMBER)


def test_an_answer_cannot_be_turned_round_or_carried_into_another_round() -> None:
    """An answer of the core round does not finish the wide one, and one's own answer is not the peer's."""
    azure, amber = usual()
    _, back = answered(amber, AMBER, start_file(azure, AZURE))
    azure_2, amber_2 = after_core()
    wide, wide_amber = advance(azure_2), advance(amber_2)
    knowing, forth = answered(wide, AZURE, start_file(wide_amber, AMBER))
    with pytest.raises(RefusedByRule, match="that round is over"):
        finish(knowing, look(back, "stick.file"), AZURE)
    with pytest.raises(RefusedByRule, match="own file"):
        finish(knowing, look(forth, "stick.file"), AZURE)


def test_a_disclosure_is_bound_to_the_run_and_to_its_sender() -> None:
    """One of an earlier run, or of a third office, is not read."""
    azure, amber = after_core()
    opened = disclose(
        azure,
        AZURE_LIST,
        list_sha256="0" * 64,
        pseudonyms=[azure.hits[0].pseudonym],
        chosen=["given_name"],
        reviewers=["L. K.", "M. T."],
        because="to be sure",
    )
    data = disclosure_file(azure, opened, AZURE)
    again = begun(AZURE_LIST, AMBER, AZURE, seed="later")
    later = replace(again, theirs=replace(azure.ours, nonce="f" * 32), hits=amber.hits)
    with pytest.raises(RefusedByRule, match="belongs to another run"):
        read_disclosure(later, look(data, "stick.file"), AMBER)
    with pytest.raises(RefusedByRule, match="not on the card of host"):
        read_disclosure(replace(amber, peer=HOST.card), look(data, "stick.file"), AMBER)


def test_a_list_full_of_guesses_is_bounded_by_what_is_answered() -> None:
    """Padding is counted like people: a list of guesses costs as much of the limit as it may hold guesses."""
    limits = Limits(entries=1024, values_in_30_days=4096)
    guesses = [entry(str(at), f"Коваль{'а' * (at % 9)} Петро", f"{1960 + at % 40}-05-12") for at in range(600)]
    run = begun(guesses)
    assert run.ours.entries == padded(600) == 1024
    check_peer_list(run.ours.entries, limits, "azure")
    with pytest.raises(RefusedByRule, match="compares no more than 512"):
        check_peer_list(run.ours.entries, replace(limits, entries=512), "azure")
    spent: list[Line] = []
    places = run.ours.places(Round.CORE)
    check_values(spent, "azure", places, NOW, limits)
    spent.append(Line(NOW, "azure", "1", "answer", "core", places))
    with pytest.raises(RefusedByRule, match="may be guessing names"):
        check_values(spent, "azure", run.ours.places(Round.WIDE), NOW, limits)


def test_whoever_finds_the_stick_reads_no_word_of_a_list() -> None:
    """Nothing that travels holds a name, a date, an entry id or a pseudonym in clear."""
    azure, amber = after_core()
    opened = disclose(
        azure,
        AZURE_LIST,
        list_sha256="0" * 64,
        pseudonyms=[hit.pseudonym for hit in azure.hits],
        chosen=["entry_id", "family_name", "given_name", "birth_date"],
        reviewers=["L. K.", "M. T."],
        because="to tell namesakes apart",
    )
    start = start_file(advance(azure), AZURE)
    _, back = answered(advance(amber), AMBER, start)
    secrets = ["Нечитайленко", "Пилип", "1990", "L. K.", "namesakes", *(hit.pseudonym for hit in azure.hits)]
    for data in (azure.note, start, back, disclosure_file(azure, opened, AZURE)):
        assert not [word for word in secrets if word.encode() in data]


def test_two_offices_of_one_name_do_not_begin() -> None:
    """Their files and their parties could not be told apart."""
    with pytest.raises(RefusedByRule, match="Both offices are called azure"):
        begun(AZURE_LIST, AZURE, new_office("azure", bytes(31) + b"\x07"))
