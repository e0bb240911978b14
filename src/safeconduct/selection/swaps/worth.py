"""What a plan is worth, as one whole number: people first, and for as many people fewer three-ways."""

from __future__ import annotations

from dataclasses import dataclass

from safeconduct.selection.swaps.enumerate import Columns, Numbers


@dataclass(frozen=True)
class Worth:
    """The worth ``people * unit - three_way`` of a plan; ``unit`` exceeds the number of three-ways of any plan.

    ``paired`` says that each swap takes two people or three: then the three-ways are even or odd as the people are.
    """

    unit: int
    longest: int
    paired: bool

    @classmethod
    def of(cls, columns: Columns) -> Worth:
        sizes = columns.sizes
        longest = int(sizes.max(initial=0))
        return cls(columns.place_count // 3 + 1, longest, longest == 3 and int(sizes.min(initial=3)) >= 2)

    def each(self, sizes: Numbers) -> Numbers:
        """The worth of each swap of these sizes."""
        return sizes * self.unit - (sizes >= 3)

    def parts(self, worth: int) -> tuple[int, int]:
        """The people and the three-ways that make this worth."""
        people = -(-worth // self.unit)
        return people, people * self.unit - worth

    def reachable(self, worth: int) -> int:
        """The greatest worth up to this one that the sizes of the swaps do not rule out."""
        people, three_way = self.parts(max(worth, 0))
        while people > 0:
            if self.paired and (people - three_way) % 2:
                three_way += 1
            if 3 * three_way <= people and (self.longest >= 3 or not three_way):
                break
            people, three_way = people - 1, 0
        return max(people * self.unit - three_way, 0)
