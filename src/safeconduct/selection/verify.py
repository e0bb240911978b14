"""Check a selection without its makers: python verify.py selection.json certificate.json persons.csv

Needs Python 3.10 or newer and nothing else. No solver is trusted. For any multipliers m of the demands, no selection y
can reach more than  sum(m * limit) + sum(the most of (f - m A) y over 0 <= y <= units)  in a level f; so the
multipliers of the certificate are a proof, checked here in whole numbers; of parts that share no demand, part by part.
Five more checkers also run alone: verify_terms.py (what each clause demands), verify_persons.py (who may go, what each
counts for), verify_order.py (lots, groups, tranches, lead), verify_exchanges.py (named exchanges, preferred groups,
ranks) and verify_draw.py (the seed, and the lot between equally good selections).
"""

from __future__ import annotations

import csv
import hashlib
import json
import sys
from collections import defaultdict
from operator import mul
from typing import Any

Json = dict[str, Any]
FEW = ("promise", "groups parted", "more than two")  # how levels end that count what should be few


class NotProven(Exception):
    """What does not hold, in one sentence."""


def need(truth: object, sentence: str) -> None:
    if not truth:
        raise NotProven(sentence)


def distinct(pairs: list[tuple[str, Any]]) -> Json:
    """An object in which no name stands twice, of which one program would take the first and another the last."""
    found = dict(pairs)
    need(len(found) == len(pairs), "a name stands twice in one object")
    return found


def read(path: Any) -> Json:
    """A document in which all numbers are whole."""
    hooks: Any = dict.fromkeys(("parse_float", "parse_constant"), lambda x: need(False, f"{x} is not a whole number"))
    with open(path, "rb") as file:
        return {**json.loads(file.read().decode(), object_pairs_hook=distinct, **hooks)}


def need_numbers(parts: list[Any]) -> None:
    """No true and false in place of 1 and 0, for which Python takes them and other languages do not."""
    while parts:
        part = parts.pop()
        for key, value in part.items() if isinstance(part, dict) else enumerate(part):
            kind = type(value)
            if kind is bool and key not in ("remains", "exact"):
                raise NotProven(f"{value} in place of a number")
            if (kind is list or kind is dict) and key not in ("agreement", "units", "outcomes"):
                parts.append(value)


def once(pairs: list[Any], count: int, what: str) -> None:
    """No number stands twice, or counts from the end: another checker could read it otherwise than this one."""
    numbers = {number for number, _ in pairs}
    sound = len(numbers) == len(pairs) and all(0 <= number < count for number in numbers)
    need(sound, f"numbered twice, or not at all: {what}")


