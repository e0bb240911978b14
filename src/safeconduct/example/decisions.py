"""What two reviewers have decided of the example's lists so far, and the truth that benchmarks compare with."""

from __future__ import annotations

import csv
import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from safeconduct.example.draw import Draw
from safeconduct.example.human import Human
from safeconduct.example.lists import Order
from safeconduct.example.spelling import Mark

UNDECIDED_SHARE = 0.03
HEADINGS = (
    "decision_id",
    "held_party",
    "held_id",
    "sought_party",
    "sought_id",
    "verdict",
    "reviewer_1",
    "reviewer_2",
    "decided_at",
    "reason",
    "withdraws",
    "key_version",
    "model_version",
)
_REVIEWERS = 6
_FIRST = dt.datetime(2026, 2, 10, 7, 0, tzinfo=dt.UTC)
_LAST = dt.datetime(2026, 2, 11, 17, 30, tzinfo=dt.UTC)


@dataclass(frozen=True, slots=True)
class Sides:
    """One party's held list and the other's sought list, with what was marked of each row."""

    held: Order
    sought: Order
    held_marks: bytearray
    sought_marks: bytearray


@dataclass(frozen=True, slots=True)
class Pair:
    """A row of a held list and a row of a sought list, of one person or of two who could be taken for one."""

    sides: Sides
    human: Human
    held: int
    sought: int
    same: bool
    again: bool = False  # one of the rows names a person whom its list names already
    other: Human | None = None


@dataclass(slots=True)
class Decided:
    """Who was decided to be the same (numbers of people, by home party), whose birth date is right on both lists, and
    how many decisions were written."""

    same: dict[str, set[int]] = field(default_factory=dict)
    dated: set[tuple[str, int]] = field(default_factory=set)
    rows: int = 0


def true_pairs(sides: Sides) -> Iterator[Pair]:
    """Every pair of rows that speak of one person, also where a list names them twice."""
    for human in sides.held.population.humans:
        number = human.number
        held = [at for at in (sides.held.positions[number], sides.held.again.get(number, -1)) if at >= 0]
        sought = [at for at in (sides.sought.positions[number], sides.sought.again.get(number, -1)) if at >= 0]
        for h in held:
            for s in sought:
                yield Pair(sides, human, h, s, same=True, again=h != held[0] or s != sought[0])


def confusing_pairs(sides: Sides) -> Iterator[Pair]:
    """Twins and brothers: one on the held list, the other on the sought list."""
    humans = sides.held.population.humans
    for human in humans:
        held = sides.held.positions[human.number]
        for brother in human.brothers:
            sought = sides.sought.positions[brother]
            if held >= 0 and sought >= 0:
                yield Pair(sides, human, held, sought, same=False, other=humans[brother])


def write_truth(path: Path, sides: tuple[Sides, ...]) -> None:
    """Write the pairs of entries that speak of one person."""
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(("held_party", "held_id", "sought_party", "sought_id"))
        for one in sides:
            writer.writerows(_ids(pair) for pair in true_pairs(one))


