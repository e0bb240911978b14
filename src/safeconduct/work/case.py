"""Reading a case folder: what a coordinator prepares, in formats people already have.

``read_case`` reads ``case.toml`` and finds the files beside it; ``read_files`` reads every one of them and collects
all faults of all files into one error, so that a coordinator mends the whole folder in one go.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import tomllib
import zoneinfo
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from safeconduct import movement, people, terms
from safeconduct.errors import Fault, UnreadableInput
from safeconduct.people.link import Weights
from safeconduct.people.model import ListKind

CASE_FILE = "case.toml"
NO_FILE = "no such file"
LIST_ENDINGS = (".xlsx", ".ods", ".csv")
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


@dataclass(frozen=True, slots=True)
class CaseFiles:
    """Everything in the folder, read without a fault. ``digests`` are the SHA-256 of each file as received."""

    lists: tuple[people.ListFile, ...]
    agreement: terms.Agreement
    decisions: tuple[people.Decision, ...]
    world: movement.World
    digests: Mapping[str, str]
    weights: Weights | None = None  # None: the committed ones


class _Toml:
    """A TOML table together with the faults found in it so far."""

    def __init__(self, table: Mapping[str, Any], faults: list[Fault], prefix: str = "") -> None:
        self.table = table
        self.faults = faults
        self.prefix = prefix
        self.known: set[str] = set()

    def fault(self, key: str, found: object, expected: str) -> None:
        self.faults.append(Fault(CASE_FILE, _shown(found), expected, field=f"{self.prefix}{key}"))

    def get(self, key: str, kind: type | tuple[type, ...], expected: str, default: Any = None) -> Any:
        self.known.add(key)
        value = self.table.get(key)
        if value is None:
            if default is None:
                self.fault(key, None, expected)
            return default
        if not isinstance(value, kind) or isinstance(value, bool):
            self.fault(key, value, expected)
            return default
        return value

    def time(self, key: str, *, compulsory: bool) -> dt.datetime | None:
        expected = "a date and time with its zone, such as 2026-02-12T00:00:00Z"
        self.known.add(key)
        value = self.table.get(key)
        if value is None and not compulsory:
            return None
        if not isinstance(value, dt.datetime) or value.tzinfo is None:
            self.fault(key, value, expected)
            return None
        return value.astimezone(dt.UTC)

    def inner(self, key: str) -> _Toml:
        self.known.add(key)
        value = self.table.get(key, {})
        if not isinstance(value, Mapping):
            self.fault(key, value, f"a table [{self.prefix}{key}]")
            value = {}
        return _Toml(value, self.faults, f"{self.prefix}{key}.")

    def plain(self, key: str, default: Any = None) -> Any:
        """The value of a key whose form the caller checks."""
        self.known.add(key)
        return self.table.get(key, default)

    def done(self) -> None:
        """Name every key that nobody asked for: a misspelt key must not be passed over in silence."""
        for key in self.table:
            if key not in self.known:
                self.fault(key, f"the key {key}", f"one of {', '.join(sorted(self.known))}")


def _shown(value: object) -> str:
    return "nothing" if value is None else repr(value)


def read_case(directory: Path) -> Case:
    """Read ``case.toml``. Raises UnreadableInput with every fault of the file."""
    path = directory / CASE_FILE
    try:
        text = path.read_bytes()
        table = tomllib.loads(text.decode("utf-8"))
    except FileNotFoundError:
        fault = Fault(CASE_FILE, NO_FILE, f"a case folder with a {CASE_FILE} in it")
        raise UnreadableInput(f"{directory} is not a case folder.", [fault]) from None
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        fault = Fault(CASE_FILE, str(error), "a TOML file in UTF-8")
        raise UnreadableInput(f"{CASE_FILE} cannot be read.", [fault]) from None
    faults: list[Fault] = []
    case = _case(directory, text, _Toml(table, faults))
    if faults or case is None:
        raise UnreadableInput(f"{CASE_FILE} has {_count(len(faults), 'fault')}.", faults)
    return case


def _case(directory: Path, text: bytes, root: _Toml) -> Case | None:
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


def _parties(root: _Toml) -> tuple[PartyName, ...]:
    rows = root.plain("parties", [])
    if not isinstance(rows, list) or len(rows) < 2 or not all(isinstance(row, Mapping) for row in rows):
        found = f"{len(rows)}" if isinstance(rows, list) else _shown(rows)
        root.fault("parties", found, "two or more [[parties]] tables, each with an id and a name")
        return ()
    parties = tuple(_party(_Toml(row, root.faults, f"parties[{i + 1}].")) for i, row in enumerate(rows))
    ids = [party.party_id for party in parties]
    for twice in sorted({party for party in ids if ids.count(party) > 1}):
        root.fault("parties", twice, "each party once")
    return parties


def _party(table: _Toml) -> PartyName:
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


def _seeds(root: _Toml, owners: list[str]) -> dict[str, Seed]:
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


def _beacon(root: _Toml) -> Beacon:
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


def list_path(directory: Path, party: str, kind: ListKind) -> Path | None:
    """The list of a party, in whichever format it came. None where it may be missing, as what families report may.

    Raises UnreadableInput if there is more than one, or none of a list that must be there.
    """
    stem = f"{party}-{kind.value}"
    found = [path for ending in LIST_ENDINGS if (path := directory / "lists" / f"{stem}{ending}").exists()]
    if len(found) == 1:
        return found[0]
    if not found and kind is ListKind.FAMILY:
        return None
    seen = NO_FILE if not found else " and ".join(path.name for path in found)
    expected = f"one file, {' or '.join(stem + ending for ending in LIST_ENDINGS)}"
    raise UnreadableInput("A list is missing.", [Fault(f"lists/{stem}", seen, expected)])


def read_files(case: Case) -> CaseFiles:
    """Read every file of the folder. Raises one UnreadableInput with the faults of all of them."""
    faults: list[Fault] = []
    digests: dict[str, str] = {}

    def attempt[T](reader: Callable[[], T]) -> T | None:
        try:
            return reader()
        except UnreadableInput as error:
            faults.extend(error.faults)
            return None

    def file(name: str) -> Path:
        path = case.directory / name
        if not path.is_file():
            raise UnreadableInput(f"{name} is missing.", [Fault(name, NO_FILE, f"{name} in the case folder")])
        digests[name] = hashlib.sha256(path.read_bytes()).hexdigest()
        return path

    def read(party: str, kind: ListKind) -> people.ListFile | None:
        path = list_path(case.directory, party, kind)
        if path is None:
            return None
        return people.read_list(path, party=party, kind=kind, parties=case.party_ids, on=case.day())

    lists = []
    for party in case.party_ids:
        for kind in ListKind:
            one = attempt(partial(read, party, kind))
            if one is not None:
                lists.append(one)
                digests[f"lists/{party}-{kind.value}"] = one.sha256
    agreement = attempt(
        lambda: terms.combine([terms.read_terms(file(path.name)) for path in terms.terms_files(case.directory)])
    )
    for name in ("sites.csv", "zones.geojson", "fleet.csv", "staff.csv"):
        attempt(partial(file, name))
    world = attempt(lambda: movement.read_world(case.directory, case.party_ids)) if not _missing(faults) else None
    decisions: tuple[people.Decision, ...] | None = ()
    if (case.directory / "decisions.csv").exists() and _all_stated(lists, case):
        entries = [entry for one in lists for entry in one.entries]
        decisions = attempt(lambda: people.read_decisions(file("decisions.csv"), entries))
    weights = None
    if (case.directory / "weights.json").exists():
        weights = attempt(lambda: people.read_weights(file("weights.json")))
    if world is not None:
        faults += _nowhere(lists, world)
    if faults:
        raise UnreadableInput(f"The case folder has {_count(len(faults), 'fault')}. Nothing was taken from it.", faults)
    assert agreement is not None
    assert world is not None
    assert decisions is not None
    return CaseFiles(tuple(lists), agreement, decisions, world, digests, weights)


def _nowhere(lists: list[people.ListFile], world: movement.World) -> list[Fault]:
    """Held entries at a place that sites.csv does not know."""
    known = {site.site_id for site in world.sites}
    return [
        Fault(one.file, repr(entry.site), "a site_id of sites.csv", row=entry.row, field="site", code="unknown-site")
        for one in lists
        if one.kind is ListKind.HELD
        for entry in one.entries
        if entry.site not in known
    ]


def _all_stated(lists: list[people.ListFile], case: Case) -> bool:
    """Whether each party's held and sought lists could be read."""
    return len([one for one in lists if one.kind is not ListKind.FAMILY]) == 2 * len(case.parties)


def _missing(faults: list[Fault]) -> bool:
    return any(fault.found == NO_FILE for fault in faults)


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
