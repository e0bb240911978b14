"""Two offices and their lists, for the tests of private matching."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import cache

from safeconduct.people import Entry, ListKind, PartialDate
from safeconduct.people.private import (
    Office,
    Round,
    Run,
    answer,
    begin,
    finish,
    look,
    new_office,
    read_start,
    start_file,
)

NOW = dt.datetime(2026, 2, 11, 9, 30, tzinfo=dt.UTC)
AZURE = new_office("azure", bytes(31) + b"\1")
AMBER = new_office("amber", bytes(31) + b"\2")
HOST = new_office("host", bytes(31) + b"\3")


def randomness(seed: str) -> Callable[[int], bytes]:
    """Bytes that look random and are the same in every run of the tests."""
    count = 0

    def draw(size: int) -> bytes:
        nonlocal count
        count += 1
        return hashlib.shake_256(f"{seed} {count}".encode()).digest(size)

    return draw


def entry(entry_id: str, name: str, birth: str = "", **fields: str) -> Entry:
    """An entry of a name in three parts and a birth date."""
    family, given, *father = name.split()
    return Entry(
        entry_id,
        "us",
        ListKind.SOUGHT,
        2,
        family_name=family,
        given_name=given,
        patronymic=" ".join(father),
        birth_date=PartialDate.parse(birth) if birth else None,
        **fields,  # type: ignore[arg-type]
    )


def begun(
    entries: Sequence[Entry],
    office: Office = AZURE,
    peer: Office = AMBER,
    *,
    undated: bool = False,
    seed: str = "",
    now: dt.datetime = NOW,
) -> Run:
    """A run of one side."""
    return begin(
        entries,
        office,
        peer.card,
        kind=ListKind.HELD,
        list_sha256="0" * 64,
        undated=undated,
        now=now,
        random=randomness(seed or office.name),
    )


AZURE_LIST = (
    entry("1", "Нечитайленко Пилип Ілліч", "1990-05-12"),
    entry("2", "Мороз Іван", "1985"),
    entry("3", "Коваль Петро Іванович", "1991-12-05"),
    entry("4", "Гончар Олег Петрович"),
)
AMBER_LIST = (
    entry("7", "Нечитайленко Филипп Ильич", "1990-12-05"),
    entry("8", "Гай Олег", "1971-01-01"),
    entry("9", "Коваль Пётр Иванович", "1992-12-05"),
    entry("10", "Гончар Олег Петрович", "1980-01-01"),
)


@cache
def usual() -> tuple[Run, Run]:
    """Both sides of a run of the two lists above, begun, with consent to all rounds."""
    return both(AZURE_LIST, AMBER_LIST, undated=True)


@cache
def after_core() -> tuple[Run, Run]:
    """The same after the first round."""
    return through(*usual())


def both(azure: Sequence[Entry], amber: Sequence[Entry], *, undated: bool = False) -> tuple[Run, Run]:
    """A run of both sides, begun."""
    return begun(azure, undated=undated), begun(amber, AMBER, AZURE, undated=undated)


def answered(run: Run, office: Office, start: bytes) -> tuple[Run, bytes]:
    """One side's answer to the other's start file."""
    theirs, sent = read_start(run, look(start, "start"), office)
    return answer(run, theirs, sent, office)


def through(azure: Run, amber: Run) -> tuple[Run, Run]:
    """Both sides through the round that is on."""
    one, other = start_file(azure, AZURE), start_file(amber, AMBER)
    amber, back = answered(amber, AMBER, one)
    azure, forth = answered(azure, AZURE, other)
    return finish(azure, look(back, "answer"), AZURE), finish(amber, look(forth, "answer"), AMBER)


def found(run: Run) -> dict[str, tuple[str, ...]]:
    """The hits of a run: entry ids by pseudonym."""
    return {hit.pseudonym: hit.entry_ids for hit in run.hits}


def of_round(run: Run, round_: Round) -> list[tuple[str, tuple[str, ...]]]:
    """Key and entry ids of the hits of one round."""
    return [(hit.key, hit.entry_ids) for hit in run.hits if hit.round is round_]


def renamed(entries: Sequence[Entry], ids: str) -> list[Entry]:
    """The same entries under other ids."""
    return [replace(one, entry_id=f"{ids}{at}") for at, one in enumerate(entries)]
