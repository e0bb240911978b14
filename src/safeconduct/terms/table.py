"""Taking typed values out of a TOML table, collecting every fault with its line instead of stopping at the first."""

from __future__ import annotations

import datetime as dt
import difflib
from collections.abc import Iterable, Mapping
from typing import Any

from safeconduct.errors import Fault
from safeconduct.terms.kinds import Text
from safeconduct.terms.lines import Lines
from safeconduct.terms.predicate import FACTS, FREE_WORDS, NUMBERS, PARTY_FACTS, WORDS, Predicate

MISSING = object()


class Table:
    """One table of the file while it is being read. What was not taken when ``done`` is called is a fault."""

    def __init__(
        self, values: Mapping[str, Any], file: str, lines: Lines, name: str, index: int, faults: list[Fault]
    ) -> None:
        self.values, self.file, self.lines, self.name, self.index, self.faults = (
            values,
            file,
            lines,
            name,
            index,
            faults,
        )
        self.known: set[str] = set()
        label = values.get("id")
        self.label = f"{name} {label}" if isinstance(label, str) else name

    @property
    def line(self) -> int:
        return self.lines.table(self.name, self.index)

    def fault(self, key: str, found: object, expected: str, code: str) -> None:
        line = self.lines.key(self.name, self.index, key) if key else self.line
        words = found if isinstance(found, str) else repr(found)
        field = f"{self.label}: {key}" if key else self.label
        self.faults.append(Fault(self.file, words, expected, row=line, field=field, code=code))

    def _get(self, key: str) -> Any:
        self.known.add(key)
        return self.values.get(key, MISSING)

    def word(self, key: str, default: str | None = "", allowed: Iterable[str] = ()) -> str:
        """A string; ``default`` None makes it compulsory; ``allowed`` closes the list of words."""
        value = self._get(key)
        if value is MISSING:
            if default is None:
                self.fault("", f"no {key}", f'a line {key} = "..."', "missing")
            return default or ""
        if not isinstance(value, str) or not value.strip():
            self.fault(key, value, "a word in quotes", "type")
            return default or ""
        words = tuple(allowed)
        if words and value not in words:
            self.fault(key, f'"{value}"', _one_of(value, words), "unknown-word")
            return default or ""
        return value.strip()

    def words(self, key: str, default: tuple[str, ...] = (), allowed: Iterable[str] = ()) -> tuple[str, ...]:
        value = self._get(key)
        if value is MISSING:
            return default
        if isinstance(value, str):
            value = [value]
        if not isinstance(value, list) or not all(isinstance(item, str) and item.strip() for item in value):
            self.fault(key, value, "a list of words in quotes", "type")
            return default
        options = tuple(allowed)
        for item in value:
            if options and item not in options:
                self.fault(key, f'"{item}"', _one_of(item, options), "unknown-word")
                return default
        if len(set(value)) < len(value):
            self.fault(key, value, "each word once", "repeated")
        return tuple(value)

    def text(self, key: str) -> Text:
        value = self._get(key)
        if value is MISSING:
            return Text()
        if isinstance(value, str):
            return Text((("en", value),))
        if isinstance(value, dict) and value and all(isinstance(wording, str) for wording in value.values()):
            return Text(tuple(value.items()))
        self.fault(key, value, 'a wording in quotes, or one for each language: { en = "...", uk = "..." }', "type")
        return Text()

    def number(self, key: str, default: int | None = None, least: int = 0, required: bool = False) -> int | None:
        value = self._get(key)
        if value is MISSING:
            if required:
                self.fault("", f"no {key}", f"a line {key} = a number", "missing")
            return default
        if not isinstance(value, int) or isinstance(value, bool) or value < least:
            self.fault(key, value, f"a whole number from {least} up", "type")
            return default
        return value

    def numbers(self, key: str) -> tuple[int, ...]:
        value = self._get(key)
        if value is MISSING:
            return ()
        if not isinstance(value, list) or not all(type(item) is int and item > 0 for item in value):
            self.fault(key, value, "a list of whole numbers above 0", "type")
            return ()
        return tuple(value)

    def flag(self, key: str, default: bool) -> bool:
        value = self._get(key)
        if value is MISSING:
            return default
        if not isinstance(value, bool):
            self.fault(key, value, "true or false", "type")
            return default
        return value

    def day(self, key: str) -> dt.date | None:
        value = self._get(key)
        if value is MISSING:
            return None
        if isinstance(value, dt.datetime):
            value = value.date()
        if not isinstance(value, dt.date):
            self.fault(key, value, "a date without quotes, like 2026-02-10", "type")
            return None
        return value

    def inner(self, key: str) -> Table | None:
        """A table inside this one, written inline or under its own heading."""
        value = self._get(key)
        if value is MISSING:
            return None
        if not isinstance(value, dict):
            self.fault(key, value, "a table, like { n = 1 }", "type")
            return None
        return self._child(key, value)

    def inners(self, key: str) -> list[Table]:
        value = self._get(key)
        if value is MISSING:
            return []
        if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
            self.fault(key, value, "a list of tables, like [ { ... }, { ... } ]", "type")
            return []
        return [self._child(key, item) for item in value]

    def _child(self, key: str, values: Mapping[str, Any]) -> Table:
        child = Table(values, self.file, _Fixed(self.lines.key(self.name, self.index, key)), key, 0, self.faults)
        child.label = f"{self.label}: {key}"
        return child

    def predicate(self, key: str, default: Predicate | None) -> Predicate | None:
        """A predicate; with ``default`` None it is compulsory and a fault is noted where it is missing."""
        value = self._get(key)
        if value is MISSING:
            return default
        return self._predicate(key, value)

    def _predicate(self, key: str, value: object) -> Predicate | None:
        if not isinstance(value, dict):
            self.fault(key, value, 'facts in braces, like { medical = "seriously_wounded" }', "type")
            return None
        parts = [self._part(key, name, inner) for name, inner in value.items()]
        if any(part is None for part in parts):
            return None
        found = tuple(part for part in parts if part is not None)
        return found[0] if len(found) == 1 else Predicate("all", found)

    def _part(self, key: str, name: str, value: object) -> Predicate | None:
        if name in ("any", "all"):
            if not isinstance(value, list) or not value:
                self.fault(key, f"{name} = {value!r}", f"{name} = [ {{ ... }}, {{ ... }} ]", "type")
                return None
            inner = [self._predicate(key, item) for item in value]
            return None if None in inner else Predicate(name, tuple(part for part in inner if part is not None))
        if name == "not":
            negated = self._predicate(key, value)
            return None if negated is None else Predicate("not", (negated,))
        return self._test(key, name, value)

    def _test(self, key: str, name: str, value: object) -> Predicate | None:
        if name in PARTY_FACTS:
            self.fault(
                key,
                name,
                "facts that are the same question for both sides; directions belong to between, from and to",
                "names-a-party",
            )
        elif name not in FACTS:
            self.fault(key, name, _one_of(name, (*FACTS, "any", "all", "not")), "unknown-fact")
        elif name in NUMBERS:
            if type(value) is int and value >= 0:
                return Predicate("is", fact=name, value=value)
            self.fault(key, f"{name} = {value!r}", "a whole number from 0 up", "type")
        elif name == "remains":
            if isinstance(value, bool):
                return Predicate("is", fact=name, value=value)
            self.fault(key, f"{name} = {value!r}", "true or false", "type")
        else:
            return self._word_test(key, name, value)
        return None

    def _word_test(self, key: str, name: str, value: object) -> Predicate | None:
        words = [value] if isinstance(value, str) else value
        if not isinstance(words, list) or not words or not all(isinstance(word, str) for word in words):
            self.fault(key, f"{name} = {value!r}", "a word in quotes, or a list of them", "type")
            return None
        for word in words:
            if name not in FREE_WORDS and word not in WORDS[name]:
                self.fault(key, f'{name} = "{word}"', _one_of(word, WORDS[name]), "unknown-word")
                return None
        return Predicate("is", fact=name, value=tuple(words))

    def done(self) -> None:
        """Name every key that nobody asked for: a misspelt key must not be passed over in silence."""
        for key in self.values:
            if key not in self.known:
                self.fault(key, f"the key {key}", _one_of(key, sorted(self.known)), "unknown-key")


class _Fixed(Lines):
    """Line numbers of an inline table: all on the line where it begins."""

    def __init__(self, line: int) -> None:
        super().__init__("")
        self._line = line

    def table(self, name: str, index: int = 0) -> int:  # noqa: ARG002 - the same line for any
        return self._line

    def key(self, name: str, index: int, key: str) -> int:  # noqa: ARG002 - the same line for any
        return self._line


def _one_of(word: str, options: Iterable[str]) -> str:
    known = [str(option) for option in options]
    near = difflib.get_close_matches(word, known, n=1, cutoff=0.5)
    hint = f" (did you mean {near[0]}?)" if near else ""
    return f"one of {', '.join(known)}{hint}"
