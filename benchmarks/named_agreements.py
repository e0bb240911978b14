"""Pools of named people as agreements: every level of the objective solved and proven, with priorities and without.

    python benchmarks/named_agreements.py [--peer] [--draws N] FILE...

The files are those of ``named_swaps.py``. Everyone gets a holder and a home among three parties, an age, months in
captivity and a medical finding at random, ``--draws`` times (1), in each run the same; cycles and chains hold at most
three. Each line gives the seconds of processor time for solving and for the proof, and the gap of every level that is
not proven. The peer, one integer programme for each level in HiGHS, solves the same rows with ``--peer`` and must find
the same values; with another optimum this ends with 1.
"""

from __future__ import annotations

import argparse
import datetime as dt
import hashlib
import itertools
import json
import random
import sys
from pathlib import Path

from proof_rate import HEAD, PRIORITIES
from safeconduct.people.model import Consent, Identity, Medical, PartialDate, Person, Status
from safeconduct.selection.certify import prove
from safeconduct.selection.formulate import formulate
from safeconduct.selection.solve import solve
from safeconduct.selection.swaps import Pool, read_pool
from safeconduct.selection.units import build
from safeconduct.terms import Agreement, parse_terms
from selection_scale import naive_highs, timed

ON = dt.date(2026, 2, 11)
PARTIES = ("azure", "amber", "teal")


def agreement_of(pool: Pool, draw: str, priorities: bool) -> tuple[Agreement, list[Person]]:
    """One ``named`` clause over everyone in the pool."""
    rng = random.Random(draw)
    people: dict[str, Person] = {}
    for number, offer in enumerate(pool.offers):
        if offer.person in people:
            continue
        holder, home = rng.sample(PARTIES, 2)
        people[offer.person] = Person(
            f"P-{number:04d}",
            holder,
            home,
            Identity.MATCHED,
            held_id=f"h{number}",
            birth_date=PartialDate(1950 + rng.randint(0, 55), 3, 4),
            status=Status.COMBATANT,
            medical=rng.choices(list(Medical), [90, 10, 0, 0])[0],
            consent=Consent.YES,
            held_since=PartialDate(2023 + rng.randint(0, 2), rng.randint(1, 12), 1),
        )
    label = {name: f"{person.holder}/{person.held_id}" for name, person in people.items()}
    wants = []
    for offer in pool.offers:
        if not offer.goodwill:
            against = [label[other] for other in dict.fromkeys(offer.against)]
            wants.append(f'{{ entry = "{label[offer.person]}", against = {json.dumps(against)} }}')
    goodwill = [label[offer.person] for offer in pool.offers if offer.goodwill]
    text = HEAD.format(parties=json.dumps(PARTIES)) + '[[clause]]\nid = "n"\nkind = "named"\n'
    text += f"between = {json.dumps(PARTIES)}\nlongest_cycle = 3\nlongest_chain = 3\n"
    text += f"goodwill = {json.dumps(goodwill)}\nwants = [{', '.join(wants)}]\n"
    return parse_terms(text + (PRIORITIES if priorities else "")), list(people.values())


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("files", nargs="+", type=Path, metavar="FILE")
    parser.add_argument("--peer", action="store_true", help="level by level in HiGHS beside ours")
    parser.add_argument("--draws", type=int, default=1, help="how often the people are drawn anew")
    asked = parser.parse_args()
    differs = False
    for path in asked.files:
        for draw, priorities in itertools.product(range(asked.draws), (False, True)):
            agreement, people = agreement_of(read_pool(path), f"{path.name}/{draw}", priorities)
            seed = hashlib.sha256(f"{path.name}/{draw}".encode()).hexdigest()
            programme = formulate(agreement, build(agreement, people, ON, seed), seed)
            answer, solved = timed(solve, programme)
            proofs, proven = timed(prove, programme, answer)
            gaps = {
                name: proof.bound - value
                for name, value, proof in zip(programme.level_names, answer.values, proofs, strict=True)
                if proof.bound > value
            }
            text = f"{path.name:24} {len(people):4} people, {'with' if priorities else 'no'} priorities: "
            text += f"{len(programme.aux):6} exchanges, {solved:6.2f} s, proof {proven:5.2f} s, gaps {gaps or 'none'}"
            if asked.peer:
                values, seconds = timed(naive_highs, programme, 600.0)
                same = list(answer.values) == values
                differs = differs or not same
                text += f"; HiGHS {seconds:6.2f} s, {'same optimum' if same else 'ANOTHER OPTIMUM'}"
            sys.stdout.write(text + "\n")
            sys.stdout.flush()
    return int(differs)


if __name__ == "__main__":
    sys.exit(main())
