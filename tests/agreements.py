"""Small agreements and people, shared by the tests of terms and selection."""

from __future__ import annotations

import datetime as dt
import hashlib
import random
from pathlib import Path
from typing import Any

from safeconduct.people.model import Consent, GroupKind, Identity, Medical, PartialDate, Person, Sex, Status
from safeconduct.terms import Agreement, parse_terms

ON = dt.date(2026, 2, 11)
SEED = hashlib.sha256(b"three secrets").hexdigest()
TEMPLATE = Path(__file__).parents[1] / "src/safeconduct/example/templates/terms.toml"

HEAD = """
[agreement]
id = "test"
title = "A test"
date = 2026-02-01
parties = ["azure", "amber"]
intermediary = "host"
[consent]
required_for = "living"
guardian_under = 18
[[category]]
id = "serious"
who = { medical = ["seriously_wounded", "seriously_sick"] }
[[category]]
id = "protected"
who = { any = [ { age_under = 18 }, { status = ["civilian", "medical_personnel"] } ] }
[[category]]
id = "young"
who = { age_under = 25 }
[[category]]
id = "anyone"
[[clause]]
id = "wounded"
kind = "all"
between = ["azure", "amber"]
category = "serious"
[[clause]]
id = "protected"
kind = "all"
between = ["azure", "amber"]
category = "protected"
"""
FAMILIES = """
[[clause]]
id = "families"
kind = "keep_together"
groups = ["family"]
"""
ONE_FOR_ONE = """
[[clause]]
id = "others"
kind = "one_for_one"
between = ["azure", "amber"]
category = "anyone"
max = {most}
"""
PRIORITIES = """
[[priority]]
id = "medical need"
who = { medical = ["seriously_wounded", "seriously_sick", "wounded"] }
[[priority]]
id = "people"
[[priority]]
id = "time in captivity"
measure = "held_months"
"""


def agreement(*parts: str, **values: object) -> Agreement:
    """An agreement made of the head and these parts."""
    text = "".join([HEAD, *parts])
    for name, value in values.items():
        text = text.replace("{" + name + "}", str(value))
    return parse_terms(text)


def template(floor: int = 2, ceiling: int = 10, cap: int = 5) -> Agreement:
    """The agreement of the example."""
    text = TEMPLATE.read_text(encoding="utf-8")
    for name, value in (("floor", floor), ("ceiling", ceiling), ("tranche_cap", cap)):
        text = text.replace("{{" + name + "}}", str(value))
    return parse_terms(text)


def person(name: str, holder: str = "azure", home: str = "amber", **facts: Any) -> Person:
    """A confirmed, willing combatant of thirty, unless ``facts`` (with ``age`` and ``months`` as shortcuts) differ."""
    age, months = facts.pop("age", 30), facts.pop("months", 12)
    since = ON.year * 12 + ON.month - 1 - months
    given: dict[str, Any] = {
        "identity": Identity.MATCHED,
        "held_id": f"H-{name}",
        "sought_id": f"S-{name}",
        "birth_date": PartialDate(ON.year - age, 1, 1),
        "held_since": PartialDate(since // 12, since % 12 + 1, 1),
        "consent": Consent.YES,
        "guardian_consent": Consent.YES,
        "sex": Sex.MALE,
    }
    return Person(person_id=name, holder=holder, home=home, **{**given, **facts})


def crowd(number: int, seed: int = 1, parties: tuple[str, ...] = ("azure", "amber")) -> list[Person]:
    """Many people with the mixture of a real list: groups, wounded, civilians, children, refusals, remains."""
    rng = random.Random(seed)
    people = []
    group, left, side = "", 0, (parties[0], parties[1])
    for index in range(number):
        if left == 0:
            side = tuple(rng.sample(parties, 2))  # type: ignore[assignment]
            left = rng.randint(2, 5) if rng.random() < 0.05 else 1
            group = f"g{index}" if left > 1 else ""
        left -= 1
        people.append(
            person(
                hashlib.sha256(f"{seed}/{index}".encode()).hexdigest()[:16],
                side[0],
                side[1],
                age=rng.choice([12, 19, 22, 24, 25, 30, 40, 55, 62]),
                months=rng.randint(0, 48),
                medical=rng.choices(list(Medical), [85, 7, 5, 3])[0],
                status=rng.choices(list(Status), [88, 10, 2])[0],
                consent=rng.choices(list(Consent), [94, 3, 3])[0],
                identity=rng.choices(list(Identity), [90, 5, 5])[0],
                group=group,
                group_kind=GroupKind.FAMILY if group else None,
                remains=not group and rng.random() < 0.1,
            )
        )
    return people
