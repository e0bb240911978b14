"""Name keys beside a plain fold, on spellings from Wikidata that nobody here wrote (CC0).

    uv run --group data --group bench python benchmarks/people_names.py $SAFECONDUCT_EXTERNAL/names/wd_russian_64.tsv

The file has a Latin and a Russian spelling of one name part on each line, the Russian one with a blank after each
letter. **Plain** folds both with anyascii and lower case, and they agree where the folds are equal; **ours** agrees
where the two sets of ``safeconduct.people.name_keys`` meet. *Agreement* is the share of the lines on which the two
spellings agree. *False* is the share of all pairs of one line's Latin and another's Russian spelling that agree, no
sample: pairs that agree on several keys are counted once for each, and lines of the same two spellings not at all.
"""

from __future__ import annotations

import argparse
import re
import time
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path

from anyascii import anyascii

from safeconduct.people import name_keys

#: Endings of Slavic surnames and patronymics; the other lines are names of all the world.
SLAVIC = re.compile("(ов|ев|ёв|ова|ева|ёва|ский|ская|цкий|цкая|енко|чук|ович|евич|ин|ина)$")

Keys = Callable[[str], frozenset[str]]


def folded(token: str) -> frozenset[str]:
    return frozenset({anyascii(token).lower()})


def lines(file: Path) -> list[tuple[str, str]]:
    """The two spellings of each line, each pair of spellings once."""
    rows = (line.split("\t")[:2] for line in file.read_text("utf-8").splitlines())
    return list(dict.fromkeys((latin, russian.replace(" ", "")) for latin, russian in rows))


def measured(pairs: Sequence[tuple[str, str]], keys: Keys) -> tuple[float, float, float]:
    """Agreement, false agreement, and spellings a second."""
    began = time.process_time()
    keyed = [(keys(latin), keys(russian)) for latin, russian in pairs]
    seconds = time.process_time() - began
    latin = Counter(key for one, _ in keyed for key in one)
    russian = Counter(key for _, other in keyed for key in other)
    agree = sum(bool(one & other) for one, other in keyed)
    within = sum(len(one & other) for one, other in keyed)
    across = sum(count * russian[key] for key, count in latin.items()) - within
    return agree / len(pairs), across / (len(pairs) * (len(pairs) - 1)), 2 * len(pairs) / seconds


def main() -> None:
    """Print agreement of both ways for all names and for the Slavic ones."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("file", type=Path)
    every = lines(parser.parse_args().file)
    slavic = [pair for pair in every if SLAVIC.search(pair[1])]
    for name, pairs in (("all names", every), ("Slavic endings", slavic)):
        for way, keys in (("plain", folded), ("ours", name_keys)):
            agreement, false, speed = measured(pairs, keys)
            print(f"{name:15} {way:6} {len(pairs):>7,} lines  agreement {agreement:.4f}  false {false:.2e}"
                  f"  {speed:,.0f} spellings a second")  # fmt: skip


if __name__ == "__main__":
    main()
