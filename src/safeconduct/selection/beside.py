"""Some of several calls in a second process, where there is a processor for it and nothing that a fork could break."""

from __future__ import annotations

import os
import pickle
from collections.abc import Callable, Collection, Sequence
from pathlib import Path
from typing import Any

Call = Callable[[], Any]
Found = tuple[Any, Exception | None]
TASKS = Path("/proc/self/task")  # one entry for each thread of this process, Python's or not


def can_fork() -> bool:
    """Whether a second processor was idle in the last minute, and there is no thread but this one for a fork to lose.

    Two processes take more of the processors than one, so that on a busy machine they take longer.
    """
    try:
        idle = os.getloadavg()[0] < len(os.sched_getaffinity(0)) - 1
        return idle and len(list(TASKS.iterdir())) == 1
    except (AttributeError, OSError):  # not on this system
        return False


def side_by_side(calls: Sequence[Call], apart: Collection[int]) -> list[Any]:
    """What each call returns, in their order; those numbered in ``apart`` are made in a fork meanwhile.

    Raises what the first of them raises, as if they had run one after the other. What a fork could not bring home,
    because it was ended or cannot be sent, is made here after all.
    """
    if not apart:
        return [call() for call in calls]
    read, write = os.pipe()
    child = os.fork()
    if not child:
        try:
            os.close(read)
            with os.fdopen(write, "wb") as out:
                pickle.dump({at: _found(call) for at, call in enumerate(calls) if at in apart}, out)
        finally:
            os._exit(0)  # this is a copy: nothing of the program is to be wound up twice
    os.close(write)
    with os.fdopen(read, "rb") as answer:
        found = {at: _found(call) for at, call in enumerate(calls) if at not in apart}
        try:
            found |= pickle.load(answer)  # noqa: S301 (our own fork wrote it)
        except (EOFError, pickle.UnpicklingError):
            found |= {at: _found(call) for at, call in enumerate(calls) if at in apart}
    os.waitpid(child, 0)
    for at in range(len(calls)):
        if (error := found[at][1]) is not None:
            raise error
    return [found[at][0] for at in range(len(calls))]


def _found(call: Call) -> Found:
    try:
        return call(), None
    except Exception as error:
        return None, error
