"""Reading every file of a case folder. The faults of all of them are one error, so that a coordinator mends the folder
in one go.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from safeconduct import movement, people, terms
from safeconduct.errors import Fault, UnreadableInput
from safeconduct.people.link import Weights
from safeconduct.people.model import ListKind
from safeconduct.work.case import NO_FILE, Case
from safeconduct.work.case_table import counted

LIST_ENDINGS = (".xlsx", ".ods", ".csv")


@dataclass(frozen=True, slots=True)
class CaseFiles:
    """Everything in the folder, read without a fault. ``digests`` are the SHA-256 of each file as received."""

    lists: tuple[people.ListFile, ...]
    agreement: terms.Agreement
    decisions: tuple[people.Decision, ...]
    world: movement.World
    digests: Mapping[str, str]
    weights: Weights | None = None  # None: the committed ones


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
    faults += _strangers(case)
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
        raise UnreadableInput(
            f"The case folder has {counted(len(faults), 'fault')}. Nothing was taken from it.", faults
        )
    assert agreement is not None
    assert world is not None
    assert decisions is not None
    return CaseFiles(tuple(lists), agreement, decisions, world, digests, weights)


def _strangers(case: Case) -> list[Fault]:
    """Lists of a party that the case does not know: a slip in the name of a file must not pass a list over."""
    expected = f"a list of {' or '.join(case.party_ids)}, the parties of case.toml"
    strangers = []
    for path in sorted((case.directory / "lists").glob("*-*")):
        party, _, kind = path.stem.rpartition("-")
        named = path.suffix.lower() in LIST_ENDINGS and kind in list(ListKind) and path.name[0] not in ".~"
        if named and party not in case.party_ids:
            strangers.append(Fault(f"lists/{path.name}", repr(party), expected, code="unknown-party"))
    return strangers


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
