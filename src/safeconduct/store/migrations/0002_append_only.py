"""Triggers by which the database itself refuses to alter or remove what is only ever added to.

On SQLite a later migration that changes one of these tables makes it anew, and with it must make its triggers anew:
such a migration ends with ``protect(TABLES)``.
"""

from __future__ import annotations

from django.db import migrations

# table -> the key whose rows are never replaced
APPEND_ONLY = {
    "store_logentry": ("operation_id", "sequence"),
    "store_decision": ("operation_id", "decision_id"),
    "store_custodyevent": ("operation_id", "event_id"),
    "store_headcount": ("operation_id", "count_id"),
    "store_entry": ("received_list_id", "entry_id"),
    "store_person": ("roster_id", "person_id"),
    "store_receivedlist": (),
    "store_roster": (),
    "store_matching": (),
    "store_agreement": (),
    "store_selection": (),
    "store_plan": (),
    "store_paper": (),
    "store_bulletin": (),
}
# The head of the log moves and is never lost; a commitment's key is erased and never altered.
REFUSED = {
    **dict.fromkeys(APPEND_ONLY, ("UPDATE", "DELETE")),
    "store_loghead": ("DELETE",),
    "store_commitmentkey": ("UPDATE",),
}
MESSAGE = {"UPDATE": "rows of {table} are never altered", "DELETE": "rows of {table} are never removed"}


def protect(apps, schema_editor):
    vendor = schema_editor.connection.vendor
    statements = {"sqlite": _sqlite, "postgresql": _postgresql}[vendor]()
    for statement in statements:
        schema_editor.execute(statement, params=None)


def _sqlite():
    for table, operations in REFUSED.items():
        for operation in operations:
            yield (
                f"CREATE TRIGGER {table}_no_{operation.lower()} BEFORE {operation} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, '{MESSAGE[operation].format(table=table)}'); END"
            )
    # INSERT OR REPLACE removes the old row without asking the trigger above, unless the connection wants it to.
    for table, key in APPEND_ONLY.items():
        same = "id = NEW.id" if not key else "id = NEW.id OR " + " AND ".join(f"{name} = NEW.{name}" for name in key)
        yield (
            f"CREATE TRIGGER {table}_no_replace BEFORE INSERT ON {table} "
            f"WHEN EXISTS (SELECT 1 FROM {table} WHERE {same}) "
            f"BEGIN SELECT RAISE(ABORT, '{MESSAGE['UPDATE'].format(table=table)}'); END"
        )


def _postgresql():
    yield (
        "CREATE FUNCTION store_refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        "RAISE EXCEPTION 'rows of % are never altered or removed', TG_TABLE_NAME "
        "USING ERRCODE = 'integrity_constraint_violation'; END $$"
    )
    for table, operations in REFUSED.items():
        yield (
            f"CREATE TRIGGER {table}_no_change BEFORE {' OR '.join(operations)} ON {table} "
            "FOR EACH ROW EXECUTE FUNCTION store_refuse()"
        )
        yield (
            f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION store_refuse()"
        )


class Migration(migrations.Migration):
    dependencies = [("store", "0001_tables")]
    operations = [migrations.RunPython(protect, migrations.RunPython.noop)]
