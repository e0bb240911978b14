"""The case folder's ``case.toml``: what a coordinator says of the operation, its parties, seeds and clock."""

from __future__ import annotations

import datetime as dt
import tomllib
import zoneinfo
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from safeconduct.errors import Fault, UnreadableInput
from safeconduct.work.case_table import CASE_FILE, Table, counted, shown

NO_FILE = "no such file"
MODES = ("rehearsal", "live")
LANGUAGES = ("en", "uk", "ru", "be")
MAX_HOURS = 24 * 31


@dataclass(frozen=True, slots=True)
class PartyName:
    """A party or the intermediary, with its name in each language it is printed in (English at least)."""

    party_id: str
    names: Mapping[str, str]
    languages: tuple[str, ...] = ("en",)

    def name(self, language: str) -> str:
        return self.names.get(language) or self.names["en"]


@dataclass(frozen=True, slots=True)
class Seed:
    """A lottery seed as its owner committed to it and later revealed it; both in hex. ``reveal`` may be missing."""

    commitment: str
    reveal: str = ""


@dataclass(frozen=True, slots=True)
class Beacon:
    """The value of a public source of randomness, as anyone can look it up: which source, which round, value in hex."""

    source: str = ""
    round: int | None = None
    value: str = ""


@dataclass(frozen=True, slots=True)
class Case:
    """``case.toml``, checked. ``clock`` is None in a live operation: then the machine's clock is the clock."""

    directory: Path
    number: int
    title: str
    mode: str
    starts: dt.datetime
    hours: int
    time_zone: str
    clock: dt.datetime | None
    intermediary: PartyName
    parties: tuple[PartyName, ...]
    seeds: Mapping[str, Seed]
    text: bytes
    beacon: Beacon = Beacon()

    @property
    def party_ids(self) -> tuple[str, ...]:
        return tuple(party.party_id for party in self.parties)

    def day(self) -> dt.date:
        """The day on which ages and times in captivity are counted: the first day of the window, where it happens."""
        return self.starts.astimezone(zoneinfo.ZoneInfo(self.time_zone)).date()


def read_case(directory: Path) -> Case:
    """Read ``case.toml``. Raises UnreadableInput with every fault of the file."""
    path = directory / CASE_FILE
    try:
        text = path.read_bytes()
        table = tomllib.loads(text.decode("utf-8-sig"))
    except FileNotFoundError:
        fault = Fault(CASE_FILE, NO_FILE, f"a case folder with a {CASE_FILE} in it")
        raise UnreadableInput(f"{directory} is not a case folder.", [fault]) from None
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        found = error.strerror if isinstance(error, OSError) else None
        fault = Fault(CASE_FILE, found or str(error), "a TOML file in UTF-8")
        raise UnreadableInput(f"{CASE_FILE} cannot be read.", [fault]) from None
    faults: list[Fault] = []
    case = _case(directory, text, Table(table, faults))
    if faults or case is None:
        raise UnreadableInput(f"{CASE_FILE} has {counted(len(faults), 'fault')}.", faults)
    return case


def _case(directory: Path, text: bytes, root: Table) -> Case | None:
    operation = root.inner("operation")
    number = operation.get("number", int, "the number of the operation in its series, 1 or more", 0)
    if number < 1 and "number" in operation.table:
        operation.fault("number", number, "1 or more")
    elif number < 1:
        operation.fault("number", None, "the number of the operation in its series, 1 or more")
    title = operation.get("title", str, "a title in a few words", "")
    mode = operation.get("mode", str, f"one of {', '.join(MODES)}", None)
    if mode is not None and mode not in MODES:
        operation.fault("mode", mode, f"one of {', '.join(MODES)}")
    starts = operation.time("starts", compulsory=True)
    hours = operation.get("hours", int, "the length of the planning window in hours, such as 48", 48)
    if not 1 <= hours <= MAX_HOURS:
        operation.fault("hours", hours, f"between 1 and {MAX_HOURS}")
    clock = operation.time("clock", compulsory=False)
    if mode == "live" and clock is not None:
        operation.fault("clock", clock.isoformat(), "no clock in a live operation: the machine's clock is used")
    zone = operation.get("time_zone", str, "a time zone such as Europe/Minsk", None)
    if zone is not None and zone not in zoneinfo.available_timezones():
        operation.fault("time_zone", zone, "a time zone such as Europe/Minsk")
    operation.done()
    intermediary = _party(root.inner("intermediary"))
    parties = _parties(root)
    seeds = _seeds(root, [*(party.party_id for party in parties), intermediary.party_id])
    beacon = _beacon(root)
    root.done()
    if starts is None or mode is None or zone is None:
        return None
    return Case(directory, number, title, mode, starts, hours, zone, clock, intermediary, parties, seeds, text, beacon)


