"""Decisions of reviewers: decisions.csv in and out, what is wrong with one, and which decisions stand.

A decision ties a held entry to a sought entry, or keeps them apart. It is made by two people, is never changed, and
is taken back only by a later decision that names it.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Collection, Iterable, Mapping, Sequence
from pathlib import Path

from safeconduct.errors import Fault, UnreadableInput
from safeconduct.files import whole
from safeconduct.people.encoding import decode
from safeconduct.people.model import Decision, Entry, ListKind, Verdict
from safeconduct.people.repeated import by_listed_id, rows_meant

COLUMNS = (
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
SEPARATORS = ",;\t"
_COMPULSORY = COLUMNS[:9]

Ref = tuple[str, str]  # (party, entry_id)


def read_decisions(
    path: Path, entries: Iterable[Entry], *, between: tuple[str, str] | None = None
) -> tuple[Decision, ...]:
    """Read decisions.csv, oldest first as it stands in the file. Raises UnreadableInput with every fault.

    ``between`` (holder, seeker) passes over the rows of other parties, for whom no entries are given.

    A decision that is withdrawn, or withdraws one, may speak of an entry that is on no list any more. *Different* may
    also be said of two held entries, of two parties that say they hold the same person.

    Faults: a missing column or value, a reviewer who decides alone, an unknown entry, an id that the list gives to
    several rows, two entries of one party, a
    verdict or time that is none, an id used twice, a withdrawal of a decision that is not there or is withdrawn
    already, and standing decisions that contradict each other.
    """
    try:
        data = path.read_bytes()
        text = decode(data).text if data else ""
    except OSError as error:
        fault = Fault(path.name, f"no readable file ({error.strerror})", "CSV text")
        raise UnreadableInput(f"{path.name} cannot be read.", [fault]) from error
    except ValueError as error:
        fault = Fault(path.name, "bytes that are text in no known encoding", "CSV text in UTF-8")
        raise UnreadableInput(f"{path.name} cannot be read.", [fault]) from error
    separator = max(SEPARATORS, key=text.split("\n", 1)[0].count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    try:
        names, *cells = list(reader) or [[]]
    except csv.Error as error:  # else an open quotation mark would draw the decisions below it into one reason
        fault = Fault(path.name, "a quotation mark that is not closed, or not doubled", "CSV text", reader.line_num)
        raise UnreadableInput(f"{path.name} cannot be read as decisions.", [fault]) from error
    missing = [name for name in _COMPULSORY if name not in names]
    if missing:
        faults = [Fault(path.name, f"no column {name}", "it in the heading row", row=1, field=name) for name in missing]
        raise UnreadableInput(f"{path.name} cannot be read as decisions.", faults)
    rows: dict[int, Decision] = {}
    table = {number: dict(zip(names, row, strict=False)) for number, row in enumerate(cells, start=2) if row}
    faults = []
    listed = tuple(entries)
    known, shared = _known(listed), _shared(listed)
    withdrawn = {(row.get("withdraws") or "").strip() for row in table.values()} - {""}
    for number, row in table.items():
        if between is not None and (row.get("held_party"), row.get("sought_party")) != between:
            continue
        decision = _decision(
            path.name, number, {key: (row.get(key) or "").strip() for key in COLUMNS}, known, shared, withdrawn, faults
        )
        if decision is not None:
            rows[number] = decision
    if not faults:
        faults = check_decisions(tuple(rows.values()), path.name, rows)
    if faults:
        raise UnreadableInput(f"{path.name} has faults; none of its decisions was taken.", faults)
    return tuple(rows.values())


def write_decisions(decisions: Iterable[Decision], path: Path) -> None:
    """Write decisions.csv (UTF-8, RFC 4180 with line feeds), in the order given."""
    with whole(path) as beside, beside.open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(COLUMNS)
        for decision in decisions:
            writer.writerow(
                _utc(decision.decided_at) if name == "decided_at" else (getattr(decision, name) or "")
                for name in COLUMNS
            )


def check_decisions(
    decisions: Sequence[Decision], file: str = "decisions.csv", at: Iterable[int] | None = None
) -> list[Fault]:
    """What is wrong with a sequence of decisions taken together, ``at`` these rows of ``file``, else from row 2 on."""
    faults: list[Fault] = []
    rows: dict[str, int] = {}
    withdrawn: dict[str, int] = {}
    places = range(2, len(decisions) + 2) if at is None else at
    for row, decision in zip(places, decisions, strict=True):
        if decision.decision_id in rows:
            found = f"{decision.decision_id!r}, which row {rows[decision.decision_id]} has too"
            faults.append(Fault(file, found, "an id used once", row, "decision_id", "twice"))
        if (taken := decision.withdraws) and taken not in rows:
            faults.append(Fault(file, repr(taken), "an earlier decision", row, "withdraws", "unknown_decision"))
        elif taken in withdrawn:
            found = f"{taken!r}, which row {withdrawn[taken]} has withdrawn"
            faults.append(Fault(file, found, "a decision that stands", row, "withdraws", "withdrawn"))
        if taken:
            withdrawn.setdefault(taken, row)
        rows.setdefault(decision.decision_id, row)
    return faults or _contradictions(decisions, rows, file)


def standing(decisions: Iterable[Decision]) -> tuple[Decision, ...]:
    """The decisions with a verdict that no later decision withdraws, in their order."""
    every = tuple(decisions)
    withdrawn = {decision.withdraws for decision in every if decision.withdraws}
    return tuple(
        decision for decision in every if decision.verdict is not None and decision.decision_id not in withdrawn
    )


def ties(decisions: Iterable[Decision]) -> Mapping[tuple[Ref, Ref], Decision]:
    """The standing decisions that say *same*, by held and sought entry."""
    return {
        ((decision.held_party, decision.held_id), (decision.sought_party, decision.sought_id)): decision
        for decision in standing(decisions)
        if decision.verdict is Verdict.SAME
    }


def _contradictions(decisions: Sequence[Decision], rows: Mapping[str, int], file: str) -> list[Fault]:
    faults: list[Fault] = []
    verdicts: dict[tuple[Ref, Ref], Decision] = {}
    tied: dict[tuple[str, Ref], Decision] = {}
    for decision in standing(decisions):
        row = rows[decision.decision_id]
        held, sought = (decision.held_party, decision.held_id), (decision.sought_party, decision.sought_id)
        earlier = verdicts.setdefault((held, sought), decision)
        if earlier is not decision:
            found = f"a second decision on a pair that row {rows[earlier.decision_id]} decides"
            expected = f"withdraws = {earlier.decision_id}"
            faults.append(Fault(file, found, expected, row, "verdict", "contradiction"))
            continue
        if decision.verdict is not Verdict.SAME:
            continue
        for kind, entry in (("held", held), ("sought", sought)):
            other = tied.setdefault((kind, entry), decision)
            if other is not decision:
                found = (
                    f"the {kind} entry {entry[1]!r} of {entry[0]}, which row {rows[other.decision_id]} ties to another"
                )
                expected = f"one tie for one entry; withdraw {other.decision_id} if this one is right"
                faults.append(Fault(file, found, expected, row, f"{kind}_id", "tied_twice"))
    return faults


def _known(entries: Iterable[Entry]) -> dict[ListKind, set[Ref]]:
    known: dict[ListKind, set[Ref]] = {kind: set() for kind in ListKind}
    for entry in entries:
        known[entry.kind].add((entry.party, entry.entry_id))
    return known


def _shared(entries: Sequence[Entry]) -> dict[tuple[ListKind, Ref], str]:
    """What may be meant by the ids that a list gives to several rows."""
    lists: dict[tuple[ListKind, str], list[Entry]] = {}
    for entry in entries:
        lists.setdefault((entry.kind, entry.party), []).append(entry)
    return {
        (kind, (party, listed_id)): rows_meant(rows)
        for (kind, party), members in lists.items()
        for listed_id, rows in by_listed_id(members).items()
    }


def _decision(
    file: str,
    row: int,
    cells: Mapping[str, str],
    known: Mapping[ListKind, set[Ref]],
    shared: Mapping[tuple[ListKind, Ref], str],
    withdrawn: Collection[str],
    faults: list[Fault],
) -> Decision | None:
    before = len(faults)

    def fault(field: str, found: str, expected: str, code: str) -> None:
        faults.append(Fault(file, found, expected, row, field, code))

    for field in ("decision_id", "reviewer_1", "reviewer_2"):
        if not cells[field]:
            fault(field, "nothing", "a value", "empty")
    if cells["reviewer_1"] and cells["reviewer_1"].casefold() == cells["reviewer_2"].casefold():
        fault("reviewer_2", f"{cells['reviewer_2']!r} twice", "two different reviewers", "one_reviewer")
    past = cells["decision_id"] in withdrawn or (cells["withdraws"] and not cells["verdict"])
    for kind in (ListKind.HELD, ListKind.SOUGHT):
        ref = cells[f"{kind}_party"], cells[f"{kind}_id"]
        held_by_both = kind is ListKind.SOUGHT and cells["verdict"] == "different" and ref in known[ListKind.HELD]
        if ref not in known[kind] and not past and not held_by_both:
            expected, code = f"an entry of the {kind} list of that party", "unknown_entry"
            if (kind, ref) in shared:
                expected, code = f"one of the rows that have this id: {shared[kind, ref]}", "shared_id"
            fault(f"{kind}_id", f"{ref[1]!r} of {ref[0]!r}", expected, code)
    if cells["held_party"] and cells["held_party"] == cells["sought_party"]:
        fault("sought_party", f"{cells['sought_party']!r} on both sides", "two parties", "one_party")
    verdict = Verdict(cells["verdict"]) if cells["verdict"] in tuple(Verdict) else None
    if verdict is None and (cells["verdict"] or not cells["withdraws"]):
        fault("verdict", repr(cells["verdict"]), "same, different or unsure", "verdict")
    decided_at: dt.datetime | None
    try:
        decided_at = dt.datetime.fromisoformat(cells["decided_at"])
    except ValueError:
        decided_at = None
    if decided_at is None or decided_at.tzinfo is None:
        fault("decided_at", repr(cells["decided_at"]), "a time with its zone, like 2026-02-11T09:30:00Z", "time")
    if len(faults) > before:
        return None
    assert decided_at is not None
    rest = {name: cells[name] for name in COLUMNS if name not in ("verdict", "decided_at")}
    return Decision(verdict=verdict, decided_at=decided_at.astimezone(dt.UTC), **rest)


def _utc(moment: dt.datetime) -> str:
    return moment.astimezone(dt.UTC).isoformat().replace("+00:00", "Z")
