"""The fewest people in another tranche than announced, where not everyone can keep theirs.

People who change the leads alike and need the same room are one kind, and how many of a kind go in which tranche is a
whole number; a tranche that has begun is left as it is. CP-SAT minimises, in this order, how many people change their
tranche, the greatest lead at the end of a tranche, and how late people go. An order inside each tranche is then looked
for; where a tranche has none, that division is excluded, and the search goes on. The first division that can be ordered
has therefore the fewest moves there are. Among people of one kind the least urgent give way.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from safeconduct.errors import SafeconductError
from safeconduct.selection.answers.steps import Weigh, insert, order_within, step, urgency
from safeconduct.selection.need import Stream
from safeconduct.selection.units import Unit

_ROUNDS = 200


@dataclass(frozen=True, slots=True)
class Item:
    """Units that go in one tranche: mostly one. ``at`` is where they were announced, None for those who enter."""

    units: tuple[Unit, ...]
    at: int | None


@dataclass(frozen=True, slots=True)
class Hand:
    """One tranche: what it holds of each holder's people at most, whether it holds remains, and if it has begun."""

    cap: int
    remains: bool
    begun: tuple[Unit, ...] | None = None
    filled: bool = False  # it may not become empty: the size of a later one would then be another


@dataclass(frozen=True, slots=True)
class _Kind:
    remains: bool
    net: tuple[tuple[Stream, int], ...]
    needs: tuple[tuple[str, int], ...]
    steps: tuple[tuple[Stream | None, int], ...]

    @property
    def people(self) -> int:
        return sum(need for _, need in self.needs)


@dataclass
class _Model:
    """The programme, with how many of each kind are in each tranche, and the leads with which each begins."""

    cp: Any
    into: dict[tuple[int, int], Any] = field(default_factory=dict)
    out: dict[tuple[int, int], Any] = field(default_factory=dict)
    starts: dict[tuple[Stream, int], Any] = field(default_factory=dict)
    lead: Any = 0


def fewest(items: Sequence[Item], hands: Sequence[Hand], weigh: Weigh, limit: int) -> list[list[Unit]] | None:
    """The units of each hand in their order, nowhere with a lead above ``limit``; None where there is no way at all.

    ``items`` are those of the hands that have not begun, in their order, and those who enter.
    """
    kinds: dict[_Kind, list[Item]] = defaultdict(list)
    for item in sorted(items, key=lambda one: min(map(urgency, one.units))):
        kinds[_kind(item, weigh)].append(item)
    model = _model(list(kinds), list(kinds.values()), hands, weigh, limit)
    order = {unit.ticket: place for place, unit in enumerate(unit for item in items for unit in item.units)}
    for _ in range(_ROUNDS):
        solver = _solved(model)
        if solver is None:
            return None
        placed = _placed(list(kinds.values()), hands, model, solver, order)
        bad = _order(placed, hands, weigh, max(1, solver.value(model.lead)), limit)
        if bad is None:
            return placed
        held = [each for (_, hand), each in (*model.into.items(), *model.out.items()) if hand == bad]
        held += [each for (_, hand), each in model.starts.items() if hand == bad]
        model.cp.add_forbidden_assignments(held, [tuple(solver.value(each) for each in held)])
    return None


def _kind(item: Item, weigh: Weigh) -> _Kind:
    net: Counter[Stream] = Counter()
    needs: Counter[str] = Counter()
    steps = []
    for unit in item.units:
        stream, moves = step(unit, weigh)
        needs[unit.holder] += unit.size
        steps.append((stream, moves))
        if stream is not None:
            net[stream] += moves
    return _Kind(
        item.units[0].remains,
        tuple(sorted(net.items())),
        tuple(sorted(needs.items())),
        tuple(sorted(steps, key=lambda one: (one[0] or ("", ""), one[1]))),
    )


