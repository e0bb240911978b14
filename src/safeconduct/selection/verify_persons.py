"""Check who was weighed and how: python verify_persons.py selection.json certificate.json persons.csv

The third of six checkers, of which each runs alone with Python 3.10 or newer and nothing else. From the agreement that
both parties have signed and persons.csv it derives again who may go by themselves and under which clause, why nobody
else may, and what each counts for in every priority and by rank. Who goes together is checked by verify_order.py.
"""

from __future__ import annotations

import calendar
import csv
import datetime as dt
import json
import re
import sys
from bisect import bisect
from collections import Counter, defaultdict, namedtuple
from collections.abc import Callable, Iterator
from itertools import count
from typing import Any

Json = dict[str, Any]
record: Any = namedtuple  # a row whose values have names, with ``_make`` to make one
Columns = dict[str, list[Any]]  # by the name of a fact, what it is for each person


class NotProven(Exception):
    """What does not hold, in one sentence."""


def need(truth: object, sentence: str) -> None:
    if not truth:
        raise NotProven(sentence)


def read(path: Any) -> list[Any]:
    """persons.csv, with each cell under the name of its column, of which there is one."""
    with open(path, encoding="utf-8", newline="") as file:
        rows = csv.reader(file)
        return list(map(record("Row", next(rows))._make, rows))


def months(text: str, day: dt.date) -> list[int]:
    """Whole months from a date like 1990, 1990-05 or 1990-05-12 to the day, at least and at most."""
    y, m, d = (*map(int, text.split("-")), 0, 0)[:3]
    ends = dt.date(y, m or 12, d or calendar.monthrange(y, m or 12)[1]), dt.date(y, m or 1, d or 1)
    return [(day.year - end.year) * 12 + day.month - end.month - (day.day < end.day) for end in ends]


