"""Named swaps beside kep-solver 4.0.2, on kidney-exchange instances made by others.

    .venv/bin/python benchmarks/named_swaps.py [--peer] [--json] [--reference FILE] [--repeat N] FILE...

Cycles and chains of at most three; the most people, then the fewest three-ways. Each file is solved by both in turn,
``--repeat`` times (3); the time is the median, of solving alone: imports and reading files are in neither. With
``--json`` each file is one line ``{"file", "people", "three_way", "seconds", "peer_seconds"}`` on stdout; the
summary goes to stderr. ``--peer`` needs ``scripts/peers.sh kep-solver``. ``--reference`` is a file of such lines
with the optimum (``file, transplants, three_way``).

Ends with 0; with 1 if an answer differs from the peer's or the reference's, or is not proven; with 2 or 3 if the call
or a file is faulty.
"""

from __future__ import annotations

import argparse
import json
import statistics
import subprocess
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from safeconduct.errors import SafeconductError
from safeconduct.selection.swaps import Pool, SwapPlan, check_swaps, read_pool, solve_swaps

TOP = Path(__file__).resolve().parents[1]
PEER = TOP / ".peers" / "kep-solver" / "bin" / "python"


@dataclass(frozen=True)
class Row:
    """One file: our plan, and the median seconds of both."""

    file: str
    plan: SwapPlan
    seconds: float
    peer_seconds: float | None = None
    differs: str = ""

    @property
    def ratio(self) -> float | None:
        return None if self.peer_seconds is None else self.peer_seconds / self.seconds


class Peer:
    """kep-solver in a process that lives as long as the benchmark."""

    def __init__(self) -> None:
        script = TOP / "benchmarks" / "peers" / "run_kep_solver.py"
        self.process = subprocess.Popen([PEER, script], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def solve(self, instance: str) -> tuple[float, tuple[int, int]]:
        assert self.process.stdin
        assert self.process.stdout
        print(json.dumps({"instance": instance}), file=self.process.stdin, flush=True)
        line = self.process.stdout.readline()
        if not line:
            raise SystemExit(f"kep-solver ended with {self.process.wait()} before it answered.")
        answer = json.loads(line)
        return answer["seconds"], (answer["people"], answer["three_way"])


def instance_of(path: Path, pool: Pool) -> str:
    """The pool in kep-solver's JSON: the file itself if it is that, else a donor for each person."""
    if path.suffix.lower() == ".json":
        return path.read_text(encoding="utf-8-sig")
    number = {offer.person: at for at, offer in enumerate(pool.offers)}
    assert not any(offer.one_of for offer in pool.offers), "only kep-solver's own files have several donors for one"
    data: dict[str, dict[str, object]] = {}
    for person, at in number.items():
        source = {"altruistic": True} if pool.by_person[person].goodwill else {"sources": [at]}
        data[str(at)] = {"dage": 50, "matches": [], **source}
    for offer in pool.offers:
        for other in offer.against:
            matches = data[str(number[other])]["matches"]
            assert isinstance(matches, list)
            matches.append({"recipient": number[offer.person], "score": 1})
    return json.dumps({"data": data})


def measure(path: Path, peer: Peer | None, repeat: int, reference: Mapping[str, tuple[int, int]]) -> Row:
    """Solve the file, the peer and we in turn."""
    pool = read_pool(path)
    instance = instance_of(path, pool) if peer else ""
    ours: list[float] = []
    theirs: list[float] = []
    answers: dict[str, tuple[int, int]] = {"the reference": reference[path.name]} if path.name in reference else {}
    for _ in range(repeat):
        fresh = Pool(pool.offers, pool.source)
        start = time.perf_counter()
        plan = solve_swaps(fresh)
        ours.append(time.perf_counter() - start)
        if peer:
            seconds, answers["kep-solver"] = peer.solve(instance)
            theirs.append(seconds)
    check_swaps(pool, plan)
    found = (plan.people, plan.three_way)
    notes = [f"{who} has {answer[0]}, {answer[1]}" for who, answer in answers.items() if answer != found]
    if not plan.proven:
        notes.append("not proven")
    peer_seconds = statistics.median(theirs) if theirs else None
    return Row(path.name, plan, statistics.median(ours), peer_seconds, "; ".join(notes))


def read_reference(path: Path) -> dict[str, tuple[int, int]]:
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
    return {row["file"]: (row["transplants"], row["three_way"]) for row in rows}


def show(row: Row, as_json: bool) -> None:
    if as_json:
        line = {"file": row.file, "people": row.plan.people, "three_way": row.plan.three_way}
        seconds = {"seconds": round(row.seconds, 6), "peer_seconds": row.peer_seconds and round(row.peer_seconds, 6)}
        print(json.dumps({**line, **seconds}), flush=True)
    else:
        ratio = "" if row.ratio is None else f"{row.peer_seconds:10.4f} {row.ratio:7.1f}x"
        figures = f"{row.plan.people:6} {row.plan.three_way:9} {row.seconds:9.4f}"
        print(f"{row.file:28} {figures} {ratio} {row.differs}".rstrip(), flush=True)
    if row.differs and as_json:
        print(f"{row.file}: {row.differs}", file=sys.stderr)


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("files", nargs="+", type=Path, metavar="FILE")
    parser.add_argument("--peer", action="store_true", help="measure kep-solver beside ours")
    parser.add_argument("--json", action="store_true", help="one JSON line per file")
    parser.add_argument("--reference", type=Path, help="JSON lines with the optimum of each file")
    parser.add_argument("--repeat", type=int, default=3, help="times that each file is solved (3)")
    call = parser.parse_args()
    if call.repeat < 1:
        parser.error("--repeat must be at least 1")
    if call.peer and not PEER.exists():
        parser.error("kep-solver is not there; call scripts/peers.sh kep-solver first")
    reference = read_reference(call.reference) if call.reference else {}
    solve_swaps(Pool(()))  # load the libraries
    peer = Peer() if call.peer else None
    if not call.json:
        print(f"{'file':28} people three_way   seconds {'kep-solver    ratio' if peer else ''}".rstrip())
    rows = []
    for path in call.files:
        try:
            rows.append(measure(path, peer, call.repeat, reference))
        except SafeconductError as error:
            print(error, file=sys.stderr)
            return error.exit_code
        show(rows[-1], call.json)
    ratios = [row.ratio for row in rows if row.ratio is not None]
    if ratios:
        least, most, mean = min(ratios), max(ratios), statistics.geometric_mean(ratios)
        print(
            f"{len(ratios)} files; kep-solver / ours: least {least:.1f}, geometric mean {mean:.1f}, most {most:.1f}",
            file=sys.stderr,
        )
    return 1 if any(row.differs for row in rows) else 0


if __name__ == "__main__":
    sys.exit(main())
