"""The words of the lists."""

import pytest

from safeconduct.people import columns, values


def test_every_heading_and_value_word_leads_back_to_its_field_or_value() -> None:
    """Aliases are unambiguous in all four languages taken together."""
    for name, languages in columns.HEADINGS.items():
        assert set(languages) == set(columns.LANGUAGES)
        for heading in (word for words in languages.values() for word in words):
            assert columns.field_of(heading) == name
    for name, meanings in values.WORDS.items():
        for value, languages in meanings.items():
            assert set(languages) == set(columns.LANGUAGES)
            for word in (word for words in languages.values() for word in words):
                assert values.value_of(name, word) == value


@pytest.mark.parametrize("heading", ["Прізвище", "  ПРІЗВИЩЕ: ", "прізвище*", "Surname", "family_name", "Фамилия"])
def test_headings_are_found_whatever_their_case_and_punctuation(heading: str) -> None:
    """A colon, an asterisk or capitals do not hide a heading."""
    assert columns.field_of(heading) == "family_name"


@pytest.mark.parametrize("heading", ["Ім'я", "Ім’я", "Імʼя", "ІМ`Я", "Імя"])
def test_any_apostrophe_will_do(heading: str) -> None:
    """Writers use five different apostrophes, or none."""
    assert columns.field_of(heading) == "given_name"


def test_unknown_words_are_not_guessed() -> None:
    """A word that no table holds has no value, and no field."""
    assert columns.field_of("shoe size") is None
    assert values.value_of("sex", "тяжкопоранений") is None


def test_hxl_attributes_come_in_any_order() -> None:
    """HXL does not order the attributes of a tag."""
    assert columns.field_of_tag("#affected +family +name") == "family_name"
    assert columns.field_of_tag("#indicator") is None
