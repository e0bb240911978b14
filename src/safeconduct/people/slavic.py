"""Which skeletons belong to Slavic names, and so may stand for every name that shares them.

Judged by the skeleton itself, so that all spellings of one name are judged alike: by the endings of Ukrainian, Russian
and Belarusian surnames and patronymics, by the given names of the table, and by common surnames without such an
ending (``data/surnames.tsv``).
"""

from __future__ import annotations

import re
from functools import lru_cache

from safeconduct.people import tables
from safeconduct.people.skeleton import plain_forms, skeleton_of, skeletons

_ENDING = re.compile(
    "(.{2}(av|iv|ava|iva|avi|in|ina)|sk[ia]|ck[ia]|nk[aiu]|.uk|.iuk|.[iau]k|iC|aC|uC|avna|ivna|iCna|.k[ai]|aha|uha|nih"
    "|cav|ni|ac|ic|ila|ala|a[SW]|u[SW]|hura|ura|uta|iSin|isin|val|nar|dar)$"
)

_VELAR = re.compile("[kh][ae]")
_VOWEL = re.compile("[aeiou]")


@lru_cache(maxsize=1)
def _known() -> frozenset[str]:
    given = {skeleton for name in tables.given_names() for form in name.official for skeleton in skeletons(form)[:1]}
    return frozenset(given) | frozenset(tables.slavic_surnames())


@lru_cache(maxsize=1 << 17)
def is_slavic(skeleton: str) -> bool:
    """Whether a skeleton is that of a Ukrainian, Russian or Belarusian name."""
    return _ENDING.search(skeleton) is not None or skeleton in _known()


@lru_cache(maxsize=1 << 18)
def ordered_keys(name: str) -> tuple[str, ...]:
    """The keys of ``name_keys``, the likeliest first."""
    return tuple(key for key in dict.fromkeys(map(_key, plain_forms(name))) if key)


def _key(plain: str) -> str:
    skeleton = skeleton_of(plain)
    if not is_slavic(skeleton):
        return plain
    return skeleton if len(_VOWEL.findall(plain)) > 1 else plain.replace("e", "o")


def surnames_differ(one: str, other: str) -> bool:
    """Whether two surnames differ in the vowel behind к, г or х at their beginning: *Каримов* and *Керимов*.

    They share a key, as а and е stand for each other elsewhere (Шевченко, Шаўчэнка); there they do not, in any of the
    three languages.
    """
    here, there = ({form[1] for form in plain_forms(name) if _VELAR.match(form)} for name in (one, other))
    return here | there == {"a", "e"} and not here & there


def name_keys(token: str) -> frozenset[str]:
    """The keys of one name part. Two spellings agree when their sets meet.

    Slavic names give skeletons, which set vowel reduction and the ways of writing Latin aside; other names give plain
    forms, which keep their vowels, so that *Ellen* does not meet *Allan*. The vowel of a single syllable is never
    reduced: *Кот* does not meet *Кат*, and only е, ё and о stand for one another. A token without letters gives no key.

    >>> name_keys("Ковальов") & name_keys("Kavaliou")
    frozenset({'kavalav'})
    """
    return frozenset(ordered_keys(token))
