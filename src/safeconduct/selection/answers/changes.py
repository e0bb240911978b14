"""Changes that a question supposes: to the numbers and clauses of the agreement, or to the facts of one person."""

from __future__ import annotations

import dataclasses
import json
import tomllib
import typing
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
from pathlib import Path
from typing import Any

from safeconduct.errors import Fault, UnreadableInput, UsageError
from safeconduct.people.model import Consent, Identity, Person
from safeconduct.terms import Agreement, Clause, canonical_bytes, parse_terms, restore

Document = dict[str, Any]
VALUES = {int: "a whole number, such as 170", bool: "true or false", str: "a word, or words in quotes"}


@dataclass(frozen=True, slots=True)
class Add:
    """Clauses, categories, priorities and vetoes of ``text`` (as in terms.toml), before clause ``before`` or last."""

    text: str
    file: str = "clause.toml"
    before: str = ""

    @property
    def words(self) -> str:
        return f"{self.file} is added" + (f" before clause {self.before}" if self.before else "")


@dataclass(frozen=True, slots=True)
class Remove:
    """The agreement without a clause."""

    clause: str

    @property
    def words(self) -> str:
        return f"clause {self.clause} is left out"


@dataclass(frozen=True, slots=True)
class Set:
    """One field of a clause with another value, as plain data; ``exactly`` sets min and max. ``before``: as it is."""

    clause: str
    field: str
    value: object
    before: object = None

    @property
    def words(self) -> str:
        instead = f", and not {json.dumps(self.before, ensure_ascii=False)}" if self.before is not None else ""
        return f"{self.clause}.{self.field} is {json.dumps(self.value, ensure_ascii=False)}{instead}"


@dataclass(frozen=True, slots=True)
class Force:
    """A person who may go, and those tied to them, are among those who go."""

    person: str

    @property
    def words(self) -> str:
        return f"{self.person} goes whatever comes first"


@dataclass(frozen=True, slots=True)
class Agrees:
    """A person, or the guardian who answers for them, says yes when asked."""

    person: str

    @property
    def words(self) -> str:
        return f"{self.person}, or who answers for them, is asked in private and agrees"


@dataclass(frozen=True, slots=True)
class Confirm:
    """Both sides confirm a person whom the holder lists and the other side has not (yet) been found to ask for."""

    person: str

    @property
    def words(self) -> str:
        return f"both sides confirm {self.person}"


@dataclass(frozen=True, slots=True)
class Lift:
    """A veto no longer holds; with ``person``, only for them where it names entries."""

    veto: str
    person: str = ""

    @property
    def words(self) -> str:
        return f"veto {self.veto} is lifted" + (f" for {self.person}" if self.person else "")


@dataclass(frozen=True, slots=True)
class Part:
    """A person agrees to go without the others of their group (a child is never parted from its guardian by this)."""

    person: str

    @property
    def words(self) -> str:
        return f"{self.person} agrees to go without the rest of the group"


Change = Add | Remove | Set | Force | Agrees | Confirm | Lift | Part


@dataclass(frozen=True, slots=True)
class Supposed:
    """What the changes make of an agreement and its persons. ``persons`` are only those whose facts are others."""

    agreement: Agreement
    persons: Mapping[str, Person] = field(default_factory=dict)
    forced: tuple[str, ...] = ()


def suppose(agreement: Agreement, persons: Mapping[str, Person], changes: Sequence[Change]) -> Supposed:
    """The changes one after the other. Raises UsageError where one names what is not there, or a value that is none."""
    document: Document = json.loads(canonical_bytes(agreement))
    changed: dict[str, Person] = {}
    forced: list[str] = []
    for change in changes:
        match change:
            case Add():
                _add(document, change, agreement)
            case Remove():
                document["clauses"].remove(_clause(document, change.clause))
            case Set():
                _set(document, change)
            case Lift():
                _lift(document, change, persons)
            case Force():
                forced.append(_person(persons, change.person).person_id)
            case Agrees() | Confirm() | Part():
                one = changed.get(change.person) or _person(persons, change.person)
                changed[one.person_id] = _facts(one, change)
    return Supposed(_restored(agreement, document), changed, tuple(forced))


def _restored(agreement: Agreement, document: Document) -> Agreement:
    """The agreement that ``document`` says; what has not changed is the same value as before, with its lines."""
    before: Document = json.loads(canonical_bytes(agreement))
    made = restore(document, file=agreement.file)
    same = [field.name for field in dataclasses.fields(Agreement) if document.get(field.name) == before.get(field.name)]
    lines = {clause.id: clause.line for clause in agreement.clauses}
    clauses = tuple(dataclasses.replace(one, line=lines.get(one.id, 0)) for one in made.clauses)
    kept = {name: getattr(agreement, name) for name in same if name not in ("clauses", "sha256")}
    return dataclasses.replace(made, **{**kept, "clauses": clauses})