def _model(
    kinds: Sequence[_Kind], members: Sequence[Sequence[Item]], hands: Sequence[Hand], weigh: Weigh, limit: int
) -> _Model:
    from ortools.sat.python import cp_model

    made = _Model(cp_model.CpModel())
    cp = made.cp
    content: dict[tuple[int, int], Any] = {}
    for k, (kind, people) in enumerate(zip(kinds, members, strict=True)):
        there = Counter(item.at for item in people)
        for h, hand in enumerate(hands):
            if hand.begun is not None or hand.remains is not kind.remains:
                continue
            made.into[k, h] = cp.new_int_var(0, len(people), "")
            content[k, h] = there[h] + made.into[k, h]
            if there[h]:
                made.out[k, h] = cp.new_int_var(0, there[h], "")
                content[k, h] = content[k, h] - made.out[k, h]
        enter = sum(each for (kk, _), each in made.into.items() if kk == k)
        leave = sum(each for (kk, _), each in made.out.items() if kk == k)
        cp.add(enter == leave + there[None])
    # The order of everything in the programme is that of need, never of names, which must not decide between equals.
    holders = dict.fromkeys(unit.holder for people in members for item in people for unit in item.units)
    for h, hand in enumerate(hands):
        inside = [(kinds[k], each) for (k, hh), each in content.items() if hh == h]
        if hand.begun is None and inside:
            for holder in holders:
                cp.add(sum(dict(kind.needs).get(holder, 0) * each for kind, each in inside) <= hand.cap)
            if hand.filled:
                cp.add(sum(each for _, each in inside) >= 1)
    made.lead = _leads(made, kinds, content, hands, weigh, limit)
    everyone = sum(kind.people * len(people) for kind, people in zip(kinds, members, strict=True))
    late = 2 * everyone * len(hands) + 1
    moves = sum(kinds[k].people * each for (k, _), each in made.out.items())
    waits = sum(kinds[k].people * h * each for (k, h), each in made.into.items())
    waits -= sum(kinds[k].people * h * each for (k, h), each in made.out.items())
    cp.minimize(moves * (late * (limit + 1)) + made.lead * late + waits)
    return made


def _leads(
    made: _Model,
    kinds: Sequence[_Kind],
    content: Mapping[tuple[int, int], Any],
    hands: Sequence[Hand],
    weigh: Weigh,
    limit: int,
) -> Any:
    """The lead of each pair of parties at the ends of the tranches, and the greatest of all. Remains begin anew."""
    cp = made.cp
    greatest = cp.new_int_var(0, limit, "")
    streams = dict.fromkeys(stream for stream, _ in weigh.values())
    for stream in streams:
        now: Any = 0
        apart = False
        for h, hand in enumerate(hands):
            if hand.remains and not apart:
                now, apart = 0, True
            start = made.starts[stream, h] = cp.new_int_var(-limit, limit, "")
            cp.add(start == now)
            at = 0
            for unit in hand.begun or ():
                between, moves = step(unit, weigh)
                at += moves if between == stream else 0
                cp.add(start + at <= greatest)
                cp.add(start + at >= -greatest)
            now = start + at
            for (k, hh), each in content.items():
                if hh == h and dict(kinds[k].net).get(stream):
                    now = now + dict(kinds[k].net)[stream] * each
            cp.add(now <= greatest)
            cp.add(now >= -greatest)
    return greatest


def _solved(model: _Model) -> Any:
    """The solver with the best values; None where the programme has none."""
    from ortools.sat.python import cp_model

    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.random_seed = 0
    status = solver.solve(model.cp)
    if status == cp_model.INFEASIBLE:
        return None
    if status != cp_model.OPTIMAL:
        raise SafeconductError(f"The solver ended without an answer: {solver.status_name(status)}.")
    return solver


def _placed(
    members: Sequence[Sequence[Item]],
    hands: Sequence[Hand],
    model: _Model,
    solver: Any,
    order: Mapping[str, int],
) -> list[list[Unit]]:
    """Who goes where: of each kind the least urgent give way, and the most urgent of those go the earliest."""
    stays: list[list[Unit]] = [[] for _ in hands]
    enters: list[list[Unit]] = [[] for _ in hands]
    for k, people in enumerate(members):
        away = [item for item in people if item.at is None]
        for h in range(len(hands)):
            here = [item for item in people if item.at == h]
            stay = len(here) - (solver.value(model.out[k, h]) if (k, h) in model.out else 0)
            stays[h] += [unit for item in here[:stay] for unit in item.units]
            away += here[stay:]
        away.sort(key=lambda item: min(map(urgency, item.units)))
        at = 0
        for h in range(len(hands)):
            many = solver.value(model.into[k, h]) if (k, h) in model.into else 0
            enters[h] += [unit for item in away[at : at + many] for unit in item.units]
            at += many
    placed: list[list[Unit]] = []
    for h, hand in enumerate(hands):
        placed.append(list(hand.begun or sorted(stays[h], key=lambda unit: order[unit.ticket])))
        for unit in sorted(enters[h], key=urgency):
            insert(placed[h], unit)
    return placed


def _order(placed: list[list[Unit]], hands: Sequence[Hand], weigh: Weigh, least: int, limit: int) -> int | None:
    """Order each hand within the lead that is there anyhow, or the next best; else say which hand has no order."""
    starts: Counter[Stream] = Counter()
    for h, hand in enumerate(hands):
        if hand.remains and (h == 0 or not hands[h - 1].remains):
            starts.clear()
        ends = Counter(starts)
        for unit in placed[h]:
            stream, moves = step(unit, weigh)
            if stream is not None:
                ends[stream] += moves
        if hand.begun is None:
            tried = (order_within(placed[h], weigh, starts, lead) for lead in range(least, limit + 1))
            found = next((made for made in tried if made is not None), None)
            if found is None:
                return h
            placed[h] = found
        starts = ends
    return None
