"""Family names in Ukrainian, Russian and Belarusian, made of roots and endings; both sexes.

Real names of this region are built the same way, so most of what comes out exists; no list of real persons was used.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from safeconduct.example.given_names import Forms, table_lines

_RARE = ("UK", "E", "OV", "YUK", "OVSK", "YSHYN", "AK", "OVYCH", "IK")  # what other roots take now and then
_HARD = "рчшжцт"  # consonants after which Belarusian writes э for е


@dataclass(frozen=True, slots=True)
class FamilyName:
    """One family name: a man's form and a woman's form in each language."""

    male: Forms
    female: Forms

    def of(self, *, female: bool) -> Forms:
        return self.female if female else self.male


def _endings() -> Mapping[str, tuple[tuple[str, str], ...]]:
    table = {}
    for line in table_lines("family_endings.txt"):
        key, *forms = line.split()
        pairs = [form.split("/") if "/" in form else (form, form) for form in forms]
        table[key] = tuple((man.strip("-"), woman.strip("-")) for man, woman in pairs)
    return table


def _join(root: tuple[str, str, str], ending: tuple[tuple[str, str], ...]) -> FamilyName:
    made = []
    for sex in (0, 1):
        forms = [form[sex] for form in ending]
        if forms[2] == "ENKA":
            forms[2] = "энка" if root[2][-1] in _HARD else "енка"
        made.append(Forms(*(stem + form for stem, form in zip(root, forms, strict=True))))
    return FamilyName(*made)


def _make() -> tuple[FamilyName, ...]:
    endings = _endings()
    rows = [line.split() for line in table_lines("family_roots.txt")]
    roots = [((uk, ru, be), tuple(keys)) for uk, ru, be, *keys in rows]
    names: dict[str, FamilyName] = {}
    for place in range(max(len(keys) for _, keys in roots)):
        for root, keys in roots:
            if place < len(keys):
                name = _join(root, endings[keys[place]])
                names.setdefault(name.male.uk, name)
    for key in _RARE:
        for root, _ in roots:
            if root[0][-1] in "бвгдзлмнпрст" and root[0][-2] in "аеиіїоуюя":
                name = _join(root, endings[key])
                names.setdefault(name.male.uk, name)
    return tuple(names.values())


#: From common to rare.
FAMILY_NAMES: tuple[FamilyName, ...] = _make()
