"""Disputed wordings: the parties' texts of one clause, kept side by side, and the numbers that each of them means.

The program chooses neither. Where all texts mean the same number, it stands; where they differ, the clause cannot be
applied until the parties settle it or a neutral reading is named.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from safeconduct.terms.kinds import Clause, Reading, Wording
from safeconduct.terms.table import Table

NUMBERS = ("min", "max", "exactly", "tolerance", "max_lots", "longest_cycle", "longest_chain")


def read_wordings(table: Table) -> tuple[tuple[Wording, ...], Reading | None]:
    """The texts and the reading of a clause. Numbers on which they leave no doubt become values of the clause."""
    outer = table.inner("wording")
    wordings = []
    for party, inner in _tables(outer) if outer else ():
        wordings.append(Wording(party, inner.text("text"), _numbers(inner)))
        if not wordings[-1].text.wordings:
            inner.fault("", "no text", 'text = "...", the wording of this party', "missing")
        inner.done()
    if outer and len(wordings) < 2:
        found = f"the wording of {wordings[0].party} alone" if wordings else "no wording"
        table.fault("wording", found, "the wordings of all who differ, two at least", "missing")
    reading = None
    if (neutral := table.inner("reading")) is not None:
        reading = Reading(neutral.word("by", None), neutral.word("because", None), _numbers(neutral))
        neutral.done()
        if not wordings:
            table.fault("reading", "a reading without wordings", "[clause.wording.<party>] for each text", "missing")
    for key, value in _settled(wordings, reading):
        if key in table.values:
            words = f"{key} in the clause itself and in a wording"
            table.fault(key, words, "the number in the wordings, and in a reading if they differ", "contradiction")
        elif value is not None:
            table.values = {**table.values, key: value}
    return tuple(wordings), reading


def disputed(clause: Clause) -> Iterator[tuple[str, str]]:
    """Each number that the texts do not agree on and no reading settles: its key, and what each of them means."""
    settled = dict(clause.reading.numbers) if clause.reading else {}
    for key in _keys(clause.wordings):
        means = {wording.party: dict(wording.numbers).get(key) for wording in clause.wordings}
        if len(set(means.values())) > 1 and key not in settled:
            each = [f"{'nothing' if n is None else n} in that of {party}" for party, n in sorted(means.items())]
            yield key, ", ".join(each)


def _settled(wordings: list[Wording], reading: Reading | None) -> Iterator[tuple[str, int | None]]:
    """Every number of the texts: the reading's, the one all mean, or None where it is open."""
    read = dict(reading.numbers) if reading else {}
    for key in dict.fromkeys([*_keys(wordings), *read]):
        values = {dict(wording.numbers).get(key) for wording in wordings}
        yield key, read.get(key, values.pop() if len(values) == 1 else None)


def _keys(wordings: tuple[Wording, ...] | list[Wording]) -> list[str]:
    return list(dict.fromkeys(key for wording in wordings for key, _ in wording.numbers))


def _numbers(table: Table) -> tuple[tuple[str, int], ...]:
    found = [(key, table.number(key)) for key in NUMBERS]
    return tuple((key, value) for key, value in found if value is not None)


def _tables(outer: Table) -> Iterator[tuple[str, Table]]:
    values: Mapping[str, Any] = outer.values
    for party in values:
        if (inner := outer.inner(party)) is not None:
            yield party, inner
    outer.done()
