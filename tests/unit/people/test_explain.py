"""Explanations to reviewers."""

import tomllib
import xml.etree.ElementTree as ET
from importlib import resources
from typing import Any

import pytest

from safeconduct.errors import UsageError
from safeconduct.people import bands, link
from safeconduct.people.compare import compare_names
from safeconduct.people.explain import explain
from safeconduct.people.model import Entry, ListKind, PartialDate, Sex
from safeconduct.people.pairs import Band, FieldWeight, Pair
from safeconduct.people.private.weigh import NOT_ALL_OPENED, UNLIKE_ITS_KEY
from safeconduct.people.waterfall import waterfall

HELD = Entry(
    "H1", "azure", ListKind.HELD, 2, "", "Іван", "Мороз", "Ілліч", PartialDate(1990, 5, 12), Sex.MALE, "солдат", "<12>"
)
SOUGHT = Entry("S1", "amber", ListKind.SOUGHT, 2, "", "Мороз", "Пётр", "Ильич", PartialDate(1990), None, "", "12")
FIELDS = (
    FieldWeight("family", "same", 9.5),
    FieldWeight("given", "other", -6.25),
    FieldWeight("father", "same", 5.0),
    FieldWeight("birth", "year_only", 4.5),
    FieldWeight("sex", "nothing", 0.0),
    FieldWeight("rank", "nothing", 0.0),
    FieldWeight("unit", "same", 6.0),
    FieldWeight("place", "nothing", 0.0),
)
PAIR = Pair(
    "H1", "S1", "azure", "amber", 0.98, 5.75, Band.REVIEW, ("given_name_conflict", "family:same", "given:other"), FIELDS
)


def sentences() -> dict[str, Any]:
    return tomllib.loads(resources.files("safeconduct.people").joinpath("data", "sentences.toml").read_text("utf-8"))


def test_every_level_reason_and_band_has_a_sentence_in_four_languages() -> None:
    """No reviewer meets a code without words."""
    table = sentences()
    for field, levels in link.LEVELS.items():
        assert set(table["level"][field]) == set(levels)
        assert field in table["field"]
    reasons = {value for name, value in vars(bands).items() if name.isupper() and isinstance(value, str)}
    assert set(table["reason"]) == reasons | {NOT_ALL_OPENED, UNLIKE_ITS_KEY}
    assert set(table["band"]) == set(Band)

    def leaves(node: dict[str, Any]) -> list[dict[str, str]]:
        return [node] if "en" in node else [leaf for child in node.values() for leaf in leaves(child)]

    for leaf in leaves(table):
        assert set(leaf) == {"en", "uk", "ru", "be"}
        for language in leaf:
            assert ("{held}" in leaf[language]) == ("{held}" in leaf["en"])


@pytest.mark.parametrize(
    ("language", "given"),
    [
        ("en", "Іван and Пётр are different given names: it may be a brother, a sister or a twin."),
        ("uk", "Іван і Пётр — різні імена: це може бути брат, сестра чи близнюк."),
        ("ru", "Іван и Пётр — разные имена: это может быть брат, сестра или близнец."),
        ("be", "Іван і Пётр — розныя імёны: гэта можа быць брат, сястра ці блізня."),
    ],
)
def test_a_pair_is_explained_in_the_readers_language(language: str, given: str) -> None:
    """Spellings stand side by side in the field they were compared in, although one list had them exchanged."""
    explained = explain(PAIR, HELD, SOUGHT, language)
    by_field = {field.field: field for field in explained.fields}
    assert by_field["given"].sentence == given
    assert (by_field["family"].held, by_field["family"].sought) == ("Мороз", "Мороз")
    assert len(explained.reasons) == 1


def test_prior_and_fields_add_up() -> None:
    """What is shown makes the weight of the pair, to the last digit shown."""
    explained = explain(PAIR, HELD, SOUGHT)
    assert explained.prior_bits + sum(field.bits for field in explained.fields) == PAIR.weight_bits


def test_other_languages_are_refused() -> None:
    """A language the house does not speak is a matter of the call, not of the data."""
    with pytest.raises(UsageError, match="none of en, uk, ru, be"):
        explain(PAIR, HELD, SOUGHT, "pl")


def test_the_picture_is_sound_svg_with_every_weight_and_a_description() -> None:
    """Markup in a list cannot break out; against is drawn as an empty frame, for as a full bar."""
    picture = waterfall(explain(PAIR, HELD, SOUGHT))
    root = ET.fromstring(picture)
    space = "{http://www.w3.org/2000/svg}"
    texts = [node.text for node in root.iter(f"{space}text")]
    assert {"+9.5", "−6.2", "+5.8"} <= set(texts)
    description = root.find(f"{space}desc")
    assert description is not None
    assert "<12> and 12 carry the same number or name." in (description.text or "")
    framed = [node for node in root.iter(f"{space}rect") if node.get("stroke")]
    assert len(framed) == 1
    assert picture == waterfall(explain(PAIR, HELD, SOUGHT))


@pytest.mark.parametrize(
    ("one", "other", "agree"),
    [
        ("Володимир Петренко", "Vladimir Petrenko", [True, True]),
        ("Петренко Володимир Іванович", "Petrenko V. I.", [True, True, True]),
        ("Діана Мороз", "Мороз Дана Ивановна", [True, False, None]),
        ("Ковальов", "Kavaliou", [True]),
        ("Петренко", "Петренчук", [False]),
        ("Ковальов Олег Ілліч", "Kovalyov O. I.", [True, True, True]),
        ("", "Петренко", [None]),
        ("", "👍", [None]),
    ],
)
def test_names_are_compared_part_by_part(one: str, other: str, agree: list[bool | None]) -> None:
    """In whatever order the parts come; what one side leaves out is neither for nor against."""
    compared = compare_names(one, other)
    assert [part.agree for part in compared.parts] == agree
    assert len(compared.lines()) >= 3


@pytest.mark.parametrize(
    ("one", "other", "sentence"),
    [
        ("Савицька", "Sawicka", "They may be one name: every part that both give agrees."),
        ("Щербаков", "Sherbakov", "They may be one name, spelled wrongly in one place: the name nearly agrees."),
        (
            "Нечитайленко Іван",
            "Нечиатйленко Иван",
            "They may be one name, spelled wrongly in one place: the family name nearly agrees.",
        ),
        ("Smith John", "Schmidt John", "Not the same name as far as the family name can tell."),
        ("", "—", "Nothing to compare."),
    ],
)
def test_the_comparison_of_two_names_ends_in_a_sentence(one: str, other: str, sentence: str) -> None:
    """Which tells a slip from another name."""
    assert compare_names(one, other).sentence == sentence


def test_odd_letters_in_a_name_are_told_in_words() -> None:
    """And shown by their numbers where they cannot be seen."""
    compared = compare_names("Мо\u200bpоз", "Мороз")
    assert compared.notes == (
        "Мо⟨U+200B⟩pоз is odd: letters that cannot be seen",
        "Мо⟨U+200B⟩pоз is odd: Latin and Cyrillic letters in one word",
    )
    assert not any("\u200b" in line for line in compared.lines())
