"""The few pieces of SVG that the figures are made of: ink that follows the page, text with a halo, boxes for labels."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape

INK = "currentColor"
PAPER = "Canvas"  # the page's own background, light or dark
BLUE = "#1d70b8"
RED = "#d4351c"
Box = tuple[float, float, float, float]  # left, top, right, bottom


def figure(width: int, height: int, title: str, description: str, parts: Iterable[str]) -> str:
    """A whole picture that a screen reader announces by its title and description."""
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" role="img" viewBox="0 0 {width} {height}" width="100%" '
        f'font-family="Noto Sans, Arial, sans-serif" color-scheme="light dark"><title>{escape(title)}</title>'
        f"<desc>{escape(description)}</desc>{''.join(parts)}</svg>"
    )


def text(x: float, y: float, words: str, *, anchor: str = "start", size: int = 12, halo: bool = False) -> str:
    """Words at a place; with ``halo`` they stay readable over lines."""
    edge = f' stroke="{PAPER}" stroke-width="3" stroke-linejoin="round" paint-order="stroke"' if halo else ""
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" font-size="{size}" fill="{INK}"{edge}>'
        f"{escape(words)}</text>"
    )


def line(x1: float, y1: float, x2: float, y2: float, *, width: float = 1, opacity: float = 1, dash: str = "") -> str:
    dashes = f' stroke-dasharray="{dash}"' if dash else ""
    return (
        f'<line x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}" stroke="{INK}" stroke-width="{width}" '
        f'stroke-opacity="{opacity}"{dashes} />'
    )


def block(box: Box, fill: str, title: str, *, opacity: float = 1, radius: int = 2) -> str:
    """A filled rectangle that tells what it is when pointed at."""
    left, top, right, bottom = box
    return (
        f'<rect x="{left:.1f}" y="{top:.1f}" width="{max(1.0, right - left):.1f}" height="{bottom - top:.1f}" '
        f'rx="{radius}" fill="{fill}" fill-opacity="{opacity}"><title>{escape(title)}</title></rect>'
    )


def place_label(x: float, y: float, words: str, size: int, taken: Sequence[Box], bounds: Box) -> tuple[str, Box]:
    """Words beside a point where they meet nothing in ``taken``, or to its right where no place is free."""
    wide, high = 0.58 * size * len(words), 1.15 * size
    offsets = (
        (9, 0.35 * size, "start"),
        (-9, 0.35 * size, "end"),
        (9, -0.55 * size, "start"),
        (9, 1.25 * size, "start"),
        (-9, -0.55 * size, "end"),
        (-9, 1.25 * size, "end"),
        (0, -0.9 * size, "middle"),
        (0, 1.7 * size, "middle"),
    )
    choices = []
    for dx, dy, anchor in offsets:
        left = x + dx - {"start": 0.0, "middle": wide / 2, "end": wide}[anchor]
        base = y + dy
        choices.append((text(x + dx, base, words, anchor=anchor, size=size, halo=True), _box(left, base, wide, high)))
    for made, box in choices:
        inside = bounds[0] <= box[0] and bounds[1] <= box[1] and box[2] <= bounds[2] and box[3] <= bounds[3]
        if inside and not any(_meet(box, other) for other in taken):
            return made, box
    return choices[0]


def _box(left: float, base: float, wide: float, high: float) -> Box:
    return left, base - 0.8 * high, left + wide, base + 0.2 * high


def _meet(a: Box, b: Box) -> bool:
    return a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]
