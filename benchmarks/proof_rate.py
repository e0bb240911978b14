"""How often the certificate proves the optimum, on random agreements of all kinds of clauses, with groups.

    python benchmarks/proof_rate.py [--number 500] [--seed 4] [--json]

Each agreement has two to four parties, twenty to three hundred people (a third of them in families of two to nine, some
remains, some unwilling) and one to four clauses. A line says how many selections were proven in every level, how many
of these needed a proof by cases, and the largest gap of the others, counted in the unit of the level. Every certificate
is checked by the checkers that know no solver. Agreements that nothing satisfies have no optimum to prove; they are
counted apart.
"""

from __future__ import annotations

import argparse
import datetime as dt
import hashlib
import json
import random
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from safeconduct.errors import NothingFeasible, RefusedByRule
from safeconduct.people import write_persons
from safeconduct.people.model import Consent, GroupKind, Identity, Medical, PartialDate, Person, Status
from safeconduct.selection import Selection, select, verify_folder, write_selection
from safeconduct.terms import parse_terms

ON = dt.date(2026, 2, 11)
PARTIES = ("azure", "amber", "teal", "rose")
HEAD = """
[agreement]
id = "random"
parties = {parties}
[consent]
required_for = "living"
guardian_under = 18
[[category]]
id = "serious"
who = {{ medical = ["seriously_wounded", "seriously_sick"] }}
[[category]]
id = "young"
who = {{ status = "combatant", medical = ["none", "wounded"], age_at_least = 18, age_under = 25 }}
[[category]]
id = "anyone"
who = {{ status = "combatant", medical = ["none", "wounded"], age_at_least = 18 }}
"""
PRIORITIES = """
[[priority]]
id = "medical need"
who = { medical = "wounded" }
[[priority]]
id = "over sixty"
who = { age_at_least = 60 }
[[priority]]
id = "time in captivity"
measure = "held_months"
"""


