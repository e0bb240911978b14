"""Whether a plan of swaps is allowed by the offers; needs no solver, so that a party can run it alone."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from safeconduct.errors import Fault, RefusedByRule
from safeconduct.selection.swaps.model import Pool, SwapPlan


def check_swaps(pool: Pool, plan: SwapPlan, *, max_cycle: int = 3, max_chain: int = 3) -> None:
    """Raises RefusedByRule with everything in the plan that the offers or the lengths do not allow."""
    faults = tuple(_faults(pool, plan, max_cycle, max_chain))
    if faults:
        raise RefusedByRule("The plan of swaps is not what the offers allow.", faults)


def _faults(pool: Pool, plan: SwapPlan, max_cycle: int, max_chain: int) -> Iterator[Fault]:
    swaps = [("cycle", swap, max_cycle) for swap in plan.cycles] + [("chain", swap, max_chain) for swap in plan.chains]
    everyone = [person for _, swap, _ in swaps for person in swap]
    three_way = sum(len(swap) >= 3 for _, swap, _ in swaps)
    if len(everyone) != plan.people:
        yield _fault("people", f"{plan.people}", f"{len(everyone)}, who are in the swaps", "count")
    if three_way != plan.three_way:
        yield _fault("three_way", f"{plan.three_way}", f"{three_way}, as the swaps have it", "count")
    taken: dict[tuple[str, str], str] = {}
    for person in everyone:
        if person not in pool.by_person:
            yield _fault("people", repr(person), "a person who has an offer", "unknown_person")
            continue
        word = pool.by_person[person].one_of
        other = taken.setdefault(("one_of", word) if word else ("", person), person)
        if other != person:
            yield _fault("one_of", f"{other!r} and {person!r}", f"at most one of {word!r}", "one_of")
    if len(set(everyone)) != len(everyone):
        twice = sorted({person for person in everyone if everyone.count(person) > 1})
        yield _fault("people", ", ".join(map(repr, twice)), "each person once", "twice")
    for kind, swap, longest in swaps:
        if not (2 if kind == "cycle" else 1) <= len(swap) <= longest:
            yield _fault(kind, f"{len(swap)} people in {swap}", f"at most {longest}", "length")
        if not all(person in pool.by_person for person in swap):
            continue
        if kind == "chain" and swap and not pool.by_person[swap[0]].goodwill:
            yield _fault(kind, f"{swap[0]!r} at its start", "a goodwill release", "goodwill")
        before = (swap[-1:] if kind == "cycle" else ()) + swap
        for one, other in pairwise(before):
            if one not in pool.by_person[other].against:
                yield _fault(kind, f"{other!r} against {one!r}", f"{other!r} against one its offer names", "against")


def _fault(field: str, found: str, expected: str, code: str) -> Fault:
    return Fault("plan", found, expected, field=field, code=code)
