"""The words of ``data/sentences.toml``: what is said to reviewers, in English, Ukrainian, Russian and Belarusian."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import lru_cache
from importlib import resources
from typing import Any

from safeconduct.errors import UsageError
from safeconduct.people.columns import LANGUAGES


def word(key: str, language: str, **values: str) -> str:
    """One word or sentence, such as ``total`` or ``field.family``, with ``{name}`` filled in from ``values``.

    Raises UsageError for a language that is none of the four, and KeyError for a key that is not there.
    """
    if language not in LANGUAGES:
        raise UsageError(f"The language {language!r} is none of {', '.join(LANGUAGES)}.")
    node: Any = _sentences()
    for part in key.split("."):
        node = node[part]
    text: str = node[language]
    for name, value in values.items():
        text = text.replace("{" + name + "}", value)
    return text


@lru_cache(maxsize=1)
def _sentences() -> Mapping[str, Any]:
    return tomllib.loads(resources.files("safeconduct.people").joinpath("data", "sentences.toml").read_text("utf-8"))
