"""The reference is complete: what the code can say or do is described, and nothing that it cannot."""

from __future__ import annotations

import ast
import dataclasses
import re
from enum import StrEnum

import pytest

from house import DOCS, TOP, script, section
from safeconduct import errors
from safeconduct.bulletin.model import Scope, State, Unit
from safeconduct.handover.custody import MOVES
from safeconduct.handover.model import Custody, EventKind
from safeconduct.movement.model import Plan, SiteKind, VehicleKind, ZoneKind
from safeconduct.movement.read import ROLES
from safeconduct.people.model import Carriage, Consent, Entry, GroupKind, Identity, Medical, Sex, Status, Verdict
from safeconduct.people.pairs import Band
from safeconduct.people.queue import PAIR_COLUMNS
from safeconduct.record.facts import FACTS, Fact
from safeconduct.selection.documents import TRANCHE_COLUMNS
from safeconduct.selection.model import Reason, Selection
from safeconduct.terms.kinds import Clause
from safeconduct.terms.model import VetoReason

SETTING = re.compile(r"\bSAFECONDUCT_[A-Z][A-Z_]*\b")


def kinds_of_clause() -> dict[str, type[Clause]]:
    found: dict[str, type[Clause]] = {}
    waiting: list[type[Clause]] = [Clause]
    while waiting:
        one = waiting.pop()
        waiting += one.__subclasses__()
        if one.kind:
            found[one.kind] = one
    return found


def errors_raised() -> list[type[errors.SafeconductError]]:
    return [one for one in vars(errors).values() if isinstance(one, type) and issubclass(one, errors.SafeconductError)]


