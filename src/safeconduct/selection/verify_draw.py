"""Draw again between selections: python verify_draw.py selection.json certificate.json persons.csv

The last of six checkers, of which each runs alone with Python 3.10 or newer and nothing else. Where the agreement asks
for equal chances (shares = "leximin"), the certificate lists whole selections with their weights. Each of them keeps
every demand and reaches the value of every level; the seed draws the one that was taken; and every class has the chance
that the weights make. A lot is as fair as can be if nobody's chance can be raised without lowering that of somebody who
has no more. For any prices of some classes, multipliers of the demands say how much no selection can be worth; if the
lot is worth that on average, whoever gets more takes that from another with a price. seeds.json makes the seed anew.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import sys
from collections import defaultdict
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from typing import Any

Json = dict[str, Any]
NEAR = Fraction(1, 10**6)  # chances that differ by no more are taken for equal


class NotProven(Exception):
    """What does not hold, in one sentence."""


def need(truth: object, sentence: str) -> None:
    if not truth:
        raise NotProven(sentence)


def whole(number: str) -> None:
    raise NotProven(f"{number} is not a whole number")


def distinct(pairs: list[tuple[str, Any]]) -> Json:
    need(len(dict(pairs)) == len(pairs), "a name stands twice in one object")
    return dict(pairs)


class Face:
    """All selections as good as the one taken: classes first, then the other variables, each with its entries."""

    def __init__(self, certificate: Json) -> None:
        classes, aux, self.rows, self.levels = (certificate[name] for name in ("classes", "aux", "rows", "levels"))
        self.base = [group["taken"] for group in classes] + [variable["value"] for variable in aux]
        self.most = [len(group["units"]) for group in classes] + [variable["most"] for variable in aux]
        self.least = [group["least"] for group in classes] + [0] * len(aux)
        self.weights = [column["levels"] for column in classes + aux]
        on: dict[Any, list[tuple[int, int]]] = defaultdict(list)
        for index, row in enumerate(self.rows):
            for key, weight in (*row["weights"], *row["marks"].items(), *((("aux", v), w) for v, w in row["aux"])):
                on[key].append((index, weight))
        self.entries = [[(row, w * n) for key, n in (*group["counts"], *group["marks"].items()) for row, w in on[key]]
                        for group in classes]  # fmt: skip
        self.entries += [on["aux", index] for index in range(len(aux))]

    def check_point(self, point: list[int]) -> None:
        """A selection of the lot is allowed, and as good as the one that was taken."""
        ends = zip(self.least, point, self.most, strict=True)
        need(all(low <= value <= high for low, value, high in ends), "a selection of the lot overfills a class")
        totals = [0] * len(self.rows)
        for value, column in zip(point, self.entries, strict=True):
            for row, weight in column if value else ():
                totals[row] += weight * value
        for row, total in zip(self.rows, totals, strict=True):
            low, high = row["least"], row["most"]
            kept = (low is None or low <= total) and (high is None or total <= high)
            need(kept, f"not kept in the lot: {row['why']}")
        for index, level in enumerate(self.levels):
            value = sum(weights[index] * taken for weights, taken in zip(self.weights, point, strict=True))
            need(value == level["value"], f"a selection of the lot has another value of {level['name']}")

    def bound(self, proof: Json, prices: dict[int, int], cases: list[tuple[list[int], Any, Any]]) -> int:
        """What no selection is worth more than: of two cases that leave nothing out the larger, or by multipliers."""
        if "at" in proof:
            sides = (("below", None, proof["at"]), ("above", proof["at"] + 1, None))
            return max(self.bound(proof[side], prices, [*cases, (proof["columns"], low, high)])
                       for side, low, high in sides)  # fmt: skip
        scale, rows, total = proof["denominator"], dict(proof["rows"]), 0
        need(scale > 0 and len(rows) == len(proof["rows"]), "a proof over nothing, or with a multiplier twice")
        need(min([0, *rows, *dict(proof["before"])]) >= 0, "a multiplier of a demand before the first")
        left = [scale * prices.get(column, 0) - sum(rows.get(row, 0) * weight for row, weight in parts)
                for column, parts in enumerate(self.entries)]  # fmt: skip
        for level, m in proof["before"]:
            total += m * self.levels[level]["value"]
            left = [value - m * weights[level] for value, weights in zip(left, self.weights, strict=True)]
        limits = [(m, self.rows[row]["least"], self.rows[row]["most"]) for row, m in rows.items()]
        for (columns, low, high), m in zip(cases, proof["cases"], strict=True):
            limits.append((m, low, high))
            for column in set(columns):
                left[column] -= m
        for m, low, high in limits:
            side = high if m > 0 else low
            need(m == 0 or side is not None, "a multiplier leans on a limit that is not there")
            total += m * side if m else 0
        total += sum(value * (high if value > 0 else low)
                     for value, low, high in zip(left, self.least, self.most, strict=True))  # fmt: skip
        need(total == proof["total"], "the multipliers prove another bound")
        return int(total // scale)


def most_gain(face: Face, lot: Json, units: list[int]) -> Fraction:
    """By how much anybody's chance could be greater at most without lowering that of somebody who has no more."""
    chances = [Fraction(taken, most * lot["denominator"]) for taken, most in zip(units, face.most, strict=False)]
    gains = [1 - chance for chance in chances]
    for proof in lot["proofs"]:
        prices = dict(proof["prices"])
        need(len(prices) == len(proof["prices"]) and min(prices) >= 0 < min(prices.values()), "a price below nothing")
        top = max(chances[k] for k in prices)
        left = face.bound(proof, prices, []) * lot["denominator"] - sum(w * units[k] for k, w in prices.items())
        need(left >= 0, "a selection of the lot is worth more than is said to be possible")
        for k in (k for k in prices if top - chances[k] <= NEAR):
            gains[k] = min(gains[k], Fraction(left, prices[k] * face.most[k] * lot["denominator"]))
    return max(gains, default=Fraction(0))


