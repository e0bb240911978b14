"""Private matching beside what two careful offices would do without our keys, on the same lists in the same run.

    uv run --group data --group bench --extra private python benchmarks/private_matching.py --size 10000 --seed 7

**Naive** is private set intersection with openmined-psi as its examples show it, over one key for each entry: the
anyascii-folded family and given name and the birth date. It is run in both directions, so that both sides learn.
**Ours** is ``safeconduct.people.private``: both sides, every file sealed, signed, opened and verified, in the rounds
*core* (the two strict keys), *wide* and *undated* (nine keys together). The two sides run in a process each.

The lists are made by people_generator.py, whose docstring says which spellings the matcher has never been shown. All
true pairs count. What the protocol finds is compared with what exact agreement of the same keys gives when both lists
lie open on one table; if one pair differs, the benchmark stops.

*cpu s* is the processor time of one side (the greater of the two), *bytes* what one side sends in all.
"""

from __future__ import annotations

import argparse
import datetime as dt
import os
import resource
import time
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor

import people_generator
from safeconduct.people import Entry, ListKind
from safeconduct.people.private import (
    ROUNDS,
    Office,
    Round,
    Run,
    advance,
    answer,
    begin,
    finish,
    look,
    new_office,
    padded,
    read_start,
    start_file,
    values_of,
)

Pairs = set[tuple[str, str]]


def timed[T](work: Callable[..., T], *arguments: object) -> tuple[T, float]:
    """The result of a step, and the processor seconds it took."""
    start = time.process_time()
    result = work(*arguments)
    return result, time.process_time() - start


def begun(entries: Sequence[Entry], office: Office, peer: Office) -> tuple[Run, bytes]:
    """One side's run of all rounds, and its first file."""
    run = begin(
        entries,
        office,
        peer.card,
        kind=ListKind.HELD,
        list_sha256="0" * 64,
        undated=True,
        now=dt.datetime.now(tz=dt.UTC),
        random=os.urandom,
    )
    return run, start_file(run, office)


def answered(run: Run, data: bytes, office: Office) -> tuple[Run, bytes]:
    theirs, sent = read_start(run, look(data, "start"), office)
    return answer(run, theirs, sent, office)


def finished(run: Run, data: bytes, office: Office) -> Run:
    return finish(run, look(data, "answer"), office)


def onwards(run: Run, office: Office) -> tuple[Run, bytes]:
    further = advance(run)
    return further, start_file(further, office)


def ours(
    held: Sequence[Entry], sought: Sequence[Entry], pool: ProcessPoolExecutor
) -> Mapping[Round, tuple[Pairs, float, int]]:
    """After each round: all pairs so far, the processor time of one side and the bytes it sent so far."""
    offices = new_office("azure", os.urandom(32)), new_office("amber", os.urandom(32))
    cpu, size = [0.0, 0.0], [0, 0]

    def both[T](work: Callable[..., T], *arguments: Sequence[object]) -> list[T]:
        waiting = [pool.submit(timed, work, *(one[side] for one in arguments)) for side in (0, 1)]
        done = [one.result() for one in waiting]
        for side, (_, seconds) in enumerate(done):
            cpu[side] += seconds
        return [result for result, _ in done]

    found: dict[Round, tuple[Pairs, float, int]] = {}
    runs: list[Run] = []
    for round_ in ROUNDS:
        started = both(onwards, runs, offices) if runs else both(begun, (held, sought), offices, offices[::-1])
        back = both(answered, [run for run, _ in started], [data for _, data in started][::-1], offices)
        for side in (0, 1):
            size[side] += len(started[side][1]) + len(back[side][1])
        runs = both(finished, [run for run, _ in back], [data for _, data in back][::-1], offices)
        assert runs[0].result == runs[1].result, "the two sides learned different things"
        found[round_] = joined(*runs), max(cpu), max(size)
    return found


def joined(azure: Run, amber: Run) -> Pairs:
    """The pairs of entries that share a pseudonym."""
    theirs = {hit.pseudonym: hit.entry_ids for hit in amber.hits}
    return {(one, other) for hit in azure.hits for one in hit.entry_ids for other in theirs[hit.pseudonym]}


