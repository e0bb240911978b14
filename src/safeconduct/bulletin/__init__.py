"""The bulletin: what the public is told, as totals that give no person away.

``make_bulletin`` takes the facts of an operation and counts by direction, and gives one document, from which the JSON
and a page in four languages are made. ``received_totals`` counts from the book of custody.
Start with ``disclosure.py``, which says what may not be published and why.
"""

from safeconduct.bulletin.disclosure import Statement, bounds, leaks
from safeconduct.bulletin.make import in_turn, make_bulletin, received_totals
from safeconduct.bulletin.model import Bulletin, Facts, Figure, Party, Scope, State, Total, Unit

__all__ = [
    "Bulletin",
    "Facts",
    "Figure",
    "Party",
    "Scope",
    "State",
    "Statement",
    "Total",
    "Unit",
    "bounds",
    "in_turn",
    "leaks",
    "make_bulletin",
    "received_totals",
]
