"""Which tranches of an operation are handed over in escrow: as the newest selection divides them, and its agreement
asks for it."""

from __future__ import annotations

import json

from safeconduct.handover import Escrow, escrow_of, selected_escrow
from safeconduct.store import queries
from safeconduct.store.queries import Operation


def escrow(operation: Operation) -> Escrow:
    """The escrow of the operation; without a selection, or without escrow in its agreement, one of no tranches.

    It follows from the selection and not from the plan, so that it holds on a night that had to be improvised.
    """
    selection = queries.latest_selection(operation)
    if selection is None:
        return escrow_of({}, ())
    return selected_escrow(json.loads(selection.text), json.loads(selection.certificate), queries.persons(operation))