def parse_set(words: str) -> Set:
    """``CLAUSE.field=value``; the value as in terms.toml, where a single word needs no quotes. Raises UsageError."""
    left, equals, right = words.partition("=")
    clause, dot, name = left.strip().rpartition(".")
    if not (equals and dot and clause and name and right.strip()):
        raise UsageError(f'--set "{words}" is not of the form CLAUSE.field=value, such as others.max=170.')
    try:
        value = tomllib.loads(f"value = {right.strip()}")["value"]
    except tomllib.TOMLDecodeError:
        value = right.strip()
    return Set(clause, name, json.loads(json.dumps(value, default=str)))  # a date as in the canonical form


def read_add(path: Path, before: str = "") -> Add:
    """The clauses of a file. Raises UnreadableInput."""
    try:
        return Add(path.read_text("utf-8-sig"), path.name, before)
    except (OSError, UnicodeDecodeError) as error:
        found = error.strerror if isinstance(error, OSError) else "bytes that are not UTF-8"
        fault = Fault(path.name, found or str(error), "a TOML file, saved as UTF-8")
        raise UnreadableInput(f"{path.name} cannot be read.", [fault]) from error


def _add(document: Document, change: Add, agreement: Agreement) -> None:
    parties = json.dumps(list(agreement.parties))
    # The heading comes last, so that the lines of the file are its own lines in every fault.
    text = f'{change.text}\n[agreement]\nid = "added"\nparties = {parties}\n'
    added: Document = json.loads(canonical_bytes(parse_terms(text, change.file)))
    if not added["clauses"]:
        raise UsageError(f"{change.file} holds no [[clause]].")
    place = document["clauses"].index(_clause(document, change.before)) if change.before else len(document["clauses"])
    document["clauses"][place:place] = added["clauses"]
    for name in ("categories", "priorities", "vetoes"):
        document[name] += added[name]
    ids = [one["id"] for one in document["clauses"]]
    if twice := sorted({one for one in ids if ids.count(one) > 1}):
        raise UsageError(f"The agreement already has a clause {', '.join(twice)}; give the new one an id of its own.")


def _set(document: Document, change: Set) -> None:
    clause = _clause(document, change.clause)
    names = ("min", "max") if change.field == "exactly" and {"min", "max"} <= set(clause) else (change.field,)
    if names[0] not in clause or change.field in ("id", "kind"):
        known = ", ".join(sorted(set(clause) - {"id", "kind"}))
        raise UsageError(f"Clause {change.clause} ({clause['kind']}) has no field {change.field}; it has {known}.")
    if isinstance(change.value, int) and change.value < 0:
        raise UsageError(f"{change.words}: a number of people is 0 or more.")
    clause.update(dict.fromkeys(names, change.value))
    _typed(document, clause, change)
    if change.field == "parts":
        clause["flows"] = [[giver, part["to"]] for part in clause["parts"] for giver in part["from"]]


def _typed(document: Document, clause: Document, change: Set) -> None:
    """A value of the wrong kind is told of the change that brought it, not of the whole agreement."""
    try:
        restore({**document, "clauses": [clause]})
    except UnreadableInput as error:
        raise UsageError(f"{change.words}: the value must be {_kind(clause, change.field)}.") from error


def _kind(clause: Document, name: str) -> str:
    """What a field of a clause holds, in plain words."""
    of_clause = next(one for one in Clause.__subclasses__() if one.kind == clause["kind"])
    hint = typing.get_type_hints(of_clause)["min" if name == "exactly" else name]
    kind = next(iter(typing.get_args(hint)), hint) if hint == int | None else hint
    if isinstance(kind, type) and issubclass(kind, Enum):
        return " or ".join(str(one.value) for one in kind)
    return VALUES.get(kind, "of the form that the field has in certificate.json, under agreement")


def _lift(document: Document, change: Lift, persons: Mapping[str, Person]) -> None:
    veto = next((one for one in document["vetoes"] if one["id"] == change.veto), None)
    if veto is None:
        known = ", ".join(one["id"] for one in document["vetoes"]) or "none"
        raise UsageError(f"The agreement has no veto {change.veto}; it has {known}.")
    if change.person and veto["who"] is None:
        one = _person(persons, change.person)
        names = {one.held_id, f"{one.holder}/{one.held_id}"}
        veto["entries"] = [entry for entry in veto["entries"] if entry not in names]
        if veto["entries"]:
            return
    document["vetoes"].remove(veto)


def _facts(one: Person, change: Agrees | Confirm | Part) -> Person:
    match change:
        case Agrees():
            return dataclasses.replace(one, consent=Consent.YES, guardian_consent=Consent.YES)
        case Confirm():
            if one.identity is Identity.CLAIMED:
                raise UsageError(f"{one.person_id} is asked for, but no party says that it holds them.")
            return dataclasses.replace(one, identity=Identity.MATCHED)
        case Part():
            return dataclasses.replace(one, group="", group_kind=None)


def _clause(document: Document, name: str) -> Document:
    for clause in document["clauses"]:
        if clause["id"] == name:
            found: Document = clause
            return found
    known = ", ".join(clause["id"] for clause in document["clauses"])
    raise UsageError(f"The agreement has no clause {name}; it has {known}.")


def _person(persons: Mapping[str, Person], name: str) -> Person:
    if name not in persons:
        raise UsageError("The selection does not know this person.", [Fault("persons.csv", name, "a person_id in it")])
    return persons[name]
