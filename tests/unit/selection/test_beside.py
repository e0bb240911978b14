"""Some of several calls made in a second process: what they return and raise is as if made one after the other."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from agreements import FAMILIES, ON, ONE_FOR_ONE, PRIORITIES, SEED, agreement, crowd
from safeconduct.errors import DoesNotVerify
from safeconduct.people import write_persons
from safeconduct.selection import beside, check, select, verify_folder, write_selection

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="a system without fork, where everything runs in turn")


def fails(words: str) -> Callable[[], Any]:
    def call() -> Any:
        raise ValueError(words)

    return call


def test_what_is_apart_is_made_in_another_process() -> None:
    """The results come in the order of the calls, whoever made them."""
    here, there, again = beside.side_by_side([os.getpid, os.getpid, os.getpid], [1])
    assert here == again == os.getpid() != there


@pytest.mark.parametrize("apart", [[], [0], [1], [2], [0, 1, 2]])
def test_the_first_fault_is_raised(apart: list[int]) -> None:
    """Not the one that is found first by the clock."""
    with pytest.raises(ValueError, match="one"):
        beside.side_by_side([lambda: 0, fails("one"), fails("two")], apart)


def test_what_cannot_be_sent_home_is_made_here() -> None:
    """A function made in the other process, or none at all because that process was ended."""
    ours = os.getpid()

    def ended() -> int:
        if os.getpid() != ours:
            os._exit(9)
        return 7

    assert beside.side_by_side([lambda: fails, ended], [0, 1]) == [fails, 7]
    (made,) = beside.side_by_side([lambda: lambda: 5], [0])
    assert made() == 5


@pytest.mark.parametrize(
    ("threads", "processors", "load", "can"),
    [(1, 2, 0.9, True), (2, 2, 0.0, False), (1, 1, 0.0, False), (1, 2, 1.1, False), (1, 8, 6.5, True)],
)
def test_a_fork_is_for_idle_processors_and_single_threads(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, threads: int, processors: int, load: float, can: bool
) -> None:
    """A lock that another thread holds would never be given back; on a busy machine two processes take longer."""
    for thread in range(threads):
        (tmp_path / str(thread)).mkdir()
    monkeypatch.setattr(beside, "TASKS", tmp_path)
    monkeypatch.setattr(os, "getloadavg", lambda: (load, 9.0, 9.0))
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: set(range(processors)))
    assert beside.can_fork() is can


def test_where_threads_cannot_be_counted_nothing_is_forked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """On another system than Linux."""
    monkeypatch.setattr(beside, "TASKS", tmp_path / "none")
    monkeypatch.setattr(os, "getloadavg", lambda: (0.0, 0.0, 0.0))
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: {0, 1})
    assert not beside.can_fork()


def test_a_folder_is_checked_the_same_in_two_processes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The same report of a sound one, the same sentence about a forged one, whichever process finds the fault."""
    people = crowd(80)
    made = select(agreement(ONE_FOR_ONE, PRIORITIES, FAMILIES, most=9), people, on=ON, seed=SEED)
    write_selection(made, people, tmp_path)
    write_persons(people, tmp_path / check.PERSONS)
    sound = (tmp_path / check.SELECTION).read_text()
    forged = json.loads(sound)
    blocked = next(one for one in forged["outcomes"] if one["reason"] == "lower_priority")
    reports, faults = [], []
    for apart in (False, True):
        monkeypatch.setattr(check, "MANY", 0)
        monkeypatch.setattr(check, "can_fork", lambda apart=apart: apart)
        (tmp_path / check.SELECTION).write_text(sound)
        reports.append(verify_folder(tmp_path))
        for key, value in (("reason", "vetoed"), ("ticket", "00")):
            told = {**blocked, key: value}
            outcomes = [told if one is blocked else one for one in forged["outcomes"]]
            (tmp_path / check.SELECTION).write_text(json.dumps({**forged, "outcomes": outcomes}))
            with pytest.raises(DoesNotVerify) as raised:
                verify_folder(tmp_path)
            faults.append(str(raised.value))
    assert reports[0] == reports[1]
    assert faults[:2] == faults[2:]
    assert "vetoed" in faults[0]
    assert "another ticket" in faults[1]
