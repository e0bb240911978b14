from __future__ import annotations

import dataclasses
import datetime as dt

import pytest

from safeconduct.errors import DoesNotVerify
from safeconduct.record import Leaf, Opening, canonical, commit, time_bucket, verify_opening

DOCUMENT = {"fact": {"kind": "list_received", "party": "azure"}, "sequence": 3}
KEY = bytes(range(32))
LEAF = Leaf("5f3a", 3, "2026-02-11T18Z", commit(KEY, DOCUMENT))


def test_a_leaf_comes_back_and_says_nothing_of_its_document() -> None:
    """The leaf names operation, place, hour and commitment; neither the kind of fact nor anything of it shows."""
    data = LEAF.encode()
    assert Leaf.parse(data) == LEAF
    assert b"list_received" not in data
    assert b"azure" not in data


def test_the_opening_opens_its_own_leaf_only() -> None:
    """Another document, another key or another place is refused."""
    verify_opening(LEAF, Opening(3, DOCUMENT, KEY))
    wrong = [
        Opening(3, {**DOCUMENT, "sequence": 4}, KEY),
        Opening(3, DOCUMENT, bytes(32)),
        Opening(3, DOCUMENT, b"short"),
        Opening(3, {"pi": 3.14}, KEY),
        Opening(4, DOCUMENT, KEY),
    ]
    for opening in wrong:
        with pytest.raises(DoesNotVerify):
            verify_opening(LEAF, opening)


def test_an_opening_does_not_print_its_key() -> None:
    """Neither key nor document ends in a log file by way of ``repr``."""
    assert repr(Opening(3, DOCUMENT, KEY)) == "Opening(sequence=3)"


def test_the_same_document_has_another_commitment_under_another_key() -> None:
    """Nobody can tell from two leaves whether they speak of the same thing."""
    assert commit(KEY, DOCUMENT) != commit(bytes(32), DOCUMENT)


def test_the_time_is_an_hour_in_utc() -> None:
    """Minutes are withheld, other zones are turned into UTC, and a time without a zone is refused."""
    moment = dt.datetime(2026, 2, 12, 1, 59, 58, tzinfo=dt.timezone(dt.timedelta(hours=3)))
    assert time_bucket(moment) == "2026-02-11T22Z"
    with pytest.raises(ValueError, match="time zone"):
        time_bucket(moment.replace(tzinfo=None))


@pytest.mark.parametrize(
    "change",
    [{"type": "other"}, {"sequence": -1}, {"sequence": "3"}, {"sequence": True}, {"commitment": 5}, {"more": 1}],
)
def test_what_is_no_leaf_is_refused(change: dict[str, object]) -> None:
    """Another type, members of the wrong kind, or members too many raise ValueError."""
    document = {"type": "safeconduct-fact-1", **dataclasses.asdict(LEAF), **change}
    with pytest.raises(ValueError, match="leaf"):
        Leaf.parse(canonical(document))