def findings_of_the_linter() -> set[str]:
    """The codes with which terms/check*.py make a Finding: the first word handed to _error, _warning or Finding."""
    codes: set[str] = set()
    for path in (TOP / "src" / "safeconduct" / "terms").glob("check*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.args:
                first = node.args[0]
                named = node.func.id.lstrip("_").lower() in ("error", "warning", "finding")
                if named and isinstance(first, ast.Constant) and isinstance(first.value, str):
                    codes.add(first.value)
    return codes


@pytest.mark.parametrize("path", sorted(script("build_docs").pages()), ids=lambda path: path.name)
def test_generated_pages_are_fresh(path: object) -> None:
    """What stands in docs/reference is what the code says now; 'make docs' writes it."""
    pages = script("build_docs").pages()
    assert path.read_text(encoding="utf-8") == pages[path], "call 'make docs' and commit the page"  # type: ignore[attr-defined]


@pytest.mark.parametrize("words", [words for words, _ in script("build_docs").verbs()])
def test_every_verb_is_in_the_reference_with_a_help_text(words: str) -> None:
    """Each command and group has a heading of its own, and says what it does in at least a sentence."""
    command = dict(script("build_docs").verbs())[words]
    assert command.help, f"'{words}' has no help text"
    assert section("reference/cli.md", words).strip()


@pytest.mark.parametrize("words", [words for words, _ in script("build_docs").verbs()])
def test_every_parameter_says_what_it_is(words: str) -> None:
    """No argument and no option is left to be guessed."""
    command = dict(script("build_docs").verbs())[words]
    mute = [one.name for one in command.params if one.name != "help" and not (getattr(one, "help", None) or "").strip()]
    assert not mute, f"'{words}' has parameters without help: {', '.join(mute)}"


@pytest.mark.parametrize("fact", FACTS.values(), ids=str)
def test_every_fact_is_documented_with_its_fields(fact: type[Fact]) -> None:
    """docs/reference/facts.md has a section per fact that names each of its fields."""
    text = section("reference/facts.md", f"`{fact.kind}`")
    for field in dataclasses.fields(fact):
        assert f"`{field.name}`" in text, f"{fact.kind}: the field {field.name} is not described"


def test_every_fact_in_the_reference_exists() -> None:
    """A fact that was taken out of the vocabulary is taken out of the page too."""
    page = (DOCS / "reference" / "facts.md").read_text(encoding="utf-8")
    assert set(re.findall(r"^## `(\w+)`", page, re.MULTILINE)) == set(FACTS)


@pytest.mark.parametrize("kind", sorted(kinds_of_clause()))
def test_every_clause_kind_is_documented_with_an_example(kind: str) -> None:
    """docs/reference/clause-kinds.md has a section per kind, with a piece of TOML that shows it."""
    text = section("reference/clause-kinds.md", f"`{kind}`")
    assert f'kind = "{kind}"' in text
    own = {field.name for field in dataclasses.fields(kinds_of_clause()[kind])}
    common = {field.name for field in dataclasses.fields(Clause)}
    renamed = {"parts": "flows"}
    for name in sorted(own - common):
        assert f"`{renamed.get(name, name)}`" in text, f"{kind}: the key {name} is not described"


def test_every_clause_kind_in_the_reference_exists() -> None:
    """The page promises no kind that the reader refuses."""
    page = (DOCS / "reference" / "clause-kinds.md").read_text(encoding="utf-8")
    assert set(re.findall(r"^### `(\w+)`", page, re.MULTILINE)) == set(kinds_of_clause())


@pytest.mark.parametrize("code", sorted(findings_of_the_linter()))
def test_every_finding_of_the_linter_is_documented(code: str) -> None:
    """Whoever reads a code at the end of a message finds it in the terms reference."""
    assert f"`{code}`" in section("reference/terms-file.md", "What the linter finds")


@pytest.mark.parametrize("error", errors_raised(), ids=lambda error: error.__name__)
def test_every_error_is_documented_with_its_exit_code(error: type[errors.SafeconductError]) -> None:
    """docs/reference/errors.md has a row per error."""
    page = (DOCS / "reference" / "errors.md").read_text(encoding="utf-8")
    assert re.search(rf"^\| `{error.__name__}` \| {error.exit_code} \|", page, re.MULTILINE), error.__name__


@pytest.mark.parametrize(
    ("page", "title", "values"),
    [
        ("reference/custody.md", "States", Custody),
        ("reference/custody.md", "Events", EventKind),
        ("reference/outputs.md", "Reasons", Reason),
        ("reference/outputs.md", "matches.csv", Band),
        ("reference/outputs.md", "bulletin/", State),
        ("reference/outputs.md", "bulletin/", Scope),
        ("reference/outputs.md", "bulletin/", Unit),
        ("reference/case-folder.md", "decisions.csv", Verdict),
        ("reference/case-folder.md", "sites.csv", SiteKind),
        ("reference/case-folder.md", "zones.geojson", ZoneKind),
        ("reference/case-folder.md", "fleet.csv", VehicleKind),
        ("reference/terms-file.md", "Vetoes", VetoReason),
        ("reference/case-folder.md", "Identity", Identity),
        ("reference/lists.md", "status", Status),
        ("reference/lists.md", "medical", Medical),
        ("reference/lists.md", "consent", Consent),
        ("reference/lists.md", "carriage", Carriage),
        ("reference/lists.md", "group_kind", GroupKind),
        ("reference/lists.md", "sex", Sex),
    ],
    ids=lambda value: value if isinstance(value, str) else value.__name__,
)
def test_every_value_is_described(page: str, title: str, values: type[StrEnum]) -> None:
    """Each word that can stand in an output or an input has its meaning under the right heading."""
    text = section(page, title)
    for value in values:
        assert f"`{value.value}`" in text, f"docs/{page} does not say what {value.value} means"


@pytest.mark.parametrize(
    "name",
    [
        field.name
        for field in dataclasses.fields(Entry)
        if field.name not in ("party", "kind", "row", "file", "flags", "original")
    ],
)
def test_every_column_of_a_list_is_described(name: str) -> None:
    """docs/reference/lists.md tells what belongs in each column that the reader knows."""
    assert f"`{name}`" in (DOCS / "reference" / "lists.md").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("page", "title", "names"),
    [
        ("reference/outputs.md", "matches.csv", PAIR_COLUMNS),
        ("reference/outputs.md", "tranches.csv", TRANCHE_COLUMNS),
        ("reference/outputs.md", "plan.json", tuple(field.name for field in dataclasses.fields(Plan))),
        (
            "reference/outputs.md",
            "selection.json",
            tuple(field.name for field in dataclasses.fields(Selection) if field.name != "certificate"),
        ),
        ("reference/case-folder.md", "staff.csv", ROLES),
    ],
    ids=["matches.csv", "tranches.csv", "plan.json", "selection.json", "roles of staff"],
)
def test_every_column_and_key_is_described(page: str, title: str, names: tuple[str, ...]) -> None:
    """What a file holds is told under its heading."""
    text = section(page, title)
    for name in names:
        assert f"`{name}`" in text, f"docs/{page}, {title}: {name} is not described"


def test_the_table_of_custody_in_the_reference_is_the_table_of_the_code() -> None:
    """Row by row: state, event, state afterwards."""
    rows = re.findall(r"^\| `(\w+)` \| `(\w+)` \| `(\w+)` \|", section("reference/custody.md", "Moves"), re.MULTILINE)
    assert {(state, event): after for state, event, after in rows} == {
        (str(state), str(event)): str(after) for (state, event), after in MOVES.items()
    }


def test_every_setting_is_described_and_every_described_setting_is_read() -> None:
    """docs/reference/settings.md lists exactly the environment variables that the code, scripts and tests look at."""
    code: set[str] = set()
    for folder in ("src", "scripts", ".ci", "tests/plugins"):
        for path in (TOP / folder).rglob("*"):
            if path.is_file() and path.suffix in (".py", ".sh", "") and "__pycache__" not in path.parts:
                code |= set(SETTING.findall(path.read_text(encoding="utf-8")))
    of_django = (TOP / "src" / "safeconduct" / "store" / "settings.py").read_text(encoding="utf-8")
    code -= set(re.findall(r"^(SAFECONDUCT_[A-Z_]+) = ", of_django, re.MULTILINE))
    page = (DOCS / "reference" / "settings.md").read_text(encoding="utf-8")
    assert set(SETTING.findall(page)) == code
