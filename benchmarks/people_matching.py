"""Matching beside plain Splink, on the same lists in the same run.

    uv run --group data --group bench python benchmarks/people_matching.py --size 10000 --seed 7

**Plain** is what a careful user of Splink 5 writes without knowing the names: anyascii-folded lower-case fields, the
stock comparisons (NameComparison with term frequencies, DateOfBirthComparison, ExactMatch), seven blocking rules, u
by random sampling and m by two rounds of EM. **Ours** is ``safeconduct.people.match``, keys included.

The lists are made by people_generator.py, whose docstring says which spellings the matcher has never been shown. All
true pairs count, so that one which no blocking rule reaches is a miss. The threshold of F1 is the best one in
hindsight, for both alike; *R at P* is the greatest recall at a threshold with at least that precision. *reach* is the
share of the true pairs that are scored at all (ours brings back only those with a probability of 0.1 % and more);
*blocked* is the share that ours brings together by a rule, whatever comes of it.

With ``--command duckdb`` or ``--command spark`` ours is the command ``safeconduct people match`` on the same lists as
CSV files, in a process of its own whose peak memory is printed: reading and writing are in the time, and so are the
duplicates within each list. That is how long lists are measured:

    uv run --group data --group bench python benchmarks/people_matching.py --size 1000000 --command duckdb --only-ours
"""

from __future__ import annotations

import argparse
import csv
import logging
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

import people_generator
from safeconduct.people import Band, Entry, ListKind, PartialDate, link, match
from safeconduct.people.keys import Keys, keys_of


class Row(NamedTuple):
    """A scored pair; ``band`` is empty for plain Splink, which knows none."""

    bits: float
    held: str
    sought: str
    band: str = ""


Way = Callable[[Sequence[Entry], Sequence[Entry]], list[Row]]

PLAIN_BLOCKS = (
    ("family", "given"),
    ("family", "birth"),
    ("given", "birth"),
    ("family", "father"),
    ("given", "father", "year"),
    ("father", "birth"),
    ("family", "year"),
)


def plain(held: Sequence[Entry], sought: Sequence[Entry]) -> list[Row]:
    """Scored pairs by plain Splink."""
    import pandas as pd
    from anyascii import anyascii
    from splink import DuckDBAPI, Linker, SettingsCreator, block_on
    from splink import comparison_library as cl

    def fold(text: str) -> str | None:
        return anyascii(text).lower().strip() or None

    def frame(entries: Sequence[Entry]) -> pd.DataFrame:
        rows = [
            {
                "unique_id": entry.entry_id,
                "family": fold(entry.family_name),
                "given": fold(entry.given_name),
                "father": fold(entry.patronymic),
                "birth": str(entry.birth_date) if entry.birth_date and entry.birth_date.day else None,
                "year": str(entry.birth_date.year) if entry.birth_date else None,
                "sex": str(entry.sex) if entry.sex else None,
                "rank": fold(entry.rank),
                "unit": fold(entry.unit),
                "place": fold(entry.place),
            }
            for entry in entries
        ]
        return pd.DataFrame(rows)

    api = DuckDBAPI()
    frames = [
        api.register(frame(held), dataset_display_name="held"),
        api.register(frame(sought), dataset_display_name="sought"),
    ]
    settings = SettingsCreator(
        link_type="link_only",
        comparisons=[
            cl.NameComparison("family").configure(term_frequency_adjustments=True),
            cl.NameComparison("given").configure(term_frequency_adjustments=True),
            cl.NameComparison("father").configure(term_frequency_adjustments=True),
            cl.DateOfBirthComparison("birth", input_is_string=True),
            cl.ExactMatch("sex"),
            cl.ExactMatch("rank"),
            cl.ExactMatch("unit"),
            cl.ExactMatch("place"),
        ],
        blocking_rules_to_generate_predictions=[block_on(*block) for block in PLAIN_BLOCKS],
    )
    linker = Linker(frames, settings, log_level=logging.ERROR)
    linker.training.estimate_probability_two_random_records_match(
        [block_on("family", "given", "birth"), block_on("family", "given", "father")], recall=0.4
    )
    linker.training.estimate_u_using_random_sampling(max_pairs=2e6, seed=1)
    linker.training.estimate_parameters_using_expectation_maximisation(block_on("family", "given"))
    linker.training.estimate_parameters_using_expectation_maximisation(block_on("birth"))
    found = linker.inference.predict(threshold_match_weight=-10).as_pandas_dataframe()
    left, right = found["unique_id_l"], found["unique_id_r"]
    return list(map(Row, found["match_weight"].tolist(), left.tolist(), right.tolist()))


