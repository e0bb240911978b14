"""Which tranches of an operation are handed over in escrow: as the newest selection divides them, and its agreement
asks for it."""

from __future__ import annotations

import json

from safeconduct.handover import Escrow, escrow_of
from safeconduct.store import queries
from safeconduct.store.queries import Operation


def escrow(operation: Operation) -> Escrow:
    """The escrow of the operation; without a selection, or without escrow in its agreement, one of no tranches.

    It follows from the selection and not from the plan, so that it holds on a night that had to be improvised.
    """
    selection = queries.latest_selection(operation)
    if selection is None:
        return escrow_of({}, ())
    agreement, document = json.loads(selection.certificate)["agreement"], json.loads(selection.text)
    rule = agreement["tranches"]
    tranches = {one["number"]: one["order"] for one in document["tranches"]}
    clauses = {one["id"] for one in agreement.get("clauses", ()) if one["kind"] == "all" and not one["conditional"]}
    going = {one["person_id"] for one in document.get("outcomes", ()) if one["tranche"] and one["clause"] in clauses}
    if not rule["escrow"]:
        return escrow_of({}, (), unconditional=going)
    asked = {"on_drop_out": rule["on_drop_out"]} if "on_drop_out" in rule else {}
    return escrow_of(tranches, queries.persons(operation), unconditional=going, **asked)
