"""Opening what matched, field by field: chosen fields of chosen pseudonyms, released by two reviewers.

The other side sees it beside its own words and decides for itself what to open in turn. What both have opened is
weighed in ``weigh.py``.
"""

from __future__ import annotations

import contextlib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from safeconduct.errors import Fault, RefusedByRule
from safeconduct.people.keys import Keys, keys_of
from safeconduct.people.model import Entry, ListKind, PartialDate, Sex
from safeconduct.people.private.disclosure import FIELDS, why_not
from safeconduct.people.private.model import Disclosure, Opened, Run, aliases

_NO_TEXT = {"entry_id", "birth_date", "sex"}


@dataclass(frozen=True, slots=True)
class Beside:
    """One field of a match: our words and theirs. ``other`` is what their entry is called (``model.aliases``);
    ``agree`` is "yes", "no", or "" where a side says nothing."""

    pseudonyms: tuple[str, ...]
    entry_id: str
    other: str
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
    called = aliases(run)
    rows = [
        Opened(called[entry.entry_id], tuple(sorted(names_of[entry.entry_id])), _words(entry, ordered))
        for entry in entries
        if entry.entry_id in wanted
    ]
    said = [(name, word) for row in rows for name, word in row.words.items()]
    said += [("reviewers", name) for name in names] + [("because", because.strip())]
    faults = [
        Fault(name, wrong, "words that the other office can read safely")
        for name, word in said
        if (wrong := why_not(word))
    ]
    if faults:
        raise RefusedByRule("Nothing is opened: the other office would refuse these words.", faults[:20])
    return Disclosure(
        run.run_id,
        tuple(sorted(pseudonyms)),
        ordered,
        (names[0], names[1]),
        because.strip(),
        tuple(sorted(rows, key=lambda row: row.alias)),
    )


def side_by_side(run: Run, disclosure: Disclosure, entries: Sequence[Entry]) -> tuple[Beside, ...]:
    """Our words beside theirs, field by field, for every pair of entries that share a pseudonym."""
    ids: dict[str, set[str]] = {}
    for hit in run.hits:
        ids.setdefault(hit.pseudonym, set()).update(hit.entry_ids)
    by_id = {entry.entry_id: entry for entry in entries}
    found = []
    for row in disclosure.rows:
        theirs = keys_of(as_entry(row.words))
        for entry_id in sorted({one for name in row.names for one in ids.get(name, ())} & by_id.keys()):
            shared = tuple(name for name in row.names if entry_id in ids.get(name, ()))
            said = _words(by_id[entry_id], disclosure.fields)
            ours = keys_of(as_entry(said))
            for field in disclosure.fields:
                agree = _agree(FIELDS[field], ours, theirs)
                found.append(Beside(shared, entry_id, row.alias, field, said[field], row.words[field], agree))
    return tuple(found)


def as_entry(words: Mapping[str, str]) -> Entry:
    """The words of one side as an entry, to make keys of; a date or sex that is none is left out."""
    texts: dict[str, Any] = {name: text for name, text in words.items() if name in FIELDS and name not in _NO_TEXT}
    birth = sex = None
    with contextlib.suppress(ValueError):
        birth = PartialDate.parse(words.get("birth_date", ""))
    if words.get("sex") in tuple(Sex):
        sex = Sex(words["sex"])
    return Entry("", "", ListKind.SOUGHT, 0, birth_date=birth, sex=sex, **texts)


def _words(entry: Entry, chosen: Sequence[str]) -> Mapping[str, str]:
    values = ((name, getattr(entry, name)) for name in chosen)
    return {name: "" if value is None else str(value) for name, value in values}


def _agree(key: str | None, ours: Keys, theirs: Keys) -> str:
    if key is None:
        return ""
    one, other = getattr(ours, key), getattr(theirs, key)
    if key == "birth" and (one is None or other is None):
        one, other = ours.birth_year, theirs.birth_year
    return "" if one is None or other is None else "yes" if one == other else "no"