def _parties(root: Table) -> tuple[PartyName, ...]:
    rows = root.plain("parties", [])
    if not isinstance(rows, list) or len(rows) < 2 or not all(isinstance(row, Mapping) for row in rows):
        found = f"{len(rows)}" if isinstance(rows, list) else shown(rows)
        root.fault("parties", found, "two or more [[parties]] tables, each with an id and a name")
        return ()
    parties = tuple(_party(Table(row, root.faults, f"parties[{i + 1}].")) for i, row in enumerate(rows))
    ids = [party.party_id for party in parties]
    for twice in sorted({party for party in ids if ids.count(party) > 1}):
        root.fault("parties", twice, "each party once")
    return parties


def _party(table: Table) -> PartyName:
    party_id = table.get("id", str, "a short id, such as azure", "")
    if not party_id or not party_id.replace("-", "").replace("_", "").isalnum():
        table.fault("id", party_id or None, "a short id of letters, digits, - and _")
    names = table.plain("name")
    if isinstance(names, str):
        names = {"en": names}
    if not isinstance(names, Mapping) or not names.get("en"):
        table.fault("name", names, 'a name in English at least, such as { en = "Azure" }')
        names = {"en": party_id}
    languages = table.plain("languages", ["en"])
    if not isinstance(languages, list) or not languages or any(code not in LANGUAGES for code in languages):
        table.fault("languages", languages, f"a list of {', '.join(LANGUAGES)}")
        languages = ["en"]
    table.done()
    return PartyName(party_id, dict(names), tuple(languages))


def _seeds(root: Table, owners: list[str]) -> dict[str, Seed]:
    seeds = root.inner("seeds")
    for owner in seeds.table:
        if owner not in owners:
            seeds.fault(owner, owner, f"one of {', '.join(owners)}")
    found = {}
    for owner in owners:
        table = seeds.inner(owner)
        commitment = table.get("commitment", str, "the SHA-256 of the seed, 64 hex digits", "")
        reveal = table.plain("reveal", "")
        if commitment and not _is_hex(commitment, 64):
            table.fault("commitment", commitment, "64 hex digits")
        elif not commitment and "commitment" not in table.table:
            table.fault("commitment", None, "the SHA-256 of the seed, 64 hex digits")
        if reveal and not _is_hex(reveal):
            table.fault("reveal", reveal, "the seed in hex")
        table.done()
        found[owner] = Seed(commitment, reveal)
    return found


def _beacon(root: Table) -> Beacon:
    if "beacon" not in root.table:
        return Beacon()
    table = root.inner("beacon")
    source = table.get("source", str, "the beacon that the agreement names", "")
    number = table.get("round", int, "the round that the agreement fixed beforehand", None)
    value = table.get("value", str, "the value of that round in hex", "")
    table.done()
    return Beacon(source, number, value)


def _is_hex(text: object, digits: int | None = None) -> bool:
    if not isinstance(text, str) or (digits is not None and len(text) != digits):
        return False
    try:
        return bool(bytes.fromhex(text))
    except ValueError:
        return False
