"""Equal chances among equals, exactly: the lottery over whole selections whose least chances are as great as can be.

Where several selections are equally good by every level, a lot decides between them. *Leximin* makes the least chance
of anybody as great as possible, then the next least, and so on (Flanigan et al., "Fair algorithms for selecting
citizens' assemblies", Nature 596, 2021). Units of one class are alike, so within a class everyone has the same chance;
the problem is one over classes, and its size does not grow with the number of people.

First the linear relaxation is made leximin, which no lottery over whole selections can better. Then whole selections
are generated until some lottery over them has these chances; if there is one, it is leximin, exactly. Where there is
none, the chances are raised stage by stage with whole selections only.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from safeconduct.selection.face import Face, Solver

TOLERANCE = 1e-7
MOST_ROUNDS = 5_000


@dataclass(frozen=True, slots=True)
class Lottery:
    """Whole points of a face with their probabilities, and the chance of one unit of each counted class.

    ``exact`` says that the search came to its end; otherwise ``points`` are those with the best chances found.
    ``prices`` are, stage by stage, those of the classes at which nobody's chance can be raised; ``fair`` makes a proof
    of them.
    """

    points: tuple[tuple[int, ...], ...]
    weights: tuple[float, ...]
    chances: tuple[float, ...]
    exact: bool
    prices: tuple[tuple[float, ...], ...]


def leximin(face: Face) -> Lottery | None:
    """The leximin lottery over the whole points of a face, or None where it has none."""
    relaxed = relaxed_leximin(face)
    if relaxed is None:
        return None
    chances, prices = relaxed
    master = _Master(face, chances)
    for point in master.pricing.first_points(len(face.sizes)):
        master.add(point)
    if not master.points:
        return None
    if master.close():
        return _lottery(face, master.points, master.mixture.weights(), prices, exact=True)
    return _staged(face, master)


def relaxed_leximin(face: Face) -> tuple[list[float], list[tuple[float, ...]]] | None:
    """The leximin chances where parts of units may go, and the prices of each stage; None where nothing is allowed."""
    solver = Solver(face, floors=True)
    chances = [1.0 if low == high else -1.0 for low, high in zip(face.least, face.most, strict=True)][: len(face.sizes)]
    for index, chance in enumerate(chances):
        if chance >= 0:
            solver.fix(index, None)
    stages: list[tuple[float, ...]] = []
    while any(chance < 0 for chance in chances):
        found = solver.run_floors()
        if found is None:
            return None
        least, prices = found.value, found.prices
        tight = [k for k, chance in enumerate(chances) if chance < 0 and abs(prices[k]) > TOLERANCE]
        if not tight:  # rounding hid the prices: whoever is at the least chance stays there
            tight = [k for k, c in enumerate(chances) if c < 0 and found.x[k] <= face.sizes[k] * (least + TOLERANCE)]
        tight = tight or [k for k, chance in enumerate(chances) if chance < 0]
        for k in tight:
            chances[k] = max(0.0, min(1.0, least))
            solver.fix(k, chances[k])
        stages.append(tuple(-price if c >= 0 and price < 0 else 0.0 for c, price in zip(chances, prices, strict=False)))
    return chances, stages


class _Master:
    """The lottery over the points so far that misses the wanted chances by the least, in expected units."""

    def __init__(self, face: Face, chances: Sequence[float]) -> None:
        from safeconduct.selection.face import Mixture

        self.face, self.wanted = face, [c * n for c, n in zip(chances, face.sizes, strict=True)]
        self.pricing = Solver(face)
        self.pricing.whole()
        self.points: dict[tuple[int, ...], None] = {}
        self.mixture = Mixture(self.wanted)

    def add(self, point: tuple[int, ...]) -> bool:
        if point in self.points:
            return False
        self.points[point] = None
        self.mixture.add(point[: len(self.face.sizes)])
        return True

    def close(self) -> bool:
        """Whether points were found whose lottery has the wanted chances."""
        for _ in range(MOST_ROUNDS):
            missing, prices, level = self.mixture.solve()
            if missing <= TOLERANCE * len(prices):
                return True
            point = self.pricing.best(prices)
            if point is None or sum(p * y for p, y in zip(prices, point, strict=False)) <= level + TOLERANCE:
                return False
            if not self.add(point):
                return False
        return False


def _staged(face: Face, master: _Master) -> Lottery:
    """Stage by stage: the greatest least chance of those whose chance is not settled, by column generation."""
    from safeconduct.selection.face import Floors

    floors = Floors(face.sizes, [point[: len(face.sizes)] for point in master.points])
    free = {k for k, size in enumerate(face.sizes) if size and face.least[k] < face.most[k]}
    exact, stages = True, []
    while free:
        for _ in range(MOST_ROUNDS):
            least, prices, level = floors.solve()
            point = master.pricing.best(prices)
            if point is None or sum(p * y for p, y in zip(prices, point, strict=False)) <= level + TOLERANCE:
                break
            if not master.add(point):
                break
            floors.add(point[: len(face.sizes)])
        else:
            exact = False
        tight = {k for k in free if abs(prices[k]) * face.sizes[k] > TOLERANCE} or set(free)
        for k in tight:
            floors.fix(k, least)
        free -= tight
        stages.append(tuple(price if k not in free and price > 0 else 0.0 for k, price in enumerate(prices)))
    return _lottery(face, master.points, floors.weights(), stages, exact)


def _lottery(
    face: Face,
    points: Iterable[tuple[int, ...]],
    weights: Sequence[float],
    prices: Sequence[tuple[float, ...]],
    exact: bool,
) -> Lottery:
    """Of the points those that have a weight, and the chances that these make."""
    kept = [(point, weight) for point, weight in zip(points, weights, strict=True) if weight > 1e-12]
    total = sum(weight for _, weight in kept)
    chances = [
        sum(point[k] * weight for point, weight in kept) / total / size if size else 1.0
        for k, size in enumerate(face.sizes)
    ]
    probabilities = tuple(weight / total for _, weight in kept)
    return Lottery(tuple(point for point, _ in kept), probabilities, tuple(chances), exact, tuple(prices))
