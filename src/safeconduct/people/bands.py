"""From scores to bands: which pairs are proposed, which are only to be looked at, and why.

The machine merges nobody. A pair is *proposed* only if its probability is at least 0.999 **and** the given names
agree, sexes and birth dates do not conflict, both birth dates are known, and every other candidate of either entry was
compared and is at least six bits (64 times) less likely. Everything else that is likely enough goes to *review*, with
the reason that held it back; so twins, brothers and namesakes always come before a person's eyes. A pair that another
beats by six bits is *no*. Surnames that agree in a part only, or differ in a vowel that no way of writing exchanges, go
to review, too.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from safeconduct.people import canonical, link
from safeconduct.people.keys import name_parts
from safeconduct.people.model import Entry
from safeconduct.people.pairs import Band
from safeconduct.people.repeated import shares_its_id
from safeconduct.people.slavic import surnames_differ

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from safeconduct.people.engine import Scores

PROPOSE = 0.999
REVIEW = 0.05
MARGIN_BITS = 6.0

GIVEN_CONFLICT = "given_name_conflict"
GIVEN_UNSURE = "given_name_not_confirmed"
SEX_CONFLICT = "sex_conflict"
BIRTH_CONFLICT = "birth_date_conflict"
BIRTH_MISSING = "birth_date_missing"
NO_MARGIN = "another_candidate_is_near"
DOMINATED = "another_candidate_is_far_better"
FAMILY_PART = "family_name_in_part"
FAMILY_UNSURE = "family_name_not_confirmed"
SET_ASIDE = "candidates_set_aside"
ID_REPEATED = "id_repeated"

_GIVEN, _BIRTH, _SEX, _FAMILY = (link.FIELDS.index(field) for field in ("given", "birth", "sex", "family"))
_BIRTH_CONFLICTS = tuple(link.LEVELS["birth"].index(level) for level in ("year", "other"))
_GIVEN_SAME, _GIVEN_OTHER = link.LEVELS["given"].index("same"), link.LEVELS["given"].index("other")
_FAMILY_PART = link.LEVELS["family"].index("part")
_SEX_OTHER = link.LEVELS["sex"].index("other")


def margins(scores: Scores) -> NDArray[np.float64]:
    """For each pair, its bits less those of the best other candidate of either entry; infinite where there is none."""
    import numpy as np

    margin = np.full(len(scores.bits), np.inf)
    for side in (scores.left, scores.right):
        order = np.lexsort((-scores.bits, side))
        ids, bits = side[order], scores.bits[order]
        starts = np.r_[True, ids[1:] != ids[:-1]] if len(ids) else np.zeros(0, dtype=bool)
        first = np.maximum.accumulate(np.where(starts, np.arange(len(ids)), 0))
        has_second = np.zeros(len(ids), dtype=bool)
        second = np.full(len(ids), -np.inf)
        if len(ids) > 1:
            at_second = np.flatnonzero(starts[:-1] & ~starts[1:])
            has_second[at_second] = True
            second[at_second] = bits[at_second + 1]
        best_other = np.where(starts, np.where(has_second, second, -np.inf), bits[first] if len(ids) else bits)
        margin[order] = np.minimum(margin[order], bits - best_other)
    return margin


def band_of(
    probability: float, margin: float, levels: Sequence[int], left: Entry, right: Entry, *, aside: bool = False
) -> tuple[Band, tuple[str, ...]]:
    """The band of one pair, and the codes of what kept it from a higher one. ``aside`` says that other candidates of
    either entry were not compared, as too many say the same."""
    if margin <= -MARGIN_BITS:
        return Band.NO, (DOMINATED,)
    if probability < REVIEW:
        return Band.NO, ()
    held_back = []
    if levels[_GIVEN] == _GIVEN_OTHER or _names_differ(left, right):
        held_back.append(GIVEN_CONFLICT)
    elif levels[_GIVEN] != _GIVEN_SAME:
        held_back.append(GIVEN_UNSURE)
    if levels[_FAMILY] == _FAMILY_PART:
        held_back.append(FAMILY_PART)
    elif _surnames_differ(left, right):
        held_back.append(FAMILY_UNSURE)
    if levels[_SEX] == _SEX_OTHER:
        held_back.append(SEX_CONFLICT)
    if levels[_BIRTH] in _BIRTH_CONFLICTS:
        held_back.append(BIRTH_CONFLICT)
    elif levels[_BIRTH] < 0:
        held_back.append(BIRTH_MISSING)
    if margin < MARGIN_BITS:
        held_back.append(NO_MARGIN)
    if shares_its_id(left) or shares_its_id(right):
        held_back.append(ID_REPEATED)
    if aside:
        held_back.append(SET_ASIDE)
    if held_back or probability < PROPOSE:
        return Band.REVIEW, tuple(held_back)
    return Band.PROPOSE, ()


def _surnames_differ(left: Entry, right: Entry) -> bool:
    """Whether the surnames are written as two that share a key."""
    one = name_parts(left.family_name, left.given_name, left.patronymic)[0]
    other = name_parts(right.family_name, right.given_name, right.patronymic)[0]
    return surnames_differ(one, other)


def _names_differ(left: Entry, right: Entry) -> bool:
    """Whether the given names are written as two different names that share a key."""
    one = name_parts(left.family_name, left.given_name, left.patronymic)[1]
    other = name_parts(right.family_name, right.given_name, right.patronymic)[1]
    return canonical.differ(one, other)
