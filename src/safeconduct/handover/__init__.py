"""What really happens to people: custody, the events that change it, and counting at the doors.

Each person is at every moment in exactly one state of custody (``Custody``); an event moves a person from one to the
next where the table in ``custody.py`` allows it.
Start with ``custody.py``, which is one table.
"""

from safeconduct.handover.custody import MOVES, allowed, apply
from safeconduct.handover.model import Custody, CustodyEvent, EventKind, HeadCount

__all__ = ["MOVES", "Custody", "CustodyEvent", "EventKind", "HeadCount", "allowed", "apply"]
