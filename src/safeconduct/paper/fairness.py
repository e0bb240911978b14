"""The fairness report as a page: the same table for each party side by side, the lead, and what anybody can check.

It loads nothing from anywhere, names no person, and shows what ``selection.answers.fairness`` gives and nothing else.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from safeconduct.paper.figures import Line, exposure_svg, leads_svg
from safeconduct.paper.pages import template

SIDES = (("gives", "People it holds"), ("receives", "People it is to receive"))
QUANTILES = (
    ("least", "Least"),
    ("quarter", "¼"),
    ("half", "½"),
    ("three quarters", "¾"),
    ("nine tenths", "9/10"),
    ("most", "Most"),
)
COLUMNS = ("declared", "verified", "eligible", "selected")


def fairness_page(document: Mapping[str, Any], *, title: str, names: Mapping[str, str], rehearsal: bool = False) -> str:
    """The page. ``document`` is fairness.json; ``names`` are the parties' names by their ids."""
    from markupsafe import Markup

    lead = document["lead"]
    parties = list(document["parties"])
    curve = ""
    if lead["curve"] and len(parties) == 2:
        first, second = (names.get(party, party) for party in parties)
        curve = exposure_svg(lead["curve"], lead["greatest"], ahead=first, behind=second, tranches=lead["tranches"])
    elif lead["lines"]:
        lines = [drawn_line(line, names) for line in lead["lines"]]
        bound = max(line["greatest"] for line in lead["lines"])
        curve = leads_svg(lines, sum(lead["tranches"]), bound, tranches=lead["tranches"])
    proven = all(level["reached"] == level["at_most"] for level in document["proof"]["levels"])
    return template("fairness.html.j2").render(
        document=document,
        title=title,
        names={party: names.get(party, party) for party in parties},
        rehearsal=rehearsal,
        # Of two parties, each receives what the other gives: the tables would be the same, turned round.
        sides=SIDES if len(parties) > 2 else SIDES[:1],
        quantiles=QUANTILES,
        columns=COLUMNS,
        proven=proven,
        curve=Markup(curve),  # noqa: S704 - drawn above, with its words escaped
    )


def drawn_line(line: Mapping[str, Any], names: Mapping[str, str]) -> Line:
    """A line of fairness.json in the parties' names; remains are told apart from the living."""
    what = " (remains)" if line["remains"] else ""
    against = names.get(line["against"], line["against"]) or "all others together"
    return Line(names.get(line["party"], line["party"]) + what, against + what, [tuple(s) for s in line["curve"]])
