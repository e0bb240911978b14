"""Which characters the shipped fonts can print, and what is printed for the others.

A paper must come out whatever a list holds. A character that Noto Sans has no glyph for is printed as its code, such
as ``[U+10D0]``, so that nothing is left out unseen. The character table of the font (OpenType ``cmap``, format 4) is
read here because it is thirty lines, and a font library is thirty megabytes.
"""

from __future__ import annotations

import struct
import unicodedata
from functools import cache
from pathlib import Path
from typing import Any

_FONT = Path(__file__).parent / "fonts" / "NotoSans-Regular.ttf"


@cache
def covered() -> frozenset[int]:
    """The code points of the basic plane that the font has a glyph for."""
    font = _FONT.read_bytes()
    start = _table(font, b"cmap")
    (subtables,) = struct.unpack_from(">H", font, start + 2)
    for i in range(subtables):
        platform, encoding, offset = struct.unpack_from(">HHL", font, start + 4 + 8 * i)
        if (platform, encoding) in ((3, 1), (0, 3)) and struct.unpack_from(">H", font, start + offset) == (4,):
            return frozenset(_format_4(font, start + offset))
    raise ValueError(f"{_FONT.name} has no character table of format 4")


def _table(font: bytes, tag: bytes) -> int:
    (tables,) = struct.unpack_from(">H", font, 4)
    for i in range(tables):
        name, _, offset, _ = struct.unpack_from(">4sLLL", font, 12 + 16 * i)
        if name == tag:
            return int(offset)
    raise ValueError(f"{_FONT.name} has no table {tag!r}")


def _format_4(font: bytes, at: int) -> list[int]:
    segments = struct.unpack_from(">H", font, at + 6)[0] // 2
    ends = struct.unpack_from(f">{segments}H", font, at + 14)
    starts = struct.unpack_from(f">{segments}H", font, at + 16 + 2 * segments)
    return [code for first, last in zip(starts, ends, strict=True) for code in range(first, last + 1) if code < 0xFFFF]


def printable(value: Any) -> Any:
    """``value`` (plain JSON values) with every string fit to print.

    Strings are composed (NFC) and put on one line; a character without a glyph becomes its code.
    """
    if isinstance(value, str):
        text = unicodedata.normalize("NFC", value)
        return text if text.isascii() and text.isprintable() else "".join(map(_shown, text))
    if isinstance(value, list | tuple):
        return [printable(item) for item in value]
    if isinstance(value, dict):
        return {key: printable(item) for key, item in value.items()}
    return value


def _shown(character: str) -> str:
    if character in "\n\r\t\v\f\u2028\u2029":
        return " "
    if ord(character) in covered() and unicodedata.category(character) != "Cc":
        return character
    return f"[U+{ord(character):04X}]"
