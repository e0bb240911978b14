"""On which line of a TOML file a table or key stands. ``tomllib`` does not say, so the text is scanned once more."""

from __future__ import annotations

import re
from collections import Counter

_HEADER = re.compile(r"^\s*(\[\[?)\s*([A-Za-z0-9_.\-\"' ]+?)\s*\]\]?")
_KEY = re.compile(r"^\s*([A-Za-z0-9_\-]+|\"[^\"]*\"|'[^']*')\s*(?:\.[^=]*)?=")
_TRIPLES = ('"""', "'''")


class Lines:
    """Line numbers of one TOML text, from 1. What is not found falls back to the line of the table, then to 1."""

    def __init__(self, text: str) -> None:
        self._tables: dict[tuple[str, int], int] = {}
        self._keys: dict[tuple[str, int, str], int] = {}
        seen: Counter[str] = Counter()
        table, index = "", 0
        for number, line in _logical_lines(text):
            if header := _HEADER.match(line):
                table = header.group(2).replace(" ", "")
                index = seen[table]
                seen[table] += 1
                self._tables[table, index] = number
            elif key := _KEY.match(line):
                self._keys.setdefault((table, index, key.group(1).strip("\"'")), number)

    def table(self, name: str, index: int = 0) -> int:
        return self._tables.get((name, index), 1)

    def key(self, name: str, index: int, key: str) -> int:
        return self._keys.get((name, index, key), self.table(name, index))


def _logical_lines(text: str) -> list[tuple[int, str]]:
    """The lines on which a header or key can start: not those inside a long string or an open bracket."""
    found: list[tuple[int, str]] = []
    depth, until = 0, ""
    for number, line in enumerate(text.splitlines(), start=1):
        if not until and depth == 0:
            found.append((number, line))
            if _HEADER.match(line):
                continue
        at = 0
        while at < len(line):
            if until:
                end = line.find(until, at)
                if end < 0:
                    break
                at, until = end + 3, ""
                continue
            if line[at : at + 3] in _TRIPLES:
                until, at = line[at : at + 3], at + 3
            elif line[at] in "\"'":
                at = _string_end(line, at)
            elif line[at] == "#":
                break
            else:
                depth += (line[at] in "[{") - (line[at] in "]}")
                at += 1
    return found


def _string_end(line: str, start: int) -> int:
    quote, at = line[start], start + 1
    while at < len(line) and line[at] != quote:
        at += 2 if line[at] == "\\" and quote == '"' else 1
    return at + 1
