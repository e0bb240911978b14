"""The mirror test, really run: the same exchange with the parties' names turned round must give the same answer."""

from __future__ import annotations

import dataclasses
import datetime as dt
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from safeconduct.people.model import Person
from safeconduct.selection.model import Selection
from safeconduct.selection.select import select
from safeconduct.terms import Agreement, canonical_bytes, restore

_NAMING = frozenset({"parties", "flows", "by", "to", "from", "entries", "wants", "goodwill"})
"""Keys of the canonical form under which parties are named, alone or before the slash of an entry."""


@dataclass(frozen=True, slots=True)
class Mirrored:
    """What came of it. ``renamed`` is who was called what; the numbers count people of whom something differs."""

    renamed: Mapping[str, str]
    people: int  # answered otherwise: another reason, clause or tranche
    places: int  # in another place in the order
    levels: bool  # every level of the objective has the same value

    @property
    def same(self) -> bool:
        return self.people == 0 and self.places == 0 and self.levels

    def document(self) -> dict[str, Any]:
        """The result as plain JSON values."""
        return {
            "renamed": dict(self.renamed),
            "same": self.same,
            "people_answered_otherwise": self.people,
            "people_in_another_place": self.places,
            "levels_equal": self.levels,
        }


def mirror(selection: Selection, agreement: Agreement, persons: Sequence[Person], *, on: dt.date) -> Mirrored:
    """Turn the names of all parties round by one, select again, and compare everybody's answer.

    With two parties their names are exchanged. Sentences are not compared, as they name parties.
    """
    renamed = dict(zip(agreement.parties, (*agreement.parties[1:], agreement.parties[0]), strict=True))
    turned = [
        dataclasses.replace(one, holder=renamed.get(one.holder, one.holder), home=renamed.get(one.home, one.home))
        for one in persons
    ]
    again = select(rename(agreement, renamed), turned, on=on, seed=selection.seed)
    first = {one.person_id: (one.reason, one.clause, one.tranche, one.ticket) for one in selection.outcomes}
    second = {one.person_id: (one.reason, one.clause, one.tranche, one.ticket) for one in again.outcomes}
    orders = [{name: place for t in made.tranches for place, name in enumerate(t.order)} for made in (selection, again)]
    return Mirrored(
        renamed,
        sum(second.get(name) != answer for name, answer in first.items()),
        sum(orders[0].get(name) != orders[1].get(name) for name in {*orders[0], *orders[1]}),
        [one.value for one in selection.levels] == [one.value for one in again.levels],
    )


def rename(agreement: Agreement, names: Mapping[str, str]) -> Agreement:
    """The same agreement between parties that are called otherwise."""
    document = json.loads(canonical_bytes(agreement))
    return dataclasses.replace(restore(_renamed(document, names, False)), file=agreement.file)


def _renamed(value: Any, names: Mapping[str, str], naming: bool) -> Any:
    if isinstance(value, dict):
        return {key: _renamed(inner, names, naming or key in _NAMING) for key, inner in value.items()}
    if isinstance(value, list):
        return [_renamed(inner, names, naming) for inner in value]
    if naming and isinstance(value, str):
        party, slash, entry = value.partition("/")
        return names.get(party, party) + slash + entry
    return value
