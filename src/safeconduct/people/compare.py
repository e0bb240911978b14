"""Why two names agree or do not, part by part."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from safeconduct.people import canonical
from safeconduct.people.keys import Keys, keys_of, name_parts
from safeconduct.people.letters import oddities, shown
from safeconduct.people.model import Entry, ListKind
from safeconduct.people.notes import told
from safeconduct.people.skeleton import frame_of, skeleton_of
from safeconduct.people.slavic import name_keys, surnames_differ

_PARTS = ("family name", "given name", "father's name")


@dataclass(frozen=True, slots=True)
class PartComparison:
    """One part of two names: the spellings, what each is read as, and whether they agree. None: a side says nothing."""

    part: str
    one: str
    other: str
    read_as: tuple[str, str]
    agree: bool | None
    why: str


@dataclass(frozen=True, slots=True)
class NameComparison:
    """Two names, part by part, and the sentence that sums it up."""

    parts: tuple[PartComparison, ...]
    notes: tuple[str, ...]
    sentence: str

    def document(self) -> Mapping[str, Any]:
        """Plain JSON values."""
        parts = [
            {
                "part": part.part,
                "one": part.one,
                "other": part.other,
                "read_as": list(part.read_as),
                "agree": part.agree,
                "why": part.why,
            }
            for part in self.parts
        ]
        return {"parts": parts, "notes": list(self.notes), "sentence": self.sentence}

    def lines(self) -> Sequence[str]:
        """A small table for a terminal."""
        head = ("", "one", "read as", "other", "read as", "agree")
        rows: list[tuple[str, ...]] = [head]
        for part in self.parts:
            agree = {True: "yes", False: "no", None: "—"}[part.agree]
            row = (part.part, part.one, part.read_as[0], part.other, part.read_as[1], f"{agree}: {part.why}")
            rows.append(tuple(map(shown, row)))
        widths = [max(map(_width, column)) for column in zip(*rows, strict=True)]
        table = [
            "  ".join(cell + " " * (width - _width(cell)) for cell, width in zip(row, widths, strict=True)).rstrip()
            for row in rows
        ]
        return [*table, *self.notes, self.sentence]


def compare_names(one: str, other: str) -> NameComparison:
    """Compare two names as matching would, each given in any order of its parts."""
    notes = []
    parts: list[tuple[str, str, str]] = []
    keys: list[Keys] = []
    for text in (one, other):
        family, given, father, _ = name_parts(text, "", "")
        parts.append((family, given, father))
        keys.append(keys_of(Entry("", "", ListKind.SOUGHT, 0, "", family, given, father)))
        notes += [f"{shown(text)} is odd: {told(code)}" for code in oddities(text)]
    if not any(parts[0][1:]) and not any(parts[1][1:]):
        compared = [_single(one, other)]
    else:
        compared = [_part(at, parts, keys) for at in range(3) if parts[0][at] or parts[1][at]]
    return NameComparison(tuple(compared), tuple(notes), _sentence(compared))


def _single(one: str, other: str) -> PartComparison:
    """Two names of one part, of which it is not known what part it is."""
    shared = name_keys(one) & name_keys(other)
    ids = canonical.given_id(one), canonical.given_id(other)
    if ids[0] == ids[1] and canonical.is_known(ids[0]):
        return PartComparison("name", one, other, ids, True, "one given name in two languages or spellings")
    read_as = " / ".join(sorted(name_keys(one))), " / ".join(sorted(name_keys(other)))
    if not all(read_as):
        return PartComparison("name", one, other, read_as, None, "one side has none")
    near = min((_near(here, there) for here in name_keys(one) for there in name_keys(other)), key=_NEARNESS.index)
    why = f"they share the key {min(shared)}" if shared else near
    return PartComparison("name", one, other, read_as, bool(shared), why)


def _part(at: int, parts: Sequence[tuple[str, str, str]], keys: Sequence[Keys]) -> PartComparison:
    one, other = parts[0][at], parts[1][at]
    if at == 0:
        here, there = keys[0].family or "", keys[1].family or ""
        shared = {here, keys[0].family2} & {there, keys[1].family2} - {None}
        agree = bool(shared) if here and there else None
        sounds = keys[0].family_sound or "", keys[1].family_sound or ""
        near = min(_near(here, there), _near(*sounds), key=_NEARNESS.index)
        why = "one side has none" if agree is None else "same key" if agree else near
        if agree and surnames_differ(one, other):
            agree, why = False, SOUND_ALIKE
        elif agree is False and near is not SAME_FRAME and _share_a_part(*keys):
            why = IN_PART
        return PartComparison(_PARTS[at], one, other, (here, there), agree, why)
    ids = ((k.given if at == 1 else k.father) or "" for k in keys)
    here, there = ids
    initials = [(k.given_initials if at == 1 else k.father_initials) or "" for k in keys]
    if here and there:
        agree = here == there
        why = ("the same name" if canonical.is_known(here) else "same key") if agree else _near(here, there)
        if agree and at == 1 and canonical.differ(one, other):
            agree, why = False, SOUND_ALIKE
    elif all(initials):
        agree, why = bool(set(initials[0]) & set(initials[1])), "an initial"
    else:
        agree, why = None, "one side has none"
    return PartComparison(_PARTS[at], one, other, (here or initials[0], there or initials[1]), agree, why)


SAME_FRAME = "the same consonants, other vowels or softer ones"
ALIKE = "alike, perhaps a slip of the pen"
OTHER = "different"
IN_PART = "one may be the double name of the other"
SOUND_ALIKE = "two names that only sound alike"
_NEARNESS = (SAME_FRAME, ALIKE, OTHER)
LIKENESS = 0.88  # as in link.py


def _near(one: str, other: str) -> str:
    """How near two keys are that are not the same, in the words of _NEARNESS."""
    from rapidfuzz.distance import JaroWinkler

    here, there = one.lstrip("?"), other.lstrip("?")
    if frame_of(skeleton_of(here)) == frame_of(skeleton_of(there)):
        return SAME_FRAME
    return ALIKE if JaroWinkler.similarity(here, there) >= LIKENESS else OTHER


def _share_a_part(one: Keys, other: Keys) -> bool:
    """Whether one surname is a part of the other, or both have the same two parts in another order."""
    here, there = (one.family_part, one.family_part2), (other.family_part, other.family_part2)
    if all(here) and all(there):
        return here == there[::-1]
    return (all(here) and other.family in here) or (all(there) and one.family in there)


def _sentence(parts: Sequence[PartComparison]) -> str:
    against = [part for part in parts if part.agree is False]
    said = [part for part in parts if part.agree is not None]
    if against:
        names = " and the ".join(part.part for part in against)
        if all(part.why in (SAME_FRAME, ALIKE, IN_PART) for part in against):
            if any(part.why == IN_PART for part in against):
                return (
                    "They may be one person, whose name one side gives in part; the program never proposes such a pair."
                )
            return f"They may be one name, spelled wrongly in one place: the {names} nearly agrees."
        return f"Not the same name as far as the {names} can tell."
    if not said:
        return "Nothing to compare."
    return "They may be one name: every part that both give agrees."


def _width(text: str) -> int:
    return sum(0 if unicodedata.combining(sign) else 1 for sign in text)
