"""Check the demands: python verify_terms.py certificate.json

The second of six checkers, of which each runs alone with Python 3.10 or newer and nothing else. It derives again, from
the agreement whose SHA-256 both parties have signed, what every clause demands in numbers. The inequalities on which
the proof in verify.py rests must all be among these, and the answer must keep every one of them.
"""

from __future__ import annotations

import json
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator
from typing import Any

Json = dict[str, Any]
Way = tuple[str, str, str]
Demand = tuple[dict[Any, int], int | None, int | None, dict[str, int]]
MANY = 10**9
BINDING = ("keep_together", "balance", "reciprocity")  # kinds under which nobody goes
ELSEWHERE = ("named", "keep_together")  # kinds whose demands verify_exchanges.py checks
LAST = ("exchanges of more than two", "groups parted")  # what is made small after everything else
UNWEIGHED = ("all", "remains", "named")  # kinds that a balance over everything leaves out


class NotProven(Exception):
    """What does not hold, in one sentence."""


def need(truth: object, sentence: str) -> None:
    if not truth:
        raise NotProven(sentence)


def demands(terms: Json, ways: list[Way]) -> Iterator[tuple[Any, ...]]:
    """Every demand of every clause, behind its id: each way in as many as there are weights by rank, and counted so.

    After the clause of a way stand, where people are counted by rank, #= and how many each counts for by every table.
    """
    used = {clause["weights"] for clause in terms["clauses"] if clause.get("weights")}
    tables = [table["id"] for table in terms["weights"] if table["id"] in used]
    kinds: dict[Way, list[Way]] = defaultdict(list)
    for way in ways:
        kinds[way[0].partition("#=")[0], way[1], way[2]].append(way)
    for clause in terms["clauses"]:
        table = tables.index(clause["weights"]) if clause.get("weights") else None
        for weights, least, most, variables in demands_of(clause, terms):
            counted: dict[Any, int] = {}
            for key, weight in weights.items():
                for way in kinds.get(key, [key]) if isinstance(key, tuple) else ():
                    marked = table is not None and "#=" in way[0]
                    counted[way] = weight * (int(way[0].partition("#=")[2].split(",")[table or 0]) if marked else 1)
            counted.update({key: weight for key, weight in weights.items() if isinstance(key, str)})
            yield clause["id"], counted, least, most, variables


def demands_of(clause: Json, terms: Json) -> Iterator[Demand]:
    """The demands of one clause: ({way or variable: weight}, least, most, {variable: its most})."""
    name, kind, flows = clause["id"], clause["kind"], sorted({tuple(flow) for flow in clause["flows"]})
    least, most, rule = clause.get("min") or 0, clause.get("max"), clause.get("on_shortfall", "fail")
    over = clause.get("over") or [name]
    owed = Counter({(c["holder"], c["home"]): c["people"] for c in terms["credits"] if c["clause"] == name})
    for flow in flows if kind in ("all", "one_for_one", "remains", "quota") else ():
        weights = {(each, *flow): 1 for each in over}
        floor = least + owed[flow]
        if most is not None:
            yield weights, None, most + owed[flow], {}
        if floor and rule == "fail":
            yield weights, floor, None, {}
        elif floor and kind != "all":
            short = f"{name}: short from {flow[0]} to {flow[1]}"
            yield {**weights, short: 1}, floor, None, {short: floor}
    paired = kind == "one_for_one" or clause.get("one_for_one") or (kind == "quota" and rule == "reduce_both")
    for a, b in flows if paired else ():
        if (b, a) in flows and a < b:
            slack, before = clause.get("tolerance", 0), owed[a, b] - owed[b, a]
            net: dict[Any, int] = {(n, *f): s for n in over for f, s in (((a, b), 1), ((b, a), -1))}
            if rule == "carry_over":  # what is missing counts as given, and is owed
                lacking = (((a, b), 1), ((b, a), -1))
                net.update({f"{name}: short from {f[0]} to {f[1]}": s for f, s in lacking if least + owed[f]})
            yield net, before - slack, before + slack, {}
    if kind == "ratio":
        lot = (clause["give"], clause["get"])
        sides = [((name, *flow), n) for flow, n in zip(clause["flows"], lot, strict=True)]
        lots, most = f"{name}: lots", clause["max_lots"]
        for way, n in sides if clause["lots"] else ():
            yield {way: 1, lots: -n}, 0, 0, {lots: MANY if most is None else most}
        if not clause["lots"]:
            (first, give), (second, get) = sides
            yield {first: get, second: -give}, -clause["tolerance"], clause["tolerance"], {}
            for way, n in sides if most is not None else ():
                yield {way: 1}, None, n * most, {}
    if kind == "package":
        for part in clause["parts"]:
            every = f"{name}: all or nothing"
            yield {**{(name, h, part["to"]): 1 for h in part["from"]}, every: -part["n"]}, 0, 0, {every: 1}
    for party in clause["parties"] if kind in ("balance", "reciprocity") else ():
        free = [c["id"] for c in terms["clauses"] if not c.get("over") and c["kind"] not in (*BINDING, *UNWEIGHED)]
        others = [other for other in clause["parties"] if other != party]
        give, get, slack = clause.get("give", 1), clause.get("get", 1), clause.get("tolerance", 0)
        net = {(c, party, other): get for c in clause["over"] or free for other in others}
        net.update({(c, other, party): -give for c in clause["over"] or free for other in others})
        yield (net, -slack, slack, {}) if kind == "balance" else (net, None, 0, {})


