"""Crews: who of the staff goes with which convoy.

Each convoy has a leader and a doctor or nurse who ride with it, and at the handover point a handover team (one member
for each lane), an interpreter who speaks a language of every party, and a psychologist. Stretchers need a doctor.
Hours of duty and rest are hard: a place that nobody may fill stays empty, and a warning names it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any
from zoneinfo import ZoneInfo

from safeconduct.movement.hours import Span, allowed, duties_of, night_min
from safeconduct.movement.model import Duty, Run, Slot, Staff
from safeconduct.movement.pace import MINUTE, Load, Pace

CHUNK = 24  # tasks of one kind that are given out together
EFFORT = 1.0  # CP-SAT's deterministic time per chunk
EVEN_MIN = 60  # hours and nights are spread until this much is left to win
ROUNDS = 30
NIGHT_WARNING_H = 8
Travel = Callable[[str, Slot], int | None]  # planned seconds from a base to the slot's handover point


@dataclass(frozen=True, slots=True)
class Need:
    """A place in a convoy's crew that somebody must fill. ``rides`` is false where the work is at the point only."""

    task: str
    roles: tuple[str, ...]
    slot: Slot
    holder: str
    start: dt.datetime
    end: dt.datetime
    rides: bool
    languages: tuple[tuple[str, ...], ...] = ()  # one of each of these must be spoken


def needs(
    slots: Sequence[Slot],
    convoys: Sequence[tuple[int, str, Load, Sequence[Run]]],
    languages: Mapping[str, Sequence[str]],
    pace: Pace,
) -> tuple[Need, ...]:
    """Every place to fill, by start. ``convoys`` are (tranche, holder, load, runs), in an order free of party names."""
    by_tranche = {slot.tranche: slot for slot in slots}
    spoken = tuple(sorted(tuple(sorted(words)) for words in languages.values() if words))
    made = []
    for tranche, holder, load, runs in convoys:
        if not runs:
            continue
        slot = by_tranche[tranche]
        leave = min(run.stops[0].depart for run in runs)
        back = max(run.back.arrive for run in runs if run.back is not None)
        ride: tuple[dt.datetime, dt.datetime, bool] = (leave, back, True)
        stay: tuple[dt.datetime, dt.datetime, bool] = (slot.start, slot.end, False)
        made.append(Need("convoy leader", ("convoy_leader",), slot, holder, *ride))
        made += [Need("handover team", ("handover",), slot, holder, *stay) for _ in range(pace.lanes(load))]
        if load.seats + load.stretchers:
            medics = ("doctor",) if load.stretchers else ("doctor", "nurse")
            made.append(Need("medical care", medics, slot, holder, *ride))
            made.append(Need("interpreter", ("interpreter",), slot, holder, *stay, spoken))
            made.append(Need("psychologist", ("psychologist",), slot, holder, *stay))
    return tuple(sorted(made, key=lambda need: need.start))


def roster(
    wanted: Sequence[Need], staff: Sequence[Staff], travel: Travel, pace: Pace, zone: ZoneInfo
) -> tuple[tuple[Duty, ...], tuple[str, ...]]:
    """Duties, and warnings about empty places and about night work."""
    people = sorted(staff, key=lambda one: one.staff_id)
    given: dict[str, list[Span]] = {}
    duties: list[tuple[Need, Duty]] = []
    empty: list[Need] = []
    families: dict[str, list[Need]] = {}
    for need in wanted:
        families.setdefault(need.task, []).append(need)
    for task in sorted(families):
        for at in range(0, len(families[task]), CHUNK):
            chunk = families[task][at : at + CHUNK]
            fit = [one for one in people if any(one.role in need.roles for need in chunk)]
            chosen = _give_out(chunk, fit, given, travel, pace, zone)
            for k, need in enumerate(chunk):
                if k not in chosen:
                    empty.append(need)
                    continue
                one, span = chosen[k]
                given.setdefault(one.staff_id, []).append(span)
                duties.append((need, Duty(one.staff_id, need.slot.tranche, need.holder, *span, need.task)))
    order = {id(need): k for k, need in enumerate(wanted)}
    duties.sort(key=lambda pair: (pair[1].tranche, order[id(pair[0])], pair[1].staff))
    empty.sort(key=lambda need: (need.slot.tranche, order[id(need)]))
    return tuple(duty for _, duty in duties), (*_empty_words(empty, pace), *_night_words(given, zone, pace))


