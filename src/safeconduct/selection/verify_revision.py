"""Check a revision: python verify_revision.py selection.json certificate.json persons.csv [certificate selection]

Beside the six checkers of every selection, this one is for a selection that was made again after the announcement; it
runs alone with Python 3.10 or newer and nothing else. Whoever was received goes. In one step of the objective, after
the promises of the agreement and before its priorities, exactly the people to whom it was announced are counted;
verify.py proves that no more of them can stay. Whoever stays is counted in their tranche or another one; nobody leaves
or joins a tranche that has begun; and from the leads it follows that some number of people must change their tranche.
Where as many did, fewer is proven impossible; where more did, caps or groups may ask for it; both are said. Given the
certificate and the selection of what was announced, it checks that these are the people and tranches.
"""

from __future__ import annotations

import hashlib
import json
import sys
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

Json = dict[str, Any]
Where = dict[str, int]
LEVEL = "people to whom it was announced"


class NotProven(Exception):
    """What does not hold, in one sentence."""


def need(truth: object, sentence: str) -> None:
    if not truth:
        raise NotProven(sentence)


def digest(certificate: Json) -> str:
    rest = {key: value for key, value in certificate.items() if key != "sha256"}
    text = json.dumps(rest, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def going(certificate: Json) -> set[str]:
    return {name for group in certificate["classes"] for unit in group["units"][: group["taken"]] for name in unit}


def leads(terms: Json, way: list[str]) -> int:
    """By how much one person on a way moves the lead of their holder, as in verify_order.py."""
    clause = next(c for c in terms["clauses"] if c["id"] == way[0].partition("#")[0])
    kind, back = clause["kind"], [way[2], way[1]] in clause["flows"]
    used = {c["weights"] for c in terms["clauses"] if c.get("weights")}
    mark, by = way[0].partition("#=")[2], [table["id"] for table in terms["weights"] if table["id"] in used]
    worth = int(mark.split(",")[by.index(clause["weights"])]) if mark and clause["weights"] else 1
    if kind == "ratio":
        return worth * int(clause["get"] if clause["flows"][0] == [way[1], way[2]] else clause["give"])
    return worth * int(kind in ("one_for_one", "named") or clause.get("one_for_one", False)
               or (kind == "quota" and clause["min"] == clause["max"] and back))  # fmt: skip


def stands(unit: list[str], number: int, announced: Where, begun: set[int]) -> bool:
    """Whether a unit can be in a tranche announced: nobody joins one that has begun, not even with their family."""
    return number not in begun or all(announced.get(name) == number for name in unit)


def check_tranches(selection: Json, certificate: Json) -> tuple[int, Where, set[int]]:
    """How many changed their tranche; where everyone was announced; and the tranches that had begun."""
    revision = certificate["revision"]
    told, now = revision["tranches"], selection["tranches"]
    numbers: dict[int, int] = dict(revision["numbers"])
    need(len(numbers) == len(revision["numbers"]), "a tranche has two numbers now")
    there = {type(n) for n in (*numbers, *numbers.values())} <= {int} and {type(t["remains"]) for t in told} <= {bool}
    there = there and all(0 < old <= len(told) and 0 < new <= len(now) for old, new in numbers.items())
    need(there, "a tranche has a number that none has, or is neither of remains nor of the living")
    for dead in (False, True):
        pairs = [pair for pair in sorted(numbers.items()) if told[pair[0] - 1]["remains"] is dead]
        need([new for _, new in pairs] == sorted({new for _, new in pairs}), "tranches have changed places")
        need(all(now[new - 1]["remains"] is dead for _, new in pairs), "remains and the living have changed places")
    announced = {name: number for number, tranche in enumerate(told, start=1) for name in tranche["order"]}
    need(sorted(announced) == sorted(n for one in told for n in one["order"]), "somebody was announced in two tranches")
    need(sorted(announced) == revision["announced"], "others were in the tranches announced")
    begun = {number for number, one in enumerate(told, 1) if not set(revision["received"]).isdisjoint(one["order"])}
    goes = {name: tranche["number"] for tranche in now for name in tranche["order"]}
    unit_of = {name: unit for group in certificate["classes"] for unit in group["units"] for name in unit}
    for number in begun:
        here = [name for name in told[number - 1]["order"] if name in goes]
        here = [name for name in here if now[goes[name] - 1]["remains"] is told[number - 1]["remains"]]  # else has died
        units = [sorted(unit_of[name]) for name in here if stands(unit_of[name], number, announced, begun)]
        left = list(dict.fromkeys(name for unit in units for name in unit))  # who is not parted now goes side by side
        need(now[numbers.get(number, 1) - 1]["order"] == left, f"tranche {number} had begun, and was changed")
    return sum(numbers.get(was) != goes[name] for name, was in announced.items() if name in goes), announced, begun


def fewest(certificate: Json, told: list[Json], announced: Where, begun: set[int]) -> int:
    """So many people at least change their tranche: the lead after a tranche is that of those who stay in it and in
    those before; who enters can lower it only in tranches that have not begun; and one who moves, by their weight."""
    terms = certificate["agreement"]
    dead = {clause["id"] for clause in terms["clauses"] if clause["kind"] == "remains"}
    found, limit = 0, terms["tranches"]["exposure"]
    fixed: dict[Any, dict[int, int]] = defaultdict(lambda: defaultdict(int))
    free: dict[Any, list[int]] = defaultdict(list)
    heaviest: dict[Any, int] = defaultdict(lambda: 1)
    for group in certificate["classes"]:
        held = certificate["ways"][group["counts"][0][0]]
        lane = (*sorted(held[1:3]), held[0].partition("#")[0] in dead)
        weights = [(count, leads(terms, certificate["ways"][index])) for index, count in group["counts"]]
        move = sum(count * weight for count, weight in weights) * (1 if held[1] == lane[0] else -1)
        for unit in group["units"][: group["taken"]]:
            at = {announced[name] for name in unit if name in announced}
            right = [number for number in at if told[number - 1]["remains"] is lane[2]]
            right = [number for number in right if stands(unit, number, announced, begun)]
            most = max((sum(announced.get(name) == number for name in unit) for number in right), default=0)
            found += sum(name in announced for name in unit) - most
            if len(at) == 1 and right:
                fixed[lane][right[0]] += move
                heaviest[lane] = max([heaviest[lane], -(-abs(move) // most)])
            else:
                free[lane].append(move)
    for lane in {*fixed, *free} if limit is not None else ():
        for sign in (1, -1):  # one person who moves helps against one side's lead or the other's, never against both
            now, excess, open_ = 0, 0, False
            for number, tranche in enumerate(told, start=1):
                if tranche["remains"] is lane[2]:
                    now += sign * fixed[lane][number]
                    open_ = open_ or number not in begun
                    excess = max(
                        excess, now - limit + (sum(min(0, sign * move) for move in free[lane]) if open_ else 0)
                    )
            found += -(-excess // heaviest[lane])
    return found


def check(selection: Json, certificate: Json, before: Json | None = None, chosen: Json | None = None) -> Json:
    """Raise NotProven at the first thing that does not hold; return how many were announced, stay, move and so on."""
    if "revision" not in certificate:
        return {}
    revision, levels = certificate["revision"], [level["name"] for level in certificate["levels"]]
    announced, received, kept = (set(revision[key]) for key in ("announced", "received", "kept"))
    need(levels.count(LEVEL) == 1, "nothing counts the people to whom it was announced")
    place, short = levels.index(LEVEL), ": people short of the promise"
    need(all(name.endswith(short) for name in levels[:place]), "something comes before the announced")
    for group in certificate["classes"]:
        told = {not (announced.isdisjoint(unit) and received.isdisjoint(unit)) for unit in group["units"]}
        there = {bool(received.intersection(unit)) for unit in group["units"]}
        need(len(told) == len(there) == 1, "the announced and others are in one class")
        size = sum(count for _, count in group["counts"])
        need(group["levels"][place] == (size if True in told else 0), "the announced are counted wrongly")
        need(True not in there or group["taken"] == len(group["units"]), "somebody who was received does not go")
    goes = going(certificate)
    need(received <= goes, "somebody who was received does not go")
    need(kept.isdisjoint(goes), "somebody who was not handed over goes")
    vetoed = {one["person_id"] for one in selection["outcomes"] if one["reason"] == "vetoed"}
    need(kept <= vetoed, "somebody who was not handed over is told another reason")
    need(goes == {name for tranche in selection["tranches"] for name in tranche["order"]}, "others are in the tranches")
    if before is not None:
        need(digest(before) == revision["previous_certificate_sha256"], "another announcement was revised")
        need(going(before) == announced, "other people were announced")
    if chosen is not None:
        need(chosen["certificate_sha256"] == revision["previous_certificate_sha256"], "another selection was revised")
        tranches = [{"order": one["order"], "remains": one["remains"]} for one in chosen["tranches"]]
        need(tranches == revision["tranches"], "other tranches were announced")
    moved, where, begun = check_tranches(selection, certificate)
    least = fewest(certificate, revision["tranches"], where, begun)
    need(least <= moved, "fewer people changed their tranche than must")
    report = {"announced": len(announced), "stay": len(announced & goes), "received": len(received), "kept": len(kept)}
    report |= {"leave": len(announced - goes), "enter": len(goes - announced), "moved": moved}
    known = revision["previous_certificate_sha256"] if before is None or chosen is None else ""
    now = "".join(f" Tranche {old} is {new} now." for old, new in revision["numbers"] if old != new)
    return {**report, "moved_at_least": least, "not_compared": known, "renumbered": now}


def verify(selection_path: str, certificate_path: str, _persons_path: str, *before: str) -> Json:
    return check(*(json.loads(Path(path).read_bytes()) for path in (selection_path, certificate_path, *before)))


def words(report: Json) -> Iterator[str]:
    if not report:
        return

    def said(key: str, one: str, more: str) -> str:
        return f"{report[key]} {one if report[key] == 1 else more}"

    yield (
        f"Of {said('announced', 'person', 'people')} to whom it was announced {said('stay', 'goes', 'go')} and "
        f"{said('leave', 'does', 'do')} not; {said('enter', 'other enters', 'others enter')}; "
        f"{said('received', 'had been received, and stays', 'had been received, and stay')} so; "
        f"{said('kept', 'was', 'were')} not handed over by their holder; the book of custody must bear out both."
    )
    moved, least, now = report["moved"], report["moved_at_least"], report.get("renumbered", "")
    proven = "fewer is impossible with the people who go" if moved == least else f"proven is that {least} must"
    there = said("moved", "is", "are")
    yield f"Of those who stay {there} in another tranche than announced: {proven}. Tranches that had begun stand.{now}"
    if report.get("not_compared"):
        yield f"Whether the certificate {report['not_compared']} announced just this was not checked."


if __name__ == "__main__":
    try:
        print(*words(verify(*sys.argv[1:6])), sep="\n")
    except NotProven as error:
        sys.exit(f"Does not verify: {error}.")
