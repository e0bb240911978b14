"""The seed of the lots, and tickets that anyone can compute again."""

from __future__ import annotations

import hashlib
import hmac
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from safeconduct.errors import RefusedByRule
from safeconduct.selection import beacon_value, combine_seeds, commit, seeds_document, ticket, verify_draw
from safeconduct.terms import LotteryRule

SECRETS = {"azure": "11" * 32, "amber": "22" * 32, "host": "33" * 32}
COMMITMENTS = {taker: commit(secret) for taker, secret in SECRETS.items()}


def refused(commitments: dict[str, str], reveals: dict[str, str], no_reveal: str = "stop") -> set[tuple[str, str]]:
    with pytest.raises(RefusedByRule) as raised:
        combine_seeds(commitments, reveals, no_reveal)
    return {(str(fault.field), fault.code) for fault in raised.value.faults}


def test_the_seed_is_the_digest_of_the_sorted_secrets() -> None:
    """Anyone with the three secrets and a program for SHA-256 gets the same seed."""
    by_hand = hashlib.sha256(b"\x11" * 32 + b"\x22" * 32 + b"\x33" * 32).hexdigest()
    assert combine_seeds(COMMITMENTS, SECRETS) == by_hand


@given(st.permutations(sorted(SECRETS)))
def test_the_seed_does_not_depend_on_who_is_called_what(names: list[str]) -> None:
    """Names swapped, the seed is the same."""
    renamed = dict(zip(names, SECRETS.values(), strict=True))
    assert combine_seeds({n: commit(s) for n, s in renamed.items()}, renamed) == combine_seeds(COMMITMENTS, SECRETS)


def test_everyone_whose_secret_is_not_good_is_named() -> None:
    """One that does not match, one missing, one nobody committed to: three faults at once."""
    reveals = {"azure": "44" * 32, "host": SECRETS["host"], "guest": "55" * 32}
    assert refused(COMMITMENTS, reveals) == {
        ("azure", "wrong-secret"),
        ("amber", "not-revealed"),
        ("guest", "not-committed"),
    }


@pytest.mark.parametrize("secret", ["", "11" * 8, "not hexadecimal"])
def test_a_secret_that_could_be_guessed_is_refused(secret: str) -> None:
    """Fewer than 32 bytes, or no bytes at all."""
    assert refused(COMMITMENTS, {**SECRETS, "azure": secret}) == {("azure", "malformed-secret")}


def test_a_copied_secret_is_refused() -> None:
    """Whoever repeats another's commitment has not added to the lot."""
    copied = {**SECRETS, "amber": SECRETS["azure"]}
    commitments = {taker: commit(secret) for taker, secret in copied.items()}
    assert {code for _, code in refused(commitments, copied)} == {"copied-secret"}


def test_a_missing_secret_is_left_out_only_where_that_was_agreed() -> None:
    """leave_out goes on with two, but never with one."""
    two = {taker: SECRETS[taker] for taker in ("azure", "host")}
    assert combine_seeds(COMMITMENTS, two, "leave_out") == combine_seeds({t: COMMITMENTS[t] for t in two}, two)
    assert refused(COMMITMENTS, {"host": SECRETS["host"]}, "leave_out") == {("all", "too-few-secrets")}


def test_a_ticket_is_a_plain_hmac() -> None:
    """Of the person_id, or of the sorted ids of a group; also where the seed is longer than a block of SHA-256."""
    long = "cd" * 65
    assert ticket(long, ["p2"]) == hmac.new(bytes.fromhex(long), b"p2", "sha256").hexdigest()
    seed = "ab" * 32
    assert ticket(seed, ["p2"]) == hmac.new(bytes.fromhex(seed), b"p2", "sha256").hexdigest()
    assert ticket(seed, ["p2", "p1"]) == hmac.new(bytes.fromhex(seed), b"p1\np2", "sha256").hexdigest()


BEACON = LotteryRule(parties=("azure", "amber", "host"), beacon="drand quicknet", round=7)


def test_a_beacon_round_that_was_fixed_beforehand_goes_into_the_seed() -> None:
    """After the sorted secrets; the value is of no use before all have committed."""
    value = "AB" * 32
    secrets = b"\x11" * 32 + b"\x22" * 32 + b"\x33" * 32
    by_hand = hashlib.sha256(secrets + bytes.fromhex(value)).hexdigest()
    agreed = beacon_value(BEACON, "drand quicknet", 7, value)
    assert combine_seeds(COMMITMENTS, SECRETS, "stop", agreed) == by_hand
    assert beacon_value(LotteryRule(), "", None, "") == ""


@pytest.mark.parametrize(
    ("rule", "source", "number", "value"),
    [
        (BEACON, "drand quicknet", 8, "ab" * 32),
        (BEACON, "another", 7, "ab" * 32),
        (BEACON, "", None, ""),
        (BEACON, "drand quicknet", 7, "ab"),
        (BEACON, "drand quicknet", 7, "zz" * 32),
        (LotteryRule(), "drand quicknet", 7, "ab" * 32),
    ],
)
def test_another_round_or_no_value_is_refused(rule: LotteryRule, source: str, number: int | None, value: str) -> None:
    """A round chosen afterwards could be chosen for what it draws; a beacon nobody agreed on does not count."""
    with pytest.raises(RefusedByRule) as raised:
        beacon_value(rule, source, number, value)
    assert {(fault.field, fault.code) for fault in raised.value.faults} == {("beacon", "beacon")}


@pytest.mark.parametrize("change", ["", "reveal", "commitment", "seed", "taker", "beacon"])
def test_seeds_beside_the_certificate_are_checked(tmp_path: Path, change: str) -> None:
    """Anyone makes the seed again from what was revealed; one digit changed anywhere is found out."""
    document = seeds_document(COMMITMENTS, SECRETS, "stop")
    lottery = {"shares": "tickets", "no_reveal": "stop", "parties": sorted(SECRETS), "beacon": ""}
    certificate = {"seed": document["seed"], "agreement": {"lottery": lottery}}
    (tmp_path / "certificate.json").write_text(json.dumps(certificate))
    if change in ("reveal", "commitment"):
        document["takers"]["amber"][change] = "44" * 32
    elif change == "taker":
        del document["takers"]["amber"]
    elif change:
        document[change] = "55" * 32
    (tmp_path / "seeds.json").write_text(json.dumps(document))
    if change:
        with pytest.raises(verify_draw.NotProven):
            verify_draw.verify("", str(tmp_path / "certificate.json"))
    else:
        assert verify_draw.verify("", str(tmp_path / "certificate.json"))["secrets"] == 3