def people(rng: random.Random, parties: tuple[str, ...], number: int) -> list[Person]:
    made: list[Person] = []
    group, left, side = "", 0, parties[:2]
    while len(made) < number:
        if left == 0:
            side = tuple(rng.sample(parties, 2))
            left = rng.randint(2, 9) if rng.random() < 0.12 else 1
            group = f"g{len(made)}" if left > 1 else ""
        left -= 1
        since = ON.year * 12 + ON.month - 1 - rng.randint(0, 40)
        made.append(
            Person(
                f"P-{len(made):04d}", side[0], side[1], Identity.MATCHED,
                held_id=f"h{len(made)}",
                birth_date=PartialDate(ON.year - rng.randint(19, 66), rng.randint(1, 12), rng.randint(1, 28)),
                status=rng.choices(list(Status), [90, 7, 3])[0],
                medical=rng.choices(list(Medical), [90, 8, 0, 0] if group else [88, 8, 2, 2])[0],
                consent=Consent.NO if not group and rng.random() < 0.05 else Consent.YES,
                held_since=PartialDate(since // 12, since % 12 + 1, 1),
                group=group, group_kind=GroupKind.FAMILY if group else None,
                remains=not group and rng.random() < 0.05,
            )
        )  # fmt: skip
    return made


def clause(rng: random.Random, index: int, kind: str, parties: tuple[str, ...], listed: list[Person]) -> str:
    """One clause as it stands in terms.toml. Clauses that bind others speak of everyone who is not owed a place."""
    few = max(2, len(listed) // 8)
    text = f'[[clause]]\nid = "c{index}"\nkind = "{kind.split("-")[0]}"\n'
    between, two = f"between = {json.dumps(parties)}\n", rng.sample(parties, 2)
    category = f'category = "{rng.choice(["young", "anyone", "anyone"])}"\n'
    rule = f'on_shortfall = "{rng.choice(["reduce", "reduce_both", "fail"])}"\n'
    low, high = rng.randint(0, 2), rng.randint(2, few)
    give, get = rng.choice([(1, 1), (1, 2), (2, 3), (3, 1)])
    sides = f'give = {{ party = "{two[0]}", n = {give} }}\nget = {{ party = "{two[1]}", n = {get} }}\n'
    match kind:
        case "all":
            return f'{text}{between}category = "serious"\n'
        case "one_for_one":
            return f"{text}{between}{category}min = {low}\nmax = {high + low}\ntolerance = {rng.randint(0, 1)}\n{rule}"
        case "quota":
            return f"{text}{between}{category}min = {low}\nmax = {high + low}\n{rule}"
        case "ratio":
            return f"{text}{sides}{category}max_lots = {rng.randint(1, few)}\n"
        case "ratio-loose":
            return f"{text}{sides}{category}max_lots = {few}\ntolerance = {rng.randint(1, 3)}\n"
        case "balance":
            return f"{text}parties = {json.dumps(parties)}\ntolerance = {rng.randint(0, 2)}\n"
        case "reciprocity":
            return f"{text}parties = {json.dumps(parties)}\ngive = {give}\nget = {get}\n"
        case "package":
            flows = [f'{{ to = "{to}", n = {rng.randint(1, 4)}, from = {json.dumps([p for p in parties if p != to])} }}'
                     for to in rng.sample(parties, len(parties))]  # fmt: skip
            return f"{text}flows = [{', '.join(flows)}]\nall_or_nothing = true\n{category}"
        case "remains":
            return f"{text}{between}max = {few}\none_for_one = {json.dumps(rng.random() < 0.5)}\n"
        case "named":
            fit = [p for p in listed if not p.remains and not p.group and p.medical in (Medical.NONE, Medical.WOUNDED)]
            labels = [f"{p.holder}/{p.held_id}" for p in fit][:12]  # the seriously wounded are not bargained about
            rows = [f'{{ entry = "{one}", against = {json.dumps(rng.sample([o for o in labels if o != one], 3))} }}'
                    for one in labels]  # fmt: skip
            return f"{text}{between}longest_cycle = 3\nwants = [{', '.join(rows)}]\n"
        case _:
            wish = rng.choice(["indivisible", "indivisible", "prefer"])
            return f'{text}groups = ["family"]\nrule = "{wish}"\n'


GOING = ("one_for_one", "quota", "ratio", "ratio-loose", "package")


def case(seed: str) -> tuple[str, list[Person]]:
    rng = random.Random(seed)
    parties = PARTIES[: rng.choice([2, 2, 3, 4])]
    listed = people(rng, parties, rng.randint(20, 300))
    kinds = [*rng.sample(GOING, rng.randint(1, 2))]
    kinds += [kind for kind in ("remains", "balance", "reciprocity") if rng.random() < 0.25]
    kinds = ["all", *kinds] if rng.random() < 0.5 else kinds
    kinds = ["named", *kinds] if rng.random() < 0.2 else kinds
    kinds += ["keep_together"] * (rng.random() < 0.85)
    text = HEAD.format(parties=json.dumps(parties))
    text += "".join(clause(rng, index, kind, parties, listed) for index, kind in enumerate(kinds))
    return text + PRIORITIES, listed


def tree(level: dict[str, Any]) -> bool:
    return "at" in level


def measure(number: int, seed: int) -> dict[str, Any]:
    line: dict[str, Any] = {"agreements": number, "proven": 0, "by_cases": 0, "infeasible": 0, "refused": 0, "gaps": []}
    slowest = 0.0
    for index in range(number):
        text, listed = case(f"{seed}/{index}")
        lots = hashlib.sha256(f"{seed}/{index}".encode()).hexdigest()
        start = time.process_time()
        try:
            made: Selection = select(parse_terms(text), listed, on=ON, seed=lots)
        except NothingFeasible:
            line["infeasible"] += 1
            continue
        except RefusedByRule as error:
            line["refused"] += 1
            line.setdefault("why", {}).setdefault(str(error.faults[0].code), index)
            continue
        slowest = max(slowest, time.process_time() - start)
        gaps = {level.name: level.bound - level.value for level in made.levels if level.bound > level.value}
        line["proven"] += not gaps
        line["by_cases"] += not gaps and any("at" in level for level in made.certificate["levels"])
        line["gaps"] += [{"agreement": index, **gaps}] if gaps else []
        with tempfile.TemporaryDirectory() as folder:
            write_selection(made, listed, Path(folder))
            write_persons(listed, Path(folder) / "persons.csv")
            if verify_folder(Path(folder))["gaps"] != gaps:
                raise AssertionError(f"agreement {index}: the checkers see other gaps")
    solved = number - line["infeasible"] - line["refused"]
    return {**line, "solved": solved, "rate": line["proven"] / max(1, solved), "slowest_s": round(slowest, 2)}


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--number", type=int, default=500)
    parser.add_argument("--seed", type=int, default=4)
    parser.add_argument("--json", action="store_true")
    asked = parser.parse_args()
    line = measure(asked.number, asked.seed)
    if asked.json:
        sys.stdout.write(json.dumps(line) + "\n")
        return
    sys.stdout.write(
        f"{line['solved']} of {line['agreements']} agreements can be met ({line['infeasible']} cannot, "
        f"{line['refused']} are refused): {line['proven']} selections proven ({line['rate']:.1%}), "
        f"{line['by_cases']} of them by cases; slowest {line['slowest_s']} s\n"
    )
    for gap in line["gaps"]:
        sys.stdout.write(f"    gap: {gap}\n")


if __name__ == "__main__":
    main()