def on_one_table(held: Sequence[Entry], sought: Sequence[Entry]) -> Mapping[Round, Pairs]:
    """What exact agreement of the same keys gives, round by round, whom an earlier round matched left out."""
    pairs: Pairs = set()
    found = {}
    for round_ in ROUNDS:
        done = {one for one, _ in pairs}, {other for _, other in pairs}
        left: dict[str, list[str]] = defaultdict(list)
        for entry in held:
            if entry.entry_id not in done[0]:
                for value in filter(None, values_of(entry, round_)):
                    left[value].append(entry.entry_id)
        fresh = {
            (one, entry.entry_id)
            for entry in sought
            if entry.entry_id not in done[1]
            for value in filter(None, values_of(entry, round_))
            for one in left.get(value, ())
        }
        pairs = pairs | fresh
        found[round_] = pairs
    return found


def naive(held: Sequence[Entry], sought: Sequence[Entry]) -> tuple[Pairs, float, int]:
    """Pairs, processor time of one side and bytes that one side sends."""
    import private_set_intersection.python as psi
    from anyascii import anyascii

    def keys(entries: Sequence[Entry]) -> Mapping[str, list[str]]:
        found: dict[str, list[str]] = defaultdict(list)
        for entry in entries:
            if entry.birth_date and entry.birth_date.day:
                name = anyascii(f"{entry.family_name} {entry.given_name}").lower().strip()
                found[f"{name} {entry.birth_date}"].append(entry.entry_id)
        return found

    start = time.process_time()
    lists = keys(held), keys(sought)
    sent = 0
    pairs: Pairs = set()
    for mine, theirs in (lists, lists[::-1]):
        client, server = psi.client.CreateWithNewKey(True), psi.server.CreateWithNewKey(True)
        asked = list(mine)
        request = client.CreateRequest(asked)
        setup = server.CreateSetupMessage(1e-9, len(asked), list(theirs), psi.DataStructure.RAW)
        response = server.ProcessRequest(request)
        sent += sum(len(message.SerializeToString()) for message in (request, setup, response))
        both = [asked[at] for at in client.GetIntersection(setup, response)]
        pairs = {(one, other) for key in both for one in lists[0][key] for other in lists[1][key]}
    return pairs, (time.process_time() - start) / 2, sent // 2


def line(name: str, pairs: Pairs, truth: frozenset[tuple[str, str]], cpu: float, size: int, peer: float) -> None:
    true = len(pairs & truth)
    precision, recall = true / max(1, len(pairs)), true / len(truth)
    f1 = 2 * precision * recall / (precision + recall) if true else 0.0
    print(
        f"{name:26}{len(pairs):9,}{precision:10.5f}{recall:9.4f}{f1:9.4f}{cpu:9.1f}{cpu / peer:8.1f}{size:14,}",
        flush=True,
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--size", type=int, nargs="+", default=[10_000])
    parser.add_argument("--seed", type=int, default=7)
    options = parser.parse_args()
    with ProcessPoolExecutor(2) as pool:
        for size in options.size:
            lists = people_generator.make(size, options.seed)
            held, sought, truth = lists.held, lists.sought, lists.truth
            print(
                f"\n{len(held):,} x {len(sought):,} entries, {len(truth):,} true pairs, seed {options.seed}; "
                f"filled up to {padded(len(held)):,}"
            )
            print(f"{'':26}{'pairs':>9}{'P':>10}{'R':>9}{'F1':>9}{'cpu s':>9}{'ratio':>8}{'bytes':>14}")
            pairs, peer, sent = naive(held, sought)
            line("naive, one key", pairs, truth, peer, sent, peer)
            begin_ = time.perf_counter()
            found = ours(held, sought, pool)
            seconds = time.perf_counter() - begin_
            open_ = on_one_table(held, sought)
            names = {
                Round.CORE: "core (k1, k2)",
                Round.WIDE: "core, wide (8 keys)",
                Round.UNDATED: "all rounds (9 keys)",
            }
            for round_ in ROUNDS:
                pairs, cpu, sent = found[round_]
                assert pairs == open_[round_], f"{round_}: the protocol found other pairs than the keys give"
                line(names[round_], pairs, truth, cpu, sent, peer)
            print(f"the protocol found exactly what the keys give; both sides side by side took {seconds:.0f} s")
    peak = max(resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    print(f"\npeak memory of one process {peak / 2**20:.2f} GiB")


if __name__ == "__main__":
    main()
