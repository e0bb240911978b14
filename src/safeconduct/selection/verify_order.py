"""Check lots, groups and tranches: python verify_order.py selection.json certificate.json persons.csv

The fourth of six checkers, of which each runs alone with Python 3.10 or newer and nothing else. It draws the lots
again from the seed, and goes through the tranches person by person: everyone who goes is in exactly one, groups are
whole and children with their guardians, nobody is kept back by a tie that is not there, whoever is told that they lost
a draw had a chance, caps are kept, remains are apart, and neither side is ever further ahead than stated.
"""

from __future__ import annotations

import calendar
import csv
import datetime as dt
import hmac
import json
import sys
from collections import Counter, defaultdict, namedtuple
from collections.abc import Iterator
from pathlib import Path
from typing import Any

Json = dict[str, Any]
Chosen = dict[str, tuple[list[str], int]]  # everyone who goes, with their unit and the number of their class
record: Any = namedtuple  # a row whose values have names, with ``_make`` to make one


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


def child(p: Any, day: dt.date, adult: int) -> bool:
    """Under the age of an adult, or possibly so: the latest birthday that the date allows, or an answer for them."""
    if not p.birth_date:
        return bool(p.guardian) or p.guardian_consent in ("yes", "no")
    y, m, d = (*map(int, p.birth_date.split("-")), 0, 0)[:3]
    return day.year - y - ((day.month, day.day) < (m or 12, d or calendar.monthrange(y, m or 12)[1])) < adult


def together(terms: Json, people: Json, day: dt.date) -> dict[str, list[str]]:
    """By each who is tied, all who go with them or not at all: a group that a clause keeps whole, or a guardian."""
    strict = {kind for c in terms["clauses"] if c.get("rule") == "indivisible" for kind in c["groups"]}
    adult = max(18, terms["consent"]["guardian_under"] or 0)
    first, sets = dict[str, str](), dict[str, list[str]]()
    for name, p in people.items():
        if not (p.group or p.guardian) or p.remains == "yes" or p.identity == "claimed":
            continue
        by = people.get(p.guardian) if p.guardian else None
        ties = [first.setdefault(p.group, name)] if p.group and p.group_kind in strict else []
        if by and by.remains != "yes" and by.identity != "claimed" and by.holder == p.holder and child(p, day, adult):
            ties.append(p.guardian)
        for tie in ties:
            one, other = sets.setdefault(name, [name]), sets.setdefault(tie, [tie])
            if one is not other:
                other += one
                sets.update(dict.fromkeys(one, other))
    return sets


def check_together(certificate: Json, people: Json, blocked: set[str]) -> None:
    """Those tied to each other are one unit, or all stay because one of them cannot go or belongs elsewhere."""
    sets = together(certificate["agreement"], people, dt.date.fromisoformat(certificate["on"]))
    groups = {id(tied): tied for tied in sets.values()}.values()
    parted = {name for tied in groups if len({(people[m].holder, people[m].home) for m in tied}) > 1 for name in tied}
    for unit in (unit for group in certificate["classes"] for unit in group["units"]):
        if unit[0] in sets or unit != [unit[0]]:
            whole = sorted(unit) == sorted(sets.get(unit[0], unit[:1])) and unit[0] not in parted
            need(whole, f"{unit[0]} is parted from a group or a guardian, or tied to a stranger")
    for name in blocked:
        barred = name in parted or not blocked.issuperset(sets.get(name, ()))
        need(barred, f"{name} is kept back, but nobody they are tied to is")


def leads(terms: Json, way: tuple[str, str, str]) -> int:
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


def check_order(selection: Json, certificate: Json, moves: list[Any], chosen: Chosen, people: Json) -> int:
    """Tranches: each who goes once, groups whole, caps kept, remains apart and last; the lead is as stated."""
    rule = certificate["agreement"]["tranches"]
    lead: Counter[Any] = Counter()
    now, curve, placed, ended = 0, list[int](), set[str](), False
    for number, tranche in enumerate(selection["tranches"], start=1):
        follows = tranche["remains"] or (not ended and number <= (rule["count"] or number))
        need(tranche["number"] == number and follows, "tranches are out of order, or more than agreed")
        if tranche["remains"] and not ended:  # never in one balance with the living
            lead, now = Counter(), 0
        ended, order, at = tranche["remains"], tranche["order"], 0
        cap = (rule["remains_cap_per_side"] or rule["cap_per_side"]) if ended else rule["cap_per_side"]
        cap = rule["sizes"][number - 1] if rule["sizes"] and not ended else cap
        most = max(Counter([people[name].holder for name in order]).values(), default=0)
        need(most and (cap is None or most <= cap), f"tranche {number} is over its cap, or empty")
        while at < len(order):
            unit, group = chosen.get(order[at], ([], -1))
            if not unit or order[at : at + len(unit)] != unit:
                raise NotProven(f"{order[at]} does not go, or is parted from the group")
            at += len(unit)
            for pair, dead, step in moves[group]:
                need(dead is ended, "remains and the living are mixed")
                if step:
                    lead[pair] = now = lead[pair] + step
                curve.append(now)
        placed.update(order)
    need(placed == chosen.keys() and len(curve) == len(placed), "somebody who goes is in no tranche, or in two")
    need(curve == selection["exposure"], "the lead is not as stated")
    need(rule["exposure"] is None or max(map(abs, curve), default=0) <= rule["exposure"], "a lead above the agreed one")
    return max(map(abs, curve), default=0)


