"""The smallest change that would let a person go: each is tried by solving again, and only what works is told.

Candidates are one number of one clause, one binding clause left out, or the facts that keep the person or those tied to
them back: a question not asked yet, a veto, a confirmation. Of a number the smallest step is sought; with one step
less the person does not go.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from safeconduct.errors import NothingFeasible, RefusedByRule, UsageError
from safeconduct.people.model import Consent, Identity
from safeconduct.selection.answers.changes import Agrees, Change, Confirm, Lift, Part, Remove, Set, suppose
from safeconduct.selection.answers.ground import Answered, Ground
from safeconduct.selection.answers.resolve import resolve, unchecked
from safeconduct.selection.answers.what_if import differing
from safeconduct.selection.collector import collector_at_rest
from safeconduct.selection.model import Reason
from safeconduct.selection.units import Unit
from safeconduct.terms import Balance, Clause, OneForOne, Quota, Ratio, Reciprocity, Remains, Rules, require

_FIELDS = {
    OneForOne: ("max", "tolerance"),
    Quota: ("max",),
    Remains: ("max",),
    Ratio: ("max_lots", "tolerance"),
    Balance: ("tolerance",),
    Reciprocity: ("give",),
}
"""The numbers of each kind of clause that, raised, may let more people go."""


@dataclass(frozen=True, slots=True)
class Remedy:
    """A change after which the person goes, tried by solving again.

    ``enter`` counts all who then go and did not, the person among them; ``leave`` names those whose place it takes.
    """

    changes: tuple[Change, ...]
    enter: int
    leave: tuple[str, ...]

    @property
    def words(self) -> str:
        return " and ".join(change.words for change in self.changes)


@dataclass(frozen=True, slots=True)
class Include:
    """What would let a person go. ``weighed`` says that a change of facts lets them be weighed, and no more than that.

    ``goes`` is true where they go already.
    """

    person_id: str
    goes: bool
    remedies: tuple[Remedy, ...]
    weighed: tuple[str, ...] = ()

    @property
    def sentence(self) -> str:
        if self.goes:
            return f"{self.person_id} goes already."
        if self.remedies:
            return f"{self.person_id} would go if: " + "; or: ".join(one.words for one in self.remedies) + "."
        if self.weighed:
            return (
                f"{self.person_id} would be weighed with the others if: {'; or: '.join(self.weighed)}; "
                "but no single change would then let them go."
            )
        return (
            f"No single change of one clause, and no fact that can be asked for again, would let {self.person_id} go."
        )

    def document(self) -> dict[str, Any]:
        """The answer as plain JSON values."""
        return {
            "person_id": self.person_id,
            "goes": self.goes,
            "sentence": self.sentence,
            "remedies": [{"change": one.words, "enter": one.enter, "leave": list(one.leave)} for one in self.remedies],
            "weighed": list(self.weighed),
        }


def include(ground: Ground, person_id: str) -> Include:
    """The smallest changes, each tried. Raises UsageError for a person who is not known."""
    ground.person(person_id)
    with collector_at_rest():
        return _include(ground, person_id)


def _include(ground: Ground, person_id: str) -> Include:
    if ground.answered.goes(person_id):
        return Include(person_id, True, ())
    found: list[Remedy] = []
    weighed: list[str] = []
    if person_id in ground.answered.population.barred:
        for changes in _facts(ground, person_id):
            after = _attempt(ground, changes)
            if after is None:
                continue
            if after.goes(person_id):
                found.append(_remedy(ground, after, changes))
            elif person_id not in after.population.barred:
                weighed.append(" and ".join(change.words for change in changes))
    else:
        found = list(_numbers(ground, person_id))
    order = sorted(found, key=lambda one: (len(one.leave), one.enter, one.words))
    return Include(person_id, False, tuple(order), tuple(weighed))


def _facts(ground: Ground, person_id: str) -> Iterator[tuple[Change, ...]]:
    """The facts that keep the person back, or those to whom they are tied."""
    barred = ground.answered.population.barred
    own = _fact(ground, person_id)
    mates = [name for name in ground.ties.get(person_id, ()) if name != person_id and name in barred]
    asked = [name for name in mates if barred[name].reason is not Reason.GROUP_BLOCKED]
    steps = [own, *(_fact(ground, name) for name in asked)]
    if barred[person_id].reason is Reason.GROUP_BLOCKED:
        steps = steps[1:]
    if steps and all(step is not None for step in steps):
        yield tuple(step for step in steps if step is not None)
    alone = (own,) if own is not None else ()
    if ground.persons[person_id].group and (asked or barred[person_id].reason is Reason.GROUP_BLOCKED):
        yield (*alone, Part(person_id))


def _fact(ground: Ground, name: str) -> Change | None:
    match ground.answered.population.barred[name].reason:
        case Reason.NO_CONSENT:
            # A no is an answer. It is not put to anybody as an obstacle that others might remove (GC III 109).
            one = ground.persons[name]
            return None if Consent.NO in (one.consent, one.guardian_consent) else Agrees(name)
        case Reason.VETOED:
            veto = Rules(ground.agreement, ground.on).veto(ground.persons[name])
            return Lift(veto.id, name) if veto is not None else None
        case Reason.NOT_CONFIRMED if ground.persons[name].identity is Identity.ACKNOWLEDGED:
            return Confirm(name)
    return None


def _numbers(ground: Ground, person_id: str) -> Iterator[Remedy]:
    """For each clause that has a word in the person's place: the smallest step of one of its numbers.

    Where a clause can be left out and the person does not go without it, none of its numbers helps.
    """
    place, unit = next(
        (index, unit)
        for index, group in enumerate(ground.answered.programme.classes)
        for unit in group.units
        if person_id in unit.members
    )
    for clause in _touching(ground.answered, unit):
        removed = (Remove(clause.id),)
        without = None if clause.entitles else _attempt(ground, removed)
        if not clause.entitles and (without is None or not without.goes(person_id)):
            continue
        numbers = [name for kind, names in _FIELDS.items() if isinstance(clause, kind) for name in names]
        steps = [(name, value) for name in numbers if (value := getattr(clause, name)) is not None]
        tried = [_step(ground, clause, name, value, place, unit) for name, value in steps]
        worked = [remedy for remedy in tried if remedy is not None]
        yield from worked
        if not worked and without is not None:
            yield _remedy(ground, without, removed)


def _step(ground: Ground, clause: Clause, name: str, value: int, place: int, unit: Unit) -> Remedy | None:
    """The smallest step of one number after which the person goes; None where even the largest does not suffice."""
    tried: dict[int, Answered] = {}

    def short(step: int) -> int | None:
        try:
            supposed = suppose(ground.agreement, ground.persons, [Set(clause.id, name, value + step, value)])
            made = tried[step] = unchecked(ground, supposed)
        except (NothingFeasible, UsageError):
            return None
        return _short(made, place, unit)

    step = _smallest(short, _short(ground.answered, place, unit), _most(ground.answered, clause))
    if step is None:
        return None
    try:
        require(tried[step].agreement, None, ground.on)
    except RefusedByRule:
        return None
    return _remedy(ground, tried[step], (Set(clause.id, name, value + step, value),))


def _smallest(short: Callable[[int], int | None], guess: int, most: int) -> int | None:
    """The smallest step from 1 to ``most`` that works and of which one less does not; ``guess`` is tried first.

    ``short`` says by how many places a step is short, 0 or less where it works; None where it can by no means. By so
    much more or less is tried next, and every third time the middle.
    """
    low, high = 0, most + 1
    step, turn = min(max(1, guess), most), 0
    while True:
        turn += 1
        found = short(step)
        if found is not None and found <= 0:
            high = step
        elif step == most:
            return None
        else:
            low = step
        if high - low == 1:
            return high
        if high > most:
            step = most
        else:
            near = found is not None and turn % 3
            step = min(max(step + (found or 0), low + 1), high - 1) if near else (low + high) // 2


def _short(answered: Answered, place: int, unit: Unit) -> int:
    """By how many places a unit of class ``place`` misses going: people of its ways who wait and come first, with it.

    Where it goes, as many less than nothing as there are who go and come after it. A number moves nobody to another
    class.
    """
    classes, numbers = answered.programme.classes, answered.solution.taken
    mine, taken = classes[place], numbers[place]
    ways = {way for way, _ in unit.counts}
    rank = mine.units.index(unit)
    goes = rank < taken
    found = (rank + 1 - taken) * mine.size
    for group, number in zip(classes, numbers, strict=True):
        if group is mine or not (number if goes else number < len(group.units)):
            continue
        if ways.isdisjoint(way for way, _ in group.counts):
            continue
        if goes and group.levels < mine.levels:
            found -= number * group.size
        elif not goes and group.levels > mine.levels:
            found += (len(group.units) - number) * group.size
    return found


def _most(answered: Answered, clause: Clause) -> int:
    """The largest step of a number that can matter: all who wait, on any way, as often as the clause counts them."""
    pairs = zip(answered.programme.classes, answered.solution.taken, strict=True)
    waiting = sum((len(group.units) - taken) * group.size for group, taken in pairs)
    rows = [row for row in answered.programme.rows if row.clause == clause.id]
    return waiting * max((abs(weight) for row in rows for weight in row.weights.values()), default=1)


def _touching(answered: Answered, unit: Unit) -> list[Clause]:
    """The clauses with a demand on one of the unit's ways, in their order."""
    ways = [way for way, _ in unit.counts]
    names = {row.clause for row in answered.programme.rows if any(row.weights.get(way) for way in ways)}
    return [clause for clause in answered.agreement.clauses if clause.id in names]


def _attempt(ground: Ground, changes: Sequence[Change]) -> Answered | None:
    """The answer under the changes, or None where they cannot be made or kept."""
    try:
        return resolve(ground, suppose(ground.agreement, ground.persons, changes))
    except (NothingFeasible, RefusedByRule, UsageError):
        return None


def _remedy(ground: Ground, after: Answered, changes: Sequence[Change]) -> Remedy:
    went, goes = differing(ground.answered, after)
    return Remedy(tuple(changes), len(goes.keys() - went.keys()), tuple(sorted(went.keys() - goes.keys())))
