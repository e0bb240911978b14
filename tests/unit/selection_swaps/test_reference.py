"""Pools made by others, with the optimum that two other solvers agree on."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from safeconduct.selection.swaps import check_swaps, read_pool, solve_swaps

# PrefLib withdrew these of its files as faulty.
WITHDRAWN = {f"{number:03}.txt" for number in (40, 48, 56, 64, 72, 80, 88, 96)}


@pytest.mark.external
def test_the_optimum_is_the_one_that_others_found(external: Path) -> None:
    """On every pool of the reference but the large ones: as many people, as few three-ways, proven and allowed."""
    folder = external / "swaps"
    rows = [json.loads(line) for line in (folder / "reference.jsonl").read_text().splitlines()]
    paths = {path.name: path for path in folder.rglob("*") if path.suffix in (".json", ".txt", ".input")}
    small = [row for row in rows if row["file"] not in WITHDRAWN and not row["file"].startswith("large")]
    assert len(small) >= 60
    for row in small:
        offers = read_pool(paths[row["file"]])
        plan = solve_swaps(offers)
        check_swaps(offers, plan)
        assert (plan.people, plan.three_way) == (row["transplants"], row["three_way"]), row["file"]
        assert plan.proven, row["file"]


@pytest.mark.external
@pytest.mark.parametrize("name", ["sparse_128_0_1", "sparse_128_19_1", "heterogeneous_128_19_1"])
def test_pools_with_a_dat_beside_them_are_read_and_solved(external: Path, name: str) -> None:
    """KidneyExchange.jl writes PrefLib's older text; its .dat agrees with it."""
    offers = read_pool(external / "swaps" / "kidneyexchange_jl" / f"{name}.wmd")
    goodwill = sum(offer.goodwill for offer in offers.offers)
    assert (len(offers.offers), goodwill) == ((147, 19) if "_19_" in name else (128, 0))
    plan = solve_swaps(offers)
    check_swaps(offers, plan)
    assert plan.proven
