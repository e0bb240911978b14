"""What is told after a revision to those who stay behind places that were announced to others."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Sequence, Set

from safeconduct.selection.model import Outcome, Reason
from safeconduct.selection.programme import Programme
from safeconduct.selection.solve import Solution


def entered(
    told: Sequence[Outcome], programme: Programme, solution: Solution, announced: Set[str]
) -> tuple[Outcome, ...]:
    """The outcomes, where whoever stays although less urgent people go reads that it was announced to those.

    Whoever lost a draw had a chance beside the announced, and reads of that.
    """
    behind = dict(_behind(programme, solution, announced))
    return tuple(
        dataclasses.replace(
            one,
            reason=Reason.LOWER_PRIORITY,
            sentence=f"Does not go in this operation: the places under clause {clause} were announced to others.",
            clause=clause,
            ticket="",
        )
        if one.reason is not Reason.LOST_DRAW and (clause := behind.get(one.person_id))
        else one
        for one in told
    )


def _behind(programme: Programme, solution: Solution, announced: Set[str]) -> Iterator[tuple[str, str]]:
    """With their clause, all who stay though somebody to whom it was announced, no more urgent, goes the same way."""
    least: dict[object, tuple[int, ...]] = {}
    for group, taken in zip(programme.classes, solution.taken, strict=True):
        if taken and not announced.isdisjoint(group.units[0].members):
            least[group.counts] = min(least.get(group.counts, group.levels), group.levels)
    for group, taken in zip(programme.classes, solution.taken, strict=True):
        if not taken and group.counts in least and least[group.counts] <= group.levels:
            for unit in group.units:
                if announced.isdisjoint(unit.members):
                    yield from ((name, group.counts[0][0][0].partition("#")[0]) for name in unit.members)
