"""Reading terms.toml. Everything that keeps the file from being read is collected and raised at once."""

from __future__ import annotations

import hashlib
import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from safeconduct.errors import Fault, UnreadableInput
from safeconduct.people.model import Identity
from safeconduct.terms.canonical import canonical_bytes
from safeconduct.terms.clauses import read_clause
from safeconduct.terms.credits import read_credits
from safeconduct.terms.lines import Lines
from safeconduct.terms.model import (
    HOLD,
    RETURN,
    Agreement,
    Category,
    ConsentRule,
    LotteryRule,
    Priority,
    TrancheRule,
    Veto,
    Weights,
)
from safeconduct.terms.predicate import ANYONE
from safeconduct.terms.table import Table

TABLES = ("agreement", "consent", "category", "clause", "veto", "weights", "priority", "tranches", "lottery", "credits")
_LISTS = ("category", "clause", "veto", "weights", "priority")
_SHA256 = re.compile("[0-9a-f]{64}")
_AT_LINE = re.compile(r"\(at line (\d+), column (\d+)\)")


def read_terms(path: Path | str) -> Agreement:
    """Read an agreement from a file. Raises UnreadableInput with every fault, its line and what is expected there."""
    path = Path(path)
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        fault = (
            Fault(path.name or str(path), error.strerror or str(error), "a file that can be opened")
            if isinstance(error, OSError)
            else Fault(path.name, f"byte 0x{error.object[error.start]:02x} at {error.start}", "a text file in UTF-8")
        )
        raise UnreadableInput("The terms cannot be read.", [fault]) from error
    return parse_terms(text, path.name, path.parent)


def parse_terms(text: str, file: str = "terms.toml", folder: Path | None = None) -> Agreement:
    """Read an agreement from the text of a terms file; ``file`` is named in the faults. Raises UnreadableInput.

    ``folder`` is where the file of credits lies, if the agreement names one.
    """
    try:
        document = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        place = _AT_LINE.search(str(error))
        row = int(place.group(1)) if place else None
        found = _AT_LINE.sub("", str(error)).strip()
        fault = Fault(file, found, "TOML: key = value, with words in quotes", row=row, code="not-toml")
        raise UnreadableInput("The terms are not a TOML file.", [fault]) from error
    faults: list[Fault] = []
    agreement = _agreement(document, Lines(text), file, faults, folder)
    if faults:
        faults.sort(key=lambda fault: (fault.row or 0, fault.field or ""))
        raise UnreadableInput("The terms cannot be read.", faults)
    return agreement


def _agreement(
    document: Mapping[str, Any], lines: Lines, file: str, faults: list[Fault], folder: Path | None
) -> Agreement:
    whole = Table(document, file, lines, "", 0, faults)
    whole.label = "the file"
    whole.known.update(TABLES)
    whole.done()

    def one(name: str) -> Table:
        value = document.get(name, {})
        if not isinstance(value, dict):
            whole.fault(name, value, f"a heading [{name}]", "type")
            value = {}
        return Table(value, file, lines, name, 0, faults)

    def many(name: str) -> list[Table]:
        value = document.get(name, [])
        if not isinstance(value, list):
            whole.fault(name, f"[{name}]", f"[[{name}]] in double brackets, once for each", "type")
            return []
        return [Table(item, file, lines, name, index, faults) for index, item in enumerate(value)]

    if "agreement" not in document:
        whole.fault("", "no [agreement]", "a heading [agreement] with id and parties", "missing")
    head = one("agreement")
    parties = head.words("parties")
    if len(parties) < 2:
        head.fault(
            "parties" if "parties" in head.values else "", parties or "nothing", "at least two parties", "missing"
        )
    tables = {name: many(name) for name in _LISTS}
    for name in _LISTS:
        _unique(tables[name])
    clauses = tuple(clause for table in tables["clause"] if (clause := read_clause(table, parties)) is not None)
    made: dict[str, Any] = {
        "id": head.word("id", None),
        "title": head.text("title"),
        "parties": parties,
        "intermediary": head.word("intermediary"),
        "date": head.day("date"),
        "version": head.word("version", "1"),
        "hostilities": head.word("hostilities", "", ("active", "ended")),
        "replaces": _digest(head),
        "identity": Identity(head.word("identity", Identity.MATCHED, (Identity.MATCHED, Identity.ACKNOWLEDGED))),
        "clauses": clauses,
        "categories": tuple(_category(table) for table in tables["category"]),
        "priorities": tuple(_priority(table) for table in tables["priority"]),
        "vetoes": tuple(_veto(table) for table in tables["veto"]),
        "weights": tuple(_weights(table) for table in tables["weights"]),
        "consent": _consent(one("consent"), "consent" in document),
        "tranches": _tranches(one("tranches")),
        "lottery": _lottery(one("lottery")),
        "file": file,
    }
    if "credits" in document:
        made["credits"] = read_credits(one("credits"), made["id"], folder)
    head.done()
    digest = hashlib.sha256(canonical_bytes(Agreement(**made))).hexdigest()
    return Agreement(**made, sha256=digest)


