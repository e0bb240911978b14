"""Whole case folders: complete or not at all, the same for the same numbers, readable by the readers of the house."""

from __future__ import annotations

import csv
import hashlib
import tomllib
import zipfile
from collections import Counter
from pathlib import Path

import pytest

from house import TOP
from safeconduct.errors import RefusedByRule, UsageError
from safeconduct.example import make as making
from safeconduct.example import make_case, site_ids
from safeconduct.people import read_decisions, read_list
from safeconduct.people.model import Carriage, Consent, Entry, GroupKind, ListKind, Medical, Status, Verdict

PARTIES = ("azure", "amber")
COMMITTED = TOP / "examples" / "one-night-exchange"


@pytest.fixture(scope="module")
def case(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The default case, with its truth."""
    directory = tmp_path_factory.mktemp("example") / "case"
    make_case(directory, truth=True)
    return directory


@pytest.fixture(scope="module")
def entries(case: Path) -> dict[tuple[str, ListKind], tuple[Entry, ...]]:
    """The four lists as the readers read them."""
    lists = {}
    for party in PARTIES:
        for kind in (ListKind.HELD, ListKind.SOUGHT):
            (path,) = (case / "lists").glob(f"{party}-{kind.value}.*")
            lists[party, kind] = read_list(path, party=party, kind=kind, parties=PARTIES).entries
    return lists


def contents(directory: Path) -> dict[str, object]:
    """Every file by name: its bytes, or, of a workbook, the bytes of its parts.

    The parts are compared unpacked: builds of zlib differ in how they pack.
    """
    found: dict[str, object] = {}
    for path in sorted(path for path in directory.rglob("*") if path.is_file()):
        name = path.relative_to(directory).as_posix()
        if path.suffix == ".xlsx":
            with zipfile.ZipFile(path) as book:
                found[name] = {part.filename: (part.date_time, book.read(part)) for part in book.infolist()}
        else:
            found[name] = path.read_bytes()
    return found


def test_the_same_numbers_give_the_same_bytes(tmp_path: Path) -> None:
    """Also of the workbooks, which carry no time of day; another seed gives other people."""
    for name in ("one", "two"):
        make_case(tmp_path / name, 40, 3)
    make_case(tmp_path / "other", 40, 4)
    files = sorted(path.relative_to(tmp_path / "one") for path in (tmp_path / "one").rglob("*") if path.is_file())
    assert len(files) == 14
    for file in files:
        assert (tmp_path / "one" / file).read_bytes() == (tmp_path / "two" / file).read_bytes(), file
    assert contents(tmp_path / "one")["lists/amber-held.csv"] != contents(tmp_path / "other")["lists/amber-held.csv"]


def test_the_committed_example_is_what_the_command_makes(case: Path) -> None:
    """examples/one-night-exchange can be made again, file by file: after a change, make it again and look at it."""
    made, committed = contents(case), contents(COMMITTED)
    made.pop("truth.csv")
    assert sorted(committed) == sorted(made)
    assert [name for name in made if made[name] != committed[name]] == []


def test_the_committed_example_is_small() -> None:
    """Everybody who clones the project carries it."""
    assert sum(path.stat().st_size for path in COMMITTED.rglob("*")) < 600_000


def test_the_lists_are_as_long_as_asked_and_read_without_a_fault(
    entries: dict[tuple[str, ListKind], tuple[Entry, ...]],
) -> None:
    """900 rows on the held lists, 1.22 times as many on the sought lists, in four different files."""
    assert sum(len(rows) for (_, kind), rows in entries.items() if kind is ListKind.HELD) == 900
    assert sum(len(rows) for (_, kind), rows in entries.items() if kind is ListKind.SOUGHT) == 1098
    for rows in entries.values():
        assert len({entry.entry_id for entry in rows}) == len(rows)


@pytest.mark.parametrize("party", PARTIES)
def test_families_report_their_own_people_and_no_ranks(
    case: Path, party: str, entries: dict[tuple[str, ListKind], tuple[Entry, ...]]
) -> None:
    """A short third list; some of whom it names the party does not ask for, as families write to whom they trust."""
    path = case / "lists" / f"{party}-family.csv"
    reports = read_list(path, party=party, kind=ListKind.FAMILY, parties=PARTIES).entries
    assert 10 <= len(reports) <= 40
    assert not any(one.rank or one.unit or one.site for one in reports)
    asked = {(one.family_name.casefold(), one.birth_date) for one in entries[party, ListKind.SOUGHT]}
    unasked = [one for one in reports if (one.family_name.casefold(), one.birth_date) not in asked]
    assert 0 < len(unasked) < len(reports)


@pytest.mark.parametrize("party", PARTIES)
def test_among_the_held_are_all_whom_an_exchange_must_think_of(
    party: str, entries: dict[tuple[str, ListKind], tuple[Entry, ...]]
) -> None:
    """Civilians, medical personnel, children with and without guardian, wounded, sick, old people, a family, remains,
    people who refuse and people whom nobody has asked."""
    held = entries[party, ListKind.HELD]
    assert {entry.status for entry in held} == set(Status)
    assert {entry.medical for entry in held} == {*Medical, None}
    assert {entry.carriage for entry in held} == set(Carriage)
    assert {entry.consent for entry in held} == set(Consent)
    assert {entry.site for entry in held} == set(site_ids(party))
    ids = {entry.entry_id for entry in held}
    children = [entry for entry in held if entry.birth_date and entry.birth_date.year > 2008]
    guarded = [child for child in children if child.guardian_id]
    assert len(guarded) >= 4
    assert len(children) - len(guarded) >= 2
    assert {child.guardian_id for child in guarded} <= ids
    assert Counter(entry.group_kind for entry in held)[GroupKind.FAMILY] == 4
    assert any(entry.birth_date and entry.birth_date.year < 1966 for entry in held)
    assert any(entry.held_since and entry.held_since.year == 2022 for entry in held)
    remains = [entry for entry in held if entry.remains]
    assert len(remains) >= 10
    assert all(entry.carriage is Carriage.REMAINS and entry.medical is None for entry in remains)


def test_a_family_is_in_one_place_and_a_guardian_beside_the_child(
    entries: dict[tuple[str, ListKind], tuple[Entry, ...]],
) -> None:
    """People who must not be parted are not parted by the example itself."""
    for party in PARTIES:
        held = {entry.entry_id: entry for entry in entries[party, ListKind.HELD]}
        groups: dict[str, set[str]] = {}
        for entry in held.values():
            if entry.group:
                groups.setdefault(entry.group, set()).add(entry.site)
            if entry.guardian_id:
                guardian = held[entry.guardian_id]
                assert guardian.site == entry.site
                assert guardian.birth_date is None or guardian.birth_date.year < 2002
        assert all(len(sites) == 1 for sites in groups.values())


def test_the_files_are_as_different_as_real_ones(case: Path) -> None:
    """A title above the headings, windows-1251 with semicolons, a tag row under a byte order mark, numbers as ids."""
    sought = (case / "lists" / "azure-sought.csv").read_bytes()
    assert sought.decode("cp1251").startswith("№ з/п;Прізвище;")
    held = (case / "lists" / "amber-held.csv").read_bytes()
    assert held.startswith("\ufeff№ п/п,Фамилия,".encode())
    assert held.splitlines()[1].startswith(b"#affected+id,#affected+name+family")
    assert zipfile.is_zipfile(case / "lists" / "azure-held.xlsx")
    assert zipfile.is_zipfile(case / "lists" / "amber-sought.xlsx")


def test_the_lists_spell_one_person_differently(
    case: Path, entries: dict[tuple[str, ListKind], tuple[Entry, ...]]
) -> None:
    """Of the true pairs few agree letter by letter, and most can still be told by a careful reader."""
    by_id = {(party, kind.value, entry.entry_id): entry for (party, kind), rows in entries.items() for entry in rows}
    with (case / "truth.csv").open(encoding="utf-8") as stream:
        pairs = [
            (
                by_id[row["held_party"], "held", row["held_id"]],
                by_id[row["sought_party"], "sought", row["sought_id"]],
            )
            for row in csv.DictReader(stream)
        ]
    alike = [
        (one.family_name.casefold(), one.given_name, one.patronymic)
        == (other.family_name.casefold(), other.given_name, other.patronymic)
        for one, other in pairs
    ]
    assert 700 < len(pairs) < 820
    assert sum(alike) / len(pairs) < 0.15
    dated = [one.birth_date == other.birth_date for one, other in pairs]
    assert 0.7 < sum(dated) / len(pairs) < 0.9


def test_the_decisions_agree_with_the_truth_and_leave_work(
    case: Path, entries: dict[tuple[str, ListKind], tuple[Entry, ...]]
) -> None:
    """Readable; never wrong unless taken back; some pairs left undecided; twins and brothers told apart."""
    decisions = read_decisions(case / "decisions.csv", [entry for rows in entries.values() for entry in rows])
    with (case / "truth.csv").open(encoding="utf-8") as stream:
        truth = {tuple(row.values()) for row in csv.DictReader(stream)}
    withdrawn = {decision.withdraws for decision in decisions} - {""}
    assert len(withdrawn) == 1
    decided = Counter(decision.verdict for decision in decisions)
    assert decided[Verdict.DIFFERENT] > 20
    assert decided[Verdict.UNSURE] > 10
    for decision in decisions:
        pair = decision.held_party, decision.held_id, decision.sought_party, decision.sought_id
        if decision.decision_id in withdrawn:
            assert pair not in truth
        elif decision.verdict is not Verdict.UNSURE:
            assert (pair in truth) == (decision.verdict is Verdict.SAME), decision
    same = {(one.held_party, one.held_id) for one in decisions if one.verdict is Verdict.SAME}
    matched = {pair[:2] for pair in truth}
    assert 0.02 < len(matched - same) / len(matched) < 0.12


def test_each_seed_hashes_to_its_commitment(case: Path) -> None:
    """As the lottery will check it."""
    seeds = tomllib.loads((case / "case.toml").read_text("utf-8"))["seeds"]
    assert set(seeds) == {*PARTIES, "host"}
    for seed in seeds.values():
        assert hashlib.sha256(bytes.fromhex(seed["reveal"])).hexdigest() == seed["commitment"]


def test_a_smallest_case_still_has_a_family_and_twins(tmp_path: Path) -> None:
    """Twenty-four people are enough for every tie."""
    made = make_case(tmp_path / "case", 24, 1)
    assert sum(made.rows.values()) == 24 + 30 + 2  # and one report by a family to each party
    (path,) = (tmp_path / "case" / "lists").glob("azure-held.*")
    held = read_list(path, party="azure", kind=ListKind.HELD, parties=PARTIES).entries
    assert sum(entry.group_kind is GroupKind.FAMILY for entry in held) == 4


def test_long_lists_are_written_as_csv(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where a worksheet would be too long for an office program, the same columns come as CSV."""
    monkeypatch.setattr("safeconduct.example.cells.WORKBOOK_ROWS", 30)
    made = make_case(tmp_path / "case", 80, 1)
    assert set(made.rows) == {f"{party}-{kind}.csv" for party in PARTIES for kind in ("held", "sought", "family")}
    path = tmp_path / "case" / "lists" / "azure-held.csv"
    assert len(read_list(path, party="azure", kind=ListKind.HELD, parties=PARTIES).entries) == 40


@pytest.mark.parametrize("people", [0, 23, 2_000_001])
def test_a_number_out_of_range_is_refused(tmp_path: Path, people: int) -> None:
    """Nothing is written."""
    with pytest.raises(UsageError, match="--people"):
        make_case(tmp_path / "case", people)
    assert list(tmp_path.iterdir()) == []


def test_what_is_in_the_folder_is_not_overwritten(tmp_path: Path) -> None:
    """A case only where the caller says so, anything else never."""
    make_case(tmp_path / "case", 24, 1)
    before = contents(tmp_path / "case")
    with pytest.raises(RefusedByRule, match="--force"):
        make_case(tmp_path / "case", 24, 2)
    assert contents(tmp_path / "case") == before
    make_case(tmp_path / "case", 24, 2, replace=True)
    assert contents(tmp_path / "case") != before
    other = tmp_path / "photographs"
    other.mkdir()
    (other / "mother.jpg").write_bytes(b"dear")
    with pytest.raises(RefusedByRule, match="other things"):
        make_case(other, 24, 1, replace=True)
    assert (other / "mother.jpg").exists()


def test_an_interrupted_make_leaves_what_was_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Ctrl-C while a case is replaced: the old one stands, and no half-written folder lies about."""
    make_case(tmp_path / "case", 24, 1)
    before = contents(tmp_path / "case")

    def interrupt(*args: object, **kwargs: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(making, "world", interrupt)
    for target in ("case", "fresh"):
        with pytest.raises(KeyboardInterrupt):
            make_case(tmp_path / target, 24, 2, replace=True)
    assert contents(tmp_path / "case") == before
    assert [path.name for path in tmp_path.iterdir()] == ["case"]
