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
    both = [*RUNS, Run("r2", "bus-2", 3, "azure", (), (("1", "p3"),))]
    found = astray([boarded("p1", "bus-2"), boarded("p2", "bus-1", 4), boarded("p9", "bus-1")], planned(both))
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


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ('{"runs": [{}]}', "nothing under 'tranche'"),
        ("{}", "nothing under 'runs'"),
        ("[]", "values of another kind than it has"),
        ("person_id,seat", "no JSON text, from line 1 on"),
        (b"\xff\xfe{", "bytes that are not UTF-8"),
        ('{"runs": [], "slots": [{"end": "2026-02-12T01:00:00"}]}', "a time without zone"),
        (None, "No such file or directory"),
    ],
)
def test_what_is_no_plan_is_said_in_words(tmp_path: Path, text: str | bytes | None, found: str) -> None:
    """Without the names of Python's errors, and as a fault of the input, which ends with 3."""
    path = tmp_path / "plan.json"
    if text is not None:
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
    with pytest.raises(UnreadableInput, match="cannot be read as a plan") as caught:
        read_planned(path)
    assert found in str(caught.value)
    assert "Error" not in str(caught.value)


def test_a_folder_is_no_plan_and_a_byte_order_mark_does_no_harm(tmp_path: Path) -> None:
    """What an editor puts before the text is passed over."""
    with pytest.raises(UnreadableInput, match="Is a directory"):
        read_planned(tmp_path)
    path = tmp_path / "plan.json"
    path.write_text('{"runs": []}', "utf-8-sig")
    assert read_planned(path) == {}


def test_a_vehicle_of_which_the_plan_knows_nothing_is_said() -> None:
    """A slip in its number looks like another bus: the question is first whether there is such a vehicle."""
    found = astray([boarded("p1", "bus-99"), boarded("p9", "bus-99")], planned(RUNS))
    assert "bus-99 (event e-p1), a vehicle in which the plan seats nobody; planned is seat 1 of bus-1" in found[0]
    assert "planned is no seat. Ask whether there is such a vehicle" in found[1]
