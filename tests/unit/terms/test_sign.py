"""Signatures over the canonical form: who has signed exactly this agreement, and which version it replaces."""

from __future__ import annotations

import pytest

from agreements import HEAD, PRIORITIES
from safeconduct.errors import DoesNotVerify, RefusedByRule, UnreadableInput
from safeconduct.record import SigningKey
from safeconduct.terms import check_replaces, parse_terms, sign_agreement, signed_text, verify_agreement

KEYS = {name: SigningKey(name, bytes([number]) * 32) for number, name in enumerate(("azure", "amber", "host", "teal"))}
TEXT = HEAD + PRIORITIES
TERMS = parse_terms(TEXT)


def test_both_parties_sign_one_text() -> None:
    """The second signature goes after the first; who has not signed is named."""
    note = sign_agreement(TERMS, KEYS["azure"])
    keys = [KEYS[name].verifier for name in ("azure", "amber")]
    signed = verify_agreement(TERMS, note, keys)
    assert (signed.signers, signed.missing) == (("azure",), ("amber",))
    both = sign_agreement(TERMS, KEYS["host"], sign_agreement(TERMS, KEYS["amber"], note))
    assert both.startswith(note)
    signed = verify_agreement(TERMS, both, [*keys, KEYS["host"].verifier])
    assert (signed.signers, signed.missing) == (("amber", "azure", "host"), ())
    assert both.decode().splitlines()[:4] == ["safeconduct agreement", "test", "version 1", f"sha256 {TERMS.sha256}"]


def test_layout_may_change_and_a_number_may_not() -> None:
    """A comment leaves the signatures good; an age of eighteen made nineteen does not."""
    note = sign_agreement(TERMS, KEYS["azure"])
    keys = [KEYS["azure"].verifier]
    again = parse_terms("# read by both\n" + TEXT.replace("guardian_under = 18", "guardian_under   =   18  # years"))
    assert verify_agreement(again, note, keys).signers == ("azure",)
    with pytest.raises(DoesNotVerify, match="another agreement"):
        verify_agreement(parse_terms(TEXT.replace("guardian_under = 18", "guardian_under = 19")), note, keys)


def test_a_forged_or_missing_signature_does_not_verify() -> None:
    """A key of the same name and another secret, and a note that nobody known has signed."""
    note = sign_agreement(TERMS, SigningKey("azure", b"x" * 32))
    with pytest.raises(DoesNotVerify):
        verify_agreement(TERMS, note, [KEYS["azure"].verifier])
    changed = sign_agreement(TERMS, KEYS["azure"]).replace(b"version 1", b"version 2")
    with pytest.raises(DoesNotVerify):
        verify_agreement(TERMS, changed, [KEYS["azure"].verifier])
    with pytest.raises(DoesNotVerify):
        verify_agreement(TERMS, sign_agreement(TERMS, KEYS["azure"]), [KEYS["amber"].verifier])


def test_a_stranger_or_a_second_signature_is_refused() -> None:
    """Only parties and the intermediary sign, each once, and only this text."""
    note = sign_agreement(TERMS, KEYS["azure"])
    for key, before in (("teal", None), ("azure", note)):
        with pytest.raises(RefusedByRule):
            sign_agreement(TERMS, KEYS[key], before)
    other = parse_terms(TEXT.replace('id = "test"', 'id = "test"\nversion = "2"', 1))
    with pytest.raises(RefusedByRule):
        sign_agreement(other, KEYS["amber"], note)


def test_a_new_version_names_the_digest_of_the_one_it_replaces() -> None:
    """The chain of versions is part of what is signed."""
    heading = f'id = "test"\nversion = "2"\nreplaces = "{TERMS.sha256}"'
    newer = parse_terms(TEXT.replace('id = "test"', heading, 1))
    check_replaces(newer, TERMS)
    assert signed_text(newer).endswith(f"replaces {TERMS.sha256}\n")
    changed = parse_terms(TEXT.replace("guardian_under = 18", "guardian_under = 19"))
    with pytest.raises(DoesNotVerify):
        check_replaces(newer, changed)
    with pytest.raises(DoesNotVerify):
        check_replaces(TERMS, TERMS)
    with pytest.raises(UnreadableInput):
        parse_terms(TEXT.replace('id = "test"', 'id = "test"\nreplaces = "1"', 1))
