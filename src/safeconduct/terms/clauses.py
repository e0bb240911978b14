"""One reader for each kind of clause: from a TOML table to the frozen value."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from safeconduct.people.model import GroupKind, Identity
from safeconduct.terms.kinds import (
    All,
    Balance,
    Clause,
    Flow,
    KeepTogether,
    Named,
    OneForOne,
    Package,
    PackageFlow,
    Quota,
    Ratio,
    Reciprocity,
    Remains,
    Rule,
    Shortfall,
)
from safeconduct.terms.table import Table
from safeconduct.terms.wordings import read_wordings

ELSEWHERE = {  # what somebody may well look for in a clause
    "tranches": "the heading [tranches], one rule for all who go",
    "consent": "the heading [consent], one rule for all who go",
    "exclusive": "the order of the clauses: everyone goes under the first that covers them",
}


def read_clause(table: Table, parties: tuple[str, ...]) -> Clause | None:
    """The clause in ``table``, or None where its kind is missing or unknown (a fault is noted)."""
    kind = table.word("kind", None, KINDS)
    if kind not in KINDS:
        return None
    wordings, reading = read_wordings(table)
    label = table.word("id", None)
    if found := sorted(set("#/:>") & set(label)):
        table.fault("id", f'"{label}"', f"an id without {' '.join(found)}, which separate ids elsewhere", "type")
    common: dict[str, Any] = {
        "wordings": wordings,
        "reading": reading,
        "id": label,
        "line": table.line,
        "title": table.text("title"),
        "category": table.word("category"),
        "legal_basis": table.word("legal_basis"),
    }
    clause = KINDS[kind](table, common, parties)
    for key in ELSEWHERE.keys() & table.values.keys():
        table.fault(key, f"the key {key}", ELSEWHERE[key], "unknown-key")
        table.known.add(key)
    table.done()
    return clause


def _flows(table: Table, parties: tuple[str, ...], *, required: bool = True) -> tuple[Flow, ...]:
    """``between = [a, b]`` is both ways; ``from``/``to`` one way; ``mirror = true`` adds the way back."""
    between = table.words("between")
    one, other = table.word("from"), table.word("to")
    mirror = table.flag("mirror", False)
    if between and (one or other):
        table.fault("between", "between together with from or to", "either between, or from and to", "contradiction")
    if between:
        if len(between) < 2:
            table.fault("between", between, "at least two parties", "type")
        return tuple((a, b) for a in between for b in between if a != b)
    if one and other:
        return ((one, other), (other, one)) if mirror else ((one, other),)
    if one or other:
        table.fault("from" if one else "to", "only one end of the way", "both from and to", "missing")
    elif mirror or not required:
        return tuple((a, b) for a in parties for b in parties if a != b)
    else:
        table.fault("", "no parties", 'between = ["...", "..."], or from and to', "missing")
    return ()


def _span(table: Table) -> dict[str, Any]:
    exactly = table.number("exactly")
    least, most = table.number("min"), table.number("max")
    if exactly is not None:
        if least is not None or most is not None:
            table.fault(
                "exactly", "exactly together with min or max", "either exactly, or min and max", "contradiction"
            )
        return {"min": exactly, "max": exactly}
    return {"min": least or 0, "max": most}


def _shortfall(table: Table, default: Shortfall) -> Shortfall:
    return Shortfall(table.word("on_shortfall", default, Shortfall))


def _all(table: Table, common: dict[str, Any], parties: tuple[str, ...]) -> Clause:
    _need_category(table, common)
    return All(
        **common,
        flows=_flows(table, parties),
        conditional=table.flag("conditional", False),
        **_span(table),
        on_shortfall=_shortfall(table, Shortfall.FAIL),
    )


def _one_for_one(table: Table, common: dict[str, Any], parties: tuple[str, ...]) -> Clause:
    _need_category(table, common)
    return OneForOne(
        **common,
        flows=_flows(table, parties),
        **_span(table),
        tolerance=table.number("tolerance", 0) or 0,
        weights=table.word("weights"),
        on_shortfall=_shortfall(table, Shortfall.FAIL),
    )


def _quota(table: Table, common: dict[str, Any], parties: tuple[str, ...]) -> Clause:
    over = table.words("over")
    if not over:
        _need_category(table, common)
    flows = _flows(table, parties)
    return Quota(
        **common,
        flows=flows,
        **_span(table),
        over=over,
        weights=table.word("weights"),
        on_shortfall=_shortfall(table, Shortfall.FAIL),
    )


def _ratio(table: Table, common: dict[str, Any], _parties: tuple[str, ...]) -> Clause:
    _need_category(table, common)
    sides: list[tuple[str, int]] = []
    for key in ("give", "get"):
        inner = table.inner(key)
        if inner is None:
            table.fault("", f"no {key}", f'{key} = {{ party = "...", n = 1 }}', "missing")
            sides.append(("", 1))
        else:
            sides.append((inner.word("party", None), inner.number("n", 1, required=True) or 0))
            inner.done()
    (giver, give), (getter, get) = sides
    tolerance = table.number("tolerance", 0) or 0
    return Ratio(
        **common,
        flows=((giver, getter), (getter, giver)),
        give=give,
        get=get,
        lots=table.flag("lots", tolerance == 0),
        max_lots=table.number("max_lots"),
        tolerance=tolerance,
        weights=table.word("weights"),
    )


def _remains(table: Table, common: dict[str, Any], parties: tuple[str, ...]) -> Clause:
    return Remains(
        **common,
        flows=_flows(table, parties),
        **_span(table),
        one_for_one=table.flag("one_for_one", False),
        identified=Identity(table.word("identified", Identity.MATCHED, (Identity.MATCHED, Identity.ACKNOWLEDGED))),
        on_shortfall=_shortfall(table, Shortfall.REDUCE),
    )


def _keep_together(table: Table, common: dict[str, Any], parties: tuple[str, ...]) -> Clause:
    kinds = tuple(GroupKind(word) for word in table.words("groups", (GroupKind.FAMILY,), GroupKind))
    rule = Rule(table.word("rule", Rule.INDIVISIBLE, Rule))
    return KeepTogether(**common, flows=_flows(table, parties, required=False), groups=kinds, rule=rule)


def _balance(table: Table, common: dict[str, Any], parties: tuple[str, ...]) -> Clause:
    return Balance(
        **common,
        parties=table.words("parties", parties),
        tolerance=table.number("tolerance", 0) or 0,
        over=table.words("over"),
        weights=table.word("weights"),
    )


def _package(table: Table, common: dict[str, Any], parties: tuple[str, ...]) -> Clause:
    table.flag("all_or_nothing", True)
    parts = []
    for inner in table.inners("flows"):
        givers = inner.words("from", tuple(party for party in parties if party != inner.values.get("to")))
        count = inner.number("n", 1, least=1, required=True) or 1
        parts.append(PackageFlow(to=inner.word("to", None), n=count, from_=givers))
        inner.done()
    if not parts:
        table.fault("", "no flows", 'flows = [ { to = "...", n = 10, from = ["..."] } ]', "missing")
    ends = [(part.to, frozenset(part.from_)) for part in parts]
    for to, all_of in {end: None for end in ends if ends.count(end) > 1}:
        words = f"two flows to {to} from {', '.join(sorted(all_of))}"
        table.fault("flows", words, "one flow with the number of both", "repeated")
    flows = tuple(dict.fromkeys((giver, part.to) for part in parts for giver in part.from_))
    return Package(**common, flows=flows, parts=tuple(parts))


def _reciprocity(table: Table, common: dict[str, Any], parties: tuple[str, ...]) -> Clause:
    return Reciprocity(
        **common,
        parties=table.words("parties", parties),
        give=table.number("give", 1, least=1) or 1,
        get=table.number("get", 1, least=1) or 1,
        over=table.words("over"),
    )


def _named(table: Table, common: dict[str, Any], parties: tuple[str, ...]) -> Clause:
    wants = []
    for inner in table.inners("wants"):
        wants.append((inner.word("entry", None), inner.words("against")))
        inner.done()
    entries, goodwill = [entry for entry, _ in wants], table.words("goodwill")
    for entry in sorted({entry for entry in entries if entries.count(entry) > 1}):
        table.fault("wants", f'"{entry}" twice', "each entry once, with all against whom it is released", "repeated")
    for entry in sorted({entry for entry in (*entries, *goodwill) if " > " in entry}):
        table.fault("wants", f'"{entry}"', 'an entry without " > ", which separates entries elsewhere', "type")
    if not entries and not goodwill:
        table.fault("", "nobody is named", 'wants = [ { entry = "...", against = ["..."] } ]', "missing")
    return Named(
        **common,
        flows=_flows(table, parties, required=False),
        wants=tuple(wants),
        goodwill=goodwill,
        longest_cycle=table.number("longest_cycle", 3, least=2) or 3,
        longest_chain=table.number("longest_chain", 3, least=1) or 3,
    )


def _need_category(table: Table, common: dict[str, Any]) -> None:
    if not common["category"]:
        table.fault("", "no category", 'category = "...", the id of a [[category]]', "missing")


_Reader = Callable[[Table, dict[str, Any], tuple[str, ...]], Clause]
KINDS: Mapping[str, _Reader] = {
    "all": _all,
    "one_for_one": _one_for_one,
    "quota": _quota,
    "ratio": _ratio,
    "remains": _remains,
    "keep_together": _keep_together,
    "balance": _balance,
    "package": _package,
    "reciprocity": _reciprocity,
    "named": _named,
}
