"""What happened beside what was planned."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

import pytest

from safeconduct.errors import UnreadableInput
from safeconduct.handover import CustodyEvent, EventKind, astray, planned, read_escrow, read_planned
from safeconduct.movement.model import Run
from safeconduct.people.model import Identity, Person

NIGHT = dt.datetime(2026, 2, 12, 1, 0, tzinfo=dt.UTC)
RUNS = [Run("r1", "bus-1", 3, "azure", (), (("1", "p1"), ("2", "p2")))]


def boarded(person: str, place: str, tranche: int | None = None) -> CustodyEvent:
    return CustodyEvent(f"e-{person}", person, EventKind.BOARDED, NIGHT, NIGHT, place, tranche=tranche)


def test_who_boards_as_planned_is_not_spoken_of() -> None:
    """Silence means that all is as the manifests say."""
    assert astray([boarded("p1", "bus-1"), boarded("p2", "bus-1", 3)], planned(RUNS)) == ()


def test_another_vehicle_another_tranche_and_nobody_s_seat_are_named() -> None:
    """One sentence each, with the seat that was planned."""
    found = astray([boarded("p1", "bus-2"), boarded("p2", "bus-1", 4), boarded("p9", "bus-1")], planned(RUNS))
    assert "planned is seat 1 of bus-1" in found[0]
    assert "planned is tranche 3" in found[1]
    assert "p9 boarded bus-1 (event e-p9) and is in no vehicle" in found[2]


def test_the_seats_are_read_from_plan_json(tmp_path: Path) -> None:
    """Only what is needed is read, so that the plan may hold more."""
    path = tmp_path / "plan.json"
    path.write_text(json.dumps({"runs": [{"vehicle": "bus-1", "tranche": 3, "seats": [["1", "p1"]], "x": 0}], "y": 1}))
    assert read_planned(path) == {"p1": planned(RUNS)["p1"]}
    path.write_text('{"runs": [{}]}')
    with pytest.raises(UnreadableInput, match="cannot be read as a plan"):
        read_planned(path)


def test_the_tranches_in_escrow_are_read_from_plan_json(tmp_path: Path) -> None:
    """Whoever has a seat, or was left without one; a plan that says nothing of escrow has none."""
    persons = [Person(f"p{n}", "azure", "amber", Identity.MATCHED) for n in range(3)]
    path = tmp_path / "plan.json"
    runs = [{"vehicle": "bus-1", "tranche": 3, "seats": [["1", "p1"], ["2", "p0"]]}]
    document = {"runs": runs, "uncarried": [{"person_id": "p2", "tranche": 3}], "escrow": "return"}
    path.write_text(json.dumps(document))
    escrow = read_escrow(path, persons)
    assert [member.person_id for member in escrow.tranches[3]] == ["p1", "p0", "p2"]
    assert escrow.on_drop_out == "return"
    for without in ({"runs": runs}, {"runs": runs, "escrow": ""}):
        path.write_text(json.dumps(without))
        assert not read_escrow(path, persons).tranches
    for wrong in ({"runs": runs, "escrow": "perhaps"}, {"runs": runs, "uncarried": [{"tranche": 1}]}, []):
        path.write_text(json.dumps(wrong))
        with pytest.raises(UnreadableInput):
            read_escrow(path, persons)
