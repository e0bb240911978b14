"""Revising after the announcement at scale, against selecting everything again.

    python benchmarks/revise.py [--people 1000 10000 100000] [--parties 2 7] [--news drop-out line new family] [--json]

Each line is one announcement of synthetic people, and one piece of news: somebody in the middle tranche does not want
to go (*drop-out*); half of the first tranche was received, and somebody else of it refuses (*line*); somebody seriously
wounded is newly verified (*new*); all families of one side in one tranche drop out and nobody can take their places,
with a hundred tranches and a lead of at most 13, between two parties (*family*). *ours* is ``revise``; the peer is
``select`` on the same people, as they are now: their time in seconds of processor time, and how many of those to whom
it was announced each would drop, or move to another tranche. A tranche counts as the one in which most of its people
are now, so that another number alone is no move. Whoever cannot go any more is not counted. Ends with code 1 where
ours moves or drops more than the peer, or where a revision does not verify. One thread, one process.
"""

from __future__ import annotations

import argparse
import dataclasses
import json
import sys
import tempfile
from collections import Counter
from pathlib import Path
from typing import Any

from safeconduct.errors import NothingFeasible
from safeconduct.people import write_persons
from safeconduct.people.model import Consent, Identity, Medical, Person
from safeconduct.selection import Selection, answers, select, verify_folder, write_selection
from safeconduct.selection.answers import News
from safeconduct.terms import Agreement, parse_terms
from selection_scale import ON, PARTIES, SEED, TERMS, crowd, timed

LATE = "P-late"
LEAD = 13


def terms(people: int, parties: tuple[str, ...], family: bool) -> Agreement:
    """As in ``selection_scale``; for *family* with places for all, small tranches and a limit of the lead."""
    ways = len(parties) * (len(parties) - 1)
    balance = f'[[clause]]\nid = "net"\nkind = "balance"\nparties = {list(parties)}\n' if len(parties) > 2 else ""
    text = TERMS.format(
        parties=json.dumps(parties),
        kind="one_for_one" if len(parties) == 2 else "quota",
        cap=people if family else max(2, people // (4 * ways)),
        balance=balance,
        tranche=max(30, people // 200) if family else max(50, people // 40),
    )
    return parse_terms(text + (f"exposure = {LEAD}\n" if family else ""))


def refusing(people: list[Person], names: set[str]) -> list[Person]:
    return [dataclasses.replace(one, consent=Consent.NO) if one.person_id in names else one for one in people]


def told(kind: str, made: Selection, before: list[Person], agreement: Agreement) -> News:
    """The news of a kind, about what was announced."""
    by_id = {one.person_id: one for one in before}
    middle = made.tranches[len(made.tranches) // 2].order
    if kind == "drop-out":
        return News(tuple(refusing(before, {next(name for name in middle if not by_id[name].group)})))
    if kind == "line":
        first = made.tranches[0].order
        alone = [name for name in first if not by_id[name].group]
        received = frozenset(name for name in first[: len(first) // 2] if not by_id[name].group)
        return News(tuple(refusing(before, {alone[-1]})), received - {alone[-1]})
    if kind == "new":
        return News(tuple(dataclasses.replace(one, identity=Identity.MATCHED) if one.person_id == LATE else one
                          for one in before))  # fmt: skip
    # Of the side with fewer people, so that the places left free stay free.
    fewer = min(agreement.parties, key=lambda party: sum(one.holder == party for one in before))
    early = [{name for name in one.order if by_id[name].group and by_id[name].holder == fewer} for one in made.tranches]
    return News(tuple(refusing(before, max(early[: len(early) // 2], key=len))))


def changed(before: Selection, now: Selection, able: set[str]) -> tuple[int, int]:
    """Of those announced who still could go: how many are dropped, and how many are in another tranche."""
    where = {name: tranche.number for tranche in now.tranches for name in tranche.order}
    dropped = moved = 0
    for tranche in before.tranches:
        here = [name for name in tranche.order if name in able]
        there = Counter(where[name] for name in here if name in where)
        dropped += len(here) - there.total()
        moved += there.total() - max(there.values(), default=0)
    return dropped, moved


def measure(number: int, parties: tuple[str, ...], kind: str) -> dict[str, Any]:
    agreement = terms(number, parties, kind == "family")
    before = crowd(number, parties, 0.15)
    if kind == "new":
        like = next(one for one in before if not one.group)
        like = dataclasses.replace(like, person_id=LATE, identity=Identity.ACKNOWLEDGED, consent=Consent.YES)
        before.append(dataclasses.replace(like, medical=Medical.SERIOUSLY_WOUNDED))
    made = select(agreement, before, on=ON, seed=SEED)
    news = told(kind, made, before, agreement)
    gone = {one.person_id for one in news.persons if one.consent is Consent.NO}
    able = {one.person_id for one in before} - gone
    again, ours = timed(lambda: answers.revise(made, before, agreement, news, on=ON))
    line: dict[str, Any] = {
        "people": number,
        "parties": len(parties),
        "news": kind,
        "announced": sum(len(tranche.order) for tranche in made.tranches),
        "tranches": len(made.tranches),
        "ours": ours,
        "ours_drops_moves": changed(made, again.selection, able),
        "fewest": again.fewest,
    }
    with tempfile.TemporaryDirectory() as folder:
        write_selection(again.selection, again.persons, Path(folder))
        write_persons(again.persons, Path(folder) / "persons.csv")
        line["moved_at_least"] = verify_folder(Path(folder))["moved_at_least"]
    try:
        other, line["peer"] = timed(lambda: select(agreement, news.persons, on=ON, seed=SEED))
        line["peer_drops_moves"] = changed(made, other, able)
    except NothingFeasible:
        line["peer_drops_moves"] = None
    return line


def words(line: dict[str, Any]) -> str:
    dropped, moved = line["ours_drops_moves"]
    shown = "fewest" if line["fewest"] else "not shown to be the fewest"
    text = f"{line['people']:>7} people {line['parties']} parties {line['news']:>8}: {line['announced']} announced in "
    text += f"{line['tranches']} tranches; ours {line['ours']:.2f} s, drops {dropped}, moves {moved} ({shown}); "
    if line["peer_drops_moves"] is None:
        return text + "selecting again finds no tranches that keep the agreement"
    dropped, moved = line["peer_drops_moves"]
    return text + f"selecting again {line['peer']:.2f} s, drops {dropped}, moves {moved}"


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--people", type=int, nargs="+", default=[1_000, 10_000, 100_000])
    parser.add_argument("--parties", type=int, nargs="+", default=[2, 7])
    parser.add_argument("--news", nargs="+", default=["drop-out", "line", "new", "family"])
    parser.add_argument("--json", action="store_true")
    asked = parser.parse_args()
    select(terms(100, PARTIES[:2], False), crowd(100, PARTIES[:2], 0), on=ON, seed=SEED)  # loads the solver
    good = True
    for number in asked.people:
        for count in asked.parties:
            for kind in asked.news:
                if kind == "family" and count > 2:
                    continue
                line = measure(number, PARTIES[:count], kind)
                if (peer := line["peer_drops_moves"]) is not None:
                    good &= line["ours_drops_moves"][0] <= peer[0] and sum(line["ours_drops_moves"]) <= sum(peer)
                sys.stdout.write((json.dumps(line) if asked.json else words(line)) + "\n")
                sys.stdout.flush()
    sys.exit(0 if good else 1)


if __name__ == "__main__":
    main()
