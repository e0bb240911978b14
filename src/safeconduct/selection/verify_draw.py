"""Draw again between selections: python verify_draw.py selection.json certificate.json persons.csv

The last of six checkers, of which each runs alone with Python 3.10 or newer and nothing else. Where the agreement asks
for equal chances (shares = "leximin"), the certificate lists whole selections with their weights. Each of them keeps
every demand and reaches the value of every level, none is better than another; the one that was taken is the one that
the seed draws, and the chance stated of every class is what the weights make. That no other lottery has greater least
chances is not checked here. If seeds.json lies beside the certificate, the seed is made again from what each revealed.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import os
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


def check_point(certificate: Json, entries: list[list[tuple[int, int]]], point: list[int]) -> None:
    """A selection of the lot is allowed, and as good as the one that was taken."""
    columns = certificate["classes"] + certificate["aux"]
    most = [len(c["units"]) if "units" in c else c["most"] for c in columns]
    least = [c.get("least", 0) for c in columns]
    full = all(low <= value <= high for low, value, high in zip(least, point, most, strict=True))
    need(full, "a selection of the lot overfills a class")
    totals = [0] * len(certificate["rows"])
    for value, column in zip(point, entries, strict=True):
        for row, weight in column if value else ():
            totals[row] += weight * value
    for row, total in zip(certificate["rows"], totals, strict=True):
        low, high = row["least"], row["most"]
        need((low is None or low <= total) and (high is None or total <= high), f"not kept in the lot: {row['why']}")
    for index, level in enumerate(certificate["levels"]):
        value = sum(column["levels"][index] * taken for column, taken in zip(columns, point, strict=True))
        need(value == level["value"], f"a selection of the lot has another value of {level['name']}")


def columns_of(certificate: Json) -> list[list[tuple[int, int]]]:
    """For every class and variable its weight in every row."""
    on: dict[Any, list[tuple[int, int]]] = defaultdict(list)
    aux: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for index, row in enumerate(certificate["rows"]):
        for key, weight in (*row["weights"], *row["marks"].items()):
            on[key].append((index, weight))
        for variable, weight in row["aux"]:
            aux[variable].append((index, weight))
    found = [[(row, w * n) for key, n in (*group["counts"], *group["marks"].items()) for row, w in on[key]]
             for group in certificate["classes"]]  # fmt: skip
    return found + [aux[index] for index in range(len(certificate["aux"]))]


def check_seeds(path: str | os.PathLike[str], certificate: Json) -> int:
    """Each revealed secret is the one committed to, and together, with the beacon, they make the seed."""
    if not os.path.exists(path):
        return 0
    with open(path, encoding="utf-8") as file:
        document = json.load(file)
    terms, secrets = certificate["agreement"]["lottery"], []
    for taker, one in document["takers"].items():
        need(one["reveal"] or terms["no_reveal"] == "leave_out", f"{taker} has not revealed, and is not to be left out")
        if one["reveal"]:
            secret = bytes.fromhex(one["reveal"])
            fits = hashlib.sha256(secret).hexdigest() == one["commitment"].lower()
            need(fits, f"the secret of {taker} is not the one committed to")
            secrets.append(secret)
    need(set(terms["parties"]) <= set(document["takers"]), "somebody who was to commit to a secret has not")
    need(len(secrets) == len(set(secrets)) > 1, "fewer than two secrets, or one of them twice")
    need(
        bool(document["beacon"]) is bool(terms["beacon"]), "a beacon that nobody agreed on, or none that was agreed on"
    )
    made = hashlib.sha256(b"".join(sorted(secrets)) + bytes.fromhex(document["beacon"])).hexdigest()
    need(made == document["seed"] == certificate["seed"], "the revealed secrets make another seed")
    return len(secrets)


def check(certificate: Json, seeds_path: str | os.PathLike[str]) -> Json:
    """Raise NotProven at the first thing that does not hold; return how many selections were in the lot."""
    asked, lot = certificate["agreement"]["lottery"]["shares"] == "leximin", certificate.get("lottery")
    seeds = check_seeds(seeds_path, certificate)
    need(asked is (lot is not None), "a lot between selections that nobody agreed on, or none that was agreed on")
    if lot is None:
        return {"equal_selections": 0, "secrets": seeds}
    classes, points = certificate["classes"], lot["points"]
    base = [group["taken"] for group in classes] + [variable["value"] for variable in certificate["aux"]]
    weights, entries = [point["weight"] for point in points], columns_of(certificate)
    need(min(weights) > 0 and sum(weights) == lot["denominator"], "the weights of the lot do not add up")
    need(not points[lot["drawn"]]["taken"] and not points[lot["drawn"]]["aux"], "the selection taken was not drawn")
    seed = bytes.fromhex(certificate["seed"])
    drawn = hmac.new(seed, b"which of the equal selections", "sha256").digest()
    number = int.from_bytes(drawn, "big") % lot["denominator"]
    before = sum(weights[: lot["drawn"]])
    need(0 <= number - before < weights[lot["drawn"]], "the seed draws another selection")
    chances = [0] * len(classes)
    seen = set()
    for point in points:
        whole = list(base)
        for shift, changes in ((0, point["taken"]), (len(classes), point["aux"])):
            for index, value in changes:
                whole[shift + index] = value
        check_point(certificate, entries, whole)
        need(tuple(whole) not in seen, "a selection stands twice in the lot")
        seen.add(tuple(whole))
        chances = [chance + value * point["weight"] for chance, value in zip(chances, whole, strict=False)]
    need(chances == lot["chances"], "somebody's chance is not as stated")
    return {"equal_selections": len(points), "leximin_claimed": lot["exact"], "secrets": seeds}


def verify(_selection_path: str, certificate_path: str, _persons_path: str = "") -> Json:
    """The same, of a file."""
    with open(certificate_path, encoding="utf-8") as file:
        return check(json.load(file), os.path.join(os.path.dirname(certificate_path), "seeds.json"))


def words(report: Json) -> Iterator[str]:
    if report["secrets"]:
        yield f"The seed is made of the {report['secrets']} secrets that were committed to beforehand."
    if report["equal_selections"]:
        yield f"{report['equal_selections']} equally good selections were in the lot, and the seed draws the one taken."
        if report["leximin_claimed"]:
            yield "Everyone's chance is as stated. That no fairer lot exists is claimed, and not checked here."
        else:
            yield "Everyone's chance is as stated. The search for the fairest lot was given up before its end."


if __name__ == "__main__":
    try:
        print(*words(verify(*sys.argv[1:4])), sep="\n")
    except NotProven as error:
        sys.exit(f"Does not verify: {error}.")
