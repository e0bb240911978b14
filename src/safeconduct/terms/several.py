"""Several agreements in one operation: one programme over all their clauses, each of which keeps its own agreement.

A clause is then called ``agreement/clause``, and so are categories, vetoes, priorities and weights; everyone's line
cites both. A person goes under the first clause that covers them, in the order of the agreements and of each file.
"""

from __future__ import annotations

import dataclasses
import hashlib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from safeconduct.errors import Fault, RefusedByRule, UnreadableInput
from safeconduct.terms.canonical import canonical_bytes
from safeconduct.terms.kinds import All, Clause, Named, Quota, Remains
from safeconduct.terms.model import Agreement, ConsentRule, LotteryRule, Part, TrancheRule
from safeconduct.terms.read import read_terms

FIRST = "terms.toml"


def terms_files(folder: Path) -> tuple[Path, ...]:
    """The agreements of a case folder: terms.toml, then terms-2.toml, terms-3.toml and so on, without a gap."""
    found = [folder / FIRST]
    while (path := folder / f"terms-{len(found) + 1}.toml").exists():
        found.append(path)
    return tuple(found)


def read_agreements(path: Path) -> tuple[Agreement, ...]:
    """The agreements of a file, or all of a folder. Raises UnreadableInput with the faults of every file."""
    made: list[Agreement] = []
    faults: list[Fault] = []
    for each in terms_files(path) if path.is_dir() else (path,):
        try:
            made.append(read_terms(each))
        except UnreadableInput as error:
            faults += error.faults
    if faults:
        raise UnreadableInput("The terms cannot be read.", faults)
    return tuple(made)


def combine(agreements: Sequence[Agreement]) -> Agreement:
    """One agreement made of several, or the only one as it is.

    The consent asked for is the strictest of them. Raises RefusedByRule with everything that they must say alike and do
    not: the intermediary, what confirms a person, whom first, and the tranches and the lottery where more than one
    states them.
    """
    if len(agreements) == 1:
        return agreements[0]
    faults = list(_faults(agreements))
    if faults:
        raise RefusedByRule("The agreements do not fit together in one operation.", faults)
    first = agreements[0]
    made: dict[str, Any] = {
        "id": "+".join(one.id for one in agreements),
        "title": first.title,
        "parties": tuple(dict.fromkeys(party for one in agreements for party in one.parties)),
        "clauses": tuple(_clause(one, clause) for one in agreements for clause in one.clauses),
        "intermediary": first.intermediary,
        "date": max((one.date for one in agreements if one.date), default=None),
        "version": "+".join(one.version for one in agreements),
        "identity": first.identity,
        "categories": _named(agreements, "categories"),
        "consent": _strictest([one.consent for one in agreements]),
        "priorities": next((one.priorities for one in agreements if one.priorities), ()),
        "vetoes": _named(agreements, "vetoes"),
        "weights": _named(agreements, "weights"),
        "tranches": next((one.tranches for one in agreements if _stated(one.tranches)), first.tranches),
        "lottery": next((one.lottery for one in agreements if _stated(one.lottery)), first.lottery),
        "credits": tuple(
            dataclasses.replace(owed, clause=f"{one.id}/{owed.clause}") for one in agreements for owed in one.credits
        ),
        "parts": tuple(Part(one.id, one.version, one.sha256, one.file) for one in agreements),
        "file": ", ".join(one.file for one in agreements),
    }
    return Agreement(**made, sha256=hashlib.sha256(canonical_bytes(Agreement(**made))).hexdigest())


def _clause(one: Agreement, clause: Clause) -> Clause:
    """The clause under its full name, with every name in it made full too."""
    changed: dict[str, Any] = {"id": f"{one.id}/{clause.id}"}
    for field in ("category", "weights"):
        if name := getattr(clause, field, ""):
            changed[field] = f"{one.id}/{name}"
    if hasattr(clause, "over"):
        over = clause.over
        if not over and clause.kind in ("balance", "reciprocity"):  # all that is weighed, but of its own agreement
            over = tuple(each.id for each in one.clauses if _weighed(each))
        changed["over"] = tuple(f"{one.id}/{name}" for name in over)
    return dataclasses.replace(clause, **changed)


def _weighed(clause: Clause) -> bool:
    own = clause.entitles and not (isinstance(clause, Quota) and clause.over)
    return own and not isinstance(clause, All | Remains | Named)


def _named(agreements: Sequence[Agreement], field: str) -> tuple[Any, ...]:
    return tuple(
        dataclasses.replace(each, id=f"{one.id}/{each.id}") for one in agreements for each in getattr(one, field)
    )


def _strictest(rules: Sequence[ConsentRule]) -> ConsentRule:
    ages = [rule.guardian_under for rule in rules if rule.guardian_under is not None]
    required = "living" if any(rule.required_for == "living" for rule in rules) else rules[0].required_for
    return ConsentRule(required, max(ages, default=None), rules[0].line)


def _faults(agreements: Sequence[Agreement]) -> Iterator[Fault]:
    first, seen = agreements[0], set()
    for one in agreements:
        if one.id in seen or not set("/+#:>").isdisjoint(one.id):
            expected = "an id of its own, without / + # : and >"
            yield Fault(one.file, one.id, expected, field="agreement.id", code="repeated")
        seen.add(one.id)
        for clause in one.clauses:
            alone = clause.kind in ("balance", "reciprocity") and not getattr(clause, "over", ())
            if alone and not any(map(_weighed, one.clauses)):
                expected = "over = the clauses whose people it counts"
                yield Fault(one.file, "no clause that it could count", expected, clause.line, f"clause {clause.id}")
    for one in agreements[1:]:
        for field in ("intermediary", "identity"):
            if getattr(one, field) != getattr(first, field):
                words = f'"{getattr(one, field)}"'
                expected = f'"{getattr(first, field)}", as in {first.file}'
                yield Fault(one.file, words, expected, field=f"agreement.{field}", code="differs")
    for field in ("priorities", "tranches", "lottery"):
        saying = [one for one in agreements if _stated(getattr(one, field))]
        for one in saying[1:]:
            if _plain(getattr(one, field)) != _plain(getattr(saying[0], field)):
                expected = f"the same as in {saying[0].file}, or nothing: there is one order for all who go"
                yield Fault(one.file, "another wording", expected, _line(getattr(one, field)), field, "differs")


def _stated(value: TrancheRule | LotteryRule | tuple[Any, ...]) -> bool:
    """Whether an agreement says anything here: what it leaves out is what the rule is without a word."""
    return bool(value) if isinstance(value, tuple) else _plain(value) != _plain(type(value)())


def _line(value: Any) -> int:
    return int(value[0].line if isinstance(value, tuple) else value.line)


def _plain(value: TrancheRule | LotteryRule | tuple[Any, ...]) -> Any:
    items = value if isinstance(value, tuple) else (value,)
    return [dataclasses.replace(item, line=0) for item in items]
