"""The timetable: when and where each tranche is handed over.

A time-indexed CP-SAT model: one boolean for each tranche and each moment (on a grid of ten minutes, inside a silence
window) at which its two convoys may meet. The tranches keep the order of the selection, because the exposure that
the certificate bounds was counted in that order: a hand-over begins only when the one before it has ended, wherever
the two are. No handover point holds two slots at once. Among the timetables that do this, the one is taken in which
people wait and drive least, in person-minutes. Long timetables are solved eight tranches at a time.

In escrow a slot is long enough to take everybody of both parties into custody, and to release meanwhile whoever goes
without condition, before anyone else is released; and it lies where the intermediary can keep them all at once.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from safeconduct.errors import Fault, NothingFeasible
from safeconduct.movement.model import Slot, Zone
from safeconduct.movement.pace import MINUTE, Load, Pace

CHUNK = 8
EFFORT = 20.0  # CP-SAT's deterministic time per chunk: the same on every machine
# (tranche, handover point, meet, end of slot) -> (earliest meet, minutes of driving summed over the people), or None
Reach = Callable[[int, str, dt.datetime, dt.datetime], tuple[dt.datetime, int] | None]


@dataclass(frozen=True, slots=True)
class _Option:
    """One way to hand a tranche over. Times in minutes from the start of the planning."""

    window: Zone
    start: int
    meet: int
    done: int  # the hand-over itself has ended
    end: int
    cost: int


def timetable(
    loads: Mapping[int, Load],
    order: Sequence[int],
    windows: Sequence[Zone],
    reach: Reach,
    pace: Pace,
    start: dt.datetime,
    end: dt.datetime,
    not_before: Mapping[int, dt.datetime] | None = None,
    fixed: Sequence[Slot] = (),
    capacity: Mapping[str, int] | None = None,
) -> tuple[Slot, ...]:
    """A slot for each tranche in ``order``, after the slots in ``fixed``.

    ``loads`` are both parties' people together; ``reach`` says whether and how soon the convoys can be there;
    ``not_before`` sets the earliest meeting of a tranche; ``capacity`` how many people the intermediary can keep at a
    handover point, which counts in escrow. Raises NothingFeasible, naming the tranche that does not
    fit and what would help.
    """
    todo = [tranche for tranche in order if tranche not in {slot.tranche for slot in fixed}]
    options = {}
    for tranche in todo:
        large = _that_hold(loads[tranche], windows, (capacity or {}) if pace.in_escrow else {})
        if not large and windows:
            raise _no_holding_place(tranche, loads[tranche], windows, capacity or {})
        earliest = (not_before or {}).get(tranche)
        options[tranche] = _options(tranche, loads[tranche], large, reach, pace, start, end, earliest)
    for goal in (_least_waiting, _earliest):
        slots = list(fixed)
        for at in range(0, len(todo), CHUNK):
            chunk = todo[at : at + CHUNK]
            solved = _solve(chunk, options, slots, loads, pace, start, goal)
            if solved is None:
                break
            slots += solved
        else:
            return tuple(slots)
    raise _does_not_fit(todo, options, fixed, loads, windows, pace, start)


def _that_hold(load: Load, windows: Sequence[Zone], capacity: Mapping[str, int]) -> list[Zone]:
    """The windows at points where the load can be kept at once; a point of which nobody has said counts as large."""
    return [w for w in windows if w.handover_id not in capacity or load.people <= capacity[w.handover_id]]


def _no_holding_place(
    tranche: int, load: Load, windows: Sequence[Zone], capacity: Mapping[str, int]
) -> NothingFeasible:
    given = ", ".join(f"{point} {capacity[point]}" for point in sorted({w.handover_id for w in windows}))
    found = f"tranche {tranche} has {load.people} people of all sides, who wait in escrow together; given: {given}"
    expected = f"a handover point with a silence window where {load.people} can be kept, or smaller tranches"
    fault = Fault("sites.csv", found, expected, field="capacity", code="no-holding-place")
    return NothingFeasible(f"No place holds tranche {tranche} in escrow.", [fault])


def _least_waiting(option: _Option) -> int:
    return option.cost


def _earliest(option: _Option) -> int:
    return option.meet


def _options(
    tranche: int,
    load: Load,
    windows: Sequence[Zone],
    reach: Reach,
    pace: Pace,
    start: dt.datetime,
    end: dt.datetime,
    not_before: dt.datetime | None,
) -> list[_Option]:
    handover_min = pace.handover_min(load)
    found = []
    grid = pace.grid_min
    for window in windows:
        opens = max(window.start, start)
        closes = min(window.end, end)
        first = -(-int((opens - start) / MINUTE + pace.approach_min) // grid) * grid
        last = int((closes - start) / MINUTE) - handover_min - pace.withdrawal_min
        for meet in range(first, last + 1, grid):
            moment = start + meet * MINUTE
            if not_before is not None and moment < not_before:
                continue
            slot_end = meet + handover_min + pace.withdrawal_min
            can = reach(tranche, window.handover_id, moment, start + slot_end * MINUTE)
            if can is None or moment < can[0]:
                continue
            cost = (load.people * meet + can[1]) // grid
            found.append(_Option(window, meet - pace.approach_min, meet, meet + handover_min, slot_end, cost))
    return found


def _solve(
    chunk: Sequence[int],
    options: Mapping[int, Sequence[_Option]],
    before: Sequence[Slot],
    loads: Mapping[int, Load],
    pace: Pace,
    start: dt.datetime,
    goal: Callable[[_Option], int],
) -> list[Slot] | None:
    from ortools.sat.python import cp_model

    free_from = max((_minutes(s.meet, start) + pace.handover_min(loads[s.tranche]) for s in before), default=None)
    taken: dict[str, int] = {}
    for slot in before:
        taken[slot.handover] = max(taken.get(slot.handover, 0), _minutes(slot.end, start))
    model = cp_model.CpModel()
    chosen: dict[int, list[tuple[_Option, cp_model.IntVar]]] = {}
    for tranche in chunk:
        chosen[tranche] = [
            (option, model.new_bool_var(f"{tranche}@{option.window.zone_id}+{option.meet}"))
            for option in options[tranche]
            if (free_from is None or option.meet >= free_from + pace.gap_min)
            and option.start >= taken.get(option.window.handover_id, 0)
        ]
        if not chosen[tranche]:
            return None
        model.add_exactly_one(variable for _, variable in chosen[tranche])
    _in_order(model, chosen, pace)
    _one_at_a_time(model, chosen)
    model.minimize(sum(goal(option) * variable for pairs in chosen.values() for option, variable in pairs))
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.random_seed = 1
    solver.parameters.max_deterministic_time = EFFORT
    if solver.solve(model) not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return None
    slots = []
    for tranche in chunk:
        (option,) = (o for o, variable in chosen[tranche] if solver.boolean_value(variable))
        slots.append(
            Slot(
                tranche,
                option.window.handover_id,
                start + option.start * MINUTE,
                start + option.meet * MINUTE,
                start + option.end * MINUTE,
                option.window.zone_id,
                start + (option.meet + pace.custody_min(loads[tranche])) * MINUTE if pace.in_escrow else None,
            )
        )
    return slots


def _in_order(model: Any, chosen: Mapping[int, Sequence[tuple[_Option, Any]]], pace: Pace) -> None:
    """A hand-over begins only when the one before it is over. Written with one boolean per tranche and moment that says
    *has met by then*, which keeps every constraint short.
    """
    met: dict[int, list[tuple[int, Any]]] = {}
    for tranche, pairs in chosen.items():
        steps: list[tuple[int, Any]] = []
        for moment in sorted({option.meet for option, _ in pairs}):
            by_then = model.new_bool_var(f"{tranche} by {moment}")
            now = sum(variable for option, variable in pairs if option.meet == moment)
            model.add(by_then == now + (steps[-1][1] if steps else 0))
            steps.append((moment, by_then))
        met[tranche] = steps
    for earlier, later in pairwise(chosen):
        lasts = chosen[earlier][0][0].done - chosen[earlier][0][0].meet + pace.gap_min
        for moment, begun in met[later]:
            over = [by_then for at, by_then in met[earlier] if at + lasts <= moment]
            if over:
                model.add_implication(begun, over[-1])
            else:
                model.add(begun == 0)


def _one_at_a_time(model: Any, chosen: Mapping[int, Sequence[tuple[_Option, Any]]]) -> None:
    """No handover point holds two slots at once. An overlap can begin only where one of the slots begins."""
    points: dict[str, list[tuple[_Option, Any]]] = {}
    for pairs in chosen.values():
        for option, variable in pairs:
            points.setdefault(option.window.handover_id, []).append((option, variable))
    for pairs in points.values():
        for moment in sorted({option.start for option, _ in pairs}):
            there = [variable for option, variable in pairs if option.start <= moment < option.end]
            model.add_at_most_one(there)


def _minutes(moment: dt.datetime, start: dt.datetime) -> int:
    return int((moment - start) / MINUTE)


def _does_not_fit(
    todo: Sequence[int],
    options: Mapping[int, Sequence[_Option]],
    fixed: Sequence[Slot],
    loads: Mapping[int, Load],
    windows: Sequence[Zone],
    pace: Pace,
    start: dt.datetime,
) -> NothingFeasible:
    """The first tranche that does not fit behind the ones before it, handed over as early as they can be."""
    slots = list(fixed)
    tranche = todo[0]
    for at in range(0, len(todo), CHUNK):
        chunk = todo[at : at + CHUNK]
        solved = _solve(chunk, options, slots, loads, pace, start, _earliest)
        if solved is not None:
            slots += solved
            continue
        for count in range(1, len(chunk) + 1):
            tranche = chunk[count - 1]
            if _solve(chunk[:count], options, slots, loads, pace, start, _earliest) is None:
                break
        break
    load = loads[tranche]
    need = pace.slot_min(load)
    escrow = (
        f", {pace.custody_min(load)} of them to take everybody into custody before anyone is released"
        if pace.in_escrow
        else ""
    )
    lengths = [f"{w.zone_id} {_minutes(w.end, w.start)} min" for w in windows]
    given = ", ".join(lengths) if lengths else "no window at all"
    if not options[tranche]:
        found = (
            f"tranche {tranche} ({load.people} people) needs {need} min{escrow} inside one window that its convoys can "
            f"reach; given: {given}"
        )
        expected = "a longer silence window, a later one, a smaller tranche, or a road that no hazard zone cuts"
    else:
        total = sum(pace.slot_min(loads[t]) for t in todo)
        found = (
            f"tranche {tranche} ({load.people} people, {need} min{escrow}) finds no place after the tranches before "
            f"it; all {len(todo)} tranches need {total} min one after the other; given: {given}"
        )
        expected = "more or longer silence windows, a second handover point, more hours, or fewer and smaller tranches"
    fault = Fault("zones.geojson", found, expected, field="silence", code="no-slot")
    return NothingFeasible(f"No timetable holds all tranches: tranche {tranche} does not fit.", [fault])
