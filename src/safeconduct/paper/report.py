"""The report: one page for the coordinator, with what was done, what comes next and what needs a human.

It loads nothing from anywhere. Everything in ``ReportData`` is a plain value and is escaped, except the two figures,
which are SVG and are refused if they could load or run anything.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from safeconduct.errors import RefusedByRule
from safeconduct.paper.figures import Line, exposure_svg, leads_svg
from safeconduct.paper.pages import template


@dataclass(frozen=True, slots=True)
class Number:
    """One number with its label; ``note`` says in a few words what it is out of, or what it means."""

    value: str
    label: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Step:
    """What one step of the job did: a sentence, its numbers, and how long it took."""

    name: str
    sentence: str
    numbers: tuple[Number, ...] = ()
    seconds: float | None = None


@dataclass(frozen=True, slots=True)
class TrancheRow:
    """One tranche. ``by_party`` are the people each party hands over, in the order of ``ReportData.parties``."""

    number: int
    by_party: tuple[int, ...]
    place: str = ""
    meet: str = ""  # local time and UTC, as they are to be read
    vehicles: int = 0
    remains: bool = False
    lead: str = ""  # who is ahead after it, and by how many


@dataclass(frozen=True, slots=True)
class Link:
    """A file beside the report. ``href`` is relative to it; ``note`` says what the file is for."""

    href: str
    label: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Task:
    """Something that needs a human. ``urgent`` keeps the operation from going on; ``items`` are shown on demand."""

    title: str
    count: int
    sentence: str
    items: tuple[str, ...] = ()
    urgent: bool = False
    link: Link | None = None


@dataclass(frozen=True, slots=True)
class ReportData:
    """All that the report shows. ``parties`` are names; ``exposure`` is above zero where the first has given more."""

    number: int
    title: str
    intermediary: str
    parties: tuple[str, ...]
    made: str  # local time and UTC
    rehearsal: bool
    summary: str  # what a coordinator must know, in one or two sentences
    numbers: tuple[Number, ...]
    tasks: tuple[Task, ...]
    steps: tuple[Step, ...]
    tranches: tuple[TrancheRow, ...]
    exposure: tuple[int, ...]
    exposure_bound: int
    leads: tuple[Line, ...] = ()  # among several parties, a line for each two and for each against the others
    tranche_sizes: tuple[int, ...] = ()
    timetable_svg: str = ""
    map_svg: str = ""
    map_note: str = ""
    papers: tuple[Link, ...] = ()
    results: tuple[Link, ...] = ()
    verified: str = ""  # what the check of the record said
    record: tuple[Link, ...] = ()
    digests: tuple[tuple[str, str], ...] = ()  # (what, SHA-256)


MOST_ITEMS = 200
"""A task shows at most so many items on the page; the rest are in its file."""

_ACTIVE = re.compile(
    r"<\s*(script|foreignobject|iframe|image|style|link)\b|\bon\w+\s*=|\bhref\s*=\s*[\"'](?!#)|url\(\s*[\"']?(?!#)"
    r"|<!|<\?|@import|javascript:",
    re.IGNORECASE,
)


def report(data: ReportData) -> str:
    """The page. Raises RefusedByRule where a figure is not plain SVG."""
    from markupsafe import Markup

    curve = ""
    if data.exposure and len(data.parties) == 2:
        first, second = data.parties
        curve = exposure_svg(
            data.exposure, data.exposure_bound, ahead=first, behind=second, tranches=data.tranche_sizes
        )
    elif data.leads:
        curve = leads_svg(data.leads, sum(data.tranche_sizes), data.exposure_bound, tranches=data.tranche_sizes)
    figures = {
        "exposure": Markup(curve),  # noqa: S704 - drawn above, with its words escaped
        "timetable": Markup(_plain(data.timetable_svg, "timetable")),  # noqa: S704 - checked
        "map": Markup(_plain(data.map_svg, "map")),  # noqa: S704 - checked
    }
    totals = [sum(row.by_party[i] for row in data.tranches) for i in range(len(data.parties))]
    return template("report.html.j2").render(data=data, figures=figures, totals=totals, most=MOST_ITEMS)


def _plain(svg: str, name: str) -> str:
    svg = svg.strip()
    if not svg:
        return ""
    svg = re.sub(r"^<\?xml[^>]*\?>\s*", "", svg)
    found = _ACTIVE.search(svg)
    if not svg.startswith("<svg") or not svg.endswith("</svg>") or found:
        what = f"it holds '{found.group(0)}'" if found else "it is not one <svg> element"
        raise RefusedByRule(
            f"The {name} cannot be put in the report: {what}. A figure is plain SVG that loads nothing."
        )
    return svg
