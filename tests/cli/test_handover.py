"""``safeconduct handover check``."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from safeconduct.cli.handover import app
from safeconduct.errors import RefusedByRule, UnreadableInput, UsageError
from safeconduct.people import write_persons
from safeconduct.people.model import Identity, Person

HEAD = "event_id,person_id,event,occurred_at,recorded_at,place,by,reason,tranche,number\n"


def row(number: int, person: str, event: str, place: str, count: str = "") -> str:
    time = f"2026-02-12T01:{number:02d}:00Z"
    return f"e{number},{person},{event},{time},{time},{place},s1,,,{count}\n"


@pytest.fixture
def case(tmp_path: Path) -> Path:
    people = [Person(f"p{i}", "azure", "amber", Identity.MATCHED, site="camp") for i in range(3)]
    write_persons(people, tmp_path / "persons.csv")
    runs = [{"vehicle": "bus-1", "tranche": 1, "seats": [["1", "p0"]]}]
    (tmp_path / "plan.json").write_text(json.dumps({"runs": runs}))
    return tmp_path


def run(case: Path, rows: str, *more: str) -> tuple[str, str, BaseException | None]:
    (case / "EVENTS.csv").write_text(HEAD + rows)
    done = CliRunner().invoke(app, ["check", str(case / "EVENTS.csv"), "--persons", str(case / "persons.csv"), *more])
    return done.stdout, done.stderr, done.exception


def test_a_file_in_order_is_told_in_three_lines(case: Path) -> None:
    """What was booked, whether the counts agree, and that everybody is in one state."""
    out, err, error = run(case, row(1, "p0", "boarded", "bus-1") + row(2, "", "counted", "bus-1", "1"))
    assert error is None
    assert out == ""
    assert err.splitlines() == [
        "1 event booked, 0 refused.",
        "1 of 1 head-counts agree with the book.",
        "3 people, each in one state: held 2, boarded 1.",
    ]


def test_what_needs_an_answer_comes_first_and_ends_with_a_refusal(case: Path) -> None:
    """An event out of order, a count that differs, a person astray: each with its sentence."""
    rows = row(1, "p1", "boarded", "bus-1") + row(2, "p0", "received", "") + row(3, "", "counted", "bus-1", "2")
    out, err, error = run(case, rows, "--plan", str(case / "plan.json"), "--json")
    lines = err.splitlines()
    assert [line.split("  ")[0] for line in lines[:3]] == ["NOT BOOKED", "HEAD-COUNT", "ASK"]
    assert isinstance(error, RefusedByRule)
    assert "1 event refused; the head-count at bus-1 differs by +1" in str(error)
    document = json.loads(out)
    assert document["booked"] == ["e1"]
    assert document["head_counts"][0]["persons"] == ["p1"]
    assert document["states"] == {"boarded": 1, "held": 2}


def test_a_side_at_the_bound_is_held(case: Path) -> None:
    """Two received from azure and none from amber, with a bound of two."""
    way = ("boarded", "arrived", "taken_over", "received")
    rows = "".join(row(10 * p + i, f"p{p}", kind, "bus-1") for p in (0, 1) for i, kind in enumerate(way))
    _, err, error = run(case, rows, "--bound", "2")
    assert error is None
    assert err.startswith("HOLD        azure is ahead of amber by 2, which is the bound.")
    assert isinstance(run(case, rows, "--bound", "1")[2], RefusedByRule)
    assert isinstance(run(case, rows, "--bound", "-1")[2], UsageError)


def test_a_death_on_the_way_lets_the_living_drive_on(case: Path) -> None:
    """Two arrive, one dies, the body is taken over and received: the door counts one, and the lead is of one."""
    rows = (
        row(1, "p0", "boarded", "bus-1")
        + row(2, "p1", "boarded", "bus-1")
        + row(3, "p0", "arrived", "point")
        + row(4, "p1", "arrived", "point")
        + row(5, "p0", "died", "point").replace(",s1,,", ",s1,the doctor of the convoy,")
        + row(6, "p0", "taken_over", "point")
        + row(7, "", "counted", "point", "1")
        + row(8, "p1", "taken_over", "point")
        + row(9, "p0", "received", "")
        + row(10, "p1", "received", "")
    )
    out, err, error = run(case, rows, "--bound", "2", "--json")
    assert error is None
    document = json.loads(out)
    assert document["head_counts"][0]["persons"] == ["p1"]
    assert document["leads"][0]["lead"] == 1
    assert "azure is ahead of amber by 1, bound 2." in err
    assert "amber is behind azure by 1, bound 2. 3 more of amber's people may be received before a hold." in err


def test_events_booked_before_are_taken_into_account(case: Path) -> None:
    """The second file goes on where the first ended; events of the first sent again are not booked twice."""
    first = case / "first.csv"
    first.write_text(HEAD + row(1, "p0", "boarded", "bus-1"))
    rows = row(1, "p0", "boarded", "bus-1") + row(2, "p0", "arrived", "point")
    _, err, error = run(case, rows, "--before", str(first))
    assert error is None
    assert err.startswith("1 event booked, 0 refused, 1 event booked before.")


def test_a_plan_in_escrow_holds_whoever_is_released_too_early(case: Path) -> None:
    """Two of one tranche: the first is not received before the second is in custody, and who waits is told."""
    runs = [
        {"vehicle": "bus-1", "tranche": 1, "seats": [["1", "p0"]]},
        {"vehicle": "bus-2", "tranche": 1, "seats": [["1", "p1"]]},
    ]
    (case / "plan.json").write_text(json.dumps({"runs": runs, "escrow": "hold"}))
    way = ("boarded", "arrived", "taken_over")
    rows = "".join(
        row(10 * p + i, f"p{p}", kind, f"bus-{p + 1}") for p in (0, 1) for i, kind in enumerate(way[: 3 - p])
    )
    out, err, error = run(case, rows + row(30, "p0", "received", ""), "--plan", str(case / "plan.json"), "--json")
    assert isinstance(error, RefusedByRule)
    assert "NOT BOOKED  Person p0 is of tranche 1, which is in escrow" in err
    assert "WAIT        Tranche 1, in escrow: 1 of 2 are in" in err
    (one,) = json.loads(out)["escrow"]
    assert (one["missing"], one["complete"]) == (["p1"], False)
    assert json.loads(out)["all_in_custody"] == {}
    (case / "free.json").write_text(json.dumps({"runs": runs, "escrow": "hold", "unconditional": ["p0"]}))
    done, err, error = run(case, rows + row(30, "p0", "received", ""), "--plan", str(case / "free.json"), "--json")
    assert error is None, err
    assert json.loads(done)["states"]["received"] == 1
    more = rows + row(31, "p1", "taken_over", "") + row(32, "p0", "received", "")
    _, err, error = run(case, more, "--plan", str(case / "plan.json"))
    assert error is None
    assert (
        "Tranche 1, in escrow: 2 of 2 are in the intermediary's custody and go, or have gone, 1 of them released."
        in err
    )
    assert "Tranche 1: for the handover act, all were in custody at 2026-02-12T01:31:00Z." in err


def test_an_event_of_the_future_is_a_fault_unless_the_plan_meets_then(case: Path) -> None:
    """A wrong year is found before it is booked; a rehearsal of a day to come is checked with its plan."""
    rows = row(1, "p0", "boarded", "bus-1").replace("2026-", "2926-")
    _, _, error = run(case, rows)
    assert isinstance(error, UnreadableInput)
    assert [(one.row, one.field, one.code) for one in error.faults] == [(2, "recorded_at", "future")]
    runs = [{"vehicle": "bus-1", "tranche": 1, "seats": [["1", "p0"]]}]
    for day, kind in (("2926-02-12", type(None)), ("2926-02-10", UnreadableInput)):
        (case / "plan.json").write_text(json.dumps({"runs": runs, "slots": [{"end": f"{day}T04:00:00Z"}]}))
        assert type(run(case, rows, "--plan", str(case / "plan.json"))[2]) is kind


def test_a_head_count_at_a_place_that_nobody_knows_is_said(case: Path) -> None:
    """Whatever was counted there: a slip in the name would let a count of nobody pass as agreeing."""
    _, err, error = run(case, row(1, "", "counted", "nowhere", "0") + row(2, "", "counted", "camp", "3"))
    assert error is None
    (said,) = [line for line in err.splitlines() if line.startswith("HEAD-COUNT")]
    assert said.startswith(
        "HEAD-COUNT  nowhere, 2026-02-12T01:01:00Z: counted 0, the book has 0. They agree. Nobody is"
    )
    assert "no event names the place" in said
    _, err, error = run(case, row(1, "", "counted", "nowhere", "2"))
    assert isinstance(error, RefusedByRule)
    assert "no event names the place" in err
