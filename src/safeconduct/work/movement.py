"""Recording how the selected people travel."""

from __future__ import annotations

from safeconduct.record.facts import PlanMade
from safeconduct.store import tables
from safeconduct.work.change import Change
from safeconduct.work.documents import columns


def record_plan(c: Change, document_json: str, input_sha256: str, *, runs: int, uncarried: int) -> None:
    """Store a plan. ``runs`` counts vehicles' runs, ``uncarried`` the people for whom there is no vehicle."""
    made = tables.Plan.objects.create(**columns(c, document_json, input_sha256), runs=runs, uncarried=uncarried)
    c.note(PlanMade(made.sha256, runs, uncarried))
