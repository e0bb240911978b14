"""kep-solver's JSON, schema 1 (``data``) and from 2 on (``donors``).

A donor with a recipient is a person who goes against others; a donor without one is a goodwill release. Of the donors
of one recipient at most one goes, which is their ``one_of``. Ages, blood groups and scores are not read. JSON has no
rows: a fault names its place by the keys that lead to it, and only faults of JSON itself have a row.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from safeconduct.selection.swaps.draft import Draft

_OLD = {"donors": "data", "recipients": "sources", "arcs": "matches"}
_NEW = {"donors": "donors", "recipients": "paired_recipients", "arcs": "outgoing_transplants"}


def read_kep_json(draft: Draft) -> None:
    """Read the draft's file into it."""
    text = draft.text()
    if text is None:
        return

    def unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        seen = dict(pairs)
        if len(seen) != len(pairs):
            twice = sorted({key for key, _ in pairs if sum(key == other for other, _ in pairs) > 1})
            draft.fault(f"{', '.join(map(repr, twice))} again", "each key once", code="twice")
        return seen

    try:
        content = json.loads(text, object_pairs_hook=unique)
    except json.JSONDecodeError as error:
        draft.fault(f"{error.msg} (column {error.colno})", "JSON", row=error.lineno, code="json")
        return
    except RecursionError:
        draft.fault("brackets nested too deep", "JSON of kep-solver", code="json")
        return
    keys = _NEW if isinstance(content, dict) and "donors" in content else _OLD
    donors = content.get(keys["donors"]) if isinstance(content, dict) else None
    if not isinstance(donors, dict | list):
        draft.fault("no donors", "an object with the key 'donors' or 'data'", code="no_donors")
        return
    _Reader(draft, keys).read(donors)


class _Reader:
    def __init__(self, draft: Draft, keys: dict[str, str]) -> None:
        self.draft, self.keys = draft, keys
        self.donors_of: dict[str, list[str]] = {}
        self.arcs: list[tuple[str, str, str]] = []

    def read(self, donors: dict[str, Any] | list[Any]) -> None:
        recipients: dict[str, str] = {}
        for person, field, donor in self._donors(donors):
            recipient = self._recipient(donor, field)
            if recipient is not None:
                recipients[person] = recipient
                self.donors_of.setdefault(recipient, []).append(person)
        for person, recipient in recipients.items():
            one_of = recipient if len(self.donors_of.get(recipient, ())) > 1 else ""
            self.draft.person(person, goodwill=not recipient, one_of=one_of if recipient else "")
        for tail, recipient, field in self.arcs:
            heads = self.donors_of.get(recipient, []) if recipient else []
            if tail in recipients and recipient and recipient == recipients[tail]:
                self.draft.fault(f"{tail!r} to their own {recipient!r}", "another recipient", field=field, code="self")
                continue
            for head in heads:
                if tail in recipients and head in recipients:
                    self.draft.arc(tail, head, field=field)

    def _donors(self, donors: dict[str, Any] | list[Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
        seen: set[str] = set()
        items = donors.items() if isinstance(donors, dict) else enumerate(donors)
        for key, donor in items:
            field = f"{self.keys['donors']}.{key}"
            if not isinstance(donor, dict):
                self._fault(field, donor, "an object that describes a donor")
                continue
            person = _id(key if self.keys is _OLD and isinstance(donors, dict) else donor.get("id"))
            if person is None:
                self._fault(f"{field}.id", donor.get("id"), "the id of the donor, a text or a number")
            elif person in seen:
                self.draft.fault(f"{person!r} again", "each id once", field=f"{field}.id", code="twice")
            else:
                seen.add(person)
                self._matches(person, donor, field)
                yield person, field, donor

    def _recipient(self, donor: dict[str, Any], field: str) -> str | None:
        """The donor's recipient; empty if there is none; None, and a fault, if that cannot be told."""
        key = self.keys["recipients"]
        named = donor.get(key, [])
        if not isinstance(named, list) or len(named) > 1:
            self._fault(f"{field}.{key}", named, "a list of one recipient, or of none")
            return None
        recipient = _id(named[0]) if named else ""
        if recipient is None or (named and not recipient):
            self._fault(f"{field}.{key}[0]", named[0], "the id of a recipient")
            return None
        return recipient

    def _matches(self, person: str, donor: dict[str, Any], field: str) -> None:
        key = self.keys["arcs"]
        matches = donor.get(key, [])
        if not isinstance(matches, list):
            self._fault(f"{field}.{key}", matches, "a list")
            return
        for at, match in enumerate(matches):
            recipient = _id(match.get("recipient")) if isinstance(match, dict) else None
            if recipient:
                self.arcs.append((person, recipient, f"{field}.{key}[{at}].recipient"))
            else:
                self._fault(f"{field}.{key}[{at}]", match, "an object with the id of a recipient")

    def _fault(self, field: str, found: object, expected: str) -> None:
        self.draft.fault(json.dumps(found), expected, field=field, code="shape")


def _id(value: object) -> str | None:
    if isinstance(value, bool) or not isinstance(value, str | int):
        return None
    return str(value)
