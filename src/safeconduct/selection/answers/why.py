"""Why one person goes or does not: one of six answers, and the evidence for it with the source of every fact.

The sentence is that of the person's class; everyone whom the agreement cannot tell apart reads the same. The evidence
is the person's own: entries of lists, clauses and numbers that anybody with the files can look up.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from safeconduct.people.model import Identity, Person
from safeconduct.selection.answers.facts import failing
from safeconduct.selection.answers.proof import ClassProof, chance, class_of, limits, margin
from safeconduct.selection.explain import explain
from safeconduct.selection.model import Outcome, Reason, Selection
from safeconduct.terms import Agreement, Rules

ANSWERS: Mapping[Reason, str] = {
    Reason.SELECTED: "selected",
    Reason.NOT_CONFIRMED: "not_eligible",
    Reason.NOT_ELIGIBLE: "not_eligible",
    Reason.NO_CONSENT: "not_eligible",
    Reason.VETOED: "not_eligible",
    Reason.GROUP_BLOCKED: "group_blocked",
    Reason.BINDING_CLAUSE: "binding_clause",
    Reason.LOWER_PRIORITY: "lower_priority",
    Reason.LOST_DRAW: "lost_draw",
}
"""To each reason its answer, one of six."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """One fact, what it is, and where it stands: an entry of a list, a line of the agreement, the certificate."""

    fact: str
    value: str
    source: str


@dataclass(frozen=True, slots=True)
class Why:
    """The answer for one person. ``answer`` is one of six words, ``outcome`` what the selection says."""

    answer: str
    outcome: Outcome
    evidence: tuple[Evidence, ...]

    def document(self) -> dict[str, Any]:
        """The answer as plain JSON values."""
        one = self.outcome
        return {
            "person_id": one.person_id,
            "answer": self.answer,
            "reason": str(one.reason),
            "sentence": one.sentence,
            "clause": one.clause,
            "tranche": one.tranche,
            "ticket": one.ticket,
            "evidence": [{"fact": e.fact, "value": e.value, "source": e.source} for e in self.evidence],
        }


def why(
    selection: Selection,
    agreement: Agreement,
    persons: Mapping[str, Person],
    ties: Mapping[str, Sequence[str]],
    on: dt.date,
    person_id: str,
) -> Why:
    """The answer for one person, from what the selection has written. ``ties`` is what ``answers.ties`` gives.

    Raises UsageError for a person whom the selection does not know.
    """
    outcome = explain(selection, person_id)
    person = persons[person_id]
    teller = _Witness(selection, agreement, persons, ties, on)
    return Why(ANSWERS[outcome.reason], outcome, tuple(teller.evidence(person, outcome)))


class _Witness:
    def __init__(
        self,
        selection: Selection,
        agreement: Agreement,
        persons: Mapping[str, Person],
        ties: Mapping[str, Sequence[str]],
        on: dt.date,
    ) -> None:
        self.selection, self.agreement, self.persons = selection, agreement, persons
        self.ties, self.on, self.rules = ties, on, Rules(agreement, on)

    def evidence(self, person: Person, outcome: Outcome) -> Iterator[Evidence]:
        match outcome.reason:
            case Reason.NOT_CONFIRMED:
                yield Evidence("identity", str(person.identity), self._lists(person))
            case Reason.NOT_ELIGIBLE:
                yield from self._uncovered(person)
            case Reason.NO_CONSENT:
                yield Evidence("consent", str(person.consent), self._held(person))
                if self.rules.is_child(person) or person.guardian:
                    yield Evidence("guardian_consent", str(person.guardian_consent), self._lists(person))
                    yield Evidence("birth_date", str(person.birth_date or "not known"), self._lists(person))
            case Reason.VETOED:
                yield from self._vetoed(person)
            case Reason.GROUP_BLOCKED:
                yield from self._blocked(person)
            case _:
                yield from self._weighed(person, outcome)

    def _uncovered(self, person: Person) -> Iterator[Evidence]:
        way = (person.holder, person.home)
        on_way = [clause for clause in self.agreement.clauses if way in clause.flows and clause.category]
        for clause in on_way:
            category = self.agreement.category(clause.category)
            if category is not None:
                for test, value in failing(category.who, person, self.on):
                    yield Evidence(f"clause {clause.id} asks for {test}", value, self._lists(person))
        if not on_way:
            yield Evidence(
                "way", f"from {way[0]} to {way[1]}", "no clause of the agreement with a category speaks of it"
            )

    def _vetoed(self, person: Person) -> Iterator[Evidence]:
        veto = self.rules.veto(person)
        assert veto is not None
        yield Evidence(f"veto {veto.id} of {veto.by}", veto.reason or "no reason given", self._agreement(veto.line))
        yield Evidence("expires", veto.expires.isoformat() if veto.expires else "never", self._agreement(veto.line))
        yield Evidence("held entry", person.held_id, self._held(person))

    def _blocked(self, person: Person) -> Iterator[Evidence]:
        told = {one.person_id: one for one in self.selection.outcomes if one.person_id in self.ties[person.person_id]}
        for name in self.ties[person.person_id]:
            other, theirs = self.persons[name], told[name]
            if name != person.person_id and theirs.reason is not Reason.GROUP_BLOCKED:
                yield Evidence(f"{name} cannot go", f"{theirs.reason}: {theirs.sentence}", self._lists(other))
            elif (other.holder, other.home) != (person.holder, person.home):
                yield Evidence(f"{name} has another way", f"from {other.holder} to {other.home}", self._lists(other))

    def _weighed(self, person: Person, outcome: Outcome) -> Iterator[Evidence]:
        proof = self.selection.certificate
        found = class_of(proof, person.person_id)
        clause = self.agreement.clause(outcome.clause)
        line = self._agreement(clause.line if clause else 0)
        yield Evidence("clause", f"{outcome.clause} ({clause.kind})" if clause else outcome.clause, line)
        yield Evidence("identity", str(person.identity), self._lists(person))
        yield Evidence("class", f"{found.taken} of {found.units} go", f"certificate.json, class {found.index}")
        match outcome.reason:
            case Reason.BINDING_CLAUSE:
                yield from (
                    Evidence(why_, f"{total} of {limit}", line) for why_, total, limit in limits(proof, outcome.clause)
                )
            case Reason.LOWER_PRIORITY:
                yield from self._behind(found, margin(proof, found))
        before = chance(proof, found)
        if before is not None and 0 < before < 1:
            lot = proof["lottery"]
            drawn = f"number {lot['drawn'] + 1} of {len(lot['points'])} equally good selections was drawn"
            yield Evidence(
                "chance in the lot", f"{before}, the same for everyone of the class", "certificate.json, lottery"
            )
            yield Evidence("what decided", drawn, f"HMAC-SHA-256 under the seed {proof['seed']}")
        if outcome.ticket:
            yield Evidence("ticket", outcome.ticket, f"HMAC-SHA-256 of the person_id under the seed {proof['seed']}")
            yield Evidence("cut-off", found.cut_off(str(proof["seed"])), f"the last of {found.taken} tickets that go")

    def _behind(self, mine: ClassProof, theirs: ClassProof | None) -> Iterator[Evidence]:
        if theirs is None:
            return
        names = [level["name"] for level in self.selection.certificate["levels"]]
        for priority in self.agreement.priorities:
            place = names.index(priority.id)
            own, least = mine.levels[place], theirs.levels[place]
            if own != least:
                unit = "months" if priority.measure == "held_months" else "people"
                yield Evidence(
                    f"priority {priority.id}",
                    f"{own} {unit} here, {least} in the last class that goes",
                    f"certificate.json, classes {mine.index} and {theirs.index}",
                )
                return

    def _agreement(self, line: int) -> str:
        return f"{self.agreement.file}, line {line}" if line else f"the agreement {self.agreement.sha256[:12]}"

    def _held(self, person: Person) -> str:
        return f"{person.holder}'s held list, entry {person.held_id}" if person.held_id else self._lists(person)

    def _lists(self, person: Person) -> str:
        held = f"{person.holder}'s held list, entry {person.held_id}" if person.held_id else ""
        sought = f"{person.home}'s sought list, entry {person.sought_id}" if person.sought_id else ""
        if person.identity is Identity.MATCHED and held and sought:
            return f"{held}, and {sought}, tied by two reviewers' decision"
        return " and ".join(filter(None, (held, sought))) or f"persons.csv, {person.person_id}"
