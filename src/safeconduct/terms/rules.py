"""What the agreement and the law allow for one person: under which clause they may go, or what bars them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum
from operator import attrgetter
from typing import Any

from safeconduct.people.model import Consent, Identity, PartialDate, Person
from safeconduct.terms.alike import Alike, Key
from safeconduct.terms.kinds import Clause, Flow, Named, Quota, Remains
from safeconduct.terms.model import Agreement, Veto
from safeconduct.terms.predicate import ADULT, Predicate, Truth, guarded, holds

_AGE = ("birth_date", "guardian", "guardian_consent")
_ATTRIBUTES = {
    "age_under": _AGE,
    "age_at_least": _AGE,
    "held_months_under": ("held_since",),
    "held_months_at_least": ("held_since",),
}
_ALWAYS = (
    "holder",
    "home",
    "identity",
    "remains",
    "consent",
    "guardian_consent",
)  # facts that are always asked for


class Bar(StrEnum):
    """What bars a person who is listed."""

    NOT_CONFIRMED = "not_confirmed"
    NOT_ELIGIBLE = "not_eligible"
    VETOED = "vetoed"
    NO_CONSENT = "no_consent"


@dataclass(frozen=True, slots=True)
class Standing:
    """A person before the agreement: the clause they go under, or the bar, with the words that say why.

    ``own`` says that the words tell of facts by which the agreement does not tell people apart.
    """

    clause: str
    bar: Bar | None = None
    why: str = ""
    own: bool = False


class Judge:
    """``holds`` for one predicate and day, remembered by the facts it asks for; many people share them."""

    def __init__(self, predicate: Predicate, on: dt.date) -> None:
        self.predicate, self._on = predicate, on
        self._known: dict[Any, Truth] = {}
        names = sorted({name for fact in predicate.facts() for name in _ATTRIBUTES.get(fact, (fact,))})
        self._facts: Callable[[Person], Any] = attrgetter(*names) if names else (lambda _: None)

    def __call__(self, person: Person) -> Truth:
        key = self._facts(person)
        try:
            return self._known[key]
        except KeyError:
            answer = self._known[key] = holds(self.predicate, person, self._on)
            return answer


class Rules:
    """An agreement made ready to judge many persons on the day ``on``."""

    def __init__(self, agreement: Agreement, on: dt.date) -> None:
        self.agreement, self.on = agreement, on
        judges = {category.id: Judge(category.who, on) for category in agreement.categories}
        self._by_flow: dict[Flow, list[tuple[Clause, Judge | None]]] = {}
        for clause in agreement.clauses:
            if entitling(clause):
                for flow in dict.fromkeys(clause.flows):
                    self._by_flow.setdefault(flow, []).append((clause, judges.get(clause.category)))
        self._vetoes = [
            (veto, Judge(veto.who, on) if veto.who else None) for veto in agreement.vetoes if veto.in_force(on)
        ]
        self._guardian_under = max(agreement.consent.guardian_under or 0, ADULT)
        self._children: dict[PartialDate, bool] = {}
        asked = [judge for pairs in self._by_flow.values() for _, judge in pairs] + [judge for _, judge in self._vetoes]
        self._asked = [judge.predicate for judge in asked if judge is not None]
        self._asked.append(Predicate("is", fact="age_under", value=self._guardian_under))  # see ``is_child``
        named = [clause for clause in agreement.clauses if isinstance(clause, Named)]
        self._listed = {entry for veto in agreement.vetoes for entry in veto.entries}.union(
            *({*clause.goodwill, *(entry for entry, _ in clause.wants)} for clause in named)
        )
        self._alike = self.alike()
        self._known: dict[Key, Standing] = {}

    def alike(self, more: Iterable[Predicate] = (), also: Iterable[str] = ()) -> Alike:
        """Keys that are equal for people of equal ``standing``, and whom ``more`` predicates cannot tell apart.

        ``also`` are further attributes of a person that matter. The words of a standing may be their ``own``.
        """
        return Alike([*self._asked, *more], {*_ALWAYS, *also}, self.on, self._listed)

    def cover(self, person: Person) -> tuple[Clause | None, str]:
        """The first clause that covers the person, and for which clauses the facts leave it open."""
        opens: list[str] = []
        for clause, judge in self._by_flow.get((person.holder, person.home), ()):
            if isinstance(clause, Named):
                if not person.remains and _is_named(clause, person):  # remains are never given for the living
                    return clause, ""
                continue
            if isinstance(clause, Remains) is not person.remains:
                continue
            if judge is None:
                if not clause.category:
                    return clause, ""
                continue
            match judge(person):
                case True:
                    return clause, ""
                case None:
                    opens.append(clause.id)
        return None, ", ".join(opens)

    def covering(self, person: Person) -> list[Clause]:
        """Every clause whose category covers the person, in order; they go under the first."""
        pairs = self._by_flow.get((person.holder, person.home), ())
        return [
            clause
            for clause, judge in pairs
            if isinstance(clause, Remains) is person.remains
            and not isinstance(clause, Named)
            and (not clause.category if judge is None else judge(person) is True)
        ]

    def is_child(self, person: Person) -> bool:
        """Under the age at which a guardian's consent is needed, or possibly so (AP I 78).

        Without a birth date that is whoever has a guardian, or for whom a guardian has answered.
        """
        born = person.birth_date
        if born is None:
            return guarded(person)
        known = self._children.get(born)
        if known is None:
            known = self._children[born] = born.age_on(self.on)[0] < self._guardian_under
        return known

    def veto(self, person: Person) -> Veto | None:
        """The first veto in force that names the person."""
        for veto, judge in self._vetoes:
            if veto.by != person.holder and veto.by != self.agreement.intermediary:
                continue
            if person.held_id and (
                person.held_id in veto.entries or f"{person.holder}/{person.held_id}" in veto.entries
            ):
                return veto
            if judge is not None and judge(person) is True:
                return veto
        return None

    def standing(self, person: Person) -> Standing:
        """Under which clause the person may go by themselves, or what bars them. Groups are not looked at here."""
        key = self._alike(person)
        found = self._known.get(key)
        if found is None:
            found = self._stands(person)
            if not found.own:
                self._known[key] = found
        return found

    def _stands(self, person: Person) -> Standing:
        if person.identity is Identity.CLAIMED:
            return Standing("", Bar.NOT_CONFIRMED, "they are asked for, but no party says that it holds them")
        clause, opens = self.cover(person)
        needed = clause.identified if isinstance(clause, Remains) else self.agreement.identity
        if person.identity is Identity.ACKNOWLEDGED and needed is Identity.MATCHED:
            what = (
                "has asked for these remains" if person.remains else "has asked for them, or the match is not decided"
            )
            return Standing("", Bar.NOT_CONFIRMED, f"they are on the holder's list, but nobody {what}")
        if clause is None:
            return Standing("", Bar.NOT_ELIGIBLE, _uncovered(person, opens), own=bool(opens))
        if (veto := self.veto(person)) is not None:
            until = f" until {veto.expires.isoformat()}" if veto.expires else ""
            reason = veto.reason.replace("_", " ") or "no reason given"
            return Standing(clause.id, Bar.VETOED, f"veto {veto.id} keeps them back{until} ({reason})")
        if (why := self._unwilling(person)) is not None:
            return Standing(clause.id, Bar.NO_CONSENT, why)
        return Standing(clause.id)

    def _unwilling(self, person: Person) -> str | None:
        if person.remains:
            return None
        if person.consent is Consent.NO:
            return "they have said that they do not want to go (GC III 109)"
        child = self.is_child(person)
        if person.guardian_consent is Consent.NO:
            if child:
                return "they are or may be a child, and the parent or guardian has not consented (AP I 78)"
            return "a parent or guardian has refused for them, although their birth date is that of an adult (AP I 78)"
        if self.agreement.consent.required_for != "living":
            return None
        if child:
            if person.guardian_consent is Consent.YES:
                return None
            return "they are or may be a child, and the parent or guardian has not yet been asked (AP I 78)"
        if person.consent is Consent.UNKNOWN:
            return "nobody has yet asked them in private whether they want to go"
        return None


def entitling(clause: Clause) -> bool:
    """Whether people go under this clause, or it only binds those who go under others."""
    return clause.entitles and not (isinstance(clause, Quota) and clause.over)


def _is_named(clause: Named, person: Person) -> bool:
    label = f"{person.holder}/{person.held_id}"
    return label in clause.goodwill or any(label == entry for entry, _ in clause.wants)


def _uncovered(person: Person, opens: str) -> str:
    if opens:
        born = f"the birth date {person.birth_date}" if person.birth_date else "a missing birth date"
        return f"the facts do not decide whether clause {opens} covers them ({born}, or another fact that is missing)"
    what = "remains" if person.remains else "their facts"
    return f"no clause of the agreement covers {what} on the way from {person.holder} to {person.home}"
