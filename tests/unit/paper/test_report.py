"""The coordinator's report and its figures."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from itertools import pairwise
from xml.etree import ElementTree as ET

import pytest

from paper_samples import TIMETABLE, report_data
from safeconduct.errors import RefusedByRule
from safeconduct.paper import Task, exposure_svg, report

SVG = "{http://www.w3.org/2000/svg}"


class Page(HTMLParser):
    """The tags of a page in order, and its headings."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.words = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.words += data


def test_the_page_loads_and_runs_nothing() -> None:
    """No script, no frame, no image, no address that leaves the folder; and a policy that would forbid it."""
    html = report(report_data())
    page = Page(html)
    assert not {tag for tag, _ in page.tags} & {"script", "iframe", "img", "link", "object", "embed", "form"}
    links = [attrs[key] or "" for _, attrs in page.tags for key in ("href", "src") if key in attrs]
    assert links
    assert not [link for link in links if re.match(r"[a-z]+:|//", link)]
    assert "default-src 'none'" in html


def test_headings_go_down_by_one_and_every_table_has_a_caption() -> None:
    """A reader by ear can find their way: one h1, no level left out, captions, and every link within the page leads
    somewhere."""
    page = Page(report(report_data()))
    levels = [int(tag[1]) for tag, _ in page.tags if re.fullmatch(r"h[1-6]", tag)]
    assert levels.count(1) == 1
    assert levels[0] == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))
    assert sum(tag == "table" for tag, _ in page.tags) == sum(tag == "caption" for tag, _ in page.tags) > 0
    ids = [attrs["id"] for _, attrs in page.tags if "id" in attrs]
    assert len(ids) == len(set(ids))
    assert {(attrs.get("href") or "")[1:] for _, attrs in page.tags if (attrs.get("href") or "").startswith("#")} <= {
        *ids
    }


def test_urgent_is_said_in_words_and_not_by_colour_alone() -> None:
    """Who cannot see the colour reads the badge."""
    data = report_data(tasks=(Task("pairs to review", 3, "Two reviewers decide.", urgent=True), Task("notes", 1, "x")))
    assert Page(report(data)).words.count("Before anyone drives") == 1


def test_totals_are_the_sums_of_the_tranches() -> None:
    """The last row of the tranche table."""
    data = report_data()
    words = " ".join(Page(report(data)).words.split())
    first, second = (sum(row.by_party[i] for row in data.tranches) for i in (0, 1))
    assert f"All{first}{second}" in words


def test_what_stands_in_the_values_is_escaped() -> None:
    """A title with markup stays text."""
    html = report(report_data(title="<b>Exchange</b>", parties=("A<i>", "B")))
    assert "<b>Exchange" not in html
    assert "A<i>" not in html
    assert "A&lt;i&gt; has handed over more" in html


@pytest.mark.parametrize(
    "svg",
    [
        "<p>not a figure</p>",
        "<svg><script>alert(1)</script></svg>",
        '<svg onload="x()"></svg>',
        '<svg><image href="https://example.org/x.png"/></svg>',
        '<svg><a href="https://example.org">x</a></svg>',
        "<svg><style>@import url(https://example.org/x.css)</style></svg>",
        '<svg><rect fill="url(https://example.org/#a)"/></svg>',
        "<svg></svg><p>more</p>",
    ],
)
def test_a_figure_that_could_load_or_run_something_is_refused(svg: str) -> None:
    """The message says what was found."""
    with pytest.raises(RefusedByRule, match="cannot be put in the report"):
        report(report_data(map_svg=svg))


def test_a_figure_may_come_as_a_file_with_its_declaration() -> None:
    """The XML declaration is taken off; references within the figure are allowed."""
    inner = TIMETABLE.replace("</svg>", '<use href="#a"/><rect fill="url(#b)"/></svg>')
    html = report(report_data(timetable_svg=f'<?xml version="1.0"?>\n{inner}\n'))
    assert inner in html


def test_an_empty_operation_still_has_a_report() -> None:
    """No tranche, no figure, no paper: the page says so."""
    words = Page(
        report(report_data(tasks=(), tranches=(), exposure=(), timetable_svg="", map_svg="", papers=(), results=()))
    ).words
    assert "Nothing is open." in words
    assert "No tranche was made." in words
    assert "No file was written." in words


def test_a_long_list_is_cut_on_the_page_and_says_so() -> None:
    """The count is whole, the items are the first 200."""
    task = Task("people not confirmed", 5000, "Ask the parties.", tuple(f"p{i:05d}" for i in range(5000)))
    html = report(report_data(tasks=(task,)))
    assert "Show the first 200 of 5000" in html
    assert "p00199" in html
    assert "p00200" not in html


def curve(svg: str) -> list[tuple[float, float]]:
    """The corner points of the drawn stair."""
    path = ET.fromstring(svg).find(f"{SVG}path")
    assert path is not None
    return [(float(x), float(y)) for x, y in re.findall(r"H([\d.]+)V([\d.]+)", path.attrib["d"])]


def test_the_exposure_curve_steps_where_the_lead_steps() -> None:
    """One step per hand-over; a lead of +2 and of -2 stand at equal distance from zero."""
    points = curve(exposure_svg([1, 2, 1, 0, -1, -2], 3, ahead="Azure", behind="Amber"))
    assert len(points) == 6
    zero = points[3][1]
    assert zero - points[1][1] == pytest.approx(points[5][1] - zero, abs=0.11)
    assert points[1][1] < points[0][1] < zero


def test_the_curve_says_in_words_whether_the_bound_was_kept() -> None:
    """For who cannot see it."""
    assert "the greatest lead is 2, within the bound of 2" in exposure_svg([1, 2], 2, ahead="Azure", behind="Amber")
    assert "the greatest lead is 3, beyond the bound of 2" in exposure_svg([1, 3], 2, ahead="Azure", behind="Amber")


def test_a_long_curve_keeps_its_peaks() -> None:
    """A hundred thousand hand-overs make a small file in which the one peak can still be seen."""
    long = [i % 2 for i in range(100_000)]
    long[51_234] = 40
    svg = exposure_svg(long, 40, ahead="Azure", behind="Amber")
    assert len(svg) < 120_000
    heights = [y for _, y in curve(svg)]
    peak = min(heights)
    assert peak < sorted(heights)[1] - 50
    assert abs(peak - curve(exposure_svg([40], 40, ahead="Azure", behind="Amber"))[0][1]) < 0.11


def test_no_hand_over_at_all_is_drawn_without_a_fault() -> None:
    """Zero hand-overs and a bound of zero."""
    ET.fromstring(exposure_svg([], 0, ahead="Azure", behind="Amber"))
