"""Name keys on Latin and Russian spellings of personal names from Wikidata, which nobody here wrote (CC0)."""

import re
from collections import Counter
from pathlib import Path

import pytest

from safeconduct.people import name_keys

pytestmark = pytest.mark.external

SLAVIC = re.compile("(ов|ев|ёв|ова|ева|ёва|ский|ская|цкий|цкая|енко|чук|ович|евич|ин|ина)$")

Pairs = list[tuple[frozenset[str], frozenset[str]]]


@pytest.fixture(scope="module")
def pairs(external: Path) -> dict[str, Pairs]:
    """Key sets of each Latin spelling and its Russian one: all names, and those with a Slavic ending."""
    file = external / "names" / "wd_russian_64.tsv"
    rows = [line.split("\t")[:2] for line in file.read_text("utf-8").splitlines()][::4]
    made = [(latin, cyrillic.replace(" ", "")) for latin, cyrillic in rows]
    keyed = [(name_keys(latin), name_keys(cyrillic), cyrillic) for latin, cyrillic in made]
    return {
        "all": [(one, other) for one, other, _ in keyed],
        "slavic": [(one, other) for one, other, cyrillic in keyed if SLAVIC.search(cyrillic)],
    }


def agreement(pairs: Pairs) -> float:
    return sum(bool(one & other) for one, other in pairs) / len(pairs)


def false_agreement(pairs: Pairs) -> float:
    """The share of all pairs of one name's Latin and another's Russian spelling that share a key, counted in full."""
    latin = Counter(key for one, _ in pairs for key in one)
    russian = Counter(key for _, other in pairs for key in other)
    return sum(count * russian[key] for key, count in latin.items()) / len(pairs) ** 2


def test_slavic_names_agree_across_alphabets(pairs: dict[str, Pairs]) -> None:
    """Four in five agree by key alone, where a plain fold finds one in three."""
    print(f"slavic: agreement {agreement(pairs['slavic']):.4f}, false {false_agreement(pairs['slavic']):.2e}")
    assert agreement(pairs["slavic"]) >= 0.79
    assert false_agreement(pairs["slavic"]) <= 5e-4


def test_other_names_are_not_merged_for_it(pairs: dict[str, Pairs]) -> None:
    """Names of all the world: the keys find more than a fold does, and hardly ever bring two of them together."""
    print(f"all: agreement {agreement(pairs['all']):.4f}, false {false_agreement(pairs['all']):.2e}")
    assert agreement(pairs["all"]) >= 0.60
    assert false_agreement(pairs["all"]) <= 5e-5
