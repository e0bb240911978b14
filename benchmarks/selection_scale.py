"""Selection at scale: classes of people against one variable per unit, in HiGHS and in CP-SAT, from one run.

    python benchmarks/selection_scale.py [--people 10000 100000] [--parties 2 7] [--limit 60] [--peers highs cp_sat]
                                         [--core] [--json]

Each line is one exchange of synthetic people. *ours* is the time from judged people to the optimum of every level,
putting them into classes included; *HiGHS* and *CP-SAT* solve the same rows and levels with one variable for each
person or group, level by level, within --limit seconds. Judging, the whole of ``select`` (tranches, sentences and
certificate included), the check of the certificate (``verify.py`` from files) and the memory of this process at its
height are printed beside; with --core nothing after the optimum. Everything runs on one thread, with Python's garbage
collector at rest as in ``select``, and times are seconds of processor time, so that other work on the machine weighs
less.
"""

from __future__ import annotations

import argparse
import datetime as dt
import gc
import hashlib
import json
import math
import random
import resource
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from safeconduct.people import write_persons
from safeconduct.people.model import Consent, GroupKind, Identity, Medical, PartialDate, Person, Status
from safeconduct.selection import select, verify, write_selection
from safeconduct.selection.formulate import formulate
from safeconduct.selection.programme import Programme, UnitClass
from safeconduct.selection.solve import Model, solve
from safeconduct.selection.units import build
from safeconduct.terms import Agreement, parse_terms

ON = dt.date(2026, 2, 11)
SEED = hashlib.sha256(b"selection_scale").hexdigest()
PARTIES = ("azure", "amber", "teal", "rose", "ochre", "olive", "plum")

TERMS = """
[agreement]
id = "scale"
parties = {parties}
[consent]
required_for = "living"
guardian_under = 18
[[category]]
id = "serious"
who = {{ medical = ["seriously_wounded", "seriously_sick"] }}
[[category]]
id = "protected"
who = {{ any = [ {{ age_under = 18 }}, {{ status = ["civilian", "medical_personnel"] }} ] }}
[[category]]
id = "young"
who = {{ age_under = 25 }}
[[category]]
id = "anyone"
[[clause]]
id = "wounded"
kind = "all"
between = {parties}
category = "serious"
[[clause]]
id = "protected"
kind = "all"
between = {parties}
category = "protected"
[[clause]]
id = "young"
kind = "{kind}"
between = {parties}
category = "young"
max = {cap}
[[clause]]
id = "others"
kind = "{kind}"
between = {parties}
category = "anyone"
max = {cap}
{balance}
[[clause]]
id = "families"
kind = "keep_together"
groups = ["family", "unit"]
[[priority]]
id = "medical need"
who = {{ medical = "wounded" }}
[[priority]]
id = "over sixty"
who = {{ age_at_least = 60 }}
[[priority]]
id = "people"
[[priority]]
id = "time in captivity"
measure = "held_months"
[tranches]
cap_per_side = {tranche}
"""