def ours(held: Sequence[Entry], sought: Sequence[Entry]) -> list[Row]:
    """Scored pairs by our matcher. Pairs beaten by six bits are scored as they stand, like plain Splink's."""
    return [Row(pair.weight_bits, pair.held_id, pair.sought_id, pair.band) for pair in match(held, sought).pairs]


def command(engine: str) -> Way:
    """Ours as the command line runs it."""

    def way(held: Sequence[Entry], sought: Sequence[Entry]) -> list[Row]:
        with tempfile.TemporaryDirectory() as made:
            folder = Path(made)
            lists = [_written(folder / "azure-held.csv", held), _written(folder / "amber-sought.csv", sought)]
            program = [sys.executable, "-c", "from safeconduct.cli import main; main()", "people", "match"]
            begin = time.perf_counter()
            words = [*program, *lists, "--out", str(folder / "out"), "--engine", engine, "--budget", str(10**9)]
            child = subprocess.Popen(words)
            _, code, used = os.wait4(child.pid, 0)
            if code:
                raise SystemExit(f"the command ended with {os.waitstatus_to_exitcode(code)}")
            seconds = time.perf_counter() - begin
            print(
                f"    the command took {seconds:,.0f} s, {used.ru_utime + used.ru_stime:,.0f} s of one core,"
                f" and {used.ru_maxrss / 2**20:.2f} GiB at its peak",
                flush=True,
            )
            with (folder / "out" / "matches.csv").open(encoding="utf-8", newline="") as rows:
                return [
                    Row(float(row["weight_bits"]), row["held_id"], row["sought_id"], row["band"])
                    for row in csv.DictReader(rows)
                ]

    return way


LIST_COLUMNS = ("entry_id", "family_name", "given_name", "patronymic", "birth_date", "sex", "rank", "unit", "place")


def _written(path: Path, entries: Sequence[Entry]) -> str:
    with path.open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out)
        writer.writerow(LIST_COLUMNS)
        writer.writerows([getattr(entry, column) or "" for column in LIST_COLUMNS] for entry in entries)
    return str(path)


def blocked(held: Sequence[Entry], sought: Sequence[Entry], truth: frozenset[tuple[str, str]]) -> float:
    """The share of the true pairs that one of the wide rules brings together."""
    here = {entry.entry_id: keys_of(entry) for entry in held}
    there = {entry.entry_id: keys_of(entry) for entry in sought}

    def value(keys: Keys, column: str) -> object:
        if column in ("first_part", "last_part"):
            return (keys.family_part if column == "first_part" else keys.family_part2) or keys.family
        return (keys.frame or "")[:1] or None if column == "head" else getattr(keys, column)

    def together(one: Keys, other: Keys) -> bool:
        return any(
            all(value(one, column) is not None and value(one, column) == value(other, column) for column in block)
            for block in link.BLOCKS
        )

    return sum(together(here[one], there[other]) for one, other in truth) / len(truth)


def measure(scored: Sequence[Row], truth: frozenset[tuple[str, str]]) -> dict[str, float]:
    true = 0
    best = {"F1": 0.0, "P": 0.0, "R": 0.0, "R at P .99": 0.0, "R at P .999": 0.0}
    for found, (_, held, sought, _) in enumerate(sorted(scored, reverse=True), start=1):
        true += (held, sought) in truth
        precision, recall = true / found, true / len(truth)
        if true and (f1 := 2 * precision * recall / (precision + recall)) > best["F1"]:
            best |= {"F1": f1, "P": precision, "R": recall}
        for floor in (".99", ".999"):
            if precision >= float(f"0{floor}"):
                best[f"R at P {floor}"] = max(best[f"R at P {floor}"], recall)
    return best | {"reach": true / len(truth)}


