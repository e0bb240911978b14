from __future__ import annotations

import pytest
from django.db import DatabaseError, connection, transaction

from operations import changing, receive_lists
from safeconduct.errors import RefusedByRule
from safeconduct.store import tables
from safeconduct.store.guard import writes_to_tables
from safeconduct.store.queries import Operation


@pytest.mark.parametrize(
    "sql",
    [
        'INSERT INTO "store_party" VALUES (1)',
        "  update store_operation SET title = 'x'",
        "DELETE FROM store_entry",
        "REPLACE INTO store_entry VALUES (1)",
        "TRUNCATE store_logentry",
        "/* harmless */ DELETE FROM store_entry",
        "WITH gone AS (DELETE FROM store_entry RETURNING id) SELECT * FROM gone",
        "DROP TABLE store_entry",
        "COPY store_entry FROM STDIN",
    ],
)
def test_writing_statements_are_known(sql: str) -> None:
    """However it is written, a statement that may change a table counts as writing."""
    assert writes_to_tables(sql)


@pytest.mark.parametrize(
    "sql",
    [
        'SELECT * FROM "store_loghead" FOR UPDATE',
        "(SELECT id FROM store_entry) UNION (SELECT 1)",
        "SELECT id FROM store_entry WHERE entry_id = 'update'",
        "PRAGMA table_info('store_entry')",
        "INSERT INTO django_migrations VALUES (1)",
        "SAVEPOINT x",
    ],
)
def test_reading_statements_pass(sql: str) -> None:
    """Queries, locks and other applications' tables are not the guard's business."""
    assert not writes_to_tables(sql)


def test_nothing_is_written_outside_a_change(operation: Operation) -> None:
    """Rows made, changed and removed through objects, query sets or plain SQL are refused, and nothing is changed."""
    row = tables.Operation.objects.get(id=operation.id)
    attempts = [
        lambda: tables.Party.objects.create(operation=row, party_id="x", intermediary=False, names={}, languages=[]),
        lambda: tables.Operation.objects.filter(id=operation.id).update(title="x"),
        lambda: tables.CommitmentKey.objects.filter(entry__operation=row).delete(),
        lambda: row.save(),
        lambda: connection.cursor().execute("DELETE FROM store_party"),
        lambda: tables.Party.objects.bulk_create([tables.Party(operation=row, party_id="x")]),
    ]
    for attempt in attempts:
        with pytest.raises(RefusedByRule, match="inside a change only"):
            attempt()
    assert tables.Operation.objects.get(id=operation.id).title == "One night"
    assert tables.Party.objects.filter(operation=row).count() == 3
    assert tables.CommitmentKey.objects.filter(entry__operation=row).count() == 1


APPEND_ONLY = [
    "store_logentry",
    "store_decision",
    "store_custodyevent",
    "store_headcount",
    "store_entry",
    "store_person",
]
DOCUMENTS = [
    "store_receivedlist",
    "store_roster",
    "store_matching",
    "store_agreement",
    "store_selection",
    "store_plan",
    "store_paper",
    "store_bulletin",
]


def triggers() -> set[tuple[str, str]]:
    """(table, statement) of every trigger."""
    if connection.vendor == "postgresql":
        query = "SELECT event_object_table, event_manipulation FROM information_schema.triggers"
        truncate = (
            "SELECT c.relname, 'TRUNCATE' FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid WHERE tgtype & 32 > 0"
        )
        query = f"{query} UNION {truncate}"
    else:
        query = (
            "SELECT tbl_name, upper(replace(name, tbl_name || '_no_', '')) FROM sqlite_master WHERE type = 'trigger'"
        )
    with connection.cursor() as cursor:
        cursor.execute(query)
        return set(cursor.fetchall())


def test_every_table_has_its_triggers(database: None) -> None:
    """After all migrations each table that is only added to refuses UPDATE, DELETE and what else removes rows."""
    found = triggers()
    third = "TRUNCATE" if connection.vendor == "postgresql" else "REPLACE"
    for table in (*APPEND_ONLY, *DOCUMENTS):
        assert {(table, "UPDATE"), (table, "DELETE"), (table, third)} <= found
    assert ("store_loghead", "DELETE") in found
    assert ("store_commitmentkey", "UPDATE") in found


STATEMENTS = [
    "UPDATE store_logentry SET leaf = leaf",
    "DELETE FROM store_logentry",
    "UPDATE store_entry SET content = content",
    "DELETE FROM store_entry",
    "DELETE FROM store_loghead",
    "UPDATE store_commitmentkey SET document = document",
]


@pytest.mark.parametrize("sql", STATEMENTS)
def test_the_database_itself_refuses_inside_a_change_too(operation: Operation, sql: str) -> None:
    """Even with the permit of a change, rows that are only ever added are neither altered nor removed."""
    receive_lists(operation)
    with pytest.raises(RefusedByRule, match="refused the change") as caught, changing(operation):
        connection.cursor().execute(sql)
    assert "never" in caught.value.faults[0].found


def test_an_entry_of_the_log_is_not_replaced(operation: Operation) -> None:
    """INSERT OR REPLACE, and TRUNCATE, get around UPDATE and DELETE triggers; they are refused as well."""
    if connection.vendor == "postgresql":
        sql = "TRUNCATE store_logentry CASCADE"
    else:
        sql = f"INSERT OR REPLACE INTO store_logentry (operation_id, sequence, leaf) VALUES ({operation.id}, 0, 'x')"
    with pytest.raises(RefusedByRule, match="refused the change") as caught, changing(operation):
        connection.cursor().execute(sql)
    assert "never" in caught.value.faults[0].found


def test_replacing_is_refused_on_a_connection_of_somebody_else(operation: Operation) -> None:
    """The protection does not hang on how this program sets up its connection."""
    if connection.vendor == "postgresql":
        statement = "DELETE FROM store_logentry"
    else:
        row = tables.LogEntry.objects.filter(operation_id=operation.id).first()
        columns = "(id, operation_id, sequence, leaf)"
        statement = f"REPLACE INTO store_logentry {columns} VALUES ({row.id}, {operation.id}, 9, 'x')"
    with connection.cursor() as cursor:
        raw = cursor.cursor
        if connection.vendor == "sqlite":
            raw.execute("PRAGMA recursive_triggers=OFF")
        with pytest.raises(Exception, match="never"), transaction.atomic():
            raw.execute(statement)
    connection.close()
    assert tables.LogEntry.objects.filter(operation_id=operation.id).count() == 1


def test_an_unguarded_error_of_the_database_is_still_one(database: None) -> None:
    """Reading what is not there is an error of the program, and is not dressed up."""
    with pytest.raises(DatabaseError), connection.cursor() as cursor:
        cursor.execute("SELECT * FROM no_such_table")
