from __future__ import annotations

import pytest

from operations import changing, digest, entry, receive_lists
from safeconduct.errors import RefusedByRule
from safeconduct.people.model import ListKind
from safeconduct.store import queries
from safeconduct.store.queries import Operation
from safeconduct.work.lists import receive

HELD = ListKind.HELD


def test_entries_come_back_as_they_were_received(operation: Operation) -> None:
    """Every entry of every list in force, list by list and row by row."""
    receive_lists(operation)
    expected = tuple(
        entry(party, kind, number)
        for party in ("azure", "amber")
        for kind in (ListKind.HELD, ListKind.SOUGHT)
        for number in range(3)
    )
    assert queries.entries(operation) == expected
    in_force = queries.lists_in_force(operation)
    assert in_force["amber", ListKind.SOUGHT].entries == 3
    assert queries.log_size(operation) == 5


def test_a_new_list_takes_the_place_of_the_old_one(operation: Operation) -> None:
    """The old entries stay where they are and are no longer in force."""
    receive_lists(operation)
    with changing(operation) as c:
        receive(c, "azure", HELD, "azure-held-2.xlsx", digest("new"), [entry("azure", HELD, 7)])
    held = [one.entry_id for one in queries.entries(operation) if (one.party, one.kind) == ("azure", HELD)]
    assert held == ["H7"]
    assert queries.lists_in_force(operation)["azure", HELD].file_name == "azure-held-2.xlsx"


def test_the_same_list_again_is_nothing_to_do(operation: Operation) -> None:
    """A run that is repeated receives nothing twice and adds nothing to the log."""
    receive_lists(operation)
    receive_lists(operation)
    assert queries.log_size(operation) == 5
    assert len(queries.entries(operation)) == 12


def test_a_list_that_is_not_sound_is_refused_with_all_its_faults(operation: Operation) -> None:
    """Entries of another party or kind and ids that come twice are named by row; nothing is taken."""
    entries = [
        entry("azure", HELD, 1),
        entry("amber", HELD, 2),
        entry("azure", ListKind.SOUGHT, 3),
        entry("azure", HELD, 1, family_name="Other"),
    ]
    with pytest.raises(RefusedByRule, match="not taken") as caught, changing(operation) as c:
        receive(c, "azure", HELD, "azure-held.csv", digest("x"), entries)
    assert [fault.row for fault in caught.value.faults] == [3, 4, 2]
    assert queries.entries(operation) == ()


def test_a_stranger_hands_in_no_list(operation: Operation) -> None:
    """Only a party of the operation does, and the intermediary is none."""
    for party in ("violet", "host"):
        with pytest.raises(RefusedByRule, match=f"{party} is not a party"), changing(operation) as c:
            receive(c, party, HELD, "x.csv", digest("x"), [])


def test_what_a_row_says_of_a_person_stands_in_the_content_alone(operation: Operation) -> None:
    """No column but ``content`` holds a name, a date or a place."""
    from safeconduct.store import tables

    receive_lists(operation, people=1)
    for row in tables.Entry.objects.filter(received_list__operation_id=operation.id).values():
        assert "Ткаченко".encode() in bytes(row.pop("content"))
        assert set(row) == {"id", "received_list_id", "entry_id", "row"}


def test_a_long_list_is_stored_in_one_change(operation: Operation) -> None:
    """Ten thousand entries are one change, one fact and one list."""
    with changing(operation) as c:
        receive(c, "azure", HELD, "long.csv", digest("long"), [entry("azure", HELD, n) for n in range(10_000)])
    assert queries.lists_in_force(operation)["azure", HELD].entries == 10_000
    assert len(queries.entries(operation)) == 10_000
    assert queries.log_size(operation) == 2
