"""The pages hold together: links lead somewhere, commands exist, and nothing stands there that must not."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import pytest

from house import DOCS, TOP, script, tracked

MOST_TERMS = 60
LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)")
FENCE = re.compile(r"^```(?:sh|console|bash)\n(.*?)^```", re.MULTILINE | re.DOTALL)
# Put together here, so that this file does not contain what it forbids.
FORBIDDEN = [
    "/wo" + "rk/",
    "/ro" + "ot/",
    "/bash_" + "jobs",
    "py" + "pi.org",
    "python" + "hosted",
    "registry." + "npm",
    "deb." + "debian",
    ".lib" + "rary",
]


def pages() -> list[Path]:
    return [path for path in tracked() if path.suffix == ".md"]


def name(path: Path) -> str:
    return path.relative_to(TOP).as_posix()


def anchors(path: Path) -> set[str]:
    """The anchors of a page, as the usual renderers make them from its headings."""
    text = re.sub(r"^```.*?^```", "", path.read_text(encoding="utf-8"), flags=re.MULTILINE | re.DOTALL)
    titles = re.findall(r"^#+ (.+?) *$", text, re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in titles}


def commands() -> Iterator[tuple[str, str]]:
    """Every line of a shell example in the pages, with the page it stands in."""
    for path in pages():
        for block in FENCE.findall(path.read_text(encoding="utf-8")):
            for line in block.replace("\\\n", " ").splitlines():
                line = line.strip().removeprefix("$ ")
                if line and not line.startswith("#"):
                    yield name(path), line


@pytest.mark.parametrize("path", pages(), ids=name)
def test_links_lead_somewhere(path: Path) -> None:
    """A relative link names a file that is there, and an anchor names a heading of it."""
    for target in LINK.findall(path.read_text(encoding="utf-8")):
        if target.startswith(("http://", "https://", "mailto:")):
            continue
        file, _, anchor = target.partition("#")
        there = (path.parent / file).resolve() if file else path
        assert there.exists(), f"{name(path)} links to {target}, which is not there"
        if anchor:
            assert anchor in anchors(there), f"{name(path)} links to {target}, which has no such heading"


@pytest.mark.parametrize("path", [path for path in pages() if path.is_relative_to(DOCS)], ids=name)
def test_every_page_of_the_docs_can_be_reached(path: Path) -> None:
    """docs/README.md is the table of contents; a page that it does not name is lost."""
    index = (DOCS / "README.md").read_text(encoding="utf-8")
    assert path == DOCS / "README.md" or f"]({path.relative_to(DOCS).as_posix()})" in index


def test_make_targets_in_the_pages_exist() -> None:
    """Every 'make X' in a shell example is a target of the Makefile, and README shows the two that matter."""
    targets = set(re.findall(r"^([a-z0-9]+):", (TOP / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    used = {(page, word) for page, line in commands() for word in re.findall(r"(?:^|&& *|; *)make ([a-z0-9]+)", line)}
    assert {word for _, word in used} <= targets
    assert {("README.md", "demo"), ("README.md", "test")} <= used


def test_every_target_says_what_it_is_for() -> None:
    """'make help' lists each target, because each carries a sentence."""
    text = (TOP / "Makefile").read_text(encoding="utf-8")
    phony = re.search(r"^\.PHONY: (.+)$", text, re.MULTILINE)
    assert phony
    assert set(phony[1].split()) == set(re.findall(r"^([a-z0-9]+):.*## \S", text, re.MULTILINE))


def test_commands_in_the_pages_exist() -> None:
    """Every 'safeconduct ...' in a shell example names a verb, and only options that the verb has."""
    verbs = dict(script("build_docs").verbs())
    for page, line in commands():
        for part in re.split(r"&&|\|\||[|;]|>+\s*\S+", line):
            words = shlex.split(part, comments=True)
            while words and re.fullmatch(r"[A-Z_]+=.*", words[0]):
                words.pop(0)
            if not words or Path(words[0]).name != "safeconduct":
                continue
            words[0] = "safeconduct"
            verb = "safeconduct"
            while len(words) > 1 and f"{verb} {words[1]}" in verbs:
                verb = f"{verb} {words.pop(1)}"
            command = verbs[verb]
            options = {name for one in command.params for name in (*one.opts, *one.secondary_opts)} | {"--help"}
            for word in words[1:]:
                if word.startswith("--"):
                    assert word.partition("=")[0] in options, f"{page}: '{line}': {verb} has no {word}"
            group = bool(getattr(command, "commands", {}))
            assert not group or len(words) == 1 or words[1].startswith("-"), f"{page}: '{line}': no such verb"


def test_files_named_in_the_code_exist() -> None:
    """A docstring or message that sends the reader to docs/ sends them to a page that is there."""
    for path in tracked():
        if path.suffix == ".py" and path.is_relative_to(TOP / "src"):
            for target in re.findall(r"\bdocs/[\w/-]+\.md", path.read_text(encoding="utf-8")):
                assert (TOP / target).exists(), f"{name(path)} names {target}, which is not there"


@pytest.mark.parametrize("path", pages(), ids=name)
def test_files_of_the_code_named_in_the_pages_exist(path: Path) -> None:
    """`people/read.py` in a page is a file of that room, `scripts/lock.sh` one of the project."""
    places = (TOP, TOP / "src" / "safeconduct", TOP / "docs")
    for target in re.findall(r"`([\w./-]+/[\w.-]+\.(?:py|sh))`", path.read_text(encoding="utf-8")):
        assert any((place / target).exists() for place in places), f"{name(path)} names {target}, which is not there"


def test_the_glossary_is_short_and_in_order() -> None:
    """At most sixty terms, each once, each with a meaning, in alphabetical order."""
    text = (DOCS / "glossary.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| ([^|]+?) \| ([^|]*?) \|$", text, re.MULTILINE)
    terms = [term for term, _ in rows if term != "term" and not term.startswith("-")]
    assert 20 <= len(terms) <= MOST_TERMS
    assert terms == sorted(set(terms), key=str.casefold)
    assert all(len(meaning) >= 15 for term, meaning in rows if term in terms)


@pytest.mark.parametrize("word", FORBIDDEN)
def test_no_file_names_a_machine_or_a_registry(word: str) -> None:
    """Paths of the machine that a file was written on and hosts of package registries do not belong here."""
    pattern = re.compile(rb"(?<![\w.])" + re.escape(word.encode()))
    found = [name(path) for path in tracked() if pattern.search(path.read_bytes())]
    assert not found, f"{word} stands in {', '.join(found)}"


def test_constraints_hold_every_version() -> None:
    """Each line of constraints.txt is 'name==version', with a marker at most: no host, no path, no loose bound."""
    lines = (TOP / "constraints.txt").read_text(encoding="utf-8").splitlines()
    assert len(lines) > 30
    for line in lines:
        assert re.fullmatch(r"[a-z0-9-]+==[0-9][0-9a-z.+!-]*( ; .+)?", line), line
