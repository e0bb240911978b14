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
from typing import Any

Json = dict[str, Any]
Person = dict[str, str]
Day = dt.date
FACTS = ("birth_date", "guardian", "guardian_consent", "held_since", "sex", "status", "medical", "rank", "unit", "site",
         "remains")  # fmt: skip
BINDING = ("keep_together", "balance", "reciprocity")  # kinds under which nobody goes
NEVER = {"not_confirmed", "not_eligible", "no_consent", "vetoed"}


class NotProven(Exception):
    """What does not hold, in one sentence."""


def need(truth: object, sentence: str) -> None:
    if not truth:
        raise NotProven(sentence)


def dates(text: str) -> tuple[Day, Day]:
    """The earliest and latest day that a date like 1990, 1990-05 or 1990-05-12 allows."""
    parts = [int(part) for part in text.split("-")]
    y, m, d = (*parts, 0, 0)[:3]
    return dt.date(y, m or 1, d or 1), dt.date(y, m or 12, d or calendar.monthrange(y, m or 12)[1])


def years(born: Day, day: Day) -> int:
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


def months(person: Person, day: Day) -> int:
    since = dates(person["held_since"])[1] if person["held_since"] else day
    return max(0, (day.year - since.year) * 12 + day.month - since.month - (day.day < since.day))


def guarded(person: Person) -> bool:
    """Somebody answers for the person; where no birth date is known, they may then be a child."""
    return bool(person["guardian"]) or person["guardian_consent"] in ("yes", "no")


def holds(who: Any, person: Person, day: Day) -> Any:
    """Whether a predicate holds: True, False, or None where the facts leave it open."""
    if isinstance(who, dict):
        op, parts = next(iter(who.items()))
        answers = [holds(part, person, day) for part in parts]
        if op == "not":
            return None if answers[0] is None else not answers[0]
        decides = op == "any"
        return decides if decides in answers else None if None in answers else not decides
    fact, value = who
    if fact == "remains":
        return (person["remains"] == "yes") is value
    if isinstance(value, list):
        return None if fact == "sex" and not person["sex"] else person[fact] in value
    source = person["birth_date" if fact.startswith("age") else "held_since"]
    if not source and (fact.startswith("held") or value > 18 or not guarded(person)):
        return None
    if fact.startswith("held"):
        return (months(person, day) < value) is fact.endswith("under")
    least, most = (years(born, day) for born in reversed(dates(source))) if source else (-1, value)
    under = True if most < value else False if least >= value else True if value <= 18 else None
    return under if under is None or fact == "age_under" else not under


def judge(who: Any, day: Day) -> Callable[[Person], Any]:
    known: dict[Any, Any] = {}  # by the facts that the predicate can depend on
    words, dates_of = json.dumps(who), {**dict.fromkeys(FACTS[:3], '"age_'), "held_since": '"held_'}
    names = [name for name in FACTS if dates_of.get(name, f'"{name}"') in words]

    def answer(person: Person) -> Any:
        key = tuple(person[name] for name in names)
        if key not in known:
            known[key] = holds(who, person, day)
        return known[key]

    return answer


def standing(terms: Json, day: Day) -> Callable[[Person], Any]:
    """A function from a person to the clause they may go under by themselves, or None."""
    who = {c["id"]: judge(c["who"], day) for c in terms["categories"]}
    vetoes = [(v, judge(v["who"], day) if v["who"] else None) for v in terms["vetoes"]
              if not v["expires"] or day.isoformat() < v["expires"]]  # fmt: skip
    by_way = defaultdict(list)
    for clause in terms["clauses"]:
        for flow in {
            tuple(flow) for flow in clause["flows"] if clause["kind"] not in BINDING and not clause.get("over")
        }:
            by_way[flow].append(clause)
    adult = max(18, terms["consent"]["guardian_under"] or 0)

    def covers(clause: Json, p: Person) -> bool:
        if clause["kind"] == "named":
            return f"{p['holder']}/{p['held_id']}" in {*clause["goodwill"], *(entry for entry, _ in clause["wants"])}
        if (clause["kind"] == "remains") is not (p["remains"] == "yes"):
            return False
        return not clause["category"] or who[clause["category"]](p) is True

    def may(p: Person) -> Any:
        clause = next((c for c in by_way[p["holder"], p["home"]] if covers(c, p)), None)
        if clause is None or p["identity"] == "claimed":
            return None
        if p["identity"] == "acknowledged" and clause.get("identified", terms["identity"]) == "matched":
            return None
        for veto, judges in vetoes:
            listed = p["held_id"] and {p["held_id"], f"{p['holder']}/{p['held_id']}"} & set(veto["entries"])
            if veto["by"] in (p["holder"], terms["intermediary"]) and (listed or (judges and judges(p) is True)):
                return None
        if p["remains"] != "yes":
            child = years(dates(p["birth_date"])[1], day) < adult if p["birth_date"] else guarded(p)
            asked = p["guardian_consent"] if child else p["consent"]
            required = terms["consent"]["required_for"] == "living"
            if "no" in (p["consent"], p["guardian_consent"]) or (required and asked != "yes"):
                return None
        return clause["id"]

    return may