def canonical(weights: dict[Any, int], least: int | None, most: int | None) -> tuple[Any, ...]:
    """One way of writing a demand; turning all signs says the same."""
    items = sorted(((str(key), key, weight) for key, weight in weights.items()), key=lambda item: item[0])
    turn = -1 if (items[0][2] if items else (least or 0) + (most or 0)) < 0 else 1
    low, high = (least, most) if turn > 0 else (None if most is None else -most, None if least is None else -least)
    return tuple((key, turn * weight) for _, key, weight in items), low, high


def check(certificate: Json) -> Json:
    """Raise NotProven at the first thing that does not hold; return how many demands are kept."""
    ways = [(way[0], way[1], way[2]) for way in certificate["ways"]]
    terms, aux, levels = certificate["agreement"], certificate["aux"], certificate["levels"]
    elsewhere = {clause["id"] for clause in terms["clauses"] if clause["kind"] in ELSEWHERE}
    people: Counter[Any] = Counter({variable["name"]: variable["value"] for variable in aux})
    for group in certificate["classes"]:
        for way, count in group["counts"]:
            people[ways[way]] += count * group["taken"]
    need(len(set(ways)) == len(ways), "a way stands twice")
    need(len({variable["name"] for variable in aux}) == len(aux), "a variable stands twice")
    standing = [
        (frozenset(map(tuple, group["counts"])), tuple(group["levels"]), frozenset(group["marks"].items()))
        for group in certificate["classes"]
        if not group["least"]  # everyone of the others goes
    ]
    need(len(set(standing)) == len(standing), "people of equal standing are in two classes, with a lot for each")
    kept, derived, limits = 0, Counter[Any](), {}
    for name, weights, low, high, variables in demands(terms, ways):
        total = sum(weight * people[key] for key, weight in weights.items())
        need(
            (low is None or low <= total) and (high is None or total <= high), f"not kept: {low} to {high} of {weights}"
        )
        present = {key: weight for key, weight in weights.items() if key in ways or isinstance(key, str)}
        derived[name, canonical(present, low, high)] += 1
        limits.update({(name, variable): most for variable, most in variables.items()})
        kept += 1
    stated = {(v["clause"], v["name"]): v["most"] for v in aux if v["clause"] not in elsewhere}
    need(stated == limits, "a variable has no clause, or another limit")
    for row in certificate["rows"]:
        weights = {ways[way]: weight for way, weight in row["weights"]}
        weights.update({aux[variable]["name"]: weight for variable, weight in row["aux"]})
        demand = row["clause"], canonical(weights, row["least"], row["most"])
        known = not row["marks"] and derived[demand] > 0  # each of them once
        need(known or row["clause"] in elsewhere, f"no clause demands this, or not twice: {row['why']}")
        derived[demand] -= known
    need(
        not any(derived.values()),
        f"no row stands for a demand of {max(derived, key=derived.__getitem__, default=' ')[0]}",
    )
    short = {
        v["name"]: f"{v['name'].split(':')[0]}: people short of the promise" for v in aux if ": short " in v["name"]
    }
    told = ["people to whom it was announced"] if "revision" in certificate else []  # see verify_revision.py
    heads = [*dict.fromkeys(short.values()), *told, *(tier["id"] for tier in terms["priorities"])]
    tails = {f"{clause['id']}: {what}" for clause in terms["clauses"] for what in LAST if clause["id"] in elsewhere}
    names = [level["name"] for level in levels if level["name"] not in tails]
    need([level["name"] for level in levels][: len(names)] == names, "levels are out of order")
    need(names[: len(heads)] == heads and set(names[len(heads) :]) <= {"people", "remains"}, "levels are out of order")
    for index, name in enumerate(names):
        need(
            all(v["levels"][index] == -(short.get(v["name"]) == name) for v in aux),
            f"a shortfall is not counted: {name}",
        )
    sizes = [sum(count for _, count in group["counts"]) for group in certificate["classes"]]
    dead = {clause["id"] for clause in terms["clauses"] if clause["kind"] == "remains"}
    apart = [ways[group["counts"][0][0]][0] in dead for group in certificate["classes"]]
    for wanted, what in ((False, "people"), (True, "remains")):
        counts = [size * (there is wanted) for size, there in zip(sizes, apart, strict=True)]
        held = any([group["levels"][i] for group in certificate["classes"]] == counts for i in range(len(names)))
        need(held or not any(counts), f"nothing makes the number of {what} as large as it can be")
    return {"demands": kept, "counted_by_rank": any(clause.get("weights") for clause in terms["clauses"])}


def verify(certificate_path: str) -> Json:
    """The same, of a file."""
    with open(certificate_path, encoding="utf-8") as file:
        return check(json.load(file))


def words(report: Json) -> Iterator[str]:
    yield f"{report['demands']} demands of the agreement are kept, and the proof rests on no others."
    if report["counted_by_rank"]:
        yield "In some clauses people count by their rank, as the agreement says."


if __name__ == "__main__":
    try:
        print(*words(verify(sys.argv[-1])), sep="\n")
    except NotProven as error:
        sys.exit(f"Does not verify: {error}.")