def bands(rows: Sequence[Row], lists: people_generator.Lists) -> str:
    """What the bands hold, and whether a pair of twins was proposed."""
    lines = []
    for band in Band:
        refs = [(row.held, row.sought) for row in rows if row.band == band]
        true = sum(ref in lists.truth for ref in refs)
        lines.append(f"    {band:8} {len(refs):9,} pairs, {true:9,} of them true")
    proposed = {(row.held, row.sought) for row in rows if row.band == Band.PROPOSE}
    lines.append(f"    twins on both lists {len(lists.twins)}, proposed for each other {len(proposed & lists.twins)}")
    return "\n".join(lines)


def febrl(folder: Path) -> tuple[list[Entry], list[Entry], frozenset[tuple[str, str]]]:
    """The lists of febrl4 (5,000 x 5,000 synthetic Australians, not made by us) and their true pairs."""

    def entries(name: str, kind: ListKind, party: str) -> list[Entry]:
        found = []
        with (folder / name).open(encoding="utf-8") as lines:
            for number, row in enumerate(csv.DictReader(lines, skipinitialspace=True), start=2):
                born = row["date_of_birth"]
                try:
                    birth = PartialDate.parse(f"{born[:4]}-{born[4:6]}-{born[6:]}") if born else None
                except ValueError:
                    birth = None
                found.append(
                    Entry(
                        row["rec_id"],
                        party,
                        kind,
                        number,
                        family_name=row["surname"],
                        given_name=row["given_name"],
                        birth_date=birth,
                        unit=row["postcode"],
                        place=row["suburb"],
                    )
                )
        return found

    truth = frozenset((f"rec-{number}-org", f"rec-{number}-dup-0") for number in range(5000))
    return (
        entries("dataset4a.csv", ListKind.HELD, "azure"),
        entries("dataset4b.csv", ListKind.SOUGHT, "amber"),
        truth,
    )


def report(
    ways: Mapping[str, Way], held: Sequence[Entry], sought: Sequence[Entry], truth: frozenset[tuple[str, str]]
) -> list[Row]:
    """Print one line for each way, and return the rows of the last."""
    columns = ("F1", "P", "R", "R at P .99", "R at P .999", "reach")
    print(f"{'':14}" + "".join(f"{name:>13}" for name in columns) + f"{'seconds':>10}{'records/s':>11}{'ratio':>7}")
    speeds: list[float] = []
    scored: list[Row] = []
    for name, way in ways.items():
        begin = time.perf_counter()
        scored = way(held, sought)
        seconds = time.perf_counter() - begin
        speeds.append((len(held) + len(sought)) / seconds)
        figures = measure(scored, truth)
        cells = "".join(f"{figures[column]:13.4f}" for column in columns)
        print(f"{name:14}{cells}{seconds:10.1f}{speeds[-1]:11,.0f}{speeds[-1] / speeds[0]:7.2f}", flush=True)
    return scored


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--size", type=int, nargs="+", default=[10_000])
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--febrl", type=Path, help="the folder of dataset4a.csv and dataset4b.csv of febrl")
    parser.add_argument("--only-ours", action="store_true", help="leave plain Splink out (for very long lists)")
    parser.add_argument("--command", choices=("duckdb", "spark"), help="run ours as a command, on this engine")
    options = parser.parse_args()
    ways: dict[str, Way] = {"plain Splink": plain, "ours": command(options.command) if options.command else ours}
    if options.only_ours:
        del ways["plain Splink"]
    warm = people_generator.make(1000, 1)
    for way in ways.values():
        way(warm.held, warm.sought)  # imports and caches are not part of the measurement
    if options.febrl is not None:
        print("\nfebrl4: names that are not Slavic, on the columns both can use")
        report(ways, *febrl(options.febrl))
    for size in options.size:
        lists = people_generator.make(size, options.seed)
        print(
            f"\n{len(lists.held):,} x {len(lists.sought):,} entries, {len(lists.truth):,} true pairs,"
            f" seed {options.seed}; {lists.unseen:,} of the held bear a given name that the matcher's table lacks"
        )
        rows = report(ways, lists.held, lists.sought, lists.truth)
        print(f"    blocked {blocked(lists.held, lists.sought, lists.truth):.4f}")
        print(bands(rows, lists))
    if not options.command:
        print(f"\npeak memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20:.2f} GiB")


if __name__ == "__main__":
    main()