def terms(people: int, parties: tuple[str, ...]) -> Agreement:
    ways = len(parties) * (len(parties) - 1)
    balance = f'[[clause]]\nid = "net"\nkind = "balance"\nparties = {list(parties)}\n' if len(parties) > 2 else ""
    return parse_terms(
        TERMS.format(
            parties=json.dumps(parties),
            kind="one_for_one" if len(parties) == 2 else "quota",
            cap=max(2, people // (4 * ways)),
            balance=balance,
            tranche=max(50, people // 40),
        )
    )


def crowd(number: int, parties: tuple[str, ...], grouped: float) -> list[Person]:
    """Synthetic people: about ``grouped`` of them in groups of 2 to 25, 5 % unwilling, 8 % wounded.

    Nobody in a group is owed a place: the family of somebody who is would go whatever the ceilings say, and at this
    size no agreement with ceilings could then be kept.
    """
    rng = random.Random(f"{number}/{len(parties)}/{grouped}")
    people: list[Person] = []
    group, kind, left, side = "", None, 0, parties[:2]
    while len(people) < number:
        if left == 0:
            side = tuple(rng.sample(parties, 2))
            left = rng.randint(2, 25) if rng.random() < grouped / 10 else 1
            group, kind = (f"g{len(people)}", GroupKind.FAMILY) if left > 1 else ("", None)
        left -= 1
        since = ON.year * 12 + ON.month - 1 - rng.randint(0, 48)
        people.append(
            Person(
                f"P-{len(people):07d}",
                side[0],
                side[1],
                Identity.MATCHED,
                birth_date=PartialDate(
                    ON.year - rng.randint(19 if group else 17, 66), rng.randint(1, 12), rng.randint(1, 28)
                ),
                status=Status.COMBATANT if group else rng.choices(list(Status), [94, 5, 1])[0],
                medical=rng.choices(list(Medical), [95, 5, 0, 0] if group else [92, 5, 2, 1])[0],
                consent=Consent.NO if rng.random() < (0.05 if not group else 0.005) else Consent.YES,
                guardian_consent=Consent.YES,
                held_since=PartialDate(since // 12, since % 12 + 1, 1),
                group=group,
                group_kind=kind,
            )
        )
    return people


def per_unit(programme: Programme) -> Programme:
    """The same programme with one variable for each person or group."""
    classes = tuple(
        UnitClass(group.counts, group.levels, group.owed, group.remains, (unit,))
        for group in programme.classes
        for unit in group.units
    )
    levels = tuple(
        tuple(value for value, group in zip(level, programme.class_levels and programme.classes, strict=True)
              for _ in group.units)
        for level in programme.class_levels
    )  # fmt: skip
    return Programme(classes, programme.aux, programme.rows, programme.level_names, levels, programme.aux_levels, ())


def naive_highs(programme: Programme, limit: float) -> list[int]:
    """Level by level, each an integer programme. Fewer values than levels where the time runs out."""
    end = time.perf_counter() + limit
    model = Model(programme)
    model.whole()
    values: list[int] = []
    for ours, theirs in zip(programme.class_levels, programme.aux_levels, strict=True):
        level = (*ours, *theirs)
        model.objective(level)
        model.highs.setOptionValue("time_limit", max(0.1, end - time.perf_counter()) + model.highs.getRunTime())
        found = model.run()
        if found is None or time.perf_counter() > end:
            break
        values.append(round(math.fsum(w * v for w, v in zip(level, found.col_value, strict=True) if w)))
        model.floor(level, values[-1])
    return values


def naive_cp_sat(programme: Programme, limit: float) -> list[int]:
    """The same with CP-SAT, one worker, the answer of each level as a hint for the next."""
    from ortools.sat.python import cp_model

    end = time.perf_counter() + limit
    model = cp_model.CpModel()
    columns = [model.new_int_var(group.least, 1, "") for group in programme.classes]
    aux = {variable.name: model.new_int_var(0, min(variable.most, 10**6), "") for variable in programme.aux}
    on_way: dict[Any, list[tuple[Any, int]]] = {}
    for column, group in zip(columns, programme.classes, strict=True):
        for way, count in group.counts:
            on_way.setdefault(way, []).append((column, count))
    for row in programme.rows:
        terms_ = [(c, weight * n) for way, weight in row.weights.items() for c, n in on_way.get(way, ())]
        terms_ += [(aux[name], weight) for name, weight in row.aux.items()]
        total = cp_model.LinearExpr.weighted_sum([c for c, _ in terms_], [w for _, w in terms_])
        model.add_linear_constraint(total, -(10**9) if row.least is None else row.least,
                                    10**9 if row.most is None else row.most)  # fmt: skip
    values: list[int] = []
    for level in programme.class_levels:
        objective = cp_model.LinearExpr.weighted_sum(columns, list(level))
        model.maximize(objective)
        solver = cp_model.CpSolver()
        solver.parameters.num_workers = 1
        solver.parameters.max_time_in_seconds = max(0.1, end - time.perf_counter())
        if solver.solve(model) != cp_model.OPTIMAL or time.perf_counter() > end:
            break
        values.append(round(solver.objective_value))
        model.add(objective >= values[-1])
        model.clear_hints()
        for column in columns:
            model.add_hint(column, solver.value(column))
    return values


def timed(call: Any, *words: Any) -> tuple[Any, float]:
    start = time.process_time()
    found = call(*words)
    return found, time.process_time() - start


def measure(
    number: int, parties: tuple[str, ...], grouped: float, limit: float, peers: Sequence[str], core: bool
) -> dict[str, Any]:
    agreement, people = terms(number, parties), crowd(number, parties, grouped)
    population, judged = timed(build, agreement, people, ON, SEED)
    programme, formulated = timed(formulate, agreement, population, SEED)
    answer, solved = timed(solve, programme)
    line: dict[str, Any] = {
        "people": number,
        "parties": len(parties),
        "grouped": grouped,
        "classes": len(programme.classes),
        "judge": judged,
        "ours": formulated + solved,
        "integer_programmes": answer.integer_programmes,
    }
    if peers:
        wide = per_unit(programme)
        for name in peers:
            peer = {"highs": naive_highs, "cp_sat": naive_cp_sat}[name]
            values, line[name] = timed(peer, wide, limit)
            line[f"{name}_levels"] = f"{len(values)} of {len(answer.values)}"
            line[f"{name}_same"] = list(answer.values[: len(values)]) == values
    line["MB"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    if core:
        return line
    del population, programme, answer
    selection, line["select"] = timed(lambda: select(agreement, people, on=ON, seed=SEED))
    line["proven"] = all(level.value == level.bound for level in selection.levels)
    line["exposure"] = selection.certificate["exposure"]
    with tempfile.TemporaryDirectory() as folder:
        write_selection(selection, people, Path(folder))
        write_persons(people, Path(folder) / "persons.csv")
        files = [str(Path(folder) / name) for name in ("selection.json", "certificate.json", "persons.csv")]
        _, line["verify"] = timed(verify.verify, *files)
    return line


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--people", type=int, nargs="+", default=[10_000, 100_000])
    parser.add_argument("--parties", type=int, nargs="+", default=[2, 7])
    parser.add_argument("--grouped", type=float, nargs="+", default=[0.0, 0.15])
    parser.add_argument("--limit", type=float, default=60.0)
    parser.add_argument("--peers", nargs="*", choices=["highs", "cp_sat"], default=["highs", "cp_sat"])
    parser.add_argument("--core", action="store_true")
    parser.add_argument("--json", action="store_true")
    asked = parser.parse_args()
    import highspy  # noqa: F401  (so that no line pays for loading it)

    gc.disable()

    ratios = []
    for number in asked.people:
        for count in asked.parties:
            for grouped in asked.grouped:
                line = measure(number, PARTIES[:count], grouped, asked.limit, asked.peers, asked.core)
                if "highs" in line:
                    ratios.append(line["highs"] / line["ours"])
                sys.stdout.write((json.dumps(line) if asked.json else words(line)) + "\n")
                sys.stdout.flush()
    if ratios and not asked.json:
        mean = math.exp(sum(map(math.log, ratios)) / len(ratios))
        sys.stdout.write(f"naive HiGHS / ours: geometric mean {mean:.1f}x over {len(ratios)} exchanges\n")


def words(line: dict[str, Any]) -> str:
    text = f"{line['people']:>8} people {line['parties']} parties {line['grouped']:.0%} grouped: "
    text += f"{line['classes']:>6} classes, ours {line['ours']:.2f} s"
    for name in ("highs", "cp_sat"):
        if name in line:
            same = "same optimum" if line[f"{name}_same"] else "ANOTHER OPTIMUM"
            same = "nothing to compare" if line[f"{name}_levels"].startswith("0") else same
            text += f", {name} {line[name]:.2f} s ({line[f'{name}_levels']} levels, {same})"
    text += f"; judge {line['judge']:.1f} s, {line['MB']} MB"
    if "select" not in line:
        return text
    text += f"; all of select {line['select']:.1f} s, verify {line['verify']:.2f} s, "
    return text + f"{'proven' if line['proven'] else 'with a gap'}, lead {line['exposure']['reached']}"


if __name__ == "__main__":
    main()
