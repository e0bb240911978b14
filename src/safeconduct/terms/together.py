"""Who goes together or not at all: groups that a clause keeps whole, and a child with its guardian.

A child is not sent without the guardian who is held with it (AP I 74, 78), whatever the agreement says. The tie holds
where the guardian is listed, alive, and held by the party that holds the child; where they are not, the written consent
suffices.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

from safeconduct.people.model import GroupKind, Identity, Person
from safeconduct.terms.kinds import KeepTogether, Rule
from safeconduct.terms.model import Agreement
from safeconduct.terms.rules import Rules


def strict_kinds(agreement: Agreement) -> dict[GroupKind, str]:
    """The kinds of group that may not be parted, each with the id of the first clause that says so."""
    kinds: dict[GroupKind, str] = {}
    for clause in agreement.clauses:
        if isinstance(clause, KeepTogether) and clause.rule is Rule.INDIVISIBLE:
            for kind in clause.groups:
                kinds.setdefault(kind, clause.id)
    return kinds


def preferred_kinds(agreement: Agreement) -> dict[GroupKind, str]:
    """The kinds of group that should rather be whole, each with the first clause that says so; none of the strict."""
    kinds: dict[GroupKind, str] = {}
    for clause in agreement.clauses:
        if isinstance(clause, KeepTogether) and clause.rule is Rule.PREFER:
            for kind in clause.groups:
                kinds.setdefault(kind, clause.id)
    strict = strict_kinds(agreement)
    return {kind: clause for kind, clause in kinds.items() if kind not in strict}


def guardians(rules: Rules, persons: Sequence[Person]) -> dict[str, Person]:
    """By person_id of the child, the guardian from whom it is not parted."""
    children = [person for person in persons if person.guardian]
    wanted = {person.guardian for person in children}
    if not wanted:
        return {}
    listed = {person.person_id: person for person in persons if person.person_id in wanted and held_alive(person)}
    return {
        person.person_id: guardian
        for person in children
        if person.guardian != person.person_id
        and held_alive(person)
        and rules.is_child(person)
        and (guardian := listed.get(person.guardian)) is not None
        and guardian.holder == person.holder
    }


def together(
    persons: Sequence[Person], kinds: Mapping[GroupKind, str], answering: Mapping[str, Person]
) -> list[list[Person]]:
    """The persons in sets of those who go together or not at all, most of them alone; none is left out.

    ``kinds`` is what ``strict_kinds`` gives, ``answering`` what ``guardians`` gives. Sets and members come in the order
    of ``persons``.
    """
    first = {members[0]: members for members in tied(persons, kinds, answering)}
    later = {index for members in first.values() for index in members[1:]}
    return [[persons[one] for one in first.get(index, (index,))] for index in range(len(persons)) if index not in later]


def tied(persons: Sequence[Person], kinds: Mapping[GroupKind, str], answering: Mapping[str, Person]) -> list[list[int]]:
    """Of ``together`` only the sets of more than one person, by their places in ``persons``."""
    above: dict[int, int] = {}  # only of those who are tied to somebody
    first_of: dict[str, int] = {}

    def top(index: int) -> int:
        while (upper := above.get(index, index)) != index:
            above[index] = above.get(upper, upper)
            index = upper
        return index

    def tie(one: int, other: int) -> None:
        low, high = sorted((top(one), top(other)))
        above[high], above[low] = low, low

    for index, person in enumerate(persons):
        if person.group and person.group_kind in kinds and held_alive(person):
            tie(first_of.setdefault(person.group, index), index)
    if answering:
        needed = {*answering, *(guardian.person_id for guardian in answering.values())}
        place = {person.person_id: index for index, person in enumerate(persons) if person.person_id in needed}
        for child, guardian in answering.items():
            tie(place[guardian.person_id], place[child])
    sets: dict[int, list[int]] = defaultdict(list)
    for index in sorted(above):
        sets[top(index)].append(index)
    return [members for members in sets.values() if len(members) > 1]


def held_alive(person: Person) -> bool:
    """Whether a party says that it holds the person, living: only then can they go together with anybody."""
    return not person.remains and person.identity is not Identity.CLAIMED
