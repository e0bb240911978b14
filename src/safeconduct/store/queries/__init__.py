"""Reading the store. Each function gives frozen values, and none writes.

Start with ``operation`` (one by its number), then ask for its lists, documents, custody or log.
"""

from safeconduct.store.queries.custody import custody_events, head_counts, of_remains, persons, state_of_custody
from safeconduct.store.queries.documents import (
    Document,
    bulletins,
    latest_agreement,
    latest_bulletin,
    latest_draft,
    latest_matching,
    latest_plan,
    latest_roster,
    latest_selection,
    papers,
)
from safeconduct.store.queries.lists import ListInForce, decisions, entries, lists_in_force
from safeconduct.store.queries.log import LogRow, checkpoint, log_entries, log_size, opening
from safeconduct.store.queries.operations import Operation, Party, operation, operations

__all__ = [
    "Document",
    "ListInForce",
    "LogRow",
    "Operation",
    "Party",
    "bulletins",
    "checkpoint",
    "custody_events",
    "decisions",
    "entries",
    "head_counts",
    "latest_agreement",
    "latest_bulletin",
    "latest_draft",
    "latest_matching",
    "latest_plan",
    "latest_roster",
    "latest_selection",
    "lists_in_force",
    "log_entries",
    "log_size",
    "of_remains",
    "opening",
    "operation",
    "operations",
    "papers",
    "persons",
    "state_of_custody",
]
