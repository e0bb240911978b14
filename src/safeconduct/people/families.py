"""What families report, beside what the parties state.

A family's report is no statement by a party. It makes no person, ties no entries, confirms nobody as held and changes
no band: it is compared with the entries by the same model, and shown to the reviewers, who may ask the family more.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from safeconduct.files import whole
from safeconduct.people import link
from safeconduct.people.match import BUDGET, match
from safeconduct.people.model import Entry, ListKind
from safeconduct.people.pairs import Band, Pair
from safeconduct.people.sentences import word

_AGREES = frozenset(("same", "reading", "initial", "year_only"))
_DIFFERS = frozenset(("other", "year"))


@dataclass(frozen=True, slots=True)
class FamilyReport:
    """A report that may speak of the person of one entry, and how the two compare.

    ``party`` and ``report_id`` name the row of a family list; ``kind``, ``entry_party`` and ``entry_id`` the entry.
    ``agrees``, ``near`` and ``differs`` are fields of the comparison; a field that a side leaves empty is in none.
    """

    party: str
    report_id: str
    kind: ListKind
    entry_party: str
    entry_id: str
    probability: float
    weight_bits: float
    band: Band
    agrees: tuple[str, ...]
    near: tuple[str, ...]
    differs: tuple[str, ...]


def family_reports(
    family: Iterable[Entry],
    held: Iterable[Entry],
    sought: Iterable[Entry],
    *,
    budget: int = BUDGET,
    weights: link.Weights | None = None,
) -> tuple[FamilyReport, ...]:
    """The entries that families' reports may speak of, those of band *no* left out.

    Who is reported missing to one party is looked for among those whom the others hold, and among those whom that
    party seeks. Raises RefusedByRule where the lists are over the budget of ``match``.
    """
    reports, theirs, asked = list(family), list(held), list(sought)
    found: list[FamilyReport] = []
    for pair in match(theirs, reports, budget=budget, weights=weights).pairs if reports else ():
        found += _report(pair, ListKind.HELD, pair.held_party)
    for party in sorted({one.party for one in reports}):
        # The engine compares entries of different parties only; these are of one, so one side goes without a name.
        nameless = [replace(one, party="") for one in asked if one.party == party]
        own = [one for one in reports if one.party == party]
        for pair in match(nameless, own, budget=budget, weights=weights).pairs:
            found += _report(pair, ListKind.SOUGHT, party)
    return tuple(sorted(found, key=lambda one: (one.report_id, one.party, one.kind, one.entry_id, one.entry_party)))


def _report(pair: Pair, kind: ListKind, entry_party: str) -> list[FamilyReport]:
    if pair.band is Band.NO:
        return []
    levels = {field.field: field.level for field in pair.fields if field.level != "nothing"}
    return [
        FamilyReport(
            party=pair.sought_party,
            report_id=pair.sought_id,
            kind=kind,
            entry_party=entry_party,
            entry_id=pair.held_id,
            probability=pair.probability,
            weight_bits=pair.weight_bits,
            band=pair.band,
            agrees=tuple(field for field, level in levels.items() if level in _AGREES),
            near=tuple(field for field, level in levels.items() if level not in _AGREES | _DIFFERS),
            differs=tuple(field for field, level in levels.items() if level in _DIFFERS),
        )
    ]


def told(report: FamilyReport, language: str = "en") -> str:
    """A report in a sentence or two, without a name in it."""

    def fields(names: Sequence[str]) -> str:
        return ", ".join(word(f"field.{name}", language).lower() for name in names)

    said = [str(report.kind), *(part for part in ("agrees", "near", "differs") if getattr(report, part))]
    return " ".join(
        word(
            f"family.{part}",
            language,
            report=report.report_id,
            party=report.party,
            entry=report.entry_id,
            agrees=fields(report.agrees),
            near=fields(report.near),
            differs=fields(report.differs),
        )
        for part in said
    )


def speaks_against(reports: Sequence[FamilyReport]) -> bool:
    """Whether a report on one entry of a pair is very likely that person, and does not fit the other entry at all."""
    sides: dict[tuple[str, str], set[ListKind]] = {}
    for one in reports:
        sides.setdefault((one.party, one.report_id), set()).add(one.kind)
    return any(one.band is Band.PROPOSE and len(sides[one.party, one.report_id]) == 1 for one in reports)


COLUMNS = (
    "family_party",
    "report_id",
    "list",
    "party",
    "entry_id",
    "probability",
    "weight_bits",
    "likely",
    "agrees",
    "near",
    "differs",
)


def write_reports(reports: Iterable[FamilyReport], path: Path) -> None:
    """Write family-reports.csv: which entries the reports of families may speak of. Names nobody."""
    with whole(path) as beside, beside.open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(COLUMNS)
        for one in reports:
            writer.writerow(
                (
                    one.party,
                    one.report_id,
                    one.kind.value,
                    one.entry_party,
                    one.entry_id,
                    f"{one.probability:.6f}",
                    f"{one.weight_bits:.3f}",
                    "very" if one.band is Band.PROPOSE else "perhaps",
                    "; ".join(one.agrees),
                    "; ".join(one.near),
                    "; ".join(one.differs),
                )
            )
