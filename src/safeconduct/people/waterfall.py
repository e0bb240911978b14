"""A picture of a pair: how each field moves the odds that two entries are one person, as a waterfall in SVG.

Every bar says its weight in figures, and for and against differ in shape as well as in colour, so that the picture can
be read in black and white. The text of the picture is in its ``desc`` for those who cannot see it.
"""

from __future__ import annotations

from html import escape

from safeconduct.people.explain import PairExplanation
from safeconduct.people.sentences import word

WIDTH = 960
ROW = 44
TOP = 84
LABELS = 220  # width of the column of field names
RIGHT = 24
FOR, AGAINST, WHOLE = "#1d70b8", "#b3530b", "#505a5f"


def waterfall(explanation: PairExplanation) -> str:
    """The picture of one pair as an SVG document (UTF-8 text, no scripts, no links, no fonts of its own)."""
    steps: list[tuple[str, str, float, float, str]] = []
    at = explanation.prior_bits
    steps.append((word("field.prior", explanation.language), "", 0.0, at, explanation.prior))
    for field in explanation.fields:
        spelled = field.held if field.held == field.sought else f"{field.held} · {field.sought}"
        steps.append((field.title, spelled, at, at + field.bits, field.sentence))
        at += field.bits
    steps.append((word("total", explanation.language), "", 0.0, at, explanation.verdict))
    low = min(0.0, *(min(start, end) for _, _, start, end, _ in steps))
    high = max(0.0, *(max(start, end) for _, _, start, end, _ in steps))
    scale = (WIDTH - LABELS - RIGHT - 120) / max(high - low, 1.0)

    def x(bits: float) -> float:
        return round(LABELS + 60 + (bits - low) * scale, 1)

    height = TOP + ROW * len(steps) + 20
    told = " ".join(f"{title}: {end - start:+.1f}. {sentence}" for title, _, start, end, sentence in steps)
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" width="{WIDTH}" height="{height}"'
        f' role="img" aria-labelledby="t d" font-family="Noto Sans, Arial, sans-serif" font-size="14">',
        f'<title id="t">{escape(explanation.title)}</title>',
        f'<desc id="d">{escape(told)}</desc>',
        f'<rect width="{WIDTH}" height="{height}" fill="#ffffff"/>',
        f'<text x="16" y="30" font-size="17" font-weight="bold">{escape(_short(explanation.title, 100))}</text>',
        f'<text x="16" y="52" fill="#505a5f">{escape(explanation.verdict)}</text>',
        f'<line x1="{x(0)}" y1="{TOP - 12}" x2="{x(0)}" y2="{height - 12}" stroke="#b1b4b6" stroke-dasharray="3 3"/>',
    ]
    for number, (title, spelled, start, end, _) in enumerate(steps):
        lines += _bar(number, title, spelled, (x(start), x(end)), end - start, whole=number in (0, len(steps) - 1))
        if number > 0:
            y = TOP + ROW * number
            joint = x(end if number == len(steps) - 1 else start)
            lines.append(f'<line x1="{joint}" y1="{y - 22}" x2="{joint}" y2="{y}" stroke="#b1b4b6"/>')
    lines.append("</svg>")
    return "\n".join(lines) + "\n"


def _bar(number: int, title: str, spelled: str, ends: tuple[float, float], bits: float, *, whole: bool) -> list[str]:
    y = TOP + ROW * number
    left, right = min(ends), max(ends)
    colour = WHOLE if whole else FOR if bits >= 0 else AGAINST
    figure = f"{bits:+.1f}".replace("-", "−") if bits else "0"
    lines = [
        f'<text x="16" y="{y + 11}">{escape(title)}</text>',
        f'<text x="16" y="{y + 28}" font-size="12" fill="#505a5f">{escape(_short(spelled, 34))}</text>',
    ]
    if right - left < 1:
        lines.append(f'<line x1="{left}" y1="{y}" x2="{left}" y2="{y + 22}" stroke="{colour}" stroke-width="2"/>')
    elif whole or bits >= 0:
        lines.append(f'<rect x="{left}" y="{y}" width="{right - left:.1f}" height="22" fill="{colour}"/>')
    else:  # against: a frame that is not filled
        lines.append(
            f'<rect x="{left + 1:.1f}" y="{y + 1}" width="{max(right - left - 2, 1):.1f}" height="20" fill="#fdf0e6"'
            f' stroke="{colour}" stroke-width="2"/>'
        )
    lines.append(f'<text x="{right + 6:.1f}" y="{y + 16}" font-weight="bold">{figure}</text>')
    return lines


def _short(text: str, most: int) -> str:
    return text if len(text) <= most else text[: most - 1] + "…"
