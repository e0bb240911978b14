from __future__ import annotations

import json
from pathlib import Path

import pytest

from operations import AMBER, AZURE, HOST, clock, opened
from safeconduct.errors import DoesNotVerify, RefusedByRule
from safeconduct.record import verify
from safeconduct.record.facts import OperationOpened
from safeconduct.store import queries
from safeconduct.store.queries import Operation
from safeconduct.work.change import change
from safeconduct.work.operation import open_operation


def test_an_operation_comes_back_as_it_was_opened(operation: Operation) -> None:
    """Number, parties in their order with names and languages, intermediary, key and moment."""
    assert queries.operation(operation.number) == operation
    assert operation in queries.operations()
    assert (operation.parties, operation.intermediary) == ((AZURE, AMBER), HOST)
    assert queries.operation(10**6) is None


def test_the_opening_is_the_first_entry_of_the_log(operation: Operation) -> None:
    """Its document names the parties; the leaf and the record name the pseudonym only."""
    (entry,) = queries.log_entries(operation)
    assert entry.document is not None
    fact = OperationOpened(operation.number, ("azure", "amber"), "rehearsal").document()
    assert entry.document["fact"] == json.loads(json.dumps(fact))
    assert b"azure" not in b"".join(path.read_bytes() for path in operation.record.rglob("*") if path.is_file())


def test_the_key_is_kept_for_its_owner_only(operation: Operation) -> None:
    """The key file has mode 0600, its public half is published, its secret half is not in the record."""
    assert operation.key_file.stat().st_mode & 0o777 == 0o600
    assert (operation.record / "vkey").read_text() == f"{operation.vkey}\n"
    assert verify(operation.record).vkey == operation.vkey


def test_a_number_is_given_once(operation: Operation) -> None:
    """A second operation of one number is refused, and no key of it stays behind."""
    with pytest.raises(RefusedByRule, match=f"Operation {operation.number} is open"):
        opened(operation.number)
    assert list(operation.key_file.parent.glob("*.key")) == [operation.key_file]


@pytest.mark.parametrize(
    ("parties", "intermediary", "mode", "words"),
    [
        ([AZURE], HOST, "live", "two or more parties"),
        ([AZURE, AZURE], HOST, "live", "each once"),
        ([AZURE, AMBER], AZURE, "live", "each once"),
        ([AZURE, AMBER], HOST, "test", "rehearsal and live"),
    ],
)
def test_what_is_no_operation_is_refused(
    database: None, folders: Path, parties: list[queries.Party], intermediary: queries.Party, mode: str, words: str
) -> None:
    """One party, a party twice, a party as its own intermediary, an unknown mode."""
    with pytest.raises(RefusedByRule, match=words), change("coordinator", None, "why", clock=clock) as c:
        open_operation(c, 777_777, "title", parties, intermediary, mode)


def test_a_folder_with_another_log_is_not_taken(operation: Operation, settings: object) -> None:
    """Two operations that were told to publish into one folder are told apart before anything is written."""
    settings.SAFECONDUCT_RECORD = f"{operation.record}"
    before = (operation.record / "checkpoint").read_bytes()
    with pytest.raises(DoesNotVerify, match="Name another folder"):
        opened()
    assert (operation.record / "checkpoint").read_bytes() == before


def test_a_key_folder_that_cannot_be_written_is_named(database: None, folders: Path, settings: object) -> None:
    """Without a place for the key no operation is opened."""
    settings.SAFECONDUCT_KEYS = f"{folders / 'none'}"
    with pytest.raises(RefusedByRule, match=r"cannot be kept.\n.*No such file"):
        opened(888_888)
    assert queries.operation(888_888) is None
