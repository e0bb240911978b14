"""Groups that should rather be whole: as few of them as possible are parted, but nobody is kept back for it.

A group is parted if some of those who may go do go, and others not. This is weighed after every priority and after the
number of people. Of a group, only those are looked at who may go by themselves; who cannot go parts nobody.
"""

from __future__ import annotations

from collections import defaultdict

from safeconduct.selection.programme import Aux, Row
from safeconduct.selection.units import Population
from safeconduct.terms import KeepTogether, Rule


def prefer_rows(clause: KeepTogether, population: Population) -> tuple[list[Row], list[Aux]]:
    """For each group of the clause two rows over ``whole`` (all of it goes) and ``parted`` (some do, some do not).

    With n people of whom s go:  n * whole <= s <= n * whole + (n - 1) * parted.
    """
    if clause.rule is not Rule.PREFER:
        return [], []
    sizes: dict[str, int] = defaultdict(int)
    for unit in population.units:
        for label, count in unit.marks:
            if label.startswith(f"{clause.id}: "):
                sizes[label] += count
    rows: list[Row] = []
    aux: list[Aux] = []
    for label, size in sizes.items():
        whole, parted = f"{label} whole", f"{label} parted"
        aux.append(Aux(whole, clause.id, 1))
        aux.append(Aux(parted, clause.id, 1, f"{clause.id}: groups parted", last=True))
        rows.append(Row(clause.id, f"{label} is whole only with all", {}, 0, None, {whole: -size}, {label: 1}))
        rows.append(
            Row(
                clause.id,
                f"{label} is whole, parted or stays",
                {},
                None,
                0,
                {whole: -size, parted: 1 - size},
                {label: 1},
            )
        )
    return rows, aux
