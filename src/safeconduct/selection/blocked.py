"""People who go together or not at all, and cannot go: what keeps each of them back, as a fact without a name."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from safeconduct.people.model import GroupKind, Person
from safeconduct.selection.kind import Barred
from safeconduct.selection.model import Reason


def blocked(
    members: Sequence[Person],
    own: Mapping[str, Barred],
    strict: Mapping[GroupKind, str],
    answering: Mapping[str, Person],
) -> dict[str, Barred]:
    """Empty where these people can go as one; otherwise why each of them cannot. ``own`` bars some by themselves."""
    if not own and len(_ways(members)) == 1:
        return {}
    return {
        person.person_id: own.get(person.person_id) or _tied(person, members, own, strict, answering)
        for person in members
    }


def _tied(
    person: Person,
    members: Sequence[Person],
    own: Mapping[str, Barred],
    strict: Mapping[GroupKind, str],
    answering: Mapping[str, Person],
) -> Barred:
    """What keeps back a person who could go alone: the nearest tie that explains it, as a fact without a name."""
    guardian = answering.get(person.person_id)
    if guardian is not None and guardian.person_id in own:
        bars = _bars([own[guardian.person_id]])
        why = f"their guardian, held by the same party, cannot go ({bars}), and a child is not sent alone (AP I 74, 78)"
        return Barred(Reason.GROUP_BLOCKED, why, "")
    if guardian is not None and guardian.home != person.home:
        why = "their guardian, held by the same party, would go to another, and a child is not sent alone (AP I 74, 78)"
        return Barred(Reason.GROUP_BLOCKED, why, "")
    theirs = [own[child] for child in own if child in answering and answering[child].person_id == person.person_id]
    if theirs:
        why = f"a child for whom they answer cannot go ({_bars(theirs)}), and it is not left without them (AP I 74)"
        return Barred(Reason.GROUP_BLOCKED, why, "")
    kind = person.group_kind if person.group and person.group_kind in strict else None
    group = [one for one in members if kind and one.group == person.group and one.group_kind is kind]
    if kind and (kept := [own[one.person_id] for one in group if one.person_id in own]):
        why = (
            f"{len(kept)} of the {len(group)} people of their {kind} cannot go ({_bars(kept)}), and they are not parted"
        )
        return Barred(Reason.GROUP_BLOCKED, why, strict[kind])
    if kind and len(_ways(group)) > 1:
        why = f"the {len(group)} people of their {kind} are held by, or belong to, different parties"
        return Barred(Reason.GROUP_BLOCKED, why, strict[kind])
    if own:
        why = f"{len(own)} of the {len(members)} people with whom they go or stay cannot go ({_bars(own.values())})"
    else:
        why = f"the {len(members)} people with whom they go or stay are held by, or belong to, different parties"
    return Barred(Reason.GROUP_BLOCKED, f"{why}; a child goes with its guardian, and a family whole (AP I 74)", "")


def _ways(members: Iterable[Person]) -> set[tuple[str, str]]:
    return {(person.holder, person.home) for person in members}


def _bars(found: Iterable[Barred]) -> str:
    return ", ".join(sorted({str(barred.reason).replace("_", " ") for barred in found}))