def digest(document: Json) -> str:
    text = json.dumps(document, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


class Columns:
    """The inequalities column by column, classes first; columns with the same entries share them."""

    def __init__(self, certificate: Json) -> None:
        classes, aux, self.rows = (certificate[name] for name in ("classes", "aux", "rows"))
        ways = len(certificate["ways"])
        for row in self.rows:
            once(row["weights"], ways, row["why"])
            once(row["aux"], len(aux), row["why"])
        for group in classes:
            once(group["counts"], ways, "a class")
        self.point = [group["taken"] for group in classes] + [variable["value"] for variable in aux]
        self.most = [len(group["units"]) for group in classes] + [variable["most"] for variable in aux]
        self.least = [group["least"] for group in classes] + [0] * len(aux)
        self.weights = list(zip(*(column["levels"] for column in classes + aux), strict=True))
        on: dict[Any, list[tuple[int, int]]] = defaultdict(list)  # by way, by label of a group, by variable
        for index, row in enumerate(self.rows):
            for key, weight in (*row["weights"], *row["marks"].items(), *((("aux", v), w) for v, w in row["aux"])):
                on[key].append((index, weight))
        shapes: dict[str, int] = {}
        self.shape = [shapes.setdefault(repr((group["counts"], group["marks"])), len(shapes)) for group in classes]
        self.entries: list[list[tuple[int, int]]] = [[] for _ in shapes]
        for shape, group in zip(self.shape, classes, strict=True):
            if not self.entries[shape]:
                parts = (*group["counts"], *group["marks"].items())
                self.entries[shape] = [(row, weight * n) for key, n in parts for row, weight in on[key]]
        self.shape += range(len(shapes), len(shapes) + len(aux))
        self.entries += [on["aux", index] for index in range(len(aux))]
        self.of: dict[int, set[int]] = defaultdict(set)  # by inequality, the columns in it
        for row, column in ((row, at) for at, shape in enumerate(self.shape) for row, _ in self.entries[shape]):
            self.of[row].add(column)

    def check_point(self) -> None:
        ends = zip(self.least, self.point, self.most, strict=True)
        need(all(low <= value <= high for low, value, high in ends), "a class is over- or underfilled")
        totals = [0] * len(self.rows)
        for value, shape in zip(self.point, self.shape, strict=True):
            for row, weight in self.entries[shape] if value else ():
                totals[row] += weight * value
        for row, total in zip(self.rows, totals, strict=True):
            low, high = row["least"], row["most"]
            need((low is None or low <= total) and (high is None or total <= high), f"not kept: {row['why']}")

    def bound(self, proof: Json, goal: dict[int, int], levels: list[Json], cases: list[Any], own: Any = None) -> int:
        """The most that ``goal`` can come to: of two cases that leave nothing out, the larger; else by multipliers."""
        if "at" in proof:
            sides = (("below", None, proof["at"]), ("above", proof["at"] + 1, None))
            return max(self.bound(proof[side], goal, levels, [*cases, (proof["columns"], low, high)], own)
                       for side, low, high in sides)  # fmt: skip
        scale, rows, before, total = proof["denominator"], dict(proof["rows"]), proof["before"], 0
        need(scale > 0 and all(m < 0 <= held < len(levels) for held, m in before), "the levels before are used wrongly")
        once(proof["rows"], len(self.rows), "a demand before the first, or after the last")
        need(own is None or rows.keys() <= own, "a part leans on a demand that binds others too")
        shapes = {self.shape[column] for column in goal}
        combined = {shape: sum(rows.get(row, 0) * weight for row, weight in self.entries[shape]) for shape in shapes}
        left = {column: scale * weight - combined[self.shape[column]] for column, weight in goal.items()}
        for held, m in before:
            total += m * levels[held]["value"]
            left = {column: value - m * self.weights[held][column] for column, value in left.items()}
        limits = [(m, self.rows[row]["least"], self.rows[row]["most"]) for row, m in rows.items()]
        for (columns, low, high), m in zip(cases, proof["cases"], strict=True):
            limits.append((m, low, high))
            left.update({column: left[column] - m for column in columns})
        for m, low, high in limits:
            side = high if m > 0 else low
            need(m == 0 or side is not None, "a multiplier leans on a limit that is not there")
            total += m * side if m else 0
        for part in proof.get("parts", ()):  # whom some demands count, and nobody else: bound by these alone
            people = {column for row in part["demands"] for column in self.of[row]}
            need(people <= left.keys(), "two parts, or a part and those beside it, share people")
            total += self.bound(part["proof"], {one: left.pop(one) for one in people}, [], [], {*part["demands"]})
        total += sum(value * (self.most if value > 0 else self.least)[column] for column, value in left.items())
        need(total == proof["total"], "the multipliers prove another bound")
        return int(total // scale)


def check_proof(certificate: Json) -> None:
    """The answer keeps every inequality, and no answer reaches more than the bound of each level."""
    columns, levels = Columns(certificate), certificate["levels"]
    columns.check_point()
    for index, level in enumerate(levels):
        weights = columns.weights[index] if columns.point else ()
        need(sum(map(mul, weights, columns.point)) == level["value"], f"{level['name']} does not come to its value")
        bound = columns.bound(level, dict(enumerate(weights)), levels[:index], []) if columns.point else 0
        need(level["value"] <= bound == level["bound"], f"another bound of {level['name']}, or a value above it")


def check(selection: Json, certificate: Json, people: list[str]) -> Json:
    """Raise NotProven at the first thing that does not hold; return what was checked, and what is not proven."""
    formats = [selection["format"], certificate["format"]]
    need(formats == ["safeconduct selection 1", "safeconduct certificate 1"], "documents of another format")
    need_numbers([selection, certificate, [outcome["tranche"] for outcome in selection["outcomes"]]])
    sealed = digest({key: value for key, value in certificate.items() if key != "sha256"})
    need(sealed == certificate["sha256"] == selection["certificate_sha256"], "a number of the certificate was changed")
    need(digest(certificate["agreement"]) == certificate["agreement_sha256"], "the agreement is not the one named")
    check_proof(certificate)
    chosen = {name for group in certificate["classes"] for unit in group["units"][: group["taken"]] for name in unit}
    told = {outcome["person_id"]: outcome["reason"] for outcome in selection["outcomes"]}
    single = len(told) == len(selection["outcomes"]) == len(people)
    need(single and told.keys() == {*people}, "not one answer for each person")
    other = chosen ^ {name for name, reason in told.items() if reason == "selected"}
    need(not other, f"{min(map(str, other), default='')}: the answer is not that of the certificate")
    stated = [[level["name"], level["value"], level["bound"]] for level in selection["levels"]]
    need(stated == [[v["name"], v["value"], v["bound"]] for v in certificate["levels"]], "other values than proven")
    gaps = {v["name"]: v["bound"] - v["value"] for v in certificate["levels"] if v["bound"] > v["value"]}
    return {"agreement_sha256": certificate["agreement_sha256"], "selected": len(chosen), "gaps": gaps}


def verify(selection_path: str, certificate_path: str, persons_path: str) -> Json:
    """The same, of files."""
    with open(persons_path, encoding="utf-8", newline="") as file:
        rows = csv.reader(file)
        place = next(rows).index("person_id")
        return check(read(selection_path), read(certificate_path), [row[place] for row in rows])


def words(report: Json) -> list[str]:
    gaps = [f"{name}: not proven to be the best; {gap} {'fewer' if name.endswith(FEW) else 'more'} are not excluded."
            for name, gap in report["gaps"].items()]  # fmt: skip
    best = "No selection under this agreement does better for these people, in any priority."
    return [f"{report['selected']} people go under the agreement {report['agreement_sha256']}.", *(gaps or [best])]


if __name__ == "__main__":
    try:
        print(*words(verify(*sys.argv[1:4])), sep="\n")
    except NotProven as error:
        sys.exit(f"Does not verify: {error}.")
