"""Answers: why somebody goes or not, what a change would do, and whether both sides were treated alike.

``ground`` weighs and solves once; ``what_if``, ``include`` and the others then ask it. ``why`` needs no solving: it
reads what the selection has written. Nothing here ever tells a shadow price. Start with ``ground.py``.
"""

from safeconduct.selection.answers.changes import (
    Add,
    Agrees,
    Change,
    Confirm,
    Force,
    Lift,
    Part,
    Remove,
    Set,
    parse_set,
    read_add,
    suppose,
)
from safeconduct.selection.answers.fairness import fairness, fairness_bytes
from safeconduct.selection.answers.ground import Answered, Ground, ground, read_written, signed, ties
from safeconduct.selection.answers.include import Include, Remedy, include
from safeconduct.selection.answers.leads import REST, LeadLine, lead_lines, open_to_loss
from safeconduct.selection.answers.mirror import Mirrored, mirror
from safeconduct.selection.answers.participation import Participation, Violation, participation
from safeconduct.selection.answers.resolve import resolve
from safeconduct.selection.answers.revise import News, Revision, changes_bytes, revise
from safeconduct.selection.answers.what_if import Count, Moved, WhatIf, what_if
from safeconduct.selection.answers.why import ANSWERS, Evidence, Why, why

__all__ = [
    "ANSWERS",
    "REST",
    "Add",
    "Agrees",
    "Answered",
    "Change",
    "Confirm",
    "Count",
    "Evidence",
    "Force",
    "Ground",
    "Include",
    "LeadLine",
    "Lift",
    "Mirrored",
    "Moved",
    "News",
    "Part",
    "Participation",
    "Remedy",
    "Remove",
    "Revision",
    "Set",
    "Violation",
    "WhatIf",
    "Why",
    "changes_bytes",
    "fairness",
    "fairness_bytes",
    "ground",
    "include",
    "lead_lines",
    "mirror",
    "open_to_loss",
    "parse_set",
    "participation",
    "read_add",
    "read_written",
    "resolve",
    "revise",
    "signed",
    "suppose",
    "ties",
    "what_if",
    "why",
]
