"""Made-up people at every boundary that an agreement draws, so that the linter can ask what would happen to them.

A predicate changes its answer only at the ages, months and words it names. One person on each side of every such
boundary, in every combination, is therefore a complete test of who falls under which clause.
"""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Iterator
from typing import Any

from safeconduct.people.model import Consent, Identity, Medical, PartialDate, Person, Sex, Status
from safeconduct.terms.kinds import Flow
from safeconduct.terms.model import Agreement
from safeconduct.terms.predicate import ADULT, FREE_WORDS, Predicate

SERIOUS = (Medical.SERIOUSLY_WOUNDED, Medical.SERIOUSLY_SICK)
ANY_DAY = dt.date(2000, 6, 15)


def probes(agreement: Agreement, flow: Flow, on: dt.date) -> Iterator[Person]:
    """One willing, confirmed person for every combination of facts the agreement can tell apart, for one flow."""
    axes = _axes(agreement)
    for values in itertools.product(*axes.values()):
        facts: dict[str, Any] = dict(zip(axes, values, strict=True))
        age, months = facts.pop("age"), facts.pop("months")
        since = on.year * 12 + on.month - 1 - months
        yield Person(
            person_id="probe",
            holder=flow[0],
            home=flow[1],
            identity=Identity.MATCHED,
            birth_date=PartialDate(on.year - age, 1, 1),
            held_since=PartialDate(since // 12, since % 12 + 1, 1),
            consent=Consent.YES,
            guardian_consent=Consent.YES,
            **facts,
        )


def _axes(agreement: Agreement) -> dict[str, list[Any]]:
    tests = [test for category in agreement.categories for test in category.who.tests()]
    ages, months = _cuts(tests, "age_"), _cuts(tests, "held_months_")
    axes: dict[str, list[Any]] = {
        "age": sorted({ADULT - 1, ADULT, 40, *ages}),
        "months": sorted({1, *months}),
        "status": list(Status),
        "medical": list(Medical),
        "sex": list(Sex) if any(test.fact == "sex" for test in tests) else [Sex.MALE],
    }
    for fact in FREE_WORDS:
        words = {word for test in tests if test.fact == fact and isinstance(test.value, tuple) for word in test.value}
        axes[fact] = ["", *sorted(words)]
    return axes


def _cuts(tests: list[Predicate], prefix: str) -> set[int]:
    cuts = {test.value for test in tests if test.fact.startswith(prefix) and isinstance(test.value, int)}
    return {value for cut in cuts for value in (cut - 1, cut) if value >= 0}
