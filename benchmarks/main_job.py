"""Times each step of the whole job on cases of several sizes, with the memory at its end.

    python benchmarks/main_job.py [--people 1000 10000 100000] [--seed 7] [--limit SECONDS]

Each size runs in a process of its own, from a case made for it by ``safeconduct example make``; making the case is not
counted. Memory is the peak of the process so far, so a step shows what the job has needed up to its end. A size that is
not done within the limit shows the steps it finished, and the step it was in.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from pathlib import Path

STEP = """
import json, resource, sys
from pathlib import Path
from safeconduct.errors import SafeconductError
from safeconduct.work import run as job

class Tell(job.Teller):
    def begin(self, step):
        print(json.dumps({"begin": step}), flush=True)
    def end(self, done):
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(json.dumps({"step": done.step, "s": done.seconds, "mb": peak, "says": done.sentence}), flush=True)

try:
    job.run(Path(sys.argv[1]), Path(sys.argv[2]), cache=Path(sys.argv[3]), tell=Tell())
except SafeconductError as error:
    print(json.dumps({"stopped": error.summary}), flush=True)
"""


def measure(people: int, seed: int, limit: float, folder: Path) -> None:
    """Make the case, run it, and print a row for each step."""
    case, out = folder / f"case-{people}", folder / f"out-{people}"
    make = "from safeconduct.cli import main; main()"
    command = [sys.executable, "-c", make, "example", "make", str(case), "--people", str(people), "--seed", str(seed)]
    subprocess.run(command, check=True, capture_output=True)
    running = [sys.executable, "-c", STEP, str(case), str(out), str(folder / "cache")]
    try:
        text = subprocess.run(running, capture_output=True, text=True, timeout=limit, check=False).stdout
        late = ""
    except subprocess.TimeoutExpired as expired:
        text = (expired.stdout or b"").decode() if isinstance(expired.stdout, bytes) else expired.stdout or ""
        late = f"not done within {limit:.0f} s"
    total, step = 0.0, ""
    for line in text.splitlines():
        row = json.loads(line)
        step = row.get("begin", step)
        if "step" in row:
            total += row["s"]
            print(f"{people:>9,}  {row['step']:<10} {row['s']:>8.1f}  {row['mb']:>8,.0f}  {row['says']}", flush=True)
        elif "stopped" in row:
            late = f"stopped: {row['stopped']}"
    print(f"{people:>9,}  {'all':<10} {total:>8.1f}  {'':>8}  {f'in {step}: {late}' if late else ''}\n", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--people", type=int, nargs="+", default=[1_000, 10_000, 100_000])
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--limit", type=float, default=1_800, help="seconds for one size")
    options = parser.parse_args()
    print(f"{'people':>9}  {'step':<10} {'seconds':>8}  {'peak MB':>8}")
    with tempfile.TemporaryDirectory() as name:
        for people in options.people:
            measure(people, options.seed, options.limit, Path(name))


if __name__ == "__main__":
    main()
