"""What every paper has: its number, its times, its words."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import zoneinfo
from collections.abc import Sequence
from typing import Any

from safeconduct.paper.model import Letterhead, Names
from safeconduct.paper.render import qr_svg
from safeconduct.paper.words import LANGUAGES, table


def name_in(names: Names, language: str) -> str:
    """A name in a language, or in English where that language has none."""
    return names.get(language) or names["en"]


def document_number(letter: str, operation: int, tranche: int, content: Sequence[object]) -> str:
    """``039-A03-7f2c19``: operation, kind and tranche, then the beginning of a SHA-256 of what the paper is about.

    It says nothing of the parties, and a paper with other content has another number.
    """
    digest = hashlib.sha256(json.dumps(content, ensure_ascii=True, sort_keys=True).encode()).hexdigest()
    return f"{operation:03d}-{letter}{tranche:02d}-{digest[:6]}"


class Clock:
    """Writes a time both in the operation's zone and in UTC."""

    def __init__(self, time_zone: str) -> None:
        self.zone = zoneinfo.ZoneInfo(time_zone)

    def both(self, time: dt.datetime) -> dict[str, str]:
        local, utc = time.astimezone(self.zone), time.astimezone(dt.UTC)
        return {"local": f"{local:%Y-%m-%d %H:%M}", "utc": f"{utc:%Y-%m-%d %H:%M}"}

    def local(self, time: dt.datetime) -> str:
        return self.both(time)["local"]

    def sentence(self, time: dt.datetime) -> str:
        """``2026-02-12 03:30 (00:30 UTC)``, with the date of UTC where it is another day."""
        local, utc = time.astimezone(self.zone), time.astimezone(dt.UTC)
        there = f"{utc:%H:%M}" if local.date() == utc.date() else f"{utc:%Y-%m-%d %H:%M}"
        return f"{local:%Y-%m-%d %H:%M} ({there} UTC)"


def frame(
    head: Letterhead, number: str, title: str, languages: Sequence[str], issued_at: dt.datetime, tranche: int
) -> dict[str, Any]:
    """The part of a template's data that is the same for every paper. ``title`` is a key of the words."""
    if not 1 <= len(languages) <= 2 or len(set(languages)) != len(languages) or set(languages) - set(LANGUAGES):
        raise ValueError(f"one or two different languages of {', '.join(LANGUAGES)}, not {languages}")
    words = table(tuple(languages))
    return {
        "languages": list(languages),
        "words": words,
        "title": words[title],
        "number": number,
        "operation": [text.format(n=head.number) for text in words["operation"]],
        "tranche": [text.format(n=tranche) for text in words["tranche"]],
        "neutral": [name_in(head.intermediary, language) for language in languages],
        "issued": Clock(head.time_zone).sentence(issued_at),
        "zone": head.time_zone,
        "rehearsal": head.rehearsal,
        "qr": qr_svg(number),
        "qr_alt": words["qr"][0].format(n=number),
    }