def write_decisions(path: Path, sides: tuple[Sides, ...], *, seed: int) -> Decided:
    """Write the decisions in the order in which they were taken. Returns who was decided to be the same.

    About one true pair in thirty is left for the review queue; twins and brothers are told apart, one pair of them
    only after a mistake that was taken back. Of a person listed twice one row is tied and the other left open.
    """
    draw = Draw(seed, "decisions")
    decided = Decided({one.held.population.home: set() for one in sides})
    pairs = [pair for one in sides for pair in true_pairs(one) if not draw.chance(UNDECIDED_SHARE)]
    pairs += [pair for one in sides for pair in confusing_pairs(one)]
    order = [at for _, at in sorted((draw.number(), at) for at in range(len(pairs)))]
    mistaken = next((place for place, at in enumerate(order) if pairs[at].other is not None), None)
    decided.rows = len(order) + (mistaken is not None)
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(HEADINGS)
        for place, at in enumerate(order):
            pair = pairs[at]
            verdict, reason = _verdict(draw, pair), ""
            if place == mistaken:
                verdict, reason = "same", "family name, patronymic and place agree"
            elif verdict == "same":
                home, (held, sought) = pair.sides.held.population.home, _marks(pair)
                decided.same[home].add(pair.human.number)
                if not (held | sought) & (Mark.NO_BIRTH_DATE | Mark.OTHER_DATE):
                    decided.dated.add((home, pair.human.number))
            writer.writerow(_row(draw, decided.rows, place, pair, verdict, reason=reason))
        if mistaken is not None:
            pair = pairs[order[mistaken]]
            reason = "taken back: " + _reason(pair, "different")
            writer.writerow(
                _row(
                    draw,
                    decided.rows,
                    len(order),
                    pair,
                    "different",
                    reason=reason,
                    withdraws=_decision_id(mistaken, decided.rows),
                )
            )
    return decided


def _verdict(draw: Draw, pair: Pair) -> str:
    if pair.other is not None:
        return "different"
    if pair.again:
        return "unsure"
    return draw.pick(("same", "unsure")) if _doubtful(pair) else "same"


def _decision_id(place: int, rows: int) -> str:
    return f"D-{place + 1:0{max(4, len(str(rows)))}d}"


def _row(
    draw: Draw, rows: int, place: int, pair: Pair, verdict: str, *, reason: str = "", withdraws: str = ""
) -> tuple[str, ...]:
    first = draw.below(_REVIEWERS)
    second = (first + 1 + draw.below(_REVIEWERS - 1)) % _REVIEWERS
    when = _FIRST + dt.timedelta(seconds=int((_LAST - _FIRST).total_seconds() * place / rows))
    return (
        _decision_id(place, rows),
        *_ids(pair),
        verdict,
        f"R-{first + 1:02d}",
        f"R-{second + 1:02d}",
        when.strftime("%Y-%m-%dT%H:%M:%SZ"),
        reason or _reason(pair, verdict),
        withdraws,
        "",
        "",
    )


def _ids(pair: Pair) -> tuple[str, str, str, str]:
    held, sought = pair.sides.held, pair.sides.sought
    return held.style.party, held.entry_id(pair.held), sought.style.party, sought.entry_id(pair.sought)


def _marks(pair: Pair) -> tuple[Mark, Mark]:
    return Mark(pair.sides.held_marks[pair.held]), Mark(pair.sides.sought_marks[pair.sought])


def _doubtful(pair: Pair) -> bool:
    either = _marks(pair)[0] | _marks(pair)[1]
    no_name = either & (Mark.NO_PATRONYMIC | Mark.INITIAL)
    no_date = either & (Mark.NO_BIRTH_DATE | Mark.OTHER_DATE)
    return bool(no_name and no_date)


def _reason(pair: Pair, verdict: str) -> str:
    if pair.other is not None:
        twins = pair.human.born == pair.other.born
        return "twins: other given name" if twins else "brothers: other given name and birth date"
    if pair.again:
        return "one person listed twice; ask which row stands"
    held, sought = _marks(pair)
    either = held | sought
    parts = ["names agree, one in Latin letters" if either & Mark.LATIN else "names agree in two spellings"]
    if either & Mark.SWAPPED:
        parts[0] = "family and given name exchanged in one list"
    elif either & Mark.TYPO:
        parts[0] = "names agree but for a slip of the pen"
    if either & (Mark.NO_PATRONYMIC | Mark.INITIAL):
        parts.append("patronymic not given in full")
    if either & Mark.NO_BIRTH_DATE:
        parts.append("no birth date in one list")
    elif either & Mark.OTHER_DATE:
        parts.append("birth dates differ by one slip")
    else:
        parts.append("year of birth agrees" if either & Mark.YEAR_ONLY else "birth date agrees")
    if verdict == "unsure":
        parts.append("ask both parties")
    return "; ".join(parts)
