"""Looking things up in a certificate: a person's class, the class at the margin, and the numbers a clause has reached.

Multipliers (shadow prices) are never read here: what is told to a party must not show what a place is worth to it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from safeconduct.selection.lottery import ticket

Certificate = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class ClassProof:
    """A class of the certificate: ``taken`` of ``units`` go; ``members`` are those of the last unit that goes."""

    index: int
    counts: tuple[tuple[int, int], ...]
    levels: tuple[int, ...]
    units: int
    taken: int
    last: tuple[str, ...]

    def cut_off(self, seed: str) -> str:
        """The ticket (hex) of the last unit that goes, or nothing where none does."""
        return ticket(seed, self.last) if self.last else ""


def class_of(certificate: Certificate, person_id: str) -> ClassProof:
    """The class in which a person was weighed. Raises KeyError for somebody who was not."""
    for index, group in enumerate(certificate["classes"]):
        if any(person_id in unit for unit in group["units"]):
            return _class(index, group)
    raise KeyError(person_id)


def margin(certificate: Certificate, mine: ClassProof) -> ClassProof | None:
    """Of the classes that count the same way and of which somebody goes, the one with the least priority."""
    found = [
        _class(index, group)
        for index, group in enumerate(certificate["classes"])
        if group["taken"] and not group["least"] and _counts(group) == mine.counts
    ]
    return min(found, key=lambda one: one.levels, default=None)


def chance(certificate: Certificate, mine: ClassProof) -> Fraction | None:
    """The chance of everyone of a class in the lot between equally good selections; None where no such lot fell."""
    lot = certificate.get("lottery")
    return Fraction(lot["chances"][mine.index], lot["denominator"] * mine.units) if lot else None


def limits(certificate: Certificate, clause: str) -> Iterator[tuple[str, int, int]]:
    """(what, reached, limit) for every demand of a clause that is at its limit."""
    people: dict[int, int] = {}
    for group in certificate["classes"]:
        for way, count in group["counts"]:
            people[way] = people.get(way, 0) + count * group["taken"]
    for row in certificate["rows"]:
        if row["clause"] == clause:
            total = sum(weight * people.get(way, 0) for way, weight in row["weights"])
            total += sum(weight * certificate["aux"][index]["value"] for index, weight in row["aux"])
            for limit in {row["least"], row["most"]} - {None}:
                if total == limit:
                    yield row["why"], total, limit


def _class(index: int, group: Mapping[str, Any]) -> ClassProof:
    taken = group["taken"]
    last = tuple(group["units"][taken - 1]) if taken else ()
    return ClassProof(index, _counts(group), tuple(group["levels"]), len(group["units"]), taken, last)


def _counts(group: Mapping[str, Any]) -> tuple[tuple[int, int], ...]:
    return tuple((way, count) for way, count in group["counts"])
