"""Making a whole case folder: the lists, the agreement, the decisions so far, and the world around them."""

from __future__ import annotations

import datetime as dt
import hashlib
import shutil
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib import resources
from pathlib import Path

from safeconduct.errors import Fault, RefusedByRule, UsageError
from safeconduct.example import decisions, lists, reports
from safeconduct.example.cells import write_list
from safeconduct.example.human import Human
from safeconduct.example.population import Population, populate
from safeconduct.example.world import PARTIES, site_ids, world
from safeconduct.people.model import Consent, ListKind, Medical, Status

START = dt.datetime(2026, 2, 12, tzinfo=dt.UTC)
HOURS = 48
LEAST, MOST = 24, 2_000_000
_SEATS_OF_A_BUS = 45


@dataclass(frozen=True, slots=True)
class Made:
    """What was made: rows by list file, decisions, and how many pairs of entries truly speak of one person."""

    directory: Path
    rows: Mapping[str, int]
    pairs: int
    decided: int


def make_case(
    directory: Path,
    people: int = 900,
    seed: int = 7,
    *,
    truth: bool = False,
    replace: bool = False,
    tell: Callable[[str], None] | None = None,
) -> Made:
    """Write a case folder of synthetic people at ``directory``, complete or not at all.

    ``people`` is the number of rows on the two held lists together; the sought lists have 1.22 times as many,
    and families report 4 % of each party's people. The same ``people`` and ``seed`` give the same bytes. ``truth`` adds
    ``truth.csv``, the pairs of entries that speak of one person, which benchmarks need and a coordinator never has.
    ``replace`` allows to replace an earlier case; ``tell`` is called with a sentence now and then. Raises UsageError
    for a number out of range, RefusedByRule where something stands in the way.
    """
    if not LEAST <= people <= MOST:
        raise UsageError("No case was made.", [Fault("--people", str(people), f"a number from {LEAST} to {MOST}")])
    _check_target(directory, replace=replace)
    directory.parent.mkdir(parents=True, exist_ok=True)
    building = Path(tempfile.mkdtemp(prefix=f".{directory.name}-", dir=directory.parent))
    try:
        case = building / "case"
        case.mkdir()
        made = _write(case, directory, people, seed, truth, tell or (lambda _: None))
        if directory.exists():
            directory.rename(building / "old")
        case.rename(directory)
    except BaseException:
        if not directory.exists() and (building / "old").exists():
            (building / "old").rename(directory)
        raise
    finally:
        shutil.rmtree(building, ignore_errors=True)
    return made


def _check_target(directory: Path, *, replace: bool) -> None:
    if not directory.exists():
        return
    if not directory.is_dir():
        found, expected = "a file of that name", "a folder, or no such thing yet"
    elif not any(directory.iterdir()):
        return
    elif not (directory / "case.toml").is_file():
        found, expected = "a folder with other things in it", "an empty folder, a case folder, or none"
    elif not replace:
        found, expected = "a case folder", "an empty folder, or --force to replace the case"
    else:
        return
    raise RefusedByRule("No case was made.", [Fault(str(directory), found, expected)])


