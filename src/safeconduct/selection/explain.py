"""A sentence for everyone: in which tranche and under which clause they go, or why not, down to the ticket and cut-off.

Sentences are made from the class, so that people whom the agreement cannot tell apart read the same words.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from safeconduct.errors import Fault, UsageError
from safeconduct.selection.draw import Draw
from safeconduct.selection.model import Outcome, Reason, Selection
from safeconduct.selection.named import NamedTeller
from safeconduct.selection.programme import Programme, Row, UnitClass
from safeconduct.selection.solve import Solution, row_totals
from safeconduct.selection.units import Barred, Population, Unit
from safeconduct.terms import Agreement

_SHOWN = 12  # hexadecimal digits of a ticket that a sentence shows; the outcome carries all of it


def explain(selection: Selection, person_id: str) -> Outcome:
    """What the selection says of one person. Raises UsageError for an id that it does not know."""
    for outcome in selection.outcomes:
        if outcome.person_id == person_id:
            return outcome
    fault = Fault("selection.json", person_id, "a person_id of persons.csv")
    raise UsageError("The selection does not know this person.", [fault])


def outcomes(
    agreement: Agreement,
    population: Population,
    programme: Programme,
    solution: Solution,
    tranche_of: Mapping[str, int],
    persons: Sequence[str],
    lot: Draw | None,
) -> tuple[Outcome, ...]:
    """One outcome for each of ``persons``, in their order. ``lot`` fell between equally good selections, if any did."""
    found: dict[str, Outcome] = {}
    for name, barred in population.barred.items():
        found[name] = Outcome(name, barred.reason, barred_sentence(barred), barred.clause)
    teller = Teller(agreement, programme, solution)
    for index, group in enumerate(programme.classes):
        taken = solution.taken[index]
        drawn = 0 < taken < len(group.units)
        words = lot.words(index) if lot else ""
        for unit in group.units[:taken]:
            found.update(teller.goes(unit, group, taken, drawn, tranche_of, words))
        if taken < len(group.units):
            found.update(teller.stays(group, taken, words))
    return tuple(found[name] for name in persons)


def barred_sentence(barred: Barred) -> str:
    if not barred.clause:
        return f"Does not go: {barred.why}."
    if barred.reason is Reason.GROUP_BLOCKED:
        return f"Does not go: {barred.why} (clause {barred.clause})."
    return f"Does not go: {barred.why}. They would otherwise come under clause {barred.clause}."


@dataclass(frozen=True, slots=True)
class Why:
    """Why people of one class do not go; ``cut`` is the last ticket that goes, where a lot was drawn among them."""

    reason: Reason
    clause: str
    words: str
    cut: str

    def sentence(self, unit: Unit) -> str:
        lot = f"ticket {unit.ticket[:_SHOWN]} is above the cut-off {self.cut[:_SHOWN]}" if self.cut else ""
        return f"Does not go in this operation: {self.words}{lot}."


class Teller:
    def __init__(self, agreement: Agreement, programme: Programme, solution: Solution) -> None:
        self.programme, self.solution = programme, solution
        self.titles = {clause.id: str(clause.title) for clause in agreement.clauses}
        self.priorities = agreement.priorities
        self.binding = _binding(programme, solution)
        self.named = NamedTeller(agreement, programme, solution.aux)
        self.pools: dict[object, list[int]] = defaultdict(list)
        for index, group in enumerate(programme.classes):
            if solution.taken[index] and not group.owed:
                self.pools[group.counts].append(index)

    def goes(
        self,
        unit: Unit,
        group: UnitClass,
        taken: int,
        drawn: bool,
        tranche_of: Mapping[str, int],
        chance: str,
    ) -> dict[str, Outcome]:
        """Of each member. ``chance`` tells of the lot between equally good selections, empty if it decided nothing."""
        found = {}
        lot = f" A lot fell between {chance}." if chance else ""
        if drawn:
            cut = group.units[taken - 1].ticket
            lot += f" A lot was drawn among {len(group.units)} of equal standing for "
            lot += f"{taken} place{'s' if taken > 1 else ''}: "
            lot += f"ticket {unit.ticket[:_SHOWN]} is not above the cut-off {cut[:_SHOWN]}."
        exchange = next((words for way, _ in unit.counts if (words := self.named.goes(way))), "")
        within = f", in {exchange}" if exchange else ""
        for member, clause in zip(unit.members, unit.clauses, strict=True):
            title = f" ({self.titles[clause]})" if self.titles.get(clause) else ""
            others = f"{unit.size - 1} other{'s' if unit.size > 2 else ''}"
            together = f" Goes together with {others}, and they are not parted." if unit.size > 1 else ""
            sentence = f"Goes in tranche {tranche_of[member]} under clause {clause}{title}{within}.{together}{lot}"
            found[member] = Outcome(
                member, Reason.SELECTED, sentence, clause, tranche_of[member], unit.ticket if drawn else ""
            )
        return found

    def stays(self, group: UnitClass, taken: int, chance: str = "") -> dict[str, Outcome]:
        """Of everyone of a class who does not go; ``chance`` as in ``goes``."""
        why = self.why(group, taken, chance)
        return {
            member: Outcome(member, why.reason, why.sentence(unit), why.clause, ticket=unit.ticket if why.cut else "")
            for unit in group.units[taken:]
            for member in unit.members
        }

    def why(self, group: UnitClass, taken: int, chance: str = "") -> Why:
        """Why those of a class who do not go do not, in the words for all of them; ``chance`` as in ``goes``."""
        clause = group.counts[0][0][0].split("#")[0]
        cut = group.units[taken - 1].ticket if taken else ""
        if taken:
            reason = Reason.LOST_DRAW
            words = f"{taken} of {len(group.units)} of equal standing go under clause {clause}, drawn by lot; "
            words = f"a lot fell between {chance}; {words}" if chance else words
        elif chance:
            reason = Reason.LOST_DRAW
            words = f"a lot fell between {chance}; in the one drawn nobody of equal standing goes under clause {clause}"
        elif (higher := self._higher(group)) is not None:
            reason, words = Reason.LOWER_PRIORITY, higher
        else:
            row = self.binding.get(group.counts[0][0])
            reason = Reason.BINDING_CLAUSE
            if alone := next((why for way, _ in group.counts if (why := self.named.stays(way))), ""):
                words = alone
            elif (instead := self._instead(group)) is not None:
                clause, words = instead
            elif row is not None:
                clause = row.clause
                words = f"clause {row.clause} leaves no place ({row.why})"
            else:
                words = f"the numbers that clause {clause} and the groups allow leave no place"
        return Why(reason, clause, words, cut)

    def _instead(self, group: UnitClass) -> tuple[str, str] | None:
        """Where others of equal standing go, because fewer groups that should rather be whole are parted then."""
        equals = [self.programme.classes[other] for other in self.pools.get(group.counts, ())]
        equals = [one for one in equals if one.levels == group.levels]
        marked = [one.marks for one in (group, *equals) if one.marks]
        if not marked or not equals:
            return None
        clause = marked[0][0][0].partition(": ")[0]
        words = "the places went to others of equal standing, so that as few groups as possible are parted"
        return clause, f"{words} (clause {clause}), and by lot where that leaves it open"

    def _higher(self, group: UnitClass) -> str | None:
        """The first priority in which everyone who goes in these places is ahead of this class."""
        rivals = [self.programme.classes[other] for other in self.pools.get(group.counts, ())]
        if not rivals:
            return None
        marginal = min(rivals, key=lambda rival: rival.levels)
        for level, priority in enumerate(self.priorities):
            ours, theirs = group.levels[level], marginal.levels[level]
            if theirs > ours:
                clause = group.counts[0][0][0].split("#")[0]
                if priority.measure == "held_months":
                    months, own = theirs // marginal.size, ours // group.size
                    return (
                        f"the places under clause {clause} went to people with at least {months} months in captivity, "
                        f"here {own} (priority: {priority.id})"
                    )
                return f"the places under clause {clause} went to people who come first by the priority {priority.id}"
            if theirs < ours:
                return None
        return None


def _binding(programme: Programme, solution: Solution) -> dict[object, Row]:
    """For each way, the first row at its limit that keeps more people from going that way."""
    found: dict[object, Row] = {}
    totals = row_totals(programme, [*solution.taken, *solution.aux])
    for row, total in zip(programme.rows, totals, strict=True):
        for way, weight in row.weights.items():
            full = (weight > 0 and row.most is not None and total + weight > row.most) or (
                weight < 0 and row.least is not None and total + weight < row.least
            )
            if full:
                found.setdefault(way, row)
    return found
