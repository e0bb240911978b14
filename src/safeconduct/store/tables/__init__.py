"""The tables, one module per noun. Only ``work`` and the store itself import them."""

from safeconduct.store.tables.agreement import Agreement
from safeconduct.store.tables.bulletin import Bulletin
from safeconduct.store.tables.commitment_key import CommitmentKey
from safeconduct.store.tables.custody_event import CustodyEvent
from safeconduct.store.tables.decision import Decision
from safeconduct.store.tables.entry import Entry
from safeconduct.store.tables.head_count import HeadCount
from safeconduct.store.tables.log_entry import LogEntry
from safeconduct.store.tables.log_head import LogHead
from safeconduct.store.tables.matching import Matching
from safeconduct.store.tables.operation import Operation
from safeconduct.store.tables.paper import Paper
from safeconduct.store.tables.party import Party
from safeconduct.store.tables.person import Person
from safeconduct.store.tables.plan import Plan
from safeconduct.store.tables.received_list import ReceivedList
from safeconduct.store.tables.roster import Roster
from safeconduct.store.tables.selection import Selection

__all__ = [
    "Agreement",
    "Bulletin",
    "CommitmentKey",
    "CustodyEvent",
    "Decision",
    "Entry",
    "HeadCount",
    "LogEntry",
    "LogHead",
    "Matching",
    "Operation",
    "Paper",
    "Party",
    "Person",
    "Plan",
    "ReceivedList",
    "Roster",
    "Selection",
]
