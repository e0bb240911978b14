"""What is odd about an entry, in the reader's words: its flags, and what had to be moved to compare its name."""

from __future__ import annotations

from safeconduct.people.columns import HEADINGS
from safeconduct.people.keys import name_parts
from safeconduct.people.model import Entry
from safeconduct.people.sentences import word


def oddities_of(entry: Entry) -> tuple[str, ...]:
    """The codes of what is odd about an entry: the flags it was read with, and the moves within its name."""
    return (*entry.flags, *name_parts(entry.family_name, entry.given_name, entry.patronymic)[3])


def told(code: str, language: str = "en") -> str:
    """One code in words, such as ``mixed_scripts:family_name`` or ``repeated_id:2, 14``.

    Raises UsageError for a language we do not speak."""
    name, _, about = code.partition(":")
    sentence = word(f"flag.{name}", language)
    if not about:
        return sentence
    if about in HEADINGS:
        return f"{HEADINGS[about][language][0]}: {sentence}"
    return f"{sentence} ({word('rows', language, rows=about)})"


def notes(entry: Entry, language: str = "en") -> tuple[str, ...]:
    """A phrase for each thing that is odd about an entry."""
    return tuple(told(code, language) for code in oddities_of(entry))
