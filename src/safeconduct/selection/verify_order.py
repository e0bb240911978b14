"""Check lots, groups and tranches: python verify_order.py selection.json certificate.json persons.csv

The fourth of six checkers, of which each runs alone with Python 3.10 or newer and nothing else. It draws the lots
again from the seed, and goes through the tranches person by person: everyone who goes is in exactly one, nobody goes
against their will, groups are whole and children with their guardians, nobody is kept back by a tie that is not there,
caps are kept, remains are apart, and neither side is ever further ahead than stated. See verify.py for the proof that
nothing better exists, and verify_persons.py for who may go by themselves.
"""

from __future__ import annotations

import calendar
import csv
import datetime as dt
import hmac
import json
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

Json = dict[str, Any]
People = dict[str, dict[str, str]]
Way = tuple[str, str, str]


class NotProven(Exception):
    """What does not hold, in one sentence."""


def need(truth: object, sentence: str) -> None:
    if not truth:
        raise NotProven(sentence)


def child(p: dict[str, str], day: dt.date, adult: int) -> bool:
    """Under the age of an adult, or possibly so: the latest birthday that the date allows, or an answer for them."""
    if not p["birth_date"]:
        return bool(p["guardian"]) or p["guardian_consent"] in ("yes", "no")
    y, m, d = (*map(int, p["birth_date"].split("-")), 0, 0)[:3]
    born = m or 12, d or calendar.monthrange(y, m or 12)[1]
    return day.year - y - ((day.month, day.day) < born) < adult


def together(terms: Json, people: People, day: dt.date) -> list[list[str]]:
    """Who goes together or not at all: groups that a clause keeps whole, a child with a guardian held beside it."""
    strict = {kind for c in terms["clauses"] if c.get("rule") == "indivisible" for kind in c["groups"]}
    adult = max(18, terms["consent"]["guardian_under"] or 0)
    alive = {name for name, p in people.items() if p["remains"] != "yes" and p["identity"] != "claimed"}
    first: dict[str, str] = {}
    sets = {name: [name] for name in people}
    for name, p in people.items():
        grouped = p["group"] and p["group_kind"] in strict and name in alive
        ties = [first.setdefault(p["group"], name)] if grouped else []
        by = p["guardian"]
        if by and {name, by} <= alive and people[by]["holder"] == p["holder"] and child(p, day, adult):
            ties.append(by)
        for one, other in ((sets[name], sets[tie]) for tie in ties):
            if one is not other:
                few, many = sorted((one, other), key=len)
                many += few
                sets.update(dict.fromkeys(few, many))
    return list({id(members): members for members in sets.values()}.values())


def check_together(certificate: Json, people: People, reasons: dict[str, str]) -> None:
    """Those tied to each other are one unit, or all stay because one of them cannot go or belongs elsewhere."""
    units = {tuple(sorted(unit)) for group in certificate["classes"] for unit in group["units"]}
    weighed = {name for unit in units for name in unit}
    for members in together(certificate["agreement"], people, dt.date.fromisoformat(certificate["on"])):
        one_way = len({(people[name]["holder"], people[name]["home"]) for name in members}) == 1
        if one_way and tuple(sorted(members)) in units:
            continue
        need(weighed.isdisjoint(members), f"{members[0]} is parted from a group or a guardian, or tied to a stranger")
        barred = any(reasons[name] != "group_blocked" for name in members)
        need(barred or not one_way, f"{members[0]} is kept back, but nobody they are tied to is")


def leads(terms: Json, way: Way) -> int:
    """By how much one person on a way moves the lead of their holder; 0 where the clause weighs nobody."""
    clause = next(c for c in terms["clauses"] if c["id"] == way[0].partition("#")[0])
    kind, back = clause["kind"], [way[2], way[1]] in clause["flows"]
    used = {c["weights"] for c in terms["clauses"] if c.get("weights")}
    mark, by = way[0].partition("#=")[2], [table["id"] for table in terms["weights"] if table["id"] in used]
    worth = int(mark.split(",")[by.index(clause["weights"])]) if mark and clause["weights"] else 1
    if kind == "ratio":
        return worth * int(clause["get"] if clause["flows"][0] == [way[1], way[2]] else clause["give"])
    return worth * int(kind in ("one_for_one", "named") or clause.get("one_for_one", False)
               or (kind == "quota" and clause["min"] == clause["max"] and back))  # fmt: skip


