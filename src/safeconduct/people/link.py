"""The model by which two entries' keys are weighed: Splink settings, the same for DuckDB and Spark.

A comparison has levels; a level has the probability m of being reached by two entries of one person, and u by entries
of two. The model is the one of Fellegi and Sunter (1969) as Splink 5 implements it. ``data/weights.json`` holds m and
u (``scripts/train_weights.py`` says how they were got); u of agreement is adapted to the lists at hand, and the
frequency of each name is counted in them (``engine.py``).

Conditions are plain SQL that both engines read; distances are Splink's own levels, because their names differ.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from typing import Any, Literal

RULES = "2"  # raised by whoever changes a comparison or a blocking rule

LEVELS: Mapping[str, tuple[str, ...]] = {
    "family": ("same", "reading", "frame", "part", "like", "other"),
    "given": ("same", "initial", "like", "other"),
    "father": ("same", "initial", "like", "other"),
    "birth": ("same", "turned", "digit", "year_off", "year_only", "year", "other"),
    "sex": ("same", "other"),
    "rank": ("same", "other"),
    "unit": ("same", "other"),
    "place": ("same", "other"),
}
FIELDS = tuple(LEVELS)
ADAPTED = ("family", "given", "father", "birth", "sex", "rank", "unit", "place")  # u of "same" is counted in the lists
FREQUENT = ("family", "given", "father")  # agreement on a rare value weighs more

# Columns that the engine adds to the keys for blocking alone, as SQL over SOURCE. A single surname that is a part of
# some double one in the lists at hand stands as either part, so that equal columns bring the two together.
DERIVED: Mapping[str, str] = {
    "head": "substring(frame, 1, 1)",
    "first_part": "coalesce(family_part, part.name)",
    "last_part": "coalesce(family_part2, part.name)",
}
SOURCE = (
    "loaded_keys k left join (select family_part as name from loaded_keys where family_part is not null"
    " union select family_part2 from loaded_keys where family_part2 is not null) part on k.family = part.name"
)

# Pairs are compared if they agree on all columns of one of these.
BLOCKS: tuple[tuple[str, ...], ...] = (
    ("family", "given"),
    ("birth", "family"),
    ("birth", "given"),
    ("birth", "father"),
    ("given", "father", "birth_year"),
    ("family", "father"),
    ("frame", "birth_year"),
    ("frame", "given", "father"),
    ("family", "birth_year"),
    ("family2", "given", "birth_year"),
    ("given", "birth_day", "head"),
    ("frame", "given"),
    ("frame", "birth_day"),
    ("given", "father", "unit"),
    ("given", "father", "place"),
    ("frame", "unit"),
    ("first_part", "given"),
    ("last_part", "given"),
)
# A combination of values on which more pairs than this agree is a crowd, and is kept out of the rule; under a small
# budget, one on which more than a hundredth of the budget agree.
CROWD_PAIRS = 1_000_000
# Where the rules as a whole bring together more pairs than the budget allows, each of them is kept to what is rare in
# the lists at hand: to the combinations of values on which at most RARE_PAIRS pairs agree. However long the lists, an
# entry then has a bounded number of pairs by each. What is common, and what is a crowd, needs one of FINE: a whole
# birth date and a name, or a third thing beside two names.
RARE_PAIRS = 100
FINE: tuple[tuple[str, ...], ...] = (
    ("birth", "family"),
    ("birth", "given", "head"),
    ("birth", "given", "father"),
    ("family", "given", "father"),
    ("family", "given", "birth_year"),
)


def capped(kind: str, block: Sequence[str]) -> str:
    """The column that stands for a rule of BLOCKS ("rare") or FINE ("fine") where its crowds are kept out."""
    return "_".join((kind, *block))


CAPPED_BLOCKS: tuple[tuple[str], ...] = (
    *((capped("rare", block),) for block in BLOCKS),
    *((capped("fine", block),) for block in FINE),
)


def spoken(block: Sequence[str]) -> str:
    """A rule as messages name it: "family + given"."""
    said = {capped("rare", one): f"rare {' + '.join(one)}" for one in BLOCKS}
    said |= {capped("fine", one): " + ".join(one) for one in FINE}
    return " + ".join(said.get(column, column) for column in block)


@dataclass(frozen=True, slots=True)
class Weights:
    """m and u of each level of each comparison, in the order of LEVELS. ``version`` names this very set."""

    m: Mapping[str, Sequence[float]]
    u: Mapping[str, Sequence[float]]

    @property
    def version(self) -> str:
        text = json.dumps(
            [RULES, dict(self.m), dict(self.u), LEVELS, BLOCKS, FINE, RARE_PAIRS, CROWD_PAIRS, DERIVED], sort_keys=True
        )
        return f"{RULES}-{hashlib.sha256(text.encode()).hexdigest()[:12]}"


@lru_cache(maxsize=1)
def default_weights() -> Weights:
    """The committed weights."""
    text = resources.files("safeconduct.people").joinpath("data", "weights.json").read_text("utf-8")
    document: dict[str, Any] = json.loads(text)
    return Weights(
        {field: tuple(document["m"][field]) for field in FIELDS}, {f: tuple(document["u"][f]) for f in FIELDS}
    )


LinkType = Literal["link_only", "link_and_dedupe", "dedupe_only"]


def settings(
    weights: Weights, prior: float, blocks: Sequence[Sequence[str]], condition: str, link_type: LinkType = "dedupe_only"
) -> Any:
    """Splink's settings, without a dialect, for one table of entries unless ``link_type`` says otherwise.

    ``condition`` is SQL that every pair must meet, such as ``l.party_group <> r.party_group``; ``prior`` is the
    probability that two entries drawn at random are one person."""
    from splink import SettingsCreator
    from splink.blocking_rule_library import CustomRule
    from splink.comparison_library import CustomComparison

    comparisons: list[Any] = []
    for field in FIELDS:
        levels = [_null(field)]
        for at, (level, made) in enumerate(zip(LEVELS[field], _conditions(field), strict=True)):
            made.configure(
                m_probability=weights.m[field][at], u_probability=weights.u[field][at], label_for_charts=level
            )
            if level == "same" and field in FREQUENT:
                made.configure(tf_adjustment_column=field, tf_adjustment_weight=1.0)
            levels.append(made)
        comparisons.append(CustomComparison(output_column_name=field, comparison_levels=levels))
    rules: list[Any] = [
        CustomRule(" and ".join([*(f"l.{column} = r.{column}" for column in block), condition])) for block in blocks
    ]
    return SettingsCreator(
        link_type=link_type,
        comparisons=comparisons,
        blocking_rules_to_generate_predictions=rules,
        probability_two_random_records_match=prior,
        retain_matching_columns=True,
        retain_intermediate_calculation_columns=True,
        unique_id_column_name="uid",
    )


def _null(field: str) -> Any:
    from splink.comparison_level_library import CustomLevel

    nothing = {
        "given": "given_initials_l is null or given_initials_r is null",
        "father": "father_initials_l is null or father_initials_r is null",
        "birth": "birth_year_l is null or birth_year_r is null",
    }.get(field, f"{field}_l is null or {field}_r is null")
    return CustomLevel(nothing).configure(is_null_level=True, label_for_charts="nothing")


def _conditions(field: str) -> list[Any]:
    """The levels of one comparison without their probabilities, in the order of LEVELS."""
    from splink.comparison_level_library import (
        And,
        CustomLevel,
        ElseLevel,
        ExactMatchLevel,
        JaroWinklerLevel,
        LevenshteinLevel,
        Or,
    )

    if field == "family":
        reading = "family2_l = family_r or family_l = family2_r or family2_l = family2_r"
        return [
            ExactMatchLevel("family"),
            CustomLevel(reading),
            CustomLevel("frame_l = frame_r"),
            CustomLevel(
                "family_part_l = family_r or family_part2_l = family_r or family_part_r = family_l"
                " or family_part2_r = family_l"
                " or (family_part_l = family_part2_r and family_part2_l = family_part_r)"
            ),
            Or(JaroWinklerLevel("family_sound", 0.88), JaroWinklerLevel("family", 0.88)),
            ElseLevel(),
        ]
    if field in ("given", "father"):
        letters_l, letters_r = f"{field}_initials_l", f"{field}_initials_r"
        return [
            ExactMatchLevel(field),
            CustomLevel(
                f"({field}_l is null and {letters_r} like concat('%', {letters_l}, '%'))"
                f" or ({field}_r is null and {letters_l} like concat('%', {letters_r}, '%'))"
            ),
            And(
                CustomLevel(f"{field}_l like '?%' or {field}_r like '?%'"),
                JaroWinklerLevel(f"{field}_key", 0.86),
            ),
            ElseLevel(),
        ]
    if field == "birth":
        return [
            ExactMatchLevel("birth"),
            CustomLevel("birth_l = birth_turned_r"),
            LevenshteinLevel("birth", 1),
            CustomLevel("birth_day_l = birth_day_r and abs(birth_year_l - birth_year_r) <= 2"),
            CustomLevel("(birth_l is null or birth_r is null) and birth_year_l = birth_year_r"),
            CustomLevel("birth_year_l = birth_year_r"),
            ElseLevel(),
        ]
    return [ExactMatchLevel(field), ElseLevel()]
