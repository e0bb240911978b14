"""From a pool of offers to the swaps that bring the most people home."""

from __future__ import annotations

from safeconduct.errors import UsageError
from safeconduct.selection.swaps.model import Pool, SwapPlan

MAX_NODES = 100_000


def solve_swaps(
    pool: Pool, *, max_cycle: int = 3, max_chain: int = 3, seed: str = "", max_nodes: int = MAX_NODES
) -> SwapPlan:
    """The plan in which the most people go and, among those, the fewest swaps take three people or more.

    ``max_cycle`` and ``max_chain`` are the most people in one swap and in one chain, its goodwill release included; 0
    allows none. Everyone in a swap or chain counts, the last of a chain too. Exact: bounds are taken in whole
    numbers, so that no rounding decides. After ``max_nodes`` relaxations the search gives up, and the plan is not
    ``proven``.

    *The same* plan comes out whatever the order of the offers and of the names in them, and whatever the parties are
    called, since persons are taken in the order of the SHA-256 of ``seed`` and their id (``seed``: hex, as combined
    from the revealed seeds, so that nobody can choose ids that win ties). With other ids, another seed or another
    release of HiGHS the figures stay the same; the people may differ where plans are worth the same.

    Raises UsageError for lengths below 0, RefusedByRule when there are too many possible swaps to look at each.
    """
    from safeconduct.selection.swaps.enumerate import enumerate_swaps
    from safeconduct.selection.swaps.search import best_packing
    from safeconduct.selection.swaps.worth import Worth

    if min(max_cycle, max_chain) < 0:
        raise UsageError(f"A swap cannot have fewer than 0 people (max_cycle {max_cycle}, max_chain {max_chain}).")
    columns = enumerate_swaps(pool, max_cycle=max_cycle, max_chain=max_chain, seed=seed)
    worth = Worth.of(columns)
    packing = best_packing(columns, worth, max_nodes=max_nodes)
    cycles, chains = [], []
    for at in packing.taken:
        path = tuple(columns.persons[number] for number in columns.paths[at, : columns.sizes[at]].tolist())
        if columns.chain[at]:
            chains.append(path)
        else:
            start = path.index(min(path))
            cycles.append(path[start:] + path[:start])
    people, three_way = worth.parts(packing.worth)
    bound, three_way_bound = worth.parts(packing.bound)
    return SwapPlan(
        cycles=tuple(sorted(cycles)),
        chains=tuple(sorted(chains)),
        people=people,
        three_way=three_way,
        bound=bound,
        three_way_bound=three_way_bound,
        proven=packing.worth == packing.bound,
    )