def check_order(
    selection: Json, certificate: Json, ways: list[Way], chosen: dict[str, Any], holder: dict[str, str]
) -> int:
    """Tranches: each who goes once, groups whole, caps kept, remains apart and last; the lead is as stated."""
    terms, rule = certificate["agreement"], certificate["agreement"]["tranches"]
    weigh = [leads(terms, way) for way in ways]
    dead = {clause["id"] for clause in terms["clauses"] if clause["kind"] == "remains"}
    lead: Counter[Any] = Counter()
    now, curve, placed, ended = 0, [], set(), False
    for number, tranche in enumerate(selection["tranches"], start=1):
        need(tranche["number"] == number and (tranche["remains"] or not ended), "tranches are out of order")
        if tranche["remains"] and not ended:  # never in one balance with the living
            lead, now = Counter(), 0
        ended, order, at = tranche["remains"], tranche["order"], 0
        sides = Counter(map(holder.get, order))
        cap = (rule["remains_cap_per_side"] or rule["cap_per_side"]) if ended else rule["cap_per_side"]
        cap = rule["sizes"][number - 1] if rule["sizes"] and not ended else cap
        need(cap is None or max(sides.values()) <= cap, f"tranche {number} is over its cap")
        while at < len(order):
            unit, group = chosen.get(order[at], ((), None))
            need(unit and order[at : at + len(unit)] == unit, f"{order[at]} does not go, or is parted from the group")
            at += len(unit)
            placed.update(unit)
            for index, count in group["counts"]:
                way = ways[index]
                pair = tuple(sorted(way[1:]))
                need((way[0] in dead) is ended, "remains and the living are mixed")
                for _ in range(count):
                    lead[pair] += weigh[index] if way[1] == pair[0] else -weigh[index]
                    now = lead[pair] if weigh[index] else now
                    curve.append(now)
    need(placed == set(chosen) and len(curve) == len(placed), "somebody who goes is in no tranche, or in two")
    need(curve == selection["exposure"], "the lead is not as stated")
    limit = rule["exposure"]
    need(limit is None or max(map(abs, curve), default=0) <= limit, "the lead is above what was agreed")
    return max(map(abs, curve), default=0)


def draw(certificate: Json) -> dict[str, Any]:
    """Everyone who goes, with their unit and class: in each class the units with the lowest tickets."""
    key, chosen = bytes.fromhex(certificate["seed"]), {}
    for group in certificate["classes"]:
        units = [sorted(unit) for unit in group["units"]]
        tickets = [hmac.digest(key, "\n".join(unit).encode(), "sha256") for unit in units]
        need(tickets == sorted(tickets), "the lots were not drawn with this seed")
        chosen.update({name: (unit, group) for unit in units[: group["taken"]] for name in unit})
    return chosen


def least_lead(chosen: dict[str, Any], ways: list[Way], terms: Json) -> int:
    """No order can keep the lead below half the heaviest step, or below the difference that is left at the end."""
    weigh = [leads(terms, way) for way in ways]
    dead = {clause["id"] for clause in terms["clauses"] if clause["kind"] == "remains"}
    steps = defaultdict(list)
    for name, (unit, group) in chosen.items():
        if name == unit[0]:
            held = ways[group["counts"][0][0]]
            pair = tuple(sorted(held[1:]))
            move = sum(count * weigh[index] for index, count in group["counts"])
            steps[pair, held[0] in dead].append(move if held[1] == pair[0] else -move)
    return max((max((max(map(abs, m)) + 1) // 2, abs(sum(m))) for m in steps.values()), default=0)


def check(selection: Json, certificate: Json, rows: list[dict[str, str]]) -> Json:
    """Raise NotProven at the first thing that does not hold; return what was found."""
    people = {row["person_id"]: row for row in rows}
    terms, chosen = certificate["agreement"], draw(certificate)
    ways = [(way[0], way[1], way[2]) for way in certificate["ways"]]
    check_together(certificate, people, {outcome["person_id"]: outcome["reason"] for outcome in selection["outcomes"]})
    for name, row in people.items():
        goes = name in chosen
        need(not goes or row["identity"] != "claimed", f"{name} goes, but nobody says that they hold them")
        need(not goes or row["remains"] == "yes" or row["consent"] != "no", f"{name} goes against their will")
    lead = check_order(selection, certificate, ways, chosen, {name: row["holder"] for name, row in people.items()})
    stated = {"reached": selection["exposure_bound"], "least": least_lead(chosen, ways, terms)}
    need(lead == selection["exposure_bound"] and stated == certificate["exposure"], "another bound of the lead")
    need(selection["seed"] == certificate["seed"], "the selection names another seed")
    tranche = {name: t["number"] for t in selection["tranches"] for name in t["order"]}
    totals: dict[str, Counter[str]] = defaultdict(Counter)
    for outcome in selection["outcomes"]:
        name = outcome["person_id"]
        need(outcome["tranche"] == tranche.get(name), f"{name} is told another tranche")
        if name in chosen:
            totals[outcome["clause"]][people[name]["holder"]] += 1
    need({clause: dict(row) for clause, row in totals.items()} == selection["totals"], "the totals are not right")
    return {"tranches": len(selection["tranches"]), "lead": lead}


def verify(selection: str, certificate: str, persons: str) -> Json:
    with open(persons, encoding="utf-8", newline="") as file:
        one, other = (json.loads(Path(path).read_bytes()) for path in (selection, certificate))
        return check(one, other, list(csv.DictReader(file)))


def words(report: Json) -> Iterator[str]:
    yield f"{report['tranches']} tranches: groups whole, lots as drawn, no side ever more than {report['lead']} ahead."


if __name__ == "__main__":
    try:
        print(*words(verify(*sys.argv[1:4])), sep="\n")
    except NotProven as error:
        sys.exit(f"Does not verify: {error}.")
