"""Disputed wordings: the parties' texts of one clause, kept side by side, and the numbers that each of them means.

The program chooses neither. Where all texts mean the same number, it stands; where they differ, the clause cannot be
applied until the parties settle it or a neutral reading is named.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from safeconduct.terms.kinds import Clause, Reading, Wording
from safeconduct.terms.table import Table

_Pairs = tuple[tuple[str, int], ...]
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
    meant, settled = _alike([wording.numbers for wording in clause.wordings], clause.reading)
    for key in dict.fromkeys(key for numbers in meant for key in numbers):
        means = {wording.party: numbers.get(key) for wording, numbers in zip(clause.wordings, meant, strict=True)}
        if len(set(means.values())) > 1 and key not in settled:
            each = [f"{'nothing' if n is None else n} in that of {party}" for party, n in sorted(means.items())]
            yield key, ", ".join(each)


def _settled(wordings: list[Wording], reading: Reading | None) -> Iterator[tuple[str, int | None]]:
    """Every number of the texts: the reading's, the one all mean, or None where it is open."""
    meant, read = _alike([wording.numbers for wording in wordings], reading)
    for key in dict.fromkeys(key for numbers in (*meant, read) for key in numbers):
        values = {numbers.get(key) for numbers in meant}
        yield key, read.get(key, values.pop() if len(values) == 1 else None)


def _alike(texts: Sequence[_Pairs], reading: Reading | None) -> tuple[list[dict[str, int]], dict[str, int]]:
    """The numbers of each text and of the reading. *exactly* is a floor and a ceiling in one: where one of them says
    so and another has a floor or a ceiling, it is read as both, so that like stands beside like."""
    found = [dict(numbers) for numbers in (*texts, reading.numbers if reading else ())]
    if any(numbers.keys() & {"min", "max"} for numbers in found):
        for numbers in found:
            if (exactly := numbers.pop("exactly", None)) is not None:
                numbers.setdefault("min", exactly)
                numbers.setdefault("max", exactly)
    return found[:-1], found[-1]


def _numbers(table: Table) -> tuple[tuple[str, int], ...]:
    found = {key: value for key in NUMBERS if (value := table.number(key)) is not None}
    if "exactly" in found and found.keys() & {"min", "max"}:
        table.fault("exactly", "exactly together with min or max", "either exactly, or min and max", "contradiction")
    return tuple(found.items())


def _tables(outer: Table) -> Iterator[tuple[str, Table]]:
    values: Mapping[str, Any] = outer.values
    for party in values:
        if (inner := outer.inner(party)) is not None:
            yield party, inner
    outer.done()
