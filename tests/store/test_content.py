from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field

import pytest
from hypothesis import given
from hypothesis import strategies as st

from operations import NOW, decision, journey
from safeconduct.handover import CustodyEvent
from safeconduct.people.model import Consent, Decision, Entry, GroupKind, ListKind, PartialDate, Person, Sex
from safeconduct.store.content import pack, unpack

DATES = st.dates().map(lambda day: PartialDate(day.year, day.month, day.day)) | st.integers(1900, 2020).map(PartialDate)
ENTRIES = st.builds(
    Entry,
    entry_id=st.text(min_size=1),
    party=st.text(),
    kind=st.sampled_from(ListKind),
    row=st.integers(2, 10**6),
    family_name=st.text(),
    birth_date=st.none() | DATES,
    sex=st.none() | st.sampled_from(Sex),
    consent=st.sampled_from(Consent),
    group_kind=st.none() | st.sampled_from(GroupKind),
    remains=st.booleans(),
    flags=st.lists(st.text(), max_size=2).map(tuple),
    original=st.dictionaries(st.text(), st.text(), max_size=3),
)


@given(ENTRIES)
def test_an_entry_comes_back_as_it_was(entry: Entry) -> None:
    """Every field, the row as read and the order of flags included."""
    assert unpack(Entry, pack(entry)) == entry


@given(st.data())
def test_a_person_comes_back_as_they_were(data: st.DataObject) -> None:
    """Whatever values the fields of a person have."""
    person = data.draw(st.builds(Person, birth_date=st.none() | DATES, held_since=st.none() | DATES))
    assert unpack(Person, pack(person)) == person


def test_decisions_and_events_come_back() -> None:
    """Times keep their zone, verdicts and kinds their class; a withdrawal has no verdict."""
    for made in (decision(), decision(verdict=None, withdraws="D0")):
        assert unpack(Decision, pack(made)) == made
    event = next(iter(journey("P1")))
    assert unpack(CustodyEvent, pack(event)) == event


def test_equal_values_have_equal_bytes() -> None:
    """The bytes can be compared and hashed in place of the value; defaults are left out."""
    assert pack(decision()) == pack(decision())
    assert b"key_version" not in pack(decision())


@dataclass(frozen=True)
class Odd:
    numbers: Mapping[str, str] = field(default_factory=dict)
    share: float = 0.0
    moment: dt.datetime = NOW


def test_fields_that_have_no_form_are_refused() -> None:
    """A floating-point number is not written, and a class with such a field is not read."""
    with pytest.raises(ValueError, match="float has no canonical form"):
        pack(Odd(share=0.5))
    with pytest.raises(TypeError, match="float"):
        unpack(Odd, b"{}")