def _digest(head: Table) -> str:
    """The digest of the version that this one replaces."""
    found = head.word("replaces")
    if found and not _SHA256.fullmatch(found):
        expected = "the SHA-256 of the version before, 64 hex digits, as `terms sign` shows it"
        head.fault("replaces", f'"{found}"', expected, "type")
    return found


def _unique(tables: list[Table]) -> None:
    seen: dict[object, int] = {}
    for table in tables:
        label = table.values.get("id")
        if label in seen and isinstance(label, str):
            table.fault("id", f'"{label}" again', f"an id of its own; line {seen[label]} has this one", "repeated")
        seen.setdefault(label, table.line)


def _category(table: Table) -> Category:
    who = table.predicate("who", ANYONE) or ANYONE
    made = Category(table.word("id", None), who, table.words("needs"), table.word("legal_basis"), table.line)
    table.text("title")
    table.done()
    return made


def _priority(table: Table) -> Priority:
    who = table.predicate("who", ANYONE) or ANYONE
    measure = table.word("measure", "people", ("people", "held_months"))
    made = Priority(table.word("id", None), who, measure, table.line)
    table.done()
    return made


def _weights(table: Table) -> Weights:
    inner = table.inner("ranks")
    ranks: list[tuple[str, int]] = []
    if inner is None:
        table.fault("", "no ranks", "ranks = { private = 1, colonel = 15 }", "missing")
    else:
        ranks = [(rank, inner.number(rank, 1, least=1) or 1) for rank in inner.values]
    made = Weights(
        id=table.word("id", None),
        ranks=tuple(ranks),
        otherwise=table.number("otherwise", 1, least=1) or 1,
        source=table.word("source"),
        line=table.line,
    )
    table.done()
    return made


def _veto(table: Table) -> Veto:
    who = table.predicate("who", None)
    entries = table.words("entries")
    if not entries and who is None and "who" not in table.values:
        table.fault("", "nobody", 'entries = ["..."] of the held list, or who = { ... }', "missing")
    made = Veto(
        id=table.word("id", None),
        by=table.word("by", None),
        reason=table.word("reason"),
        entries=entries,
        who=who,
        expires=table.day("expires"),
        legal_basis=table.word("legal_basis"),
        line=table.line,
    )
    table.done()
    return made


def _consent(table: Table, present: bool) -> ConsentRule:
    made = ConsentRule(
        table.word("required_for", "", ("living", "nobody")),
        table.number("guardian_under"),
        table.line if present else 1,
    )
    table.done()
    return made


def _tranches(table: Table) -> TrancheRule:
    made = TrancheRule(
        cap_per_side=table.number("cap_per_side", least=1),
        count=table.number("count", least=1),
        sizes=table.numbers("sizes"),
        exposure=table.number("exposure", least=1),
        escrow=table.flag("escrow", True),
        on_drop_out=table.word("on_drop_out", HOLD, (HOLD, RETURN)),
        medical_first=table.flag("medical_first", True),
        min_gap_hours=table.number("min_gap_hours", 0) or 0,
        remains_cap_per_side=table.number("remains_cap_per_side", least=1),
        line=table.line,
    )
    table.done()
    return made


def _lottery(table: Table) -> LotteryRule:
    made = LotteryRule(
        table.word("scheme", "commit-reveal", ("commit-reveal",)),
        table.words("parties"),
        table.word("no_reveal", "", ("stop", "leave_out")),
        table.word("shares", "tickets", ("tickets", "leximin")),
        table.word("beacon"),
        table.number("round", least=1),
        table.line,
    )
    if bool(made.beacon) is not (made.round is not None):
        found = "a beacon without a round" if made.beacon else "a round without a beacon"
        table.fault("beacon" if made.beacon else "round", found, "both, fixed beforehand", "missing")
    table.done()
    return made
