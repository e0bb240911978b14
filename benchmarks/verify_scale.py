"""Checking at scale: each checker and all of them together, beside what it takes to make the selection anew.

    python benchmarks/verify_scale.py [--people 100000] [--parties 2 7] [--grouped 0.15] [--no-peer] [--json]

For each exchange of synthetic people (those of ``selection_scale.py``) a selection is made and written. *all* is
``verify_folder``, which ``safeconduct selection verify`` calls: the three files read once, then the seven checkers,
which are printed one by one, in turn and in this process, which has the threads of a solver; *command* is the command
itself, with the start of the program, and checks in two processes where it has two processors. *alone* is each file run
by itself as a party would (``python verify.py ...``), with the start of Python and its own reading. Whoever does not
trust the selection and has no certificate would have to make it again: *select* is ours, *HiGHS* solves the same levels
with one variable for each person or group, without judging anybody. Each as wall / processor seconds; processor seconds
weigh less what else the machine does.
"""

from __future__ import annotations

import argparse
import gc
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from safeconduct.people import write_persons
from safeconduct.selection import check, select, verify_folder, write_selection
from safeconduct.selection.formulate import formulate
from safeconduct.selection.units import build
from selection_scale import ON, PARTIES, SEED, crowd, naive_highs, per_unit, terms

FILES = ("selection.json", "certificate.json", "persons.csv")
COMMAND = "from safeconduct.cli import main; main()"


def timed(call: Callable[[], Any]) -> tuple[Any, list[float]]:
    """What a call returns, and its wall and processor seconds."""
    before = os.times()
    found = call()
    after = os.times()
    cpu = sum(after[:4]) - sum(before[:4])  # its own, and that of processes which it has waited for
    return found, [round(after.elapsed - before.elapsed, 2), round(cpu, 2)]


def alone(file: str, folder: Path) -> list[float]:
    """Wall and processor seconds of one checker in a process of its own."""
    files = FILES[1:2] if file.endswith("verify_terms.py") else FILES
    return spent([file, *(str(folder / name) for name in files)])


def spent(words: list[str]) -> list[float]:
    """Wall and processor seconds of Python with these words, and of what it starts."""
    before, wall = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    subprocess.run([sys.executable, *words], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return [round(time.perf_counter() - wall, 3), round(cpu, 3)]


def measure(number: int, parties: tuple[str, ...], grouped: float, limit: float, peer: bool) -> dict[str, Any]:
    agreement, people = terms(number, parties), crowd(number, parties, grouped)
    line: dict[str, Any] = {"people": number, "parties": len(parties), "grouped": grouped}
    made, line["select"] = timed(lambda: select(agreement, people, on=ON, seed=SEED))
    line["gaps"] = sum(level.bound > level.value for level in made.levels)
    if peer:
        wide = per_unit(formulate(agreement, build(agreement, people, ON, SEED), SEED))
        values, line["highs"] = timed(lambda: naive_highs(wide, limit))
        line["highs_levels"] = f"{len(values)} of {len(made.levels)}"
        line["highs_same"] = values == [level.value for level in made.levels][: len(values)]
        del wide
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write_selection(made, people, folder)
        write_persons(people, folder / FILES[2])
        del made
        line["command"] = spent(["-c", COMMAND, "selection", "verify", str(folder)])
        line["start"] = spent(["-c", COMMAND, "selection", "verify", "--help"])
        _, line["all"] = timed(lambda: verify_folder(folder))
        files, line["read"] = timed(lambda: check.read_folder(folder))
        for module, call in check.checkers(folder, *files):
            title = module.__name__.rpartition(".")[2]
            _, line[title] = timed(call)
            line[f"{title} alone"] = alone(str(module.__file__), folder)
    return line


def words(line: dict[str, Any]) -> str:
    def told(name: str) -> str:
        return "{:.2f} / {:.2f}".format(*line[name])

    gaps = "proven" if not line["gaps"] else f"{line['gaps']} levels with a gap"
    text = f"{line['people']} people, {line['parties']} parties, {line['grouped']:.0%} grouped ({gaps})\n"
    text += f"    command {told('command')}, of which starting {told('start')}\n"
    text += f"    all {told('all')}, of which reading {told('read')}\n"
    for name in [name.removesuffix(" alone") for name in line if name.endswith(" alone")]:
        text += f"    {name:17} {told(name)}   alone {told(name + ' alone')}\n"
    text += f"    select {told('select')}: {line['select'][1] / line['all'][1]:.1f} times all\n"
    if "highs" in line:
        same = "same optimum" if line["highs_same"] else "ANOTHER OPTIMUM"
        text += f"    HiGHS {told('highs')} ({line['highs_levels']} levels, {same}): "
        text += f"{line['highs'][1] / line['all'][1]:.1f} times all, {line['highs'][1] / line['verify'][1]:.0f} times "
        text += "verify.py, which checks the same\n"
    return text


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--people", type=int, nargs="+", default=[100_000])
    parser.add_argument("--parties", type=int, nargs="+", default=[2, 7])
    parser.add_argument("--grouped", type=float, nargs="+", default=[0.15])
    parser.add_argument("--limit", type=float, default=60.0)
    parser.add_argument("--no-peer", action="store_true")
    parser.add_argument("--json", action="store_true")
    asked = parser.parse_args()
    import highspy  # noqa: F401  (so that no line pays for loading it)

    gc.disable()  # as in select and verify_folder
    for number in asked.people:
        for count in asked.parties:
            for grouped in asked.grouped:
                line = measure(number, PARTIES[:count], grouped, asked.limit, not asked.no_peer)
                sys.stdout.write(json.dumps(line) + "\n" if asked.json else words(line))
                sys.stdout.flush()


if __name__ == "__main__":
    main()
