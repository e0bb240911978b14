"""Limits: how long a list may be, how many runs a day, and how many values of one peer are ever answered.

A comparison cannot tell a person from a guess. What a peer can learn by guessing is bounded by how much it may ask, so
each office keeps its own ledger and refuses above its own limits, whatever the peer's program does.
"""

from __future__ import annotations

import datetime as dt
import json
import tomllib
from collections.abc import Iterable
from dataclasses import asdict, dataclass, fields
from typing import Any

from safeconduct.errors import Fault, RefusedByRule, UnreadableInput
from safeconduct.people.private.layout import padded
from safeconduct.people.private.memory import digest

DAY = dt.timedelta(days=1)
MONTH = dt.timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Limits:
    """An office's limits, for each peer.

    ``entries``: the longest list, on either side, as padded. ``runs_a_day``: runs begun within 24 hours.
    ``values_in_30_days``: blinded values of the peer that are answered within 30 days, dummies included; the default
    allows four full runs of a list of 131,072.
    """

    entries: int = 131_072
    runs_a_day: int = 3
    values_in_30_days: int = 4_800_000


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the ledger: what this office did with a peer, when, and how many values of the peer it answered."""

    at: dt.datetime
    peer: str  # a verifier key
    run: str
    did: str  # start, next, answer, finish, open, set_aside
    round: str = ""
    values: int = 0
    fields: str = ""  # of a disclosure
    reviewers: str = ""  # of a disclosure
    theirs: str = ""  # of an answer: the digest of the peer's commitment
    asked: str = ""  # of an answer: the digest of the values that were answered


def write_limits(limits: Limits) -> str:
    """limits.toml, for people to change."""
    return (
        "# What this office allows each peer. See docs/how-to/match-privately.md.\n"
        f"entries = {limits.entries}  # the longest list, filled up to a power of two\n"
        f"runs_a_day = {limits.runs_a_day}\n"
        f"values_in_30_days = {limits.values_in_30_days}  # of the peer's blinded values, dummies included\n"
    )


def read_limits(text: str, file: str) -> Limits:
    """Read limits.toml. Raises UnreadableInput with every fault; a limit that is not named has its default."""
    try:
        found = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise UnreadableInput(f"{file} cannot be read.", [Fault(file, str(error), "TOML")]) from None
    known = {field.name for field in fields(Limits)}
    faults = [
        Fault(
            file, repr(value), "a whole number above zero" if name in known else "none but the known limits", None, name
        )
        for name, value in found.items()
        if name not in known or type(value) is not int or value < 1
    ]
    if faults:
        raise UnreadableInput(f"{file} has faults.", faults)
    return Limits(**found)


def write_line(line: Line, before: str) -> str:
    """A line of ledger.jsonl. ``before`` is the digest of the line before it, empty for the first."""
    at = line.at.astimezone(dt.UTC).isoformat()
    return json.dumps({**asdict(line), "at": at, "before": before}, sort_keys=True) + "\n"


def read_ledger(text: str, file: str) -> tuple[Line, ...]:
    """Read ledger.jsonl. Raises UnreadableInput naming each line that is none, or does not follow the one before it;
    nothing is believed of such a ledger."""
    lines, faults = [], []
    before = ""
    for row, raw in enumerate(text.splitlines(), start=1):
        try:
            found = json.loads(raw)
            if found.pop("before") != before:
                faults.append(Fault(file, "a line that does not follow the one before it", "no line missing", row))
            lines.append(_line(found))
        except (ValueError, TypeError, KeyError, AttributeError):
            faults.append(Fault(file, repr(raw[:60]), "a line as this program writes it", row))
        before = digest(raw)
    if faults:
        raise UnreadableInput(f"{file} cannot be read, so the limits cannot be kept.", faults)
    return tuple(lines)


def check_own_list(entries: int, limits: Limits, file: str) -> None:
    """Refuse a list of our own that is empty, or longer than the limit when it is filled up."""
    if not entries or padded(entries) > limits.entries:
        fault = Fault(file, f"{entries:,} people", f"1 to {limits.entries:,} (entries in limits.toml)")
        raise RefusedByRule("The list cannot be compared privately.", [fault])


def check_peer_list(entries: int, limits: Limits, peer: str) -> None:
    """Refuse a peer's list whose padded size is over the limit."""
    if entries > limits.entries:
        raise RefusedByRule(
            f"The list of {peer} is filled up to {entries:,}, and this office compares no more than {limits.entries:,} "
            "(entries in limits.toml)."
        )


def check_new_run(ledger: Iterable[Line], peer: str, now: dt.datetime, limits: Limits) -> None:
    """Refuse to begin more runs with a peer in 24 hours than the limit. Raises RefusedByRule."""
    recent = [line.at for line in ledger if line.peer == peer and line.did == "start" and line.at > now - DAY]
    if len(recent) >= limits.runs_a_day:
        free = sorted(recent)[-limits.runs_a_day] + DAY
        raise RefusedByRule(
            f"{len(recent)} runs with this peer were begun in the last 24 hours, and runs_a_day is {limits.runs_a_day}."
            f" The next one may begin at {free.astimezone(dt.UTC):%Y-%m-%d %H:%M} UTC."
        )


def check_values(ledger: Iterable[Line], peer: str, values: int, now: dt.datetime, limits: Limits) -> None:
    """Refuse to answer ``values`` more of a peer's values if that is over the limit of 30 days."""
    before = sum(line.values for line in ledger if line.peer == peer and line.at > now - MONTH)
    if before + values > limits.values_in_30_days:
        raise RefusedByRule(
            f"This file asks for {values:,} answers; {before:,} were given to this peer in the last 30 days, "
            f"and values_in_30_days is {limits.values_in_30_days:,}. A peer that asks so much may be guessing names."
        )


def check_answer(ledger: Iterable[Line], line: Line) -> bool:
    """Refuse to answer what the ledger says must not be answered; True if the very same values were answered before,
    as after a command that broke off, so that nothing new is told.

    Raises RefusedByRule if other values were answered in this round of this run, whatever the run's own state says, or
    if the peer's commitment is one of an earlier run: a file of that run was brought again.
    """
    again = False
    for before in ledger:
        if before.did != line.did or before.peer != line.peer:
            continue
        if (before.run, before.round) == (line.run, line.round):
            if before.asked != line.asked:
                raise RefusedByRule(
                    f"The ledger says that the round {line.round} of this run was answered already, for other values. "
                    "It is answered once; if the state of the run was restored from a copy, begin anew."
                )
            again = True
        elif before.run != line.run and before.theirs == line.theirs:
            raise RefusedByRule(
                f"This start file is bound to a commitment that was answered in the run {before.run}, on "
                f"{before.at.astimezone(dt.UTC):%Y-%m-%d %H:%M} UTC: it is an older file. Ask for the one of this run."
            )
    return again


def _line(found: Any) -> Line:
    at = dt.datetime.fromisoformat(found.pop("at"))
    line = Line(at, **found)
    if at.tzinfo is None or type(line.values) is not int or line.values < 0:
        raise ValueError("a time with a zone, and a number")
    return line