def _span(need: Need, one: Staff, travel: Travel) -> Span | None:
    """When this person would be on duty for the need; None where they may not be."""
    if one.role not in need.roles or any(not set(choice) & set(one.languages) for choice in need.languages):
        return None
    span = (need.start, need.end)
    if not need.rides and one.base:
        seconds = travel(one.base, need.slot)
        if seconds is None:
            return None
        span = (need.start - dt.timedelta(seconds=seconds), need.end + dt.timedelta(seconds=seconds))
    return span if one.from_ <= span[0] and span[1] <= one.until else None


def _give_out(
    chunk: Sequence[Need],
    people: Sequence[Staff],
    given: Mapping[str, Sequence[Span]],
    travel: Travel,
    pace: Pace,
    zone: ZoneInfo,
) -> dict[int, tuple[Staff, Span]]:
    """Fill as many places as the rules allow, then spread hours and nights as evenly as can be (CP-SAT)."""
    from ortools.sat.python import cp_model

    could: dict[tuple[int, int], Span] = {}
    for s, one in enumerate(people):
        for k, need in enumerate(chunk):
            span = _span(need, one, travel)
            if span is not None and allowed([*given.get(one.staff_id, ()), span], pace):
                could[k, s] = span
    could = _enough(could, [sum(map(_long, given.get(one.staff_id, ()))) for one in people])
    model = cp_model.CpModel()
    x = {key: model.new_bool_var(f"{key}") for key in could}
    hours = model.new_int_var(0, 10_000_000, "most minutes")
    nights = model.new_int_var(0, 10_000_000, "most night minutes")
    for k in range(len(chunk)):
        model.add_at_most_one(v for (need, _), v in x.items() if need == k)
    for s, one in enumerate(people):
        mine = {k: could[k, s] for k in range(len(chunk)) if (k, s) in could}
        if not mine:
            continue
        for tasks in _clashes(mine, pace):
            model.add(sum(x[k, s] for k in tasks) <= len(tasks) - 1)
        before = given.get(one.staff_id, ())
        model.add(sum(_long(t) for t in before) + sum(_long(mine[k]) * x[k, s] for k in mine) <= hours)
        dark = {k: night_min(mine[k], zone, pace.night) for k in mine}
        model.add(sum(night_min(t, zone, pace.night) for t in before) + sum(dark[k] * x[k, s] for k in mine) <= nights)
    model.maximize(1_000_000 * sum(x.values()) - hours - nights)
    for _ in range(ROUNDS):
        chosen = _solve(model, x)
        too_long = _too_long(chosen, could, people, given, pace)
        if not too_long:
            break
        for tasks in {tuple(tasks) for _, tasks in too_long}:
            for s in range(len(people)):  # what is too long for one is too long for all who could do it
                spans = [could[k, s] for k in tasks if (k, s) in could]
                if len(spans) == len(tasks) and not allowed([*given.get(people[s].staff_id, ()), *spans], pace):
                    model.add(sum(x[k, s] for k in tasks) <= len(tasks) - 1)
    else:
        gone = {(k, s) for s, tasks in too_long for k in tasks[1:]}
        chosen = {k: s for k, s in chosen.items() if (k, s) not in gone}
    return {k: (people[s], could[k, s]) for k, s in chosen.items()}


def _enough(could: dict[tuple[int, int], Span], minutes: Sequence[int]) -> dict[tuple[int, int], Span]:
    """The staff worth asking: all, or of very many for each place the few with the fewest minutes so far."""
    if len({s for _, s in could}) <= 2 * CHUNK:
        return could
    asked: set[int] = set()
    for need in sorted({k for k, _ in could}):
        able = sorted((s for k, s in could if k == need), key=lambda s: (s in asked, minutes[s], s))
        asked.update(able[:2])
    return {(k, s): span for (k, s), span in could.items() if s in asked}


