"""Check who was weighed and how: python verify_persons.py selection.json certificate.json persons.csv

The third of six checkers, of which each runs alone with Python 3.10 or newer and nothing else. From the agreement in
the certificate (whose SHA-256 both parties have signed) and persons.csv it derives again who may go by themselves,
under which clause, and what each counts for in every priority; all of it must be what the certificate says. Who goes
together, and who is kept back by that, is checked by verify_order.py; that nothing better exists, by verify.py.
"""

from __future__ import annotations

import calendar
import csv
import datetime as dt
import json
import sys
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from operator import itemgetter
from pathlib import Path
from typing import Any

Json = dict[str, Any]
Person = dict[str, Any]
Day = dt.date
FACTS = {"age_": ("ages", "guarded"), "held_": ("months",), "sex": ("sex",), "status": ("status",), "rank": ("rank",),
         "medical": ("medical",), "unit": ("unit",), "site": ("site",)}  # fmt: skip
BINDING = ("keep_together", "balance", "reciprocity")  # kinds under which nobody goes
ANNOUNCED = "people to whom it was announced"  # a level that verify_revision.py checks
NEVER = {"not_confirmed", "not_eligible", "no_consent", "vetoed"}


class NotProven(Exception):
    """What does not hold, in one sentence."""


def need(truth: object, sentence: str) -> None:
    if not truth:
        raise NotProven(sentence)


def dates(text: str) -> tuple[Day, Day]:
    """The earliest and latest day that a date like 1990, 1990-05 or 1990-05-12 allows."""
    y, m, d = (*map(int, text.split("-")), 0, 0)[:3]
    return dt.date(y, m or 1, d or 1), dt.date(y, m or 12, d or calendar.monthrange(y, m or 12)[1])


def derive(people: list[Person], day: Day, entries: set[str]) -> None:
    """What the day makes of the dates: least and most age, months held. Who is ``guarded`` may be a child."""
    ages, held = dict[str, Any]({"": None}), dict[str, Any]({"": None})
    for p in people:
        born, since = p["birth_date"], p["held_since"]
        if born not in ages:
            ages[born] = tuple(day.year - d.year - ((day.month, day.day) < (d.month, d.day)) for d in dates(born)[::-1])
        if since not in held:
            d = dates(since)[1]
            held[since] = max(0, (day.year - d.year) * 12 + day.month - d.month - (day.day < d.day))
        p["ages"], p["months"] = ages[born], held[since]
        p["guarded"] = bool(p["guardian"]) or p["guardian_consent"] in ("yes", "no")
        p["listed"] = frozenset(entries & {p["held_id"] or None, f"{p['holder']}/{p['held_id']}"} if entries else ())


def holds(who: Any, p: Person) -> Any:
    """Whether a predicate holds: True, False, or None where the facts leave it open."""
    if isinstance(who, dict):
        op, parts = next(iter(who.items()))
        answers, decides = [holds(part, p) for part in parts], op == "any"
        if op == "not":
            return None if answers[0] is None else not answers[0]
        return decides if decides in answers else None if None in answers else not decides
    fact, value = who
    if fact == "remains":
        return (p["remains"] == "yes") is value
    if isinstance(value, list):
        return None if fact == "sex" and not p["sex"] else p[fact] in value
    if fact.startswith("held"):
        return None if p["months"] is None else (p["months"] < value) is fact.endswith("under")
    if p["ages"] is None and (value > 18 or not p["guarded"]):
        return None
    least, most = p["ages"] or (-1, value)
    under = True if most < value else False if least >= value else True if value <= 18 else None
    return under if under is None or fact == "age_under" else not under


def remember(ask: Callable[[Person], Any], *words: Any, also: tuple[str, ...]) -> Callable[[Person], Any]:
    """The same answer for the same facts, of which the predicates in ``words`` can ask."""
    text, known = json.dumps(words), dict[Any, Any]()
    names = [name for start in FACTS if f'"{start}' in text for name in FACTS[start]]
    facts: Callable[[Person], Any] = itemgetter("remains", *names, *also)
    return lambda p: known[key] if (key := facts(p)) in known else known.setdefault(key, ask(p))


def standing(terms: Json, day: Day) -> Callable[[Person], Any]:
    """A function from a person to the clause they may go under by themselves, or None."""
    who = {c["id"]: c["who"] for c in terms["categories"]}
    vetoes = [v for v in terms["vetoes"] if not v["expires"] or day.isoformat() < v["expires"]]
    by_way = defaultdict(list)
    for clause in (c for c in terms["clauses"] if c["kind"] not in BINDING and not c.get("over")):
        for flow in set(map(tuple, clause["flows"])):
            by_way[flow].append(clause)
    adult, required = max(18, terms["consent"]["guardian_under"] or 0), terms["consent"]["required_for"] == "living"

    def covers(clause: Json, p: Person) -> bool:
        if clause["kind"] == "named":
            return bool(p["listed"] & {*clause["goodwill"], *(entry for entry, _ in clause["wants"])})
        if (clause["kind"] == "remains") is not (p["remains"] == "yes"):
            return False
        return not clause["category"] or holds(who[clause["category"]], p) is True

    def may(p: Person) -> Any:
        clause = next((c for c in by_way[p["holder"], p["home"]] if covers(c, p)), None)
        if not clause or p["identity"] not in {"matched", clause.get("identified", terms["identity"])} - {"claimed"}:
            return None
        for veto in vetoes:
            meant = p["listed"] & set(veto["entries"]) or (veto["who"] and holds(veto["who"], p) is True)
            if meant and veto["by"] in (p["holder"], terms["intermediary"]):
                return None
        if p["remains"] != "yes":
            asked = p["guardian_consent" if (p["ages"][0] < adult if p["ages"] else p["guarded"]) else "consent"]
            if "no" in (p["consent"], p["guardian_consent"]) or (required and asked != "yes"):
                return None
        return clause["id"]

    also = ("holder", "home", "identity", "consent", "guardian_consent", "ages", "guarded", "listed")
    return remember(may, who, [v["who"] for v in vetoes], also=also)