def derive(rows: list[Any], terms: Json, day: dt.date) -> Columns:
    """All facts about everyone. Ages are the least and the most that dates allow; who is ``guarded`` may be a child."""
    named = [{*clause["goodwill"], *dict(clause["wants"])} for clause in terms["clauses"] if clause["kind"] == "named"]
    entries = frozenset[str]().union(*named, *(veto["entries"] for veto in terms["vetoes"]))
    table: Columns = defaultdict(list)
    for at in range(0, len(rows), 1000):  # so many at a time stay at hand in a processor
        for name, cells in zip(rows[0]._fields, zip(*rows[at : at + 1000], strict=True), strict=True):
            table[name] += cells
    marks = sorted({-(10**9), 18, *map(int, re.findall("-?[0-9]+", json.dumps(terms)))})  # what ages are compared with
    age = {t: tuple([marks[bisect(marks, n // 12) - 1] for n in months(t, day)]) for t in {*table["birth_date"]} - {""}}
    held = {text: max(0, months(text, day)[0]) for text in set(table["held_since"]) - {""}}
    facts: Columns = {"age": list(map(age.get, table["birth_date"])), "held": list(map(held.get, table["held_since"]))}
    facts["listed"] = [entries and entries & {p.held_id or None, f"{p.holder}/{p.held_id}"} for p in rows]
    facts["guarded"] = [bool(p.guardian) or p.guardian_consent in ("yes", "no") for p in rows]
    return table | facts


def holds(who: Any, p: Any) -> Any:
    """Whether a predicate holds: True, False, or None where the facts leave it open."""
    if isinstance(who, dict):
        op, parts = next(iter(who.items()))
        answers, decides = [holds(part, p) for part in parts], op == "any"
        if op == "not":
            return None if answers[0] is None else not answers[0]
        return decides if decides in answers else None if None in answers else not decides
    fact, value = who
    if fact == "remains":
        return (p.remains == "yes") is value
    if isinstance(value, list):
        return None if fact == "sex" and not p.sex else getattr(p, fact) in value
    if fact.startswith("held"):
        return None if p.held is None else (p.held < value) is fact.endswith("under")
    if p.age is None and (value > 18 or not p.guarded):
        return None
    least, most = p.age or (-1, value)
    under = True if most < value else False if least >= value else True if value <= 18 else None
    return under if under is None or fact == "age_under" else not under


def each(ask: Callable[[Any], Any], facts: Columns, always: set[str], *words: Any) -> tuple[list[Any], list[int]]:
    """All answers, and of everyone the number of theirs; asked once for the same facts that ``words`` can ask for."""
    text, answers, alike = json.dumps(words), dict[Any, int](), defaultdict[Any, int](count().__next__)
    names = sorted(always.union(fact for fact in facts if f'"{fact}' in text))
    own = list(map(alike.__getitem__, zip(*(facts[name] for name in names), strict=True)))
    found = [answers.setdefault(ask(p), len(answers)) for p in map(record("Person", names)._make, alike)]
    return list(answers), [found[number] for number in own]


def standing(terms: Json, day: dt.date, facts: Columns) -> tuple[list[Any], list[int]]:
    """Why people may not go by themselves, or nothing; their clause; and their way. Whose is which, as in ``each``."""
    who, clauses = {c["id"]: c["who"] for c in terms["categories"]}, terms["clauses"]
    vetoes = [v for v in terms["vetoes"] if not v["expires"] or day.isoformat() < v["expires"]]
    entitling = [c for c in clauses if not (c.get("over") or c["kind"] in ("keep_together", "balance", "reciprocity"))]
    ways = {(clause["id"], *flow) for clause in entitling for flow in clause["flows"]}
    adult, required = max(18, terms["consent"]["guardian_under"] or 0), terms["consent"]["required_for"] == "living"
    used = [t for t in terms["weights"] if t["id"] in {c.get("weights") for c in clauses}]

    def covers(clause: Json, p: Any) -> bool:
        if clause["kind"] == "named" or (clause["kind"] == "remains") is not (p.remains == "yes"):
            return p.remains != "yes" and bool(p.listed & {*clause.get("goodwill", ()), *dict(clause.get("wants", ()))})
        return not clause["category"] or holds(who[clause["category"]], p) is True

    def stands(p: Any) -> Any:
        clause = next((c for c in entitling if (c["id"], p.holder, p.home) in ways and covers(c, p)), {"id": ""})
        confirmed = p.identity in {"matched", clause.get("identified", terms["identity"])} - {"claimed"}
        if not (confirmed and clause["id"]):
            return "not_eligible" if confirmed else "not_confirmed", "", None
        for veto in (v for v in vetoes if v["by"] in (p.holder, terms["intermediary"])):
            if p.listed & set(veto["entries"]) or (veto["who"] and holds(veto["who"], p) is True):
                return "vetoed", clause["id"], None
        asked = p.guardian_consent if (p.age[0] < adult if p.age else p.guarded) else p.consent
        if p.remains != "yes" and ("no" in (p.consent, p.guardian_consent) or (required and asked != "yes")):
            return "no_consent", clause["id"], None
        ranks = ",".join(str(dict(table["ranks"]).get(p.rank, table["otherwise"])) for table in used)
        mark = f"#={ranks}" if used and clause["kind"] in ("one_for_one", "quota", "ratio") else ""
        mark = "#" + max(p.listed, key=len).removeprefix(f"{p.holder}/") if clause["kind"] == "named" else mark
        return "", clause["id"], (clause["id"] + mark, p.holder, p.home)

    always = {"holder", "home", "identity", "remains", "consent", "guardian_consent", "age", "guarded", "listed"}
    return each(stands, facts, always | ({"rank"} if used else set()), who, [veto["who"] for veto in vetoes])


def weight(certificate: Json, facts: Columns) -> tuple[list[Any], list[int]]:
    """What people add to each level (priorities, people, remains), and whose is which."""
    tiers, names = certificate["agreement"]["priorities"], [level["name"] for level in certificate["levels"]]

    def weigh(p: Any) -> tuple[int, ...]:
        dead, worth = p.remains == "yes", {"people": 1, "held_months": p.held or 0}
        own = {t["id"]: worth[t["measure"]] * (not dead and holds(t["who"], p) is True) for t in tiers}
        return tuple([{"remains" if dead else "people": 1, **own}.get(name, 0) for name in names])

    return each(weigh, facts, {"remains", "held", "guarded"}, tiers)


def check_class(name: str, members: list[Any], group: Json, certificate: Json, kinds: Json) -> None:
    """A unit, of whose members the ways and weights are given, stands in its class; see verify_revision.py, too."""
    ways, levels = [way for way, _ in members], certificate["levels"]
    said = {tuple(certificate["ways"][index][:3]): number for index, number in group["counts"]}
    need(said == (Counter(ways) if ways[1:] else {ways[0]: 1}), f"{name} is counted wrongly, or otherwise than by rank")
    owed = any(kinds.get(way[0]) == "all" for way in ways) or name in certificate["revision"]["received"]
    need(group["least"] == owed * len(group["units"]), f"{name} is owed a place, or not, against the terms")
    values = map(sum, zip(*[weights for _, weights in members], strict=True))
    other = [level["name"] for level, one, two in zip(levels, group["levels"], values, strict=True) if one != two]
    need({*other} <= {"people to whom it was announced"}, f"{name} does not count as stated for {', '.join(other)}")


def check(selection: Json, certificate: Json, rows: list[Any]) -> Json:
    """Raise NotProven at the first thing that does not hold; return the numbers of what was checked."""
    certificate = {"revision": {"received": (), "kept": ()}, **certificate}
    terms, day, outcomes = certificate["agreement"], dt.date.fromisoformat(certificate["on"]), selection["outcomes"]
    facts, kinds = derive(rows, terms, day), {clause["id"]: clause["kind"] for clause in terms["clauses"]}
    (stands, first), (weights, second) = standing(terms, day, facts), weight(certificate, facts)
    kind = dict(zip(facts["person_id"], zip(first, second, strict=True), strict=True))  # of everyone both numbers
    need(len(kind) == len(rows), "a person stands twice in persons.csv")
    for name in certificate["revision"]["kept"]:  # whom their holder did not hand over
        stands.append(("vetoed", stands[kind[name][0]][1], None))
        kind[name] = len(stands) - 1, 0
    weighed = [name for group in certificate["classes"] for unit in group["units"] for name in unit]
    need(len(weighed) == len(there := set(weighed)), "somebody was weighed twice")
    for group in certificate["classes"]:
        sorts = {tuple(sorted([kind[n] for n in u])) if u[1:] else (kind[u[0]],): u for u in group["units"]}
        for alike, unit in sorts.items():  # one of each kind
            barred = [name for name in unit if stands[kind[name][0]][0]]
            need(not barred, f"{min(barred, default='')} was weighed, but may not go")
            check_class(unit[0], [(stands[one][2], weights[other]) for one, other in alike], group, certificate, kinds)
    who, reasons, clauses = ([one[key] for one in outcomes] for key in ("person_id", "reason", "clause"))
    told = zip(reasons, clauses, map(kind.__getitem__, who), map(there.__contains__, who), strict=True)
    for (reason, under, (number, _), among), name in dict(zip(told, who, strict=True)).items():  # one of each kind
        bar, clause, _ = stands[number]
        can = ("selected", "lost_draw", "lower_priority", "binding_clause") if among else (bar or "group_blocked",)
        named = (clause,) if bar or reason == "selected" else kinds if among else {"", *kinds}
        if reason not in can or under not in named:
            raise NotProven(f"{name}: {reason} ({under}) does not follow from the facts, or they were not weighed")
    return {"persons": len(rows), "barred": len(rows) - len(there), "on": certificate["on"]}


def verify(selection: str, certificate: str, persons: str) -> Json:
    with open(selection, encoding="utf-8") as one, open(certificate, encoding="utf-8") as other:
        return check(json.load(one), json.load(other), read(persons))


def words(report: Json) -> Iterator[str]:
    yield f"{report['persons']} persons judged on {report['on']}: {report['barred']} cannot go, all others are weighed."


if __name__ == "__main__":
    try:
        print(*words(verify(*sys.argv[1:4])), sep="\n")
    except NotProven as error:
        sys.exit(f"Does not verify: {error}.")
