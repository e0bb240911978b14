"""Opening what matched, field by field: chosen fields of chosen pseudonyms, released by two reviewers.

A disclosure is sealed and signed like every file that travels. The other side sees it beside its own words and decides
for itself what to open in turn.
"""

from __future__ import annotations

import contextlib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from safeconduct.errors import Fault, RefusedByRule, UnreadableInput
from safeconduct.people.keys import Keys, keys_of
from safeconduct.people.model import Entry, ListKind, PartialDate, Sex
from safeconduct.people.private.blocks import Document
from safeconduct.people.private.envelope import Envelope, Head, Step, close, unseal
from safeconduct.people.private.model import Disclosure, Run
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
_NO_TEXT = {"entry_id", "birth_date", "sex"}
_LEAST_SIZE = 4096


@dataclass(frozen=True, slots=True)
class Beside:
    """One field of a match: our words and theirs. ``agree`` is "yes", "no", or "" where a side says nothing."""

    pseudonyms: tuple[str, ...]
    entry_id: str
    field: str
    ours: str
    theirs: str
    agree: str


def disclose(
    run: Run,
    entries: Sequence[Entry],
    *,
    list_sha256: str,
    pseudonyms: Collection[str],
    chosen: Collection[str],
    reviewers: Sequence[str],
    because: str,
) -> Disclosure:
    """What is opened: of every entry that one of the pseudonyms stands for, the chosen fields.

    Raises RefusedByRule unless two different reviewers release it with a reason, the list is the one that was
    compared, and every pseudonym is a match of this run.
    """
    faults = []
    names = [name.strip() for name in reviewers]
    if len(names) != 2 or not all(names) or names[0].casefold() == names[1].casefold():
        faults.append(Fault("reviewers", ", ".join(names) or "nobody", "two different reviewers", code="one_reviewer"))
    if not because.strip():
        faults.append(Fault("because", "nothing", "the reason why these fields are needed", code="empty"))
    if list_sha256 != run.list_sha256:
        faults.append(Fault("list", "another list", f"the list that was compared in {run.name}", code="other_list"))
    known = {hit.pseudonym for hit in run.hits}
    for one in sorted(set(pseudonyms) - known):
        faults.append(Fault("pseudonym", repr(one), f"a match of {run.name}", code="not_matched"))
    if not pseudonyms:
        faults.append(Fault("pseudonym", "none", "at least one match", code="empty"))
    for one in sorted(set(chosen) - set(FIELDS)):
        faults.append(Fault("field", repr(one), ", ".join(FIELDS), code="field"))
    if not chosen:
        faults.append(Fault("field", "none", ", ".join(FIELDS), code="empty"))
    if faults:
        raise RefusedByRule("Nothing is opened.", faults)
    names_of: dict[str, list[str]] = {}
    wanted = set()
    for hit in run.hits:
        for entry_id in hit.entry_ids:
            names_of.setdefault(entry_id, []).append(hit.pseudonym)
        if hit.pseudonym in pseudonyms:
            wanted |= set(hit.entry_ids)
    ordered = tuple(name for name in FIELDS if name in chosen)
    rows = sorted(
        (tuple(sorted(names_of[entry.entry_id])), _words(entry, ordered))
        for entry in entries
        if entry.entry_id in wanted
    )
    return Disclosure(
        run.run_id,
        ordered,
        (names[0], names[1]),
        because.strip(),
        tuple((row, dict(words)) for row, words in rows),
    )


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
    document = Document(
        {
            "run": disclosure.run_id,
            "fields": list(disclosure.fields),
            "reviewers": list(disclosure.reviewers),
            "because": disclosure.because,
            "rows": [[list(names), dict(words)] for names, words in disclosure.rows],
        }
    )
    room = _LEAST_SIZE + len(disclosure.because.encode()) + len("".join(disclosure.reviewers).encode())
    content = sum(len(str(row).encode()) + 8 for row in disclosure.rows)
    return close(head, document, office, run.peer, room + max(_LEAST_SIZE, 1 << content.bit_length()))


