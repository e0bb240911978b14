"""The programme as arrays: columns with equal entries share them, and columns that a level cannot tell apart are one.

A level of the objective only sees the entries of a column and its weights up to that level. Classes that differ in
later levels only are one column until then, so that all but the last level are solved over far fewer columns.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from safeconduct.selection.programme import Programme, Row


class Columns:
    """Columns are the classes, then the auxiliary variables, in the order of the programme.

    ``pattern`` numbers, for each column, its entries in ``starts``, ``index`` and ``value`` (as in a sparse matrix by
    columns); ``levels`` is (levels, columns), ``least`` and ``most`` (columns,), all in whole numbers; ``leading`` are
    the columns of variables that lead people (see ``Aux``). Rows of the clauses ``without`` are left out, and nobody is
    owed a place under them.
    """

    def __init__(self, programme: Programme, without: frozenset[str] = frozenset()) -> None:
        import numpy as np

        self.rows: list[Row] = [row for row in programme.rows if row.clause not in without]
        by_key: dict[Any, list[tuple[int, int]]] = {}  # by way, by the label of a preferred group
        by_aux: dict[str, list[tuple[int, int]]] = {}
        for index, row in enumerate(self.rows):
            for key, weight in (*row.weights.items(), *row.marks.items()):
                by_key.setdefault(key, []).append((index, weight))
            for name, weight in row.aux.items():
                by_aux.setdefault(name, []).append((index, weight))
        numbers: dict[Any, int] = {}
        patterns: list[list[tuple[int, int]]] = []
        pattern: list[int] = []
        for group in programme.classes:
            shape = (group.counts, group.marks)
            number = numbers.get(shape)
            if number is None:
                number = numbers[shape] = len(patterns)
                patterns.append(_sum((*group.counts, *group.marks), by_key))
            pattern.append(number)
        for variable in programme.aux:
            pattern.append(len(patterns))
            patterns.append(_sum(((variable.name, 1),), by_aux))
        self.count, self.people = len(pattern), len(programme.classes)
        self.leading = [self.people + at for at, variable in enumerate(programme.aux) if variable.leads]
        self.pattern = np.array(pattern, dtype=np.int64)
        self.starts = np.concatenate([[0], np.cumsum([len(one) for one in patterns], dtype=np.int64)])
        self.index = np.array([row for one in patterns for row, _ in one], dtype=np.int32)
        self.value = np.array([weight for one in patterns for _, weight in one], dtype=np.int64)
        self.levels = np.array(
            [[*ours, *theirs] for ours, theirs in zip(programme.class_levels, programme.aux_levels, strict=True)],
            dtype=np.int64,
        ).reshape(len(programme.level_names), self.count)
        most = [len(group.units) for group in programme.classes] + [variable.most for variable in programme.aux]
        least = [0 if without and _free(group.counts, without) else group.least for group in programme.classes]
        self.least = np.array(least + [0] * len(programme.aux), dtype=np.int64)
        self.most = np.array(most, dtype=np.int64)

    def totals(self, point: Any) -> Any:
        """The middle of every row at a point, in whole numbers."""
        import numpy as np

        on_pattern = np.zeros(len(self.starts) - 1, dtype=np.int64)
        np.add.at(on_pattern, self.pattern, np.asarray(point, dtype=np.int64))
        found = np.zeros(len(self.rows), dtype=np.int64)
        np.add.at(found, self.index, self.value * np.repeat(on_pattern, np.diff(self.starts)))
        return found

    def keeps(self, point: Any) -> bool:
        """Whether a point in whole numbers satisfies every bound and every row, exactly."""
        if (point < self.least).any() or (point > self.most).any():
            return False
        return all(
            (row.least is None or row.least <= total) and (row.most is None or total <= row.most)
            for row, total in zip(self.rows, self.totals(point).tolist(), strict=True)
        )


class Merged:
    """Columns that have the same entries and the same weights up to some level, as one; see ``at``."""

    def __init__(self, columns: Columns) -> None:
        import numpy as np

        self.columns = columns
        self.order = np.lexsort((*columns.levels[::-1], columns.pattern))  # of equal ones, the first comes first
        keys = [columns.pattern[self.order], *(level[self.order] for level in columns.levels)]
        changes = np.zeros(max(0, columns.count - 1), dtype=bool)
        self.firsts: list[Any] = []
        for key in keys:
            changes = changes | (key[1:] != key[:-1])
            self.firsts.append(np.concatenate([[0], np.flatnonzero(changes) + 1]))

    def at(self, levels: int) -> Any:
        """For each group of columns that are equal in entries and in the first ``levels`` levels, one of them."""
        return self.order[self.firsts[levels]]

    def sums(self, levels: int, values: Any) -> Any:
        """The sum of ``values`` over each group."""
        import numpy as np

        return np.add.reduceat(values[self.order], self.firsts[levels])

    def spread(self, levels: int, totals: Any) -> Any:
        """A point of all columns with these totals: in each group the columns with the greatest later weights first."""
        import numpy as np

        sizes = np.diff(np.append(self.firsts[levels], len(self.order)))
        least = self.columns.least[self.order]
        room = self.columns.most[self.order] - least
        ends = self.firsts[levels] + sizes - 1
        up_to = np.cumsum(room)
        after = np.repeat(up_to[ends], sizes) - up_to  # the room of those in the group that come first
        left = np.repeat(totals - self.sums(levels, self.columns.least), sizes) - after
        point = np.empty(len(self.order), dtype=np.int64)
        point[self.order] = least + np.clip(left, 0, room)
        return point


def _free(counts: Sequence[tuple[Any, int]], without: frozenset[str]) -> bool:
    """Whether a clause that is left out is one that owes these people their place."""
    return any(way[0].split("#")[0] in without for way, _ in counts)


def _sum(keys: Sequence[tuple[Any, int]], entries: dict[Any, list[tuple[int, int]]]) -> list[tuple[int, int]]:
    found: dict[int, int] = {}
    for key, count in keys:
        for row, weight in entries.get(key, ()):
            found[row] = found.get(row, 0) + weight * count
    return sorted((row, weight) for row, weight in found.items() if weight)
