"""Figures of the report, drawn as SVG by hand: no library, no network, and readable in light and dark."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from html import escape
from itertools import accumulate

WIDTH, HEIGHT = 720, 260
_LEFT, _RIGHT, _TOP, _BOTTOM = 52, 16, 18, 40
_MOST_STEPS = 1500

Scale = Callable[[float], float]


def exposure_svg(exposure: Sequence[int], bound: int, *, ahead: str, behind: str, tranches: Sequence[int] = ()) -> str:
    """The exposure curve: how far one side is ahead of the other after each hand-over.

    ``exposure`` is the signed lead after each hand-over, above zero where ``ahead`` has given more people, below where
    ``behind`` has; ``bound`` is the greatest lead allowed either way; ``tranches`` are the people of each tranche, and
    their ends are marked. Colours come from the page's CSS variables (``--ink``, ``--soft``, ``--line``, ``--mark``,
    ``--wash``) and fall back to dark on white.
    """
    reach = max([bound, 1, *(abs(value) for value in exposure)])
    top = reach * 1.25
    steps = max(len(exposure), 1)

    def x(step: float) -> float:
        return _LEFT + (WIDTH - _LEFT - _RIGHT) * step / steps

    def y(lead: float) -> float:
        return _TOP + (HEIGHT - _TOP - _BOTTOM) * (top - lead) / (2 * top)

    greatest = max((abs(value) for value in exposure), default=0)
    kept = "within" if greatest <= bound else "beyond"
    title = f"Exposure: the greatest lead is {greatest}, {kept} the bound of {bound}"
    about = (
        f"After each of {len(exposure)} hand-overs, how many more people {ahead} has handed over than {behind} (above "
        f"the middle line) or {behind} than {ahead} (below it)."
    )
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" '
        f'aria-label="{escape(title)}" class="exposure" style="max-width:100%;height:auto;font:12px sans-serif">',
        f"<title>{escape(title)}</title><desc>{escape(about)}</desc>",
        _rect(_LEFT, y(bound), WIDTH - _LEFT - _RIGHT, y(-bound) - y(bound)),
        *(_end(x(end), _TOP, HEIGHT - _BOTTOM) for end in accumulate(tranches[:-1])),
        *(_level(y(lead), label, dashed) for lead, label, dashed in _levels(bound)),
        f'<path d="{_path(exposure, x, y)}" fill="none" style="stroke:var(--mark,#0b5563)" stroke-width="2" '
        'stroke-linejoin="round"/>',
        _words(_LEFT + 8, _TOP + 8, f"{ahead} has handed over more"),
        _words(_LEFT + 8, HEIGHT - _BOTTOM - 5, f"{behind} has handed over more"),
        *(_tick(x(step), str(step)) for step in _ticks(steps)),
        _words((_LEFT + WIDTH - _RIGHT) / 2, HEIGHT - 6, "hand-overs, in order", anchor="middle"),
        "</svg>",
    ]
    return "".join(parts)


@dataclass(frozen=True, slots=True)
class Line:
    """One line among several: after which hand-over (from 1) the lead of ``ahead`` over ``behind`` is how great."""

    ahead: str
    behind: str
    steps: Sequence[tuple[int, int]]


def leads_svg(lines: Sequence[Line], steps: int, bound: int, *, tranches: Sequence[int] = ()) -> str:
    """A panel for each line, all of the same height, scale and ink, one below the other.

    ``steps`` is the number of all hand-overs, which is the width of every panel; the rest is as in ``exposure_svg``.
    """
    panel, title_high, top, bottom = 92, 20, 6, 40
    reach = max([bound, 1, *(abs(lead) for line in lines for _, lead in line.steps)]) * 1.15
    height = top + len(lines) * (panel + title_high) + bottom

    def x(step: float) -> float:
        return _LEFT + (WIDTH - _LEFT - _RIGHT) * step / max(steps, 1)

    title = f"Leads: {len(lines)} lines in one scale, none beyond {bound}"
    about = "After each hand-over, how many more people the one has handed over than the other. " + " ".join(
        f"{line.ahead} (above the middle line) and {line.behind} (below it): at most "
        f"{max([0, *(lead for _, lead in line.steps)])} and {max([0, *(-lead for _, lead in line.steps)])}."
        for line in lines
    )
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" role="img" '
        f'aria-label="{escape(title)}" class="exposure" style="max-width:100%;height:auto;font:12px sans-serif">',
        f"<title>{escape(title)}</title><desc>{escape(about)}</desc>",
    ]
    for number, line in enumerate(lines):
        begin = top + number * (panel + title_high) + title_high
        middle = begin + panel / 2

        def y(lead: float, middle: float = middle) -> float:
            return middle - panel / 2 * lead / reach

        parts += [
            _words(_LEFT, begin - 6, f"above: {line.ahead} has handed over more; below: {line.behind}"),
            _rect(_LEFT, y(bound), WIDTH - _LEFT - _RIGHT, y(-bound) - y(bound)),
            *(_end(x(end), begin, begin + panel) for end in accumulate(tranches[:-1])),
            *(_level(y(lead), label, dashed) for lead, label, dashed in _levels(bound)),
            f'<path d="{_stair([(0, 0), *line.steps], steps, x, y)}" fill="none" '
            'style="stroke:var(--mark,#0b5563)" stroke-width="2" stroke-linejoin="round"/>',
        ]
    parts += [
        *(_tick(x(step), str(step), height - bottom) for step in _ticks(max(steps, 1))),
        _words((_LEFT + WIDTH - _RIGHT) / 2, height - 6, "hand-overs, in order", anchor="middle"),
        "</svg>",
    ]
    return "".join(parts)


def _stair(points: Sequence[tuple[int, int]], steps: int, x: Scale, y: Scale) -> str:
    """A stair that keeps each level until the hand-over that changes it; thinned like ``_path``."""
    points = _thin(points)
    path = [f"M{x(points[0][0]):.1f} {y(points[0][1]):.1f}"]
    for step, lead in points[1:]:
        path.append(f"H{x(step):.1f}V{y(lead):.1f}")
    return "".join([*path, f"H{x(steps):.1f}"])


def _levels(bound: int) -> tuple[tuple[int, str, bool], ...]:
    middle = (0, "0", False)
    return (middle,) if bound == 0 else ((bound, f"+{bound}", True), middle, (-bound, f"\u2212{bound}", True))


def _path(exposure: Sequence[int], x: Scale, y: Scale) -> str:
    """A stair: each hand-over is a level. Long runs keep the least and the greatest of each stretch."""
    points = _thin([(0, 0), *enumerate(exposure, start=1)])
    path = [f"M{x(0):.1f} {y(0):.1f}"]
    for step, lead in points[1:]:
        path.append(f"H{x(step):.1f}V{y(lead):.1f}")
    return "".join(path)


def _thin(points: Sequence[tuple[int, int]]) -> Sequence[tuple[int, int]]:
    stretch = -(-len(points) // _MOST_STEPS)
    if stretch <= 1:
        return points
    kept = [points[0]]
    for i in range(1, len(points), stretch):
        part = points[i : i + stretch]
        kept += sorted({min(part, key=lambda p: p[1]), max(part, key=lambda p: p[1]), part[-1]})
    return kept


def _ticks(steps: int) -> list[int]:
    size = 1
    for candidate in (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10000, 20000, 50000, 100000, 200000):
        size = candidate
        if steps / size <= 8:
            break
    return [*range(0, steps + 1, size)]


def _rect(x: float, y: float, width: float, height: float) -> str:
    return (
        f'<rect x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" height="{max(height, 0.5):.1f}" '
        'style="fill:var(--wash,#f2f4f6)"/>'
    )


def _level(y: float, label: str, dashed: bool) -> str:
    dash = ' stroke-dasharray="5 4"' if dashed else ""
    return (
        f'<line x1="{_LEFT}" x2="{WIDTH - _RIGHT}" y1="{y:.1f}" y2="{y:.1f}" style="stroke:var(--soft,#545c66)"{dash}/>'
        f'<text x="{_LEFT - 8}" y="{y + 4:.1f}" text-anchor="end" style="fill:var(--ink,#1b1f24)">{label}</text>'
    )


def _end(x: float, top: float, bottom: float) -> str:
    """The end of a tranche."""
    style = "stroke:var(--line,#b1b4b6)"
    return f'<line x1="{x:.1f}" x2="{x:.1f}" y1="{top:.1f}" y2="{bottom:.1f}" style="{style}"/>'


def _tick(x: float, label: str, bottom: float = HEIGHT - _BOTTOM) -> str:
    return (
        f'<line x1="{x:.1f}" x2="{x:.1f}" y1="{bottom}" y2="{bottom + 4}" style="stroke:var(--soft,#545c66)"/>'
        f'<text x="{x:.1f}" y="{bottom + 17}" text-anchor="middle" style="fill:var(--ink,#1b1f24)">{label}</text>'
    )


def _words(x: float, y: float, words: str, anchor: str = "start") -> str:
    style = "fill:var(--soft,#545c66)"
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" style="{style}">{escape(words)}</text>'
