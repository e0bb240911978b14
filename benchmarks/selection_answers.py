"""Answers at scale: why, what if, and what would include somebody, against selecting again and a naive solver.

    python benchmarks/selection_answers.py [--people 100000] [--parties 2 7] [--grouped 0.15] [--no-naive] [--json]

*load* is the time to weigh everyone and solve once. Each question after it is timed alone, in seconds of processor
time. *select* runs the whole selection again under the same change; *naive* solves the same changed rows and levels
with one variable for each person or group in HiGHS. What-ifs must let exactly the people go that selecting again does.
Of the smallest change that would include somebody, the peer is selecting again twice: at the step told, where the
person must go, and at one less, where they must not. Ends with code 1 where an answer is another one. One thread, one
process.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable
from typing import Any

from safeconduct.selection import answers, select
from safeconduct.selection.answers import Add, Agrees, Change, Force, Ground, Remove, Set
from selection_scale import ON, PARTIES, SEED, crowd, naive_highs, per_unit, terms, timed

ADDED = """
[[category]]
id = "elder"
who = {{ age_at_least = 55 }}
[[clause]]
id = "elder"
kind = "quota"
between = {parties}
category = "elder"
max = 10
"""


def questions(ground: Ground, parties: tuple[str, ...]) -> dict[str, list[Change]]:
    """One of each kind of change."""
    cap = getattr(ground.agreement.clause("others"), "max", 0)
    going = ground.answered.clauses()
    waiting = next(
        unit.members[0]
        for group, taken in zip(ground.answered.programme.classes, ground.answered.solution.taken, strict=True)
        for unit in group.units[taken:]
        if unit.size == 1
    )
    barred = next(
        name
        for name, why in ground.answered.population.barred.items()
        if why.reason == "no_consent" and name not in ground.ties and name not in going
    )
    return {
        "a number": [Set("others", "max", cap + 1)],
        "a clause more": [Add(ADDED.format(parties=json.dumps(parties)), before="others")],
        "a clause less": [Remove("young")],
        "a person forced": [Force(waiting)],
        "a person who agrees": [Agrees(barred)],
    }


def measure(number: int, parties: tuple[str, ...], grouped: float, naive: bool) -> dict[str, Any]:
    agreement, people = terms(number, parties), crowd(number, parties, grouped)
    ground, load = timed(lambda: answers.ground(agreement, people, on=ON, seed=SEED))
    made, again = timed(lambda: select(agreement, people, on=ON, seed=SEED))
    line: dict[str, Any] = {"people": number, "parties": len(parties), "load": load, "select": again}
    line["same"] = {one.person_id for one in made.outcomes if one.tranche} == set(ground.answered.clauses())
    reasons = {one.reason: one.person_id for one in made.outcomes}
    line["why"] = max(
        timed(lambda name=name: answers.why(made, agreement, ground.persons, ground.ties, ON, name))[1]
        for name in reasons.values()
    )
    for name, changes in questions(ground, parties).items():
        line[name] = ask(ground, changes, naive)
    waiting = reasons.get("lower_priority") or reasons["binding_clause"]
    line["include"] = included(ground, waiting)
    return line


def included(ground: Ground, person: str) -> dict[str, Any]:
    """What would include somebody, and each number told tried by selecting again, and with one less."""
    found, took = timed(lambda: answers.include(ground, person))
    said: dict[str, Any] = {"seconds": took, "remedies": [one.words for one in found.remedies]}
    for remedy in found.remedies:
        match remedy.changes:
            case (Set(clause, field, int(value), before),):
                for step, goes in ((value, True), (value - 1, False)):
                    supposed = answers.suppose(ground.agreement, ground.persons, [Set(clause, field, step, before)])
                    anew, again = timed(
                        lambda terms=supposed.agreement: select(terms, list(ground.persons.values()), on=ON, seed=SEED)
                    )
                    went = any(one.person_id == person and one.tranche for one in anew.outcomes)
                    said["select"] = said.get("select", 0.0) + again
                    said["same"] = said.get("same", True) and went is goes
    return said


def ask(ground: Ground, changes: list[Change], naive: bool) -> dict[str, Any]:
    """One question, and its answer the long way round; a forced person is no agreement, and is only solved naively."""
    answer, ours = timed(lambda: answers.what_if(ground, changes))
    said: dict[str, Any] = {"seconds": ours, "enter": len(answer.enter), "leave": len(answer.leave)}
    supposed = answers.suppose(ground.agreement, ground.persons, changes)
    if not supposed.forced:
        persons = list({**ground.persons, **supposed.persons}.values())
        anew, said["select"] = timed(lambda: select(supposed.agreement, persons, on=ON, seed=SEED))
        goes = {one.person_id for one in anew.outcomes if one.tranche}
        left = {one.person_id for one in answer.leave}
        expected = (set(ground.answered.clauses()) - left) | {one.person_id for one in answer.enter}
        said["same"] = goes == expected
    if naive:
        resolved = answers.resolve(ground, supposed)
        values, said["naive"] = timed(naive_highs, per_unit(resolved.programme), 60.0)
        said["naive_same"] = values == list(resolved.solution.values[: len(values)])
    return said


def words(line: dict[str, Any]) -> str:
    parts = [
        f"{line['people']} people, {line['parties']} parties: load {line['load']:.2f} s, whole select "
        f"{line['select']:.2f} s ({'the same people' if line['same'] else 'OTHER PEOPLE'}), why {line['why']:.3f} s"
    ]
    for name, said in line.items():
        if isinstance(said, dict):
            asked, answer = f"what if {name}", f"{said.get('enter')} enter, {said.get('leave')} leave"
            if name == "include":
                asked, answer = name, "; or ".join(said["remedies"]) or "no single change"
            text = f"    {asked}: {said['seconds']:.2f} s ({answer})"
            for peer, same, found in (("select", "same", "people"), ("naive", "naive_same", "levels")):
                if peer in said:
                    told = f"same {found}" if said[same] else f"OTHER {found.upper()}"
                    text += f"; {peer} {said[peer]:.2f} s, {said[peer] / said['seconds']:.1f}x, {told}"
            parts.append(text)
    return "\n".join(parts)


def agrees(line: dict[str, Any]) -> bool:
    """Whether every answer is that of its peers."""
    each = [line, *(said for said in line.values() if isinstance(said, dict))]
    return all(said.get(name, True) for said in each for name in ("same", "naive_same"))


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--people", type=int, nargs="+", default=[100_000])
    parser.add_argument("--parties", type=int, nargs="+", default=[2, 7])
    parser.add_argument("--grouped", type=float, default=0.15)
    parser.add_argument("--no-naive", action="store_true")
    parser.add_argument("--json", action="store_true")
    asked = parser.parse_args()
    tell: Callable[[dict[str, Any]], str] = json.dumps if asked.json else words
    same = True
    for number in asked.people:
        for count in asked.parties:
            line = measure(number, PARTIES[:count], asked.grouped, not asked.no_naive)
            sys.stdout.write(tell(line) + "\n")
            sys.stdout.flush()
            same = same and agrees(line)
    sys.exit(not same)


if __name__ == "__main__":
    main()
