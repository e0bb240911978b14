"""Named swaps: X goes only against Y, in cycles and chains over any number of parties.

Read a pool of offers with `read_pool`, or build one from `Offer`; `solve_swaps` finds the plan that brings the most
people home with the fewest three-ways, and proves that there is no better; `check_swaps` checks a plan against the
offers without a solver. The problem is that of kidney exchange (Abraham, Blum and Sandholm, EC 2007), so that its
instances serve as tests. Start in solve.py; enumerate.py lists the possible swaps, search.py packs them.
"""

from safeconduct.selection.swaps.model import Offer, Pool, SwapPlan
from safeconduct.selection.swaps.read import read_pool
from safeconduct.selection.swaps.rules import check_swaps
from safeconduct.selection.swaps.solve import solve_swaps

__all__ = ["Offer", "Pool", "SwapPlan", "check_swaps", "read_pool", "solve_swaps"]
