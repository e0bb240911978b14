"""Check a selection without its makers: python verify.py selection.json certificate.json persons.csv

Needs Python 3.10 or newer and nothing else. No solver is trusted. For any multipliers m of the demands, no selection y
can reach more than  sum(m * limit) + sum(the most of (f - m A) y over 0 <= y <= units)  in a level f; so the
multipliers of the certificate are a proof, checked here in whole numbers. Five more checkers also run alone:
verify_terms.py (what each clause demands), verify_persons.py (who may go, and what each counts for), verify_order.py
(lots, groups, tranches, lead), verify_exchanges.py (named exchanges, preferred groups, ranks) and verify_draw.py (the
seed, and the lot between equally good selections).
"""

from __future__ import annotations

import csv
import hashlib
import json
import sys
from collections import defaultdict
from collections.abc import Iterator
from typing import Any

Json = dict[str, Any]


class NotProven(Exception):
    """What does not hold, in one sentence."""


def need(truth: object, sentence: str) -> None:
    if not truth:
        raise NotProven(sentence)


def digest(document: Json) -> str:
    text = json.dumps(document, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def check_proof(certificate: Json) -> None:
    """The answer keeps every inequality, and no answer reaches more than the bound of each level."""
    classes, aux, rows, levels = (certificate[name] for name in ("classes", "aux", "rows", "levels"))
    columns = classes + aux
    point = [group["taken"] for group in classes] + [variable["value"] for variable in aux]
    most = [len(group["units"]) for group in classes] + [variable["most"] for variable in aux]
    least = [group["least"] for group in classes] + [0] * len(aux)
    full = all(low <= value <= high for low, value, high in zip(least, point, most, strict=True))
    need(full, "a class is over- or underfilled")
    on_way: dict[Any, list[tuple[int, int]]] = defaultdict(list)  # by the number of a way, or the label of a group
    on_aux: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for index, row in enumerate(rows):
        for way, weight in (*row["weights"], *row["marks"].items()):
            on_way[way].append((index, weight))
        for variable, weight in row["aux"]:
            on_aux[variable].append((index, weight))
    entries = [[(row, w * n) for way, n in (*group["counts"], *group["marks"].items()) for row, w in on_way[way]]
               for group in classes]  # fmt: skip
    entries += [on_aux[index] for index in range(len(aux))]
    totals = [0] * len(rows)
    for value, column in zip(point, entries, strict=True):
        for row, weight in column:
            totals[row] += weight * value
    for row, total in zip(rows, totals, strict=True):
        low, high = row["least"], row["most"]
        need((low is None or low <= total) and (high is None or total <= high), f"not kept: {row['why']}")
    for index, level in enumerate(levels):
        value = sum(column["levels"][index] * taken for column, taken in zip(columns, point, strict=True))
        need(value == level["value"], f"{level['name']} does not come to {level['value']}")
        scale, multipliers, before = level["denominator"], dict(level["rows"]), level["before"]
        need(scale > 0 and all(m < 0 and held < index for held, m in before), "the levels before are used wrongly")
        total = sum(m * levels[held]["value"] for held, m in before)
        for row, m in multipliers.items():
            side = rows[row]["most" if m > 0 else "least"]
            need(side is not None, f"a multiplier leans on a limit that is not there: {rows[row]['why']}")
            total += m * side
        for column, parts, low, high in zip(columns, entries, least, most, strict=True):
            left = scale * column["levels"][index] - sum(multipliers.get(row, 0) * weight for row, weight in parts)
            left -= sum(m * column["levels"][held] for held, m in before)
            total += left * (high if left > 0 else low)
        need(total == level["total"] and total // scale == level["bound"], f"another bound of {level['name']}")
        need(level["value"] <= level["bound"], f"{level['name']} is above its own bound")


def verify(selection_path: str, certificate_path: str, persons_path: str) -> Json:
    """Raise NotProven at the first thing that does not hold; return what was checked, and what is not proven."""
    with open(selection_path, encoding="utf-8") as one, open(certificate_path, encoding="utf-8") as other:
        selection, certificate = json.load(one), json.load(other)
    with open(persons_path, encoding="utf-8", newline="") as file:
        people = {row["person_id"] for row in csv.DictReader(file)}
    sealed = digest({key: value for key, value in certificate.items() if key != "sha256"})
    need(sealed == certificate["sha256"] == selection["certificate_sha256"], "a number of the certificate was changed")
    need(digest(certificate["agreement"]) == certificate["agreement_sha256"], "the agreement is not the one named")
    check_proof(certificate)
    chosen = {name for group in certificate["classes"] for unit in group["units"][: group["taken"]] for name in unit}
    outcomes = {outcome["person_id"]: outcome["reason"] for outcome in selection["outcomes"]}
    need(len(outcomes) == len(selection["outcomes"]) and set(outcomes) == set(people), "not one answer for each person")
    for name, reason in outcomes.items():
        need((reason == "selected") is (name in chosen), f"{name}: the answer is not that of the certificate")
    stated = [[level["name"], level["value"], level["bound"]] for level in selection["levels"]]
    need(stated == [[v["name"], v["value"], v["bound"]] for v in certificate["levels"]], "other values than proven")
    gaps = {v["name"]: v["bound"] - v["value"] for v in certificate["levels"] if v["bound"] > v["value"]}
    return {"agreement_sha256": certificate["agreement_sha256"], "selected": len(chosen), "gaps": gaps}


def words(report: Json) -> Iterator[str]:
    yield f"{report['selected']} people go under the agreement {report['agreement_sha256']}."
    for name, gap in report["gaps"].items():
        yield f"{name}: not proven to be the most possible; {gap} more are not excluded."
    if not report["gaps"]:
        yield "No selection under this agreement does better for these people, in any priority."


if __name__ == "__main__":
    try:
        print(*words(verify(*sys.argv[1:4])), sep="\n")
    except NotProven as error:
        sys.exit(f"Does not verify: {error}.")
