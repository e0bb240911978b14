"""The words of the papers."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import safeconduct.paper
from safeconduct.paper.glyphs import covered
from safeconduct.paper.words import LANGUAGES, WORDS

HERE = Path(safeconduct.paper.__file__).parent


@pytest.mark.parametrize("key", WORDS)
def test_the_four_texts_of_a_key_have_the_same_braces(key: str) -> None:
    """What is filled in stands in every language, as often."""
    braces = {language: sorted(re.findall(r"\{\w+\}", text)) for language, text in WORDS[key].items()}
    assert len({tuple(found) for found in braces.values()}) == 1, braces
    assert all(text.strip() == text and text for text in WORDS[key].values())


def test_every_letter_can_be_printed() -> None:
    """The shipped font has a glyph for each character of the table."""
    letters = {letter for texts in WORDS.values() for text in texts.values() for letter in text}
    assert {letter for letter in letters if ord(letter) not in covered()} == set()


def test_each_language_is_written_in_its_own_letters() -> None:
    """No Russian letters in Ukrainian or Belarusian texts, and the reverse; no Cyrillic in English."""
    foreign = {"en": "а-яіїєґўёъыэ", "uk": "ёъыэў", "ru": "іїєґў", "be": "ищъїєґ"}
    for key, texts in WORDS.items():
        for language in LANGUAGES:
            assert not re.search(f"[{foreign[language]}]", texts[language].casefold()), (key, language)


def test_every_key_is_used() -> None:
    """A text that no paper prints is not kept."""
    used = "".join(path.read_text(encoding="utf-8") for path in HERE.rglob("*.typ"))
    used += "".join(path.read_text(encoding="utf-8") for path in HERE.glob("*.py") if path.name != "words.py")
    values = {"seat", "stretcher", "remains", "bus", "ambulance", "remains_truck"}  # come in as values of the plan
    assert [key for key in WORDS if key not in values and not re.search(rf"""["'.]{key}\b""", used)] == []
