"""What an operation leaves owed: the shortfalls that are carried over, as the file that the next agreement names."""

from __future__ import annotations

import json
from typing import Any

from safeconduct.selection.model import Selection
from safeconduct.terms.credits import FORMAT

CREDITS = "credits.json"


def credits_document(selection: Selection) -> dict[str, Any]:
    """credits.json: for each clause with ``on_shortfall = "carry_over"`` and each way, how many people are owed.

    It follows from the certificate alone. What was owed from before and could not be given either is in it again.
    """
    certificate = selection.certificate
    carried = {c["id"] for c in certificate["agreement"]["clauses"] if c.get("on_shortfall") == "carry_over"}
    owed = []
    for variable in certificate["aux"]:
        clause, short, way = variable["name"].partition(": short from ")
        if short and variable["value"] and clause in carried:
            holder, _, home = way.partition(" to ")
            owed.append({"clause": clause, "from": holder, "to": home, "people": variable["value"]})
    return {
        "format": FORMAT,
        "agreement_sha256": certificate["agreement_sha256"],
        "certificate_sha256": certificate["sha256"],
        "credits": sorted(owed, key=lambda row: (row["clause"], row["from"], row["to"])),
    }


def credits_bytes(selection: Selection) -> bytes:
    """credits.json, the same bytes for the same selection."""
    return (json.dumps(credits_document(selection), ensure_ascii=False, sort_keys=True, indent=1) + "\n").encode()