def _clashes(mine: Mapping[int, Span], pace: Pace) -> Iterator[tuple[int, ...]]:
    """Pairs that one person cannot do, and triples that only together make too long a duty."""
    bad = {pair for pair in combinations(mine, 2) if not allowed([mine[k] for k in pair], pace)}
    yield from sorted(bad)
    for triple in combinations(mine, 3):
        if not any(pair in bad for pair in combinations(triple, 2)):
            spans = [mine[k] for k in triple]
            if max(end for _, end in spans) - min(begin for begin, _ in spans) < dt.timedelta(
                hours=2 * pace.duty_h + pace.rest_h
            ) and not allowed(spans, pace):
                yield triple


def _solve(model: Any, x: Mapping[tuple[int, int], Any]) -> dict[int, int]:
    from ortools.sat.python import cp_model

    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.random_seed = 1
    solver.parameters.max_deterministic_time = EFFORT
    solver.parameters.absolute_gap_limit = EVEN_MIN
    if solver.solve(model) not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return {}
    return {k: s for (k, s), variable in x.items() if solver.boolean_value(variable)}


def _too_long(
    chosen: Mapping[int, int],
    could: Mapping[tuple[int, int], Span],
    people: Sequence[Staff],
    given: Mapping[str, Sequence[Span]],
    pace: Pace,
) -> list[tuple[int, list[int]]]:
    """Staff whose tasks make a duty that is too long only together, with the tasks that do so."""
    found = []
    for s in sorted(set(chosen.values())):
        mine = [k for k in chosen if chosen[k] == s]
        before = given.get(people[s].staff_id, ())
        if allowed([*before, *(could[k, s] for k in mine)], pace):
            continue
        for duty in duties_of([*before, *(could[k, s] for k in mine)], pace):
            if not allowed(duty, pace):
                found.append((s, [k for k in mine if could[k, s] in duty]))
    return found


def _long(span: Span) -> int:
    return int((span[1] - span[0]) / MINUTE)


def _empty_words(empty: Sequence[Need], pace: Pace) -> list[str]:
    """One warning for each kind of place that stays empty somewhere, naming the convoys."""
    convoys: dict[str, list[str]] = {}
    for need in empty:
        who = " or ".join(role.replace("_", " ") for role in need.roles)
        if need.roles == ("handover",):
            who = "member of a handover team"
        if need.languages:
            who += f" who speaks {' and '.join('/'.join(words) for words in need.languages)}"
        convoys.setdefault(who, []).append(f"tranche {need.slot.tranche} ({need.holder})")
    return [
        f"No {who} is free within {pace.duty_h:g} h of duty and {pace.rest_h:g} h of rest for "
        f"{_places(len(places))}: {', '.join(dict.fromkeys(places))}."
        for who, places in sorted(convoys.items())
    ]


def _night_words(given: Mapping[str, Sequence[Span]], zone: ZoneInfo, pace: Pace) -> list[str]:
    nights = {name: sum(night_min(span, zone, pace.night) for span in spans) for name, spans in sorted(given.items())}
    dark = {name: minutes for name, minutes in nights.items() if minutes}
    if not dark:
        return []
    words = [
        f"Night work: {len(dark)} of {len(given)} staff on duty work {_hours(sum(dark.values()))} "
        f"between {pace.night[0]}:00 and {pace.night[1]}:00 local time."
    ]
    heavy = [f"{name} ({_hours(minutes)})" for name, minutes in dark.items() if minutes >= NIGHT_WARNING_H * 60]
    if heavy:
        words.append(f"Night work of {NIGHT_WARNING_H} h or more, plan a day off after it: {', '.join(heavy)}.")
    return words


def _places(number: int) -> str:
    return "1 place" if number == 1 else f"{number} places"


def _hours(minutes: int) -> str:
    return f"{round(minutes / 60, 1):g} h"
