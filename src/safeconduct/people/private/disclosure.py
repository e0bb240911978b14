"""A disclosure as a file: sealed to the peer, and as each office keeps it. Whatever the peer says in it is doubted."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from typing import Any

from safeconduct.errors import Fault, RefusedByRule, UnreadableInput
from safeconduct.people.private.blocks import Document, pack, unpack
from safeconduct.people.private.envelope import Envelope, Head, Step, close, unseal
from safeconduct.people.private.model import Disclosure, Opened, Run, alias_in
from safeconduct.people.private.office import Office

# Fields that may be opened, and the keys by which the words of the two sides agree; an entry id is only shown.
FIELDS: Mapping[str, str | None] = {
    "entry_id": None,
    "family_name": "family",
    "given_name": "given",
    "patronymic": "father",
    "birth_date": "birth",
    "sex": "sex",
    "rank": "rank",
    "unit": "unit",
    "place": "place",
}
MOST_LETTERS = 1000
_LEAST_SIZE = 4096


def why_not(word: str) -> str:
    """Why a word may not stand in a disclosure; empty if it may. The peer's words are read in spreadsheets, where a
    formula would be carried out, and on terminals, which obey control characters."""
    if len(word) > MOST_LETTERS:
        return f"{len(word):,} letters"
    if any(unicodedata.category(letter) == "Cc" for letter in word):
        return "a control character"
    if word.lstrip()[:1] in tuple("=+-@"):
        return f"{word.lstrip()[0]!r} at the beginning, which spreadsheets take for a formula"
    return ""


def disclosure_file(run: Run, disclosure: Disclosure, office: Office) -> bytes:
    """The sealed and signed file; its size tells a carrier the number of rows only to a power of two."""
    assert run.theirs is not None
    head = Head(
        Step.DISCLOSURE,
        str(office.card.vkey),
        str(run.peer.vkey),
        run.round,
        run.ours.digest,
        run.theirs.digest,
        run.result,
    )
    room = _LEAST_SIZE + len(disclosure.because.encode()) + len("".join(disclosure.reviewers).encode())
    content = sum(len(str(row).encode()) for row in _rows(disclosure)) + 32 * len(disclosure.pseudonyms)
    size = room + max(_LEAST_SIZE, 1 << content.bit_length())
    return close(head, _document(disclosure), office, run.peer, size)


def read_disclosure(run: Run, envelope: Envelope, office: Office) -> Disclosure:
    """Verify and read a disclosure of the peer.

    Raises RefusedByRule if it is of another run or speaks of what did not match, UnreadableInput if it cannot be read
    or a word in it may not stand there, DoesNotVerify if it was changed.
    """
    document = unseal(envelope, office, run.peer)
    if envelope.head.step is not Step.DISCLOSURE:
        raise RefusedByRule(f"{envelope.file} is of the step {envelope.head.step}, and opens nothing.")
    if run.theirs is None or envelope.head.ours != run.theirs.digest or envelope.head.theirs != run.ours.digest:
        raise RefusedByRule(f"{envelope.file} belongs to another run with {run.peer.name}.")
    return _checked(document, envelope.file, run)


def write_opened(disclosure: Disclosure) -> bytes:
    """A disclosure as an office keeps it, in clear."""
    return pack(_document(disclosure))


def read_opened(data: bytes, file: str, run: Run) -> Disclosure:
    """Read what ``write_opened`` writes. Raises as ``read_disclosure``."""
    try:
        return _checked(unpack(data), file, run)
    except ValueError as error:
        raise _unreadable(file, str(error)) from None


def _document(disclosure: Disclosure) -> Document:
    return Document(
        {
            "run": disclosure.run_id,
            "pseudonyms": list(disclosure.pseudonyms),
            "fields": list(disclosure.fields),
            "reviewers": list(disclosure.reviewers),
            "because": disclosure.because,
            "rows": _rows(disclosure),
        }
    )


def _rows(disclosure: Disclosure) -> list[list[Any]]:
    return [[row.alias, list(row.names), dict(row.words)] for row in disclosure.rows]


def _checked(document: Document, file: str, run: Run) -> Disclosure:
    try:
        found = _disclosure(document.head)
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise _unreadable(file, str(error)) from None
    if found.run_id != run.run_id:
        raise RefusedByRule(f"{file} belongs to another run with {run.peer.name}.")
    known = {hit.pseudonym: hit.key for hit in run.hits}
    spoken_of = {name for row in found.rows for name in row.names} | set(found.pseudonyms)
    if spoken_of - known.keys() or any(not row.names for row in found.rows):
        raise RefusedByRule(f"{file} speaks of pseudonyms that this office did not find; ask {run.peer.name}.")
    for row in found.rows:
        codes = [known[name] for name in row.names]
        first = alias_in(row.names, run.hits)
        if len(set(codes)) != len(codes) or not re.fullmatch(rf"{first}(-[1-9]\d*)?", row.alias):
            raise RefusedByRule(f"{file} gives one entry pseudonyms that no entry can have; ask {run.peer.name}.")
    if len({row.alias for row in found.rows}) != len(found.rows):
        raise RefusedByRule(f"{file} speaks of one entry twice; ask {run.peer.name}.")
    said = [*found.reviewers, found.because, *(word for row in found.rows for word in row.words.values())]
    if faults := [Fault(file, wrong, "words as a list has them", code="word") for wrong in map(why_not, said) if wrong]:
        raise UnreadableInput(f"{file} holds words that may not stand there. Nothing of it was taken.", faults[:20])
    return found


def _disclosure(head: Mapping[str, Any]) -> Disclosure:
    one, other = head["reviewers"]
    rows = tuple(
        Opened(str(alias), tuple(map(str, names)), {str(name): str(text) for name, text in words.items()})
        for alias, names, words in head["rows"]
    )
    fields = tuple(map(str, head["fields"]))
    if set(fields) - set(FIELDS) or any(set(row.words) != set(fields) for row in rows):
        raise ValueError("other fields than may be opened, or than it says")
    pseudonyms = tuple(map(str, head["pseudonyms"]))
    return Disclosure(str(head["run"]), pseudonyms, fields, (str(one), str(other)), str(head["because"]), rows)


def _unreadable(file: str, found: str) -> UnreadableInput:
    fault = Fault(file, found, "a disclosure of this version of Safeconduct")
    return UnreadableInput(f"{file} cannot be read.", [fault])
