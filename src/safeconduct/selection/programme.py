"""The agreement as an integer programme over classes of identical units.

A class is a set of units with the same counts on every way and the same weight in every priority; how many of them go
is one variable. The size of the programme therefore does not grow with the number of people.

    maximise lexicographically   f_1(y), f_2(y), ...     (shortfalls first, then the priorities)
    subject to                   least <= sum of weights * people on the ways + aux <= most      for every row
                                 least_k <= y_k <= units_k, integer
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from safeconduct.selection.units import Unit, Way


@dataclass(frozen=True, slots=True)
class Row:
    """One inequality that a clause imposes.

    ``weights`` are per person on a way, ``aux`` per auxiliary variable, ``marks`` per person of a preferred group.
    """

    clause: str
    why: str
    weights: Mapping[Way, int]
    least: int | None = None
    most: int | None = None
    aux: Mapping[str, int] = field(default_factory=dict)
    marks: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Aux:
    """A whole number besides the people: lots, a package that happens or not, people short of a promise.

    ``level`` names the objective that this variable lowers by one for each unit, if any; such a level comes before all
    priorities, or, with ``last``, after them and after the number of people. With ``leads`` it says how many people go
    on whole ways: a proof by cases divides it first, since little else moves while it is not whole.
    """

    name: str
    clause: str
    most: int
    level: str = ""
    last: bool = False
    leads: bool = False


@dataclass(frozen=True, slots=True)
class UnitClass:
    """Units that nothing in the agreement tells apart, in the order of their tickets."""

    counts: tuple[tuple[Way, int], ...]
    levels: tuple[int, ...]
    owed: bool
    remains: bool
    units: tuple[Unit, ...]
    marks: tuple[tuple[str, int], ...] = ()

    @property
    def size(self) -> int:
        return self.units[0].size

    @property
    def least(self) -> int:
        return len(self.units) if self.owed else 0


@dataclass(frozen=True, slots=True)
class Programme:
    classes: tuple[UnitClass, ...]
    aux: tuple[Aux, ...]
    rows: tuple[Row, ...]
    level_names: tuple[str, ...]
    class_levels: tuple[tuple[int, ...], ...]  # one tuple per level, over the classes
    aux_levels: tuple[tuple[int, ...], ...]  # one tuple per level, over the auxiliary variables
    ways: tuple[Way, ...]
