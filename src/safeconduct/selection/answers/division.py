"""The programme that divides people into tranches with the fewest in another one than announced.

People who change the leads alike, need the same room and were announced alike are one kind, and how many of a kind go
in which tranche is a whole number; a tranche that has begun is left as it is. CP-SAT minimises how many people change
their tranche, and then, with no more of them, the greatest lead at the end of a tranche and how late people go. Whether
a tranche can be ordered within the limit of the lead is not in the programme; see ``fewest``.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from typing import Any

from safeconduct.selection.answers.steps import GivenUp, Weigh, step
from safeconduct.selection.need import Stream
from safeconduct.selection.units import Unit

EFFORT = 10.0  # CP-SAT's deterministic time for all that one programme is asked: the same on every machine
At = tuple[int, int]  # the places of a kind and of a hand
Told = tuple[tuple[int, int], ...]
"""Of some people, how many were announced in which tranche, by its place."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What was agreed: the greatest lead; how many people of each holder a tranche may hold, by its place (the last
    goes on) and for remains; and how many tranches of the living there may be, None for any number."""

    lead: int
    caps: tuple[int, ...]
    remains_cap: int
    most: int | None

    def cap(self, place: int, remains: bool) -> int:
        return self.remains_cap if remains else self.caps[min(place, len(self.caps) - 1)]


@dataclass(frozen=True, slots=True)
class Hand:
    """One tranche: whether it holds remains, and, if it has begun, who goes in it."""

    remains: bool
    begun: tuple[Unit, ...] | None = None


@dataclass(frozen=True, slots=True)
class Kind:
    """What is alike of people who can take each other's place. ``cost`` is how many of them were announced where they
    are, or, where that was not in one tranche, ``apart`` says where."""

    remains: bool
    net: tuple[tuple[Stream, int], ...]
    needs: tuple[tuple[str, int], ...]
    steps: tuple[tuple[Stream | None, int], ...]
    cost: int
    apart: Told

    @property
    def people(self) -> int:
        return sum(need for _, need in self.needs)


def kind_of(units: Sequence[Unit], told: Told, weigh: Weigh) -> Kind:
    """The kind of units that go in one tranche."""
    net: Counter[Stream] = Counter()
    needs: Counter[str] = Counter()
    steps = []
    for unit in units:
        stream, moves = step(unit, weigh)
        needs[unit.holder] += unit.size
        steps.append((stream, moves))
        if stream is not None:
            net[stream] += moves
    return Kind(
        units[0].remains,
        tuple(sorted(net.items())),
        tuple(sorted(needs.items())),
        tuple(sorted(steps, key=lambda one: (one[0] or ("", ""), one[1]))),
        sum(number for _, number in told),
        told if len(told) > 1 else (),
    )


class Division:
    """The programme, and after ``solve`` a division: of each kind, how many enter a hand and how many leave it.

    ``at`` says of each kind how many are in which hand now, under None those who are in none. ``new`` are the places of
    hands that were not announced. Of the kinds ``fixed``, by their index, nobody moves.
    """

    def __init__(
        self,
        kinds: Sequence[Kind],
        at: Sequence[Mapping[int | None, int]],
        hands: Sequence[Hand],
        new: Set[int],
        weigh: Weigh,
        limits: Limits,
        fixed: Set[int] = frozenset(),
    ) -> None:
        from ortools.sat.python import cp_model

        self._kinds, self._hands, self._limits = kinds, hands, limits
        self._cp: Any = cp_model.CpModel()
        self._solver: Any = None
        self._effort = EFFORT
        self._skipped = False  # something was excluded of which it is not shown that it cannot be
        self.proven = True
        self._into: dict[At, Any] = {}
        self._out: dict[At, Any] = {}
        self._content: dict[At, Any] = {}
        self._starts: dict[tuple[Stream, int], Any] = {}
        self._lead = self._cp.new_int_var(0, limits.lead, "")
        for k, there in enumerate(at):
            if k in fixed:
                self._content |= {(k, h): number for h, number in there.items() if h is not None}
            else:
                self._people(k, there)
        self._room(new)
        for stream in dict.fromkeys(stream for stream, _ in weigh.values()):
            self._leads(stream, weigh)
        self._aim(at)

    def _people(self, k: int, there: Mapping[int | None, int]) -> None:
        """Everyone of a kind is in one hand. The order of all this is that of need; no name decides between equals."""
        cp, number = self._cp, sum(there.values())
        for h, hand in enumerate(self._hands):
            if hand.begun is None and hand.remains is self._kinds[k].remains:
                here = there.get(h, 0)
                self._content[k, h] = cp.new_int_var(0, number, "")
                self._into[k, h] = cp.new_int_var(0, number - here, "")
                self._out[k, h] = cp.new_int_var(0, here, "")
                cp.add(self._content[k, h] == here + self._into[k, h] - self._out[k, h])
        cp.add(sum(each for (kk, _), each in self._content.items() if kk == k) == number)

    def _room(self, new: Set[int]) -> None:
        """No hand has more of anybody's people than it may; its size is that of its place among those not empty."""
        cp, limits = self._cp, self._limits
        holders = list(dict.fromkeys(holder for kind in self._kinds for holder, _ in kind.needs))
        living: list[Any] = []
        used: dict[int, Any] = {}
        for h, hand in enumerate(self._hands):
            inside = [(self._kinds[k], each) for (k, hh), each in self._content.items() if hh == h]
            used[h] = cp.new_bool_var("")
            if hand.begun is None:
                everyone = sum(each for _, each in inside)
                cp.add(everyone >= 1).only_enforce_if(used[h])
                cp.add(everyone == 0).only_enforce_if(used[h].negated())
            else:
                cp.add(used[h] == 1)
            if h in new and h - 1 in new and self._hands[h - 1].remains is hand.remains:
                cp.add_implication(used[h], used[h - 1])
            cap: Any = limits.cap(0, hand.remains)
            if not hand.remains and len(set(limits.caps)) > 1:
                place, cap = cp.new_int_var(0, h, ""), cp.new_int_var(0, max(limits.caps), "")
                cp.add(place == sum(living))
                cp.add_element(place, [limits.cap(index, False) for index in range(h + 1)], cap)
            begun = Counter(unit.holder for unit in hand.begun or () for _ in unit.members)
            for holder in dict.fromkeys([*holders, *begun]):
                cp.add(begun[holder] + sum(dict(kind.needs).get(holder, 0) * each for kind, each in inside) <= cap)
            if not hand.remains:
                living.append(used[h])
        if limits.most is not None:
            cp.add(sum(living) <= limits.most)

    def _leads(self, stream: Stream, weigh: Weigh) -> None:
        """The lead at the ends of the hands and inside those that have begun. Remains begin anew."""
        cp, limit = self._cp, self._limits.lead
        now: Any = 0
        apart = False
        for h, hand in enumerate(self._hands):
            if hand.remains and not apart:
                now, apart = 0, True
            start = self._starts[stream, h] = cp.new_int_var(-limit, limit, "")
            cp.add(start == now)
            at = 0
            for unit in hand.begun or ():
                between, moves = step(unit, weigh)
                at += moves if between == stream else 0
                cp.add(start + at <= self._lead)
                cp.add(start + at >= -self._lead)
            now = start + at
            for (k, hh), each in self._content.items():
                if hh == h and dict(self._kinds[k].net).get(stream):
                    now = now + dict(self._kinds[k].net)[stream] * each
            cp.add(now <= self._lead)
            cp.add(now >= -self._lead)

    def _aim(self, at: Sequence[Mapping[int | None, int]]) -> None:
        kinds = self._kinds
        everyone = sum(kind.people * sum(there.values()) for kind, there in zip(kinds, at, strict=True))
        self._moved = sum(
            (kinds[k].cost - dict(kinds[k].apart).get(h, 0)) * each
            if kinds[k].apart
            else kinds[k].cost * self._out[k, h]
            for (k, h), each in self._content.items()
            if (k, h) in self._into
        )
        waits = sum(kinds[k].people * h * (self._into[k, h] - self._out[k, h]) for k, h in self._into)
        self._rest = self._lead * (2 * everyone * len(self._hands) + 1) + waits

    def solve(self) -> bool:
        """Find the best division; whether there is one. Raises GivenUp where the effort did not suffice to find any.

        ``proven`` says from then on whether the effort sufficed to show that no other has fewer moves. What else is
        wished for is looked for as far as the effort goes.
        """
        from ortools.sat.python import cp_model

        fewest = self._cp.clone()
        fewest.minimize(self._moved)
        status, found = self._run(fewest)
        if status == cp_model.INFEASIBLE and not self._skipped:
            return False
        if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
            raise GivenUp
        self.proven = status == cp_model.OPTIMAL and not self._skipped
        best = self._cp.clone()
        best.add(self._moved <= found.value(self._moved))
        best.minimize(self._rest)
        for each in (*self._into.values(), *self._out.values()):
            best.add_hint(each, found.value(each))
        status, better = self._run(best)
        self._solver = better if status in (cp_model.OPTIMAL, cp_model.FEASIBLE) else found
        return True

    def _run(self, model: Any) -> tuple[Any, Any]:
        from ortools.sat.python import cp_model

        solver = cp_model.CpSolver()
        solver.parameters.num_workers = 1
        solver.parameters.random_seed = 0
        solver.parameters.cp_model_probing_level = 0  # takes longer than it saves
        solver.parameters.max_deterministic_time = self._effort
        status = solver.solve(model)
        self._effort = max(0.0, self._effort - solver.response_proto.deterministic_time)
        return status, solver

    @property
    def moved(self) -> int:
        """How many people are in another hand than announced."""
        return int(self._solver.value(self._moved))

    @property
    def lead(self) -> int:
        """The greatest lead at the end of a hand."""
        return int(self._solver.value(self._lead))

    def enter(self, k: int, h: int) -> int:
        """How many of a kind go in a hand in which they were not."""
        return self._solver.value(self._into[k, h]) if (k, h) in self._into else 0

    def leave(self, k: int, h: int) -> int:
        """How many of a kind do not stay in a hand."""
        return self._solver.value(self._out[k, h]) if (k, h) in self._out else 0

    def exclude(self, h: int, stream: Stream, *, shown: bool) -> None:
        """Never again these people of a stream in a hand that begins with this lead of theirs.

        Where it is not ``shown`` that they have no order, nothing is proven any more about what is left.
        """
        self._skipped |= not shown
        held = [self._starts[stream, h]]
        held += [
            each
            for (k, hh), each in self._content.items()
            if (k, hh) in self._into and hh == h and stream in (between for between, _ in self._kinds[k].steps)
        ]
        self._cp.add_forbidden_assignments(held, [tuple(self._solver.value(each) for each in held)])
