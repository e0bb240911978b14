"""Deciding who goes, and in which order."""

from __future__ import annotations

import json
from typing import Any

from safeconduct import selection
from safeconduct.paper import fairness_page
from safeconduct.selection import answers
from safeconduct.terms import Agreement
from safeconduct.work.case import Case
from safeconduct.work.made import Context, digest


def select_and_order(context: Context) -> str:
    from safeconduct.store import queries
    from safeconduct.work.selection import record_selection

    made, case = context.made, context.made.case
    assert made.operation is not None
    if made.adopted is not None and made.chosen is not None:
        selected, tranches = sum(len(one.order) for one in made.chosen.tranches), len(made.chosen.tranches)
        return f"nothing is selected: {selected} go in {tranches} tranches, as in the revision that was adopted"
    agreement = made.files.agreement
    chosen = made.chosen = selection.select(agreement, made.persons, on=case.day(), seed=seed_of(case, agreement))
    for path in selection.write_selection(chosen, made.persons, context.outputs.building):
        context.outputs.add(path.name)
    context.outputs.write("seeds.json", json.dumps(seeds_of(case, agreement), indent=1, sort_keys=True) + "\n")
    write_fairness(context)
    document = (context.outputs.building / "selection.json").read_text("utf-8")
    certificate = (context.outputs.building / "certificate.json").read_text("utf-8")
    selected = sum(len(tranche.order) for tranche in chosen.tranches)
    made_from = digest(document, certificate)
    if queries.latest_selection(made.operation, made_from) is None:
        with context.change("the agreement was applied to the persons") as c:
            record_selection(c, document, certificate, made_from, selected=selected, tranches=len(chosen.tranches))
    proven = all(level.value == level.bound for level in chosen.levels)
    proof = "proven to be the most" if proven else "within a stated gap of the most"
    return (
        f"{selected} go in {len(chosen.tranches)} tranches, {proof} the agreement allows; "
        f"no side is ever more than {chosen.exposure_bound} ahead"
    )


def write_fairness(context: Context) -> None:
    """fairness.json and fairness.html: the same report for every party, with the mirror test really run."""
    made, case = context.made, context.made.case
    assert made.chosen is not None
    agreement, on = made.files.agreement, case.day()
    mirrored = answers.mirror(made.chosen, agreement, made.persons, on=on)
    document = answers.fairness(made.chosen, agreement, made.persons, mirrored, on=on)
    context.outputs.write("fairness.json", answers.fairness_bytes(document))
    names = {party.party_id: party.name("en") for party in case.parties}
    page = fairness_page(document, title=case.title, names=names, rehearsal=case.mode == "rehearsal")
    context.outputs.write("fairness.html", page)


def seeds_of(case: Case, agreement: Agreement) -> dict[str, Any]:
    """seeds.json: what each side committed to and revealed, the beacon, and the seed (hex) that they make.

    Raises RefusedByRule where none can be made.
    """
    rule, beacon = agreement.lottery, case.beacon
    return selection.seeds_document(
        {owner: one.commitment for owner, one in case.seeds.items()},
        {owner: one.reveal for owner, one in case.seeds.items() if one.reveal},
        rule.no_reveal,
        selection.beacon_value(rule, beacon.source, beacon.round, beacon.value),
    )


def seed_of(case: Case, agreement: Agreement) -> str:
    """The seed of the lots (hex), of what each side has revealed. Raises RefusedByRule where it cannot be made."""
    return str(seeds_of(case, agreement)["seed"])