def check_class(members: list[Person], group: Json, certificate: Json, counts: Any, tiers: list[Any]) -> None:
    """A unit stands in the class with its counts and its weight in every priority."""
    label, dead, ways = members[0]["person_id"], members[0]["remains"] == "yes", certificate["ways"]
    stated: Counter[Any] = Counter()  # verify_exchanges.py checks for how many a rank counts
    for index, count in group["counts"]:
        stated[ways[index][0].partition("#=")[0], ways[index][1], ways[index][2]] += count
    need(stated == counts, f"{label} is counted wrongly")
    kinds = {c["id"]: c["kind"] for c in certificate["agreement"]["clauses"]}
    owed = "all" in {kinds.get(w[0]) for w in counts} or label in certificate.get("revision", {}).get("received", ())
    need(group["least"] == (len(group["units"]) if owed else 0), f"{label} is owed a place, or not, against the terms")
    everyone = [("people", lambda p: p["remains"] != "yes", 0), ("remains", lambda p: p["remains"] == "yes", 0)]
    names, own = [level["name"] for level in certificate["levels"]], {tier[0] for tier in tiers}
    for name, judges, months_of in [*tiers, *(tier for tier in everyone if tier[0] in names and tier[0] not in own)]:
        counted = [p for p in members if judges(p) is True and (name == "remains" or not dead)]
        value = sum(months_of(p) if months_of else 1 for p in counted)
        need(group["levels"][names.index(name)] == value, f"{label} does not count as stated for {name}")


def verify(selection_path: str, certificate_path: str, persons_path: str) -> Json:
    """Raise NotProven at the first thing that does not hold; return the numbers of what was checked."""
    with open(selection_path, encoding="utf-8") as one, open(certificate_path, encoding="utf-8") as other:
        selection, certificate = json.load(one), json.load(other)
    with open(persons_path, encoding="utf-8", newline="") as file:
        people = list(csv.DictReader(file))
    terms, day = certificate["agreement"], dt.date.fromisoformat(certificate["on"])
    may = dict(zip((p["person_id"] for p in people), map(standing(terms, day), people), strict=True))
    need(len(may) == len(people), "a person stands twice in persons.csv")
    measures = {"people": None, "held_months": lambda p: months(p, day)}
    tiers = [(t["id"], judge(t["who"], day), measures[t["measure"]]) for t in terms["priorities"]]
    named = {c["id"] for c in terms["clauses"] if c["kind"] == "named"}
    said = {tuple(sorted(unit)): group for group in certificate["classes"] for unit in group["units"]}
    weighed, checked = {name for unit in said for name in unit}, set()
    need(len(weighed) == sum(map(len, said)), "somebody was weighed twice")
    by_id = {p["person_id"]: p for p in people}
    for names, group in said.items():
        need(all(may.get(name) is not None for name in names), f"{names[0]} was weighed, but may not go")
        members = [by_id[name] for name in names]
        clauses = [may[p["person_id"]] + (f"#{p['held_id']}" if may[p["person_id"]] in named else "") for p in members]
        counts = Counter((clause, p["holder"], p["home"]) for clause, p in zip(clauses, members, strict=True))
        facts = tuple(tuple(p[fact] for fact in FACTS) for p in members)
        seen = (id(group), tuple(sorted(counts.items())), facts)
        if seen not in checked:
            check_class(members, group, certificate, counts, tiers)
            checked.add(seen)
    for outcome in selection["outcomes"]:
        name, reason = outcome["person_id"], outcome["reason"]
        need((reason in NEVER) is (may[name] is None), f"{name}: {reason} does not follow from the facts")
        need(name in weighed or reason in {*NEVER, "group_blocked"}, f"{name} may go, but was not weighed")
        need(name not in weighed or reason != "group_blocked", f"{name} was weighed, but may not go")
        need(reason != "selected" or may[name] == outcome["clause"], f"{name} does not go under {outcome['clause']}")
    return {"persons": len(people), "barred": len(people) - len(weighed)}


def words(report: Json) -> Iterator[str]:
    yield f"{report['persons']} persons judged again: {report['barred']} cannot go, all others are weighed as agreed."


if __name__ == "__main__":
    try:
        print(*words(verify(*sys.argv[1:4])), sep="\n")
    except NotProven as error:
        sys.exit(f"Does not verify: {error}.")
