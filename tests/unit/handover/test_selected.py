"""The escrow of a selection, read from its folder."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from safeconduct.errors import UnreadableInput
from safeconduct.handover import read_selected_escrow
from safeconduct.people.model import Identity, Person

PERSONS = [Person("p1", "azure", "amber", Identity.MATCHED), Person("p2", "amber", "azure", Identity.MATCHED)]


def written(folder: Path, escrow: bool) -> Path:
    outcomes = [{"person_id": p, "tranche": 1, "clause": c} for p, c in (("p1", "wounded"), ("p2", "others"))]
    living = {"number": 1, "order": ["p1", "p2"], "remains": False}
    document = {"tranches": [living, {"number": 2, "order": ["p3"], "remains": True}], "outcomes": outcomes}
    clauses = [{"id": "wounded", "kind": "all", "conditional": False}, {"id": "others", "kind": "one_for_one"}]
    rule = {"escrow": escrow, "on_drop_out": "return"}
    (folder / "selection.json").write_text(json.dumps(document))
    (folder / "certificate.json").write_text(json.dumps({"agreement": {"tranches": rule, "clauses": clauses}}))
    return folder


def test_tranches_rule_and_who_goes_without_condition(tmp_path: Path) -> None:
    """As the agreement in the certificate has them; without escrow there are no tranches."""
    found = read_selected_escrow(written(tmp_path, escrow=True), PERSONS)
    assert [one.person_id for one in found.tranches[1]] == ["p1", "p2"]
    assert (found.on_drop_out, found.unconditional, found.of_remains) == ("return", {"p1"}, {2})
    without = read_selected_escrow(written(tmp_path, escrow=False), PERSONS)
    assert (dict(without.tranches), without.unconditional) == ({}, {"p1"})


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"tranches": 1}'])
def test_what_is_no_selection_is_named(tmp_path: Path, text: str) -> None:
    """And so is a folder without one."""
    with pytest.raises(UnreadableInput, match=r"selection\.json"):
        read_selected_escrow(tmp_path, PERSONS)
    (written(tmp_path, escrow=True) / "selection.json").write_text(text)
    with pytest.raises(UnreadableInput, match="cannot be read"):
        read_selected_escrow(tmp_path, PERSONS)