def read_disclosure(run: Run, envelope: Envelope, office: Office) -> Disclosure:
    """Verify and read a disclosure of the peer. Raises RefusedByRule if it is of another run or opens what did not
    match, UnreadableInput if it cannot be read, DoesNotVerify if it was changed."""
    document = unseal(envelope, office, run.peer)
    if envelope.head.step is not Step.DISCLOSURE:
        raise RefusedByRule(f"{envelope.file} is of the step {envelope.head.step}, and opens nothing.")
    if run.theirs is None or envelope.head.ours != run.theirs.digest or envelope.head.theirs != run.ours.digest:
        raise RefusedByRule(f"{envelope.file} belongs to another run with {run.peer.name}.")
    try:
        head = document.head
        one, other = head["reviewers"]
        rows = tuple(
            (tuple(map(str, names)), {str(name): str(text) for name, text in words.items()})
            for names, words in head["rows"]
        )
        found = Disclosure(head["run"], tuple(head["fields"]), (str(one), str(other)), str(head["because"]), rows)
        if set(found.fields) - set(FIELDS) or any(set(words) - set(FIELDS) for _, words in rows):
            raise ValueError("fields that may not be opened")
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        fault = Fault(envelope.file, str(error), "a disclosure of this version of Safeconduct")
        raise UnreadableInput(f"{envelope.file} cannot be read.", [fault]) from None
    known = {hit.pseudonym for hit in run.hits}
    if not all(known.intersection(names) for names, _ in rows):
        raise RefusedByRule(f"{envelope.file} speaks of pseudonyms that this office did not find; ask {run.peer.name}.")
    return found


def side_by_side(run: Run, disclosure: Disclosure, entries: Sequence[Entry]) -> tuple[Beside, ...]:
    """Our words beside theirs, field by field, for every pair of entries that share a pseudonym."""
    ids: dict[str, set[str]] = {}
    for hit in run.hits:
        ids.setdefault(hit.pseudonym, set()).update(hit.entry_ids)
    by_id = {entry.entry_id: entry for entry in entries}
    found = []
    for names, words in disclosure.rows:
        theirs = keys_of(_entry(words))
        for entry_id in sorted({one for name in names for one in ids.get(name, ())} & by_id.keys()):
            shared = tuple(name for name in names if entry_id in ids.get(name, ()))
            said = dict(_words(by_id[entry_id], disclosure.fields))
            ours = keys_of(_entry(said))
            for field in disclosure.fields:
                agree = _agree(FIELDS[field], ours, theirs)
                found.append(Beside(shared, entry_id, field, said[field], words.get(field, ""), agree))
    return tuple(found)


def _words(entry: Entry, chosen: Sequence[str]) -> tuple[tuple[str, str], ...]:
    values = ((name, getattr(entry, name)) for name in chosen)
    return tuple((name, "" if value is None else str(value)) for name, value in values)


def _entry(words: Mapping[str, str]) -> Entry:
    """The words of one side as an entry, to make keys of; a date or sex that is none is left out."""
    texts: dict[str, Any] = {name: text for name, text in words.items() if name in FIELDS and name not in _NO_TEXT}
    birth = sex = None
    with contextlib.suppress(ValueError):
        birth = PartialDate.parse(words.get("birth_date", ""))
    if words.get("sex") in tuple(Sex):
        sex = Sex(words["sex"])
    return Entry("", "", ListKind.SOUGHT, 0, birth_date=birth, sex=sex, **texts)


def _agree(key: str | None, ours: Keys, theirs: Keys) -> str:
    if key is None:
        return ""
    one, other = getattr(ours, key), getattr(theirs, key)
    if key == "birth" and (one is None or other is None):
        one, other = ours.birth_year, theirs.birth_year
    return "" if one is None or other is None else "yes" if one == other else "no"