def _write(case: Path, target: Path, people: int, seed: int, truth: bool, tell: Callable[[str], None]) -> Made:
    (case / "lists").mkdir()
    held = {PARTIES[0]: people - people // 2, PARTIES[1]: people // 2}
    populations = {}
    for holder, home in (PARTIES, PARTIES[::-1]):
        tell(f"Drawing {held[holder]:,} people of {home}, and those {home} looks for")
        populations[home] = populate(home, held[holder], sites=len(site_ids(holder)), seed=seed)
    orders: dict[tuple[str, ListKind], lists.Order] = {}
    marks: dict[tuple[str, ListKind], bytearray] = {}
    files: dict[str, tuple[str, int]] = {}
    for style, key in lists.STYLES:
        home = style.party if style.kind is ListKind.SOUGHT else PARTIES[1 - PARTIES.index(style.party)]
        order = lists.order_list(style, key, populations[home], seed=seed)
        at = style.party, style.kind
        orders[at], marks[at] = order, bytearray()
        tell(f"Writing {len(order.rows):,} rows of the list {style.stem}")
        rows = lists.cells(order, sites=site_ids(style.party), seed=seed, marks=marks[at])
        path = write_list(case / "lists", style, lists.FIELDS[style.kind], rows, len(order.rows))
        files[style.stem] = path.name, len(order.rows)
    for style in reports.STYLES:
        humans = reports.reported(style, populations[style.party], seed=seed)
        cells = reports.cells(style, populations[style.party], humans, seed=seed)
        path = write_list(case / "lists", style, reports.FIELDS, cells, len(humans))
        files[style.stem] = path.name, len(humans)
    sides = tuple(
        decisions.Sides(
            orders[holder, ListKind.HELD],
            orders[home, ListKind.SOUGHT],
            marks[holder, ListKind.HELD],
            marks[home, ListKind.SOUGHT],
        )
        for holder, home in (PARTIES, PARTIES[::-1])
    )
    tell("Writing the decisions, the agreement and the world around them")
    decided = decisions.write_decisions(case / "decisions.csv", sides, seed=seed)
    if truth:
        decisions.write_truth(case / "truth.csv", sides)
    for name, text in world(people, seed, START, HOURS).items():
        _put(case / name, text)
    _put(case / "terms.toml", _fill("terms.toml", _numbers(populations, decided, people)))
    _put(case / "case.toml", _fill("case.toml", _seeds(seed)))
    told = {stem.replace("-", "_"): name for stem, (name, _) in files.items()}
    told |= {f"{stem.replace('-', '_')}_rows": f"{rows:,}" for stem, (_, rows) in files.items()}
    told |= {"people": str(people), "seed": str(seed)}
    _put(case / "README.md", _fill("README.md", told))
    pairs = sum(1 for side in sides for _ in decisions.true_pairs(side))
    return Made(target, dict(files.values()), pairs, decided.rows)


def _put(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8", newline="\n")


def _fill(template: str, values: Mapping[str, object]) -> str:
    text = (resources.files("safeconduct.example") / "templates" / template).read_text("utf-8")
    for key, value in values.items():
        text = text.replace("{{" + key + "}}", str(value))
    assert "{{" not in text, f"{template} has a place that nothing fills"
    return text


def _seeds(seed: int) -> dict[str, str]:
    values = {}
    for owner in (*PARTIES, "host"):
        reveal = hashlib.sha256(f"example seed {seed} of {owner}".encode()).digest()
        values[f"{owner}_reveal"] = reveal.hex()
        values[f"{owner}_commitment"] = hashlib.sha256(reveal).hexdigest()
    return values


def _numbers(populations: Mapping[str, Population], decided: decisions.Decided, people: int) -> dict[str, int]:
    """A floor that both parties reach, a ceiling that binds, and hand-overs of one bus a side in a case of 900.

    Whoever has a slip in the birth date, or is so near to 25 that the year alone leaves it open, may not be young to
    the agreement.
    """
    young, surely, others = [], [], []
    for home, population in populations.items():
        goes = [population.humans[number] for number in decided.same[home] if _fighter(population.humans[number])]
        young.append(sum(human.age < 25 for human in goes))
        surely.append(sum(human.age < 24 and (home, human.number) in decided.dated for human in goes))
        others.append(sum(human.age >= 25 for human in goes))
    return {
        "floor": min(*surely, (min(young) * 6 + 9) // 10),
        "ceiling": min(others) * 8 // 10,
        "tranche_cap": max(10, _SEATS_OF_A_BUS * people // 900),
    }


def _fighter(human: Human) -> bool:
    hurt = human.medical in (Medical.SERIOUSLY_WOUNDED, Medical.SERIOUSLY_SICK)
    return human.status is Status.COMBATANT and human.consent is Consent.YES and not human.remains and not hurt
