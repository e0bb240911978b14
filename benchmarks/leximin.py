"""The leximin lottery beside sortition-algorithms 0.12.15, on its own fixture of a citizens' assembly.

    .venv/bin/python benchmarks/leximin.py [--peer] [--seats 22] [--repeat 3] [--json] FOLDER

FOLDER has candidates.csv and features.csv. The peer's *maximin* makes the least chance as great as it can be; its
leximin needs a commercial solver. Ours is leximin in full: the least chance, then the next least, and so on. Both run
in turn, ``--repeat`` times; the time is the median, of solving alone. ``--peer`` needs ``scripts/peers.sh sortition``.

Ends with 0; with 1 if the least chance is smaller than the peer's, or the chances are not proven leximin.
"""

from __future__ import annotations

import argparse
import csv
import json
import statistics
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

from safeconduct.selection.face import Entries, Face
from safeconduct.selection.leximin import leximin

TOP = Path(__file__).resolve().parents[1]
PEER = TOP / ".peers" / "sortition" / "bin" / "python"


def read_face(folder: Path, seats: int) -> Face:
    """The candidates as classes of people with the same features, and the quotas as rows."""
    with (folder / "candidates.csv").open(encoding="utf-8", newline="") as file:
        people = list(csv.DictReader(file))
    with (folder / "features.csv").open(encoding="utf-8", newline="") as file:
        features = list(csv.DictReader(file))
    names = list(dict.fromkeys(row["feature"] for row in features))
    classes = Counter(tuple(row[name] for name in names) for row in people)
    rows: list[tuple[Entries, int | None, int | None]] = [(tuple((k, 1) for k in range(len(classes))), seats, seats)]
    for row in features:
        at = names.index(row["feature"])
        entries = tuple((k, 1) for k, values in enumerate(classes) if values[at] == row["value"])
        rows.append((entries, int(row["min"]), int(row["max"])))
    sizes = tuple(classes.values())
    return Face(sizes, (0,) * len(sizes), sizes, tuple(rows))


def peer(folder: Path, seats: int) -> tuple[float, float]:
    script = TOP / "benchmarks" / "peers" / "run_sortition.py"
    done = subprocess.run([PEER, script, folder, str(seats)], capture_output=True, text=True, check=True)
    answer = json.loads(done.stdout.splitlines()[-1])
    return answer["seconds"], answer["least"]


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("folder", type=Path, metavar="FOLDER")
    parser.add_argument("--seats", type=int, default=22, help="how many are chosen (22)")
    parser.add_argument("--peer", action="store_true", help="measure sortition-algorithms beside ours")
    parser.add_argument("--repeat", type=int, default=3, help="times that each is solved (3)")
    parser.add_argument("--json", action="store_true", help="one JSON line")
    call = parser.parse_args()
    if call.peer and not PEER.exists():
        parser.error("sortition-algorithms is not there; call scripts/peers.sh sortition first")
    face = read_face(call.folder, call.seats)
    leximin(Face((2,), (0,), (2,), ((((0, 1),), 1, 1),)))  # load the libraries
    ours, theirs, least = [], [], None
    for _ in range(call.repeat):
        start = time.perf_counter()
        lottery = leximin(face)
        ours.append(time.perf_counter() - start)
        if call.peer:
            seconds, least = peer(call.folder, call.seats)
            theirs.append(seconds)
    if lottery is None:
        print("No choice of people keeps the quotas.", file=sys.stderr)
        return 1
    chances = sorted({round(chance, 6) for chance in lottery.chances})
    made = {
        "people": sum(face.sizes),
        "classes": len(face.sizes),
        "seconds": round(statistics.median(ours), 3),
        "peer_seconds": round(statistics.median(theirs), 3) if theirs else None,
        "ratio": round(statistics.median(theirs) / statistics.median(ours), 2) if theirs else None,
        "least": round(min(lottery.chances), 6),
        "peer_least": None if least is None else round(least, 6),
        "stages": len(chances),
        "selections": len(lottery.points),
        "leximin": lottery.exact,
    }
    if call.json:
        print(json.dumps(made))
    else:
        for name, value in made.items():
            print(f"{name:13} {value}")
    worse = least is not None and min(lottery.chances) < least - 1e-5
    return 1 if worse or not lottery.exact else 0


if __name__ == "__main__":
    sys.exit(main())
