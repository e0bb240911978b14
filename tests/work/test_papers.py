"""The papers of a plan: who gets which."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from agreements import agreement
from operations import NOW, digest, entry
from paper_samples import CORRIDORS, HEAD, SITES, SLOT, VEHICLES, person, run
from pdf_text import needs_poppler, text
from safeconduct import movement, selection
from safeconduct.people import ListFile
from safeconduct.people.model import Identity, ListKind, Person
from safeconduct.selection.model import Tranche
from safeconduct.store import queries
from safeconduct.store.queries import Operation
from safeconduct.work.case import Case, PartyName
from safeconduct.work.case_files import CaseFiles
from safeconduct.work.made import Context, Made
from safeconduct.work.outputs import Outputs
from safeconduct.work.papers import print_papers

PEOPLE = 4
ON_DUTY = movement.Staff("st-07", "coordinator", ("uk",), NOW, NOW)


def context(operation: Operation, folder: Path, staff: tuple[movement.Staff, ...]) -> Context:
    """A tranche in which azure gives four people to amber, and amber nobody to azure."""
    order = tuple(person(i) for i in range(PEOPLE))
    languages = {"azure": ("uk",), "amber": ("ru",)}
    case = Case(
        directory=folder,
        number=operation.number,
        title="One night",
        mode="rehearsal",
        starts=NOW,
        hours=24,
        time_zone=HEAD.time_zone,
        clock=NOW,
        intermediary=PartyName("host", HEAD.intermediary),
        parties=tuple(PartyName(party, HEAD.parties[party], spoken) for party, spoken in languages.items()),
        seeds={},
        text=b"",
    )
    world = movement.World(tuple(SITES.values()), (), tuple(VEHICLES.values()), staff)
    entries = tuple(entry("azure", ListKind.HELD, i) for i in range(PEOPLE))
    held = ListFile(entries, digest("held"), "azure", ListKind.HELD, "azure-held.xlsx")
    made = Made(case, CaseFiles((held,), agreement(""), (), world, {}), operation=operation)
    made.persons = tuple(Person(one, "azure", "amber", Identity.MATCHED, f"H{i}") for i, one in enumerate(order))
    made.chosen = selection.Selection((), (Tranche(3, order),), (), (), PEOPLE, "", {}, {})
    made.plan = movement.Plan(True, "", tuple(CORRIDORS.values()), (SLOT,), (run(PEOPLE),))
    return Context(made, Outputs(folder / "out"), folder, lambda n: hashlib.shake_256(b"").digest(n))


def printed(context: Context, name: str) -> Path:
    return context.outputs.building / "paper" / name


@needs_poppler
def test_a_party_that_only_receives_is_notified_of_the_slot(operation: Operation, tmp_path: Path) -> None:
    """Amber sends no convoy in this tranche; it has to hold its fire at the handover point all the same."""
    made = context(operation, tmp_path, (ON_DUTY,))
    print_papers(made)
    notifications = [name for name, _ in made.made.papers if "notification" in name]
    assert notifications == ["paper/tranche-03-notification-amber.pdf", "paper/tranche-03-notification-azure.pdf"]
    amber = text(printed(made, "tranche-03-notification-amber.pdf").read_bytes())
    assert "состоится передача адресату" in amber
    assert "2026-02-12 05:40 (02:40 UTC)" in amber
    assert "AB 1207-3" not in amber
    assert "AB 1207-3" in text(printed(made, "tranche-03-notification-azure.pdf").read_bytes())
    assert {paper.file_name for paper in queries.papers(operation)} == {
        name.removeprefix("paper/") for name, _ in made.made.papers
    }


@needs_poppler
@pytest.mark.parametrize(
    ("staff", "said"), [((ON_DUTY,), "st-07 Зв’язок"), ((), "цілодобово Duty officer, at all hours")]
)
def test_how_the_duty_officer_is_reached_is_a_line_to_fill_in(
    operation: Operation, tmp_path: Path, staff: tuple[movement.Staff, ...], said: str
) -> None:
    """The roster knows a staff_id at most: the rest is asked for on the paper, and nothing is a dash."""
    made = context(operation, tmp_path, staff)
    print_papers(made)
    azure = text(printed(made, "tranche-03-notification-azure.pdf").read_bytes())
    assert said in azure
    officer = azure.split("Черговий офіцер")[1].split("Розпізнавальні знаки")[0]
    assert "Reached by (telephone, channel):" in officer
    assert "—" not in officer
