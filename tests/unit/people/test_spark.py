"""The engine Spark finds what DuckDB finds, by the same rules, and says what it lacks."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from people_lists import two_lists
from safeconduct.errors import UsageError
from safeconduct.people import Band, DuckDB, Entry, ListKind, Matches, PartialDate, Spark, duplicates, match
from safeconduct.people import spark as room

LOCAL = Spark("local[2]")


@pytest.fixture(scope="module")
def spark() -> Iterator[Spark]:
    """Spark on two cores of this machine; its Java process ends after the last test. Skips where it cannot run."""
    if gone := room.missing():
        pytest.skip(f"Spark is not tested here: {' and '.join(gone)} not found (`safeconduct doctor` says more)")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("JAVA_TOOL_OPTIONS", "-XX:TieredStopAtLevel=1")  # a short run: compile fast rather than well
        yield LOCAL
        from pyspark.sql import SparkSession

        if session := SparkSession.getActiveSession():
            session.stop()


def brothers(kind: ListKind, party: str, names: tuple[str, str]) -> list[Entry]:
    """Two of one surname, father, birth date and unit."""
    one = Entry("T0", party, kind, 2, "", "Мороз", names[0], "Іванович", PartialDate(1990, 5, 12), unit="77")
    return [one, replace(one, entry_id="T1", given_name=names[1])]


def namesakes(kind: ListKind, party: str, given: str, *, dated: bool) -> list[Entry]:
    """Four hundred of one name, with birth dates that tell them apart, or without any."""
    dates = [PartialDate(1960 + n % 40, n % 12 + 1, n % 28 + 1) if dated else None for n in range(400)]
    return [Entry(f"N{n}", party, kind, n + 2, "", "Мороз", given, birth_date=dates[n]) for n in range(400)]


def best(found: Matches) -> set[tuple[str, str]]:
    """For each held entry the sought one of the most bits."""
    top: dict[str, tuple[float, str]] = {}
    for pair in found.pairs:
        top[pair.held_id] = max(top.get(pair.held_id, (-99.0, "")), (pair.weight_bits, pair.sought_id))
    return {(held, sought) for held, (_, sought) in top.items()}


def test_both_engines_find_the_same_best_pairs_and_bands_in_ten_thousand(spark: Spark, tmp_path: Path) -> None:
    """At least 99 % of the best pairs and of the proposals are the same, and neither engine proposes a twin. Keys are
    personal data: nothing of what went through the folder of the cluster is left in it."""
    held, sought = two_lists(10_000, 7)
    held += brothers(ListKind.HELD, "azure", ("Іван", "Петро"))
    sought += brothers(ListKind.SOUGHT, "amber", ("Иван", "Пётр"))
    here = match(held, sought, engine=DuckDB(threads=2))
    there = match(held, sought, engine=replace(spark, folder=tmp_path))
    assert list(tmp_path.iterdir()) == []
    assert len(best(here)) > 4_900
    assert len(best(here) & best(there)) >= 0.99 * len(best(here) | best(there))
    proposed = [{(p.held_id, p.sought_id) for p in found.pairs if p.band is Band.PROPOSE} for found in (here, there)]
    assert len(proposed[0]) > 3_000
    assert len(proposed[0] & proposed[1]) >= 0.99 * len(proposed[0] | proposed[1])
    for pairs in proposed:
        assert {("T0", "T0"), ("T1", "T1")} <= pairs
        assert not {("T0", "T1"), ("T1", "T0")} & pairs
    assert (here.model_version, here.uncompared_held) == (there.model_version, there.uncompared_held)


def test_spark_sets_the_same_crowd_aside_and_takes_finer_rules_for_the_others(spark: Spark) -> None:
    """Namesakes whom nothing tells apart are named as on DuckDB; those whom birth dates tell apart are found although
    their name alone would be too many pairs."""
    held, sought = two_lists(100, 11)
    for list_, kind, party, given in (
        (held, ListKind.HELD, "azure", "Іван"),
        (sought, ListKind.SOUGHT, "amber", "Иван"),
    ):
        list_ += namesakes(kind, party, given, dated=True)
        crowd = namesakes(kind, party, given, dated=False)
        list_ += [replace(one, entry_id=f"C{one.entry_id}", patronymic="Петрович") for one in crowd]
    here, there = (match(held, sought, budget=60_000, engine=engine) for engine in (DuckDB(threads=1), spark))
    assert len(here.set_aside) == 800
    assert here.set_aside == there.set_aside
    assert here.tight
    assert there.tight
    assert {(f"N{n}", f"N{n}") for n in range(400)} <= {(pair.held_id, pair.sought_id) for pair in there.pairs}
    assert {(p.held_id, p.sought_id, p.band) for p in here.pairs} == {
        (p.held_id, p.sought_id, p.band) for p in there.pairs
    }


def test_spark_finds_one_person_twice_in_one_list(spark: Spark) -> None:
    """Pairs within a list are looked for by the same queries."""
    one, other = brothers(ListKind.HELD, "azure", ("Іван", "Петро"))
    again = replace(one, entry_id="T9", family_name="Moroz", given_name="Ivan")
    crowd = two_lists(60, 3)[0]
    here, there = (duplicates([one, other, again, *crowd], engine=engine) for engine in (DuckDB(1), spark))
    assert [(twice.first, twice.second) for twice in here.pairs] == [(t.first, t.second) for t in there.pairs]
    assert here.pairs


def test_a_missing_part_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without pyspark or Java the call ends with a sentence, not with an import error."""
    monkeypatch.setattr(room, "missing", lambda: ("pyspark", "java"))
    with pytest.raises(UsageError, match=r"needs pyspark and java, not found here\. `safeconduct doctor`"):
        match(*two_lists(2, 1), engine=LOCAL)


@pytest.mark.parametrize(
    ("engine", "words"),
    [(Spark("spark://host:7077"), "--spark-folder"), (Spark("local[2]", Path("/no/such")), "/no/such is no folder")],
)
def test_a_folder_that_cannot_serve_is_named(monkeypatch: pytest.MonkeyPatch, engine: Spark, words: str) -> None:
    """A cluster needs a folder that all its machines see, and it must exist."""
    monkeypatch.setattr(room, "missing", tuple)
    with pytest.raises(UsageError, match=words):
        match(*two_lists(2, 1), engine=engine)
