"""Matching on Spark beside matching on DuckDB, on the same lists in the same run.

    uv run --group data --extra spark python benchmarks/people_spark.py --size 10000 30000 100000 --seed 7

Each engine runs ``safeconduct.people.match`` in a process of its own, on two cores: DuckDB on two threads, Spark on
``local[2]`` with its Java process started for the run. Lists are made by people_generator.py before the clock starts;
reading, writing and duplicates are not in the figures.

*core s* is the processor time of Python, and of Java where there is one (planning and compiling included); *wall s*
depends on what else runs. *peak* is the resident memory of Python and of Java, each at its greatest. *best* is the
share of the best pairs (for each held entry the sought one of the most bits) that both engines find, of those that
either finds; *proposed* is the same for the pairs of the band *propose*.
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import resource
import time
from pathlib import Path
from typing import NamedTuple

import people_generator
from safeconduct.people import Band, DuckDB, Matches, Spark, match

Pairs = frozenset[tuple[str, str]]


class Found(NamedTuple):
    """What one engine found, and what it took."""

    best: Pairs
    proposed: Pairs
    wall_s: float
    python_s: float
    java_s: float
    python_gib: float
    java_gib: float

    @property
    def core_s(self) -> float:
        return self.python_s + self.java_s


def best(found: Matches) -> Pairs:
    top: dict[str, tuple[float, str]] = {}
    for pair in found.pairs:
        top[pair.held_id] = max(top.get(pair.held_id, (-99.0, "")), (pair.weight_bits, pair.sought_id))
    return frozenset((held, sought) for held, (_, sought) in top.items())


def java() -> tuple[float, float]:
    """Processor seconds and peak GiB of the Java process that this one has started; zeros where there is none."""
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            name, _, rest = path.read_text().rpartition(")")
            status = (path.parent / "status").read_text()
        except OSError:
            continue
        cells = rest.split()
        if name.endswith("(java") and int(cells[1]) == os.getpid():
            seconds = (int(cells[11]) + int(cells[12])) / os.sysconf("SC_CLK_TCK")
            peak = next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmHWM"))
            return seconds, peak / 2**20
    return 0.0, 0.0


def run(engine: DuckDB | Spark, size: int, seed: int) -> Found:
    """One engine on the lists of one size, in this process."""
    lists = people_generator.make(size, seed)
    wall, cpu = time.perf_counter(), time.process_time()
    found = match(lists.held, lists.sought, engine=engine)
    wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    seconds, peak = java()
    proposed = frozenset((pair.held_id, pair.sought_id) for pair in found.pairs if pair.band is Band.PROPOSE)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
    return Found(best(found), proposed, wall, cpu, seconds, memory, peak)


def shared(one: Pairs, other: Pairs) -> float:
    return len(one & other) / max(1, len(one | other))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--size", type=int, nargs="+", default=[10_000])
    parser.add_argument("--seed", type=int, default=7)
    options = parser.parse_args()
    print(f"{'size':>9}  {'engine':8}{'wall s':>9}{'core s':>9}{'python':>9}{'java':>9}{'peak GiB':>16}{'ratio':>8}")
    fresh = multiprocessing.get_context("spawn")
    for size in options.size:
        found: list[Found] = []
        for name, engine in (("duckdb", DuckDB(threads=2)), ("spark", Spark("local[2]"))):
            with fresh.Pool(1) as pool:
                found.append(pool.apply(run, (engine, size, options.seed)))
            one = found[-1]
            print(
                f"{size:>9,}  {name:8}{one.wall_s:>9.1f}{one.core_s:>9.1f}{one.python_s:>9.1f}{one.java_s:>9.1f}"
                f"{one.python_gib:>8.2f}{one.java_gib:>8.2f}{one.core_s / found[0].core_s:>8.2f}",
                flush=True,
            )
        here, there = found
        print(
            f"{'':11}best {shared(here.best, there.best):.5f} of {len(here.best | there.best):,}; "
            f"proposed {shared(here.proposed, there.proposed):.5f} of {len(here.proposed | there.proposed):,}",
            flush=True,
        )


if __name__ == "__main__":
    main()
