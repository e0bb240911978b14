"""The tranche plan at scale: how long it takes, and how far it is from what no plan can beat.

    python benchmarks/tranche_plan.py [--side 300 1000 10000 100000] [--cap 0] [--json]

Two sides of --side people each, some in groups of 2 to 25 that are not parted, one for one, in tranches of at most
--cap people a side (0: a twelfth). A plan is proven optimal where it reaches both bounds: as few tranches as the
people of the larger side need, ceil(people / cap), and a lead of ceil(w / 2) for the heaviest step w, or the difference
that the agreement leaves at the end. Times are seconds of processor time on one thread.
"""

from __future__ import annotations

import argparse
import gc
import json
import random
import sys
import time
from typing import Any

from safeconduct.selection.tranches import arrange
from safeconduct.selection.units import Kind, Unit
from safeconduct.terms import parse_terms

TERMS = """
[agreement]
id = "plan"
parties = ["azure", "amber"]
[[category]]
id = "anyone"
[[clause]]
id = "c"
kind = "one_for_one"
between = ["azure", "amber"]
category = "anyone"
[[priority]]
id = "time in captivity"
measure = "held_months"
[tranches]
cap_per_side = {cap}
"""
WAYS = (("c", "azure", "amber"), ("c", "amber", "azure"))


def side(rng: random.Random, number: int, way: tuple[str, str, str]) -> list[Unit]:
    made: list[Unit] = []
    left = number
    while left:
        size = min(left, rng.randint(2, 25)) if rng.random() < 0.012 else 1
        names = tuple(f"{way[1]}-{left - index:06d}" for index in range(size))
        months = sum(rng.randint(0, 48) for _ in names)
        ticket = f"{rng.getrandbits(256):064x}"
        clauses = ("c",) * size
        need = rng.choices([0, 1, 2], [1, 5, 94])[0]
        made.append(Unit(names, ticket, Kind(((way, size),), (months,), False, False, clauses, need)))
        left -= size
    return made


def measure(number: int, cap: int) -> dict[str, Any]:
    rng = random.Random(number)
    cap = cap or max(25, -(-number // 12))
    agreement = parse_terms(TERMS.format(cap=cap))
    units = [unit for way in WAYS for unit in side(rng, number, way)]
    start = time.process_time()
    order = arrange(agreement, units, WAYS, ("azure", "amber"), {})
    seconds = time.process_time() - start
    needed = -(-number // cap)
    return {
        "side": number,
        "cap": cap,
        "heaviest": max(unit.size for unit in units),
        "tranches": len(order.tranches),
        "tranches_bound": needed,
        "lead": order.reached,
        "lead_bound": order.least,
        "optimal": len(order.tranches) == needed and order.reached == order.least,
        "seconds": seconds,
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--side", type=int, nargs="+", default=[300, 1000, 10_000, 100_000])
    parser.add_argument("--cap", type=int, default=0)
    parser.add_argument("--json", action="store_true")
    asked = parser.parse_args()
    gc.disable()
    measure(300, asked.cap)  # loads what a selection has loaded by then
    for number in asked.side:
        line = measure(number, asked.cap)
        text = (
            f"{number:>7} a side, at most {line['cap']} in a tranche, heaviest group {line['heaviest']}: "
            f"{line['tranches']} tranches (bound {line['tranches_bound']}), lead {line['lead']} "
            f"(bound {line['lead_bound']}), {'optimal' if line['optimal'] else 'not proven optimal'}, "
            f"{line['seconds']:.2f} s"
        )
        sys.stdout.write((json.dumps(line) if asked.json else text) + "\n")


if __name__ == "__main__":
    main()
