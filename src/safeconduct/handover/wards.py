"""Children and the guardians they travel with."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from safeconduct.people.model import Identity, Person
from safeconduct.terms.predicate import ADULT, guarded


def wards(persons: Iterable[Person], on: dt.date) -> dict[str, str]:
    """By the person_id of each child, that of the guardian who is held with it by the same party (AP I, article 78).

    A child is whoever may be under 18 on the day ``on``; without a birth date, whoever has a guardian. A guardian who
    is not listed, not acknowledged, dead, or held by another party does not bind the child: there the written consent
    does.
    """
    living = {
        person.person_id: person for person in persons if not person.remains and person.identity is not Identity.CLAIMED
    }
    return {
        child.person_id: child.guardian
        for child in living.values()
        if child.guardian != child.person_id
        and (guardian := living.get(child.guardian)) is not None
        and guardian.holder == child.holder
        and _is_child(child, on)
    }


def _is_child(person: Person, on: dt.date) -> bool:
    return guarded(person) if person.birth_date is None else person.birth_date.age_on(on)[0] < ADULT