def check_seeds(path: str | Path, certificate: Json) -> int:
    """Each revealed secret is the one committed to, and together, with the beacon, they make the seed."""
    if not Path(path).exists():
        return 0
    document = json.loads(Path(path).read_text("utf-8"), object_pairs_hook=distinct)
    terms, secrets, beacon = certificate["agreement"]["lottery"], [], bytes.fromhex(document["beacon"])
    for taker, one in document["takers"].items():
        secret = bytes.fromhex(one["reveal"])
        fits = len(secret) >= 32 and hashlib.sha256(secret).hexdigest() == one["commitment"].lower()
        fits = fits or (not secret and terms["no_reveal"] == "leave_out")
        need(fits, f"the secret of {taker} is not revealed, too short, or not the one committed to")
        secrets += [secret] if secret else []
    need(set(terms["parties"]) in (set(), set(document["takers"])), "others have committed to a secret than were to")
    need(len(secrets) == len(set(secrets)) > 1, "fewer than two secrets, or one of them twice")
    need(bool(beacon) is bool(terms["beacon"]), "a beacon that nobody agreed on, or none that was agreed")
    made = hashlib.sha256(b"".join(sorted(secrets)) + beacon).hexdigest()
    need(made == document["seed"] == certificate["seed"], "the revealed secrets make another seed")
    return len(secrets)


def check(certificate: Json, seeds_path: str | Path) -> Json:
    """Raise NotProven at the first thing that does not hold; return how many selections were in the lot."""
    asked, lot = certificate["agreement"]["lottery"]["shares"] == "leximin", certificate.get("lottery")
    seeds = check_seeds(seeds_path, certificate)
    need(asked is (lot is not None), "a lot between selections that nobody agreed on, or none that was agreed on")
    if lot is None:
        return {"equal_selections": 0, "secrets": seeds}
    face, points = Face(certificate), lot["points"]
    classes, weights = len(certificate["classes"]), [point["weight"] for point in points]
    need(min(weights) > 0 and sum(weights) == lot["denominator"], "the weights of the lot do not add up")
    need([at for at, p in enumerate(points) if not p["taken"] + p["aux"]] == [lot["drawn"]], "another one was drawn")
    drawn = hmac.new(bytes.fromhex(certificate["seed"]), b"which of the equal selections", "sha256").digest()
    number = int.from_bytes(drawn, "big") % lot["denominator"] - sum(weights[: lot["drawn"]])
    need(0 <= number < weights[lot["drawn"]], "the seed draws another selection")
    units, seen = [0] * classes, set()
    for point in points:
        whole = list(face.base)
        for shift, end, changes in ((0, classes, point["taken"]), (classes, len(face.base) - classes, point["aux"])):
            need(len({at for at, _ in changes if 0 <= at < end}) == len(changes), "a selection of the lot is misplaced")
            for index, value in changes:
                whole[shift + index] = value
        face.check_point(whole)
        need(tuple(whole) not in seen, "a selection stands twice in the lot")
        seen.add(tuple(whole))
        units = [unit + value * point["weight"] for unit, value in zip(units, whole, strict=False)]
    need(units == lot["chances"], "somebody's chance is not as stated")
    gain = most_gain(face, lot, units)
    need(lot["exact"] is (gain <= NEAR), "the lot is said to be as fair as can be, and that is not proven, or not said")
    return {"equal_selections": len(points), "fairer_by": [gain.numerator, gain.denominator], "secrets": seeds}


def verify(_selection_path: str, certificate_path: str, _persons_path: str = "") -> Json:
    text = Path(certificate_path).read_text("utf-8")
    certificate = json.loads(text, object_pairs_hook=distinct, parse_float=whole, parse_constant=whole)
    return check(certificate, Path(certificate_path).with_name("seeds.json"))


def words(report: Json) -> Iterator[str]:
    if report["secrets"]:
        yield f"The seed is made of {report['secrets']} secrets; whether they were committed to before was not checked."
    else:
        yield "Whether the seed was made of secrets of both sides was not checked: there is no seeds.json beside."
    if number := report["equal_selections"]:
        several = "equally good selections were" if number > 1 else "selection was"
        yield f"{number} {several} in the lot, and the seed draws the one taken."
        yield "Everyone's chance is as stated."
        gain = Fraction(*report["fairer_by"])
        more = f" by more than {-(-gain * 10**6 // 1)} in a million" if gain else ""
        fair = f"No lot raises anybody's chance{more} without lowering that of somebody who has no more."
        open_ = f"That no lot raises somebody's chance{more} at nobody's cost who has no more is not proven."
        yield fair if gain <= NEAR else open_


if __name__ == "__main__":
    try:
        print(*words(verify(*sys.argv[1:4])), sep="\n")
    except NotProven as error:
        sys.exit(f"Does not verify: {error}.")