def check_class(members: list[Person], group: Json, certificate: Json, weigh: Any) -> None:
    """A unit stands in the class with its counts and its weight in every priority."""
    label, ways, counts = members[0]["person_id"], certificate["ways"], Counter(p["way"] for p in members)
    stated: Counter[Any] = Counter()  # verify_exchanges.py checks for how many a rank counts
    for index, count in group["counts"]:
        stated[ways[index][0].partition("#=")[0], ways[index][1], ways[index][2]] += count
    need(stated == counts, f"{label} is counted wrongly")
    kinds = {c["id"]: c["kind"] for c in certificate["agreement"]["clauses"]}
    owed = "all" in {kinds.get(w[0]) for w in counts} or label in certificate.get("revision", {}).get("received", ())
    need(group["least"] == (len(group["units"]) if owed else 0), f"{label} is owed a place, or not, against the terms")
    values = [sum(column) for column in zip(*map(weigh, members), strict=True)]
    for level, stands, value in zip(certificate["levels"], group["levels"], values, strict=True):
        need(stands == value or level["name"] == ANNOUNCED, f"{label} does not count as stated for {level['name']}")


def weight(certificate: Json) -> Callable[[Person], Any]:
    """A function from a person to what they add to each level: priorities, people, remains."""
    tiers, names = certificate["agreement"]["priorities"], [level["name"] for level in certificate["levels"]]

    def weigh(p: Person) -> tuple[int, ...]:
        dead, worth = p["remains"] == "yes", {"people": 1, "held_months": p["months"] or 0}
        own = {t["id"]: worth[t["measure"]] * (not dead and holds(t["who"], p) is True) for t in tiers}
        return tuple([{"remains" if dead else "people": 1, **own}.get(name, 0) for name in names])

    return remember(weigh, tiers, also=("months",))


def check(selection: Json, certificate: Json, people: list[Any]) -> Json:
    """Raise NotProven at the first thing that does not hold; return the numbers of what was checked."""
    terms, day = certificate["agreement"], dt.date.fromisoformat(certificate["on"])
    named = {c["id"]: {*c["goodwill"], *dict(c["wants"])} for c in terms["clauses"] if c["kind"] == "named"}
    derive(people, day, {entry for v in terms["vetoes"] for entry in v["entries"]}.union(*named.values()))
    may = dict(zip(map(itemgetter("person_id"), people), map(standing(terms, day), people), strict=True))
    need(len(may) == len(people), "a person stands twice in persons.csv")
    may |= dict.fromkeys(certificate.get("revision", {}).get("kept", ()))  # whom their holder did not hand over
    for p in people:
        clause = may[p["person_id"]]
        p["way"] = (f"{clause}#{p['held_id']}" if clause in named else clause), p["holder"], p["home"]
    by_id, weigh, weighed = {p["person_id"]: p for p in people}, weight(certificate), list[str]()
    for group in certificate["classes"]:
        checked = set()
        for unit in group["units"]:
            weighed += unit
            members = [by_id[name] for name in unit]
            need(all(map(may.get, unit)), f"{unit[0]} was weighed, but may not go")
            if (seen := tuple(sorted([(p["way"], weigh(p)) for p in members]))) not in checked:
                check_class(members, group, certificate, weigh)
                checked.add(seen)
    need(len(weighed) == len(there := set(weighed)), "somebody was weighed twice")
    for outcome in selection["outcomes"]:
        name, reason = outcome["person_id"], outcome["reason"]
        need((reason in NEVER) is (may[name] is None), f"{name}: {reason} does not follow from the facts")
        need(name in there or reason in {*NEVER, "group_blocked"}, f"{name} may go, but was not weighed")
        need(name not in there or reason != "group_blocked", f"{name} was weighed, but may not go")
        need(reason != "selected" or may[name] == outcome["clause"], f"{name} does not go under {outcome['clause']}")
    return {"persons": len(people), "barred": len(people) - len(there)}


def verify(selection: str, certificate: str, persons: str) -> Json:
    with open(persons, encoding="utf-8", newline="") as file:
        one, other = (json.loads(Path(path).read_bytes()) for path in (selection, certificate))
        return check(one, other, list(csv.DictReader(file)))


def words(report: Json) -> Iterator[str]:
    yield f"{report['persons']} persons judged again: {report['barred']} cannot go, all others are weighed as agreed."


if __name__ == "__main__":
    try:
        print(*words(verify(*sys.argv[1:4])), sep="\n")
    except NotProven as error:
        sys.exit(f"Does not verify: {error}.")
