"""What really happens to people: custody, the events that change it, and counting at the doors.

Each person is at every moment in exactly one state of custody (``Custody``); an event moves a person from one to the
next where the table in ``custody.py`` allows it. ``read_events`` reads what was written down, ``book`` books it,
``gatherings`` says how far tranches in escrow are, ``reconcile`` compares a head-count with the book, ``astray`` the
boardings with the plan, and ``leads`` says when a side has to be held. Start with ``custody.py``, which is one table.
"""

from safeconduct.handover.custody import MOVES, allowed, apply
from safeconduct.handover.escrow import Escrow, escrow_of
from safeconduct.handover.model import Booking, Custody, CustodyEvent, EventKind, Gathering, HeadCount, Refused
from safeconduct.handover.planned import Place, astray, planned, read_escrow, read_last_meeting, read_planned
from safeconduct.handover.progress import all_in_custody, gatherings
from safeconduct.handover.read import EventFile, read_events
from safeconduct.handover.reconcile import Lead, Reconciled, died, leads, places, reconcile
from safeconduct.handover.rules import book, first_states
from safeconduct.handover.selected import read_selected_escrow, selected_escrow
from safeconduct.handover.wards import wards

__all__ = [
    "MOVES",
    "Booking",
    "Custody",
    "CustodyEvent",
    "Escrow",
    "EventFile",
    "EventKind",
    "Gathering",
    "HeadCount",
    "Lead",
    "Place",
    "Reconciled",
    "Refused",
    "all_in_custody",
    "allowed",
    "apply",
    "astray",
    "book",
    "died",
    "escrow_of",
    "first_states",
    "gatherings",
    "leads",
    "places",
    "planned",
    "read_escrow",
    "read_events",
    "read_last_meeting",
    "read_planned",
    "read_selected_escrow",
    "reconcile",
    "selected_escrow",
    "wards",
]
