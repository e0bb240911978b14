"""One report for all parties with the same columns for each: who was declared, verified, eligible and selected.

It holds counts, waiting times, the lead, what is not symmetric, the mirror test and the draws; no person and no shadow
price. Why people are not eligible is not told by cause: how many refused to go is for nobody to know who holds them.
"""

from __future__ import annotations

import datetime as dt
import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from safeconduct.people.model import Identity, Person
from safeconduct.selection.answers.asymmetry import asymmetries, disputes
from safeconduct.selection.answers.leads import lead_lines, open_to_loss
from safeconduct.selection.answers.mirror import Mirrored
from safeconduct.selection.lottery import ticket
from safeconduct.selection.model import Reason, Selection
from safeconduct.terms import Agreement, Rules, held_months

FORMAT = "safeconduct fairness 1"
COLUMNS = ("declared", "verified", "eligible", "selected")
QUANTILES = (("least", 0), ("quarter", 25), ("half", 50), ("three quarters", 75), ("nine tenths", 90), ("most", 100))
_BARRED = frozenset({Reason.NOT_CONFIRMED, Reason.NOT_ELIGIBLE, Reason.NO_CONSENT, Reason.VETOED, Reason.GROUP_BLOCKED})


def fairness(
    selection: Selection, agreement: Agreement, persons: Sequence[Person], mirrored: Mirrored, *, on: dt.date
) -> dict[str, Any]:
    """The report as plain JSON values (docs/reference/outputs.md names every key); the same input gives the same."""
    certificate = selection.certificate
    parties = sorted(agreement.parties)
    rows = _Rows(selection, agreement, persons, on)
    lines, escrow = lead_lines(selection, agreement, persons), agreement.tranches.escrow
    return {
        "format": FORMAT,
        "agreement": {"id": agreement.id, "sha256": certificate["agreement_sha256"], "applied_on": on.isoformat()},
        "parties": {party: rows.of(party) for party in parties},
        "lead": {
            "greatest": selection.exposure_bound,
            "least_possible": certificate["exposure"]["least"],
            "curve": list(selection.exposure),
            "ahead": _ahead(selection, parties),
            "lines": [line.document() for line in lines],
            "tranches": [len(tranche.order) for tranche in selection.tranches],
            "escrow": escrow,
            "open_to_loss": open_to_loss(lines, escrow=escrow),
        },
        "asymmetric": [{"clause": clause, "what": what} for clause, what in asymmetries(agreement)],
        "disputed": list(disputes(agreement)),
        "mirror": mirrored.document(),
        "lottery": {
            "scheme": agreement.lottery.scheme,
            "takers": sorted(agreement.lottery.parties),
            "seed": selection.seed,
            "draws": list(_draws(certificate)),
        },
        "proof": {
            "certificate_sha256": certificate["sha256"],
            "levels": [{"name": one.name, "reached": one.value, "at_most": one.bound} for one in selection.levels],
        },
    }


def fairness_bytes(document: Mapping[str, Any]) -> bytes:
    """fairness.json."""
    return (json.dumps(document, ensure_ascii=False, sort_keys=True, indent=1) + "\n").encode()


class _Rows:
    """The same rows and columns for each party, of the people whom it holds, and whom it receives."""

    def __init__(self, selection: Selection, agreement: Agreement, persons: Iterable[Person], on: dt.date) -> None:
        self.agreement, self.on = agreement, on
        rules = Rules(agreement, on)
        told = {one.person_id: one for one in selection.outcomes}
        self.count: dict[tuple[str, str, str], Counter[str]] = defaultdict(Counter)  # (side, party, clause)
        self.months: dict[tuple[str, str, str], list[int]] = defaultdict(list)  # (side, party, goes or stays)
        self.claimed: Counter[str] = Counter()
        for person in persons:
            outcome = told[person.person_id]
            goes, barred = outcome.reason is Reason.SELECTED, outcome.reason in _BARRED
            clause, _ = rules.cover(person)
            name = outcome.clause if goes else clause.id if clause else ""
            columns = [
                *(["declared"] if person.identity is not Identity.CLAIMED else ()),
                *(["verified"] if person.identity is Identity.MATCHED else ()),
                *(["eligible"] if not barred else ()),
                *(["selected"] if goes else ()),
            ]
            if person.identity is Identity.CLAIMED:
                self.claimed[person.holder] += 1
            for side, party in (("gives", person.holder), ("receives", person.home)):
                self.count[side, party, name].update(columns)
                if not barred and not person.remains:
                    self.months[side, party, "goes" if goes else "stays"].append(held_months(person, on))

    def of(self, party: str) -> dict[str, Any]:
        return {
            "asked_for_and_not_acknowledged": self.claimed[party],
            **{side: self._side(side, party) for side in ("gives", "receives")},
        }

    def _side(self, side: str, party: str) -> dict[str, Any]:
        names = [clause.id for clause in self.agreement.clauses if clause.entitles and not getattr(clause, "over", ())]
        rows = []
        for name in (*names, ""):
            count = self.count.get((side, party, name), Counter())
            rows.append({"clause": name, **_columns(count)})
        total: Counter[str] = Counter()
        for row in rows:
            total.update({name: row[name] for name in COLUMNS})
        waiting = {
            "selected_months": _quantiles(self.months[side, party, "goes"]),
            "staying_months": _quantiles(self.months[side, party, "stays"]),
        }
        return {"rows": rows, "total": _columns(total), **waiting}


def _columns(count: Mapping[str, int]) -> dict[str, Any]:
    """The four counts, and the share of the eligible who are selected, in whole per cent rounded down."""
    eligible = count.get("eligible", 0)
    share = 100 * count.get("selected", 0) // eligible if eligible else None
    return {**{name: count.get(name, 0) for name in COLUMNS}, "share_percent": share}


def _quantiles(months: Sequence[int]) -> dict[str, int] | None:
    """Months held, by nearest rank: a number that somebody has, never one in between."""
    ordered = sorted(months)
    if not ordered:
        return None
    last = len(ordered)
    return {name: ordered[max(0, -(-last * percent // 100) - 1)] for name, percent in QUANTILES}


def _ahead(selection: Selection, parties: Sequence[str]) -> dict[str, int] | None:
    """How far each of two parties was ahead at most; among more parties ``lines`` tell it."""
    if len(parties) != 2:
        return None
    first, second = parties
    return {
        first: max([0, *selection.exposure]),
        second: max([0, *(-lead for lead in selection.exposure)]),
    }


def _draws(certificate: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """Every class of equals of which some go and some stay, with the tickets on either side of the line."""
    seed = certificate["seed"]
    for index, group in enumerate(certificate["classes"]):
        taken, units = group["taken"], group["units"]
        if 0 < taken < len(units):
            ways = [certificate["ways"][way][:3] for way, _ in group["counts"]]
            yield {
                "class": index,
                "clause": ways[0][0].partition("#")[0],
                "from": ways[0][1],
                "to": ways[0][2],
                "equals": len(units),
                "places": taken,
                "last_that_goes": ticket(seed, units[taken - 1]),
                "first_that_stays": ticket(seed, units[taken]),
            }
