"""Which people belong to a group that should rather be whole, counted for each set of people who go together."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from safeconduct.people.model import GroupKind, Person

Marks = tuple[tuple[str, int], ...]


def marks(sets: Sequence[Sequence[Person]], kinds: Mapping[GroupKind, str]) -> list[Marks]:
    """For each set of people who go together: of which preferred groups it holds how many, where others hold more.

    ``kinds`` has the kinds that should rather be whole, each with the id of the clause that says so; a mark is
    ``clause: group``.
    """
    if not kinds:
        return [()] * len(sets)
    counts = [
        Counter(
            f"{clause}: {person.group}"
            for person in members
            if person.group and person.group_kind and not person.remains and (clause := kinds.get(person.group_kind))
        )
        for members in sets
    ]
    units = Counter(label for count in counts for label in count)
    return [tuple(sorted((label, n) for label, n in count.items() if units[label] > 1)) for count in counts]
