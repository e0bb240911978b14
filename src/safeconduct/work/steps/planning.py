"""Planning how the selected people travel."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Sequence
from typing import Any

from safeconduct import movement, people, selection, terms
from safeconduct.errors import Fault, NothingFeasible
from safeconduct.work.made import Context, digest


def passengers(
    chosen: selection.Selection, persons: Sequence[people.Person], agreement: terms.Agreement, on: dt.date
) -> tuple[movement.Passenger, ...]:
    """The selected people as a planner needs them, in the order of the hand-over.

    Those of one group, and a child with its guardian, bear one label and travel in one vehicle.
    """
    by_id = {person.person_id: person for person in persons}
    free = {one.id for one in agreement.clauses if isinstance(one, terms.All) and not one.conditional}
    unconditional = {one.person_id for one in chosen.outcomes if one.tranche is not None and one.clause in free}
    answering = terms.guardians(terms.Rules(agreement, on), persons)
    kinds = dict.fromkeys(people.GroupKind, "")
    label = {
        person.person_id: members[0].person_id
        for members in terms.together(persons, kinds, answering)
        if len(members) > 1
        for person in members
    }
    made = []
    for tranche in chosen.tranches:
        for person_id in tranche.order:
            person = by_id[person_id]
            made.append(
                movement.Passenger(
                    person_id,
                    person.holder,
                    person.site,
                    tranche.number,
                    person.carriage,
                    label.get(person_id, ""),
                    person_id in unconditional,
                )
            )
    return tuple(made)


def plan_movement(context: Context) -> str:
    from safeconduct.store import queries
    from safeconduct.work.movement import record_plan

    made, case, world = context.made, context.made.case, context.made.files.world
    assert made.chosen is not None
    assert made.operation is not None
    rule = made.files.agreement.tranches
    road_map = movement.open_map(context.cache)
    made.map_attribution = road_map.attribution
    plan = made.plan = movement.plan(
        passengers(made.chosen, made.persons, made.files.agreement, case.day()),
        world.sites,
        world.zones,
        world.fleet,
        world.staff,
        road_map,
        start=case.starts,
        hours=case.hours,
        mode=case.mode,
        languages={party.party_id: party.languages for party in case.parties},
        time_zone=case.time_zone,
        min_gap_hours=rule.min_gap_hours,
        escrow=rule.on_drop_out if rule.escrow else "",
    )
    document = movement.plan_bytes(plan).decode()
    context.outputs.write("plan.json", document)
    context.outputs.write(
        "timetable.svg", movement.timetable_svg(plan, world.sites, world.zones, time_zone=case.time_zone)
    )
    figure = movement.map_svg(plan, world.sites, world.zones, attribution=made.map_attribution)
    context.outputs.write("map.html", movement.map_page(figure, f"Operation {case.number}: corridors"))
    made_from, before = digest(document), queries.latest_plan(made.operation)
    if queries.latest_plan(made.operation, made_from) is None:
        with context.change("the selected people have to travel") as c:
            record_plan(c, document, made_from, runs=len(plan.runs), uncarried=len(plan.uncarried))
    if plan.uncarried:
        waiting: dict[tuple[int, str], list[str]] = {}
        for one in plan.uncarried:
            waiting.setdefault((one.tranche, one.reason), []).append(one.person_id)
        faults = [
            Fault("fleet.csv", reason, f"places for {' '.join(ids)} of tranche {tranche}", code="uncarried")
            for (tranche, reason), ids in waiting.items()
        ]
        raise NothingFeasible(
            f"{len(plan.uncarried)} of the selected people cannot be carried, so their tranches cannot go as agreed"
            f"{': in escrow nobody who waits for the other side is released without them' if plan.escrow else ''}. "
            "Add vehicles or time, or change the agreement; plan.json and report.html show what there is.",
            faults,
        )
    vehicles = len({run.vehicle for run in plan.runs})
    points = len({slot.handover for slot in plan.slots})
    return (
        f"{len(plan.runs)} journeys by {vehicles} vehicles to {points} handover points, nobody left behind; "
        f"{len(plan.warnings)} warnings{_otherwise(before.text if made.adopted and before else document, document)}"
    )


def _otherwise(before: str, now: str) -> str:
    """Which tranches travel otherwise than in the plan before, in words; empty where none does."""
    old, new = _by_tranche(before), _by_tranche(now)
    different = ", ".join(str(number) for number, there in sorted(new.items()) if there != old.get(number))
    return f". Planned otherwise than before, so hand out all papers anew: tranche {different}" if different else ""


def _by_tranche(plan: str) -> dict[int, list[Any]]:
    document = json.loads(plan)
    found: dict[int, list[Any]] = {}
    for one in (*document["slots"], *document["runs"]):
        found.setdefault(one["tranche"], []).append(one)
    return found