def draw(certificate: Json) -> tuple[Chosen, dict[str, str], set[str]]:
    """Everyone who goes; the tickets, where some of a class go and others stay; and all who have lost a draw."""
    key, classes = hmac.new(bytes.fromhex(certificate["seed"]), digestmod="sha256"), certificate["classes"]
    chosen, tickets, lost = Chosen(), dict[str, str](), set[str]()
    chances = certificate["lottery"]["chances"] if "lottery" in certificate else [0] * len(classes)
    for index, (group, chance) in enumerate(zip(classes, chances, strict=True)):
        units, taken, drawn = [sorted(u) if u[1:] else u for u in group["units"]], group["taken"], list[str]()
        for unit in units if 0 < taken < len(units) else ():
            ticket = key.copy()  # it has taken in the seed once for all
            ticket.update("\n".join(unit).encode())
            drawn.append(ticket.hexdigest())
            tickets.update(dict.fromkeys(unit, drawn[-1]))
        need(drawn == sorted(drawn), "the lots were not drawn with this seed")
        chosen.update({name: (unit, index) for unit in units[:taken] for name in unit})
        lost.update(name for unit in units[taken:] if taken or chance for name in unit)  # equals go, or could have
    return chosen, tickets, lost


def least_lead(certificate: Json, moves: list[Any]) -> int:
    """No order can keep the lead below half the heaviest step, or below the difference that is left at the end."""
    steps: dict[Any, list[int]] = defaultdict(list)
    for group, people in zip(certificate["classes"], moves, strict=True):
        if group["taken"]:
            steps[people[0][:2]] += [sum(step for _, _, step in people)] * group["taken"]
    return max((max((max(map(abs, m)) + 1) // 2, abs(sum(m))) for m in steps.values()), default=0)


def check(selection: Json, certificate: Json, rows: list[Any]) -> Json:
    """Raise NotProven at the first thing that does not hold; return what was found."""
    people, (chosen, tickets, lost) = {p.person_id: p for p in rows}, draw(certificate)
    terms, outcomes, ways = certificate["agreement"], selection["outcomes"], []
    check_together(certificate, people, {one["person_id"] for one in outcomes if one["reason"] == "group_blocked"})
    remains = {clause["id"] for clause in terms["clauses"] if clause["kind"] == "remains"}
    for clause, holder, home, *stated in certificate["ways"]:
        pair, weight = sorted((holder, home)), leads(terms, (clause, holder, home))
        step = weight if holder == pair[0] else -weight
        need(stated == ([*pair, step] if step else ["", "", 0]), f"another lead of {clause} is stated")
        ways.append((tuple(pair), clause in remains, step))
    moves = [[ways[at] for at, count in group["counts"] for _ in range(count)] for group in certificate["classes"]]
    lead = check_order(selection, certificate, moves, chosen, people)
    bounds = {"reached": lead, "least": least_lead(certificate, moves)}
    need(lead == selection["exposure_bound"] and bounds == certificate["exposure"], "another bound of the lead")
    need(selection["seed"] == certificate["seed"], "the selection names another seed")
    tranche = {name: one["number"] for one in selection["tranches"] for name in one["order"]}
    for due, key, nothing in ((tranche, "tranche", None), (tickets, "ticket", "")):
        told = {one["person_id"]: one[key] for one in outcomes if one[key] != nothing}
        names = {n for n in {**due, **told} if due.get(n, nothing) != told.get(n, nothing)} if due != told else set()
        need(due == told, f"{min(map(str, names), default='')} is told another tranche, or another ticket")
    names = lost ^ {one["person_id"] for one in outcomes if one["reason"] == "lost_draw"}
    need(not names, f"{min(map(str, names), default='')} is told that they lost a draw and did not, or is not told")
    totals = Counter([(one["clause"], people[one["person_id"]].holder) for one in outcomes if one["tranche"]])
    stated = {(clause, holder): number for clause, row in selection["totals"].items() for holder, number in row.items()}
    need(dict(totals) == stated, "the totals are not right")
    return {"tranches": len(selection["tranches"]), "lead": lead}


def verify(selection: str, certificate: str, persons: str) -> Json:
    one, other = (json.loads(Path(path).read_bytes()) for path in (selection, certificate))
    return check(one, other, read(persons))


def words(report: Json) -> Iterator[str]:
    yield f"{report['tranches']} tranches: groups whole, lots as drawn, no side ever more than {report['lead']} ahead."


if __name__ == "__main__":
    try:
        print(*words(verify(*sys.argv[1:4])), sep="\n")
    except NotProven as error:
        sys.exit(f"Does not verify: {error}.")
