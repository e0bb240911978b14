"""Runs kep-solver for benchmarks/named_swaps.py, in its own environment and process (it is under the AGPL).

Reads one JSON object a line: {"instance": kep-solver's JSON as text}, and answers each with
{"seconds": of solve_single alone, "people": ..., "three_way": ...}. Lives as long as its standard input.
"""

from __future__ import annotations

import json
import sys
import time

from kep_solver.fileio import parse_json  # type: ignore[import-not-found]
from kep_solver.model import ThreeWay, TransplantCount  # type: ignore[import-not-found]
from kep_solver.programme import Programme  # type: ignore[import-not-found]


def main() -> None:
    programme = Programme([TransplantCount(), ThreeWay()], 3, 3, "most people, then fewest three-ways")
    for line in sys.stdin:
        instance = parse_json(json.loads(line)["instance"])
        start = time.perf_counter()
        solution, _ = programme.solve_single(instance)
        seconds = time.perf_counter() - start
        people, three_way = map(round, solution.values)
        print(json.dumps({"seconds": seconds, "people": people, "three_way": three_way}), flush=True)


if __name__ == "__main__":
    main()
