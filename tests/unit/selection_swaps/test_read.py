"""Kidney-exchange files become pools; a faulty file is refused with everything that is wrong in it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from safeconduct.errors import Fault, UnreadableInput
from safeconduct.selection.swaps import Offer, Pool, read_pool

TODAY = """# FILE NAME: 00036-00000001.wmd
# NUMBER ALTERNATIVES: 3
# NUMBER EDGES: 4
# ALTERNATIVE NAME 1: Pair 1
# ALTERNATIVE NAME 2: Pair 2
# ALTERNATIVE NAME 3: Alturist 3
1,2,1.0
2,1,1.0
3,1,1.0
1,3,0.0
"""
BEFORE = "3,3\n1,Pair 1\n2,Pair 2\n3,Altruist 3\n0,1,1.0\n1,0,1.0\n2,0,1.0\n"
DAT = "Pair,Patient,Donor,Altruist\n1,O,O,0\n2,O,O,0\n3,O,O,1\n"
THREE = (Offer("1", ("2", "3")), Offer("2", ("1",)), Offer("3", (), goodwill=True))


def write(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def faults(path: Path) -> tuple[Fault, ...]:
    with pytest.raises(UnreadableInput) as refused:
        read_pool(path)
    return refused.value.faults


def places(path: Path) -> list[tuple[int | None, str]]:
    return [(fault.row, fault.code) for fault in faults(path)]


@pytest.mark.parametrize("name", ["pool.wmd", "pool.txt", "POOL.WMD"])
def test_preflib_of_today(tmp_path: Path, name: str) -> None:
    """Numbers from 1; an arc of weight 0 to an altruist only says that a chain may end."""
    assert read_pool(write(tmp_path, name, TODAY)) == Pool(THREE, name)


def test_preflib_of_before(tmp_path: Path) -> None:
    """Names from 1, arcs from 0."""
    assert read_pool(write(tmp_path, "pool.wmd", BEFORE)).offers == THREE


def test_a_dat_beside_it_must_agree(tmp_path: Path) -> None:
    """The column Altruist is compared with the names, and the fault names the .dat and its row."""
    path = write(tmp_path, "pool.wmd", BEFORE)
    write(tmp_path, "pool.dat", DAT)
    assert read_pool(path).offers == THREE
    write(tmp_path, "pool.dat", DAT.replace("3,O,O,1", "3,O,O,0") + "4,O,O,0\n5,O\n")
    found = faults(path)
    assert [(f.file, f.row, f.code) for f in found] == [
        ("pool.dat", 4, "contradiction"),
        ("pool.dat", 5, "unknown_person"),
        ("pool.dat", 6, "columns"),
    ]


def test_all_faults_of_a_preflib_file_at_once(tmp_path: Path) -> None:
    """A wrong name and count, and arcs to nobody, of no number, to itself, to an altruist, of no weight, and twice."""
    text = TODAY.replace("Pair 2", "Couple 2").replace("EDGES: 4", "EDGES: 5").replace("1,3,0.0", "1,3,1.0")
    text += "1,9,1.0\n2,1,many\n2,2,1.0\n3,2,0\n1,2,1.0\n1,2\n1;2;3\n"
    assert places(write(tmp_path, "pool.wmd", text)) == [
        (3, "count"),
        (5, "name"),
        (10, "goodwill"),
        (11, "unknown_person"),
        (12, "number"),
        (13, "self"),
        (14, "weight"),
        (15, "twice"),
        (16, "columns"),
        (17, "columns"),
    ]


@pytest.mark.parametrize("weight", ["nan", "inf", "-inf", ""])
def test_a_weight_is_a_finite_number(tmp_path: Path, weight: str) -> None:
    text = TODAY.replace("3,1,1.0", f"3,1,{weight}")
    assert places(write(tmp_path, "pool.wmd", text)) == [(9, "number")]


def test_a_heading_that_promises_more_than_the_file_has(tmp_path: Path) -> None:
    """A count is checked before anything is made of it."""
    assert places(write(tmp_path, "pool.wmd", "999999999,1\n1,Pair 1\n")) == [(1, "number")]


def test_an_empty_file(tmp_path: Path) -> None:
    assert [code for _, code in places(write(tmp_path, "pool.wmd", "\n"))] == ["empty"]


def test_trimble_with_and_without_goodwill_releases(tmp_path: Path) -> None:
    """Pairs are numbered from 0; the .ndds beside the file is read with it."""
    path = write(tmp_path, "pool.input", "2\t2\n0\t1\t1\n1 0 0.5\n-1\t-1\t-1\n")
    pairs = (Offer("0", ("1",)), Offer("1", ("0",)))
    assert read_pool(path).offers == pairs
    write(tmp_path, "pool.ndds", "1 1\n0 1 1\n-1 -1 -1\n")
    assert read_pool(path).offers == (pairs[0], Offer("1", ("0", "ndd-0")), Offer("ndd-0", (), goodwill=True))


def test_all_faults_of_a_trimble_pair_at_once(tmp_path: Path) -> None:
    """Each fault names the file of the two in which it stands."""
    path = write(tmp_path, "pool.input", "2 3\n0 1 1\n1 2 1\n1 0\n0 0 x\n-1 -1 -1\n")
    write(tmp_path, "pool.ndds", "1 1\n1 0 1\n")
    assert [(fault.file, fault.row, fault.code) for fault in faults(path)] == [
        ("pool.input", 1, "count"),
        ("pool.input", 3, "unknown_person"),
        ("pool.input", 4, "columns"),
        ("pool.input", 5, "number"),
        ("pool.input", 5, "self"),
        ("pool.ndds", 2, "cut_short"),
        ("pool.ndds", 2, "unknown_person"),
    ]


OLD = {
    "data": {
        "1": {"sources": [7], "dage": 50, "matches": [{"recipient": 8, "score": 1}]},
        "2": {"sources": [7], "matches": [{"recipient": 8, "score": 1}]},
        "3": {"sources": [8], "matches": [{"recipient": 7, "score": 1}]},
        "4": {"altruistic": True, "matches": [{"recipient": 8, "score": 1}, {"recipient": 99, "score": 1}]},
    }
}
NEW = {
    "schema": 3,
    "donors": [
        {
            "id": person,
            "paired_recipients": [str(recipient) for recipient in donor.get("sources", [])],
            "outgoing_transplants": [{**match, "recipient": str(match["recipient"])} for match in donor["matches"]],
        }
        for person, donor in OLD["data"].items()
    ],
}


@pytest.mark.parametrize(
    "content", [OLD, NEW, {"schema": 2, "donors": {donor["id"]: donor for donor in NEW["donors"]}}]
)
def test_kep_solver(tmp_path: Path, content: object) -> None:
    """Two donors of one recipient: at most one goes. A transplant to a recipient without a donor leads nowhere."""
    assert read_pool(write(tmp_path, "pool.json", json.dumps(content))).offers == (
        Offer("1", ("3",), one_of="7"),
        Offer("2", ("3",), one_of="7"),
        Offer("3", ("1", "2", "4")),
        Offer("4", (), goodwill=True),
    )


def test_all_faults_of_a_kep_solver_file_at_once(tmp_path: Path) -> None:
    """Faults name their place by the keys that lead to it."""
    content = {
        "data": {
            "1": {"sources": [7, 8], "matches": []},
            "2": {"sources": [None], "matches": [{"score": 1}]},
            "3": {"sources": [8], "matches": "all"},
            "4": [],
            "5": {"sources": [9], "matches": [{"recipient": 9}]},
        }
    }
    assert [(fault.field, fault.code) for fault in faults(write(tmp_path, "pool.json", json.dumps(content)))] == [
        ("data.1.sources", "shape"),
        ("data.2.matches[0]", "shape"),
        ("data.2.sources[0]", "shape"),
        ("data.3.matches", "shape"),
        ("data.4", "shape"),
        ("data.5.matches[0].recipient", "self"),
    ]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ('{"data": {', "json"),
        ("[" * 100_000, "json"),
        ("[]", "no_donors"),
        ('{"data": 3}', "no_donors"),
        ('{"data": {"1": {}, "1": {}}}', "twice"),
        ('{"donors": [{"id": "1", "paired_recipients": []}, {"id": 1, "paired_recipients": []}]}', "twice"),
    ],
)
def test_json_that_is_no_pool(tmp_path: Path, text: str, code: str) -> None:
    assert [fault.code for fault in faults(write(tmp_path, "pool.json", text))] == [code]


def test_a_missing_file_and_one_that_is_not_text(tmp_path: Path) -> None:
    assert [fault.code for fault in faults(tmp_path / "none.wmd")] == ["no_file"]
    (tmp_path / "pool.wmd").write_bytes(b"1,\xff")
    assert [fault.code for fault in faults(tmp_path / "pool.wmd")] == ["encoding"]


def test_an_ending_that_is_not_known(tmp_path: Path) -> None:
    assert [fault.code for fault in faults(tmp_path / "pool.xlsx")] == ["unknown_format"]


def test_thousands_of_faults_are_counted_not_listed(tmp_path: Path) -> None:
    found = faults(write(tmp_path, "pool.wmd", "1,300\n1,Pair 1\n" + "0,0,1.0\n" * 300))
    assert len(found) == 201
    assert found[-1].found == "100 more faults like these"
