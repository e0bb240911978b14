"""The curves of several parties: one panel each, drawn alike."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET

from safeconduct.paper import Line, leads_svg

SVG = "{http://www.w3.org/2000/svg}"
LINES = [
    Line("Amber", "Azure", [(1, 1), (2, 0), (5, -2), (9, 0)]),
    Line("Amber", "Teal", [(3, -1), (4, 0)]),
    Line("Teal", "all others together", []),
]


def panels(lines: list[Line]) -> list[tuple[list[tuple[float, float]], float]]:
    """The corners of each curve, with the height of its zero line."""
    root = ET.fromstring(leads_svg(lines, 10, 2, tranches=(6, 4)))
    found = []
    for path in root.iter(f"{SVG}path"):
        corners = re.match(r"M([\d.]+) ([\d.]+)", path.get("d") or "")
        assert corners is not None
        x, y = map(float, corners.groups())
        points, zero = [(x, y)], y
        for letter, value in re.findall(r"([HV])([\d.]+)", path.get("d") or ""):
            x, y = (float(value), y) if letter == "H" else (x, float(value))
            points.append((x, y))
        found.append((points, zero))
    return found


def test_each_line_has_a_panel_in_the_same_scale() -> None:
    """A lead of one is as high in every panel, and every panel is as wide."""
    first, second, third = panels(LINES)
    heights = [zero - min(y for _, y in points) for points, zero in (first, second)]
    depths = [max(y for _, y in points) - zero for points, zero in (first, second)]
    assert abs(heights[0] - depths[1]) < 0.11  # one above, one below
    assert abs(depths[0] - 2 * depths[1]) < 0.21
    assert len({points[-1][0] for points, _ in (first, second, third)}) == 1
    assert {y for _, y in third[0]} == {third[1]}
    zeros = [zero for _, zero in (first, second, third)]
    assert abs((zeros[1] - zeros[0]) - (zeros[2] - zeros[1])) < 0.11


def test_no_line_is_drawn_otherwise_than_another() -> None:
    """The same ink, width and words: with the lines in another order the marks are the same in another order."""
    marks = [re.sub(r' d="[^"]*"', "", one) for one in re.findall(r"<path[^>]*>", leads_svg(LINES, 10, 2))]
    assert len(set(marks)) == 1
    turned = panels(LINES[::-1])
    assert [[(x, round(y - zero, 1)) for x, y in points] for points, zero in turned[::-1]] == [
        [(x, round(y - zero, 1)) for x, y in points] for points, zero in panels(LINES)
    ]


def test_the_picture_tells_in_words_who_was_ahead() -> None:
    """For a reader who does not see it, line by line; names are escaped."""
    svg = leads_svg([*LINES, Line("<b>", "&", [(1, 1)])], 10, 2)
    told = ET.fromstring(svg).findtext(f"{SVG}desc") or ""
    assert "Amber (above the middle line) and Azure (below it): at most 1 and 2." in told
    assert "<b> (above the middle line) and & (below it): at most 1 and 0." in told
