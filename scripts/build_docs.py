"""Writes the generated pages of docs/reference: cli.md from the command line, list-words.md from the tables of words.

python scripts/build_docs.py            writes the pages
python scripts/build_docs.py --check    writes nothing; ends with 1 if a page is not what would be written
"""

from __future__ import annotations

import inspect
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from typer.main import get_command

from safeconduct.cli.main import app
from safeconduct.people import columns, values

TOP = Path(__file__).resolve().parents[1]

WORDS_HEAD = """\
# Headings and words of lists

<!-- Written by scripts/build_docs.py (make docs). Do not edit: change src/safeconduct/people/columns.py. -->

Every spelling below is understood in every list, whatever the language of the others.
Case, spaces and punctuation do not matter.
What belongs in each column is told in [lists.md](lists.md).
"""
LANGUAGES = {"en": "English", "uk": "Ukrainian", "ru": "Russian", "be": "Belarusian"}

CLI_HEAD = """\
# Command line

<!-- Written by scripts/build_docs.py (make docs). Do not edit: change the help texts in src/safeconduct/cli/. -->

Results go to stdout; words, progress and errors go to stderr.
With `--json` a command prints one JSON document on stdout and nothing else.

| exit code | meaning |
|---|---|
| 0 | done |
| 1 | refused by a rule of the house, of the agreement or of the law |
| 2 | the command was called wrongly |
| 3 | a file cannot be read as what it claims to be |
| 4 | the input is sound, but nothing satisfies it |
| 5 | a log, a certificate or a signature does not verify |
| 130 | interrupted with Ctrl-C |
"""


def pages() -> dict[Path, str]:
    """Every generated page with its content."""
    reference = TOP / "docs" / "reference"
    return {reference / "cli.md": cli_page(), reference / "list-words.md": words_page()}


def cli_page() -> str:
    """The reference of all verbs, in the order in which ``safeconduct --help`` lists them."""
    parts = [CLI_HEAD]
    for words, command in verbs():
        parts.append("\n".join(_verb(words, command)))
    return "\n".join(parts).rstrip() + "\n"


def words_page() -> str:
    """Headings, HXL tags and value words of the lists in four languages."""
    head = "| | " + " | ".join(LANGUAGES.values()) + " |"
    rule = "|---|" + "---|" * len(LANGUAGES)
    parts = [WORDS_HEAD, "## Headings", "", head.replace("| |", "| field (HXL tag) |", 1), rule]
    for field, words in columns.HEADINGS.items():
        parts.append(_words(f"`{field}` (`{columns.HXL[field]}`)", words))
    for field, meanings in values.WORDS.items():
        parts += ["", f"## Words of {field}", "", head.replace("| |", "| value |", 1), rule]
        parts += [_words(f"`{value}`", words) for value, words in meanings.items()]
    return "\n".join(parts) + "\n"


def _words(title: str, words: columns.Words) -> str:
    cells = [", ".join(_cell(word) for word in words.get(language, ())) for language in LANGUAGES]
    return f"| {title} | " + " | ".join(cells) + " |"


def verbs() -> Iterator[tuple[str, Any]]:
    """Every command and group of commands with the words that call it, such as ``safeconduct people match``."""
    yield from _walk("safeconduct", get_command(app))


def _walk(words: str, command: Any) -> Iterator[tuple[str, Any]]:
    yield words, command
    for name, inner in getattr(command, "commands", {}).items():
        if not inner.hidden:
            yield from _walk(f"{words} {name}", inner)


def _verb(words: str, command: Any) -> Iterator[str]:
    context = command.context_class(command, info_name=words)
    yield "#" * min(2 + max(0, words.count(" ") - 1), 4) + f" {words}"
    yield ""
    if command.help:
        yield inspect.cleandoc(command.help)
        yield ""
    yield f"`{' '.join([words, *command.collect_usage_pieces(context)])}`"
    yield ""
    records = [one.get_help_record(context) for one in command.params if one.name != "help"]
    rows = [record for record in records if record is not None]
    if rows:
        yield "| parameter | meaning |"
        yield "|---|---|"
        for name, about in rows:
            yield f"| `{_cell(name)}` | {_cell(about)} |"
        yield ""


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")


def main(arguments: list[str]) -> int:
    stale = [path for path, text in pages().items() if not path.exists() or path.read_text(encoding="utf-8") != text]
    if arguments == ["--check"]:
        for path in stale:
            print(f"{path.relative_to(TOP)} is not what the code says now. Call 'make docs' and commit it.")
        return 1 if stale else 0
    if arguments:
        print(__doc__, file=sys.stderr)
        return 2
    for path in stale:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(pages()[path], encoding="utf-8")
        print(f"wrote {path.relative_to(TOP)}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
