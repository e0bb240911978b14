"""The kinds of clauses: what an agreement can say of who goes, each a frozen value.

A person goes under the first clause, in the order of the file, whose flow and category cover them. Clauses that cover
nobody by themselves (``keep_together``, ``balance``, ``reciprocity``) bind those who go under others.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar

from safeconduct.people.model import GroupKind, Identity

Flow = tuple[str, str]  # (holder, home): people go from the holder to the home party


class Shortfall(StrEnum):
    """What happens when fewer people than promised may go: nothing goes ahead, fewer go, or the rest is owed."""

    FAIL = "fail"
    REDUCE = "reduce"  # each side as many as it can, up to the number
    REDUCE_BOTH = "reduce_both"  # both sides the same smaller number
    CARRY_OVER = "carry_over"  # each side as many as it can; what is missing is owed in the next operation


class Rule(StrEnum):
    """How strictly a group is kept together."""

    INDIVISIBLE = "indivisible"  # all go or none, in one tranche
    PREFER = "prefer"  # as many groups as possible whole, but nobody is kept back for it


@dataclass(frozen=True, slots=True)
class Text:
    """A wording in one or more languages: ``wordings`` is ((language, text), ...), as the file gives them."""

    wordings: tuple[tuple[str, str], ...] = ()

    def __str__(self) -> str:
        """The English wording, or the first there is."""
        return dict(self.wordings).get("en") or (self.wordings[0][1] if self.wordings else "")

    def into(self, language: str) -> str:
        """The wording in ``language``; where there is none, what ``str`` gives."""
        return dict(self.wordings).get(language) or str(self)


@dataclass(frozen=True, slots=True)
class Wording:
    """The text of a disputed clause as one party reads it, and the numbers that it means: ((key, number), ...)."""

    party: str
    text: Text
    numbers: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Reading:
    """A neutral reading of a disputed clause: by whom (no party), on what ground, and the numbers it gives."""

    by: str
    because: str
    numbers: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True, kw_only=True)
class Clause:
    """What all clauses share. ``line`` is the line of the terms file; ``flows`` are the directions it speaks of."""

    kind: ClassVar[str] = ""
    entitles: ClassVar[bool] = True  # people go under it; otherwise it binds those who go under others
    id: str
    line: int = 0
    title: Text = Text()
    flows: tuple[Flow, ...] = ()
    category: str = ""
    legal_basis: str = ""
    wordings: tuple[Wording, ...] = ()  # where the parties' texts differ; the program chooses neither
    reading: Reading | None = None


@dataclass(frozen=True, kw_only=True)
class All(Clause):
    """All for all: everyone of the category goes. ``min`` is the floor for each flow; the linter refuses a ``max``."""

    kind: ClassVar[str] = "all"
    conditional: bool = False
    min: int = 0
    max: int | None = None
    on_shortfall: Shortfall = Shortfall.FAIL


@dataclass(frozen=True, kw_only=True)
class OneForOne(Clause):
    """As many one way as the other, within ``tolerance`` people; between ``min`` and ``max`` each way."""

    kind: ClassVar[str] = "one_for_one"
    min: int = 0
    max: int | None = None
    tolerance: int = 0
    weights: str = ""
    on_shortfall: Shortfall = Shortfall.FAIL


@dataclass(frozen=True, kw_only=True)
class Quota(Clause):
    """Between ``min`` and ``max`` people for each flow; with ``over``, of those who go under other clauses."""

    kind: ClassVar[str] = "quota"
    min: int = 0
    max: int | None = None
    over: tuple[str, ...] = ()
    weights: str = ""
    on_shortfall: Shortfall = Shortfall.FAIL


@dataclass(frozen=True, kw_only=True)
class Ratio(Clause):
    """``give`` people of the first flow for ``get`` of the second, in whole ``lots`` or within ``tolerance``.

    The tolerance is counted in cross-multiplied people: ``|get * first - give * second| <= tolerance``.
    """

    kind: ClassVar[str] = "ratio"
    give: int
    get: int
    lots: bool = True
    max_lots: int | None = None
    tolerance: int = 0
    weights: str = ""


@dataclass(frozen=True, kw_only=True)
class Remains(Clause):
    """The return of remains, never in one balance with the living (AP I 34); ``one_for_one`` if the parties insist."""

    kind: ClassVar[str] = "remains"
    min: int = 0
    max: int | None = None
    one_for_one: bool = False
    identified: Identity = Identity.MATCHED
    on_shortfall: Shortfall = Shortfall.REDUCE


@dataclass(frozen=True, kw_only=True)
class KeepTogether(Clause):
    """People of a group of these kinds are not parted (AP I 74)."""

    kind: ClassVar[str] = "keep_together"
    entitles: ClassVar[bool] = False
    groups: tuple[GroupKind, ...] = (GroupKind.FAMILY,)
    rule: Rule = Rule.INDIVISIBLE


@dataclass(frozen=True, kw_only=True)
class Balance(Clause):
    """Among several parties each receives as many as it gives, within ``tolerance``, over the clauses ``over``."""

    kind: ClassVar[str] = "balance"
    entitles: ClassVar[bool] = False
    parties: tuple[str, ...] = ()
    tolerance: int = 0
    over: tuple[str, ...] = ()
    weights: str = ""


@dataclass(frozen=True, kw_only=True)
class PackageFlow:
    """``n`` people to one party from any of several."""

    to: str
    n: int
    from_: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Package(Clause):
    """Several flows of fixed numbers, all or nothing (the shape of 1 August 2024, Ankara)."""

    kind: ClassVar[str] = "package"
    parts: tuple[PackageFlow, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Reciprocity(Clause):
    """Nobody gives more than ``give`` for every ``get`` that it receives, over the clauses ``over``."""

    kind: ClassVar[str] = "reciprocity"
    entitles: ClassVar[bool] = False
    parties: tuple[str, ...] = ()
    give: int = 1
    get: int = 1
    over: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Named(Clause):
    """This person only against that one: ``wants`` pairs an entry with those it may be exchanged against.

    Entries are written ``party/held_id``. Cycles and chains are at most so long; a ``goodwill`` entry is released
    against nobody and may start a chain.
    """

    kind: ClassVar[str] = "named"
    wants: tuple[tuple[str, tuple[str, ...]], ...] = ()
    goodwill: tuple[str, ...] = ()
    longest_cycle: int = 3
    longest_chain: int = 3
