"""Runs sortition-algorithms for benchmarks/leximin.py, in its own environment and process (it is under the GPL).

    python run_sortition.py FOLDER SEATS

Reads candidates.csv and features.csv of FOLDER, and answers with one JSON line: {"seconds": of
find_distribution_maximin alone, "least": the least chance of anybody}.
"""

from __future__ import annotations

import csv
import json
import sys
import time
from pathlib import Path

from sortition_algorithms import Settings, read_in_features, read_in_people  # type: ignore[import-not-found]
from sortition_algorithms.committee_generation.maximin import (  # type: ignore[import-not-found]
    find_distribution_maximin,
)


def main() -> None:
    folder, seats = Path(sys.argv[1]), int(sys.argv[2])
    with (folder / "features.csv").open(encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file)
        features, _, _ = read_in_features(list(reader.fieldnames or []), list(reader))
    with (folder / "candidates.csv").open(encoding="utf-8", newline="") as file:
        rows = csv.DictReader(file)
        settings = Settings(id_column="nationbuilder_id", columns_to_keep=["first_name", "last_name"])
        people, _ = read_in_people(list(rows.fieldnames or []), list(rows), features, settings)
    start = time.perf_counter()
    committees, weights, _ = find_distribution_maximin(features, people, seats, [])
    seconds = time.perf_counter() - start
    chances = dict.fromkeys(people, 0.0)
    for committee, weight in zip(committees, weights, strict=True):
        for name in committee:
            chances[name] += weight
    print(json.dumps({"seconds": seconds, "least": min(chances.values())}))


if __name__ == "__main__":
    main()
