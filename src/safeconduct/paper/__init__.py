"""The papers: what is printed for signature, for the road and for a coordinator's desk.

Each paper is a Typst template in ``templates/`` and a function here that takes plain values and gives a PDF; all words
of all papers, in four languages, are in ``words.py``. The same values give the same bytes.
``report`` is the coordinator's page. Start with ``act.py`` and ``templates/handover_act.typ``.
"""

from safeconduct.paper.act import act_after, act_lines, act_number, handover_act
from safeconduct.paper.fairness import drawn_line, fairness_page
from safeconduct.paper.figures import Line, exposure_svg, leads_svg
from safeconduct.paper.manifest import convoy_manifest, leader_manifest
from safeconduct.paper.model import Act, ActLine, ActTotals, Guarantee, Letterhead, Names
from safeconduct.paper.notification import movement_notification
from safeconduct.paper.render import render
from safeconduct.paper.report import Link, Number, ReportData, Step, Task, TrancheRow, report

__all__ = [
    "Act",
    "ActLine",
    "ActTotals",
    "Guarantee",
    "Letterhead",
    "Line",
    "Link",
    "Names",
    "Number",
    "ReportData",
    "Step",
    "Task",
    "TrancheRow",
    "act_after",
    "act_lines",
    "act_number",
    "convoy_manifest",
    "drawn_line",
    "exposure_svg",
    "fairness_page",
    "handover_act",
    "leader_manifest",
    "leads_svg",
    "movement_notification",
    "render",
    "report",
]
